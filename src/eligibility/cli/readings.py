"""``eligibility readings``: how the document is read where it can be read two ways, and what each way would change."""

from __future__ import annotations

from typing import Annotated

import typer

from eligibility.cli.errors import guarded
from eligibility.cli.loading import load_rules
from eligibility.cli.options import DEFAULT_PACK, Format, FormatOption, Lang, LangOption, PackOption, ReadingOption
from eligibility.cli.output import line_width, print_json, print_lines
from eligibility.present.readings_text import effects_data, effects_lines
from eligibility.scenarios.readings import compare_readings

__all__ = ["readings"]


@guarded
def readings(
    pack: PackOption = DEFAULT_PACK,
    reading: ReadingOption = None,
    prove: Annotated[
        bool,
        typer.Option("--prove", help="对任何人、任何日期证明，不只看算例 · Proved for everybody, beside the cases"),
    ] = False,
    lang: LangOption = Lang.ZH,
    format: FormatOption = Format.TEXT,
) -> int:
    """文件可以有不同理解之处的口径 · Where the document can be read two ways."""
    rules = load_rules(pack, reading)
    effects = compare_readings(rules, prove=prove)
    if format is Format.JSON:
        print_json(effects_data(rules.pack, effects))
    else:
        print_lines(effects_lines(effects, lang.value, line_width()))
    return 0
