"""Scenarios as a table, and two of them side by side; the reason stands in the cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from eligibility.language.wording import amount
from eligibility.present.html.markup import Content, Markup, element, heading, join
from eligibility.present.html.style import fragment
from eligibility.present.html.tables import table
from eligibility.present.html.wording import badge, outcome_sign, pair, say
from eligibility.present.markdown import escape
from eligibility.present.scenarios_text import cell_reason, difference_words, moved_words, say_scenario, when_words

if TYPE_CHECKING:
    from eligibility.scenarios.difference import ScenarioComparison
    from eligibility.scenarios.table import ScenarioRow, Scenarios

__all__ = ["scenario_comparison_fragment", "scenarios_fragment", "scenarios_markdown"]


def scenarios_fragment(scenarios: Scenarios, language: str) -> Markup:
    """A row for each scenario, a column for each programme that does not answer the same everywhere."""
    label = say_scenario("scenarios", language)
    if not scenarios.rows:
        return fragment(language, label, element("p", say_scenario("no_scenario", language)))
    shown = scenarios.apart()
    head = [say_scenario("scenario", language), *(scenarios.title(name, language) for name in shown)]
    rows = [[_name(row, scenarios, language), *_cells(row, scenarios, shown, language)] for row in scenarios.rows]
    days = {row.on for row in scenarios.rows}
    when = element("p", pair(language, "date", amount(min(days), language)), class_="quiet") if len(days) == 1 else None
    parts: list[Content] = [heading(3, label), when]
    parts += [table(head, rows)] if shown else []
    return fragment(language, label, *parts, _same(scenarios, shown, language))


def _name(row: ScenarioRow, scenarios: Scenarios, language: str) -> Markup:
    """Name, what day and readings are its own, and the note."""
    told = [words for words in (when_words(row, scenarios, language), row.scenario.note) if words]
    return element("th", row.name, [element("span", one, class_="quiet") for one in told], scope="row")


def _cells(row: ScenarioRow, scenarios: Scenarios, programmes: Sequence[str], language: str) -> list[Markup]:
    return [
        element(
            "td",
            badge(row.outcomes[name], language),
            element("span", cell_reason(row, name, scenarios, language), class_="quiet"),
        )
        for name in programmes
    ]


def _same(scenarios: Scenarios, shown: Sequence[str], language: str) -> Markup | None:
    """What answers the same everywhere, folded away beside the table and open without one."""
    same = [name for name in scenarios.programmes if name not in shown]
    if not same:
        return None
    first = scenarios.rows[0].outcomes
    lines = [
        element(
            "li",
            outcome_sign(first[name]),
            scenarios.title(name, language),
            say(language, "colon"),
            first[name].label(language),
        )
        for name in same
    ]
    summary = element("summary", say_scenario("same", language))
    return element("details", summary, element("ul", lines, class_="plain body"), open=not shown)


def scenarios_markdown(scenarios: Scenarios, language: str) -> str:
    """The same in short, a line for each scenario and programme."""
    if not scenarios.rows:
        return say_scenario("no_scenario", language)
    lines = []
    for name in scenarios.apart() or scenarios.programmes:
        lines += ["", f"**{escape(scenarios.title(name, language))}**", ""]
        for row in scenarios.rows:
            outcome = row.outcomes[name].label(language)
            reason = cell_reason(row, name, scenarios, language)
            lines.append(f"- {escape(row.name)}{say(language, 'colon')}{escape(outcome)} · {escape(reason)}")
    return "\n".join(lines[1:])


def scenario_comparison_fragment(comparison: ScenarioComparison, language: str) -> Markup:
    """What two scenarios say differently, what comes out differently, and what alone moves it."""
    first, second = comparison.first, comparison.second
    label = say_scenario("differs", language, first.name, second.name)
    names = [first.name, second.name]
    said = [
        [
            element("th", one.label.in_language(language), scope="row"),
            *(element("td", value) for value in difference_words(comparison, one, language)),
        ]
        for one in comparison.differences
    ]
    parts: list[Content] = [heading(3, label)]
    parts.append(table(["", *names], said) if said else element("p", say_scenario("nothing", language)))
    answered = [
        [
            element("th", change.title.in_language(language), scope="row"),
            *(
                element(
                    "td",
                    badge(row.outcomes[change.programme], language),
                    element("span", cell_reason(row, change.programme, comparison.table, language), class_="quiet"),
                )
                for row in (first, second)
            ),
            element("td", moved_words(comparison, change, language)),
        ]
        for change in comparison.changes
    ]
    why = say_scenario("why", language)
    if answered:
        parts.append(table([say(language, "programme"), *names, why], answered))
    else:
        parts.append(element("p", say_scenario("same_outcome", language)))
    return fragment(language, label, join(parts))
