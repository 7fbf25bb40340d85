"""Persons whose facts contradict each other: those whom a check of the pack warns about."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from random import Random
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from eligibility.decide.gathering import facts_read
from eligibility.errors import EligibilityError
from eligibility.language.types import Kind
from eligibility.pack.layout import ITEM, fields_of_records
from eligibility.pack.model import CheckDefinition
from eligibility.rulebook import Rulebook
from eligibility.testing.situation import Flat, Situation, nest
from eligibility.testing.strategies.people import chosen_day, flat_persons
from eligibility.testing.strategies.values import Values, values_for

__all__ = ["contradictory"]

_MOST_COMBINATIONS: Final = 3_000
_MOST_WITNESSES: Final = 50


def contradictory(rules: Rulebook, *, on: date | str | None = None) -> SearchStrategy[Situation]:
    """Persons whose facts contradict each other: at least one of the pack's checks warns.

    What contradicts is decided as it was given, with a warning; it is never an error and never a refusal. A pack
    whose checks can never warn gives no persons.

    Args:
        rules: the rules.
        on: the day, if it is always to be the same.

    >>> import eligibility
    >>> from hypothesis import find
    >>> rules = eligibility.load("weihai-2023-13")
    >>> who = find(contradictory(rules, on="2023-06-01"), lambda one: "loan-none-with-amount" in
    ...     [warning.id for warning in one.decide().warnings])
    >>> who.person["loan"] == {"product": "none", "amount": "1"}
    True
    """

    @st.composite
    def drawn(draw: DrawFn) -> Situation:
        day = chosen_day(rules, on, draw)
        found = _witnesses(rules, day)
        witness = draw(st.sampled_from(found).flatmap(st.sampled_from) if found else st.nothing())
        return Situation(rules, nest({**draw(flat_persons(rules, on=day)), **witness}), day)

    return drawn()


@lru_cache(maxsize=256)
def _witnesses(rules: Rulebook, on: date) -> tuple[tuple[Flat, ...], ...]:
    """For each check of the pack that can warn some smallest facts at which it does, the simplest first."""
    known = values_for(rules)
    found = (tuple(_warned(rules, check, known, on)) for check in rules.pack.checks)
    return tuple(flats for flats in found if flats)


def _warned(rules: Rulebook, check: CheckDefinition, known: Values, on: date) -> Iterator[Flat]:
    paths = sorted({path.partition(ITEM)[0] for path in facts_read([check.when])})
    tried = itertools.islice(_combinations([_possible(rules, known, path, on) for path in paths]), _MOST_COMBINATIONS)
    flats = (dict(zip(paths, values, strict=True)) for values in tried)
    yield from itertools.islice((flat for flat in flats if _warns(rules, check, flat, on)), _MOST_WITNESSES)


def _warns(rules: Rulebook, check: CheckDefinition, flat: Flat, on: date) -> bool:
    try:
        decision = rules.decide(nest(flat), on=on)
    except EligibilityError:
        return False
    return any(warning.id == check.id for warning in decision.warnings)


def _possible(rules: Rulebook, known: Values, path: str, on: date) -> tuple[Any, ...]:
    fact = rules.pack.fact_by_path[path]
    if fact.type.kind is not Kind.RECORDS:
        return tuple(dict.fromkeys([*known.of(path, on=on), *known.near(path, on)]))
    fields = fields_of_records(path, rules.facts)
    return tuple([{one.path.rpartition(".")[2]: value}] for one in fields for value in known.near(one.path, on))


def _combinations(possible: list[tuple[Any, ...]]) -> Iterable[tuple[Any, ...]]:
    """All combinations where they are few, else some at random, always the same ones."""
    if math.prod(map(len, possible)) <= _MOST_COMBINATIONS:
        return itertools.product(*possible)
    random = Random(0)  # noqa: S311 - a search that can be repeated, no secret
    return (tuple(random.choice(values) for values in possible) for _ in range(_MOST_COMBINATIONS))
