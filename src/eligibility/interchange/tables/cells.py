"""One cell of a table: what a person writes there, and the value that it stands for.

A value is written in the words of the vocabulary and read back exactly; codes are understood as well. Nothing is
guessed: what is neither a value nor a reason for not knowing it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from pydantic_core import PydanticCustomError

from eligibility.errors import cut
from eligibility.interchange.typed import shown_spellings
from eligibility.language.types import Kind
from eligibility.pack.convert import converter
from eligibility.pack.layout import UnknownReason
from eligibility.pack.model import FactDefinition, Pack

__all__ = ["Cell", "CellError", "FactCells", "read_day", "reason_of", "shown_cell"]

Cell = str | int | bool | Decimal | date | None
"""What a cell holds; a blank one is ``None``. Numbers of a workbook come as ``int`` or ``Decimal``."""

_YES_NO: Final = {True: ("是", "yes", "true"), False: ("否", "no", "false")}
_NONE: Final = ("无", "none")
_MORE_REASONS: Final = {"不清楚": UnknownReason.NOT_KNOWN, "不知道": UnknownReason.NOT_KNOWN}
_DAY: Final = re.compile(r"([0-9]{4})(?:-|/|\.|年)([0-9]{1,2})(?:-|/|\.|月)([0-9]{1,2})日?", re.ASCII)
_GROUPED: Final = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]{1,2})?", re.ASCII)
_BETWEEN: Final = re.compile(r"[；;\n]")
_MOST_SHOWN: Final = 8


class CellError(Exception):
    """A cell that does not fit its fact: the code of the problem, what was expected, what stood there."""

    def __init__(self, code: str, expected: str, got: str) -> None:
        super().__init__(code)
        self.code = code
        self.expected = expected
        self.got = got


class FactCells:
    """The cells of one fact's column.

    >>> import eligibility
    >>> pack = eligibility.load("weihai-2023-13").pack
    >>> cells = FactCells(pack.fact_by_path["loan.product"], pack)
    >>> cells.read("创业担保贷款"), cells.write("entrepreneurship_guarantee_loan", "en")
    (('entrepreneurship_guarantee_loan', None), 'Start-up guarantee loan')
    >>> cells.read("不清楚")
    (None, <UnknownReason.NOT_KNOWN: 'not_known'>)
    """

    def __init__(self, fact: FactDefinition, pack: Pack) -> None:
        self.fact = fact
        self._units = pack.units
        self._convert = None if fact.type.kind is Kind.RECORDS else converter(fact, pack.region_words)

    # --- reading ---

    def read(self, cell: Cell) -> tuple[Any, UnknownReason | None]:
        """The value, or the reason for not knowing it; neither for a blank cell.

        Raises:
            CellError: the cell says something else.
        """
        text = cell.strip() if isinstance(cell, str) else None
        if cell is None or text == "":
            return None, None
        if text is not None and not self._is_word(text):
            reason = reason_of(text)
            if reason is not None:
                return None, reason
        assert self._convert is not None
        try:
            return self._convert(self._value(cell if text is None else text)), None
        except PydanticCustomError as error:
            context = error.context or {}
            expected = self.expected if error.type in ("I102", "I104") else str(context.get("expected", ""))
            raise CellError(error.type, expected, shown_cell(cell)) from None

    def _value(self, cell: Cell) -> Any:
        """What the vocabulary's own door can judge."""
        kind = self.fact.type.kind
        if kind is Kind.CHOICES:
            return list(self._several(cell)) if isinstance(cell, str) else cell
        if kind is Kind.REGION and type(cell) is int:
            return str(cell)
        if not isinstance(cell, str):
            return cell
        found = self._words.get(cell, self._words.get(cell.casefold(), cell))
        if kind is Kind.DATE:
            return read_day(cell) or cell
        if kind in (Kind.MONEY, Kind.INTEGER) and _GROUPED.fullmatch(cell):
            return cell.replace(",", "")
        return found

    def _several(self, cell: str) -> Iterator[Any]:
        if cell in _NONE and not self._is_word(cell):
            return
        if self._is_word(cell):
            yield self._words.get(cell, self._words.get(cell.casefold()))
            return
        for part in filter(None, map(str.strip, _BETWEEN.split(cell))):
            pieces = [part] if self._is_word(part) else [piece.strip() for piece in part.split("、")]
            yield from (self._words.get(piece, self._words.get(piece.casefold(), piece)) for piece in pieces)

    def _is_word(self, text: str) -> bool:
        return text in self._words or text.casefold() in self._words

    # --- writing ---

    def write(self, value: Any, language: str) -> Cell:
        """The cell for a value of the person, in words that :meth:`read` understands."""
        kind = self.fact.type.kind
        if kind is Kind.CHOICES:
            return self._write_several(value, language)
        if kind in (Kind.BOOLEAN, Kind.CHOICE, Kind.REGION):
            return self._word(value, language)
        kept: Cell = value
        return kept

    def write_reason(self, reason: UnknownReason, language: str) -> str:
        """The cell that tells why nothing is known."""
        candidates = (reason.label(language), reason.value)
        return next((word for word in candidates if not self._is_word(word)), f"?{reason.value}")

    def _write_several(self, values: Iterable[str], language: str) -> str:
        words = [self._word(value, language) for value in values]
        if not words:
            return _NONE[language != "zh"]
        codes = (value if _BETWEEN.search(word) else word for value, word in zip(values, words, strict=True))
        return ("；" if language == "zh" else "; ").join(codes)

    def _word(self, value: Any, language: str) -> str:
        for words, meant in self._spellings:
            if meant == value:
                return next(word for word in (words[language != "zh"], words[-1]) if self._means(word, value))
        return str(value)

    def _means(self, word: str, value: Any) -> bool:
        return bool(self._words.get(word, word) == value) and word == word.strip()

    # --- words ---

    @cached_property
    def _spellings(self) -> tuple[tuple[tuple[str, ...], Any], ...]:
        """For each value its words: Chinese, English, and last the code."""
        match self.fact.type.kind:
            case Kind.BOOLEAN:
                return tuple((words, value) for value, words in _YES_NO.items())
            case Kind.CHOICE | Kind.CHOICES:
                pairs = zip(self.fact.choice_labels, self.fact.type.choices, strict=True)
                return tuple(((label.zh, label.en, code), code) for label, code in pairs)
            case Kind.REGION:
                return tuple(((unit.name.zh, unit.name.en, unit.code), unit.code) for unit in self._units)
            case _:
                return ()

    @cached_property
    def _words(self) -> dict[str, Any]:
        """The value of every word that has one meaning; a code always means itself."""
        meanings: dict[str, set[Any]] = {}
        for words, value in self._spellings:
            for word in (*words, *shown_spellings(words[0], words[1], words[-1])):
                for spelling in {word, word.casefold()}:
                    meanings.setdefault(spelling, set()).add(value)
        codes = {words[-1]: value for words, value in self._spellings}
        return {word: next(iter(values)) for word, values in meanings.items() if len(values) == 1} | codes

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """What can be chosen, in Chinese and English."""
        return tuple((words[0], words[1]) for words, _ in self._spellings)

    @cached_property
    def expected(self) -> str:
        """What the column takes, for a message."""
        if self._spellings and self.fact.type.kind is not Kind.BOOLEAN:
            shown = [f"{words[0]} ({words[-1]})" for words, _ in self._spellings]
            more = "" if len(shown) <= _MOST_SHOWN else ", …"
            return ", ".join(shown[:_MOST_SHOWN]) + more
        return _EXPECTED[self.fact.type.kind]


_EXPECTED: Final = {
    Kind.BOOLEAN: "是 (yes) or 否 (no)",
    Kind.INTEGER: "a whole number",
    Kind.MONEY: "an amount in yuan in digits alone, such as 80000 or 80000.50",
    Kind.DATE: "a date such as 2023-04-10",
    Kind.RECORDS: "how many there are",
    Kind.CHOICE: "a choice",
    Kind.CHOICES: "choices",
    Kind.REGION: "a region",
}


def reason_of(text: str) -> UnknownReason | None:
    """The reason for not knowing that a cell gives, if it gives one."""
    text = text.strip()
    if text in _MORE_REASONS:
        return _MORE_REASONS[text]
    for reason in UnknownReason:
        if text.casefold() in (reason.label("zh"), reason.label("en"), reason.value, f"?{reason.value}"):
            return reason
    return None


def read_day(text: str) -> date | None:
    """A day written year, month, day; other orders could be meant two ways and are not read.

    >>> read_day("2023/6/1") == read_day("2023年6月1日") == read_day("2023-06-01")
    True
    """
    found = _DAY.fullmatch(text.strip())
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None


def shown_cell(cell: Cell) -> str:
    """What stood in a cell, cut short, for a message."""
    return cut(format(cell, "f") if isinstance(cell, Decimal) else str(cell))
