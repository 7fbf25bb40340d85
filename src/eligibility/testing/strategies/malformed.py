"""Data that the door has to refuse: each piece wrong in one way, with the code of the error that it must give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from eligibility.language.types import Kind
from eligibility.pack.convert import MOST_ENTRIES
from eligibility.pack.layout import ITEM
from eligibility.pack.model import FactDefinition
from eligibility.rulebook import Rulebook
from eligibility.testing.situation import nest
from eligibility.testing.strategies.people import chosen_day, flat_persons

__all__ = ["Malformed", "malformed"]


@dataclass(frozen=True)
class Malformed:
    """Bad data about a person on a day, where it is wrong, and the code of the error that it must give."""

    person: dict[str, Any]
    on: date
    fact: str
    code: str


def malformed(rules: Rulebook, *, on: date | str | None = None) -> SearchStrategy[Malformed]:
    """Persons wrong in one way, to test the door with: deciding them must raise ``InputError`` with the code.

    Every kind of fact has its own mistakes: another type, text that only looks right, out of bounds, a choice that
    there is none of, the same choice twice, too many entries, an unknown name, a group that is none, a reason for a
    fact that has a value, a birth after the decision.

    Args:
        rules: the rules whose vocabulary is broken.
        on: the day, if it is always to be the same.

    >>> import eligibility
    >>> from hypothesis import find
    >>> rules = eligibility.load("weihai-2023-13")
    >>> find(malformed(rules, on="2023-06-01"), lambda bad: bad.fact == "loan.amount" and bad.code == "I103").person
    {'loan': {'amount': '0'}}
    """

    @st.composite
    def drawn(draw: DrawFn) -> Malformed:
        day = chosen_day(rules, on, draw)
        mistakes = _known_mistakes(rules, day)
        code = draw(st.sampled_from(sorted(mistakes)))
        fact, path, value = draw(st.sampled_from(mistakes[code]))
        data = nest({one: known for one, known in draw(flat_persons(rules, on=day)).items() if one != fact})
        _put(data, path, value)
        return Malformed(data, day, fact, code)

    return drawn()


@lru_cache(maxsize=256)
def _known_mistakes(rules: Rulebook, on: date) -> dict[str, list[tuple[str, str, Any]]]:
    """For each code what can be wrong: the fact, the path that is set, and to what."""
    found: dict[str, list[tuple[str, str, Any]]] = {}
    for fact in rules.facts:
        if ITEM not in fact.path:
            for code, value in _wrong_values(fact, on, rules):
                found.setdefault(code, []).append((fact.path, fact.path, value))
            for code, path, value in _wrong_shapes(fact):
                found.setdefault(code, []).append((fact.path, path, value))
    return found


def _put(data: dict[str, Any], path: str, value: Any) -> None:
    """Set a path even where a group is in the way; what belongs to a group may be a bare value."""
    head, _, rest = path.partition(".")
    if rest and not isinstance(data.get(head), dict):
        data[head] = {}
    if rest:
        _put(data[head], rest, value)
    else:
        data[head] = value


# --- values -------------------------------------------------------------------------------------------------

_WRONG: Final[dict[Kind, tuple[Any, ...]]] = {
    Kind.BOOLEAN: (0, 1, "true", "false", "yes", "no", "是", 1.0, Decimal(1), [], [True], {}),
    Kind.INTEGER: (True, 1.0, Decimal(1), "1.0", " 1", "1_000", "１２", "+1", "", "many", 10**9, [], {}),
    Kind.MONEY: (
        *(True, 1.0, 100000.01, float("nan"), float("inf"), Decimal("NaN"), Decimal("Infinity"), Decimal("0.001")),
        *("1.001", "1,000", "1_000", "１００", "1e5", " 1", "+1", "¥1", "", "10万", 10**13, [], {}),
    ),
    Kind.DATE: (
        *(True, 20230410, 20230410.0, datetime(2023, 4, 10, 12), "2023-02-29", "2023-13-01", "2023-4-1"),  # noqa: DTZ001
        *("10.04.2023", "２０２３-04-10", "2023-04-10T00:00:00", "", "soon", [], {}),
    ),
    Kind.REGION: (True, 371002, 371002.0, "37100", "3710021", "３７１００２", " 371002", "Weihai", "威海", "", [], {}),
    Kind.RECORDS: (True, 0, "", "none", {}, [1], [None], ["child"], [[]]),
}


def _wrong_values(fact: FactDefinition, on: date, rules: Rulebook) -> Iterator[tuple[str, Any]]:
    """Codes and values that a fact does not take."""
    kind = fact.type.kind
    yield from _out_of_bounds(fact)
    if fact.not_after_decision:
        yield from (("I106", (on + timedelta(days=days)).isoformat()) for days in (1, 365))
    if kind is Kind.CHOICE:
        first = fact.type.choices[0]
        wrong: tuple[Any, ...] = (True, 0, "", "no such choice", f" {first}", [first], {})
        yield from (("I104", value) for value in wrong)
        return
    if kind is Kind.CHOICES:
        first = fact.type.choices[0]
        no_list: tuple[Any, ...] = (True, 0, first, {})
        yield from (("I102", value) for value in no_list)
        yield from (("I104", [value]) for value in (1, "", "no such choice"))
        yield from (("I105", [first, first]), ("I108", [first] * (MOST_ENTRIES + 1)))
        return
    for value in _WRONG[kind]:
        if not (kind is Kind.REGION and value in rules.pack.region_words):
            yield "I102", value
    if kind is Kind.RECORDS:
        yield "I108", [{}] * (MOST_ENTRIES + 1)
        yield "I101", [{"no_such_field": True}]


def _out_of_bounds(fact: FactDefinition) -> Iterator[tuple[str, Any]]:
    step = Decimal("0.01") if fact.type.kind is Kind.MONEY else Decimal(1)
    beyond = [
        *([] if fact.above is None else [fact.above]),
        *([] if fact.minimum is None else [fact.minimum - step]),
        *([] if fact.maximum is None else [fact.maximum + step]),
    ]
    for bound in beyond:
        yield "I103", str(int(bound)) if bound == bound.to_integral_value() else format(bound, "f")


# --- shapes -------------------------------------------------------------------------------------------------


def _wrong_shapes(fact: FactDefinition) -> Iterator[tuple[str, str, Any]]:
    """Codes, paths and values that the vocabulary as a whole does not take."""
    group, dot, name = fact.path.rpartition(".")
    yield "I101", f"{group}{dot}no_such_{name}", True
    yield "I101", "no such fact", None
    if dot:
        yield "I102", group, True
        yield "I102", group, "none"
        yield "I102", group, []
    yield "I101", "unknown", {"no.such.fact": "not_known"}
    yield "I104", "unknown", {fact.path: "no such reason"}
    yield "I104", "unknown", {fact.path: 1}
