"""What a person could change: facts, and records of lists that are changed, added or taken away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from eligibility.language.text import Text
from eligibility.language.types import Kind
from eligibility.logic import Outcome
from eligibility.pack.convert import MOST_ENTRIES
from eligibility.pack.layout import facts_of, generic_path, plain_value
from eligibility.pack.model import FactDefinition, Pack
from eligibility.pack.paths import set_path
from eligibility.prove.domain import Domain, bounded_lists
from eligibility.prove.encoding import Encoder
from eligibility.prove.formulas import Formula, Number
from eligibility.prove.persons import Moment, Symbol, SymbolicPerson, World, codes_in, known_facts
from eligibility.prove.witness import Judge, Search, Witness, options_of

if TYPE_CHECKING:
    from eligibility.decision import Decision

__all__ = ["Alternative", "Changes", "FactChange"]


@dataclass(frozen=True, slots=True)
class FactChange:
    """One fact that would have to be otherwise; ``before`` is ``None`` where it is not known.

    A path that ends with a place (``family.children[1]``) is a record: ``before`` is ``None`` where it is added,
    ``after`` where it is taken away. Records are plain data; places are those of before, after which new ones count on.
    """

    path: str
    label: Text
    before: Any
    after: Any

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """The change as plain JSON."""
        return {
            "fact": self.path,
            "label": self.label.in_language(language),
            "before": plain_value(self.before),
            "after": plain_value(self.after),
        }


@dataclass(frozen=True, slots=True)
class Alternative:
    """Some facts that together reach another outcome; ``witness`` is the whole person with them changed."""

    changes: tuple[FactChange, ...]
    outcome: Outcome
    witness: Witness

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """The alternative as plain JSON."""
        return {
            "outcome": self.outcome.value,
            "changes": [change.to_dict(language) for change in self.changes],
            "person": self.witness.person,
        }


class _Changeable(SymbolicPerson):
    """A person as they are, but for what they can change.

    What is not known and cannot be changed stays unknown. A list that can be changed loses any of its records, and gets
    others, of which everything can be chosen but what only an authority determines; those that it keeps change like the
    rest.
    """

    def __init__(self, world: World, pack: Pack, moment: Moment, now: Mapping[str, Any]) -> None:
        loose = {fact.path for fact in pack.facts if fact.changeable}
        fixed = {path: value for path, value in now.items() if generic_path(path) not in loose}
        super().__init__(world, pack.fact_by_path, moment, known=fixed)
        self._now = now

    def changes(self) -> dict[str, Formula]:
        """For everything that can be otherwise, by its path, whether it is."""
        found: dict[str, Formula] = {}
        for path, symbol in self.symbols.items():
            if self.kind(path) is Kind.RECORDS:
                found.update(self._changes_of_list(path))
            elif path in self._now and not isinstance(symbol.present, bool):
                found[path] = self._formulas.all([self._is_there(path), self._changed(path, symbol)])
        return found

    def kept(self) -> list[Formula]:
        """That nothing that is known is forgotten."""
        return [self.symbols[path].present for path in self._free() if self._now[path] is not None]

    def said_of_new_records(self) -> list[Formula]:
        """For each field of a record that is added, that it is said, as far as an applicant or a register can."""
        every, authority = self._formulas, [path for path, fact in self.facts.items() if fact.only_authority]
        return [
            every.any([every.negated(self._is_there(path)), symbol.present])
            for path, symbol in self.symbols.items()
            if "[" in path and path not in self._now and generic_path(path) not in authority
        ]

    def distances(self) -> list[Number]:
        """How far known numbers and dates are from what they are now."""
        ordered = (Kind.INTEGER, Kind.MONEY, Kind.DATE)
        known = [path for path in self._free() if self.kind(path) in ordered and self._now[path] is not None]
        return [self._distance(path, self.symbols[path]) for path in known]

    def kind(self, path: str) -> Kind:
        """The kind of a fact or a field of a record."""
        return self.facts[generic_path(path)].type.kind

    def added(self, path: str) -> int:
        """From which place on the records of a list are new."""
        return self._now[path] or 0

    @property
    def _formulas(self) -> Any:
        return self.world.formulas

    def _free(self) -> Iterator[str]:
        """The facts there are now, lists apart, that can be otherwise."""
        for path, symbol in self.symbols.items():
            if path in self._now and self.kind(path) is not Kind.RECORDS and not isinstance(symbol.present, bool):
                yield path

    # --- lists ---

    def _make(self, path: str, definition: FactDefinition) -> Symbol:
        if path not in self._now and definition.only_authority and not definition.changeable:
            return self._concrete(definition, None)
        return super()._make(path, definition)

    def _make_list(self, path: str) -> None:
        if path in self._known:
            super()._make_list(path)
            return
        formulas, length = self._formulas, self.added(path)
        present = formulas.boolean(f"{path}?") if self._now[path] is None else True
        exist = [formulas.boolean(f"{path}[{index}]") for index in range(self.world.domain.lengths[path])]
        self._symbols[path] = Symbol(present, None)
        self._lists[path] = tuple(exist)
        for before, after in zip([present, *exist[length:]], exist[length:], strict=False):
            self._constraints.append(formulas.any([before, formulas.negated(after)]))

    def _changes_of_list(self, path: str) -> Iterator[tuple[str, Formula]]:
        """That a list which is not known is given, and for each record that it is taken away or added."""
        given = self.symbols[path].present
        if not isinstance(given, bool):
            yield path, given
        for index, exists in enumerate(self.lists[path]):
            if isinstance(exists, bool) or (index == 0 and given is not True):
                continue  # a list that is given with one record is one change
            yield f"{path}[{index}]", self._formulas.negated(exists) if index < self.added(path) else exists

    def _is_there(self, path: str) -> Formula:
        """Whether the record of a field is there."""
        head, bracket, rest = path.partition("[")
        return self.records(head)[int(rest.partition("]")[0])] if bracket else True

    # --- values ---

    def _changed(self, path: str, symbol: Symbol) -> Formula:
        """Whether a fact is otherwise than it is now."""
        now = self._now[path]
        return symbol.present if now is None else self._formulas.negated(self._as_now(path, symbol, now))

    def _as_now(self, path: str, symbol: Symbol, now: Any) -> Formula:
        every = self._formulas
        match self.kind(path):
            case Kind.BOOLEAN:
                return every.same(symbol.value, now)
            case Kind.CHOICES:
                return every.all(every.same(holds, case in now) for case, holds in symbol.value.items())
            case Kind.CHOICE | Kind.REGION:
                return symbol.value[now]
            case _:
                return self._place(path, symbol.value) == self._place_now(path)

    def _distance(self, path: str, symbol: Symbol) -> Number:
        value, now = self._place(path, symbol.value), self._place_now(path)
        return self._formulas.choose(value >= now, value - now, now - value)

    def _place(self, path: str, value: Any) -> Number:
        return value.place if self.kind(path) is Kind.DATE else value

    def _place_now(self, path: str) -> int:
        now = self._now[path]
        if self.kind(path) is Kind.DATE:
            return int(self.world.calendar.known(now).place)
        return int(now * 100) if self.kind(path) is Kind.MONEY else int(now)


class Changes:
    """The ways in which a person could change themselves to another outcome.

    Args:
        decision: the decision to start from.
        programme: the id of the programme.
        item: the place of a record, for the outcome of an item; that record is kept.
    """

    def __init__(self, decision: Decision, programme: str, item: int | None) -> None:
        self._decision = decision
        self._programme = programme
        self._item = item
        self._pack = pack = decision.engine.pack
        self._now = now = known_facts(decision.engine.vocabulary, facts_of(decision.person))
        domain = Domain.of([pack], codes=codes_in(pack, now))
        lengths = {path: min(length + (now[path] or 0), MOST_ENTRIES) for path, length in domain.lengths.items()}
        full = {path for path, length in lengths.items() if length == MOST_ENTRIES}
        self._domain = replace(domain, lengths=lengths, whole=domain.whole - full)
        self._world = World(self._domain)
        self._moment = Moment(self._world, decision.on)
        self._person = _Changeable(self._world, pack, self._moment, now)
        self._answer = Encoder(pack, self._person).answer(programme, item)

    @property
    def bounded(self) -> tuple[tuple[str, int], ...]:
        """The lists that were looked at up to a length although a longer one might do, with that length."""
        lists = bounded_lists(self._domain, self._pack, [self._programme])
        return tuple((path, most) for path, most in lists if self._pack.fact_by_path[path].changeable)

    def to(self, wanted: Sequence[Outcome]) -> Iterator[Alternative]:
        """Sets of changes that reach one of some outcomes, each the best that it can, none of which holds another.

        The smallest come first, and among these the best outcome.

        Raises:
            Undecided: the solver found no answer in the time it has.
        """
        every, person = self._world.formulas, self._person
        changed = person.changes()
        search = Search([person], [self._moment], (), list(changed.values()))
        goal = every.any(self._answer[outcome] for outcome in wanted)
        if goal is False:
            return
        decided = every.negated(self._answer[Outcome.UNDETERMINED])
        said = every.any([decided, every.all(person.said_of_new_records())])  # silence about them makes nothing better
        solver = search.solver(goal, said, *person.kept(), *self._subject())
        distances = person.distances()
        best = [self._answer[outcome] for outcome in sorted(wanted, key=lambda one: one.rank, reverse=True)]
        while (model := search.smallest(solver, best=best, least=distances)) is not None:
            paths = [path for path, formula in changed.items() if search.is_true(model, formula)]
            yield self._alternative(search, model, paths)
            every.tell(solver, [every.any(every.negated(changed[path]) for path in paths)])

    def _subject(self) -> list[Formula]:
        """That the record which is asked about stays."""
        return [] if self._item is None else [self._person.records(self._list)[self._item]]

    @property
    def _list(self) -> str:
        """The list of which the record is one that is asked about."""
        return self._decision[self._programme].item_records

    # --- what was found ---

    def _alternative(self, search: Search, model: Any, paths: list[str]) -> Alternative:
        engine, on = self._decision.engine, self._decision.on
        made = self._made(search, model, paths)
        outcome = search.outcome(model, self._answer)
        item = None if self._item is None else made.places[f"{self._list}[{self._item}]"]
        Judge(engine).confirm(made.person, on, self._programme, outcome, item)
        after = known_facts(engine.vocabulary, facts_of(engine.model.model_validate(made.person)))
        changes = tuple(self._change(path, made, after) for path in paths)
        return Alternative(changes, outcome, Witness(made.person, on, options_of(self._pack)))

    def _made(self, search: Search, model: Any, paths: list[str]) -> _Made:
        """The person of a model: as they are, with the changes made."""
        vocabulary, person = self._decision.engine.vocabulary, self._person
        data = vocabulary.plain(self._decision.person)
        data.pop("unknown", None)
        places: dict[str, int] = {}
        for path in person.lists:
            there = [index for index, exists in enumerate(person.records(path)) if search.is_true(model, exists)]
            if search.is_true(model, person.list_known(path)):
                old = vocabulary.plain_records(self._decision.person, path)
                set_path(data, path, [old[index] if index < len(old) else {} for index in there])
                places.update((f"{path}[{index}]", place) for place, index in enumerate(there))
        for path in person.symbols:
            is_new = path not in self._now and search.is_there(model, person, path)
            if is_new or (path in paths and person.kind(path) is not Kind.RECORDS):
                set_path(data, _moved(path, places), search.value(model, person, path))
        return _Made(data, places)

    def _change(self, path: str, made: _Made, after: Mapping[str, Any]) -> FactChange:
        if path.endswith("]"):
            records, index = path.rstrip("]").split("[")
            old = self._decision.engine.vocabulary.plain_records(self._decision.person, records)
            label = self._fact(records).label
            if int(index) < len(old):
                return FactChange(path, label, old[int(index)], None)
            return FactChange(path, label, None, _at(made.person, records)[made.places[path]])
        label = self._fact(path).label
        if self._person.kind(path) is Kind.RECORDS:
            return FactChange(path, label, None, _at(made.person, path))
        return FactChange(path, label, self._now[path], after[_moved(path, made.places)])

    def _fact(self, path: str) -> FactDefinition:
        return self._pack.fact_by_path[generic_path(path)]


@dataclass(frozen=True, slots=True)
class _Made:
    """A changed person as plain data, and for each record that is there, by its path, its place in the list."""

    person: dict[str, Any]
    places: dict[str, int]


def _moved(path: str, places: Mapping[str, int]) -> str:
    """The path of a fact in a list from which records were taken away."""
    record, bracket, name = path.partition("].")
    if not bracket:
        return path
    return f"{record.partition('[')[0]}[{places[f'{record}]']}].{name}"


def _at(data: dict[str, Any], path: str) -> Any:
    place: Any = data
    for name in path.split("."):
        place = place[name]
    return place
