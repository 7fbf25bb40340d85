"""Random packs, persons and histories: after every step a live case, its engine and ``decide`` say the same."""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from eligibility import Rulebook
from eligibility.live.worker import shared_worker
from eligibility.testing.strategies import packs
from eligibility.testing.strategies.random_vocabulary import DECISIONS
from histories import any_order, live_through, random_history

LENGTHS = (4, 8, 16, 30)
PER_PACK = 20


def main() -> None:
    """Run until so many histories have been lived through; every tenth is told again in two other orders."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    counted = {"packs": 0, "histories": 0, "steps told": 0, "orders compared": 0}
    start = time.monotonic()

    @seed(options.seed)
    @settings(
        max_examples=-(-options.histories // PER_PACK),
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(packs(), st.integers(0, 2**32))
    def run(rules: Rulebook, number: int) -> None:
        rng = random.Random(number)  # noqa: S311 - no secret
        for place in range(PER_PACK):
            with rules.open_case(on=rng.choice(DECISIONS)) as case:
                counted["steps told"] += live_through(case, rules, random_history(rng, rng.choice(LENGTHS)))
            counted["histories"] += 1
            if place % 10 == 0:
                counted["orders compared"] += any_order(rules, rng)
        counted["packs"] += 1
        if counted["packs"] % 50 == 0:
            print(counted, f"{time.monotonic() - start:.0f} s", flush=True)  # noqa: T201

    try:
        run()
    finally:
        print(counted, f"{time.monotonic() - start:.0f} s", f"processes at the engine: {shared_worker().started}")  # noqa: T201


if __name__ == "__main__":
    main()
