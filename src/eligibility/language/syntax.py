"""What a test says before anyone knows what its names mean: the untyped tree, with columns.

Every node has ``start`` and ``end``, columns counted in characters from 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

__all__ = ["Binary", "Call", "Group", "Literal", "Membership", "Name", "Quantifier", "Range", "Syntax"]


@dataclass(frozen=True, slots=True)
class _Node:
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Literal(_Node):
    """A number, a quoted text, ``true``, ``false`` or ``null`` (``value`` is ``None``)."""

    value: int | Decimal | str | bool | None


@dataclass(frozen=True, slots=True)
class Name(_Node):
    """A dotted name."""

    name: str


@dataclass(frozen=True, slots=True)
class Call(_Node):
    """A function or a term applied to arguments."""

    function: str
    arguments: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class Binary(_Node):
    """A comparison or an arithmetic operation."""

    operator: str
    left: Syntax
    right: Syntax


@dataclass(frozen=True, slots=True)
class Range(_Node):
    """``value between low and high``."""

    value: Syntax
    low: Syntax
    high: Syntax


@dataclass(frozen=True, slots=True)
class Membership(_Node):
    """``value in (…)``, or ``value in name`` where ``options`` is one name."""

    value: Syntax
    options: tuple[Syntax, ...] | Name


@dataclass(frozen=True, slots=True)
class Group(_Node):
    """``and`` or ``or`` over two or more parts."""

    operator: str
    parts: tuple[Syntax, ...]


@dataclass(frozen=True, slots=True)
class Quantifier(_Node):
    """``some`` or ``every`` record of a list."""

    every: bool
    variable: str
    records: Name
    body: Syntax


Syntax = Literal | Name | Call | Binary | Range | Membership | Group | Quantifier
