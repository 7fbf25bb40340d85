"""Facts per second into a live case, against deciding afresh after each fact: ratios taken in one run.

``python benchmarks/live_cases.py`` prints a table; ``--rounds`` says how often each side is measured, in turns.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import eligibility
from eligibility.live.engine import CaseEngine
from people import INSIDE
from strategies import nest

ON = "2023-06-01"
FACTS = [(path, value) for path, value in INSIDE.items()]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rules = eligibility.load("weihai-2023-13")
    with tempfile.TemporaryDirectory() as folder:
        sides = {
            "decide afresh after each fact": lambda: afresh(rules),
            "a case in memory, without the engine": lambda: told(rules, "decide", None),
            "a case in memory, with the engine": lambda: told(rules, "durable", None),
            "a case in a journal, without the engine": lambda: told(rules, "decide", Path(folder) / "cases"),
            "a case in a journal, with the engine": lambda: told(rules, "durable", Path(folder) / "cases"),
            "the engine alone, one truth at a time": lambda: engine_alone(rules),
        }
        best = measure(sides, options.rounds)
    first = best["decide afresh after each fact"]
    if options.json:
        print(json.dumps({name: {"facts_per_second": 1 / took, "ratio": took / first} for name, took in best.items()}))
        return
    print(f"{len(FACTS)} facts of one person, best of {options.rounds} rounds")
    for name, took in best.items():
        print(f"{name:42} {1 / took:8.0f} facts a second   {took / first:6.1f} times deciding afresh")


def measure(sides: dict[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """The best time of each side, measured in turns after a warm-up."""
    best = {name: side() for name, side in sides.items()}
    for _ in range(rounds):
        for name, side in sides.items():
            best[name] = min(best[name], side())
    return best


def afresh(rules: eligibility.Rulebook) -> float:
    """Seconds for each fact: the person is validated and every programme and item decided again."""
    flat: dict[str, Any] = {}
    start = time.perf_counter()
    for path, value in FACTS:
        flat[path] = value
        decision = rules.decide(nest(flat), on=ON)
        assert decision.findings
    return (time.perf_counter() - start) / len(FACTS)


def told(rules: eligibility.Rulebook, engine: Any, journal: Path | None) -> float:
    """Seconds for each fact told to a case: judged, written down, decided, compared with before, derived."""
    with rules.open_case(on=ON, journal=journal, engine=engine) as case:
        start = time.perf_counter()
        for path, value in FACTS:
            case.assert_fact(path, value, source="applicant")
        return (time.perf_counter() - start) / len(FACTS)


def engine_alone(rules: eligibility.Rulebook) -> float:
    """Seconds for each fact from a decision that is made already to outcomes derived in the other process."""
    flat: dict[str, Any] = {}
    decisions = []
    for path, value in FACTS:
        flat[path] = value
        decisions.append(rules.decide(nest(flat), on=ON))
        assert decisions[-1].findings
    engine = CaseEngine(rules)
    engine.derive(decisions[0])
    start = time.perf_counter()
    for decision in decisions:
        engine.derive(decision)
    took = (time.perf_counter() - start) / len(FACTS)
    engine.close()
    return took


if __name__ == "__main__":
    main()
