"""Scenarios as CSV: UTF-8 with a mark, so that Excel in China opens it; UTF-8, GB18030 and marked UTF-16 are read."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from eligibility.errors import InputError, Location, cut, problem
from eligibility.interchange.tables.cells import Cell
from eligibility.interchange.tables.grid import MOST_ROWS, Grid
from eligibility.interchange.tables.neutral import disarmed, is_formula, rearmed

__all__ = ["csv_grid", "csv_text", "decoded"]

_HARMLESS: Final = re.compile(r"-([0-9]+(\.[0-9]+)?)?", re.ASCII)
"""A number below zero or a stroke, which run nothing; whether the fact takes them is for the vocabulary to say."""


def csv_text(rows: Sequence[Sequence[Cell]]) -> str:
    """Rows as CSV text without a byte order mark; whoever writes the file encodes it as ``utf-8-sig``."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([_text(cell) for cell in row] for row in rows)
    return out.getvalue()


def csv_grid(content: bytes, name: str) -> Grid:
    """The cells of a CSV file, all of them text.

    Raises:
        InputError: I002 (neither UTF-8 nor GB18030, or no CSV), I204 (a formula), I207 (too many rows).
    """
    text = decoded(content, name)
    rows: list[list[Cell]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True):
            rows.append([cell or None for cell in cells])
            if len(rows) - 1 > MOST_ROWS:
                raise InputError(problem("I207", Location(name), rows=str(MOST_ROWS), columns="–"))
    except csv.Error as error:
        place = Location(name, len(rows) + 1)
        raise InputError(problem("I002", place, file=cut(name), format="CSV", reason=_reason(error))) from None

    def where(row: int, column: int) -> Location:
        return Location(f"{name}!{_letters(column)}{row + 1}")

    formulas = [
        problem("I204", where(row, column), got=cut(cell))
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
        if isinstance(cell, str) and is_formula(cell) and not _HARMLESS.fullmatch(cell)
    ]
    if formulas:
        raise InputError(formulas)
    return Grid([[rearmed(cell) if isinstance(cell, str) else cell for cell in row] for row in rows], where)


def decoded(content: bytes, name: str) -> str:
    """The text of a CSV file as spreadsheets save it in China; I002 where it is none."""
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # "Unicode text", as Excel saves it
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    reason = "neither UTF-8 nor GB18030 (save it as CSV UTF-8)"
    raise InputError(problem("I002", Location(name), file=cut(name), format="CSV", reason=reason))


def _reason(error: csv.Error) -> str:
    """What is wrong, in a phrase of ours where the reader's own is known."""
    said = str(error)
    if "field limit" in said:
        return "a cell is too long"
    return "a quotation mark that is not closed" if "unexpected end of data" in said else said


def _delimiter(text: str) -> str:
    """A comma, unless the headings are told apart by tabs or semicolons."""
    head = text.partition("\n")[0]
    return max((",", "\t", ";"), key=lambda mark: (head.count(mark), mark == ","))


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return disarmed(str(cell))


def _letters(column: int) -> str:
    """The letters that a spreadsheet gives a column.

    >>> _letters(0), _letters(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
