"""One person under one pack on one day: what the executors make of it, kept for all who look at the decision."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from eligibility.decide.engine import Engine
from eligibility.decide.lazily import lazily
from eligibility.decide.trace import Trace
from eligibility.logic import Outcome
from eligibility.pack.layout import facts_of

if TYPE_CHECKING:
    from eligibility.pack.vocabulary import Person

__all__ = ["Evaluation"]


class Evaluation:
    """The outcomes, and on demand the traces, items and remarks, each worked out once.

    A decision and its findings hold one together and it holds none of them, so that all of it is freed as soon as
    the last of them is dropped. Everything in it is the same whoever works it out first.
    """

    def __init__(self, engine: Engine, person: Person, on: date, outcomes: tuple[Outcome, ...]) -> None:
        self.engine = engine
        self.person = person
        self.on = on
        self.outcomes = outcomes
        self.stretch = engine.on(on)
        self._facts = facts_of(person)
        self._traces: dict[int, tuple[Trace, ...]] = {}
        self._item_traces: dict[tuple[int, int], Trace] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return (Evaluation, (self.engine, self.person, self.on, self.outcomes))

    def __deepcopy__(self, memo: object) -> Evaluation:
        return self

    def traces(self, place: int) -> tuple[Trace, ...]:
        """Scope and conditions of the programme at a place; none where no text of it is in force."""
        made = self._traces.get(place)
        if made is None:
            made = self._traces.setdefault(place, self.stretch.traces(place, self._facts, self.on))
        return made

    def item_trace(self, place: int, index: int) -> Trace:
        """An item's own condition."""
        made = self._item_traces.get((place, index))
        if made is None:
            made = self.stretch.item_trace(place, self._facts, self.on, index)
            made = self._item_traces.setdefault((place, index), made)
        return made

    @lazily
    def item_outcomes(self) -> tuple[tuple[Outcome, ...], ...]:
        """For every programme one outcome for each record of its list."""
        return self.stretch.items(self._facts, self.on, self.outcomes)

    @lazily
    def true_remarks(self) -> frozenset[int]:
        """The identities of the conditions of notes and checks that are ``TRUE``."""
        return self.stretch.true_remarks(self._facts, self.on)

    def item_records(self, place: int) -> list[dict[str, Any]]:
        """The records of a programme's list as plain data, without what is missing."""
        programme = self.stretch.programmes[place]
        if programme is None or programme.item is None:
            return []
        return self.engine.vocabulary.plain_records(self.person, programme.item.records.path)
