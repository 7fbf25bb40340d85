"""Nearest changes, distances and gaps as text, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from eligibility.language.wording import amount, operator_words
from eligibility.present.explanation import Labeller

if TYPE_CHECKING:
    from eligibility.prove.nearest import Alternative, Distance, Nearest

__all__ = ["distance_text", "nearest_text"]


def distance_text(one: Distance, language: str) -> str:
    """One distance: what it is, what it is compared with, and by how much it is over or short."""
    chinese = language == "zh"
    value, threshold = amount(one.value, language), amount(one.threshold, language)
    if chinese:
        return f"{one.label.zh}：{value}，界限 {threshold}，{_by(one, language)}"
    return f"{one.label.en}: {value}, the limit is {threshold}, {_by(one, language)}"


def _by(one: Distance, language: str) -> str:
    """``超出340元``, ``340 yuan over``; for dates earlier and later."""
    chinese = language == "zh"
    if one.by == 0:
        dated = isinstance(one.value, date)
        operator = operator_words(one.operator, language, dated=dated)
        met = ("满足" if one.met else "不满足") if chinese else ("which is" if one.met else "which is not")
        if chinese:
            return f"正好相等，{met}“{operator}”"
        return f"exactly there, {met} “{operator.removeprefix('is ')}”"
    size = amount(abs(one.by), language)
    over = one.by > 0
    if isinstance(one.value, date):
        return f"{'晚' if over else '早'}{size}天" if chinese else f"{size} days {'later' if over else 'earlier'}"
    unit = one.unit.in_language(language)
    if chinese:
        return f"{'超出' if over else '差'}{size}{unit}"
    return f"{size}{f' {unit}' if unit else ''} {'over' if over else 'short'}"


def nearest_text(found: Nearest, language: str) -> str:
    """The alternatives and the distances, one to a line."""
    return "\n".join(_nearest_lines(found, language))


def _nearest_lines(found: Nearest, language: str) -> Iterator[str]:
    chinese = language == "zh"
    yield f"{found.title.in_language(language)}{'：' if chinese else ': '}{found.before.label(language)}"
    if not found.wanted:
        yield "已经是最好的结果" if chinese else "There is no better outcome"
    elif not found.alternatives:
        nothing = (
            "只改本人能改的情况，达不到更好的结果"
            if chinese
            else "Nothing that a person can change reaches a better outcome"
        )
        unsure = "求解器没有在时限内得出结论" if chinese else "The solver gave no answer in time"
        yield nothing if found.exhausted else unsure
    for number, one in enumerate(found.alternatives, 1):
        yield f"{number}. {_alternative(one, found, language)}"
    if found.alternatives and not found.exhausted:
        yield "（还有别的办法，没有列出）" if chinese else "(there are other ways that are not listed)"
    if found.distances:
        yield "与界限的距离" if chinese else "Distances"
        yield from (f"  {'✓' if one.met else '✗'} {distance_text(one, language)}" for one in found.distances)


def _alternative(one: Alternative, found: Nearest, language: str) -> str:
    chinese = language == "zh"
    decision = found.decision
    labeller = Labeller(decision.engine.pack, decision.person, language)

    def shown(path: str, value: Any) -> str:
        if value is None:
            return "未知" if chinese else "not known"
        return labeller.fact_value(path, value)

    changes = [
        f"{change.label.in_language(language)}{'：' if chinese else ': '}"
        f"{shown(change.path, change.before)} → {shown(change.path, change.after)}"
        for change in one.changes
    ]
    return f"{('；' if chinese else '; ').join(changes)} ⇒ {one.outcome.label(language)}"
