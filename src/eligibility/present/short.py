"""Why, on one line: the reason of an outcome as it fits into a cell or beside a title."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from eligibility.logic import Outcome
from eligibility.pack.layout import generic_path
from eligibility.present.explanation import Labeller
from eligibility.present.reasons import Reason, deciding

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from eligibility.decision import Decision, Finding, ItemFinding, MissingFact, OpenTerm

__all__ = ["bodies_that_decide", "fact_name", "labeller_of", "short_reason"]

_MOST: Final = 3
_WORDS: Final = {
    "missing": ("还缺：{}", "Missing: {}"),
    "open": ("有待认定：{}", "Left open: {}"),
    "of": ("{}等 {} 项", "{} and {} more"),
    "unmet": ("不满足：{}", "Not met: {}"),
    "outside": ("不在适用范围：{}", "Outside its scope: {}"),
    "not_in_force": ("该日没有有效的规定", "no text of this programme is in force on this day"),
}


def labeller_of(decision: Decision, language: str) -> Labeller:
    """Names and values of a decision in one language."""
    return Labeller(decision.engine.pack, decision.person, language)


def short_reason(answer: Finding | ItemFinding, labeller: Labeller, about: Collection[str] = ()) -> str:
    """The reason of an outcome in one line, without the outcome itself.

    A refusal names the conditions that are not met with their values, and one that does not apply those of the scope,
    which is no refusal; a good outcome the first that are met, an undetermined one what is missing, and one for the
    authority what is left open.

    Args:
        answer: a finding, or that for a relative or child.
        labeller: made by :func:`labeller_of`.
        about: facts of interest, by path: what a good outcome owes to them comes first, with their values.
    """
    language = labeller.language
    column = int(language != "zh")
    match answer.outcome:
        case Outcome.UNDETERMINED:
            names = list(dict.fromkeys(fact_name(fact, language) for fact in answer.missing))
            return _WORDS["missing"][column].format(_some(names, language))
        case Outcome.REFER:
            names = [_open(term, labeller) for term in answer.open]
            return _WORDS["open"][column].format(_some(names, language))
        case Outcome.ELIGIBLE | Outcome.ELIGIBLE_IN_PRINCIPLE:
            reasons = _telling_first(answer, labeller, about)
            said = [reason.line(language)[1:].strip() if _reads(reason, about) else reason.says for reason in reasons]
            return _some(said, language, sentences=True)
        case _:
            lines = [reason.line(language)[1:].strip() for reason in deciding(answer, labeller)]
            if not lines:
                return _WORDS["not_in_force"][column]
            word = "outside" if answer.outcome is Outcome.NOT_APPLICABLE else "unmet"
            return _WORDS[word][column].format(_some(lines, language, sentences=True))


def _telling_first(answer: Finding | ItemFinding, labeller: Labeller, about: Collection[str]) -> Sequence[Reason]:
    """The conditions that are met: what is of interest, then what is asked, then who is meant."""
    scope, *rest = answer.traces()
    meant = {label.id for label in [scope.label, *(part.label for part in scope.children)] if label is not None}

    def place(reason: Reason) -> tuple[bool, bool]:
        return (not _reads(reason, about), bool(rest) and bool(reason.id) and reason.id in meant)

    return sorted(deciding(answer, labeller), key=place)


def _reads(reason: Reason, about: Collection[str]) -> bool:
    return any(read.path in about for read in reason.reads)


def _open(term: OpenTerm, labeller: Labeller) -> str:
    name = term.term.in_language(labeller.language)
    who = bodies_that_decide(term, labeller)
    if not who:
        return name
    return f"{name}（由{who}认定）" if labeller.language == "zh" else f"{name} (for {who} to decide)"


def bodies_that_decide(term: OpenTerm, labeller: Labeller) -> str:
    """Who settles an open term, by name."""
    fact = labeller.pack.fact_by_path.get(generic_path(term.id))
    if fact is not None and fact.who is not None:
        return fact.who.in_language(labeller.language)
    return ("、" if labeller.language == "zh" else ", ").join(labeller.bodies(term.who_decides))


def fact_name(fact: MissingFact, language: str) -> str:
    """The label of a missing fact, with the number of its record and the reason why it is not known."""
    chinese = language == "zh"
    name = fact.label.in_language(language)
    if "[" in fact.path:
        number = int(fact.path.partition("[")[2].partition("]")[0]) + 1
        name = f"第{number}项{name}" if chinese else f"{name} ({number})"
    if fact.reason is None:
        return name
    reason = fact.reason.label(language)
    return f"{name}（{reason}）" if chinese else f"{name} ({reason})"


def _some(names: Sequence[str], language: str, *, sentences: bool = False) -> str:
    """The first few of some names or sentences, and how many there are."""
    chinese = language == "zh"
    between = ("；", "; ") if sentences else ("、", ", ")
    shown = between[not chinese].join(names[:_MOST])
    if len(names) <= _MOST:
        return shown
    return _WORDS["of"][int(not chinese)].format(shown, len(names) if chinese else len(names) - _MOST)
