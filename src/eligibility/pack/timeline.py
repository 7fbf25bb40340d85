"""Values and rules that hold from one day to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from eligibility.errors import Location, Problem, problem
from eligibility.language.tree import Scalar

__all__ = ["DatedValue", "Timeline", "period_problems"]


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value and the first day on which it holds."""

    start: date
    value: Scalar
    source: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The values of one parameter in order of time, and the day after which nobody knows.

    A value holds until the next one replaces it. Before the first, and after ``known_until``, there is none:
    the lookup never falls back to another period.
    """

    values: tuple[DatedValue, ...]
    known_until: date | None = None

    def on(self, day: date) -> DatedValue | None:
        """The value that holds on a day, or ``None`` where it is not known.

        >>> from datetime import date
        >>> line = Timeline((DatedValue(date(2023, 4, 10), 5),), known_until=date(2023, 12, 31))
        >>> line.on(date(2023, 4, 9)) is None, line.on(date(2023, 4, 10)).value, line.on(date(2024, 1, 1)) is None
        (True, 5, True)
        """
        if self.known_until is not None and day > self.known_until:
            return None
        found = None
        for dated in self.values:
            if dated.start > day:
                break
            found = dated
        return found

    def boundaries(self) -> list[date]:
        """The first days of all stretches on which the answer of :meth:`on` is constant."""
        days = [dated.start for dated in self.values]
        if self.known_until is not None and self.known_until < date.max:
            days.append(self.known_until + timedelta(days=1))
        return days


def period_problems(name: str, periods: Sequence[tuple[date | None, date | None, Location | None]]) -> list[Problem]:
    """Gaps and overlaps among periods given as (first day, last day, place), in the order of the file.

    A first day of ``None`` reaches back for ever; a last day of ``None`` means until the next period begins.
    """
    found: list[Problem] = []
    ordered = sorted(periods, key=lambda period: period[0] or date.min)
    for start, until, where in ordered:
        if until is not None and until < (start or date.min):
            found.append(problem("P303", where, name=name, first=str(start), second=str(until)))
    for (first, until, _), (second, _, where) in pairwise(ordered):
        begins = second or date.min
        if begins == (first or date.min) or (until is not None and until >= begins):
            found.append(problem("P302", where, name=name, first=str(second)))
        elif until is not None and until + timedelta(days=1) < begins:
            found.append(problem("P301", where, name=name, first=str(until), second=str(second)))
    return found
