"""Scenarios as an Excel workbook. Needs the extra ``tables``, which is imported when a workbook is read or made."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from eligibility.errors import InputError, Location, MissingExtraError, Problem, cut, problem
from eligibility.interchange.tables.cells import Cell
from eligibility.interchange.tables.grid import MOST_COLUMNS, MOST_ROWS, Grid
from eligibility.interchange.tables.neutral import is_formula

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell as SheetCell
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["SHEETS", "new_workbook", "put", "put_rows", "workbook_bytes", "workbook_grid"]

SHEETS: Final = ("情形", "Scenarios")
_LARGEST_UNPACKED: Final = 64 * 1024 * 1024
_DATE: Final = "yyyy-mm-dd"
_MONEY: Final = "#,##0.00"
_TEXT: Final = "@"
_WIDEST: Final = 48
_UNITS: Final = re.compile(r"[千百万萬亿億兆]")
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|!.|\[[^\]]*\]|_.|\*.')
_SCALED: Final = re.compile(r"[0#?],+(?![0#?,])")
"""A comma behind the digits of a format divides by a thousand; one between them only groups."""


def workbook_grid(content: bytes, name: str) -> Grid:
    """The cells of a workbook's sheet of scenarios: the one called 情形 or Scenarios, else the first.

    Raises:
        InputError: I002 (no workbook), I003 (too large), I204 (a formula), I207 (too many rows), I208 (merged cells),
            I212 (a cell that holds a time of day), I216 (a number shown as another).
        MissingExtraError: X001.
    """
    sheet = _sheet(content, name)
    title = sheet.title

    def where(row: int, column: int) -> Location:
        return Location(f"{name}!{title}!{_letters(column)}{row + 1}")

    if (sheet.max_row or 1) > MOST_ROWS + 1 or (sheet.max_column or 1) > MOST_COLUMNS:
        raise InputError(problem("I207", where(0, 0), rows=str(MOST_ROWS), columns=str(MOST_COLUMNS)))
    problems = [problem("I208", Location(f"{name}!{title}!{area.coord}")) for area in sheet.merged_cells.ranges]
    rows: list[list[Cell]] = []
    for number, line in enumerate(sheet.iter_rows()):
        row: list[Cell] = []
        for place, cell in enumerate(line):
            value, wrong = _read(cell, where(number, place))
            row.append(value)
            problems += [wrong] if wrong is not None else []
        rows.append(row)
    if problems:
        raise InputError(problems)
    return Grid(rows, where)


def _sheet(content: bytes, name: str) -> Worksheet:
    openpyxl = _openpyxl()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        book = None
        if unpacked <= _LARGEST_UNPACKED:
            book = openpyxl.load_workbook(io.BytesIO(content), keep_links=False)
    except Exception as error:  # noqa: BLE001 - the reader has no error of its own for a file that is none
        unreadable = isinstance(error, zipfile.BadZipFile | KeyError)
        reason = "no workbook of Excel (save it as .xlsx)" if unreadable else type(error).__name__
        raise InputError(problem("I002", Location(name), file=cut(name), format="xlsx", reason=reason)) from None
    if book is None:
        raise InputError(problem("I003", Location(name), limit=str(_LARGEST_UNPACKED)))
    sheets: list[Worksheet] = book.worksheets
    if not sheets:
        raise InputError(problem("I006", Location(name)))
    return next((sheet for sheet in sheets if sheet.title in SHEETS), sheets[0])


def _read(cell: Any, where: Location) -> tuple[Cell, Problem | None]:
    """A cell's value; amounts as decimals, the way the sheet shows them, never as binary fractions."""
    value = cell.value
    if cell.data_type == "f" or (isinstance(value, str) and cell.data_type == "e"):
        return None, problem("I204", where, got=cut(str(value)))
    if value is None or isinstance(value, str | bool):
        return value, None
    if isinstance(value, int | float) and _shows_another_number(str(cell.number_format)):
        return None, problem("I216", where, got=cut(str(value)), format=cut(str(cell.number_format)))
    if isinstance(value, float):
        number = Decimal(repr(value))
        return (int(number) if number == number.to_integral_value() else number), None
    if isinstance(value, datetime) and value.time() == time():
        return value.date(), None
    if type(value) in (int, date):
        return value, None
    return None, problem("I212", where, got=cut(str(value)))


def _shows_another_number(number_format: str) -> bool:
    """Whether a format shows thousandths, hundreds or a unit of its own such as 万, so that 10 may be seen as 10万.

    >>> [_shows_another_number(one) for one in ("General", "#,##0.00", '0.0"元"', '0"万元"', "0%", "0.0,", '0!.0,"万"')]
    [False, False, False, True, True, True, True]
    """
    bare = _LITERAL.sub("", number_format)
    return bool(_UNITS.search(number_format) or "%" in bare or _SCALED.search(bare))


# --- writing ------------------------------------------------------------------------------------------------


def new_workbook() -> Workbook:
    """A workbook without a sheet, the same bytes whenever it is written.

    Raises:
        MissingExtraError: X001.
    """
    book: Workbook = _openpyxl().Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    return book


def put(sheet: Worksheet, row: int, column: int, value: Cell) -> SheetCell:
    """Write one cell (row and column from 1): text always as text, so that nothing in it is ever run."""
    cell: Any = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = value
        cell.data_type = "s"
        cell.number_format = _TEXT
        cell.quotePrefix = is_formula(value) or value.startswith("'")
    elif value is not None:
        cell.value = value
        cell.number_format = _DATE if isinstance(value, date) else _MONEY if isinstance(value, Decimal) else "0"
    made: SheetCell = cell
    return made


def put_rows(sheet: Worksheet, rows: Iterable[Sequence[Cell]], *, wrap: bool = False) -> None:
    """Write rows from the top, the first as headings that stay in sight."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    widths: dict[int, int] = {}
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            cell = put(sheet, number, place, value)
            longest = max((_cells(line) for line in str(value).splitlines()), default=0) if value is not None else 0
            widths[place] = max(widths.get(place, 8), longest)
            cell.alignment = Alignment(vertical="top", wrap_text=wrap or number == 1)
            if number == 1:
                cell.font = Font(bold=True)
                cell.fill = PatternFill("solid", start_color="FFE8EEF4")
    for place, width in widths.items():
        sheet.column_dimensions[get_column_letter(place)].width = min(width + 2, _WIDEST)
    sheet.freeze_panes = "B2"


def workbook_bytes(book: Workbook) -> bytes:
    """The file, the same bytes for the same cells: it holds no name of a person or a machine and no time."""
    from openpyxl.packaging.core import DocumentProperties
    from openpyxl.xml.constants import ARC_CORE
    from openpyxl.xml.functions import tostring

    fixed = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook knows no zones, and this is no time of anything
    properties = DocumentProperties(creator="eligibility", created=fixed, modified=fixed)
    written, out = io.BytesIO(), io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as timeless:
        for name in made.namelist():
            content = tostring(properties.to_tree()) if name == ARC_CORE else made.read(name)
            timeless.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _cells(text: str) -> int:
    from eligibility.present.layout import cells

    return cells(text)


def _letters(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(column + 1)


def _openpyxl() -> Any:
    try:
        import defusedxml  # noqa: F401 - openpyxl reads untrusted XML with it if it is there
        import openpyxl
    except ImportError:
        raise MissingExtraError(problem("X001", extra="tables")) from None
    return openpyxl
