"""Histories: facts that arrive one after the other, are corrected and withdrawn, each from somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Protocol

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from eligibility.live.door import told_entry
from eligibility.live.entries import Entry, Kind, Remark
from eligibility.live.state import fold
from eligibility.rulebook import Rulebook
from eligibility.testing.situation import Situation, nest
from eligibility.testing.strategies.people import chosen_day, flat_persons
from eligibility.testing.strategies.values import values_for

__all__ = ["FactEvent", "History", "histories"]

_MOST_CHANGES: Final = 8


class _Case(Protocol):
    """What keeps facts as they arrive."""

    def assert_fact(self, path: str, value: Any, *, source: str) -> Any: ...

    def retract_fact(self, path: str, *, source: str) -> Any: ...


@dataclass(frozen=True)
class FactEvent:
    """A fact that a source tells, tells anew, or takes back (``value`` is ``None``).

    ``value`` is plain data, a list of records whole; ``source`` one of those who can supply the fact.
    """

    path: str
    value: Any
    source: str

    @property
    def is_withdrawal(self) -> bool:
        """Whether the source takes back what it said."""
        return self.value is None

    def tell(self, case: _Case) -> None:
        """Tell it to a case."""
        if self.is_withdrawal:
            case.retract_fact(self.path, source=self.source)
        else:
            case.assert_fact(self.path, self.value, source=self.source)


@dataclass(frozen=True)
class History:
    """What came to be known of one person, in order, and the date of the decision.

    What stands after some events is what stands in a case that was told them: the last word of each source counts,
    and sources that contradict each other leave the fact unknown because it is ``conflicting``.
    """

    rules: Rulebook = field(repr=False, compare=False)
    on: date
    events: tuple[FactEvent, ...]

    def after(self, count: int) -> Situation:
        """What stands after so many events."""
        state = fold(self._entry(event) for event in self.events[:count])
        return Situation(self.rules, state.person_data(), self.on)

    def _entry(self, event: FactEvent) -> Entry:
        said = Remark(event.source)
        if event.is_withdrawal:
            return said.entry(Kind.RETRACTED, event.path)
        return told_entry(self.rules, self.on, event.path, event.value, said)

    @property
    def end(self) -> Situation:
        """What stands in the end."""
        return self.after(len(self.events))

    @property
    def steps(self) -> Sequence[Situation]:
        """What stands before the first event and after each."""
        return [self.after(count) for count in range(len(self.events) + 1)]


def histories(rules: Rulebook, *, on: date | str | None = None) -> SearchStrategy[History]:
    """Histories of persons: facts arrive in any order, some are corrected, contradicted or withdrawn.

    Only what a source has said is withdrawn, and by that source. Nobody is ever born after the decision.

    Args:
        rules: the rules whose vocabulary the facts are from.
        on: the day, if it is always to be the same.

    >>> import eligibility
    >>> from hypothesis import find
    >>> rules = eligibility.load("weihai-2023-13")
    >>> moved = find(histories(rules, on="2023-06-01"), lambda one: any(event.is_withdrawal for event in one.events))
    >>> len(moved.events), moved.end.person
    (2, {})
    """
    known = values_for(rules)

    @st.composite
    def drawn(draw: DrawFn) -> History:
        day = chosen_day(rules, on, draw)
        flat = draw(flat_persons(rules, on=day))
        arriving = draw(st.permutations(sorted(flat))) if flat else []
        events = [_event(draw, rules, path, flat[path]) for path in arriving]
        for _ in range(draw(st.integers(0, _MOST_CHANGES))):
            place = draw(st.integers(0, len(events)))
            events.insert(place, _change(draw, rules, events[:place], known.paths, day))
        return History(rules, day, tuple(_sound(events)))

    return drawn()


def _change(draw: DrawFn, rules: Rulebook, before: list[FactEvent], paths: tuple[str, ...], on: date) -> FactEvent:
    """A withdrawal, a correction or a contradiction of something said before, or something new."""
    said = sorted({(event.path, event.source) for event in before})
    if not said:
        path = draw(st.sampled_from(paths))
        return _event(draw, rules, path, draw(values_for(rules).drawn(path, on=on)))
    path, source = draw(st.sampled_from(said))
    if draw(st.booleans()):
        return FactEvent(path, None, source)
    return _event(draw, rules, path, draw(values_for(rules).drawn(path, on=on)), source)


def _event(draw: DrawFn, rules: Rulebook, path: str, value: Any, source: str = "") -> FactEvent:
    """A fact that is told, by one of those who can supply it; rather by this source, if one is named."""
    plain = nest({"value": value})["value"]
    others = [one for one in rules.pack.fact_by_path[path].supplied_by if one != source]
    return FactEvent(path, plain, draw(st.sampled_from([source, *others] if source else others)))


def _sound(events: list[FactEvent]) -> list[FactEvent]:
    """Without withdrawals of what the source has not said."""
    said: set[tuple[str, str]] = set()
    kept = []
    for event in events:
        word = {(event.path, event.source)}
        if event.is_withdrawal and not word <= said:
            continue
        said = said - word if event.is_withdrawal else said | word
        kept.append(event)
    return kept
