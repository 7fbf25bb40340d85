"""Every claim of the shipped packs is proved, and no proof goes through once the rule that it is about is broken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import pytest

import eligibility
from edits import Edit, apply, copy_pack
from eligibility import Rulebook
from eligibility.pack.loading import shipped_overlays, shipped_packs
from eligibility.prove.claims import ProvedClaim, prove_claims
from eligibility.prove.encoding import Encoder, Rails, Reading
from eligibility.prove.formulas import Formula
from eligibility.prove.witness import Judge
from eligibility.rulebook import Rulebook as Book
from properties.test_invariants_bite import BREAKS
from prove.breaking import broken_pack

PACK = Path(__file__).resolve().parents[2] / "rules" / "weihai-2023-13"
BOOKS = sorted({*shipped_packs(), *shipped_overlays()})
FLIPS = "knowledge-never-flips"


@cache
def book(name: str) -> Rulebook:
    """A shipped pack or overlay."""
    return eligibility.load(name)


OWN = {
    (name, str(claim.claim))
    for name in BOOKS
    for claim in book(name).pack.claims
    if name == PACK.name or claim.claim not in {one.claim for one in book(PACK.name).pack.claims}
}
INVARIANTS = sorted(
    {one.lower() for claim in book(PACK.name).pack.claims for one in str(claim.invariant or "").split()}
    & (set(BREAKS) - {"h6"})  # that edit is one of wording
)


def confirm(found: ProvedClaim, rules: Rulebook) -> None:
    """Every person of a counterexample has the outcome shown, by decide."""
    assert found.broken is not None
    for one in found.broken.cases:
        if one.thresholds:
            continue  # a threshold that the pack does not have
        finding = rules.decide(one.witness.person, on=one.witness.on)[one.programme]
        assert (finding.items[0] if found.broken.item else finding).outcome is one.outcome


@pytest.mark.parametrize("name", BOOKS)
def test_every_claim_of_a_shipped_pack_is_proved(name: str) -> None:
    """None is broken, none is without an answer, and none rests on lists cut short."""
    found = book(name).prove()
    assert [one.text() for one in found if not one.holds or one.bounded] == []
    assert len(found) == len(book(name).pack.claims)


@pytest.mark.parametrize(("name", "claim"), sorted(OWN - {(PACK.name, FLIPS)}))
def test_a_claim_is_not_proved_of_a_broken_rule(name: str, claim: str) -> None:
    """With one rule changed against it the claim falls, and whoever is shown breaks it by decide's own word."""
    rules = book(name)
    model = next(one for one in rules.pack.claims if one.claim == claim)
    broken = Book(broken_pack(rules.pack, model))
    (found,) = prove_claims(broken.pack, [claim])
    assert found.status == "broken"
    confirm(found, broken)


@pytest.mark.parametrize("invariant", INVARIANTS)
def test_the_edits_that_break_an_invariant_break_a_claim(invariant: str, tmp_path: Path) -> None:
    """The one edit of the text that breaks an invariant for the searching tests breaks a claim of it for the solver."""
    rules = eligibility.load(copy_pack(PACK, tmp_path, *BREAKS[invariant]))
    about = [str(one.claim) for one in rules.pack.claims if invariant.upper() in str(one.invariant or "").split()]
    results = rules.prove(about)
    assert "broken" in statuses(results)
    assert statuses(results) <= {"proved", "broken"}
    for found in results:
        if found.broken is not None and not found.never:
            confirm(found, rules)


def statuses(results: Iterable[ProvedClaim]) -> set[str]:
    """What became of some claims."""
    return {one.status for one in results}


def test_a_missing_fact_taken_for_a_no_flips_results(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pack can break the claim that knowledge never flips; an encoding that takes missing for false does."""

    def wrong(self: Encoder, reads: Sequence[Reading], held: Formula) -> Rails:
        formulas = self.person.world.formulas
        true = formulas.all([*(read.present for read in reads), held])
        return Rails(true, formulas.negated(true), False)

    monkeypatch.setattr(Encoder, "_tested", wrong)
    monkeypatch.setattr(Judge, "confirm", lambda *_: None)
    (found,) = book(PACK.name).prove([FLIPS])
    assert found.status == "broken"


def test_unknown_claims_are_refused() -> None:
    """A claim that the pack does not have is a usage error with a suggestion."""
    with pytest.raises(eligibility.UsageError) as caught:
        book(PACK.name).prove(["nothing-depends-on-six"])
    assert caught.value.code == "U014"
    assert caught.value.problems[0].suggestion == "nothing-depends-on-sex"


BOTH = """
  - claim: never-both
    says: {zh: 两项不能兼得, en: Nobody gets both}
    clause: 第二条
    programmes: [heating, school]
    never_together: [eligible, eligible_in_principle]
"""
EXCLUDED = "  id: has-pupil\n  test: some child in children satisfies child.at_school\n"
ONLY_WITH_A_FULL_JOB = EXCLUDED.replace(" satisfies child.at_school", ' satisfies child.at_school and job = "full"')


def test_never_together(tmp_path: Path) -> None:
    """Whoever gets two programmes that a claim keeps apart is shown; once a rule keeps them apart it is proved."""
    small = PACK.parents[1] / "tests" / "unit" / "small_pack"
    folder = copy_pack(
        small, tmp_path, Edit("claims.yaml", "    independent_of: [sex]\n", f"    independent_of: [sex]\n{BOTH}")
    )
    (found,) = eligibility.load(folder).prove(["never-both"])
    assert (found.status, found.kind) == ("broken", "never_together")
    assert found.broken is not None
    assert [one.programme for one in found.broken.cases] == ["heating", "school"]
    assert len({str(one.witness.person) for one in found.broken.cases}) == 1
    confirm(found, eligibility.load(folder))
    apply(folder, Edit("programmes/school.yaml", EXCLUDED, ONLY_WITH_A_FULL_JOB))
    assert statuses(eligibility.load(folder).prove(["never-both"])) == {"proved"}


@pytest.mark.parametrize("outcomes", [["refer"], ["undetermined", "not_eligible"]])
def test_never_together_of_any_outcomes(outcomes: list[str], tmp_path: Path) -> None:
    """The outcomes that two programmes may not share are the claim's to say, and the person shown has them."""
    small = PACK.parents[1] / "tests" / "unit" / "small_pack"
    claim = BOTH.replace("[eligible, eligible_in_principle]", f"[{', '.join(outcomes)}]")
    folder = copy_pack(
        small, tmp_path, Edit("claims.yaml", "    independent_of: [sex]\n", f"    independent_of: [sex]\n{claim}")
    )
    (found,) = eligibility.load(folder).prove(["never-both"])
    if outcomes == ["refer"]:
        assert found.status == "proved"  # the school grant leaves nothing to an authority
    else:
        assert found.broken is not None
        assert all(one.outcome.value in outcomes for one in found.broken.cases)
        confirm(found, eligibility.load(folder))
