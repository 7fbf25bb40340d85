"""Pictures: what they mark, what they say to those who do not see them, and that no text in them does anything."""

from __future__ import annotations

import random
import re
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import eligibility
from eligibility import MissingExtraError, Outcome, UsageError
from eligibility.errors import EligibilityError
from eligibility.present.pictures.outline import Node, outline, programme_on
from eligibility.present.pictures.picture import HATCHES, Picture
from eligibility.present.pictures.tree import mermaid_text
from eligibility.present.pictures.waterfall import waterfall_steps
from people import INSIDE
from strategies import nest, random_person

RULES = eligibility.load("weihai-2023-13")
PERSON = RULES.person(nest(INSIDE))
WAIVER = "counter-guarantee-waiver"
AMOUNTS = ["99999.99", "100000", "100000.01"]


def amounts() -> Picture:
    """The waiver against the amount of the loan."""
    return RULES.what_if(PERSON, {"loan.amount": AMOUNTS}, on="2023-06-01").plot("zh")


def test_threshold_is_marked_and_told() -> None:
    """The alternative text holds every value with its outcome, and the threshold with its name and value."""
    alt = amounts().alt
    assert "100,000元 原则上符合" in alt
    assert "100,000.01元 不符合" in alt
    assert "标出的界线：免除反担保的个人贷款金额上限 100,000元" in alt


@pytest.mark.parametrize(
    ("path", "values", "marked"),
    [
        ("loan.application_date", ["2023-04-09", "2023-04-10"], "2023年4月10日"),
        ("loan.amount", [None, "100000"], None),
        ("loan.amount", ["100000.01", "100000"], None),
    ],
)
def test_thresholds_only_where_there_is_an_order(path: str, values: list[Any], marked: str | None) -> None:
    """Dates have their first day marked; values out of order or missing have nothing between them."""
    alt = RULES.what_if(PERSON, {path: values}, on="2023-06-01").plot("zh", programmes=[WAIVER]).alt
    assert ("标出的界线" in alt) == (marked is not None)
    assert marked is None or marked in alt.partition("标出的界线")[2]


def test_outcomes_are_told_apart_without_colour() -> None:
    """Every outcome has a hatch of its own."""
    assert HATCHES.keys() == set(Outcome)
    assert len(set(HATCHES.values())) == len(Outcome)


def test_a_picture_is_always_the_same_file(tmp_path: Path) -> None:
    """SVG and PNG come out equal twice, and SVG holds shapes, no text that could run and nothing to load."""
    for name in ("x.svg", "x.png"):
        first, again = (amounts().save(tmp_path / name).read_bytes() for _ in range(2))
        assert first == again
    svg = (tmp_path / "x.svg").read_text(encoding="utf-8")
    assert "<text" not in svg
    assert "<script" not in svg
    assert not re.findall(r'href="(?!#)', svg)


def test_a_picture_shows_itself_with_its_words() -> None:
    """In a notebook it is one image with the alternative text."""
    shown = amounts()._repr_html_()
    assert shown.startswith('<img src="data:image/png;base64,')
    assert "100,000.01元 不符合" in shown


def test_what_cannot_be_drawn_is_refused(tmp_path: Path) -> None:
    """Two facts at once, too many values, another kind of file."""
    two = RULES.what_if(PERSON, {"loan.amount": AMOUNTS, "is_new_citizen": [True, False]}, on="2023-06-01")
    many = RULES.what_if(PERSON, {"unemployment.months": list(range(41))}, on="2023-06-01")
    for one in (two, many):
        with pytest.raises(UsageError, match="U013"):
            one.plot("zh")
    with pytest.raises(UsageError, match="U013"):
        amounts().save(tmp_path / "x.gif")
    with pytest.raises(UsageError, match="did you mean rental-housing"):
        RULES.picture("rental-hosing", on="2023-06-01")


def test_missing_extra_and_missing_font_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without matplotlib X001, without a Chinese font X002, each with what to install."""
    from eligibility.present import targets_plot

    picture = amounts()
    monkeypatch.setattr(targets_plot, "chinese_font", lambda: None)
    with pytest.raises(MissingExtraError, match=r"X002.*fonts-noto-cjk"):
        picture.svg()
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtraError, match="plot"):
        picture.svg()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_programme_can_be_drawn(language: str) -> None:
    """The tree of every programme has words for each condition, in both languages, and nests as the rules do."""
    for name in RULES.pack.programme_ids:
        picture = RULES.picture(name, on="2023-06-01", language=language)
        text = RULES.mermaid(name, on="2023-06-01", language=language)
        assert picture.alt.count("1.1") >= 1
        nodes, arrows = re.findall(r"^    n\d+[\[({]", text, re.MULTILINE), re.findall(r"-->", text)
        assert len(nodes) == len(arrows) + 1
    assert RULES.picture(WAIVER, on="2023-06-01", language=language).png().startswith(b"\x89PNG")


def test_outline_counts_as_the_explanation() -> None:
    """The outline has the same limbs as an explanation of the same programme."""
    finding = RULES.decide({}, on="2023-06-01")["rental-housing"]
    explained = finding.explain("zh")
    programme = programme_on(RULES.pack, "rental-housing", date(2023, 6, 1))
    from eligibility.present.explanation import Labeller

    scope, requires = outline(programme, Labeller(RULES.pack, PERSON, "zh")).parts
    assert len(scope.parts) == len(explained.scope)
    assert len(requires.parts) == len(explained.requires)


def test_mermaid_text_is_only_text() -> None:
    """Quotes, brackets, markup, directives and line ends of a pack's text do nothing."""
    evil = '"] --> x["<script>alert(1)</script>`%%{init}%%`\n    click n0 "javascript:alert(1)"'
    text = mermaid_text(Node(evil, "all", "", (Node(evil, "any", "", ()),)))
    assert len(text.splitlines()) == 4
    for line in (line for line in text.splitlines() if "[" in line or "(" in line):
        inner = re.fullmatch(r'    n\d+[\[(]"(.*)"[\])]', line)
        assert inner is not None
        assert not set(inner[1]) & set('"<>`%{}()[]:/')


def test_waterfall_loses_nobody() -> None:
    """The bars after the first add up to everybody, errors apart from refusals, and each says its outcome."""
    rng = random.Random(7)  # noqa: S311 - no secret
    people: list[Any] = [nest(random_person(rng, RULES.facts, [INSIDE])) for _ in range(120)]
    answers = RULES.decide_many([*people, {"no": "fact"}], on="2023-06-01")
    _, steps = waterfall_steps(answers, WAIVER, "zh")
    decided = [one for one in answers if not isinstance(one, EligibilityError)]
    assert sum(step.count for step in steps[1:]) == steps[0].count == len(answers)
    assert steps[1].words == "数据有误，没有作出结论"
    assert steps[1].count == len(answers) - len(decided) == 1
    for outcome in Outcome:
        expected = sum(one[WAIVER].outcome is outcome for one in decided)
        assert sum(step.count for step in steps if step.outcome is outcome) == expected
    picture = eligibility.waterfall(answers, WAIVER, language="zh")
    assert all(f"{step.count} 人" in picture.alt for step in steps)
    assert picture.png().startswith(b"\x89PNG")


def test_waterfall_steps_down_without_a_break() -> None:
    """Every bar begins where the one before it ends, those who stay in included, down to nobody."""
    from matplotlib.figure import Figure

    from eligibility.present.pictures.picture import Writer

    answers = RULES.decide_many(
        [nest(INSIDE), {}, {"loan": {"product": "none"}}, {"loan": {"amount": "100001"}}], on="2023-06-01"
    )
    canvas = Figure()
    eligibility.waterfall(answers, WAIVER, language="zh").draw(canvas, Writer("zh", ("DejaVu Sans",)))
    shapes: list[Any] = list(canvas.axes[0].patches)
    bars = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in shapes]
    assert len(bars) >= 4
    assert [right for _, right in bars[1:]] == [bars[0][1], *(left for left, _ in bars[1:-1])]
    assert bars[-1][0] == 0


def test_waterfall_before_the_plan() -> None:
    """On a day before the plan everybody falls at the date; nobody at all is refused."""
    (_, step) = waterfall_steps(RULES.decide_many([{}], on="2023-04-09"), WAIVER, "en")[1]
    assert (step.count, step.outcome) == (1, Outcome.NOT_APPLICABLE)
    with pytest.raises(UsageError, match="U013"):
        eligibility.waterfall([], WAIVER)
