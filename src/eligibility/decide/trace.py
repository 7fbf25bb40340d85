"""What one evaluation saw: a tree of conditions with their truth, made cheap and shown on demand.

The generated code (see ``traces``) makes plain tuples, one for each condition; :class:`Trace` is the view that the
rest of the library looks through.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from eligibility.language import tree
from eligibility.logic import Truth
from eligibility.pack.layout import Vocabulary

__all__ = ["Plan", "RawTrace", "Read", "Seen", "Trace"]

RawTrace = tuple["Plan", Truth, tuple[Any, ...], tuple[Any, ...]]
"""A condition's plan, its truth, the raw traces under it, and the values of what was tested (``None``: missing)."""


class Plan:
    """What is fixed about a condition: its node, its label, and the named values it reads."""

    __slots__ = ("label", "node", "reads")

    def __init__(self, node: tree.Condition, label: tree.Labelled | None) -> None:
        self.node = node
        self.label = label
        self.reads = tuple(_named(node))


class Read:
    """One thing that a condition looked at.

    ``what`` is the node of the tree, ``path`` the concrete place (``family.children[1].birth_date``) or name,
    ``value`` what stood there, or ``Truth.UNKNOWN`` or ``Truth.OPEN`` where nothing did.
    """

    __slots__ = ("path", "value", "what")

    def __init__(self, what: tree.Value, path: str, value: Any) -> None:
        self.what = what
        self.path = path
        self.value = value

    @property
    def is_missing(self) -> bool:
        """Whether nothing stood there."""
        return self.value is Truth.UNKNOWN or self.value is Truth.OPEN


class Seen:
    """What an evaluation could look at, for reading it again when somebody asks."""

    __slots__ = ("authority", "day", "facts", "indices", "parameters", "vocabulary")

    def __init__(
        self,
        vocabulary: Vocabulary,
        authority: frozenset[str],
        parameters: dict[str, Any],
        facts: tuple[Any, ...],
        day: date,
        indices: dict[str, int] | None = None,
    ) -> None:
        self.vocabulary = vocabulary
        self.authority = authority
        self.parameters = parameters
        self.facts = facts
        self.day = day
        self.indices = indices or {}

    def at(self, variable: str, index: int) -> Seen:
        """The same, while a variable stands for one record."""
        indices = {**self.indices, variable: index}
        return Seen(self.vocabulary, self.authority, self.parameters, self.facts, self.day, indices)

    def read(self, node: tree.Value) -> Read:
        """What stood at a fact, a field, a threshold, a reading or the date."""
        match node:
            case tree.Fact(path=path):
                return Read(node, path, self._or_absent(path, self.facts[self.vocabulary.slots[path]]))
            case tree.ItemField(variable=variable, records=records, name=name):
                index = self.indices[variable]
                record = self.facts[self.vocabulary.slots[records]][index]
                value = record[self.vocabulary.item_slots[records][name]]
                return Read(node, f"{records}[{index}].{name}", self._or_absent(node.path, value))
            case tree.Parameter(name=name):
                value = self.parameters[name]
                return Read(node, name, Truth.UNKNOWN if value is None else value)
            case tree.ReadingChoice(reading=reading, value=value):
                return Read(node, reading, value)
            case _:
                return Read(node, "decision_date", self.day)

    def _or_absent(self, path: str, value: Any) -> Any:
        if value is not None:
            return value
        return Truth.OPEN if path in self.authority else Truth.UNKNOWN


class Trace:
    """One condition with its truth, what it looked at, and the conditions under it.

    ``index`` is the place of the record that a quantifier looked at, ``None`` elsewhere.
    """

    __slots__ = ("_raw", "_seen", "index")

    def __init__(self, raw: RawTrace, seen: Seen, index: int | None = None) -> None:
        self._raw = raw
        self._seen = seen
        self.index = index

    @property
    def node(self) -> tree.Condition:
        """The condition, without its label."""
        return self._raw[0].node

    @property
    def label(self) -> tree.Labelled | None:
        """The identity, wording and clause that the author gave, if any."""
        return self._raw[0].label

    @property
    def truth(self) -> Truth:
        """What became of it."""
        return self._raw[1]

    @property
    def sides(self) -> tuple[Any, ...]:
        """The values of what was tested, computed ones included; ``None`` where something was missing."""
        return self._raw[3]

    @property
    def children(self) -> tuple[Trace, ...]:
        """The conditions under it; for a quantifier one for each record."""
        plan, _, raw, _ = self._raw
        if isinstance(plan.node, tree.Quantified):
            variable = plan.node.variable
            return tuple(Trace(part, self._seen.at(variable, index), index) for index, part in enumerate(raw))
        return tuple(Trace(part, self._seen) for part in raw)

    @property
    def reads(self) -> tuple[Read, ...]:
        """Facts, fields of records, thresholds, readings and dates that this very condition looked at."""
        return tuple(self._seen.read(node) for node in self._raw[0].reads)


def _named(node: tree.Condition) -> list[tree.Value]:
    match node:
        case tree.Holds(value) | tree.Member(value=value):
            return _named_values(value)
        case tree.Compare(_, left, right):
            return _named_values(left) + _named_values(right)
        case tree.Contains(collection=fact) | tree.Quantified(records=fact):
            return [fact]
        case tree.Term(argument=argument) if argument is not None:
            return _named_values(argument)
        case _:
            return []


def _named_values(node: tree.Value) -> list[tree.Value]:
    if isinstance(node, tree.Fact | tree.ItemField | tree.Parameter | tree.ReadingChoice | tree.DecisionDate):
        return [node]
    return [found for part in tree.children(node) for found in _named_values(part)]  # type: ignore[arg-type]
