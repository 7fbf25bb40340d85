"""What the gaps in what is known come to: outcomes that are settled anyway, and facts that are really needed.

The four-valued logic looks at each condition by itself, so that an outcome can be undetermined although every way
to fill the gaps gives the same one. A completion fills every gap that somebody can fill; what only an authority
determines stays open. The outcome itself stays undetermined in every executor: this is said beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eligibility._arguments import refused_argument
from eligibility.decide.engine import Engine
from eligibility.logic import Outcome
from eligibility.pack.layout import facts_of, generic_path
from eligibility.prove.domain import Domain, bounded_lists
from eligibility.prove.encoding import Answer, Encoder, Reading, free_threshold, threshold_constraints
from eligibility.prove.formulas import Formula, Undecided
from eligibility.prove.persons import Moment, SymbolicPerson, World, codes_in, known_facts
from eligibility.prove.witness import Judge, Search, Witness, options_of

if TYPE_CHECKING:
    from eligibility.decision import Decision, Finding, ItemFinding, MissingFact

__all__ = ["Need", "answer_at", "needed", "settled"]


@dataclass(frozen=True, slots=True)
class Need:
    """A missing fact that decides: two completions that differ in nothing else have different outcomes.

    ``fact`` is the missing fact, ``programme`` a programme that it decides (``item`` the place of a record, or
    ``None``); ``first`` and ``second`` are the completions with their outcomes. For a threshold that is not known
    they are the same person under two values of it.
    """

    fact: MissingFact
    programme: str
    item: int | None
    first: tuple[Witness, Outcome]
    second: tuple[Witness, Outcome]


def settled(decision: Decision, programme: str, item: int | None = None) -> Outcome | None:
    """The outcome that every completion of the gaps gives, if they all give the same one.

    Args:
        decision: the decision.
        programme: the id of a programme.
        item: the place of a record, for the outcome of an item.

    Returns:
        The outcome itself where it is not undetermined; ``None`` where completions differ, where the solver gave no
        answer in time, and where a missing list could be longer than what was looked at.

    Raises:
        UsageError: U003 or U013, there is no such programme or item.
        MissingExtraError: X001, z3 is not installed.
    """
    finding = decision[programme]
    answer = answer_at(finding, item)
    if answer.outcome is not Outcome.UNDETERMINED:
        return answer.outcome
    try:
        possible = _Gaps(decision, programme, item, _domain(decision)).possible()
    except Undecided:
        return None
    return possible[0] if len(possible) == 1 else None


def answer_at(finding: Finding, place: object) -> Finding | ItemFinding:
    """The finding itself, or its item at a place, counted from the front; U013 where there is none."""
    if place is None:
        return finding
    if isinstance(place, int) and not isinstance(place, bool) and 0 <= place < len(finding.items):
        return finding.items[place]
    got = str(place) if type(place) is int else place
    raise refused_argument("item", got, "the place of a record")


def needed(decision: Decision) -> tuple[Need, ...]:
    """The missing facts that are proved to be needed, in the order of ``decision.missing()``.

    A fact that is missing from the result although ``decision.missing()`` lists it decides nothing by itself,
    whatever the other gaps hold, or the solver gave no answer in time.

    Raises:
        MissingExtraError: X001, z3 is not installed.
    """
    found, domain = [], _domain(decision)
    for fact in decision.missing():
        for programme, item in _waiting(decision, fact.path):
            try:
                need = _Gaps(decision, programme, item, domain).need(fact)
            except Undecided:
                continue
            if need is not None:
                found.append(need)
                break
    return tuple(found)


def _waiting(decision: Decision, path: str) -> Iterable[tuple[str, int | None]]:
    """The findings and items that list a fact as missing."""
    for finding in decision:
        for item, answer in [(None, finding), *((one.index, one) for one in finding.items)]:
            if any(fact.path == path for fact in answer.missing):
                yield finding.programme, item


def _domain(decision: Decision) -> Domain:
    """What has to be looked at: the codes that the person names are told apart."""
    pack, facts = decision.engine.pack, facts_of(decision.person)
    return Domain.of([pack], codes=codes_in(pack, known_facts(decision.engine.vocabulary, facts)))


class _Gaps:
    """The completions of one person for one programme."""

    def __init__(self, decision: Decision, programme: str, item: int | None, domain: Domain) -> None:
        self._decision = decision
        self._programme = programme
        self._item = item
        self._pack = decision.engine.pack
        now = known_facts(decision.engine.vocabulary, facts_of(decision.person))
        authority = {fact.path for fact in self._pack.facts if fact.only_authority}
        self._known = {
            path: value for path, value in now.items() if value is not None or generic_path(path) in authority
        }
        self._authority = authority
        self._domain = domain
        self._world = World(domain)
        self._moment = Moment(self._world, decision.on)
        self._every = self._world.formulas

    def possible(self) -> list[Outcome]:
        """The outcomes that some completion gives; all, where a list may be longer than was looked at."""
        person = self._person()
        thresholds = self._thresholds()
        answer = self._answer(person, thresholds)
        short = {path for path, _ in bounded_lists(self._domain, self._pack, [self._programme])}
        if any(path in short and path not in self._known for path in person.lists):
            return list(Outcome)
        solver = Search([person], [self._moment], ()).solver(*self._filled(person), *self._valid(thresholds))
        return [outcome for outcome, holds in answer.items() if self._every.holds(solver, holds)]

    def need(self, fact: MissingFact) -> Need | None:
        """Two completions that differ in one fact alone and in the outcome."""
        first = self._person()
        second = self._person(shared=first, fresh=[fact.path])
        common = self._thresholds()
        varied = common
        if fact.path in common:
            varied = {**common, fact.path: free_threshold(self._world, self._pack, fact.path, "other:")}
        one, two = self._answer(first, common), self._answer(second, varied)
        search = Search([first, second], [self._moment], ())
        solver = search.solver(*self._filled(first), *self._filled(second), *self._valid(common, varied))
        every = self._every
        differs = every.any(every.negated(every.same(one[outcome], two[outcome])) for outcome in Outcome)
        model = search.smallest(solver, differs)
        if model is None:
            return None
        before, after = (
            next(what for what, held in answer.items() if search.is_true(model, held)) for answer in (one, two)
        )
        sides = zip((first, second), (before, after), (common, varied), strict=True)
        made = [self._completion(search, model, *side) for side in sides]
        return Need(fact, self._programme, self._item, made[0], made[1])

    # --- completions ---

    def _person(self, **particulars: Any) -> SymbolicPerson:
        tag = "other:" if particulars else ""
        facts = self._pack.fact_by_path
        return SymbolicPerson(self._world, facts, self._moment, known=self._known, tag=tag, **particulars)

    def _answer(self, person: SymbolicPerson, thresholds: dict[str, Reading]) -> Answer:
        return Encoder(self._pack, person, replaced=thresholds).answer(self._programme, self._item)

    def _filled(self, person: SymbolicPerson) -> list[Formula]:
        """That every gap is filled."""
        return [symbol.present for path, symbol in person.symbols.items() if generic_path(path) not in self._authority]

    def _thresholds(self) -> dict[str, Reading]:
        """The thresholds that have no known value on the day, each of which could be anything."""
        unknown = [one.name for one in self._pack.parameters if one.timeline.on(self._decision.on) is None]
        return {name: free_threshold(self._world, self._pack, name) for name in unknown}

    def _valid(self, *thresholds: dict[str, Reading]) -> list[Formula]:
        return [one for some in thresholds for one in threshold_constraints(self._world, self._pack, some)]

    def _completion(
        self, search: Search, model: Any, person: SymbolicPerson, outcome: Outcome, thresholds: dict[str, Reading]
    ) -> tuple[Witness, Outcome]:
        """One completion, confirmed by deciding it."""
        data = _over(self._decision.engine.vocabulary.plain(self._decision.person), search.person(model, person))
        data.pop("unknown", None)
        values = {
            name: search.scalar(model, self._pack.parameter_by_name[name].type.kind, reading.value, self._domain)
            for name, reading in thresholds.items()
        }
        engine = self._decision.engine if not values else Engine(self._pack.with_thresholds(values))
        Judge(engine).confirm(data, self._decision.on, self._programme, outcome, self._item)
        return Witness(data, self._decision.on, options_of(self._pack)), outcome


def _over(known: dict[str, Any], filled: dict[str, Any]) -> dict[str, Any]:
    """Nested data with gaps filled in."""
    made = dict(known)
    for name, value in filled.items():
        there = made.get(name)
        if isinstance(there, dict) and isinstance(value, dict):
            made[name] = _over(there, value)
        elif isinstance(there, list) and isinstance(value, list) and there and isinstance(there[0], dict):
            made[name] = [_over(one, two) for one, two in zip(there, value, strict=True)]
        elif there is None:
            made[name] = value
    return made
