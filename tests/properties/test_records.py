"""A record holds what could be read on its day, all of it and nothing else, and decides again to the letter."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import eligibility
from eligibility import Rulebook
from eligibility.language import tree
from eligibility.pack.model import Programme
from eligibility.testing.situation import Situation
from eligibility.testing.strategies import situations

PACKS = [eligibility.load("weihai-2023-13"), eligibility.load(Path(__file__).parents[1] / "unit" / "small_pack")]


def leaves(data: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """The path of everything that is said, fields of records as ``list[].field``."""
    for name, value in data.items():
        path = f"{above}{name}"
        if isinstance(value, Mapping):
            yield from leaves(value, f"{path}.")
        elif isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
            yield path
            for record in value:
                yield from leaves(record, f"{path}[].")
        elif value is not None:
            yield path


def read_by(programme: Programme) -> Iterator[str]:
    """Every path in a programme's text, by a walk of its own over all that it holds."""
    item = () if programme.item is None else (programme.item.requires, programme.item.records)
    notes = [note.when for note in programme.notes if note.when is not None]
    for part in (programme.scope, programme.requires, *item, *notes):
        for node in tree.walk(part):
            if isinstance(node, tree.Fact):
                yield node.path
            elif isinstance(node, tree.ItemField):
                yield from (node.path, node.records)


def readable(rules: Rulebook, record: Mapping[str, Any]) -> set[str]:
    """What the programmes that are in force on the day of a record can read."""
    active = {finding["programme"] for finding in record["findings"] if finding["in_force"]}
    day = eligibility.replay(record, rules=rules).on
    return {path for one in rules.pack.programmes if one.id in active and one.in_period(day) for path in read_by(one)}


@pytest.mark.parametrize("rules", PACKS, ids=lambda rules: rules.id)
def test_a_record_holds_what_can_be_read(rules: Rulebook) -> None:
    """Every supplied fact that a programme in force can read is in the record, and no other."""

    @settings(max_examples=40)
    @given(situations(rules), st.sampled_from([None, *rules.pack.fact_by_path]))
    def check(situation: Situation, unknown: str | None) -> None:
        said = dict(situation.person)
        if unknown is not None and "[]" not in unknown and unknown not in set(leaves(said)):
            said["unknown"] = {**said.get("unknown", {}), unknown: "refused"}
        record = json.loads(json.dumps(rules.decide(said, on=situation.on).record()))
        allowed, told = readable(rules, record), set(leaves({**said, "unknown": None}))
        assert set(leaves(record["facts"])) == told & allowed
        assert set(record["unknown"]) == {path for path in said.get("unknown", {}) if path in allowed}

    check()
