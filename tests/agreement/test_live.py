"""A live case, its engine and ``decide`` agree: on random packs and histories, in any order, step by step."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import eligibility
from eligibility import Rulebook
from eligibility.live import Case, MemoryJournal
from eligibility.testing.strategies import History, histories, packs
from eligibility.testing.strategies.random_vocabulary import DECISIONS
from engine import needs_engine
from histories import (
    SOURCES,
    VARIED,
    Sources,
    any_order,
    check,
    live_through,
    random_history,
    random_word,
    try_to_apply,
)

WEIHAI = eligibility.load("weihai-2023-13")

pytestmark = needs_engine


@settings(max_examples=settings().max_examples // 5)
@given(packs(), st.integers(0, 2**32))
def test_histories(rules: Rulebook, seed: int) -> None:
    """After every step of a random history the case says what decide says of a second opinion's person."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    for length in (4, 12):
        with rules.open_case(on=rng.choice(DECISIONS)) as case:
            live_through(case, rules, random_history(rng, length))


@settings(max_examples=settings().max_examples // 10)
@given(packs(), st.integers(0, 2**32))
def test_any_order_of_arrival(rules: Rulebook, seed: int) -> None:
    """The same facts in another order give the same decision and the same outcomes at the engine."""
    assert any_order(rules, random.Random(seed))  # noqa: S311 - no secret


@settings(max_examples=settings().max_examples // 5)
@given(histories(WEIHAI))
def test_weihai(history: History) -> None:
    """Persons of the shipped pack, told fact by fact by one source, are decided at every step as if told at once."""
    with WEIHAI.open_case(on=history.on) as case:
        for event, situation in zip(history.events, history.steps[1:], strict=True):
            if event.is_withdrawal:
                case.retract_fact(event.path, source="applicant")
            else:
                case.assert_fact(event.path, event.value, source="applicant")
            assert case.decision == WEIHAI.decide(situation.person, on=situation.on)
            assert tuple(case.outcomes.values()) == case.decision.outcomes


class CaseMachine(RuleBasedStateMachine):
    """A case, its second opinion and a journal that it can be taken up from again at any time."""

    book: Rulebook
    case: Case
    sources: Sources

    @initialize(rules=packs(), day=st.sampled_from(DECISIONS))
    def open(self, rules: Rulebook, day: Any) -> None:
        """A random pack, and a new case."""
        self.book, self.journal = rules, MemoryJournal()
        self.case = self.book.open_case(on=day, journal=self.journal, case="a")
        self.sources = Sources(day)

    @rule(source=st.sampled_from(SOURCES), path=st.sampled_from(list(VARIED)), seed=st.integers(0, 2**16))
    def tell(self, source: str, path: str, seed: int) -> None:
        """A source tells something about a fact."""
        self._step(("tell", source, path, random_word(random.Random(seed), path)))  # noqa: S311 - no secret

    @precondition(lambda self: any(self.sources.said.values()))
    @rule(data=st.data(), word=st.sampled_from(("retract", "settle")))
    def take_back_or_settle(self, data: st.DataObject, word: str) -> None:
        """A source that has spoken takes it back, or is settled on."""
        known = [(source, path) for path, words in self.sources.said.items() for source in words]
        self._step((word, *data.draw(st.sampled_from(known))))

    @rule(day=st.sampled_from(DECISIONS))
    def advance(self, day: Any) -> None:
        """The date changes."""
        self._step(("on", day))

    @rule()
    def resume(self) -> None:
        """The case is closed and taken up again."""
        changes, history = self.case.changes(), self.case.history()
        self.case.close()
        self.case = self.book.open_case(journal=self.journal, case="a")
        assert (self.case.changes(), self.case.history()) == (changes, history)

    @invariant()
    def agrees(self) -> None:
        """Case, engine and decide say the same."""
        if hasattr(self, "case"):
            check(self.case, self.book, self.sources)

    def teardown(self) -> None:
        """Free the case."""
        if hasattr(self, "case"):
            self.case.close()

    def _step(self, step: tuple[Any, ...]) -> None:
        if try_to_apply(self.case, step):
            self.sources.apply(step)


CaseMachine.TestCase.settings = settings(max_examples=settings().max_examples // 5, stateful_step_count=20)
TestCase = CaseMachine.TestCase
