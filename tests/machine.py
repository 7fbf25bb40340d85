"""What tests need of the machine beyond Python: where it is not there they are skipped aloud, and in CI they fail."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from eligibility import MissingExtraError

_PROGRAMS = ("pdftotext", "pdfinfo")
_IN_CI = bool(os.environ.get("CI"))


@contextmanager
def skipped_if_lacking() -> Iterator[None]:
    """Skip where this machine lacks a library or a font (X002), or a program that reads PDFs back."""
    try:
        yield
    except MissingExtraError as error:
        if _IN_CI or "X002" not in [one.code for one in error.problems]:
            raise
        pytest.skip(str(error))
    except FileNotFoundError as error:
        if _IN_CI or error.filename not in _PROGRAMS:
            raise
        pytest.skip(f"{error.filename} is not installed; on Debian: apt install poppler-utils")
