"""An interview without a terminal: what to ask next, what was said, and the way back."""

from __future__ import annotations

import copy
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from eligibility.decision import Decision, Finding
from eligibility.logic import Outcome
from eligibility.pack.layout import UnknownReason
from eligibility.pack.model import FactDefinition
from eligibility.pack.paths import set_path, take_path
from eligibility.rulebook import Rulebook

__all__ = ["Interview", "Question"]


@dataclass(frozen=True, slots=True)
class Question:
    """The next thing to ask: where the answer goes, its definition, and how many may follow."""

    path: str
    fact: FactDefinition
    remaining: int


@dataclass(slots=True)
class _State:
    """Everything that going back restores."""

    data: dict[str, Any]
    settled: set[str] = field(default_factory=set)


class Interview:
    """Asks only what still matters, best first; lists of items last, and only where the programme is not lost.

    With ``programmes`` only what matters for these.
    """

    def __init__(self, rules: Rulebook, data: dict[str, Any], on: date, programmes: Collection[str] = ()) -> None:
        self.rules = rules
        self._programmes = programmes
        self._on = on
        given = rules.Person.vocabulary.plain(rules.person(data))
        asked = {path for path, reason in given.get("unknown", {}).items() if reason != UnknownReason.NOT_ASKED.value}
        self._state = _State(given, asked)
        self._history: list[_State] = []
        self.decision: Decision = rules.decide(given, on=on)

    @property
    def data(self) -> dict[str, Any]:
        """The person so far, as plain data."""
        return self.rules.Person.vocabulary.plain(self.decision.person)

    def question(self) -> Question | None:
        """What to ask next, or ``None`` when nothing more matters."""
        wanted = {fact.path for one in self._findings() for answer in (one, *one.items) for fact in answer.missing}
        waiting = [
            fact.path
            for fact in self.decision.missing()
            if fact.path in wanted and fact.path not in self._state.settled and fact.supplied_by != ("maintainer",)
        ]
        paths = waiting or self._lists()
        if not paths:
            return None
        return Question(paths[0], self.rules.pack.fact_by_path[_generic(paths[0])], len(paths))

    def _findings(self) -> list[Finding]:
        """The findings that the interview is about."""
        return [one for one in self.decision.findings if not self._programmes or one.programme in self._programmes]

    def _lists(self) -> list[str]:
        """Lists with a finding for each record that nobody has asked for, of programmes that are not lost."""
        known = self.data
        paths = dict.fromkeys(
            finding.item_records
            for finding in self._findings()
            if finding.item_records and not finding.outcome.is_negative
        )
        return [path for path in paths if path not in self._state.settled and not _has(known, path)]

    def answer(self, path: str, value: Any) -> tuple[str, ...]:
        """Take down a value.

        Returns:
            The programmes whose outcome has changed.

        Raises:
            InputError: the value will not do; nothing has changed.
        """
        state = copy.deepcopy(self._state)
        set_path(state.data, path, value)
        state.data.get("unknown", {}).pop(path, None)
        return self._move_to(state)

    def leave(self, path: str, reason: UnknownReason) -> tuple[str, ...]:
        """Take down that something is not known, and why; it is not asked again."""
        state = copy.deepcopy(self._state)
        take_path(state.data, path)
        state.data.setdefault("unknown", {})[path] = reason.value
        state.settled.add(path)
        return self._move_to(state)

    def back(self) -> bool:
        """Take the last answer back; ``False`` at the beginning."""
        if not self._history:
            return False
        self._state = self._history.pop()
        self.decision = self.rules.decide(self._state.data, on=self._on)
        return True

    def _move_to(self, state: _State) -> tuple[str, ...]:
        decision = self.rules.decide(state.data, on=self._on)
        before = _outcomes(self.decision)
        self._history.append(self._state)
        self._state, self.decision = state, decision
        return tuple(name for name, outcome in _outcomes(decision).items() if before[name] is not outcome)


def _outcomes(decision: Decision) -> dict[str, Outcome]:
    return {finding.programme: finding.outcome for finding in decision.findings}


def _has(data: dict[str, Any], path: str) -> bool:
    place: Any = data
    for name in path.split("."):
        if name not in place:
            return False
        place = place[name]
    return True


def _generic(path: str) -> str:
    head, bracket, rest = path.partition("[")
    return f"{head}[{rest[rest.find(']') :]}" if bracket else path
