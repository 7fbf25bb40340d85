"""What stands in a file where something of another shape belongs is called by words of the trade, in both languages."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from eligibility import PackError
from eligibility.pack.loading import read_pack

PACK = Path(__file__).parent / "small_pack"
FILES = sorted(path.relative_to(PACK).as_posix() for path in PACK.rglob("*.yaml") if path.parent.name != "cases")
OF_PROGRAMS = re.compile(r"NoneType|dict|tuple|instance|Model\b|File\b|validat|Input|\bList\b|String")


SHAPES: tuple[Any, ...] = (None, [], {"x": "y"}, "x")


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place below nested data; of a list the first entry stands for all."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data[:1]) if isinstance(data, list) else ()
    for name, below in pairs:
        yield (*path, name)
        yield from places(below, (*path, name))


def replaced(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The same data with another value at a place."""
    if not path:
        return value
    copy = dict(data) if isinstance(data, dict) else list(data)
    copy[path[0]] = replaced(copy[path[0]], path[1:], value)
    return copy


@pytest.mark.parametrize("name", FILES)
def test_other_shapes_in_plain_words(name: str, tmp_path: Path) -> None:
    """Nothing, an empty list, a word or keys at any place of a file: no message speaks the language of programs."""
    folder = shutil.copytree(PACK, tmp_path / "pack")
    data = yaml.load((PACK / name).read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - text only
    seen = set()
    for path in places(data):
        for value in SHAPES:
            (folder / name).write_text(
                yaml.safe_dump(replaced(data, path, value), allow_unicode=True), encoding="utf-8"
            )
            try:
                read_pack(folder)
            except PackError as error:
                seen |= {one.message(language) for one in error.problems for language in ("zh", "en")}
    assert seen
    assert sorted(one for one in seen if OF_PROGRAMS.search(one)) == []
