"""Values that hold from one day to another."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eligibility import Location
from eligibility.pack.timeline import DatedValue, Timeline, period_problems

DAY = timedelta(days=1)
JANUARY, MARCH, JUNE = date(2024, 1, 1), date(2024, 3, 1), date(2024, 6, 1)
LINE = Timeline((DatedValue(JANUARY, 1), DatedValue(MARCH, 2)), known_until=JUNE)


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date.min, None),
        (JANUARY - DAY, None),
        (JANUARY, 1),
        (MARCH - DAY, 1),
        (MARCH, 2),
        (JUNE, 2),
        (JUNE + DAY, None),
        (date.max, None),
    ],
)
def test_value_on_a_day(day: date, value: int | None) -> None:
    """A value holds until it is replaced; before the first and after the horizon there is none."""
    found = LINE.on(day)
    assert (None if found is None else found.value) == value


def test_no_horizon() -> None:
    """Without a horizon the last value holds for ever."""
    found = Timeline((DatedValue(JANUARY, 1),)).on(date.max)
    assert found is not None
    assert found.value == 1


@given(
    st.lists(st.dates(date(2024, 1, 1), date(2024, 12, 31)), min_size=1, max_size=4, unique=True).map(sorted),
    st.none() | st.dates(date(2024, 12, 31), date(2025, 2, 1)),
    st.dates(date(2023, 12, 1), date(2025, 3, 1)),
)
def test_boundaries_are_where_the_value_changes(starts: list[date], known_until: date | None, day: date) -> None:
    """Between two boundaries the value stays the same."""
    line = Timeline(tuple(DatedValue(start, place) for place, start in enumerate(starts)), known_until)
    if day not in line.boundaries():
        assert line.on(day) == line.on(day - DAY)


def test_horizon_at_the_end_of_the_calendar() -> None:
    """A horizon on the last day there is makes no boundary behind it."""
    assert Timeline((DatedValue(JANUARY, 1),), date.max).boundaries() == [JANUARY]


Period = tuple[date | None, date | None, Location | None]


@pytest.mark.parametrize(
    ("periods", "codes"),
    [
        ([], []),
        ([(None, None, None)], []),
        ([(None, MARCH, None), (MARCH + DAY, None, None)], []),
        ([(None, None, None), (MARCH, None, None)], []),
        ([(JANUARY, None, None), (MARCH, None, None), (JUNE, None, None)], []),
        ([(MARCH, None, None), (JANUARY, MARCH - DAY, None)], []),
        ([(JANUARY, MARCH, None), (JUNE, None, None)], ["P301"]),
        ([(JANUARY, MARCH - DAY - DAY, None), (MARCH, None, None)], ["P301"]),
        ([(JANUARY, MARCH, None), (MARCH, None, None)], ["P302"]),
        ([(JANUARY, None, None), (JANUARY, None, None)], ["P302"]),
        ([(None, None, None), (None, None, None)], ["P302"]),
        ([(JANUARY, JUNE, None), (MARCH, None, None)], ["P302"]),
        ([(JANUARY, date.max, None), (MARCH, None, None)], ["P302"]),
        ([(MARCH, JANUARY, None)], ["P303"]),
        ([(JANUARY, MARCH, None), (JUNE, MARCH, None)], ["P303", "P301"]),
    ],
)
def test_gaps_and_overlaps(periods: list[Period], codes: list[str]) -> None:
    """Periods that leave a gap, overlap or end before they begin are found, in whatever order they stand."""
    assert [found.code for found in period_problems("x", periods)] == codes


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4))
def test_problems_against_a_count_of_days(spans: list[tuple[int, int]]) -> None:
    """Closed periods are free of problems exactly if every day between the first and the last is covered once."""
    periods: list[Period] = [(JANUARY + start * DAY, JANUARY + end * DAY, None) for start, end in spans]
    covered = [day for start, end in spans for day in range(start, end + 1)]
    once = len(covered) == len(set(covered))
    whole = not covered or set(covered) == set(range(min(covered), max(covered) + 1))
    proper = all(start <= end for start, end in spans)
    assert (not period_problems("x", periods)) == (once and whole and proper)
