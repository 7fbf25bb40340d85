"""Ages and months, spelt out once for every executor.

Whoever is born on 29 February has a birthday in a common year only by declaration: ``march-1`` or
``february-28``; the pack declares which.
"""

from __future__ import annotations

from calendar import isleap, monthrange
from datetime import date
from typing import Final

__all__ = ["MARCH_1", "add_months", "months_between", "years_between"]

MARCH_1: Final = "march-1"
_FARTHEST: Final = 12 * 10_000
_SHORTEST: Final = 28


def years_between(start: date, end: date, leap_day: str = MARCH_1) -> int:
    """Completed years from one date to another; negative if the second comes first.

    >>> born = date(2004, 2, 29)
    >>> years_between(born, date(2022, 2, 28)), years_between(born, date(2022, 3, 1))
    (17, 18)
    >>> years_between(born, date(2022, 2, 28), "february-28")
    18
    """
    anniversary = (start.month, start.day)
    if anniversary == (2, 29) and leap_day != MARCH_1 and not isleap(end.year):
        anniversary = (2, 28)
    return end.year - start.year - ((end.month, end.day) < anniversary)


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the month's last day where there is none; kept within the calendar.

    >>> add_months(date(2023, 1, 31), 1)
    datetime.date(2023, 2, 28)
    """
    bounded = max(-_FARTHEST, min(_FARTHEST, months))
    month = day.year * 12 + day.month - 1 + bounded
    if month < 12:
        return date.min
    if month >= _FARTHEST:
        return date.max
    if day.day <= _SHORTEST:  # every month has it, and nothing has to be clipped
        return date(month // 12, month % 12 + 1, day.day)
    from dateutil.relativedelta import relativedelta

    return day + relativedelta(months=bounded)


def months_between(start: date, end: date) -> int:
    """Completed calendar months: the most months that can be added to the first without passing the second.

    >>> months_between(date(2023, 1, 31), date(2023, 2, 28)), months_between(date(2023, 1, 31), date(2023, 2, 27))
    (1, 0)
    """
    months = (end.year - start.year) * 12 + end.month - start.month
    same_day = min(start.day, monthrange(end.year, end.month)[1])
    return months - (end.day < same_day)
