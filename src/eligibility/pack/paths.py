"""Dotted paths in nested plain data: ``loan.amount``, ``family.children[1].birth_date``."""

from __future__ import annotations

from typing import Any

__all__ = ["set_path", "take_path"]


def set_path(data: dict[str, Any], path: str, value: Any) -> None:
    """Set a path in nested data, making the groups on the way.

    >>> person = {}
    >>> set_path(person, "loan.amount", "5")
    >>> person
    {'loan': {'amount': '5'}}
    """
    *groups, last = path.split(".")
    place: Any = data
    for group in groups:
        name, index = _indexed(group)
        place = place.setdefault(name, {})
        if index is not None:
            place = place[index]
    place[last] = value


def take_path(data: dict[str, Any], path: str) -> None:
    """Take a path away, if it is there."""
    *groups, last = path.split(".")
    place: Any = data
    for group in groups:
        name, index = _indexed(group)
        place = place.get(name, {})
        if index is not None:
            place = place[index]
    place.pop(last, None)


def _indexed(group: str) -> tuple[str, int | None]:
    name, bracket, rest = group.partition("[")
    return (name, int(rest.rstrip("]"))) if bracket else (name, None)
