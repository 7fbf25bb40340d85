"""The typed tree that every executor receives: small, frozen, and without a trace of where it came from.

Two families. *Values* stand for something read or computed; *conditions* have a truth. An executor needs to know
these classes and nothing else of the library.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from eligibility.language.text import Text
from eligibility.language.types import Type

__all__ = [
    "AddMonths",
    "AllOf",
    "AnyOf",
    "Arithmetic",
    "AtLeast",
    "Compare",
    "Condition",
    "Constant",
    "Contains",
    "Count",
    "DecisionDate",
    "Fact",
    "Holds",
    "ItemField",
    "Labelled",
    "Member",
    "MonthsBetween",
    "Not",
    "Open",
    "Parameter",
    "Quantified",
    "ReadingChoice",
    "Scalar",
    "Term",
    "Value",
    "YearsBetween",
    "children",
    "walk",
]

Scalar = bool | int | Decimal | date | str


# --- values -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written in the rule."""

    value: Scalar
    type: Type


@dataclass(frozen=True, slots=True)
class ReadingChoice:
    """The choice in force of a reading: a constant that remembers its name."""

    reading: str
    value: str
    type: Type


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the person, by its path in the vocabulary."""

    path: str
    type: Type


@dataclass(frozen=True, slots=True)
class ItemField:
    """A field of the record that a quantifier or a ``for_each`` is looking at."""

    variable: str
    records: str
    name: str
    type: Type

    @property
    def path(self) -> str:
        """The field's path in the vocabulary, such as ``family.children[].birth_date``."""
        return f"{self.records}[].{self.name}"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated threshold; its value depends on the decision date and may be unknown."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class DecisionDate:
    """The date of the decision."""

    type: Type


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``+``, ``-`` or ``*`` of two numbers."""

    operator: str
    left: Value
    right: Value
    type: Type


@dataclass(frozen=True, slots=True)
class YearsBetween:
    """Completed years from one date to another, by the pack's rule for leap-day birthdays."""

    start: Value
    end: Value
    type: Type


@dataclass(frozen=True, slots=True)
class MonthsBetween:
    """Completed calendar months from one date to another."""

    start: Value
    end: Value
    type: Type


@dataclass(frozen=True, slots=True)
class AddMonths:
    """A date some months later, clipped to the month's end."""

    date: Value
    months: Value
    type: Type


@dataclass(frozen=True, slots=True)
class Count:
    """How many entries a list of records or a set of choices has."""

    of: Fact
    type: Type


Value = (
    Constant
    | ReadingChoice
    | Fact
    | ItemField
    | Parameter
    | DecisionDate
    | Arithmetic
    | YearsBetween
    | MonthsBetween
    | AddMonths
    | Count
)


# --- conditions ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Holds:
    """A boolean value taken as a condition."""

    value: Value


@dataclass(frozen=True, slots=True)
class Compare:
    """``=``, ``!=``, ``<``, ``<=``, ``>`` or ``>=`` between two values."""

    operator: str
    left: Value
    right: Value


@dataclass(frozen=True, slots=True)
class Member:
    """A value is one of some constants; ``name`` is the set's name where it has one (``territory``)."""

    value: Value
    options: tuple[Scalar, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Contains:
    """A set of choices holds this choice."""

    collection: Fact
    choice: str


@dataclass(frozen=True, slots=True)
class Not:
    """Negation."""

    part: Condition


@dataclass(frozen=True, slots=True)
class AllOf:
    """Kleene conjunction."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Kleene disjunction."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """So many of the parts hold."""

    count: int
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Quantified:
    """``some`` (``every`` is false) or ``every`` record of a list satisfies the body."""

    every: bool
    variable: str
    records: Fact
    body: Condition


@dataclass(frozen=True, slots=True)
class Open:
    """A doubt of the law: always ``OPEN``, reads no fact."""

    id: str
    term: Text
    who_decides: tuple[str, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class Term:
    """A defined term, with its definition inlined."""

    name: str
    argument: Value | None
    body: Condition


@dataclass(frozen=True, slots=True)
class Labelled:
    """A condition with the identity, wording and clause that its author gave it."""

    id: str
    says: Text | None
    clause: str
    reading: str
    test: str = field(compare=False)
    body: Condition


Condition = Holds | Compare | Member | Contains | Not | AllOf | AnyOf | AtLeast | Quantified | Open | Term | Labelled


def children(node: Value | Condition) -> tuple[Value | Condition, ...]:
    """The nodes directly under a node, in reading order."""
    match node:
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            return parts
        case Labelled(body=body) | Term(body=body):
            return (body,)
        case Compare(_, left, right) | Arithmetic(_, left, right, _):
            return (left, right)
        case Holds(value) | Member(value=value):
            return (value,)
        case Not(part):
            return (part,)
        case Contains(collection=fact) | Count(of=fact):
            return (fact,)
        case Quantified(records=records, body=body):
            return (records, body)
        case YearsBetween(start, end, _) | MonthsBetween(start, end, _) | AddMonths(start, end, _):
            return (start, end)
        case _:
            return ()


def walk(node: Value | Condition) -> Iterator[Value | Condition]:
    """A node and everything under it, parents first."""
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        pending.extend(reversed(children(current)))
