"""The encoding that proofs rest on gives what ``decide`` says on random packs, persons and days."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given, settings

from agreement.encoded import Encoded, decided, flat, folded
from eligibility import Rulebook
from eligibility.testing.situation import command
from eligibility.testing.strategies import packs_with_persons


@settings(max_examples=settings().max_examples // 2)
@given(packs_with_persons())
def test_encoding_agrees(drawn: tuple[Rulebook, list[tuple[dict[str, Any], date]]]) -> None:
    """Put into the formulas, the facts of a person give the outcomes and lists that decide gives, items included."""
    rules, cases = drawn
    encoded = Encoded(rules)
    for data, on in cases:
        expected = decided(rules.decide(data, on=on))
        known = flat(rules, data)
        assert encoded.evaluate(known, on) == expected, command(rules, data, on)
        assert folded(rules, known, on) == expected, command(rules, data, on)
