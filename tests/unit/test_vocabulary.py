"""The door: what a person may be made of, what it becomes, and everything that is turned away."""

from __future__ import annotations

import copy
import decimal
import enum
import pickle
import types
from collections import OrderedDict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import eligibility
from eligibility import InputError, UnknownReason, UsageError

RULES = eligibility.load(Path(__file__).parent / "small_pack")
OTHER = eligibility.load("weihai-2023-13")
ON = date(2024, 6, 1)
KINDS = {
    "boolean": "lives.alone",
    "integer": "rooms",
    "money": "income.yearly",
    "date": "birth_date",
    "choice": "job",
    "choices": "benefits",
    "region": "lives.place",
    "records": "children",
}


class Text(str):
    """A text of another class, as numpy's is."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "secret"


class Whole(int):
    """A whole number of another class."""


class Real(float):
    """A float of another class, as numpy's is."""


class Amount(Decimal):
    """A decimal of another class."""


class Stamp(datetime):
    """A point in time of another class, as pandas' is."""


class Level(enum.IntEnum):
    """A number with a name."""

    ONE = 1


class Like:
    """Something that says it is a number."""

    def __int__(self) -> int:
        return 5

    __index__ = __int__

    def __float__(self) -> float:
        return 5.0

    def __bool__(self) -> bool:
        return True

    def __str__(self) -> str:
        return "5"

    __repr__ = __str__


class Mute:
    """Something that cannot be shown."""

    def __repr__(self) -> str:
        raise RuntimeError


def nested(path: str, value: Any) -> dict[str, Any]:
    """Nested data of one fact."""
    for name in reversed(path.split(".")):
        value = {name: value}
    return dict(value)


def kept(path: str, value: Any) -> Any:
    """What a fact becomes."""
    place: Any = RULES.person(nested(path, value))
    for name in path.split("."):
        place = getattr(place, name)
    return place


def refused(data: Any) -> list[tuple[str, str | None]]:
    """The codes and facts of the problems with a person."""
    with pytest.raises(InputError) as caught:
        RULES.person(data)
    for problem in caught.value.problems:
        assert problem.text("en")
        assert problem.text("zh")
    return [(problem.code, dict(problem.details).get("fact")) for problem in caught.value.problems]


ACCEPTED = [
    ("boolean", True, True),
    ("boolean", False, False),
    ("integer", 4, 4),
    ("integer", "4", 4),
    ("integer", "04", 4),
    ("integer", 1, 1),
    ("integer", 20, 20),
    ("money", 0, Decimal("0.00")),
    ("money", 20_000, Decimal("20000.00")),
    ("money", Decimal("0.5"), Decimal("0.50")),
    ("money", Decimal("1E+2"), Decimal("100.00")),
    ("money", "99999.95", Decimal("99999.95")),
    ("money", "5.0", Decimal("5.00")),
    ("date", date(2000, 2, 29), date(2000, 2, 29)),
    ("date", "2000-02-29", date(2000, 2, 29)),
    ("choice", "part", "part"),
    ("choices", [], ()),
    ("choices", ["heating"], ("heating",)),
    ("choices", ("heating", "housing"), ("housing", "heating")),
    ("region", "100001", "100001"),
    ("region", "999999", "999999"),
    ("region", "000000", "000000"),
    ("region", "new_area", "new_area"),
    ("records", [], ()),
]


@pytest.mark.parametrize(("kind", "value", "expected"), ACCEPTED)
def test_accepted(kind: str, value: Any, expected: Any) -> None:
    """Each type takes what the table of the door says and keeps it in one form."""
    found = kept(KINDS[kind], value)
    assert found == expected
    assert type(found) is type(expected)
    assert str(found) == str(expected)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_none_is_missing(kind: str) -> None:
    """Null means missing, for every type and for a group."""
    assert kept(KINDS[kind], None) is None
    assert RULES.person({"lives": None, "income": None}) == RULES.person({})
    assert RULES.person({"lives": None}).lives.alone is None  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("kind", "value"), [("choice", Text("part")), ("region", Text("100001")), ("money", Text("5"))]
)
def test_text_of_another_class(kind: str, value: str) -> None:
    """A text of another class is taken for its letters and kept as plain text or number."""
    assert type(kept(KINDS[kind], value)) in (str, Decimal)


STRANGE: list[Any] = [
    *(float("nan"), float("inf"), 5.0, Real(5), 1 + 2j, b"5", bytearray(b"5"), Like(), object(), Level.ONE, Whole(5)),
    *({}, {"a": 1}, {1}, frozenset(), iter(()), range(3), lambda: 5, ..., NotImplemented, date, Exception("x")),
]
REFUSED: list[tuple[str, Any, str]] = [
    *(("boolean", value, "I102") for value in [*STRANGE, 0, 1, "true", "false", "yes", "是", "", Decimal(1), [True]]),
    *(
        ("integer", value, "I102")
        for value in [*STRANGE, True, False, Decimal(5), "5.0", "1e3", "1_000", "５", "²", "+5", " 5"]
    ),
    *(
        ("integer", value, "I102")
        for value in ["5 ", "", "--5", "0x5", "9" * 16, 10**30, 10**5_000, -(10**30), [5], date(2000, 1, 1)]
    ),
    *(("integer", value, "I103") for value in (0, -1, "-5", "0", 21, "21")),
    *(("money", value, "I102") for value in [*STRANGE, True, False, Amount(5), Decimal("NaN"), Decimal("sNaN")]),
    *(
        ("money", value, "I102")
        for value in [Decimal("Infinity"), Decimal("0.001"), Decimal("1E+30"), Decimal("1E-999")]
    ),
    *(
        ("money", value, "I102")
        for value in [Decimal("9" * 40), 10**30, 10**5_000, "1e3", "1_000", "５", "5元", "5,000", "+5"]
    ),
    *(
        ("money", value, "I102")
        for value in [" 5", "5 ", "5\n", "", ".5", "5.", "5.000", "5.005", "NaN", "inf", "0x5", "9" * 30, [5]]
    ),
    *(("money", value, "I103") for value in (-1, "-0.01", Decimal(-5))),
    *(("date", value, "I102") for value in [*STRANGE, True, 20240101, datetime(2000, 1, 1), Stamp(2000, 1, 1)]),  # noqa: DTZ001
    *(
        ("date", value, "I102")
        for value in ["2000-02-30", "2001-02-29", "2000-1-1", "20000101", "2000-W01-1", "2000/01/01"]
    ),
    *(
        ("date", value, "I102")
        for value in ["2000-01-01T00:00", "２０００-01-01", "0000-01-01", "10000-01-01", " 2000-01-01", ""]
    ),
    *(
        ("choice", value, "I104")
        for value in [*STRANGE, True, "Part", "part ", "", "兼职", "ｐart", 1, ["part"], "x" * 10_000]
    ),
    *(("choices", value, "I102") for value in [*STRANGE, True, "heating", {"heating"}, {"heating": 1}, ""]),
    *(("choices", value, "I104") for value in [["heat"], ["heating", "heat"], [["heating"]], [None], [5], [{}]]),
    ("choices", ["heating", "heating"], "I105"),
    ("choices", ["heating"] * 101, "I108"),
    *(
        ("region", value, "I102")
        for value in [*STRANGE, True, 100001, "10000", "1000011", "１００００１", "10000a", "new area", "", " 100001"]
    ),
    *(("records", value, "I102") for value in [*STRANGE, True, "x", "", 5]),
    *(("records", value, "I102") for value in [[5], [None], ["x"], [[]], [True]]),
    ("records", [{}] * 101, "I108"),
    ("records", [{"age": 5}], "I101"),
    ("records", [{"at_school": "yes"}], "I102"),
]


@pytest.mark.parametrize(("kind", "value", "code"), REFUSED, ids=lambda value: str(type(value).__name__))
def test_refused(kind: str, value: Any, code: str) -> None:
    """Nothing else comes in: no float, no NaN, no full-width digit, no look-alike, no rounding."""
    found = refused(nested(KINDS[kind], value))
    assert {one for one, _ in found} == {code}
    for _, fact in found:
        assert fact is not None
        assert fact.startswith(KINDS[kind])


@pytest.mark.parametrize(
    ("data", "code", "fact", "suggestion"),
    [
        ({"romms": 4}, "I101", "romms", "rooms"),
        ({"lives": {"plase": "100001"}}, "I101", "lives.plase", "lives.place"),
        ({"children": [{}, {"at_shcool": True}]}, "I101", "children[1].at_shcool", "children[].at_school"),
        ({"xyz": 1}, "I101", "xyz", None),
        ({"lives": 5}, "I102", "lives", None),
        ({"lives": [1]}, "I102", "lives", None),
        ({"lives": "100001"}, "I102", "lives", None),
        (None, "I102", "person", None),
        ([], "I102", "person", None),
        ("person", "I102", "person", None),
        (5, "I102", "person", None),
    ],
)
def test_shape(data: Any, code: str, fact: str, suggestion: str | None) -> None:
    """An unknown key is refused with the fact that was meant, a value in the place of a group by the group's name."""
    with pytest.raises(InputError) as caught:
        RULES.person(data)
    (problem,) = caught.value.problems
    assert (problem.code, dict(problem.details)["fact"], problem.suggestion) == (code, fact, suggestion)


def test_a_dotted_key_is_explained() -> None:
    """A key with a dot in it is refused with a hint that helps, not with the very same name."""
    with pytest.raises(InputError) as caught:
        RULES.person({"lives.place": "100001"})
    (problem,) = caught.value.problems
    assert problem.code == "I101"
    assert problem.suggestion != "lives.place"


def test_all_problems_at_once() -> None:
    """Everything wrong with a person is said at once, each with its fact, what was expected and what was got."""
    data = {"rooms": 0, "job": "partt", "income": {"yearly": 1.5}, "nobody": 1}
    assert sorted(refused(data)) == [("I101", "nobody"), ("I102", "income.yearly"), ("I103", "rooms"), ("I104", "job")]
    with pytest.raises(InputError) as caught:
        RULES.person(data)
    by_code = {problem.code: problem for problem in caught.value.problems}
    assert by_code["I103"].expected == "≥ 1, ≤ 20"
    assert by_code["I103"].got == "0"
    assert by_code["I104"].expected == "none, part, full"
    assert by_code["I104"].got == "'partt'"
    assert by_code["I102"].got == "1.5"


def test_echo_is_cut_short_and_never_calls_on_objects() -> None:
    """A message echoes a long value cut short, and an object by its class alone."""
    with pytest.raises(InputError) as caught:
        RULES.person({"job": "x" * 100_000, "rooms": Like(), "income": {"yearly": 10**5_000}, "y" * 100_000: 1})
    text = str(caught.value)
    assert len(text) < 1_500
    assert "Like" in text
    assert "a huge number" in text


@pytest.mark.parametrize(
    "mapping",
    [types.MappingProxyType({"rooms": 4}), OrderedDict(rooms=4), {"rooms": 4, "lives": types.MappingProxyType({})}],
)
def test_any_mapping(mapping: Any) -> None:
    """A person may come in any mapping."""
    assert RULES.person(mapping).rooms == 4  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "context", [decimal.Context(prec=4), decimal.Context(prec=50, traps=[decimal.Inexact, decimal.Rounded])]
)
def test_the_callers_decimal_context_does_not_matter(context: decimal.Context) -> None:
    """An application that works with few digits, or traps inexact results, gets the same amounts."""
    with decimal.localcontext(context):
        assert kept("income.yearly", "123456.78") == Decimal("123456.78")
        assert kept("income.yearly", 123456) == Decimal("123456.00")


# --- unknown for a reason -----------------------------------------------------------------------------------


def test_reasons() -> None:
    """A missing fact, a list and a field of a record may carry one of the four reasons, as word or as member."""
    reasons = {"rooms": "not_asked", "job": UnknownReason.REFUSED, "children[0].at_school": "conflicting"}
    person = RULES.person({"children": [{}], "unknown": reasons})
    assert dict(person.unknown) == {
        "rooms": UnknownReason.NOT_ASKED,
        "job": UnknownReason.REFUSED,
        "children[0].at_school": UnknownReason.CONFLICTING,
    }
    assert dict(RULES.person({"unknown": {"children": "not_known"}}).unknown) == {"children": UnknownReason.NOT_KNOWN}


@pytest.mark.parametrize("reason", [one.value for one in UnknownReason])
def test_reasons_travel(reason: str) -> None:
    """The reason is told beside the missing fact and has words in both languages."""
    missing = RULES.decide({"unknown": {"rooms": reason}}, on=ON)["heating"].missing
    (found,) = [fact for fact in missing if fact.path == "rooms"]
    assert found.reason is UnknownReason(reason)
    assert found.reason.label("zh") != found.reason.label("en")


@pytest.mark.parametrize(
    ("data", "code", "fact"),
    [
        ({"unknown": {"rooms": "forgotten"}}, "I104", "unknown.rooms"),
        ({"unknown": {"rooms": None}}, "I104", "unknown.rooms"),
        ({"unknown": {"rooms": ["refused"]}}, "I104", "unknown.rooms"),
        ({"unknown": {"rooms": 10**5_000}}, "I104", "unknown.rooms"),
        ({"unknown": {"rooms": Mute()}}, "I104", "unknown.rooms"),
        ({"unknown": {"romms": "refused"}}, "I101", "romms"),
        ({"unknown": {"lives": "refused"}}, "I101", "lives"),
        ({"unknown": {"children[].at_school": "refused"}}, "I101", "children[].at_school"),
        ({"unknown": {"children[0].at_school": "refused"}}, "I101", "children[0].at_school"),
        ({"children": [{}], "unknown": {"children[1].at_school": "refused"}}, "I101", "children[1].at_school"),
        ({"children": [{}], "unknown": {"children[-1].at_school": "refused"}}, "I101", "children[-1].at_school"),
        (
            {"children": [{}], "unknown": {"children[9999999999].at_school": "refused"}},
            "I101",
            "children[9999999999].at_school",
        ),
        ({"children": [{}], "unknown": {"children[0].age": "refused"}}, "I101", "children[0].age"),
        ({"rooms": 4, "unknown": {"rooms": "refused"}}, "I107", "rooms"),
        ({"children": [], "unknown": {"children": "refused"}}, "I107", "children"),
        (
            {"children": [{"at_school": True}], "unknown": {"children[0].at_school": "refused"}},
            "I107",
            "children[0].at_school",
        ),
        ({"unknown": ["rooms"]}, "I102", "unknown"),
        ({"unknown": "rooms"}, "I102", "unknown"),
    ],
)
def test_wrong_reasons(data: Any, code: str, fact: str) -> None:
    """A reason that is none, for a fact that is none or that has a value, is refused."""
    assert refused(data) == [(code, fact)]


def test_unknown_null_is_missing() -> None:
    """``unknown: null`` is no reason at all, like every other null."""
    assert RULES.person({"unknown": None}) == RULES.person({})


# --- later than the decision --------------------------------------------------------------------------------


def test_later_than_the_decision() -> None:
    """A birth after the decision is an input error, in a record too; on the day itself it is not."""
    person = RULES.person(
        {"birth_date": "2024-06-02", "children": [{"birth_date": "2024-06-01"}, {"birth_date": "2025-01-01"}]}
    )
    for decide in (RULES.decide, RULES.outcomes):
        with pytest.raises(InputError) as caught:
            decide(person, on=ON)
        assert [(one.code, dict(one.details)["fact"]) for one in caught.value.problems] == [
            ("I106", "birth_date"),
            ("I106", "children[1].birth_date"),
        ]
        assert caught.value.problems[0].expected == "2024-06-01"
    RULES.decide({"birth_date": ON, "children": [{"birth_date": ON}]}, on=ON)


# --- what a person is ---------------------------------------------------------------------------------------

FULL = {
    "income": {"yearly": "20000"},
    "birth_date": "2000-02-29",
    "lives": {"place": "new_area", "alone": False},
    "job": "part",
    "benefits": ["housing"],
    "children": [{"birth_date": "2020-01-01"}, {"at_school": True}],
    "unknown": {"rooms": "refused"},
}


def test_repr_shows_no_values() -> None:
    """Neither ``repr`` nor ``str`` of a person, a group or a record shows what is known."""
    person = RULES.person(FULL)
    for part in (person, person.lives, person.children[0]):  # type: ignore[attr-defined]
        for text in (repr(part), str(part), f"{part}", f"{part!r}"):
            assert text == f"<{type(part).__name__}>"


def test_frozen() -> None:
    """Nothing about a person can be changed: no fact, no group, no record, no reason, no new attribute."""
    person: Any = RULES.person(FULL)
    for part, name in ((person, "job"), (person, "new"), (person.lives, "alone"), (person.children[0], "at_school")):
        with pytest.raises((ValueError, AttributeError, TypeError)):
            setattr(part, name, None)
        with pytest.raises((ValueError, AttributeError, TypeError)):
            delattr(part, name)
    with pytest.raises(AttributeError):
        person.children.append(None)
    with pytest.raises(AttributeError):
        person.benefits.append("heating")
    assert person == RULES.person(FULL)


def test_reasons_are_frozen() -> None:
    """The reasons why facts are unknown cannot be changed either."""
    person: Any = RULES.person(FULL)
    with pytest.raises((TypeError, AttributeError)):
        person.unknown["job"] = UnknownReason.REFUSED
    with pytest.raises((TypeError, AttributeError)):
        person.unknown.pop("rooms")
    assert person == RULES.person(FULL)


def test_equality_and_hash() -> None:
    """Persons are equal by what they say, in whatever form it came."""
    first = RULES.person(FULL)
    second = RULES.person(
        {**FULL, "income": {"yearly": Decimal("20000.00")}, "rooms": None, "birth_date": date(2000, 2, 29)}
    )
    assert first == second
    assert hash(first) == hash(second)
    assert len({first, second}) == 1
    assert first != RULES.person({**FULL, "job": "full"})
    assert first != RULES.person({**FULL, "unknown": {"rooms": "not_asked"}})
    other: Any = FULL
    assert first != other


def test_copies() -> None:
    """A copy of a person is the person; a pickled one is equal and decides alike."""
    person = RULES.person(FULL)
    assert copy.copy(person) is person
    assert copy.deepcopy(person) is person
    assert person.model_copy() is person
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(person, protocol))  # noqa: S301 - our own bytes
        assert again == person
        assert type(again) is type(person)
        assert hash(again) == hash(person)
        assert RULES.decide(again, on=ON) == RULES.decide(person, on=ON)


def test_nothing_goes_past_the_door() -> None:
    """Ways to make a person without validation are refused (U011)."""
    person = RULES.person(FULL)
    for make in (
        lambda: person.model_copy(update={"job": "anything"}),
        lambda: person.lives.model_copy(update={"alone": 5}),  # type: ignore[attr-defined]
        lambda: RULES.Person.model_construct(job="anything"),
        lambda: type(person.lives).model_construct(alone=5),  # type: ignore[attr-defined]
    ):
        with pytest.raises(UsageError) as caught:
            make()
        assert caught.value.code == "U011"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_nothing_goes_past_the_door_in_the_old_way() -> None:
    """Pydantic's old names for the same ways are refused as well."""
    person = RULES.person(FULL)
    with pytest.raises(UsageError):
        person.copy(update={"job": "anything"})
    with pytest.raises(UsageError):
        RULES.Person.construct(job="anything")


def test_a_person_of_another_pack() -> None:
    """A person in the words of another pack is refused (U010), a person of this one is taken as it is."""
    person = RULES.person(FULL)
    assert RULES.person(person) is person
    for call in (OTHER.person, lambda one: OTHER.decide(one, on=ON), lambda one: OTHER.outcomes(one, on=ON)):
        with pytest.raises(UsageError) as caught:
            call(person)
        assert caught.value.code == "U010"


def test_packs_with_one_vocabulary_share_their_persons() -> None:
    """A person survives a change of readings."""
    person = RULES.person(FULL)
    RULES.with_readings({"hard": "ignored"}).decide(person, on=ON)


def test_json_schema() -> None:
    """The model's JSON Schema has labels and questions, and knows choices, bounds and records."""
    schema = RULES.Person.model_json_schema()
    rooms = schema["properties"]["rooms"]
    assert rooms["x-label-zh"] == "房间数"
    assert rooms["x-question-en"] == "How many rooms?"
    assert {"type": "integer", "minimum": 1.0, "maximum": 20.0} in rooms["anyOf"]
    assert {"type": "null"} in rooms["anyOf"]
    job = schema["properties"]["job"]
    assert {"type": "string", "enum": ["none", "part", "full"]} in job["anyOf"]
    assert schema["additionalProperties"] is False
    assert "Children" in str(schema["$defs"])
