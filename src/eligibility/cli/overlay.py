"""``eligibility overlay``: every change that overlays make to the pack below them."""

from __future__ import annotations

from typing import Annotated

import typer

from eligibility.cli.errors import guarded
from eligibility.cli.loading import load_rules
from eligibility.cli.options import Format, FormatOption, Lang, LangOption
from eligibility.cli.output import line_width, print_json, print_line, print_lines
from eligibility.errors import UsageError, cut, problem
from eligibility.pack.loading import OverlaySource, PackFiles, read_stack, shipped_overlays
from eligibility.pack.model import Pack
from eligibility.present.overlay_text import overlay_data, overlay_lines

__all__ = ["overlay"]

_Laid = tuple[OverlaySource, PackFiles, Pack]


@guarded
def overlay(
    overlays: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID...]",
            help="叠加的编号、文件夹，或用 + 连接；默认为自带的全部 · Overlays, by default all shipped",
        ),
    ] = None,
    lang: LangOption = Lang.ZH,
    format: FormatOption = Format.TEXT,
) -> int:
    """叠加规定改了什么、依据哪一条 · What overlays change, and by which clause."""
    laid = [one for name in overlays or list(shipped_overlays()) for one in _laid(name)]
    if format is Format.JSON:
        print_json([overlay_data(*one) for one in laid])
        return 0
    for number, one in enumerate(laid):
        if number:
            print_line()
        print_lines(overlay_lines(*one, lang.value, line_width()))
    return 0


def _laid(name: str) -> list[_Laid]:
    """The overlays that a name stands for, once it is known that they can be laid over their pack."""
    files, sources = read_stack(name)
    if not sources:
        expected = ", ".join(shipped_overlays())
        raise UsageError(problem("U013", name="ID", expected=expected, got=cut(name)))
    pack = load_rules(name, None).pack
    return [(source, files, pack) for source in sources]
