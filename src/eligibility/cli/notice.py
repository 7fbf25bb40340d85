"""``eligibility notice``: what a person takes home, as text, as a page, or ready to print."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final

import typer

from eligibility._files import write_file
from eligibility.cli.errors import guarded
from eligibility.cli.loading import decide_file, decision_day, load_rules
from eligibility.cli.options import DEFAULT_PACK, Lang, LangOption, On, OneFile, PackOption, ReadingOption
from eligibility.cli.output import print_line
from eligibility.errors import UsageError, cut, problem
from eligibility.present.notice import Notice, notice_html, notice_pdf, notice_text
from eligibility.present.notice import notice as make_notice

__all__ = ["notice"]

_LAYOUTS: Final[dict[str, Callable[[Notice], str | bytes]]] = {
    ".txt": notice_text,
    ".html": notice_html,
    ".pdf": notice_pdf,
}


@guarded
def notice(
    file: OneFile,
    on: On = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="写入 .txt、.html 或 .pdf 文件 · Write a .txt, .html or .pdf file"
        ),
    ] = None,
    applicant: Annotated[
        str, typer.Option("--applicant", metavar="NAME", help="申请人姓名，照样印出 · The name to be printed")
    ] = "",
    handled_by: Annotated[
        str, typer.Option("--handled-by", metavar="NAME", help="经办人姓名 · The name of whoever checked")
    ] = "",
    pack: PackOption = DEFAULT_PACK,
    reading: ReadingOption = None,
    lang: LangOption = Lang.ZH,
) -> int:
    """打印一次性告知单 · Write the one-time notification to take home."""
    layout = _layout(output)
    decision = decide_file(load_rules(pack, reading), file, decision_day(on))
    made = layout(make_notice(decision, lang.value, applicant=applicant, handled_by=handled_by))
    if output is None:
        print_line(str(made), end="")
    else:
        write_file(output, made if isinstance(made, bytes) else made.encode())
    return 0


def _layout(output: Path | None) -> Callable[[Notice], str | bytes]:
    """The layout that a file's name asks for; text where there is no file."""
    if output is None:
        return notice_text
    try:
        return _LAYOUTS[output.suffix.lower()]
    except KeyError:
        wanted = ", ".join(_LAYOUTS)
        raise UsageError(problem("U013", name="--output", expected=wanted, got=cut(output.name))) from None
