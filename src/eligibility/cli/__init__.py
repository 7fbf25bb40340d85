"""The command line. It needs the extra ``cli``, and says so if that is missing."""

from __future__ import annotations

import sys

from eligibility.errors import MissingExtraError, problem

__all__ = ["main"]


def main() -> None:
    """Run the command line and exit.

    Exit codes: 0 everything was answered, whatever the outcome; 1 a pack's cases or claims failed; 2 bad input, bad
    pack or bad usage; 70 a defect of the library; 130 stopped by the user; 141 nobody reads the output any more.
    """
    try:
        from eligibility.cli.app import app
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in ("typer", "rich"):
            raise
        missing = MissingExtraError(problem("X001", extra="cli"))
        sys.stderr.write(f"{missing.text('zh')}\n{missing.text('en')}\n")
        sys.exit(2)
    app()
