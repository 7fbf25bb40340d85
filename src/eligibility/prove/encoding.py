"""The rules as formulas: two rails and a flag for each condition, one truth value for each outcome.

For every condition there is a formula that says it is ``TRUE``, one that says it is ``FALSE`` and one that says it
is ``UNKNOWN``; where none holds it is ``OPEN``. They follow the tables of :mod:`eligibility.logic` to the letter.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from eligibility.language import tree
from eligibility.language.types import Kind
from eligibility.logic import Outcome
from eligibility.pack.model import Pack, Programme
from eligibility.prove.days import Day
from eligibility.prove.formulas import Formula
from eligibility.prove.persons import Moment, Symbol, SymbolicPerson, World

__all__ = ["Answer", "Bound", "Encoder", "Rails", "Reading", "free_threshold", "threshold_constraints"]

Answer = dict[Outcome, Formula]
"""For each outcome whether it is the one; exactly one holds."""
Bound = tuple[tuple[str, str, int], ...]
"""The variables that stand for records: name, list, place."""
_ORDER: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}


@dataclass(frozen=True, slots=True)
class Rails:
    """Whether a condition is ``TRUE``, ``FALSE`` or ``UNKNOWN``; at most one holds, and ``OPEN`` is the rest."""

    true: Formula
    false: Formula
    unknown: Formula


@dataclass(frozen=True, slots=True)
class Reading:
    """A value: whether it is there, whether its absence is ``UNKNOWN`` rather than ``OPEN``, and what it is."""

    present: Formula
    unknown: Formula
    value: Any


class Encoder:
    """The rules of a pack applied to one symbolic person at one moment.

    Args:
        pack: the rules.
        person: whom they are applied to.
        replaced: parameters that have another value than the pack's, by name.
        forced: conditions, by identity, that are taken to be true or false whatever they say.
    """

    def __init__(
        self,
        pack: Pack,
        person: SymbolicPerson,
        *,
        replaced: Mapping[str, Reading] | None = None,
        forced: Mapping[int, bool] | None = None,
    ) -> None:
        self.pack = pack
        self.person = person
        self._formulas = person.world.formulas
        self._calendar = person.world.calendar
        self._money = person.world.domain.scale
        self._replaced = replaced or {}
        self._forced = forced or {}
        self._authority = frozenset(fact.path for fact in pack.facts if fact.only_authority)
        self._rails: dict[tuple[int, Bound], tuple[Rails, tree.Condition]] = {}
        self._periods: dict[tuple[date | None, date | None], Formula] = {}

    @property
    def moment(self) -> Moment:
        """The date of the decision."""
        return self.person.moment

    # --- answers ---

    def answer(self, programme: str, item: int | None) -> Answer:
        """The outcome of a programme, or of its item at a place."""
        return self.outcome(programme) if item is None else self.item(programme, item)[1]

    def outcome(self, programme: str) -> Answer:
        """The outcome of a programme, whichever of its texts is in force."""
        every = self._formulas
        found: dict[Outcome, list[Formula]] = {outcome: [] for outcome in Outcome}
        in_force = []
        for text in self.texts(programme):
            period = self.in_period(text)
            in_force.append(period)
            for outcome, holds in self.outcome_in(text).items():
                found[outcome].append(every.all([period, holds]))
        found[Outcome.NOT_APPLICABLE].append(every.negated(every.any(in_force)))
        return {outcome: every.any(cases) for outcome, cases in found.items()}

    def item(self, programme: str, index: int) -> tuple[Formula, Answer]:
        """Whether there is an item finding for the record at a place, and its outcome."""
        every = self._formulas
        found: dict[Outcome, list[Formula]] = {outcome: [] for outcome in Outcome}
        there = []
        for text in self.texts(programme):
            if text.item is None:
                continue
            records = self.person.records(text.item.records.path)
            if index >= len(records):
                continue
            exists = every.all([self.in_period(text), records[index]])
            there.append(exists)
            for outcome, holds in self.item_in(text, index).items():
                found[outcome].append(every.all([exists, holds]))
        return every.any(there), {outcome: every.any(cases) for outcome, cases in found.items()}

    def item_count(self, programme: str) -> int:
        """How many item findings a programme can have."""
        lists = [text.item.records.path for text in self.texts(programme) if text.item is not None]
        return max((len(self.person.records(path)) for path in lists), default=0)

    def texts(self, programme: str) -> list[Programme]:
        """The dated texts of a programme."""
        return [text for text in self.pack.programmes if text.id == programme]

    def in_period(self, text: Programme) -> Formula:
        """Whether a text is in force at the moment."""
        key = (text.start, text.until)
        if key not in self._periods:
            begun = True if text.start is None else self.moment.since(text.start)
            over = False
            if text.until is not None and text.until < date.max:
                over = self.moment.since(text.until + timedelta(days=1))
            self._periods[key] = self._formulas.all([begun, self._formulas.negated(over)])
        return self._periods[key]

    def outcome_in(self, text: Programme) -> Answer:
        """The outcome that one text gives."""
        every = self._formulas
        scope, requires = self.condition(text.scope), self.condition(text.requires)
        inside = every.negated(scope.false)
        possible = every.all([inside, every.negated(requires.false)])
        met = every.all([scope.true, requires.true])
        waiting = every.all([possible, every.any([scope.unknown, requires.unknown])])
        answer: Answer = dict.fromkeys(Outcome, False)
        answer[Outcome.NOT_APPLICABLE] = scope.false
        answer[Outcome.NOT_ELIGIBLE] = every.all([inside, requires.false])
        answer[Outcome.UNDETERMINED] = waiting
        answer[Outcome.REFER] = every.all([possible, every.negated(met), every.negated(waiting)])
        answer[text.when_met] = met
        return answer

    def item_in(self, text: Programme, index: int) -> Answer:
        """The outcome that one text gives the record at a place."""
        assert text.item is not None
        every, principal = self._formulas, self.outcome_in(text)
        own = self.condition(text.item.requires, ((text.item.variable, text.item.records.path, index),))
        negative = every.any([principal[Outcome.NOT_APPLICABLE], principal[Outcome.NOT_ELIGIBLE]])
        left = every.all([every.negated(negative), every.negated(own.false)])
        waiting = every.all([left, every.any([own.unknown, principal[Outcome.UNDETERMINED]])])
        answer: Answer = dict.fromkeys(Outcome, False)
        answer[Outcome.NOT_APPLICABLE] = principal[Outcome.NOT_APPLICABLE]
        answer[Outcome.NOT_ELIGIBLE] = every.any(
            [principal[Outcome.NOT_ELIGIBLE], every.all([every.negated(negative), own.false])]
        )
        answer[Outcome.UNDETERMINED] = waiting
        for better in (Outcome.ELIGIBLE, Outcome.ELIGIBLE_IN_PRINCIPLE):
            answer[better] = every.all([principal[better], own.true])
        met = every.any([answer[Outcome.ELIGIBLE], answer[Outcome.ELIGIBLE_IN_PRINCIPLE]])
        answer[Outcome.REFER] = every.all([left, every.negated(waiting), every.negated(met)])
        return answer

    # --- conditions ---

    def condition(self, node: tree.Condition, bound: Bound = ()) -> Rails:
        """The rails of a condition."""
        key = (id(node), bound)
        if key not in self._rails:
            forced = self._forced.get(id(node))
            rails = self._condition(node, bound) if forced is None else Rails(forced, not forced, False)
            self._rails[key] = (rails, node)
        return self._rails[key][0]

    def _condition(self, node: tree.Condition, bound: Bound) -> Rails:
        match node:
            case tree.Labelled(body=body) | tree.Term(body=body):
                return self.condition(body, bound)
            case tree.AllOf(parts):
                return self._all([self.condition(part, bound) for part in parts])
            case tree.AnyOf(parts):
                return self._any([self.condition(part, bound) for part in parts])
            case tree.Not(part):
                rails = self.condition(part, bound)
                return Rails(rails.false, rails.true, rails.unknown)
            case tree.AtLeast(count, parts):
                return self._at_least(count, [self.condition(part, bound) for part in parts])
            case tree.Open():
                return Rails(False, False, False)
            case tree.Quantified():
                return self._quantified(node, bound)
            case tree.Holds(value):
                read = self.value(value, bound)
                return self._tested([read], read.value)
            case tree.Compare(sign, left, right):
                return self._compare(sign, left, right, bound)
            case tree.Member(value, options, _):
                return self._member(value, options, bound)
            case tree.Contains(collection, choice):
                read = self.value(collection, bound)
                return self._tested([read], read.value.get(choice, False))

    def _all(self, parts: Sequence[Rails]) -> Rails:
        every = self._formulas
        true, false = every.all([part.true for part in parts]), every.any([part.false for part in parts])
        unknown = every.all([every.negated(false), every.any([part.unknown for part in parts])])
        return Rails(true, false, unknown)

    def _any(self, parts: Sequence[Rails]) -> Rails:
        every = self._formulas
        true, false = every.any([part.true for part in parts]), every.all([part.false for part in parts])
        unknown = every.all([every.negated(true), every.any([part.unknown for part in parts])])
        return Rails(true, false, unknown)

    def _at_least(self, count: int, parts: Sequence[Rails]) -> Rails:
        every = self._formulas
        true = every.at_least(count, [part.true for part in parts])
        false = every.at_least(len(parts) - count + 1, [part.false for part in parts])
        some = every.any([part.unknown for part in parts])
        return Rails(true, false, every.all([every.negated(true), every.negated(false), some]))

    def _quantified(self, node: tree.Quantified, bound: Bound) -> Rails:
        every, path = self._formulas, node.records.path
        known = self.person.list_known(path)
        parts = []
        for index, exists in enumerate(self.person.records(path)):
            rails = self.condition(node.body, (*bound, (node.variable, path, index)))
            parts.append(self._if_there(exists, rails, otherwise=node.every))
        together = self._all(parts) if node.every else self._any(parts)
        missing = self.is_unknown(path, known)
        return Rails(
            every.all([known, together.true]),
            every.all([known, together.false]),
            every.any([missing, every.all([known, together.unknown])]),
        )

    def _if_there(self, exists: Formula, rails: Rails, *, otherwise: bool) -> Rails:
        """The rails of one record's body; a record that is not there decides nothing."""
        every = self._formulas
        true, false = every.all([exists, rails.true]), every.all([exists, rails.false])
        absent = every.negated(exists)
        if otherwise:
            true = every.any([absent, true])
        else:
            false = every.any([absent, false])
        return Rails(true, false, every.all([exists, rails.unknown]))

    # --- tests ---

    def _tested(self, reads: Sequence[Reading], held: Formula) -> Rails:
        every = self._formulas
        present = every.all([read.present for read in reads])
        unknown = every.any([read.unknown for read in reads])
        return Rails(every.all([present, held]), every.all([present, every.negated(held)]), unknown)

    def _compare(self, sign: str, left: tree.Value, right: tree.Value, bound: Bound) -> Rails:
        first, second = self.value(left, bound), self.value(right, bound)
        kind = left.type.kind
        if kind in (Kind.CHOICE, Kind.REGION):
            same = self._same_case(first.value, second.value)
            held = same if sign == "=" else self._formulas.negated(same)
        elif kind is Kind.BOOLEAN:
            same = self._formulas.same(first.value, second.value)
            held = same if sign == "=" else self._formulas.negated(same)
        elif kind is Kind.DATE:
            held = _ORDER[sign](first.value.place, second.value.place)
        else:
            held = _ORDER[sign](self._amount(left, first), self._amount(right, second))
        return self._tested([first, second], held)

    def _same_case(self, first: Any, second: Any) -> Formula:
        every = self._formulas
        return every.any([every.all([holds, second[case]]) for case, holds in first.items() if case in second])

    def _member(self, value: tree.Value, options: tuple[tree.Scalar, ...], bound: Bound) -> Rails:
        every, read = self._formulas, self.value(value, bound)
        match value.type.kind:
            case Kind.CHOICE | Kind.REGION:
                held = every.any([holds for case, holds in read.value.items() if case in options])
            case Kind.BOOLEAN:
                held = every.any([every.same(read.value, option) for option in options])
            case Kind.DATE:
                days = [self._calendar.known(option) for option in options if isinstance(option, date)]
                held = every.any([read.value.place == day.place for day in days])
            case _:
                amount = self._amount(value, read)
                held = every.any([amount == self._units(option) for option in options])
        return self._tested([read], held)

    def _amount(self, node: tree.Value, read: Reading) -> Any:
        """A number in units of money, so that whole numbers and amounts can be compared."""
        return read.value if node.type.kind is Kind.MONEY else read.value * self._money

    def _units(self, value: Any) -> int:
        return int(Decimal(value) * self._money)

    # --- values ---

    def value(self, node: tree.Value, bound: Bound = ()) -> Reading:
        """The reading of a value."""
        match node:
            case tree.Constant(value=value) | tree.ReadingChoice(value=value):
                return Reading(True, False, self._constant(value))
            case tree.DecisionDate():
                return Reading(True, False, self.moment.day)
            case tree.Fact(path=path):
                return self._read(path, self.person.fact(path))
            case tree.ItemField(variable=variable, name=name):
                path, index = next((path, index) for one, path, index in bound if one == variable)
                return self._read(node.path, self.person.fact(f"{path}[{index}].{name}"))
            case tree.Parameter(name=name):
                return self._parameter(name)
            case tree.Count(of, _):
                return self._count(of)
            case tree.Arithmetic(sign, left, right, _):
                return self._arithmetic(sign, left, right, bound)
            case tree.YearsBetween(start, end, _):
                years = self._calendar.years
                return self._computed(start, end, bound, lambda one, two: years(one, two, self.pack.leap_day))
            case tree.MonthsBetween(start, end, _):
                return self._computed(start, end, bound, self._calendar.months)
            case tree.AddMonths(start, months, _):
                return self._computed(start, months, bound, self._calendar.add)

    def _constant(self, value: tree.Scalar) -> Any:
        if isinstance(value, str):
            return {value: True}
        if isinstance(value, Decimal):
            return self._units(value)
        return self._calendar.known(value) if isinstance(value, date) else value

    def is_unknown(self, path: str, present: Formula) -> Formula:
        """Whether a fact's absence is ``UNKNOWN``: where only an authority could say, it is ``OPEN``."""
        return False if path in self._authority else self._formulas.negated(present)

    def _read(self, path: str, symbol: Symbol) -> Reading:
        unknown = self.is_unknown(path, symbol.present)
        value = symbol.value
        if self.pack.fact_by_path[path].type.kind is Kind.MONEY and self._money != 100:
            value = value * (self._money // 100)
        return Reading(symbol.present, unknown, value)

    def _count(self, of: tree.Fact) -> Reading:
        every = self._formulas
        if of.type.kind is Kind.RECORDS:
            records, known = self.person.records(of.path), self.person.list_known(of.path)
            unknown = self.is_unknown(of.path, known)
            return Reading(known, unknown, every.count(records))
        read = self._read(of.path, self.person.fact(of.path))
        return Reading(read.present, read.unknown, every.count(read.value.values()))

    def _computed(self, left: tree.Value, right: tree.Value, bound: Bound, work: Callable[[Any, Any], Any]) -> Reading:
        every, first, second = self._formulas, self.value(left, bound), self.value(right, bound)
        present = every.all([first.present, second.present])
        return Reading(present, every.any([first.unknown, second.unknown]), work(first.value, second.value))

    def _arithmetic(self, sign: str, left: tree.Value, right: tree.Value, bound: Bound) -> Reading:
        work = {"+": operator.add, "-": operator.sub, "*": operator.mul}[sign]
        kinds = (left.type.kind, right.type.kind)
        if sign == "*" or Kind.MONEY not in kinds:
            return self._computed(left, right, bound, work)

        def in_units(one: Any, two: Any) -> Any:
            one = one if kinds[0] is Kind.MONEY else one * self._money
            return work(one, two if kinds[1] is Kind.MONEY else two * self._money)

        return self._computed(left, right, bound, in_units)

    # --- thresholds ---

    def _parameter(self, name: str) -> Reading:
        """The value that holds at the moment: each from its first day until the next one's."""
        if name in self._replaced:
            return self._replaced[name]
        every, timeline = self._formulas, self.pack.parameter_by_name[name].timeline
        if self.moment.known is not None:
            dated = timeline.on(self.moment.known)
            return Reading(False, True, self._constant_of(name)) if dated is None else self._known(dated.value)
        over = False
        if timeline.known_until is not None and timeline.known_until < date.max:
            over = self.moment.since(timeline.known_until + timedelta(days=1))
        begun = [self.moment.since(dated.start) for dated in timeline.values]
        value = self._constant(timeline.values[0].value)
        for since, dated in zip(begun[1:], timeline.values[1:], strict=True):
            value = self._later(since, self._constant(dated.value), value)
        present = every.all([begun[0], every.negated(over)])
        return Reading(present, every.negated(present), value)

    def _known(self, value: tree.Scalar) -> Reading:
        return Reading(True, False, self._constant(value))

    def _constant_of(self, name: str) -> Any:
        """Some value of a parameter's type, for when it has none and nobody looks at it."""
        return self._constant(self.pack.parameter_by_name[name].timeline.values[0].value)

    def _later(self, since: Formula, later: Any, earlier: Any) -> Any:
        every = self._formulas
        if isinstance(later, Day):
            parts = ("year", "month", "day")
            return Day(*(every.choose(since, getattr(later, part), getattr(earlier, part)) for part in parts))
        if isinstance(later, dict):
            before = every.negated(since)
            return {
                case: every.any(
                    [every.all([since, later.get(case, False)]), every.all([before, earlier.get(case, False)])]
                )
                for case in {**later, **earlier}
            }
        if isinstance(later, bool):
            return every.any([every.all([since, later]), every.all([every.negated(since), earlier])])
        return every.choose(since, later, earlier)


def free_threshold(world: World, pack: Pack, name: str, tag: str = "") -> Reading:
    """A threshold that could have any value."""
    kind, called, formulas = pack.parameter_by_name[name].type.kind, f"{tag}threshold:{name}", world.formulas
    if kind is Kind.BOOLEAN:
        return Reading(True, False, formulas.boolean(called))
    if kind is Kind.DATE:
        return Reading(True, False, world.calendar.unknown(called))
    if kind is Kind.REGION:
        return Reading(True, False, {code: formulas.boolean(f"{called}:{code}") for code in world.domain.codes})
    return Reading(True, False, formulas.integer(called))


def threshold_constraints(world: World, pack: Pack, thresholds: Mapping[str, Reading]) -> list[Formula]:
    """What makes the values of free thresholds values of their types."""
    found: list[Formula] = []
    for name, reading in thresholds.items():
        kind = pack.parameter_by_name[name].type.kind
        if kind is Kind.DATE:
            found.append(world.calendar.is_day(reading.value))
        elif kind is Kind.REGION:
            cases = list(reading.value.values())
            found += [world.formulas.any(cases), world.formulas.at_most(1, cases)]
        elif kind is not Kind.BOOLEAN:
            found.append(reading.value >= 0)
    return found
