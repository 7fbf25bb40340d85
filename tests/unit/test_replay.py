"""A record decides again to the letter, or says what differs, or why it cannot be read."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

import eligibility
from edits import Edit, copy_pack
from eligibility import ReplayError, Rulebook

SMALL = Path(__file__).with_name("small_pack")
PERSON: dict[str, Any] = {
    "lives": {"place": "110101"},
    "income": {"yearly": "100.50"},
    "children": [{"at_school": True}, {}],
    "unknown": {"birth_date": "refused"},
}


@pytest.fixture(scope="module")
def rules() -> Rulebook:
    """The small pack."""
    return eligibility.load(SMALL)


@pytest.fixture
def record(rules: Rulebook) -> dict[str, Any]:
    """A record that went through JSON."""
    kept: dict[str, Any] = json.loads(json.dumps(rules.decide(PERSON, on="2024-06-01").record()))
    return kept


def codes(error: ReplayError) -> list[str]:
    """The codes of an error."""
    return [one.code for one in error.problems]


def test_the_same_again(rules: Rulebook, record: dict[str, Any]) -> None:
    """A record gives its decision again, reasons for not knowing included."""
    again = eligibility.replay(record, rules=rules)
    assert again == rules.decide(PERSON, on="2024-06-01")
    assert again.record() == record
    assert record["unknown"] == {"birth_date": "refused"}


def test_another_library_is_no_difference(rules: Rulebook, record: dict[str, Any]) -> None:
    """The version of the library that wrote a record is told and not compared."""
    eligibility.replay(record | {"library": "0.0.1"}, rules=rules)


def test_readings_of_the_record_are_chosen(record: dict[str, Any]) -> None:
    """The readings in force are the record's, whatever those of the rules are."""
    rules = eligibility.load(SMALL)
    reading = rules.reading_definitions[0]
    other = next(name for name in reading.selectable if name != reading.chosen)
    again = eligibility.replay(record, rules=rules.with_readings({reading.id: other}))
    assert again.record()["readings"] == record["readings"]


def change(record: dict[str, Any], *path: Any, to: Any) -> dict[str, Any]:
    """A copy of a record with one thing changed."""
    changed = copy.deepcopy(record)
    place: Any = changed
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = to
    return changed


@pytest.mark.parametrize(
    ("path", "to", "what"),
    [
        (("pack", "hash"), "sha256:0", "pack.hash"),
        (("findings", 0, "outcome"), "eligible", "findings[heating].outcome"),
        (("findings", 0, "trace", 0, "truth"), "open", "findings[heating].trace[0].truth"),
        (("findings", 0, "missing"), ["sex"], "findings[heating].missing"),
        (("findings", 1, "items", 0, "outcome"), "refer", "findings[school].items[0].outcome"),
        (("findings",), [], "findings"),
        (("more",), 1, "more"),
    ],
)
def test_says_what_differs(rules: Rulebook, record: dict[str, Any], path: tuple[Any, ...], to: Any, what: str) -> None:
    """Each particular that differs is named with its path."""
    with pytest.raises(ReplayError) as caught:
        eligibility.replay(change(record, *path, to=to), rules=rules)
    assert set(codes(caught.value)) == {"R002"}
    assert any(what in one.text("en") for one in caught.value.problems)


def test_one_is_not_true(rules: Rulebook, record: dict[str, Any]) -> None:
    """A number in the place of a truth is a difference, although Python calls them equal."""
    assert record["findings"][0]["in_force"] is True
    with pytest.raises(ReplayError, match="in_force"):
        eligibility.replay(change(record, "findings", 0, "in_force", to=1), rules=rules)


@pytest.mark.parametrize("broken", [None, [], "record", 7])
def test_no_record_at_all(broken: Any) -> None:
    """What is no record is refused as such."""
    with pytest.raises(ReplayError) as caught:
        eligibility.replay(broken)
    assert codes(caught.value) == ["R001"]


def test_another_format(record: dict[str, Any]) -> None:
    """A record of another format is refused with its number."""
    with pytest.raises(ReplayError, match="99") as caught:
        eligibility.replay(record | {"record": 99})
    assert codes(caught.value) == ["R003"]


@pytest.mark.parametrize("name", ["pack", "on", "readings", "facts", "unknown", "findings"])
def test_a_part_is_missing(record: dict[str, Any], name: str) -> None:
    """A record without one of its parts says which."""
    del record[name]
    with pytest.raises(ReplayError, match=name) as caught:
        eligibility.replay(record)
    assert codes(caught.value) == ["R001"]


@pytest.mark.parametrize(
    ("path", "to", "code"),
    [
        (("pack", "id"), "no-such-pack", "P009"),
        (("on",), "2024-13-01", "U002"),
        (("facts", "rooms"), "many", "I102"),
        (("readings", "D99"), "no", "U004"),
    ],
)
def test_cannot_be_decided(rules: Rulebook, record: dict[str, Any], path: tuple[Any, ...], to: Any, code: str) -> None:
    """A record whose pack, date, facts or readings are wrong says in both languages why it cannot be decided again."""
    book = None if path[0] == "pack" else rules
    with pytest.raises(ReplayError) as caught:
        eligibility.replay(change(record, *path, to=to), rules=book)
    assert codes(caught.value) == ["R001", code]
    assert caught.value.text("zh").startswith("R001 记录不合格式：照它无法作出决定\n")


def problems(record: dict[str, Any], rules: Rulebook) -> list[str]:
    """What is said of a record that differs."""
    with pytest.raises(ReplayError) as caught:
        eligibility.replay(record, rules=rules)
    return [one.message() for one in caught.value.problems]


def test_a_list_that_differs_says_in_what(rules: Rulebook, record: dict[str, Any]) -> None:
    """Of lists that differ the entries are told that only one side has, one by one, and never a cut-off list."""
    long = [f"a-fact-with-a-long-name-{number}" for number in range(9)]
    said = problems(change(record, "findings", 0, "missing", to=long), rules)
    assert said[:9] == [f"findings[heating].missing: the record says {name}, now it is –" for name in long]


def test_a_finding_that_is_missing_is_named(rules: Rulebook, record: dict[str, Any]) -> None:
    """A programme that the record lacks is the one thing that differs, wherever it stands."""
    del record["findings"][0]
    (said,) = problems(record, rules)
    assert said.startswith("findings[heating]: the record says –")


def test_another_order_is_a_difference(rules: Rulebook, record: dict[str, Any]) -> None:
    """The same findings in another order differ in that alone."""
    (said,) = problems(change(record, "findings", to=record["findings"][::-1]), rules)
    assert said.startswith("findings: ")


def test_what_no_record_holds_is_not_shown(rules: Rulebook, record: dict[str, Any]) -> None:
    """Something that does not belong into a record is named without its value, which may be a person's."""
    assert problems(record | {"note": "Zhang San"}, rules) == ["note: the record says str, now it is –"]


def test_rules_of_another_pack(record: dict[str, Any]) -> None:
    """The rules of another pack are the difference, not a reading that they lack."""
    assert problems(record, eligibility.load("weihai-2023-13")) == [
        f"pack.id: the record says {record['pack']['id']}, now it is weihai-2023-13"
    ]


def test_another_version_is_told_first(rules: Rulebook, record: dict[str, Any]) -> None:
    """Where rules of another version cannot decide the record, their version is told before the reason."""
    record["readings"]["D99"] = "no"
    said = problems(change(record, "pack", "version", to="0.0.1"), rules)
    assert said[0] == f"pack.version: the record says 0.0.1, now it is {rules.version}"
    assert said[1:] == ["the record is malformed: it cannot be decided", "there is no reading D99"]


def test_a_record_does_not_say_which_folder_is_read(record: dict[str, Any]) -> None:
    """A path in the place of a pack's id reads nothing."""
    with pytest.raises(ReplayError, match="P009"):
        eligibility.replay(change(record, "pack", "id", to=str(SMALL)))


def endless(depth: int) -> list[Any]:
    """Lists in lists, deeper than any stack."""
    made: list[Any] = []
    for _ in range(depth):
        made = [made]
    return made


@pytest.mark.parametrize(
    "path",
    [
        ("findings",),
        ("findings", 0, "trace"),
        ("findings", 0, "clause"),
        ("pack", "version"),
        ("pack", "id"),
        ("readings", "D5"),
        ("facts", "loan"),
        ("record",),
        ("more",),
    ],
)
def test_a_record_deeper_than_stacks_is_malformed_like_any_other(
    rules: Rulebook, record: dict[str, Any], path: tuple[Any, ...]
) -> None:
    """Wherever the depth is, it is told as what the record is not."""
    *groups, last = path
    place: Any = record
    for name in groups:
        place = place[name]
    place[last] = endless(100_000)
    with pytest.raises(ReplayError) as caught:
        eligibility.replay(record, rules=rules)
    assert len(str(caught.value)) < 10_000


@pytest.mark.parametrize("groups", [(), ("pack",), ("findings", 0), ("findings", 0, "trace", 0)])
def test_what_no_record_holds_is_shown_nowhere(
    rules: Rulebook, record: dict[str, Any], groups: tuple[Any, ...]
) -> None:
    """A part that somebody has added is named and its value is not shown, however deep it stands."""
    place: Any = record
    for name in groups:
        place = place[name]
    place["applicant"] = "王小明 371002199001011234"
    with pytest.raises(ReplayError) as caught:
        eligibility.replay(record, rules=rules)
    assert "applicant: the record says str, now it is –" in str(caught.value)
    assert "371002199001011234" not in str(caught.value) + caught.value.text("zh")


def test_a_name_without_end_is_cut(rules: Rulebook, record: dict[str, Any]) -> None:
    """An error stays short, whatever the record calls its parts."""
    record["findings"][0]["x" * 1_000_000] = 1
    with pytest.raises(ReplayError) as caught:
        eligibility.replay(record, rules=rules)
    assert len(str(caught.value)) < 1_000


def test_what_only_an_item_reads_is_on_record(tmp_path: Path) -> None:
    """A list that only `for_each` reads, with fields that only an item's own condition reads, is kept."""
    old = "  test: some child in children satisfies child.at_school"
    pack = copy_pack(SMALL, tmp_path, Edit("programmes/school.yaml", old, "  test: lives.alone"))
    person = {"children": [{"birth_date": "2019-05-01", "at_school": True}]}
    assert eligibility.load(pack).decide(person, on="2024-06-01").record()["facts"] == person
