"""The words that displays add to those of a pack, in Chinese and English."""

from __future__ import annotations

from typing import Final

from eligibility.logic import Outcome, Truth
from eligibility.present.colours import OUTCOME_CLASSES, TRUTH_CLASSES
from eligibility.present.explanation import MARKS
from eligibility.present.html.markup import Markup, element
from eligibility.present.text import OUTCOME_MARKS

__all__ = ["badge", "join_words", "outcome_sign", "pair", "say", "truth_sign"]

_WORDS: Final = {
    "colon": ("：", ": "),
    "comma": ("、", ", "),
    "decision": ("核对结果", "Decision"),
    "finding": ("单项结果", "Finding"),
    "explanation": ("理由", "Explanation"),
    "date": ("办理日期", "Decision date"),
    "readings": ("采用的口径", "Readings chosen"),
    "warnings": ("请先核对", "Please check first"),
    "ask": ("接下来要问", "What to ask next"),
    "ask_more": ("另外 {} 项", "{} more"),
    "nothing_to_ask": ("没有还要问的", "There is nothing left to ask"),
    "services": ("面向社会公众开放、不设条件的 {} 项", "{} open to all without condition"),
    "maintain": ("须由规则包维护者补充", "For the maintainers of the rules to supply"),
    "from": ("来源", "from"),
    "evidence": ("证明", "shown by"),
    "matters": ("关系到 {} 项：{}", "matters for {}: {}"),
    "clause": ("依据", "Clause"),
    "decides": ("决定机关", "Decided by"),
    "scope": ("适用范围", "Scope"),
    "requires": ("条件", "Conditions"),
    "all_conditions": ("逐条查看条件", "Every condition"),
    "notes": ("说明", "Notes"),
    "missing": ("还缺", "Missing"),
    "open": ("有待认定", "Left open"),
    "decided_by": ("由{}认定", "for {} to decide"),
    "reading": ("口径", "reading"),
    "not_in_force": ("该日没有有效的规定", "no text of this programme is in force on this day"),
    "what_if": ("换个情况看看", "What if"),
    "same": ("各行相同的 {} 项", "{} that are the same in every row"),
    "nothing_moves": ("怎样换，各项结果都不变。", "No outcome changes, whichever value is taken."),
    "nothing_differs": ("各列结果完全相同。", "Every column has the same outcomes."),
    "same_columns": ("各列相同的 {} 项", "{} that are the same in every column"),
    "comparison": ("并列比较", "Side by side"),
    "programme": ("事项", "Programme"),
    "differs": ("不同", "differs"),
    "difference": ("规则之间的差别", "What the rules decide differently"),
    "before": ("之前", "Before"),
    "after": ("之后", "After"),
    "for_example": ("例如", "For example"),
    "nearest": ("怎样改变结果", "What would change the outcome"),
    "change": ("改变什么", "What would have to change"),
    "distances": ("与界限的距离", "Distances"),
    "cases": ("算例", "Cases"),
    "case": ("算例", "Case"),
    "result": ("结果", "Result"),
    "passed": ("通过", "passed"),
    "failed": ("不通过", "failed"),
    "place": ("位置", "Where"),
    "none": ("没有", "none"),
    "not_given": ("未提供", "not given"),
    "end": (
        "以上是对照{}核对的结果，不是行政决定；能否办理，以主管部门的决定为准。",
        "This is a check against {}, not an administrative decision; the authorities named above decide.",
    ),
}


def say(language: str, word: str, *values: str | int) -> str:
    """A word or sentence."""
    text = _WORDS[word][language != "zh"]
    return text.format(*values) if values else text


def pair(language: str, word: str, value: str) -> str:
    """A word and what belongs to it."""
    return f"{say(language, word)}{say(language, 'colon')}{value}"


def join_words(language: str, words: list[str] | tuple[str, ...]) -> str:
    """Words in a row."""
    return say(language, "comma").join(words)


def outcome_sign(outcome: Outcome) -> Markup:
    """The sign of an outcome; its word stands beside it."""
    return element("span", OUTCOME_MARKS[outcome], class_=f"sign {OUTCOME_CLASSES[outcome]}", aria_hidden="true")


def truth_sign(truth: Truth) -> Markup:
    """The sign of a condition; its word stands beside it."""
    return element("span", MARKS[truth], class_=f"sign {TRUTH_CLASSES[truth]}", aria_hidden="true")


def badge(outcome: Outcome, language: str, extra: str = "") -> Markup:
    """Sign and word of an outcome, in its colour and its frame."""
    sign = element("span", OUTCOME_MARKS[outcome], aria_hidden="true")
    return element("span", sign, " ", outcome.label(language), extra, class_=f"badge {OUTCOME_CLASSES[outcome]}")
