"""The headings of a table of scenarios: which column holds which fact.

A heading is a fact's Chinese or English label, with or without its unit, or its path. The records of a list stand in
numbered columns (随迁亲属1：与本人的关系), and the list's own column holds how many there are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from eligibility.errors import closest
from eligibility.language.types import Kind
from eligibility.pack.convert import MOST_ENTRIES
from eligibility.pack.layout import ITEM, fields_of_records
from eligibility.pack.model import FactDefinition, Pack

__all__ = ["NAME", "NOTE", "ON", "OUTCOME", "READINGS", "Column", "Headers"]

NAME, ON, NOTE, READINGS, OUTCOME = "name", "on", "note", "readings", "outcome"
_OWN: Final = {
    NAME: ("情形", "Scenario"),
    ON: ("办理日期", "Decision date"),
    READINGS: ("口径", "Readings"),
    NOTE: ("备注", "Note"),
}
_OUTCOME: Final = ("结果：", "Outcome: ")
_NUMBERED: Final = re.compile(r"(.+?)([1-9][0-9]{0,2}):(.+)", re.ASCII)
_INDEXED: Final = re.compile(r"([a-z0-9_.]+)\[([0-9]{1,3})\]\.([a-z0-9_]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds: one of the table's own (``own``), a fact, or a field of one record (``index`` from 0)."""

    own: str = ""
    fact: FactDefinition | None = None
    records: str = ""
    index: int = 0

    @property
    def path(self) -> str:
        """The concrete path of the fact, such as ``family.children[0].birth_date``."""
        if self.fact is None:
            return ""
        if not self.records:
            return self.fact.path
        return f"{self.records}[{self.index}].{self.fact.path.rpartition('.')[2]}"


class Headers:
    """The headings that a pack's vocabulary gives.

    >>> import eligibility
    >>> headers = Headers(eligibility.load("weihai-2023-13").pack)
    >>> headers.read("贷款金额").path, headers.read("Loan amount (yuan)").path, headers.read("loan.amount").path
    ('loan.amount', 'loan.amount', 'loan.amount')
    >>> headers.read("随迁亲属2：与本人的关系").path
    'family.moving_relatives[1].relation'
    """

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._lists = {
            fact.path: fields_of_records(fact.path, pack.facts) for fact in pack.facts if fact.type.kind is Kind.RECORDS
        }

    # --- reading ---

    def read(self, heading: str) -> Column | None:
        """The column under a heading, ``None`` if there is no such thing."""
        plain = _plain(heading)
        if plain in self._columns:
            return self._columns[plain]
        if plain.startswith(tuple(map(_plain, _OUTCOME))):
            return Column(OUTCOME)
        return self._record_column(plain)

    def nearest(self, heading: str) -> str | None:
        """The heading that looks most like this one; for a field of a record, with its number."""
        numbered = _NUMBERED.fullmatch(_plain(heading))
        of = self._columns.get(numbered[1]) if numbered else None
        if numbered and of is not None and of.fact is not None and of.fact.path in self._lists:
            language = "zh" if numbered[1] == _plain(of.fact.label.zh) else "en"
            fields = [fact.label.in_language(language) for fact in self._lists[of.fact.path]]
            near = closest(numbered[3], fields) or _holding(numbered[3], fields)
            gap, colon = ("", "：") if language == "zh" else (" ", ": ")
            return near and f"{of.fact.label.in_language(language)}{gap}{numbered[2]}{colon}{near}"
        facts = [fact for fact in self._pack.facts if ITEM not in fact.path]
        known = [word for fact in facts for word in (fact.label.zh, fact.label.en, fact.path)]
        bare = {_plain(full).partition(":")[2]: full for full in self._first_fields()}
        return bare.get(_plain(heading)) or closest(heading, [*known, *(zh for zh, _ in _OWN.values())])

    def _first_fields(self) -> Iterator[str]:
        """The headings of the fields of first records."""
        for path, fields in self._lists.items():
            of = self._pack.fact_by_path[path].label
            for fact in fields:
                yield f"{of.zh}1：{fact.label.zh}"
                yield f"{of.en} 1: {fact.label.en}"

    def _record_column(self, plain: str) -> Column | None:
        found = _INDEXED.fullmatch(plain)
        if found:
            index, path = int(found[2]), found[1] + ITEM + found[3]
            return self._field(found[1], index, lambda fact: fact.path == path)
        found = _NUMBERED.fullmatch(plain)
        if not found:
            return None
        of = self._columns.get(found[1])
        if of is None or of.fact is None:
            return None
        return self._field(of.fact.path, int(found[2]) - 1, lambda fact: found[3] in map(_plain, _labels(fact)))

    def _field(self, records: str, index: int, wanted: object) -> Column | None:
        assert callable(wanted)
        fields = [fact for fact in self._lists.get(records, ()) if wanted(fact)]
        return Column("", fields[0], records, index) if len(fields) == 1 and index < MOST_ENTRIES else None

    @cached_property
    def _columns(self) -> dict[str, Column]:
        """Every heading without a number that has one meaning; paths and our own columns always mean themselves."""
        own = {_plain(word): Column(name) for name, words in _OWN.items() for word in (name, *words)}
        found: dict[str, list[Column]] = {}
        paths = {}
        for fact in self._pack.facts:
            if ITEM in fact.path:
                continue
            paths[_plain(fact.path)] = Column("", fact)
            for label in set(map(_plain, _labels(fact))):
                found.setdefault(label, []).append(Column("", fact))
        return {label: columns[0] for label, columns in found.items() if len(columns) == 1} | own | paths

    # --- writing ---

    def columns(self, paths: Iterable[str], entries: dict[str, int]) -> Iterator[Column]:
        """The columns for some paths of the vocabulary, in its order; ``entries`` tells how many records to hold."""
        wanted = set(paths)
        for fact in self._pack.facts:
            if ITEM in fact.path or fact.path not in wanted:
                continue
            yield Column("", fact)
            for index in range(entries.get(fact.path, 0)):
                yield from (Column("", field, fact.path, index) for field in self._lists[fact.path])

    def write(self, column: Column, language: str) -> str:
        """The heading of a column: its label with the unit, or the path where the label could mean something else."""
        english = language != "zh"
        if column.own:
            return _OWN[column.own][english]
        assert column.fact is not None
        label = self.label(column, language)
        if not column.records and column.fact.unit is not None:
            unit = column.fact.unit.in_language(language)
            label = f"{label} ({unit})" if english else f"{label}（{unit}）"
        return label if self.read(label) == column else column.path

    def label(self, column: Column, language: str) -> str:
        """What a message calls the fact of a column: its label, for a field of a record with list and number."""
        assert column.fact is not None
        label = column.fact.label.in_language(language)
        if not column.records:
            return label
        of = self._pack.fact_by_path[column.records].label.in_language(language)
        number = column.index + 1
        return f"{of} {number}: {label}" if language != "zh" else f"{of}{number}：{label}"

    @staticmethod
    def outcome(title: str, language: str) -> str:
        """The heading of a programme's answer, which is not read back."""
        return _OUTCOME[language != "zh"] + title


def _labels(fact: FactDefinition) -> Iterator[str]:
    for language in ("zh", "en"):
        label = fact.label.in_language(language)
        yield label
        if fact.unit is not None:
            yield f"{label}({fact.unit.in_language(language)})"


def _holding(words: str, labels: Iterable[str]) -> str | None:
    """The one label that has these words in it."""
    found = [label for label in labels if words in _plain(label)]
    return found[0] if len(found) == 1 else None


def _plain(heading: str) -> str:
    """A heading without regard to width, case and blank space."""
    return "".join(unicodedata.normalize("NFKC", heading).casefold().split())
