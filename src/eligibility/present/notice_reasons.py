"""What a notification says of conditions that are not met, and the traces behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eligibility.decide.trace import Read, Trace
from eligibility.language import tree
from eligibility.logic import Truth
from eligibility.present.explanation import Labeller

__all__ = ["PlainLabeller", "facts_against", "facts_below", "failing", "has_words"]


class PlainLabeller(Labeller):
    """Names and values without codes."""

    def _region(self, code: str) -> str:
        if code in self.pack.place_names:
            return self.pack.place_names[code].in_language(self.language)
        name = self.pack.territory_name.in_language(self.language)
        return f"{name}以外" if self.language == "zh" else f"outside {name}"


def failing(traces: Iterable[Trace]) -> Iterator[Trace]:
    """The false conditions, down to the parts of conjunctions, each of which had to be met."""
    for trace in traces:
        if trace.truth is not Truth.FALSE:
            continue
        below = list(failing(trace.children)) if isinstance(trace.node, tree.AllOf) else []
        worded = bool(below) and all(has_words(part) for part in below)
        yield from below if below and (worded or not has_words(trace)) else [trace]


def has_words(trace: Trace) -> bool:
    """Whether the author gave the condition wording of its own."""
    return isinstance(trace.node, tree.Term) or (trace.label is not None and trace.label.says is not None)


def facts_below(trace: Trace) -> Iterator[Read]:
    """The facts that a condition and all under it looked at."""
    if not trace.children:
        yield from (read for read in trace.reads if isinstance(read.what, tree.Fact | tree.ItemField))
    for part in trace.children:
        yield from facts_below(part)


def facts_against(trace: Trace) -> Iterator[Read]:
    """The facts because of which a condition is false: a part of it that is met or open has no share in that."""
    parts = [part for part in trace.children if part.truth is Truth.FALSE]
    for part in parts:
        yield from facts_against(part)
    if not parts:
        yield from facts_below(trace)
