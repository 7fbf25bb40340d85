"""Values for one fact: every threshold and its neighbours, the simplest first, and some that no rule speaks of."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from eligibility.language.types import Kind
from eligibility.pack.layout import ITEM, fields_of_records
from eligibility.pack.model import FactDefinition, Pack
from eligibility.rulebook import Rulebook
from eligibility.testing.thresholds import days_worth_trying, regions_worth_trying, values_worth_trying

__all__ = ["MOST_RECORDS", "Values", "simplest_first", "values_for"]

MOST_RECORDS: Final = 3
_EARLIEST: Final = date(1900, 1, 1)
_LATEST: Final = date(2040, 12, 31)
_GREATEST_AMOUNT: Final = Decimal(10_000_000)
_GREATEST_NUMBER: Final = 1_000


@lru_cache(maxsize=16)
def values_for(rules: Rulebook) -> Values:
    """The values worth trying under some rules, worked out once."""
    return Values(rules.pack)


class Values:
    """The values worth trying for the facts of a pack."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.days = days_worth_trying(pack)
        self._known: dict[tuple[str, date | None, bool], tuple[Any, ...]] = {}
        self._drawn: dict[tuple[str, date | None], SearchStrategy[Any]] = {}

    @property
    def first_day(self) -> date:
        """The first of the days worth trying: who was born by then can be decided on each of them."""
        return self.days[0]

    def of(self, path: str, *, on: date | None = None) -> tuple[Any, ...]:
        """The values of a fact that is no list of records, the simplest first; nobody is born after ``on``."""
        return self._values(path, on or self.first_day, near=False)

    def near(self, path: str, on: date) -> tuple[Any, ...]:
        """The values of a fact about which a decision on a day can turn: boundaries counted from that day."""
        return self._values(path, on, near=True)

    def _values(self, path: str, on: date, *, near: bool) -> tuple[Any, ...]:
        fact = self.pack.fact_by_path[path]
        key = (path, on if fact.not_after_decision or (near and fact.type.kind is Kind.DATE) else None, near)
        if key not in self._known:
            kind = fact.type.kind
            found: tuple[Any, ...] = values_worth_trying(self.pack, path, on=on if near else None)
            if near and kind is Kind.REGION:
                found = regions_worth_trying(self.pack)
            elif near and kind is Kind.DATE:
                found = (*found, *_near_days(on))
            if fact.not_after_decision:
                found = tuple(day for day in found if day <= on) or (on,)
            self._known[key] = simplest_first(self.pack, fact, dict.fromkeys(found))
        return self._known[key]

    def drawn(self, path: str, *, on: date | None = None) -> SearchStrategy[Any]:
        """A strategy for a fact; for a list of records, lists of ``{field: value}`` with fields missing."""
        day = on or self.first_day
        fact = self.pack.fact_by_path[path]
        key = (path, day if fact.not_after_decision or fact.type.kind is Kind.RECORDS else None)
        if key not in self._drawn:
            self._drawn[key] = self._strategy(fact, day)
        return self._drawn[key]

    def _strategy(self, fact: FactDefinition, on: date) -> SearchStrategy[Any]:
        if fact.type.kind is Kind.RECORDS:
            fields = fields_of_records(fact.path, self.pack.facts)
            record = {one.path.rpartition(".")[2]: self.drawn(one.path, on=on) for one in fields}
            return st.lists(st.fixed_dictionaries({}, optional=record), max_size=MOST_RECORDS)
        worth_trying = st.sampled_from(self.of(fact.path, on=on))
        other = _anything(fact, on)
        return worth_trying if other is None else worth_trying | worth_trying | other

    @property
    def paths(self) -> tuple[str, ...]:
        """The facts that are no fields of records."""
        return tuple(fact.path for fact in self.pack.facts if ITEM not in fact.path)


def _anything(fact: FactDefinition, on: date) -> SearchStrategy[Any] | None:
    """Values that no rule may ever have spoken of; ``None`` where the values worth trying are all there are."""
    above = fact.minimum is None and fact.above is not None
    low = fact.above if above else fact.minimum
    match fact.type.kind:
        case Kind.INTEGER:
            least = int(low or 0) + above
            return st.integers(least, _GREATEST_NUMBER if fact.maximum is None else int(fact.maximum))
        case Kind.MONEY:
            cents = int((low or 0) * 100) + above
            most = int((_GREATEST_AMOUNT if fact.maximum is None else fact.maximum) * 100)
            return st.integers(cents, max(cents, most)).map(lambda number: Decimal(number).scaleb(-2))
        case Kind.DATE:
            return st.dates(_EARLIEST, max(_EARLIEST, on) if fact.not_after_decision else _LATEST)
        case Kind.CHOICES:
            choices = fact.type.choices
            some = st.sets(st.sampled_from(choices))
            return some.map(lambda chosen: tuple(choice for choice in choices if choice in chosen))
        case _:
            return None


def simplest_first(pack: Pack, fact: FactDefinition, values: Iterable[Any]) -> tuple[Any, ...]:
    """Values in the order in which a reader finds them simple: round amounts, first days of a year or month."""
    match fact.type.kind:
        case Kind.MONEY:
            return tuple(sorted(values, key=lambda amount: (*_roundness(amount), amount)))
        case Kind.INTEGER:
            return tuple(sorted(values, key=lambda number: (number < 0, abs(number))))
        case Kind.DATE:
            middle = pack.document_date
            return tuple(sorted(values, key=lambda day: (day.day != 1, day.month != 1, abs(day - middle), day)))
        case _:
            return tuple(values)


def _roundness(amount: Decimal) -> tuple[bool, int]:
    """Whether there are cents, and how many digits are not zeros at the end."""
    return amount != amount.to_integral_value(), len(str(abs(int(amount * 100))).rstrip("0"))


def _near_days(day: date) -> Iterator[date]:
    """A day, the end of its month and the end of February of its year, with their neighbours."""
    for one in (day, _last_of_month(day.year, day.month), _last_of_month(day.year, 2)):
        yield from (one + timedelta(days=shift) for shift in (-1, 0, 1))


def _last_of_month(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
