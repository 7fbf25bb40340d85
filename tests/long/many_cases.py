"""Many cases in one process: opened, filled and closed with flat memory, and thousands open at once."""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import eligibility
from eligibility.live.case import Case
from eligibility.live.worker import shared_worker
from people import INSIDE, LIKE
from strategies import Flat, random_value

ON = "2023-06-01"


def resident(process: int | str) -> int:
    """Resident memory of a process in KiB."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * 4


def told(rng: random.Random, rules: eligibility.Rulebook, count: int) -> Flat:
    """Some facts of a person near one who is inside."""
    facts = {fact.path: fact for fact in rules.facts}
    base = rng.choice(LIKE)
    return {
        path: base[path] if rng.random() < 0.7 else random_value(rng, facts[path], rules.facts, 1.0)
        for path in rng.sample(list(INSIDE), count)
    }


def agree(case: Case, rules: eligibility.Rulebook) -> None:
    """The engine's outcomes are those of ``decide``, asked afresh."""
    again = rules.decide(case.decision.person, on=case.on)
    assert tuple(case.outcomes.values()) == again.outcomes


def main() -> None:
    """Both runs, with memory of this process and of the one at the engine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=30_000)
    parser.add_argument("--open", type=int, default=5_000)
    options = parser.parse_args()
    rules, rng = eligibility.load("weihai-2023-13"), random.Random(7)  # noqa: S311 - no secret
    in_turn(rules, rng, options.cases)
    at_once(rules, rng, options.open)


def in_turn(rules: eligibility.Rulebook, rng: random.Random, count: int) -> None:
    """One case after the other; memory is taken after a tenth and at the end."""
    start, memory, facts = time.monotonic(), (0, 0), 0
    for number in range(count):
        with rules.open_case(on=ON) as case:
            *several, last = told(rng, rules, 6).items()
            case.assert_facts(dict(several), source="applicant")
            case.assert_fact(*last, source="applicant")
            facts += 6
            agree(case, rules)
        if number == count // 10:
            memory = (resident("self"), resident(shared_worker().pid or 0))
            print(f"after {number + 1} cases: {memory[0]} KiB here, {memory[1]} KiB at the engine", flush=True)  # noqa: T201
    now = (resident("self"), resident(shared_worker().pid or 0))
    took = time.monotonic() - start
    print(f"after {count} cases ({facts} facts, {took:.0f} s):", *now, "KiB here and at the engine", flush=True)  # noqa: T201
    print(f"processes at the engine so far: {shared_worker().started}", flush=True)  # noqa: T201
    assert now[0] < memory[0] * 1.1 + 10_000, "memory grows here"
    assert now[1] < memory[1] * 1.2 + 10_000, "memory grows at the engine"


def at_once(rules: eligibility.Rulebook, rng: random.Random, count: int) -> None:
    """Many cases open together, told facts in turns."""
    start = time.monotonic()
    cases = [rules.open_case(on=ON) for _ in range(count)]
    for _ in range(2):
        for case in cases:
            for path, value in told(rng, rules, 2).items():
                case.assert_fact(path, value, source="applicant")
    for case in cases:
        agree(case, rules)
    counted = shared_worker().count()
    print(f"{count} cases open at once, {time.monotonic() - start:.0f} s: {counted}, {resident('self')} KiB here")  # noqa: T201
    for case in cases:
        case.close()


if __name__ == "__main__":
    main()
