"""The audit finds what can never make a difference, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

import eligibility
from edits import Edit, copy_pack
from eligibility.pack.loading import shipped_overlays, shipped_packs
from eligibility.prove.audit import KINDS

PACK = Path(__file__).resolve().parents[2] / "rules" / "weihai-2023-13"
RENTAL = "programmes/rental-housing.yaml"
EXPECTED = {
    ("never_matters", "public-welfare-post", "asks-urban-post"),
    ("never_matters", "public-welfare-post", "asks-rural-post"),
    ("swallowed", "counter-guarantee-waiver", "returning-entrepreneur"),
    ("value_changes_nothing", "", "personal_loan_ceiling"),
}


def found(pack: Path | str) -> set[tuple[str, str, str]]:
    """The findings of a pack."""
    return {(one.kind, one.programme, one.name) for one in eligibility.load(pack).audit()}


@pytest.mark.parametrize("name", sorted({*shipped_packs(), *shipped_overlays()}))
def test_shipped_packs(name: str) -> None:
    """Only what docs/explanation/what-is-proved.md explains."""
    assert found(name) == EXPECTED


def limb(test: str) -> str:
    """One more condition of a scope."""
    return f"  - id: added\n    test: {test}\n    says: {{zh: 添加的条件, en: An added condition}}\n"


def with_limb(folder: Path, test: str) -> Path:
    """A copy of the pack with one more condition in the scope of rental housing."""
    return copy_pack(PACK, folder, Edit(RENTAL, "applies:\n", f"applies:\n{limb(test)}"))


def test_what_is_said_twice(tmp_path: Path) -> None:
    """A condition that repeats another never matters."""
    assert ("never_matters", "rental-housing", "added") in found(with_limb(tmp_path, "is_migrant_worker"))


def test_a_scope_that_contradicts_itself(tmp_path: Path) -> None:
    """Nobody can get the programme, which is said once in the place of every condition."""
    findings = found(with_limb(tmp_path, "not(is_migrant_worker)"))
    assert {one for one in findings if one[1] == "rental-housing"} == {("nobody", "rental-housing", "")}


def test_a_condition_that_matters_is_left_alone(tmp_path: Path) -> None:
    """A true test of a fact still waits for the fact, and a new condition that decides is no finding."""
    assert found(with_limb(tmp_path / "1", "age(birth_date) >= 0")) == EXPECTED
    assert found(with_limb(tmp_path / "2", "employment.has_employer")) == EXPECTED


def test_terms_that_say_nothing(tmp_path: Path) -> None:
    """A term that is true of nobody is named."""
    old = "      - id: back-home\n        test: work_history.returned_to_home_county\n"
    new = old.replace("test: ", "test: not(work_history.has_outside_work) and ")
    findings = found(copy_pack(PACK, tmp_path, Edit("terms.yaml", old, new)))
    assert ("always_false", "", "returning_migrant_entrepreneur") in findings


def test_every_kind_has_words() -> None:
    """Findings speak both languages."""
    for one in eligibility.load(PACK).audit():
        assert one.text("zh") != one.text("en")
        assert one.to_dict()["kind"] in KINDS
