"""A slow interpreter of the typed tree: the meaning of the rules, written for obviousness.

It walks the tree once for every question and knows nothing of the executors: facts are read off the person by their
names, truth is combined by the functions of ``logic``, calendars are counted by hand.
"""

from __future__ import annotations

import calendar
import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from eligibility import Outcome, Person, Truth
from eligibility.language import tree
from eligibility.logic import all_of, any_of, at_least, negate, outcome_of
from eligibility.pack.model import Pack, Programme

Records = Mapping[str, tuple[int, Any]]
"""For each variable the index and the record that it stands for."""

COMPARE = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
COMPUTE = {"+": operator.add, "-": operator.sub, "*": operator.mul}
NO_RECORDS: Records = {}


@dataclass(frozen=True)
class Answer:
    """What a finding has to say: its outcome, the paths that are missing and the ids that are open."""

    outcome: Outcome
    missing: frozenset[str]
    open: frozenset[str]


class Reference:
    """The answers for one person on one day."""

    def __init__(self, pack: Pack, person: Person, on: date) -> None:
        self.pack = pack
        self.person = person
        self.on = on

    # --- answers ---

    def programme(self, programme: Programme) -> Answer:
        """The finding of one text of a programme."""
        scope, requires = self.truth(programme.scope), self.truth(programme.requires)
        outcome = outcome_of(scope, requires, programme.when_met)
        return self.answer(outcome, NO_RECORDS, programme.scope, programme.requires)

    def items(self, programme: Programme) -> list[Answer]:
        """The finding of each record: the principal's scope; the record's own and the principal's conditions."""
        if programme.item is None:
            return []
        item, answers = programme.item, []
        for index, record in enumerate(self.read(item.records.path) or ()):
            records = {item.variable: (index, record)}
            requires = all_of((self.truth(item.requires, records), self.truth(programme.requires)))
            outcome = outcome_of(self.truth(programme.scope), requires, programme.when_met)
            answers.append(self.answer(outcome, records, programme.scope, programme.requires, item.requires))
        return answers

    def answer(self, outcome: Outcome, records: Records, *conditions: tree.Condition) -> Answer:
        """An outcome with what stands in its way: nothing if it is decided, no fact if it is to be referred."""
        missing: set[str] = set()
        open_: set[str] = set()
        if outcome in (Outcome.UNDETERMINED, Outcome.REFER):
            for condition in conditions:
                self.gather(condition, records, missing, open_)
        if outcome is Outcome.REFER:
            missing = set()
        return Answer(outcome, frozenset(missing), frozenset(open_))

    # --- truth ---

    def truth(self, node: tree.Condition, records: Records = NO_RECORDS) -> Truth:
        """The truth of a condition."""
        match node:
            case tree.Labelled(body=body) | tree.Term(body=body):
                return self.truth(body, records)
            case tree.AllOf(parts):
                return all_of(self.truth(part, records) for part in parts)
            case tree.AnyOf(parts):
                return any_of(self.truth(part, records) for part in parts)
            case tree.AtLeast(count, parts):
                return at_least(count, [self.truth(part, records) for part in parts])
            case tree.Not(part):
                return negate(self.truth(part, records))
            case tree.Open():
                return Truth.OPEN
            case tree.Quantified(every=every):
                return self.quantified(node, records, every=every)
            case tree.Holds(value):
                return self.tested(lambda held: held is True, records, value)
            case tree.Compare(sign, left, right):
                return self.tested(COMPARE[sign], records, left, right)
            case tree.Member(value, options, _):
                return self.tested(lambda held: any(held == option for option in options), records, value)
            case tree.Contains(collection, choice):
                return self.tested(lambda held: choice in held, records, collection)

    def quantified(self, node: tree.Quantified, records: Records, *, every: bool) -> Truth:
        """``every`` is all over the records and ``some`` is any; a missing list is as unknown as a missing fact."""
        listed = self.value(node.records, records)
        if isinstance(listed, Truth):
            return listed
        truths = [self.truth(node.body, bound) for bound in self.each(node, records)]
        return all_of(truths) if every else any_of(truths)

    def each(self, node: tree.Quantified, records: Records) -> Iterator[Records]:
        """The variables with the quantifier's own standing for each record in turn."""
        for index, record in enumerate(self.read(node.records.path) or ()):
            yield {**records, node.variable: (index, record)}

    def tested(self, test: Any, records: Records, *operands: tree.Value) -> Truth:
        """``UNKNOWN`` if an operand is, else ``OPEN`` if one is, else what the test says."""
        values = [self.value(operand, records) for operand in operands]
        for absent in (Truth.UNKNOWN, Truth.OPEN):
            if any(value is absent for value in values):
                return absent
        return Truth.TRUE if test(*values) else Truth.FALSE

    # --- values ---

    def value(self, node: tree.Value, records: Records) -> Any:
        """A value, or the truth that its absence makes."""
        match node:
            case tree.Constant(value=value) | tree.ReadingChoice(value=value):
                return value
            case tree.DecisionDate():
                return self.on
            case tree.Fact(path=path):
                return self.or_absent(self.read(path), path)
            case tree.ItemField(variable=variable, name=name):
                return self.or_absent(getattr(records[variable][1], name), node.path)
            case tree.Parameter(name=name):
                return self.parameter(name)
            case tree.Count(of, _):
                return self.computed(len, records, of)
            case tree.Arithmetic(sign, left, right, _):
                return self.computed(COMPUTE[sign], records, left, right)
            case tree.YearsBetween(start, end, _):
                return self.computed(self.years, records, start, end)
            case tree.MonthsBetween(start, end, _):
                return self.computed(months, records, start, end)
            case tree.AddMonths(start, count, _):
                return self.computed(plus_months, records, start, count)

    def computed(self, compute: Any, records: Records, *operands: tree.Value) -> Any:
        """``UNKNOWN`` if an operand is, else ``OPEN`` if one is, else the result."""
        values = [self.value(operand, records) for operand in operands]
        for absent in (Truth.UNKNOWN, Truth.OPEN):
            if any(value is absent for value in values):
                return absent
        return compute(*values)

    def read(self, path: str) -> Any:
        """What the person says about a fact; ``None`` where nothing."""
        place: Any = self.person
        for name in path.split("."):
            place = getattr(place, name)
        return place

    def or_absent(self, value: Any, path: str) -> Any:
        """A value, or ``OPEN`` where only an authority could give it, else ``UNKNOWN``."""
        if value is not None:
            return value
        suppliers = next(fact.supplied_by for fact in self.pack.facts if fact.path == path)
        return Truth.OPEN if suppliers == ("authority",) else Truth.UNKNOWN

    def parameter(self, name: str) -> Any:
        """The last value that has begun, unless the known time is over."""
        timeline = next(parameter.timeline for parameter in self.pack.parameters if parameter.name == name)
        begun = [dated for dated in timeline.values if dated.start <= self.on]
        if not begun or (timeline.known_until is not None and self.on > timeline.known_until):
            return Truth.UNKNOWN
        return max(begun, key=lambda dated: dated.start).value

    def years(self, start: date, end: date) -> int:
        """Birthdays that have passed, by the pack's rule for those of 29 February."""
        count = end.year - start.year
        return count if end >= self.birthday(start, end.year) else count - 1

    def birthday(self, start: date, year: int) -> date:
        """The birthday in a year."""
        if (start.month, start.day) != (2, 29) or calendar.isleap(year):
            return date(year, start.month, start.day)
        return date(year, 3, 1) if self.pack.leap_day == "march-1" else date(year, 2, 28)

    # --- what stands in the way ---

    def gather(self, node: tree.Condition, records: Records, missing: set[str], open_: set[str]) -> None:
        """Collect unknown facts and open terms; a decided node hides what is under it."""
        if self.truth(node, records) in (Truth.TRUE, Truth.FALSE):
            return
        match node:
            case tree.Open(id=name):
                open_.add(name)
            case tree.Quantified() if self.read(node.records.path) is not None:
                for bound in self.each(node, records):
                    self.gather(node.body, bound, missing, open_)
            case tree.Quantified(records=listed):
                self.gather_values(listed, records, missing, open_)
            case tree.Holds() | tree.Compare() | tree.Member() | tree.Contains():
                for operand in tree.children(node):
                    self.gather_values(operand, records, missing, open_)
            case _:
                for part in tree.children(node):
                    self.gather(part, records, missing, open_)  # type: ignore[arg-type]

    def gather_values(self, node: Any, records: Records, missing: set[str], open_: set[str]) -> None:
        """Collect what is absent under a value, by the place where it would stand."""
        match node:
            case tree.Fact(path=path) | tree.Parameter(name=path):
                name = path
            case tree.ItemField(variable=variable, records=listed, name=field):
                name = f"{listed}[{records[variable][0]}].{field}"
            case _:
                for part in tree.children(node):
                    self.gather_values(part, records, missing, open_)
                return
        value = self.value(node, records)
        if value is Truth.UNKNOWN:
            missing.add(name)
        elif value is Truth.OPEN:
            open_.add(name)


def plus_months(start: date, count: int) -> date:
    """The same day of a later or earlier month, or its last; never outside the calendar."""
    month = start.year * 12 + start.month - 1 + count
    if month < 12:
        return date.min
    if month >= 12 * 10_000:
        return date.max
    year, place = divmod(month, 12)
    return date(year, place + 1, min(start.day, calendar.monthrange(year, place + 1)[1]))


def months(start: date, end: date) -> int:
    """The most months that can be added without passing the end."""
    count = (end.year - start.year) * 12 + end.month - start.month
    while plus_months(start, count) > end:
        count -= 1
    while plus_months(start, count + 1) <= end:
        count += 1
    return count
