"""Scenarios as text and as plain data, and why two of them differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from eligibility.errors import UsageError, echo, problem
from eligibility.language.wording import amount
from eligibility.logic import Outcome
from eligibility.present.explanation import Labeller
from eligibility.present.layout import cells, pad
from eligibility.present.short import labeller_of, short_reason
from eligibility.present.text import OUTCOME_MARKS

if TYPE_CHECKING:
    from eligibility.scenarios.difference import ScenarioChange, ScenarioComparison, ScenarioDifference
    from eligibility.scenarios.table import ScenarioRow, Scenarios

__all__ = [
    "cell_reason",
    "cell_words",
    "comparison_text",
    "difference_words",
    "moved_words",
    "say_scenario",
    "scenarios_data",
    "scenarios_text",
    "when_words",
]

_WORDS: Final = {
    "colon": ("：", ": "),
    "comma": ("、", ", "),
    "same": ("各情形相同", "The same in every scenario"),
    "on": ("办理日期", "Decision date"),
    "differs": ("“{}”与“{}”的不同", "How “{}” and “{}” differ"),
    "scenarios": ("情形对照", "Scenarios"),
    "scenario": ("情形", "Scenario"),
    "why": ("是什么改变了结果", "What moves it"),
    "no_scenario": ("没有情形", "No scenario"),
    "nothing": ("没有不同之处", "Nothing is said differently"),
    "not_given": ("未提供", "not given"),
    "same_outcome": ("各事项的结果都相同", "Every programme answers the same"),
    "alone": ("只改这一处就变：{}", "This alone moves it: {}"),
    "each": ("只改其中任何一处就变：{}", "Any one of these alone moves it: {}"),
    "together": ("要几处一起改才变", "Only several of the differences together move it"),
}


def scenarios_text(table: Scenarios, language: str) -> str:
    """Under each programme that does not answer the same everywhere a line for each scenario, then the others.

    Raises:
        UsageError: U009 for a language other than ``"zh"`` and ``"en"``.
    """
    _check(language)
    if not table.rows:
        return _say("no_scenario", language)
    apart = table.apart()
    lines: list[str] = []
    for name in apart:
        lines += ["", *_programme_lines(table, name, language)]
    same = [name for name in table.programmes if name not in apart]
    if same:
        first = table.rows[0].decision
        lines += ["", _say("same", language)]
        lines += [f"  {_outcome(first[one].outcome, language)}  {table.title(one, language)}" for one in same]
    return "\n".join(lines[1:])


def _programme_lines(table: Scenarios, name: str, language: str) -> Iterator[str]:
    yield table.title(name, language)
    names = [_named(row, table, language) for row in table.rows]
    outcomes = [_outcome(row.decision[name].outcome, language) for row in table.rows]
    widths = (max(map(cells, names)), max(map(cells, outcomes)))
    for row, shown, outcome in zip(table.rows, names, outcomes, strict=True):
        reason = cell_reason(row, name, table, language)
        yield f"  {pad(shown, widths[0])}  {pad(outcome, widths[1])}  {reason}".rstrip()


def _named(row: ScenarioRow, table: Scenarios, language: str) -> str:
    when = when_words(row, table, language)
    return f"{row.name}（{when}）" if when and language == "zh" else f"{row.name} ({when})" if when else row.name


def when_words(row: ScenarioRow, table: Scenarios, language: str) -> str:
    """The day and the readings of a row, as far as they are not the same in all rows."""
    parts = []
    if len({one.on for one in table.rows}) > 1:
        parts.append(amount(row.on, language))
    if len({one.scenario.readings for one in table.rows}) > 1:
        parts += [f"{name}={choice}" for name, choice in row.scenario.readings]
    return _say("comma", language).join(parts)


def cell_words(row: ScenarioRow, programme: str, table: Scenarios, language: str) -> tuple[str, str]:
    """What a cell shows: the outcome with its mark, and the reason."""
    return _outcome(row.outcomes[programme], language), cell_reason(row, programme, table, language)


def cell_reason(row: ScenarioRow, programme: str, table: Scenarios, language: str) -> str:
    """The reason in a cell; what rests on facts that are not the same in all rows comes first."""
    return short_reason(row.decision[programme], labeller_of(row.decision, language), table.varied)


def scenarios_data(table: Scenarios, language: str) -> dict[str, Any]:
    """The table as plain JSON."""
    _check(language)
    return {
        "programmes": [{"id": name, "title": table.title(name, language)} for name in table.programmes],
        "scenarios": [
            {
                "name": row.name,
                "on": row.on.isoformat(),
                "readings": dict(row.scenario.readings),
                "note": row.scenario.note,
                "person": type(row.person).vocabulary.plain(row.person),
                "cells": {
                    name: {
                        "outcome": row.outcomes[name].value,
                        "reason": cell_reason(row, name, table, language),
                    }
                    for name in table.programmes
                },
            }
            for row in table.rows
        ],
    }


# --- two rows -----------------------------------------------------------------------------------------------


def comparison_text(comparison: ScenarioComparison, language: str) -> str:
    """What two scenarios say differently, what comes out differently, and what alone moves it.

    Raises:
        UsageError: U009 for a language other than ``"zh"`` and ``"en"``.
    """
    _check(language)
    first, second = comparison.first, comparison.second
    lines = [say_scenario("differs", language, first.name, second.name)]
    for one in comparison.differences:
        before, after = difference_words(comparison, one, language)
        lines.append(f"  {one.label.in_language(language)}{_say('colon', language)}{before} → {after}")
    if not comparison.differences:
        lines.append(f"  {_say('nothing', language)}")
    for change in comparison.changes:
        title = change.title.in_language(language)
        lines += ["", title]
        for row in (first, second):
            outcome, reason = cell_words(row, change.programme, comparison.table, language)
            lines.append(f"  {outcome}  {row.name}{_say('colon', language)}{reason}")
        lines.append(f"  {moved_words(comparison, change, language)}")
    if not comparison.changes:
        lines += ["", _say("same_outcome", language)]
    return "\n".join(lines)


def moved_words(comparison: ScenarioComparison, change: ScenarioChange, language: str) -> str:
    """Which differences move an outcome each on its own, or that none does."""
    labels = {one.path: one.label.in_language(language) for one in comparison.differences}
    moved = _say("comma", language).join(labels[path] for path in change.moved_by)
    word = "together" if not moved else "alone" if len(change.moved_by) == 1 else "each"
    return say_scenario(word, language, moved)


def difference_words(comparison: ScenarioComparison, difference: ScenarioDifference, language: str) -> tuple[str, str]:
    """The two values of a difference in words."""
    rows = (comparison.first, comparison.second)
    values = (difference.before, difference.after)
    before, after = (_value(row, difference.path, value, language) for row, value in zip(rows, values, strict=True))
    return before, after


def _value(row: ScenarioRow, path: str, value: Any, language: str) -> str:
    pack = row.decision.engine.pack
    if value is None or value == "":
        reason = row.person.unknown.get(path)
        return _say("not_given", language) if reason is None else reason.label(language)
    if path not in pack.fact_by_path:
        return amount(value, language)
    return Labeller(pack, row.person, language).fact_value(path, value)


# --- words --------------------------------------------------------------------------------------------------


def _outcome(outcome: Outcome, language: str) -> str:
    return f"{OUTCOME_MARKS[outcome]} {outcome.label(language)}"


def say_scenario(word: str, language: str, *values: str) -> str:
    """A word or sentence about scenarios."""
    return _say(word, language).format(*values) if values else _say(word, language)


def _say(word: str, language: str) -> str:
    return _WORDS[word][language != "zh"]


def _check(language: str) -> None:
    if language not in ("zh", "en"):
        raise UsageError(problem("U009", got=echo(language)))
