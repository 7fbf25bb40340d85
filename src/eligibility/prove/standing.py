"""What a finding lists, as formulas: for each fact whether it is missing, for each open term whether it is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from eligibility.language import tree
from eligibility.language.types import Kind
from eligibility.logic import Outcome
from eligibility.pack.model import Programme
from eligibility.prove.encoding import Answer, Bound, Encoder, Reading
from eligibility.prove.formulas import Formula

__all__ = ["Standing", "standing", "standing_of_item"]


@dataclass
class Standing:
    """For each path or threshold whether the finding lists it as missing, for each term or path whether as open.

    What is not a key is never listed. A path below a list names its record: ``family.children[0].birth_date``.
    """

    missing: dict[str, Formula] = field(default_factory=dict)
    open: dict[str, Formula] = field(default_factory=dict)


def standing(encoder: Encoder, programme: str) -> Standing:
    """What the finding of a programme lists, whichever of its texts is in force."""
    found = Standing()
    for text in encoder.texts(programme):
        conditions = [(text.scope, ()), (text.requires, ())]
        _Gathering(encoder, found).add(encoder.in_period(text), encoder.outcome_in(text), conditions)
    return found


def standing_of_item(encoder: Encoder, programme: str, index: int) -> Standing:
    """What the item finding for the record at a place lists."""
    found = Standing()
    for text in encoder.texts(programme):
        if text.item is None or index >= len(records := encoder.person.records(text.item.records.path)):
            continue
        there = encoder.person.world.formulas.all([encoder.in_period(text), records[index]])
        _Gathering(encoder, found).add(there, encoder.item_in(text, index), _conditions(text, index))
    return found


def _conditions(text: Programme, index: int) -> list[tuple[tree.Condition, Bound]]:
    assert text.item is not None
    bound = ((text.item.variable, text.item.records.path, index),)
    return [(text.scope, ()), (text.requires, ()), (text.item.requires, bound)]


class _Gathering:
    """Walks conditions as far as they are undecided, as :mod:`eligibility.decide.gathering` does for one person."""

    def __init__(self, encoder: Encoder, found: Standing) -> None:
        self._encoder = encoder
        self._every = encoder.person.world.formulas
        self._found = found
        self._asks: Formula = False

    def add(self, there: Formula, answer: Answer, conditions: Sequence[tuple[tree.Condition, Bound]]) -> None:
        """Add what one finding lists: nothing if it is decided, no fact if it is to be referred."""
        every = self._every
        self._asks = answer[Outcome.UNDETERMINED]
        listing = every.all([there, every.any([self._asks, answer[Outcome.REFER]])])
        for condition, bound in conditions:
            self._condition(condition, bound, listing)

    def _condition(self, node: tree.Condition, bound: Bound, reached: Formula) -> None:
        every, rails = self._every, self._encoder.condition(node, bound)
        undecided = every.all([reached, every.negated(rails.true), every.negated(rails.false)])
        if undecided is False:
            return
        match node:
            case tree.Open(id=name):
                self._note(self._found.open, name, undecided)
            case tree.Quantified():
                self._quantified(node, bound, undecided)
            case tree.Holds() | tree.Compare() | tree.Member() | tree.Contains():
                for operand in tree.children(node):
                    self._value(operand, bound, undecided)
            case _:
                for part in tree.children(node):
                    self._condition(part, bound, undecided)  # type: ignore[arg-type]

    def _quantified(self, node: tree.Quantified, bound: Bound, undecided: Formula) -> None:
        path = node.records.path
        self._value(node.records, bound, undecided)
        known = self._every.all([undecided, self._encoder.person.list_known(path)])
        for index, exists in enumerate(self._encoder.person.records(path)):
            inside = (*bound, (node.variable, path, index))
            self._condition(node.body, inside, self._every.all([known, exists]))

    def _value(self, node: tree.Value | tree.Condition, bound: Bound, undecided: Formula) -> None:
        match node:
            case tree.Fact(path=path) if node.type.kind is Kind.RECORDS:
                present = self._encoder.person.list_known(path)
                self._absent(path, Reading(present, self._encoder.is_unknown(path, present), None), undecided)
            case tree.Fact(path=name) | tree.Parameter(name=name):
                self._absent(name, self._encoder.value(node, bound), undecided)
            case tree.ItemField(variable=variable, records=listed, name=name):
                index = next(index for one, _, index in bound if one == variable)
                self._absent(f"{listed}[{index}].{name}", self._encoder.value(node, bound), undecided)
            case _:
                for part in tree.children(node):
                    self._value(part, bound, undecided)

    def _absent(self, name: str, read: Reading, undecided: Formula) -> None:
        every = self._every
        self._note(self._found.missing, name, every.all([undecided, self._asks, read.unknown]))
        absent = every.all([every.negated(read.present), every.negated(read.unknown)])
        self._note(self._found.open, name, every.all([undecided, absent]))

    def _note(self, listed: dict[str, Formula], name: str, holds: Formula) -> None:
        together = self._every.any([listed.get(name, False), holds])
        if together is not False:
            listed[name] = together
