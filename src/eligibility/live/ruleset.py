"""A network compiled into a ruleset of durable-rules: forward chaining over small integers.

Every node of the network is always told to the engine, with its present truth, as one fact: ``g`` and ``n`` say which
node, ``t`` the truth. For every node that is made of others and every truth that it can have there is a rule:

    *if its parts are such that its truth is v, and the truth that stands for it is another one, then replace it.*

So the rules find whatever does not fit yet, each replacement wakes the rules of the nodes above, and when no rule
matches any more every truth fits its parts. Nothing tests for absence, nothing is counted, and there are no joins
over values but one: the outcome of an item, whose records are told apart by ``i``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from eligibility.live.network import OUTCOMES, TRUTHS, Network, Node
from eligibility.logic import Outcome, Truth, item_outcome, negate, outcome_of

__all__ = ["CompiledRuleset", "compile_ruleset"]

_WIDTH: Final = 16
"""Nodes in a group: the engine looks through the tests of one place in the network one by one, and has 512 of them."""


@dataclass(frozen=True, slots=True)
class CompiledRuleset:
    """A ruleset for the worker: ``definition`` is plain JSON, ``name`` a hash of it.

    ``definition["rules"]`` are the engine's rules; ``definition["acts"]`` says for each the node that it replaces and
    the truth that it puts there; ``definition["start"]`` is what stands for each node before the engine has worked;
    ``leaves``, ``outcomes`` and ``items`` name the nodes that are told and the nodes that are wanted.
    """

    name: str
    definition: dict[str, Any]


def compile_ruleset(network: Network) -> CompiledRuleset:
    """The rules for a network."""
    writer = _Writer()
    for number, node in enumerate(network.nodes):
        writer.node(number, node)
    definition = {
        "rules": writer.rules,
        "acts": writer.acts,
        "start": [_START.get(node.op, 1) for node in network.nodes],
        "leaves": [number for number, _ in network.leaves],
        "outcomes": [number for number in network.outcomes if number is not None],
        "items": [[one.own, one.outcome] for one in network.items],
        "width": _WIDTH,
    }
    text = json.dumps(definition, sort_keys=True)
    return CompiledRuleset("r" + hashlib.sha256(text.encode()).hexdigest()[:24], definition)


_UNDETERMINED: Final = OUTCOMES.index(Outcome.UNDETERMINED)
_START: Final = {"outcome": _UNDETERMINED, "outcome_in_principle": _UNDETERMINED, "item": _UNDETERMINED}

Pattern = dict[str, Any]


class _Writer:
    def __init__(self) -> None:
        self.rules: dict[str, Any] = {}
        self.acts: dict[str, list[int]] = {}

    def node(self, number: int, node: Node) -> None:
        match node.op:
            case "leaf":
                return
            case "not":
                for truth in TRUTHS:
                    self._rule(number, _code(negate(truth)), [_is(node.parts[0], [_code(truth)])])
            case "all":
                self._group(number, node.parts, Truth.FALSE, Truth.TRUE)
            case "any":
                self._group(number, node.parts, Truth.TRUE, Truth.FALSE)
            case "item":
                principal, own = node.parts
                self._item(number, principal, own)
            case op:
                best = Outcome.ELIGIBLE if op == "outcome" else Outcome.ELIGIBLE_IN_PRINCIPLE
                scope, requires = node.parts
                self._outcome(number, scope, requires, best)

    def _group(self, number: int, parts: tuple[int, ...], decisive: Truth, otherwise: Truth) -> None:
        """Four rules, one for each row of Kleene's table: the strongest truth among the parts is the group's."""
        order = (decisive, Truth.UNKNOWN, Truth.OPEN, otherwise)
        for place, truth in enumerate(order):
            weaker = [_code(one) for one in order[place:]]
            some = [] if truth is otherwise else [_one_is(parts, _code(truth))]
            every = [] if truth is decisive else [_is(part, weaker) for part in parts]
            self._rule(number, _code(truth), [*some, *every])

    def _outcome(self, number: int, scope: int, requires: int, best: Outcome) -> None:
        rows = _rows(lambda one, other: outcome_of(TRUTHS[one], TRUTHS[other], best), len(TRUTHS), len(TRUTHS))
        for outcome, ones, others in rows:
            self._rule(number, OUTCOMES.index(outcome), [_is(scope, ones), _is(requires, others)])

    def _item(self, number: int, principal: int, own: int) -> None:
        """Rules that exist once and match for every record: its own truth and its outcome have the same ``i``."""
        rows = _rows(lambda one, other: item_outcome(OUTCOMES[other], TRUTHS[one]), len(TRUTHS), len(OUTCOMES))
        for outcome, truths, outcomes in rows:
            parts = [_is(own, truths), _is(principal, outcomes, len(OUTCOMES))]
            self._rule(number, OUTCOMES.index(outcome), parts, {"i": {"c0": "i"}})

    def _rule(self, number: int, code: int, parts: Iterable[Pattern], same: Pattern | None = None) -> None:
        """If the parts are so, and another truth stands for the node, replace it."""
        name = f"r{len(self.rules)}"
        other = {"$and": [*_at(number), {"$neq": {"t": code}}, *([same] if same else [])]}
        found = [{f"c{place}": part} for place, part in enumerate(parts)]
        # dist: one fact may be both "some part" and "this part"; the engine forbids that unless it is told not to
        self.rules[name] = {"all": [*found, {"old": other}] if same else [{"old": other}, *found], "dist": 0}
        self.acts[name] = [number, code]


def _rows(table: Callable[[int, int], Outcome], ones: int, others: int) -> list[tuple[Outcome, list[int], list[int]]]:
    """A table of two codes as few rectangles: an outcome, the first codes and the second codes that give it."""
    made: dict[tuple[Outcome, tuple[int, ...]], list[int]] = {}
    for one in range(ones):
        found: dict[Outcome, list[int]] = {}
        for other in range(others):
            found.setdefault(table(one, other), []).append(other)
        for outcome, codes in found.items():
            made.setdefault((outcome, tuple(codes)), []).append(one)
    return [(outcome, firsts, list(codes)) for (outcome, codes), firsts in made.items()]


def _code(truth: Truth) -> int:
    return TRUTHS.index(truth)


def _at(number: int) -> list[Pattern]:
    return [{"g": number // _WIDTH}, {"n": number % _WIDTH}]


def _is(number: int, codes: list[int], all_codes: int = len(TRUTHS)) -> Pattern:
    """A node has one of some truths."""
    if len(codes) == all_codes:
        return {"$and": _at(number)}
    tests = [{"t": code} for code in codes]
    return {"$and": [*_at(number), tests[0] if len(tests) == 1 else {"$or": tests}]}


def _one_is(numbers: tuple[int, ...], code: int) -> Pattern:
    """Some node of several has a truth."""
    return {"$or": [{"$and": [*_at(number), {"t": code}]} for number in numbers]}
