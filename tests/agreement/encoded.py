"""The encoding of a pack, evaluated on concrete persons by putting their facts in the place of the unknowns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from eligibility import Decision, Finding, ItemFinding, Outcome, Rulebook
from eligibility.language.types import Kind
from eligibility.pack.layout import facts_of, generic_path
from eligibility.prove.domain import Domain
from eligibility.prove.encoding import Answer, Encoder
from eligibility.prove.persons import Moment, SymbolicPerson, World, known_facts
from eligibility.prove.standing import Standing, standing, standing_of_item

MOST_RECORDS = 3
Listed = tuple[Outcome, frozenset[str], frozenset[str]]
"""An outcome, the facts listed as missing and the terms listed as open."""


@dataclass(frozen=True)
class Finds:
    """The formulas of one finding: whether it is there, its outcome, and what it lists."""

    exists: Any
    answer: Answer
    standing: Standing

    def formulas(self) -> list[Any]:
        """All of them, in the order in which ``read`` takes their values."""
        return [self.exists, *self.answer.values(), *self.standing.missing.values(), *self.standing.open.values()]

    def read(self, truths: Iterator[bool]) -> Listed | None:
        """What the formulas say once they have values; nothing for an item that is not there."""
        exists = next(truths)
        outcomes = [outcome for outcome in self.answer if next(truths)]
        missing = frozenset([path for path in self.standing.missing if next(truths)])
        opened = frozenset([name for name in self.standing.open if next(truths)])
        assert len(outcomes) == (1 if exists else 0), outcomes
        assert exists or not (missing or opened)
        return (outcomes[0], missing, opened) if exists else None


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
            for finds in self.answers
            for holds in finds.formulas()
        ]
        sorts = [z3.BoolSort(context)] * (len(formulas) + 1)
        return z3.Function("bundle", *sorts)(*formulas)

    def evaluate(self, known: dict[str, Any], on: date) -> list[Listed | None]:
        """What the finding of every programme says, and of every item that is there."""
        z3 = self.world.formulas.z3
        done = z3.simplify(z3.substitute(self._all, *self._values(known, on)))
        truths = iter([z3.is_true(done.arg(place)) for place in range(done.num_args())])
        assert all(z3.is_true(done.arg(place)) or z3.is_false(done.arg(place)) for place in range(done.num_args()))
        return [finds.read(truths) for finds in self.answers]

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


def folded(rules: Rulebook, known: dict[str, Any], on: date) -> list[Listed | None]:
    """The same answers where the facts are known from the start, so that everything folds to constants."""
    world = World(Domain.of([rules.pack]))
    person = SymbolicPerson(world, rules.pack.fact_by_path, Moment(world, on), known=known)
    answers = answers_of(rules, Encoder(rules.pack, person))
    assert all(isinstance(holds, bool) for finds in answers for holds in finds.formulas())
    return [finds.read(iter(finds.formulas())) for finds in answers]


def answers_of(rules: Rulebook, encoder: Encoder) -> list[Finds]:
    """The formulas of every programme, each followed by those of its items."""
    found: list[Finds] = []
    for name in rules.pack.programme_ids:
        found.append(Finds(True, encoder.outcome(name), standing(encoder, name)))
        found += [
            Finds(*encoder.item(name, index), standing_of_item(encoder, name, index)) for index in range(MOST_RECORDS)
        ]
    return found


def decided(decision: Decision) -> list[Listed | None]:
    """What ``decide`` says, in the same order."""
    found: list[Listed | None] = []
    for finding in decision:
        items = [_said(item) for item in finding.items]
        found += [_said(finding), *items, *[None] * (MOST_RECORDS - len(items))]
    return found


def _said(finding: Finding | ItemFinding) -> Listed:
    missing, opened = [fact.path for fact in finding.missing], [term.id for term in finding.open]
    return finding.outcome, frozenset(missing), frozenset(opened)
