"""Text that a spreadsheet would take for a formula, made harmless and read back exactly."""

from __future__ import annotations

from typing import Final

__all__ = ["disarmed", "is_formula", "rearmed"]

_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_QUOTE: Final = "'"


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may run this text: it begins like a formula, blank space and tabs aside."""
    return text.startswith(("\t", "\r", "\n")) or text.lstrip().startswith(_FORMULA)


def disarmed(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet might run it; one that has an apostrophe gets another.

    >>> disarmed("=1+1"), rearmed(disarmed("=1+1")), disarmed("Wang")
    ("'=1+1", '=1+1', 'Wang')
    """
    return _QUOTE + text if is_formula(text) or text.startswith(_QUOTE) else text


def rearmed(text: str) -> str:
    """What :func:`disarmed` was given."""
    return text.removeprefix(_QUOTE)
