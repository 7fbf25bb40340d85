"""From a vocabulary to a form: groups, labels, units, choices, as plain data in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from eligibility.language.types import Kind
from eligibility.pack.layout import ITEM, UnknownReason, fields_of_records

if TYPE_CHECKING:
    from eligibility.language.text import Text
    from eligibility.pack.model import FactDefinition, Pack

__all__ = ["WORDS", "form_layout", "say"]

WORDS: Final = {
    "title": ("填报与核对", "Facts and findings"),
    "on": ("办理日期", "Decision date"),
    "ask": ("接下来要问", "What to ask next"),
    "nothing": ("没有还要问的了。", "There is nothing left to ask."),
    "known": ("已填写", "Filled in"),
    "others": ("其他信息", "Everything else"),
    "settled": ("现在不影响结果", "no longer matters"),
    "matters": ("关系到 {} 项", "matters for {}"),
    "unknown": ("不知道？", "Not known?"),
    "known_value": ("—", "—"),
    "clear": ("清除", "Clear"),
    "yes": ("是", "Yes"),
    "no": ("否", "No"),
    "choose": ("请选择", "Choose"),
    "elsewhere": ("其他地方（填六位代码）", "elsewhere (six-digit code)"),
    "code": ("六位行政区划代码", "Six-digit code"),
    "none_of_these": ("以上都不是", "None of these"),
    "add": ("添加一项", "Add one"),
    "none": ("没有", "None"),
    "remove": ("删去第{}项", "Remove number {}"),
    "item": ("第{}项", "Number {}"),
    "date_hint": ("如 2023-06-01", "such as 2023-06-01"),
    "findings": ("核对结果", "Findings"),
    "to_findings": ("结果 ↓", "Findings ↓"),
    "changed": ("刚才的变化", "What just changed"),
    "no_change": ("结果没有变化", "No finding changed"),
    "copy_title": ("抄到下一格", "Copy to the next cell"),
    "copy": ("复制", "Copy"),
    "copied": ("已复制", "Copied"),
    "wrong": ("有 {} 处填写有误，暂按未提供处理", "{} entries are wrong and count as not given for now"),
    "person": ("本人", "The person"),
    "read_as": ("读作 {}", "read as {}"),
    "static": ("填报的情况", "What was filled in"),
    "empty": ("还没有填写", "Nothing is filled in yet"),
    "failed": (
        "程序出错，下面没有结果。请报告；不得当作不符合处理。",
        "A defect of the program: there is no result. Please report it; it must not be treated as a refusal.",
    ),
}


def say(language: str, word: str, *values: object) -> str:
    """A word of the form."""
    text = WORDS[word][language != "zh"]
    return text.format(*values) if values else text


def form_layout(pack: Pack, language: str) -> dict[str, Any]:
    """The form as plain JSON: its words, the reasons for not knowing, and the fields by group.

    Facts that no rule may read are left out: nobody is asked for them.
    """
    heads = dict(pack.fact_groups)
    groups: dict[str, list[dict[str, Any]]] = {}
    for fact in pack.facts:
        if ITEM not in fact.path and fact.decides_never is None:
            head = fact.path.partition(".")[0] if "." in fact.path else ""
            groups.setdefault(head, []).append(_field(fact, pack, language))
    return {
        "language": language,
        "words": {name: texts[language != "zh"] for name, texts in WORDS.items()},
        "reasons": [{"value": one.value, "label": one.label(language)} for one in UnknownReason],
        "groups": [
            {"title": _heading(head, heads.get(head), language), "fields": fields} for head, fields in groups.items()
        ],
    }


def _heading(head: str, label: Text | None, language: str) -> str:
    if not head:
        return say(language, "person")
    return head.replace("_", " ") if label is None else label.in_language(language)


def _field(fact: FactDefinition, pack: Pack, language: str) -> dict[str, Any]:
    field: dict[str, Any] = {
        "path": fact.path,
        "kind": fact.type.kind.value,
        "label": fact.label.in_language(language),
        "question": fact.question.in_language(language),
        "unit": fact.unit.in_language(language) if fact.unit else "",
        "help": fact.help.in_language(language) if fact.help else "",
        "evidence": fact.evidence.in_language(language) if fact.evidence else "",
    }
    match fact.type.kind:
        case Kind.CHOICE | Kind.CHOICES:
            field["choices"] = [{"value": one, "label": fact.label_of(one, language)} for one in fact.type.choices]
        case Kind.REGION:
            field["choices"] = [{"value": unit.code, "label": unit.name.in_language(language)} for unit in pack.units]
        case Kind.RECORDS:
            field["fields"] = [
                _field(one, pack, language) | {"path": one.path.rpartition(".")[2]}
                for one in fields_of_records(fact.path, pack.facts)
                if one.decides_never is None
            ]
    return field
