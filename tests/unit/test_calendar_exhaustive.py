"""Ages and months for births of 1900 to 2030 on every day of a leap and a common year, against plain counting.

``tests/long/ages.py`` looks at every birth. Here each class of births that can behave differently is looked at
whole (every month and day, in leap, common and century years, around the years of decision), and others by a seed.
"""

from __future__ import annotations

import random
from datetime import date

import pytest

from calendar_by_counting import DAY, ages_through, days_of, months_through
from eligibility.language.calendar import months_between, years_between

pytestmark = pytest.mark.no_cover  # millions of days; test_calendar.py measures the same code
DECISIONS = (2023, 2024)
FIRST, LAST = date(1900, 1, 1), date(2030, 12, 31)
YEARS = (1900, 1904, 2000, 2023)
SAMPLE = 250


def births() -> list[date]:
    """Every day of the years that stand for their kind, and a seeded sample of all others."""
    classes = [day for year in YEARS for day in days_of(year)]
    drawn = random.Random(4)  # noqa: S311 - no secret
    return classes + [FIRST + DAY * drawn.randrange((LAST - FIRST).days + 1) for _ in range(SAMPLE)]


@pytest.mark.parametrize("leap_day", ["march-1", "february-28"])
@pytest.mark.parametrize("year", DECISIONS)
def test_ages(year: int, leap_day: str) -> None:
    """The age on every day of a year is the number of birthdays up to it, by either rule for 29 February."""
    days = days_of(year)
    for born in births():
        expected = ages_through(born, year, leap_day)
        got = [years_between(born, day, leap_day) if day >= born else None for day in days]
        assert got == expected, born


@pytest.mark.parametrize("year", DECISIONS)
def test_months(year: int) -> None:
    """The completed months on the days around every month's end and of every birth are those counted one by one."""
    days = days_of(year)
    chosen = [place for place, day in enumerate(days) if day.day in (1, 15, 27, 28, 29, 30, 31)]
    for born in births()[::3]:
        expected = months_through(born, year)
        for place in chosen:
            if days[place] >= born:
                assert months_between(born, days[place]) == expected[place], (born, days[place])
