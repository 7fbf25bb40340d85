"""How a command ends: every failure one clear message and one exit code, never a traceback."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, ParamSpec

import typer

from eligibility._defects import defect
from eligibility.cli.output import is_unwritable, print_line, swallow_output, unwritable
from eligibility.errors import EligibilityError, InternalError, Location, Problem

__all__ = [
    "BAD_INPUT",
    "DEFECT",
    "FAILED",
    "PIPE_CLOSED",
    "STOPPED",
    "exit_code_of",
    "guarded",
    "in_order",
    "problem_data",
    "report",
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
        except KeyboardInterrupt:
            print_line(stderr=True)
            return STOPPED
        except BrokenPipeError:
            return close_pipe()
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:  # noqa: BLE001 - nobody is shown a traceback
            return report(error, language)

    return run


def report(error: Exception, language: str) -> int:
    """Whatever came through, told as what it is: an error of ours by its own words, anything else as a defect."""
    if is_unwritable(error):
        error = unwritable(error)
    if isinstance(error, EligibilityError):
        show_error(error, language)
        return exit_code_of(error)
    if settings.debug:
        raise error
    show_error(defect(error), language)
    return DEFECT


def exit_code_of(error: EligibilityError) -> int:
    """70 for a defect of ours, 2 for anything else."""
    return DEFECT if isinstance(error, InternalError) else BAD_INPUT


def show_error(error: EligibilityError, language: str) -> None:
    """All problems of an error, on standard error."""
    sys.stdout.flush()
    for one in in_order(error):
        print_line(_text(one, language), "error", stderr=True)


def in_order(error: EligibilityError) -> list[Problem]:
    """The problems of an error from the top of a file to its bottom; those without a place come first."""
    return sorted(error.problems, key=lambda one: (one.where is not None, one.where or Location("")))


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
    """Nobody reads our output any more, which needs no word."""
    swallow_output()
    return PIPE_CLOSED
