"""What a programme can give at best, read off its tree."""

from __future__ import annotations

from eligibility.language.tree import AllOf, AnyOf, AtLeast, Condition, Labelled, Not, Open, Quantified, Term
from eligibility.logic import Outcome
from eligibility.pack.model import Programme

__all__ = ["best_outcome"]


def best_outcome(programme: Programme) -> Outcome:
    """The best outcome that the shape of the tree allows: an unavoidable open term caps it at ``REFER``.

    Leaves are taken to be free of each other, so this is an upper bound; claims and proofs say more.
    """
    both = AllOf((programme.scope, programme.requires))
    if _can_be(both, True):
        return programme.when_met
    return Outcome.REFER


def _can_be(node: Condition, wanted: bool) -> bool:
    """Whether a condition could be ``TRUE`` (or, wanted false, ``FALSE``)."""
    match node:
        case Open():
            return False
        case Labelled(body=body) | Term(body=body):
            return _can_be(body, wanted)
        case Not(part):
            return _can_be(part, not wanted)
        case AllOf(parts):
            return (all if wanted else any)(_can_be(part, wanted) for part in parts)
        case AnyOf(parts):
            return (any if wanted else all)(_can_be(part, wanted) for part in parts)
        case AtLeast(count, parts):
            needed = count if wanted else len(parts) - count + 1
            return sum(_can_be(part, wanted) for part in parts) >= needed
        case Quantified(every=every, body=body):
            return every is wanted or _can_be(body, wanted)
        case _:
            return True
