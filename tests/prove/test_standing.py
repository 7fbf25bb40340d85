"""What a finding lists is a formula, so that what is never asked of somebody can be proved of everybody."""

from __future__ import annotations

from typing import Any

import pytest

import eligibility
from eligibility import Outcome
from eligibility.language.types import Kind
from eligibility.prove.domain import Domain
from eligibility.prove.encoding import Encoder
from eligibility.prove.persons import Moment, SymbolicPerson, World
from eligibility.prove.standing import standing

RULES = eligibility.load("weihai-2023-13")


class Everybody:
    """All persons of whom some facts are known, on all days."""

    def __init__(self, programme: str, **known: Any) -> None:
        world = World(Domain.of([RULES.pack]))
        facts = RULES.pack.fact_by_path
        assert all(facts[path].type.kind is not Kind.RECORDS for path in known)
        moment = Moment(world)
        person = SymbolicPerson(world, facts, moment, known=known)
        encoder = Encoder(RULES.pack, person)
        self.every = world.formulas
        self.answer = encoder.outcome(programme)
        self.listed = standing(encoder, programme)
        self.solver = self.every.solver(*person.constraints(), *moment.constraints())

    def can(self, *formulas: Any) -> bool:
        """Whether there is somebody for whom all hold."""
        return self.every.model(self.solver, *formulas) is not None


@pytest.mark.parametrize("programme", RULES.pack.programme_ids)
def test_every_list_has_its_outcome(programme: str) -> None:
    """A decided finding lists nothing, one to be referred an open term and no fact, an undetermined one some fact."""
    found = Everybody(programme)
    missing, opened = found.every.any(found.listed.missing.values()), found.every.any(found.listed.open.values())
    undetermined, refer = found.answer[Outcome.UNDETERMINED], found.answer[Outcome.REFER]
    neither = found.every.negated(found.every.any([undetermined, refer]))
    assert not found.can(neither, found.every.any([missing, opened]))
    assert not found.can(refer, found.every.any([missing, found.every.negated(opened)]))
    assert not found.can(undetermined, found.every.negated(missing))


def test_who_is_outside_is_asked_nothing() -> None:
    """Whoever borrows as a firm is never asked for the groups that free from the counter-guarantee; others can be."""
    firm = Everybody(
        "counter-guarantee-waiver",
        **{"loan.product": "entrepreneurship_guarantee_loan", "loan.borrower": "small_micro_enterprise"},
    )
    person = Everybody(
        "counter-guarantee-waiver", **{"loan.product": "entrepreneurship_guarantee_loan", "loan.borrower": "individual"}
    )
    assert not firm.can(firm.listed.missing.get("key_groups", False))
    assert person.can(person.listed.missing.get("key_groups", False))
