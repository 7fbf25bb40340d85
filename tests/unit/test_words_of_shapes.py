"""What stands in a file where something of another shape belongs is called by words of the trade, in both languages."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import eligibility
from eligibility import InputError, PackError, UsageError
from eligibility.pack.loading import read_pack
from eligibility.pack.paths import set_path

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


@pytest.mark.parametrize("path", ["", "income", "income.yearly", "lives.alone", "job", "benefits", "children", "rooms"])
@pytest.mark.parametrize("value", [None, [], [[]], {"x": "y"}, "x", 5])
def test_a_person_of_other_shapes_in_plain_words(path: str, value: Any) -> None:
    """The same holds for persons, whoever gives them."""
    rules = eligibility.load(PACK)
    data: Any = {}
    if path:
        set_path(data, path, value)
    else:
        data = value
    try:
        rules.decide(data, on="2024-06-01")
    except InputError as error:
        seen = [one.message(language) for one in error.problems for language in ("zh", "en")]
        assert [
            one for one in seen if OF_PROGRAMS.search(one) or re.search(r"got (list|str|int)$|得到 [a-z]+$", one)
        ] == []
    except UsageError:
        assert not path
    else:
        assert path


def test_what_a_group_is_given_instead() -> None:
    """The kind of thing is said, in both languages, and nothing of what is in it."""
    with pytest.raises(InputError) as caught:
        eligibility.load(PACK).decide({"income": ["secret"], "lives": "secret", "children": 5}, on="2024-06-01")
    assert [(one.got, one.message("zh")) for one in caught.value.problems] == [
        ("a list", "income：应为 一组事实，得到 列表"),
        ("text", "lives：应为 一组事实，得到 文字"),
        ("a number", "children：应为 列表，得到 数"),
    ]
