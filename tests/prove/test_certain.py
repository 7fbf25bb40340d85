"""No condition of a shipped pack is unknown where every answer to one question would make it true, or false.

Kleene's logic looks at each part by itself: *women from 40 or men from 50* is unknown of somebody of 50 whose sex is
not known, though it is met. Where that can happen the condition is to be written so that it cannot.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import eligibility
from edits import Edit, copy_pack
from eligibility.language import tree
from eligibility.language.types import Kind
from eligibility.pack.loading import shipped_overlays, shipped_packs
from eligibility.pack.model import Pack
from eligibility.prove.domain import Domain
from eligibility.prove.encoding import Encoder, Rails
from eligibility.prove.persons import Moment, SymbolicPerson, World
from eligibility.prove.witness import Search

pytestmark = pytest.mark.no_cover  # it looks at rules, and runs no line of ours that others do not
WEIHAI = Path(__file__).resolve().parents[2] / "rules" / "weihai-2023-13"


def conditions(pack: Pack) -> Iterator[tuple[str, tree.Condition]]:
    """Every condition that somebody gave a name, scopes and conditions of programmes, and those of notes and checks."""
    for text in pack.programmes:
        own = [("scope", text.scope), ("requires", text.requires)]
        own += [(note.id, note.when) for note in text.notes if note.when is not None]
        yield from ((f"{text.id}/{name}", condition) for name, condition in own)
        for condition in (text.scope, text.requires):
            labelled = (node for node in tree.walk(condition) if isinstance(node, tree.Labelled))
            yield from ((f"{text.id}/{node.id}", node.body) for node in labelled)
    yield from ((check.id, check.when) for check in pack.checks)


def answers(pack: Pack, path: str) -> tuple[Any, ...]:
    """Every answer to the question about a fact, where they can be listed and no authority has to give it."""
    fact = pack.fact_by_path[path]
    if fact.only_authority:
        return ()
    return (
        (True, False) if fact.type.kind is Kind.BOOLEAN else fact.type.choices if fact.type.kind is Kind.CHOICE else ()
    )


def needless_doubts(pack: Pack) -> Iterator[str]:
    """The conditions that are unknown for want of a fact that cannot matter, with the fact."""
    seen: dict[tree.Condition, str] = {}
    for name, condition in conditions(pack):
        if seen.setdefault(condition, name) != name:
            continue
        paths = {node.path for node in tree.walk(condition) if isinstance(node, tree.Fact)}
        yield from (f"{name}: {path}" for path in sorted(paths) if is_needless(pack, condition, path))


def is_needless(pack: Pack, condition: tree.Condition, path: str) -> bool:
    """Whether a condition is unknown of somebody without a fact, and true whatever that is, or false whatever it is."""
    given = answers(pack, path)
    if not given:
        return False
    world = World(Domain.of([pack], [condition]))
    moment = Moment(world)
    persons = [
        SymbolicPerson(world, pack.fact_by_path, moment, known={path: value}) for value in (None, *given)
    ]  # of one name each, so that they have all other facts in common
    rails: list[Rails] = [Encoder(pack, person).condition(condition) for person in persons]
    solver = Search(persons, [moment], ()).solver(rails[0].unknown)
    every = world.formulas
    sides = ([one.true for one in rails[1:]], [one.false for one in rails[1:]])
    return any(every.model(solver, *side) is not None for side in sides)


@pytest.mark.parametrize("name", sorted({*shipped_packs(), *shipped_overlays()}))
def test_no_doubt_is_needless(name: str) -> None:
    """What is certain whatever one fact is, is said."""
    assert list(needless_doubts(eligibility.load(name).pack)) == []


def test_a_needless_doubt_is_found(tmp_path: Path) -> None:
    """The note on older workers, as it was: silent about somebody of 50 whose sex was not known."""
    edit = Edit(
        "programmes/public-welfare-post.yaml",
        '(age(birth_date) >= 50 or (sex = "female" and age(birth_date) >= 40))',
        '((sex = "female" and age(birth_date) >= 40) or (sex = "male" and age(birth_date) >= 50))',
    )
    found = list(needless_doubts(eligibility.load(copy_pack(WEIHAI, tmp_path, edit)).pack))
    assert found == ["public-welfare-post/older-worker: sex"]
