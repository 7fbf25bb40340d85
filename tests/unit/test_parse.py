"""The language's grammar: what a line means before names mean anything, and where it is refused."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal

import pytest

from eligibility import Location, PackError
from eligibility.language.parse import LONGEST_TEST, parse
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


def shown(node: Syntax | tuple[Syntax, ...]) -> object:
    """A tree as nested tuples, without columns."""
    match node:
        case tuple():
            return [shown(part) for part in node]
        case Literal(value=value):
            return value
        case Name(name=name):
            return f"@{name}"
        case Call(function=function, arguments=arguments):
            return (function, shown(arguments))
        case Binary(operator=operator, left=left, right=right):
            return (operator, shown(left), shown(right))
        case Range(value=value, low=low, high=high):
            return ("between", shown(value), shown(low), shown(high))
        case Membership(value=value, options=options):
            return ("in", shown(value), shown(options))
        case Group(operator=operator, parts=parts):
            return (operator, shown(parts))
        case Quantifier(every=every, variable=variable, records=records, body=body):
            return ("every" if every else "some", variable, shown(records), shown(body))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", "@a"),
        ("a.b.c", "@a.b.c"),
        ("贷款.金额", "@贷款.金额"),
        ("12", 12),
        ("-12", -12),
        ("+12", 12),
        ("+a", ("+", 0, "@a")),
        ("-true", ("-", 0, True)),
        ("1.50", Decimal("1.50")),
        ("-0.5", Decimal("-0.5")),
        ('"text"', "text"),
        ("true", True),
        ("false", False),
        ("null", None),
        ("a = 1", ("=", "@a", 1)),
        ("a != 1", ("!=", "@a", 1)),
        ("a<=b", ("<=", "@a", "@b")),
        ("a >= 1", (">=", "@a", 1)),
        ("a < 1", ("<", "@a", 1)),
        ("a > 1", (">", "@a", 1)),
        ("a + b * c", ("+", "@a", ("*", "@b", "@c"))),
        ("(a + b) * c", ("*", ("+", "@a", "@b"), "@c")),
        ("a - b - c", ("-", ("-", "@a", "@b"), "@c")),
        ("a - -1", ("-", "@a", -1)),
        ("-a", ("-", 0, "@a")),
        ("a or b and c", ("or", ["@a", ("and", ["@b", "@c"])])),
        ("(a or b) and c", ("and", [("or", ["@a", "@b"]), "@c"])),
        ("a and b and c", ("and", ["@a", "@b", "@c"])),
        ("not(a)", ("not", ["@a"])),
        ("not(a or b)", ("not", [("or", ["@a", "@b"])])),
        ("a between 1 and 2", ("between", "@a", 1, 2)),
        ("a between 1 and 2 and b", ("and", [("between", "@a", 1, 2), "@b"])),
        ('a in ("x", "y")', ("in", "@a", ["x", "y"])),
        ("a in ()", ("in", "@a", [])),
        ("a in territory", ("in", "@a", "@territory")),
        ('"x" in a.b', ("in", "x", "@a.b")),
        ("some x in a.b satisfies x.c", ("some", "x", "@a.b", "@x.c")),
        ("every x in a satisfies x.c = 1", ("every", "x", "@a", ("=", "@x.c", 1))),
        ("some x in a satisfies x.c and d", ("and", [("some", "x", "@a", "@x.c"), "@d"])),
        (
            "some x in a satisfies some y in b satisfies x.c = y.c",
            ("some", "x", "@a", ("some", "y", "@b", ("=", "@x.c", "@y.c"))),
        ),
        ("age(a)", ("age", ["@a"])),
        ("f()", ("f", [])),
        ("years between(a, b)", ("years between", ["@a", "@b"])),
        ("months between(a, b) > 1", (">", ("months between", ["@a", "@b"]), 1)),
        ("add months(a, 1) < b", ("<", ("add months", ["@a", 1]), "@b")),
        ('date("2023-04-10")', ("date", ["2023-04-10"])),
        ("a.months", "@a.months"),
        ("a.in", "@a.in"),
        ("index", "@index"),
        ("android", "@android"),
        ("notable = 1", ("=", "@notable", 1)),
        (" \t a \t ", "@a"),
    ],
)
def test_meaning(text: str, expected: object) -> None:
    """A line is read as FEEL reads it: precedence, signs, quantifiers, function names of two words."""
    assert shown(parse(text)) == expected


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("a = = 1", "E001", 5),
        ("a = $", "E001", 5),
        ("a = 1 b", "E001", 7),
        ("a == 1", "E001", 4),
        ("a = 'x'", "E001", 5),
        ('a = "x', "E001", 5),
        ('a = "x\\n"', "E001", 5),
        ("a[0] = 1", "E001", 2),
        ("a.b().c", "E001", 4),
        ("1.a", "E001", 2),
        ("a / b", "E001", 3),
        ("{a: 1}", "E001", 1),
        ("a ? b", "E001", 3),
        ("lambda: a", "E001", 7),
        ("a.__class__.__mro__ = b.", "E002", 25),
        ("贷款 = ￥", "E001", 6),
        ("a between 1", "E002", 12),
        ("some x in a", "E002", 12),
        ("not", "E002", 4),
        ("a =", "E002", 4),
        ("(a", "E002", 3),
        ("", "E002", 1),
        ("a)", "E001", 2),
        ("1 < a < 3", "E001", 7),
        ("--1", "E001", 2),
    ],
)
def test_syntax_errors(text: str, code: str, column: int) -> None:
    """What is not in the language is refused at the character that shows it."""
    with pytest.raises(PackError) as caught:
        parse(text, Location("terms.yaml", 7, 11))
    (found,) = caught.value.problems
    assert found.code == code
    assert found.where == Location("terms.yaml", 7, 10 + column)
    assert found.source == (text, column)


def test_errors_without_a_place() -> None:
    """A line of its own counts from column 1."""
    with pytest.raises(PackError) as caught:
        parse("a = = 1")
    assert caught.value.problems[0].where == Location("<test>", 1, 5)


def test_longest_test() -> None:
    """E003: a line of the longest length is read, one character more is refused."""
    assert parse("a" * LONGEST_TEST) == Name(1, LONGEST_TEST + 1, "a" * LONGEST_TEST)
    with pytest.raises(PackError) as caught:
        parse("a" * (LONGEST_TEST + 1))
    assert caught.value.code == "E003"
    assert str(LONGEST_TEST) in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 41 + "a" + ")" * 41,
        "not(" * 41 + "a" + ")" * 41,
        "1" + "+1" * 400 + " > a",
    ],
)
def test_too_deep(text: str) -> None:
    """E004: nesting is bounded, by brackets or without."""
    with pytest.raises(PackError) as caught:
        parse(text)
    assert caught.value.code == "E004"


def test_deep_enough() -> None:
    """Forty brackets are allowed, and brackets in a row do not count as nested."""
    assert parse("(" * 40 + "a" + ")" * 40) == Name(41, 42, "a")
    parse(" and ".join(["(a)"] * 60))


@pytest.mark.parametrize("text", ["a\n= 1", "a = 1\n", "a\r= 1"])
def test_one_line(text: str) -> None:
    """E005: a test stays on one line, and the hint says how to split it."""
    with pytest.raises(PackError) as caught:
        parse(text)
    assert caught.value.code == "E005"
    assert "all and any" in str(caught.value)


def test_caret_under_wide_characters() -> None:
    """The caret stands under the character, with Chinese ones counted as two cells."""
    with pytest.raises(PackError) as caught:
        parse("贷款.金额 = = 1")
    message, source, caret = str(caught.value).splitlines()
    assert "E001" in message
    assert source == "    贷款.金额 = = 1"
    assert caret == "    " + " " * len("贷款.金额 = ") + " " * 4 + "^"


@pytest.mark.parametrize(
    ("text", "start", "end"), [("a", 1, 2), ("a = 1", 1, 6), ("金额 <= 上限", 1, 9), ("a and b", 1, 8), ("-1", 1, 3)]
)
def test_columns(text: str, start: int, end: int) -> None:
    """A node knows where it stands, in characters."""
    node = parse(text)
    assert (node.start, node.end) == (start, end)


def places(node: object, text: str) -> object:
    """A tree as the pieces of text from which its nodes were read."""
    if isinstance(node, tuple):
        return [places(part, text) for part in node if isinstance(part, Syntax | tuple)]
    parts = [getattr(node, field.name) for field in fields(node)]  # type: ignore[arg-type]
    below = [places(part, text) for part in parts if isinstance(part, Syntax | tuple)]
    piece = text[node.start - 1 : node.end - 1]  # type: ignore[attr-defined]
    return [piece, *below] if below else piece


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("年龄 > 18", ["年龄 > 18", "年龄", "18"]),
        ("a - -b", ["a - -b", "a", ["-b", "", "b"]]),
        ("a = -1", ["a = -1", "a", "-1"]),
        ("a + b * 2", ["a + b * 2", "a", ["b * 2", "b", "2"]]),
        ("a between 1 and 2.5", ["a between 1 and 2.5", "a", "1", "2.5"]),
        ('a in ("x", "y")', ['a in ("x", "y")', "a", ['"x"', '"y"']]),
        ("a in b.c", ["a in b.c", "a", "b.c"]),
        ("a = true", ["a = true", "a", "true"]),
        ("a = false", ["a = false", "a", "false"]),
        ("a = null", ["a = null", "a", "null"]),
        ("a and b or c", ["a and b or c", [["a and b", ["a", "b"]], "c"]]),
        (
            "x or some c in d satisfies c.e",
            ["x or some c in d satisfies c.e", ["x", ["some c in d satisfies c.e", "d", "c.e"]]],
        ),
        (
            "x or every c in d satisfies c.e",
            ["x or every c in d satisfies c.e", ["x", ["every c in d satisfies c.e", "d", "c.e"]]],
        ),
        ("x = f(a, 1)", ["x = f(a, 1)", "x", ["f(a, 1)", ["a", "1"]]]),
    ],
)
def test_every_node_knows_its_place(text: str, expected: object) -> None:
    """Each node of a tree begins and ends with the text from which it was read."""
    assert places(parse(text), text) == expected


def test_deepest() -> None:
    """Eighty nodes below one another are read, one more is refused, also beside what is not deep."""
    deep = "{}"
    for _ in range(39):
        deep = deep.format("some v in a satisfies f({})")
    deep = deep.format("f({})")
    assert isinstance(parse(deep.format("a")), Quantifier)
    for text in (deep.format("-a"), f"a and {deep.format('a')}"):
        with pytest.raises(PackError) as caught:
            parse(text)
        assert caught.value.code == "E004"


def test_deep_places_beside_one_another() -> None:
    """Two deep places on one line are as deep as the deeper one, not as both together."""
    deep = "not(" * 40 + "a" + ")" * 40
    assert shown(parse(f"{deep} and {deep} and {deep}")) == ("and", [shown(parse(deep))] * 3)


@pytest.mark.parametrize(
    ("text", "got"),
    [("a = 1 bcd", "bcd"), ("a = $x", "$"), ("a <= <= b", "<="), ("金额 = ￥￥", "￥")],
)
def test_an_error_quotes_what_was_not_understood(text: str, got: str) -> None:
    """The whole word where the words do not fit together, one character where no word begins with it."""
    with pytest.raises(PackError) as caught:
        parse(text)
    assert dict(caught.value.problems[0].details)["got"] == got
