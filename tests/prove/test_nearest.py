"""The nearest change reaches what it says with the fewest facts, and distances are to the yuan and the day."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

import eligibility
from eligibility import Decision, Outcome, Rulebook
from eligibility.pack.paths import set_path

ON = "2023-06-01"
WAIVER, RENTAL, SETTLEMENT, CONTRACT = "counter-guarantee-waiver", "rental-housing", "settlement", "labour-contract"
BORROWER: dict[str, Any] = {
    "is_migrant_worker": True,
    "work_history": {"has_outside_work": True, "returned_to_home_county": True},
    "business": {"is_starting": True, "location": "371002"},
    "loan": {
        "product": "entrepreneurship_guarantee_loan",
        "borrower": "individual",
        "amount": "100340",
        "is_split_of_larger_need": False,
        "application_date": "2023-05-20",
    },
}
SETTLER: dict[str, Any] = {
    "is_chinese_citizen": True,
    "is_active_military": False,
    "business": {"own_in_weihai": False},
    "settlement": {"wants": True, "already_settled_in_town": False, "kin_sponsor": "none"},
    "employment": {"has_employer": False, "employer_location": "110105", "work_place": "110105"},
    "housing": {"has_purchased_home": False, "has_rented_home": False},
}


@pytest.fixture(scope="module")
def rules() -> Rulebook:
    """The shipped pack."""
    return eligibility.load("weihai-2023-13")


def borrower(rules: Rulebook, **loan: Any) -> Decision:
    """A returning entrepreneur with another loan."""
    return rules.decide({**BORROWER, "loan": {**BORROWER["loan"], **loan}}, on=ON)


def test_the_amount_comes_down_to_the_ceiling_and_no_further(rules: Rulebook) -> None:
    """The nearest amount that is waived is the ceiling itself."""
    found = borrower(rules).nearest(WAIVER)
    (one,) = found.alternatives
    assert [(change.path, str(change.before), str(change.after)) for change in one.changes] == [
        ("loan.amount", "100340.00", "100000.00")
    ]
    assert one.outcome is Outcome.ELIGIBLE_IN_PRINCIPLE
    assert found.exhausted


def test_distances_say_by_how_much(rules: Rulebook) -> None:
    """340 yuan over, in both languages; one cent as well; a day is a day."""
    over = borrower(rules).nearest(WAIVER).distances
    assert [(one.path, str(one.by), one.met) for one in over] == [
        ("loan.amount", "340.00", False),
        ("loan.application_date", "40", True),
    ]
    assert "超出340元" in over[0].text("zh")
    assert "340 yuan over" in over[0].text("en")
    assert "超出0.01元" in borrower(rules, amount="100000.01").nearest(WAIVER).distances[0].text("zh")
    assert "低20,000元" in borrower(rules, amount="80000").nearest(WAIVER).distances[0].text("zh")
    assert "20,000 yuan below" in borrower(rules, amount="80000").nearest(WAIVER).distances[0].text("en")
    assert "正好" in borrower(rules, amount="100000").nearest(WAIVER).distances[0].text("zh")
    work = {"work_start_date": "2023-05-10", "has_written_contract": False}
    none = rules.decide({"key_groups": []}, on=ON).nearest(WAIVER).distances
    assert "重点群体类别的数目：0，界限 0，正好相等，不满足“大于”" in [one.text("zh") for one in none]
    (day,) = rules.decide({"employment": work}, on=ON).nearest(CONTRACT).distances
    assert (day.by, day.met) == (-9, False)
    assert "早9天" in day.text("zh")


def test_two_faults_take_two_changes(rules: Rulebook) -> None:
    """The smallest set of changes that helps holds both."""
    found = borrower(rules, borrower="small_micro_enterprise").nearest(WAIVER, "eligible_in_principle")
    assert {change.path for change in found.alternatives[0].changes} == {"loan.amount", "loan.borrower"}


def test_settlement_has_several_ways(rules: Rulebook) -> None:
    """Each way is one of the routes, none holds another, and each comes out as told."""
    decision = rules.decide(SETTLER, on=ON)
    found = decision.nearest(SETTLEMENT)
    ways = [frozenset(change.path for change in one.changes) for one in found.alternatives]
    assert frozenset({"housing.has_rented_home"}) in ways
    assert not any(one < two or one > two for one, two in itertools.combinations(ways, 2))
    assert [len(way) for way in ways] == sorted(len(way) for way in ways)
    for one in found.alternatives:
        again = rules.decide(one.witness.person, on=ON)[SETTLEMENT].outcome
        assert again is one.outcome
        assert again.rank > decision[SETTLEMENT].outcome.rank
    sure = decision.nearest(SETTLEMENT, Outcome.ELIGIBLE)
    assert {change.path for change in sure.alternatives[0].changes} == {
        "employment.has_employer",
        "employment.employer_location",
    }


def test_of_as_many_changes_the_best_comes_first(rules: Rulebook) -> None:
    """One change may reach more than another, and where it can reach several outcomes the best is shown."""
    decision = rules.decide({**SETTLER, "employment": {**SETTLER["employment"], "has_employer": True}}, on=ON)
    alternatives = decision.nearest(SETTLEMENT).alternatives
    assert [len(one.changes) for one in alternatives] == [1] * len(alternatives)
    assert [one.outcome for one in alternatives] == [Outcome.ELIGIBLE, *[Outcome.REFER] * (len(alternatives) - 1)]
    assert alternatives[0].changes[0].path == "employment.employer_location"


def test_fewest_means_that_no_part_of_a_way_is_one(rules: Rulebook) -> None:
    """With any of its changes left out a way reaches nothing better."""
    decision = rules.decide(SETTLER, on=ON)
    for one in decision.nearest(SETTLEMENT, Outcome.ELIGIBLE).alternatives:
        for left_out in one.changes:
            person = rules.Person.vocabulary.plain(decision.person)
            for change in one.changes:
                if change is not left_out:
                    set_path(person, change.path, change.after)
            assert rules.decide(person, on=ON)[SETTLEMENT].outcome is not Outcome.ELIGIBLE


def test_what_nobody_can_change_is_left_alone(rules: Rulebook) -> None:
    """Who is no citizen is not told to become one, and what is not known and cannot be changed stays so."""
    decision = rules.decide({**SETTLER, "is_chinese_citizen": False}, on=ON)
    assert decision.nearest(SETTLEMENT).alternatives == ()
    unknown = {name: value for name, value in SETTLER.items() if name != "is_chinese_citizen"}
    assert rules.decide(unknown, on=ON).nearest(SETTLEMENT, "eligible").alternatives == ()
    for path in ("birth_date", "sex", "origin.region", "settlement.kin_sponsor"):
        assert not rules.pack.fact_by_path[path].changeable
    for one in rules.decide(SETTLER, on=ON).nearest(SETTLEMENT).alternatives:
        assert all(rules.pack.fact_by_path[change.path].changeable for change in one.changes)


def test_what_has_to_be_asked_first(rules: Rulebook) -> None:
    """Where nothing helps because something is not known that nobody changes, that is said, in both languages."""
    unknown = {name: value for name, value in SETTLER.items() if name != "is_chinese_citizen"}
    decision = rules.decide({**unknown, "housing": {"has_rented_home": True}}, on=ON)
    found = decision.nearest(SETTLEMENT, "eligible")
    assert "先要问清：中国公民" in found.text("zh")
    assert "To be asked first: Chinese citizen" in found.text("en")
    assert "先要问清" not in rules.decide({**SETTLER, "is_chinese_citizen": False}, on=ON).nearest(SETTLEMENT).text(
        "zh"
    )


def test_nothing_is_better_than_the_best(rules: Rulebook) -> None:
    """An outcome that is the best has no alternatives and says so."""
    found = rules.decide({}, on=ON).nearest("job-fairs")
    assert (found.before, found.wanted, found.alternatives) == (Outcome.ELIGIBLE, (), ())
    assert "最好" in found.text("zh")


def test_as_text_and_as_data(rules: Rulebook) -> None:
    """The text names labels and units, the data paths."""
    found = borrower(rules).nearest(WAIVER)
    assert "贷款金额：100,340元 → 100,000元 ⇒ 原则上符合" in found.text("zh")
    assert "Loan amount: 100,340 yuan → 100,000 yuan ⇒ Eligible in principle" in str(found)
    data = found.to_dict()
    assert data["alternatives"][0]["changes"][0]["after"] == "100000"
    assert data["distances"][0]["by"] == "340"


def test_wrong_calls_are_refused(rules: Rulebook) -> None:
    """Programmes and outcomes that do not exist are usage errors."""
    decision = rules.decide({}, on=ON)
    with pytest.raises(eligibility.UsageError):
        decision.nearest("rental")
    with pytest.raises(eligibility.UsageError):
        decision.nearest(RENTAL, "yes")
