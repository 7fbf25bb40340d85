"""Dates as formulas: year, month and day as numbers, and the calendar spelt out over them.

The same arithmetic as :mod:`eligibility.language.calendar`, which the tests compare it with on every day that
matters: leap years, month ends, 29 February under either rule, and both ends of the calendar.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from eligibility.language.calendar import MARCH_1
from eligibility.prove.formulas import Formula, Formulas, Number

__all__ = ["Calendar", "Day"]

_FARTHEST: Final = 12 * 10_000
_FEBRUARY: Final = 1


@dataclass(frozen=True, slots=True)
class Day:
    """A date: year, month counted from 0, day of the month counted from 1."""

    year: Number
    month: Number
    day: Number

    @property
    def place(self) -> Number:
        """A number that grows with the date; not every number is a date."""
        return 372 * self.year + 31 * self.month + self.day


class Calendar:
    """What can be worked out from dates."""

    def __init__(self, formulas: Formulas) -> None:
        self._formulas = formulas

    def known(self, day: date) -> Day:
        """A date that is known."""
        return Day(day.year, day.month - 1, day.day)

    def unknown(self, name: str) -> Day:
        """A date that is not known; :meth:`is_day` says that it is one."""
        return Day(*(self._formulas.integer(f"{name}.{part}") for part in ("year", "month", "day")))

    def is_day(self, day: Day) -> Formula:
        """Whether numbers are a date of the calendar."""
        within = [day.year >= 1, day.year <= 9999, day.month >= 0, day.month <= 11, day.day >= 1]
        return self._formulas.all([*within, day.day <= self._last(day.year, day.month)])

    def years(self, start: Day, end: Day, leap_day: str) -> Number:
        """Completed years from one date to another."""
        born = 31 * start.month + start.day
        if leap_day != MARCH_1:
            is_leap_day = self._formulas.all([start.month == _FEBRUARY, start.day == 29])
            moved = self._formulas.all([is_leap_day, self._formulas.negated(self._is_leap(end.year))])
            born = self._formulas.choose(moved, 31 * _FEBRUARY + 28, born)
        early = 31 * end.month + end.day < born
        return end.year - start.year - self._formulas.choose(early, 1, 0)

    def months(self, start: Day, end: Day) -> Number:
        """Completed months from one date to another."""
        months = 12 * (end.year - start.year) + end.month - start.month
        short = self._formulas.all([start.day > end.day, self._last(end.year, end.month) > end.day])
        return months - self._formulas.choose(short, 1, 0)

    def add(self, start: Day, months: Number) -> Day:
        """The same day so many months later, or the month's last day; kept within the calendar."""
        choose, month = self._formulas.choose, 12 * start.year + start.month + months
        early, late = month < 12, month >= _FARTHEST
        year, place = self._year_and_month(start, months)
        last = self._last(year, place)
        day = choose(start.day > last, last, start.day)

        def kept(inside: Number, first: int, final: int) -> Number:
            return choose(early, first, choose(late, final, inside))

        return Day(kept(year, 1, 9999), kept(place, 0, 11), kept(day, 1, 31))

    def _year_and_month(self, start: Day, months: Number) -> tuple[Number, Number]:
        """The month so many months later; a known number of them needs no division by the solver."""
        if not isinstance(months, int):
            month = 12 * start.year + start.month + months
            return self._formulas.quotient(month, 12), self._formulas.remainder(month, 12)
        years, rest = divmod(months, 12)
        over = start.month + rest >= 12
        choose = self._formulas.choose
        return start.year + years + choose(over, 1, 0), start.month + rest - choose(over, 12, 0)

    def _last(self, year: Number, month: Number) -> Number:
        """The last day of a month."""
        choose = self._formulas.choose
        short = self._formulas.any([month == other for other in (3, 5, 8, 10)])
        february = choose(self._is_leap(year), 29, 28)
        return choose(month == _FEBRUARY, february, choose(short, 30, 31))

    def _is_leap(self, year: Number) -> Formula:
        remainder = self._formulas.remainder
        century = self._formulas.all([remainder(year, 100) == 0, self._formulas.negated(remainder(year, 400) == 0)])
        return self._formulas.all([remainder(year, 4) == 0, self._formulas.negated(century)])
