"""Persons as formulas: for each fact whether it is known, and its value; nothing is made before a rule reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from eligibility.language.types import Kind
from eligibility.pack.layout import Vocabulary, generic_path
from eligibility.pack.model import FactDefinition, Pack
from eligibility.prove.days import Calendar, Day
from eligibility.prove.domain import Domain
from eligibility.prove.formulas import Formula, Formulas

__all__ = ["LessKnown", "Moment", "Symbol", "SymbolicPerson", "Table", "World", "codes_in", "known_facts"]

_LARGEST_INTEGER = 10**9
_LARGEST_YUAN = 10**13

Table = dict[str, Formula]
"""A choice or a place as one truth value for each that it can be; a set of choices likewise."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """One fact: whether it is known, and its value (a truth, a number, a :class:`Day` or a :data:`Table`)."""

    present: Formula
    value: Any


class World:
    """What the persons and dates of one piece of work have in common."""

    def __init__(self, domain: Domain) -> None:
        self.domain = domain
        self.formulas = Formulas()
        self.calendar = Calendar(self.formulas)


class Moment:
    """The date of a decision, known or not."""

    def __init__(self, world: World, day: date | None = None, name: str = "decision") -> None:
        self._world = world
        self.known = day
        self.day: Day = world.calendar.unknown(name) if day is None else world.calendar.known(day)

    def constraints(self) -> list[Formula]:
        """That it is a date."""
        return [] if self.known is not None else [self._world.calendar.is_day(self.day)]

    def since(self, day: date) -> Formula:
        """Whether the decision is on a day or later."""
        return self.day.place >= self._world.calendar.known(day).place


class SymbolicPerson:
    """One person, whose facts are formulas; some may be shared with another person, some may be known.

    Args:
        world: what persons have in common.
        facts: the vocabulary.
        moment: the date of the decision, after which nobody can be born.
        shared: another person, from whom every fact is taken but those in ``fresh``.
        fresh: paths (of lists: with all their fields; of one record: its concrete path) that are not shared.
        kept: fields that are shared although their list is fresh.
        known: facts that are fixed, by concrete path; a list by its own path with its length.
        tag: what the names of this person's own unknowns begin with.
    """

    def __init__(
        self,
        world: World,
        facts: Mapping[str, FactDefinition],
        moment: Moment,
        *,
        shared: SymbolicPerson | None = None,
        fresh: Iterable[str] = (),
        kept: Iterable[str] = (),
        known: Mapping[str, Any] | None = None,
        tag: str = "",
    ) -> None:
        self.world = world
        self.facts = facts
        self.moment = moment
        self._shared = shared
        self._fresh = frozenset(fresh)
        self._kept_fields = frozenset(kept)
        self._known = known or {}
        self._tag = tag
        self._symbols: dict[str, Symbol] = {}
        self._lists: dict[str, tuple[Formula, ...]] = {}
        self._constraints: list[Formula] = []

    # --- reading ---

    def fact(self, path: str) -> Symbol:
        """A fact that is no list, or a field of a record by its concrete path (``family.children[0].birth_date``)."""
        found = self._symbols.get(path)
        if found is None:
            definition = self.facts[generic_path(path)]
            found = self._from_other(path, definition) or self._make(path, definition)
            self._symbols[path] = found
            self._constrain(definition, found)
        return found

    def list_known(self, path: str) -> Formula:
        """Whether a list of records is known."""
        self.records(path)
        return self._symbols[path].present

    def records(self, path: str) -> tuple[Formula, ...]:
        """For each record that a list can have, whether it has it."""
        if path not in self._lists:
            other = self._other_for(path)
            if other is not None:
                self._lists[path] = other.records(path)
                self._symbols[path] = other.symbols[path]
            else:
                self._make_list(path)
        return self._lists[path]

    def constraints(self) -> list[Formula]:
        """What makes it a person that the door lets in, as far as facts have been read."""
        return [*(self._shared.constraints() if self._shared is not None else ()), *self._constraints]

    @property
    def symbols(self) -> dict[str, Symbol]:
        """Every fact that was read, by concrete path."""
        return self._symbols

    @property
    def lists(self) -> dict[str, tuple[Formula, ...]]:
        """Every list that was read, with its records."""
        return self._lists

    # --- making ---

    def is_fresh(self, path: str) -> bool:
        """Whether a path is not taken from the other person."""
        generic = generic_path(path)
        if generic in self._kept_fields:
            return False
        return path in self._fresh or generic in self._fresh or generic.partition("[")[0] in self._fresh

    def _other_for(self, path: str) -> SymbolicPerson | None:
        generic, other = generic_path(path), self._shared
        if other is None or path in self._known or self.is_fresh(path) or generic not in other.facts:
            return None
        return other if other.facts[generic].type.kind is self.facts[generic].type.kind else None

    def _from_other(self, path: str, definition: FactDefinition) -> Symbol | None:
        other = self._other_for(path)
        if other is None:
            return None
        del definition
        return other.fact(path)

    def _make(self, path: str, definition: FactDefinition) -> Symbol:
        if path in self._known:
            return self._concrete(definition, self._known[path])
        formulas, name = self.world.formulas, f"{self._tag}{path}"
        present = formulas.boolean(f"{name}?")
        match definition.type.kind:
            case Kind.BOOLEAN:
                return Symbol(present, formulas.boolean(name))
            case Kind.INTEGER | Kind.MONEY:
                return Symbol(present, formulas.integer(name))
            case Kind.DATE:
                day = self.world.calendar.unknown(name)
                self._constraints.append(self.world.calendar.is_day(day))
                return Symbol(present, day)
            case Kind.CHOICES:
                choices = self.world.domain.choices[definition.path]
                return Symbol(present, {choice: formulas.boolean(f"{name}:{choice}") for choice in choices})
            case _:
                return Symbol(present, self._one_of(name, self._cases(definition)))

    def _cases(self, definition: FactDefinition) -> tuple[str, ...]:
        domain = self.world.domain
        return domain.codes if definition.type.kind is Kind.REGION else domain.choices[definition.path]

    def _one_of(self, name: str, cases: tuple[str, ...]) -> Table:
        """One truth value for each case, of which exactly one holds."""
        formulas = self.world.formulas
        if len(cases) == 1:
            return {cases[0]: True}
        table: Table = {case: formulas.boolean(f"{name}={case}") for case in cases}
        values = list(table.values())
        self._constraints.append(formulas.any(values))
        self._constraints.append(formulas.at_most(1, values))
        return table

    def _concrete(self, definition: FactDefinition, value: Any) -> Symbol:
        if value is None:
            return Symbol(False, self._nothing(definition.type.kind))
        match definition.type.kind:
            case Kind.MONEY:
                return Symbol(True, int(Decimal(value) * 100))
            case Kind.DATE:
                return Symbol(True, self.world.calendar.known(value))
            case Kind.CHOICES:
                return Symbol(True, {choice: choice in value for choice in self.world.domain.choices[definition.path]})
            case Kind.CHOICE | Kind.REGION:
                return Symbol(True, {value: True})
            case _:
                return Symbol(True, value)

    def _nothing(self, kind: Kind) -> Any:
        """A value that nobody looks at."""
        match kind:
            case Kind.BOOLEAN:
                return False
            case Kind.DATE:
                return self.world.calendar.known(date.min)
            case Kind.INTEGER | Kind.MONEY:
                return 0
            case _:
                return {}

    def _make_list(self, path: str) -> None:
        formulas, name = self.world.formulas, f"{self._tag}{path}"
        if path in self._known:
            length = self._known[path]
            self._symbols[path] = Symbol(length is not None, None)
            self._lists[path] = (True,) * (length or 0)
            return
        present = formulas.boolean(f"{name}?")
        exist = [formulas.boolean(f"{name}[{index}]") for index in range(self.world.domain.lengths[path])]
        self._symbols[path] = Symbol(present, None)
        self._lists[path] = tuple(exist)
        for before, after in zip([present, *exist], exist, strict=False):
            self._constraints.append(formulas.any([before, formulas.negated(after)]))

    # --- what the door lets in ---

    def _constrain(self, definition: FactDefinition, symbol: Symbol) -> None:
        formulas = self.world.formulas
        for bound in self._bounds(definition, symbol.value):
            self._constraints.append(formulas.any([formulas.negated(symbol.present), bound]))

    def _bounds(self, definition: FactDefinition, value: Any) -> list[Formula]:
        formulas = self.world.formulas
        match definition.type.kind:
            case Kind.INTEGER | Kind.MONEY as kind:
                unit = 100 if kind is Kind.MONEY else 1
                most = _LARGEST_YUAN * unit if kind is Kind.MONEY else _LARGEST_INTEGER
                bounds = [value < most, value > -most]
                if definition.above is not None:
                    bounds.append(value > int(definition.above * unit))
                if definition.minimum is not None:
                    bounds.append(value >= int(definition.minimum * unit))
                if definition.maximum is not None:
                    bounds.append(value <= int(definition.maximum * unit))
                return bounds
            case Kind.DATE if definition.not_after_decision:
                return [value.place <= self.moment.day.place]
            case Kind.CHOICE | Kind.CHOICES:
                strange = set(value) - set(definition.type.choices)
                return [formulas.negated(value[choice]) for choice in sorted(strange)]
            case _:
                return []


class LessKnown(SymbolicPerson):
    """Another person of whom no more is known: facts are missing, none is different.

    Args:
        whole: the person of whom as much or more is known.
    """

    def __init__(self, whole: SymbolicPerson) -> None:
        super().__init__(whole.world, whole.facts, whole.moment, tag="less:")
        self._whole = whole

    def fact(self, path: str) -> Symbol:
        """A fact, which may be missing here."""
        if path not in self._symbols:
            self._symbols[path] = self._kept(path, self._whole.fact(path))
        return self._symbols[path]

    def records(self, path: str) -> tuple[Formula, ...]:
        """The same records, if the list is known at all."""
        if path not in self._lists:
            exist = self._whole.records(path)
            kept = self._kept(path, self._whole.symbols[path])
            self._symbols[path] = kept
            self._lists[path] = tuple(self.world.formulas.all([kept.present, one]) for one in exist)
        return self._lists[path]

    def constraints(self) -> list[Formula]:
        """What makes the other one a person makes this one a person."""
        return self._whole.constraints()

    def _kept(self, path: str, symbol: Symbol) -> Symbol:
        formulas = self.world.formulas
        kept = formulas.all([symbol.present, formulas.boolean(f"{self._tag}{path}?")])
        return Symbol(kept, symbol.value)


def known_facts(vocabulary: Vocabulary, facts: tuple[Any, ...]) -> dict[str, Any]:
    """Everything that is known of a person, by concrete path, ``None`` for what is missing; a list by its length."""
    known: dict[str, Any] = {}
    for path, slot in vocabulary.slots.items():
        value, fields = facts[slot], vocabulary.item_slots.get(path)
        if fields is None:
            known[path] = value
            continue
        known[path] = None if value is None else len(value)
        for index, record in enumerate(value or ()):
            known.update({f"{path}[{index}].{name}": record[place] for name, place in fields.items()})
    return known


def codes_in(pack: Pack, known: Mapping[str, Any]) -> list[str]:
    """The region codes among the known facts of a person, which are to be told apart from others."""
    kinds = {path: fact.type.kind for path, fact in pack.fact_by_path.items()}
    return sorted({value for path, value in known.items() if value and kinds[generic_path(path)] is Kind.REGION})
