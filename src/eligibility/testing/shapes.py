"""What conditions can be at all, read off their shape: the sides that a worked example could be written for."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from eligibility.language import tree
from eligibility.language.fold import settled
from eligibility.language.types import Kind
from eligibility.logic import Truth
from eligibility.pack.model import FactDefinition

__all__ = ["Shape", "paths_in"]

_MOST_COMBINATIONS: Final = 20_000
_Known = Mapping[object, Any]
"""What is taken as given: values of facts by path, truths of whole tests by test."""


class Shape:
    """What the shape of conditions allows them to be; a fact that only an authority determines leaves them open."""

    def __init__(self, facts: Iterable[FactDefinition]) -> None:
        self._facts = {fact.path: fact for fact in facts}

    def possible(self, node: tree.Condition, known: _Known | None = None) -> frozenset[Truth]:
        """The truths that a condition can have, tests that are not known taken to be free of each other."""
        known = known or {}
        certain = settled(node)
        if certain is not None:
            return frozenset({Truth.TRUE if certain else Truth.FALSE})
        match node:
            case tree.Labelled(body=body) | tree.Term(body=body):
                return self.possible(body, known)
            case tree.Open():
                return frozenset({Truth.OPEN})
            case tree.Not(part):
                return _negated(self.possible(part, known))
            case tree.AllOf(parts):
                return _together([self.possible(part, known) for part in parts])
            case tree.AnyOf(parts):
                return _negated(_together([_negated(self.possible(part, known)) for part in parts]))
            case tree.AtLeast(count, parts):
                return _counted(count, [self.possible(part, known) for part in parts])
            case tree.Quantified(every=every, records=records, body=body):
                without = {Truth.TRUE if every else Truth.FALSE, self._absence(records)}
                return self.possible(body) | without
            case _:
                return self._test(node, known)

    def exactly(self, node: tree.Condition) -> tuple[frozenset[Truth], tuple[str, ...]]:
        """The same with what occurs more than once taken as one thing, and the facts that this was about."""
        places = list(self._repeated(node))
        found: frozenset[Truth] = frozenset()
        if math.prod(len(values) for _, values in places) > _MOST_COMBINATIONS:
            return self.possible(node), ()
        for values in itertools.product(*(values for _, values in places)):
            known = {place: value for (place, _), value in zip(places, values, strict=True)}
            found |= self.possible(node, known)
        paths = (place if isinstance(place, str) else ", ".join(paths_in(place)) for place, _ in places)
        return found, tuple(dict.fromkeys(paths))

    def _repeated(self, node: tree.Condition) -> Iterator[tuple[Any, tuple[Any, ...]]]:
        """The facts with few values, and the other tests, that stand in a condition more than once."""
        tests = [part for part in _tests(node) if settled(part) is None]
        paths = [fact.path for fact in map(self._simple, tests) if fact is not None]
        for path in dict.fromkeys(path for path in paths if paths.count(path) > 1):
            type_ = self._facts[path].type
            yield path, (None, *((False, True) if type_.kind is Kind.BOOLEAN else type_.choices))
        other = [test for test in tests if self._simple(test) is None]
        for test in dict.fromkeys(test for test in other if other.count(test) > 1):
            yield test, tuple(self.possible(test))

    def _simple(self, test: tree.Condition) -> tree.Fact | tree.ItemField | None:
        """The fact of a test that looks at one fact with few values, and at nothing else."""
        match test:
            case tree.Holds(tree.Fact() | tree.ItemField() as fact) | tree.Member(
                tree.Fact() | tree.ItemField() as fact
            ):
                pass
            case tree.Compare("=" | "!=", tree.Fact() | tree.ItemField() as fact, tree.Constant()):
                pass
            case _:
                return None
        return fact if fact.type.kind in (Kind.BOOLEAN, Kind.CHOICE) else None

    def _test(self, test: tree.Condition, known: _Known) -> frozenset[Truth]:
        if test in known:
            return frozenset({known[test]})
        fact = self._simple(test)
        if fact is not None and fact.path in known:
            value = known[fact.path]
            return frozenset({self._absence(fact) if value is None else _held(test, value)})
        read = [part for part in tree.walk(test) if isinstance(part, tree.Fact | tree.ItemField | tree.Parameter)]
        return frozenset({Truth.TRUE, Truth.FALSE, *(self._absence(part) for part in read)})

    def _absence(self, value: tree.Fact | tree.ItemField | tree.Parameter) -> Truth:
        """What a test is where something that it looks at is missing."""
        if isinstance(value, tree.Parameter) or not self._facts[value.path].only_authority:
            return Truth.UNKNOWN
        return Truth.OPEN


def _tests(node: tree.Condition) -> Iterator[tree.Condition]:
    """The tests under a condition; those about the records of a list are the list's own affair."""
    if isinstance(node, tree.Quantified):
        return
    parts = [part for part in tree.children(node) if not isinstance(part, tree.Value)]
    if not parts and not isinstance(node, tree.Open):
        yield node
    for part in parts:
        yield from _tests(part)


def _held(test: tree.Condition, value: Any) -> Truth:
    match test:
        case tree.Compare(operator, _, tree.Constant(value=other)):
            held = (value == other) is (operator == "=")
        case tree.Member(_, options, _):
            held = value in options
        case _:
            held = value is True
    return Truth.TRUE if held else Truth.FALSE


def _negated(truths: frozenset[Truth]) -> frozenset[Truth]:
    swapped = {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE}
    return frozenset(swapped.get(truth, truth) for truth in truths)


def _together(parts: list[frozenset[Truth]]) -> frozenset[Truth]:
    """What ``all`` of some parts can be."""
    found = {Truth.FALSE} if any(Truth.FALSE in part for part in parts) else set()
    for truth, beside in (
        (Truth.TRUE, {Truth.TRUE}),
        (Truth.OPEN, {Truth.TRUE, Truth.OPEN}),
        (Truth.UNKNOWN, {Truth.TRUE, Truth.OPEN, Truth.UNKNOWN}),
    ):
        if any(truth in part for part in parts) and all(part & beside for part in parts):
            found.add(truth)
    return frozenset(found)


def _counted(count: int, parts: list[frozenset[Truth]]) -> frozenset[Truth]:
    """What ``at_least`` of some parts can be."""
    found = {truth for truth in (Truth.UNKNOWN, Truth.OPEN) if any(truth in part for part in parts)}
    if sum(Truth.TRUE in part for part in parts) >= count:
        found.add(Truth.TRUE)
    if sum(Truth.FALSE in part for part in parts) > len(parts) - count:
        found.add(Truth.FALSE)
    return frozenset(found)


def paths_in(node: tree.Value | tree.Condition) -> Iterator[str]:
    """What a value or a test looks at, in the words of the vocabulary."""
    for part in tree.walk(node):
        match part:
            case tree.Fact(path=path):
                yield path
            case tree.ItemField():
                yield part.path
            case tree.Parameter(name=name):
                yield name
            case tree.DecisionDate():
                yield "decision_date"
            case _:
                pass
