"""Mutation testing of ``logic``, ``language`` and ``decide`` with mutmut, in a copy of the working tree.

``nice python tests/long/mutation.py`` tries every mutant, which takes hours; ``--sample 500`` all of ``logic`` and
``language.calendar`` and so many of the others, always the same ones; ``--table`` only counts what a run in the folder
has found so far. A second run in the same folder goes on where the first one stopped.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("src", "tests", "rules", "examples", "pyproject.toml", "README.md", "LICENSE")
WHOLE = ("eligibility.logic.*", "eligibility.language.calendar.*")
SEED = 20231


def main() -> None:
    """Copy, run, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the copy is, or is made")
    parser.add_argument("--sample", type=int, help="how many mutants beside those of logic and calendar")
    parser.add_argument("--table", action="store_true", help="only count what was found so far")
    chosen = parser.parse_args()
    if not chosen.table:
        copy(chosen.folder)
        run(chosen.folder, WHOLE)
        wanted = waiting(chosen.folder)
        random.Random(SEED).shuffle(wanted)  # noqa: S311 - no secret
        run(chosen.folder, wanted if chosen.sample is None else wanted[: chosen.sample])
    sys.stdout.write(table(chosen.folder))


def copy(folder: Path) -> None:
    """Copy what mutmut needs, once."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        if not (folder / name).exists():
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)


def run(folder: Path, names: tuple[str, ...] | list[str]) -> None:
    """Let mutmut try some mutants, one process for each core."""
    if names:
        command = [str(Path(sys.executable).with_name("mutmut")), "run", "--max-children", str(os.cpu_count() or 1), *names]
        subprocess.run(command, cwd=folder, check=False, env={**os.environ, "HYPOTHESIS_PROFILE": "mutation"})


def found(folder: Path) -> dict[str, int | None]:
    """For each mutant the exit code of its tests, ``None`` where it was not tried."""
    codes: dict[str, int | None] = {}
    for path in sorted(folder.glob("mutants/src/**/*.meta")):
        codes |= json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return codes


def waiting(folder: Path) -> list[str]:
    """The mutants that were not tried."""
    return [name for name, code in found(folder).items() if code is None]


def table(folder: Path) -> str:
    """A row for each module: mutants, tried, killed, survived, and the share that was killed."""
    rows: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for name, code in found(folder).items():
        row = rows[name.rpartition(".")[0].removeprefix("eligibility.")]
        row[0] += 1
        row[1] += code is not None
        row[2] += code not in (None, 0)
    lines = [
        "| module | mutants | tried | killed | survived | killed of tried |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    total = [sum(row[place] for row in rows.values()) for place in range(3)]
    for name, (mutants, tried, killed) in [*sorted(rows.items()), ("all", total)]:
        share = f"{100 * killed / tried:.0f} %" if tried else "–"
        lines.append(f"| `{name}` | {mutants} | {tried} | {killed} | {tried - killed} | {share} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
