"""Lines for people: wide characters count two cells, and a break never strands a punctuation mark."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

__all__ = ["cells", "columns", "pad", "wrap"]

_NEVER_FIRST: Final = "，。、；：？！）》」』】〕”’…%,.;:?!)]}"
_NARROWEST: Final = 20
_NEVER_LAST: Final = "（《「『【〔“‘([{"
_WIDE: Final = r"\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\ufe30-\uffef"
_PIECES: Final = re.compile(rf"[ \t]+|[{_WIDE}]|[^ \t{_WIDE}]+")


def cells(text: str) -> int:
    """How many cells of a terminal a text takes.

    >>> cells("农民工 ok")
    9
    """
    return sum(_cells(char) for char in text)


def _cells(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def pad(text: str, width: int) -> str:
    """A text filled up with blanks to so many cells.

    >>> pad("落户", 6) + "|"
    '落户  |'
    """
    return text + " " * (width - cells(text))


def columns(rows: Sequence[Sequence[str]], *, indent: str = "", gap: int = 2, width: int | None = None) -> list[str]:
    """Rows as lines with aligned columns; the last column is not filled up, and wrapped if a width is given.

    >>> columns([["落户", "符合"], ["a", "b"]])
    ['落户  符合', 'a     b']
    """
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    lines: list[str] = []
    for row in rows:
        *filled, last = [pad(cell, one) for cell, one in zip(row, widths, strict=True)]
        start = indent + "".join(cell + " " * gap for cell in filled)
        fits = width is None or width - cells(start) >= _NARROWEST
        wrapped = wrap(last.rstrip(), width if fits else None, start, hanging=" " * cells(start))
        lines.extend(line.rstrip() for line in wrapped)
    return lines


def wrap(text: str, width: int | None, indent: str = "", *, hanging: str | None = None) -> list[str]:
    """A text as lines of at most so many cells; the first begins with ``indent``, the others with ``hanging``.

    With no width the text stays on one line. A word longer than the line is left whole.

    >>> wrap("一二三四，五六", 8)
    ['一二三', '四，五六']
    """
    rest = indent if hanging is None else hanging
    if width is None or cells(indent + text) <= width:
        return [indent + text]
    lines: list[str] = []
    line, used = indent, cells(indent)
    for piece in _unbreakable(text):
        taken = cells(piece)
        if used + cells(piece.rstrip()) > width and line.strip():
            lines.append(line.rstrip())
            line, used = rest, cells(rest)
            piece = piece.lstrip()  # noqa: PLW2901 - a line does not begin with a blank
            taken = cells(piece)
        line += piece
        used += taken
    return [*lines, line.rstrip()]


def _unbreakable(text: str) -> list[str]:
    """The pieces between which a line may end: words with the blank after them, single wide characters."""
    pieces: list[str] = []
    for piece in _PIECES.findall(text):
        glued = pieces and (piece.isspace() or piece[0] in _NEVER_FIRST or pieces[-1][-1] in _NEVER_LAST)
        if glued:
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces
