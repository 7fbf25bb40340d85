"""The register of clauses says of every clause what the analysis of the document says."""

from __future__ import annotations

import pytest

import eligibility

HR, PLAN, SCHOOL, POLICE, MONEY = "人力资源社会保障局", "发展改革委", "教育局", "公安局", "财政局"
HOMES, FARMS, HEALTH, UNION = "住房城乡建设局", "农业农村局", "医疗保障局", "总工会"
NINE = (HR, PLAN, SCHOOL, POLICE, MONEY, HOMES, FARMS, HEALTH, UNION)
# clause, kinds, bodies (of the city unless they begin with 各), has a figure
REGISTER = [
    ("序言", "org", NINE, True),
    ("一", "org", (), False),
    ("二(一) 主要目标", "target", (), True),
    ("二(一)1", "org", (HR,), False),
    ("二(一)2", "target person", (HR, MONEY, FARMS), True),
    ("二(一)3", "target person", (HR, PLAN), True),
    ("二(一)4", "org", (HR,), False),
    ("二(一)5", "target org", (HR,), True),
    ("二(二) 主要目标", "target", (), True),
    ("二(二)1", "person org", (HR, FARMS, UNION), True),
    ("二(二)2", "person", (MONEY, HR), True),
    ("二(二)3", "person org", (HR,), True),
    ("二(二)4", "target org", (HR,), True),
    ("二(三) 主要目标", "target", (), True),
    ("二(三)1", "person org", (HR,), False),
    ("二(三)2", "org", (HR,), False),
    ("二(三)3", "person org", (HR, FARMS), True),
    ("二(四) 主要目标", "target", (), False),
    ("二(四)1", "employer person", (HR, UNION), False),
    ("二(四)2", "employer org", (HR, HEALTH), False),
    ("二(四)3", "employer person", (HR, UNION), False),
    ("二(五) 主要目标", "target", (), True),
    ("二(五)1", "org", (PLAN,), False),
    ("二(五)2", "org", (MONEY,), False),
    ("二(五)3", "person org", (HOMES,), False),
    ("二(五)4", "person org", (SCHOOL,), False),
    ("二(五)5", "person", (POLICE,), False),
    ("二(五)6", "person org", (HR,), True),
    ("二(五)7", "org", (HR,), False),
    ("三(一)", "org", NINE, False),
    ("三(二)", "org", (f"各区市{HR}",), True),
    ("三(三)", "org", (HR,), False),
    ("三(四)", "org", (), False),
]
PACK = eligibility.load("weihai-2023-13").pack


def test_the_clauses_are_these_in_this_order() -> None:
    """No clause is left out, added or moved."""
    assert [clause.clause for clause in PACK.clauses] == [clause for clause, *_ in REGISTER]


@pytest.mark.parametrize(("name", "kinds", "bodies", "figure"), REGISTER, ids=[row[0] for row in REGISTER])
def test_a_clause_is_as_the_analysis_has_it(name: str, kinds: str, bodies: tuple[str, ...], figure: bool) -> None:
    """Its kinds and bodies are the document's, and it names a figure where the document has one."""
    clause = next(one for one in PACK.clauses if one.clause == name)
    assert set(clause.kind) == set(kinds.split())
    assert list(clause.bodies) == [body if body.startswith("各") else f"市{body}" for body in bodies]
    assert (clause.figure is not None) is figure


def test_the_figures_are_the_documents() -> None:
    """The seven targets have the plan's numbers, and the year only where the plan gives one."""
    assert {(target.amount, target.comparison, target.per, target.measure, target.year) for target in PACK.targets} == {
        (300_000, "about", "city", "stock", None),
        (1_800, "exactly", "city", "flow", 2023),
        (13_000, "about", "city", "flow", 2023),
        (5_000, "about", "city", "flow", None),
        (60, "at_least", "city", "flow", None),
        (1, "at_least", "district", "flow", None),
        (5_000, "at_least", "city", "flow", 2023),
    }
