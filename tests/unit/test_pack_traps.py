"""Mistakes in packs that once slipped through, or brought others along that were none."""

from __future__ import annotations

from pathlib import Path

import pytest

import eligibility
from edits import Edit, copy_pack
from eligibility import PackError
from eligibility.testing import run_cases

SMALL = Path(__file__).with_name("small_pack")
FACTS, HEATING, TERMS = "facts.yaml", "programmes/heating.yaml", "terms.yaml"
ROOMS = "    type: integer\n    minimum: 1\n    maximum: 20\n"
INCOME = "    type: money\n    minimum: 0\n"


def codes(folder: Path) -> list[str]:
    """The codes of everything that is wrong with a pack."""
    with pytest.raises(PackError) as caught:
        eligibility.load(folder)
    return [one.code for one in caught.value.problems]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (ROOMS, "    type: integer\n    minimum: 21\n    maximum: 20\n"),
        (ROOMS, "    type: integer\n    above: 20\n    maximum: 20\n"),
        (INCOME, "    type: money\n    above: 5\n    maximum: 5\n"),
        (INCOME, "    type: money\n    minimum: 5.01\n    maximum: 5\n"),
    ],
)
def test_bounds_that_nothing_keeps(tmp_path: Path, old: str, new: str) -> None:
    """Bounds between which no value lies are an error when the pack loads, with the fact's place."""
    folder = copy_pack(SMALL, tmp_path, Edit(FACTS, old, new))
    with pytest.raises(PackError) as caught:
        eligibility.load(folder)
    (problem,) = caught.value.problems
    assert problem.code == "P103"
    assert "bounds that some value can keep" in problem.message("en")
    assert "界限" in problem.message("zh")
    assert problem.where is not None
    assert problem.where.line > 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (ROOMS, "    type: integer\n    minimum: 20\n    maximum: 20\n"),
        (INCOME, "    type: money\n    above: 5\n    maximum: 5.01\n"),
    ],
)
def test_bounds_that_one_value_keeps(tmp_path: Path, old: str, new: str) -> None:
    """Bounds that leave a single value are bounds."""
    assert eligibility.load(copy_pack(SMALL, tmp_path, Edit(FACTS, old, new))).id == "small-pack"


@pytest.mark.parametrize(
    "edit",
    [
        Edit(HEATING, "test: rooms <= most_rooms", "test: rooms <= "),
        Edit(HEATING, 'test: not("heating" in benefits)', 'test: not("heating" in benefit)'),
        Edit(TERMS, "test: income.yearly <= income_limit", "test: income.yearly <= (income_limit"),
        Edit(TERMS, "test: hardship", "test: hardshipp"),
    ],
)
def test_a_malformed_test_brings_no_other_mistake(tmp_path: Path, edit: Edit) -> None:
    """A test that cannot be read or typed does not make the programme's best outcome look wrong."""
    found = codes(copy_pack(SMALL, tmp_path, edit, Edit("programmes/school.yaml", "at_school, says", "at_scool, says")))
    assert len(found) == 2
    assert all(code.startswith("E") for code in found)


def test_the_best_outcome_is_still_compared(tmp_path: Path) -> None:
    """Where every test can be read, a wrong best outcome is found, with whatever else is wrong."""
    edits = (
        Edit(HEATING, "best: eligible_in_principle", "best: refer"),
        Edit(FACTS, "facts:\n", "facts:\n" + UNUSED),
    )
    assert sorted(codes(copy_pack(SMALL, tmp_path, *edits))) == ["P208", "P305"]


UNUSED = """  - fact: unused
    type: boolean
    label: {zh: 无用, en: Unused}
    question: {zh: 有用吗？, en: "Is it of use?"}
    supplied_by: [applicant]
    changeable: true
"""
OVERLAY = """overlay: later
version: 1.0.0
format: 1
extends: small-pack
status: example
title: {zh: 后来, en: Later}
document: {number: 小〔2025〕1号, title: {zh: 补充, en: Supplement}, date: 2025-01-01, issuers: [小局]}
clauses:
  - {clause: 补一, gist: {zh: 补, en: More}, kind: [person], bodies: [小局], programmes: [heating]}
changes:
  - do: date
    clause: 补一
    why: {zh: 因, en: Why}
    name: most_rooms
    value: {from: 2025-01-01, value: 5, clause: 补一}
withdraws:
"""
REASON = "reason: {zh: 因, en: Why}"
CASE = """      heating: {outcome: eligible_in_principle, because: [low-income]}
"""


def with_two(tmp_path: Path, withdrawal: str) -> eligibility.Rulebook:
    """The small pack, its case expecting something of two programmes, under an overlay that withdraws something."""
    school = "      school: {outcome: undetermined, missing: [children]}\n"
    folder = copy_pack(SMALL, tmp_path, Edit("cases/heating.yaml", CASE, CASE + school))
    overlay = tmp_path / "later"
    overlay.mkdir()
    (overlay / "overlay.yaml").write_text(f"{OVERLAY}  - {{{withdrawal}, {REASON}}}\n", encoding="utf-8")
    return eligibility.load(folder, overlays=[overlay])


def test_a_case_is_withdrawn_for_one_programme(tmp_path: Path) -> None:
    """What the case expects of the other programmes still holds and is still tested."""
    rules = with_two(tmp_path, "case: at-the-limit, programme: heating")
    (case,) = rules.pack.cases
    assert list(case.model.expect) == ["school"]
    assert [result.passed for result in run_cases(rules)] == [True]


def test_a_claim_is_withdrawn_for_one_programme(tmp_path: Path) -> None:
    """The claim still speaks of the other programmes."""
    (claim,) = with_two(tmp_path, "claim: nothing-by-sex, programme: heating").pack.claims
    assert claim.programmes == ("school",)


@pytest.mark.parametrize("what", ["case: at-the-limit", "claim: nothing-by-sex"])
def test_a_programme_that_is_not_there_to_withdraw(tmp_path: Path, what: str) -> None:
    """P405, with a suggestion."""
    with pytest.raises(PackError) as caught:
        _ = with_two(tmp_path, f"{what}, programme: heatin").pack.cases
    (problem,) = caught.value.problems
    assert (problem.code, problem.suggestion) == ("P405", "heating")
    assert "heatin" in problem.message("zh")
