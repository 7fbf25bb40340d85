"""What still stands in the way: unknown facts and open terms under conditions that are not decided."""

from __future__ import annotations

from collections.abc import Iterable

from eligibility.decide.trace import Read, Trace
from eligibility.language import tree
from eligibility.logic import Truth

__all__ = ["Standing", "facts_read", "gather"]


class Standing:
    """The unknown facts and thresholds, and the open terms, by path or id, in the order of the rules."""

    __slots__ = ("missing", "open")

    def __init__(self) -> None:
        self.missing: dict[str, Read] = {}
        self.open: dict[str, tree.Open | Read] = {}


def gather(traces: Iterable[Trace]) -> Standing:
    """Collect what is missing and what is open; a decided condition hides everything under it."""
    found = Standing()
    pending = list(traces)[::-1]
    while pending:
        trace = pending.pop()
        if trace.truth.is_decided:
            continue
        if isinstance(trace.node, tree.Open):
            found.open.setdefault(trace.node.id, trace.node)
        if trace.children:
            pending.extend(reversed(trace.children))
            continue
        for read in trace.reads:
            if read.value is Truth.UNKNOWN:
                found.missing.setdefault(read.path, read)
            elif read.value is Truth.OPEN:
                found.open.setdefault(read.path, read)
    return found


def facts_read(conditions: Iterable[tree.Condition]) -> frozenset[str]:
    """Every path of the vocabulary that some conditions can read, lists included."""
    paths = set()
    for condition in conditions:
        for node in tree.walk(condition):
            if isinstance(node, tree.Fact):
                paths.add(node.path)
            elif isinstance(node, tree.ItemField):
                paths |= {node.path, node.records}
    return frozenset(paths)
