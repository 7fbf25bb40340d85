"""The door for what is told about a case: the library's own door, before anything is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from eligibility.errors import InputError, UsageError, closest, cut, echo, problem
from eligibility.language.scalars import as_date
from eligibility.live.entries import Entry, Remark
from eligibility.live.entries import Kind as EntryKind
from eligibility.live.records import joined, taken_apart
from eligibility.live.state import State
from eligibility.pack.layout import UnknownReason
from eligibility.pack.paths import set_path

if TYPE_CHECKING:
    from eligibility.pack.vocabulary import Person
    from eligibility.rulebook import Rulebook

__all__ = ["checked_day", "checked_path", "checked_person", "flat_facts", "person_of", "told_entry"]


_FIELD: Final = re.compile(r"(?P<records>[^\[\]]+)\[(?P<index>[0-9]{1,6})\]\.(?P<name>[^\[\].]+)", re.ASCII)


def checked_path(rules: Rulebook, path: object) -> str:
    """A path of the vocabulary that a case can be told: a fact, or a list as a whole; else I101."""
    known = rules.Person.vocabulary.slots
    if isinstance(path, str) and path in known:
        return path
    name = path if isinstance(path, str) else type(path).__name__
    whole = name.partition("[")[0]
    suggestion = whole if whole in known else closest(name, known)
    raise InputError(problem("I101", fact=cut(name), suggestion=suggestion))


def checked_day(on: object) -> date:
    """The date of a decision from what a caller gave; U002 for anything that is none."""
    parsed = as_date(on)
    if parsed is None:
        raise UsageError(problem("U002", got=cut(echo(on)) if isinstance(on, str) else type(on).__name__))
    return parsed


def told_entry(rules: Rulebook, on: date, path: object, value: object, said: Remark) -> Entry:
    """What somebody tells, judged by itself, as an entry without its place in a journal.

    Args:
        rules: whose vocabulary it has to be said in.
        on: the date of the decision, which no birth may be later than.
        path: the fact.
        said: by whom, when and why.
        value: its value in any form that a person takes, or an :class:`UnknownReason` other than ``CONFLICTING``,
            which is no one's to say.

    Raises:
        InputError: what is wrong with it; ``None`` is no value: what was said is taken back by retracting it.
    """
    name = checked_path(rules, path)
    if isinstance(value, UnknownReason):
        _refuse_conflicting(name, value)
        return replace(said.entry(EntryKind.TOLD, name), reason=value.value)
    if value is None:
        raise InputError(problem("I102", fact=name, expected="a value", got="None"))
    data: dict[str, Any] = {}
    vocabulary = rules.Person.vocabulary
    told, reasons = taken_apart(name, value) if name in vocabulary.item_slots else (value, {})
    set_path(data, name, told)
    person = checked_person(rules, data | ({"unknown": reasons} if reasons else {}), on)
    plain: Any = vocabulary.plain(person)
    for part in name.split("."):
        plain = plain[part]
    if reasons:
        for place, reason in person.unknown.items():
            _refuse_conflicting(place, reason)
        plain = joined(name, plain, person.unknown)
    return replace(said.entry(EntryKind.TOLD, name), value=plain)


def _refuse_conflicting(fact: str, reason: UnknownReason) -> None:
    """I104 for a reason that is no one's to say: sources contradict each other, or they do not."""
    if reason is UnknownReason.CONFLICTING:
        allowed = ", ".join(one.value for one in UnknownReason if one is not UnknownReason.CONFLICTING)
        raise InputError(problem("I104", fact=fact, got=reason.value, expected=allowed))


def checked_person(rules: Rulebook, data: Mapping[str, Any], on: date) -> Person:
    """A person who can be decided on a date; InputError where something said, or all of it together, is wrong."""
    person = rules.person(data)
    latest: date | None = person._latest  # type: ignore[attr-defined]  # noqa: SLF001 - our own slot
    if latest is not None and latest > on:
        rules.Person.vocabulary.refuse_future(person, on)
    return person


def person_of(rules: Rulebook, state: State) -> Person:
    """The person that stands in a case."""
    return checked_person(rules, state.person_data(), state.on)


def flat_facts(rules: Rulebook, data: Mapping[str, Any]) -> dict[str, Any]:
    """Nested plain data, or data by path, as values by path; reasons in ``unknown`` become reasons.

    The reason of a field in a record goes into the list, which has to be told in the same step.

    Raises:
        InputError: a name that no fact has, a fact that is told twice, or a reason that there is none of.
        UsageError: U013, this is no mapping.
    """
    if not isinstance(data, Mapping):
        raise UsageError(problem("U013", name="facts", expected="values by path", got=type(data).__name__))
    groups = {path[:end] for path in rules.Person.vocabulary.slots for end in _dots(path)}
    found: dict[str, Any] = {}

    def take(path: object, value: Any) -> None:
        if isinstance(path, str) and path in groups and isinstance(value, Mapping):
            for name, one in value.items():
                take(f"{path}.{name}" if isinstance(name, str) else name, one)
        else:
            put(checked_path(rules, path), value)

    def put(path: str, value: Any) -> None:
        if path in found:
            one_is_reason = isinstance(value, UnknownReason) or isinstance(found[path], UnknownReason)
            raise InputError(problem("I107", fact=path) if one_is_reason else problem("I105", fact=path, got=path))
        found[path] = value

    for name, value in data.items():
        if name != "unknown":
            take(name, value)
    reasons = data.get("unknown")
    if not isinstance(reasons, Mapping | None):
        got = type(reasons).__name__
        raise InputError(problem("I102", fact="unknown", expected="a group of facts", got=got))
    for given, reason in (reasons or {}).items():
        if not _put_into_list(found, given, reason):
            path = checked_path(rules, given)
            put(path, _reason(path, reason))
    return found


def _put_into_list(found: dict[str, Any], path: object, reason: Any) -> bool:
    """Put the reason of a field into its record, where this is such a path and its list is told as well."""
    place = _FIELD.fullmatch(path) if isinstance(path, str) else None
    told = found.get(place["records"]) if place is not None else None
    if place is None or not isinstance(told, list | tuple) or int(place["index"]) >= len(told):
        return False
    records, index, name = list(told), int(place["index"]), place["name"]
    record = records[index]
    if not isinstance(record, Mapping):
        return False
    if record.get(name) is not None:
        raise InputError(problem("I107", fact=cut(place.string)))
    records[index] = {**record, name: _reason(place.string, reason)}
    found[place["records"]] = records
    return True


def _dots(path: str) -> list[int]:
    return [place for place, letter in enumerate(path) if letter == "."]


def _reason(path: str, reason: Any) -> UnknownReason:
    try:
        return UnknownReason(reason)
    except ValueError:
        expected = ", ".join(one.value for one in UnknownReason)
        got = cut(reason) if isinstance(reason, str) else type(reason).__name__
        raise InputError(problem("I104", fact=path, got=got, expected=expected)) from None
