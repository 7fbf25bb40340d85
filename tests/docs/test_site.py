"""The documentation site builds, leads everywhere, and loads nothing from a network."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

import eligibility
from docs_site import ROOT, STAGE

LOADS = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src", "object": "data"}


class Page(HTMLParser):
    """What a page loads, where it leads, and the places in it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.language = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what matters of an element."""
        given = {name: value or "" for name, value in attrs}
        self.anchors |= {given["id"]} if "id" in given else set()
        if tag == "html":
            self.language = given.get("lang", "")
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if LOADS.get(tag) in given and given.get("rel") not in ("next", "prev", "index", "search", "canonical"):
            self.loads.append(given[LOADS[tag]])


@pytest.fixture(scope="module")
def pages(site: tuple[Path, Path]) -> dict[Path, Page]:
    """Every page of the site."""
    return {path: Page(path) for path in site[1].rglob("*.html")}


def test_every_page_is_in_the_navigation(site: tuple[Path, Path]) -> None:
    """Each page and notebook under docs/ stands in a chapter, and no chapter names one that is not there."""
    source, _ = site
    named = {page for chapter in STAGE["navigation"](source).values() for page in chapter}
    written = {
        path.relative_to(ROOT).with_suffix("").as_posix()
        for ending in ("*.md", "*.ipynb")
        for path in (ROOT / "docs").rglob(ending)
    }
    below = {page for page in written if page.startswith(("docs/rules/", "docs/decisions/"))}
    assert written - below - {"docs/index"} <= named
    assert all((source / f"{page}.md").exists() or (source / f"{page}.ipynb").exists() for page in named)


def test_every_written_page_is_built(site: tuple[Path, Path]) -> None:
    """Pages of the rules and decisions included."""
    _, folder = site
    for ending in ("*.md", "*.ipynb"):
        for path in (ROOT / "docs").rglob(ending):
            assert (folder / path.relative_to(ROOT)).with_suffix(".html").exists(), path


def test_nothing_is_loaded_from_a_network(site: tuple[Path, Path], pages: dict[Path, Page]) -> None:
    """Scripts, styles, pictures and fonts come with the pages."""
    _, folder = site
    outside = {load for page in pages.values() for load in page.loads if re.match(r"([a-z]+:)?//", load)}
    styles = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.css"))
    assert not outside
    assert not re.findall(r"(?:@import|url\()\s*['\"]?(?:https?:)?//", styles)


def test_next_and_previous_keep_to_the_language(site: tuple[Path, Path]) -> None:
    """From page to page a reader stays in one language, and comes through all chapters of it."""
    _, folder = site
    leads: dict[Path, Path] = {}
    for path in folder.rglob("*.html"):
        for side in ("next", "prev"):
            found = re.search(rf'<a class="{side}-page" href="([^"#]+)', path.read_text(encoding="utf-8"))
            if found is not None:
                target = (path.parent / unquote(found[1])).resolve()
                assert target.name.endswith(".zh.html") == path.name.endswith(".zh.html"), (path, target)
                leads |= {path: target} if side == "next" else {}
    assert sum(path.name.endswith(".zh.html") for path in leads) > 10
    assert sum(not path.name.endswith(".zh.html") for path in leads) > 10


def test_every_link_leads_somewhere(pages: dict[Path, Page]) -> None:
    """Links within the site lead to pages and to places in them."""
    assert len(pages) > 60
    assert not sorted(set(broken(pages)))


def broken(pages: dict[Path, Page]) -> Iterator[str]:
    """The links that lead nowhere."""
    for path, page in pages.items():
        for link in [*page.links, *page.loads]:
            if re.match(r"[a-z]+:", link) or link == "#":
                continue
            name, _, anchor = unquote(link).partition("#")
            target = (path.parent / name.partition("?")[0]).resolve() if name else path
            if not target.exists() or (anchor and target in pages and anchor not in pages[target].anchors):
                yield f"{path.name}: {link}"


def test_pages_say_their_language(site: tuple[Path, Path], pages: dict[Path, Page]) -> None:
    """Chinese pages are read aloud in Chinese."""
    _, folder = site
    for path, page in pages.items():
        chinese = path.name.endswith(".zh.html")
        assert page.language == ("zh-CN" if chinese else "en"), path.relative_to(folder)


def test_python_reference_has_every_public_name(site: tuple[Path, Path], pages: dict[Path, Page]) -> None:
    """What the package promises is described."""
    _, folder = site
    anchors = pages[folder / "docs" / "reference" / "python.html"].anchors
    assert {f"eligibility.{name}" for name in eligibility.__all__} - {"eligibility.Person"} <= anchors
    assert "eligibility.Rulebook.decide" in anchors


def test_search_takes_pairs_of_characters() -> None:
    """A term of the law is found in whatever surrounds it, and figures are found too."""
    made = runpy.run_path(str(ROOT / "docs" / "site" / "chinese_search.py"))
    search = made["ChineseAndEnglish"]({})
    assert search.split("免除反担保的条件 loan_amount 100000") == [
        *("免除", "除反", "反担", "担保", "条件"),
        *("loan_amount", "100000"),
    ]
    assert not search.word_filter("a")
    assert search.word_filter("房")


def test_twins_have_the_same_commands() -> None:
    """A Chinese page runs the commands of its English twin, but for the language and names of files."""
    for chinese in sorted((ROOT / "docs").glob("*/*.zh.md")):
        english = chinese.with_name(chinese.name.replace(".zh.md", ".md"))
        assert english.exists()
        assert set(commands(chinese)) <= set(commands(english)) | {"echo"}


def commands(page: Path) -> list[str]:
    """The commands that a page shows, without their arguments."""
    return [
        " ".join(line.split()[:2]) for line in re.findall(r"^\$ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    ]
