"""Cases, claims and mutation need no extra; strategies and properties say which one they need."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("hypothesis", "pytest"):
            raise ModuleNotFoundError(name, name=name)

sys.meta_path.insert(0, Missing())
import eligibility
from eligibility.testing import check_claims, run_cases
from eligibility.testing.mutants import mutants_of

rules = eligibility.load("shandong-2020-settlement")
assert len(run_cases(rules)) > 0
assert next(mutants_of(rules.pack)).text()
for name in ("strategies", "properties"):
    try:
        getattr(eligibility.testing, name)
    except eligibility.MissingExtraError as error:
        print(error.code, error.problems[0].details)
    else:
        raise SystemExit(f"{name} was there")
"""


def test_what_needs_the_extra_says_so() -> None:
    """Without Hypothesis and pytest cases run, and asking for a strategy or a property names the extra."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == 2 * ["X001 (('extra', 'testing'),)"]
