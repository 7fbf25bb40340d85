"""For each kind of claim what it would be to break it: persons, and a formula that must hold of nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from eligibility.decide.gathering import facts_read
from eligibility.errors import PackError, problem
from eligibility.language import tree
from eligibility.language.check import check_value
from eligibility.language.types import Kind
from eligibility.logic import Outcome
from eligibility.pack.layout import ITEM
from eligibility.pack.model import ClaimTests, Pack
from eligibility.pack.schema import ClaimModel
from eligibility.pack.yaml_source import where_of
from eligibility.prove.days import Day
from eligibility.prove.domain import Domain
from eligibility.prove.encoding import Answer, Encoder, Reading, free_threshold, threshold_constraints
from eligibility.prove.formulas import Formula
from eligibility.prove.persons import LessKnown, Moment, SymbolicPerson, World
from eligibility.prove.witness import Search, plain_days

__all__ = ["Question", "Questions"]

_POSITIVE: Final = tuple(outcome for outcome in Outcome if outcome.is_positive)
_NEGATIVE: Final = tuple(outcome for outcome in Outcome if outcome.is_negative)
_ORDERED: Final = (Kind.MONEY, Kind.INTEGER, Kind.DATE, Kind.BOOLEAN)


@dataclass(slots=True)
class Question:
    """Something that must not be: persons, and the formula under which the claim is broken.

    ``sides`` are the persons to show, each with its encoder, programme, answer and the item's place.
    """

    sides: Sequence[tuple[Encoder, str, Answer, int | None]]
    broken: Formula
    fact: str = ""
    varied: dict[str, Reading] = field(default_factory=dict)


class Questions:
    """What must not be, if a claim is to hold."""

    def __init__(self, pack: Pack, claim: ClaimModel) -> None:
        self._pack = pack
        self._claim = claim
        self.programmes = [str(name) for name in claim.programmes]
        self._tests = [one for one in pack.claim_tests if one.claim == claim.claim]
        conditions = [one for tests in self._tests for one in (tests.when, *tests.tests) if one is not None]
        codes = [str(value) for value in claim.same_for.values] if claim.same_for is not None else []
        named = tuple(text for text in pack.programmes if text.id in self.programmes)
        self.domain = Domain.of([replace(pack, programmes=named)], conditions, codes)
        self._world = World(self.domain)
        self._every = self._world.formulas

    def about(self, programme: str) -> Iterator[Question]:
        """Everything that would break the claim for one of its programmes."""
        yield from getattr(self, f"_{self._claim.kind}")(programme)

    # --- persons ---

    def _person(self, moment: Moment | None = None, **particulars: Any) -> SymbolicPerson:
        return SymbolicPerson(self._world, self._pack.fact_by_path, moment or Moment(self._world), **particulars)

    def _two(self, fresh: Iterable[str], kept: Iterable[str] = ()) -> tuple[Encoder, Encoder]:
        """A person, and one who is the same but for some facts."""
        first = self._person()
        second = self._person(first.moment, shared=first, fresh=fresh, kept=kept, tag="other:")
        return Encoder(self._pack, first), Encoder(self._pack, second)

    def _answers(self, encoder: Encoder, programme: str) -> Iterator[tuple[int | None, Formula, Answer]]:
        """The outcome of a programme, and that of the first record of its list.

        Any record can be the first one: no rule looks at the order of a list.
        """
        yield None, True, encoder.outcome(programme)
        if encoder.item_count(programme):
            there, answer = encoder.item(programme, 0)
            yield 0, there, answer

    def _when(self, encoder: Encoder, programme: str = "", bound: Any = ()) -> Formula:
        tests = self._tests_for(programme)
        return True if tests is None or tests.when is None else encoder.condition(tests.when, bound).true

    def _tests_for(self, programme: str) -> ClaimTests | None:
        return next((one for one in self._tests if one.programme in (programme, "")), None)

    # --- kinds: two persons ---

    def _independent_of(self, programme: str) -> Iterator[Question]:
        paths = [str(path) for path in self._claim.independent_of or ()]
        facts = [path for path in paths if path in self._pack.fact_by_path]
        together = list(self._apart(programme, facts))
        if any(question.broken is not False and self.possible(question) for question in together):
            for path in facts:  # one fact at a time makes the shortest counterexample
                yield from (replace(one, fact=path) for one in self._apart(programme, [path]))
            yield from together
        for name in paths:
            if name not in self._pack.fact_by_path:
                yield from self._without_threshold(programme, name)

    def _depends_only_on(self, programme: str) -> Iterator[Question]:
        kept = {str(path) for path in self._claim.depends_only_on or ()}
        kept |= {path.partition("[")[0] for path in kept}
        yield from self._apart(programme, [path for path in self._pack.fact_by_path if path not in kept])

    def _apart(self, programme: str, fresh: list[str]) -> Iterator[Question]:
        first, second = self._two(fresh)
        for (item, there, one), (_, also, two) in zip(
            self._answers(first, programme), self._answers(second, programme), strict=True
        ):
            if item is not None and self._list_of(programme) in fresh:
                continue
            yield self._differing(first, second, programme, item, [there, also], one, two)

    def _differing(
        self,
        first: Encoder,
        second: Encoder,
        programme: str,
        item: int | None,
        given: list[Formula],
        one: Answer,
        two: Answer,
    ) -> Question:
        differs = self._every.any(self._every.negated(self._every.same(one[what], two[what])) for what in Outcome)
        both = [self._when(first, programme), self._when(second, programme)]
        sides = [(first, programme, one, item), (second, programme, two, item)]
        return Question(sides, self._every.all([*given, *both, differs]))

    def _items_depend_only_on(self, programme: str) -> Iterator[Question]:
        kept = {str(path) for path in self._claim.items_depend_only_on or ()}
        first, second = self._two([path for path in self._pack.fact_by_path if path not in kept], kept)
        if not first.item_count(programme):
            return
        (there, one), (also, two) = first.item(programme, 0), second.item(programme, 0)
        before, after = first.outcome(programme), second.outcome(programme)
        alike = [self._every.same(before[what], after[what]) for what in Outcome]
        yield self._differing(first, second, programme, 0, [there, also, *alike], one, two)

    def _without_threshold(self, programme: str, name: str) -> Iterator[Question]:
        person = self._person()
        value = free_threshold(self._world, self._pack, name)
        valid = threshold_constraints(self._world, self._pack, {name: value})
        first = Encoder(self._pack, person)
        second = Encoder(self._pack, person, replaced={name: value})
        for (item, there, one), (_, _, two) in zip(
            self._answers(first, programme), self._answers(second, programme), strict=True
        ):
            question = self._differing(first, second, programme, item, [there, *valid], one, two)
            yield replace(question, fact=name, varied={name: value})

    def _same_for(self, programme: str) -> Iterator[Question]:
        claim = self._claim.same_for
        assert claim is not None
        path, values = str(claim.fact), [str(value) for value in claim.values]
        for question in self._apart(programme, [path]):
            among = [self._is_one_of(side[0], path, values) for side in question.sides]
            yield replace(question, broken=self._every.all([question.broken, *among]), fact=path)

    def _is_one_of(self, encoder: Encoder, path: str, values: list[str]) -> Formula:
        """Whether a fact (of a list: of its first record) has one of some values."""
        type_ = self._pack.fact_by_path[path].type
        symbol = encoder.person.fact(path.replace(ITEM, "[0]."))
        if type_.kind in (Kind.CHOICE, Kind.REGION):
            held = self._every.any([symbol.value.get(value, False) for value in values])
        else:
            known = tuple(check_value(value, type_, None) for value in values)
            return encoder.condition(tree.Member(tree.Fact(path, type_), known)).true
        return self._every.all([symbol.present, held])

    def _monotone(self, programme: str) -> Iterator[Question]:
        claim = self._claim.monotone
        assert claim is not None
        yield from self._along(programme, str(claim.fact), worse=claim.direction == "increasing")

    def _along(self, programme: str, path: str, *, worse: bool) -> Iterator[Question]:
        first, second, grows = self._growing(path)
        for (item, there, one), (_, also, two) in zip(
            self._answers(first, programme), self._answers(second, programme), strict=True
        ):
            wrong = self._moves(one, two, worse=worse)
            both = [self._when(first, programme), self._when(second, programme)]
            sides = [(first, programme, one, item), (second, programme, two, item)]
            yield Question(sides, self._every.all([grows, there, also, *both, wrong]), path)

    def _growing(self, path: str) -> tuple[Encoder, Encoder, Formula]:
        """Two persons who differ in one fact, and that it is greater in the second."""
        kind = self._pack.fact_by_path[path].type.kind
        if kind not in _ORDERED:
            place, expected = where_of(self._claim.claim), "a fact whose values have an order"
            raise PackError(problem("P103", place, key=f"claims.{self._claim.claim}", got=path, expected=expected))
        first, second = self._two([path])
        one, two = (encoder.person.fact(path.replace(ITEM, "[0].")) for encoder in (first, second))
        if kind is Kind.BOOLEAN:
            less = self._every.all([self._every.negated(one.value), two.value])
        else:
            less = self._number(one.value) < self._number(two.value)
        return first, second, self._every.all([one.present, two.present, less])

    def _moves(self, one: Answer, two: Answer, *, worse: bool) -> Formula:
        pairs = [(before, after) for before in Outcome for after in Outcome if before.rank != after.rank]
        wrong = [(before, after) for before, after in pairs if (after.rank < before.rank) is worse]
        return self._every.any(self._every.all([one[before], two[after]]) for before, after in wrong)

    def _number(self, value: Any) -> Any:
        return value.place if isinstance(value, Day) else value

    def _boundary(self, programme: str) -> Iterator[Question]:
        claim = self._claim.boundary
        assert claim is not None
        first, second, grows = self._growing(str(claim.fact))
        at = self._at()
        crosses = self._every.all([self._value(first) <= at, self._value(second) > at])
        for (item, there, one), (_, also, two) in zip(
            self._answers(first, programme), self._answers(second, programme), strict=True
        ):
            given = [grows, self._every.negated(crosses), there, also]
            yield replace(self._differing(first, second, programme, item, given, one, two), fact=str(claim.fact))

    def _value(self, encoder: Encoder) -> Any:
        assert self._claim.boundary is not None
        return self._number(encoder.person.fact(str(self._claim.boundary.fact).replace(ITEM, "[0].")).value)

    def _at(self) -> int:
        assert self._claim.boundary is not None
        type_ = self._pack.fact_by_path[str(self._claim.boundary.fact)].type
        value: Any = check_value(str(self._claim.boundary.at), type_, None)
        if type_.kind is Kind.DATE:
            return int(self._world.calendar.known(value).place)
        return int(value * 100) if type_.kind is Kind.MONEY else int(value)

    def boundary_matters(self) -> bool:
        """Whether for somebody an outcome does change where the value is passed."""
        assert self._claim.boundary is not None
        for programme in self.programmes:
            first, second, grows = self._growing(str(self._claim.boundary.fact))
            at = self._at()
            crosses = self._every.all([grows, self._value(first) <= at, self._value(second) > at])
            for (item, there, one), (_, also, two) in zip(
                self._answers(first, programme), self._answers(second, programme), strict=True
            ):
                question = self._differing(first, second, programme, item, [crosses, there, also], one, two)
                if self.possible(question):
                    return True
        return False

    def _adding_never_worsens(self, programme: str) -> Iterator[Question]:
        tests = self._tests_for(programme)
        assert tests is not None
        for test in tests.tests:
            first, second = self._two(facts_read([test]))
            becomes = [self._every.negated(first.condition(test).true), second.condition(test).true]
            for (item, there, one), (_, also, two) in zip(
                self._answers(first, programme), self._answers(second, programme), strict=True
            ):
                both = [self._when(first, programme), self._when(second, programme)]
                wrong = self._moves(one, two, worse=True)
                sides = [(first, programme, one, item), (second, programme, two, item)]
                yield Question(sides, self._every.all([*becomes, *both, there, also, wrong]))

    def _knowledge_never_flips(self, programme: str) -> Iterator[Question]:
        whole = self._person()
        first, second = Encoder(self._pack, LessKnown(whole)), Encoder(self._pack, whole)
        for (item, there, one), (_, also, two) in zip(
            self._answers(first, programme), self._answers(second, programme), strict=True
        ):
            up = [self._class_of(one, _NEGATIVE), self._class_of(two, _POSITIVE)]
            down = [self._class_of(one, _POSITIVE), self._class_of(two, _NEGATIVE)]
            flips = self._every.any([self._every.all(up), self._every.all(down)])
            sides = [(first, programme, one, item), (second, programme, two, item)]
            yield Question(sides, self._every.all([there, also, flips]))

    def _class_of(self, answer: Answer, outcomes: Sequence[Outcome]) -> Formula:
        return self._every.any(answer[outcome] for outcome in outcomes)

    def _constant_from(self, programme: str) -> Iterator[Question]:
        day = self._claim.constant_from
        assert day is not None
        moment, later = Moment(self._world), Moment(self._world, name="later")
        first = self._person(moment)
        second = self._person(later, shared=first)
        encoders = (Encoder(self._pack, first), Encoder(self._pack, second))
        since = [moment.since(day), later.since(day)]
        for (item, there, one), (_, also, two) in zip(
            *(self._answers(encoder, programme) for encoder in encoders), strict=True
        ):
            yield self._differing(*encoders, programme, item, [*since, there, also], one, two)

    # --- kinds: one person ---

    def _at_best(self, programme: str) -> Iterator[Question]:
        rank = Outcome(self._claim.at_best).rank
        yield from self._never(programme, [outcome for outcome in Outcome if outcome.rank > rank], items=True)

    def _outcome_in(self, programme: str) -> Iterator[Question]:
        allowed = [Outcome(name) for name in self._claim.outcome_in or ()]
        yield from self._never(programme, [outcome for outcome in Outcome if outcome not in allowed], items=False)

    def _only_if(self, programme: str) -> Iterator[Question]:
        claim, tests = self._claim.only_if, self._tests_for(programme)
        assert claim is not None
        assert tests is not None
        yield from self._never(programme, [Outcome(name) for name in claim.outcome], items=False, unless=tests.tests[0])

    def _never(
        self, programme: str, outcomes: Sequence[Outcome], *, items: bool, unless: tree.Condition | None = None
    ) -> Iterator[Question]:
        encoder = Encoder(self._pack, self._person())
        for item, there, answer in self._answers(encoder, programme):
            if (item is None and self._claim.of_items) or (item is not None and not (items or self._claim.of_items)):
                continue
            bound = () if item is None else self._bound(programme)
            given = [there, self._when(encoder, programme, bound)]
            if unless is not None:
                given.append(self._every.negated(encoder.condition(unless, bound).true))
            wrong = self._every.any(answer[outcome] for outcome in outcomes)
            yield Question([(encoder, programme, answer, item)], self._every.all([*given, wrong]))

    def _never_together(self, programme: str) -> Iterator[Question]:
        outcomes = [Outcome(name) for name in self._claim.never_together or ()]
        for other in self.programmes[self.programmes.index(programme) + 1 :]:
            encoder = Encoder(self._pack, self._person())
            one, two = encoder.outcome(programme), encoder.outcome(other)
            both = [self._class_of(answer, outcomes) for answer in (one, two)]
            sides = [(encoder, programme, one, None), (encoder, other, two, None)]
            yield Question(sides, self._every.all([self._when(encoder), *both]))

    def _list_of(self, programme: str) -> str:
        lists = [one.item.records.path for one in self._pack.programmes if one.id == programme and one.item is not None]
        return lists[0] if lists else ""

    def _bound(self, programme: str) -> Any:
        rule = next(one.item for one in self._pack.programmes if one.id == programme and one.item is not None)
        return ((rule.variable, rule.records.path, 0),)

    # --- asking ---

    def search(self, question: Question) -> Search:
        """The search for a smallest case."""
        persons = list(dict.fromkeys(encoder.person for encoder, *_ in question.sides))
        moments = list(dict.fromkeys(person.moment for person in persons))
        return Search(persons, moments, plain_days(self._pack))

    def possible(self, question: Question) -> bool:
        """Whether there is a case at all."""
        if question.broken is False:
            return False
        search = self.search(question)
        return self._every.holds(search.solver(question.broken))
