"""The Weihai pack against two independent encodings of its five programmes."""

from __future__ import annotations

import importlib.util
import random
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import eligibility
from agreement import oracle
from eligibility import Decision
from people import AFTER, BEFORE, HEADLINE, LIKE, people
from strategies import Flat, nest, random_person

RULES = eligibility.load("weihai-2023-13")
ORDER = [RULES.pack.programme_ids.index(name) for name in HEADLINE]
BULK = 20_000


def peer() -> ModuleType:
    """The hand-written functions of the benchmarks."""
    path = Path(__file__).resolve().parents[2] / "benchmarks" / "hand_written.py"
    spec = importlib.util.spec_from_file_location("hand_written", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


HAND_WRITTEN = peer()


def validated(person: Any) -> Flat:
    """A validated person flat again, in the values that the oracle takes."""
    flat: Flat = {}
    for fact in RULES.facts:
        if "[]" in fact.path:
            continue
        place = person
        for name in fact.path.split("."):
            place = getattr(place, name)
        if fact.type.records and place is not None:
            names = RULES.Person.vocabulary.item_slots[fact.path]
            place = [{name: getattr(record, name) for name in names} for record in place]
        flat[fact.path] = place
    return flat


def compare_reasons(flat: Flat, decision: Decision, on: date) -> None:
    """Outcomes, relatives and missing facts against the oracle."""
    assert {name: decision[name].outcome.value for name in HEADLINE} == oracle.outcomes(flat, on)
    assert [item.outcome.value for item in decision["settlement"].items] == oracle.relatives(flat, on)
    missing = oracle.missing(flat, on)
    for finding in (decision[name] for name in HEADLINE):
        listed = {fact.path for fact in finding.missing}
        undetermined = finding.outcome is eligibility.Outcome.UNDETERMINED
        assert listed == (missing[finding.programme] if undetermined else set())


@settings(max_examples=2_000)
@given(people(RULES), st.sampled_from(AFTER + BEFORE))
def test_decisions_equal_the_oracle(drawn: Flat, on: date) -> None:
    """Outcomes, relatives and missing facts are the oracle's."""
    person = RULES.person(nest(drawn))
    compare_reasons(validated(person), RULES.decide(person, on=on), on)


@pytest.mark.parametrize("seed", range(4))
def test_outcomes_of_many_equal_both(seed: int) -> None:
    """Twenty thousand random persons get the same outcomes from the pack, the oracle and the hand-written peer."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    seen: set[tuple[str, eligibility.Outcome]] = set()
    for number in range(BULK // 4):
        on = rng.choice(AFTER + BEFORE) if number % 8 == 0 else rng.choice(AFTER)
        person = RULES.person(nest(random_person(rng, RULES.facts, LIKE)))
        outcomes = RULES.outcomes(person, on=on)
        ordered = tuple(outcomes[place] for place in ORDER)
        assert ordered == HAND_WRITTEN.outcomes(person, on)
        flat = validated(person)
        assert {name: one.value for name, one in zip(HEADLINE, ordered, strict=True)} == oracle.outcomes(flat, on)
        decision = RULES.decide(person, on=on)
        items = tuple(item.outcome for item in decision["settlement"].items)
        assert items == HAND_WRITTEN.relatives(person, on)
        if number % 10 == 0:
            compare_reasons(flat, decision, on)
        seen.update(zip(HEADLINE, ordered, strict=True))
    best = {programme.id: programme.best for programme in RULES.programmes}
    assert {(name, best[name]) for name in HEADLINE} <= seen
    assert {outcome for _, outcome in seen} == set(eligibility.Outcome)
