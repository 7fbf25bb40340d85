"""Untyped tree to typed tree: every name is looked up, every type agrees, or there is an error with its column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from typing import Any, Final, NoReturn

from eligibility.errors import Location, PackError, closest, cut, problem
from eligibility.language import syntax, tree
from eligibility.language.parse import at, parse
from eligibility.language.scalars import is_region, parse_date
from eligibility.language.types import BOOLEAN, DATE, INTEGER, MONEY, REGION, TEXT, Kind, Type

__all__ = ["Names", "TermUse", "check_test", "check_value"]

TermUse = Callable[["tree.Value | None", "Location | None"], tree.Term]

_FLIPPED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_RESERVED: Final = frozenset({"decision_date", "territory", "reading"})
_MOST_QUANTIFIERS: Final = 2
_MOST_OPTIONS: Final = 200


@dataclass(frozen=True, slots=True)
class Names:
    """Everything a test may speak of.

    ``facts`` holds every path with its type, fields of records as ``family.children[].birth_date``;
    ``readings`` each reading with its choices and the one in force; ``terms`` the type of each term's argument
    (``None`` for none) with the way to use it; ``territory`` the codes that are inside.
    """

    facts: Mapping[str, Type] = field(default_factory=dict)
    parameters: Mapping[str, Type] = field(default_factory=dict)
    readings: Mapping[str, tuple[tuple[str, ...], str]] = field(default_factory=dict)
    terms: Mapping[str, tuple[Type | None, TermUse]] = field(default_factory=dict)
    territory: tuple[str, ...] = ()
    numbers: Iterator[int] = field(default_factory=count, compare=False, repr=False)

    def takes(self, name: str) -> bool:
        """Whether a name means something already, so that no variable may have it."""
        groups = {path.partition(".")[0].partition("[")[0] for path in self.facts}
        return name in _RESERVED or name in groups or name in self.parameters or name in self.terms

    def known(self) -> list[str]:
        """Every name, for suggestions."""
        readings = [f"reading.{name}" for name in self.readings]
        return [*self.facts, *self.parameters, *self.terms, *readings, "decision_date", "territory"]


def check_test(
    text: str,
    names: Names,
    where: Location | None = None,
    variables: Mapping[str, tuple[str, str] | tree.Value] | None = None,
) -> tree.Condition:
    """Parse and check one test.

    Args:
        text: the test, on one line.
        names: what it may speak of.
        where: the position of its first character in its file.
        variables: local names: for a record its variable in the tree and its list, or the value of a term's argument.

    Raises:
        PackError: with file, line, column and a suggestion.

    >>> check_test("age > 15", Names(facts={"age": INTEGER}))
    Compare(operator='>', left=Fact(path='age', type=Type(kind=<Kind.INTEGER: 'integer'>, choices=(), records='')), \
right=Constant(value=15, type=Type(kind=<Kind.INTEGER: 'integer'>, choices=(), records='')))
    """
    return _Checker(text, names, where, dict(variables or {})).condition(parse(text, where))


def check_value(text: str, type_: Type, where: Location | None, territory: tuple[str, ...] = ()) -> tree.Scalar:
    """The value that a piece of plain text stands for, or E104, E105, E107 or E108."""
    value = _plain_value(text, type_, territory)
    if value is None:
        code = {Kind.CHOICE: "E104", Kind.DATE: "E107", Kind.REGION: "E108"}.get(type_.kind, "E105")
        details: dict[str, Any] = {"got": cut(text), "name": cut(", ".join(type_.choices)), "expected": str(type_)}
        raise PackError(problem(code, where, suggestion=closest(text, type_.choices), **details))
    return value


def _plain_value(text: str, type_: Type, territory: tuple[str, ...]) -> tree.Scalar | None:
    match type_.kind:
        case Kind.BOOLEAN:
            return {"true": True, "false": False}.get(text)
        case Kind.INTEGER:
            return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
        case Kind.MONEY:
            plain = text.replace(".", "", 1)
            return Decimal(text) if plain.isascii() and plain.isdigit() and len(text) < 20 else None
        case Kind.DATE:
            return parse_date(text)
        case Kind.REGION:
            return str(text) if is_region(text, territory) else None
        case _:
            return str(text) if text in type_.choices else None


class _Checker:
    def __init__(
        self, text: str, names: Names, where: Location | None, variables: dict[str, tuple[str, str] | tree.Value]
    ) -> None:
        self._text = text
        self._names = names
        self._where = where
        self._variables = variables
        self._quantifiers = 0

    # --- conditions ---

    def condition(self, node: syntax.Syntax) -> tree.Condition:
        match node:
            case syntax.Group(operator=operator, parts=parts):
                checked = tuple(self.condition(part) for part in parts)
                return tree.AllOf(checked) if operator == "and" else tree.AnyOf(checked)
            case syntax.Binary(operator="=" | "!=" | "<" | "<=" | ">" | ">="):
                return self._comparison(node)
            case syntax.Range(value=value, low=low, high=high):
                return tree.AllOf((self._compare(">=", value, low, node), self._compare("<=", value, high, node)))
            case syntax.Membership():
                return self._membership(node)
            case syntax.Quantifier():
                return self._quantifier(node)
            case syntax.Call(function="not", arguments=arguments):
                self._count(node, arguments, 1)
                return tree.Not(self.condition(arguments[0]))
            case syntax.Call(function=name) if name in self._names.terms:
                return self._term(node, name, node.arguments)
            case syntax.Name(name=name) if name in self._names.terms and name not in self._variables:
                return self._term(node, name, ())
            case _:
                return self._boolean(node)

    def _boolean(self, node: syntax.Syntax) -> tree.Condition:
        value = self.value(node)
        if value.type.kind is not Kind.BOOLEAN:
            self._fail("E105", node, expected="boolean", got=str(value.type))
        return tree.Holds(value)

    def _term(self, node: syntax.Syntax, name: str, arguments: tuple[syntax.Syntax, ...]) -> tree.Condition:
        wanted, use = self._names.terms[name]
        self._count(node, arguments, 0 if wanted is None else 1, name)
        if wanted is None:
            return use(None, self._at(node))
        value = self.value(arguments[0])
        if value.type.kind is Kind.TEXT:
            value = self._settle(value, wanted, arguments[0])
        if not _comparable(value.type, wanted):
            self._fail("E105", arguments[0], expected=str(wanted), got=str(value.type))
        return use(value, self._at(node))

    def _comparison(self, node: syntax.Binary) -> tree.Condition:
        return self._compare(node.operator, node.left, node.right, node)

    def _compare(self, operator: str, left: syntax.Syntax, right: syntax.Syntax, node: syntax.Syntax) -> tree.Compare:
        first, second = self.value(left), self.value(right)
        if first.type.kind is Kind.TEXT and second.type.kind is not Kind.TEXT:
            first = self._settle(first, second.type, left)
        elif second.type.kind is Kind.TEXT and first.type.kind is not Kind.TEXT:
            second = self._settle(second, first.type, right)
        if not _comparable(first.type, second.type):
            among = first.type.kind is second.type.kind is Kind.CHOICE
            shown = [_choices(side.type) if among else str(side.type) for side in (first, second)]
            self._fail("E103", node, left=shown[0], right=shown[1])
        if operator not in ("=", "!=") and not first.type.kind.is_ordered:
            self._fail("E112", node, operator=operator, got=str(first.type))
        if isinstance(first, tree.Constant) and not isinstance(second, tree.Constant):
            return tree.Compare(_FLIPPED[operator], second, first)
        return tree.Compare(operator, first, second)

    def _membership(self, node: syntax.Membership) -> tree.Condition:
        if isinstance(node.options, syntax.Name):
            return self._in_name(node, node.options)
        value = self.value(node.value)
        if value.type.kind in (Kind.TEXT, Kind.CHOICES, Kind.RECORDS):
            self._fail("E105", node.value, expected="a fact with one value", got=str(value.type))
        if not 0 < len(node.options) <= _MOST_OPTIONS:
            self._fail("E109", node, name="in", expected=f"1–{_MOST_OPTIONS}", got=str(len(node.options)))
        return tree.Member(value, tuple(self._option(option, value.type) for option in node.options))

    def _option(self, option: syntax.Syntax, wanted: Type) -> tree.Scalar:
        value = self.value(option)
        if value.type.kind is Kind.TEXT:
            value = self._settle(value, wanted, option)
        if not isinstance(value, tree.Constant):
            self._fail("E105", option, expected="a plain value", got=self._slice(option))
        if not _comparable(value.type, wanted):
            self._fail("E103", option, left=str(wanted), right=str(value.type))
        return value.value

    def _in_name(self, node: syntax.Membership, name: syntax.Name) -> tree.Condition:
        value = self.value(node.value)
        if name.name == "territory" and "territory" not in self._variables:
            if value.type.kind is not Kind.REGION:
                self._fail("E105", node.value, expected="region", got=str(value.type))
            return tree.Member(value, self._names.territory, "territory")
        collection = self.value(name)
        if not isinstance(collection, tree.Fact) or collection.type.kind is not Kind.CHOICES:
            self._fail("E105", name, expected="choices", got=str(collection.type))
        wanted = Type(Kind.CHOICE, collection.type.choices)
        settled = self._settle(value, wanted, node.value) if value.type.kind is Kind.TEXT else value
        if not isinstance(settled, tree.Constant):
            self._fail("E105", node.value, expected="a choice in quotes", got=self._slice(node.value))
        return tree.Contains(collection, str(settled.value))

    def _quantifier(self, node: syntax.Quantifier) -> tree.Condition:
        records = self.value(node.records)
        if not isinstance(records, tree.Fact) or records.type.kind is not Kind.RECORDS:
            self._fail("E105", node.records, expected="records", got=str(records.type))
        if node.variable in self._variables or self._names.takes(node.variable):
            self._fail("E111", node, name=node.variable)
        self._quantifiers += 1
        if self._quantifiers > _MOST_QUANTIFIERS:
            self._fail("E004", node, limit=str(_MOST_QUANTIFIERS))
        own = f"{node.variable}#{next(self._names.numbers)}"
        self._variables[node.variable] = (own, records.path)
        body = self.condition(node.body)
        del self._variables[node.variable]
        self._quantifiers -= 1
        return tree.Quantified(node.every, own, records, body)

    # --- values ---

    def value(self, node: syntax.Syntax) -> tree.Value:
        match node:
            case syntax.Literal(value=None):
                self._fail("E106", node)
            case syntax.Literal(value=value):
                assert value is not None
                return tree.Constant(value, _type_of_literal(value))
            case syntax.Name(name=name):
                return self._name(node, name)
            case syntax.Call():
                return self._call(node)
            case syntax.Binary(operator="+" | "-" | "*" as operator, left=left, right=right):
                return self._arithmetic(node, operator, self.value(left), self.value(right))
            case _:
                self._fail("E105", node, expected="a value", got=self._slice(node))

    def _name(self, node: syntax.Syntax, name: str) -> tree.Value:
        first, _, rest = name.partition(".")
        local = self._variables.get(first)
        if isinstance(local, tuple):
            return self._item_field(node, *local, rest)
        if local is not None:
            return local if not rest else self._unknown_name(node, name)
        if name == "decision_date":
            return tree.DecisionDate(DATE)
        if first == "reading":
            return self._reading(node, rest)
        if name in self._names.facts:
            return tree.Fact(name, self._names.facts[name])
        if name in self._names.parameters:
            return tree.Parameter(name, self._names.parameters[name])
        if name in self._names.terms:
            self._fail("E105", node, expected="a value", got=f"the term {name}")
        return self._unknown_name(node, name)

    def _item_field(self, node: syntax.Syntax, variable: str, records: str, name: str) -> tree.Value:
        type_ = self._names.facts.get(f"{records}[].{name}")
        if type_ is None:
            prefix = f"{records}[]."
            fields = [path.removeprefix(prefix) for path in self._names.facts if path.startswith(prefix)]
            found = closest(name, fields)
            shown = variable.partition("#")[0]
            self._fail("E101", node, f"{shown}.{found}" if found else None, name=cut(f"{shown}.{name}"))
        return tree.ItemField(variable, records, name, type_)

    def _reading(self, node: syntax.Syntax, name: str) -> tree.Value:
        if name not in self._names.readings:
            found = closest(name, self._names.readings)
            self._fail("P204", node, f"reading.{found}" if found else None, name=cut(name))
        choices, chosen = self._names.readings[name]
        return tree.ReadingChoice(name, chosen, Type(Kind.CHOICE, choices))

    def _unknown_name(self, node: syntax.Syntax, name: str) -> NoReturn:
        self._fail("E101", node, closest(name, self._names.known()), name=cut(name))

    def _call(self, node: syntax.Call) -> tree.Value:
        name, arguments = node.function, node.arguments
        match name:
            case "date":
                return self._date(node)
            case "age":
                self._count(node, arguments, 1)
                return tree.YearsBetween(self._dated(arguments[0]), tree.DecisionDate(DATE), INTEGER)
            case "years between":
                self._count(node, arguments, 2)
                return tree.YearsBetween(self._dated(arguments[0]), self._dated(arguments[1]), INTEGER)
            case "months between":
                self._count(node, arguments, 2)
                return tree.MonthsBetween(self._dated(arguments[0]), self._dated(arguments[1]), INTEGER)
            case "add months":
                self._count(node, arguments, 2)
                return tree.AddMonths(self._dated(arguments[0]), self._whole(arguments[1]), DATE)
            case "count":
                self._count(node, arguments, 1)
                return tree.Count(self._collection(arguments[0]), INTEGER)
            case _:
                known = ["date", "age", "count", "not", "years between", "months between", "add months"]
                self._fail("E102", node, closest(name, [*known, *self._names.terms]), name=cut(name))

    def _date(self, node: syntax.Call) -> tree.Value:
        self._count(node, node.arguments, 1)
        text = node.arguments[0]
        if not isinstance(text, syntax.Literal) or not isinstance(text.value, str):
            self._fail("E105", text, expected="a date in quotes", got=self._slice(text))
        value = parse_date(text.value)
        if value is None:
            self._fail("E107", text, got=cut(text.value))
        return tree.Constant(value, DATE)

    def _dated(self, node: syntax.Syntax) -> tree.Value:
        return self._of_kind(node, Kind.DATE)

    def _whole(self, node: syntax.Syntax) -> tree.Value:
        return self._of_kind(node, Kind.INTEGER)

    def _of_kind(self, node: syntax.Syntax, kind: Kind) -> tree.Value:
        value = self.value(node)
        if value.type.kind is not kind:
            self._fail("E105", node, expected=kind.value, got=str(value.type))
        return value

    def _collection(self, node: syntax.Syntax) -> tree.Fact:
        value = self.value(node)
        if not isinstance(value, tree.Fact) or value.type.kind not in (Kind.CHOICES, Kind.RECORDS):
            self._fail("E105", node, expected="records or choices", got=str(value.type))
        return value

    def _arithmetic(self, node: syntax.Syntax, operator: str, left: tree.Value, right: tree.Value) -> tree.Value:
        kinds = (left.type.kind, right.type.kind)
        both_money = kinds == (Kind.MONEY, Kind.MONEY)
        if not all(kind.is_number for kind in kinds) or (operator == "*" and both_money):
            self._fail("E110", node, operator=operator, left=str(left.type), right=str(right.type))
        return tree.Arithmetic(operator, left, right, MONEY if Kind.MONEY in kinds else INTEGER)

    # --- helpers ---

    def _settle(self, literal: tree.Value, wanted: Type, node: syntax.Syntax) -> tree.Constant:
        """Give a quoted text the type of what it is compared with."""
        assert isinstance(literal, tree.Constant)
        text = str(literal.value)
        if wanted.kind in (Kind.CHOICE, Kind.CHOICES) and text in wanted.choices:
            return tree.Constant(text, Type(Kind.CHOICE, wanted.choices))
        if wanted.kind is Kind.REGION and is_region(text, self._names.territory):
            return tree.Constant(text, REGION)
        if wanted.kind is Kind.REGION:
            self._fail("E108", node, got=cut(text))
        if wanted.kind in (Kind.CHOICE, Kind.CHOICES):
            name = ", ".join(wanted.choices)
            self._fail("E104", node, closest(text, wanted.choices), got=cut(text), name=cut(name))
        self._fail("E103", node, left=str(wanted), right="text")

    def _count(self, node: syntax.Syntax, arguments: tuple[syntax.Syntax, ...], wanted: int, name: str = "") -> None:
        if len(arguments) != wanted:
            shown = name or (node.function if isinstance(node, syntax.Call) else "")
            self._fail("E109", node, name=shown, expected=str(wanted), got=str(len(arguments)))

    def _slice(self, node: syntax.Syntax) -> str:
        return cut(self._text[node.start - 1 : node.end - 1])

    def _at(self, node: syntax.Syntax) -> Location | None:
        return at(self._where, node.start)

    def _fail(self, code: str, node: syntax.Syntax, suggestion: str | None = None, **details: str) -> NoReturn:
        place = self._at(node)
        raise PackError(problem(code, place, suggestion=suggestion, source=(self._text, node.start), **details))


def _type_of_literal(value: tree.Scalar) -> Type:
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, int):
        return INTEGER
    return MONEY if isinstance(value, Decimal) else TEXT


def _choices(type_: Type) -> str:
    return cut("one of " + ", ".join(type_.choices))


def _comparable(first: Type, second: Type) -> bool:
    if first.kind.is_number and second.kind.is_number:
        return True
    if first.kind in (Kind.TEXT, Kind.RECORDS, Kind.CHOICES):
        return False
    return first.kind is second.kind and (first.kind is not Kind.CHOICE or bool({*first.choices} & {*second.choices}))
