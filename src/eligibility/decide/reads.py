"""What a condition looks at by name, and how each such look becomes a :class:`Read`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from eligibility.decide.reach import MOST_ENTRIES, TODAY, Reaches
from eligibility.decide.trace import Read, Table, make_read
from eligibility.language import tree
from eligibility.logic import Truth
from eligibility.pack.layout import Vocabulary
from eligibility.pack.model import Pack

__all__ = ["Reader", "Readers", "named_values"]


Reader = Read | Table | Callable[..., Read]
"""How a value is read: the read itself where everybody reads the same, else a table or a function of the value."""


class Readers:
    """The readers of a pack for the thresholds of one day; equal places share one."""

    def __init__(self, pack: Pack, vocabulary: Vocabulary, reaches: Reaches, day: date) -> None:
        self._parameters = {parameter.name: parameter.timeline.on(day) for parameter in pack.parameters}
        self._authority = frozenset(fact.path for fact in pack.facts if fact.only_authority)
        self._vocabulary = vocabulary
        self._reaches = reaches
        self._made: dict[tree.Value, Reader] = {}

    def of(self, value: tree.Value) -> Reader:
        """The reader of a fact, a field, a threshold, a reading or the date."""
        made = self._made.get(value)
        if made is None:
            made = self._made[value] = self._reader(value)
        return made

    def _reader(self, value: tree.Value) -> Reader:
        match value:
            case tree.Fact(path=path):
                return self._by_value(value, path, self._vocabulary.slots[path], self._absence(path))
            case tree.ItemField(records=records, name=name):
                return _field_reader(value, records, name, self._absence(value.path))
            case tree.Parameter(name=name):
                dated = self._parameters[name]
                return make_read(value, name, Truth.UNKNOWN if dated is None else dated.value)
            case tree.ReadingChoice(reading=reading, value=choice):
                return make_read(value, reading, choice)
            case _:
                return self._by_value(value, "decision_date", TODAY, Truth.UNKNOWN)

    def _by_value(self, what: tree.Value, path: str, slot: int, absent: Truth) -> Reader:
        def read(value: Any) -> Read:
            return make_read(what, path, absent if value is None else value)

        return Table(read, MOST_ENTRIES) if self._reaches.has_few(slot) else read

    def _absence(self, path: str) -> Truth:
        return Truth.OPEN if path in self._authority else Truth.UNKNOWN


def _field_reader(what: tree.ItemField, records: str, name: str, absent: Truth) -> Callable[[Any, int], Read]:
    def read(value: Any, place: int) -> Read:
        return make_read(what, f"{records}[{place}].{name}", absent if value is None else value)

    return read


def named_values(node: tree.Condition) -> list[tree.Value]:
    """What a condition itself looks at by name, in reading order; what is under it is not its own."""
    match node:
        case tree.Holds(value) | tree.Member(value=value):
            return _named(value)
        case tree.Compare(_, left, right):
            return _named(left) + _named(right)
        case tree.Contains(collection=fact) | tree.Quantified(records=fact):
            return [fact]
        case tree.Term(argument=argument) if argument is not None:
            return _named(argument)
        case _:
            return []


def _named(node: tree.Value) -> list[tree.Value]:
    if isinstance(node, tree.Fact | tree.ItemField | tree.Parameter | tree.ReadingChoice | tree.DecisionDate):
        return [node]
    return [found for part in tree.children(node) for found in _named(part)]  # type: ignore[arg-type]
