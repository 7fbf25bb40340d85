"""Claims: proved, searched, and broken by the smallest person."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import eligibility
from eligibility.logic import Outcome
from eligibility.pack.loading import shipped_packs
from eligibility.testing import ClaimResult, check_claims
from eligibility.testing.search import PersonSpace
from eligibility.testing.thresholds import days_worth_trying, values_worth_trying

_RELATION = "family.moving_relatives[].relation"


@pytest.fixture(scope="module")
def rules() -> eligibility.Rulebook:
    """The shipped pack."""
    return eligibility.load("weihai-2023-13")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the shipped pack, to be broken."""
    folder = tmp_path / "pack"
    shutil.copytree(shipped_packs()["weihai-2023-13"], folder)
    return folder


def claiming(folder: Path, claim: str, persons: int = 600, seed: int = 0) -> ClaimResult:
    """The result of one claim, written as in a file."""
    says = "says: {zh: 声明, en: claim}"
    (folder / "claims.yaml").write_text(f"claims:\n  - {{claim: x, {says}, {claim}}}\n", encoding="utf-8")
    (result,) = check_claims(eligibility.load(folder), persons=persons, seed=seed)
    return result


def change(path: Path, old: str, new: str) -> None:
    """Replace a piece of a file that must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_shipped_claims_hold(rules: eligibility.Rulebook) -> None:
    """Most are proved; the others say how many persons were tried."""
    results = check_claims(rules, persons=500)
    assert all(result.holds for result in results)
    for result in results:
        assert (result.persons == 0) is (result.how == "proved")
    assert {result.how for result in results} == {"proved", "searched"}


@pytest.mark.parametrize(
    ("claim", "how"),
    [
        ("programmes: [settlement], independent_of: [birth_date, contributions.invested]", "proved"),
        ("programmes: [settlement], independent_of: [is_migrant_worker]", "proved"),
        ("programmes: [work-injury-insurance], independent_of: [employment.express_outlet_type]", "proved"),
        ("programmes: [rental-housing], at_best: refer", "proved"),
        ("programmes: [settlement], at_best: eligible", "proved"),
        ("programmes: [counter-guarantee-waiver], monotone: {fact: loan.amount, direction: decreasing}", "searched"),
        (
            "programmes: [start-up-support], monotone: {fact: business.has_actual_project, direction: increasing}",
            "searched",
        ),
        ("programmes: [counter-guarantee-waiver], boundary: {fact: loan.amount, at: 100000}", "searched"),
        ("programmes: [counter-guarantee-waiver], boundary: {fact: loan.application_date, at: 2023-04-09}", "searched"),
    ],
)
def test_claims_that_hold(pack: Path, claim: str, how: str) -> None:
    """Each kind of claim, with how it is known."""
    result = claiming(pack, claim)
    assert result.holds, result.text()
    assert result.how == how


@pytest.mark.parametrize(
    ("claim", "fact"),
    [
        ("programmes: [settlement], independent_of: [birth_date, settlement.wants]", "settlement.wants"),
        ('programmes: [settlement], independent_of: ["family.moving_relatives[].relation"]', _RELATION),
        ("programmes: [settlement], at_best: refer", ""),
        ("programmes: [service-window], at_best: refer", ""),
        ("programmes: [counter-guarantee-waiver], monotone: {fact: loan.amount, direction: increasing}", "loan.amount"),
        ("programmes: [counter-guarantee-waiver], boundary: {fact: loan.amount, at: 99999}", "loan.amount"),
        ("programmes: [start-up-support], monotone: {fact: is_new_citizen, direction: decreasing}", "is_new_citizen"),
    ],
)
def test_claims_that_are_broken(pack: Path, claim: str, fact: str) -> None:
    """A false claim is broken by a person, shown with the values and what came of them."""
    result = claiming(pack, claim)
    assert not result.holds
    found = result.counterexample
    assert found is not None
    assert found.fact == fact
    assert len(found.outcomes) == max(len(found.values), 1)
    assert found.programme in result.text("zh")
    assert result.to_dict()["counterexample"]["person"] == found.person


def test_a_counterexample_is_true(pack: Path) -> None:
    """The person of a counterexample, decided again, gives the outcomes that it shows."""
    result = claiming(pack, "programmes: [settlement], at_best: refer")
    found = result.counterexample
    assert found is not None
    decision = eligibility.load(pack).decide(found.person, on=found.on)
    assert decision["settlement"].outcome is found.outcomes[0][0] is Outcome.ELIGIBLE


def test_a_counterexample_is_small(pack: Path) -> None:
    """Nothing can be taken away from it: every fact of the person is needed."""
    found = claiming(pack, "programmes: [settlement], at_best: refer").counterexample
    assert found is not None
    assert sum(len(value) if isinstance(value, dict) else 1 for value in found.person.values()) == 6


def test_a_lowered_threshold_is_found_out(pack: Path) -> None:
    """The claim names the amount between which the outcome now changes."""
    change(pack / "parameters.yaml", "value: 100000", "value: 90000")
    result = claiming(pack, "programmes: [counter-guarantee-waiver], boundary: {fact: loan.amount, at: 100000}")
    assert result.counterexample is not None
    assert [str(value) for value in result.counterexample.values] == ["90000.00", "90000.01"]


def test_a_condition_that_is_gone_is_found_out(pack: Path) -> None:
    """A boundary at which nothing changes for anybody is no boundary."""
    result = claiming(pack, "programmes: [start-up-support], boundary: {fact: loan.amount, at: 100000}")
    assert not result.holds
    assert result.counterexample is None
    assert "nothing changes where loan.amount goes from 100000" in result.text("en")


def test_claims_hold_under_the_readings_of_the_rulebook(rules: eligibility.Rulebook) -> None:
    """Under a narrower reading a claim of independence no longer holds."""
    narrow = rules.with_readings({"D5": "migrant-workers-only"})
    broken = [result.claim for result in check_claims(narrow, persons=300) if not result.holds]
    assert broken == ["settlement-ignores-origin-and-status", "an-employer-in-weihai-is-enough"]


def test_a_fact_without_an_order_is_refused(pack: Path) -> None:
    """Nothing grows along a list of choices."""
    with pytest.raises(eligibility.PackError) as caught:
        claiming(pack, "programmes: [settlement], monotone: {fact: settlement.kin_sponsor, direction: increasing}")
    assert caught.value.code == "P103"
    assert "claims.yaml" in str(caught.value)


def test_the_search_can_be_repeated(pack: Path) -> None:
    """The same seed finds the same, another one tries other persons."""
    claim = "programmes: [settlement], at_best: refer"
    assert claiming(pack, claim, seed=3) == claiming(pack, claim, seed=3)


@pytest.mark.parametrize("programme", eligibility.load("weihai-2023-13").pack.programme_ids)
def test_the_search_reaches_every_outcome(rules: eligibility.Rulebook, programme: str) -> None:
    """Every outcome that a programme can give turns up among a few thousand persons."""
    space = PersonSpace(rules, [programme])
    seen = {space.answers(sample)[programme][0] for sample in space.samples(3000)}
    assert {text.best for text in rules.pack.programmes if text.id == programme} <= seen
    assert Outcome.NOT_APPLICABLE in seen


def test_the_search_needs_no_examples(rules: eligibility.Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pack without cases is searched by steering alone."""
    monkeypatch.setattr(PersonSpace, "_examples", [])
    for programme in rules.pack.programme_ids:
        space = PersonSpace(rules, [programme])
        seen = {space.answers(sample)[programme][0] for sample in space.samples(3000)}
        assert {text.best for text in rules.pack.programmes if text.id == programme} <= seen


def test_every_sample_is_a_person(rules: eligibility.Rulebook) -> None:
    """What the search makes is accepted at the door and decided alike there."""
    space = PersonSpace(rules, rules.pack.programme_ids, seed=5)
    for sample in space.samples(400):
        decision = rules.decide(space.person(sample), on=sample.on)
        answers = space.answers(sample)
        for finding in decision.findings:
            assert answers[finding.programme] == (finding.outcome, *(item.outcome for item in finding.items))


def test_values_stand_on_both_sides_of_every_threshold(rules: eligibility.Rulebook) -> None:
    """Amounts, dates and choices worth trying."""
    assert {"99999.99", "100000.00", "100000.01"} <= {
        str(one) for one in values_worth_trying(rules.pack, "loan.amount")
    }
    dates = {str(one) for one in values_worth_trying(rules.pack, "loan.application_date")}
    assert {"2023-04-09", "2023-04-10", "2023-04-11"} <= dates
    assert {"2023-04-09", "2023-04-10"} <= {str(day) for day in days_worth_trying(rules.pack)}
    places = values_worth_trying(rules.pack, "residence.place")
    assert "nanhai" in places
    assert any(code.startswith("11") for code in places)
    assert values_worth_trying(rules.pack, "family.moving_relatives") == ()


def test_hypothesis_is_not_needed() -> None:
    """The room imports where Hypothesis is not installed."""
    code = "import sys; sys.modules['hypothesis'] = None; import eligibility.testing"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_without_the_solver_claims_that_need_it_are_said_to_be_unchecked(
    rules: eligibility.Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where z3 is not installed nothing fails, and nothing that was not checked is called proved."""
    monkeypatch.setitem(sys.modules, "z3", None)
    results = {result.claim: result for result in check_claims(rules, persons=20)}
    unchecked = results["refusal-needs-every-route-closed"]
    assert (unchecked.holds, unchecked.how) == (True, "not_checked")
    assert "eligibility[prove]" in unchecked.why("zh")
    assert results["nothing-depends-on-sex"].how == "proved"


def test_with_the_solver_they_are_proved_or_broken(pack: Path) -> None:
    """A claim of a kind that only the solver settles says who breaks it."""
    result = claiming(pack, "programmes: [settlement], when: settlement.wants, outcome_in: [eligible]")
    assert (result.holds, result.how) == (False, "proved")
    assert "settlement.wants=true" in result.text("en")
