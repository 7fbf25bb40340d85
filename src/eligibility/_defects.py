"""A defect of ours as an error that says what to report, and nothing about a person."""

from __future__ import annotations

import platform
import traceback
from pathlib import PurePath

from eligibility._version import __version__
from eligibility.errors import InternalError, Location, problem

__all__ = ["defect"]


def defect(error: BaseException, where: Location | None = None) -> InternalError:
    """B001 with the kind of an error, its place and the versions; never its message, which may hold a value.

    The error itself is its ``__cause__``, for a log that may hold persons' data.

    Args:
        error: what was raised where nothing should have been.
        where: the input that was being looked at.
    """
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "–"
    versions = f"eligibility {__version__}, Python {platform.python_version()}"
    made = InternalError(problem("B001", where, reason=f"{type(error).__name__} @ {place}, {versions}"))
    made.__cause__ = error
    return made
