"""A property that is worked out once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

__all__ = ["lazily"]

Made = TypeVar("Made")


class lazily(Generic[Made]):  # noqa: N801 - a decorator, like property
    """Like ``functools.cached_property``, without the lock that it takes on Python 3.11.

    There one lock serves all instances of a class, so that threads wait for each other's decisions. Here two threads
    may work a value out twice; what is decorated gives the same value each time, and the first one stays.
    """

    def __init__(self, make: Callable[[Any], Made]) -> None:
        self._make = make
        self._name = make.__name__
        self.__doc__ = make.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type) -> Made: ...
    def __get__(self, instance: object | None, owner: type) -> Self | Made:
        if instance is None:
            return self
        made: Made = instance.__dict__.setdefault(self._name, self._make(instance))
        return made
