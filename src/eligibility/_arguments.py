"""What a caller hands to the library, judged before anything is done with it: never a raw TypeError from inside."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from eligibility.errors import UsageError, cut, problem

__all__ = ["checked_file", "checked_instance", "checked_list", "checked_mapping", "refused_argument"]

_Kind = TypeVar("_Kind")


def checked_list(name: str, given: object, expected: str = "a list of values") -> Iterable[Any]:
    """Something to go through one by one, as it is; U013 for text, bytes and mappings, which go through their parts.

    >>> checked_list("programmes", ["settlement"])
    ['settlement']
    """
    if isinstance(given, str | bytes | bytearray | Mapping) or not isinstance(given, Iterable):
        raise refused_argument(name, given, expected)
    return given


def checked_mapping(name: str, given: object, expected: str = "a group of facts") -> Mapping[Any, Any]:
    """A mapping; U013 for anything else."""
    if not isinstance(given, Mapping):
        raise refused_argument(name, given, expected)
    return given


def checked_instance(name: str, given: object, kind: type[_Kind], expected: str) -> _Kind:
    """Something of a class of ours; U013 for anything else."""
    if not isinstance(given, kind):
        raise refused_argument(name, given, expected)
    return given


def checked_file(name: str, given: object) -> Path:
    """The path of a file; U013 for what no path can be made of."""
    made = os.fspath(given) if isinstance(given, str | os.PathLike) else given
    if not isinstance(made, str) or "\0" in made:
        raise refused_argument(name, given, "the name of a file")
    return Path(made)


def refused_argument(name: str, given: object, expected: str) -> UsageError:
    """U013 for an argument, which is shown only where it is text."""
    got = cut(given) if isinstance(given, str) and given else type(given).__name__
    return UsageError(problem("U013", name=name, expected=expected, got=got))
