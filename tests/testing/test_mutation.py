"""Rules are changed one at a time, and what notices nothing is shown with the case that is missing."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import eligibility
from edits import Edit, copy_pack
from eligibility import Rulebook
from eligibility.language import tree
from eligibility.prove.formulas import Formulas, Undecided
from eligibility.prove.remarks import told_otherwise
from eligibility.prove.witness import Witness
from eligibility.testing.mutants import mutants_of
from eligibility.testing.mutation import MutationReport, mutate

WEIHAI = eligibility.load("weihai-2023-13")
SMALL = Path(__file__).parents[1] / "unit" / "small_pack"


def without_cases(folder: Path) -> Rulebook:
    """The small pack with neither cases nor claims."""
    pack = copy_pack(SMALL, folder)
    for path in (pack / "cases").iterdir():
        path.unlink()
    (pack / "claims.yaml").unlink()
    return eligibility.load(pack)


@pytest.mark.parametrize(
    "said",
    [
        "counter-guarantee-waiver: in_principle becomes unconditional",
        "counter-guarantee-waiver/within-ceiling: <= becomes <",
        "waiver_ceiling: 100000 becomes 100000.01",
        "territory: 371083 is taken out",
        "near_relative: is negated",
        "settlement: all becomes any",
        "settlement/wants-settlement: is negated",
    ],
)
def test_what_is_changed(said: str) -> None:
    """Strengths, operators, thresholds, entries, terms and limbs are among what is changed."""
    lines = {mutant.text() for mutant in mutants_of(WEIHAI.pack)}
    assert any(line.startswith(said) for line in lines), sorted(line for line in lines if line[:9] == said[:9])


def test_each_mutant_differs_in_one_thing() -> None:
    """No mutant is the pack itself, none comes twice, and each differs only where it says."""
    seen = set()
    for mutant in mutants_of(WEIHAI.pack):
        assert mutant.pack != WEIHAI.pack
        assert mutant.programmes or mutant.where
        remark = None if mutant.remark is None else (mutant.remark.id, mutant.programmes)
        pack = mutant.pack
        seen.add(repr((pack.programmes, pack.checks, [one.timeline for one in pack.parameters], remark)))
        parts = {name: getattr(WEIHAI.pack, name) for name in ("programmes", "parameters", "checks")}
        assert replace(mutant.pack, **parts) == WEIHAI.pack
    assert len(seen) == len(list(mutants_of(WEIHAI.pack)))


def test_notes_and_checks_are_changed() -> None:
    """What is told to whom: operators, numbers and thresholds; a note of all programmes once, in all of them."""
    small = [mutant.text() for mutant in mutants_of(eligibility.load(SMALL).pack)]
    for line in ("heating/alone: is negated", "heating/minor: < becomes <=", "huge-income: > becomes >="):
        assert line in small
    shared = [mutant for mutant in mutants_of(WEIHAI.pack) if mutant.text() == "after-2023: > becomes >="]
    assert [mutant.programmes for mutant in shared] == [WEIHAI.pack.programme_ids]
    raised = [mutant for mutant in mutants_of(WEIHAI.pack) if "300000 becomes 300000.01" in mutant.text()]
    assert {mutant.where for mutant in raised} == {"loan-above-personal-ceiling"}


def test_who_is_told_otherwise() -> None:
    """The person that the solver finds for a changed note or check is told one thing before and another after."""
    found = 0
    for mutant in mutants_of(WEIHAI.pack):
        if mutant.remark is None or found == 40:
            continue
        who = told_otherwise(
            (WEIHAI.pack, mutant.remark.before), (mutant.pack, mutant.remark.after), mutant.remark.text
        )
        if who is None:
            continue
        found += 1
        told = [_told(rules, who) for rules in (WEIHAI, Rulebook(mutant.pack))]
        assert (mutant.remark.id in told[0]) != (mutant.remark.id in told[1]), mutant.text()
    assert found == 40


def _told(rules: Rulebook, who: Witness) -> set[str]:
    """The ids of all notes and warnings that somebody is told."""
    decision = rules.decide(who.person, on=who.on)
    return {note.id for finding in decision for note in finding.notes} | {one.id for one in decision.warnings}


def test_a_case_that_expects_a_note_or_a_warning_notices(tmp_path: Path) -> None:
    """A changed note falls to a case with ``notes``, a changed check to one with ``warnings``, and to nothing else."""
    cases = """\
cases:
  - case: alone
    story: {zh: 独居, en: Lives alone}
    on: 2024-06-01
    person: {lives: {place: "100001", alone: true}, income: {yearly: "1000001"}}
    expect: {heating: {outcome: undetermined, because: [few-rooms], notes: [alone]}}
    warnings: [huge-income]
"""
    rules = without_cases(tmp_path)
    before = {one.where: one.fate for one in mutate(rules).results}
    assert before["heating/alone"] == before["huge-income"] == "survived"
    (tmp_path / "small_pack" / "cases" / "told.yaml").write_text(cases, encoding="utf-8")
    results = mutate(eligibility.load(tmp_path / "small_pack")).results
    assert {one.fate for one in results if one.where == "heating/alone"} == {"case"}
    fates = {one.what.en: one.fate for one in results if one.where == "huge-income"}
    assert fates["> becomes <="] == "case"
    assert fates["> becomes >="] == "survived"


def test_a_note_that_nobody_is_told_otherwise(tmp_path: Path) -> None:
    """A change after which everybody is told the same is proved to be none."""
    edit = Edit("programmes/heating.yaml", "when: lives.alone", "when: lives.alone and rooms > 0")
    rules = eligibility.load(copy_pack(SMALL, tmp_path, edit))
    fates = {one.what.en: one.fate for one in mutate(rules).results if one.where == "heating/alone"}
    assert fates["> becomes >="] == "equivalent"


def test_all_forms_are_changed() -> None:
    """Random packs give mutants of every kind of condition that can be changed."""
    words = " ".join(mutant.what.en for mutant in mutants_of(eligibility.load(SMALL).pack))
    words += " ".join(mutant.what.en for mutant in mutants_of(WEIHAI.pack))
    for word in (
        "becomes any",
        "becomes all",
        "is negated",
        "is taken away",
        "is taken as met",
        "is let in",
        "is taken out",
    ):
        assert word in words, word


def test_without_cases_mutants_survive(tmp_path: Path) -> None:
    """A pack without cases and claims shows for each survivor the smallest person whose outcome changes."""
    rules = without_cases(tmp_path)
    report = mutate(rules)
    assert not report.passed
    assert report.count("case") == report.count("claim") == 0
    shown = report.survivors[0]
    assert shown.example.startswith("eligibility check - --on ")
    assert " → " in shown.change
    assert report.text("zh").endswith(report.summary("zh"))
    assert report.to_dict()["survived"] == len(report.survivors)


def test_without_the_solver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the extra is not installed what nothing noticed is listed as not proved, and the report does not pass."""
    rules = without_cases(tmp_path)
    monkeypatch.setitem(sys.modules, "z3", None)
    report = mutate(rules)
    assert not report.passed
    assert report.count("not_proved") == len(report.results)
    assert "survived, not proved (eligibility[prove])" in report.text()


def test_a_change_that_the_solver_leaves_undecided_is_not_called_equivalent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the solver finds no answer in time nothing is proved, and the report names the programme."""

    def out_of_time(*_: Any) -> Any:
        raise Undecided

    rules = without_cases(tmp_path)
    monkeypatch.setattr(Formulas, "_answer", out_of_time)
    report = mutate(rules)
    assert not report.passed
    assert report.count("not_proved") == len(report.results)
    assert "survived, not proved (heating)" in report.text()


def test_progress_is_told(tmp_path: Path) -> None:
    """Whoever waits is told how many are done of how many."""
    told: list[tuple[int, int]] = []
    report: MutationReport = mutate(without_cases(tmp_path), progress=lambda done, total: told.append((done, total)))
    assert told == [(number + 1, len(report.results)) for number in range(len(report.results))]


def test_an_open_limb_is_changed_both_ways() -> None:
    """A doubt of the law is taken as met and as failed, and both are noticed."""
    opens = [mutant for mutant in mutants_of(WEIHAI.pack) if mutant.what.en.startswith("open is taken")]
    doubts = sum(
        isinstance(node, tree.Open)
        for text in WEIHAI.pack.programmes
        for condition in (text.scope, text.requires)
        for node in tree.walk(condition)
    )
    assert len(opens) == 2 * doubts
