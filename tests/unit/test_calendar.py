"""Ages and months against a count of days, one by one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.language.calendar import add_months, months_between, years_between

DAY = timedelta(days=1)
RULES = ("march-1", "february-28")


def is_birthday(born: date, day: date, rule: str) -> bool:
    """Whether a day is the birthday, told from the day itself and the one after it."""
    if (day.month, day.day) == (born.month, born.day):
        return True
    if (born.month, born.day) != (2, 29):
        return False
    last_of_february = day.month == 2 and (day + DAY).month == 3
    if rule == "february-28":
        return last_of_february and day.day == 28
    return (day.month, day.day) == (3, 1) and (day - DAY).day == 28


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    "born",
    [
        *(date(2004, 2, 28), date(2004, 2, 29), date(2004, 3, 1), date(2003, 2, 28), date(2003, 3, 1)),
        *(date(2000, 2, 29), date(2004, 1, 1), date(2004, 12, 31), date(1896, 2, 29)),
    ],
)
def test_age_counts_birthdays(born: date, rule: str) -> None:
    """An age grows by one on each birthday and on no other day, for a dozen years and over a century's end."""
    age, day = 0, born
    assert years_between(born, born, rule) == 0
    for _ in range(366 * 13):
        day += DAY
        age += is_birthday(born, day, rule)
        assert years_between(born, day, rule) == age


@pytest.mark.parametrize(
    ("born", "on", "march", "february"),
    [
        (date(2004, 2, 29), date(2022, 2, 27), 17, 17),
        (date(2004, 2, 29), date(2022, 2, 28), 17, 18),
        (date(2004, 2, 29), date(2022, 3, 1), 18, 18),
        (date(2004, 2, 29), date(2024, 2, 28), 19, 19),
        (date(2004, 2, 29), date(2024, 2, 29), 20, 20),
        (date(1896, 2, 29), date(1900, 2, 28), 3, 4),
        (date(1896, 2, 29), date(1900, 3, 1), 4, 4),
        (date(2004, 2, 28), date(2022, 2, 28), 18, 18),
        (date(2004, 3, 1), date(2022, 2, 28), 17, 17),
    ],
)
def test_leap_day_birthdays(born: date, on: date, march: int, february: int) -> None:
    """Who is born on 29 February comes of age by the declared rule, and the rule touches nobody else."""
    assert years_between(born, on, "march-1") == march
    assert years_between(born, on, "february-28") == february
    assert years_between(born, on) == march


def months_later(start: date, count: int) -> date:
    """The same day so many months later, found by stepping to the end of each month."""
    first = start.replace(day=1)
    for _ in range(abs(count)):
        first = (first + 31 * DAY).replace(day=1) if count > 0 else (first - DAY).replace(day=1)
    day = first
    while day.day < start.day and (day + DAY).month == first.month:
        day += DAY
    return day


@given(st.dates(date(1890, 1, 1), date(2110, 12, 31)), st.integers(-60, 60))
def test_add_months(start: date, count: int) -> None:
    """Adding months keeps the day, or takes the month's last."""
    assert add_months(start, count) == months_later(start, count)


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 28), 1, date(2023, 2, 28)),
        (date(2023, 3, 31), 1, date(2023, 4, 30)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2023, 3, 31), -1, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2023, 5, 15), 0, date(2023, 5, 15)),
        (date(1, 1, 31), -1, date.min),
        (date(1, 1, 31), 0, date(1, 1, 31)),
        (date(9999, 12, 1), 1, date.max),
        (date(9999, 11, 30), 1, date(9999, 12, 30)),
        (date(2023, 1, 1), 10**9, date.max),
        (date(2023, 1, 1), -(10**9), date.min),
        (date(2023, 1, 1), 10**40, date.max),
    ],
)
def test_add_months_at_the_edges(start: date, count: int, expected: date) -> None:
    """Month ends, leap years and the ends of the calendar."""
    assert add_months(start, count) == expected


@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)), st.integers(-500, 1500))
def test_months_between(start: date, days: int) -> None:
    """Completed months are the most that can be added without passing the end."""
    end = start + days * DAY
    count = months_between(start, end)
    assert months_later(start, count) <= end < months_later(start, count + 1)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2023, 1, 31), date(2023, 2, 27), 0),
        (date(2023, 1, 31), date(2023, 2, 28), 1),
        (date(2023, 1, 31), date(2023, 3, 30), 1),
        (date(2023, 1, 31), date(2023, 3, 31), 2),
        (date(2024, 1, 30), date(2024, 2, 29), 1),
        (date(2024, 2, 29), date(2025, 2, 28), 12),
        (date(2023, 4, 10), date(2023, 4, 10), 0),
        (date(2023, 4, 10), date(2023, 4, 9), -1),
        (date(2023, 4, 10), date(2023, 3, 10), -1),
        (date(2023, 4, 10), date(2023, 3, 9), -2),
        (date.min, date.max, 12 * 9_999 - 1),
        (date.max, date.min, -12 * 9_999),
    ],
)
def test_months_at_the_edges(start: date, end: date, expected: int) -> None:
    """Month ends, the other direction, and the ends of the calendar."""
    assert months_between(start, end) == expected


def test_ages_at_the_ends_of_the_calendar() -> None:
    """The longest life there can be has an age."""
    assert years_between(date.min, date.max) == 9_998
    assert years_between(date.max, date.min) == -9_999
