"""Every invariant of dossier §11 holds of the Weihai pack."""

from __future__ import annotations

import pytest

import eligibility
from properties.invariants import CHECKS

RULES = eligibility.load("weihai-2023-13")


@pytest.mark.parametrize("name", CHECKS)
def test_the_shipped_pack_keeps_it(name: str) -> None:
    """The check of one invariant passes."""
    CHECKS[name](RULES)
