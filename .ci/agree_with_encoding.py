"""The long run of tests/agreement/test_encoding.py: the solver's encoding against ``decide`` on many random persons.

    nice python .ci/agree_with_encoding.py --persons 100000 --seed 1

Prints how many persons over how many random packs agreed; the first disagreement ends it with the person.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from hypothesis import HealthCheck, Phase, given, seed, settings

from agreement.encoded import Encoded, decided, flat, folded
from eligibility import Rulebook
from eligibility.testing.situation import command
from eligibility.testing.strategies import packs_with_persons

PERSONS_OF_A_PACK = 64
FOLDED_ONE_IN = 16


def run(persons: int, start: int) -> Counter[str]:
    """Compare at least so many persons; how many were, over how many packs, and how often each outcome came up."""
    seen: Counter[str] = Counter()
    while seen["persons"] < persons:
        left = persons - seen["persons"]
        packs = -(-min(left, 50 * PERSONS_OF_A_PACK) // PERSONS_OF_A_PACK)

        @seed(start + seen["packs"])
        @settings(
            max_examples=packs,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(packs_with_persons(PERSONS_OF_A_PACK))
        def compare(drawn: tuple[Rulebook, list[tuple[dict[str, Any], date]]]) -> None:
            rules, cases = drawn
            encoded = Encoded(rules)
            seen["packs"] += 1
            for number, (data, on) in enumerate(cases):
                expected = decided(rules.decide(data, on=on))
                known = flat(rules, data)
                assert encoded.evaluate(known, on) == expected, command(rules, data, on)
                if number % FOLDED_ONE_IN == 0:
                    assert folded(rules, known, on) == expected, command(rules, data, on)
                seen["persons"] += 1
                seen.update(said[0].value for said in expected if said is not None)

        compare()
        sys.stdout.write(f"{seen['persons']:,} persons over {seen['packs']:,} packs agree\n")
        sys.stdout.flush()
    return seen


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    given_arguments = parser.parse_args()
    found = run(given_arguments.persons, given_arguments.seed)
    sys.stdout.write(", ".join(f"{name}: {count:,}" for name, count in sorted(found.items())) + "\n")
