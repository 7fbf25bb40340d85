"""Every display: valid, static, legible in light and dark, in both languages, and harmless whatever a text says."""

import copy
import pickle
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from tinyhtml5.parser import HTMLParser as HTML5Parser  # type: ignore[import-untyped]

import eligibility
from displays import NASTY, ON, every_display, spoilt
from eligibility import Decision, MissingFacts, Outcome, UsageError
from eligibility.present.colours import DARK, LIGHT, OUTCOME_CLASSES
from eligibility.present.html.showing import UNFOLDED_ON_PAPER, Displayed
from eligibility.present.html.style import style_sheet
from eligibility.present.text import OUTCOME_MARKS

RULES = eligibility.load("weihai-2023-13")
DISPLAYS = every_display(RULES)
SPOILT = every_display(spoilt(RULES))
LANGUAGES = ("zh", "en")
CHINESE = re.compile(r"[\u4e00-\u9fff]")

each = pytest.mark.parametrize("name", DISPLAYS)
in_both_languages = pytest.mark.parametrize("language", LANGUAGES)

TAGS = {
    *("html", "head", "meta", "title", "style", "body", "main", "div", "span", "p", "b", "ul", "ol", "li"),
    *("details", "summary", "table", "caption", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    *("class", "lang", "role", "aria-label", "aria-level", "aria-hidden", "open", "start", "scope"),
    "data-lm-suppress-shortcuts",
    *("charset", "http-equiv", "content", "name"),
}


class _Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.texts: list[tuple[str, str]] = []
        self._open: list[tuple[str, str]] = []
        self.wrong: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag begins."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        before = self._open[-1][1] if self._open else ""
        if tag != "meta":
            self._open.append((tag, dict(attrs).get("lang") or before))

    def handle_endtag(self, tag: str) -> None:
        """A tag ends."""
        if not self._open or self._open.pop()[0] != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        """A text stands somewhere, in some language."""
        if self._open and self._open[-1][0] != "style":
            self.texts.append((self._open[-1][1], data))


@each
@in_both_languages
def test_display_is_valid_and_static(name: str, language: str) -> None:
    """A strict HTML5 parser finds nothing wrong, every tag closes, nothing runs and nothing is fetched."""
    page = DISPLAYS[name].html(language, page=True)
    parser = HTML5Parser(namespace_html_elements=False)
    parser.parse(page)
    assert not parser.errors
    found = _Page(page)
    assert not found.wrong
    assert found.tags <= TAGS
    assert found.attributes <= ATTRIBUTES
    assert not re.search(r"url\(|@import|https?:", page)


@each
@in_both_languages
def test_display_is_harmless_whatever_a_text_says(name: str, language: str) -> None:
    """Wording of a pack and names of persons that try to be HTML stay text, and are shown whole."""
    page = SPOILT[name].html(language, page=True)
    parser = HTML5Parser(namespace_html_elements=False)
    parser.parse(page)
    assert not parser.errors
    found = _Page(page)
    assert not found.wrong
    assert found.tags <= TAGS
    assert found.attributes <= ATTRIBUTES
    text = "".join(said for _, said in found.texts)
    assert any(nasty in text for nasty in NASTY)


@each
@in_both_languages
def test_markdown_is_harmless_whatever_a_text_says(name: str, language: str) -> None:
    """The same for the Markdown, read with HTML allowed: no element beyond lists, tables and bold titles."""
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(SPOILT[name]._repr_markdown_())
    markdown = SPOILT[name].show(language)._repr_markdown_()
    html += MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown)
    found = _Page(html)
    assert found.tags <= {"p", "strong", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "br"}
    assert "javascript" not in "".join(re.findall(r"<[^>]*>", html))


@each
def test_languages_are_not_mixed(name: str) -> None:
    """An English display marks every Chinese name as Chinese, and shows none of our own Chinese words."""
    display = DISPLAYS[name] if name != "explanation" else RULES.decide({}, on=ON)["rental-housing"].explain("en")
    for language, text in _Page(display.html("en")).texts:
        assert language == "zh-CN" or not CHINESE.search(text), text


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_contrast(palette: dict[str, str]) -> None:
    """Every colour of a text has the contrast of WCAG AA against the paper, and every line that of a graphic."""
    for name, colour in palette.items():
        if name != "paper":
            assert _contrast(colour, palette["paper"]) >= (3 if name == "rule" else 4.5), name


def _contrast(one: str, other: str) -> float:
    """The contrast of WCAG 2.2."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_style_touches_nothing_else() -> None:
    """Every rule stands under the class of the fragment, and takes its colours from the two palettes alone."""
    sheet = re.sub(r"@media[^{]*\{(.*)\}$", r"\1", style_sheet(), flags=re.MULTILINE)
    for rule in sheet.splitlines():
        selectors, _, body = rule.partition("{")
        assert all(".eligibility" in one for one in selectors.split(",")), rule
        if "--paper" not in body:
            assert not re.search(r"#[0-9a-f]{3,6}", body), rule


@in_both_languages
def test_outcome_is_told_by_sign_and_word(language: str) -> None:
    """Every outcome of a decision stands there with its sign and its word, so that colour adds nothing."""
    for display in (DISPLAYS["decision"], DISPLAYS["comparison"], DISPLAYS["what-if"]):
        page = _Page(display.html(language))
        text = "".join(said for _, said in page.texts)
        decisions = _decisions(display)
        for outcome in {finding.outcome for decision in decisions for finding in decision.findings}:
            assert f"{OUTCOME_MARKS[outcome]} {outcome.label(language)}" in text or (
                outcome.label(language) in text and OUTCOME_MARKS[outcome] in text
            )
    assert set(OUTCOME_CLASSES) == set(Outcome)


def _decisions(display: Displayed) -> Iterator[Decision]:
    if isinstance(display, Decision):
        yield display
    elif isinstance(display, eligibility.Comparison):
        yield from display.decisions
    else:
        assert isinstance(display, eligibility.WhatIf)
        yield from (row.decision for row in display.rows)


def test_good_outcomes_come_first_and_every_programme_is_there() -> None:
    """A decision shows each programme once with its reason, the good ones before the bad ones."""
    decision = RULES.decide({"is_migrant_worker": False, "loan": {"product": "none"}}, on=ON)
    text = "".join(said for _, said in _Page(decision.html("zh")).texts)
    places = {finding.outcome: text.index(finding.reason("zh")) for finding in decision.findings}
    order = [Outcome.ELIGIBLE, Outcome.UNDETERMINED, Outcome.NOT_ELIGIBLE, Outcome.NOT_APPLICABLE]
    assert [places[outcome] for outcome in order] == sorted(places[outcome] for outcome in order)
    assert all(f"{finding.title.zh}：{finding.reason('zh')}" in text for finding in decision.findings)


def test_refusal_says_that_a_condition_is_not_met() -> None:
    """The wording of a condition that fails is never shown as if it held."""
    decision = RULES.decide({"is_migrant_worker": False}, on=ON)
    refused = [finding for finding in decision.findings if finding.outcome.is_negative]
    assert refused
    assert {finding.outcome for finding in refused} == {Outcome.NOT_ELIGIBLE, Outcome.NOT_APPLICABLE}
    for finding in refused:
        outside = finding.outcome is Outcome.NOT_APPLICABLE  # which is no refusal, and does not read like one
        assert finding.reason("zh").startswith("不在适用范围：" if outside else "不满足：")
        assert finding.reason("en").startswith("Outside its scope: " if outside else "Not met: ")


def test_finding_says_why_under_its_title() -> None:
    """Before the tree of conditions stands the reason on one line."""
    finding = DISPLAYS["refused"]
    assert isinstance(finding, eligibility.Finding)
    text = "".join(said for _, said in _Page(finding.html("zh")).texts)
    assert text.index("不满足：") < text.index("适用范围")


def test_what_if_of_nothing_that_moves_says_so() -> None:
    """A grid in which nothing changes is a sentence and a folded list, not a column for every programme."""
    shown = RULES.what_if({}, {"loan.credit_record_ok": [True, False]}, on=ON).html("zh")
    assert "怎样换，各项结果都不变" in shown
    assert f"各行相同的 {len(RULES.programmes)} 项" in shown
    assert shown.count('scope="col"') == 1


def test_comparison_of_the_same_says_so() -> None:
    """Two columns that agree in everything are told as that."""
    decision = RULES.decide({}, on=ON)
    assert "各列结果完全相同" in eligibility.compare({"甲": decision, "乙": decision}).html("zh")
    later = RULES.decide({}, on="2023-06-02")
    assert "甲 2023年6月1日；乙 2023年6月2日" in eligibility.compare({"甲": decision, "乙": later}).html("zh")


def test_difference_is_told_in_words_and_in_no_command_line() -> None:
    """A changed pack is shown with titles, labels and places by their names; commands are for the terminal."""
    district = eligibility.load("weihai-2023-13+example-district-plan")
    found = RULES.diff(district, programmes=["rental-housing"])
    assert found.changes
    shown = found.html("zh")
    assert "居住地：荣成市（371082）" in shown
    for foreign in (
        "$ echo",
        "eligibility explain",
        "residence.place",
        "employment.months_in_rongcheng",
        "≠",
        "如 2023",
    ):
        assert foreign not in shown


def test_chinese_punctuation_in_chinese() -> None:
    """A code of a place stands in Chinese brackets, and nothing has a blank before its count."""
    text = "".join(said for _, said in _Page(DISPLAYS["decision"].html("zh")).texts)
    assert "）等 " in text or not re.search(r"\S 等 \d", text)
    assert not re.search(r"[\u4e00-\u9fff] \(\d{6}\)", text)


def test_what_if_says_what_the_varied_fact_did() -> None:
    """The reason in a cell is about the fact that varies: 100,000 yuan are within the ceiling, 100,001 are not."""
    shown = DISPLAYS["what-if"].html("en")
    assert "Loan amount: 100,000 yuan" in shown
    assert "Not met: The amount applied for is 100,000 yuan or less (Loan amount: 100,001 yuan" in shown


def test_missing_facts_are_a_tuple() -> None:
    """What is missing compares, hashes, pickles and copies like the tuple that it is."""
    decision = RULES.decide({}, on=ON)
    missing = decision.missing()
    assert isinstance(missing, tuple)
    assert missing == tuple(missing)
    assert hash(missing) == hash(tuple(missing))
    for again in (pickle.loads(pickle.dumps(missing)), copy.deepcopy(missing)):  # noqa: S301 - our own
        assert isinstance(again, MissingFacts)
        assert again == missing
        assert again.html("zh") == missing.html("zh")


def test_language_is_chosen_once_or_per_call() -> None:
    """The default is Chinese; a choice holds for a block, a call overrules it, and an unknown language is refused."""
    decision = DISPLAYS["decision"]
    assert "接下来要问" in decision._repr_html_()
    with eligibility.display_language("en"):
        assert "What to ask next" in decision._repr_html_()
        assert "接下来要问" in decision.html("zh")
        with eligibility.display_language("zh"):
            assert "接下来要问" in decision._repr_html_()
        assert "What to ask next" in decision._mime_()[1]
    assert "接下来要问" in decision._repr_html_()
    assert "What to ask next" in decision.show("en")._repr_html_()
    for wrong in (lambda: eligibility.display_language("de"), lambda: decision.html("de"), lambda: decision.show("de")):
        with pytest.raises(UsageError, match="U009"):
            wrong()
    assert "接下来要问" in decision._repr_html_()


def test_display_is_saved(tmp_path: Path) -> None:
    """A page holds the display, a PDF is one, and another ending is refused."""
    decision = DISPLAYS["decision"]
    page = decision.save(tmp_path / "x.html", "zh")
    assert page.read_text(encoding="utf-8") == decision.html("zh", page=True)
    assert decision.save(tmp_path / "x.pdf").read_bytes().startswith(b"%PDF-")
    assert decision.html("zh").count(UNFOLDED_ON_PAPER) > 5
    with pytest.raises(UsageError, match="U013"):
        decision.save(tmp_path / "x.docx")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["x.html", "x.pdf"]
