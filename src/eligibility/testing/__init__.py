"""What a pack says of itself, checked: its worked examples and its claims.

Nothing here needs an extra.
"""

from eligibility.testing.cases import CaseFailure, CaseResult, CaseResults, run_case, run_cases
from eligibility.testing.claims import ClaimResult, Counterexample, check_claims

__all__ = [
    "CaseFailure",
    "CaseResult",
    "CaseResults",
    "ClaimResult",
    "Counterexample",
    "check_claims",
    "run_case",
    "run_cases",
]
