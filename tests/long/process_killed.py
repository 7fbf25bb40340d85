"""A process that tells facts is killed with SIGKILL: every acknowledged fact is there, every journal is readable."""

from __future__ import annotations

import argparse
import os
import random
import select
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import eligibility
from eligibility.live.entries import Kind
from eligibility.live.journal import SqliteJournal
from eligibility.live.worker import shared_worker
from long.many_cases import ON, agree, told


def tell_for_ever(journal: str, seed: int) -> None:
    """What the killed process does: tell facts to a few cases, and say which ones have been acknowledged."""
    rules, rng = eligibility.load("weihai-2023-13"), random.Random(seed)  # noqa: S311 - no secret
    cases = [rules.open_case(on=ON, journal=journal, case=f"case {name}") for name in range(3)]
    print(f"engine {shared_worker().pid}", flush=True)  # noqa: T201
    while True:
        for path, value in told(rng, rules, 4).items():
            case = rng.choice(cases)
            case.assert_fact(path, value, source=f"run {seed}")
            print(f"told {case.name}\t{case.history()[-1].step}\t{path}", flush=True)  # noqa: T201


def killed_run(journal: Path, seed: int, wait: float) -> tuple[list[str], int]:
    """The lines that a process said before it was killed, and its engine's process."""
    command = [sys.executable, __file__, "--tell", str(journal), "--seed", str(seed)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    engine = int(process.stdout.readline().split()[1])
    time.sleep(wait)
    process.send_signal(signal.SIGKILL)
    said = process.stdout.read().decode()
    process.stdout.close()
    process.wait()
    return [line for line in said.split("\n")[:-1] if line], engine


def check(rules: eligibility.Rulebook, journal: Path, acknowledged: dict[tuple[str, int], str]) -> int:
    """Everything that was acknowledged is in the journal, which resumes; how many entries there are."""
    with SqliteJournal(journal, create=False) as written:
        entries = {name: written.read(name) for name in written.cases()}
    all_told = [(name, entry) for name, listed in entries.items() for entry in listed if entry.kind is Kind.TOLD]
    found = {(name, entry.step): entry.path for name, entry in all_told}
    missing = {key: path for key, path in acknowledged.items() if found.get(key) != path}
    assert not missing, missing
    for name in entries:
        with rules.open_case(journal=journal, case=name, engine="decide") as case:
            agree(case, rules)
    return len(found)


def is_gone(process: int) -> bool:
    """Whether a process has ended within a few seconds."""
    for _ in range(100):
        try:
            os.kill(process, 0)
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except (ProcessLookupError, FileNotFoundError):
            return True
        if state == "Z":
            return True
        select.select([], [], [], 0.05)
    return False


def main() -> None:
    """Kill, look, and go on in the same journal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--tell", help="what the killed process does: the journal")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.tell:
        tell_for_ever(options.tell, options.seed)
    rules, rng = eligibility.load("weihai-2023-13"), random.Random(options.seed)  # noqa: S311 - no secret
    acknowledged: dict[tuple[str, int], str] = {}
    with tempfile.TemporaryDirectory() as folder:
        journal = Path(folder) / "cases.journal"
        there = orphans = 0
        for number in range(options.kills):
            lines, engine = killed_run(journal, number, rng.uniform(0, 0.5))
            for line in lines:
                name, step, path = line.removeprefix("told ").split("\t")
                acknowledged[name, int(step)] = path
            there = check(rules, journal, acknowledged)
            orphans += not is_gone(engine)
            if number % 20 == 19:
                print(f"killed {number + 1} times: {len(acknowledged)} acknowledged, {there} there", flush=True)  # noqa: T201
    print(f"killed {options.kills} times: {len(acknowledged)} facts acknowledged, {there} there, none lost")  # noqa: T201
    print(f"{orphans} processes at the engine outlived their parents")  # noqa: T201
    assert orphans == 0


if __name__ == "__main__":
    main()
