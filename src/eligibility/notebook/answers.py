"""What stands in a form, as data for the library's door, and back again.

An answer is ``{"value": …}`` or ``{"unknown": reason}`` under its concrete path (``family.children[0].birth_date``);
a list is ``{"count": n}`` under its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from eligibility.interchange.typed import half_width, typed_amount, typed_date, typed_number
from eligibility.language.types import Kind
from eligibility.pack.layout import ITEM, generic_path
from eligibility.pack.paths import set_path

if TYPE_CHECKING:
    from eligibility.pack.model import FactDefinition
    from eligibility.pack.vocabulary import Person

__all__ = ["DAY", "Answers", "answers_of", "data_of", "list_of", "value_of"]

Answers = Mapping[str, Mapping[str, Any]]
DAY: Final = "@on"
"""The key of the decision date among the answers."""
_MOST_RECORDS: Final = 50
_RECORD: Final = re.compile(r"(.+)\[([0-9]{1,3})\]\.(\w+)")


def list_of(path: str) -> str:
    """The list that a record's field belongs to; a plain path is its own.

    >>> list_of("family.children[1].birth_date")
    'family.children'
    """
    return path.partition("[")[0]


def value_of(answer: Mapping[str, Any], fact: FactDefinition) -> Any:
    """What an answer says, as the door takes it; ``None`` is missing.

    What is not understood is handed on as it was typed, so that the door says what is wrong with it.
    """
    value = answer.get("value")
    if not isinstance(value, str):
        return value
    if not half_width(value):
        return None
    match fact.type.kind:
        case Kind.DATE:
            return typed_date(value) or half_width(value)
        case Kind.MONEY:
            return typed_amount(value)
        case Kind.INTEGER:
            return typed_number(value)
        case Kind.REGION:
            return half_width(value)
        case _:
            return value


def data_of(answers: Answers, facts: Mapping[str, FactDefinition], without: frozenset[str] = frozenset()) -> Any:
    """Nested data for ``Rulebook.person``.

    Args:
        answers: what stands in the form; what is no fact of the vocabulary is left out.
        facts: the vocabulary by path.
        without: concrete paths whose answers are wrong and count as missing.
    """
    data: dict[str, Any] = {}
    reasons: dict[str, str] = {}
    for path, fact in facts.items():
        if fact.type.kind is Kind.RECORDS and path not in without and "count" in answers.get(path, {}):
            set_path(data, path, [{} for _ in range(min(int(answers[path]["count"]), _MOST_RECORDS))])
    for path, answer in answers.items():
        known = facts.get(generic_path(path))
        if known is None or path in without:
            continue
        place = _place(data, path)
        if place is None:
            continue
        if answer.get("unknown"):
            reasons[path] = answer["unknown"]
        elif known.type.kind is not Kind.RECORDS and (value := value_of(answer, known)) is not None:
            set_path(place[0], place[1], value)
    return data | ({"unknown": reasons} if reasons else {})


def _place(data: dict[str, Any], path: str) -> tuple[dict[str, Any], str] | None:
    """Where an answer goes: a place in the data and the path below it; ``None`` for a record that is not there."""
    found = _RECORD.fullmatch(path)
    if found is None:
        return data, path
    records: Any = data
    for name in found[1].split("."):
        records = records.get(name, {}) if isinstance(records, dict) else {}
    index = int(found[2])
    if not isinstance(records, list) or index >= len(records):
        return None
    return records[index], found[3]


def answers_of(person: Person) -> dict[str, dict[str, Any]]:
    """The answers that a person's facts amount to."""
    vocabulary = type(person).vocabulary
    plain = vocabulary.plain(person)
    answers: dict[str, dict[str, Any]] = {}
    for fact in vocabulary.facts:
        if ITEM in fact.path or (value := _look_up(plain, fact.path)) is None:
            continue
        if fact.type.kind is not Kind.RECORDS:
            answers[fact.path] = {"value": str(value) if fact.type.kind is Kind.INTEGER else value}
            continue
        answers[fact.path] = {"count": len(value)}
        for index, record in enumerate(value):
            for name, one in record.items():
                answers[f"{fact.path}[{index}].{name}"] = {"value": one}
    return answers | {path: {"unknown": reason.value} for path, reason in person.unknown.items()}


def _look_up(data: Any, path: str) -> Any:
    for name in path.split("."):
        data = data.get(name) if isinstance(data, dict) else None
    return data
