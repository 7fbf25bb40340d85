"""One case at the engine: truths go in, outcomes come out, and are compared with ``decide``'s."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from eligibility.decide.engine import Stretch
from eligibility.decide.traces import TraceFunction, compile_traces
from eligibility.errors import InternalError, Problem, problem
from eligibility.live.network import OUTCOMES, TRUTHS, Network, build_network
from eligibility.live.ruleset import CompiledRuleset, compile_ruleset
from eligibility.live.worker import Worker, next_number, require_engine, shared_worker
from eligibility.logic import Outcome
from eligibility.pack.layout import facts_of

if TYPE_CHECKING:
    from eligibility.decision import Decision
    from eligibility.rulebook import Rulebook

__all__ = ["CaseEngine", "Derived"]

_CODES: Final = {truth: str(code) for code, truth in enumerate(TRUTHS)}


@dataclass(frozen=True, slots=True)
class Derived:
    """What the engine derived: the outcome of each programme, and those of its items, in the order of the pack."""

    outcomes: tuple[Outcome, ...]
    items: tuple[tuple[Outcome, ...], ...]


class CaseEngine:
    """The place of one case at the engine.

    Raises:
        MissingExtraError: X011, durable-rules is not available here.
    """

    def __init__(self, rules: Rulebook, worker: Worker | None = None) -> None:
        require_engine()
        self._rules = rules
        self._worker = worker or shared_worker()
        self._number = next_number()

    def derive(self, decision: Decision) -> Derived:
        """Settle the leaves by ``decide``'s own code, let the engine do the rest, and compare.

        Raises:
            InternalError: B011, engine and decide disagree; B012, the engine cannot be made to answer.
        """
        plan = _plan_for(decision)
        leaves, items = plan.truths(decision)
        if not plan.ruleset.definition["rules"]:
            return _expected(decision)
        reply = self._worker.settle(plan.ruleset, self._number, leaves, items)
        derived = plan.read(reply["outcomes"], reply["items"], len(decision))
        expected = _expected(decision)
        if derived != expected:
            raise InternalError(_differences(decision, derived, expected))
        return derived

    def close(self) -> None:
        """Let go of the place."""
        self._worker.forget(self._number)


class _Plan:
    """What is the same for all cases on a stretch of time: the network, its rules, and code for its leaves."""

    def __init__(self, decision: Decision) -> None:
        pack = decision.engine.pack
        self.network: Network = build_network(pack, decision.on)
        self.ruleset: CompiledRuleset = compile_ruleset(self.network)
        conditions = tuple(condition for _, condition in self.network.leaves)
        self._evaluate: TraceFunction = compile_traces(conditions, pack, decision.engine.vocabulary, decision.on)

    def truths(self, decision: Decision) -> tuple[str, list[str]]:
        """The truth of each leaf, and of the own condition of each record, as digits."""
        facts, on = facts_of(decision.person), decision.on
        leaves = "".join(_CODES[raw[1]] for raw in self._evaluate(facts, on))
        stretch = decision.engine.on(on)
        items = []
        for one in self.network.items:
            count = len(decision.findings[one.programme].items)
            traces = (stretch.item_trace(one.programme, facts, on, index) for index in range(count))
            items.append("".join(_CODES[trace.truth] for trace in traces))
        return leaves, items

    def read(self, outcomes: list[int], items: list[list[int]], count: int) -> Derived:
        """A reply in the words of the library."""
        given = iter(outcomes)
        found = [Outcome.NOT_APPLICABLE if node is None else OUTCOMES[next(given)] for node in self.network.outcomes]
        by_programme = {one.programme: codes for one, codes in zip(self.network.items, items, strict=True)}
        listed = (tuple(OUTCOMES[code] for code in by_programme.get(place, ())) for place in range(count))
        return Derived(tuple(found), tuple(listed))


_plans: WeakKeyDictionary[Stretch, _Plan] = WeakKeyDictionary()


def _plan_for(decision: Decision) -> _Plan:
    stretch = decision.engine.on(decision.on)
    found = _plans.get(stretch)
    if found is None:
        found = _plans[stretch] = _Plan(decision)
    return found


def _expected(decision: Decision) -> Derived:
    return Derived(decision.outcomes, tuple(tuple(item.outcome for item in finding.items) for finding in decision))


def _differences(decision: Decision, derived: Derived, expected: Derived) -> list[Problem]:
    """One problem for each programme on which the two disagree."""
    names = decision.engine.pack.programme_ids
    rows = zip(names, derived.outcomes, derived.items, expected.outcomes, expected.items, strict=True)
    return [
        problem("B011", what=name, got=_shown(got, got_items), expected=_shown(wanted, wanted_items))
        for name, got, got_items, wanted, wanted_items in rows
        if (got, got_items) != (wanted, wanted_items)
    ]


def _shown(outcome: Outcome, items: tuple[Outcome, ...]) -> str:
    return " ".join([outcome.value, *(item.value for item in items)])
