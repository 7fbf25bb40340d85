"""What a condition depends on, and whether it is worth keeping a table of its traces.

A condition that depends on nothing has one trace. One that depends on a few facts of few values has few, and most
persons share them: ``loan.borrower = "individual"`` has three. What depends on an amount or a birth date has as many
as there are persons.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import Final

from eligibility.language import tree
from eligibility.language.types import Kind, Type
from eligibility.pack.layout import Vocabulary

__all__ = ["MOST_ENTRIES", "TODAY", "Reach", "Reaches"]

TODAY: Final = -1
"""Stands among the slots of facts for the date of the decision."""

MOST_ENTRIES: Final = 81
"""The most entries of a table: four facts that are true, false or missing."""

# How many values, one of them "missing", are typical of a kind whose values are not listed.
_TYPICAL: Final = {Kind.BOOLEAN: 3, Kind.REGION: 9, Kind.INTEGER: 27, Kind.CHOICES: 27}


@dataclass(frozen=True, slots=True)
class Reach:
    """What a condition can depend on: slots of facts (``TODAY`` for the date), and variables that stand for records."""

    slots: frozenset[int] = frozenset()
    variables: frozenset[str] = frozenset()

    def __or__(self, other: Reach) -> Reach:
        return Reach(self.slots | other.slots, self.variables | other.variables)


class Reaches:
    """The reach of every condition of a pack, and which of them get a table."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._known: dict[int, tuple[Reach, tree.Value | tree.Condition]] = {}
        slots = vocabulary.slots
        self._values = {slots[fact.path]: _typical(fact.type) for fact in vocabulary.facts if fact.path in slots}
        self._values[TODAY] = 9

    def of(self, node: tree.Value | tree.Condition) -> Reach:
        """What a value or a condition can depend on."""
        known = self._known.get(id(node))
        if known is None:
            known = self._known[id(node)] = (self._work_out(node), node)  # the node is kept, so its id stays its own
        return known[0]

    def has_few(self, slot: int) -> bool:
        """Whether a fact has few values, by what is typical of its kind."""
        return self._values[slot] > 0

    def gets_table(self, reach: Reach) -> bool:
        """Whether what depends on this is worth a table."""
        if reach.variables or not reach.slots:
            return False
        return 0 < reduce(lambda product, slot: product * self._values[slot], reach.slots, 1) <= MOST_ENTRIES

    def _work_out(self, node: tree.Value | tree.Condition) -> Reach:
        below = reduce(Reach.__or__, map(self.of, tree.children(node)), Reach())
        match node:
            case tree.Fact(path=path):
                return Reach(frozenset({self._vocabulary.slots[path]}))
            case tree.ItemField(variable=variable):
                return Reach(variables=frozenset({variable}))
            case tree.DecisionDate():
                return Reach(frozenset({TODAY}))
            case tree.Quantified(variable=variable):
                return Reach(below.slots, below.variables - {variable})
            case tree.Term(argument=argument) if argument is not None:
                return below | self.of(argument)
            case _:
                return below


def _typical(type_: Type) -> int:
    return len(type_.choices) + 1 if type_.kind is Kind.CHOICE else _TYPICAL.get(type_.kind, 0)
