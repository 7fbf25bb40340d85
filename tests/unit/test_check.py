"""Type-checking one test: what each kind of line becomes, and every error with its column and hint."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from eligibility import Location, PackError
from eligibility.language import tree
from eligibility.language.check import Names, check_test, check_value
from eligibility.language.types import BOOLEAN, DATE, INTEGER, MONEY, REGION, Kind, Type

COLOUR = Type(Kind.CHOICE, ("red", "green"))
SIZE = Type(Kind.CHOICE, ("small", "large"))
GROUPS = Type(Kind.CHOICES, ("student", "veteran"))
KIDS = Type(Kind.RECORDS, (), "kids")


def use(argument: tree.Value | None, _: Location | None) -> tree.Term:
    """A term that is always true."""
    return tree.Term("term", argument, tree.Holds(tree.Constant(True, BOOLEAN)))


NAMES = Names(
    facts={
        "yes": BOOLEAN,
        "loan.amount": MONEY,
        "size": INTEGER,
        "born": DATE,
        "place": REGION,
        "colour": COLOUR,
        "paint": COLOUR,
        "shirt": SIZE,
        "groups": GROUPS,
        "kids": KIDS,
        "kids[].born": DATE,
        "kids[].flag": BOOLEAN,
        "kids[].colour": COLOUR,
    },
    parameters={"limit": MONEY, "flag_on": BOOLEAN},
    readings={"D1": (("one", "two"), "two")},
    terms={"plain_term": (None, use), "place_term": (REGION, use), "colour_term": (COLOUR, use)},
    territory=("371002", "nanhai"),
)
ERRORS: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("language_errors.yaml").read_text(encoding="utf-8")
)
AMOUNT = tree.Fact("loan.amount", MONEY)
SIZE_FACT = tree.Fact("size", INTEGER)
BORN = tree.Fact("born", DATE)
PLACE = tree.Fact("place", REGION)
COLOUR_FACT = tree.Fact("colour", COLOUR)
TODAY = tree.DecisionDate(DATE)


def whole(value: int) -> tree.Constant:
    """A whole number written in a rule."""
    return tree.Constant(value, INTEGER)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yes", tree.Holds(tree.Fact("yes", BOOLEAN))),
        ("flag_on", tree.Holds(tree.Parameter("flag_on", BOOLEAN))),
        ("true", tree.Holds(tree.Constant(True, BOOLEAN))),
        ("loan.amount <= limit", tree.Compare("<=", AMOUNT, tree.Parameter("limit", MONEY))),
        ("loan.amount > 5", tree.Compare(">", AMOUNT, whole(5))),
        ("loan.amount = 5.50", tree.Compare("=", AMOUNT, tree.Constant(Decimal("5.50"), MONEY))),
        ("5 < size", tree.Compare(">", SIZE_FACT, whole(5))),
        ("5 <= size", tree.Compare(">=", SIZE_FACT, whole(5))),
        ("5 >= size", tree.Compare("<=", SIZE_FACT, whole(5))),
        ("5 != size", tree.Compare("!=", SIZE_FACT, whole(5))),
        ("5 = size", tree.Compare("=", SIZE_FACT, whole(5))),
        ("size > 1", tree.Compare(">", SIZE_FACT, whole(1))),
        (
            "size between 1 and 3",
            tree.AllOf((tree.Compare(">=", SIZE_FACT, whole(1)), tree.Compare("<=", SIZE_FACT, whole(3)))),
        ),
        ("not(yes)", tree.Not(tree.Holds(tree.Fact("yes", BOOLEAN)))),
        ('colour = "red"', tree.Compare("=", COLOUR_FACT, tree.Constant("red", COLOUR))),
        ('"red" = colour', tree.Compare("=", COLOUR_FACT, tree.Constant("red", COLOUR))),
        ("colour != paint", tree.Compare("!=", COLOUR_FACT, tree.Fact("paint", COLOUR))),
        ('colour in ("red", "green")', tree.Member(COLOUR_FACT, ("red", "green"))),
        ("size in (1, 2)", tree.Member(SIZE_FACT, (1, 2))),
        ("place in territory", tree.Member(PLACE, ("371002", "nanhai"), "territory")),
        ('place = "nanhai"', tree.Compare("=", PLACE, tree.Constant("nanhai", REGION))),
        ('place in ("371002", "110101")', tree.Member(PLACE, ("371002", "110101"))),
        ('"student" in groups', tree.Contains(tree.Fact("groups", GROUPS), "student")),
        (
            'reading.D1 = "one"',
            tree.Compare(
                "=",
                tree.ReadingChoice("D1", "two", Type(Kind.CHOICE, ("one", "two"))),
                tree.Constant("one", Type(Kind.CHOICE, ("one", "two"))),
            ),
        ),
        ('born < date("2020-02-29")', tree.Compare("<", BORN, tree.Constant(date(2020, 2, 29), DATE))),
        ("born < decision_date", tree.Compare("<", BORN, TODAY)),
        ("age(born) >= 18", tree.Compare(">=", tree.YearsBetween(BORN, TODAY, INTEGER), whole(18))),
        (
            "years between(born, decision_date) = 1",
            tree.Compare("=", tree.YearsBetween(BORN, TODAY, INTEGER), whole(1)),
        ),
        (
            "months between(born, decision_date) = 1",
            tree.Compare("=", tree.MonthsBetween(BORN, TODAY, INTEGER), whole(1)),
        ),
        ("add months(born, size) < decision_date", tree.Compare("<", tree.AddMonths(BORN, SIZE_FACT, DATE), TODAY)),
        ("count(kids) > 0", tree.Compare(">", tree.Count(tree.Fact("kids", KIDS), INTEGER), whole(0))),
        ("count(groups) > 0", tree.Compare(">", tree.Count(tree.Fact("groups", GROUPS), INTEGER), whole(0))),
        ("loan.amount * 2 = 4", tree.Compare("=", tree.Arithmetic("*", AMOUNT, whole(2), MONEY), whole(4))),
        (
            "size + 1 > size - 1",
            tree.Compare(
                ">",
                tree.Arithmetic("+", SIZE_FACT, whole(1), INTEGER),
                tree.Arithmetic("-", SIZE_FACT, whole(1), INTEGER),
            ),
        ),
        (
            "some k in kids satisfies k.flag",
            tree.Quantified(
                False, "k#0", tree.Fact("kids", KIDS), tree.Holds(tree.ItemField("k#0", "kids", "flag", BOOLEAN))
            ),
        ),
        (
            "every k in kids satisfies k.born > born",
            tree.Quantified(
                True,
                "k#0",
                tree.Fact("kids", KIDS),
                tree.Compare(">", tree.ItemField("k#0", "kids", "born", DATE), BORN),
            ),
        ),
        ("plain_term", use(None, None)),
        ("place_term(place)", use(PLACE, None)),
        ('colour_term("red")', use(tree.Constant("red", COLOUR), None)),
        (
            "yes and (yes or flag_on)",
            tree.AllOf(
                (
                    tree.Holds(tree.Fact("yes", BOOLEAN)),
                    tree.AnyOf((tree.Holds(tree.Fact("yes", BOOLEAN)), tree.Holds(tree.Parameter("flag_on", BOOLEAN)))),
                )
            ),
        ),
    ],
)
def test_meaning(text: str, expected: tree.Condition) -> None:
    """Each form of the language becomes its node, with literals settled and constants on the right."""
    assert check_test(text, replace(NAMES, numbers=itertools.count())) == expected


@pytest.mark.parametrize(
    "line", ERRORS, ids=lambda line: f"{line['code']} {ascii(line['test'])[1:-1]}".replace("\\", "/")
)
def test_errors(line: dict[str, Any]) -> None:
    """What does not fit is refused with its code, at its column, and with one sentence in each language."""
    with pytest.raises(PackError) as caught:
        check_test(line["test"], NAMES, Location("p.yaml", 3, 9))
    (found,) = caught.value.problems
    assert found.code == line["code"]
    assert found.where == Location("p.yaml", 3, 8 + line["column"])
    assert found.source == (line["test"], line["column"])
    for language in ("en", "zh"):
        first, *_ = found.text(language).splitlines()
        assert first == f"p.yaml:3:{8 + line['column']}: {line['code']} {line[language]}"


@pytest.mark.parametrize(
    ("text", "hint"), [("size = null", "a missing value gives unknown"), ("size", "something that is true or false")]
)
def test_hints(text: str, hint: str) -> None:
    """Where no name is close, the error says what to write instead."""
    with pytest.raises(PackError) as caught:
        check_test(text, NAMES)
    assert hint in str(caught.value)
    assert caught.value.problems[0].hint("zh")


def test_many_options() -> None:
    """E109: an ``in`` list holds up to two hundred values."""
    check_test(f"size in ({', '.join(['1'] * 200)})", NAMES)
    with pytest.raises(PackError) as caught:
        check_test(f"size in ({', '.join(['1'] * 201)})", NAMES)
    assert caught.value.code == "E109"


def test_column_counts_characters() -> None:
    """Chinese letters count one each, from the place where the test begins."""
    names = Names(facts={"贷款.金额": MONEY})
    with pytest.raises(PackError) as caught:
        check_test("贷款.金额 > 上限", names, Location("p.yaml", 1, 5))
    assert caught.value.problems[0].where == Location("p.yaml", 1, 5 + len("贷款.金额 > "))


@pytest.mark.parametrize(
    ("text", "type_", "value"),
    [
        ("true", BOOLEAN, True),
        ("false", BOOLEAN, False),
        ("100000", MONEY, Decimal(100000)),
        ("99.95", MONEY, Decimal("99.95")),
        ("9" * 19, MONEY, Decimal("9" * 19)),
        ("9" * 15, INTEGER, int("9" * 15)),
        ("12", INTEGER, 12),
        ("2023-04-10", DATE, date(2023, 4, 10)),
        ("371002", REGION, "371002"),
        ("red", COLOUR, "red"),
    ],
)
def test_plain_values(text: str, type_: Type, value: object) -> None:
    """A value of a parameter is read by its type."""
    assert check_value(text, type_, None) == value


@pytest.mark.parametrize(
    ("code", "text", "type_"),
    [
        ("E105", "yes", BOOLEAN),
        ("E105", "True", BOOLEAN),
        ("E105", "1_000", MONEY),
        ("E105", "-1", MONEY),
        ("E105", "1e3", MONEY),
        ("E105", "1.2.3", MONEY),
        ("E105", "9" * 20, MONEY),
        ("E105", "NaN", MONEY),
        ("E105", "１２", INTEGER),
        ("E105", "1.0", INTEGER),
        ("E105", "9" * 16, INTEGER),
        ("E107", "2023-02-29", DATE),
        ("E107", "20230410", DATE),
        ("E107", "2023-W14-1", DATE),
        ("E108", "37100", REGION),
        ("E104", "rad", COLOUR),
    ],
)
def test_wrong_plain_values(code: str, text: str, type_: Type) -> None:
    """A value that is none of its type is refused, never bent into shape."""
    with pytest.raises(PackError) as caught:
        check_value(text, type_, Location("parameters.yaml", 4, 5))
    (found,) = caught.value.problems
    assert (found.code, found.where) == (code, Location("parameters.yaml", 4, 5))


def test_a_wrong_plain_value_says_what_was_expected() -> None:
    """A choice is told the choices and the nearest one, anything else its type."""
    with pytest.raises(PackError, match=r"^E104 rad is not one of the choices of red, green \(did you mean red\?\)$"):
        check_value("rad", COLOUR, None)
    with pytest.raises(PackError, match=r"^E105 expected integer here, got 1\.0$"):
        check_value("1.0", INTEGER, None)


def test_a_term_knows_where_it_is_used() -> None:
    """What makes a term is told the place of its name, with an argument and without."""
    told: list[Location | None] = []

    def used(argument: tree.Value | None, where: Location | None) -> tree.Term:
        told.append(where)
        return use(argument, where)

    names = replace(NAMES, terms={"plain_term": (None, used), "place_term": (REGION, used)})
    check_test("yes and plain_term and place_term(place)", names, Location("p.yaml", 3, 9))
    assert told == [Location("p.yaml", 3, 17), Location("p.yaml", 3, 32)]


def test_quantifiers_beside_one_another() -> None:
    """What counts is how many stand inside one another, not how many stand on the line."""
    one, two = "(some a in kids satisfies a.flag)", "(some a in kids satisfies some b in kids satisfies b.flag)"
    condition = check_test(f"{two} and {one} and {two} and {two}", NAMES)
    assert isinstance(condition, tree.AllOf)
    assert len(condition.parts) == 4
