"""Take out what the choice of readings has already settled, so that nobody asks for it or shows it."""

from __future__ import annotations

from dataclasses import replace

from eligibility.language import tree

__all__ = ["Folder", "settled"]


class Folder:
    """Takes out the limbs that a chosen reading makes irrelevant; what was shared stays shared.

    Under ``any`` a limb that the reading makes true stands alone, under ``all`` one that it makes false; limbs
    that stay relevant keep their place, and so does the reading's own limb, which the explanation shows.
    """

    def __init__(self) -> None:
        self._done: dict[int, tuple[tree.Condition, tree.Condition]] = {}  # the first keeps its identity alive

    def fold(self, node: tree.Condition) -> tree.Condition:
        """The same condition without what is settled."""
        if id(node) not in self._done:
            self._done[id(node)] = (node, self._fold(node))
        return self._done[id(node)][1]

    def _fold(self, node: tree.Condition) -> tree.Condition:
        match node:
            case tree.AllOf(parts):
                return tree.AllOf(self._parts(parts, decisive=False))
            case tree.AnyOf(parts):
                return tree.AnyOf(self._parts(parts, decisive=True))
            case tree.AtLeast(count, parts):
                return tree.AtLeast(count, tuple(self.fold(part) for part in parts))
            case tree.Labelled() | tree.Term() | tree.Quantified():
                return replace(node, body=self.fold(node.body))
            case tree.Not(part):
                return tree.Not(self.fold(part))
            case _:
                return node

    def _parts(self, parts: tuple[tree.Condition, ...], *, decisive: bool) -> tuple[tree.Condition, ...]:
        folded = tuple(self.fold(part) for part in parts)
        settling = next((part for part in folded if settled(part) is decisive), None)
        return folded if settling is None else (settling,)


def settled(node: tree.Condition) -> bool | None:
    """What the readings alone make of a folded condition; ``None`` where facts, dates or doubts have a say."""
    match node:
        case tree.Labelled(body=body) | tree.Term(body=body):
            return settled(body)
        case tree.Compare(operator, tree.ReadingChoice(value=left), tree.Constant(value=right)):
            return (left == right) is (operator == "=")
        case tree.Member(tree.ReadingChoice(value=value), options, _):
            return value in options
        case tree.Holds(tree.Constant(value=value)):
            return bool(value)
        case tree.Not(part):
            inner = settled(part)
            return None if inner is None else not inner
        case tree.AllOf(parts):
            return _together([settled(part) for part in parts], decisive=False)
        case tree.AnyOf(parts):
            return _together([settled(part) for part in parts], decisive=True)
        case _:
            return None


def _together(parts: list[bool | None], *, decisive: bool) -> bool | None:
    if decisive in parts:
        return decisive
    return None if None in parts else not decisive
