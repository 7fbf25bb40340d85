"""Outcomes that are settled whatever is missing, and question lists of which nothing can be left out."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import eligibility
from edits import Edit, copy_pack
from eligibility import Outcome, Rulebook
from strategies import nest, random_person

ON = "2023-06-01"
PACK = Path(__file__).resolve().parents[2] / "rules" / "weihai-2023-13"


@pytest.fixture(scope="module")
def rules() -> Rulebook:
    """The shipped pack."""
    return eligibility.load(PACK)


def test_an_outcome_that_is_settled_anyway(rules: Rulebook) -> None:
    """Either kind of post is referred, so not knowing which changes nothing; the outcome itself stays undetermined."""
    decision = rules.decide({"is_migrant_worker": True}, on=ON)
    assert decision["public-welfare-post"].outcome is Outcome.UNDETERMINED
    assert decision.settled("public-welfare-post") is Outcome.REFER
    assert decision["public-welfare-post"].outcome is Outcome.UNDETERMINED
    assert decision.settled("rental-housing") is None
    assert "post.kind" not in {need.fact.path for need in decision.needed()}


def test_what_is_decided_is_settled(rules: Rulebook) -> None:
    """A decided outcome is its own settlement."""
    decision = rules.decide({"is_migrant_worker": False}, on=ON)
    assert decision.settled("rental-housing") is Outcome.NOT_APPLICABLE
    assert decision.settled("job-fairs") is Outcome.ELIGIBLE


def test_what_an_authority_determines_stays_open(rules: Rulebook) -> None:
    """Nobody can fill in a finding of an authority, so a completion leaves it open."""
    person = {
        "employment": {
            "work_place": "371002",
            "industry": "transport_works",
            "relation": "labour_contract",
            "already_enrolled_injury": False,
        }
    }
    decision = rules.decide(person, on=ON)
    assert [fact.path for fact in decision["work-injury-insurance"].missing] == [
        "employment.construction_project_enrolled"
    ]
    (need,) = [one for one in decision.needed() if one.programme == "work-injury-insurance"]
    assert {need.first[1], need.second[1]} == {Outcome.NOT_APPLICABLE, Outcome.REFER}


def test_both_completions_of_a_needed_fact_are_decided_so(rules: Rulebook) -> None:
    """They differ in that fact alone, fill every gap of the programme, and have the outcomes told."""
    decision = rules.decide({"family": {"moving_relatives": [{}, {"relation": "child"}]}}, on=ON)
    needs = decision.needed()
    assert "family.moving_relatives[0].relation" in {need.fact.path for need in needs}
    for need in needs:
        outcomes = []
        for witness, outcome in (need.first, need.second):
            finding = rules.decide(witness.person, on=witness.on)[need.programme]
            answer = finding if need.item is None else finding.items[need.item]
            assert answer.outcome is outcome
            assert answer.missing == ()
            outcomes.append(outcome)
        assert outcomes[0] is not outcomes[1]
        assert differing(need.first[0].person, need.second[0].person) == {need.fact.path.partition("[")[0]}


def differing(first: dict[str, Any], second: dict[str, Any], prefix: str = "") -> set[str]:
    """The paths at which two persons differ, lists by their own path."""
    found: set[str] = set()
    for name in first.keys() | second.keys():
        one, two = first.get(name), second.get(name)
        if isinstance(one, dict) and isinstance(two, dict):
            found |= differing(one, two, f"{prefix}{name}.")
        elif one != two:
            found.add(f"{prefix}{name}")
    return found


def test_filling_the_gaps_of_a_settled_outcome_gives_it(rules: Rulebook) -> None:
    """Random completions of outcomes that are settled anyway come out as settled."""
    rng = random.Random(4)  # noqa: S311 - no secret
    facts = [fact for fact in rules.facts if not fact.only_authority]
    settled = rules.decide({"is_migrant_worker": True}, on=ON).settled("public-welfare-post")
    for _ in range(50):
        flat = {**random_person(rng, facts), "is_migrant_worker": True, "post.kind": rng.choice(["urban", "rural"])}
        flat = {path: value for path, value in flat.items() if path not in ("birth_date", "family.children")}
        assert rules.decide(nest(flat), on=ON)["public-welfare-post"].outcome is settled


def test_a_threshold_that_is_not_known_is_a_gap(tmp_path: Path) -> None:
    """Past its horizon a ceiling can be anything, which matters to some amounts and not to others."""
    value = "    values:\n      - {from: 2023-04-10, value: 100000, clause: 二(二)2}\n"
    edit = Edit("parameters.yaml", value, f"    known_until: 2023-12-31\n{value}")
    rules = eligibility.load(copy_pack(PACK, tmp_path, edit))
    decision = rules.decide({"loan": {"product": "entrepreneurship_guarantee_loan"}}, on=date(2024, 6, 1))
    missing = [fact.path for fact in decision["counter-guarantee-waiver"].missing]
    assert "waiver_ceiling" in missing
    assert "waiver_ceiling" in {need.fact.path for need in decision.needed()}
    assert decision.settled("counter-guarantee-waiver") is None
