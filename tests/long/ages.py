"""Ages and months for every birth of 1900 to 2030 on every day of 2023 and 2024, against plain counting.

Some 35 million pairs for ages under each rule for 29 February, and as many for months:
``python tests/long/ages.py``. What it found is in ``docs/explanation/mutation-testing.md``.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from calendar_by_counting import DAY, ages_through, days_of, months_through
from eligibility.language.calendar import months_between, years_between


def main() -> None:
    """Count all pairs and stop at the first that differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=1900, help="the first year of birth")
    parser.add_argument("--last", type=int, default=2030, help="the last year of birth")
    parser.add_argument("--only", choices=("ages", "months"), help="one of the two; months take most of the time")
    chosen = parser.parse_args()
    pairs = 0
    for year in (2023, 2024):
        days = days_of(year)
        born, last = date(chosen.first, 1, 1), date(chosen.last, 12, 31)
        while born <= last:
            for leap_day in ("march-1", "february-28") if chosen.only != "months" else ():
                expected = ages_through(born, year, leap_day)
                got = [years_between(born, day, leap_day) if day >= born else None for day in days]
                assert got == expected, (born, year, leap_day)
                pairs += len(days)
            if chosen.only != "ages":
                counted = months_through(born, year)
                assert [months_between(born, day) if day >= born else None for day in days] == counted, (born, year)
                pairs += len(days)
            born += DAY
    sys.stdout.write(f"{pairs:,} ages and months, all as counted\n")


if __name__ == "__main__":
    main()
