"""HTML that cannot be written wrongly: every text is escaped unless it is markup already."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Final

__all__ = ["Content", "Markup", "element", "heading", "join", "mark_chinese"]

_VOID: Final = frozenset({"br", "img", "meta"})
_TAG: Final = re.compile(r"(<[^>]*>)")
_CHINESE_RUN: Final = re.compile(
    r"[\u3000-\u9fff\uff00-\uffef](?:[\u3000-\u9fff\uff00-\uffef0-9()]*[\u3000-\u9fff\uff00-\uffef0-9])?"
)


class Markup(str):
    """Text that is HTML already; made here alone."""

    __slots__ = ()


Content = str | None | Iterable["Content"]
"""What an element may hold: text, markup, nothing, or several of these."""


def element(name: str, /, *content: Content, **attributes: str | bool) -> Markup:
    """An element. ``class_`` stands for ``class``, a hyphen is written as ``_``; ``True`` is an attribute alone.

    >>> element("b", "1 < 2 ", element("i", "&"), class_="x", open=True)
    '<b class="x" open>1 &lt; 2 <i>&amp;</i></b>'
    """
    shown = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{shown}>")
    return Markup(f"<{name}{shown}>{join(*content)}</{name}>")


def _attribute(key: str, value: str | bool) -> str:
    if value is False or (key == "class_" and not value):
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(value)}"'


def join(*content: Content) -> Markup:
    """Several pieces in a row.

    >>> join("<", None, [element("b", "x")])
    '&lt;<b>x</b>'
    """
    return Markup("".join(_pieces(content)))


def _pieces(content: Iterable[Content]) -> Iterable[str]:
    for one in content:
        if isinstance(one, Markup):
            yield one
        elif isinstance(one, str):
            yield escape(one)
        elif one is not None:
            yield from _pieces(one)


def heading(level: int, *content: Content, class_: str = "heading") -> Markup:
    """A heading that a notebook's own table of contents leaves alone."""
    return element("div", *content, class_=class_, role="heading", aria_level=str(level))


def mark_chinese(markup: Markup) -> Markup:
    """Chinese names in an English fragment say that they are Chinese, for those who listen.

    >>> mark_chinese(element("b", "clause 二(二)2"))
    '<b>clause <span lang="zh-CN">二(二)2</span></b>'
    """
    pieces = _TAG.split(markup)
    pieces[::2] = [_CHINESE_RUN.sub(lambda run: f'<span lang="zh-CN">{run[0]}</span>', text) for text in pieces[::2]]
    return Markup("".join(pieces))
