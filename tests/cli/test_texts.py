"""Decisions and tables as text: widths, wrapping, reasons, what-if."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import eligibility
from eligibility.present.layout import cells, columns, wrap
from eligibility.present.tables import Table, facts_table
from eligibility.present.text import decision_lines, decision_text, what_if_text

ON = date(2023, 6, 1)
RETURNEE: dict[str, Any] = {
    "is_migrant_worker": True,
    "work_history": {"has_outside_work": True, "returned_to_home_county": True},
    "business": {"is_starting": True, "location": "371083"},
    "loan": {
        "product": "entrepreneurship_guarantee_loan",
        "borrower": "individual",
        "amount": "80000",
        "is_split_of_larger_need": False,
        "application_date": "2023-05-10",
    },
}


@pytest.fixture(scope="module")
def rules() -> eligibility.Rulebook:
    """The shipped pack."""
    return eligibility.load("weihai-2023-13")


# --- lines --------------------------------------------------------------------------------------------------


@given(st.text(st.sampled_from("农民工，。（）《》ab c1-,.()"), max_size=80), st.integers(4, 40))
def test_wrapping_keeps_the_text_and_the_width(text: str, width: int) -> None:
    """Nothing but blanks at the breaks is lost, and only what cannot be broken is too long."""
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert cells(line) <= width or not re.search(r"[^（《(] [^，。）》,.)]", line.strip())


def test_no_line_begins_with_a_closing_mark() -> None:
    """Nor ends with an opening one."""
    lines = wrap("符合条件的（包括农民工），都可以申请；《通知》另有规定的除外。" * 4, 20)
    assert all(line[0] not in "，。；）》" and line[-1] not in "（《" for line in lines)


def test_columns_are_aligned_in_cells() -> None:
    """Wide characters count two."""
    rows = [["落户", "符合"], ["rental", "x"], ["创业扶持", "y"]]
    starts = {cells(line) - cells(row[-1]) for line, row in zip(columns(rows), rows, strict=True)}
    assert starts == {10}


def test_a_table_that_is_too_wide_is_stacked(rules: eligibility.Rulebook) -> None:
    """On a narrow terminal each row takes lines of its own, none longer than the terminal."""
    table = facts_table(rules.pack, "en")
    assert max(map(cells, table.lines())) > 100
    assert max(map(cells, table.lines(60))) <= 60
    assert Table(("a", "b"), (("1", "x y " * 30),)).lines(50)[2].startswith("   ")


# --- decisions ----------------------------------------------------------------------------------------------


def test_the_outcomes_come_first(rules: eligibility.Rulebook) -> None:
    """Each programme on one line at the top, in the order of the document, aligned."""
    lines = decision_text(rules.decide(RETURNEE, on=ON), "zh").splitlines()
    start = lines.index("结果一览") + 1
    shown = lines[start : lines.index("", start)]
    titles = [text.title.zh for text in rules.programmes]
    assert [title in line for title, line in zip(titles, shown, strict=True)] == [True] * len(titles)
    assert len({cells(line[: line.index(title)]) for title, line in zip(titles, shown, strict=True)}) == 1
    assert any(line.split() == ["≈", "原则上符合", "免除反担保"] for line in shown)


def test_a_good_outcome_says_what_carries_it(rules: eligibility.Rulebook) -> None:
    """Values where they add something, no repetition, no condition that only the date decides."""
    text = decision_text(rules.decide(RETURNEE, on=ON), "zh")
    _, _, waiver = text.partition("≈ 免除反担保：原则上符合")
    assert "✓ 合同申请金额在10万元及以下（贷款金额：80,000元" in waiver
    assert "✓ 是方案列明的返乡创业农民工\n" in waiver
    assert "✓ 以个人名义借款\n" in waiver
    assert "办理之日方案已经施行" not in waiver


def test_a_bad_outcome_says_which_condition_failed(rules: eligibility.Rulebook) -> None:
    """Only what is certainly not met, with what was read."""
    person = {**RETURNEE, "loan": {**RETURNEE["loan"], "amount": "100000.01"}}
    _, _, waiver = decision_text(rules.decide(person, on=ON), "en").partition("waiver: Not eligible")
    reasons = [line.strip() for line in waiver.partition("Notes")[0].splitlines() if line.strip().startswith("✗")]
    assert len(reasons) == 1
    assert "Loan amount: 100,000.01 yuan" in reasons[0]


def test_before_the_first_day(rules: eligibility.Rulebook) -> None:
    """What all programmes say alike is said once."""
    text = decision_text(rules.decide({}, on=date(2023, 4, 9)), "zh")
    assert text.count("方案尚未施行") == 1
    assert "共同说明" in text
    assert "接下来要问" not in text


def test_warnings_come_before_the_programmes(rules: eligibility.Rulebook) -> None:
    """A loan of ten yuan is decided as typed, and doubted at the top."""
    text = decision_text(rules.decide({**RETURNEE, "loan": {**RETURNEE["loan"], "amount": "10"}}, on=ON), "zh")
    assert text.index("请先核对") < text.index("✓ 创业扶持：符合")


def test_a_width_is_kept(rules: eligibility.Rulebook) -> None:
    """No line is longer than the terminal is wide."""
    for language in ("zh", "en"):
        text = decision_text(rules.decide({}, on=ON), language, 72)
        assert max(cells(line) for line in text.splitlines()) <= 72
        assert "\n" not in decision_text(rules.decide({}, on=ON), language).strip("\n")[:20]


@pytest.mark.parametrize("language", ["fr", "", "ZH"])
def test_other_languages_are_refused(rules: eligibility.Rulebook, language: str) -> None:
    """U009, for decisions and tables alike."""
    decision = rules.decide({}, on=ON)
    with pytest.raises(eligibility.UsageError) as caught:
        decision.text(language)
    assert caught.value.code == "U009"
    with pytest.raises(eligibility.UsageError):
        what_if_text(rules.what_if({}, {}, on=ON), language)


# --- what if ------------------------------------------------------------------------------------------------


def test_a_what_if_table(rules: eligibility.Rulebook) -> None:
    """A row for each combination, a column for what changes, and a word on what does not."""
    table = rules.what_if(RETURNEE, {"loan.amount": ["80000", "100000.01", None]}, on=ON)
    lines = table.text("zh").splitlines()
    assert lines[0].split() == ["贷款金额", "免除反担保"]
    assert lines[1].split() == ["80,000元", "≈", "原则上符合"]
    assert lines[2].split() == ["100,000.01元", "✗", "不符合"]
    assert lines[3].split() == ["未提供", "?", "尚不能确定"]
    assert "各行相同" in lines
    assert "  创业扶持 ✓ 符合" in lines
    assert "not given" in str(table)


def test_a_what_if_with_a_list(rules: eligibility.Rulebook) -> None:
    """Lists and dates are shown in words."""
    lists = [[], [{"relation": "spouse"}]]
    table = rules.what_if({}, {"family.moving_relatives": lists, "birth_date": ["1990-01-02"]}, on=ON)
    assert "1项" in table.text("zh")
    assert "1990年1月2日" in table.text("zh")
    assert what_if_text(rules.what_if({}, {"loan.amount": []}, on=ON), "zh") == ""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_narrow_terminal_is_used_to_its_edge(language: str) -> None:
    """The overview does not stand in a column of single characters where a line has no room beside the outcome."""
    decision = eligibility.load("weihai-2023-13").decide({}, on="2023-06-01")
    narrow = [line.text for line in decision_lines(decision, language, 24)]
    start = narrow.index({"zh": "结果一览", "en": "At a glance"}[language])
    overview = narrow[start + 1 : narrow.index("", start)]
    assert max(map(cells, overview)) <= 24
    assert len(overview) <= 5 * len(decision.findings)
