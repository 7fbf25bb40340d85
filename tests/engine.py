"""Tests that need durable-rules: skipped aloud where it cannot be had (no compiler, a newer Python), never in CI."""

from __future__ import annotations

import os

import pytest

from eligibility import MissingExtraError
from eligibility.live.worker import require_engine


def why_missing() -> str:
    """Why the engine cannot be used here; empty where it can, and in CI, where it has to be there."""
    if os.environ.get("CI"):
        return ""
    try:
        require_engine()
    except MissingExtraError as error:
        return str(error)
    return ""


WHY_MISSING = why_missing()
needs_engine = pytest.mark.skipif(bool(WHY_MISSING), reason=WHY_MISSING or "the engine is there")
