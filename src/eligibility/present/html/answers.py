"""A decision at a glance, and one finding of it: who gets what, why, and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Final

from eligibility.decide.gathering import facts_read
from eligibility.language.wording import amount
from eligibility.logic import Outcome
from eligibility.present.colours import OUTCOME_CLASSES
from eligibility.present.explanation import explain
from eligibility.present.html.markup import Content, Markup, element, heading, join
from eligibility.present.html.questions import questions_list
from eligibility.present.html.style import fragment
from eligibility.present.html.tree import explanation_tree
from eligibility.present.html.wording import badge, join_words, outcome_sign, pair, say
from eligibility.present.short import labeller_of, short_reason
from eligibility.present.text import BEST_FIRST

if TYPE_CHECKING:
    from eligibility.decision import Decision, Finding, ItemFinding, Note

_PAPER: Final = "paper"

__all__ = ["decision_fragment", "decision_title", "finding_fragment", "findings_overview", "item_fragment"]


def decision_fragment(decision: Decision, language: str) -> Markup:
    """A decision: how many of each outcome, what to ask next, then every programme, the good ones first."""
    return fragment(language, say(language, "decision"), _Answers(decision, language).whole())


def findings_overview(decision: Decision, language: str, programmes: Collection[str] = ()) -> Markup:
    """The findings alone, each with its outcome and its reason on one line; only some of them if they are named."""
    return _Answers(decision, language, programmes).overview()


def finding_fragment(finding: Finding, language: str) -> Markup:
    """One finding with its whole explanation."""
    answers = _Answers(finding._decision, language)  # noqa: SLF001 - the view of a decision
    title = heading(3, finding.title.in_language(language), " ", badge(finding.outcome, language))
    why = element("p", answers.reason(finding))
    return fragment(language, say(language, "finding"), title, why, answers.body(finding))


def item_fragment(item: ItemFinding, language: str) -> Markup:
    """The finding for one relative or child."""
    explanation = explain(item, language)
    answers = _Answers(item._decision, language)  # noqa: SLF001 - the view of a decision
    title = heading(3, explanation.title, " ", badge(item.outcome, language))
    return fragment(language, say(language, "finding"), title, answers.reason(item), explanation_tree(explanation))


def decision_title(decision: Decision, language: str) -> str:
    """What a page that holds a decision is called."""
    pack = decision.engine.pack
    return f"{say(language, 'decision')} · {amount(decision.on, language)} · {pack.title.in_language(language)}"


class _Answers:
    def __init__(self, decision: Decision, language: str, programmes: Collection[str] = ()) -> None:
        self._decision = decision
        self._findings = [one for one in decision.findings if not programmes or one.programme in programmes]
        self._pack = decision.engine.pack
        self._language = language
        self._labeller = labeller_of(decision, language)

    # --- the whole ---

    def whole(self) -> Markup:
        missing = self._decision.missing()
        documents = join_words(self._language, self._pack.documents)
        return join(
            self._head(),
            self.tally(),
            self._remarks(self._decision.warnings),
            self._box("ask", questions_list(missing, self._decision, self._language)) if missing else None,
            [self._group(outcome, found) for outcome, found in self._grouped()],
            element("p", self._say("end", documents), class_="quiet"),
        )

    def overview(self) -> Markup:
        return join(
            self.tally(),
            self._remarks(self._decision.warnings),
            [self._short_group(outcome, found) for outcome, found in self._grouped()],
        )

    def _head(self) -> Markup:
        language, pack = self._language, self._pack
        said = [pair(language, "date", amount(self._decision.on, language))]
        said += [f"＋ {overlay.title_with_status(language)}" for overlay in pack.overlays]
        chosen = [
            f"{reading.id} {reading.label_of(reading.chosen).in_language(language)}"
            for reading in pack.readings
            if reading.chosen != reading.default
        ]
        if chosen:
            said.append(pair(language, "readings", join_words(language, chosen)))
        title = heading(2, pack.title.in_language(language))
        return join(title, [element("p", line, class_="quiet") for line in said])

    def tally(self) -> Markup:
        counted = [
            element("li", badge(outcome, self._language, f" {len(found)}")) for outcome, found in self._grouped()
        ]
        return element("ul", counted, class_="tally")

    def _grouped(self) -> list[tuple[Outcome, list[Finding]]]:
        """The findings by outcome, the best first; those that do not exist left out."""
        grouped = [(one, [found for found in self._findings if found.outcome is one]) for one in BEST_FIRST]
        return [(outcome, found) for outcome, found in grouped if found]

    def _group(self, outcome: Outcome, findings: list[Finding]) -> Markup:
        return self._framed(outcome, findings, lambda found: [self._programme(finding) for finding in found])

    def _short_group(self, outcome: Outcome, findings: list[Finding]) -> Markup:
        def lines(found: list[Finding]) -> Markup:
            return element("ul", [element("li", self._line(finding)) for finding in found], class_="plain")

        return self._framed(outcome, findings, lines)

    def _framed(self, outcome: Outcome, findings: list[Finding], shown: Callable[[list[Finding]], Content]) -> Markup:
        """A group; what is open to everybody, and what does not apply, stays closed until it is asked for."""
        style = f"group {OUTCOME_CLASSES[outcome]}"
        if outcome is Outcome.NOT_APPLICABLE:
            summary = element("summary", badge(outcome, self._language))
            return element("div", element("details", summary, shown(findings), class_=_PAPER), class_=style)
        services = [finding for finding in findings if _is_open_to_all(finding)]
        own = [finding for finding in findings if finding not in services]
        below = None
        if services:
            summary = element("summary", say(self._language, "services", len(services)))
            below = element("details", summary, shown(services), class_=_PAPER)
        title = heading(3, badge(outcome, self._language))
        return element("div", title, shown(own) if own else None, below, class_=style)

    # --- one programme ---

    def _programme(self, finding: Finding) -> Markup:
        line = element("summary", self._line(finding))
        return element("details", line, self.body(finding), class_=_PAPER if _is_printed(finding) else "")

    def _line(self, finding: Finding) -> Markup:
        title = element("b", finding.title.in_language(self._language))
        because = element("span", short_reason(finding, self._labeller), class_="because")
        line = join(outcome_sign(finding.outcome), title, self._say("colon"), because)
        return join(line, self._items(finding)) if finding.items else line

    def _items(self, finding: Finding) -> Markup:
        """The relatives or children, each with its outcome."""
        lines = [
            element(
                "li",
                outcome_sign(item.outcome),
                self._labeller.item(item),
                self._say("colon"),
                element("b", item.outcome.label(self._language)),
                [" ", self.reason(item)] if item.outcome is not finding.outcome else None,
            )
            for item in finding.items
        ]
        return element("ul", lines, class_="plain body")

    def body(self, finding: Finding) -> Markup:
        """Everything about one finding: where it stands, the whole tree, the remarks."""
        language = self._language
        bodies = join_words(language, self._labeller.bodies(finding.decided_by))
        stands = " · ".join([pair(language, "clause", finding.clause), pair(language, "decides", bodies)])
        explanation = explain(finding, language)
        items = [self._item(item) for item in finding.items]
        notes = [element("li", note.text.in_language(language), self._cited(note, finding)) for note in finding.notes]
        return element(
            "div",
            element("p", stands, class_="quiet"),
            explanation_tree(explanation),
            items or None,
            [element("p", self._say("notes"), class_="quiet"), element("ul", notes, class_="quiet")] if notes else None,
            class_="body",
        )

    def _item(self, item: ItemFinding) -> Markup:
        name = [self._labeller.item(item), " ", badge(item.outcome, self._language)]
        return element("details", element("summary", name), explanation_tree(explain(item, self._language)))

    def reason(self, answer: Finding | ItemFinding) -> Markup:
        return element("span", short_reason(answer, self._labeller), class_="because")

    # --- remarks ---

    def _remarks(self, notes: Iterable[Note]) -> Markup | None:
        lines = [element("li", note.text.in_language(self._language)) for note in notes]
        return self._box("warnings", element("ul", lines), "box warnings") if lines else None

    def _cited(self, note: Note, finding: Finding) -> str:
        if not note.clause or note.clause == finding.clause:
            return ""
        return f"（{note.clause}）" if self._language == "zh" else f" ({note.clause})"

    def _box(self, word: str, body: Markup, style: str = "box") -> Markup:
        return element("div", heading(3, self._say(word)), body, class_=style)

    def _say(self, word: str, *values: str) -> str:
        return say(self._language, word, *values)


def _is_printed(finding: Finding) -> bool:
    """Whether the conditions are worth the paper: of what is decided well or not at all."""
    return not finding.outcome.is_negative and not _is_open_to_all(finding)


def _is_open_to_all(finding: Finding) -> bool:
    """Whether a programme asks for nothing that has to do with the person."""
    text = finding._text  # noqa: SLF001 - the view of a decision
    return finding.outcome is Outcome.ELIGIBLE and not facts_read([text.scope, text.requires])
