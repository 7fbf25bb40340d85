"""What goes to the terminal: UTF-8 everywhere, colour only where somebody sees it, quiet when nobody reads."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final, TextIO, TypeGuard

from rich.console import Console
from rich.text import Text

from eligibility.decision import Decision
from eligibility.errors import UsageError, problem
from eligibility.present.tables import Table
from eligibility.present.text import Line

__all__ = [
    "console",
    "counted",
    "decision_data",
    "is_unwritable",
    "line_width",
    "print_json",
    "print_line",
    "print_lines",
    "print_table",
    "swallow_output",
    "unwritable",
    "use_utf8",
]

_STYLES: Final = {
    "eligible": "green",
    "eligible_in_principle": "green",
    "refer": "magenta",
    "undetermined": "yellow",
    "not_eligible": "red",
    "not_applicable": "dim",
    "heading": "bold",
    "quiet": "dim",
    "error": "red",
}
_WIDEST: Final = 100
_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def counted(number: int, what: str) -> str:
    """A number of things, in English.

    >>> counted(1, "claim"), counted(0, "case")
    ('1 claim', '0 cases')
    """
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def use_utf8() -> None:
    """Make the standard streams speak UTF-8 whatever the locale says; a closed one swallows or gives nothing."""
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115 - open as long as we run
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    for stream, errors in ((sys.stdout, "backslashreplace"), (sys.stderr, "backslashreplace"), (sys.stdin, "replace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors)


def console(*, stderr: bool = False) -> Console:
    """A console that is plain when it is piped or when ``NO_COLOR`` is set."""
    return _console(stderr, id(sys.stderr if stderr else sys.stdout), bool(os.environ.get("NO_COLOR")))


@lru_cache(maxsize=8)
def _console(stderr: bool, _stream: int, plain: bool) -> Console:
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False, color_system=None if plain else "auto")


def line_width() -> int | None:
    """How many cells a line may take on a terminal; ``None`` elsewhere: no line is broken."""
    if not sys.stdout.isatty():
        return None
    return min(console().width, _WIDEST)


def print_line(text: str = "", style: str = "", *, stderr: bool = False, end: str = "\n") -> None:
    """One line, coloured if that makes sense."""
    print_lines([Line(text, style)], stderr=stderr, end=end)


def print_lines(lines: Iterable[Line], *, stderr: bool = False, end: str = "\n") -> None:
    """Lines of a presentation, each in the colour of what it is, at one go."""
    out, stream = console(stderr=stderr), sys.stderr if stderr else sys.stdout
    with _written(stream):
        if out.color_system is None:
            _write("".join(line.text + end for line in lines), stream)
        else:
            styled = (Text(line.text + end, _STYLES.get(line.style, line.style)) for line in lines)
            out.print(Text.assemble(*styled), soft_wrap=True, end="")


def decision_data(decision: Decision, language: str, programmes: Collection[str]) -> dict[str, Any]:
    """A decision as plain JSON, of some programmes only if any are named."""
    data = decision.to_dict(language)
    if programmes:
        data["findings"] = [one for one in data["findings"] if one["programme"] in programmes]
        answers = [answer for one in data["findings"] for answer in (one, *one["items"])]
        waited_for = {fact["fact"] for answer in answers for fact in answer["missing"]}
        data["missing"] = [fact for fact in data["missing"] if fact["fact"] in waited_for]
    return data


def print_json(data: Any) -> None:
    """JSON with its Chinese readable."""
    with _written(sys.stdout):
        _write(json.dumps(data, ensure_ascii=False, indent=2) + "\n", sys.stdout)


def _write(text: str, stream: TextIO) -> None:
    stream.write(text)
    stream.flush()


@contextmanager
def _written(stream: TextIO) -> Iterator[None]:
    """A disk that is full is no defect of ours; what standard error does not take is said by the exit code alone."""
    try:
        yield
    except OSError as error:
        if not is_unwritable(error):
            raise
        if stream is not sys.stderr:
            raise unwritable(error) from None
        swallow_output(stream)


def is_unwritable(error: BaseException) -> TypeGuard[OSError]:
    """Whether an error says that a stream of ours takes no more: it is about no file and no defect of ours."""
    return isinstance(error, OSError) and error.errno in _FULL and error.filename is None


def unwritable(error: OSError) -> UsageError:
    """U013 for a standard output that takes no more; it swallows from here on what is still to come."""
    swallow_output()
    return UsageError(
        problem(
            "U013",
            name="stdout",
            expected="可以写入 writable",
            got=str(error.strerror),
        )
    )


def swallow_output(stream: TextIO | None = None) -> None:
    """Nobody can take our output any more: let nothing be said when Python closes the stream."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, (stream or sys.stdout).fileno())


def print_table(table: Table) -> None:
    """A table, its heading in bold; its last column is wrapped on a terminal."""
    for number, line in enumerate(table.lines(console().width if sys.stdout.isatty() else None)):
        print_line(line, "heading" if number == 0 and line.startswith(table.heading[0]) else "")
