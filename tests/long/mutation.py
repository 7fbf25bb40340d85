"""Mutation testing of ``logic``, ``language`` and ``decide`` with mutmut, in a copy of the working tree.

``python tests/long/mutation.py FOLDER`` tries every mutant; ``--sample 500`` all of ``logic`` and ``language.calendar``
and so many of the others, always the same ones; ``--table`` only counts what a run in the folder has found so far, and
``--survivors`` shows what survived; ``--room language`` or ``--room decide`` changes one room and runs its own tests,
which is several times faster. A second run in the same folder goes on where the first one stopped, with the sources as
they were: what is changed since needs a new folder, as mutmut would measure the lines of its own copies.

mutmut forks each mutant from a process that has read all tests, and with them packs and tests of the language, by the
code as it is; what was read then hides some mutants. So what survives, or cannot be run, is tried once more from a
process that has read nothing but libraries, which takes longer.

A mutant is killed by a test that fails or that no longer ends. One on which pytest itself could not be run is neither
killed nor survived; it has a column of its own, which ought to be empty.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("src", "tests", "rules", "examples", "pyproject.toml", "README.md", "LICENSE")
SURVIVED = (0, 33)  # all its tests passed; no test runs it
FAILED = (1,)
ENDLESS = (24, -24, 36, 152)
WHOLE = ("eligibility.logic.*", "eligibility.language.calendar.*")
LIBRARIES = ("dateutil.relativedelta", "hypothesis.strategies", "lark", "pydantic", "pytest", "yaml")
AT_ONCE = 100
ROOMS = {
    "language": (
        "parse",
        "check",
        "words_of_the_language",
        "wording",
        "parser_tables",
        "calendar",
        "rules_text",
        "vocabulary",
        "fold",
    ),
    "decide": ("generated_code", "reach", "traces", "rulebook", "small_traps", "fold", "logic", "replay"),
}
"""The unit tests of a room; for ``decide`` the executors are compared, too."""
SEED = 20231


def main() -> None:
    """Copy, run, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the copy is, or is made")
    parser.add_argument("--sample", type=int, help="how many mutants beside those of logic and calendar")
    parser.add_argument("--table", action="store_true", help="only count what was found so far")
    parser.add_argument("--survivors", action="store_true", help="only show what has survived so far")
    parser.add_argument("--room", choices=ROOMS, help="change this room alone")
    chosen = parser.parse_args()
    if chosen.survivors:
        sys.stdout.write(survivors(chosen.folder))
        return
    if not chosen.table:
        copy(chosen.folder)
        if chosen.room is None:
            run(chosen.folder, WHOLE)
        else:
            keep_to(chosen.folder, chosen.room)
            run(chosen.folder, (f"eligibility.{chosen.room}.*",))
        wanted = waiting(chosen.folder)
        random.Random(SEED).shuffle(wanted)  # noqa: S311 - no secret
        run(chosen.folder, wanted if chosen.sample is None else wanted[: chosen.sample])
        try_afresh(chosen.folder)
    sys.stdout.write(table(chosen.folder))


def copy(folder: Path) -> None:
    """Copy what mutmut needs, once."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        if not (folder / name).exists():
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)


def keep_to(folder: Path, room: str) -> None:
    """Let mutmut change one room, and run the tests of that room."""
    tests = [f"tests/unit/test_{name}.py" for name in ROOMS[room]]
    tests += ["tests/agreement/test_executors.py"] if room == "decide" else []
    chosen = {"only_mutate": [f"src/eligibility/{room}/*"], "pytest_add_cli_args_test_selection": tests}
    settings = folder / "pyproject.toml"
    text = settings.read_text(encoding="utf-8")
    for key, values in chosen.items():
        text = re.sub(rf"^{key} = \[.*?\]$", f"{key} = {json.dumps(values)}", text, flags=re.DOTALL | re.MULTILINE)
    settings.write_text(text, encoding="utf-8")


def run(folder: Path, names: tuple[str, ...] | list[str]) -> None:
    """Let mutmut try some mutants, one process for each core."""
    if names:
        mutmut(folder, "run", "--max-children", str(os.cpu_count() or 1), *names)


def try_afresh(folder: Path) -> None:
    """Try again what was not killed, a few at a time, where nothing of the library was read before."""
    done = folder / "afresh.txt"
    done.touch()
    (folder / "preload.txt").write_text("\n".join(LIBRARIES), encoding="utf-8")
    settings = folder / "pyproject.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('warmup = "collect"', 'warmup = "import"'), encoding="utf-8")
    tried = set(done.read_text(encoding="utf-8").split())
    killed = (None, *FAILED, *ENDLESS)
    left = [name for name, code in found(folder).items() if code not in killed and name not in tried]
    for start in range(0, len(left), AT_ONCE):
        run(folder, left[start : start + AT_ONCE])
        with done.open("a", encoding="utf-8") as names:
            names.writelines(f"{name}\n" for name in left[start : start + AT_ONCE])
    settings.write_text(text, encoding="utf-8")


def mutmut(folder: Path, *words: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run mutmut in the copy, with few examples."""
    command = [str(Path(sys.executable).with_name("mutmut")), *words]
    environment = {**os.environ, "HYPOTHESIS_PROFILE": "mutation"}
    return subprocess.run(command, cwd=folder, check=False, text=True, env=environment, **options)


def found(folder: Path) -> dict[str, int | None]:
    """For each mutant the exit code of its tests, ``None`` where it was not tried."""
    codes: dict[str, int | None] = {}
    for path in sorted(folder.glob("mutants/src/**/*.meta")):
        codes |= json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return codes


def waiting(folder: Path) -> list[str]:
    """The mutants that were not tried."""
    return [name for name, code in found(folder).items() if code is None]


def survivors(folder: Path) -> str:
    """What each mutant that survived has changed."""
    shown = []
    for name, code in found(folder).items():
        if code in SURVIVED:
            shown.append(mutmut(folder, "show", name, capture_output=True).stdout)
    return "\n".join(shown)


def table(folder: Path) -> str:
    """A row for each module: how many mutants there are, and what became of them."""
    rows: dict[str, list[int]] = defaultdict(lambda: [0] * 5)
    for name, code in found(folder).items():
        module = name.rpartition(".")[0].removeprefix("eligibility.")
        fate = (code is not None, code in FAILED, code in ENDLESS, code in SURVIVED)
        rows[module] = [count + one for count, one in zip(rows[module], (1, *fate), strict=True)]
    lines = [
        "| module | mutants | tried | failed a test | never ended | survived | could not be run | killed of tried |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    total = [sum(column) for column in zip(*rows.values(), strict=True)]
    for name, (mutants, tried, failed, endless, survived) in [*sorted(rows.items()), ("all", total)]:
        share = f"{100 * (failed + endless) / tried:.1f} %" if tried else "–"
        unclear = tried - failed - endless - survived
        lines.append(f"| `{name}` | {mutants} | {tried} | {failed} | {endless} | {survived} | {unclear} | {share} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
