"""A case's history, changes and conflicts as lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from eligibility.language.wording import amount
from eligibility.pack.layout import UnknownReason
from eligibility.present.fact_words import FactWords
from eligibility.present.suppliers import source_words
from eligibility.present.text import Line

if TYPE_CHECKING:
    from eligibility.pack.model import Pack

__all__ = ["change_lines", "conflict_lines", "history_lines"]

_KINDS: Final = {
    "opened": ("建立", "opened"),
    "told": ("告知", "told"),
    "retracted": ("收回", "taken back"),
    "settled": ("裁定", "settled"),
    "advanced": ("日期", "date"),
    "rules": ("规则", "rules"),
}


def conflict_lines(pack: Pack, conflicts: Mapping[str, Mapping[str, Any]], language: str) -> list[Line]:
    """One line for each fact on which sources contradict each other."""
    words = FactWords.of(pack, language)
    return [
        Line(
            f"  {pack.fact_by_path[path].label.in_language(language)} [{path}]{_colon(language)}"
            + ("，" if language == "zh" else ", ").join(
                f"{source_words(source, language)} {words.plain(path, value)}" for source, value in said.items()
            )
        )
        for path, said in conflicts.items()
    ]


def history_lines(pack: Pack | None, rows: Iterable[Mapping[str, Any]], language: str) -> list[Line]:
    """One line for each entry of a journal, in order: step, kind, what, who, when, why; in paths without a pack."""
    return [Line("  ".join(part for part in _history_parts(pack, row, language) if part)) for row in rows]


def change_lines(changes: Iterable[tuple[int, str]], language: str) -> list[Line]:
    """One line for each change, with its step; one that says so where there is none."""
    lines = [Line(f"{step:>3}  {text}") for step, text in changes]
    return lines or [Line("结果没有变化过" if language == "zh" else "Nothing has changed so far", "quiet")]


def _history_parts(pack: Pack | None, row: Mapping[str, Any], language: str) -> list[str]:
    chinese = language == "zh"
    return [
        f"{row['step']:>3}",
        _KINDS[row["kind"]][not chinese],
        str(row["on"] or ""),
        _fact(pack, row, language),
        f"{'来源' if chinese else 'by'} {source_words(row['source'], language)}" if row["source"] else "",
        f"{'时间' if chinese else 'at'} {row['at']}" if row["at"] else "",
        f"（{row['why']}）" if chinese and row["why"] else f"({row['why']})" if row["why"] else "",
    ]


def _fact(pack: Pack | None, row: Mapping[str, Any], language: str) -> str:
    """A fact and what was said about it; a fact that the rules no longer know is shown by its path."""
    if not row["fact"]:
        return ""
    fact = None if pack is None else pack.fact_by_path.get(row["fact"])
    name = row["fact"] if fact is None else f"{fact.label.in_language(language)} [{fact.path}]"
    if row["reason"]:
        return f"{name} = {UnknownReason(row['reason']).label(language)}"
    if row["value"] is None:
        return name
    if pack is None or fact is None:
        return f"{name} = {amount(row['value'], language)}"
    return f"{name} = {FactWords.of(pack, language).plain(fact.path, row['value'])}"


def _colon(language: str) -> str:
    return "：" if language == "zh" else ": "
