"""What a chosen reading has settled is taken out, and nothing else changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

import eligibility
from edits import Edit, copy_pack
from eligibility import Rulebook
from eligibility.language import tree
from eligibility.language.fold import Folder, settled
from eligibility.language.types import BOOLEAN, INTEGER, Kind, Type
from eligibility.pack import build
from eligibility.pack.build import build_pack
from eligibility.testing.strategies.packs import pack_files_with_readings
from eligibility.testing.strategies.random_vocabulary import pack_cases

SMALL = Path(__file__).parent / "small_pack"
CHOICE = Type(Kind.CHOICE, ("one", "two"))
READ = tree.ReadingChoice("D1", "one", CHOICE)
ONE, TWO = tree.Constant("one", CHOICE), tree.Constant("two", CHOICE)
YES = tree.Compare("=", READ, ONE)
NO = tree.Compare("=", READ, TWO)
FACT = tree.Holds(tree.Fact("yes", BOOLEAN))
OTHER = tree.Compare(">", tree.Fact("size", INTEGER), tree.Constant(1, INTEGER))
DOUBT = tree.Open("doubt", eligibility.load(SMALL).pack.title, (), "")


def labelled(name: str, body: tree.Condition) -> tree.Labelled:
    """A condition with an id."""
    return tree.Labelled(name, None, "", "", "", body)


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (YES, True),
        (NO, False),
        (tree.Compare("!=", READ, TWO), True),
        (tree.Member(READ, ("one", "three")), True),
        (tree.Member(READ, ("two",)), False),
        (tree.Holds(tree.Constant(True, BOOLEAN)), True),
        (tree.Holds(tree.Constant(False, BOOLEAN)), False),
        (tree.Not(YES), False),
        (labelled("a", YES), True),
        (tree.Term("t", None, NO), False),
        (tree.AllOf((YES, FACT)), None),
        (tree.AllOf((NO, FACT)), False),
        (tree.AnyOf((YES, FACT)), True),
        (tree.AnyOf((NO, FACT)), None),
        (tree.AllOf(()), True),
        (tree.AnyOf(()), False),
        (FACT, None),
        (DOUBT, None),
        (tree.AtLeast(1, (YES,)), None),
    ],
)
def test_settled(node: tree.Condition, expected: bool | None) -> None:
    """Only readings and plain truths settle a condition."""
    assert settled(node) is expected


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (tree.AnyOf((FACT, YES, OTHER)), tree.AnyOf((YES,))),
        (tree.AllOf((FACT, NO, OTHER)), tree.AllOf((NO,))),
        (tree.AnyOf((FACT, NO, OTHER)), tree.AnyOf((FACT, NO, OTHER))),
        (tree.AllOf((FACT, YES)), tree.AllOf((FACT, YES))),
        (tree.Not(tree.AnyOf((FACT, YES))), tree.Not(tree.AnyOf((YES,)))),
        (tree.AtLeast(1, (tree.AnyOf((FACT, YES)), FACT)), tree.AtLeast(1, (tree.AnyOf((YES,)), FACT))),
        (labelled("a", tree.AllOf((FACT, NO))), labelled("a", tree.AllOf((NO,)))),
        (FACT, FACT),
        (DOUBT, DOUBT),
    ],
)
def test_fold(node: tree.Condition, expected: tree.Condition) -> None:
    """Beside a limb that the reading makes decisive the others go; the reading's own limb stays to be shown."""
    assert Folder().fold(node) == expected


def test_shared_conditions_stay_shared() -> None:
    """One object in two places is one object after folding."""
    folder = Folder()
    shared = tree.Term("t", None, tree.AnyOf((FACT, YES)))
    first, second = folder.fold(tree.AllOf((shared, FACT))), folder.fold(tree.AnyOf((shared, OTHER)))
    assert isinstance(first, tree.AllOf)
    assert isinstance(second, tree.AnyOf)
    assert first.parts[0] is second.parts[0]


@settings(max_examples=settings().max_examples // 3)
@given(pack_files_with_readings(), pack_cases(8))
def test_folding_changes_no_answer(drawn: Any, cases: list[tuple[dict[str, Any], date]]) -> None:
    """A random pack gives the same outcomes, missing facts, open terms and notes with and without folding."""
    files, readings = drawn
    folded = Rulebook(build_pack(files, readings), files)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "_folded", lambda programmes: programmes)
        plain = Rulebook(build_pack(files, readings), files)
    for person, on in cases:
        assert answers(folded, person, on) == answers(plain, person, on)


def answers(rules: Rulebook, person: dict[str, Any], on: date) -> list[Any]:
    """Everything that folding may not change."""
    return [
        (
            one.outcome,
            {fact.path for fact in one.missing},
            {term.id for term in one.open},
            [note.id for note in getattr(one, "notes", ())],
        )
        for finding in rules.decide(person, on=on)
        for one in (finding, *finding.items)
    ]


def test_a_fact_of_another_reading_is_never_asked_for(tmp_path: Path) -> None:
    """A fact read only under a reading that was not chosen is neither missing nor readable."""
    edit = Edit(
        "programmes/heating.yaml",
        "{id: few-rooms, test: rooms <= most_rooms, says: {zh: 房间不多, en: Has few rooms}}",
        "id: rooms\n      any:\n"
        '        - {id: any-rooms, test: reading.hard = "counts"}\n'
        "        - {id: few-rooms, test: rooms <= most_rooms}",
    )
    pack = copy_pack(SMALL, tmp_path, edit)
    for choice, asked in (("counts", False), ("ignored", True)):
        rules = eligibility.load(pack, readings={"hard": choice})
        decision = rules.decide({}, on="2024-06-01")
        assert ("rooms" in [fact.path for fact in decision["heating"].missing]) is asked
        place = rules.pack.programme_ids.index("heating")
        assert ("rooms" in decision.engine.on(date(2024, 6, 1)).readable(place)) is asked
