"""Every person of the shipped cases, turned into a scenario and back into a case, is accepted with its reasons."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import eligibility
from eligibility.errors import EligibilityError
from eligibility.pack.cases import read_cases
from eligibility.pack.loading import shipped_overlays, shipped_packs
from eligibility.testing.cases import run_case


@pytest.mark.parametrize("name", [*shipped_packs(), *shipped_overlays()])
def test_cases_written_from_decisions_pass(name: str, tmp_path: Path) -> None:
    """For every programme of every case's person, the outcome with the reasons filled in is what comes out."""
    rules = eligibility.load(name)
    folder = tmp_path / "cases"
    folder.mkdir()
    persons = list({repr(case.person): case for case in rules.pack.cases}.values())[::4]
    for number, case in enumerate(persons):
        try:
            table = rules.scenarios({"x": case.person}, on=case.model.on)
        except EligibilityError:
            continue
        text = table["x"].to_case(f"case-{number}", programmes=rules.pack.programme_ids)
        (folder / f"case-{number}.yaml").write_text(text, encoding="utf-8")
    made = read_cases((tmp_path,), replace(rules.pack, withdrawn_cases=frozenset()))
    assert len(made) > len(persons) // 2
    failed = [result.text() for result in (run_case(rules, case) for case in made) if not result.passed]
    assert not failed, "\n".join(failed)
