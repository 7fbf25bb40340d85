"""Worked examples: every kind of expectation, met and missed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

import eligibility
from eligibility.pack.model import BaseCase
from eligibility.pack.schema import CaseModel
from eligibility.testing import CaseFailure, run_case, run_cases


@pytest.fixture(scope="module")
def rules() -> eligibility.Rulebook:
    """The shipped pack."""
    return eligibility.load("weihai-2023-13")


def case(person: dict[str, Any], expect: dict[str, Any], **more: Any) -> BaseCase:
    """A case as a file would give it."""
    story = {"zh": "故事", "en": "story"}
    model = CaseModel.model_validate({"case": "x", "story": story, "on": "2023-06-01", "expect": expect, **more})
    return BaseCase("cases/x.yaml", model, person)


def failures(rules: eligibility.Rulebook, one: BaseCase) -> tuple[CaseFailure, ...]:
    """What one case fails on."""
    return run_case(rules, one).failures


SETTLED = {"settlement": {"wants": False}}
UNKNOWN = {"is_migrant_worker": True, "residence": {"place": "371002"}}
RELATIVES = {
    "is_chinese_citizen": True,
    "is_active_military": False,
    "settlement": {"wants": True, "already_settled_in_town": False},
    "employment": {"has_employer": True, "employer_location": "371082"},
    "family": {"moving_relatives": [{"relation": "spouse"}, {"relation": "other"}]},
}


@pytest.mark.parametrize(
    ("person", "expect"),
    [
        (SETTLED, {"settlement": {"outcome": "not_applicable", "because": ["wants-settlement"]}}),
        (
            UNKNOWN,
            {
                "rental-housing": {
                    "outcome": "undetermined",
                    "missing": ["residence.lives_or_works_in_town"],
                    "open": ["meets-city-conditions"],
                    "because": ["in-town"],
                }
            },
        ),
        (
            RELATIVES,
            {
                "settlement": {
                    "outcome": "eligible",
                    "because": ["employer-seat"],
                    "items": ["eligible", "not_eligible"],
                }
            },
        ),
    ],
)
def test_expectations_that_are_met(rules: eligibility.Rulebook, person: dict[str, Any], expect: dict[str, Any]) -> None:
    """Outcome, reason, missing facts, open terms and items."""
    assert failures(rules, case(person, expect)) == ()


@pytest.mark.parametrize(
    ("person", "expectation", "what", "expected", "got"),
    [
        (SETTLED, {"outcome": "eligible", "because": []}, "outcome", "eligible", "not_applicable"),
        (SETTLED, {"outcome": "not_applicable", "because": ["nothing"]}, "because", "nothing", "no condition"),
        (SETTLED, {"outcome": "not_applicable", "because": ["in-force"]}, "because", "in-force (no)", "in-force (yes)"),
        (RELATIVES, {"outcome": "eligible", "because": [], "items": ["eligible"]}, "items", "eligible", "not_eligible"),
        (RELATIVES, {"outcome": "eligible", "because": ["kin-sponsor"]}, "because", "(yes)", "(not known)"),
    ],
)
def test_expectations_that_are_missed(
    rules: eligibility.Rulebook, person: dict[str, Any], expectation: dict[str, Any], what: str, expected: str, got: str
) -> None:
    """Each failure says what was expected and what came out."""
    (failure,) = failures(rules, case(person, {"settlement": expectation}))
    assert failure.what == what
    assert expected in failure.expected.en
    assert got in failure.got.en
    assert expected in failure.text("en")
    assert failure.programme in failure.text("zh")


def test_missing_and_open_are_exact_sets(rules: eligibility.Rulebook) -> None:
    """One fact too many or too few is a failure."""
    expect = {"rental-housing": {"outcome": "undetermined", "missing": ["loan.amount"], "open": []}}
    found = failures(rules, case(UNKNOWN, expect))
    assert [failure.what for failure in found] == ["missing", "open"]
    assert found[0].got.en == "residence.lives_or_works_in_town"


def test_long_lists_show_only_what_differs(rules: eligibility.Rulebook) -> None:
    """Where an expected list and a long one differ in one fact, that fact is seen at once in both languages."""
    every = [fact.path for fact in rules.decide({}, on="2023-06-01")["counter-guarantee-waiver"].missing]
    expect = {"counter-guarantee-waiver": {"outcome": "undetermined", "missing": [*every[1:], "sex"]}}
    (found,) = failures(rules, case({}, expect))
    same = len(every) - 1
    assert found.expected.en == f"sex (beside {same} in common)"
    assert found.got.en == f"{every[0]} (beside {same} in common)"
    assert found.text("zh").startswith(f"counter-guarantee-waiver：缺失的事实应为 sex（另有相同的{same}项）")


def test_a_failure_says_which_conditions_decided(rules: eligibility.Rulebook) -> None:
    """The reason carries the condition's wording, what it read, and its id."""
    (failure,) = failures(rules, case(SETTLED, {"settlement": {"outcome": "eligible", "because": []}}))
    assert failure.why[0].en == "✗ The person wishes to settle (Wishes to settle: no) [wants-settlement]"
    assert "本人自愿落户" in failure.why[0].zh


def test_a_case_chooses_its_readings(rules: eligibility.Rulebook) -> None:
    """What it does not name takes its default, whatever the rulebook's own choice."""
    person = {"is_migrant_worker": False, "settlement": {"wants": True}}
    narrow = {"settlement": {"outcome": "not_applicable", "because": ["settler-is-migrant-worker"]}}
    assert failures(rules, case(person, narrow, readings={"D5": "migrant-workers-only"})) == ()
    other = rules.with_readings({"D5": "migrant-workers-only"})
    assert (
        run_case(other, case(person, {"settlement": {"outcome": "undetermined", "open": []}})).failures[0].what
        == "open"
    )


@pytest.mark.parametrize(
    ("person", "more", "code"),
    [
        ({"loan": {"amount": "0"}}, {}, "I103"),
        ({}, {"readings": {"D3": "outstanding-balance"}}, "U006"),
    ],
)
def test_a_case_that_cannot_run_fails(
    rules: eligibility.Rulebook, person: dict[str, Any], more: dict[str, Any], code: str
) -> None:
    """An error is a failure of the case, and stops none of the others."""
    expect = {"settlement": {"outcome": "eligible", "because": []}}
    (failure,) = failures(rules, case(person, expect, **more))
    assert failure.what == "error"
    assert code in failure.got.en


def test_all_cases_of_the_pack(rules: eligibility.Rulebook) -> None:
    """They pass; results come in the order of the files, with their places."""
    results = run_cases(rules)
    assert all(result.passed for result in results)
    assert results[0].where.startswith("weihai-2023-13/cases/")
    assert results[0].text("en").startswith("✓ ")
    assert results[0].to_dict()["failures"] == []


def test_results_can_be_shown(rules: eligibility.Rulebook) -> None:
    """One line in either language, and plain data."""
    result = run_case(rules, case(SETTLED, {"settlement": {"outcome": "eligible", "because": []}}))
    assert "结果应为 eligible，实为 not_applicable" in result.text("zh")
    assert "\n" not in result.text("zh")
    assert result.to_dict("en")["failures"][0]["expected"] == "eligible"
    assert replace(result, failures=()).passed


@pytest.mark.parametrize(
    ("births", "notes", "wrong"),
    [
        (["2015-01-01"], [], ""),
        (["2015-01-01", "2020-01-01"], ["under-six"], ""),
        (["2015-01-01", "2020-01-01"], [], "expected notes with a condition –, got under-six"),
        (["2015-01-01"], ["under-six"], "expected notes with a condition under-six, got –"),
        (["2015-01-01"], ["no-paper-proofs"], "expected notes with a condition no-paper-proofs, got –"),
    ],
)
def test_notes_are_expected_by_their_condition(
    rules: eligibility.Rulebook, births: list[str], notes: list[str], wrong: str
) -> None:
    """A note that shows, or does not, against what a case says is a failure; those that always show are not listed."""
    parent = {"parent_place": "371002", "parent_has_residence_permit": True, "parent_months_in_weihai": 3}
    person = {"family": {"children": [{"birth_date": born} for born in births], **parent}}
    expect = {"schooling": {"outcome": "eligible", "because": ["residence-permit"], "notes": notes}}
    found = failures(rules, case(person, expect))
    assert [one.text("en").partition(": ")[2].partition(";")[0] for one in found] == ([wrong] if wrong else [])


@pytest.mark.parametrize(
    ("amount", "warnings", "wrong"),
    [
        ("999.99", ["small-amount"], ""),
        ("1000", [], ""),
        ("999.99", [], "expected warnings –, got small-amount"),
        ("1000", ["small-amount"], "expected warnings small-amount, got –"),
    ],
)
def test_warnings_are_expected_of_the_whole_decision(
    rules: eligibility.Rulebook, amount: str, warnings: list[str], wrong: str
) -> None:
    """A warning that shows, or does not, against what a case says is a failure that bears the name of the pack."""
    expect = {"counter-guarantee-waiver": {"outcome": "undetermined", "because": ["guarantee-loan"]}}
    one = case({"loan": {"amount": amount}}, expect)
    found = failures(rules, replace(one, model=one.model.model_copy(update={"warnings": tuple(warnings)})))
    assert [failure.text("en") for failure in found] == ([f"weihai-2023-13: {wrong}"] if wrong else [])


def test_a_quantifier_of_a_note_that_is_wrong_is_noticed(rules: eligibility.Rulebook) -> None:
    """The case of a child of five beside one of eight fails where a note asks for every child instead of some."""
    from edits import Edit, copy_pack
    from eligibility.pack.loading import shipped_packs

    some = "some child in family.children satisfies age(child.birth_date) < 6"
    edit = Edit("programmes/schooling.yaml", some, some.replace("some", "every", 1))
    person = {"family": {"children": [{"birth_date": "2015-01-01"}, {"birth_date": "2020-01-01"}]}}
    expect = {"schooling": {"outcome": "undetermined", "because": ["parent-in-weihai"], "notes": ["under-six"]}}
    assert failures(rules, case(person, expect)) == ()
    with TemporaryDirectory() as folder:
        broken = eligibility.load(copy_pack(shipped_packs()["weihai-2023-13"], Path(folder), edit))
    assert [one.what for one in failures(broken, case(person, expect))] == ["notes"]
