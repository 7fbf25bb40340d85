"""What a pack says of itself: its cases as they came out, and what other rules would change, with a person for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from eligibility.language.wording import amount
from eligibility.present.html.markup import Content, Markup, element, heading, join
from eligibility.present.html.style import fragment
from eligibility.present.html.tables import table
from eligibility.present.html.wording import badge, pair, say
from eligibility.present.person_lines import person_lines

if TYPE_CHECKING:
    from eligibility.prove.difference import Change, Difference
    from eligibility.testing.cases import CaseResult

__all__ = ["cases_fragment", "difference_fragment"]


def cases_fragment(results: Sequence[CaseResult], language: str) -> Markup:
    """How many cases came out, those that did not with everything about them, the others folded away."""
    failed = [one for one in results if not one.passed]
    passed = [one for one in results if one.passed]
    label = say(language, "cases")
    tally = [_count("met", "✓", say(language, "passed"), len(passed), language)] if passed else []
    tally += [_count("unmet", "✗", say(language, "failed"), len(failed), language)] if failed else []
    parts: list[Content] = [heading(3, label), element("ul", tally, class_="tally")]
    if failed:
        head = [say(language, "case"), say(language, "result"), say(language, "place")]
        parts.append(table(head, [_failed(one, language) for one in failed]))
    if passed:
        lines = [element("li", one.case, say(language, "colon"), one.story.in_language(language)) for one in passed]
        summary = element("summary", _counted(say(language, "passed"), len(passed), language))
        parts.append(element("details", summary, element("ul", lines, class_="body")))
    return fragment(language, label, join(parts))


def _count(style: str, sign: str, word: str, count: int, language: str) -> Markup:
    shown = f" {_counted(word, count, language)}"
    return element("li", element("span", element("span", sign, aria_hidden="true"), shown, class_=f"badge {style}"))


def _counted(word: str, count: int, language: str) -> str:
    return f"{word} {count}" if language == "zh" else f"{count} {word}"


def _failed(result: CaseResult, language: str) -> list[Markup]:
    story = element("span", result.story.in_language(language), class_="quiet")
    reasons = element("ul", [element("li", one.text(language)) for one in result.failures])
    return [element("th", result.case, story, scope="row"), element("td", reasons), element("td", result.where)]


def difference_fragment(found: Difference, rest: Iterable[str], language: str) -> Markup:
    """Each change with its outcomes before and after and the smallest person, then the rest of what was found."""
    label = say(language, "difference")
    sides = " → ".join(found.sides)
    parts: list[Content] = [heading(3, label), element("p", sides, class_="quiet")]
    if found.changes:
        head = [say(language, word) for word in ("programme", "before", "after", "for_example")]
        parts.append(table(head, [_change(found, change, language) for change in found.changes]))
    lines = [element("li", line) for line in rest]
    parts.append(element("ul", lines, class_="plain") if lines else None)
    return fragment(language, label, join(parts))


def _change(found: Difference, change: Change, language: str) -> list[Markup]:
    items = None if change.items is None else element("span", change.items.in_language(language), class_="quiet")
    before, after = change.witness_before, change.witness_after
    days = amount(before.on, language)
    if before.on != after.on:
        days += f" → {amount(after.on, language)}"
    facts = [element("li", line) for line in person_lines(before.person, found.vocabulary, found.places, language)]
    return [
        element("th", change.title.in_language(language), items, scope="row"),
        element("td", badge(change.before, language)),
        element("td", badge(change.after, language)),
        element("td", pair(language, "date", days), element("ul", facts)),
    ]
