"""The tree in words, for conditions to which the author gave no wording."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import eligibility
from edits import Edit, copy_pack
from eligibility.language import tree
from eligibility.language.text import Text
from eligibility.language.types import BOOLEAN, DATE, INTEGER, MONEY, REGION, Kind, Type
from eligibility.language.wording import amount, condition_words, group_words, value_words

SMALL = Path(__file__).with_name("small_pack")
CHOICE = Type(Kind.CHOICE, ("part", "full"))
CHOICES = Type(Kind.CHOICES, ("housing", "heating"))
FLAG = tree.Holds(tree.Fact("flag", BOOLEAN))
BORN = tree.Fact("born", DATE)
TODAY = tree.DecisionDate(DATE)
INCOME = tree.Fact("income", MONEY)
LIMIT = tree.Parameter("limit", MONEY)
CHILDREN = tree.Fact("children", Type(Kind.RECORDS, records="children"))
PLACE = tree.Fact("place", REGION)
ROOMS = tree.Constant(3, INTEGER)
DOUBT = tree.Open("doubt", Text("疑义", "the doubt"), ("小局",), "一")
NAMES = {
    "flag": "旗",
    "born": "生日",
    "income": "收入",
    "limit": "上限",
    "children": "子女",
    "place": "住地",
    "benefits": "待遇",
}

CONDITIONS = [
    (FLAG, "旗", "flag"),
    (tree.Not(FLAG), "并非（旗）", "not (flag)"),
    (tree.Compare("<=", INCOME, LIMIT), "收入不超过上限", "income is at most limit"),
    (tree.Compare("!=", INCOME, LIMIT), "收入不为上限", "income is not limit"),
    (tree.Compare("<=", BORN, TODAY), "生日不晚于办理日期", "born is no later than the decision date"),
    (tree.Compare("=", BORN, TODAY), "生日为办理日期", "born is the decision date"),
    (tree.Member(tree.Fact("job", CHOICE), ("part", "full")), "job为以下之一：兼职、全职", "job is one of: part, full"),
    (
        tree.Member(tree.Fact("place", REGION), ("371002",), "territory"),
        "住地在本地范围内",
        "place lies in the territory",
    ),
    (tree.Compare("=", tree.Fact("job", CHOICE), tree.Constant("full", CHOICE)), "job为全职", "job is full"),
    (tree.Compare("<", tree.Constant(Decimal(1), MONEY), INCOME), "1元小于收入", "1 yuan is less than income"),
    (tree.Compare("<", LIMIT, ROOMS), "上限小于3", "limit is less than 3"),
    (tree.Contains(tree.Fact("benefits", CHOICES), "heating"), "待遇包括取暖", "benefits includes heating"),
    (DOUBT, "疑义", "the doubt"),
    (tree.Quantified(False, "c", CHILDREN, FLAG), "子女中至少有一个满足：旗", "at least one of children: flag"),
    (tree.Quantified(True, "c", CHILDREN, FLAG), "子女中每一个都满足：旗", "every of children: flag"),
    (tree.AllOf((FLAG, FLAG)), "以下各项都要满足", "All of these"),
    (tree.AnyOf((FLAG, FLAG)), "以下任一项满足即可", "Any one of these"),
    (tree.AtLeast(2, (FLAG, FLAG, FLAG)), "以下至少满足2项", "At least 2 of these"),
    (tree.Term("t", None, FLAG), "旗", "flag"),
    (tree.Labelled("id", None, "一", "", "", FLAG), "旗", "flag"),
    (tree.Labelled("id", Text("说法", "said"), "一", "", "", FLAG), "说法", "said"),
]

VALUES = [
    (tree.Constant(Decimal("100000.01"), MONEY), "100,000.01", "100,000.01"),
    (tree.Constant(date(2023, 4, 10), DATE), "2023年4月10日", "2023-04-10"),
    (TODAY, "办理日期", "the decision date"),
    (tree.Arithmetic("*", INCOME, ROOMS, MONEY), "收入 × 3", "income × 3"),
    (tree.Arithmetic("-", INCOME, LIMIT, MONEY), "收入 - 上限", "income - limit"),
    (tree.YearsBetween(BORN, TODAY, INTEGER), "生日至办理日期的周岁", "age by born"),
    (
        tree.YearsBetween(BORN, tree.Fact("start", DATE), INTEGER),
        "生日至start的整年数",
        "years from born to start",
    ),
    (tree.MonthsBetween(BORN, TODAY, INTEGER), "生日至办理日期的整月数", "months from born to the decision date"),
    (tree.AddMonths(BORN, ROOMS, DATE), "生日之后3个月", "born plus 3 month(s)"),
    (tree.Count(CHILDREN, INTEGER), "子女的数目", "number of children"),
]

AMOUNTS = [
    (True, "是", "yes"),
    (False, "否", "no"),
    (12_345, "12,345", "12,345"),
    (Decimal("100000.00"), "100,000", "100,000"),
    (("a", "b"), "a、b", "a, b"),
    ((), "无", "none"),
    ("part", "part", "part"),
]


def label(node: tree.Value, language: str) -> str:
    """Chinese names for those that have one."""
    name = getattr(node, "path", "") or getattr(node, "name", "")
    return NAMES.get(name, name) if language == "zh" else name


class Words:
    """The words of a pack: Chinese ones for some choices, and a unit for money."""

    def name(self, node: tree.Value, language: str) -> str:
        """The name that stands above, else the path."""
        return label(node, language)

    def plain(self, value: object, beside: tree.Value, language: str) -> str:
        """The value with its unit or its label."""
        text = amount(value, language)
        if beside == INCOME:
            return f"{text}元" if language == "zh" else f"{text} yuan"
        return {"part": "兼职", "full": "全职", "heating": "取暖"}.get(text, text) if language == "zh" else text


@pytest.mark.parametrize(("node", "zh", "en"), CONDITIONS)
def test_condition_in_words(node: tree.Condition, zh: str, en: str) -> None:
    """Every kind of condition is a phrase in both languages."""
    assert condition_words(node, Words(), "zh") == zh
    assert condition_words(node, Words(), "en") == en


@pytest.mark.parametrize(("node", "zh", "en"), VALUES)
def test_value_in_words(node: tree.Value, zh: str, en: str) -> None:
    """Every kind of computed value is a noun phrase in both languages."""
    assert value_words(node, label, "zh") == zh
    assert value_words(node, label, "en") == en


@pytest.mark.parametrize(("value", "zh", "en"), AMOUNTS)
def test_plain_value_in_words(value: object, zh: str, en: str) -> None:
    """Plain values read as people write them."""
    assert amount(value, "zh") == zh
    assert amount(value, "en") == en


def test_every_kind_is_covered() -> None:
    """No kind of condition is left to the heading of another."""
    kinds = {type(node) for node, _, _ in CONDITIONS}
    assert kinds == set(tree.Condition.__args__)
    assert group_words(tree.Not(FLAG), "zh") == "以下不得满足"
    assert group_words(tree.Not(FLAG), "en") == "Not this"


def test_without_wording_a_condition_names_the_choice(tmp_path: Path) -> None:
    """A condition that its author left without words names a choice by its label, never by its code."""
    edits = (
        Edit("programmes/heating.yaml", ", says: {zh: 非全职, en: Has no full job}", ""),
        Edit("programmes/heating.yaml", ", says: {zh: 未享取暖, en: Gets no heating yet}", ""),
    )
    rules = eligibility.load(copy_pack(SMALL, tmp_path, *edits))
    finding = rules.decide({"job": "full", "benefits": ["heating"]}, on="2024-06-01")["heating"]
    assert "并非（工作为全职）" in str(finding.explain("zh"))
    assert "并非（已享待遇包括取暖）" in str(finding.explain("zh"))
    assert "not (Work is Full time)" in str(finding.explain("en"))
