"""Nearest changes, distances and gaps as text, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from eligibility.language.types import Kind
from eligibility.language.wording import amount, operator_words
from eligibility.pack.layout import generic_path
from eligibility.present.explanation import Labeller
from eligibility.prove.words import bounded_text

if TYPE_CHECKING:
    from eligibility.prove.nearest import Distance, FactChange, Nearest

__all__ = ["distance_text", "nearest_text", "nearest_title", "remarks", "ways"]


def distance_text(one: Distance, language: str) -> str:
    """One distance: what it is, what it is compared with, and by how much it is over or short."""
    chinese = language == "zh"
    value, threshold = amount(one.value, language), amount(one.threshold, language)
    if chinese:
        return f"{one.label.zh}：{value}，界限 {threshold}，{_by(one, language)}"
    return f"{one.label.en}: {value}, the limit is {threshold}, {_by(one, language)}"


def _by(one: Distance, language: str) -> str:
    """``超出340元``, ``340 yuan over``; what is below is short only where it has to be above; dates are earlier."""
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
        return f"{'超出' if over else '低' if one.met else '差'}{size}{unit}"
    return f"{size}{f' {unit}' if unit else ''} {'over' if over else 'below' if one.met else 'short'}"


def nearest_text(found: Nearest, language: str) -> str:
    """The alternatives and the distances, one to a line."""
    return "\n".join(_nearest_lines(found, language))


def _nearest_lines(found: Nearest, language: str) -> Iterator[str]:
    chinese = language == "zh"
    yield f"{nearest_title(found, language)}{'：' if chinese else ': '}{found.before.label(language)}"
    for number, (one, way) in enumerate(zip(found.alternatives, ways(found, language), strict=True), 1):
        yield f"{number}. {('；' if chinese else '; ').join(way)} ⇒ {one.outcome.label(language)}"
    yield from remarks(found, language)
    if found.distances:
        yield "与界限的距离" if chinese else "Distances"
        yield from (f"  {'✓' if one.met else '✗'} {distance_text(one, language)}" for one in found.distances)


def remarks(found: Nearest, language: str) -> Iterator[str]:
    """What is said beside the alternatives: why there is none, or that there may be others."""
    chinese = language == "zh"
    if not found.wanted:
        yield "已经是最好的结果" if chinese else "There is no better outcome"
    elif not found.alternatives:
        yield _nothing(found, chinese)
        asked = _to_ask_first(found, language)
        if asked:
            yield f"先要问清：{'、'.join(asked)}" if chinese else f"To be asked first: {', '.join(asked)}"
    elif not found.exhausted:
        yield "（可能还有别的办法，没有列出）" if chinese else "(there may be other ways that are not listed)"
    if found.bounded:
        facts = found.decision.engine.pack.fact_by_path
        yield bounded_text([(facts[path].label.in_language(language), most) for path, most in found.bounded], language)


def nearest_title(found: Nearest, language: str) -> str:
    """The title of the programme, or of its item."""
    title = found.title.in_language(language)
    if found.item is None:
        return title
    pack, person = found.decision.engine.pack, found.decision.person
    item = found.decision[found.programme].items[found.item]
    return f"{title} · {Labeller(pack, person, language).item(item)}"


def _nothing(found: Nearest, chinese: bool) -> str:
    if not found.exhausted and not found.bounded:
        return "求解器没有在时限内得出结论" if chinese else "The solver gave no answer in time"
    if chinese:
        return "只改本人能改的情况，达不到更好的结果"
    return "Nothing that a person can change reaches a better outcome"


def _to_ask_first(found: Nearest, language: str) -> list[str]:
    """What is missing and is not for the person to change: while it is not known, no change may be enough."""
    finding = found.decision[found.programme]
    answer = finding if found.item is None else finding.items[found.item]
    facts = found.decision.engine.pack.fact_by_path
    changeable = {path for path, fact in facts.items() if fact.changeable}
    fixed = [fact.label.in_language(language) for fact in answer.missing if generic_path(fact.path) not in changeable]
    return list(dict.fromkeys(fixed))


def ways(found: Nearest, language: str) -> list[list[str]]:
    """For each alternative its changes in words."""
    labeller = Labeller(found.decision.engine.pack, found.decision.person, language)
    return [[_change(change, labeller) for change in one.changes] for one in found.alternatives]


def _change(change: FactChange, labeller: Labeller) -> str:
    """``贷款金额：100,340元 → 100,000元``; a record of a list is added or left out."""
    chinese, label = labeller.language == "zh", change.label.in_language(labeller.language)
    between = "：" if chinese else ": "
    records, bracket, rest = change.path.partition("[")
    place = int(rest.partition("]")[0]) + 1 if bracket else 0
    if change.path.endswith("]"):
        record = change.before if change.after is None else change.after
        said = _record(records, record, labeller)
        if change.after is None:
            return f"{label}{between}{f'去掉第{place}项' if chinese else f'leave out number {place}'}{said}"
        return f"{label}{between}{'增加一项' if chinese else 'add one'}{said}"
    if bracket:
        label = f"第{place}项{label}" if chinese else f"{label} {place}"
    before = ("未知" if chinese else "not known") if change.before is None else _value(change, change.before, labeller)
    return f"{label}{between}{before} → {_value(change, change.after, labeller)}"


def _value(change: FactChange, value: Any, labeller: Labeller) -> str:
    path = generic_path(change.path)
    shown = labeller.fact_value(path, value)
    if labeller.pack.fact_by_path[path].type.kind is not Kind.RECORDS:
        return shown
    return shown + "".join(_record(path, record, labeller) for record in value)


def _record(records: str, record: Mapping[str, Any], labeller: Labeller) -> str:
    """What is said of a record, in brackets; nothing where nothing is."""
    chinese = labeller.language == "zh"
    said = [f"{label}{'：' if chinese else ': '}{value}" for label, value in labeller.record(records, record)]
    if not said:
        return ""
    return f"（{'，'.join(said)}）" if chinese else f" ({', '.join(said)})"
