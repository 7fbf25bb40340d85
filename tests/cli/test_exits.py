"""Every way a command can end, provoked in a process of its own: streams that take nothing, defects put in."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = str(Path(__file__).resolve().parents[2] / "src")
HIDDEN = "王小明 371002199001011234"
DATED = ("--on", "2023-06-01")
# What is broken by hand in the process, by where it breaks.
DEFECTS = {
    "loading": "import eligibility.pack.build as m; m.build_pack = fail",
    "deciding": "import eligibility.decide.engine as m; m.compile_outcomes = fail",
    "explaining": "import eligibility.decide.engine as m; m.compile_traces = fail",
    "refusing": "import eligibility.pack.vocabulary as m; m.input_error = fail",
    "recording": "import eligibility.live.journal as m; m._row = fail",
}
START = """
import runpy, sys
def fail(*_, **__): raise {kind}({secret!r})
{defect}
sys.argv = ["eligibility", *{arguments!r}]
runpy.run_module("eligibility", run_name="__main__")
"""


def run(
    *arguments: str, defect: str = "", kind: str = "KeyError", out: str = "", err: str = "", cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """The command, perhaps with a defect, its streams perhaps to a file."""
    code = START.format(kind=kind, secret=HIDDEN, defect=defect and DEFECTS[defect], arguments=arguments)
    environment = {**os.environ, "PYTHONPATH": SOURCE, "PYTHONUTF8": "1"}
    with Path(out or os.devnull).open("w") as first, Path(err or os.devnull).open("w") as second:
        return subprocess.run(
            [sys.executable, "-c", code],
            stdin=subprocess.DEVNULL,
            stdout=first if out else subprocess.PIPE,
            stderr=second if err else subprocess.PIPE,
            encoding="utf-8",
            env=environment,
            cwd=cwd,
            check=False,
        )


@pytest.fixture
def person(tmp_path: Path) -> str:
    """A person in a file."""
    path = tmp_path / "person.json"
    path.write_text('{"is_migrant_worker": true}')
    return str(path)


@pytest.fixture
def wrong(tmp_path: Path) -> str:
    """A file with a mistake and a secret in it."""
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps({"is_migrant_worker": "maybe", "name": HIDDEN}), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("defect", "command"),
    [
        ("loading", "check"),
        ("deciding", "check"),
        ("deciding", "explain"),
        ("deciding", "ask"),
        ("explaining", "check"),
        ("explaining", "notice"),
        ("recording", "case"),
    ],
)
def test_a_defect_asks_for_a_report_and_shows_nobody(
    defect: str, command: str, language: str, person: str, tmp_path: Path
) -> None:
    """Exit code 70, one line that names the place and asks for a report, no answer and nothing about anybody."""
    arguments = {
        "check": ("check", person, *DATED),
        "explain": ("explain", person, "rental-housing", *DATED),
        "notice": ("notice", person, *DATED),
        "ask": ("ask", *DATED),
        "case": ("case", "new", *DATED, "--journal", str(tmp_path / "j")),
    }[command]
    result = run(*arguments, "--lang", language, defect=defect)
    assert result.returncode == 70
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert "B001" in line
    assert "KeyError @ <string>:3" in line
    assert ("请报告；不得当作不符合处理" if language == "zh" else "please report it") in line
    assert "371002199001011234" not in line


@pytest.mark.parametrize("kind", ["RecursionError", "MemoryError", "AssertionError"])
def test_every_kind_of_defect_is_one(kind: str, person: str) -> None:
    """Even what means that something has run out is no refusal."""
    result = run("check", person, *DATED, defect="deciding", kind=kind)
    assert result.returncode == 70
    assert f"{kind} @" in result.stderr


def test_a_defect_in_one_file_costs_no_other_its_answer(person: str, wrong: str) -> None:
    """Exit code 70 for the worst, the file is named, and the valid one is answered."""
    result = run("check", wrong, person, *DATED, defect="refusing")
    assert result.returncode == 70
    assert result.stderr.startswith(f"{wrong}: B001")
    assert f"━━ {person} ━━" in result.stdout


def test_a_defect_in_showing_a_file_is_that_files(person: str, wrong: str) -> None:
    """What cannot be shown is told as a defect in its place, as text and as JSON."""
    result = run("check", person, wrong, *DATED, defect="explaining")
    assert result.returncode == 70
    assert [line.partition(":")[0] for line in result.stderr.splitlines()[:2]] == [person, wrong]
    result = run("check", person, wrong, *DATED, "--format", "json", defect="explaining")
    assert result.returncode == 70
    first, second = json.loads(result.stdout)
    assert [one["code"] for one in first["error"]] == ["B001"]
    assert {one["code"] for one in second["error"]} == {"I101", "I102"}


def test_bad_input_beside_good(person: str, wrong: str) -> None:
    """Exit code 2; the good one is answered, the value of what is no fact is not repeated."""
    result = run("check", wrong, person, *DATED, "--format", "json")
    assert result.returncode == 2
    assert [set(one) >= {"error"} for one in json.loads(result.stdout)] == [True, False]
    assert "371002199001011234" not in result.stdout + result.stderr


def test_everything_answered(person: str) -> None:
    """Exit code 0, whatever the outcome."""
    assert run("check", person, *DATED).returncode == 0


def test_a_broken_pack(tmp_path: Path) -> None:
    """Exit code 1 where a case of a pack fails."""
    packs = Path(__file__).resolve().parents[1] / "unit" / "small_pack"
    target = tmp_path / "pack"
    for source in packs.rglob("*.yaml"):
        copy = target / source.relative_to(packs)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(source.read_text("utf-8"), encoding="utf-8")
    case = next((target / "cases").glob("*.yaml"))
    text = case.read_text("utf-8")
    assert "outcome: eligible_in_principle" in text
    case.write_text(text.replace("outcome: eligible_in_principle", "outcome: refer", 1), encoding="utf-8")
    assert run("test", str(target)).returncode == 1


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("facts",), ("check", "PERSON", *DATED)])
def test_output_that_nobody_takes(arguments: tuple[str, ...], person: str) -> None:
    """A full disk is no defect: exit code 2 and one line, also where both streams are full."""
    arguments = tuple(person if one == "PERSON" else one for one in arguments)
    result = run(*arguments, out="/dev/full")
    assert result.returncode == 2
    assert result.stderr.splitlines() == ["U013 stdout：应为 可以写入 writable，得到 No space left on device"]
    assert run(*arguments, out="/dev/full", err="/dev/full").returncode == 2


@pytest.mark.parametrize(("arguments", "code"), [(("check", "WRONG", *DATED), 2), (("chekc",), 2), (("--help",), 0)])
def test_complaints_that_nobody_takes(arguments: tuple[str, ...], code: int, wrong: str) -> None:
    """The exit code is the same where standard error is full."""
    arguments = tuple(wrong if one == "WRONG" else one for one in arguments)
    assert run(*arguments, err="/dev/full").returncode == code


def test_an_interrupt_keeps_what_was_said(tmp_path: Path) -> None:
    """Whoever stops an interview finds the answers so far in the file."""
    saved = tmp_path / "person.yaml"
    command = [sys.executable, "-m", "eligibility", "ask", *DATED, "--lang", "en", "--save", str(saved)]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": SOURCE},
        # whoever runs the tests in the background hands an ignored signal down
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("yes\n")
    process.stdin.flush()
    while not process.stdout.readline().startswith("[2]"):
        pass
    process.send_signal(signal.SIGINT)
    _, complaints = process.communicate(timeout=60)
    assert process.returncode == 130
    assert complaints.strip() == ""
    assert saved.read_text("utf-8") == "is_migrant_worker: true\n"
