"""What the rule language says to people: values and groups in words, and the particulars of its errors."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

import eligibility
from eligibility import Location, PackError
from eligibility.language import tree
from eligibility.language.check import Names, check_test
from eligibility.language.parse import parse
from eligibility.language.types import BOOLEAN, DATE, INTEGER, MONEY, Kind, Type
from eligibility.language.wording import amount, group_words, value_words

NAMES = Names(
    facts={"yes": BOOLEAN, "size": INTEGER, "born": DATE},
    parameters={"limit": MONEY},
    readings={"D1": (("one", "two"), "two")},
    terms={},
    territory=("371002",),
)
BORN, TODAY, SIZE = tree.Fact("born", DATE), tree.DecisionDate(DATE), tree.Fact("size", INTEGER)
FIVE = tree.Constant(5, INTEGER)


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (True, "是", "yes"),
        (False, "否", "no"),
        (date(2023, 4, 10), "2023年4月10日", "2023-04-10"),
        (Decimal("100000.01"), "100,000.01", "100,000.01"),
        (Decimal("100000.00"), "100,000", "100,000"),
        (12_000, "12,000", "12,000"),
        (("a", "b"), "a、b", "a, b"),
        ((), "无", "none"),
        ("371002", "371002", "371002"),
    ],
)
def test_values_in_words(value: Any, zh: str, en: str) -> None:
    """A value reads as each language writes it."""
    assert (amount(value, "zh"), amount(value, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("node", "zh", "en"),
    [
        (TODAY, "办理日期", "the decision date"),
        (tree.Arithmetic("*", SIZE, FIVE, INTEGER), "〔size〕 × 5", "〔size〕 × 5"),
        (tree.YearsBetween(BORN, TODAY, INTEGER), "〔born〕至办理日期的周岁", "age by 〔born〕"),
        (tree.YearsBetween(BORN, BORN, INTEGER), "〔born〕至〔born〕的整年数", "years from 〔born〕 to 〔born〕"),
        (
            tree.MonthsBetween(BORN, TODAY, INTEGER),
            "〔born〕至办理日期的整月数",
            "months from 〔born〕 to the decision date",
        ),
        (tree.AddMonths(BORN, FIVE, DATE), "〔born〕之后5个月", "〔born〕 plus 5 month(s)"),
        (tree.Count(tree.Fact("kids", Type(Kind.RECORDS)), INTEGER), "〔kids〕的数目", "number of 〔kids〕"),
    ],
)
def test_computed_values_in_words(node: tree.Value, zh: str, en: str) -> None:
    """What is computed reads as a noun phrase around the labels of what it reads."""

    def label(part: Any, _: str) -> str:
        return f"〔{part.path}〕"

    assert (value_words(node, label, "zh"), value_words(node, label, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("node", "zh", "en"),
    [
        (tree.AllOf(()), "以下各项都要满足", "All of these"),
        (tree.AnyOf(()), "以下任一项满足即可", "Any one of these"),
        (tree.AtLeast(2, ()), "以下至少满足2项", "At least 2 of these"),
        (tree.Not(tree.AllOf(())), "以下不得满足", "Not this"),
    ],
)
def test_groups_in_words(node: tree.Condition, zh: str, en: str) -> None:
    """A group without wording of its own has a heading."""
    assert (group_words(node, "zh"), group_words(node, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("text", "code", "details", "suggestion"),
    [
        ("decision_dat > born", "E101", {"name": "decision_dat"}, "decision_date"),
        ("siz > 5", "E101", {"name": "siz"}, "size"),
        ("limt > 5", "E101", {"name": "limt"}, "limit"),
        ("nothing_like_it", "E101", {"name": "nothing_like_it"}, None),
        ('reading.D11 = "one"', "P204", {"name": "D11"}, "reading.D1"),
        ('reading.XYZW = "one"', "P204", {"name": "XYZW"}, None),
        ("born + size > 5", "E110", {"operator": "+", "left": "date", "right": "integer"}, None),
        ("size in teritory", "E101", {"name": "teritory"}, "territory"),
        ("yes and size in (1, size + 2)", "E105", {"expected": "a plain value", "got": "size + 2"}, None),
        ("size in (1, -size)", "E105", {"expected": "a plain value", "got": "-size"}, None),
        ("1 = size + (yes and yes)", "E105", {"expected": "a value", "got": "yes and yes"}, None),
        ("born > date(size)", "E105", {"expected": "a date in quotes", "got": "size"}, None),
        ("size * yes > 5", "E110", {"operator": "*", "left": "integer", "right": "boolean"}, None),
    ],
)
def test_particulars_of_errors(text: str, code: str, details: dict[str, str], suggestion: str | None) -> None:
    """An error names what it is about, and what was perhaps meant."""
    with pytest.raises(PackError) as caught:
        check_test(text, NAMES, Location("x.yaml", 1, 1))
    (found,) = caught.value.problems
    assert (found.code, dict(found.details), found.suggestion) == (code, details, suggestion)


@pytest.mark.parametrize(("text", "got"), [("a = = b", "="), ("1 < a < 3", "<"), ("a)", ")"), ("贷款 = ￥", "￥")])
def test_what_was_not_understood(text: str, got: str) -> None:
    """A syntax error shows the very sign that was not understood."""
    with pytest.raises(PackError) as caught:
        parse(text, Location("x.yaml", 1, 1))
    assert dict(caught.value.problems[0].details)["got"] == got


def test_readable_facts() -> None:
    """What a programme can read includes its items, the list they are about, and its notes."""
    rules = eligibility.load("weihai-2023-13")
    engine = rules._engine
    place = rules.pack.programme_ids.index("settlement")
    read = engine.on(date(2023, 6, 1)).readable(place)
    assert {"settlement.wants", "family.moving_relatives", "family.moving_relatives[].relation"} <= read
    noted = {
        node.path
        for text in rules.pack.programmes
        for note in text.notes
        if text.id == "settlement" and note.when is not None
        for node in tree.walk(note.when)
        if isinstance(node, tree.Fact)
    }
    assert noted <= read
