"""Nearest changes against persons who did change: what one of them reached, the solver reaches with no more changes."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

from hypothesis import given, settings

from eligibility import Decision, Rulebook
from eligibility.decision import Finding, ItemFinding
from eligibility.testing.strategies import packs_with_persons

Drawn = tuple[Rulebook, list[tuple[dict[str, Any], date]]]


@settings(max_examples=max(1, settings().max_examples // 10))
@given(packs_with_persons(12))
def test_nobody_who_changes_gets_further_with_less(drawn: Drawn) -> None:
    """Where everything can be changed, whoever turns into another person changes no less than the nearest says."""
    rules, ((one, on), *others) = drawn
    before = rules.decide(one, on=on)
    for other, _ in others:
        changed = turned(one, other)
        after = rules.decide(changed, on=on)
        for finding, reached in zip(before, after, strict=True):
            compare(before, finding, reached, size=count_of_changes(one, changed))


def compare(before: Decision, finding: Finding, reached: Finding, size: int) -> None:
    """The nearest changes of a finding, and of its first item, against a person who made so many."""
    pairs: list[tuple[int | None, Finding | ItemFinding, Finding | ItemFinding]] = [(None, finding, reached)]
    pairs += [(0, finding.items[0], reached.items[0])] if finding.items and reached.items else []
    for item, was, is_now in pairs:
        if is_now.outcome.rank <= was.outcome.rank:
            continue
        found = before.nearest(finding.programme, item=item, most=1)
        if found.bounded and not found.alternatives:
            continue
        assert found.alternatives, (finding.programme, item)
        assert len(found.alternatives[0].changes) <= size
        assert found.alternatives[0].outcome.rank > was.outcome.rank


def turned(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """The first person with all that is known of the second; nothing that is known is forgotten."""
    made = deepcopy(one)
    for name, value in other.items():
        there = made.get(name)
        made[name] = turned(there, value) if isinstance(there, dict) and isinstance(value, dict) else deepcopy(value)
    return made


def count_of_changes(one: dict[str, Any], other: dict[str, Any]) -> int:
    """How many facts differ, and how many records of lists are fields changed, added or taken away, at the most."""
    count = 0
    for name, value in other.items():
        there = one.get(name)
        if isinstance(value, dict):
            count += count_of_changes(there or {}, value)
        elif isinstance(value, list) and any(isinstance(record, dict) for record in [*value, *(there or ())]):
            count += max(1, len(value) + len(there or ()))
        else:
            count += there != value
    return count
