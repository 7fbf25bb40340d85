"""The documentation as a reader has it: opened from a folder, without a server, and searched in Chinese."""

from __future__ import annotations

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
