"""``eligibility scenarios``: decide the scenarios of a table, or write an empty one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eligibility.cli.errors import guarded
from eligibility.cli.loading import chosen_programmes, load_rules
from eligibility.cli.options import (
    DEFAULT_PACK,
    Format,
    FormatOption,
    Lang,
    LangOption,
    On,
    PackOption,
    ProgrammeOption,
    ReadingOption,
)
from eligibility.cli.output import print_json, print_line
from eligibility.errors import UsageError, problem

__all__ = ["scenarios"]


@guarded
def scenarios(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="情形表，.xlsx、.csv 或 .yaml · A table of scenarios"),
    ] = None,
    on: On = None,
    programme: ProgrammeOption = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE", help="连同结果存成 .xlsx、.csv 或 .yaml · Save with the outcomes"),
    ] = None,
    template: Annotated[
        Path | None,
        typer.Option("--template", metavar="FILE", help="生成空白的 .xlsx 供填写 · Write an empty workbook"),
    ] = None,
    compare: Annotated[
        tuple[str, str] | None,
        typer.Option("--compare", metavar="A B", help="说明两个情形为什么不同 · Why two scenarios differ"),
    ] = None,
    pack: PackOption = DEFAULT_PACK,
    reading: ReadingOption = None,
    lang: LangOption = Lang.ZH,
    format: FormatOption = Format.TEXT,
) -> int:
    """核对一张表里的各种情形 · Decide the scenarios of a table."""
    rules = load_rules(pack, reading)
    programmes = chosen_programmes(rules, programme) or None
    if (file is None) == (template is None):
        expected = "FILE 或 --template 二者之一" if lang is Lang.ZH else "either FILE or --template"
        raise UsageError(problem("U013", name="scenarios", expected=expected, got="–" if file is None else "FILE"))
    if template is not None:
        _saved(rules.scenario_template(template, programmes=programmes, language=lang.value), lang)
        return 0
    assert file is not None
    table = rules.read_scenarios(file, on=on, programmes=programmes)
    if output is not None:
        _saved(table.save(output, lang.value), lang)
    shown = table if compare is None else table.compare(*compare)
    if format is Format.JSON:
        print_json(table.to_dict(lang.value) if compare is None else table.compare(*compare).to_dict())
    else:
        print_line(shown.text(lang.value))
    return 0


def _saved(file: Path, lang: Lang) -> None:
    print_line(f"已保存 {file}" if lang is Lang.ZH else f"saved: {file}", "quiet", stderr=True)
