"""A pack's tree as a network of truths: numbered nodes, each made of nodes before it.

Leaves are conditions that look at facts; ``decide``'s own code settles them. Everything above (groups, negations,
the outcome of a programme, the outcome of an item) is left to whoever lets truths flow through the network. Equal
conditions are one node, wherever they stand. Labels and terms have no truth of their own and vanish.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from eligibility.language import tree
from eligibility.logic import Outcome, Truth
from eligibility.pack.model import Pack

__all__ = ["OUTCOMES", "TRUTHS", "ItemNodes", "Network", "Node", "Op", "build_network"]

TRUTHS: Final = (Truth.FALSE, Truth.UNKNOWN, Truth.OPEN, Truth.TRUE)
"""What the small integers mean that stand for truths."""
OUTCOMES: Final = tuple(Outcome)
"""What the small integers mean that stand for outcomes."""

_WIDEST: Final = 4
"""So many parts a group has at most; larger ones become groups of groups, which changes nothing in Kleene's tables."""

Op = str
"""``leaf``, ``not``, ``all``, ``any``; ``outcome`` and ``outcome_in_principle`` of scope and conditions; ``item``."""


@dataclass(frozen=True, slots=True)
class Node:
    """What a node is made of: an operator, and the numbers of its parts."""

    op: Op
    parts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemNodes:
    """The two nodes that each record of a list has for a programme: its own condition, and its outcome."""

    programme: int
    own: int
    outcome: int


@dataclass(frozen=True, slots=True)
class Network:
    """The nodes in order, parts before wholes.

    ``leaves`` gives the condition of each leaf, by its number; ``outcomes`` the node of each programme, ``None`` for
    one that has no text on the day or is not in this network; ``items`` the nodes that exist once for each record.
    """

    nodes: tuple[Node, ...]
    leaves: tuple[tuple[int, tree.Condition], ...]
    outcomes: tuple[int | None, ...]
    items: tuple[ItemNodes, ...]


def build_network(pack: Pack, day: date, places: Collection[int] | None = None) -> Network:
    """The network of the texts that hold on a day, or of some programmes only, by their places in the pack."""
    builder = _Builder()
    outcomes: list[int | None] = []
    items: list[ItemNodes] = []
    for place, programme in enumerate(pack.programmes_on(day)):
        if programme is None or (places is not None and place not in places):
            outcomes.append(None)
            continue
        best = "outcome" if programme.when_met is Outcome.ELIGIBLE else "outcome_in_principle"
        scope, requires = builder.condition(programme.scope), builder.condition(programme.requires)
        outcomes.append(builder.new(Node(best, (scope, requires))))
        if programme.item is not None:
            own = builder.new(Node("leaf"))
            items.append(ItemNodes(place, own, builder.new(Node("item", (outcomes[-1] or 0, own)))))
    return Network(tuple(builder.nodes), tuple(builder.leaves.values()), tuple(outcomes), tuple(items))


class _Builder:
    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.leaves: dict[tree.Condition, tuple[int, tree.Condition]] = {}
        self._made: dict[Node, int] = {}
        self._bare: dict[int, tuple[tree.Condition, int]] = {}

    def new(self, node: Node) -> int:
        """A node of its own."""
        self.nodes.append(node)
        return len(self.nodes) - 1

    def condition(self, node: tree.Condition) -> int:
        """The node of a condition; the same object is looked at once."""
        known = self._bare.get(id(node))
        if known is None:
            known = self._bare[id(node)] = (node, self._condition(node))
        return known[1]

    def _condition(self, node: tree.Condition) -> int:
        match node:
            case tree.Labelled(body=body) | tree.Term(body=body):
                return self.condition(body)
            case tree.AllOf(parts) if parts:
                return self._group("all", [self.condition(part) for part in parts])
            case tree.AnyOf(parts) if parts:
                return self._group("any", [self.condition(part) for part in parts])
            case tree.Not(part):
                return self._shared(Node("not", (self.condition(part),)))
            case tree.AtLeast(count, parts):
                return self._at_least(count, [self.condition(part) for part in parts])
            case _:
                return self._leaf(node)

    def _leaf(self, node: tree.Condition) -> int:
        if node not in self.leaves:
            self.leaves[node] = (self.new(Node("leaf")), node)
        return self.leaves[node][0]

    def _shared(self, node: Node) -> int:
        if node not in self._made:
            self._made[node] = self.new(node)
        return self._made[node]

    def _group(self, op: Op, parts: Iterable[int]) -> int:
        level = list(dict.fromkeys(parts))
        while len(level) > 1:
            chunks = [level[start : start + _WIDEST] for start in range(0, len(level), _WIDEST)]
            level = [chunk[0] if len(chunk) == 1 else self._shared(Node(op, tuple(chunk))) for chunk in chunks]
        return level[0]

    def _at_least(self, count: int, parts: Sequence[int]) -> int:
        """So many of some parts, spelt out: the first one and so many less of the others, or so many of the others.

        Kleene's tables give the same for it as for counting (a test tries every combination), and equal pieces are
        one node, so that there are at most ``count * len(parts)`` of them.
        """
        if count <= 0:
            return self._leaf(tree.AllOf(()))
        if count > len(parts):
            return self._leaf(tree.AnyOf(()))
        if count == 1:
            return self._group("any", parts)
        if count == len(parts):
            return self._group("all", parts)
        with_first = self._group("all", [parts[0], self._at_least(count - 1, parts[1:])])
        return self._group("any", [with_first, self._at_least(count, parts[1:])])
