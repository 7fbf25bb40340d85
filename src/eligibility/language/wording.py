"""The tree in words: what a test says, for people, in Chinese and English.

Authors give their conditions wording of their own; this is for everything that has none, and for values.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final, Protocol

from eligibility.language import tree
from eligibility.language.text import Text

__all__ = [
    "Labels",
    "Named",
    "amount",
    "condition_words",
    "group_words",
    "operator_words",
    "region_words",
    "value_words",
]

Named = Callable[[tree.Value, str], str]
"""Gives the name of a fact, field, parameter or reading in a language."""


class Labels(Protocol):
    """The words of a pack."""

    def name(self, node: tree.Value, language: str) -> str:
        """The name of a fact, field, parameter or reading."""
        ...

    def plain(self, value: Any, beside: tree.Value, language: str) -> str:
        """A plain value in the words of the fact or reading that it is compared with: a choice, a place, an amount."""
        ...


_OPERATORS: Final = {
    "=": ("为", "is"),
    "!=": ("不为", "is not"),
    "<": ("小于", "is less than"),
    "<=": ("不超过", "is at most"),
    ">": ("大于", "is more than"),
    ">=": ("不低于", "is at least"),
}
_DATE_OPERATORS: Final = {
    "<": ("早于", "is before"),
    "<=": ("不晚于", "is no later than"),
    ">": ("晚于", "is after"),
    ">=": ("不早于", "is no earlier than"),
}


def condition_words(node: tree.Condition, labels: Labels, language: str) -> str:
    """A condition as a phrase.

    >>> from eligibility.language.types import BOOLEAN
    >>> class Words:
    ...     def name(self, node, language): return "新市民" if language == "zh" else "New citizen"
    ...     def plain(self, value, beside, language): return str(value)
    >>> condition_words(tree.Not(tree.Holds(tree.Fact("is_new_citizen", BOOLEAN))), Words(), "zh")
    '并非（新市民）'
    """
    chinese = language == "zh"
    match node:
        case tree.Labelled(says=says, body=body):
            return says.in_language(language) if says is not None else condition_words(body, labels, language)
        case tree.Term(body=body):
            return condition_words(body, labels, language)
        case tree.Holds(value):
            return value_words(value, labels.name, language)
        case tree.Compare(operator, left, right):
            word = operator_words(operator, language, dated=left.type.kind.value == "date")
            sides = (_side(left, right, labels, language), _side(right, left, labels, language))
            return f"{sides[0]}{word}{sides[1]}" if chinese else f"{sides[0]} {word} {sides[1]}"
        case tree.Member(value, options, name):
            if name == "territory":
                inside = "在本地范围内" if chinese else " lies in the territory"
                return value_words(value, labels.name, language) + inside
            listed = ("、" if chinese else ", ").join(labels.plain(option, value, language) for option in options)
            middle = "为以下之一：" if chinese else " is one of: "
            return value_words(value, labels.name, language) + middle + listed
        case tree.Contains(collection, choice):
            middle = "包括" if chinese else " includes "
            return value_words(collection, labels.name, language) + middle + labels.plain(choice, collection, language)
        case tree.Not(part):
            inner = condition_words(part, labels, language)
            return f"并非（{inner}）" if chinese else f"not ({inner})"
        case tree.Open(term=term):
            return term.in_language(language)
        case tree.Quantified(every=every, records=records, body=body):
            who, what = value_words(records, labels.name, language), condition_words(body, labels, language)
            if chinese:
                return f"{who}中{'每一个都' if every else '至少有一个'}满足：{what}"
            return f"{'every' if every else 'at least one'} of {who}: {what}"
        case _:
            return group_words(node, language)


def operator_words(operator: str, language: str, *, dated: bool = False) -> str:
    """A comparison in words, for dates in those of time.

    >>> operator_words("<=", "zh"), operator_words(">", "en", dated=True)
    ('不超过', 'is after')
    """
    return (_DATE_OPERATORS if dated and operator in _DATE_OPERATORS else _OPERATORS)[operator][language != "zh"]


def _side(value: tree.Value, beside: tree.Value, labels: Labels, language: str) -> str:
    if isinstance(value, tree.Constant):
        return labels.plain(value.value, beside, language)
    return value_words(value, labels.name, language)


def group_words(node: tree.Condition, language: str) -> str:
    """The heading of a group without wording of its own."""
    chinese = language == "zh"
    match node:
        case tree.AllOf():
            return "以下各项都要满足" if chinese else "All of these"
        case tree.AnyOf():
            return "以下任一项满足即可" if chinese else "Any one of these"
        case tree.AtLeast(count, _):
            return f"以下至少满足{count}项" if chinese else f"At least {count} of these"
        case _:
            return "以下不得满足" if chinese else "Not this"


def value_words(node: tree.Value, named: Named, language: str) -> str:
    """A value as a noun phrase."""
    chinese = language == "zh"

    def words(part: tree.Value) -> str:
        return value_words(part, named, language)

    match node:
        case tree.Constant(value=value):
            return amount(value, language)
        case tree.DecisionDate():
            return "办理日期" if chinese else "the decision date"
        case tree.Arithmetic(operator, left, right, _):
            return f"{words(left)} {operator.replace('*', '×')} {words(right)}"
        case tree.YearsBetween(start, tree.DecisionDate(), _):
            return f"{words(start)}至办理日期的周岁" if chinese else f"age by {words(start)}"
        case tree.YearsBetween(start, end, _):
            return f"{words(start)}至{words(end)}的整年数" if chinese else f"years from {words(start)} to {words(end)}"
        case tree.MonthsBetween(start, end, _):
            return f"{words(start)}至{words(end)}的整月数" if chinese else f"months from {words(start)} to {words(end)}"
        case tree.AddMonths(start, months, _):
            return (
                f"{words(start)}之后{words(months)}个月" if chinese else f"{words(start)} plus {words(months)} month(s)"
            )
        case tree.Count(of, _):
            return f"{words(of)}的数目" if chinese else f"number of {words(of)}"
        case _:
            return named(node, language)


def amount(value: Any, language: str) -> str:
    """A plain value for people: thousands grouped, dates in the language's own order, yes and no in words.

    >>> amount(Decimal("100000.01"), "zh"), amount(True, "zh"), amount(date(2023, 4, 10), "zh")
    ('100,000.01', '是', '2023年4月10日')
    """
    if isinstance(value, bool):
        return ("是" if value else "否") if language == "zh" else ("yes" if value else "no")
    if isinstance(value, Decimal):
        return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,}"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日" if language == "zh" else value.isoformat()
    if isinstance(value, tuple):
        separator = "、" if language == "zh" else ", "
        return separator.join(str(one) for one in value) or ("无" if language == "zh" else "none")
    return f"{value:,}" if isinstance(value, int) else str(value)


def region_words(name: Text, code: str, language: str) -> str:
    """A place by its name, with the code by which files have it.

    >>> region_words(Text("乳山市", "Rushan City"), "371083", "zh")
    '乳山市（371083）'
    """
    return f"{name.zh}（{code}）" if language == "zh" else f"{name.en} ({code})"
