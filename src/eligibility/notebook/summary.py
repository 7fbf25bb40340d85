"""What a form leaves behind where no form can be: the facts as a table, and the findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eligibility.language.types import Kind
from eligibility.language.wording import amount
from eligibility.notebook.vocabulary_form import say
from eligibility.pack.layout import ITEM, generic_path
from eligibility.present.html.answers import findings_overview
from eligibility.present.html.markup import Markup, element, heading
from eligibility.present.html.questions import questions_list, waiting_titles
from eligibility.present.html.style import fragment
from eligibility.present.html.tables import table
from eligibility.present.short import labeller_of

if TYPE_CHECKING:
    from eligibility.notebook.state import FormState
    from eligibility.present.explanation import Labeller

__all__ = ["summary_fragment"]


def summary_fragment(state: FormState) -> Markup:
    """The answers with their labels, what is wrong among them, what to ask next, and every finding."""
    language = state.language
    labeller = labeller_of(state.decision, language)
    rows = [[element("th", name), element("td", value)] for name, value in _answers(state, labeller)]
    waiting = waiting_titles(state.decision, language, state.programmes)
    missing = [fact for fact in state.decision.missing() if fact.path in waiting]
    wrong = [element("li", said) for said in state.errors.values()]
    filled = table([say(language, "known"), ""], rows) if rows else element("p", say(language, "empty"))
    return fragment(
        language,
        say(language, "static"),
        heading(3, say(language, "static")),
        element("p", say(language, "on"), "：" if language == "zh" else ": ", amount(state.on, language)),
        element("ul", wrong, class_="box warnings") if wrong else None,
        filled,
        heading(3, say(language, "ask")),
        questions_list(missing, state.decision, language),
        heading(3, say(language, "findings")),
        findings_overview(state.decision, language, state.programmes),
    )


def _answers(state: FormState, labeller: Labeller) -> list[tuple[str, str]]:
    """Label and value of everything that is known, and of everything that is not known for a reason."""
    found: list[tuple[str, str]] = []
    language = state.language
    for fact in state.rules.facts:
        if ITEM in fact.path:
            continue
        kept = state.person
        for name in fact.path.split("."):
            kept = getattr(kept, name)
        if kept is not None:
            value = tuple(kept) if fact.type.kind is Kind.RECORDS else kept
            found.append((fact.label.in_language(language), labeller.fact_value(fact.path, value)))
    facts = state.rules.pack.fact_by_path
    for path, reason in state.person.unknown.items():
        found.append((facts[generic_path(path)].label.in_language(language), reason.label(language)))
    return found
