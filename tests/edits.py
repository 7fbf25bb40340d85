"""Small edits to a copy of a rule pack: one piece of text replaced, which has to stand there exactly once."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Edit:
    """In one file of a pack, one text for another. An ``old`` that is empty makes a new file."""

    file: str
    old: str
    new: str


def copy_pack(source: Path, folder: Path, *edits: Edit) -> Path:
    """A copy of a pack in a folder, edited; its name stays what it was."""
    copied = folder / source.name
    shutil.copytree(source, copied)
    for edit in edits:
        apply(copied, edit)
    return copied


def apply(pack: Path, edit: Edit) -> None:
    """Make one edit in a pack's folder.

    Raises:
        AssertionError: the text to replace does not stand there exactly once.
    """
    path = pack / edit.file
    if not edit.old:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(edit.new, encoding="utf-8")
        return
    text = path.read_text(encoding="utf-8")
    assert text.count(edit.old) == 1, f"{edit.old!r} stands {text.count(edit.old)} times in {edit.file}"
    path.write_text(text.replace(edit.old, edit.new), encoding="utf-8")


def place_of(path: Path, marker: str) -> tuple[int, int]:
    """Line and column of the first character of a text that stands once in a file, both counted from 1."""
    text = path.read_text(encoding="utf-8")
    assert text.count(marker) == 1, f"{marker!r} stands {text.count(marker)} times in {path.name}"
    before = text[: text.index(marker)]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
