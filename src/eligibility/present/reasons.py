"""The conditions that made an outcome what it is, picked out of everything that was evaluated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from eligibility.decide.trace import Read, Trace
from eligibility.language import tree
from eligibility.language.wording import condition_words
from eligibility.logic import Outcome, Truth
from eligibility.present.explanation import MARKS, ExplainedRead, Labeller

if TYPE_CHECKING:
    from eligibility.decision import Finding, ItemFinding

__all__ = ["Reason", "deciding"]

_WANTED: Final = {
    Outcome.NOT_APPLICABLE: Truth.FALSE,
    Outcome.NOT_ELIGIBLE: Truth.FALSE,
    Outcome.UNDETERMINED: Truth.UNKNOWN,
    Outcome.REFER: Truth.OPEN,
    Outcome.ELIGIBLE_IN_PRINCIPLE: Truth.TRUE,
    Outcome.ELIGIBLE: Truth.TRUE,
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition that carries an outcome: its id, wording, truth, clause, and what it looked at."""

    id: str
    says: str
    truth: Truth
    clause: str
    reads: tuple[ExplainedRead, ...]

    def line(self, language: str, *, clause: str = "") -> str:
        """Mark, wording, values, and the clause if it is not the one given."""
        chinese = language == "zh"
        details = [f"{read.label}{'：' if chinese else ': '}{read.value}" for read in self.reads if self._tells(read)]
        if self.clause and self.clause != clause:
            details.append(self.clause)
        line = f"{MARKS[self.truth]} {self.says}"
        if not details:
            return line
        return f"{line}（{'；'.join(details)}）" if chinese else f"{line} ({'; '.join(details)})"

    def _tells(self, read: ExplainedRead) -> bool:
        """Whether a value adds to the wording: of a condition that is met, neither yes nor no nor a repetition.

        A figure always does: 100,000 yuan beside a ceiling of 100,000 yuan is a fact and no repetition.
        """
        if self.truth is not Truth.TRUE:
            return True
        is_figure = any(map(str.isdigit, read.value))
        return read.value not in ("是", "否", "yes", "no") and (is_figure or read.value not in self.says)


def deciding(answer: Finding | ItemFinding, labeller: Labeller) -> tuple[Reason, ...]:
    """The lowest conditions that carry the outcome, each wording once; for a term that is met the term itself.

    What rests on the date or on a reading alone is left out of a good outcome where anything else has a say.
    """
    wanted = _WANTED[answer.outcome]
    traces = answer.traces()
    if answer.outcome is Outcome.NOT_APPLICABLE:
        traces = traces[:1]
    elif answer.outcome is Outcome.NOT_ELIGIBLE:
        traces = traces[1:]
    reasons = [_reason(trace, labeller) for trace in _carrying(traces, wanted)]
    found = tuple({(one.says, one.reads): one for one in reasons}.values())
    telling = tuple(one for one in found if not one.reads or any(read.kind == "fact" for read in one.reads))
    return telling if telling and wanted is Truth.TRUE else found


def _carrying(traces: Iterable[Trace], wanted: Truth) -> Iterator[Trace]:
    for trace in traces:
        if trace.truth is not wanted:
            continue
        enough = (wanted is Truth.TRUE and _is_named_term(trace)) or not _leads_to_labels(trace)
        below = () if enough else tuple(_carrying(trace.children, wanted))
        yield from below or (trace,)


def _is_named_term(trace: Trace) -> bool:
    """Whether a condition is a term that says enough by its name; of a choice of groups it matters which."""
    node = trace.node
    if not isinstance(node, tree.Term) or trace.label is None:
        return False
    return node.argument is not None or not isinstance(node.body, tree.AnyOf)


def _leads_to_labels(trace: Trace) -> bool:
    return any(part.label is not None or _leads_to_labels(part) for part in trace.children)


def _reason(trace: Trace, labeller: Labeller) -> Reason:
    label = trace.label
    says = label.says if label is not None else None
    reads = {(read.path, str(read.value)): labeller.read(read) for read in _reads(trace)}
    return Reason(
        id=label.id if label is not None else "",
        says=condition_words(trace.node, labeller, labeller.language)
        if says is None
        else says.in_language(labeller.language),
        truth=trace.truth,
        clause=label.clause if label is not None else "",
        reads=tuple(reads.values()),
    )


def _reads(trace: Trace) -> Iterator[Read]:
    if not trace.children:
        yield from trace.reads
    for part in trace.children:
        yield from _reads(part)
