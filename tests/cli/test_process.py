"""The command as a process of its own: streams, colours, locales, pipes."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from pathlib import Path

import pytest

PERSON = '{"is_migrant_worker": true}'
CHECK = [sys.executable, "-m", "eligibility", "check", "-", "--on", "2023-06-01"]
PATIENCE = 60
SOURCE = str(Path(__file__).resolve().parents[2] / "src")


def environment(**more: str) -> dict[str, str]:
    """Our own environment without locale and colour settings."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "NO_COLOR", "FORCE"))
    }
    return {**kept, "PYTHONPATH": SOURCE, "TERM": "xterm-256color", **more}


def run(arguments: list[str], text: str = PERSON, **more: str) -> subprocess.CompletedProcess[bytes]:
    """The command between pipes."""
    return subprocess.run(arguments, input=text.encode(), capture_output=True, env=environment(**more), check=False)


def on_a_terminal(arguments: list[str], typed: tuple[str, ...] = (), **more: str) -> str:
    """What a terminal shows; each piece is typed when the prompt for it is there."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(arguments, stdin=follower, stdout=follower, stderr=follower, env=environment(**more))
    os.close(follower)
    shown, waiting = b"", list(typed)
    try:
        while select.select([leader], [], [], PATIENCE)[0]:
            piece = _read(leader)
            if not piece:
                break
            shown += piece
            if waiting and shown.endswith(b"> "):
                os.write(leader, waiting.pop(0).encode())
        process.wait(PATIENCE)
    finally:
        process.kill()
        process.wait()
        os.close(leader)
    return shown.decode()


def _read(leader: int) -> bytes:
    try:
        return os.read(leader, 65536)
    except OSError:  # the other side is closed
        return b""


@pytest.mark.parametrize(
    "locale", [{"LC_ALL": "C"}, {"LC_ALL": "POSIX"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}, {"PYTHONIOENCODING": "ascii"}]
)
def test_output_is_utf8_in_every_locale(locale: dict[str, str], tmp_path: Path) -> None:
    """Chinese comes out right where the locale knows none, file names included."""
    path = tmp_path / "李四 的.json"
    path.write_text(PERSON, encoding="utf-8")
    arguments = [*CHECK[:4], str(path), str(tmp_path / "没有.json"), *CHECK[5:]]
    result = run(arguments, **locale)
    assert result.returncode == 2
    assert "李四 的.json" in result.stdout.decode()
    assert "结果一览" in result.stdout.decode()
    assert "没有.json" in result.stderr.decode()


def test_piped_output_is_plain() -> None:
    """No colours, no boxes, no progress when nobody looks."""
    result = run(CHECK)
    assert result.returncode == 0
    assert b"\x1b" not in result.stdout
    assert result.stderr == b""


def test_a_terminal_gets_colours_unless_they_are_not_wanted(tmp_path: Path) -> None:
    """``NO_COLOR`` takes every escape sequence away."""
    path = tmp_path / "a.json"
    path.write_text(PERSON, encoding="utf-8")
    arguments = [*CHECK[:4], str(path), *CHECK[5:]]
    assert "\x1b[" in on_a_terminal(arguments)
    plain = on_a_terminal(arguments, NO_COLOR="1")
    assert "\x1b" not in plain
    assert "结果一览" in plain


def test_many_files_show_progress_on_a_terminal(tmp_path: Path) -> None:
    """A bar while they are read, and all answers after it."""
    paths = [tmp_path / f"{number}.json" for number in range(25)]
    for path in paths:
        path.write_text(PERSON, encoding="utf-8")
    shown = on_a_terminal([*CHECK[:4], *map(str, paths), *CHECK[5:]])
    assert "%" in shown
    assert shown.count("结果一览") == 25


def test_an_interview_on_a_terminal() -> None:
    """Typed answers are taken, and Ctrl-D ends it."""
    shown = on_a_terminal([*CHECK[:3], "ask", "--on", "2023-06-01"], typed=("是\n", "不知道\n", "\x04"))
    assert "[3]" in shown
    assert "结果一览" in shown


def test_a_closed_pipe_is_no_noise() -> None:
    """Whoever stops reading is not told so."""
    command = " ".join(CHECK)
    process = subprocess.run(
        ["bash", "-c", f"echo '{PERSON}' | {command} | head -1; echo ${{PIPESTATUS[1]}}"],
        capture_output=True,
        env=environment(),
        check=False,
    )
    assert process.stderr == b""
    assert process.stdout.decode().splitlines()[-1] in ("141", "0")


def test_a_full_disk_is_no_defect() -> None:
    """It is told in one line, with exit code 2."""
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(
            CHECK, input=PERSON.encode(), stdout=full, stderr=subprocess.PIPE, env=environment(), check=False
        )
    assert result.returncode == 2
    assert len(result.stderr.decode().splitlines()) == 1


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_closed_streams(closed: str) -> None:
    """A stream that is not there is no reason to fall over."""
    command = f"{' '.join(CHECK)} {closed}"
    result = subprocess.run(
        ["bash", "-c", command], input=PERSON.encode(), capture_output=True, env=environment(), check=False
    )
    assert result.returncode in (0, 2)
    assert b"Traceback" not in result.stderr


def test_a_missing_extra_is_named() -> None:
    """Without typer and rich the command says what to install."""
    code = "import sys; sys.modules['typer'] = None; from eligibility.cli import main; main()"
    result = run([sys.executable, "-c", code])
    assert result.returncode == 2
    assert "X001" in result.stderr.decode()
    assert "eligibility[cli]" in result.stderr.decode()
    assert b"Traceback" not in result.stderr
