"""Ages and months found by counting birthdays and month days one after the other, without any formula."""

from __future__ import annotations

from calendar import isleap, monthrange
from collections.abc import Iterator
from datetime import date, timedelta

DAY = timedelta(days=1)


def anniversaries(born: date, leap_day: str) -> Iterator[date]:
    """The birthdays after a birth, in order; who is born on 29 February has them by declaration in common years."""
    for year in range(born.year + 1, 10_000):
        if (born.month, born.day) == (2, 29) and not isleap(year):
            yield date(year, 2, 28) if leap_day == "february-28" else date(year, 3, 1)
        else:
            yield date(year, born.month, born.day)


def monthly_days(born: date) -> Iterator[date]:
    """The same day of every later month, or its last day where there is none, in order."""
    year, month = born.year, born.month
    while True:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        yield date(year, month, min(born.day, monthrange(year, month)[1]))


def days_of(year: int) -> list[date]:
    """Every day of a year."""
    return [date(year, 1, 1) + DAY * number for number in range(366 if isleap(year) else 365)]


def ages_through(born: date, year: int, leap_day: str) -> list[int | None]:
    """The age on every day of a year, by counting birthdays up to each day; ``None`` before the birth."""
    days = days_of(year)
    found: list[int | None] = []
    birthdays = anniversaries(born, leap_day)
    following, age = next(birthdays), 0
    while following < days[0]:
        following, age = next(birthdays), age + 1
    for day in days:
        if following == day:
            following, age = next(birthdays), age + 1
        found.append(None if day < born else age)
    return found


def months_through(born: date, year: int) -> list[int | None]:
    """The completed months on every day of a year, by counting month days up to each day."""
    days = days_of(year)
    found: list[int | None] = []
    each = monthly_days(born)
    following, months = next(each), 0
    while following < days[0]:
        following, months = next(each), months + 1
    for day in days:
        if following == day:
            following, months = next(each), months + 1
        found.append(None if day < born else months)
    return found
