"""One line of a case's journal: who said what about which fact, when and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any, Final

from eligibility.errors import UsageError, cut, echo, problem

__all__ = ["Entry", "Kind", "Moment", "Remark", "audit_text", "moment_text", "remark"]

Moment = datetime | date | str | None
"""When something was said: for the audit only, never looked at by a rule."""

_LONGEST: Final = {"source": 100, "at": 60, "why": 2000, "case": 100}


class Kind(Enum):
    """What an entry does."""

    OPENED = "opened"
    TOLD = "told"
    RETRACTED = "retracted"
    SETTLED = "settled"
    ADVANCED = "advanced"
    RULES = "rules"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was recorded about a case; it never changes.

    ``step`` numbers what was recorded together, from 0; ``place`` is the place within the step. ``value`` is plain
    JSON in the words of the vocabulary; ``reason`` stands in its stead where a source could only say why the fact is
    not known. ``on`` is the date of the decision from here on (``OPENED`` and ``ADVANCED``), ``rules`` says which
    rules decide from here on (``OPENED`` and ``RULES``).
    """

    step: int
    place: int
    kind: Kind
    path: str = ""
    source: str = ""
    value: Any = field(default=None, repr=False)
    reason: str = ""
    at: str = ""
    why: str = ""
    on: date | None = None
    rules: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """What goes beside an entry for the audit: who said it, when, and why."""

    source: str = ""
    at: str = ""
    why: str = ""

    def entry(
        self, kind: Kind, path: str = "", *, on: date | None = None, rules: dict[str, Any] | None = None
    ) -> Entry:
        """An entry without its place in a journal."""
        return Entry(0, 0, kind, path, self.source, at=self.at, why=self.why, on=on, rules=rules)


def remark(source: object, at: object, why: object) -> Remark:
    """What a caller gave, judged; U013 where it will not do. ``None`` for the source: the step has none."""
    who = "" if source is None else audit_text("source", source, needed=True)
    return Remark(who, moment_text(at), audit_text("why", why))


def moment_text(at: object) -> str:
    """A moment as text; U013 for anything that is no moment."""
    if isinstance(at, datetime | date):
        return at.isoformat()
    return audit_text("at", at)


def audit_text(name: str, given: object, *, needed: bool = False) -> str:
    """A remark for the audit: short printable text; U013 for anything else."""
    text = "" if given is None else given
    longest = _LONGEST[name]
    if not isinstance(text, str) or len(text) > longest or not text.isprintable() or (needed and not text.strip()):
        got = cut(echo(text)) if isinstance(given, str) else type(given).__name__
        raise UsageError(problem("U013", name=name, expected=f"text (1–{longest})" if needed else "text", got=got))
    return text
