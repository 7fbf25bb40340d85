"""Whatever comes in, nothing but the library's own errors comes out."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

import eligibility
from edits import copy_pack
from eligibility import EligibilityError, InputError, PackError, Rulebook
from eligibility.language.check import Names, check_test
from eligibility.language.parse import parse
from eligibility.language.types import BOOLEAN, DATE, INTEGER, MONEY, REGION, Kind, Type
from eligibility.pack.yaml_source import read_yaml

SMALL = Path(__file__).resolve().parents[1] / "unit" / "small_pack"
RULES = eligibility.load(SMALL)
WEIHAI = eligibility.load("weihai-2023-13")
MANY = settings(max_examples=5 * settings().max_examples)
SOME = settings(max_examples=2 * settings().max_examples)

Refused = TypeVar("Refused", bound=EligibilityError)


def refusal(kind: type[Refused], call: Callable[[], object]) -> Refused | None:
    """The error of one kind that a call ends with, if it does; every other error goes through."""
    try:
        call()
    except kind as error:
        return error
    return None


# Any character, lone surrogates and noncharacters included, with those that mean something drawn often.
CHARACTERS = st.characters() | st.sampled_from("\ud800\udfff\x00\x1b\ufeff\u2028\u202e０．，“”＝（）\U0001f600")
ANY_TEXT = st.text(CHARACTERS, max_size=40)


# --- expressions ----------------------------------------------------------------------------------------------

WORDS = [
    *(
        "and",
        "or",
        "not",
        "in",
        "some",
        "every",
        "satisfies",
        "between",
        "years",
        "months",
        "add",
        "true",
        "false",
        "null",
    ),
    *(
        "=",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "+",
        "-",
        "*",
        "/",
        "(",
        ")",
        ",",
        ".",
        "[",
        "]",
        '"',
        '"x"',
        '"red"',
        "'x'",
        "\t",
        "  ",
    ),
    *(
        "yes",
        "loan.amount",
        "size",
        "born",
        "place",
        "colour",
        "groups",
        "kids",
        "k",
        "k.flag",
        "limit",
        "territory",
        "reading",
    ),
    *(
        "reading.D1",
        "decision_date",
        "date",
        "age",
        "count",
        "0",
        "1",
        "1.5",
        "-1",
        "9" * 30,
        'date("2023-04-10")',
        "date(",
        "not(",
    ),
    *(
        "years between(",
        "months between(",
        "add months(",
        "count(",
        "some k in kids satisfies",
        "__import__",
        "lambda",
        "贷款",
        "\\",
        "{",
    ),
]
EXPRESSIONS = st.lists(st.sampled_from(WORDS) | ANY_TEXT, max_size=14).flatmap(
    lambda words: st.sampled_from(["", " "]).map(lambda gap: gap.join(words))
)
NAMES = Names(
    facts={
        "yes": BOOLEAN,
        "loan.amount": MONEY,
        "size": INTEGER,
        "born": DATE,
        "place": REGION,
        "colour": Type(Kind.CHOICE, ("red", "green")),
        "groups": Type(Kind.CHOICES, ("x", "y")),
        "kids": Type(Kind.RECORDS, (), "kids"),
        "kids[].flag": BOOLEAN,
    },
    parameters={"limit": MONEY},
    readings={"D1": (("one", "two"), "one")},
    territory=("371002",),
)


@MANY
@given(EXPRESSIONS | ANY_TEXT)
@example("(" * 500 + ")" * 500)
@example("-" * 999)
@example("not(" * 300)
@example("a." * 499 + "a")
@example("1" * 1_000)
@example("1+" * 499 + "1")
@example("a and " * 160 + "a")
@example("some x in a satisfies " * 45 + "x")
@example('"' * 999)
def test_parse(text: str) -> None:
    """A line is read or refused at a column that is in it."""
    error = refusal(PackError, lambda: parse(text))
    if error is not None:
        (problem,) = error.problems
        assert problem.where is None or 1 <= problem.where.column <= len(text) + 1
        assert error.text("en")
        assert error.text("zh")


@MANY
@given(EXPRESSIONS)
@example("size * " * 140 + "1 > 2")
@example("size in (" + "1," * 300 + "1)")
@example("add months(born, " + "9" * 900 + ") > born")
@example("loan.amount > " + "9" * 500 + "." + "9" * 400)
def test_check(text: str) -> None:
    """A line that parses is typed or refused."""
    error = refusal(PackError, lambda: check_test(text, NAMES))
    assert error is None or error.text("zh")


# --- YAML -----------------------------------------------------------------------------------------------------

MARKS = [
    *(
        ":",
        ": ",
        "- ",
        "? ",
        "[",
        "]",
        "{",
        "}",
        ",",
        "#",
        "&a",
        "*a",
        "!!str ",
        "!x ",
        "|",
        ">",
        "'",
        '"',
        "%YAML 1.2",
        "---",
        "...",
    ),
    *(
        "\n",
        "\n  ",
        "\n\t",
        "\r\n",
        "a",
        "b",
        "a: ",
        "<<: ",
        "~",
        "null",
        "&a [*a]",
        "\x85",
        "\u2028",
        "@",
        "`",
        "\\x",
        '"\\ud800"',
    ),
]
YAML_TEXT = st.lists(st.sampled_from(MARKS) | ANY_TEXT, max_size=20).map("".join)


@MANY
@given(YAML_TEXT | ANY_TEXT)
@example("[" * 100_000)
@example("{a: " * 50_000)
@example("- " * 50_000 + "a")
@example("a: &a [b, b]\nc: &c [*a, *a]\nd: &d [*c, *c]\ne: [" + "*d, " * 3_000 + "]")
@example("? " * 10_000)
@example("a: " + "x" * 1_000_000)
@example("\ufeff\ufeffa: 1")
def test_read_yaml(text: str) -> None:
    """A file is read or refused, with a place; what is read holds nothing but text, lists, mappings and nothing."""
    error = refusal(PackError, lambda: read_yaml(text, "x.yaml"))
    if error is not None:
        assert error.problems[0].where is not None
        assert error.text("zh")
        return
    source = read_yaml(text, "x.yaml")
    assert_plain(source.data)
    source.where(("a", 0, "b"))


def assert_plain(data: object) -> None:
    """Nothing but text, lists, mappings and nothing."""
    if isinstance(data, dict):
        assert all(type(key) is str for key in data)
        data = list(data.values())
    if isinstance(data, list):
        for part in data:
            assert_plain(part)
    else:
        assert data is None or isinstance(data, str)


@SOME
@given(
    st.recursive(
        ANY_TEXT,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
        max_leaves=10,
    )
)
def test_what_was_written_is_read(data: Any) -> None:
    """JSON is YAML: what was written as JSON comes back as the same text."""
    try:
        found = read_yaml(json.dumps({"a": data}), "x.yaml").data
    except PackError:
        return
    assert found == {"a": data}


# --- packs ----------------------------------------------------------------------------------------------------

FILES = sorted(path.relative_to(SMALL).as_posix() for path in SMALL.rglob("*.yaml"))
VALUES: list[Any] = [
    *(
        "",
        "x",
        "1",
        "-1",
        "0",
        "true",
        "no",
        "none",
        "2024-01-01",
        "0001-01-01",
        "9999-12-31",
        "第一条",
        "小局",
        "children",
        "rooms",
    ),
    *(
        "poor",
        "income.yearly",
        "children[]",
        "children[].x",
        "_x",
        "loan.amount",
        "unknown",
        "x" * 200,
        "９",
        "a\nb",
        "heating",
        "is-poor",
    ),
    *(
        None,
        [],
        {},
        [[]],
        [None],
        [{}],
        {"": ""},
        ["x"],
        {"zh": "x"},
        {"zh": "x", "en": "y"},
        {"test": "rooms > 1"},
        {"id": "x"},
    ),
    *(
        {"all": []},
        {"not": {}},
        {"any": [{"id": "q", "test": "lives.alone"}]},
        {"id": "q", "open": {"zh": "x", "en": "y"}},
        10**12,
        1.5,
    ),
    *(
        {"at_least": {"count": "2", "of": [{"id": "q", "test": "lives.alone"}]}},
        {"at_least": {"count": "0", "of": []}},
        True,
        False,
    ),
]


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every path in nested data."""
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(found for key, part in parts for found in places(part, (*path, key)))]


def mutate(rng: random.Random, data: Any, others: list[Any]) -> Any:
    """Nested data with one thing replaced, taken away, doubled, renamed, or put in from elsewhere."""
    path = rng.choice(places(data))
    if not path:
        return rng.choice(VALUES)
    place = data
    for key in path[:-1]:
        place = place[key]
    last = path[-1]
    match rng.randrange(6):
        case 0 | 1:
            place[last] = rng.choice(VALUES)
        case 2:
            del place[last]
        case 3 if isinstance(place, list):
            place.append(place[last])
        case 4 if isinstance(place, dict):
            place[str(rng.choice(VALUES))[:30]] = place.pop(last)
        case _:
            other = rng.choice(others)
            for key in rng.choice(places(other)):
                other = other[key]
            place[last] = json.loads(json.dumps(other))
    return data


def load_and_decide(pack: Path) -> Rulebook:
    """Load a pack and use what it gives."""
    rules = eligibility.load(pack)
    decision = rules.decide({}, on="2024-06-01")
    for finding in decision:
        assert finding.missing is not None
        assert finding.open is not None
        assert finding.notes is not None
    assert decision.warnings is not None
    assert rules.pack.cases is not None
    return rules


class Workshop:
    """A copy of the small pack in which one file after another is spoilt and mended again."""

    def __init__(self, folder: Path) -> None:
        self.pack = copy_pack(SMALL, folder)
        self.data = [yaml.load((SMALL / name).read_text(encoding="utf-8"), yaml.BaseLoader) for name in FILES]  # noqa: S506 - text alone

    def spoil(self, name: str, text: str) -> bool:
        """Whether the pack loads with other text in one of its files."""
        path = self.pack / name
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            error = refusal(PackError, lambda: load_and_decide(self.pack))
        finally:
            path.write_text((SMALL / name).read_text(encoding="utf-8"), encoding="utf-8")
        if error is not None:
            assert all(problem.where is not None for problem in error.problems)
            assert error.text("zh")
        return error is None


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """One workshop for the whole module."""
    return Workshop(tmp_path_factory.mktemp("workshop"))


@SOME
@given(seed=st.integers(0, 2**32))
def test_packs_with_other_structure(workshop: Workshop, seed: int) -> None:
    """A pack in whose data a few things are changed loads, or is refused with places."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    name = rng.choice(FILES)
    data = json.loads(json.dumps(workshop.data[FILES.index(name)]))
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        data = mutate(rng, data, workshop.data) if isinstance(data, dict | list) else data
    workshop.spoil(name, yaml.safe_dump(data, allow_unicode=True, sort_keys=False))


@SOME
@given(st.sampled_from(FILES), st.integers(0, 2_000), st.integers(0, 12), ANY_TEXT | st.sampled_from(MARKS))
def test_packs_with_other_text(workshop: Workshop, name: str, start: int, length: int, text: str) -> None:
    """A pack in one of whose files a stretch of text is replaced loads, or is refused with places."""
    whole = (SMALL / name).read_text(encoding="utf-8")
    start = start % len(whole)
    workshop.spoil(name, whole[:start] + text + whole[start + length :])


@SOME
@given(expression=EXPRESSIONS)
def test_packs_with_any_test(workshop: Workshop, expression: str) -> None:
    """A pack with any line for a test loads, or is refused."""
    text = (SMALL / "programmes/heating.yaml").read_text(encoding="utf-8")
    workshop.spoil(
        "programmes/heating.yaml", text.replace("rooms <= most_rooms", json.dumps(f"rooms <= most_rooms {expression}"))
    )


# --- persons --------------------------------------------------------------------------------------------------


class Awkward:
    """An object that refuses whatever is asked of it."""

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            return object.__getattribute__(self, name)
        raise RuntimeError(name)

    def _refuse(self, *_: object) -> Any:
        raise RuntimeError

    __repr__ = __str__ = __len__ = __iter__ = __bool__ = __int__ = __float__ = __index__ = __getitem__ = _refuse


SCALARS: SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(4_300, 5_000).map(lambda digits: 10**digits)
    | st.floats()
    | st.decimals()
    | ANY_TEXT
    | st.binary(max_size=8)
    | st.dates()
    | st.datetimes()
    | st.complex_numbers()
    | st.just(timedelta(days=1))
    | st.just(Fraction(1, 3))
    | st.builds(Awkward)
    | st.builds(object)
)
LIKELY = st.sampled_from(
    [
        True,
        False,
        1,
        "1",
        Decimal("5.00"),
        "2000-01-01",
        date(2000, 1, 1),
        datetime(2000, 1, 1),  # noqa: DTZ001
        "none",
        "full",
        "100001",
        "new_area",
    ]
)
ANYTHING: SearchStrategy[Any] = st.recursive(
    SCALARS | LIKELY,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner)
        | st.dictionaries(ANY_TEXT | st.integers() | st.none(), inner, max_size=3)
        | st.builds(iter, st.lists(inner, max_size=1))
    ),
    max_leaves=6,
)


def like_a_person(rules: Rulebook) -> SearchStrategy[dict[Any, Any]]:
    """Nested data with the right keys in most places and anything for values."""
    groups: dict[str, dict[str, SearchStrategy[Any]]] = {}
    top: dict[str, SearchStrategy[Any]] = {}
    for fact in rules.facts:
        head, _, rest = fact.path.partition(".")
        if "[]" not in fact.path:
            groups.setdefault(head, {})[rest] = ANYTHING | LIKELY
    for head, inner in groups.items():
        top[head] = (ANYTHING | LIKELY) if "" in inner else st.fixed_dictionaries({}, optional=inner) | ANYTHING
    fields = {fact.path.rpartition(".")[2]: ANYTHING | LIKELY for fact in rules.facts if "[]" in fact.path}
    for fact in rules.facts:
        if fact.type.records and "." not in fact.path:
            top[fact.path] = st.lists(st.fixed_dictionaries({}, optional=fields), max_size=3) | ANYTHING
    paths = st.sampled_from([fact.path for fact in rules.facts]) | ANY_TEXT
    reasons = st.dictionaries(paths, st.sampled_from(["refused", "not_asked"]) | ANYTHING, max_size=2)
    return st.fixed_dictionaries({}, optional={**top, "unknown": reasons | ANYTHING})


def tried(rules: Rulebook, data: Any) -> None:
    """A person is made and decided, or refused."""
    error = refusal(InputError, lambda: rules.decide(data, on="2024-06-01"))
    if error is not None:
        assert all(problem.code.startswith("I") for problem in error.problems)
        assert error.text("zh")
        assert len(error.text("en")) < 400 * len(error.problems)
        return
    decision = rules.decide(data, on="2024-06-01")
    assert decision.missing() is not None
    assert decision.warnings is not None


@MANY
@given(like_a_person(RULES))
def test_persons_of_the_small_pack(data: Any) -> None:
    """Nested data with anything for values is a person, or refused in words."""
    tried(RULES, data)


@given(like_a_person(WEIHAI))
def test_persons_of_the_shipped_pack(data: Any) -> None:
    """The same for the shipped vocabulary."""
    tried(WEIHAI, data)


@given(ANYTHING)
def test_what_is_no_person(data: Any) -> None:
    """Anything at all, in the place of a person, is refused in words."""
    tried(RULES, data)


def nested(make: Callable[[Any], Any], depth: int) -> Any:
    """Something wrapped many times."""
    made: Any = True
    for _ in range(depth):
        made = make(made)
    return made


@pytest.mark.parametrize("depth", [50, 1_000, 100_000])
@pytest.mark.parametrize("make", [lambda inner: [inner], lambda inner: {"lives": inner}, lambda inner: (inner,)])
@pytest.mark.parametrize(
    "where",
    [
        lambda deep: deep,
        lambda deep: {"lives": deep},
        lambda deep: {"lives": {"alone": deep}},
        lambda deep: {"children": deep},
        lambda deep: {"children": [{"at_school": deep}]},
        lambda deep: {"benefits": [deep]},
        lambda deep: {"unknown": deep},
        lambda deep: {"unknown": {"rooms": deep}},
        lambda deep: {"income": {"yearly": deep}},
    ],
)
def test_deep_nesting(where: Callable[[Any], Any], make: Callable[[Any], Any], depth: int) -> None:
    """Data nested as deep as memory goes is refused, anywhere in a person."""
    data = where(nested(make, depth))
    with pytest.raises(InputError):
        RULES.person(data)
    (answer,) = RULES.decide_many([data], on="2024-06-01")
    assert isinstance(answer, InputError)
    unravel(data)


def unravel(data: Any) -> None:
    """Take deep data apart, so that freeing it does not recurse."""
    while data and not isinstance(data, bool):
        data = next(iter(data.values())) if isinstance(data, dict) else data[0]


def test_data_that_holds_itself() -> None:
    """Data that contains itself is refused."""
    ring: dict[str, Any] = {}
    ring["lives"] = ring
    row: list[Any] = []
    row.append(row)
    for data in (ring, {"children": row}, {"benefits": row}, {"unknown": ring}, {"lives": {"place": row}}):
        with pytest.raises(InputError):
            RULES.person(data)


@SOME
@given(st.dictionaries(ANY_TEXT | st.sampled_from(["rooms", "children", "lives.place", "lives"]), ANYTHING, max_size=2))
def test_what_if(variations: Any) -> None:
    """Any variations are tried or refused."""
    error = refusal(EligibilityError, lambda: RULES.what_if({}, variations, on="2024-06-01"))
    assert error is None or error.text("zh")


@SOME
@given(ANYTHING)
def test_dates_of_decisions(on: Any) -> None:
    """Anything in the place of a date is a date, or refused."""
    error = refusal(EligibilityError, lambda: RULES.decide({}, on=on))
    if error is None:
        assert type(RULES.decide({}, on=on).on) is date
    else:
        assert error.code in {"U001", "U002"}


@SOME
@given(ANY_TEXT | st.sampled_from(["heating", "school"]) | SCALARS)
def test_names_of_programmes(name: Any) -> None:
    """Anything in the place of a programme's name is one, or refused."""
    decision = RULES.decide({}, on="2024-06-01")
    error = refusal(EligibilityError, lambda: decision[name])
    if error is None:
        assert decision[name].programme == name
    else:
        assert error.code == "U003"
