"""Scenarios with their outcomes as the bytes of a file: Excel, CSV or YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from eligibility.interchange.tables.cells import Cell
from eligibility.interchange.tables.grid import write_grid
from eligibility.interchange.tables.headers import Headers
from eligibility.present.scenarios_text import cell_reason, cell_words

if TYPE_CHECKING:
    from eligibility.scenarios.table import ScenarioRow, Scenarios

__all__ = ["scenarios_bytes"]

_RESULTS: Final = ("结果", "Outcomes")
_HEADING: Final = (
    ("情形", "办理日期", "事项", "结果", "理由", "依据"),
    ("Scenario", "Decision date", "Programme", "Outcome", "Reason", "Clause"),
)


def scenarios_bytes(table: Scenarios, kind: str, language: str) -> bytes:
    """The file; see ``Scenarios.save``."""
    scenarios = [row.scenario for row in table.rows]
    if kind == "yaml":
        from eligibility.interchange.tables.scenario_yaml import yaml_text

        return yaml_text(scenarios).encode("utf-8")
    _, headings, rows = write_grid(table.rules.pack, scenarios, language)
    if kind == "csv":
        from eligibility.interchange.tables.csv_file import csv_text

        return csv_text([[*headings, *_titles(table, language)], *_with_outcomes(table, rows, language)]).encode(
            "utf-8-sig"
        )
    from eligibility.interchange.tables.workbook import SHEETS, new_workbook, put_rows, workbook_bytes

    book = new_workbook()
    put_rows(book.create_sheet(SHEETS[language != "zh"]), [headings, *rows])
    put_rows(book.create_sheet(_RESULTS[language != "zh"]), _results(table, language), wrap=True)
    return workbook_bytes(book)


def _titles(table: Scenarios, language: str) -> list[str]:
    return [Headers.outcome(table.title(name, language), language) for name in table.programmes]


def _with_outcomes(table: Scenarios, rows: list[list[Cell]], language: str) -> list[list[Cell]]:
    """The outcomes in words: the mark of "not applicable" would look like a formula."""
    between = "：" if language == "zh" else ": "

    def told(row: ScenarioRow, name: str) -> str:
        parts = (row.outcomes[name].label(language), cell_reason(row, name, table, language))
        return between.join(filter(None, parts))

    return [
        [*cells, *(told(row, name) for name in table.programmes)] for row, cells in zip(table.rows, rows, strict=True)
    ]


def _results(table: Scenarios, language: str) -> list[list[Cell]]:
    lines: list[list[Cell]] = [list(_HEADING[language != "zh"])]
    for row in table.rows:
        for name in table.programmes:
            finding = row.decision[name]
            outcome, reason = cell_words(row, name, table, language)
            title = finding.title.in_language(language)
            lines.append([row.name, row.on, title, outcome, reason, finding.clause])
    return lines
