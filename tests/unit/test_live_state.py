"""What stands in a case: corrections, conflicts, settlements and retractions."""

from __future__ import annotations

from typing import Any

import pytest

from eligibility.live.entries import Entry, Kind
from eligibility.live.state import State, fold


def told(source: str, value: Any = None, reason: str = "") -> Entry:
    """A source tells the size, or why it does not know it."""
    return Entry(0, 0, Kind.TOLD, "size", source, value, reason)


def retracted(source: str) -> Entry:
    """A source takes back what it said."""
    return Entry(0, 0, Kind.RETRACTED, "size", source)


def settled(source: str) -> Entry:
    """Somebody settles on a source."""
    return Entry(0, 0, Kind.SETTLED, "size", source)


CONFLICT = {"unknown": {"size": "conflicting"}}


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], {}),
        ([told("a", 1)], {"size": 1}),
        ([told("a", 1), told("a", 2)], {"size": 2}),
        ([told("a", 1), told("b", 1)], {"size": 1}),
        ([told("a", 1), told("b", 2)], CONFLICT),
        ([told("a", 1), told("b", 2), told("b", 1)], {"size": 1}),
        ([told("a", 1), told("b", 2), retracted("a")], {"size": 2}),
        ([told("a", 1), retracted("a")], {}),
        ([told("a", reason="refused")], {"unknown": {"size": "refused"}}),
        ([told("a", reason="refused"), told("b", reason="not_known")], {"unknown": {"size": "not_known"}}),
        ([told("a", reason="refused"), told("b", 3)], {"size": 3}),
        ([told("a", 3), told("a", reason="not_known")], {"unknown": {"size": "not_known"}}),
        ([told("a", 1), told("b", 2), settled("b")], {"size": 2}),
        ([told("a", 1), told("b", 2), settled("b"), told("c", 2)], {"size": 2}),
        ([told("a", 1), told("b", 2), settled("b"), told("a", 1)], {"size": 2}),
        ([told("a", 1), told("b", 2), settled("b"), told("a", 2)], {"size": 2}),
        ([told("a", 1), told("b", 2), settled("b"), told("c", 3)], CONFLICT),
        ([told("a", 1), told("b", 2), settled("b"), told("b", 3)], CONFLICT),
        ([told("a", 1), told("b", 2), settled("b"), told("b", 1)], {"size": 1}),
        ([told("a", 1), told("b", 2), settled("b"), told("b", reason="not_known")], {"size": 1}),
        ([told("a", 1), told("b", 2), settled("b"), retracted("a")], {"size": 2}),
        ([told("a", 1), told("b", 2), told("c", 3), settled("b"), retracted("b")], CONFLICT),
        ([told("a", 0), told("b", 0)], {"size": 0}),
        ([told("a", []), told("b", [{}])], CONFLICT),
        ([told("a", False)], {"size": False}),
    ],
)
def test_what_stands(entries: list[Entry], expected: dict[str, Any]) -> None:
    """Each history leaves exactly this person."""
    assert fold(entries).person_data() == expected


def test_states_do_not_change() -> None:
    """An entry makes a new state and leaves the old one."""
    before = fold([told("a", 1)])
    after = before.after(told("b", 2))
    assert before.person_data() == {"size": 1}
    assert after.fact("size").is_conflicting
    assert State().facts == {}


def test_values_are_not_shown() -> None:
    """The repr of an entry and of a state holds no value of a person."""
    entry = Entry(0, 0, Kind.TOLD, "name", "a", "a secret")
    assert "secret" not in repr(entry)
    assert "secret" not in repr(fold([entry]))
