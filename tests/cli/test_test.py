"""``eligibility test``: what passes, and what a broken pack is told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from eligibility.pack.loading import shipped_packs

from .conftest import Run


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The shipped pack with its ceiling lowered."""
    folder = tmp_path / "broken"
    shutil.copytree(shipped_packs()["weihai-2023-13"], folder)
    path = folder / "parameters.yaml"
    text = path.read_text(encoding="utf-8")
    assert "value: 100000" in text
    path.write_text(text.replace("value: 100000", "value: 90000"), encoding="utf-8")
    return folder


@pytest.mark.no_cover  # thousands of persons for each pack; the tests below measure the same code
def test_the_shipped_packs_pass(run: Run) -> None:
    """Without arguments all shipped packs are tested, with a line for each."""
    result = run("test")
    assert result.exit_code == 0
    assert "✓ weihai-2023-13" in result.stdout
    assert "不通过 0 个" in result.stdout


def test_a_broken_pack_fails_with_its_reason(run: Run, broken: Path) -> None:
    """Each failing case has one line: what was expected, what came out, which condition decided."""
    result = run("test", broken, "--lang", "en")
    assert result.exit_code == 1
    line = next(line for line in result.stdout.splitlines() if "waiver-at-the-ceiling" in line)
    assert "cases/counter-guarantee-waiver.yaml:" in line
    assert "expected outcome eligible_in_principle, got not_eligible" in line
    assert "90,000 yuan" in line
    assert "[within-ceiling]" in line
    assert "✗ waiver-changes-only-at-the-ceiling" in result.stdout
    assert "loan.amount=90000.01" in result.stdout


def test_as_json(run: Run, broken: Path) -> None:
    """The same for a program."""
    result = run("test", broken, "--format", "json")
    assert result.exit_code == 1
    shown = json.loads(result.stdout)
    assert shown["passed"] is False
    (pack,) = shown["packs"]
    failed = [case for case in pack["cases"] if not case["passed"]]
    assert failed
    assert failed[0]["failures"][0]["what"] == "outcome"
    claim = next(one for one in pack["claims"] if not one["holds"])
    assert claim["counterexample"]["fact"] == "loan.amount"


def test_packs_that_cannot_be_loaded(run: Run, broken: Path, tmp_path: Path) -> None:
    """A pack that is wrong is exit code 2 with its place; the others are tested all the same."""
    facts = broken / "facts.yaml"
    facts.write_text(facts.read_text(encoding="utf-8") + "\nfakts: 1\n", encoding="utf-8")
    result = run("test", broken, "weihai-2023-13")
    assert result.exit_code == 2
    assert "P101" in result.stderr
    assert "facts.yaml:" in result.stderr
    assert "✓ weihai-2023-13" in result.stdout
    shown = json.loads(run("test", tmp_path / "nowhere", "--format", "json").stdout)
    assert shown["packs"][0]["error"][0]["code"] == "P009"


def test_listing_everything(run: Run) -> None:
    """``--verbose`` names what passed as well."""
    result = run("test", "weihai-2023-13", "--verbose", "--lang", "en")
    assert "proved from the rules" in result.stdout
    assert "waiver-at-the-ceiling" in result.stdout
