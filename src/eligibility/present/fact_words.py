"""What the value of a fact is called: choices by their labels, places by their names, units added."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from eligibility.language.scalars import parse_date
from eligibility.language.types import Kind
from eligibility.language.wording import amount, region_words

if TYPE_CHECKING:
    from eligibility.language.text import Text
    from eligibility.pack.model import FactDefinition, Pack

_PLAIN_AMOUNT: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)

__all__ = ["FactWords", "with_unit"]


class FactWords:
    """The values of facts in one language.

    Args:
        facts: the vocabulary, by path.
        places: what regions are called, by their codes.
        language: ``"zh"`` or ``"en"``.

    >>> import eligibility
    >>> words = FactWords.of(eligibility.load("weihai-2023-13").pack, "zh")
    >>> words.plain("loan.amount", "80000"), words.plain("residence.place", "371083")
    ('80,000元', '乳山市（371083）')
    """

    def __init__(self, facts: Mapping[str, FactDefinition], places: Mapping[str, Text], language: str) -> None:
        self._facts = facts
        self._places = places
        self._language = language

    @classmethod
    def of(cls, pack: Pack, language: str) -> FactWords:
        """With the vocabulary and the places of a pack."""
        return cls(pack.fact_by_path, pack.place_names, language)

    def value(self, path: str, value: Any) -> str:
        """A value as it is kept; ``path`` is generic (``family.children[].birth_date``).

        A choice that the vocabulary does not have (any more) is shown as it is.
        """
        fact, chinese = self._facts[path], self._language == "zh"
        match fact.type.kind:
            case Kind.CHOICE:
                return self._choice(fact, value)
            case Kind.CHOICES:
                labels = [self._choice(fact, one) for one in value]
                return ("、" if chinese else ", ").join(labels) or amount((), self._language)
            case Kind.REGION:
                name = self._places.get(value)
                return str(value) if name is None else region_words(name, value, self._language)
            case Kind.RECORDS:
                return f"{len(value)}项" if chinese else f"{len(value)} listed"
            case _:
                unit = fact.unit.in_language(self._language) if fact.unit else ""
                return with_unit(amount(value, self._language), unit, self._language)

    def plain(self, path: str, value: Any) -> str:
        """The same for a value of plain JSON; one of another kind, from under other rules, is shown as it is."""
        match self._facts[path].type.kind, value:
            case Kind.MONEY, str() if _PLAIN_AMOUNT.fullmatch(value):
                return self.value(path, Decimal(value))
            case Kind.DATE, str() if (day := parse_date(value)) is not None:
                return self.value(path, day)
            case (Kind.CHOICE | Kind.REGION, str()) | (Kind.CHOICES | Kind.RECORDS, list() | tuple()):
                return self.value(path, value)
            case Kind.INTEGER | Kind.MONEY, int() if not isinstance(value, bool):
                return self.value(path, value)
            case _:
                return amount(value, self._language)

    def _choice(self, fact: FactDefinition, value: str) -> str:
        return fact.label_of(value, self._language) if value in fact.type.choices else str(value)


def with_unit(text: str, unit: str, language: str) -> str:
    """A number and its unit.

    >>> with_unit("80,000", "元", "zh"), with_unit("80,000", "yuan", "en"), with_unit("3", "", "en")
    ('80,000元', '80,000 yuan', '3')
    """
    return text + unit if language == "zh" else f"{text} {unit}".rstrip()
