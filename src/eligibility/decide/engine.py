"""One pack made ready to decide: the code for each stretch of time on which its rules stay the same."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from eligibility.decide.gathering import facts_read
from eligibility.decide.lazily import lazily
from eligibility.decide.outcomes import Compiled, compile_outcomes
from eligibility.decide.trace import Trace
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

    @lazily
    def model(self) -> type[Person]:
        """The class of persons that the pack's vocabulary describes."""
        from eligibility.pack.vocabulary import person_model

        return person_model(self.pack.facts, self.pack.region_words)

    @lazily
    def validate(self) -> Callable[[Any], Person]:
        """What makes a person of plain data or raises pydantic's ``ValidationError``."""
        from pydantic import TypeAdapter

        return TypeAdapter(self.model).validator.validate_python

    @lazily
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
        self.has_items = tuple(one is not None and one.item is not None for one in self.programmes)
        self._day = day
        compiled: Compiled = compile_outcomes(engine.pack, engine.vocabulary, day)
        self.outcomes = compiled.outcomes
        self.items = compiled.items

    # --- traces ---

    @lazily
    def _conditions(self) -> tuple[TraceFunction, ...]:
        """For every programme the function that makes the traces of its scope and of its conditions."""
        texts = (programme for programme in self.programmes if programme is not None)
        made = iter(self._compile(tuple((text.scope, text.requires) for text in texts)))
        return tuple(_nothing if programme is None else next(made) for programme in self.programmes)

    @lazily
    def _remarks(self) -> tuple[tuple[tree.Condition, ...], TraceFunction]:
        notes = [note.when for programme in self.programmes if programme for note in programme.notes if note.when]
        checks = [check.when for check in self.engine.pack.checks]
        conditions = tuple({id(condition): condition for condition in (*notes, *checks)}.values())
        return conditions, self._compile((conditions,))[0]

    @lazily
    def _items(self) -> tuple[TraceFunction | None, ...]:
        return tuple(
            None
            if programme is None or programme.item is None
            else self._compile(((programme.item.requires,),), (programme.item.variable, programme.item.records))[0]
            for programme in self.programmes
        )

    def _compile(
        self, groups: tuple[tuple[tree.Condition, ...], ...], record: tuple[str, tree.Fact] | None = None
    ) -> tuple[TraceFunction, ...]:
        return compile_traces(groups, self.engine.pack, self.engine.vocabulary, self._day, record)

    def traces(self, place: int, facts: tuple[Any, ...], day: date) -> tuple[Trace, ...]:
        """The traces of scope and conditions of the programme at a place; none where it has no text."""
        return self._conditions[place](facts, day)

    def item_trace(self, place: int, facts: tuple[Any, ...], day: date, index: int) -> Trace:
        """The trace of an item's own condition, for the programme at a place."""
        programme, evaluate = self.programmes[place], self._items[place]
        assert programme is not None
        assert programme.item is not None
        assert evaluate is not None
        records = facts[self.engine.vocabulary.slots[programme.item.records.path]]
        return evaluate(facts, day, records[index], index)[0]

    def true_remarks(self, facts: tuple[Any, ...], day: date) -> frozenset[int]:
        """The identities of the conditions of notes and checks that are ``TRUE``."""
        conditions, evaluate = self._remarks
        made = evaluate(facts, day)
        return frozenset(id(one) for one, trace in zip(conditions, made, strict=True) if trace.truth is Truth.TRUE)

    # --- what can be read ---

    def in_force(self, day: date) -> tuple[bool, ...]:
        """Whether each programme can apply to anybody on a day: its scope is not ruled out by the date alone."""
        nobody = facts_of(self.engine.model.model_validate({}))
        made = (self.traces(place, nobody, day) for place in range(len(self.programmes)))
        return tuple(bool(traces) and traces[0].truth is not Truth.FALSE for traces in made)

    def readable(self, place: int) -> frozenset[str]:
        """Every fact that the programme at a place can read: scope, conditions, items and notes."""
        return self._readable[place]

    @lazily
    def _readable(self) -> tuple[frozenset[str], ...]:
        return tuple(frozenset() if one is None else _facts_of_text(one) for one in self.programmes)


def _facts_of_text(programme: Programme) -> frozenset[str]:
    conditions: list[tree.Condition] = [programme.scope, programme.requires]
    conditions += [note.when for note in programme.notes if note.when is not None]
    listed: set[str] = set()
    if programme.item is not None:
        conditions.append(programme.item.requires)
        listed.add(programme.item.records.path)
    return facts_read(conditions) | listed


def _nothing(facts: tuple[Any, ...], day: date) -> tuple[Trace, ...]:  # noqa: ARG001 - a TraceFunction
    """The traces of a programme without a text."""
    return ()


def _boundaries(pack: Pack) -> list[date]:
    """The first days of the stretches of time on which the same thresholds and texts hold."""
    days = {day for parameter in pack.parameters for day in parameter.timeline.boundaries()}
    for programme in pack.programmes:
        if programme.start is not None:
            days.add(programme.start)
        if programme.until is not None and programme.until < date.max:
            days.add(programme.until + timedelta(days=1))
    return sorted(days)
