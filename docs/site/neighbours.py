"""The pages before and after a page: the nearest ones in its own language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

__all__ = ["language_of", "neighbour"]

BEFORE, AFTER = 1, 2
"""Where Sphinx has them among the relations of a page."""
PLACES: Final = {"prev": BEFORE, "next": AFTER}


def language_of(page: str) -> str:
    """The language of a page by its name.

    >>> language_of("docs/index.zh"), language_of("docs/index")
    ('zh', 'en')
    """
    return "zh" if page.endswith(".zh") else "en"


def neighbour(page: str, side: str, relations: Mapping[str, Sequence[str | None]]) -> str | None:
    """The next page (``"next"``) or the one before (``"prev"``) in the language of a page; ``None`` at an end.

    >>> pages = {"a": [None, None, "b.zh"], "b.zh": [None, "a", "c"], "c": [None, "b.zh", None]}
    >>> neighbour("a", "next", pages), neighbour("c", "prev", pages), neighbour("b.zh", "next", pages)
    ('c', 'a', None)
    """
    found = relations.get(page, (None, None, None))[PLACES[side]]
    while found is not None and language_of(found) != language_of(page):
        found = relations.get(found, (None, None, None))[PLACES[side]]
    return found
