"""The steps of a case one after the other, and what each of them changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from eligibility.errors import InputError
from eligibility.live.changes import Change, causes_of, changes_between
from eligibility.live.door import person_of
from eligibility.live.entries import Entry
from eligibility.live.state import State, fold

if TYPE_CHECKING:
    from eligibility.decision import Decision
    from eligibility.rulebook import Rulebook

__all__ = ["Standing", "by_step", "decide_state", "new_changes", "replayed", "rules_identity"]

Standing = tuple[State, "Decision"]
"""How a case stands, and the decision on it."""


def rules_identity(rules: Rulebook) -> dict[str, Any]:
    """Which rules decide, as a journal records it."""
    return {"id": rules.id, "version": rules.version, "hash": rules.content_hash, "readings": rules.readings}


def decide_state(rules: Rulebook, state: State) -> Decision:
    """The decision on what stands; InputError where that is nobody who could be decided."""
    return rules.decide(person_of(rules, state), on=state.on)


def by_step(entries: Iterable[Entry]) -> list[tuple[Entry, ...]]:
    """Entries by step, in order."""
    steps: dict[int, list[Entry]] = {}
    for entry in entries:
        steps.setdefault(entry.step, []).append(entry)
    return [tuple(together) for together in steps.values()]


def new_changes(
    rules: Rulebook, name: str, before: Standing, after: Standing, entries: tuple[Entry, ...]
) -> tuple[Change, ...]:
    """What one step changed."""
    labels = {fact.path: fact.label for fact in rules.facts}
    causes = causes_of(before[0], after[0], entries, labels)
    return changes_between(name, after[0].step, before[1], after[1], causes)


def replayed(rules: Rulebook, name: str, entries: Sequence[Entry]) -> Iterator[Change]:
    """The changes of recorded steps under the present rules; a step that they cannot decide is passed over."""
    before: Standing | None = None
    state = State()
    for step in by_step(entries):
        state = replace(fold(step, state), rules=rules_identity(rules))
        try:
            after = (state, decide_state(rules, state))
        except InputError:
            continue
        if before is not None:
            yield from new_changes(rules, name, before, after, step)
        before = after
