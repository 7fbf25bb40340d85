"""The displays in short as Markdown, for what shows no HTML; every text of a person or a pack stays text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from eligibility.language.wording import amount
from eligibility.present.html.wording import pair, say
from eligibility.present.markdown import escape, table
from eligibility.present.short import fact_name, labeller_of, short_reason
from eligibility.present.text import BEST_FIRST, OUTCOME_MARKS, value_words

if TYPE_CHECKING:
    from eligibility.decision import Decision, Finding, ItemFinding, MissingFact
    from eligibility.logic import Outcome
    from eligibility.present.explanation import Explanation
    from eligibility.scenarios.side_by_side import Comparison
    from eligibility.scenarios.what_if import WhatIf
    from eligibility.testing.cases import CaseResult

__all__ = [
    "answer_line",
    "cases_markdown",
    "comparison_markdown",
    "decision_markdown",
    "explanation_markdown",
    "outcome_words",
    "questions_markdown",
    "text_markdown",
    "what_if_markdown",
]


def outcome_words(outcome: Outcome, language: str) -> str:
    """Sign and word."""
    return f"{OUTCOME_MARKS[outcome]} {outcome.label(language)}"


def answer_line(answer: Finding | ItemFinding, title: str, language: str) -> str:
    """A finding on one line."""
    reason = short_reason(answer, labeller_of(answer._decision, language))  # noqa: SLF001 - the view of a decision
    colon = say(language, "colon")
    return f"{escape(outcome_words(answer.outcome, language))} **{escape(title)}**{colon}{escape(reason)}"


def decision_markdown(decision: Decision, language: str) -> str:
    """Every programme on one line, the good ones first, then what to ask."""
    pack = decision.engine.pack
    when = pair(language, "date", amount(decision.on, language))
    lines = [f"**{escape(pack.title.in_language(language))}** · {escape(when)}", ""]
    for outcome in BEST_FIRST:
        found = [one for one in decision.findings if one.outcome is outcome]
        lines += [f"- {answer_line(one, one.title.in_language(language), language)}" for one in found]
    missing = decision.missing()
    if missing:
        lines += ["", questions_markdown(missing, language)]
    return "\n".join(lines)


def questions_markdown(facts: Sequence[MissingFact], language: str) -> str:
    """The questions in their order."""
    if not facts:
        return say(language, "nothing_to_ask")
    colon = say(language, "colon")
    return _numbered(
        say(language, "ask"),
        (f"{escape(fact_name(fact, language))}{colon}{escape(fact.question.in_language(language))}" for fact in facts),
    )


def explanation_markdown(explanation: Explanation) -> str:
    """The indented text of an explanation as a list."""
    head, *lines = explanation.lines
    listed = [f"{' ' * (len(line) - len(line.lstrip()) - 2)}- {escape(line.strip())}" for line in lines]
    return "\n".join([f"**{escape(head)}**", "", *listed])


def what_if_markdown(grid: WhatIf, language: str) -> str:
    """A row for each combination, a column for each programme that changes."""
    if not grid.rows:
        return say(language, "none")
    first = grid.rows[0].decision
    changing = grid.changing() or tuple(finding.programme for finding in first.findings)
    labels = [first.engine.pack.fact_by_path[path].label.in_language(language) for path in grid.rows[0].values]
    head = [*labels, *(first[name].title.in_language(language) for name in changing)]
    rows = [
        [
            *(value_words(row.decision, path, value, language) for path, value in row.values.items()),
            *(outcome_words(row.decision[name].outcome, language) for name in changing),
        ]
        for row in grid.rows
    ]
    return "\n".join(table([escape(one) for one in head], [[escape(cell) for cell in row] for row in rows]))


def comparison_markdown(comparison: Comparison, language: str) -> str:
    """A row for each programme, those that differ first."""
    head = [say(language, "programme"), *comparison.names]
    rows = [
        [title.in_language(language), *("–" if one is None else outcome_words(one.outcome, language) for one in found)]
        for title, found in comparison.rows()
    ]
    return "\n".join(table([escape(one) for one in head], [[escape(cell) for cell in row] for row in rows]))


def cases_markdown(results: Sequence[CaseResult], language: str) -> str:
    """How many came out, and those that did not."""
    failed = [one for one in results if not one.passed]
    title = f"{say(language, 'cases')}{say(language, 'colon')}{say(language, 'passed')} {len(results) - len(failed)}"
    title += f", {say(language, 'failed')} {len(failed)}" if failed else ""
    return "\n".join([f"**{escape(title)}**", "", *(f"- {escape(one.text(language))}" for one in failed)])


def text_markdown(text: str) -> str:
    """Lines of text as a list."""
    return "\n".join(f"- {escape(line)}" for line in text.splitlines() if line.strip())


def _numbered(title: str, lines: Iterable[str]) -> str:
    return "\n".join([f"**{escape(title)}**", "", *(f"{number}. {line}" for number, line in enumerate(lines, start=1))])
