"""The one-time notification as a page and as a print: valid, self-contained, legible, two sheets at most."""

import os
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tinyhtml5.parser import HTMLParser as HTML5Parser  # type: ignore[import-untyped]

import eligibility
from eligibility import MissingExtraError, Outcome
from eligibility.interchange.person_files import read_person_file
from eligibility.present.notice import Notice, notice, notice_html, notice_pdf
from eligibility.present.notice_words import Words
from people import INSIDE, NEWCOMER, OUTSIDER
from strategies import Flat, nest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
RULES = eligibility.load("weihai-2023-13")
LANGUAGES = ("zh", "en")
SAMPLES: dict[str, Flat] = {"inside": INSIDE, "newcomer": NEWCOMER, "outsider": OUTSIDER, "nobody": {}}
NAME = "王<b>&\"'小明"
VOID = {"meta"}
A4 = (210 / 25.4 * 72, 297 / 25.4 * 72)


def sheet(flat: Flat, language: str) -> Notice:
    """A notice with a nasty name."""
    return notice(RULES.decide(nest(flat), on="2023-06-01"), language, applicant=NAME, handled_by=NAME)


PAGES = {
    (name, language): notice_html(sheet(flat, language)) for name, flat in SAMPLES.items() for language in LANGUAGES
}
every_page = pytest.mark.parametrize("page", PAGES.values(), ids=["-".join(key) for key in PAGES])


# --- HTML ---------------------------------------------------------------------------------------------------


class _Tags(HTMLParser):
    """Collects tags with their attributes and checks that they close in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag begins."""
        self.tags.append((tag, dict(attrs)))
        if len(dict(attrs)) < len(attrs):
            self.wrong.append(f"{tag}: an attribute twice")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """A tag ends."""
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> closes something else")


@every_page
def test_page_is_valid(page: str) -> None:
    """A strict HTML5 parser finds nothing to complain about, and every tag closes."""
    parser = HTML5Parser(namespace_html_elements=False)
    parser.parse(page)
    assert not parser.errors
    tags = _Tags(page)
    assert not tags.wrong
    assert not tags.open


@every_page
def test_page_fetches_nothing_and_runs_nothing(page: str) -> None:
    """No script, no link, no image, no address: the page is whole in itself, and says so to the browser."""
    tags = _Tags(page).tags
    assert not {tag for tag, _ in tags} & {"script", "link", "img", "iframe", "object", "embed", "base", "form", "a"}
    attributes = {name for _, attrs in tags for name in attrs}
    assert not attributes & {"src", "href", "style", "background", "action", "srcset"}
    assert not [name for name in attributes if name.startswith("on")]
    assert not re.search(r"url\(|@import|https?:|//\w", page)
    assert "default-src 'none'" in page


@every_page
def test_page_names_its_language_and_has_headings_in_order(page: str) -> None:
    """For those who listen: one main heading, no level left out, and Chinese names marked on an English page."""
    tags = _Tags(page).tags
    language = next(attrs for tag, attrs in tags if tag == "html")["lang"]
    levels = [int(tag[1]) for tag, _ in tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(level - before <= 1 for before, level in pairwise(levels))
    assert {"main", "header", "title"} <= {tag for tag, _ in tags}
    if language == "en":
        body = re.sub(r'<style>.*?</style>|<bdi>.*?</bdi>|<span lang="zh-CN">.*?</span>', "", page, flags=re.DOTALL)
        assert not re.findall("[一-龥]+", body)
    else:
        assert language == "zh-CN"


@every_page
def test_outcome_is_never_told_by_colour_alone(page: str) -> None:
    """Every coloured group begins with a heading that says the result in words."""
    language = "en" if '<html lang="en">' in page else "zh"
    words = {Words(language).result(outcome) for outcome in Outcome} | {Words(language).say("open_to_all")}
    groups = re.findall(r'<div class="group \w+">(.{40,120})', page)
    assert groups
    for group in groups:
        said = re.match(r'<div class="means"><h3><span class="badge">([^<]+)</span></h3>', group)
        assert said is not None
        assert said[1] in words


# --- colours ------------------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2, from 1 to 21.

    >>> round(contrast("#000000", "#ffffff"))
    21
    """
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def palettes(page: str) -> Iterator[dict[str, str]]:
    """The colours of the light and of the dark scheme, as the page has them."""
    style = page[page.index("<style>") : page.index("</style>")]
    for root in re.findall(r":root\{([^}]*)\}", style):
        yield dict(re.findall(r"--(\w+):(#[0-9a-f]{6})", root))


def test_contrast_is_more_than_enough() -> None:
    """Text has at least 7:1 (AAA) in both schemes, rules and borders 3:1."""
    light, dark = palettes(PAGES["inside", "zh"])
    assert light.keys() == dark.keys()
    assert luminance(light["paper"]) > luminance(light["ink"])
    assert luminance(dark["paper"]) < luminance(dark["ink"])
    for palette in (light, dark):
        paper = palette["paper"]
        for name, colour in palette.items():
            if name != "paper":
                assert contrast(colour, paper) >= (3 if name == "rule" else 7), name


def test_every_colour_used_is_one_of_the_palette() -> None:
    """No colour is written outside the palettes but those of the print, which are checked here."""
    page = PAGES["inside", "zh"]
    style = page[page.index("<style>") : page.index("</style>")]
    outside = set(re.findall(r"#[0-9a-f]{3,6}\b", re.sub(r":root\{[^}]*\}", "", style)))
    assert outside == {"#ffffff", "#1b1b1b", "#4d4d4d"}
    used = set(re.findall(r"var\(--(\w+)\)", style))
    light, _ = palettes(page)
    assert used == light.keys()


def test_dark_scheme_is_for_screens_only() -> None:
    """A page that is dark on the screen prints dark on white."""
    style = PAGES["inside", "zh"]
    assert re.findall(r"@media ([^{]*dark[^{]*)\{", style) == ["screen and (prefers-color-scheme:dark)"]


# --- print --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def printed() -> dict[str, bytes]:
    """One print in each language."""
    return {language: notice_pdf(sheet(NEWCOMER, language)) for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_print_is_a4_with_its_fonts(printed: dict[str, bytes], language: str) -> None:
    """Every page is A4; every font is embedded; title, language and tags are there."""
    about = dict(line.split(":", 1) for line in poppler("pdfinfo", printed[language], "-").splitlines())
    size = re.findall(r"[\d.]+", about["Page size"])
    assert [float(length) for length in size[:2]] == pytest.approx(A4, abs=0.5)
    assert about["Title"].strip().startswith(Words(language).say("title"))
    assert (about["Tagged"].strip(), about["JavaScript"].strip()) == ("yes", "no")
    assert {"zh": b"/Lang (zh-CN)", "en": b"/Lang (en)"}[language] in unpacked(printed[language])
    fonts = poppler("pdffonts", printed[language], "-").splitlines()[2:]
    assert fonts
    for font in fonts:
        embedded, subset = font.split()[-5:-3]
        assert (embedded, subset) == ("yes", "yes")


def unpacked(made: bytes) -> bytes:
    """A PDF with everything in it that was packed laid open."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, flags=re.DOTALL)
    assert packed
    return made + b"".join(_inflated(one) for one in packed)


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return stream


def poppler(program: str, made: bytes, *arguments: str) -> str:
    """What one of poppler's programs says about a PDF."""
    done = subprocess.run([program, *arguments], input=made, capture_output=True, check=True, timeout=60)
    return done.stdout.decode()


def test_print_runs_and_fetches_nothing(printed: dict[str, bytes]) -> None:
    """No script, no action, no address in the PDF; and the same notice gives the same bytes."""
    for made in printed.values():
        laid_open = unpacked(made)
        assert b"/StructTreeRoot" in laid_open
        assert not re.findall(rb"/(?:JavaScript|JS|URI|Launch|OpenAction|AA)\b", laid_open)
    assert notice_pdf(sheet(NEWCOMER, "zh")) == printed["zh"]


def test_print_numbers_its_lists_through(printed: dict[str, bytes]) -> None:
    """The second list of what is needed goes on where the first one ended."""
    first = next(need for need in sheet(NEWCOMER, "zh").needs if need.register)
    assert first.number > 1
    text = poppler("pdftotext", printed["zh"], "-", "-")
    assert re.search(rf"\b{first.number}\.\s*{re.escape(first.question[:6])}", text)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_sheet_has_two_pages(path: Path) -> None:
    """For the examples, front and back of one sheet are enough, except where hardly anything is known yet."""
    decision = RULES.decide(read_person_file(path).data, on="2023-06-01")
    about = poppler("pdfinfo", notice_pdf(notice(decision, "zh", applicant="王小明")), "-")
    pages = int(about.partition("Pages:")[2].split()[0])
    assert pages <= (2 if len(decision.missing()) <= 20 else 3)


# --- what may be missing on a machine -----------------------------------------------------------------------


def test_print_needs_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without WeasyPrint the error names the extra; text and page need nothing."""
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(MissingExtraError) as wrong:
        notice_pdf(sheet(INSIDE, "zh"))
    assert wrong.value.code == "X001"
    assert "eligibility[pdf]" in wrong.value.text("zh")


def test_print_needs_the_system_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Pango is not installed the error names the packages."""

    class _Finder:
        def find_spec(self, name: str, *_: Any) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libgobject-2.0-0': no such file")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [_Finder(), *sys.meta_path])
    with pytest.raises(MissingExtraError) as wrong:
        notice_pdf(sheet(INSIDE, "zh"))
    assert "libpango-1.0-0" in str(wrong.value)


@pytest.mark.parametrize("folders", ["", "<dir>/usr/share/fonts/truetype</dir>"], ids=["no-font", "no-chinese-font"])
def test_print_needs_a_chinese_font(folders: str, tmp_path: Path) -> None:
    """On a machine without a Chinese font there is a clear error, and neither boxes for letters nor a crash."""
    settings = tmp_path / "fonts.conf"
    cache = f"<cachedir>{tmp_path}/cache</cachedir>"
    settings.write_text(f"<?xml version='1.0'?><fontconfig>{folders}{cache}</fontconfig>", encoding="utf-8")
    program = (
        "import eligibility\n"
        "from eligibility.present.notice import notice\n"
        "decision = eligibility.load('weihai-2023-13').decide({}, on='2023-06-01')\n"
        "try:\n    notice(decision, 'en').pdf()\n"
        "except eligibility.MissingExtraError as error:\n    print(error)\n"
    )
    here = os.pathsep.join(path for path in sys.path if path)
    environment = {**os.environ, "FONTCONFIG_FILE": str(settings), "PYTHONPATH": here}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert "Noto Sans CJK" in done.stdout
