"""Every shipped pack loads under every reading that can be chosen, and its worked examples come out as told."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

import eligibility
from eligibility import Finding, Outcome, Rulebook, Truth
from eligibility.decide.trace import Trace
from eligibility.pack.best import best_outcome
from eligibility.pack.loading import shipped_overlays, shipped_packs
from eligibility.pack.model import BaseCase, Programme

PACKS = sorted(shipped_packs())
BOOKS = sorted({*shipped_packs(), *shipped_overlays()})
HEADLINE_BEST = {
    "start-up-support": Outcome.ELIGIBLE,
    "counter-guarantee-waiver": Outcome.ELIGIBLE_IN_PRINCIPLE,
    "settlement": Outcome.ELIGIBLE,
    "rental-housing": Outcome.REFER,
    "work-injury-insurance": Outcome.ELIGIBLE,
}
BECAUSE = {
    Outcome.NOT_APPLICABLE: Truth.FALSE,
    Outcome.NOT_ELIGIBLE: Truth.FALSE,
    Outcome.UNDETERMINED: Truth.UNKNOWN,
    Outcome.REFER: Truth.OPEN,
    Outcome.ELIGIBLE_IN_PRINCIPLE: Truth.TRUE,
    Outcome.ELIGIBLE: Truth.TRUE,
}


@cache
def book(name: str, readings: tuple[tuple[str, str], ...] = ()) -> Rulebook:
    """A shipped pack or overlay under its default readings and those given."""
    return eligibility.load(name, readings=dict(readings))


CHOICES = [
    (name, reading.id, choice)
    for name in BOOKS
    for reading in book(name).reading_definitions
    for choice in reading.selectable
]
DOCUMENTED = [
    (name, reading.id, choice)
    for name in BOOKS
    for reading in book(name).reading_definitions
    for choice, _, why_not in reading.choices
    if why_not is not None
]
CASES = [(name, case) for name in BOOKS for case in book(name).pack.cases]


def test_the_headline_pack_is_shipped() -> None:
    """The document's pack comes with the library."""
    assert "weihai-2023-13" in PACKS


@pytest.mark.parametrize(("name", "reading", "choice"), CHOICES)
def test_loads_under_every_reading(name: str, reading: str, choice: str) -> None:
    """Each choice of each reading, one at a time, gives a pack of the same content that decides."""
    rules = eligibility.load(name, readings={reading: choice})
    assert rules.readings == {**book(name).readings, reading: choice}
    assert rules.content_hash == book(name).content_hash
    for day in ("2023-04-09", "2023-04-10", "2024-01-01"):
        for finding in rules.decide({}, on=day):
            assert (finding.outcome is Outcome.UNDETERMINED) is bool(finding.missing)


@pytest.mark.parametrize(("name", "reading", "choice"), DOCUMENTED)
def test_a_documented_choice_cannot_be_selected(name: str, reading: str, choice: str) -> None:
    """A choice that is there to be read about is refused (U006)."""
    with pytest.raises(eligibility.UsageError) as caught:
        eligibility.load(name, readings={reading: choice})
    assert caught.value.code == "U006"


@pytest.mark.parametrize("name", BOOKS)
def test_declared_best_outcome(name: str) -> None:
    """Each programme declares the best outcome that its tree allows, and it is reached by no more than that."""
    for programme in book(name).programmes:
        assert best_outcome(programme) is programme.best
        assert programme.best in (Outcome.REFER, programme.when_met)


def test_best_outcome_of_the_headline_programmes() -> None:
    """The waiver is never more than in principle, rental housing never more than referred."""
    best = {programme.id: programme.best for programme in book("weihai-2023-13").programmes}
    assert {name: best[name] for name in HEADLINE_BEST} == HEADLINE_BEST


@pytest.mark.parametrize("name", BOOKS)
def test_names_and_wording_are_whole(name: str) -> None:
    """Every body, fact, clause and programme has its wording in both languages, and every clause its body."""
    pack = book(name).pack
    for text in (
        *(fact.label for fact in pack.facts),
        *(fact.question for fact in pack.facts),
        *(body for body in pack.bodies),
    ):
        assert text.zh
        assert text.en
        assert text.zh != text.en
    assert len({fact.question.zh for fact in pack.facts}) == len(pack.facts)
    for programme in pack.programmes:
        assert programme.title.zh
        assert programme.title.en
        assert programme.decided_by
        assert programme.clause in {clause.clause for clause in pack.clauses}


# --- worked examples ------------------------------------------------------------------------------------------


def test_enough_cases() -> None:
    """There are at least sixty worked examples, and each headline programme shows every outcome that it can have."""
    pack = book("weihai-2023-13").pack
    assert len(pack.cases) >= 60
    shown = {(name, one.outcome) for case in pack.cases for name, one in case.model.expect.items()}
    for name, best in HEADLINE_BEST.items():
        possible = {"not_applicable", "not_eligible", "undetermined", best.value}
        possible |= {"refer"} if name != "start-up-support" else set()
        assert {outcome for programme, outcome in shown if programme == name} == possible


def test_cases_stand_on_both_sides_of_the_thresholds() -> None:
    """The ceiling and the first day have a case on either side, a cent or a day apart."""
    cases = book("weihai-2023-13").pack.cases
    amounts = {case.person.get("loan", {}).get("amount") for case in cases}  # type: ignore[attr-defined]
    assert amounts >= {"100000.00", "100000.01"} or amounts >= {"100000", "100000.01"}
    assert {case.model.on.isoformat() for case in cases} >= {"2023-04-09", "2023-04-10"}


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}-{case.model.case}" for name, case in CASES])
def test_case(name: str, case: BaseCase) -> None:
    """A worked example has the outcome, reason, missing facts, open terms and items that it tells."""
    readings = tuple((str(reading), str(choice)) for reading, choice in case.model.readings.items())
    decision = book(name, readings).decide(case.person, on=case.model.on)
    for programme, expected in case.model.expect.items():
        finding = decision[programme]
        assert finding.outcome.value == expected.outcome
        if expected.missing is not None:
            assert sorted(fact.path for fact in finding.missing) == sorted(expected.missing)
        if expected.open is not None:
            assert sorted(term.id for term in finding.open) == sorted(expected.open)
        if expected.items is not None:
            assert [item.outcome.value for item in finding.items] == list(expected.items)
        truths = truth_by_id(finding)
        for name_ in expected.because or ():
            assert truths.get(str(name_)) is BECAUSE[finding.outcome], (name_, truths.get(str(name_)))


def truth_by_id(finding: Finding) -> dict[str, Truth]:
    """The truth of every condition of a finding that has an id, those of terms included."""
    return {one.label.id: one.truth for trace in finding.traces() for one in every(trace) if one.label is not None}


def every(trace: Trace) -> Iterator[Trace]:
    """A trace and everything under it."""
    yield trace
    for part in trace.children:
        yield from every(part)


@pytest.mark.parametrize("name", PACKS)
def test_every_condition_has_an_id_and_wording(name: str) -> None:
    """Whatever a finding tests or leaves open has an id and is worded in both languages, for the explanation."""

    def unnamed(programme: Programme) -> list[Any]:
        rules = book(name)
        decision = rules.decide({}, on="2023-06-01")
        (finding,) = [one for one in decision if one.programme == programme.id]
        leaves = [one for trace in finding.traces() for one in every(trace) if not one.children]
        return [one.node for one in leaves if one.label is not None and (not one.label.id or one.label.says is None)]

    assert [found for programme in book(name).programmes for found in unnamed(programme)] == []
