"""Histories: facts that arrive one after the other, are corrected and withdrawn, each from somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Protocol

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from eligibility.rulebook import Rulebook
from eligibility.testing.situation import Flat, Situation, nest
from eligibility.testing.strategies.people import chosen_day, flat_persons
from eligibility.testing.strategies.values import values_for

__all__ = ["FactEvent", "History", "histories"]

_MOST_CHANGES: Final = 8


class _Case(Protocol):
    """What keeps facts as they arrive."""

    def assert_fact(self, path: str, value: Any, *, source: str) -> Any: ...

    def retract_fact(self, path: str) -> Any: ...


@dataclass(frozen=True)
class FactEvent:
    """A fact that arrives, or replaces what was said before, or is withdrawn (``value`` is ``None``).

    ``value`` is plain data, a list of records whole; ``source`` one of those who can supply the fact.
    """

    path: str
    value: Any
    source: str = ""

    @property
    def is_withdrawal(self) -> bool:
        """Whether the fact is taken back."""
        return self.value is None

    def tell(self, case: _Case) -> None:
        """Tell it to a case."""
        if self.is_withdrawal:
            case.retract_fact(self.path)
        else:
            case.assert_fact(self.path, self.value, source=self.source)


@dataclass(frozen=True)
class History:
    """What came to be known of one person, in order, and the date of the decision."""

    rules: Rulebook = field(repr=False, compare=False)
    on: date
    events: tuple[FactEvent, ...]

    def after(self, count: int) -> Situation:
        """What is known after so many events."""
        flat: Flat = {}
        for event in self.events[:count]:
            if event.is_withdrawal:
                flat.pop(event.path, None)
            else:
                flat[event.path] = event.value
        return Situation(self.rules, nest(flat), self.on)

    @property
    def end(self) -> Situation:
        """What is known in the end."""
        return self.after(len(self.events))

    @property
    def steps(self) -> Sequence[Situation]:
        """What is known before the first event and after each."""
        return [self.after(count) for count in range(len(self.events) + 1)]


def histories(rules: Rulebook, *, on: date | str | None = None) -> SearchStrategy[History]:
    """Histories of persons: facts arrive in any order, some are corrected, some withdrawn.

    Only what is known is withdrawn. Nobody is ever born after the decision.

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
    """A withdrawal or a correction of something said before, or something new."""
    said = sorted({event.path for event in before})
    withdrawn: bool = draw(st.booleans())
    if said and withdrawn:
        return FactEvent(draw(st.sampled_from(said)), None)
    path = draw(st.sampled_from(said or paths))
    return _event(draw, rules, path, draw(values_for(rules).drawn(path, on=on)))


def _event(draw: DrawFn, rules: Rulebook, path: str, value: Any) -> FactEvent:
    plain = nest({"value": value})["value"]
    return FactEvent(path, plain, draw(st.sampled_from(rules.pack.fact_by_path[path].supplied_by)))


def _sound(events: list[FactEvent]) -> list[FactEvent]:
    """Without withdrawals of what is not known."""
    known: set[str] = set()
    kept = []
    for event in events:
        if event.is_withdrawal and event.path not in known:
            continue
        known = known - {event.path} if event.is_withdrawal else known | {event.path}
        kept.append(event)
    return kept
