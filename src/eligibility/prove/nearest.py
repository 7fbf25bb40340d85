"""What a person could change: the smallest changes that reach a better outcome, and how far thresholds are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from eligibility._arguments import refused_argument
from eligibility.decide.trace import Read, Trace
from eligibility.errors import UsageError, problem
from eligibility.language import tree
from eligibility.language.text import Text
from eligibility.language.types import Kind
from eligibility.logic import Outcome
from eligibility.pack.layout import facts_of, generic_path
from eligibility.pack.model import FactDefinition
from eligibility.prove.domain import Domain
from eligibility.prove.encoding import Encoder
from eligibility.prove.formulas import Formula, Number, Undecided
from eligibility.prove.persons import Moment, Symbol, SymbolicPerson, World, codes_in, known_facts
from eligibility.prove.witness import Judge, Search, Witness, options_of

if TYPE_CHECKING:
    from eligibility.decision import Decision, Finding

__all__ = ["Alternative", "Distance", "FactChange", "Nearest", "distances", "nearest"]

MOST: Final = 5
"""Alternatives that are looked for."""


@dataclass(frozen=True, slots=True)
class FactChange:
    """One fact that would have to be otherwise; ``before`` is ``None`` where it is not known."""

    path: str
    label: Text
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Alternative:
    """Some facts that together reach another outcome; ``witness`` is the whole person with them changed."""

    changes: tuple[FactChange, ...]
    outcome: Outcome
    witness: Witness


@dataclass(frozen=True, slots=True)
class Distance:
    """How far a known number or date is from what it is compared with.

    ``path`` and ``label`` are the fact's, or of the first fact that the number is worked out from; ``value`` is what
    the rules compare, ``threshold`` with what; ``by`` is ``value`` less ``threshold`` in the unit (for dates: days).
    """

    path: str
    label: Text
    value: Any
    operator: str
    threshold: Any
    by: Decimal | int
    unit: Text
    met: bool

    def text(self, language: str = "en") -> str:
        """The distance on one line."""
        from eligibility.prove.advice_words import distance_text

        return distance_text(self, language)


@dataclass(frozen=True)
class Nearest:
    """What would have to be otherwise for a better outcome of a programme.

    ``alternatives`` come with the fewest changes first, none contained in another; ``exhausted`` says that there are
    no others. Only facts that a person can change (``changeable`` in the pack) are changed; what is not known and
    cannot be changed stays unknown, and no list is changed.
    """

    programme: str
    title: Text
    before: Outcome
    wanted: tuple[Outcome, ...]
    alternatives: tuple[Alternative, ...]
    exhausted: bool
    distances: tuple[Distance, ...]
    decision: Decision

    def text(self, language: str = "en") -> str:
        """Alternatives and distances for people."""
        from eligibility.prove.advice_words import nearest_text

        return nearest_text(self, language)

    def __str__(self) -> str:
        return self.text("en")

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """Alternatives and distances as plain JSON."""
        return {
            "programme": self.programme,
            "title": self.title.in_language(language),
            "outcome": self.before.value,
            "wanted": [outcome.value for outcome in self.wanted],
            "alternatives": [
                {
                    "outcome": one.outcome.value,
                    "changes": [
                        {
                            "fact": change.path,
                            "label": change.label.in_language(language),
                            "before": _plain(change.before),
                            "after": _plain(change.after),
                        }
                        for change in one.changes
                    ],
                    "person": one.witness.person,
                }
                for one in self.alternatives
            ],
            "exhausted": self.exhausted,
            "distances": [
                {
                    "fact": one.path,
                    "label": one.label.in_language(language),
                    "value": _plain(one.value),
                    "operator": one.operator,
                    "threshold": _plain(one.threshold),
                    "by": _plain(one.by),
                    "met": one.met,
                    "text": one.text(language),
                }
                for one in self.distances
            ],
        }


def nearest(decision: Decision, programme: str, outcome: Outcome | str | None = None, *, most: int = MOST) -> Nearest:
    """The smallest changes that reach a better outcome of a programme.

    Args:
        decision: the decision to start from.
        programme: the id of the programme.
        outcome: the outcome wanted; by default any of a better rank in the order of dossier §10.1.
        most: how many alternatives to look for.

    Raises:
        UsageError: U003, there is no such programme; U013, there is no such outcome, or so many alternatives.
        MissingExtraError: X001, z3 is not installed.
    """
    finding = decision[programme]
    wanted = _wanted(finding.outcome, outcome)
    if type(most) is not int or most < 1:
        raise refused_argument("most", str(most) if type(most) is int else most, "a whole number, 1 or more")
    return _Nearest(decision, finding, wanted).made(most)


def _wanted(now: Outcome, outcome: Outcome | str | None) -> tuple[Outcome, ...]:
    if outcome is None:
        return tuple(one for one in Outcome if one.rank > now.rank)
    try:
        return (Outcome(outcome),)
    except ValueError:
        expected = ", ".join(one.value for one in Outcome)
        raise UsageError(problem("U013", name="outcome", expected=expected, got=str(outcome)[:40])) from None


class _Nearest:
    def __init__(self, decision: Decision, finding: Finding, wanted: tuple[Outcome, ...]) -> None:
        self._decision = decision
        self._finding = finding
        self._wanted = wanted
        pack = decision.engine.pack
        self._pack = pack
        self._now = known_facts(decision.engine.vocabulary, facts_of(decision.person))
        changeable = {fact.path for fact in pack.facts if fact.changeable and fact.type.kind is not Kind.RECORDS}
        fixed = {path: value for path, value in self._now.items() if path not in changeable}
        self._world = World(Domain.of([pack], codes=codes_in(pack, self._now)))
        self._moment = Moment(self._world, decision.on)
        self._person = SymbolicPerson(self._world, pack.fact_by_path, self._moment, known=fixed)
        self._answer = Encoder(pack, self._person).outcome(finding.programme)

    def made(self, most: int) -> Nearest:
        """All that is asked for."""
        found: list[Alternative] = []
        exhausted = True
        try:
            for alternative in self._alternatives():
                if len(found) == most:
                    exhausted = False
                    break
                found.append(alternative)
        except Undecided:
            exhausted = False
        finding = self._finding
        return Nearest(
            finding.programme,
            finding.title,
            finding.outcome,
            self._wanted,
            tuple(found),
            exhausted,
            distances(finding),
            self._decision,
        )

    def _alternatives(self) -> Iterator[Alternative]:
        """Sets of changes, the smallest first, none of which holds another."""
        every = self._world.formulas
        free = {path: symbol for path, symbol in self._person.symbols.items() if not isinstance(symbol.present, bool)}
        changed = {path: self._changed(path, symbol) for path, symbol in free.items()}
        kept = [symbol.present for path, symbol in free.items() if self._now[path] is not None]
        search = Search([self._person], [self._moment], (), list(changed.values()))
        goal = every.any(self._answer[outcome] for outcome in self._wanted)
        if goal is False:
            return
        solver = search.solver(goal, *kept)
        far = [self._distance(path, symbol) for path, symbol in free.items() if self._is_number(path)]
        while True:
            model = search.smallest(solver, least=far)
            if model is None:
                return
            paths = [path for path, formula in changed.items() if search.is_true(model, formula)]
            yield self._alternative(search, model, paths)
            every.tell(solver, [every.any(every.negated(changed[path]) for path in paths)])

    def _changed(self, path: str, symbol: Symbol) -> Formula:
        """Whether a fact is otherwise than it is now."""
        every, now = self._world.formulas, self._now[path]
        if now is None:
            return symbol.present
        return every.negated(self._as_now(path, symbol, now))

    def _as_now(self, path: str, symbol: Symbol, now: Any) -> Formula:
        every = self._world.formulas
        match self._kind(path):
            case Kind.BOOLEAN:
                return every.same(symbol.value, now)
            case Kind.CHOICES:
                return every.all(every.same(holds, case in now) for case, holds in symbol.value.items())
            case Kind.CHOICE | Kind.REGION:
                return symbol.value[now]
            case _:
                return self._place(path, symbol.value) == self._place_now(path, now)

    def _kind(self, path: str) -> Kind:
        return self._pack.fact_by_path[generic_path(path)].type.kind

    def _is_number(self, path: str) -> bool:
        return self._kind(path) in (Kind.INTEGER, Kind.MONEY, Kind.DATE) and self._now[path] is not None

    def _place(self, path: str, value: Any) -> Number:
        return value.place if self._kind(path) is Kind.DATE else value

    def _place_now(self, path: str, now: Any) -> int:
        if self._kind(path) is Kind.DATE:
            return int(self._world.calendar.known(now).place)
        return int(now * 100) if self._kind(path) is Kind.MONEY else int(now)

    def _distance(self, path: str, symbol: Symbol) -> Number:
        value, now = self._place(path, symbol.value), self._place_now(path, self._now[path])
        return self._world.formulas.choose(value >= now, value - now, now - value)

    def _alternative(self, search: Search, model: Any, paths: list[str]) -> Alternative:
        changed = search.person(model, self._person)
        data = self._decision.engine.vocabulary.plain(self._decision.person)
        data.pop("unknown", None)
        for path in paths:
            _set(data, path, _at(changed, path))
        outcome = search.outcome(model, self._answer)
        programme, on = self._finding.programme, self._decision.on
        Judge(self._decision.engine).confirm(data, on, programme, outcome, None)
        person = self._decision.engine.model.model_validate(data)
        after = known_facts(self._decision.engine.vocabulary, facts_of(person))
        changes = tuple(FactChange(path, self._fact(path).label, self._now[path], after[path]) for path in paths)
        return Alternative(changes, outcome, Witness(data, on, options_of(self._pack)))

    def _fact(self, path: str) -> FactDefinition:
        return self._pack.fact_by_path[generic_path(path)]


def _at(data: dict[str, Any], path: str) -> Any:
    place: Any = data
    for name in path.split("."):
        place = place[name]
    return place


def _set(data: dict[str, Any], path: str, value: Any) -> None:
    *groups, last = path.split(".")
    for group in groups:
        data = data.setdefault(group, {})
    data[last] = value


# --- distances ----------------------------------------------------------------------------------------------


def distances(finding: Finding) -> tuple[Distance, ...]:
    """How far the known numbers and dates of a finding are from what its conditions compare them with."""
    found: dict[tuple[str, str, Any], Distance] = {}
    pending = list(finding.traces())[::-1]
    while pending:
        trace = pending.pop()
        pending.extend(reversed(trace.children))
        one = _distance(trace, finding)
        if one is not None:
            found.setdefault((one.path, one.operator, one.threshold), one)
    return tuple(found.values())


def _distance(trace: Trace, finding: Finding) -> Distance | None:
    node = trace.node
    if not isinstance(node, tree.Compare) or not node.left.type.kind.is_ordered or not trace.truth.is_decided:
        return None
    named: list[Read] = [read for read in trace.reads if isinstance(read.what, tree.Fact | tree.ItemField)]
    if not named or node.operator in ("=", "!="):
        return None
    left, right = trace.sides
    by = (left - right).days if isinstance(left, date) else left - right
    fact = finding._decision.engine.pack.fact_by_path[generic_path(named[0].path)]  # noqa: SLF001 - what it is about
    met = trace.truth.value == "true"
    return Distance(named[0].path, _label(node, fact), left, node.operator, right, by, _unit(node, fact), met)


def _label(node: tree.Compare, fact: FactDefinition) -> Text:
    """What is compared: the fact, or the day of the decision where that is measured against the fact."""
    if isinstance(node.left, tree.DecisionDate):
        return Text(f"办理之日（对照{fact.label.zh}）", f"Day of the decision (against: {fact.label.en})")
    if isinstance(node.left, tree.Count):
        return Text(f"{fact.label.zh}的数目", f"Number of: {fact.label.en}")
    return fact.label


def _unit(node: tree.Compare, fact: FactDefinition) -> Text:
    if node.left.type.kind is Kind.DATE:
        return Text("天", "days")
    if isinstance(node.left, tree.YearsBetween):
        return Text("岁", "years")
    if isinstance(node.left, tree.MonthsBetween):
        return Text("个月", "months")
    return fact.unit or Text("", "")


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(int(value)) if value == int(value) else format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
