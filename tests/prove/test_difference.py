"""Differences between two sets of rules: every change has a person, and where there is none that is proved."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

import eligibility
from edits import Edit, copy_pack
from eligibility import Outcome, Rulebook
from eligibility.prove.difference import Change, Difference

PACKS = Path(__file__).resolve().parents[2] / "rules"
PACK = PACKS / "weihai-2023-13"
WAIVER, SETTLEMENT = "counter-guarantee-waiver", "settlement"


@pytest.fixture(scope="module")
def rules() -> Rulebook:
    """The shipped pack."""
    return eligibility.load(PACK)


def outcome(rules: Rulebook, change: Change, person: dict[str, Any], on: Any) -> Outcome:
    """What decide says about a change's witness, of the first record where items change."""
    finding = rules.decide(person, on=on)[change.programme]
    return finding.outcome if change.items is None else finding.items[0].outcome


def confirm(found: Difference, before: Rulebook, after: Rulebook) -> None:
    """Every change is one that decide makes for its witness."""
    for change in found.changes:
        first, second = change.witness_before, change.witness_after
        assert outcome(before, change, first.person, first.on) is change.before
        assert outcome(after, change, second.person, second.on) is change.after


def test_a_pack_does_not_differ_from_itself(rules: Rulebook) -> None:
    """Nothing differs on any date, and every programme is proved the same."""
    found = rules.diff()
    assert found.is_none
    assert found.same == rules.pack.programme_ids
    assert found.witnesses == ()


def test_the_same_text_loaded_twice_is_the_same(rules: Rulebook, tmp_path: Path) -> None:
    """Two trees without an object in common are proved alike by their meaning."""
    assert rules.diff(eligibility.load(copy_pack(PACK, tmp_path))).is_none


def test_another_way_to_say_it_is_the_same(rules: Rulebook, tmp_path: Path) -> None:
    """A rewritten test that means the same is proved to change nothing."""
    edit = Edit(
        f"programmes/{WAIVER}.yaml",
        "test: loan.amount <= waiver_ceiling\n",
        "test: not(loan.amount > waiver_ceiling)\n",
    )
    found = rules.diff(eligibility.load(copy_pack(PACK, tmp_path, edit)))
    assert found.is_none


@pytest.mark.parametrize(("old", "new", "amount"), [("<=", "<", "100000"), ("<= ", "<= 0.01 + ", "100000.01")])
def test_a_moved_threshold_is_shown_by_the_amount_between(
    rules: Rulebook, tmp_path: Path, old: str, new: str, amount: str
) -> None:
    """The one amount that the change touches is found, not sampled."""
    edit = Edit(f"programmes/{WAIVER}.yaml", f"loan.amount {old}", f"loan.amount {new}")
    other = eligibility.load(copy_pack(PACK, tmp_path, edit))
    found = rules.diff(other)
    assert found.programmes == (WAIVER,)
    assert {change.witness.person["loan"]["amount"] for change in found.changes} == {amount}
    confirm(found, rules, other)


def test_an_age_limit_is_shown_on_the_birthday(rules: Rulebook, tmp_path: Path) -> None:
    """A limit that differs by one day of the calendar has a witness on that day alone."""
    texts = [
        f"  - id: added\n    test: {test}\n    says: {{zh: 甲, en: x}}\n"
        for test in ("age(birth_date) >= 18", "decision_date > add months(birth_date, 216)")
    ]
    before = "applies:\n"
    first, second = (
        eligibility.load(
            copy_pack(PACK, tmp_path / str(number), Edit(f"programmes/{SETTLEMENT}.yaml", before, before + text))
        )
        for number, text in enumerate(texts)
    )
    found = first.diff(second, programmes=[SETTLEMENT])
    assert found.changes
    for change in found.changes:
        born, on = change.witness.person["birth_date"], change.witness.on
        assert (int(born[:4]) + 18, born[5:]) == (on.year, str(on)[5:])
    confirm(found, first, second)


@pytest.mark.parametrize(
    "reading", ["D2=decision-date", "D5=migrant-workers-only", "D6=caseworker-condition", "D13=excludes", "D14=stops"]
)
def test_every_change_of_a_reading_is_one_that_decide_makes(rules: Rulebook, reading: str) -> None:
    """The witnesses of another reading, decided under both, have the outcomes that the difference says."""
    name, _, choice = reading.partition("=")
    other = rules.with_readings({name: choice})
    found = rules.diff(other)
    assert found.changes
    assert len({(one.programme, one.items, one.before, one.after) for one in found.changes}) == len(found.changes)
    confirm(found, rules, other)


def test_a_reading_about_warnings_changes_no_outcome(rules: Rulebook) -> None:
    """The leap-day reading touches no outcome of anybody, which is proved."""
    assert rules.diff(rules.with_readings({"D12": "february-28"})).is_none


def test_two_dates(rules: Rulebook) -> None:
    """The first day brings the plan to everybody, and nothing changes from that day to the next."""
    found = rules.diff(on="2023-04-09", other_on="2023-04-10")
    assert found.programmes == rules.pack.programme_ids
    assert {change.before for change in found.changes} == {Outcome.NOT_APPLICABLE}
    confirm(found, rules, rules)
    programmes = [name for name in rules.pack.programme_ids if name != "labour-contract"]
    assert rules.diff(on="2023-09-30", other_on="2024-03-01", programmes=programmes).is_none


def test_smallest_means_that_nothing_can_be_taken_away(rules: Rulebook) -> None:
    """Without any one of its facts a witness no longer shows the change."""
    other = rules.with_readings({"D13": "excludes"})
    change = next(one for one in rules.diff(other).changes if one.after is Outcome.NOT_ELIGIBLE)
    assert change.before is Outcome.REFER or change.before is Outcome.UNDETERMINED
    paths = [
        (group, name) for group, facts in change.witness.person.items() if isinstance(facts, dict) for name in facts
    ]
    for group, name in paths:
        facts = {one: value for one, value in change.witness.person[group].items() if one != name}
        person = {**change.witness.person, group: facts}
        before = outcome(rules, change, person, change.witness.on)
        after = outcome(other, change, person, change.witness.on)
        assert (before, after) != (change.before, change.after)


@pytest.mark.parametrize("overlay", ["shandong-2020-settlement", "example-district-plan"])
def test_overlays_with_facts_of_their_own(rules: Rulebook, overlay: str) -> None:
    """Facts that only the overlay has are named, and each side's witness keeps to its own vocabulary."""
    other = eligibility.load(PACKS / overlay)
    found = rules.diff(other)
    assert found.apart
    assert found.changes
    confirm(found, rules, other)
    back = other.diff(rules)
    assert {(one.after, one.before) for one in back.changes} == {(one.before, one.after) for one in found.changes}
    confirm(back, other, rules)


def test_programmes_that_only_one_side_has(rules: Rulebook, tmp_path: Path) -> None:
    """A programme that is gone is named and not compared."""
    edit = Edit("programmes/job-fairs.yaml", "programme: job-fairs\n", "programme: other-fairs\n")
    pack = copy_pack(PACK, tmp_path, edit)
    for file in ("claims.yaml", "clauses.yaml"):
        text = (pack / file).read_text(encoding="utf-8")
        (pack / file).write_text(text.replace("job-fairs", "other-fairs"), encoding="utf-8")
    found = rules.diff(eligibility.load(pack), on="2023-06-01")
    assert (found.removed, found.added) == (("job-fairs",), ("other-fairs",))
    assert not found.is_none


def test_as_text_as_data_and_as_examples(rules: Rulebook) -> None:
    """A difference can be read in both languages, kept as JSON and kept as examples for Hypothesis."""
    found = rules.diff(rules.with_readings({"D6": "caseworker-condition"}), on="2023-06-01")
    assert "已证明：21 个事项" in found.text("zh")
    assert "proved: in 21 programme(s)" in str(found)
    data = found.to_dict()
    assert [one["after"] for one in data["changes"]] == ["refer", "refer"]
    assert data["after"]["readings"] == {"D6": "caseworker-condition"}
    call = ast.parse(found.changes[0].example()[1:], mode="eval").body
    assert isinstance(call, ast.Call)
    assert ast.literal_eval(call.keywords[0].value) == found.changes[0].witness.person


@pytest.mark.parametrize("call", [{"on": "2023-13-01"}, {"other_on": "2023-06-01"}, {"programmes": ["setlement"]}])
def test_wrong_calls_are_refused(rules: Rulebook, call: dict[str, Any]) -> None:
    """A date that is none, a second date alone and a programme that does not exist are usage errors."""
    with pytest.raises(eligibility.UsageError):
        rules.diff(rules, **call)
