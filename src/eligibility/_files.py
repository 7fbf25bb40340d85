"""Files that people keep are written whole or not at all."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

from eligibility.errors import InputError, cut, problem

__all__ = ["write_file"]


def write_file(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file; what stood there stays as it was where that does not succeed.

    Args:
        path: the file; a link stays one, and a device is written to as it is.
        content: all of it.
        private: whether it is for its owner's eyes only.

    Raises:
        InputError: I008, it cannot be written.
    """
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            target.write_bytes(content)
        else:
            _put_in_place(target, content, private=private)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "–"
        raise InputError(problem("I008", file=cut(str(path)), reason=reason)) from None


def _put_in_place(target: Path, content: bytes, *, private: bool) -> None:
    """Write beside the file, and put that in its place."""
    part = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        part.touch(0o600 if private else 0o666, exist_ok=False)
    except OSError:  # a folder in which nothing can be made may hold a file that can be written
        target.write_bytes(content)
        return
    try:
        part.write_bytes(content)
        if target.exists() and not private:
            shutil.copymode(target, part)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
