"""The documentation as a reader has it: opened from a folder, without a server, and searched in Chinese."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("免除反担保的条件", "docs/rules/weihai-2023-13/programmes/counter-guarantee-waiver.zh.html"),
        ("随迁子女", "docs/rules/weihai-2023-13/programmes/schooling.zh.html"),
        ("告知单", "docs/how-to/give-a-notice.zh.html"),
        ("counter-guarantee", "docs/rules/weihai-2023-13/programmes/counter-guarantee-waiver.en.html"),
    ],
)
def test_search_finds_chinese_and_english(chromium: Any, site: tuple[Path, Path], query: str, wanted: str) -> None:
    """A query in running Chinese finds the page of the rule."""
    _, folder = site
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((folder / "search.html").as_uri() + f"?q={quote(query)}")
    page.wait_for_selector("#search-results li a", timeout=30_000)
    found = [link.get_attribute("href") or "" for link in page.query_selector_all("#search-results li a")]
    page.close()
    assert any(wanted in link for link in found), found
    assert not [url for url in asked if not url.startswith(("file:", "data:"))]


def test_theme_speaks_chinese_on_chinese_pages(chromium: Any, site: tuple[Path, Path]) -> None:
    """Every word and button of the theme is Chinese on a Chinese page, and English on an English one."""
    _, folder = site
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    for name, chinese in (("docs/notebooks/borderline.zh.html", True), ("docs/notebooks/borderline.en.html", False)):
        page.goto((folder / name).as_uri())
        said = page.evaluate(_WORDS_OF_THE_THEME)
        assert said
        assert all(bool(re.search(r"[\u4e00-\u9fff]", one)) is chinese for one in said), said
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.close()


@pytest.mark.parametrize(
    ("name", "captions", "other"),
    [
        ("docs/notebooks/borderline.zh.html", ["中文"], "English documentation"),
        ("docs/rules/weihai-2023-13/programmes/schooling.zh.html", ["中文"], "English documentation"),
        (
            "docs/notebooks/borderline.en.html",
            ["Tutorial", "How to", "Explanation", "Reference", "The rules"],
            "中文文档",
        ),
    ],
)
def test_side_bar_has_the_chapters_of_the_language(
    chromium: Any, site: tuple[Path, Path], name: str, captions: list[str], other: str
) -> None:
    """A page shows the chapters in its own language, and one link that leads to the other one's start."""
    _, folder = site
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto((folder / name).as_uri())
    shown = page.locator(".sidebar-tree .caption-text").evaluate_all("(all) => all.map((one) => one.textContent)")
    links = page.locator(".sidebar-tree .other-language a")
    assert (shown, links.all_inner_texts()) == (captions, [other])
    links.click()
    assert page.title().strip() != ""
    assert "docs/index" in page.url
    page.close()


_WORDS_OF_THE_THEME = """() => [
  ...[...document.querySelectorAll(".prev-next, .context, .toc-title, .back-to-top, .skip-to-content")]
    .map((one) => one.textContent.trim()),
  ...[...document.querySelectorAll("symbol title, svg title")].map((one) => one.textContent),
  ...[...document.querySelectorAll(".sidebar-search")].map((one) => one.placeholder),
  ...[...document.querySelectorAll(".theme-toggle, .sidebar-toggle")].map((one) => one.ariaLabel),
].filter(Boolean)"""
