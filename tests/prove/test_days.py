"""The calendar of formulas counts as the calendar of dates does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility.language.calendar import add_months, months_between, years_between
from eligibility.prove.days import Calendar, Day
from eligibility.prove.formulas import Formulas

LEAP_DAYS = ("march-1", "february-28")
CALENDAR = Calendar(Formulas())
ENDS = st.sampled_from([date.min, date.max, date(2000, 2, 29), date(1900, 2, 28), date(2023, 1, 31), date(2024, 2, 29)])
DAYS = st.dates() | ENDS


def as_date(day: Day) -> date:
    """A date whose numbers are known."""
    return date(day.year, day.month + 1, day.day)


@given(DAYS, DAYS, st.sampled_from(LEAP_DAYS))
def test_years(start: date, end: date, leap_day: str) -> None:
    """Completed years, under either rule for 29 February."""
    assert CALENDAR.years(CALENDAR.known(start), CALENDAR.known(end), leap_day) == years_between(start, end, leap_day)


@given(DAYS, DAYS)
def test_months(start: date, end: date) -> None:
    """Completed months."""
    assert CALENDAR.months(CALENDAR.known(start), CALENDAR.known(end)) == months_between(start, end)


@given(DAYS, st.integers(-130_000, 130_000) | st.integers(-14, 14))
def test_adding_months(start: date, months: int) -> None:
    """Months added, clipped to the month's end and to the calendar's."""
    assert as_date(CALENDAR.add(CALENDAR.known(start), months)) == add_months(start, months)


@pytest.mark.parametrize("year", [1900, 2000, 2023, 2024, 9999])
def test_a_day_is_a_day(year: int) -> None:
    """Exactly the days of a year are days, and their places grow with them."""
    found = [
        Day(year, month, day) for month in range(-1, 13) for day in range(33) if CALENDAR.is_day(Day(year, month, day))
    ]
    first = date(year, 1, 1)
    count = 366 if year in (2000, 2024) else 365
    assert [as_date(day) for day in found] == [first + timedelta(days=number) for number in range(count)]
    assert [day.place for day in found] == sorted(day.place for day in found)


def test_the_solver_counts_alike() -> None:
    """What the solver finds about unknown dates is what the calendar says of them."""
    formulas = Formulas()
    calendar = Calendar(formulas)
    day = calendar.unknown("day")
    born, eighteen = calendar.known(date(2004, 2, 29)), 18
    for leap_day, first in zip(LEAP_DAYS, (date(2022, 3, 1), date(2022, 2, 28)), strict=True):
        solver = formulas.solver(calendar.is_day(day), calendar.years(born, day, leap_day) >= eighteen)
        at = calendar.known(first).place
        assert formulas.holds(solver, day.place == at)
        assert not formulas.holds(solver, day.place < at)
    solver = formulas.solver(calendar.is_day(day), calendar.add(day, 1).day == 28, day.day == 31)
    model = formulas.model(solver)
    assert model is not None
    assert model.eval(day.month).as_long() == 0
