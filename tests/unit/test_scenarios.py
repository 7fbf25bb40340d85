"""Rulebook.scenarios: persons and variations side by side, compared, and turned into cases."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

import eligibility
from eligibility import InputError, Outcome, UsageError
from eligibility.scenarios.table import Scenarios
from eligibility.testing.cases import run_case
from people import INSIDE
from strategies import nest

RULES = eligibility.load("weihai-2023-13")
WAIVER = "counter-guarantee-waiver"
PERSON = nest(INSIDE)
VARIATIONS: dict[str, dict[str, Any]] = {
    "十万": {"loan.amount": "100000"},
    "多一分": {"loan.amount": "100000.01"},
    "没有说": {"loan.amount": None},
    "早一天": {"on": "2023-04-09"},
}


@pytest.fixture(scope="module")
def table() -> Scenarios:
    """A person and four variations."""
    return RULES.scenarios({"王": PERSON}, VARIATIONS, on="2023-06-01")


def test_a_row_for_each_person_and_variation(table: Scenarios) -> None:
    """Every base person comes first, then its variations by name."""
    assert [row.name for row in table] == ["王", *(f"王 · {name}" for name in VARIATIONS)]
    assert table["王 · 早一天"].on.isoformat() == "2023-04-09"


def test_rows_are_what_decide_says(table: Scenarios) -> None:
    """A row holds the very decision that the same person has on that day."""
    again = RULES.decide({**PERSON, "loan": {**PERSON["loan"], "amount": "100000.01"}}, on="2023-06-01")
    assert table["王 · 多一分"].decision == again
    outcomes = [row.outcomes[WAIVER] for row in table]
    assert outcomes[1:] == [
        Outcome.ELIGIBLE_IN_PRINCIPLE,
        Outcome.NOT_ELIGIBLE,
        Outcome.UNDETERMINED,
        Outcome.NOT_APPLICABLE,
    ]


def test_cell_gives_the_condition_that_decides(table: Scenarios) -> None:
    """The reason in a cell names the amount and the threshold, or what is missing."""
    for language, value, missing in (("zh", "100,000.01元", "贷款金额"), ("en", "100,000.01 yuan", "Loan amount")):
        cells = {one["name"]: one["cells"][WAIVER] for one in table.to_dict(language)["scenarios"]}
        assert value in cells["王 · 多一分"]["reason"]
        assert missing in cells["王 · 没有说"]["reason"]
        assert value in table.only(WAIVER).text(language)


def test_only_keeps_some_programmes(table: Scenarios) -> None:
    """Filtering keeps the rows and the order asked for."""
    some = table.only("settlement", WAIVER)
    assert some.programmes == ("settlement", WAIVER)
    assert some.rows == table.rows
    assert [one["id"] for one in some.to_dict()["programmes"]] == ["settlement", WAIVER]
    with pytest.raises(UsageError, match="did you mean settlement"):
        table.only("setlement")


def test_compare_finds_what_alone_moves_it(table: Scenarios) -> None:
    """One cent more is the only difference, and it alone moves the waiver."""
    comparison = table.compare("王 · 十万", "王 · 多一分")
    assert [one.path for one in comparison.differences] == ["loan.amount"]
    assert {one.programme: one.moved_by for one in comparison.changes} == {WAIVER: ("loan.amount",)}
    assert "只改这一处就变：贷款金额" in comparison.text("zh")
    assert "This alone moves it: Loan amount" in str(comparison)


def test_compare_tells_when_only_several_together_move_it() -> None:
    """Where two conditions both fail, neither difference alone brings the good answer."""
    bad = {**PERSON, "loan": {**PERSON["loan"], "amount": "100000.01", "borrower": "small_micro_enterprise"}}
    comparison = RULES.scenarios({"a": bad, "b": PERSON}, on="2023-06-01", programmes=[WAIVER]).compare("a", "b")
    assert comparison.changes[0].moved_by == ()
    assert "Only several of the differences together" in str(comparison)


def test_compare_knows_the_day(table: Scenarios) -> None:
    """A day before the plan is a difference like any other."""
    comparison = table.compare("王", "王 · 早一天")
    assert [one.path for one in comparison.differences] == ["on"]
    assert all(change.moved_by == ("on",) for change in comparison.changes)
    assert "办理日期：2023年6月1日 → 2023年4月9日" in comparison.text("zh")


def test_nothing_differs() -> None:
    """Two equal persons are told to be the same."""
    comparison = RULES.scenarios({"a": PERSON, "b": PERSON}, on="2023-06-01").compare("a", "b")
    assert (comparison.differences, comparison.changes) == ((), ())
    assert "Nothing is said differently" in str(comparison)


@pytest.mark.parametrize(
    ("bases", "variations", "code"),
    [
        ({"": {}}, None, "U013"),
        ({"a\x00": {}}, None, "U013"),
        ({"x" * 101: {}}, None, "U013"),
        ({"a": {}, " a ": {}}, None, "U013"),
        ({"a": {}}, {"b": {"loan.amont": 1}}, "U008"),
        ({"a": {}}, {"b": {"family.children[0].birth_date": "2020-01-01"}}, "U008"),
        ({"a": {}}, {"b": ["loan.amount"]}, "U013"),
        ([{}], None, "U013"),
    ],
)
def test_wrong_calls_are_refused(bases: Any, variations: Any, code: str) -> None:
    """Names that cannot be shown or told apart, and paths that lead nowhere."""
    with pytest.raises(UsageError) as caught:
        RULES.scenarios(bases, variations, on="2023-06-01")
    assert caught.value.code == code


def test_a_date_is_required_and_input_is_checked() -> None:
    """No date is U001, a wrong person is an InputError, never an outcome."""
    with pytest.raises(UsageError, match="U001"):
        RULES.scenarios({"a": {}})
    with pytest.raises(InputError, match="I103"):
        RULES.scenarios({"a": {}}, {"b": {"loan.amount": "-1"}}, on="2023-06-01")


def test_unknown_scenario_has_a_suggestion(table: Scenarios) -> None:
    """A misspelt name is refused with the nearest one."""
    with pytest.raises(UsageError, match="did you mean 王 · 十万"):
        table["王 · 十萬"]


def test_table_is_frozen_and_pickles(table: Scenarios) -> None:
    """Nobody changes a table, and another process gets an equal one."""
    with pytest.raises(AttributeError):
        table.rows = ()  # type: ignore[misc]
    again = pickle.loads(pickle.dumps(table))  # noqa: S301 - our own
    assert again.text("zh") == table.text("zh")


def test_case_of_a_scenario_passes_and_bites(table: Scenarios, tmp_path: Path) -> None:
    """The case is read as part of the pack and passes; with another outcome in it, it fails."""
    text = table["王 · 多一分"].to_case("one-cent-more", programmes=[WAIVER, "settlement"])
    assert "within-ceiling" in text
    result, broken = (case_in_pack(tmp_path / str(number), one) for number, one in enumerate((text, changed(text))))
    assert result.passed, result.text()
    assert not broken.passed


def changed(text: str) -> str:
    """The same case with another reason."""
    assert text.count("- within-ceiling") == 1
    return text.replace("- within-ceiling", "- personal")


def case_in_pack(folder: Path, text: str) -> Any:
    """The result of a file of cases laid into a copy of the pack."""
    import shutil

    shutil.copytree(Path(__file__).resolve().parents[2] / "rules" / "weihai-2023-13", folder)
    (folder / "cases" / "from-a-scenario.yaml").write_text(text, encoding="utf-8")
    rules = eligibility.load(folder)
    (case,) = [case for case in rules.pack.cases if case.file.endswith("from-a-scenario.yaml")]
    return run_case(rules, case)


@pytest.mark.parametrize("case", ["", "Two words", "王", "-a", 3])
def test_case_needs_an_id(table: Scenarios, case: Any) -> None:
    """The id of a case is ASCII with hyphens."""
    with pytest.raises(UsageError, match="U013"):
        table["王"].to_case(case, programmes=[WAIVER])


def test_table_and_comparison_show_themselves(table: Scenarios) -> None:
    """HTML and Markdown hold the reason, in the language that is in force, and no text of a person is markup."""
    shown = table.only(WAIVER, "settlement")
    assert "100,000.01元" in shown._repr_html_()
    assert "100,000.01 yuan" in shown.html("en")
    assert "不符合" in shown._repr_markdown_()
    assert "只改这一处就变" in table.compare("王 · 十万", "王 · 多一分").html("zh")
    evil = "<script>alert(1)</script>"
    both = RULES.scenarios({evil: PERSON, "[x](y)": {}}, on="2023-06-01", programmes=[WAIVER])
    for language in ("zh", "en"):
        comparison = both.compare(evil, "[x](y)")
        rendered = [MarkdownIt().render(one._markdown(language)) for one in (both, comparison)]
        for page in [both.html(language), comparison.html(language, page=True), *rendered]:
            assert "<script" not in page
            assert "&lt;script" in page
            assert 'href="y"' not in page


def test_saved_as_a_page(table: Scenarios, tmp_path: Path) -> None:
    """A table can be saved as a page to be opened, in the language asked for."""
    text = table.save(tmp_path / "x.html", "en").read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert "Not eligible" in text
