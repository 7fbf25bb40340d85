"""``eligibility targets``: the plan's own figures, and how far they have been reached."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from eligibility.cli.errors import guarded
from eligibility.cli.loading import STANDARD_INPUT, load_rules
from eligibility.cli.options import DEFAULT_PACK, Lang, LangOption, PackOption
from eligibility.cli.output import print_json, print_line, print_lines
from eligibility.errors import UsageError, problem
from eligibility.interchange.person_files import LARGEST_INPUT
from eligibility.present.targets_plot import plot_progress
from eligibility.present.targets_text import progress_lines, progress_rows, targets_lines
from eligibility.rulebook import Rulebook
from eligibility.targets import Count, Progress, progress, read_counts

__all__ = ["targets"]


class TableFormat(StrEnum):
    """Text for people, JSON for programs, CSV for spreadsheets."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


@guarded
def targets(
    counts: Annotated[
        Path | None,
        typer.Argument(
            metavar="[CSV]",
            help="各地各月的数字：区市、月份、目标、数量 四列，- 为标准输入 · Counts, - for standard input",
        ),
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="YYYY-MM", help="算到哪个月 · The last month to count")
    ] = None,
    plot: Annotated[
        Path | None, typer.Option("--plot", metavar="FILE", help="画成图，.png 或 .svg · Draw a picture")
    ] = None,
    pack: PackOption = DEFAULT_PACK,
    lang: LangOption = Lang.ZH,
    format: Annotated[TableFormat, typer.Option("--format", help="输出格式 · Output format")] = TableFormat.TEXT,
) -> int:
    """计划目标和完成情况 · The targets of the plan, achieved against planned."""
    rules = load_rules(pack, None)
    if counts is None and (until is not None or plot is not None):
        name = "--until" if until is not None else "--plot"
        raise UsageError(problem("U013", name=name, expected="CSV", got="–"))
    reached = progress(rules, _counts(rules, counts), until=until)
    if plot is not None:
        _draw(reached, plot, lang.value)
    _show(reached, format, lang.value, planned_only=counts is None)
    return 0


def _counts(rules: Rulebook, file: Path | None) -> Sequence[Count]:
    if file is None:
        return ()
    return read_counts(rules, sys.stdin.buffer.read(LARGEST_INPUT + 1) if file == STANDARD_INPUT else file)


def _show(reached: Progress, format: TableFormat, language: str, *, planned_only: bool) -> None:
    if format is TableFormat.JSON:
        print_json(reached.to_dict(language))
    elif format is TableFormat.CSV:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(progress_rows(reached, language))
        print_line(text.getvalue(), end="")
    else:
        print_lines(targets_lines(reached, language) if planned_only else progress_lines(reached, language))


def _draw(reached: Progress, file: Path, language: str) -> None:
    """Save the picture, and say so; and say it too if its labels had to be English."""
    shown = plot_progress(reached, file, language)
    print_line(f"已保存图 {file}" if language == "zh" else f"picture saved: {file}", "quiet", stderr=True)
    if shown != language:
        print_line("本机没有能显示中文的字体，图中文字改用英文。", "error", stderr=True)
