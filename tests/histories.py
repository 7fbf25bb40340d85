"""Histories of cases: what sources tell, correct, take back and settle, and a plain second opinion on what then stands.

:class:`Sources` is written apart from the library's own folding, from the rules in ``docs/explanation/live-cases.md``.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from eligibility import CaseError, InputError, Rulebook, UnknownReason
from eligibility.live.case import Case
from eligibility.testing.strategies.random_vocabulary import BORN, DECISIONS, LISTS, RANDOM_VALUES, VOCABULARY
from strategies import Flat, nest

SOURCES = ("applicant", "register", "bureau")
REASONS = (UnknownReason.NOT_KNOWN, UnknownReason.REFUSED)
VARIED: dict[str, Any] = {str(fact["fact"]): fact for fact in VOCABULARY if "[]" not in str(fact["fact"])}

Step = tuple[Any, ...]
"""``("tell", source, path, value)``, ``("retract", source, path)``, ``("settle", source, path)`` or ``("on", day)``."""


def random_word(rng: random.Random, path: str) -> Any:
    """Something to tell about a fact of the random packs."""
    kind = str(VARIED[path]["type"])
    if rng.random() < 0.1:
        return rng.choice(REASONS)
    if kind == "records":
        return [random_record(rng, path, rng.choice((0.5, 1.0))) for _ in range(rng.randrange(4))]
    return rng.choice(BORN if path == "born" else RANDOM_VALUES[kind])


def random_record(rng: random.Random, records: str, known: float) -> dict[str, Any]:
    """A record of a list, some fields of which are missing."""
    kinds = {str(fact["fact"]): str(fact["type"]) for fact in VOCABULARY}
    fields = {name: RANDOM_VALUES[kinds[f"{records}[].{name}"]] for name in LISTS[records]}
    return {name: rng.choice(values) for name, values in fields.items() if rng.random() < known}


def random_history(rng: random.Random, length: int) -> list[Step]:
    """Steps in which facts are told, told again, contradicted, taken back and settled, and days pass."""
    paths = rng.sample(list(VARIED), rng.choice((3, 8, len(VARIED))))
    sources = SOURCES[: rng.choice((1, 2, 3))]
    steps: list[Step] = []
    for _ in range(length):
        source, path = rng.choice(sources), rng.choice(paths)
        match rng.choice(("tell",) * 7 + ("retract", "settle", "on")):
            case "tell":
                steps.append(("tell", source, path, random_word(rng, path)))
            case "on":
                steps.append(("on", rng.choice(DECISIONS)))
            case word:
                steps.append((word, source, path))
    return steps


def apply(case: Case, step: Step) -> None:
    """Do one step; what cannot be done is refused and changes nothing."""
    actions: dict[str, Callable[..., Any]] = {
        "tell": lambda source, path, value: case.assert_fact(path, value, source=source),
        "retract": lambda source, path: case.retract_fact(path, source=source),
        "settle": lambda source, path: case.settle(path, source=source),
        "on": lambda day: case.advance(on=day),
    }
    actions[step[0]](*step[1:])


def try_to_apply(case: Case, step: Step) -> bool:
    """Whether a step could be done."""
    try:
        apply(case, step)
    except (InputError, CaseError):
        return False
    return True


@dataclass
class Sources:
    """What each source says about each fact, the slow and plain way."""

    on: date
    said: dict[str, dict[str, Any]] = field(default_factory=dict)
    settled: dict[str, str] = field(default_factory=dict)

    def apply(self, step: Step) -> None:
        """Take in a step that a case has accepted."""
        match step:
            case ("on", day):
                self.on = day
            case ("tell", source, path, value):
                self._tell(path, source, value)
            case ("retract", source, path):
                del self.said[path][source]
                if self.settled.get(path) == source:
                    del self.settled[path]
            case ("settle", source, path):
                self.settled[path] = source

    def _tell(self, path: str, source: str, value: Any) -> None:
        words = self.said.setdefault(path, {})
        if source in words and same(words[source], value):
            return
        words.pop(source, None)
        if path in self.settled:
            trusted = self.settled[path]
            if trusted == source or not same(words[trusted], value):
                del self.settled[path]
        words[source] = value

    def person(self) -> dict[str, Any]:
        """The person that stands, as nested data."""
        flat: Flat = {}
        unknown: dict[str, str] = {}
        for path, words in self.said.items():
            values = [word for word in words.values() if not isinstance(word, UnknownReason)]
            if path in self.settled:
                flat[path] = words[self.settled[path]]
            elif values and all(same(value, values[0]) for value in values):
                flat[path] = values[0]
            elif values:
                unknown[path] = "conflicting"
            elif words:
                unknown[path] = list(words.values())[-1].value
        return {**nest(flat), "unknown": unknown}


def same(one: Any, other: Any) -> bool:
    """Whether two words say the same; amounts of money are told as text and count by what they are worth."""
    if isinstance(one, str) and isinstance(other, str) and one.replace(".", "").isdigit():
        return other.replace(".", "").isdigit() and float(one) == float(other)
    if isinstance(one, list) and isinstance(other, list) and one and isinstance(one[0], dict):
        return len(one) == len(other) and all(same_record(*pair) for pair in zip(one, other, strict=True))
    return type(one) is type(other) and bool(one == other)


def same_record(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two records say the same."""
    return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)


def check(case: Case, rules: Rulebook, sources: Sources) -> None:
    """The case says what ``decide`` says of the second opinion's person, and so does its engine."""
    decision = rules.decide(sources.person(), on=sources.on)
    assert case.on == sources.on
    assert case.decision.outcomes == decision.outcomes
    assert tuple(case.outcomes.values()) == decision.outcomes
    items = tuple(tuple(item.outcome for item in finding.items) for finding in decision)
    assert tuple(case.item_outcomes.values()) == items
    assert case.decision.record() == decision.record()


def live_through(case: Case, rules: Rulebook, steps: Sequence[Step]) -> int:
    """Take a case through a history, looking at it after every step; how many steps could be done."""
    sources = Sources(case.on)
    done = 0
    for step in steps:
        if try_to_apply(case, step):
            sources.apply(step)
            done += 1
        check(case, rules, sources)
    return done


def any_order(rules: Rulebook, rng: random.Random) -> int:
    """The same facts of one source in three orders give the same decision and the same outcomes at the engine."""
    on = rng.choice(DECISIONS)
    paths = rng.sample(list(VARIED), rng.choice((5, 12, len(VARIED))))
    facts = [(path, word) for path in paths if not isinstance(word := random_word(rng, path), UnknownReason)]
    seen = []
    for _ in range(3):
        rng.shuffle(facts)
        with rules.open_case(on=on) as case:
            for path, word in facts:
                try_to_apply(case, ("tell", "applicant", path, word))
            seen.append((case.decision.record(), dict(case.outcomes), dict(case.item_outcomes)))
    assert seen[0] == seen[1] == seen[2]
    return 1
