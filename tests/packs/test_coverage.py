"""Every pack and overlay that ships is covered by its own cases, facts and register of clauses."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

import eligibility
from eligibility.pack import schema
from eligibility.pack.loading import PackFiles, read_stack, shipped_overlays, shipped_packs
from eligibility.pack.overlays import apply_overlays
from eligibility.testing.coverage import CoverageReport, coverage_report

PACKS = (*shipped_packs(), *shipped_overlays())


@cache
def report_on(name: str) -> CoverageReport:
    """What the cases of a pack cover."""
    return coverage_report(eligibility.load(name))


@pytest.fixture(params=PACKS)
def report(request: pytest.FixtureRequest) -> CoverageReport:
    """What the cases of each pack cover."""
    return report_on(request.param)


def test_every_condition_is_covered_on_every_side(report: CoverageReport) -> None:
    """For each condition of each programme there is a case on every side that it can have."""
    gaps = [f"{one.programme}: {one.text()}" for one in report.conditions if one.gaps]
    assert not gaps, "\n".join([f"{len(gaps)} conditions of {report.pack} lack a case:", *gaps])


def test_a_side_that_cannot_be_says_why(report: CoverageReport) -> None:
    """Where no case is wanted for a side that no case has, it is because the side cannot be, or lies below."""
    for one in report.conditions:
        for side in one.sides:
            assert side.why_not is None or not side.cases, (one.name, side.truth)
            assert not (side.needed and side.why_not is not None), (one.name, side.truth)


def test_every_fact_is_read_or_declared(report: CoverageReport) -> None:
    """A fact is read by a programme, a note or a warning, or declared never to decide."""
    assert not [one.path for one in report.facts if one.is_gap]


def test_every_clause_is_accounted_for(report: CoverageReport) -> None:
    """A clause has programmes, targets, or a reason why there is nothing to decide."""
    assert not [one.clause for one in report.clauses if one.is_gap]


@pytest.mark.parametrize("name", PACKS)
def test_what_is_said_beside_a_result_is_worked_too(name: str) -> None:
    """Each note with a condition, and each warning, is expected by one case and expected not to show by another."""
    pack = eligibility.load(name).pack
    wanted = {(text.id, note.id) for text in pack.programmes for note in text.notes if note.when is not None}
    wanted |= {("", check.id) for check in pack.checks}
    shared = {note for _, note in wanted if all((text.id, note) in wanted for text in pack.programmes)}
    shown, hidden = set[tuple[str, str]](), set[tuple[str, str]]()
    for case in pack.cases:
        said = {str(one): expected.notes for one, expected in case.model.expect.items()} | {"": case.model.warnings}
        listed = {one: {str(note) for note in notes} for one, notes in said.items() if notes is not None}
        shown |= {(one, note) for one, notes in listed.items() for note in notes}
        hidden |= {(one, note) for one, note in wanted if one in listed and note not in listed[one]}
    for seen in (shown, hidden):
        seen |= {(text.id, note) for text in pack.programmes for note in shared if any(note == n for _, n in seen)}
        assert wanted - seen == set()


@pytest.mark.parametrize("name", PACKS)
def test_no_condition_of_the_files_is_left_out(name: str) -> None:
    """Every id that a programme's file gives to a condition is in the report."""
    files = apply_overlays(*read_stack(name))
    reported = {(one.programme, one.id) for one in report_on(name).conditions if not one.term}
    written = set(_ids(files))
    assert written
    assert reported == written


def _ids(files: PackFiles) -> Iterator[tuple[str, str]]:
    for _, model in files.programmes:
        tops = [*files.pack.applies, *model.applies, model.requires]
        tops += [model.for_each.requires] if model.for_each else []
        yield from ((str(model.programme), name) for top in tops for name in _below(top))


def _below(node: schema.Node) -> Iterator[str]:
    if node.id is not None:
        yield str(node.id)
    for part in (*(node.all or ()), *(node.any or ()), *(node.at_least.of if node.at_least else ()), node.not_):
        if part is not None:
            yield from _below(part)
