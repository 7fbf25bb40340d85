"""The facts of a pack laid out flat, and reasons for not knowing one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from eligibility.errors import InputError, Problem, closest, cut, problem
from eligibility.language.types import Kind
from eligibility.pack.model import FactDefinition
from eligibility.pack.paths import set_path

if TYPE_CHECKING:
    from eligibility.pack.vocabulary import Person

__all__ = ["ITEM", "UnknownReason", "Vocabulary", "facts_of", "fields_of_records", "generic_path", "plain_value"]

ITEM = "[]."


class UnknownReason(Enum):
    """Why a fact is not known."""

    NOT_ASKED = "not_asked"
    NOT_KNOWN = "not_known"
    REFUSED = "refused"
    CONFLICTING = "conflicting"

    def label(self, language: str = "en") -> str:
        """The words for it in ``"zh"`` or ``"en"``."""
        return _REASON_LABELS[self][language == "en"]


_REASON_LABELS = {
    UnknownReason.NOT_ASKED: ("未询问", "not asked"),
    UnknownReason.NOT_KNOWN: ("本人不清楚", "not known"),
    UnknownReason.REFUSED: ("拒绝提供", "refused"),
    UnknownReason.CONFLICTING: ("来源不一致", "conflicting"),
}


@dataclass(frozen=True)
class Vocabulary:
    """The facts of a pack, laid out flat: slot by slot, records as tuples of tuples."""

    facts: tuple[FactDefinition, ...]
    region_words: tuple[str, ...]
    slots: dict[str, int] = field(init=False, compare=False, hash=False)
    item_slots: dict[str, dict[str, int]] = field(init=False, compare=False, hash=False)
    flatten: Callable[[Any], tuple[Any, ...]] = field(init=False, compare=False, hash=False, repr=False)
    _dated: tuple[tuple[int, str], ...] = field(init=False, compare=False, hash=False)
    _dated_fields: tuple[tuple[int, int, str, str], ...] = field(init=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        plain = [fact for fact in self.facts if ITEM not in fact.path]
        slots = {fact.path: place for place, fact in enumerate(plain)}
        items = {
            fact.path: {name: place for place, name in enumerate(_fields_of(fact.path, self.facts))}
            for fact in plain
            if fact.type.kind is Kind.RECORDS
        }
        dated = tuple((slots[fact.path], fact.path) for fact in plain if fact.not_after_decision)
        set_ = object.__setattr__
        set_(self, "slots", slots)
        set_(self, "item_slots", items)
        set_(self, "flatten", _flattener(plain, items))
        set_(self, "_dated", dated)
        set_(self, "_dated_fields", tuple(_dated_fields(self.facts, slots, items)))

    def latest(self, facts: tuple[Any, ...]) -> date | None:
        """The latest date that may not lie after the decision, with records' dates included."""
        found = [facts[slot] for slot, _ in self._dated if facts[slot] is not None]
        if self._dated_fields:
            found += [day for _, day in self._item_dates(facts)]
        return max(found) if found else None

    def refuse_future(self, person: Person, on: date) -> None:
        """Raise I106 for every birth date later than the decision."""
        facts = facts_of(person)
        dates = [(path, facts[slot]) for slot, path in self._dated]
        dates += list(self._item_dates(facts))
        late = [(path, day) for path, day in dates if day is not None and day > on]
        raise InputError(problem("I106", fact=path, got=str(day), expected=str(on)) for path, day in late)

    def _item_dates(self, facts: tuple[Any, ...]) -> Iterator[tuple[str, date]]:
        for slot, place, records, name in self._dated_fields:
            for index, record in enumerate(facts[slot] or ()):
                if record[place] is not None:
                    yield f"{records}[{index}].{name}", record[place]

    def refuse_wrong_reasons(self, person: Person, facts: tuple[Any, ...]) -> None:
        """Raise I101 or I107 for reasons given to facts that do not exist or have a value."""
        problems: list[Problem] = []
        for path in person.unknown:
            known, value = self._look_up(path, facts)
            if not known:
                found = closest(path, [fact.path for fact in self.facts])
                problems.append(problem("I101", fact=cut(path), suggestion=found))
            elif value is not None:
                problems.append(problem("I107", fact=path))
        if problems:
            raise InputError(problems)

    def _look_up(self, path: str, facts: tuple[Any, ...]) -> tuple[bool, Any]:
        if path in self.slots:
            return True, facts[self.slots[path]]
        head, bracket, rest = path.partition("[")
        index, _, name = rest.partition("].")
        records = facts[self.slots[head]] if bracket and head in self.item_slots else None
        if not records or name not in self.item_slots[head] or not (index.isascii() and index.isdigit()):
            return False, None
        if int(index[:6]) >= len(records):
            return False, None
        return True, records[int(index)][self.item_slots[head][name]]

    def plain_records(self, person: Person, path: str) -> list[dict[str, Any]]:
        """The records of a list as plain data, one for each, without what is missing."""
        facts = facts_of(person)
        names = self.item_slots[path]
        return [
            {name: plain_value(record[place]) for name, place in names.items() if record[place] is not None}
            for record in facts[self.slots[path]] or ()
        ]

    def plain(self, person: Person, wanted: frozenset[str] | None = None) -> dict[str, Any]:
        """The person as nested plain data (JSON-ready), without what is missing.

        Args:
            person: the person.
            wanted: only these paths (fields of records as ``list[].field``); ``None`` for all.
        """
        facts = facts_of(person)
        result: dict[str, Any] = {}
        for path, slot in self.slots.items():
            value = facts[slot]
            if value is None or (wanted is not None and path not in wanted):
                continue
            if path in self.item_slots:
                value = [
                    {name: one for name, one in record.items() if wanted is None or f"{path}{ITEM}{name}" in wanted}
                    for record in self.plain_records(person, path)
                ]
            set_path(result, path, plain_value(value))
        reasons = {
            path: reason.value
            for path, reason in person.unknown.items()
            if wanted is None or generic_path(path) in wanted
        }
        return result | ({"unknown": reasons} if reasons else {})


def facts_of(person: Person) -> tuple[Any, ...]:
    """A person's facts, laid out flat in the order of the vocabulary; ``None`` is missing."""
    facts: tuple[Any, ...] = person._facts  # type: ignore[attr-defined]  # noqa: SLF001 - our own slot
    return facts


def _dated_fields(
    facts: tuple[FactDefinition, ...], slots: dict[str, int], items: dict[str, dict[str, int]]
) -> Iterator[tuple[int, int, str, str]]:
    """The fields of records that may not lie after the decision: the list's slot, the field's place, both names."""
    for fact in facts:
        if fact.not_after_decision and ITEM in fact.path:
            records, _, name = fact.path.partition(ITEM)
            yield slots[records], items[records][name], records, name


def _flattener(plain: list[FactDefinition], items: dict[str, dict[str, int]]) -> Callable[[Any], tuple[Any, ...]]:
    """A fast way from the nested model to the flat tuple: one generated function that reads the models' own dicts."""
    groups: dict[tuple[str, ...], str] = {(): "person.__dict__"}
    kept: list[object] = []
    lines: list[str] = []
    values: list[str] = []

    def keep(value: object) -> str:
        kept.append(value)
        return f"k{len(kept) - 1}"

    def group(path: tuple[str, ...]) -> str:
        """The name of the dict of a group of facts."""
        if path not in groups:
            around = group(path[:-1])
            lines.append(f"g{len(groups)} = {around}[{keep(path[-1])}].__dict__")
            groups[path] = f"g{len(groups)}"
        return groups[path]

    def run(path: str) -> tuple[tuple[str, ...], bool]:
        return tuple(path.split(".")[:-1]), path in items

    for (around, is_list), run_of_facts in groupby((fact.path for fact in plain), run):
        names = [path.rpartition(".")[2] for path in run_of_facts]
        if is_list:
            readers = [items[".".join([*around, name])] for name in names]
            read = zip(names, readers, strict=True)
            values += [f"{keep(_records_reader(fields))}({group(around)}[{keep(name)}])" for name, fields in read]
        elif len(names) == 1:
            values.append(f"{group(around)}[{keep(names[0])}]")
        else:
            values.append(f"*{keep(itemgetter(*names))}({group(around)})")
    source = "\n    ".join(["def flatten(person):", *lines, f"return ({', '.join(values)},)"])
    made: dict[str, Any] = {f"k{number}": value for number, value in enumerate(kept)}
    exec(compile(source, "<generated layout>", "exec"), made)  # noqa: S102 - our own source, no text of a pack in it
    flatten: Callable[[Any], tuple[Any, ...]] = made["flatten"]
    return flatten


def _records_reader(names: dict[str, int]) -> Callable[[Any], tuple[Any, ...] | None]:
    read: Callable[[Any], tuple[Any, ...]] = itemgetter(*names)
    if len(names) == 1:
        (name,) = names
        read = lambda values: (values[name],)  # noqa: E731 - the same function for a list of one field
    return lambda records: None if records is None else tuple([read(record.__dict__) for record in records])


def fields_of_records(records: str, facts: tuple[FactDefinition, ...]) -> list[FactDefinition]:
    """The facts that are fields of a list of records."""
    return [fact for fact in facts if fact.path.startswith(records + ITEM)]


def _fields_of(records: str, facts: tuple[FactDefinition, ...]) -> list[str]:
    return [fact.path.rpartition(".")[2] for fact in fields_of_records(records, facts)]


def plain_value(value: Any) -> Any:
    """A value as plain JSON: amounts as text, dates by the calendar, choices as a list."""
    if isinstance(value, Decimal):
        return str(int(value)) if value == int(value) else format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def generic_path(path: str) -> str:
    """A path with indices taken out: ``family.children[2].x`` is ``family.children[].x``."""
    head, bracket, rest = path.partition("[")
    return f"{head}[{rest[rest.find(']') :]}" if bracket else path
