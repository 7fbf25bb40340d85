"""A lock that a forked child finds free: the thread that may have held it has stayed with the parent."""

from __future__ import annotations

import os
from threading import RLock
from weakref import WeakSet

__all__ = ["Lock"]


class Lock:
    """A re-entrant lock for a ``with`` statement.

    A child that forks while another thread of its parent holds the lock would wait for that thread for ever. What the
    lock guards must therefore be right to use after a fork at any moment, or be made anew there.
    """

    def __init__(self) -> None:
        self._inner = RLock()
        _known.add(self)

    def __enter__(self) -> None:
        self._inner.acquire()

    def __exit__(self, *_: object) -> None:
        self._inner.release()

    def renew(self) -> None:
        """Let go of it in a forked child."""
        self._inner = RLock()


_known: WeakSet[Lock] = WeakSet()


def _renew_all() -> None:
    for lock in list(_known):
        lock.renew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_all)
