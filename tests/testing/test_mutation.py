"""Rules are changed one at a time, and what notices nothing is shown with the case that is missing."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import eligibility
from edits import copy_pack
from eligibility import Rulebook
from eligibility.language import tree
from eligibility.prove.formulas import Formulas, Undecided
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
        key = (mutant.pack.programmes, tuple(one.timeline for one in mutant.pack.parameters))
        seen.add(repr(key))
        same = replace(mutant.pack, programmes=WEIHAI.pack.programmes, parameters=WEIHAI.pack.parameters)
        assert same == WEIHAI.pack
    assert len(seen) == len(list(mutants_of(WEIHAI.pack)))


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
