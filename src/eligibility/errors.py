"""Everything that can go wrong, with a stable code, a position, and a hint.

Every error is an :class:`EligibilityError` and carries one or more :class:`Problem`. A message echoes what was
got only where the value belongs to a declared fact or stands in a pack's own file, and always cut short.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from eligibility._messages import HINTS, KINDS, MESSAGES, PHRASES, PHRASES_BEFORE_NAMES
from eligibility._reasons import reason_in_chinese

if TYPE_CHECKING:
    from eligibility.live.changes import Change

__all__ = [
    "CallbackError",
    "CaseError",
    "EligibilityError",
    "InputError",
    "InternalError",
    "Location",
    "MissingExtraError",
    "PackError",
    "Problem",
    "ReplayError",
    "UsageError",
]

_BESIDE_BRACKET: Final = re.compile(r"(?<=）) (?=[\u4e00-\u9fff])")
_LONGEST_ECHO: Final = 60
_LARGEST_SHOWN: Final = 10**30


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """Where in a file: lines and columns count characters from 1; 0 means the whole file."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join([self.file, *(str(number) for number in (self.line, self.column) if number)])


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    ``code`` is stable across releases and listed in ``docs/reference/errors.md``. ``details`` fill the message;
    ``expected`` and ``got`` are among them where they make sense. ``source`` is the offending test with
    the column, in it, that a caret should stand under.

    >>> print(Problem("I103", details=(("fact", "loan.amount"), ("got", "-5"), ("expected", "> 0"))).text())
    I103 loan.amount: -5 is out of bounds; expected > 0
    """

    code: str
    where: Location | None = None
    details: tuple[tuple[str, str], ...] = ()
    suggestion: str | None = None
    source: tuple[str, int] | None = field(default=None, compare=False)

    @property
    def expected(self) -> str | None:
        """What would have been right, where that can be said."""
        return dict(self.details).get("expected")

    @property
    def got(self) -> str | None:
        """What was found instead, cut short."""
        return dict(self.details).get("got")

    def labelled(self, zh: str = "", en: str = "") -> Problem:
        """The same problem, whose message calls its fact by a label as well; ``fact`` in ``details`` stays the path."""
        labels = tuple((name, label) for name, label in (("label_zh", zh), ("label_en", en)) if label)
        return replace(self, details=(*self.details, *labels))

    def message(self, language: str = "en") -> str:
        """The sentence alone, in ``"zh"`` or ``"en"``."""
        details = dict(self.details)
        label = details.get(f"label_{language}")
        if label is not None and label != details.get("fact"):
            details["fact"] = f"{label}（{details['fact']}）" if language == "zh" else f"{label} ({details['fact']})"
        if language == "zh":
            details = {name: _phrase_in_chinese(value, name) for name, value in details.items()}
            if "reason" in details:
                details["reason"] = reason_in_chinese(details["reason"])
            return _BESIDE_BRACKET.sub("", MESSAGES[self.code][0].format_map(details))
        return MESSAGES[self.code][1].format_map(details)

    def hint(self, language: str = "en") -> str | None:
        """What to try, in ``"zh"`` or ``"en"``; ``None`` where there is nothing to say."""
        if self.suggestion is not None:
            return f"是不是 {self.suggestion}？" if language == "zh" else f"did you mean {self.suggestion}?"
        hint = HINTS.get(f"{self.code} {self.expected}") or HINTS.get(self.code)
        return None if hint is None else hint[language == "en"]

    def text(self, language: str = "en") -> str:
        """Position, code, sentence and hint on one line, then the line of source with a caret."""
        parts = [f"{self.code} {self.message(language)}"]
        if self.where is not None:
            parts.insert(0, f"{self.where}:")
        hint = self.hint(language)
        line = " ".join(parts)
        if hint is not None:
            line += f"（{hint}）" if language == "zh" else f" ({hint})"
        if self.source is None:
            return line
        return f"{line}\n    {self.source[0]}\n    {_caret(*self.source)}"


def _phrase_in_chinese(value: str, name: str) -> str:
    """A phrase of ours, or several alternatives of which some are; lists of what is known with Chinese marks."""
    if name == "name":
        return value.replace(", ", "、")
    for phrase, chinese in PHRASES_BEFORE_NAMES.items():
        if value.startswith(phrase):
            return chinese + value.removeprefix(phrase).replace(", ", "、")
    known = PHRASES.get(value) or (KINDS.get(value) if name in ("kind", "first", "second") else None)
    if known is not None:
        return known
    made = " / ".join(PHRASES.get(part, part) for part in value.split(" / "))
    if name != "expected":
        return made
    return re.sub(r"(?<=[\u4e00-\u9fff）]) \(([^()]*)\)", r"（\1）", made).replace(", ", "、").replace("、…", "……")


class EligibilityError(Exception):
    """The base of all errors that the library raises on purpose.

    ``problems`` holds everything that was found wrong, in order; ``code`` is the first one's.
    """

    problems: tuple[Problem, ...]

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(self.problems)

    @property
    def code(self) -> str:
        """The stable code of the first problem."""
        return self.problems[0].code

    def text(self, language: str = "en") -> str:
        """All problems, one after the other, in ``"zh"`` or ``"en"``."""
        return "\n".join(problem.text(language) for problem in self.problems)

    def __str__(self) -> str:
        return self.text("en")


class PackError(EligibilityError):
    """A rule pack is wrong; codes begin with P (files and structure) or E (expressions)."""


class InputError(EligibilityError):
    """A person is described wrongly; codes begin with I. Never a decision, never a refusal."""


class UsageError(EligibilityError, ValueError):
    """The library is called wrongly; codes begin with U."""


class CaseError(EligibilityError):
    """A live case or its journal cannot do what was asked; codes begin with C. Nothing that was told is lost."""


class CallbackError(CaseError):
    """What was told is recorded and decided, but a callback raised (C012), or something else went wrong afterwards.

    Nothing has to be told again. ``errors`` holds what was raised, in order; it is also the ``__cause__``, several as
    one group. ``changes`` is what the step changed, which would have been returned.
    """

    errors: tuple[Exception, ...]
    changes: tuple[Change, ...]

    def __init__(
        self, problems: Problem | Iterable[Problem], errors: Iterable[Exception] = (), changes: Iterable[Change] = ()
    ) -> None:
        super().__init__(problems)
        self.errors, self.changes = tuple(errors), tuple(changes)


class ReplayError(EligibilityError):
    """A record does not give the same decision again; codes begin with R, one problem for each difference.

    Where it cannot be decided at all, R001 is followed by the problems that say why, under codes of their own.
    """


class MissingExtraError(EligibilityError, ImportError):
    """Something needs an optional extra that is not installed; the message names it."""


class InternalError(EligibilityError):
    """A defect of the library itself (code B001); please report it. Never to be read as a refusal."""


def echo(value: object) -> str:
    """``repr`` of a value, cut short, for a message.

    >>> echo("x" * 100) == "'" + "x" * 59 + "…"
    True
    """
    text = repr(value[: 2 * _LONGEST_ECHO] if isinstance(value, str) else value)
    return text if len(text) <= _LONGEST_ECHO else text[:_LONGEST_ECHO] + "…"


def cut(text: str) -> str:
    """A piece of text without quotes, cut short and made printable on one line."""
    shown = "".join(char if char.isprintable() else "�" for char in text[: _LONGEST_ECHO + 1])
    return shown if len(shown) <= _LONGEST_ECHO else shown[:_LONGEST_ECHO] + "…"


def plainly(value: object) -> str:
    """A plain value as text, cut short, and of anything else only what it is: it may be endless, or deeper than stacks.

    >>> plainly(17), plainly([[[]]])
    ('17', 'list')
    """
    if isinstance(value, str):
        return cut(value)
    is_whole = isinstance(value, int) and abs(value) < _LARGEST_SHOWN
    return str(value) if value is None or isinstance(value, float) or is_whole else type(value).__name__


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that looks most like this one, for a hint.

    >>> closest("loan.amont", ["loan.amount", "loan.product"])
    'loan.amount'
    """
    found = get_close_matches(word[:_LONGEST_ECHO], list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def problem(
    code: str,
    where: Location | None = None,
    *,
    suggestion: str | None = None,
    source: tuple[str, int] | None = None,
    **details: str,
) -> Problem:
    """Make a :class:`Problem` with its details given as keywords."""
    return Problem(code, where, tuple(details.items()), suggestion, source)


def _caret(source: str, column: int) -> str:
    """A caret under a column, counting East Asian wide characters as two cells."""
    from unicodedata import east_asian_width

    before = source[: column - 1]
    return " " * sum(2 if east_asian_width(char) in "WF" else 1 for char in before) + "^"
