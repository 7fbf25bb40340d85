"""Packs with one rule changed: every operator, constant, limb, quantifier, doubt and strength, one at a time.

A change is made in the tree, so that a mutant costs no reading of files. A term is changed wherever it is used, a
threshold in each of its dated values, the territory for each of its codes. The conditions of notes and checks are
changed too: they decide nothing, and what is told to whom is changed with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Final, TypeVar, cast

from eligibility.language import tree
from eligibility.language.text import Text
from eligibility.language.types import Kind
from eligibility.pack.model import NoteDefinition, Pack, Programme

__all__ = ["Mutant", "Remark", "mutants_of"]

_Node = tree.Value | tree.Condition
_AnyNode = TypeVar("_AnyNode", bound=_Node)
_Change = tuple[Text, _Node]

_OPERATORS: Final = {
    "=": ("!=",),
    "!=": ("=",),
    "<": ("<=", ">="),
    "<=": ("<", ">"),
    ">": (">=", "<="),
    ">=": (">", "<"),
    "+": ("-",),
    "-": ("+",),
    "*": ("+",),
}
_TRUE: Final = tree.AllOf(())
_FALSE: Final = tree.AnyOf(())
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Remark:
    """The condition of a note or a check before and after a change; ``text`` is the one programme whose note it is."""

    id: str
    text: Programme | None
    before: tree.Condition
    after: tree.Condition


@dataclass(frozen=True)
class Mutant:
    """A pack with one rule changed.

    ``where`` names the programme, term or threshold with the nearest labelled condition; ``what`` says what was
    changed; ``programmes`` are those whose rules are no longer the same. ``remark`` is there where a note or a check
    was changed.
    """

    where: str
    what: Text
    pack: Pack
    programmes: tuple[str, ...]
    remark: Remark | None = None

    def text(self, language: str = "en") -> str:
        """Where and what, on one line."""
        return f"{self.where}{'：' if language == 'zh' else ': '}{self.what.in_language(language)}"


def mutants_of(pack: Pack) -> Iterator[Mutant]:
    """Every mutant of a pack, in the order of its programmes; then of its terms, territory and thresholds.

    >>> import eligibility
    >>> pack = eligibility.load("weihai-2023-13").pack
    >>> print(next(mutant for mutant in mutants_of(pack) if "within-ceiling" in mutant.where).text())
    counter-guarantee-waiver/within-ceiling: <= becomes <
    """
    for place, text in enumerate(pack.programmes):
        for where, what, changed in _programme(text):
            yield Mutant(where, what, _with_text(pack, place, changed), (text.id,))
    yield from _terms(pack)
    yield from _sets(pack)
    yield from _parameters(pack)
    yield from _notes(pack)
    yield from _checks(pack)


def _with_text(pack: Pack, place: int, text: Programme) -> Pack:
    return replace(pack, programmes=(*pack.programmes[:place], text, *pack.programmes[place + 1 :]))


# --- programmes ---------------------------------------------------------------------------------------------


def _programme(text: Programme) -> Iterator[tuple[str, Text, Programme]]:
    strength = "unconditional" if text.strength == "in_principle" else "in_principle"
    yield text.id, _becomes(text.strength, strength), replace(text, strength=strength)
    for name, day, shift in (("from", text.start, -_DAY), ("from", text.start, _DAY), ("until", text.until, _DAY)):
        if day is not None:
            changes: Any = {"start" if name == "from" else "until": day + shift}
            yield text.id, _becomes(f"{name} {day}", str(day + shift)), replace(text, **changes)
    for where, what, scope in _conditions(text.scope, text.id):
        yield where, what, replace(text, scope=scope if isinstance(scope, tree.AllOf) else tree.AllOf((scope,)))
    for where, what, requires in _conditions(text.requires, text.id):
        yield where, what, replace(text, requires=requires)
    if text.item is not None:
        for where, what, own in _conditions(text.item.requires, f"{text.id}/{text.item.variable}"):
            yield where, what, replace(text, item=replace(text.item, requires=own))


def _conditions(
    node: tree.Condition, where: str, into: frozenset[str] = frozenset()
) -> Iterator[tuple[str, Text, tree.Condition]]:
    """Every change in a condition, with the nearest labelled condition; only the terms in ``into`` are changed."""
    inside = f"{where.partition('/')[0]}/{node.id}" if isinstance(node, tree.Labelled) and node.id else where
    for what, changed in _changes(node):
        yield inside, what, cast("tree.Condition", changed)
    if isinstance(node, tree.Term) and node.name not in into:
        return
    for place, part in enumerate(tree.children(node)):
        if isinstance(part, tree.Condition):
            below = _conditions(part, inside, into)
        else:
            below = ((inside, what, changed) for what, changed in _values(part, node))  # type: ignore[misc]
        for name, what, changed in below:
            yield name, what, _with_child(node, place, changed)


def _with_child(node: _AnyNode, place: int, child: _Node) -> _AnyNode:
    """A node with one of its children replaced, counted as :func:`tree.children` does."""
    names = {
        tree.Labelled: ("body",),
        tree.Term: ("body",),
        tree.Compare: ("left", "right"),
        tree.Arithmetic: ("left", "right"),
        tree.Holds: ("value",),
        tree.Member: ("value",),
        tree.Not: ("part",),
        tree.Contains: ("collection",),
        tree.Count: ("of",),
        tree.Quantified: ("records", "body"),
        tree.YearsBetween: ("start", "end"),
        tree.MonthsBetween: ("start", "end"),
        tree.AddMonths: ("date", "months"),
    }
    if isinstance(node, tree.AllOf | tree.AnyOf | tree.AtLeast):
        parts = (*node.parts[:place], child, *node.parts[place + 1 :])
        return cast("_AnyNode", replace(node, parts=parts))  # type: ignore[arg-type]
    changes: Any = {names[type(node)][place]: child}
    return cast("_AnyNode", replace(cast("Any", node), **changes))


# --- changes of one node ------------------------------------------------------------------------------------


def _becomes(before: str, after: str) -> Text:
    return Text(f"{before} 改为 {after}", f"{before} becomes {after}")


def _changes(node: tree.Condition) -> Iterator[_Change]:
    """What can be changed in a condition itself, not in its parts."""
    match node:
        case tree.Compare(operator=sign):
            yield from ((_becomes(sign, other), replace(node, operator=other)) for other in _OPERATORS[sign])
        case tree.Holds() | tree.Contains():
            yield Text("取反", "is negated"), tree.Not(node)
        case tree.Member():
            yield from _members(node)
        case tree.Not(part):
            yield Text("去掉“不”", "loses its “not”"), part
        case tree.AllOf(parts):
            yield from _limbs(node, parts, tree.AnyOf(parts), "any")
        case tree.AnyOf(parts):
            yield from _limbs(node, parts, tree.AllOf(parts), "all")
        case tree.AtLeast(count, parts):
            for other in (count - 1, count + 1):
                yield _becomes(f"at_least {count}", f"at_least {other}"), replace(node, count=other)
            yield from _without_one(node, parts)
        case tree.Quantified(every=every):
            words = ("every", "some") if every else ("some", "every")
            yield _becomes(*words), replace(node, every=not every)
        case tree.Open():
            yield Text("“有待认定”当作已满足", "open is taken as met"), _TRUE
            yield Text("“有待认定”当作不满足", "open is taken as failed"), _FALSE


def _limbs(
    node: tree.AllOf | tree.AnyOf, parts: tuple[tree.Condition, ...], turned: tree.Condition, word: str
) -> Iterator[_Change]:
    if len(parts) > 1:
        yield _becomes("any" if word == "all" else "all", word), turned
    yield from _without_one(node, parts)


def _without_one(node: tree.AllOf | tree.AnyOf | tree.AtLeast, parts: tuple[tree.Condition, ...]) -> Iterator[_Change]:
    for place, part in enumerate(parts):
        name = part.id if isinstance(part, tree.Labelled) and part.id else f"#{place + 1}"
        fewer = (*parts[:place], *parts[place + 1 :])
        yield Text(f"去掉条件 {name}", f"{name} is taken away"), replace(node, parts=fewer)


def _members(node: tree.Member) -> Iterator[_Change]:
    yield Text("取反", "is negated"), tree.Not(node)
    if node.name:
        return  # a set with a name is changed wherever it is used
    for place, option in enumerate(node.options):
        fewer = (*node.options[:place], *node.options[place + 1 :])
        yield Text(f"去掉 {option}", f"{option} is taken out"), replace(node, options=fewer)
    type_ = getattr(node.value, "type", None)
    for choice in getattr(type_, "choices", ()):
        if choice not in node.options:
            yield Text(f"加上 {choice}", f"{choice} is let in"), replace(node, options=(*node.options, choice))


def _values(node: tree.Value, above: _Node) -> Iterator[_Change]:
    """What can be changed in a value and under it."""
    if isinstance(node, tree.Constant):
        choices = next((part.type.choices for part in tree.children(above) if isinstance(part, tree.Fact)), ())
        for other in _beside(node.value, node.type.kind, node.type.choices or choices):
            yield _becomes(str(node.value), str(other)), replace(node, value=other)
    if isinstance(node, tree.Arithmetic):
        for sign in _OPERATORS[node.operator]:
            yield _becomes(node.operator, sign), replace(node, operator=sign)
    for place, part in enumerate(tree.children(node)):
        for what, changed in _values(cast("tree.Value", part), node):
            yield what, _with_child(node, place, changed)


def _beside(value: tree.Scalar, kind: Kind, choices: tuple[str, ...]) -> Iterator[tree.Scalar]:
    """The values just beside a constant; for a choice, the others."""
    match value:
        case bool():
            yield not value
        case int() | Decimal():
            step = Decimal("0.01") if kind is Kind.MONEY else 1
            yield from (value - step, value + step)
        case date():
            yield from (value - _DAY, value + _DAY)
        case str():
            yield from (choice for choice in choices if choice != value)


# --- what several programmes share --------------------------------------------------------------------------


def _terms(pack: Pack) -> Iterator[Mutant]:
    """Each defined term changed in every place at once."""
    found: dict[str, tree.Term] = {}
    for condition in pack.conditions():
        for node in tree.walk(condition):
            if isinstance(node, tree.Term):
                found.setdefault(node.name, node)
    for name, term in found.items():
        for number, (where, what, _) in enumerate(_conditions(term.body, name)):
            yield _everywhere(pack, where, what, partial(_nth_change, name=name, number=number))


def _nth_change(node: _Node, name: str, number: int) -> _Node | None:
    """A use of a term with the change of a number in its body; ``None`` for anything else."""
    if not isinstance(node, tree.Term) or node.name != name:
        return None
    for place, (_, _, body) in enumerate(_conditions(node.body, name)):
        if place == number:
            return replace(node, body=body)
    return node


def _sets(pack: Pack) -> Iterator[Mutant]:
    """Each entry of a set with a name taken out in every place at once."""
    named = {
        node.name: node.options
        for condition in pack.conditions()
        for node in tree.walk(condition)
        if isinstance(node, tree.Member) and node.name
    }
    for name, options in named.items():
        for option in options:
            what = Text(f"去掉 {option}", f"{option} is taken out")
            yield _everywhere(pack, name, what, partial(_without_option, name=name, option=option))


def _without_option(node: _Node, name: str, option: tree.Scalar) -> _Node | None:
    if not isinstance(node, tree.Member) or node.name != name:
        return None
    return replace(node, options=tuple(one for one in node.options if one != option))


def _parameters(pack: Pack) -> Iterator[Mutant]:
    """Each dated value of a threshold that programmes read, changed to those beside it."""
    readers: dict[str, list[str]] = {}
    for text in pack.programmes:
        for condition in replace(pack, programmes=(text,)).conditions():
            for node in tree.walk(condition):
                if isinstance(node, tree.Parameter) and text.id not in readers.setdefault(node.name, []):
                    readers[node.name].append(text.id)
    for name, what, changed in _other_values(pack):
        if name in readers:
            yield Mutant(name, what, changed, tuple(readers[name]))


def _other_values(pack: Pack) -> Iterator[tuple[str, Text, Pack]]:
    """Each dated value of each threshold changed to those beside it, with the name of the threshold."""
    for place, parameter in enumerate(pack.parameters):
        for number, dated in enumerate(parameter.timeline.values):
            for other in _beside(dated.value, parameter.type.kind, parameter.type.choices):
                values = list(parameter.timeline.values)
                values[number] = replace(dated, value=other)
                timeline = replace(parameter.timeline, values=tuple(values))
                parameters = list(pack.parameters)
                parameters[place] = replace(parameter, timeline=timeline)
                what = _becomes(str(dated.value), str(other))
                yield parameter.name, what, replace(pack, parameters=tuple(parameters))


# --- notes and checks ---------------------------------------------------------------------------------------


def _notes(pack: Pack) -> Iterator[Mutant]:
    """The condition of each note changed, and each threshold that it reads; a note of several programmes in all."""
    own = _terms_of_remarks(pack)
    told: dict[NoteDefinition, list[Programme]] = {}
    for text in pack.programmes:
        for note in text.notes:
            told.setdefault(note, []).append(text)
    for note, texts in told.items():
        if note.when is None:
            continue
        one = texts[0] if len(texts) == 1 else None
        where = note.id if one is None else f"{one.id}/{note.id}"
        programmes = tuple(dict.fromkeys(text.id for text in texts))
        for inside, what, when in _conditions(note.when, where, own):
            changed = _with_note(pack, note, replace(note, when=when))
            yield Mutant(inside, what, changed, programmes, Remark(note.id, one, note.when, when))
        for what, changed in _thresholds(pack, note.when):
            yield Mutant(where, what, changed, programmes, Remark(note.id, one, note.when, note.when))


def _with_note(pack: Pack, note: NoteDefinition, changed: NoteDefinition) -> Pack:
    """A pack with another note in the place of one, wherever it stands."""
    texts = (
        replace(text, notes=tuple(changed if one == note else one for one in text.notes)) for text in pack.programmes
    )
    return replace(pack, programmes=tuple(texts))


def _checks(pack: Pack) -> Iterator[Mutant]:
    """The condition of each check changed, and each threshold that it reads."""
    own = _terms_of_remarks(pack)
    for place, check in enumerate(pack.checks):
        for _, what, when in _conditions(check.when, check.id, own):
            checks = (*pack.checks[:place], replace(check, when=when), *pack.checks[place + 1 :])
            yield Mutant(check.id, what, replace(pack, checks=checks), (), Remark(check.id, None, check.when, when))
        for what, changed in _thresholds(pack, check.when):
            yield Mutant(check.id, what, changed, (), Remark(check.id, None, check.when, check.when))


def _terms_of_remarks(pack: Pack) -> frozenset[str]:
    """The terms that no programme decides by."""
    deciding = {node.name for one in pack.conditions() for node in tree.walk(one) if isinstance(node, tree.Term)}
    return frozenset(term.name for term in pack.terms) - deciding


def _thresholds(pack: Pack, condition: tree.Condition) -> Iterator[tuple[Text, Pack]]:
    """Each dated value of the thresholds that a condition reads, changed to those beside it."""
    names = {node.name for node in tree.walk(condition) if isinstance(node, tree.Parameter)}
    for name, what, changed in _other_values(pack):
        if name in names:
            yield what, changed


def _everywhere(pack: Pack, where: str, what: Text, change: Callable[[_Node], _Node | None]) -> Mutant:
    texts = tuple(_rewritten_text(text, change) for text in pack.programmes)
    touched = (new.id for old, new in zip(pack.programmes, texts, strict=True) if old != new)
    return Mutant(where, what, replace(pack, programmes=texts), tuple(dict.fromkeys(touched)))


def _rewritten_text(text: Programme, change: Callable[[_Node], _Node | None]) -> Programme:
    item = text.item
    if item is not None:
        item = replace(item, requires=_rewritten(item.requires, change))
    return replace(text, scope=_rewritten(text.scope, change), requires=_rewritten(text.requires, change), item=item)


def _rewritten(node: _AnyNode, change: Callable[[_Node], _Node | None]) -> _AnyNode:
    changed = change(node)
    if changed is not None:
        return cast("_AnyNode", changed)
    for place, part in enumerate(tree.children(node)):
        below = _rewritten(part, change)
        if below is not part:
            node = _with_child(node, place, below)
    return node
