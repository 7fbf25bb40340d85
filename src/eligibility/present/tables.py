"""Clauses, facts and readings of a pack as plain rows, for listing and for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from eligibility.present.layout import cells, columns, wrap
from eligibility.present.suppliers import supplier_kinds

if TYPE_CHECKING:
    from eligibility.language.text import Text
    from eligibility.pack.model import ClauseDefinition, FactDefinition, Pack

__all__ = [
    "Table",
    "clauses_data",
    "clauses_table",
    "facts_data",
    "facts_table",
    "readings_data",
]

_NARROWEST: Final = 20
_KINDS: Final = {
    "person": ("对个人", "a person"),
    "employer": ("对用人单位", "an employer"),
    "target": ("工作目标", "a target"),
    "org": ("部门工作", "the authorities"),
}
_TYPES: Final = {
    "boolean": ("是/否", "yes or no"),
    "integer": ("整数", "whole number"),
    "money": ("金额", "amount"),
    "date": ("日期", "date"),
    "choice": ("选一项", "one of"),
    "choices": ("可选多项", "any of"),
    "region": ("地区代码", "region code"),
    "records": ("列表", "list"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under a heading."""

    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def lines(self, width: int | None = None) -> list[str]:
        """The rows with aligned columns, the heading first.

        With a width the last column is wrapped; where even that does not fit, each row takes lines of its own.
        """
        rows = [self.heading, *self.rows]
        if width is None or not self._is_wide_for(width):
            return columns(rows, width=width)
        return [line for row in self.rows for line in _stacked(row, width)]

    def _is_wide_for(self, width: int) -> bool:
        fixed = [max(map(cells, column)) + 2 for column in zip(self.heading, *self.rows, strict=True)]
        return sum(fixed[:-1]) + min(fixed[-1], _NARROWEST) > width

    def __str__(self) -> str:
        return "\n".join(self.lines())


def _stacked(row: Sequence[str], width: int) -> list[str]:
    """A row over several lines: its first cell, then the others."""
    head = wrap(row[0], width) if row[0] else []
    return [*head, *wrap(" · ".join(cell for cell in row[1:] if cell), width, "    ")]


# --- clauses ------------------------------------------------------------------------------------------------


def clauses_table(pack: Pack, language: str) -> Table:
    """What became of every clause of the document."""
    titles = {one.id: one.title.in_language(language) for one in pack.programmes}
    heading = ("条款", "对象", "规则或者说明", "要点") if language == "zh" else ("Clause", "About", "Rules", "Gist")
    rows = (
        (
            clause.clause,
            _joined([_KINDS[kind][language != "zh"] for kind in clause.kind], language),
            _became(clause, pack, titles, language),
            clause.gist.in_language(language),
        )
        for clause in pack.clauses
    )
    return Table(heading, tuple(rows))


def _became(clause: ClauseDefinition, pack: Pack, titles: dict[str, str], language: str) -> str:
    if clause.programmes:
        return _joined([titles[name] for name in clause.programmes], language)
    if clause.targets:
        targets = {target.id: target.title.in_language(language) for target in pack.targets}
        shown = _joined([targets[name] for name in clause.targets], language)
        return f"目标：{shown}" if language == "zh" else f"target: {shown}"
    if clause.later:
        return "尚未编写" if language == "zh" else "not written yet"
    return "不产生个人结果" if language == "zh" else "decides nothing for a person"


def clauses_data(pack: Pack) -> list[dict[str, Any]]:
    """Every clause as plain JSON."""
    return [
        {
            "clause": clause.clause,
            "gist": _both(clause.gist),
            "kind": list(clause.kind),
            "bodies": [_both(pack.body(body)) for body in clause.bodies],
            "figure": _both(clause.figure),
            "programmes": list(clause.programmes),
            "targets": list(clause.targets),
            "why_nothing": _both(clause.why_nothing),
            "later": clause.later,
        }
        for clause in pack.clauses
    ]


# --- facts --------------------------------------------------------------------------------------------------


def facts_table(pack: Pack, language: str) -> Table:
    """Every fact of the vocabulary."""
    chinese = language == "zh"
    heading = ("事实", "名称", "类型", "谁能提供") if chinese else ("Fact", "Label", "Type", "Who can supply it")
    return Table(heading, tuple(_fact_row(fact, language) for fact in pack.facts))


def _fact_row(fact: FactDefinition, language: str) -> tuple[str, ...]:
    chinese = language == "zh"
    kind = _TYPES[fact.type.kind.value][not chinese]
    if fact.unit is not None:
        kind += f"（{fact.unit.zh}）" if chinese else f" ({fact.unit.en})"
    who = supplier_kinds(fact, language)
    if fact.decides_never is not None:
        who += "（不影响任何结果）" if chinese else " (decides nothing)"
    return (fact.path, fact.label.in_language(language), kind, who)


def facts_data(pack: Pack) -> list[dict[str, Any]]:
    """Every fact as plain JSON: how it is called, asked for, supplied and shown."""
    return [
        {
            "path": fact.path,
            "dossier": list(fact.dossier),
            "type": fact.type.kind.value,
            "choices": [
                {"is": choice, **_wording(label)}
                for choice, label in zip(fact.type.choices, fact.choice_labels, strict=True)
            ],
            "unit": _both(fact.unit),
            "above": _number(fact.above),
            "minimum": _number(fact.minimum),
            "maximum": _number(fact.maximum),
            "not_after_decision": fact.not_after_decision,
            "label": _both(fact.label),
            "question": _both(fact.question),
            "supplied_by": list(fact.supplied_by),
            "who": _both(fact.who),
            "evidence": _both(fact.evidence),
            "changeable": fact.changeable,
            "decides": "never" if fact.decides_never is not None else None,
            "reason": _both(fact.decides_never),
        }
        for fact in pack.facts
    ]


# --- readings -----------------------------------------------------------------------------------------------


def readings_data(pack: Pack) -> list[dict[str, Any]]:
    """Every reading as plain JSON."""
    return [
        {
            "reading": reading.id,
            "question": _both(reading.question),
            "choices": [
                {"is": choice, **_wording(label), "selectable": why_not is None, "why": _both(why_not)}
                for choice, label, why_not in reading.choices
            ],
            "default": reading.default,
            "chosen": reading.chosen,
            "clause": reading.clause,
            "source": _both(reading.source),
        }
        for reading in pack.readings
    ]


# --- words --------------------------------------------------------------------------------------------------


def _joined(words: Sequence[str], language: str) -> str:
    return ("、" if language == "zh" else ", ").join(words)


def _wording(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _both(text: Text | None) -> dict[str, str] | None:
    return None if text is None else _wording(text)


def _number(value: Any) -> str | None:
    return None if value is None else format(value, "f")
