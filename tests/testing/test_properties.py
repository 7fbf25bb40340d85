"""Each ready property holds on the shipped pack, and is shown to fail on a pack with one rule broken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import eligibility
from edits import Edit, copy_pack
from eligibility import Rulebook, UsageError
from eligibility.language import tree
from eligibility.language.types import DATE, INTEGER, Type
from eligibility.pack.model import Programme
from eligibility.testing import properties

RULES = eligibility.load("weihai-2023-13")
WAIVER, SETTLEMENT, RENTAL = "counter-guarantee-waiver", "settlement", "rental-housing"
SMALL_FOLDER = Path(__file__).parents[1] / "unit" / "small_pack"
SMALL = eligibility.load(SMALL_FOLDER)
Change = Callable[[Programme], Programme]


def broken(programme: str, change: Change) -> Rulebook:
    """The shipped pack with one programme changed."""
    texts = tuple(change(text) if text.id == programme else text for text in RULES.pack.programmes)
    return Rulebook(replace(RULES.pack, programmes=texts))


def and_also(condition: tree.Condition) -> Change:
    """One more condition."""
    return lambda text: replace(text, requires=tree.AllOf((text.requires, condition)))


def fact(path: str) -> tree.Fact:
    """A fact of the pack."""
    return tree.Fact(path, RULES.pack.fact_by_path[path].type)


def compare(path: str, operator: str, value: int) -> tree.Condition:
    """A fact beside a number."""
    kind: Type = RULES.pack.fact_by_path[path].type
    return tree.Compare(operator, fact(path), tree.Constant(value, kind))


OF_AGE = and_also(
    tree.Compare(
        ">=",
        tree.YearsBetween(fact("birth_date"), tree.DecisionDate(DATE), INTEGER),
        tree.Constant(18, INTEGER),
    )
)
MORE_IS_BETTER = and_also(compare("loan.amount", ">=", 50_000))
GENEROUS: Change = lambda text: replace(text, requires=tree.AllOf(()), strength="unconditional")  # noqa: E731
NO_BUYERS = and_also(tree.Not(tree.Holds(fact("housing.has_purchased_home"))))
AGAIN = tree.Labelled("again", None, "", "", "", tree.Holds(fact("settlement.wants")))
TWICE: Change = lambda text: replace(  # noqa: E731
    text, requires=tree.AnyOf((text.requires, tree.AllOf((text.requires, AGAIN))))
)


@pytest.mark.parametrize(
    ("make", "spoilt", "said"),
    [
        (
            lambda rules: properties.independent_of(rules, SETTLEMENT, ["birth_date"]),
            (SETTLEMENT, OF_AGE),
            "birth_date: '",
        ),
        (
            lambda rules: properties.monotone(rules, WAIVER, "loan.amount", increasing=False),
            (WAIVER, MORE_IS_BETTER),
            "must not get better as loan.amount grows",
        ),
        (
            lambda rules: properties.boundary(rules, WAIVER, "loan.amount", 100_000),
            (WAIVER, MORE_IS_BETTER),
            "amount: '49",
        ),
        (lambda rules: properties.never_better_than(rules, RENTAL, "refer"), (RENTAL, GENEROUS), "and is eligible"),
        (
            lambda rules: properties.adding_a_route_never_worsens(
                rules, SETTLEMENT, {"housing.has_purchased_home": True}
            ),
            (SETTLEMENT, NO_BUYERS),
            "has_purchased_home: true",
        ),
        (
            lambda rules: properties.agree_except_on(RULES, rules, WAIVER),
            (SETTLEMENT, NO_BUYERS),
            "disagree on settlement",
        ),
        (lambda rules: properties.every_condition_can_be_decisive(rules, SETTLEMENT), (SETTLEMENT, TWICE), "again"),
    ],
    ids=["independent_of", "monotone", "boundary", "never_better_than", "route", "agree", "decisive"],
)
def test_holds_and_bites(make: Callable[[Rulebook], properties.Test], spoilt: tuple[str, Change], said: str) -> None:
    """The property holds on the pack, and on the broken one fails with the smallest person as a command line."""
    make(RULES)()
    with pytest.raises(AssertionError) as caught:
        make(broken(*spoilt))()
    text = str(caught.value)
    assert said in text
    if "again" not in said:
        assert "eligibility check - --on 2" in text
        assert len(text.splitlines()) < 45, "the person is not small"


def test_never_together_bites() -> None:
    """Two programmes that exclude each other hold; two that do not give the person who gets both."""
    with pytest.raises(AssertionError, match="nobody may get both") as caught:
        properties.never_together(RULES, "start-up-support", SETTLEMENT)()
    assert "settlement: eligible" in str(caught.value)
    properties.never_together(RULES, RENTAL, SETTLEMENT)()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda rules: properties.never_together(rules, "heating", "school"), "nobody may get both heating and school"),
        (
            lambda rules: properties.adding_a_route_never_worsens(rules, "heating", {"job": "full"}),
            "heating must not get worse by job = full",
        ),
        (
            lambda rules: properties.adding_a_route_never_worsens(rules, ["heating", "school"], {"rooms": 9}),
            "heating must not get worse by rooms = 9",
        ),
    ],
    ids=["together", "route", "one-of-two"],
)
def test_another_citys_pack_bites(make: Callable[[Rulebook], properties.Test], said: str) -> None:
    """A property that is wrong of a pack with other facts and lists gives a person of that pack."""
    with pytest.raises(AssertionError, match=said) as caught:
        make(SMALL)()
    assert f"--pack {SMALL_FOLDER}" in str(caught.value)


@pytest.mark.parametrize(
    ("programmes", "routes"),
    [
        ("school", {"children[].at_school": True}),
        ("school", {"job": "full", "rooms": 9}),
        ("heating", {"lives.alone": True}),
        (["heating", "school"], {"children[].at_school": True, "rooms": 1}),
    ],
)
def test_routes_of_another_citys_pack(programmes: str | list[str], routes: dict[str, object]) -> None:
    """Routes of every kind: a field of a record, several at once, facts that nothing reads."""
    properties.adding_a_route_never_worsens(SMALL, programmes, routes)()


def test_programmes_that_exclude_each_other_in_another_citys_pack() -> None:
    """A condition and its opposite give nobody both, whatever else the two ask for."""
    heating = next(text for text in SMALL.pack.programmes if text.id == "heating")
    school = next(text for text in SMALL.pack.programmes if text.id == "school")
    apart = replace(school, requires=tree.AllOf((school.requires, tree.Not(heating.requires))))
    rules = Rulebook(replace(SMALL.pack, programmes=(heating, apart)))
    properties.never_together(rules, "heating", "school")()


def test_knowledge_never_flips() -> None:
    """Knowing more flips nothing under the shipped rules; under an executor that takes the missing for a no it does."""
    properties.knowledge_never_flips(RULES)()
    with pytest.raises(AssertionError, match="by knowing more"):
        properties.knowledge_never_flips(Denying(RULES.pack))()


class Denying(Rulebook):
    """Rules under which what is missing counts as a no."""

    __slots__ = ()

    def outcomes(self, person, *, on):  # type: ignore[no-untyped-def]
        """The outcomes with everything undetermined refused."""
        found = super().outcomes(person, on=on)
        refused = eligibility.Outcome.NOT_ELIGIBLE
        return tuple(refused if one is eligibility.Outcome.UNDETERMINED else one for one in found)


def test_a_users_test_file(tmp_path: Path) -> None:
    """One line each in a test file are collected by pytest and found broken where a rule is."""
    import subprocess
    import sys

    pack = Path(__file__).parents[2] / "rules" / "weihai-2023-13"
    copy_pack(pack, tmp_path, Edit("parameters.yaml", "value: 100000", "value: 90000"))
    (tmp_path / "test_rules.py").write_text(
        "import eligibility\nfrom eligibility.testing import properties\n\n"
        'rules = eligibility.load("weihai-2023-13")\n'
        f"changed = eligibility.load({str(tmp_path / 'weihai-2023-13')!r})\n"
        f'test_ceiling = properties.boundary(rules, "{WAIVER}", "loan.amount", 100000)\n'
        f'test_changed = properties.boundary(changed, "{WAIVER}", "loan.amount", 100000)\n',
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", "-q", "test_rules.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "1 failed, 1 passed" in done.stdout, done.stdout
    assert f"--pack {tmp_path / 'weihai-2023-13'} <<'END'" in done.stdout


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: properties.independent_of(RULES, "setlement", ["sex"]), "U003"),
        (lambda: properties.independent_of(RULES, SETTLEMENT, ["sexx"]), "U008"),
        (lambda: properties.monotone(RULES, SETTLEMENT, "sex"), "U013"),
        (lambda: properties.never_together(RULES, SETTLEMENT, "nothing"), "U003"),
    ],
)
def test_wrong_names(make: Callable[[], object], code: str) -> None:
    """A programme, fact or order that there is none of is refused when the property is made."""
    with pytest.raises(UsageError, match=code):
        make()
