"""One pack made ready to decide: the code for each stretch of time on which its rules stay the same."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from eligibility.decide.gathering import facts_read
from eligibility.decide.outcomes import Compiled, compile_outcomes
from eligibility.decide.trace import Seen, Trace
from eligibility.decide.traces import TraceFunction, compile_traces
from eligibility.language import tree
from eligibility.logic import Truth
from eligibility.pack.model import Pack, Programme

if TYPE_CHECKING:
    from eligibility.pack.vocabulary import Person
from eligibility.pack.layout import Vocabulary, facts_of

__all__ = ["Engine", "Stretch"]


class Engine:
    """A pack with its generated code. Immutable to its users; pickles as the pack and makes its code again."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._boundaries = _boundaries(pack)
        self._stretches: dict[int, Stretch] = {}

    @cached_property
    def model(self) -> type[Person]:
        """The class of persons that the pack's vocabulary describes."""
        from eligibility.pack.vocabulary import person_model

        return person_model(self.pack.facts, self.pack.region_words)

    @property
    def vocabulary(self) -> Vocabulary:
        """The layout of the facts."""
        return self.model.vocabulary

    def __reduce__(self) -> tuple[Any, ...]:
        return (Engine, (self.pack,))

    def on(self, day: date) -> Stretch:
        """The code for the stretch of time that a day lies in."""
        place = bisect_right(self._boundaries, day)
        stretch = self._stretches.get(place)
        if stretch is None:
            stretch = self._stretches[place] = Stretch(self, day)
        return stretch


class Stretch:
    """The code for a stretch of time. Each part is made when first used; making it twice does no harm."""

    def __init__(self, engine: Engine, day: date) -> None:
        self.engine = engine
        self.programmes: tuple[Programme | None, ...] = engine.pack.programmes_on(day)
        self._day = day
        compiled: Compiled = compile_outcomes(engine.pack, engine.vocabulary, day)
        self.outcomes = compiled.outcomes
        self.items = compiled.items

    # --- traces ---

    @cached_property
    def _conditions(self) -> TraceFunction:
        conditions = [
            condition
            for programme in self.programmes
            if programme is not None
            for condition in (programme.scope, programme.requires)
        ]
        return self._compile(tuple(conditions))

    @cached_property
    def _remarks(self) -> tuple[tuple[tree.Condition, ...], TraceFunction]:
        notes = [note.when for programme in self.programmes if programme for note in programme.notes if note.when]
        checks = [check.when for check in self.engine.pack.checks]
        conditions = tuple({id(condition): condition for condition in (*notes, *checks)}.values())
        return conditions, self._compile(conditions)

    @cached_property
    def _items(self) -> tuple[TraceFunction | None, ...]:
        return tuple(
            None
            if programme is None or programme.item is None
            else compile_traces(
                (programme.item.requires,),
                self.engine.pack,
                self.engine.vocabulary,
                self._day,
                (programme.item.variable, programme.item.records),
            )
            for programme in self.programmes
        )

    @cached_property
    def _parameters(self) -> dict[str, Any]:
        return {
            parameter.name: None if (dated := parameter.timeline.on(self._day)) is None else dated.value
            for parameter in self.engine.pack.parameters
        }

    @cached_property
    def _authority(self) -> frozenset[str]:
        return frozenset(fact.path for fact in self.engine.pack.facts if fact.only_authority)

    def _compile(self, conditions: tuple[tree.Condition, ...]) -> TraceFunction:
        return compile_traces(conditions, self.engine.pack, self.engine.vocabulary, self._day)

    def seen(self, facts: tuple[Any, ...], day: date) -> Seen:
        """What an evaluation can look at."""
        return Seen(self.engine.vocabulary, self._authority, self._parameters, facts, day)

    def traces(self, facts: tuple[Any, ...], day: date) -> tuple[tuple[Trace, Trace] | None, ...]:
        """For every programme the traces of its scope and of its conditions; ``None`` where it has no text."""
        seen = self.seen(facts, day)
        made = iter(self._conditions(facts, day))
        return tuple(
            None if programme is None else (Trace(next(made), seen), Trace(next(made), seen))
            for programme in self.programmes
        )

    def item_trace(self, place: int, facts: tuple[Any, ...], day: date, index: int) -> Trace:
        """The trace of an item's own condition, for the programme at a place."""
        programme, evaluate = self.programmes[place], self._items[place]
        assert programme is not None
        assert programme.item is not None
        assert evaluate is not None
        records = facts[self.engine.vocabulary.slots[programme.item.records.path]]
        (raw,) = evaluate(facts, day, records[index])  # type: ignore[call-arg]
        return Trace(raw, self.seen(facts, day).at(programme.item.variable, index))

    def true_remarks(self, facts: tuple[Any, ...], day: date) -> frozenset[int]:
        """The identities of the conditions of notes and checks that are ``TRUE``."""
        conditions, evaluate = self._remarks
        made = evaluate(facts, day)
        return frozenset(id(one) for one, raw in zip(conditions, made, strict=True) if raw[1] is Truth.TRUE)

    # --- what can be read ---

    def in_force(self, day: date) -> tuple[bool, ...]:
        """Whether each programme can apply to anybody on a day: its scope is not ruled out by the date alone."""
        made = self.traces(facts_of(self.engine.model.model_validate({})), day)
        return tuple(traces is not None and traces[0].truth is not Truth.FALSE for traces in made)

    def readable(self, place: int) -> frozenset[str]:
        """Every fact that the programme at a place can read: scope, conditions, items and notes."""
        programme = self.programmes[place]
        if programme is None:
            return frozenset()
        conditions: list[tree.Condition] = [programme.scope, programme.requires]
        conditions += [note.when for note in programme.notes if note.when is not None]
        listed: set[str] = set()
        if programme.item is not None:
            conditions.append(programme.item.requires)
            listed.add(programme.item.records.path)
        return facts_read(conditions) | listed


def _boundaries(pack: Pack) -> list[date]:
    """The first days of the stretches of time on which the same thresholds and texts hold."""
    days = {day for parameter in pack.parameters for day in parameter.timeline.boundaries()}
    for programme in pack.programmes:
        if programme.start is not None:
            days.add(programme.start)
        if programme.until is not None and programme.until < date.max:
            days.add(programme.until + timedelta(days=1))
    return sorted(days)
