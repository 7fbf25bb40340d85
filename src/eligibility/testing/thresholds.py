"""The values worth trying for each fact: every threshold of a pack, and the values just beside it."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from pydantic_core import PydanticCustomError

from eligibility.language import tree
from eligibility.language.calendar import add_months
from eligibility.language.types import Kind
from eligibility.pack.convert import converter
from eligibility.pack.model import FactDefinition, Pack

__all__ = [
    "STEPS",
    "beside",
    "days_worth_trying",
    "ordinary_days",
    "regions_worth_trying",
    "values_worth_trying",
]

STEPS: Final[dict[Kind, Any]] = {Kind.MONEY: Decimal("0.01"), Kind.INTEGER: 1, Kind.DATE: timedelta(days=1)}
_OUTSIDE: Final = ("110101", "370602", "440106", "650102")
_MOST_REGIONS_INSIDE: Final = 5


def values_worth_trying(pack: Pack, path: str, *, on: date | None = None) -> tuple[Any, ...]:
    """The values of a fact, as they are kept: in order where they have one, each accepted at the door.

    Args:
        pack: the pack whose thresholds count.
        path: the fact.
        on: the day from which years and months are counted back; by default from two ordinary ones.

    >>> import eligibility
    >>> pack = eligibility.load("weihai-2023-13").pack
    >>> [str(value) for value in values_worth_trying(pack, "loan.amount") if 99_000 < value < 101_000]
    ['99999.99', '100000.00', '100000.01']
    """
    fact = pack.fact_by_path[path]
    match fact.type.kind:
        case Kind.BOOLEAN:
            return (False, True)
        case Kind.CHOICE:
            return fact.type.choices
        case Kind.CHOICES:
            return ((), *((choice,) for choice in fact.type.choices), fact.type.choices)
        case Kind.REGION:
            return _regions(pack)
        case Kind.RECORDS:
            return ()
        case _:
            return _ordered(pack, fact, ordinary_days(pack) if on is None else (on,))


def beside(value: Any, kind: Kind) -> tuple[Any, ...]:
    """A value with the one before and the one after it, where the calendar has them."""
    step = STEPS[kind]
    try:
        return (value - step, value, value + step)
    except OverflowError:
        return (value,)


def ordinary_days(pack: Pack) -> tuple[date, ...]:
    """Two days on which nothing begins or ends, for thresholds that are counted from the decision."""
    first = pack.document_date + timedelta(days=52)
    return (first, first.replace(year=first.year + 1))


def days_worth_trying(pack: Pack) -> tuple[date, ...]:
    """The days of decision on which rules begin, end or change, their neighbours, and some ordinary ones."""
    days = {pack.document_date}
    for programme in pack.programmes:
        days |= {day for day in (programme.start, programme.until) if day is not None}
    for parameter in pack.parameters:
        days |= set(parameter.timeline.boundaries())
    for node in _comparisons(pack.conditions()):
        if any(isinstance(part, tree.DecisionDate) for part in tree.walk(node)):
            days |= {day for day in _constants(pack, node) if type(day) is date}
    near = {day for one in days for day in beside(one, Kind.DATE)}
    leap_day = date(pack.document_date.year + 4 - pack.document_date.year % 4, 2, 29)
    return tuple(sorted({*near, *ordinary_days(pack), leap_day}))


# --- by kind ------------------------------------------------------------------------------------------------


def _ordered(pack: Pack, fact: FactDefinition, days: tuple[date, ...]) -> tuple[Any, ...]:
    kind = fact.type.kind
    found = set(_bounds(fact))
    for node in _comparisons(pack.conditions()):
        if not any(_path_of(part) == fact.path for part in tree.walk(node)):
            continue
        for value in _constants(pack, node):
            found |= set(_as_kind(value, kind, days))
    found |= set(_ordinary(kind, pack))
    near = {one for value in found for one in beside(value, kind)}
    return tuple(sorted(_accepted(near | found, fact, pack)))


def _comparisons(conditions: Iterable[tree.Condition]) -> Iterator[tree.Condition]:
    for condition in conditions:
        for node in tree.walk(condition):
            if isinstance(node, tree.Compare):
                yield node


def _path_of(node: tree.Value | tree.Condition) -> str | None:
    return node.path if isinstance(node, tree.Fact | tree.ItemField) else None


def _constants(pack: Pack, node: tree.Condition) -> Iterator[Any]:
    """The constants and thresholds that stand in a comparison."""
    for part in tree.walk(node):
        if isinstance(part, tree.Constant):
            yield part.value
        elif isinstance(part, tree.Parameter):
            yield from (dated.value for dated in pack.parameter_by_name[part.name].timeline.values)


def _as_kind(value: Any, kind: Kind, days: tuple[date, ...]) -> Iterator[Any]:
    """A constant as a value of the fact beside it; so many years before a decision for a date of birth."""
    if kind is Kind.DATE:
        if type(value) is date:
            yield value
        elif type(value) is int and 0 < value < 200:
            yield from (day for one in days for months in (value, 12 * value) for day in _counted_back(one, months))
    elif type(value) in (int, Decimal):
        yield Decimal(value) if kind is Kind.MONEY else int(value)


def _counted_back(day: date, months: int) -> Iterator[date]:
    """So many months before a day, and the end of that month: 31 January comes of a month on 28 February as well."""
    found = add_months(day, -months)
    yield found
    yield found.replace(day=calendar.monthrange(found.year, found.month)[1])
    if found.month == 3 and calendar.isleap(found.year):
        yield date(found.year, 2, 29)


def _bounds(fact: FactDefinition) -> Iterator[Any]:
    for bound in (fact.above, fact.minimum, fact.maximum):
        if bound is not None:
            yield bound if fact.type.kind is Kind.MONEY else int(bound)


def _ordinary(kind: Kind, pack: Pack) -> Iterator[Any]:
    if kind is Kind.MONEY:
        yield from (Decimal(1), Decimal(50_000), Decimal(1_000_000))
    elif kind is Kind.INTEGER:
        yield from (0, 1, 12, 100)
    else:
        yield from (date(1958, 7, 1), date(1988, 2, 29), pack.document_date)


def _regions(pack: Pack) -> tuple[str, ...]:
    """Codes inside, former ones and words among them, and about as many outside."""
    inside = [code for unit in pack.units for code in (unit.code, *unit.former[:1])]
    some = list(dict.fromkeys([*inside[-1:], *inside[: _MOST_REGIONS_INSIDE - 1]]))
    return (*some, *(code for code in _OUTSIDE if code not in inside))


def regions_worth_trying(pack: Pack) -> tuple[str, ...]:
    """Every code of the territory, former ones included, the codes beside them, and some far away."""
    inside = [code for unit in pack.units for code in (unit.code, *unit.former)]
    numbers = [int(code) for code in inside if code.isdigit()]
    near = [f"{number + shift:06d}" for number in numbers for shift in (-1, 1) if 0 <= number + shift < 10**6]
    return tuple(dict.fromkeys([*inside, *near, *_OUTSIDE]))


def _accepted(values: Iterable[Any], fact: FactDefinition, pack: Pack) -> Iterator[Any]:
    convert = converter(fact, pack.region_words)
    for value in values:
        try:
            yield convert(value)
        except PydanticCustomError:
            continue
