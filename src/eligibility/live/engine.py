"""One case at the engine: truths go in, outcomes come out, and are compared with ``decide``'s."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from eligibility.decide.engine import Stretch
from eligibility.decide.traces import compile_traces
from eligibility.errors import InternalError, MissingExtraError, Problem, cut, problem
from eligibility.live.network import OUTCOMES, TRUTHS, Network, build_network
from eligibility.live.ruleset import CompiledRuleset, compile_ruleset
from eligibility.live.worker import Worker, next_number, require_engine, shared_worker
from eligibility.logic import Outcome
from eligibility.pack.layout import facts_of

if TYPE_CHECKING:
    from eligibility.decision import Decision
    from eligibility.rulebook import Rulebook

__all__ = ["CaseEngine", "Derived"]

MOST_RULES: Final = 2_000
"""So many rules one ruleset has at most; the engine refuses more than 4,096, and large sessions cost memory."""
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
        self._numbers: dict[int, int] = {}

    def derive(self, decision: Decision) -> Derived:
        """Settle the leaves by ``decide``'s own code, let the engine do the rest, and compare.

        Raises:
            InternalError: B011, engine and decide disagree; B012, the engine cannot be made to answer.
        """
        expected = _expected(decision)
        derived = Derived((Outcome.NOT_APPLICABLE,) * len(decision), ((),) * len(decision))
        for place, part in enumerate(_plan_for(decision)):
            number = self._numbers.setdefault(place, next_number())
            leaves, items = part.truths(decision)
            reply = self._worker.settle(part.ruleset, number, leaves, items)
            derived = part.put(derived, reply["outcomes"], reply["items"])
        if derived != expected:
            raise InternalError(_differences(decision, derived, expected))
        return derived

    def close(self) -> None:
        """Let go of the place."""
        for number in self._numbers.values():
            self._worker.forget(number)


class _Part:
    """What is the same for all cases on a stretch of time, for some programmes: network, rules, code for its leaves."""

    def __init__(self, decision: Decision, places: Collection[int]) -> None:
        pack = decision.engine.pack
        self.network: Network = build_network(pack, decision.on, places)
        self.ruleset: CompiledRuleset = compile_ruleset(self.network)
        conditions = tuple(condition for _, condition in self.network.leaves)
        vocabulary = decision.engine.vocabulary
        (self._evaluate,) = compile_traces((conditions,), pack, vocabulary, decision.on)

    @property
    def size(self) -> int:
        """How many rules the engine gets."""
        return len(self.ruleset.definition["rules"])

    def truths(self, decision: Decision) -> tuple[str, list[str]]:
        """The truth of each leaf, and of the own condition of each record, as digits."""
        facts, on = facts_of(decision.person), decision.on
        leaves = "".join(_CODES[trace.truth] for trace in self._evaluate(facts, on))
        stretch = decision.engine.on(on)
        items = []
        for one in self.network.items:
            count = len(decision.findings[one.programme].items)
            traces = (stretch.item_trace(one.programme, facts, on, index) for index in range(count))
            items.append("".join(_CODES[trace.truth] for trace in traces))
        return leaves, items

    def put(self, derived: Derived, outcomes: list[int], items: list[list[int]]) -> Derived:
        """A reply in the words of the library, among what is derived already."""
        given = iter(outcomes)
        rows = zip(self.network.outcomes, derived.outcomes, strict=True)
        found = [before if node is None else OUTCOMES[next(given)] for node, before in rows]
        listed = list(derived.items)
        for one, codes in zip(self.network.items, items, strict=True):
            listed[one.programme] = tuple(OUTCOMES[code] for code in codes)
        return Derived(tuple(found), tuple(listed))


_plans: WeakKeyDictionary[Stretch, tuple[_Part, ...]] = WeakKeyDictionary()


def _plan_for(decision: Decision) -> tuple[_Part, ...]:
    """The parts in which the engine gets the rules of a stretch of time: one, unless they are too many for it."""
    stretch = decision.engine.on(decision.on)
    found = _plans.get(stretch)
    if found is None:
        places = [place for place, text in enumerate(stretch.programmes) if text is not None]
        found = _plans[stretch] = tuple(_parts(decision, places))
    return found


def _parts(decision: Decision, places: list[int]) -> Iterator[_Part]:
    if not places:
        return
    part = _Part(decision, places)
    if part.size <= MOST_RULES:
        yield part
    elif len(places) > 1:
        middle = len(places) // 2
        yield from _parts(decision, places[:middle])
        yield from _parts(decision, places[middle:])
    else:
        name = decision.engine.pack.programme_ids[places[0]]
        reason = f"{name}: {part.size} rules, the engine takes {MOST_RULES}"
        raise MissingExtraError(problem("X011", reason=cut(reason)))


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
