"""The audit record: what was decided, by which rules, on which facts, and how.

It holds every supplied fact that the programmes in force can read, and no other; nothing in it depends on a
language or on the clock.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from eligibility._version import __version__
from eligibility.decide.trace import Read, Trace
from eligibility.interchange.decision_json import pack_identity
from eligibility.language import tree
from eligibility.logic import Truth

if TYPE_CHECKING:
    from eligibility.decision import Decision, Finding, ItemFinding

__all__ = ["RECORD_FORMAT", "write_record"]

RECORD_FORMAT: Final = 1


def write_record(decision: Decision) -> dict[str, Any]:
    """The record of a decision as plain JSON data."""
    stretch = decision.engine.on(decision.on)
    in_force = stretch.in_force(decision.on)
    readable = frozenset(path for place, active in enumerate(in_force) if active for path in stretch.readable(place))
    facts = decision.engine.vocabulary.plain(decision.person, readable)
    unknown = facts.pop("unknown", {})
    return {
        "record": RECORD_FORMAT,
        "library": __version__,
        "pack": pack_identity(decision),
        "on": decision.on.isoformat(),
        "readings": {reading.id: reading.chosen for reading in decision.engine.pack.readings},
        "facts": facts,
        "unknown": unknown,
        "findings": [_finding(finding, active) for finding, active in zip(decision.findings, in_force, strict=True)],
    }


def _finding(finding: Finding, in_force: bool) -> dict[str, Any]:
    return {
        "programme": finding.programme,
        "in_force": in_force,
        **_answer(finding),
        "strength": finding.strength,
        "clause": finding.clause,
        "decided_by": list(finding.decided_by),
        "notes": [note.id for note in finding.notes] if in_force else [],
        "items": [_answer(item) for item in finding.items] if in_force else [],
        "trace": [_trace(trace) for trace in finding.traces()] if in_force else [],
    }


def _answer(answer: Finding | ItemFinding) -> dict[str, Any]:
    return {
        "outcome": answer.outcome.value,
        "missing": [fact.path for fact in answer.missing],
        "open": [term.id for term in answer.open],
    }


def _trace(trace: Trace) -> dict[str, Any]:
    written: dict[str, Any] = {"kind": _kind(trace.node), "truth": trace.truth.value}
    if trace.label is not None:
        written |= {"id": trace.label.id, "clause": trace.label.clause}
    if isinstance(trace.node, tree.Term):
        written["term"] = trace.node.name
    if trace.reads:
        written["reads"] = [_read(read) for read in trace.reads]
    if trace.children:
        written["children"] = [_trace(part) for part in trace.children]
    return written


def _read(read: Read) -> dict[str, Any]:
    if read.is_missing:
        return {read.kind: read.path, "missing": read.value.value}
    return {read.kind: read.path, "value": _json(read.value)}


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_json(one) for one in value]
    return value.value if isinstance(value, Truth) else value


def _kind(node: tree.Condition) -> str:
    match node:
        case tree.AllOf():
            return "all"
        case tree.AnyOf():
            return "any"
        case tree.AtLeast():
            return "at_least"
        case tree.Not():
            return "not"
        case tree.Open():
            return "open"
        case tree.Term():
            return "term"
        case tree.Quantified(every=every):
            return "every" if every else "some"
        case tree.Labelled():
            return "labelled"
        case _:
            return "test"
