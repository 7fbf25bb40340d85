"""The smallest person who shows something: found by the solver, made plain, and decided again by the engine."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pprint import pformat
from typing import Any, Final

from eligibility.decide.engine import Engine
from eligibility.errors import EligibilityError, InternalError, problem
from eligibility.language.types import Kind
from eligibility.logic import Outcome
from eligibility.pack.layout import facts_of, generic_path
from eligibility.pack.loading import shipped_overlays, shipped_packs
from eligibility.pack.model import FactDefinition, Pack
from eligibility.pack.paths import set_path
from eligibility.prove.days import Day
from eligibility.prove.domain import Domain
from eligibility.prove.formulas import Formula, Number
from eligibility.prove.persons import Moment, SymbolicPerson

__all__ = ["Judge", "Search", "Witness", "flat_text", "options_of", "plain_days"]

_NICE_MONEY: Final = (50_000, 100_000, 200_000)


@dataclass(frozen=True, slots=True)
class Witness:
    """A person and a date that show something.

    ``person`` is nested plain data as a person file holds it; ``on`` the date of the decision.
    """

    person: dict[str, Any]
    on: date
    options: str = field(default="", compare=False, repr=False)

    def text(self) -> str:
        """Date and facts on one line."""
        return f"{self.on}, {flat_text(self.person) or '{}'}"

    def command(self, programme: str) -> str:
        """A command line that shows the outcome of a programme, complete in itself."""
        given = shlex.quote(json.dumps(self.person, ensure_ascii=False))
        return f"echo {given} | eligibility explain - {programme} --on {self.on}{self.options}"

    def example(self) -> str:
        """Source that keeps the person as a Hypothesis example.

        >>> print(Witness({"loan": {"amount": "5"}}, date(2023, 6, 1)).example())
        @example(person={'loan': {'amount': '5'}}, on=date(2023, 6, 1))
        """
        person = pformat(self.person, width=10_000, sort_dicts=False)
        return f"@example(person={person}, on=date({self.on.year}, {self.on.month}, {self.on.day}))"

    def to_dict(self) -> dict[str, Any]:
        """Person and date as plain JSON."""
        return {"on": self.on.isoformat(), "person": self.person}


def flat_text(person: Mapping[str, Any], prefix: str = "") -> str:
    """Nested data as ``path=value`` pairs on one line.

    >>> flat_text({"loan": {"amount": "5"}, "kids": [{"flag": True}, {}]})
    'loan.amount=5, kids=[{flag=true}, {}]'
    """
    parts = []
    for name, value in person.items():
        if isinstance(value, dict):
            parts.append(flat_text(value, f"{prefix}{name}."))
        else:
            parts.append(f"{prefix}{name}={_shown(value)}")
    return ", ".join(part for part in parts if part)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(f"{{{flat_text(one)}}}" if isinstance(one, dict) else str(one) for one in value) + "]"
    return str(value)


def options_of(pack: Pack) -> str:
    """The options with which the command line loads these very rules: id or folder, and readings."""
    shipped = {str(folder) for folder in {**shipped_packs(), **shipped_overlays()}.values()}
    own = [folder for folder in pack.folders if folder not in shipped]
    words = ["", "--pack", shlex.quote("+".join(own) if own else pack.id)]
    for reading in pack.readings:
        if reading.chosen != reading.default:
            words += ["--reading", shlex.quote(f"{reading.id}={reading.chosen}")]
    return " ".join(words)


class Judge:
    """Decides what the solver found, so that nothing is claimed that ``decide`` does not say."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def answers(self, person: Mapping[str, Any], on: date) -> dict[str, tuple[Outcome, ...]]:
        """For each programme its outcome, followed by those of its items.

        Raises:
            InternalError: the door refuses the person, which is a defect of the encoding.
        """
        try:
            made = self.engine.model.model_validate(person)
        except (EligibilityError, ValueError) as error:
            raise InternalError(problem("B001", reason=f"prove: no person ({type(error).__name__})")) from error
        facts, stretch = facts_of(made), self.engine.on(on)
        latest = self.engine.vocabulary.latest(facts)
        if latest is not None and latest > on:
            raise InternalError(problem("B001", reason="prove: a birth after the decision"))
        outcomes = stretch.outcomes(facts, on)
        items = stretch.items(facts, on, outcomes)
        names = self.engine.pack.programme_ids
        return {name: (outcomes[place], *items[place]) for place, name in enumerate(names)}

    def confirm(self, person: Mapping[str, Any], on: date, programme: str, expected: Outcome, item: int | None) -> None:
        """Make sure that ``decide`` gives the outcome that the solver says.

        Raises:
            InternalError: it does not.
        """
        got = self.answers(person, on)[programme]
        place = 0 if item is None else item + 1
        if place >= len(got) or got[place] is not expected:
            raise InternalError(problem("B001", reason=f"prove and decide do not agree on {programme}"))


class Search:
    """Looks for a case in which some formulas hold, and makes it as small and as plain as it gets.

    Args:
        persons: all symbolic persons of the question, in the order in which their facts are made plain.
        moments: all dates of the question.
        days: dates of decision to prefer, best first.
        weights: what makes a case large; by default every fact that is known and every record.
    """

    def __init__(
        self,
        persons: Sequence[SymbolicPerson],
        moments: Sequence[Moment],
        days: Sequence[date],
        weights: Sequence[Formula] | None = None,
    ) -> None:
        self._persons = persons
        self._moments = moments
        self._days = days
        self._weights = weights
        self._world = persons[0].world
        self._formulas = self._world.formulas

    def solver(self, *facts: Formula) -> Any:
        """A solver that knows what persons and dates are."""
        known = [one for person in self._persons for one in person.constraints()]
        known += [one for moment in self._moments for one in moment.constraints()]
        return self._formulas.solver(*known, *facts)

    def smallest(
        self, solver: Any, *wanted: Formula, best: Iterable[Formula] = (), least: Sequence[Number] = ()
    ) -> Any | None:
        """A model in which the fewest facts are known, with plain values; ``None`` where there is none.

        Args:
            solver: made by :meth:`solver`.
            wanted: what has to hold beside what the solver was told.
            best: wishes, the first ones first, of which each is granted if it can be.
            least: numbers, none below 0, to be as small as they can be, before values are made plain.
        """
        formulas = self._formulas
        solver.push()
        try:
            formulas.tell(solver, wanted)
            model = self._shrunk(solver, formulas.model(solver))
            if model is None:
                return None
            model = self._granted(solver, model, best)
            for number in least:
                model = self._least(solver, model, number)
            return self._granted(solver, model, self._plain_choices())
        finally:
            solver.pop()

    def _granted(self, solver: Any, model: Any, wishes: Iterable[Formula]) -> Any:
        """A model in which as many wishes hold as can be, the first ones first, which the solver is told to keep to."""
        for wish in wishes:
            better = model if self.is_true(model, wish) else self._formulas.model(solver, wish)
            if better is not None:
                model = better
                self._formulas.tell(solver, [wish])
        return model

    def _shrunk(self, solver: Any, model: Any | None) -> Any | None:
        """A model with the fewest facts, which the solver is told to keep to."""
        if model is None:
            return None
        weights = self._sizes() if self._weights is None else list(self._weights)
        for most in range(sum(self.is_true(model, weight) for weight in weights)):
            bound = self._formulas.at_most(most, weights)
            smaller = self._formulas.model(solver, bound)
            if smaller is not None:
                self._formulas.tell(solver, [bound])
                return smaller
        self._formulas.tell(solver, [self._formulas.at_most(sum(self.is_true(model, one) for one in weights), weights)])
        return model

    def _least(self, solver: Any, model: Any, number: Number) -> Any:
        """A model in which a number is as small as it can be, which the solver is told to keep to."""
        low, high = 0, self._number(model, number)
        while low < high:
            middle = (low + high) // 2
            smaller = self._formulas.model(solver, number <= middle)
            if smaller is None:
                low = middle + 1
            else:
                model, high = smaller, self._number(smaller, number)
        self._formulas.tell(solver, [number == high])
        return model

    def _sizes(self) -> list[Formula]:
        found: dict[int, Formula] = {}
        for person in self._persons:
            parts = [symbol.present for symbol in person.symbols.values()]
            parts += [exists for records in person.lists.values() for exists in records]
            found.update((part.get_id(), part) for part in parts if not isinstance(part, bool))
        return list(found.values())

    # --- plain values ---

    def _plain_choices(self) -> Iterator[Formula]:
        """Wishes about values, best first; each is granted if it can be."""
        for moment in self._moments:
            yield from self._nice_day(moment.day, self._days)
        for person in self._persons:
            for path, symbol in person.symbols.items():
                yield self._formulas.negated(symbol.present)
                yield from self._nice_value(person.facts[generic_path(path)], symbol.value)

    def _nice_value(self, fact: FactDefinition, value: Any) -> Iterator[Formula]:
        match fact.type.kind:
            case Kind.BOOLEAN:
                yield value
            case Kind.INTEGER:
                yield from (value == number for number in (0, 1, 2, 3, 6, 12))
                yield value >= 0
            case Kind.MONEY:
                yield from (value == 100 * yuan for yuan in _NICE_MONEY)
                yield value >= 0
                yield self._formulas.remainder(value, 100) == 0
            case Kind.DATE:
                yield from self._nice_date(value)
            case Kind.CHOICES:
                yield from (self._formulas.negated(holds) for holds in value.values())
            case Kind.RECORDS:
                pass
            case _:
                yield from value.values()

    def _nice_date(self, value: Day) -> Iterator[Formula]:
        today = self._moments[0].day
        yield self._formulas.all([value.year >= 1950, value.year <= today.year])
        yield self._formulas.all([value.year == today.year, value.place <= today.place])
        yield value.place == today.place
        yield value.day == 1

    def _nice_day(self, day: Day, wanted: Sequence[date]) -> Iterator[Formula]:
        if not isinstance(day.year, int):
            yield from (day.place == self._world.calendar.known(one).place for one in wanted)
            yield self._formulas.all([day.year >= 2000, day.year <= 2050])

    # --- reading a model ---

    def person(self, model: Any, person: SymbolicPerson) -> dict[str, Any]:
        """A person of a model as nested plain data."""
        data: dict[str, Any] = {}
        for path, records in person.lists.items():
            if self.is_true(model, person.list_known(path)):
                set_path(data, path, [{} for exists in records if self.is_true(model, exists)])
        for path in person.symbols:
            if person.facts[generic_path(path)].type.kind is not Kind.RECORDS and self.is_there(model, person, path):
                set_path(data, path, self.value(model, person, path))
        return _in_order(data, list(person.facts))

    def is_there(self, model: Any, person: SymbolicPerson, path: str) -> bool:
        """Whether a fact is known, in a record that exists."""
        head, bracket, rest = path.partition("[")
        if bracket:
            exists = person.records(head)[int(rest.partition("]")[0])]
            if not (self.is_true(model, person.list_known(head)) and self.is_true(model, exists)):
                return False
        return self.is_true(model, person.symbols[path].present)

    def day(self, model: Any, moment: Moment) -> date:
        """The date of a decision in a model."""
        return moment.known or self._date(model, moment.day)

    def value(self, model: Any, person: SymbolicPerson, path: str) -> Any:
        """A fact of a model as plain data, whether it is known or not."""
        fact, value = person.facts[generic_path(path)], person.symbols[path].value
        match fact.type.kind:
            case Kind.BOOLEAN:
                return self.is_true(model, value)
            case Kind.INTEGER:
                return self._number(model, value)
            case Kind.MONEY:
                amount = Decimal(self._number(model, value)).scaleb(-2)
                return str(int(amount)) if amount == int(amount) else format(amount, "f")
            case Kind.DATE:
                return self._date(model, value).isoformat()
            case Kind.CHOICES:
                return [case for case, holds in value.items() if self.is_true(model, holds)]
            case _:
                return next(case for case, holds in value.items() if self.is_true(model, holds))

    def outcome(self, model: Any, answer: Mapping[Outcome, Formula]) -> Outcome:
        """The outcome that holds in a model."""
        return next(outcome for outcome, holds in answer.items() if self.is_true(model, holds))

    def scalar(self, model: Any, kind: Kind, value: Any, domain: Domain) -> Any:
        """A threshold of a model as the pack keeps it."""
        match kind:
            case Kind.BOOLEAN:
                return self.is_true(model, value)
            case Kind.MONEY:
                return Decimal(self._number(model, value)) / domain.scale
            case Kind.INTEGER:
                return self._number(model, value)
            case Kind.DATE:
                return self._date(model, value)
            case _:
                return next(case for case, holds in value.items() if self.is_true(model, holds))

    def _date(self, model: Any, day: Day) -> date:
        year, month, place = (self._number(model, part) for part in (day.year, day.month, day.day))
        return date(year, month + 1, place)

    def _number(self, model: Any, value: Any) -> int:
        return value if isinstance(value, int) else int(model.eval(value, model_completion=True).as_long())

    def is_true(self, model: Any, formula: Formula) -> bool:
        """Whether a formula holds in a model."""
        if isinstance(formula, bool):
            return formula
        return bool(self._formulas.z3.is_true(model.eval(formula, model_completion=True)))


def _in_order(data: dict[str, Any], order: Sequence[str], prefix: str = "") -> dict[str, Any]:
    """The same nested data in the order of the vocabulary."""

    def place(name: str) -> int:
        path = prefix + name
        found = (at for at, one in enumerate(order) if one == path or one.startswith((f"{path}.", f"{path}[")))
        return next(found, len(order))

    return {
        name: _in_order(data[name], order, f"{prefix}{name}.") if isinstance(data[name], dict) else data[name]
        for name in sorted(data, key=place)
    }


def plain_days(pack: Pack) -> list[date]:
    """Days of decision to prefer: an ordinary one in force, then the first, then those on which something begins."""
    first = pack.document_date
    starts = [one.start for one in pack.programmes if one.start is not None]
    starts += [day for one in pack.parameters for day in one.timeline.boundaries()]
    return [first + timedelta(days=52), first, *sorted(set(starts))]
