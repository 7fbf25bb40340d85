"""The side bar of a page: the chapters in the page's own language, and one link to the other one."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["START", "chapters_in"]

CHINESE: Final = "中文"
"""The chapter that holds the Chinese pages; every other chapter is English."""
START: Final = {"zh": ("docs/index", "English documentation"), "en": ("docs/index.zh", "中文文档")}
"""For pages in a language: where the other language starts, and what leads there."""
_CHAPTER: Final = re.compile(r'(?=<p class="caption")')


def chapters_in(language: str, tree: str, link: str) -> str:
    """The navigation tree of a page without the chapters in the other language.

    Args:
        language: ``"zh"`` or ``"en"``, the page's.
        tree: the whole tree as HTML, each chapter beginning with its caption.
        link: the address of the other language's start, from this page.
    """
    before, *chapters = _CHAPTER.split(tree)
    kept = [one for one in chapters if (f">{CHINESE}</span>" in one) is (language == "zh")]
    if not kept:
        return tree
    code, words = ("en", START["zh"][1]) if language == "zh" else ("zh-CN", START["en"][1])
    other = f'<a class="reference internal" href="{link}" hreflang="{code}" lang="{code}">{words}</a>'
    return "".join([before, *kept, f'<ul class="other-language"><li class="toctree-l1">{other}</li></ul>'])
