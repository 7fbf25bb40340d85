"""Every check of an invariant fails on a pack in which one rule breaks it.

Most breaks are one edit of a copy of the pack. G2 to G5 hold for any pack by the library's own doing, so
they are broken through a function of the library instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import eligibility
from edits import Edit, copy_pack
from eligibility import Outcome, Rulebook
from eligibility.decide.gathering import Standing
from properties.invariants import CHECKS

PACK = Path(__file__).resolve().parents[2] / "rules" / "weihai-2023-13"
FACTS, TERMS, PARAMETERS, DOCUMENT = "facts.yaml", "terms.yaml", "parameters.yaml", "pack.yaml"
SUPPORT, WAIVER = "programmes/start-up-support.yaml", "programmes/counter-guarantee-waiver.yaml"
SETTLEMENT, RENTAL = "programmes/settlement.yaml", "programmes/rental-housing.yaml"
INJURY, LEGAL_AID = "programmes/work-injury-insurance.yaml", "programmes/legal-aid.yaml"
SKILLS, SCHOOLING = "programmes/rural-skills-training.yaml", "programmes/schooling.yaml"
CONTRACT = "programmes/labour-contract.yaml"


def another_test(file: str, old: str, new: str) -> Edit:
    """Another test in the place of one."""
    return Edit(file, f"test: {old}\n", f"test: {new}\n")


def limb(file: str, above: str, test: str) -> Edit:
    """One more limb above one that stands there, as deep as that one."""
    depth = above[: len(above) - len(above.lstrip())]
    inside = " " * (len(depth) + 2)
    added = f"{depth}- id: added\n{inside}test: {test}\n{inside}says: {{zh: 添加的条件, en: An added condition}}\n"
    return Edit(file, above, added + above)


def best(file: str, was: str, becomes: str) -> Edit:
    """Another best outcome, where the loader would refuse the old one."""
    return Edit(file, f"best: {was}\n", f"best: {becomes}\n")


BREAKS: dict[str, tuple[Edit, ...]] = {
    "g1": (another_test(DOCUMENT, "on_or_after_first_day(decision_date)", 'decision_date > date("2023-04-08")'),),
    "g6": (
        Edit(
            SETTLEMENT,
            "At least one route is open}\n      any:",
            "At least one route is open}\n      all:",
        ),
        best(SETTLEMENT, "eligible", "refer"),
    ),
    "g7": (limb(SETTLEMENT, "  - id: not-yet-settled\n", 'sex != "male"'),),
    "g8": (Edit(DOCUMENT, 'former: ["371081", "379011",', 'former: ["379011",'),),
    "g9": (
        another_test(WAIVER, "loan.amount <= waiver_ceiling", "loan.amount <= waiver_ceiling or loan.amount = 300000"),
    ),
    "g10": (
        Edit(
            PARAMETERS,
            "value: 100000, clause: 二(二)2}\n",
            "value: 100000, clause: 二(二)2}\n      - {from: 2023-10-01, value: 150000, clause: 二(二)2}\n",
        ),
    ),
    "l1": (another_test(WAIVER, "loan.amount <= waiver_ceiling", "loan.amount < waiver_ceiling"),),
    "l2": (Edit(FACTS, "type: money\n    above: 0\n", "type: money\n    minimum: 0\n"),),
    "l3": (
        Edit(WAIVER, "strength: in_principle\n", "strength: unconditional\n"),
        best(WAIVER, "eligible_in_principle", "eligible"),
    ),
    "l4": (another_test(WAIVER, 'loan.borrower = "partnership"', 'loan.borrower != "individual"'),),
    "l5": (limb(SUPPORT, "  - id: business-in-weihai\n", "age(birth_date) >= 16"),),
    "l6": (another_test(TERMS, "returning_migrant_entrepreneur", "returning_migrant_entrepreneur and is_new_citizen"),),
    "l7": (
        another_test(
            WAIVER,
            "returning_migrant_entrepreneur",
            "returning_migrant_entrepreneur and not(business.has_actual_project)",
        ),
    ),
    "l8": (Edit(WAIVER, "担保基金的担保不受影响。", "担保基金的担保不受影响，贷款可以享受财政贴息。"),),
    "l9": (
        another_test(
            WAIVER,
            "loan.amount <= waiver_ceiling",
            "loan.amount <= waiver_ceiling or loan.amount + 100000 < personal_loan_ceiling",
        ),
    ),
    "h1": (limb(SETTLEMENT, "  - id: not-yet-settled\n", "age(birth_date) < 60"),),
    "h2": (limb(SETTLEMENT, "  - id: not-yet-settled\n", "not(housing.owns_home_in_city)"),),
    "h3": (
        another_test(SETTLEMENT, "employment.has_employer", "employment.has_employer and not(housing.has_rented_home)"),
    ),
    "h4": (another_test(SETTLEMENT, 'reading.D5 = "everyone"', 'reading.D5 = "migrant-workers-only"'),),
    "h5": (
        another_test(
            SETTLEMENT,
            "near_relative(relative.relation)",
            "near_relative(relative.relation) and count(family.moving_relatives) < 3",
        ),
    ),
    "h6": (Edit(SETTLEMENT, "zh: 不得以退出土地承包经营权、", "zh: 应当以退出土地承包经营权、"),),
    "h7": (limb(SETTLEMENT, "    - id: stability\n", "not(housing.owns_home_in_city)"),),
    "r1": (
        Edit(
            RENTAL,
            "open: {zh: “符合条件的”指哪些条件, en: 'what “those who meet the conditions” have to meet'}\n"
            "      who_decides: [市住房城乡建设局]\n",
            "test: not(housing.receives_other_support)\n",
        ),
        best(RENTAL, "refer", "eligible"),
    ),
    "r2": (limb(RENTAL, "    - id: in-town\n", 'employment.industry != "other"'),),
    "r3": (
        Edit(
            RENTAL,
            "  - id: tenant-is-migrant-worker\n    test: is_migrant_worker\n"
            "    says: {zh: 是农民工, en: Is a migrant worker}\n",
            "",
        ),
        limb(RENTAL, "    - id: in-town\n", "is_migrant_worker"),
    ),
    "i1": (another_test(INJURY, 'reading.D9 = "everyone"', 'reading.D9 = "migrant-workers-only"'),),
    "i2": (
        another_test(
            INJURY,
            'employment.industry in ("construction", "express_delivery")',
            'employment.industry = "construction"',
        ),
    ),
    "i3": (Edit(INJURY, "职工个人不缴费", "职工个人缴费，与单位分担"),),
    "i4": (Edit(INJURY, '"dispatch", "project_based")\n', '"dispatch", "project_based", "self_employed")\n'),),
    "i5": (
        Edit(
            INJURY, "  - id: general-duty\n", '  - id: general-duty\n    when: employment.industry = "construction"\n'
        ),
    ),
    "o1": (another_test(LEGAL_AID, "is_migrant_worker", "is_migrant_worker and family.on_minimum_allowance"),),
    "o2": (
        another_test(SKILLS, "residence.lives_in_village", 'residence.lives_in_village and origin.region = "east"'),
    ),
    "o3": (
        another_test(
            SCHOOLING,
            "family.parent_has_residence_permit",
            "family.parent_has_residence_permit and employment.has_written_contract",
        ),
    ),
    "o4": (
        another_test(
            CONTRACT,
            "decision_date > add months(employment.work_start_date, 1)",
            "decision_date >= add months(employment.work_start_date, 1)",
        ),
    ),
}
BROKEN_LIBRARY = ("g2", "g3", "g4", "g5")


@pytest.fixture(autouse=True)
def no_shrinking() -> Iterator[None]:
    """The first failure will do."""
    was = settings()
    settings.load_profile("no-shrink")
    yield
    settings.register_profile("as-it-was", was)
    settings.load_profile("as-it-was")


def test_every_invariant_is_broken_once() -> None:
    """No check is without a break."""
    assert {*BREAKS, *BROKEN_LIBRARY} == set(CHECKS)
    assert not set(BREAKS) & set(BROKEN_LIBRARY)


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_rule_is_found(name: str, tmp_path: Path) -> None:
    """The check of one invariant fails on a pack that loads and in which one rule breaks it."""
    rules = eligibility.load(copy_pack(PACK, tmp_path, *BREAKS[name]))
    with pytest.raises(AssertionError):
        CHECKS[name](rules)


def test_g2_sees_an_order_of_programmes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that gives the programme in the first place another outcome breaks G2, which no pack can."""
    right = Rulebook.outcomes

    def wrong(self: Rulebook, person: Any, *, on: date) -> tuple[Outcome, ...]:
        return (Outcome.NOT_ELIGIBLE, *right(self, person, on=on)[1:])

    monkeypatch.setattr(Rulebook, "outcomes", wrong)
    _fails("g2")


def test_g2_sees_an_order_of_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that loses the fact told last breaks G2, which no pack can."""
    right = Rulebook.person

    def wrong(self: Rulebook, data: Any) -> Any:
        return right(self, dict(list(data.items())[:-1]) if isinstance(data, Mapping) else data)

    monkeypatch.setattr(Rulebook, "person", wrong)
    _fails("g2")


def test_g3_sees_reasons_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that gathers nothing that stands in the way breaks G3, which no pack that loads can."""
    monkeypatch.setattr("eligibility.decision.gather", lambda _: Standing())
    _fails("g3")


@pytest.mark.parametrize("name", ["g4", "g5"])
@pytest.mark.parametrize("path", ["is_migrant_worker", "is_active_military"])
def test_g4_and_g5_see_a_default(name: str, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that takes a missing fact to be false breaks G4 and G5, which no pack can."""
    right = Rulebook.person

    def wrong(self: Rulebook, data: Any) -> Any:
        return right(self, {path: False, **data} if isinstance(data, Mapping) else data)

    monkeypatch.setattr(Rulebook, "person", wrong)
    _fails(name)


def _fails(name: str) -> None:
    """The check fails on the shipped pack."""
    rules = eligibility.load(PACK)
    with pytest.raises(AssertionError):
        CHECKS[name](rules)
