"""How much of the world has to be looked at: which codes, how many records, how fine the amounts.

Region codes that every rule treats alike are one case, unless a rule compares two places with each other. A list
is looked at up to a length; ``whole`` says for which lists that length is enough for every length:

a rule that asks ``some`` or ``every`` looks at one record at a time, so its truth rests on one record (the one that
decides it), and dropping all records but the deciding ones of every such rule leaves every truth as it was. Where
a rule counts records, or looks at two at a time, that argument fails, and the proof is for lists up to the length.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from eligibility.language import tree
from eligibility.language.types import Kind
from eligibility.pack.model import Pack

__all__ = ["Domain", "bounded_lists"]

_LONGEST: Final = 4
_OUTSIDE: Final = ("110101", "370602", "440106", "650102")


@dataclass(frozen=True, slots=True)
class Domain:
    """What is looked at: region codes, choices by path, records by list, and units in a yuan.

    ``alike`` maps every code that some rule or the territory names to the one of ``codes`` that stands for it, and
    the empty text to the one that stands for codes that nothing names.
    """

    alike: dict[str, str]
    codes: tuple[str, ...]
    choices: dict[str, tuple[str, ...]]
    lengths: dict[str, int]
    whole: frozenset[str]
    scale: int

    @classmethod
    def of(cls, packs: Sequence[Pack], more: Iterable[tree.Condition] = (), codes: Iterable[str] = ()) -> Domain:
        """The domain that some packs need, and some conditions beside them; ``codes`` are told apart."""
        conditions = [node for pack in packs for node in pack.conditions()] + list(more)
        nodes = [node for condition in conditions for node in tree.walk(condition)]
        lists = {fact.path for pack in packs for fact in pack.facts if fact.type.kind is Kind.RECORDS}
        itemised = {one.item.records.path for pack in packs for one in pack.programmes if one.item is not None}
        lengths, whole = {}, set()
        for path in lists:
            needed, enough = _length(path, conditions, path in itemised)
            lengths[path] = min(needed, _LONGEST)
            if enough and needed <= _LONGEST:
                whole.add(path)
        alike, looked_at = _codes(packs, nodes, codes)
        choices, scale = _choices(packs), _scale(packs, nodes)
        return cls(alike, looked_at, choices, lengths, frozenset(whole), scale)

    def representative(self, code: str) -> str:
        """The code that stands for a code."""
        return code if code in self.codes else self.alike.get(code, self.alike[""])


def bounded_lists(domain: Domain, pack: Pack, programmes: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """The lists that some programmes read and that were looked at up to a length that may not be enough."""
    named = set(programmes)
    shown = replace(pack, programmes=tuple(text for text in pack.programmes if text.id in named))
    read = {node.path for one in shown.conditions() for node in tree.walk(one) if isinstance(node, tree.Fact)}
    return tuple((path, domain.lengths[path]) for path in sorted(domain.lengths) if path in read - domain.whole)


def _choices(packs: Sequence[Pack]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for pack in packs:
        for fact in pack.facts:
            found.setdefault(fact.path, {}).update(dict.fromkeys(fact.type.choices))
    return {path: tuple(choices) for path, choices in found.items()}


def _scale(packs: Sequence[Pack], nodes: Iterable[tree.Value | tree.Condition]) -> int:
    """Units in a yuan, so that every amount written anywhere is a whole number of them."""
    amounts = [node.value for node in nodes if isinstance(node, tree.Constant)]
    amounts += [option for node in nodes if isinstance(node, tree.Member) for option in node.options]
    amounts += [dated.value for pack in packs for one in pack.parameters for dated in one.timeline.values]
    places = [-int(one.as_tuple().exponent) for one in amounts if isinstance(one, Decimal)]
    return int(10 ** max([2, *places]))


# --- regions ------------------------------------------------------------------------------------------------


def _codes(
    packs: Sequence[Pack], nodes: list[tree.Value | tree.Condition], apart: Iterable[str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """One code for each group of codes that all rules treat alike, and one that no rule speaks of."""
    sets = list(dict.fromkeys(found for node in nodes for found in _named(node)))
    sets += [frozenset({dated.value}) for pack in packs for one in pack.parameters for dated in one.timeline.values]
    sets += [frozenset({code}) for code in apart]
    listed = {code: None for pack in packs for unit in pack.units for code in (unit.code, *unit.former)}
    known = [code for code in [*listed, *sorted(map(str, frozenset().union(*sets)))] if _is_code(code, packs)]
    others = [code for code in _strangers() if code not in known]
    if any(_compares_places(node) for node in nodes):
        facts = sum(fact.type.kind is Kind.REGION for pack in packs for fact in pack.facts)
        every = [*dict.fromkeys(known), *others[: 1 + facts * _LONGEST]]
        return {"": others[0], **{code: code for code in every}}, tuple(every)
    first: dict[tuple[bool, ...], str] = {}
    alike = {
        code: first.setdefault(tuple(name in one for one in sets), name)
        for code, name in [*((code, code) for code in known), ("", others[0])]
    }
    return alike, tuple(first.values())


def _named(node: tree.Value | tree.Condition) -> Iterator[frozenset[object]]:
    """The codes that a node tells from all others."""
    match node:
        case tree.Member(value, options, _) if value.type.kind is Kind.REGION:
            yield frozenset(options)
        case tree.Constant(value=value, type=type_) if type_.kind is Kind.REGION:
            yield frozenset({value})


def _compares_places(node: tree.Value | tree.Condition) -> bool:
    constant = (tree.Constant, tree.Parameter)
    return (
        isinstance(node, tree.Compare)
        and node.left.type.kind is Kind.REGION
        and not isinstance(node.left, constant)
        and not isinstance(node.right, constant)
    )


def _is_code(code: str, packs: Sequence[Pack]) -> bool:
    """Whether every vocabulary takes the code."""
    return all((code.isdigit() and len(code) == 6) or code in pack.region_words for pack in packs)


def _strangers() -> Iterator[str]:
    yield from _OUTSIDE
    yield from (str(code) for code in range(120101, 120999))


# --- lists --------------------------------------------------------------------------------------------------


def _length(path: str, conditions: Iterable[tree.Condition], itemised: bool) -> tuple[int, bool]:
    """How many records have to be looked at, and whether that is enough for every length."""
    deciding, enough, counted = 0, True, 0
    for condition in conditions:
        for node in tree.walk(condition):
            match node:
                case tree.Quantified(records=records, body=body) if records.path == path:
                    deciding += 1
                    enough = enough and not any(isinstance(one, tree.Quantified) for one in tree.walk(body))
                case tree.Quantified(body=body) if any(
                    isinstance(one, tree.Quantified) and one.records.path == path for one in tree.walk(body)
                ):
                    enough = False
                case tree.Count(of) if of.path == path:
                    enough, counted = False, _LONGEST
                case _:
                    pass
    return max(1, 2 * deciding + itemised, counted), enough
