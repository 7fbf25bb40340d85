"""The types of values that a test can speak of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

__all__ = ["Kind", "Type"]


class Kind(Enum):
    """What sort of value a fact, a parameter or an expression has."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    REGION = "region"
    RECORDS = "records"
    TEXT = "text"  # a literal in quotes whose choice or region is settled by what it is compared with

    @property
    def is_ordered(self) -> bool:
        """Whether ``<`` means something for it."""
        return self in _ORDERED

    @property
    def is_number(self) -> bool:
        """Whether arithmetic works on it."""
        return self is Kind.INTEGER or self is Kind.MONEY


_ORDERED: Final = frozenset({Kind.INTEGER, Kind.MONEY, Kind.DATE})


@dataclass(frozen=True, slots=True)
class Type:
    """A kind, with the choices it allows (``choice``, ``choices``) or the list it describes (``records``)."""

    kind: Kind
    choices: tuple[str, ...] = ()
    records: str = ""

    def __str__(self) -> str:
        return self.kind.value


BOOLEAN: Final = Type(Kind.BOOLEAN)
INTEGER: Final = Type(Kind.INTEGER)
MONEY: Final = Type(Kind.MONEY)
DATE: Final = Type(Kind.DATE)
REGION: Final = Type(Kind.REGION)
TEXT: Final = Type(Kind.TEXT)
