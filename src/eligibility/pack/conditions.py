"""Condition models to conditions of the tree, with terms inlined and circles refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from eligibility.errors import Location, PackError, Problem, closest, cut, problem
from eligibility.language import tree
from eligibility.language.check import Names, TermUse, check_test
from eligibility.language.text import Text
from eligibility.language.types import BOOLEAN, Kind, Type
from eligibility.pack import schema
from eligibility.pack.definitions import PLAIN_TYPES
from eligibility.pack.loading import PackFiles
from eligibility.pack.yaml_source import LocatedText, where_of

__all__ = ["ConditionBuilder", "refuse_overgrown"]

_MOST_NODES: Final = 5_000
_DEEPEST: Final = 60
_DEEPEST_TERM: Final = 30
_Variables = Mapping[str, "tuple[str, str] | tree.Value"]


def refuse_overgrown(condition: tree.Condition, name: str, place: Location | None) -> None:
    """Raise P218 for a condition that is too large or too deep once its terms are filled in."""
    size, depth = _size_and_depth(condition, {})
    if size > _MOST_NODES or depth > _DEEPEST:
        raise PackError(problem("P218", place, name=name, limit=str(_MOST_NODES), depth=str(_DEEPEST)))


def _size_and_depth(node: tree.Value | tree.Condition, known: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """How many nodes there are once shared ones are written out, and how deep they lie; each is looked at once."""
    if id(node) not in known:
        below = [_size_and_depth(part, known) for part in tree.children(node)]
        sizes, depths = [size for size, _ in below], [depth for _, depth in below]
        known[id(node)] = (1 + sum(sizes), 1 + max(depths, default=0))
    return known[id(node)]


def _own_parts(condition: tree.Condition) -> Iterator[tree.Value | tree.Condition]:
    """A condition's parts without the insides of terms, which were looked at when the terms were made."""
    pending: list[tree.Value | tree.Condition] = [condition]
    while pending:
        part = pending.pop()
        yield part
        if isinstance(part, tree.Term):
            pending.extend([] if part.argument is None else [part.argument])
        else:
            pending.extend(tree.children(part))


class ConditionBuilder:
    """Builds conditions, and remembers which facts, terms and parameters they use."""

    def __init__(self, names: Names, files: PackFiles, problems: list[Problem]) -> None:
        self.used_facts: set[str] = set()
        self.used_terms: set[str] = set()
        self.used_parameters: set[str] = set()
        self._problems = problems
        self._bodies = {str(body.zh) for body in files.pack.bodies}
        self._clauses = {str(clause.clause) for clause in files.clauses.clauses}
        self._terms = {str(model.term): model for model in files.terms.terms}
        self._made_terms: dict[tuple[str, tree.Value | None], tree.Term] = {}
        self._in_progress: list[str] = []
        self._building_all = False
        self._names = names
        self._names = replace(names, terms={name: self._usable(model) for name, model in self._terms.items()})

    # --- nodes ---

    def node(self, node: schema.Node, clause: str, variables: _Variables | None = None) -> tree.Condition:
        """One condition model, with the clause it inherits and the local names it may use."""
        own = str(self.check_clause(node.clause)) if node.clause else clause
        body = self._body(node, own, variables or {})
        if node.reading is not None:
            self._check_reading(node.reading)
        if node.id is None and node.says is None:
            return body
        says = None if node.says is None else Text(str(node.says.zh), str(node.says.en))
        return tree.Labelled(str(node.id or ""), says, own, str(node.reading or ""), str(node.test or ""), body)

    def _body(self, node: schema.Node, clause: str, variables: _Variables) -> tree.Condition:
        if node.test is not None:
            return self.test(node.test, variables)
        if node.open is not None:
            who = tuple(str(self.check_body(body)) for body in node.who_decides)
            return tree.Open(str(node.id), Text(str(node.open.zh), str(node.open.en)), who, clause)
        if node.all is not None:
            return tree.AllOf(self._parts(node.all, clause, variables))
        if node.any is not None:
            return tree.AnyOf(self._parts(node.any, clause, variables))
        if node.at_least is not None:
            parts = self._parts(node.at_least.of, clause, variables)
            if node.at_least.count > len(parts):
                details: dict[str, Any] = {
                    "key": "at_least.count",
                    "got": str(node.at_least.count),
                    "expected": f"≤ {len(parts)}",
                }
                raise PackError(problem("P103", where_of(node.id), **details))
            return tree.AtLeast(node.at_least.count, parts)
        assert node.not_ is not None
        return tree.Not(self.node(node.not_, clause, variables))

    def _parts(self, nodes: tuple[schema.Node, ...], clause: str, variables: _Variables) -> tuple[tree.Condition, ...]:
        parts = []
        for node in nodes:
            try:
                parts.append(self.node(node, clause, variables))
            except PackError as error:
                self._problems.extend(error.problems)
        return tuple(parts)

    def test(self, text: LocatedText, variables: _Variables | None = None) -> tree.Condition:
        """One test, noting what it uses."""
        condition = check_test(str(text), self._names, _after_quote(text), variables)
        refuse_overgrown(condition, cut(text), where_of(text))
        for part in _own_parts(condition):
            if isinstance(part, tree.Fact | tree.ItemField):
                self.used_facts.add(part.path)
            elif isinstance(part, tree.Parameter):
                self.used_parameters.add(part.name)
        return condition

    # --- terms ---

    def build_all_terms(self) -> None:
        """Check the definition of every term, those that nothing uses included."""
        self._building_all = True
        for name, model in self._terms.items():
            try:
                if not model.of:
                    self._use(name, None, where_of(model.term))
                else:
                    self._define(model, self._sample_argument(model))
            except PackError as error:
                self._problems.extend(error.problems)
        self._building_all = False

    def _usable(self, model: schema.TermModel) -> tuple[Type | None, TermUse]:
        name = str(model.term)

        def use(argument: tree.Value | None, where: Location | None) -> tree.Term:
            return self._use(name, argument, where)

        return (self._argument_type(model), use)

    def _use(self, name: str, argument: tree.Value | None, where: Location | None) -> tree.Term:
        if not self._building_all:
            self.used_terms.add(name)
        known = self._made_terms.get((name, argument))
        if known is not None:
            return known
        if name in self._in_progress:
            circle = [*self._in_progress[self._in_progress.index(name) :], name]
            raise PackError(problem("P207", where, cycle=cut(" → ".join(circle))))
        if len(self._in_progress) > _DEEPEST_TERM:
            raise PackError(problem("P218", where, name=name, limit=str(_MOST_NODES), depth=str(_DEEPEST)))
        self._in_progress.append(name)
        try:
            term = tree.Term(name, argument, self._define(self._terms[name], argument))
        finally:
            self._in_progress.pop()
        self._made_terms[name, argument] = term
        return term

    def _define(self, model: schema.TermModel, argument: tree.Value | None) -> tree.Condition:
        variables = {str(variable): argument for variable in model.of} if argument is not None else {}
        clause = str(self.check_clause(model.clause)) if model.clause else ""
        if model.reading is not None:
            self._check_reading(model.reading)
        if model.test is not None:
            return self.test(model.test, variables)
        parts = self._parts(model.all or model.any or (), clause, variables)
        return tree.AllOf(parts) if model.all is not None else tree.AnyOf(parts)

    def _argument_type(self, model: schema.TermModel) -> Type | None:
        for wanted in model.of.values():
            if wanted in PLAIN_TYPES:
                return PLAIN_TYPES[wanted]
            if wanted in self._names.facts and self._names.facts[wanted].kind is Kind.CHOICE:
                self.used_facts.add(str(wanted))
                return self._names.facts[wanted]
            found = closest(wanted, [*PLAIN_TYPES, *self._names.facts])
            self._problems.append(problem("P216", where_of(wanted), name=cut(wanted), suggestion=found))
            return BOOLEAN
        return None

    def _sample_argument(self, model: schema.TermModel) -> tree.Value:
        type_ = self._argument_type(model)
        assert type_ is not None
        return tree.Parameter("", type_)

    # --- references ---

    def check_body(self, name: LocatedText) -> LocatedText:
        """A body's name, or P203."""
        if name not in self._bodies:
            self._problems.append(
                problem("P203", where_of(name), name=cut(name), suggestion=closest(name, self._bodies))
            )
        return name

    def check_clause(self, name: LocatedText) -> LocatedText:
        """A clause's number, or P202."""
        if name not in self._clauses:
            found = closest(name, self._clauses)
            self._problems.append(problem("P202", where_of(name), name=cut(name), suggestion=found))
        return name

    def _check_reading(self, name: LocatedText) -> None:
        if name not in self._names.readings:
            found = closest(name, self._names.readings)
            self._problems.append(problem("P204", where_of(name), name=cut(name), suggestion=found))


def _after_quote(place: object) -> Location | None:
    """Where the first character of a scalar stands: one further if it is in quotes."""
    where = where_of(place)
    if where is None or not isinstance(place, LocatedText) or place.plain:
        return where
    return Location(where.file, where.line, where.column + 1)
