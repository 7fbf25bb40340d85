"""What somebody types in an interview, understood: a value, a reason for not knowing, or a wish to go elsewhere.

Typing is met half way (full-width characters, 2023年6月1日, labels and numbers of choices); what comes of it still
goes through the library's own door.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from eligibility.interchange.typed import half_width, shown_spellings, typed_date
from eligibility.language.types import Kind
from eligibility.pack.layout import UnknownReason
from eligibility.pack.model import FactDefinition, Pack

__all__ = ["Command", "NotUnderstood", "Option", "Parsed", "format_hint", "options_of", "parse_answer"]

_REASONS: Final = {
    UnknownReason.NOT_KNOWN: (
        "不知道",
        "不清楚",
        "未知",
        "unknown",
        "not known",
        "not_known",
        "don't know",
        "dont know",
    ),
    UnknownReason.REFUSED: ("不愿说", "不愿提供", "不想说", "拒绝", "refused", "refuse", "won't say"),
    UnknownReason.CONFLICTING: ("有出入", "不一致", "来源不一致", "conflicting", "conflict"),
    UnknownReason.NOT_ASKED: ("跳过", "以后再说", "没问", "未询问", "not_asked", "not asked", "skip", "later"),
}
_COMMANDS: Final = {
    "back": ("返回", "上一题", "上一步", "back"),
    "quit": ("退出", "结束", "quit", "exit"),
    "help": ("帮助", "说明", "help", "?"),
}
_YES: Final = ("是", "是的", "对", "有", "愿意", "y", "yes", "true")
_NO: Final = ("否", "不是", "不", "没有", "没", "无", "不愿意", "n", "no", "false")
_NONE: Final = ("无", "没有", "都没有", "都不属于", "都不是", "none", "0")


@dataclass(frozen=True, slots=True)
class Command:
    """A wish of the person who types: ``back``, ``quit`` or ``help``."""

    name: str


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers to choose from: what is kept, and how it is shown."""

    value: str
    label: str


Parsed = Command | UnknownReason | tuple[Any]
"""A wish, a reason for not knowing, or a value in a tuple of its own."""


class NotUnderstood(Exception):  # noqa: N818 - no error of the library, only of a typist
    """An answer that means nothing here; the question is asked again."""


def options_of(fact: FactDefinition, pack: Pack, language: str) -> tuple[Option, ...]:
    """The answers to choose from, in order; none where a value is typed in."""
    match fact.type.kind:
        case Kind.BOOLEAN:
            return (Option("true", "是"), Option("false", "否")) if language == "zh" else _yes_or_no()
        case Kind.CHOICE | Kind.CHOICES:
            return tuple(Option(choice, fact.label_of(choice, language)) for choice in fact.type.choices)
        case Kind.REGION:
            return tuple(Option(unit.code, unit.name.in_language(language)) for unit in pack.units)
        case _:
            return ()


def _yes_or_no() -> tuple[Option, ...]:
    return (Option("true", "Yes"), Option("false", "No"))


def format_hint(fact: FactDefinition, language: str) -> str:
    """How to write an answer; empty where choosing a number says it all."""
    unit = fact.unit.in_language(language) if fact.unit else ""
    chinese = language == "zh"
    match fact.type.kind:
        case Kind.MONEY:
            return (
                f"填金额，单位{unit or '元'}，如 80000" if chinese else f"an amount in {unit or 'yuan'}, such as 80000"
            )
        case Kind.INTEGER:
            return (
                f"填整数{f'，单位{unit}' if unit else ''}"
                if chinese
                else f"a whole number{f' of {unit}' if unit else ''}"
            )
        case Kind.DATE:
            return "填日期，如 2023-06-01" if chinese else "a date such as 2023-06-01"
        case Kind.CHOICES:
            return "可选多项，用空格隔开；都没有填 0" if chinese else "one or more, with blanks between; 0 for none"
        case Kind.REGION:
            return "其他地方填六位行政区划代码" if chinese else "for any other place its six-digit code"
        case Kind.RECORDS:
            return "填人数，没有填 0" if chinese else "how many; 0 for none"
        case _:
            return ""


def parse_answer(text: str, fact: FactDefinition, pack: Pack, language: str) -> Parsed:
    """What an answer means.

    Raises:
        NotUnderstood: nothing that the question allows.
    """
    answer = half_width(text)
    options = options_of(fact, pack, language)
    if fact.type.kind is not Kind.CHOICES:
        chosen = _chosen(answer, options, pack, fact)
        if chosen is not None:
            return (chosen,)
    wish = _wish(answer.lower())
    if wish is not None:
        return wish
    return (_value(answer, fact, options, pack),)


def _wish(answer: str) -> Command | UnknownReason | None:
    for reason, words in _REASONS.items():
        if answer in words or answer in (reason.label("zh"), reason.label("en").lower()):
            return reason
    for name, words in _COMMANDS.items():
        if answer in words:
            return Command(name)
    return None


def _chosen(answer: str, options: tuple[Option, ...], pack: Pack, fact: FactDefinition) -> Any:
    """The option that an answer picks, by its number, its label or its id."""
    if answer.isascii() and answer.isdigit() and len(answer) < 3:
        place = int(answer) - 1
        found = options[place].value if 0 <= place < len(options) else None
    else:
        found = next((one.value for one in options if answer.lower() in _names(one, pack, fact)), None)
    if fact.type.kind is Kind.BOOLEAN:
        lower = answer.lower()
        found = "true" if lower in _YES else "false" if lower in _NO else found
        return None if found is None else found == "true"
    return found


def _names(option: Option, pack: Pack, fact: FactDefinition) -> tuple[str, ...]:
    """Everything an option may be called, in either language."""
    names = [option.value, option.label]
    if fact.type.kind is Kind.REGION:
        name = pack.place_names[option.value]
        names += [name.zh, name.en, name.zh.rstrip("市区县")]
        names += map(half_width, shown_spellings(name.zh, name.en, option.value))
    elif fact.type.choices:
        labels = fact.label_of(option.value, "zh"), fact.label_of(option.value, "en")
        names += [*labels, *map(half_width, shown_spellings(*labels, option.value))]
    return tuple(name.lower() for name in names)


def _value(answer: str, fact: FactDefinition, options: tuple[Option, ...], pack: Pack) -> Any:
    match fact.type.kind:
        case Kind.CHOICES:
            return _several(answer, fact, options, pack)
        case Kind.DATE:
            return _date(answer)
        case Kind.RECORDS:
            return _records(answer)
        case Kind.BOOLEAN | Kind.CHOICE:
            raise NotUnderstood
        case _ if answer:
            return answer
        case _:
            raise NotUnderstood


def _several(answer: str, fact: FactDefinition, options: tuple[Option, ...], pack: Pack) -> list[str]:
    if answer.lower() in _NONE:
        return []
    found = [_chosen(part, options, pack, fact) for part in re.split(r"[\s,、;]+", answer) if part]
    if not found or None in found:
        raise NotUnderstood
    return list(dict.fromkeys(found))


def _date(answer: str) -> str:
    found = typed_date(answer)
    if found is None:
        raise NotUnderstood
    return found


def _records(answer: str) -> list[dict[str, Any]]:
    if answer.lower() in _NONE:
        return []
    if not (answer.isascii() and answer.isdigit() and len(answer) < 4):
        raise NotUnderstood
    return [{} for _ in range(int(answer))]
