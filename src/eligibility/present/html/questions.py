"""What is missing and worth asking, best first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final

from eligibility.present.html.markup import Content, Markup, element, heading, join
from eligibility.present.html.style import fragment
from eligibility.present.html.wording import join_words, pair, say
from eligibility.present.short import fact_name
from eligibility.present.suppliers import supplier_words

if TYPE_CHECKING:
    from eligibility.decision import Decision, MissingFact

__all__ = ["questions_fragment", "questions_list", "waiting_titles"]

_AT_ONCE: Final = 5


def questions_fragment(facts: Sequence[MissingFact], decision: Decision, language: str) -> Markup:
    """A display of missing facts; all of them are shown."""
    title = heading(3, say(language, "ask"))
    body = questions_list(facts, decision, language, len(facts))
    return fragment(language, say(language, "ask"), title, body)


def questions_list(facts: Sequence[MissingFact], decision: Decision, language: str, at_once: int = _AT_ONCE) -> Markup:
    """The questions in their order, the first few open, then what the pack's maintainers have to supply."""
    asked = [fact for fact in facts if "maintainer" not in fact.supplied_by]
    kept = [fact for fact in facts if "maintainer" in fact.supplied_by]
    if not facts:
        return element("p", say(language, "nothing_to_ask"), class_="quiet")
    titles = waiting_titles(decision, language)
    shown = [_question(fact, titles.get(fact.path, ()), language) for fact in asked]
    first, more = shown[:at_once], shown[at_once:]
    parts: list[Content] = [element("ol", first)] if first else []
    if more:
        summary = element("summary", say(language, "ask_more", len(more)))
        parts.append(element("details", summary, element("ol", more, start=str(at_once + 1)), class_="paper"))
    if kept:
        names = join_words(language, [fact.label.in_language(language) for fact in kept])
        parts.append(element("p", pair(language, "maintain", names), class_="quiet"))
    return join(parts)


def waiting_titles(decision: Decision, language: str, programmes: Collection[str] = ()) -> dict[str, tuple[str, ...]]:
    """For every missing fact the programmes that wait for it, by title; only some programmes if they are named."""
    titles: dict[str, dict[str, None]] = {}
    for finding in decision.findings:
        if programmes and finding.programme not in programmes:
            continue
        for answer in (finding, *finding.items):
            for fact in answer.missing:
                titles.setdefault(fact.path, {})[finding.title.in_language(language)] = None
    return {path: tuple(found) for path, found in titles.items()}


def _question(fact: MissingFact, titles: tuple[str, ...], language: str) -> Markup:
    place = "" if "[" not in fact.path else f"{fact_name(fact, language)}{say(language, 'colon')}"
    details = [pair(language, "from", supplier_words(fact, language))]
    if fact.evidence is not None:
        details.append(pair(language, "evidence", fact.evidence.in_language(language)))
    if fact.reason is not None and not place:
        details.insert(0, fact.reason.label(language))
    if titles:
        details.append(say(language, "matters", len(titles), join_words(language, titles)))
    quiet = element("div", " · ".join(details), class_="quiet")
    return element("li", place, fact.question.in_language(language), quiet)
