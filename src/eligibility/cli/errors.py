"""How a command ends: every failure one clear message and one exit code, never a traceback."""

from __future__ import annotations

import os
import platform
import sys
import traceback
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Final, ParamSpec

import typer

from eligibility._version import __version__
from eligibility.cli.output import print_line
from eligibility.errors import EligibilityError, InternalError, Problem, problem

__all__ = [
    "BAD_INPUT",
    "DEFECT",
    "FAILED",
    "PIPE_CLOSED",
    "STOPPED",
    "defect",
    "exit_code_of",
    "guarded",
    "problem_data",
    "settings",
    "show_error",
]

FAILED: Final = 1
BAD_INPUT: Final = 2
DEFECT: Final = 70
STOPPED: Final = 130
PIPE_CLOSED: Final = 141
_HINTS: Final = {
    "U001": ("例如 --on 2023-06-01；不会读取系统时钟", "for example --on 2023-06-01; the clock is never read"),
    "U002": ("写成 YYYY-MM-DD", "write YYYY-MM-DD"),
}
_Arguments = ParamSpec("_Arguments")


class _Settings:
    debug = False


settings: Final = _Settings()


def guarded(command: Callable[_Arguments, int]) -> Callable[_Arguments, int]:
    """Turn whatever goes wrong in a command into a message in the command's language and an exit code."""

    @wraps(command)
    def run(*arguments: _Arguments.args, **options: _Arguments.kwargs) -> int:
        language = getattr(options.get("lang"), "value", "zh")
        try:
            return command(*arguments, **options)
        except EligibilityError as error:
            show_error(error, language)
            return exit_code_of(error)
        except KeyboardInterrupt:
            print_line(stderr=True)
            return STOPPED
        except BrokenPipeError:
            return close_pipe()
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:
            if settings.debug:
                raise
            show_error(defect(error), language)
            return DEFECT

    return run


def exit_code_of(error: EligibilityError) -> int:
    """70 for a defect of ours, 2 for anything else."""
    return DEFECT if isinstance(error, InternalError) else BAD_INPUT


def defect(error: BaseException) -> InternalError:
    """A defect as an error that says what to report: kind, place, versions; never a value."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "–"
    versions = f"eligibility {__version__}, Python {platform.python_version()}"
    return InternalError(problem("B001", reason=f"{type(error).__name__} @ {place}, {versions}"))


def show_error(error: EligibilityError, language: str) -> None:
    """All problems of an error, on standard error."""
    sys.stdout.flush()
    for one in error.problems:
        print_line(_text(one, language), "error", stderr=True)


def _text(found: Problem, language: str) -> str:
    text, hint = found.text(language), found.hint(language)
    better = _HINTS.get(found.code)
    return text if hint is None or better is None else text.replace(hint, better[language == "en"])


def problem_data(found: Problem, language: str) -> dict[str, Any]:
    """A problem as plain JSON."""
    return {
        "code": found.code,
        "where": None if found.where is None else str(found.where),
        "message": found.message(language),
        "hint": found.hint(language),
    }


def close_pipe() -> int:
    """Nobody reads our output any more: say nothing, and let nothing be said when Python closes the stream."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    return PIPE_CLOSED
