"""Hypothesis strategies made from a loaded pack's own tree.

They know the pack's thresholds, dates, choices and regions, and shrink to a person whom a caseworker can read.
They need the extra ``testing``.
"""

from eligibility.errors import MissingExtraError, problem

try:
    import hypothesis as _hypothesis  # noqa: F401 - only whether it is there
except ImportError:
    raise MissingExtraError(problem("X001", extra="testing")) from None

from eligibility.testing.situation import Situation
from eligibility.testing.strategies.contradictions import contradictory
from eligibility.testing.strategies.histories import FactEvent, History, histories
from eligibility.testing.strategies.malformed import Malformed, malformed
from eligibility.testing.strategies.packs import packs, packs_with_persons
from eligibility.testing.strategies.people import (
    Knowledge,
    dates,
    near_boundaries,
    partial_persons,
    persons,
    situations,
)

__all__ = [
    "FactEvent",
    "History",
    "Knowledge",
    "Malformed",
    "Situation",
    "contradictory",
    "dates",
    "histories",
    "malformed",
    "near_boundaries",
    "packs",
    "packs_with_persons",
    "partial_persons",
    "persons",
    "situations",
]
