"""What a condition depends on, and which conditions get a table of their traces."""

from __future__ import annotations

from pathlib import Path

import pytest

import eligibility
from eligibility.decide.reach import MOST_ENTRIES, TODAY, Reach, Reaches
from eligibility.language import tree
from eligibility.language.check import Names, check_test

RULES = eligibility.load(Path(__file__).with_name("small_pack"))
SLOTS = RULES.Person.vocabulary.slots
FACTS = {fact.path: fact.type for fact in RULES.facts}


@pytest.fixture
def reaches() -> Reaches:
    """The reaches of the small pack, of which nothing has been asked."""
    return Reaches(RULES.Person.vocabulary)


def slots(*paths: str) -> frozenset[int]:
    """The slots of facts; ``today`` for the day of the decision."""
    return frozenset(TODAY if path == "today" else SLOTS[path] for path in paths)


@pytest.mark.parametrize(
    ("test", "paths"),
    [
        ("1 < 2", ()),
        ("rooms = 1 or lives.alone", ("rooms", "lives.alone")),
        ("age(birth_date) >= 18", ("birth_date", "today")),
        ("count(children) > 1", ("children",)),
        ("some child in children satisfies child.birth_date > birth_date", ("children", "birth_date")),
    ],
)
def test_what_a_condition_depends_on(reaches: Reaches, test: str, paths: tuple[str, ...]) -> None:
    """Facts by their slots, the day where it is looked at; the variable of a quantifier is its own affair."""
    assert reaches.of(check_test(test, Names(facts=FACTS))) == Reach(slots(*paths))


def test_what_is_asked_of_a_record_depends_on_the_record(reaches: Reaches) -> None:
    """The body of a quantifier has its variable, and so has a term that is used with a field of a record."""
    school = RULES.pack.programmes[1]
    assert school.item is not None
    assert reaches.of(school.item.requires) == Reach(slots("today"), frozenset({"child"}))
    nodes = [node for node in tree.walk(school.item.requires) if isinstance(node, tree.Term)]
    assert reaches.of(nodes[0]) == Reach(slots("today"), frozenset({"child"}))


def test_a_quantifier_inside_another_depends_on_the_record_of_the_other(reaches: Reaches) -> None:
    """Only its own variable is its own affair."""
    inside = "some other in children satisfies other.birth_date > child.birth_date"
    outer = check_test(f"some child in children satisfies ({inside})", Names(facts=FACTS))
    assert isinstance(outer, tree.Quantified)
    assert reaches.of(outer.body) == Reach(slots("children"), frozenset({outer.variable}))
    assert reaches.of(outer) == Reach(slots("children"))


def test_each_is_worked_out_once(reaches: Reaches) -> None:
    """The reach of the same condition is the same object."""
    condition = check_test("rooms = 1 and lives.alone", Names(facts=FACTS))
    assert reaches.of(condition) is reaches.of(condition)


def test_reaches_are_joined() -> None:
    """Both slots and both variables."""
    joined = Reach(frozenset({1}), frozenset({"a"})) | Reach(frozenset({2}), frozenset({"b"}))
    assert joined == Reach(frozenset({1, 2}), frozenset({"a", "b"}))


@pytest.mark.parametrize(
    ("paths", "gets"),
    [
        ((), False),
        (("lives.alone",), True),
        (("lives.place", "today"), True),  # 9 x 9, the most
        (("lives.place", "today", "lives.alone"), False),
        (("benefits", "lives.alone"), True),  # 27 x 3
        (("benefits", "sex"), True),
        (("benefits", "job"), False),  # 27 x 4
        (("rooms",), True),
        (("rooms", "hardship"), True),
        (("job", "sex", "lives.alone"), True),  # 4 x 3 x 3
        (("job", "sex", "lives.alone", "hardship"), False),
        (("income.yearly",), False),
        (("birth_date",), False),
        (("children",), False),
        (("income.yearly", "lives.alone"), False),
    ],
)
def test_what_gets_a_table(reaches: Reaches, paths: tuple[str, ...], gets: bool) -> None:
    """What depends on few values, by what is typical of their kinds; never what depends on amounts, dates or lists."""
    assert MOST_ENTRIES == 81
    assert reaches.gets_table(Reach(slots(*paths))) is gets
    assert not reaches.gets_table(Reach(slots(*paths), frozenset({"child"})))


@pytest.mark.parametrize(
    ("path", "few"),
    [("lives.alone", True), ("job", True), ("today", True), ("income.yearly", False), ("birth_date", False)],
)
def test_what_has_few_values(reaches: Reaches, path: str, few: bool) -> None:
    """Amounts, dates and lists have many."""
    (slot,) = slots(path)
    assert reaches.has_few(slot) is few
