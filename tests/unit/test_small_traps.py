"""Traps that somebody fell into once."""

from __future__ import annotations

from pathlib import Path

import pytest

import eligibility
from edits import copy_pack
from eligibility import InputError, Outcome, PackError, Truth, UsageError
from eligibility.interchange.person_files import read_person_text

SMALL = Path(__file__).parent / "small_pack"


def test_a_decision_knows_its_programmes() -> None:
    """``"settlement" in decision`` is about programmes; it used to be False always."""
    decision = eligibility.load("weihai-2023-13").decide({}, on="2023-06-01")
    assert "settlement" in decision
    assert "no-such" not in decision


@pytest.mark.parametrize("value", [Outcome.REFER, Truth.OPEN])
def test_a_label_in_no_such_language(value: Outcome | Truth) -> None:
    """A language that does not exist is refused; it used to give Chinese."""
    with pytest.raises(ValueError, match="no language 'fr'"):
        value.label("fr")


def test_loading_what_is_no_name() -> None:
    """U013: load takes an id or a folder."""
    with pytest.raises(UsageError) as caught:
        eligibility.load(5)  # type: ignore[arg-type]
    assert caught.value.code == "U013"


@pytest.mark.parametrize("path", ['"children[9].birth_date"', "rooms.deeper"])
def test_a_case_path_that_leads_nowhere(path: str, tmp_path: Path) -> None:
    """P205: a path of a case that goes through what is not there is an error of the pack, not a KeyError."""
    name = next(one.name for one in (SMALL / "cases").iterdir())
    text = (SMALL / "cases" / name).read_text(encoding="utf-8")
    folder = copy_pack(SMALL, tmp_path)
    target = folder / "cases" / name
    changed = text.replace("    like: zhou\n", f"    like: zhou\n    with: {{{path}: 1}}\n", 1)
    target.write_text(changed, encoding="utf-8")
    with pytest.raises(PackError) as caught:
        _ = eligibility.load(folder).pack.cases
    assert caught.value.code == "P205"


def test_an_alias_bomb_in_a_person_file() -> None:
    """I007: aliases that expand to too much are called that, not deep nesting."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 7)]
    with pytest.raises(InputError) as caught:
        read_person_text("\n".join(lines), "bomb.yaml", "yaml")
    assert caught.value.code == "I007"


class Uncomparable:
    """An object that refuses to be compared or shown."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        raise RuntimeError

    def __str__(self) -> str:
        raise RuntimeError

    __repr__ = __str__


@pytest.mark.parametrize("readings", ["hard", 5, ["hard"], {5: 5}, {"hard": None}, {"hard": Uncomparable()}])
def test_readings_that_are_none(readings: object) -> None:
    """U013: what is no mapping of names to choices chooses no readings; it used to be a TypeError."""
    rules = eligibility.load(SMALL)
    with pytest.raises(UsageError) as loaded:
        eligibility.load(SMALL, readings=readings)  # type: ignore[arg-type]
    with pytest.raises(UsageError) as changed:
        rules.with_readings(readings)  # type: ignore[arg-type]
    for error in (loaded.value, changed.value):
        assert error.code == "U013"
        assert "口径" in error.text("zh")


@pytest.mark.parametrize("variations", [None, ["rooms"], "rooms", {5: [1]}])
def test_variations_that_are_none(variations: object) -> None:
    """U013: what is no mapping of facts to values varies nothing; it used to be an AttributeError."""
    with pytest.raises(UsageError) as caught:
        eligibility.load(SMALL).what_if({}, variations, on="2024-06-01")  # type: ignore[arg-type]
    assert caught.value.code == "U013"


@pytest.mark.parametrize("name", ["nope", None, 5, Uncomparable()])
def test_no_such_finding(name: object) -> None:
    """U003 whatever is asked for, and nothing asks a stranger's object anything."""
    with pytest.raises(UsageError) as caught:
        eligibility.load(SMALL).decide({}, on="2024-06-01")[name]  # type: ignore[index]
    assert caught.value.code == "U003"


def test_region_in_chinese() -> None:
    """What a place should look like is said in Chinese too."""
    with pytest.raises(InputError) as caught:
        eligibility.load("weihai-2023-13").person({"business": {"location": "here"}})
    assert "应为 六位数字 / nanhai" in caught.value.text("zh")
