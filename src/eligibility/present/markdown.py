"""Markdown, as GitHub and CommonMark read it: text that stays text, anchors, tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

__all__ = ["anchor", "bullet", "code", "escape", "heading", "link", "table"]

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>|~$&])")
_LEADING: Final = re.compile(r"^([#+=\-]|\d+(?=[.)]))")
_NO_ANCHOR: Final = re.compile(r"[^\w\- ]")


def escape(text: str) -> str:
    r"""A text that Markdown shows as it is, on one line.

    >>> escape("a|b *c* <d> [F~]")
    'a\\|b \\*c\\* \\<d\\> \\[F\\~\\]'
    >>> escape("1. one"), escape("- two")
    ('1\\. one', '\\- two')
    """
    escaped = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    found = _LEADING.match(escaped)
    if found is None:
        return escaped
    number = found[0].isdigit()
    return f"{found[0]}\\{escaped[found.end() :]}" if number else f"\\{escaped}"


def code(text: str) -> str:
    """A name as code; it can stand in a table.

    >>> code("loan.amount")
    '`loan.amount`'
    """
    fence = "``" if "`" in text else "`"
    return f"{fence}{' '.join(text.split())}{fence}".replace("|", "\\|")


def heading(level: int, text: str) -> str:
    """A heading; the text is Markdown already.

    >>> heading(2, "事实")
    '## 事实'
    """
    return f"{'#' * level} {text}"


def anchor(text: str) -> str:
    """The anchor that a heading gets, from its Markdown.

    >>> anchor("贷款金额 `loan.amount`")
    '贷款金额-loanamount'
    """
    return _NO_ANCHOR.sub("", text.lower()).replace(" ", "-")


def link(text: str, target: str) -> str:
    """A link; the text is Markdown already.

    >>> link("落户", "programmes/settlement.zh.md")
    '[落户](programmes/settlement.zh.md)'
    """
    return f"[{text}]({target})"


def bullet(depth: int, first: str, *more: str) -> str:
    """An entry of a list; further lines of it are set below the first.

    >>> bullet(1, "one", "two")
    '  - one<br>two'
    """
    return f"{'  ' * depth}- {'<br>'.join((first, *(line for line in more if line)))}".rstrip()


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table; the cells are Markdown already. Nothing where there are no rows.

    >>> table(["a", "b"], [["1", "2"]])
    ['| a | b |', '| --- | --- |', '| 1 | 2 |']
    """
    lines = [f"| {' | '.join(cell or '–' for cell in row)} |" for row in rows]
    return [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}", *lines] if lines else []
