"""The overlays under rules/: they load, stack in any order, keep what they inherit, and change what they say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import eligibility
from eligibility import Outcome, Rulebook
from eligibility.pack.loading import OverlaySource, read_overlay, shipped_overlays
from eligibility.testing import check_claims, run_case, run_cases
from people import after, people
from strategies import Flat, nest

BASE = "weihai-2023-13"
PROVINCE, EXAMPLE = "shandong-2020-settlement", "example-district-plan"
OVERLAYS = sorted(shipped_overlays())
STACKS = [(PROVINCE,), (EXAMPLE,), *permutations((PROVINCE, EXAMPLE))]
TOUCHED = {PROVINCE: {"settlement"}, EXAMPLE: {"rental-housing"}}
CHOICES = {"D5": ("everyone", "migrant-workers-only"), "D6": ("purpose", "caseworker-condition")}


@cache
def load(*overlays: str) -> Rulebook:
    """The shipped pack under overlays."""
    return eligibility.load(BASE, overlays=overlays)


@cache
def source(overlay: str) -> OverlaySource:
    """The files of a shipped overlay."""
    return read_overlay(shipped_overlays()[overlay])


def test_both_overlays_are_shipped() -> None:
    """The provincial notice is law as far as it is known; the district's plan is an example."""
    assert OVERLAYS == [EXAMPLE, PROVINCE]
    assert {name: source(name).file.status for name in OVERLAYS} == {PROVINCE: "law", EXAMPLE: "example"}


@pytest.mark.parametrize("stack", STACKS, ids="+".join)
def test_cases_come_out(stack: tuple[str, ...]) -> None:
    """Every inherited case and every case of each overlay, in every order of stacking."""
    rules = load(*stack)
    results = run_cases(rules)
    assert [result.text() for result in results if not result.passed] == []
    own = {str(case.model.case) for case in rules.pack.cases if case.file.startswith(stack)}
    assert len(own) > 20 * len(stack)


@pytest.mark.parametrize("stack", STACKS, ids="+".join)
def test_claims_hold(stack: tuple[str, ...]) -> None:
    """Every inherited claim and every claim of each overlay."""
    assert [result.text() for result in check_claims(load(*stack), persons=1500) if not result.holds] == []


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_only_what_no_longer_holds_is_withdrawn(overlay: str) -> None:
    """Each case and claim that an overlay withdraws is really broken by it."""
    rules, base = load(overlay), load()
    cases = {str(case.model.case): case for case in base.pack.cases}
    claims = {str(claim.claim): claim for claim in base.pack.claims}
    for one in source(overlay).file.withdraws:
        if one.case is not None:
            case = cases[str(one.case)]
            if one.programme is not None:
                expected = {one.programme: case.model.expect[one.programme]}
                case = replace(case, model=case.model.model_copy(update={"expect": expected}))
            assert not run_case(rules, case).passed, one.case
        else:
            claim = claims[str(one.claim)]
            if one.programme is not None:
                claim = claim.model_copy(update={"programmes": (one.programme,)})
            alone = Rulebook(replace(rules.pack, claims=(claim,)))
            assert [result.holds for result in check_claims(alone)] == [False], one.claim


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_change_is_listed(overlay: str) -> None:
    """By the overlay, under a clause of its own, with a reason in both languages."""
    changes = load(overlay).pack.changes
    clauses = {str(clause.clause) for clause in source(overlay).file.clauses}
    assert len(changes) == len(source(overlay).file.changes) > 0
    assert {change.overlay for change in changes} == {overlay}
    assert {change.clause for change in changes} == clauses
    assert all(change.why.zh and change.why.en for change in changes)


def test_the_example_exercises_every_kind_of_change() -> None:
    """It adds a fact, a parameter and a term, dates the parameter, removes one limb and replaces another."""
    made = {(change.do, change.kind) for change in load(EXAMPLE).pack.changes}
    added = {("add", "fact"), ("add", "parameter"), ("add", "term")}
    assert made == {*added, ("date", "parameter"), ("remove", "limb"), ("replace", "limb")}


def _wording(model: Any, path: str = "") -> Iterator[tuple[str, str, str]]:
    """Every wording in a model's plain data."""
    if isinstance(model, dict) and set(model) >= {"zh", "en"}:
        yield path, model["zh"], model["en"]
    elif isinstance(model, dict):
        for name, part in model.items():
            yield from _wording(part, f"{path}.{name}")
    elif isinstance(model, list | tuple):
        for number, part in enumerate(model):
            yield from _wording(part, f"{path}.{number}")


def test_nobody_takes_the_example_for_law() -> None:
    """Its title, document, clauses, bodies, reasons, facts, stories and claims all say that it is an example."""
    file = source(EXAMPLE)
    data = file.file.model_dump(by_alias=True, exclude_none=True)
    inherited = {"自有住房不妨碍纳入", "有无自有住房只作参考", "在本市没有自有住房", "“符合条件的”指哪些条件"}
    inherited |= {"个月", "不适用荣成方案的，按市里原来的条款", "符合本市保障性租赁住房的准入条件"}
    unmarked = [zh for _, zh, en in _wording(data) if "示例" not in zh and zh not in inherited]
    assert unmarked == []
    told = [(case.model.story.zh, case.model.story.en) for case in load(EXAMPLE).pack.cases if EXAMPLE in case.file]
    told += [(claim.says.zh, claim.says.en) for claim in file.claims.claims]
    assert all("示例" in zh and "example" in en.lower() for zh, en in told)
    assert all("example" in en.lower() for path, zh, en in _wording(data) if "示例" in zh)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_other_programmes_are_left_alone(overlay: str) -> None:
    """The programmes that an overlay does not name give the same answer to the person of every case."""
    rules, base = load(overlay), load()
    for case in base.pack.cases:
        first, second = base.decide(case.person, on=case.model.on), rules.decide(case.person, on=case.model.on)
        for finding in first:
            if finding.programme not in TOUCHED[overlay]:
                assert second[finding.programme].outcome is finding.outcome, (case.model.case, finding.programme)


def test_the_ceiling_of_the_waiver_is_the_city_s() -> None:
    """No overlay touches what the municipal document fixes."""
    assert (
        load(PROVINCE, EXAMPLE).pack.parameter_by_name["waiver_ceiling"]
        == load().pack.parameter_by_name["waiver_ceiling"]
    )


def test_the_order_of_the_stack_does_not_matter() -> None:
    """Both orders answer every case alike; each stack has a name and a hash of its own."""
    one, other = load(PROVINCE, EXAMPLE), load(EXAMPLE, PROVINCE)
    for case in one.pack.cases:
        answers = [rules.decide(case.person, on=case.model.on) for rules in (one, other)]
        by_name = [{finding.programme: finding.outcome for finding in answer} for answer in answers]
        assert by_name[0] == by_name[1], case.model.case
    hashes = {load(*stack).content_hash for stack in [(), *STACKS]}
    assert len(hashes) == len(STACKS) + 1


@pytest.mark.parametrize("stack", STACKS, ids="+".join)
def test_a_decision_under_shipped_overlays_replays_by_its_record_alone(stack: tuple[str, ...]) -> None:
    """The record names the stack, so nothing but the record is needed to decide again."""
    case = next(one for one in load(*stack).pack.cases if one.file.startswith(stack[-1]))
    decision = load(*stack).decide(case.person, on=case.model.on)
    record = json.loads(json.dumps(decision.record()))
    assert record["pack"]["id"] == "+".join((BASE, *stack))
    assert eligibility.replay(record) == decision


def test_an_overlay_s_id_brings_its_pack() -> None:
    """``load`` takes an overlay's id alone, and ids joined with a plus."""
    assert eligibility.load(PROVINCE).content_hash == load(PROVINCE).content_hash
    assert eligibility.load(f"{BASE}+{PROVINCE}+{EXAMPLE}").content_hash == load(PROVINCE, EXAMPLE).content_hash


# --- the provincial notice ----------------------------------------------------------------------------------


@given(data=st.data())
def test_the_notice_never_makes_settlement_worse(data: st.DataObject) -> None:
    """In the order of dossier 10.1: what was a yes stays one, and a no can only become a question or a yes."""
    person = nest(data.draw(people(load())))
    on = data.draw(after())
    first, second = (rules.decide(person, on=on)["settlement"] for rules in (load(), load(PROVINCE)))
    assert second.outcome.rank >= first.outcome.rank
    for before, now in zip(first.items, second.items, strict=True):
        assert now.outcome.rank >= before.outcome.rank


WILLING: Flat = {
    "is_chinese_citizen": True,
    "is_active_military": False,
    "settlement.wants": True,
    "settlement.already_settled_in_town": False,
    "residence.lives_or_works_in_town": True,
    "residence.place": "371083",
}


@given(data=st.data())
def test_living_in_a_town_is_enough(data: st.DataObject) -> None:
    """Whatever else is so, and however the plan itself is read, a willing citizen in a Weihai town may settle."""
    readings = {name: data.draw(st.sampled_from(choices)) for name, choices in CHOICES.items()}
    rules = _under(tuple(readings.items()))
    person = {**data.draw(people(load())), **WILLING}
    assert rules.decide(nest(person), on=data.draw(after()))["settlement"].outcome is Outcome.ELIGIBLE


@cache
def _under(readings: tuple[tuple[str, str], ...]) -> Rulebook:
    return load(PROVINCE).with_readings(dict(readings))


# --- the worked example -------------------------------------------------------------------------------------


@given(data=st.data())
def test_the_example_touches_only_those_who_live_in_rongcheng(data: st.DataObject) -> None:
    """With a residence elsewhere, or before the made-up plan begins, the answer on rental housing is the city's."""
    person, on = data.draw(people(load())), data.draw(after())
    if on >= date(2023, 5, 1):
        person["residence.place"] = data.draw(st.sampled_from(["371002", "371003", "371083", "nanhai", "370602"]))
    first, second = (rules.decide(nest(person), on=on)["rental-housing"] for rules in (load(), load(EXAMPLE)))
    assert first.outcome is second.outcome
    assert [fact.path for fact in first.missing] == [fact.path for fact in second.missing]
    assert [term.id for term in first.open] == [term.id for term in second.open]
