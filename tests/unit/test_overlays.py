"""Packs on packs: every kind of change, every refusal, and what has to hold however overlays are laid."""

from __future__ import annotations

import contextlib
import json
import pickle
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import eligibility
from edits import Edit, copy_pack, place_of
from eligibility import Outcome, PackError, ReplayError, Rulebook
from eligibility.errors import problem
from eligibility.pack.loading import read_overlay, read_stack
from eligibility.pack.overlays import apply_overlays
from eligibility.present.overlay_text import overlay_changes
from eligibility.testing import run_cases
from strategies import nest

SMALL = Path(__file__).parent / "small_pack"
DAY = date(2024, 6, 1)
ZHOU: dict[str, Any] = {
    "income": {"yearly": "20000"},
    "lives": {"place": "100001"},
    "rooms": 4,
    "job": "none",
    "benefits": [],
}

WHY = "clause: 补一, why: {zh: 因, en: Why}"
LABEL = "label: {zh: 名, en: Name}"
SAYS = "says: {zh: 说, en: Says}"
ASKED = "question: {zh: 问？, en: Ask?}, supplied_by: [applicant], changeable: true"
NEW_FACT = f"{{fact: pets, type: boolean, {LABEL}, {ASKED}}}"
NEW_LIMB = f"{{id: has-pets, test: lives.alone, {SAYS}}}"

DATED = "name: most_rooms, value: {from: 2025-01-01, value: 5, clause: 补一}"
PUPILS = "some child in children satisfies (child.at_school and young(child.birth_date))"

Lay = Callable[..., Path]


def change(do: str, rest: str) -> str:
    """One change in YAML."""
    return f"  - {{do: {do}, {WHY}, {rest}}}\n"


def fact(path: str) -> str:
    """A fact model in YAML."""
    return NEW_FACT.replace("pets", path)


def term(name: str) -> str:
    """A term model in YAML."""
    return f"{{term: {name}, {LABEL}, test: lives.alone}}"


def parameter(name: str) -> str:
    """A parameter model in YAML."""
    return f"{{parameter: {name}, type: integer, {LABEL}, values: [{{from: 2024-01-01, value: 9, clause: 补一}}]}}"


def reading(name: str) -> str:
    """A reading model in YAML."""
    return (
        f"{{reading: {name}, question: {{zh: 问？, en: Ask?}}, default: counts, choices: "
        "[{is: counts, zh: 算, en: It counts}, {is: ignored, zh: 不算, en: It does not}]}"
    )


def programme(name: str, test: str = "lives.alone") -> str:
    """A programme in YAML."""
    return (
        f"{{programme: {name}, title: {{zh: 项目, en: Programme}}, clause: 补一, decided_by: [小局], "
        f"strength: unconditional, best: eligible, requires: {{id: only-limb, test: '{test}', {SAYS}}}}}"
    )


def writer(base: Path) -> Lay:
    """Writes overlays' folders below a folder."""

    def write(
        changes: str, name: str = "first", *, extends: str = "small-pack", more: str = "", programmes: str = "[]"
    ) -> Path:
        clause, gist = "补一" if name == "first" else f"补{name}", "gist: {zh: 改, en: Changes}"
        nothing = "" if programmes != "[]" else ", why_nothing: {zh: 只作修改, en: Changes only}"
        head = {
            "overlay": name,
            "version": "1.0.0",
            "format": "1",
            "extends": extends,
            "status": "example",
            "title": f"{{zh: 补充{name}, en: Supplement {name}}}",
            "document": "{number: 补〔2025〕1号, date: 2025-01-01, title: {zh: 补充, en: Supplement}, issuers: [大局]}",
            "clauses": f"[{{clause: {clause}, {gist}, kind: [person], programmes: {programmes}{nothing}}}]",
        }
        text = "".join(f"{key}: {value}\n" for key, value in head.items())
        folder = base / name
        folder.mkdir()
        body = f"{text}changes:\n{changes.replace('补一', clause)}{more}"
        (folder / "overlay.yaml").write_text(body, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def lay(tmp_path: Path) -> Lay:
    """Write an overlay's folder."""
    return writer(tmp_path)


def read_all(*overlays: Path) -> None:
    """Load a stack on the small pack, its cases included."""
    assert eligibility.load(SMALL, overlays=overlays).pack.cases is not None


def problems(*overlays: Path) -> list[tuple[str, str]]:
    """The code and the words of everything that is wrong with a stack on the small pack."""
    with pytest.raises(PackError) as caught:
        read_all(*overlays)
    return [(one.code, one.message()) for one in caught.value.problems]


# --- what is refused ----------------------------------------------------------------------------------------

NOT_THERE = [
    *((do, f"{kind}: {model('nothing')}", f"{kind} nothing") for do, kind, model in (
        ("replace", "fact", fact), ("replace", "term", term), ("replace", "parameter", parameter),
        ("replace", "reading", reading), ("replace", "programme", programme),
    )),
    ("replace", f"of: heating, limb: {{id: nothing, test: lives.alone, {SAYS}}}", "limb nothing"),
    *(("remove", f"kind: {kind}, name: nothing", f"{kind} nothing")
      for kind in ("fact", "term", "parameter", "reading", "programme")),
    ("remove", "kind: limb, of: heating, name: nothing", "limb nothing"),
    ("remove", "kind: limb, of: nothing, name: few-rooms", "programme nothing"),
    ("date", "name: nothing, value: {from: 2025-01-01, value: 5, clause: 补一}", "parameter nothing"),
    ("add", f"of: heating, into: nothing, limb: {NEW_LIMB}", "limb nothing"),
    ("add", f"of: nothing, into: applies, limb: {NEW_LIMB}", "programme nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("do", "rest", "words"), NOT_THERE, ids=[f"{do} {words}" for do, _, words in NOT_THERE])
def test_nothing_to_change(lay: Lay, do: str, rest: str, words: str) -> None:
    """P401: what is to be replaced, removed or dated has to be there, and the group that is added to."""
    ((code, message),) = problems(lay(change(do, rest)))
    assert code == "P401"
    assert f"first: there is no {words} to change" in message


ALREADY = [
    (f"fact: {fact('rooms')}", "fact rooms"),
    (f"term: {term('poor')}", "term poor"),
    (f"parameter: {parameter('most_rooms')}", "parameter most_rooms"),
    (f"reading: {reading('hard')}", "reading hard"),
    (f"programme: {programme('school')}", "programme school"),
    (f"of: heating, into: applies, limb: {{id: few-rooms, test: lives.alone, {SAYS}}}", "limb few-rooms"),
    (
        f"of: heating, into: no-heating-yet, limb: {{id: lives-in-town, test: lives.alone, {SAYS}}}",
        "limb lives-in-town",
    ),
]


@pytest.mark.parametrize(("rest", "words"), ALREADY, ids=[words for _, words in ALREADY])
def test_already_there(lay: Lay, rest: str, words: str) -> None:
    """P402: what is added must not be there yet."""
    ((code, message),) = problems(lay(change("add", rest)))
    assert code == "P402"
    assert f"first: {words} is there already" in message


def test_a_programme_file_that_is_already_there(lay: Lay) -> None:
    """P402 for a programme in a file of its own, at that file."""
    overlay = lay(change("remove", "kind: limb, of: heating, name: no-full-job"))
    copied = overlay / "programmes" / "school.yaml"
    copied.parent.mkdir()
    copied.write_text((SMALL / "programmes/school.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(PackError) as caught:
        eligibility.load(SMALL, overlays=[overlay])
    assert caught.value.code == "P402"
    assert str(caught.value.problems[0].where) == "first/programmes/school.yaml:1:12"


CLASHES = [
    change("replace", f"fact: {fact('rooms')}"),
    change("remove", "kind: limb, of: heating, name: no-full-job"),
    change("date", DATED),
    change("replace", f"reading: {reading('hard')}"),
    change("replace", f"of: heating, limb: {{id: few-rooms, test: lives.alone, {SAYS}}}"),
]


@pytest.mark.parametrize("changes", CLASHES)
def test_two_side_by_side_clash(lay: Lay, changes: str) -> None:
    """P403: two overlays that both extend the pack may not change the same thing, in either order."""
    first, second = lay(changes), lay(changes, "second")
    assert [code for code, _ in problems(first, second)] == ["P403"]
    ((code, message),) = problems(second, first)
    assert code == "P403"
    assert message.startswith("first and second both change ")


def test_an_overlay_on_an_overlay_may_change_what_it_changed(lay: Lay) -> None:
    """One that extends the other knows of its change, so that nothing clashes."""
    dated = "name: most_rooms, value: {{from: {}-01-01, value: {}, clause: 补一}}"
    first = lay(change("date", dated.format(2025, 5)))
    second = lay(change("date", dated.format(2026, 6)), "second", extends="first")
    timeline = eligibility.load(SMALL, overlays=[first, second]).pack.parameter_by_name["most_rooms"].timeline
    assert [value.value for value in timeline.values] == [4, 5, 6]


def test_the_pack_below_has_to_be_there(lay: Lay) -> None:
    """P404: an overlay made for another pack, or for an overlay that is not laid below it."""
    changes = change("remove", "kind: limb, of: heating, name: no-full-job")
    first, second = lay(changes, extends="another-pack"), lay(changes, "second", extends="third")
    assert problems(first) == [("P404", "first extends another-pack, not small-pack")]
    assert problems(second) == [("P404", "second extends third, not small-pack")]


def test_withdrawing_what_is_not_there(lay: Lay) -> None:
    """P405 for a claim when the pack loads, for a case when the cases are read, each with a suggestion."""
    changes = change("date", DATED)
    reason = "reason: {zh: 因, en: Why}"
    first = lay(changes, more=f"withdraws: [{{claim: nothing-by-sexx, {reason}}}]\n")
    second = lay(changes, "second", more=f"withdraws: [{{case: at-the-limitt, {reason}}}]\n")
    assert problems(first) == [("P405", "first: there is no nothing-by-sexx to withdraw")]
    ((code, message),) = problems(second)
    assert (code, "at-the-limitt" in message) == ("P405", True)


EMPTIED = {
    "any": "any: [{id: only, test: lives.alone}]",
    "all": "all: [{id: only, test: lives.alone}]",
    "not": "not: {id: only, test: lives.alone}",
}


@pytest.mark.parametrize("kind", EMPTIED)
def test_a_group_is_not_emptied(lay: Lay, tmp_path: Path, kind: str) -> None:
    """P406: taking its only part away would leave a group with nothing in it."""
    old = "    - id: no-heating-yet"
    pack = copy_pack(
        SMALL, tmp_path, Edit("programmes/heating.yaml", old, f"    - {{id: group, {EMPTIED[kind]}}}\n{old}")
    )
    overlay = lay(change("remove", "kind: limb, of: heating, name: only"))
    with pytest.raises(PackError) as caught:
        eligibility.load(pack, overlays=[overlay])
    assert [one.code for one in caught.value.problems] == ["P406"]
    whole = lay(change("remove", "kind: limb, of: heating, name: group"), "second")
    assert eligibility.load(pack, overlays=[whole]).pack.changes[0].name == "group"


def test_all_that_a_programme_requires_is_not_removed(lay: Lay) -> None:
    """P406: a programme has to require something."""
    assert problems(lay(change("remove", "kind: limb, of: school, name: has-pupil"))) == [
        ("P406", "first: taking has-pupil away would leave its group empty")
    ]


@pytest.mark.parametrize("into", ["few-rooms", "twice", "found-twice"])
def test_no_limb_goes_into_a_leaf(lay: Lay, tmp_path: Path, into: str) -> None:
    """P407: a test, an open term and a count of parts are no groups that take another limb."""
    old = "    - id: no-heating-yet"
    parts = "at_least: {count: 1, of: [{id: a, test: lives.alone}, {id: b, test: lives.alone}]}"
    edit = Edit("programmes/heating.yaml", old, f"    - {{id: found-twice, {parts}}}\n{old}")
    overlay = lay(change("add", f"of: heating, into: {into}, limb: {NEW_LIMB}"))
    with pytest.raises(PackError) as caught:
        eligibility.load(copy_pack(SMALL, tmp_path, edit), overlays=[overlay])
    assert [one.code for one in caught.value.problems] == ["P407"]


MALFORMED = [
    ("add", f"fact: {NEW_FACT}, term: {term('x')}"),
    ("add", f"fact: {NEW_FACT}, name: pets"),
    ("add", f"limb: {NEW_LIMB}, of: heating"),
    ("add", f"limb: {NEW_LIMB}, into: applies"),
    ("add", f"limb: {{test: lives.alone, {SAYS}}}, of: heating, into: applies"),
    ("add", f"limb: {{all: [{NEW_LIMB}]}}, of: heating, into: applies"),
    ("replace", f"limb: {NEW_LIMB}, of: heating, into: applies"),
    ("replace", "kind: fact, name: rooms"),
    ("remove", f"fact: {NEW_FACT}"),
    ("remove", "kind: fact"),
    ("remove", "kind: limb, name: few-rooms"),
    ("remove", "kind: fact, of: heating, name: rooms"),
    ("date", "name: most_rooms"),
    ("date", "name: most_rooms, kind: parameter, value: {from: 2025-01-01, value: 5}"),
    ("exchange", "kind: fact, name: rooms"),
]


@pytest.mark.parametrize(("do", "rest"), MALFORMED)
def test_changes_that_say_too_much_or_too_little(lay: Lay, do: str, rest: str) -> None:
    """P101 to P103: each kind of change needs its own keys, and takes no others."""
    assert {code for code, _ in problems(lay(change(do, rest)))} <= {"P101", "P102", "P103"}


def test_mistakes_made_by_a_change_are_found_by_the_pack_s_own_checks(lay: Lay) -> None:
    """A fact that is still read cannot go, one that nothing reads cannot come, and a best outcome must stay true."""
    ((code, message),) = problems(lay(change("remove", "kind: fact, name: rooms")))
    assert (code, "called rooms" in message) == ("E101", True)
    assert problems(lay(change("add", f"fact: {NEW_FACT}"), "second")) == [("P208", "no rule reads the fact pets")]
    open_ = "open: {zh: 可以商量, en: It may be discussed}, who_decides: [小局], says: {zh: 说, en: Says}"
    limb = f"{{id: no-full-job, {open_}}}"
    gone = change("remove", "kind: fact, name: job")
    wrong = lay(gone + change("replace", f"of: heating, limb: {limb}"), "third")
    assert [code for code, _ in problems(wrong)] == ["P305"]
    right = lay(gone + change("replace", f"of: heating, best: refer, limb: {limb}"), "fourth")
    person = {name: value for name, value in ZHOU.items() if name != "job"}
    found = eligibility.load(SMALL, overlays=[right]).decide(person, on=DAY)["heating"]
    assert (found.outcome, [term_.id for term_ in found.open]) == (Outcome.REFER, ["no-full-job"])


# --- what is done -------------------------------------------------------------------------------------------


def test_every_kind_can_be_added(lay: Lay) -> None:
    """A fact, a term, a parameter, a reading, a programme and a limb, each in use."""
    changes = (
        change("add", f"fact: {NEW_FACT}")
        + change("add", "parameter: {parameter: most_pets, type: integer, label: {zh: 名, en: Name}, "
                        "values: [{from: 2024-01-01, value: 9, clause: 补一}]}")
        + change("add", f"term: {{term: roomy, {LABEL}, test: rooms > most_pets}}")
        + change("add", f"reading: {reading('strict')}")
        + change("add", f"programme: {programme('walks', 'pets')}")
        + change("add", f"of: heating, into: no-heating-yet, limb: {{id: very-roomy, test: 'roomy and "
                        f"reading.strict = \"counts\"', {SAYS}}}")
    )  # fmt: skip
    rules = eligibility.load(SMALL, overlays=[lay(changes, programmes="[walks]")])
    assert rules.pack.programme_ids == ("heating", "school", "walks")
    assert rules.decide({"pets": True}, on=DAY)["walks"].outcome is Outcome.ELIGIBLE
    assert rules.decide({**ZHOU, "benefits": ["heating"]}, on=DAY)["heating"].outcome is Outcome.REFER
    assert rules.readings["strict"] == "counts"


def test_every_kind_can_be_replaced(lay: Lay) -> None:
    """What stands in its place is what was brought."""
    rooms = fact("rooms").replace("type: boolean", "type: integer, maximum: 50")
    changes = (
        change("replace", f"fact: {rooms}")
        + change("replace", f'term: {{term: in_town, {LABEL}, of: {{place: region}}, test: place = "100001"}}')
        + change("replace", f"parameter: {parameter('most_rooms')}")
        + change("replace", f"reading: {reading('hard')}")
        + change("replace", f"programme: {programme('school', PUPILS)}")
        + change("replace", f'of: heating, limb: {{id: no-full-job, test: job = "none", {SAYS}}}')
    )  # fmt: skip
    rules = eligibility.load(SMALL, overlays=[lay(changes, programmes="[school]")])
    heating = rules.decide({**ZHOU, "rooms": 9}, on=DAY)["heating"]
    assert heating.outcome is Outcome.ELIGIBLE_IN_PRINCIPLE
    assert rules.decide({**ZHOU, "job": "part"}, on=DAY)["heating"].outcome is Outcome.NOT_ELIGIBLE
    assert rules.decide({**ZHOU, "lives": {"place": "100009"}}, on=DAY)["heating"].outcome is Outcome.NOT_APPLICABLE
    assert rules.decide({"children": []}, on=DAY)["school"].outcome is Outcome.NOT_ELIGIBLE
    assert rules.decide({"children": [{"birth_date": "2000-01-01"}]}, on=DAY)["school"].outcome is Outcome.NOT_ELIGIBLE
    assert rules.reading_definitions[1].selectable == ("counts", "ignored")


def test_every_kind_can_be_removed(lay: Lay) -> None:
    """A programme with its place in the register, its facts, its term, its claim; a limb, a parameter, a reading."""
    limbs = [f"kind: limb, of: heating, name: {name}" for name in ("few-rooms", "is-poor")]
    rest = [
        *limbs, "kind: programme, name: school", "kind: fact, name: 'children[].birth_date'",
        "kind: fact, name: 'children[].at_school'", "kind: fact, name: children", "kind: fact, name: rooms",
        "kind: fact, name: hardship", "kind: term, name: young", "kind: term, name: poor",
        "kind: parameter, name: most_rooms", "kind: parameter, name: income_limit", "kind: reading, name: hard",
    ]  # fmt: skip
    changes = "".join(change("remove", one) for one in rest)
    withdraws = "withdraws: [{claim: nothing-by-sex, reason: {zh: 因, en: Why}}]\n"
    overlay = lay(changes, more=withdraws)
    rules = eligibility.load(SMALL, overlays=[overlay])
    assert rules.pack.programme_ids == ("heating",)
    assert next(one for one in rules.clauses if one.clause == "第二条").programmes == ()
    assert {"rooms", "hardship", "children"}.isdisjoint(fact_.path for fact_ in rules.facts)
    assert not rules.pack.parameters
    assert not rules.pack.claims
    assert list(rules.readings) == ["leap"]


def test_a_dated_value_holds_from_its_day(lay: Lay) -> None:
    """The day before the old value holds, on the day the new one."""
    changes = change("date", "name: most_rooms, value: {from: 2024-07-01, value: 5, clause: 补一}")
    rules = eligibility.load(SMALL, overlays=[lay(changes)])
    person = {**ZHOU, "rooms": 5}
    assert rules.decide(person, on="2024-06-30")["heating"].outcome is Outcome.NOT_ELIGIBLE
    assert rules.decide(person, on="2024-07-01")["heating"].outcome is Outcome.ELIGIBLE_IN_PRINCIPLE


def test_a_limb_deep_in_a_tree(lay: Lay, tmp_path: Path) -> None:
    """Limbs under not and at_least are reached as well."""
    old = "    - id: no-heating-yet"
    parts = "at_least: {count: 1, of: [{id: a, test: lives.alone}, {not: {id: b, test: lives.alone}}]}"
    edit = Edit("programmes/heating.yaml", old, f"    - {{id: counted, {parts}}}\n{old}")
    pack = copy_pack(SMALL, tmp_path, edit)
    other = lay(change("replace", f"of: heating, limb: {{id: b, test: rooms > 1, {SAYS}}}"))
    rules = eligibility.load(pack, overlays=[other])
    answers = [
        rules.decide({**ZHOU, "rooms": rooms, "lives": {"place": "100001", "alone": False}}, on=DAY) for rooms in (1, 2)
    ]
    assert [one["heating"].outcome for one in answers] == [Outcome.ELIGIBLE_IN_PRINCIPLE, Outcome.NOT_ELIGIBLE]


# --- what can be listed, and what has to hold ---------------------------------------------------------------


def test_every_change_is_listed_with_its_source(lay: Lay) -> None:
    """What was done to what, by which overlay and clause, and why; shown with what stood there before."""
    changes = (
        change("date", DATED)
        + change("remove", "kind: limb, of: heating, name: no-full-job")
        + change("replace", f"reading: {reading('hard')}")
        + change("add", f"of: heating, into: applies, limb: {NEW_LIMB}")
        + change("replace", f"term: {{term: in_town, {LABEL}, of: {{place: region}}, test: place in territory}}")
        + change("remove", "kind: fact, name: job")
    )
    overlay = lay(changes)
    pack = eligibility.load(SMALL, overlays=[overlay]).pack
    listed = [(one.do, one.kind, one.name, one.of) for one in pack.changes]
    assert listed == [
        ("date", "parameter", "most_rooms", ""),
        ("remove", "limb", "no-full-job", "heating"),
        ("replace", "reading", "hard", ""),
        ("add", "limb", "has-pets", "heating"),
        ("replace", "term", "in_town", ""),
        ("remove", "fact", "job", ""),
    ]
    assert {(one.overlay, one.clause, one.why.en) for one in pack.changes} == {("first", "补一", "Why")}
    files, sources = read_stack(SMALL, [overlay])
    shown = overlay_changes(sources[0], files, pack)
    assert [(one.do, one.kind, one.name, one.of) for one in shown] == listed
    texts = [tuple(text.en if text else None for text in (one.before, one.after)) for one in shown]
    assert texts[:2] == [(None, "5 from 2025-01-01"), ("Has no full job", None)]
    assert texts[2] == ("Does hardship count?", "Ask?")
    assert texts[3:5] == [(None, "Says"), ("In town", "Name")]
    assert texts[5] == ("Work (Do you work?)", None)


def test_a_programme_and_a_limb_without_wording_are_shown_too(lay: Lay) -> None:
    """A programme goes by its title; a condition that has no wording of its own by its id alone."""
    bare = change("replace", "of: heating, limb: {id: no-heating-yet, any: [{id: without, test: lives.alone}]}")
    dropped = change("remove", "kind: fact, name: benefits")
    changes = change("replace", f"programme: {programme('school', PUPILS)}") + bare + dropped
    overlay = lay(changes, programmes="[school]")
    files, sources = read_stack(SMALL, [overlay])
    shown = overlay_changes(sources[0], files, eligibility.load(SMALL, overlays=[overlay]).pack)
    texts = [tuple(text.en if text else None for text in (one.before, one.after)) for one in shown]
    assert texts == [("School grant", "Programme"), (None, None), ("Benefits (Which benefits do you get?)", None)]


def test_the_stack_is_named_and_hashed(lay: Lay) -> None:
    """The pack's id and version tell the stack, and its content hash is its own, whatever is laid over it."""
    first = lay(change("date", DATED))
    taken = ("kind: limb, of: heating, name: few-rooms", "kind: fact, name: rooms", "kind: parameter, name: most_rooms")
    second = lay("".join(change("remove", one) for one in taken), "second")
    base = eligibility.load(SMALL)
    one, other = eligibility.load(SMALL, overlays=[first]), eligibility.load(SMALL, overlays=[second])
    assert (one.id, one.version) == ("small-pack+first", "1.2.3+1.0.0")
    assert len({base.content_hash, one.content_hash, other.content_hash}) == 3
    assert eligibility.load(SMALL, overlays=[first]).content_hash == one.content_hash
    assert pickle.loads(pickle.dumps(one)).content_hash == one.content_hash  # noqa: S301 - our own


def test_a_decision_under_overlays_replays(lay: Lay) -> None:
    """A record made under an overlay gives the same decision again under it, and tells when it is missing."""
    moved = f"of: heating, into: no-heating-yet, limb: {{id: x, test: rooms > most_rooms, {SAYS}}}"
    changes = change("remove", "kind: limb, of: heating, name: few-rooms") + change("add", moved)
    rules = eligibility.load(SMALL, overlays=[lay(changes)])
    record = json.loads(json.dumps(rules.decide({**ZHOU, "rooms": 20}, on=DAY).record()))
    assert eligibility.replay(record, rules=rules)["heating"].outcome is Outcome.ELIGIBLE_IN_PRINCIPLE
    with pytest.raises(ReplayError) as caught:
        eligibility.replay(record, rules=eligibility.load(SMALL))
    assert {one.code for one in caught.value.problems} == {"R002"}


def test_cases_and_claims_are_inherited_and_withdrawn(lay: Lay) -> None:
    """The pack's cases run under the overlay too, until the overlay withdraws them with a reason."""
    changes = change("replace", f"of: heating, limb: {{id: few-rooms, test: rooms < most_rooms, {SAYS}}}")
    rules = eligibility.load(SMALL, overlays=[lay(changes)])
    assert [result.passed for result in run_cases(rules)] == [False]
    reason = "reason: {zh: 因, en: Why}"
    more = f"withdraws: [{{case: at-the-limit, {reason}}}, {{claim: nothing-by-sex, {reason}}}]\n"
    rules = eligibility.load(SMALL, overlays=[lay(changes, "second", more=more)])
    assert run_cases(rules) == []
    assert rules.pack.claims == ()


def test_overlays_bring_their_own_cases_claims_and_programmes(lay: Lay) -> None:
    """Files beside overlay.yaml are read, and the mistakes in them have their place."""
    overlay = lay(change("date", DATED), programmes="[walks]")
    for folder in ("programmes", "cases"):
        (overlay / folder).mkdir()
    body = programme("walks").removeprefix("{").removesuffix("}")
    (overlay / "programmes/walks.yaml").write_text("{" + body + "}\n", encoding="utf-8")
    (overlay / "claims.yaml").write_text(
        "claims: [{claim: walks-ignore-sex, says: {zh: 甲, en: x}, programmes: [walks], independent_of: [sex]}]\n",
        encoding="utf-8",
    )
    (overlay / "cases/walks.yaml").write_text(
        "cases: [{case: walk, story: {zh: 甲, en: x}, on: 2024-06-01, person: {lives: {alone: true}}, "
        "expect: {walks: {outcome: eligible, because: [only-limb]}}}]\n",
        encoding="utf-8",
    )
    rules = eligibility.load(SMALL, overlays=[overlay])
    assert [result.case for result in run_cases(rules)] == ["at-the-limit", "walk"]
    assert all(result.passed for result in run_cases(rules))
    assert [str(claim.claim) for claim in rules.pack.claims] == ["nothing-by-sex", "walks-ignore-sex"]
    (overlay / "claims.yaml").write_text("claims: [{claim: x}]\n", encoding="utf-8")
    with pytest.raises(PackError) as caught:
        eligibility.load(SMALL, overlays=[overlay])
    assert {str(one.where).partition(":")[0] for one in caught.value.problems} == {"first/claims.yaml"}


@pytest.fixture(scope="module")
def undone(tmp_path_factory: pytest.TempPathFactory) -> tuple[Rulebook, Rulebook]:
    """The small pack, and the same under an overlay that adds limbs and one that takes them away again."""
    write = writer(tmp_path_factory.mktemp("overlays"))
    added = "".join(
        change("add", f"of: heating, into: {into}, limb: {{id: {name}, test: '{test}', {SAYS}}}")
        for into, name, test in (("applies", "new-scope", "lives.alone"), ("no-heating-yet", "new-limb", "rooms > 2"))
    )
    taken = "".join(change("remove", f"kind: limb, of: heating, name: {name}") for name in ("new-scope", "new-limb"))
    first, second = write(added), write(taken, "second", extends="first")
    return eligibility.load(SMALL), eligibility.load(SMALL, overlays=[first, second])


PERSONS = st.fixed_dictionaries(
    {},
    optional={
        "income.yearly": st.sampled_from(["0", "20000", "20000.01", "22000"]),
        "lives.place": st.sampled_from(["100001", "100009", "new_area", "100002"]),
        "lives.alone": st.booleans(),
        "hardship": st.booleans(),
        "job": st.sampled_from(["none", "part", "full"]),
        "benefits": st.sampled_from([[], ["heating"], ["housing", "heating"]]),
        "rooms": st.sampled_from([1, 2, 3, 4, 5]),
        "children": st.sampled_from([[], [{"at_school": True, "birth_date": "2015-01-01"}], [{}]]),
    },
)


@given(data=st.data())
def test_adding_and_removing_a_limb_is_nothing(undone: tuple[Rulebook, Rulebook], data: st.DataObject) -> None:
    """An overlay that adds limbs and one that removes them give the same outcomes, and miss the same, as neither."""
    base, again = undone
    person = nest(data.draw(PERSONS))
    on = data.draw(st.sampled_from([date(2023, 12, 31), DAY, date(2025, 1, 1), date(2027, 1, 1)]))
    first, second = base.decide(person, on=on), again.decide(person, on=on)
    assert first.outcomes == second.outcomes
    assert [fact_.path for fact_ in first.missing()] == [fact_.path for fact_ in second.missing()]


def test_order_does_not_matter_side_by_side(lay: Lay) -> None:
    """Two overlays that change different things give the same rules in either order; only the name tells them apart."""
    first = lay(change("date", DATED))
    second = lay(
        change("remove", "kind: limb, of: heating, name: no-full-job") + change("remove", "kind: fact, name: job"),
        "second",
    )
    stacks = [eligibility.load(SMALL, overlays=order) for order in ([first, second], [second, first])]
    person = {**ZHOU, "rooms": 5}
    for on in ("2024-06-01", "2025-06-01"):
        person.pop("job", None)
        outcomes = {stack.decide(person, on=on).outcomes for stack in stacks}
        assert len(outcomes) == 1
    assert [stack.id for stack in stacks] == ["small-pack+first+second", "small-pack+second+first"]


def test_the_files_below_are_left_as_they_were(lay: Lay) -> None:
    """Laying an overlay over checked files makes new ones and changes none."""
    overlay = lay(change("date", DATED))
    files, sources = read_stack(SMALL, [overlay])
    before = replace(files)
    made = apply_overlays(files, sources)
    assert files == before
    assert made.parameters != files.parameters
    assert read_overlay(overlay).file.status == "example"
    assert place_of(overlay / "overlay.yaml", "overlay: first") == (1, 1)


def test_overlays_in_a_circle(tmp_path: Path) -> None:
    """P408: two overlays that extend each other are refused, not followed for ever."""
    for name, below in (("first", "second"), ("second", "first")):
        folder = tmp_path / name
        folder.mkdir()
        text = (SMALL.parent / "small_overlay" / "overlay.yaml").read_text(encoding="utf-8")
        text = re.sub(r"(?m)^overlay: .*$", f"overlay: {name}", text)
        text = re.sub(r"(?m)^extends: .*$", f"extends: {below}", text)
        (folder / "overlay.yaml").write_text(text, encoding="utf-8")
    with contextlib.chdir(tmp_path), pytest.raises(PackError) as caught:
        eligibility.load("first")
    assert caught.value.code == "P408"


def test_overlay_named_twice() -> None:
    """P409: an overlay that is named twice is told as that, not as a fact that is there already."""
    with pytest.raises(PackError) as caught:
        eligibility.load("weihai-2023-13+example-district-plan+example-district-plan")
    assert caught.value.code == "P409"
    assert "example-district-plan 写了不止一次" in caught.value.text("zh")


def test_kind_of_a_part_is_told_in_chinese() -> None:
    """What there is already or not is called a fact or a programme in the language of the message."""
    text = problem("P402", overlay="x", kind="fact", name="loan.amount").text("zh")
    assert text == "P402 x：事实 loan.amount 已经存在"
