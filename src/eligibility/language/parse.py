"""One line of text to an untyped tree, or an error with its column."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from eligibility.errors import Location, PackError, cut, problem
from eligibility.language.syntax import (
    Binary,
    Call,
    Group,
    Literal,
    Membership,
    Name,
    Quantifier,
    Range,
    Syntax,
)

if TYPE_CHECKING:
    from lark import Lark

__all__ = ["LONGEST_TEST", "parse"]

LONGEST_TEST: Final = 1_000
_DEEPEST: Final = 40
_MOST_KEPT: Final = 1_024


def parse(text: str, where: Location | None = None) -> Syntax:
    """Read one test.

    Args:
        text: the test, on one line.
        where: the position of its first character; errors count columns from there.

    Raises:
        PackError: E001 to E005, with file, line and column.

    >>> parse("loan.amount <= 100000").operator
    '<='
    """
    from lark.exceptions import UnexpectedInput

    _refuse_shapes(text, where)
    try:
        return _syntax(str(text))
    except UnexpectedInput as error:
        raise _syntax_error(error, text, where) from None
    except _TooDeep:
        raise PackError(problem("E004", where, limit=str(_DEEPEST))) from None


@lru_cache(maxsize=_MOST_KEPT)
def _syntax(text: str) -> Syntax:
    """The tree of a text; a pack says some things twice, and says all of them again under other readings."""
    return _Reader().read(_parser().parse(text))


@cache
def _parser() -> Lark:
    """The parser, from its tables if they were made by this lark from this grammar, else from the grammar."""
    import lark

    tables = json.loads(_file("grammar.json"), object_pairs_hook=_numbered)
    if tables["lark"] == lark.__version__ and tables["grammar"] == grammar_hash():
        return lark.Lark.load(tables)
    return parser_from_grammar()


def parser_from_grammar() -> Lark:
    """Build the parser from the grammar; the tables in ``grammar.json`` save most of this time."""
    from lark import Lark

    return Lark(_file("grammar.lark"), parser="lalr", propagate_positions=True, maybe_placeholders=False)


def parser_tables() -> dict[str, Any]:
    """What ``grammar.json`` must hold; ``.ci/make_parser_tables.py`` writes it."""
    import lark
    from lark.grammar import Rule
    from lark.lexer import TerminalDef

    data, memo = parser_from_grammar().memo_serialize([TerminalDef, Rule])
    made: dict[str, Any] = json.loads(
        json.dumps({"lark": lark.__version__, "grammar": grammar_hash(), "data": data, "memo": memo})
    )
    return made


def grammar_hash() -> str:
    """A hash of the grammar's text."""
    return hashlib.sha256(_file("grammar.lark").encode()).hexdigest()


def _file(name: str) -> str:
    return files("eligibility.language").joinpath(name).read_text(encoding="utf-8")


def _numbered(pairs: list[tuple[str, Any]]) -> dict[str | int, Any]:
    """JSON has text for keys where lark's tables have numbers."""
    return {int(key) if key.isdigit() else key: value for key, value in pairs}


def _refuse_shapes(text: str, where: Location | None) -> None:
    if "\n" in text or "\r" in text:
        raise PackError(problem("E005", where))
    if len(text) > LONGEST_TEST:
        raise PackError(problem("E003", where, limit=str(LONGEST_TEST)))
    depth = 0
    for column, char in enumerate(text, start=1):
        depth += (char == "(") - (char == ")")
        if depth > _DEEPEST:
            raise PackError(problem("E004", at(where, column), limit=str(_DEEPEST), source=(text, column)))


def at(where: Location | None, column: int) -> Location | None:
    """The place of a column of a test that begins at ``where``."""
    if where is None:
        return Location("<test>", 1, column)
    return Location(where.file, where.line, where.column + column - 1) if where.column else where


def _syntax_error(error: Any, text: str, where: Location | None) -> PackError:
    from lark.exceptions import UnexpectedToken

    token = error.token if isinstance(error, UnexpectedToken) else None
    if token is not None and token.type == "$END":
        return PackError(problem("E002", at(where, len(text) + 1), source=(text, len(text) + 1)))
    column = int(error.column)
    got = text[column - 1] if token is None else str(token)
    return PackError(problem("E001", at(where, column), got=cut(got), source=(text, column)))


class _TooDeep(Exception):  # noqa: N818 - never leaves this module
    """The tree is deeper than its parentheses say."""


class _Reader:
    """Lark's tree to ours. Recursion is bounded by the depth and length that :func:`parse` allows."""

    def __init__(self) -> None:
        self._depth = 0

    def read(self, node: Any) -> Syntax:
        while node.data in ("any_of", "all_of") and len(node.children) == 1:
            node = node.children[0]
        self._depth += 1
        if self._depth > 2 * _DEEPEST:
            raise _TooDeep
        method = getattr(self, f"_{node.data}")
        result: Syntax = method(node, *_span(node))
        self._depth -= 1
        return result

    def _all(self, nodes: list[Any]) -> tuple[Syntax, ...]:
        return tuple(self.read(node) for node in nodes)

    def _any_of(self, node: Any, start: int, end: int) -> Syntax:
        return self._group("or", node, start, end)

    def _all_of(self, node: Any, start: int, end: int) -> Syntax:
        return self._group("and", node, start, end)

    def _group(self, operator: str, node: Any, start: int, end: int) -> Syntax:
        return Group(start, end, operator, self._all(node.children))

    def _compare(self, node: Any, start: int, end: int) -> Syntax:
        left, operator, right = node.children
        return Binary(start, end, str(operator), self.read(left), self.read(right))

    _arithmetic = _compare

    def _sign(self, node: Any, start: int, end: int) -> Syntax:
        operator, operand = str(node.children[0]), self.read(node.children[1])
        number = operand.value if isinstance(operand, Literal) else None
        if isinstance(number, int | Decimal) and not isinstance(number, bool):
            return Literal(start, end, -number if operator == "-" else number)
        return Binary(start, end, operator, Literal(start, start, 0), operand)

    def _between(self, node: Any, start: int, end: int) -> Syntax:
        return Range(start, end, *self._all(node.children))

    def _member_of_list(self, node: Any, start: int, end: int) -> Syntax:
        value, *options = self._all(node.children)
        return Membership(start, end, value, tuple(options))

    def _member_of_name(self, node: Any, start: int, end: int) -> Syntax:
        value, name = node.children
        return Membership(start, end, self.read(value), self._name(name, *_span(name)))

    def _some(self, node: Any, start: int, end: int) -> Syntax:
        return self._quantifier(node, start, end, every=False)

    def _every(self, node: Any, start: int, end: int) -> Syntax:
        return self._quantifier(node, start, end, every=True)

    def _quantifier(self, node: Any, start: int, end: int, *, every: bool) -> Syntax:
        variable, records, body = node.children
        return Quantifier(start, end, every, str(variable), self._name(records, *_span(records)), self.read(body))

    def _number(self, node: Any, start: int, end: int) -> Syntax:
        text = str(node.children[0])
        return Literal(start, end, Decimal(text) if "." in text else int(text))

    def _text(self, node: Any, start: int, end: int) -> Syntax:
        return Literal(start, end, str(node.children[0])[1:-1])

    def _true(self, _: Any, start: int, end: int) -> Syntax:
        return Literal(start, end, True)

    def _false(self, _: Any, start: int, end: int) -> Syntax:
        return Literal(start, end, False)

    def _null(self, _: Any, start: int, end: int) -> Syntax:
        return Literal(start, end, None)

    def _name(self, node: Any, start: int, end: int) -> Name:
        return Name(start, end, ".".join(str(part) for part in node.children))

    def _call(self, node: Any, start: int, end: int) -> Syntax:
        function, *arguments = node.children
        named = {"function_not": "not", "function_years": "years between"}
        named |= {"function_months": "months between", "function_add": "add months"}
        name = named.get(str(function.data)) or str(function.children[0])
        return Call(start, end, name, self._all(arguments))


def _span(node: Any) -> tuple[int, int]:
    return node.meta.column, node.meta.end_column
