"""What our own tests draw from, beside the shipped strategies: persons from a plain random generator, and days.

A person is drawn flat, ``{path: value}`` with records as lists of ``{field: value}``; :func:`nest` makes the nested
data that the library takes. Values keep to boundaries: a threshold and its neighbours, the first day and the days
beside it, codes inside, formerly inside and outside.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from eligibility.language.types import Kind
from eligibility.pack.model import FactDefinition

Flat = dict[str, Any]

CENT = Decimal("0.01")
DAY = timedelta(days=1)
FIRST_DAY = date(2023, 4, 10)
MISSING = None

AMOUNTS = tuple(
    Decimal(amount)
    for amount in (
        *("0.01", "10", "999.99", "1000", "60000", "99999.99", "100000", "100000.01", "150000"),
        *("200000", "200000.01", "300000", "300000.01"),
    )
)
INSIDE_CODES = ("371002", "371003", "371071", "371081", "372132", "371083", "371000", "nanhai")
OUTSIDE_CODES = ("370602", "370684", "110101", "000000")
BIRTHS = (
    date(1903, 1, 1),
    date(1958, 4, 10),
    date(1980, 2, 29),
    date(1990, 6, 1),
    date(2007, 4, 10),
    date(2008, 2, 29),
)
DATES = (
    date(2020, 4, 14),
    FIRST_DAY - DAY,
    FIRST_DAY,
    FIRST_DAY + DAY,
    date(2023, 5, 10),
    date(2023, 9, 30),
    date(2023, 10, 1),
    date(2023, 12, 31),
    date(2024, 1, 1),
    date(2024, 2, 29),
    date(2031, 3, 1),
)


# --- persons ------------------------------------------------------------------------------------------------


def nest(flat: Flat) -> dict[str, Any]:
    """Nested plain data from dotted paths; what is missing is left out."""
    nested: dict[str, Any] = {}
    for path, value in flat.items():
        if value is None:
            continue
        *groups, last = path.split(".")
        place = nested
        for group in groups:
            place = place.setdefault(group, {})
        place[last] = value
    return nested


def fields_of(records: str, facts: Iterable[FactDefinition]) -> list[FactDefinition]:
    """The facts that are fields of a list of records."""
    return [fact for fact in facts if fact.path.startswith(f"{records}[].")]


def own_facts(facts: Iterable[FactDefinition]) -> list[FactDefinition]:
    """The facts that are no fields of records."""
    return [fact for fact in facts if "[]" not in fact.path]


def values_of(fact: FactDefinition) -> tuple[Any, ...]:
    """The values worth trying for a fact that is no list of records."""
    match fact.type.kind:
        case Kind.BOOLEAN:
            return (True, False)
        case Kind.INTEGER:
            low = int(fact.minimum or 0)
            high = 600 if fact.maximum is None else int(fact.maximum)
            return tuple(sorted({low, low + 1, low + 2, min(low + 6, high), high}))
        case Kind.MONEY:
            return AMOUNTS
        case Kind.DATE:
            return BIRTHS if fact.not_after_decision else DATES
        case Kind.CHOICE:
            return fact.type.choices
        case Kind.CHOICES:
            return ((), fact.type.choices[:1], fact.type.choices[-1:], fact.type.choices[1:4])
        case Kind.REGION:
            return INSIDE_CODES + OUTSIDE_CODES
        case kind:
            raise AssertionError(kind)


def value(fact: FactDefinition, facts: Sequence[FactDefinition]) -> SearchStrategy[Any]:
    """A value of a fact; for a list of records a list of ``{field: value}`` with some fields missing."""
    if fact.type.kind is not Kind.RECORDS:
        return st.sampled_from(values_of(fact))
    fields = {one.path.rpartition(".")[2]: value(one, facts) for one in fields_of(fact.path, facts)}
    return st.lists(st.fixed_dictionaries({}, optional=fields), max_size=3)


def persons(facts: Sequence[FactDefinition], like: Sequence[Flat] = ()) -> SearchStrategy[Flat]:
    """Persons: anything at all, or one of ``like`` (or nobody known) with a few facts changed or taken away."""
    possible = {fact.path: value(fact, facts) for fact in own_facts(facts)}
    anything: SearchStrategy[Flat] = st.fixed_dictionaries({}, optional=possible)
    changes = st.lists(
        st.sampled_from(list(possible)).flatmap(lambda path: st.tuples(st.just(path), st.none() | possible[path])),
        max_size=8,
    )
    changed = st.builds(lambda base, some: {**base, **dict(some)}, st.sampled_from([*like, {}]), changes)
    return changed | anything if like else anything | changed


def random_value(rng: random.Random, fact: FactDefinition, facts: Sequence[FactDefinition], known: float) -> Any:
    """What :func:`value` draws, from a plain random generator; ``None`` with the chance left by ``known``."""
    if rng.random() >= known:
        return MISSING
    if fact.type.kind is not Kind.RECORDS:
        return rng.choice(values_of(fact))
    return [
        {
            one.path.rpartition(".")[2]: found
            for one in fields_of(fact.path, facts)
            if (found := random_value(rng, one, facts, known)) is not None
        }
        for _ in range(rng.randrange(4))
    ]


def random_person(rng: random.Random, facts: Sequence[FactDefinition], like: Sequence[Flat] = ()) -> Flat:
    """What :func:`persons` draws, from a plain random generator, for runs of many thousands."""
    known = rng.choice((0.0, 0.3, 0.6, 0.9, 1.0))
    possible = own_facts(facts)
    if not like or rng.random() < 0.4:
        return {fact.path: random_value(rng, fact, facts, known) for fact in possible}
    changed = rng.sample(possible, rng.randrange(9))
    return {**rng.choice(like), **{fact.path: random_value(rng, fact, facts, 0.7) for fact in changed}}
