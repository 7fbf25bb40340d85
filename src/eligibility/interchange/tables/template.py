"""An empty workbook to be filled in: a column for each fact, drop-downs, and a sheet that explains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from eligibility.interchange.tables.cells import Cell, FactCells
from eligibility.interchange.tables.grid import write_grid
from eligibility.interchange.tables.headers import ON, Column
from eligibility.interchange.tables.workbook import SHEETS, new_workbook, put, put_rows, workbook_bytes
from eligibility.language.types import Kind
from eligibility.pack.layout import UnknownReason
from eligibility.pack.model import FactDefinition, Pack
from eligibility.present.suppliers import supplier_kinds

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["template_workbook"]

_RECORDS: Final = 3
"""For how many records each list has room."""
_ROWS: Final = 200
_LONGEST_PROMPT: Final = 250
_LONGEST_TITLE: Final = 30
_LISTED: Final = (Kind.BOOLEAN, Kind.CHOICE, Kind.REGION)
_HEADING: Final = (
    ("列", "怎么问", "怎么填", "单位", "谁能提供", "证明材料", "路径"),
    ("Column", "Question", "What to write", "Unit", "Who can supply it", "Evidence", "Path"),
)
_WORDS: Final = {
    "help": ("说明", "Explanations"),
    "options": ("选项", "Choices"),
    "blank": ("空着表示没有说到", "Leave blank what has not been said"),
    "several": ("可选多项，用分号隔开；都没有填“无”", "Any of these, with semicolons between; none: none"),
    "one": ("选一项", "One of these"),
    "count": ("有几项；没有填“无”", "How many there are; none: none"),
    "day": ("年月日，如 2023-04-10", "A day such as 2023-04-10"),
    "number": ("整数", "A whole number"),
    "money": ("金额，至多两位小数", "An amount, at most two places"),
    "reasons": ("不知道时可写：", "If it is not known, say why: "),
    "day_column": ("按哪一天办理", "The day to decide on"),
}


def template_workbook(pack: Pack, paths: Sequence[str], language: str) -> bytes:
    """The bytes of a template.

    Args:
        pack: the vocabulary.
        paths: the facts to have columns for.
        language: ``"zh"`` or ``"en"``.

    Raises:
        MissingExtraError: X001, openpyxl is not installed.
    """
    english = language != "zh"
    columns, headings, _ = write_grid(pack, (), language, paths, room=_RECORDS)
    book = new_workbook()
    sheet = book.create_sheet(SHEETS[english])
    put_rows(sheet, [headings])
    _explain(book.create_sheet(_WORDS["help"][english]), columns, headings, pack, language)
    lists = book.create_sheet(_WORDS["options"][english])
    lists.sheet_state = "hidden"
    for place, column in enumerate(columns, start=1):
        _guide(sheet, lists, place, column, pack, language)
    return workbook_bytes(book)


def _guide(sheet: Worksheet, lists: Worksheet, place: int, column: Column, pack: Pack, language: str) -> None:
    """A drop-down where there is something to choose from, and a prompt with the question."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    english = language != "zh"
    letter = get_column_letter(place)
    rule: Any
    if column.fact is not None and column.fact.type.kind in _LISTED:
        options = [pair[english] for pair in FactCells(column.fact, pack).options]
        options += [reason.label(language) for reason in UnknownReason]
        for row, option in enumerate(options, start=1):
            put(lists, row, place, option)
        source = f"'{lists.title}'!${letter}$1:${letter}${len(options)}"
        rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
        rule.errorStyle = "stop"
    else:
        rule = DataValidation(type=None, allow_blank=True)
    if column.fact is not None:
        rule.promptTitle = column.fact.label.in_language(language)[:_LONGEST_TITLE]
        prompt = f"{column.fact.question.in_language(language)}\n{_how(column.fact, pack, language)}"
        rule.prompt = prompt[:_LONGEST_PROMPT]
        rule.showInputMessage = True
    rule.add(f"{letter}2:{letter}{_ROWS + 1}")
    sheet.add_data_validation(rule)
    if column.own == ON or (column.fact is not None and column.fact.type.kind is Kind.DATE):
        for row in range(2, _ROWS + 2):
            sheet.cell(row, place).number_format = "yyyy-mm-dd"


def _explain(sheet: Worksheet, columns: Sequence[Column], headings: Sequence[str], pack: Pack, language: str) -> None:
    english = language != "zh"
    rows: list[list[Cell]] = [list(_HEADING[english])]
    for column, heading in zip(columns, headings, strict=True):
        if column.fact is None:
            told = _WORDS["day_column"][english] if column.own == ON else ""
            rows.append([heading, told, _WORDS["day"][english] if column.own == ON else "", "", "", "", ""])
            continue
        fact = column.fact
        suppliers = supplier_kinds(fact, language)
        rows.append(
            [
                heading,
                fact.question.in_language(language),
                _how(fact, pack, language),
                fact.unit.in_language(language) if fact.unit else "",
                fact.who.in_language(language) if fact.who else suppliers,
                fact.evidence.in_language(language) if fact.evidence else "",
                column.path,
            ]
        )
    reasons = ("、" if not english else ", ").join(reason.label(language) for reason in UnknownReason)
    rows.append([_WORDS["blank"][english], _WORDS["reasons"][english] + reasons, "", "", "", "", ""])
    put_rows(sheet, rows, wrap=True)


def _how(fact: FactDefinition, pack: Pack, language: str) -> str:
    """What to write in a fact's column."""
    english = language != "zh"
    options = (" / " if english else "／").join(pair[english] for pair in FactCells(fact, pack).options)
    match fact.type.kind:
        case Kind.BOOLEAN | Kind.CHOICE | Kind.REGION:
            return f"{_WORDS['one'][english]}{': ' if english else '：'}{options}"
        case Kind.CHOICES:
            return f"{_WORDS['several'][english]}{': ' if english else '：'}{options}"
        case Kind.RECORDS:
            return _WORDS["count"][english]
        case Kind.DATE:
            return _WORDS["day"][english]
        case Kind.MONEY:
            return _WORDS["money"][english]
        case _:
            return _WORDS["number"][english]
