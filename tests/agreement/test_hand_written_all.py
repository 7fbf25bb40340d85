"""The Weihai pack against all of its programmes written by hand."""

from __future__ import annotations

import importlib
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

import eligibility
from eligibility import Outcome
from people import AFTER, BEFORE, INSIDE, LIKE
from strategies import DAY, FIRST_DAY, Flat, nest, random_person

RULES = eligibility.load("weihai-2023-13")
PROGRAMMES = RULES.pack.programme_ids
BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
SEEDS = 4
BULK = 6_000

ASKING: Flat = {
    **INSIDE,
    "is_rural_transfer_worker": True,
    "is_lifted_from_poverty": False,
    "origin.region": "west",
    "hukou.area_type": "rural",
    "post.kind": "rural",
    "premises.seeks_space": True,
    "premises.is_government_invested": True,
    "employment.has_written_contract": False,
    "employment.work_start_date": date(2023, 3, 1),
    "residence.lives_in_village": True,
    "training.wishes": True,
    "dispute.type": "wage_arrears",
    "legal_aid.matter": "wage_claim",
    "family.children": [{"birth_date": date(2005, 9, 1)}],
    "family.parent_has_residence_permit": True,
    "family.parent_place": "371002",
}
"""Someone who asks for everything."""
LOCAL: Flat = {
    **ASKING,
    "is_migrant_worker": False,
    "is_rural_transfer_worker": False,
    "hukou.area_type": "unknown",
    "post.kind": "urban",
    "employment.relation": "none",
    "dispute.type": "other",
    "legal_aid.matter": "divorce_property",
    "family.parent_has_residence_permit": False,
}
"""No migrant worker, and of an origin that cannot be told."""
DRAWN_FROM = (*LIKE, ASKING, LOCAL)

DAYS = (FIRST_DAY - DAY, FIRST_DAY, *AFTER, *AFTER, *BEFORE)

OVERDUE_AFTER = {
    "2023-03-10": "2023-04-10",
    "2023-03-31": "2023-04-30",
    "2023-04-30": "2023-05-30",
    "2023-12-31": "2024-01-31",
    "2024-01-29": "2024-02-29",
    "2024-01-31": "2024-02-29",
    "2025-01-31": "2025-02-28",
}
"""A start of work, and the last day on which its written contract is not overdue."""


@pytest.fixture(scope="module")
def by_hand() -> Iterator[ModuleType]:
    """The hand-written functions of the benchmarks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        yield importlib.import_module("hand_written_all")


def test_programmes_are_in_the_order_of_the_pack(by_hand: ModuleType) -> None:
    """Both tuples name the same programmes in the same places."""
    assert by_hand.PROGRAMMES == PROGRAMMES


def draw(rng: random.Random) -> tuple[Flat, date]:
    """A flat person and a day; now and then a start of work a month before the day, or a day before that."""
    flat = random_person(rng, RULES.facts, DRAWN_FROM)
    if rng.random() < 0.9:
        return flat, rng.choice(DAYS)
    start, last = map(date.fromisoformat, rng.choice(list(OVERDUE_AFTER.items())))
    return {**flat, "employment.work_start_date": start}, last + rng.choice((0, 1)) * DAY


@pytest.mark.parametrize("seed", range(SEEDS))
def test_outcomes_of_many_are_the_same_by_hand(by_hand: ModuleType, seed: int) -> None:
    """Six thousand random persons get the same twenty-two outcomes; each programme's best and a refusal occur."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    seen: set[tuple[str, Outcome]] = set()
    for _ in range(BULK // SEEDS):
        flat, on = draw(rng)
        person = RULES.person(nest(flat))
        outcomes = tuple(RULES.outcomes(person, on=on))
        assert outcomes == by_hand.outcomes(person, on), (nest(flat), on)
        if on < FIRST_DAY:
            assert set(outcomes) == {Outcome.NOT_APPLICABLE}
        seen.update(zip(PROGRAMMES, outcomes, strict=True))
    assert {(programme.id, programme.best) for programme in RULES.programmes} <= seen
    assert {name for name, outcome in seen if outcome is Outcome.NOT_APPLICABLE} == set(PROGRAMMES)
    assert {outcome for _, outcome in seen} == set(Outcome)


@pytest.mark.parametrize(("start", "last"), OVERDUE_AFTER.items())
def test_a_written_contract_is_overdue_after_a_month(by_hand: ModuleType, start: str, last: str) -> None:
    """Ruling 12, by hand and by the pack."""
    person = RULES.person(nest({**ASKING, "employment.work_start_date": start}))
    place = PROGRAMMES.index("labour-contract")
    expected = {0: Outcome.NOT_ELIGIBLE, 1: Outcome.ELIGIBLE}
    for later, outcome in expected.items():
        on = date.fromisoformat(last) + later * DAY
        assert RULES.outcomes(person, on=on)[place] is outcome
        assert by_hand.outcomes(person, on)[place] is outcome
