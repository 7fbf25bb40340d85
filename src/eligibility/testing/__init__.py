"""What a pack says of itself, checked: its worked examples and its claims.

Nothing here needs an extra. ``eligibility.testing.strategies`` and ``eligibility.testing.properties``, for a pack's
tests in Python, need the extra ``testing``; they are loaded when they are first asked for.
"""

from typing import Any

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

_NEED_THE_EXTRA = ("properties", "strategies")


def __getattr__(name: str) -> Any:
    if name in _NEED_THE_EXTRA:
        from importlib import import_module

        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
