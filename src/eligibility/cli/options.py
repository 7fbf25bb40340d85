"""The arguments and options that commands share, with their help in both languages."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

__all__ = [
    "DEFAULT_PACK",
    "Files",
    "Format",
    "FormatOption",
    "Lang",
    "LangOption",
    "On",
    "OneFile",
    "OneProgramme",
    "PackOption",
    "ProgrammeOption",
    "ReadingOption",
]

DEFAULT_PACK: Final = "weihai-2023-13"


class Lang(StrEnum):
    """The language of what is shown."""

    ZH = "zh"
    EN = "en"


class Format(StrEnum):
    """Text for people or JSON for programs."""

    TEXT = "text"
    JSON = "json"


Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE...", help="人员文件（JSON 或 YAML），- 为标准输入 · Person files, - for standard input"
    ),
]
OneFile = Annotated[Path, typer.Argument(metavar="FILE", help="人员文件，- 为标准输入 · Person file")]
OneProgramme = Annotated[str, typer.Argument(metavar="PROGRAMME", help="事项的编号或名称 · Id or title of a programme")]
On = Annotated[
    str | None,
    typer.Option("--on", metavar="DATE", help="办理日期，必填，如 2023-06-01 · Decision date, required"),
]
PackOption = Annotated[
    str,
    typer.Option("--pack", metavar="PACK", help="规则包的编号或文件夹 · Id or folder of a rule pack"),
]
ReadingOption = Annotated[
    list[str] | None,
    typer.Option(
        "--reading", metavar="ID=CHOICE", help="选用的口径，可重复，如 D5=migrant-workers-only · A reading, repeatable"
    ),
]
ProgrammeOption = Annotated[
    list[str] | None,
    typer.Option(
        "--programme", metavar="ID", help="只看这个事项，可重复，编号或名称 · Only this programme, repeatable"
    ),
]
LangOption = Annotated[Lang, typer.Option("--lang", help="语言 · Language")]
FormatOption = Annotated[Format, typer.Option("--format", help="输出格式 · Output format")]
