"""The conditions of a programme as an outline of nodes: what a drawing and a Mermaid text are made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from eligibility.errors import UsageError, closest, cut, problem
from eligibility.language import tree
from eligibility.language.wording import condition_words, group_words
from eligibility.pack.model import Pack, Programme
from eligibility.present.explanation import Labeller

__all__ = ["Node", "outline", "programme_on"]

_SCOPE: Final = ("适用范围", "Who is meant")
_REQUIRES: Final = ("条件", "Conditions")


@dataclass(frozen=True, slots=True)
class Node:
    """One condition: its words, its kind (``all``, ``any``, ``not``, ``at_least``, ``some``, ``open`` or ``leaf``)."""

    words: str
    kind: str
    clause: str
    parts: tuple[Node, ...]

    @property
    def size(self) -> int:
        """How many nodes there are, this one included."""
        return 1 + sum(part.size for part in self.parts)


def programme_on(pack: Pack, name: str, day: date) -> Programme:
    """The text of a programme that holds on a day.

    Raises:
        UsageError: U003, no such programme; U013, no text of it holds on the day.
    """
    if name not in pack.programme_ids:
        raise UsageError(problem("U003", name=cut(str(name)), suggestion=closest(str(name), pack.programme_ids)))
    found = pack.programmes_on(day)[pack.programme_ids.index(name)]
    if found is None:
        periods = ", ".join(f"{one.start or '…'} – {one.until or '…'}" for one in pack.programmes if one.id == name)
        raise UsageError(problem("U013", name="on", expected=periods, got=str(day)))
    return found


def outline(programme: Programme, labeller: Labeller) -> Node:
    """The whole programme: scope, then conditions."""
    english = labeller.language != "zh"
    parts = []
    for title, condition in ((_SCOPE, programme.scope), (_REQUIRES, programme.requires)):
        node = _node(condition, labeller)
        if node.kind == "all" or node.parts:
            words = f"{title[english]}{': ' if english else '：'}{node.words}"
            parts.append(Node(words, node.kind, node.clause, node.parts))
        else:
            parts.append(Node(title[english], "all", "", (node,)))
    return Node(programme.title.in_language(labeller.language), "programme", programme.clause, tuple(parts))


def _node(node: tree.Condition, labeller: Labeller) -> Node:
    language = labeller.language
    says, clause = None, ""
    while isinstance(node, tree.Labelled | tree.Term):
        if isinstance(node, tree.Labelled):
            says = says or (node.says.in_language(language) if node.says is not None else None)
            clause = clause or node.clause
        node = node.body
    kind, parts = _shape(node)
    inner = tuple(_node(part, labeller) for part in parts)
    if kind in ("leaf", "open", "some"):
        words = condition_words(node, labeller, language) if says is None else says
    else:
        words = group_words(node, language)
        if says is not None:
            words = f"{says}（{words}）" if language == "zh" else f"{says} ({words[:1].lower()}{words[1:]})"
    return Node(words, kind, clause, inner)


def _shape(node: tree.Condition) -> tuple[str, tuple[tree.Condition, ...]]:
    match node:
        case tree.AllOf(parts):
            return "all", parts
        case tree.AnyOf(parts):
            return "any", parts
        case tree.AtLeast(_, parts):
            return "at_least", parts
        case tree.Not(part):
            return "not", (part,)
        case tree.Quantified():
            return "some", ()
        case tree.Open():
            return "open", ()
        case _:
            return "leaf", ()
