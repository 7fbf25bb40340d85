"""The fast way: Python source for the outcomes of all programmes, generated from the tree.

Truth travels on rails: for each condition one expression that says it is ``TRUE``, one that says it is ``FALSE``
and one that, where it is neither, says it is ``UNKNOWN``. Python's own ``and`` and ``or`` then skip what no longer
matters. The source holds no text from a pack: facts are numbered slots, constants are numbered names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any, Final

from eligibility.decide.source import COMPARISONS, OPPOSITE, PYTHON, Values, joined
from eligibility.language import tree
from eligibility.logic import Outcome
from eligibility.pack.layout import Vocabulary
from eligibility.pack.model import Pack, Programme

__all__ = ["Compiled", "compile_outcomes", "generate_source"]

Facts = tuple[Any, ...]
Outcomes = tuple[Outcome, ...]

_NAMES: Final = {outcome: outcome.name for outcome in Outcome}


class Compiled:
    """The functions made for one stretch of time: ``outcomes`` of the programmes, ``items`` of their records."""

    __slots__ = ("items", "outcomes")

    def __init__(
        self,
        outcomes: Callable[[Facts, date], Outcomes],
        items: Callable[[Facts, date, Outcomes], tuple[Outcomes, ...]],
    ) -> None:
        self.outcomes = outcomes
        self.items = items


def compile_outcomes(pack: Pack, vocabulary: Vocabulary, day: date) -> Compiled:
    """Compile the rules that hold on a day; they hold until the next boundary of any timeline."""
    source, names = generate_source(pack, vocabulary, day)
    exec(compile(source, "<generated rules>", "exec"), names)  # noqa: S102 - our own source, no text of a pack in it
    return Compiled(*names["make"]())


def generate_source(pack: Pack, vocabulary: Vocabulary, day: date) -> tuple[str, dict[str, Any]]:
    """The source, and the namespace it needs."""
    return _Generator(pack, vocabulary, day).source()


class _Rails:
    """Three expressions about one condition; ``"True"`` and ``"False"`` are folded away."""

    __slots__ = ("false", "true", "unknown")

    def __init__(self, true: str, false: str, unknown: str) -> None:
        self.true = true
        self.false = false
        self.unknown = unknown


class _Generator:
    def __init__(self, pack: Pack, vocabulary: Vocabulary, day: date) -> None:
        self._vocabulary = vocabulary
        self._programmes = pack.programmes_on(day)
        self._values = Values(pack, vocabulary, day)
        self._helpers: list[str] = []
        self._shared: dict[tree.Term, str] = {}

    def source(self) -> tuple[str, dict[str, Any]]:
        body = self._outcomes()
        items = self._items()
        constants = self._values.constants
        lines = ["def make():", *constants.assignments(), *self._helpers, *body, *items, "    return outcomes, items"]
        names = {name: outcome for outcome, name in _NAMES.items()}
        return "\n".join([*lines, ""]), {**names, **self._values.namespace(), "constants": constants.values()}

    # --- functions ---

    def _outcomes(self) -> list[str]:
        lines = ["    def outcomes(facts, today):", f"        {self._values.unpacking()} = facts"]
        lines += self._hoist_shared()
        results = []
        for number, programme in enumerate(self._programmes):
            results.append(f"o{number}")
            lines += self._one_outcome(f"o{number}", programme)
        return [*lines, f"        return ({', '.join(results)},)"]

    def _hoist_shared(self) -> list[str]:
        """Terms that more than one condition uses are worked out once, ahead of everything."""
        uses: Counter[tree.Term] = Counter()
        for programme in self._programmes:
            if programme is not None:
                uses.update(_terms_in(programme.scope))
                uses.update(_terms_in(programme.requires))
        lines: list[str] = []
        for term in sorted((term for term, count in uses.items() if count > 1), key=_depth):
            rails = self._condition(term.body)
            if rails.true in ("True", "False"):
                continue
            name = f"s{len(self._shared)}"
            lines += [f"        {name}t = {rails.true}", f"        {name}f = not {name}t and ({rails.false})"]
            self._shared[term] = name
        return lines

    def _one_outcome(self, name: str, programme: Programme | None) -> list[str]:
        if programme is None:
            return [f"        {name} = NOT_APPLICABLE"]
        scope, requires = self._condition(programme.scope), self._condition(programme.requires)
        met = _NAMES[programme.when_met]
        return [
            f"        if {scope.true}:",
            f"            if {requires.true}: {name} = {met}",
            f"            elif {requires.false}: {name} = NOT_ELIGIBLE",
            f"            elif {requires.unknown}: {name} = UNDETERMINED",
            f"            else: {name} = REFER",
            f"        elif {scope.false}: {name} = NOT_APPLICABLE",
            f"        elif {requires.false}: {name} = NOT_ELIGIBLE",
            f"        elif {scope.unknown}: {name} = UNDETERMINED",
            f"        elif {requires.true}: {name} = REFER",
            f"        elif {requires.unknown}: {name} = UNDETERMINED",
            f"        else: {name} = REFER",
        ]

    def _items(self) -> list[str]:
        self._values.in_helper = True
        results = []
        functions: list[str] = []
        for number, programme in enumerate(self._programmes):
            if programme is None or programme.item is None:
                results.append("()")
                continue
            functions += self._item_function(number, programme)
            slot = self._vocabulary.slots[programme.item.records.path]
            results.append(f"item{number}(facts, today, outcomes[{number}], facts[{slot}])")
        self._values.in_helper = False
        return [
            *functions,
            "    def items(facts, today, outcomes):",
            f"        return ({', '.join(results)},)",
        ]

    def _item_function(self, number: int, programme: Programme) -> list[str]:
        assert programme.item is not None
        self._values.records = {programme.item.variable: "record"}
        rails = self._condition(programme.item.requires)
        self._values.records = {}
        return [
            f"    def item{number}(facts, today, principal, records):",
            "        if records is None: return ()",
            "        if principal is NOT_APPLICABLE or principal is NOT_ELIGIBLE: return (principal,) * len(records)",
            "        result = []",
            "        for record in records:",
            f"            if {rails.true}: result.append(principal)",
            f"            elif {rails.false}: result.append(NOT_ELIGIBLE)",
            f"            elif {rails.unknown} or principal is UNDETERMINED: result.append(UNDETERMINED)",
            "            else: result.append(REFER)",
            "        return tuple(result)",
        ]

    # --- conditions ---

    def _condition(self, node: tree.Condition) -> _Rails:
        match node:
            case tree.Labelled(body=body):
                return self._condition(body)
            case tree.Term():
                return self._term(node)
            case tree.AllOf(parts):
                return self._all(parts)
            case tree.AnyOf(parts):
                return self._any(parts)
            case tree.Not(part):
                rails = self._condition(part)
                return _Rails(rails.false, rails.true, rails.unknown)
            case tree.AtLeast(count, parts):
                return self._at_least(count, parts)
            case tree.Open():
                return _Rails("False", "False", "False")
            case tree.Quantified():
                return self._quantified(node)
            case _:
                return self._leaf(node)

    def _term(self, node: tree.Term) -> _Rails:
        name = self._shared.get(node)
        if name is None or self._values.in_helper:
            return self._condition(node.body)
        return _Rails(f"{name}t", f"{name}f", self._condition(node.body).unknown)

    def _all(self, parts: tuple[tree.Condition, ...]) -> _Rails:
        rails = [self._condition(part) for part in parts]
        true = joined("and", [part.true for part in rails])
        false = joined("or", [part.false for part in rails])
        unknown = joined(
            "or", [self._is_unknown(part, rail, not_false=True) for part, rail in zip(parts, rails, strict=True)]
        )
        return _Rails(true, false, unknown)

    def _any(self, parts: tuple[tree.Condition, ...]) -> _Rails:
        rails = [self._condition(part) for part in parts]
        true = joined("or", [part.true for part in rails])
        false = joined("and", [part.false for part in rails])
        unknown = joined(
            "or", [self._is_unknown(part, rail, not_true=True) for part, rail in zip(parts, rails, strict=True)]
        )
        return _Rails(true, false, unknown)

    def _is_unknown(
        self, node: tree.Condition, rails: _Rails, *, not_true: bool = False, not_false: bool = False
    ) -> str:
        """That a part is ``UNKNOWN``, given what its parent already knows of it."""
        if rails.unknown == "False" or _is_leaf(node):
            return rails.unknown
        guards = [] if not_true else [_negated(rails.true)]
        guards += [] if not_false else [_negated(rails.false)]
        return joined("and", [*guards, rails.unknown])

    def _at_least(self, count: int, parts: tuple[tree.Condition, ...]) -> _Rails:
        rails = [self._condition(part) for part in parts]
        true = " + ".join(f"(1 if {part.true} else 0)" for part in rails)
        false = " + ".join(f"(1 if {part.false} else 0)" for part in rails)
        unknown = joined("or", [self._is_unknown(part, rail) for part, rail in zip(parts, rails, strict=True)])
        return _Rails(f"({true}) >= {count}", f"({false}) > {len(parts) - count}", unknown)

    def _quantified(self, node: tree.Quantified) -> _Rails:
        """A helper that gives 1 for true, 0 for false, 2 for unknown, 3 for open."""
        was_in_helper, self._values.in_helper = self._values.in_helper, True
        outer = list(self._values.records.values())
        variable = f"r{len(self._helpers)}_{len(outer)}"
        around = self._values.records
        self._values.records = {**around, node.variable: variable}
        rails = self._condition(node.body)
        self._values.records = around
        self._values.in_helper = was_in_helper
        decisive, test, otherwise = (0, rails.false, 1) if node.every else (1, rails.true, 0)
        decided = rails.true if node.every else rails.false
        missing = 3 if node.records.path in self._values.authority else 2
        name = f"q{len(self._helpers)}"
        arguments = ", ".join(["facts", "today", "records", *outer])
        self._helpers.append(
            "\n".join(
                [
                    f"    def {name}({arguments}):",
                    f"        if records is None: return {missing}",
                    f"        result = {otherwise}",
                    f"        for {variable} in records:",
                    f"            if {test}: return {decisive}",
                    f"            elif {decided}: pass",
                    f"            elif {rails.unknown}: result = 2",
                    f"            elif result == {otherwise}: result = 3",
                    "        return result",
                ]
            )
        )
        call = f"{name}({', '.join(['facts', 'today', self._values.fact(node.records.path), *outer])})"
        return _Rails(f"{call} == 1", f"{call} == 0", f"{call} == 2")

    # --- leaves ---

    def _leaf(self, node: tree.Condition) -> _Rails:
        match node:
            case tree.Holds(value):
                return self._holds(value)
            case tree.Compare(operator, left, right):
                return self._compare(operator, left, right)
            case tree.Member(value, options, _):
                inside = self._values.constants.name(frozenset(options))
                read = self._values.value(value)
                return self._tested(value, f"{read} in {inside}", f"{read} not in {inside}")
            case tree.Contains(collection, choice):
                name = self._values.constants.name(choice)
                read = self._values.value(collection)
                return self._tested(collection, f"{name} in {read}", f"{name} not in {read}", none_safe=False)
            case _:
                raise AssertionError(node)

    def _holds(self, value: tree.Value) -> _Rails:
        if isinstance(value, tree.Constant):
            return _Rails(str(bool(value.value)), str(not value.value), "False")
        expression = self._values.value(value)
        known, unknown = self._values.presence(value)
        if known == "False":
            return _Rails("False", "False", unknown)
        return _Rails(f"{expression} is True", f"{expression} is False", unknown)

    def _compare(self, operator: str, left: tree.Value, right: tree.Value) -> _Rails:
        first, second = _folded(left), _folded(right)
        if first is not None and second is not None:
            held = COMPARISONS[operator](first[0], second[0])
            return _Rails(str(held), str(not held), "False")
        a, b = self._values.value(left), self._values.value(right)
        known, unknown = self._values.all_present(left, right)
        true = f"{a} {PYTHON[operator]} {b}"
        if not (operator == "=" and second is not None and isinstance(left, tree.Fact | tree.ItemField)):
            true = joined("and", [known, true])
        return _Rails(true, joined("and", [known, f"{a} {OPPOSITE[operator]} {b}"]), unknown)

    def _tested(self, value: tree.Value, true: str, false: str, *, none_safe: bool = True) -> _Rails:
        known, unknown = self._values.presence(value)
        safe = none_safe and isinstance(value, tree.Fact | tree.ItemField)
        return _Rails(true if safe else joined("and", [known, true]), joined("and", [known, false]), unknown)


def _folded(node: tree.Value) -> tuple[Any] | None:
    return (node.value,) if isinstance(node, tree.Constant | tree.ReadingChoice) else None


def _is_leaf(node: tree.Condition) -> bool:
    """Whether the unknown rail of a condition is exact by itself."""
    match node:
        case tree.Labelled(body=body):
            return _is_leaf(body)
        case tree.Not(part):
            return _is_leaf(part)
        case tree.AllOf() | tree.AnyOf() | tree.AtLeast() | tree.Term():
            return False
        case _:
            return True


def _negated(expression: str) -> str:
    constants = {"True": "False", "False": "True"}
    return constants.get(expression) or f"not ({expression})"


def _terms_in(node: tree.Condition) -> list[tree.Term]:
    """The terms under a condition that are not about one record of a list."""
    found: list[tree.Term] = []
    pending: list[tree.Value | tree.Condition] = [node]
    while pending:
        part = pending.pop()
        if isinstance(part, tree.Term):
            found.append(part)
        if not isinstance(part, tree.Quantified):
            pending.extend(tree.children(part))
    return found


def _depth(node: tree.Term) -> int:
    return 1 + max((_depth(part) for part in _terms_in(node.body)), default=0)
