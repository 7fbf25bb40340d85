"""The encoding of a pack, evaluated on concrete persons by putting their facts in the place of the unknowns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from eligibility import Decision, Outcome, Rulebook
from eligibility.language.types import Kind
from eligibility.pack.layout import facts_of, generic_path
from eligibility.prove.domain import Domain
from eligibility.prove.encoding import Answer, Encoder
from eligibility.prove.persons import Moment, SymbolicPerson, World, known_facts

MOST_RECORDS = 3


def flat(rules: Rulebook, data: dict[str, Any]) -> dict[str, Any]:
    """What is known of a person, by concrete path."""
    return known_facts(rules.Person.vocabulary, facts_of(rules.person(data)))


class Encoded:
    """One encoding for all persons and dates, and the answers that it gives for one of them."""

    def __init__(self, rules: Rulebook) -> None:
        self.rules = rules
        domain = Domain.of([rules.pack])
        lengths = dict.fromkeys(domain.lengths, MOST_RECORDS)
        self.world = World(replace(domain, lengths=lengths))
        self.moment = Moment(self.world)
        self.person = SymbolicPerson(self.world, rules.pack.fact_by_path, self.moment)
        self.answers = answers_of(rules, Encoder(rules.pack, self.person))
        self._all = self._bundle()

    def _bundle(self) -> Any:
        z3, context = self.world.formulas.z3, self.world.formulas.context
        formulas = [
            z3.BoolVal(holds, context) if isinstance(holds, bool) else holds
            for holds in [holds for exists, answer in self.answers for holds in (exists, *answer.values())]
        ]
        sorts = [z3.BoolSort(context)] * (len(formulas) + 1)
        return z3.Function("bundle", *sorts)(*formulas)

    def evaluate(self, known: dict[str, Any], on: date) -> list[Outcome | None]:
        """The outcome of every programme and of every item that is there."""
        z3 = self.world.formulas.z3
        done = z3.simplify(z3.substitute(self._all, *self._values(known, on)))
        truths = iter([z3.is_true(done.arg(place)) for place in range(done.num_args())])
        assert all(z3.is_true(done.arg(place)) or z3.is_false(done.arg(place)) for place in range(done.num_args()))
        return [chosen(next(truths), {outcome: next(truths) for outcome in answer}) for _, answer in self.answers]

    def _values(self, known: dict[str, Any], on: date) -> list[tuple[Any, Any]]:
        pairs = list(self._day(self.moment.day, on))
        for path, records in self.person.lists.items():
            pairs += [(exists, index < (known[path] or 0)) for index, exists in enumerate(records)]
        for path, symbol in self.person.symbols.items():
            value = known.get(path)
            pairs.append((symbol.present, value is not None))
            pairs += self._value(self.rules.pack.fact_by_path[generic_path(path)].type.kind, symbol.value, value)
        z3, context = self.world.formulas.z3, self.world.formulas.context
        return [
            (unknown, z3.BoolVal(value, context) if isinstance(value, bool) else z3.IntVal(value, context))
            for unknown, value in pairs
            if not isinstance(unknown, bool)
        ]

    def _value(self, kind: Kind, unknown: Any, value: Any) -> list[tuple[Any, Any]]:
        match kind:
            case Kind.RECORDS:
                return []
            case Kind.DATE:
                return self._day(unknown, value or date.min)
            case Kind.BOOLEAN:
                return [(unknown, bool(value))]
            case Kind.INTEGER | Kind.MONEY:
                return [(unknown, int((value or 0) * (100 if kind is Kind.MONEY else 1)))]
            case Kind.CHOICES:
                return [(holds, case in (value or ())) for case, holds in unknown.items()]
            case Kind.REGION:
                code = self.world.domain.representative(value or "")
                return [(holds, case == code) for case, holds in unknown.items()]
            case _:
                return [(holds, case == value) for case, holds in unknown.items()]

    def _day(self, unknown: Any, day: date) -> list[tuple[Any, Any]]:
        return [(unknown.year, day.year), (unknown.month, day.month - 1), (unknown.day, day.day)]


def folded(rules: Rulebook, known: dict[str, Any], on: date) -> list[Outcome | None]:
    """The same answers where the facts are known from the start, so that everything folds to constants."""
    world = World(Domain.of([rules.pack]))
    person = SymbolicPerson(world, rules.pack.fact_by_path, Moment(world, on), known=known)
    answers = answers_of(rules, Encoder(rules.pack, person))
    assert all(isinstance(holds, bool) for _, answer in answers for holds in answer.values())
    return [chosen(exists, answer) for exists, answer in answers]


def answers_of(rules: Rulebook, encoder: Encoder) -> list[tuple[Any, Answer]]:
    """For every programme, and then for each of its items, whether it is there and its outcome."""
    found: list[tuple[Any, Answer]] = []
    for name in rules.pack.programme_ids:
        found.append((True, encoder.outcome(name)))
        found += [encoder.item(name, index) for index in range(MOST_RECORDS)]
    return found


def chosen(exists: bool, answer: dict[Outcome, bool]) -> Outcome | None:
    """The one outcome that holds; none for an item that is not there."""
    held = [outcome for outcome, holds in answer.items() if holds]
    assert len(held) == (1 if exists else 0), held
    return held[0] if exists else None


def decided(decision: Decision) -> list[Outcome | None]:
    """What ``decide`` says, in the same order."""
    found: list[Outcome | None] = []
    for finding in decision:
        items = [item.outcome for item in finding.items]
        found += [finding.outcome, *items, *[None] * (MOST_RECORDS - len(items))]
    return found
