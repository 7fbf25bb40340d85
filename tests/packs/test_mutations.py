"""Whatever is changed in a rule of a shipped pack, a case or a claim notices, or the solver proves it no change."""

from __future__ import annotations

import pytest

import eligibility
from eligibility.pack.loading import shipped_overlays, shipped_packs
from eligibility.testing.mutation import mutate

pytestmark = pytest.mark.no_cover  # it looks at rules, and runs no line of ours that others do not


@pytest.mark.parametrize("name", sorted({*shipped_packs(), *shipped_overlays()}))
def test_no_mutant_survives(name: str) -> None:
    """Every mutant of the pack is killed or proved to change nothing."""
    report = mutate(eligibility.load(name))
    assert report.passed, report.text()
    assert report.count("case") > report.count("equivalent")
