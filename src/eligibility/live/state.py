"""What stands in a case: its journal folded into what each source says about each fact.

- A source that speaks again corrects itself: its last word counts.
- Another source with another value makes a conflict: the fact is unknown *because* it is ``conflicting``, until one
  source is settled on. Sources that say the same are no conflict, nor is one that only says why it does not know.
- What is settled holds until somebody says something new that differs from it; then the conflict is open again.
- A list is told whole; nothing is merged.

States are never changed: every entry makes a new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from eligibility.errors import CaseError, problem
from eligibility.live.entries import Entry, Kind
from eligibility.live.records import taken_apart
from eligibility.pack.layout import UnknownReason
from eligibility.pack.paths import set_path

__all__ = ["FactState", "State", "Word", "fold"]


@dataclass(frozen=True, slots=True)
class Word:
    """The last word of one source: a value as plain JSON, or why the fact is not known."""

    value: Any = field(default=None, repr=False)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FactState:
    """What the sources say about one fact, in the order in which they first spoke; ``settled`` names one of them."""

    words: tuple[tuple[str, Word], ...] = ()
    settled: str = ""

    def word_of(self, source: str) -> Word | None:
        """The last word of a source."""
        return next((word for name, word in self.words if name == source), None)

    @property
    def standing(self) -> Word:
        """What counts: a value, a reason, or nothing at all."""
        if self.settled:
            found = self.word_of(self.settled)
            assert found is not None
            return found
        values = [word for _, word in self.words if word.value is not None]
        if values:
            return values[0] if all(word.value == values[0].value for word in values) else _CONFLICTING
        reasons = [word for _, word in self.words if word.reason]
        return reasons[-1] if reasons else _NOTHING

    @property
    def is_conflicting(self) -> bool:
        """Whether sources contradict each other and nobody has settled it."""
        return self.standing == _CONFLICTING

    def told(self, source: str, word: Word) -> FactState:
        """The same after a source has spoken; its new word comes last."""
        if self.word_of(source) == word:
            return self
        settled = self.settled if self.settled and word.value == self.standing.value else ""
        return FactState((*self._others(source), (source, word)), settled)

    def retracted(self, source: str) -> FactState:
        """The same after a source has taken back what it said."""
        return FactState(self._others(source), "" if source == self.settled else self.settled)

    def _others(self, source: str) -> tuple[tuple[str, Word], ...]:
        return tuple((name, word) for name, word in self.words if name != source)


_CONFLICTING: Final = Word(reason=UnknownReason.CONFLICTING.value)
_NOTHING: Final = Word()


@dataclass(frozen=True, slots=True)
class State:
    """A case as it stands after some steps; ``step`` is the number of the last one."""

    step: int = -1
    on: date = date.min
    rules: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, FactState] = field(default_factory=dict, repr=False)

    def after(self, entry: Entry) -> State:
        """The state after one more entry."""
        state = replace(self, step=entry.step)
        match entry.kind:
            case Kind.OPENED | Kind.ADVANCED | Kind.RULES:
                return replace(state, on=entry.on or self.on, rules=entry.rules or self.rules)
            case Kind.TOLD:
                return _with(state, entry.path, self.fact(entry.path).told(entry.source, _word(entry)))
            case Kind.RETRACTED:
                return _with(state, entry.path, self.fact(entry.path).retracted(entry.source))
            case Kind.SETTLED:
                word = self.fact(entry.path).word_of(entry.source)
                if word is None or word.value is None:
                    raise CaseError(problem("C011", reason="it settles on a source that has told no value"))
                return _with(state, entry.path, replace(self.fact(entry.path), settled=entry.source))

    def fact(self, path: str) -> FactState:
        """What is said about one fact."""
        return self.facts.get(path, FactState())

    def conflicts(self) -> dict[str, dict[str, Any]]:
        """The facts on which sources contradict each other: for each path, what each source says."""
        return {
            path: {source: word.value for source, word in fact.words if word.value is not None}
            for path, fact in self.facts.items()
            if fact.is_conflicting
        }

    def person_data(self) -> dict[str, Any]:
        """What stands, as nested plain data that the library's door takes."""
        data: dict[str, Any] = {}
        unknown: dict[str, str] = {}
        for path, fact in self.facts.items():
            word = fact.standing
            if word.value is not None:
                value, reasons = taken_apart(path, word.value)
                set_path(data, path, value)
                unknown |= reasons
            elif word.reason:
                unknown[path] = word.reason
        return {**data, "unknown": unknown} if unknown else data


def fold(entries: Iterable[Entry], state: State | None = None) -> State:
    """The state after some entries, from a state or from nothing."""
    state = state or State()
    for entry in entries:
        state = state.after(entry)
    return state


def _with(state: State, path: str, fact: FactState) -> State:
    return replace(state, facts={**state.facts, path: fact})


def _word(entry: Entry) -> Word:
    return Word(entry.value, entry.reason)
