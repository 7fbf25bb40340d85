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
