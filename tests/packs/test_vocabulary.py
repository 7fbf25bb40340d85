"""The plan's vocabulary holds every fact of the analysis once, with the same type and choices, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import eligibility
from eligibility.language.types import Kind
from eligibility.pack.model import FactDefinition

SECTIONS: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("vocabulary.yaml").read_text("utf-8"))
NAMED = {name: kind for section in SECTIONS.values() for name, kind in section.items()}
FACTS = eligibility.load("weihai-2023-13").facts


def named(name: str) -> list[FactDefinition]:
    """The facts that bear a name of the analysis; a list and what its records hold share a name."""
    found = [fact for fact in FACTS if name in fact.dossier]
    wants_list = NAMED[name] == "records"
    return [fact for fact in found if (fact.type.kind is Kind.RECORDS) == wants_list] if len(found) > 1 else found


@pytest.mark.parametrize("name", NAMED)
def test_a_named_fact_is_there_once(name: str) -> None:
    """It has one home, the type that the analysis gives, and exactly its choices in any order."""
    (fact,) = named(name)
    kind = NAMED[name]
    if isinstance(kind, str):
        assert fact.type.kind.value == kind
    elif isinstance(kind[0], list):
        assert (fact.type.kind, set(fact.type.choices)) == (Kind.CHOICES, set(kind[0]))
    else:
        assert (fact.type.kind, set(fact.type.choices)) == (Kind.CHOICE, set(kind))


def test_nothing_was_invented() -> None:
    """Every fact of the pack bears a name of the analysis, and none of them is the identity number."""
    assert {name for fact in FACTS for name in fact.dossier} == set(NAMED)
    assert [fact.path for fact in FACTS if not fact.dossier] == []
