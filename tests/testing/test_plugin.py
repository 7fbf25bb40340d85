"""pytest runs the cases and claims of a pack, and leaves everything else alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from edits import copy_pack

SMALL = Path(__file__).parents[1] / "unit" / "small_pack"


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in a process of its own, as somebody with another city's pack does."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", "-v", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env={"LANG": "C.UTF-8"})


def test_a_pack_is_tested_without_python(tmp_path: Path) -> None:
    """Each case and each claim of a fresh pack is one test, named after it."""
    copy_pack(SMALL, tmp_path)
    done = run(tmp_path, "small_pack")
    assert done.returncode == 0, done.stdout
    names = [line for line in done.stdout.splitlines() if "PASSED" in line]
    text = "".join(path.read_text(encoding="utf-8") for path in (SMALL / "cases").iterdir())
    claims = (SMALL / "claims.yaml").read_text(encoding="utf-8")
    assert len(names) == text.count("- case:") + claims.count("- claim:")


def test_a_failure_speaks_the_caseworkers_words(tmp_path: Path) -> None:
    """A case that fails says where it stands, its story, what was expected, what came out, and how to see it again."""
    pack = copy_pack(SMALL, tmp_path)
    path = next((pack / "cases").iterdir())
    text = path.read_text(encoding="utf-8")
    line = text[: text.index("- case:")].count("\n") + 1
    first = text.index("outcome: ") + len("outcome: ")
    end = min(text.index(mark, first) for mark in ",}\n" if mark in text[first:])
    wrong = "not_applicable" if text[first:end] != "not_applicable" else "eligible"
    path.write_text(text[:first] + wrong + text[end:], encoding="utf-8")
    done = run(tmp_path, "small_pack")
    assert done.returncode == 1
    assert f"{path}:{line}: " in done.stdout
    assert f"expected outcome {wrong}, got " in done.stdout
    assert "eligibility check - --on " in done.stdout
    assert "Traceback" not in done.stdout


def test_a_broken_pack_is_an_error_of_collection(tmp_path: Path) -> None:
    """A pack that does not load says so with file and line, once for each of its files, and nothing passes."""
    pack = copy_pack(SMALL, tmp_path)
    (pack / "facts.yaml").write_text("facts: nonsense\n", encoding="utf-8")
    done = run(tmp_path, "small_pack")
    assert done.returncode == 2
    assert "facts.yaml:1" in done.stdout
    assert "passed" not in done.stdout


def test_other_yaml_is_left_alone(tmp_path: Path) -> None:
    """Where there is no pack nothing is collected and the library is not even imported."""
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "a.yaml").write_text("x: 1\n", encoding="utf-8")
    (tmp_path / "claims.yaml").write_text("x: 1\n", encoding="utf-8")
    (tmp_path / "test_it.py").write_text(
        "import sys\n\ndef test_it():\n    assert 'eligibility' not in sys.modules\n",
        encoding="utf-8",
    )
    done = run(tmp_path)
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


@pytest.mark.parametrize("arguments", [("-p", "no:eligibility"), ("-o", "eligibility_packs=false")])
def test_it_can_be_switched_off(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """The plugin is switched off like any other, or by its own setting."""
    copy_pack(SMALL, tmp_path)
    assert run(tmp_path, "small_pack", *arguments).returncode == 5


CLAIM = "claims:\n  - {{claim: mine, says: {{zh: 声明, en: claim}}, programmes: [heating, school], {claim}}}\n"


@pytest.mark.parametrize(
    ("claim", "persons"),
    [
        ("never_together: [eligible, eligible_in_principle]", 1),
        ("when: poor, independent_of: [rooms]", 2),
        ("independent_of: [rooms]", 2),
        ("at_best: refer", 1),
    ],
)
def test_a_broken_claim_comes_with_a_command_for_each_person(tmp_path: Path, claim: str, persons: int) -> None:
    """Whether it was proved or searched for, each person who breaks a claim is printed whole, as a command to run."""
    pack = copy_pack(SMALL, tmp_path)
    (pack / "claims.yaml").write_text(CLAIM.format(claim=claim), encoding="utf-8")
    done = run(tmp_path, "small_pack", "-k", "mine")
    assert done.returncode == 1
    commands = done.stdout.split("eligibility check - ")[1:]
    assert len(commands) == persons
    assert all(f"--pack {pack} <<'END'" in one and "\nEND\n" in one for one in commands)
    assert len({one.partition("\nEND\n")[0] for one in commands}) == persons
