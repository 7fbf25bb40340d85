"""The theme's own words in Chinese, on Chinese pages: furo has no translations, and one site here has two languages."""

from __future__ import annotations

from typing import Final

__all__ = ["in_chinese", "translate"]

WORDS: Final = {
    "Search": "搜索",
    "Next": "下一页",
    "Previous": "上一页",
    "Home": "首页",
    "On this page": "本页目录",
    "Back to top": "回到顶部",
    "Skip to content": "跳到正文",
    "Index": "索引",
    "Made with ": "网页主题：",
}
"""What the theme hands to gettext."""

WRITTEN: Final = {
    'aria-label="Toggle site navigation sidebar"': 'aria-label="打开或者收起导航"',
    'aria-label="Toggle table of contents sidebar"': 'aria-label="打开或者收起本页目录"',
    'aria-label="Toggle Light / Dark / Auto color theme"': 'aria-label="浅色、深色或者跟随系统"',
    "<title>Contents</title>": "<title>目录</title>",
    "<title>Menu</title>": "<title>菜单</title>",
    "<title>Expand</title>": "<title>展开</title>",
    "<title>Light mode</title>": "<title>浅色</title>",
    "<title>Dark mode</title>": "<title>深色</title>",
    "<title>Auto light/dark, in light mode</title>": "<title>跟随系统，现为浅色</title>",
    "<title>Auto light/dark, in dark mode</title>": "<title>跟随系统，现为深色</title>",
}
"""What stands in the theme's templates as it is."""


def translate(text: str) -> str:
    """A word of the theme; one that is not known stays English."""
    return WORDS.get(text) or WORDS.get(text.strip(), text)


def in_chinese(page: str) -> str:
    """A page as it came out of the templates, with what they say without gettext in Chinese too."""
    for english, chinese in WRITTEN.items():
        page = page.replace(english, chinese)
    return page.replace('aria-label="Toggle navigation of ', 'aria-label="展开：').replace(
        'title="Link to this heading"', 'title="本节的链接"'
    )
