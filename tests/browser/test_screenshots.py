"""What displays look like in a real browser, against pictures that somebody looked at.

The pictures are compared in small: shrunk to a coarse grid of grey, where fonts and their smoothing hardly show and a
lost style, frame, column or theme does. ``ELIGIBILITY_NEW_SCREENSHOTS=1`` takes them again; look at them before they
are committed.
"""

import os
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat

import eligibility
from displays import ON, every_display
from eligibility.notebook.state import FormState
from eligibility.notebook.summary import summary_fragment
from eligibility.present.html.style import page as whole_page
from people import INSIDE
from strategies import nest

KEPT = Path(__file__).parent / "screenshots"
RULES = eligibility.load("weihai-2023-13")
DISPLAYS = every_display(RULES)
SHOWN = ("decision", "refused", "what-if", "comparison")
GRID = (24, 32)
TOLERANCE = 6.0
"""Mean difference of grey, of 255. Measured on the kept pictures: at most 1.4 for the same browser (they are kept at
half the size), 2.3 at twice the resolution or with another font for Latin text, 4.1 with a Chinese font with serifs;
at least 8.9 for another display and 199 for the other theme."""


def shot(chromium: Any, html: str, scheme: str, target: Path, width: int = 900) -> Image.Image:
    """A picture of the display on a page."""
    source = target.with_suffix(".html")
    source.write_text(html, encoding="utf-8")
    page = chromium.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(source.as_uri())
    page.locator(".eligibility").first.screenshot(path=str(target), animations="disabled")
    page.close()
    return Image.open(target).convert("RGB")


def small(picture: Image.Image) -> Image.Image:
    """The coarse grid of grey that is compared."""
    return picture.convert("L").resize(GRID, Image.Resampling.BOX)


def difference(one: Image.Image, other: Image.Image) -> float:
    """How far two pictures are apart, as mean difference of grey."""
    mean = ImageStat.Stat(ImageChops.difference(small(one), small(other))).mean
    return float(mean[0])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", SHOWN)
def test_display_looks_as_it_did(chromium: Any, tmp_path: Path, name: str, scheme: str) -> None:
    """A display looks like its kept picture, and the picture of the other theme would be noticed."""
    html = DISPLAYS[name].html("zh", page=True)
    picture = shot(chromium, html, scheme, tmp_path / "shot.png")
    kept = KEPT / f"{name}-{scheme}.png"
    if os.environ.get("ELIGIBILITY_NEW_SCREENSHOTS"):
        _keep(picture, kept)
    expected = Image.open(kept)
    assert difference(picture, expected) < TOLERANCE
    assert abs(picture.height / picture.width - expected.height / expected.width) < 0.2
    other = shot(chromium, html, "dark" if scheme == "light" else "light", tmp_path / "other.png")
    assert difference(other, expected) > 2 * TOLERANCE


def _keep(picture: Image.Image, target: Path) -> None:
    """Half the size and few colours: enough to look at and to compare."""
    half = picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.LANCZOS)
    half.quantize(64).save(target, optimize=True)


def test_lost_style_would_be_noticed(chromium: Any, tmp_path: Path) -> None:
    """Without its style sheet a display is far from its picture, and so is another display."""
    expected = Image.open(KEPT / "decision-light.png")
    without = DISPLAYS["decision"].html("zh").partition("</style>")[2]
    page = whole_page("zh", "x", type(DISPLAYS["decision"]._fragment("zh"))(f'<div class="eligibility">{without}'))
    assert difference(shot(chromium, page, "light", tmp_path / "bare.png"), expected) > TOLERANCE
    other = shot(chromium, DISPLAYS["what-if"].html("zh", page=True), "light", tmp_path / "other.png")
    assert difference(other, expected) > TOLERANCE


def test_nothing_is_wider_than_a_narrow_window(chromium: Any, tmp_path: Path) -> None:
    """On a narrow screen text wraps and tables scroll within; the page itself never does."""
    displays = [display.html("en", page=True) for display in DISPLAYS.values()]
    state = FormState(RULES, nest(INSIDE), RULES.decide({}, on=ON).on, "en")
    displays.append(whole_page("en", "x", summary_fragment(state)))
    page = chromium.new_page(viewport={"width": 380, "height": 800})
    source = tmp_path / "page.html"
    for html in displays:
        source.write_text(html, encoding="utf-8")
        page.goto(source.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.close()


@pytest.mark.parametrize("name", ["comparison", "scenarios", "what-if"])
def test_headings_of_a_table_stay_readable_where_it_is_narrow(chromium: Any, tmp_path: Path, name: str) -> None:
    """On a phone no heading is squeezed to one character a line, and that of a row stays in sight while scrolling."""
    page = chromium.new_page(viewport={"width": 420, "height": 900})
    source = tmp_path / "page.html"
    source.write_text(DISPLAYS[name].html("zh", page=True), encoding="utf-8")
    page.goto(source.as_uri())
    assert page.evaluate("Math.min(...[...document.querySelectorAll('th')].map((one) => one.offsetWidth))") >= 70
    assert page.locator("tbody th").first.get_attribute("scope") == "row"
    page.evaluate("for (const one of document.querySelectorAll('.scroll')) one.scrollLeft = 200")
    assert page.evaluate(_IN_SIGHT)
    page.close()


@pytest.mark.parametrize("name", ["comparison", "scenarios", "what-if", "difference"])
def test_no_heading_breaks_within_a_word_where_it_is_narrow(chromium: Any, tmp_path: Path, name: str) -> None:
    """On a phone an English heading wraps between its words and never inside one."""
    page = chromium.new_page(viewport={"width": 420, "height": 900})
    source = tmp_path / "page.html"
    source.write_text(DISPLAYS[name].html("en", page=True), encoding="utf-8")
    page.goto(source.as_uri())
    broken = page.evaluate(_BROKEN_WORDS)
    page.close()
    assert broken == []


def test_page_is_centred(chromium: Any, tmp_path: Path) -> None:
    """A saved page has the same margin on the left and on the right."""
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    source = tmp_path / "page.html"
    source.write_text(DISPLAYS["refused"].html("zh", page=True), encoding="utf-8")
    page.goto(source.as_uri())
    box = page.locator(".eligibility").bounding_box()
    assert abs(box["x"] - (1280 - box["x"] - box["width"])) <= 20
    page.close()


_BROKEN_WORDS = """() => {
  const broken = [];
  for (const cell of document.querySelectorAll("th")) {
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (texts.nextNode())
      for (const found of texts.currentNode.data.matchAll(/[A-Za-z]{2,}/g)) {
        const range = document.createRange();
        range.setStart(texts.currentNode, found.index);
        range.setEnd(texts.currentNode, found.index + found[0].length);
        if (range.getClientRects().length > 1) broken.push(found[0]);
      }
  }
  return broken;
}"""
_IN_SIGHT = """() => {
  const cell = document.querySelector("tbody th").getBoundingClientRect();
  const table = document.querySelector(".scroll").getBoundingClientRect();
  return Math.abs(cell.left - table.left) <= 2;
}"""
