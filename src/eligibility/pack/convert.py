"""The door: the one table that says which Python values a fact accepts, and what they become.

======== ================================================================ ==================
type     accepted                                                         kept as
======== ================================================================ ==================
boolean  ``bool``                                                         ``bool``
integer  ``int`` (not ``bool``), plain ASCII digits                       ``int``
money    ``int`` (not ``bool``), ``Decimal``, plain ASCII decimal text    ``Decimal``, 2 places
date     ``date`` (not ``datetime``), ``YYYY-MM-DD``                      ``date``
choice   one of the choices                                               ``str``
choices  a list or tuple of choices, each once                            ``tuple``, in order
region   six ASCII digits, or a code word of the territory                ``str``
======== ================================================================ ==================

Nothing else is converted: no float, no ``"yes"``, no full-width digit, no rounding.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from pydantic_core import PydanticCustomError

from eligibility.errors import echo
from eligibility.language.amounts import EXACT
from eligibility.language.scalars import as_date, is_region
from eligibility.language.types import Kind
from eligibility.pack.model import FactDefinition

__all__ = ["MOST_ENTRIES", "converter", "shape_of", "shown_safely"]

MOST_ENTRIES: Final = 100
_CENT: Final = Decimal("0.01")
_LARGEST: Final = Decimal(10) ** 13  # yuan; with cents times any integer it stays exact in a Decimal
_LARGEST_INTEGER: Final = 10**9
_PLAIN_NUMBER: Final = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?", re.ASCII)
_NUMBER: Final = "a number"
_SHAPES: Final[dict[type, str]] = {
    type(None): "nothing",
    bool: "true or false",
    int: _NUMBER,
    float: _NUMBER,
    Decimal: _NUMBER,
    str: "text",
    list: "a list",
    dict: "a group of facts",
}

Converter = Callable[[Any], Any]


def converter(fact: FactDefinition, region_words: tuple[str, ...]) -> Converter:
    """The function that takes what a caller gives for a fact and returns what is kept, or raises.

    Raises (inside): ``PydanticCustomError`` with the code of the problem as its type.
    """
    match fact.type.kind:
        case Kind.BOOLEAN:
            return _boolean
        case Kind.INTEGER:
            return _bounded(fact, _integer)
        case Kind.MONEY:
            return _bounded(fact, _money)
        case Kind.DATE:
            return _date
        case Kind.CHOICE:
            return _choice(fact)
        case Kind.CHOICES:
            return _choices(fact)
        case Kind.REGION:
            return _region(region_words)
        case kind:
            raise AssertionError(kind)


def _refuse(code: str, expected: str, got: object) -> PydanticCustomError:
    return PydanticCustomError(code, "{expected}", {"expected": expected, "got": shown_safely(got)})


def shown_safely(value: object) -> str:
    """What was got, without ever calling on an object's own idea of how it looks."""
    if value is None or type(value) in (bool, str, int, float, Decimal, date):
        return echo(value) if type(value) is not int or abs(value) < 10**30 else "a huge number"
    return shape_of(value)


def shape_of(value: object) -> str:
    """What kind of thing was got, in plain words where a file can hold it; nothing of what is in it."""
    return _SHAPES.get(type(value), type(value).__name__)


def _boolean(value: Any) -> bool:
    if value is True or value is False:
        return bool(value)
    raise _refuse("I102", "true or false", value)


def _integer(value: Any) -> int:
    if type(value) is int and abs(value) < _LARGEST_INTEGER:
        return value
    if isinstance(value, str) and len(value) < 10 and value.isascii() and value.removeprefix("-").isdigit():
        return int(value)
    raise _refuse("I102", "a whole number", value)


def _money(value: Any) -> Decimal:
    expected = "an amount in yuan with at most two places, as int, Decimal or plain text"
    if type(value) is int and abs(value) < _LARGEST:
        number = Decimal(value)
    elif type(value) is Decimal and value.is_finite() and value.copy_abs() < _LARGEST:
        number = value
    elif isinstance(value, str) and _PLAIN_NUMBER.fullmatch(value):
        number = Decimal(value)
    else:
        raise _refuse("I102", expected, value)
    if number.copy_abs() >= _LARGEST or number != (rounded := number.quantize(_CENT, context=EXACT)):
        raise _refuse("I102", expected, value)
    if isinstance(value, str) and len(value.partition(".")[2]) > 2:
        raise _refuse("I102", expected, value)
    return rounded


def _bounded(fact: FactDefinition, convert: Converter) -> Converter:
    bounds = {"> ": fact.above, "≥ ": fact.minimum, "≤ ": fact.maximum}
    expected = ", ".join(f"{sign}{bound}" for sign, bound in bounds.items() if bound is not None)
    above, minimum, maximum = fact.above, fact.minimum, fact.maximum
    if not expected:
        return convert

    def bounded(value: Any) -> Any:
        number = convert(value)
        if (
            (above is not None and number <= above)
            or (minimum is not None and number < minimum)
            or (maximum is not None and number > maximum)
        ):
            raise _refuse("I103", expected, value)
        return number

    return bounded


def _date(value: Any) -> date:
    parsed = as_date(value)
    if parsed is None:
        raise _refuse("I102", "a date such as 2023-04-10", value)
    return parsed


def _choice(fact: FactDefinition) -> Converter:
    kept = {choice: choice for choice in fact.type.choices}
    expected = ", ".join(fact.type.choices)

    def choice(value: Any) -> str:
        found = kept.get(value) if isinstance(value, str) else None
        if found is None:
            raise _refuse("I104", expected, value)
        return found

    return choice


def _choices(fact: FactDefinition) -> Converter:
    one = _choice(fact)
    order = {choice: place for place, choice in enumerate(fact.type.choices)}

    def choices(value: Any) -> tuple[str, ...]:
        if type(value) not in (list, tuple):
            raise _refuse("I102", "a list", value)
        if len(value) > MOST_ENTRIES:
            raise PydanticCustomError("I108", "{expected}", {"expected": str(MOST_ENTRIES)})
        chosen = [one(entry) for entry in value]
        for entry in chosen:
            if chosen.count(entry) > 1:
                raise _refuse("I105", "each once", entry)
        return tuple(sorted(chosen, key=order.__getitem__))

    return choices


def _region(words: tuple[str, ...]) -> Converter:
    expected = " / ".join(["six digits", *words])

    def region(value: Any) -> str:
        if isinstance(value, str) and is_region(value, words):
            return str(value)
        raise _refuse("I102", expected, value)

    return region
