"""An explanation as a tree that opens and closes: nested ``details``, for mouse and keyboard alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from eligibility.logic import Outcome, Truth
from eligibility.present.html.markup import Content, Markup, element, heading, join
from eligibility.present.html.style import fragment
from eligibility.present.html.wording import badge, pair, say, truth_sign

if TYPE_CHECKING:
    from eligibility.present.explanation import ExplainedCondition, ExplainedRead, Explanation

__all__ = ["explanation_fragment", "explanation_tree"]

_CARRIES: Final = {
    Outcome.NOT_APPLICABLE: Truth.FALSE,
    Outcome.NOT_ELIGIBLE: Truth.FALSE,
    Outcome.UNDETERMINED: Truth.UNKNOWN,
    Outcome.REFER: Truth.OPEN,
}


def explanation_fragment(explanation: Explanation) -> Markup:
    """The whole explanation of one finding, in its own language."""
    language = explanation.language
    title = heading(3, explanation.title, " ", badge(explanation.outcome, language))
    clause = element("p", pair(language, "clause", explanation.clause), class_="quiet") if explanation.clause else None
    return fragment(language, say(language, "explanation"), title, clause, explanation_tree(explanation))


def explanation_tree(explanation: Explanation) -> Markup:
    """Scope and conditions; what carries a bad or an undecided outcome is open from the start."""
    language, wanted = explanation.language, _CARRIES.get(explanation.outcome)
    writer = _Tree(language, explanation.clause, wanted)
    parts: list[Content] = []
    for word, conditions in (("scope", explanation.scope), ("requires", explanation.requires)):
        if conditions:
            parts += [element("p", say(language, word), class_="quiet"), writer.branch(conditions)]
    return join(parts or [element("p", say(language, "not_in_force"))])


class _Tree:
    def __init__(self, language: str, clause: str, wanted: Truth | None) -> None:
        self._language = language
        self._clause = clause
        self._wanted = wanted

    def branch(self, conditions: tuple[ExplainedCondition, ...]) -> Markup:
        return element("ul", [self._condition(one) for one in conditions], class_="tree")

    def _condition(self, condition: ExplainedCondition) -> Markup:
        line = self._line(condition)
        if not condition.children:
            return element("li", line, class_="leaf")
        opened = self._wanted is not None and condition.truth is self._wanted
        below = self.branch(condition.children)
        return element("li", element("details", element("summary", line), below, open=opened))

    def _line(self, condition: ExplainedCondition) -> Markup:
        language = self._language
        word = element("b", condition.truth.label(language))
        details = self._details(condition)
        head = join(truth_sign(condition.truth), condition.says, say(language, "colon"), word)
        return join(head, " ", element("span", details, class_="quiet")) if details else head

    def _details(self, condition: ExplainedCondition) -> list[Content]:
        """What was looked at, who decides, the clause, the reading."""
        language = self._language
        found: list[Content] = [self._read(read) for read in condition.reads]
        if condition.truth is Truth.OPEN and condition.who_decides:
            who = say(language, "comma").join(condition.who_decides)
            found.append(say(language, "decided_by", who))
        if condition.clause and condition.clause != self._clause:
            found.append(pair(language, "clause", condition.clause))
        if condition.reading:
            found.append(pair(language, "reading", condition.reading))
        between = "；" if language == "zh" else "; "
        return [part for one in found for part in (between, one)][1:]

    def _read(self, read: ExplainedRead) -> Markup:
        value = element("span", read.value, class_="missing") if read.missing else join(read.value)
        return join(read.label, say(self._language, "colon"), value)
