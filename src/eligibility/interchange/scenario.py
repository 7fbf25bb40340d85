"""One scenario: a person with a name, a day, and the readings that it is to be decided under."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from eligibility.pack.vocabulary import Person

__all__ = ["LONGEST_NAME", "Scenario", "clean_words"]

LONGEST_NAME: Final = 100
_LONGEST_NOTE: Final = 500


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a row of a table of scenarios says, before it is decided.

    ``readings`` holds only choices that differ from the rulebook's own; ``note`` is a remark for people.
    """

    name: str
    on: date
    person: Person
    readings: tuple[tuple[str, str], ...] = ()
    note: str = ""


def clean_words(text: str, longest: int = _LONGEST_NOTE) -> str | None:
    """A name or a remark on one line, its blank space made single; ``None`` where it cannot be shown or is too long.

    >>> clean_words("  Wang,  100,000 yuan ")
    'Wang, 100,000 yuan'
    """
    words = " ".join(text.split())
    return words if len(words) <= longest and words.isprintable() else None
