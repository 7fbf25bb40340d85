"""Tables of outcomes: what if, persons or packs side by side; the reason stands in the cell."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from eligibility.language.types import Kind
from eligibility.language.wording import amount
from eligibility.present.html.markup import Content, Markup, element, heading, join
from eligibility.present.html.style import fragment
from eligibility.present.html.wording import badge, outcome_sign, pair, say
from eligibility.present.short import labeller_of, short_reason
from eligibility.present.text import value_words

if TYPE_CHECKING:
    from eligibility.decision import Finding
    from eligibility.scenarios.side_by_side import Comparison
    from eligibility.scenarios.what_if import WhatIf, WhatIfRow

__all__ = ["comparison_fragment", "table", "what_if_fragment"]

_NUMBERS = (Kind.MONEY, Kind.INTEGER)


def table(head: Sequence[Content], rows: Iterable[Sequence[Markup]]) -> Markup:
    """A table that scrolls where it is too wide; the rows hold cells already."""
    top = element("tr", [element("th", name, scope="col") for name in head])
    body = element("tbody", [element("tr", row) for row in rows])
    return element("div", element("table", element("thead", top), body), class_="scroll")


def what_if_fragment(grid: WhatIf, language: str) -> Markup:
    """A row for each combination, a column for each programme that is not always the same."""
    label = say(language, "what_if")
    if not grid.rows:
        return fragment(language, label, element("p", say(language, "none")))
    first = grid.rows[0].decision
    pack = first.engine.pack
    changing = grid.changing()
    titles = [first[name].title.in_language(language) for name in changing]
    labels = [pack.fact_by_path[path].label.in_language(language) for path in grid.rows[0].values]
    rows = [_what_if_row(row, changing, language) for row in grid.rows]
    same = [finding for finding in first.findings if finding.programme not in changing]
    return fragment(
        language,
        label,
        heading(3, label),
        element("p", pair(language, "date", amount(first.on, language)), class_="quiet"),
        table([*labels, *titles], rows),
        None if changing else element("p", say(language, "nothing_moves"), class_="quiet"),
        _same(same, say(language, "same", len(same)), language),
    )


def _what_if_row(row: WhatIfRow, programmes: Sequence[str], language: str) -> list[Markup]:
    facts = row.decision.engine.pack.fact_by_path
    values = [
        element(
            "th" if number == 0 else "td",
            value_words(row.decision, path, value, language),
            scope="row" if number == 0 else False,
            class_="number" if facts[path].type.kind in _NUMBERS else "",
        )
        for number, (path, value) in enumerate(row.values.items())
    ]
    return values + [_outcome(row.decision[name], language, row.values) for name in programmes]


def _outcome(finding: Finding | None, language: str, about: Collection[str] = ()) -> Markup:
    """A cell with the outcome and its reason; an empty one where there is no such programme."""
    if finding is None:
        return element("td", "–")
    labeller = labeller_of(finding._decision, language)  # noqa: SLF001 - the view of a decision
    reason = short_reason(finding, labeller, about)
    return element("td", badge(finding.outcome, language), element("span", reason, class_="quiet"))


def _same(findings: Sequence[Finding], title: str, language: str) -> Markup | None:
    if not findings:
        return None
    lines = [
        element(
            "li",
            outcome_sign(one.outcome),
            one.title.in_language(language),
            say(language, "colon"),
            one.outcome.label(language),
        )
        for one in findings
    ]
    return element("details", element("summary", title), element("ul", lines, class_="plain body"))


def comparison_fragment(comparison: Comparison, language: str) -> Markup:
    """Programmes as rows, persons or packs as columns; what differs comes first, what does not is folded away."""
    label = say(language, "comparison")
    when = comparison.days(language) if comparison.on is None else amount(comparison.on, language)
    about = element("p", pair(language, "date", when), class_="quiet")
    head = [say(language, "programme"), *comparison.names]
    differing, same = comparison.split()
    parts: list[Content] = [heading(3, label), about]
    if not differing:
        parts.append(element("p", say(language, "nothing_differs"), class_="quiet"))
    else:
        rows = [
            [element("th", title.in_language(language), scope="row"), *(_outcome(one, language) for one in found)]
            for title, found in differing
        ]
        parts.append(table(head, rows))
    firsts = [one for _, found in same for one in found[:1] if one is not None]
    parts.append(_same(firsts, say(language, "same_columns", len(firsts)), language))
    return fragment(language, label, join(parts))
