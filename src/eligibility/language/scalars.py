"""Plain text that stands for a date or a region."""

from __future__ import annotations

from datetime import date, datetime

__all__ = ["as_date", "is_region", "parse_date"]


def parse_date(text: str) -> date | None:
    """A date written as YYYY-MM-DD in ASCII digits, or ``None``.

    >>> parse_date("2023-02-30") is None
    True
    """
    if len(text) != 10 or not text.isascii() or text[4] != "-" or text[7] != "-":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def as_date(given: object) -> date | None:
    """A day given as text or as a ``date``, or ``None``: a ``datetime`` is a moment and no day.

    A class of somebody's own under ``date``, such as that of a library that stops the clock in tests, is a day like
    any other.

    >>> as_date("2023-06-01"), as_date(datetime(2023, 6, 1))
    (datetime.date(2023, 6, 1), None)
    """
    if isinstance(given, str):
        return parse_date(given)
    if type(given) is date:
        return given
    if isinstance(given, date) and not isinstance(given, datetime):
        return date(given.year, given.month, given.day)
    return None


def is_region(text: str, territory: tuple[str, ...] = ()) -> bool:
    """Whether a text is a region code: six ASCII digits, or a code without digits that the territory declares.

    >>> is_region("371002"), is_region("37100"), is_region("nanhai", ("371002", "nanhai"))
    (True, False, True)
    """
    return (len(text) == 6 and text.isascii() and text.isdigit()) or text in territory
