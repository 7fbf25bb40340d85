"""The value of a fact in words: the same in an explanation, a difference and the history of a case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import eligibility
from eligibility.present.fact_words import FactWords

PACK = eligibility.load(Path(__file__).with_name("small_pack")).pack

CASES: list[tuple[str, Any, str, str]] = [
    ("income.yearly", "20000.50", "20,000.50元", "20,000.50 yuan"),
    ("income.yearly", 20000, "20,000元", "20,000 yuan"),
    ("birth_date", "1990-02-28", "1990年2月28日", "1990-02-28"),
    ("lives.place", "100001", "东区（100001）", "East (100001)"),
    ("lives.place", "100009", "东区（100009）", "East (100009)"),
    ("lives.place", "110101", "110101", "110101"),
    ("lives.alone", True, "是", "yes"),
    ("job", "part", "兼职", "Part time"),
    ("benefits", ["housing", "heating"], "住房、取暖", "Housing, Heating"),
    ("benefits", [], "无", "none"),
    ("children", [{}, {}], "2项", "2 listed"),
    ("children[].at_school", False, "否", "no"),
    ("rooms", 3, "3", "3"),
]
OF_OTHER_RULES: list[tuple[str, Any, str]] = [
    ("income.yearly", "much", "much"),
    ("income.yearly", True, "是"),
    ("birth_date", "1990", "1990"),
    ("birth_date", False, "否"),
    ("lives.place", ["x"], "['x']"),
    ("job", "retired", "retired"),
    ("job", 5, "5"),
    ("benefits", ["pension"], "pension"),
    ("benefits", "housing", "housing"),
    ("children", 2, "2"),
    ("rooms", "many", "many"),
]


@pytest.mark.parametrize(("path", "value", "chinese", "english"), CASES)
def test_plain_values(path: str, value: Any, chinese: str, english: str) -> None:
    """Amounts have their unit, places and choices their names, dates the order of the language."""
    assert FactWords.of(PACK, "zh").plain(path, value) == chinese
    assert FactWords.of(PACK, "en").plain(path, value) == english


@pytest.mark.parametrize(("path", "value", "shown"), OF_OTHER_RULES)
def test_what_was_told_under_other_rules(path: str, value: Any, shown: str) -> None:
    """A value that these rules would not take is shown as it is: a history is never refused."""
    assert FactWords.of(PACK, "zh").plain(path, value) == shown
