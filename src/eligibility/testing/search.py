"""A seeded search through persons: the pack's own examples changed a little, others steered or drawn at random."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from random import Random
from typing import Any, Final, TypeVar

from eligibility.decide.engine import Engine
from eligibility.decide.gathering import facts_read
from eligibility.decide.source import COMPARISONS
from eligibility.errors import EligibilityError
from eligibility.language import tree
from eligibility.language.types import Kind
from eligibility.logic import Outcome
from eligibility.pack.layout import facts_of
from eligibility.pack.paths import set_path
from eligibility.rulebook import Rulebook
from eligibility.testing.thresholds import days_worth_trying, ordinary_days, values_worth_trying

__all__ = ["Answers", "PersonSpace", "Sample", "search"]

Answers = dict[str, tuple[Outcome, ...]]
"""For each programme its outcome, followed by those of its items."""

_Found = TypeVar("_Found")
_MOST_RECORDS: Final = 3


@dataclass(frozen=True, slots=True)
class Sample:
    """A person, laid out flat, and a day of decision."""

    facts: tuple[Any, ...]
    on: date

    def put(self, slot: int, value: Any) -> Sample:
        """The same person with another value in one place."""
        return Sample((*self.facts[:slot], value, *self.facts[slot + 1 :]), self.on)


class PersonSpace:
    """The persons that can make a difference to some programmes of a rulebook."""

    def __init__(self, rules: Rulebook, programmes: Sequence[str], *, seed: int = 0) -> None:
        named = tuple(text for text in rules.pack.programmes if text.id in programmes)
        self.pack = replace(rules.pack, programmes=named)
        self._rules = rules
        self._engine = Engine(self.pack)
        self._programmes = {name: self.pack.programme_ids.index(name) for name in programmes}
        self._random = Random(seed)  # noqa: S311 - a search that can be repeated, no secret
        self._slots = self._engine.vocabulary.slots
        self._fields = self._engine.vocabulary.item_slots
        dated = [fact.path for fact in self.pack.facts if fact.not_after_decision]
        self._dated = tuple(self._slots[path] for path in dated if path in self._slots)
        self._dated += tuple({self._slots[path.partition("[]")[0]] for path in dated if "[]" in path})
        self._values: dict[str, tuple[Any, ...]] = {}
        self._days, self._ordinary_days = days_worth_trying(self.pack), ordinary_days(self.pack)

    # --- what can be varied ---

    def values(self, path: str) -> tuple[Any, ...]:
        """The values worth trying for a fact, without ``None``."""
        if path not in self._values:
            self._values[path] = values_worth_trying(self.pack, path)
        return self._values[path]

    @cached_property
    def _readable(self) -> tuple[str, ...]:
        """The facts that the programmes can read, lists by their own path, in the order of the vocabulary."""
        conditions: list[tree.Condition] = []
        lists = set()
        for text in self.pack.programmes:
            conditions += [text.scope, text.requires]
            if text.item is not None:
                conditions.append(text.item.requires)
                lists.add(text.item.records.path)
        paths = {path.partition("[]")[0] for path in facts_read(conditions)} | lists
        return tuple(path for path in self._slots if path in paths)

    def with_value(self, sample: Sample, path: str, value: Any) -> Sample | None:
        """The same person with another value; of a list's field in the first record. ``None`` if it cannot be."""
        head, bracket, rest = path.partition("[].")
        slot = self._slots[head]
        if bracket:
            records = sample.facts[slot]
            if not records:
                return None
            place = self._fields[head][rest]
            first = (*records[0][:place], value, *records[0][place + 1 :])
            value = (first, *records[1:])
        changed = sample.put(slot, value)
        return changed if slot not in self._dated or self._can_be(changed) else None

    def _can_be(self, sample: Sample) -> bool:
        """Whether nobody is born after the decision."""
        if all(sample.facts[slot] is None for slot in self._dated):
            return True
        latest = self._engine.vocabulary.latest(sample.facts)
        return latest is None or latest <= sample.on

    # --- answers ---

    def answers(self, sample: Sample) -> Answers:
        """The outcomes of the programmes and of their items."""
        stretch = self._engine.on(sample.on)
        outcomes = stretch.outcomes(sample.facts, sample.on)
        items = stretch.items(sample.facts, sample.on, outcomes)
        return {name: (outcomes[place], *items[place]) for name, place in self._programmes.items()}

    def person(self, sample: Sample) -> dict[str, Any]:
        """The person as plain data, without what is missing."""
        data: dict[str, Any] = {}
        for path, slot in self._slots.items():
            value = sample.facts[slot]
            if value is not None:
                names = self._fields.get(path)
                set_path(data, path, _plain(value) if names is None else [_plain_record(names, one) for one in value])
        return data

    # --- samples ---

    def samples(self, count: int) -> Iterator[Sample]:
        """So many persons: first the pack's own examples, then changed ones and new ones in turn."""
        known = self._examples
        yield from known[:count]
        makers = [self._changed, self._steered, self._drawn] if known else [self._steered, self._drawn]
        for number in range(count - len(known)):
            made = makers[number % len(makers)]()
            if self._can_be(made):
                yield made

    @cached_property
    def _examples(self) -> list[Sample]:
        found: dict[Sample, None] = {}
        for case in self._rules.pack.cases:
            try:
                facts = facts_of(self._rules.person(case.person))
            except EligibilityError:
                continue
            sample = Sample(facts, case.model.on)
            if self._can_be(sample):
                found[sample] = None
        return list(found)

    def _changed(self) -> Sample:
        """An example with a few facts changed."""
        sample = self._disturbed(self._random.choice(self._examples), self._random.randint(1, 4))
        return Sample(sample.facts, self._day()) if self._random.random() < 0.3 else sample

    def _drawn(self) -> Sample:
        """Every fact at random, more or less of them missing."""
        facts: list[Any] = [None] * len(self._slots)
        gaps = self._random.choice((0.0, 0.1, 0.3, 0.6))
        for path in self._readable:
            facts[self._slots[path]] = None if self._random.random() < gaps else self._draw(path)
        return Sample(tuple(facts), self._day())

    def _steered(self) -> Sample:
        """A person who meets one of the programmes, as far as that can be steered, with a few facts changed."""
        sample = self._drawn()
        name = self._random.choice(list(self._programmes))
        text = self._random.choice([one for one in self.pack.programmes if one.id == name])
        for condition in (text.scope, text.requires):
            sample = self._steer(sample, condition, wanted=True)
        return self._disturbed(sample, self._random.randint(0, 2))

    def _disturbed(self, sample: Sample, count: int) -> Sample:
        """So many facts at random; a programme that reads none leaves nothing to disturb."""
        for _ in range(count if self._readable else 0):
            sample = self._set(sample, self._random.choice(self._readable), missing=self._random.random() < 0.25)
        return sample

    def _set(self, sample: Sample, path: str, *, missing: bool) -> Sample:
        return sample.put(self._slots[path], None if missing else self._draw(path))

    def _draw(self, path: str) -> Any:
        kind = self.pack.fact_by_path[path].type.kind
        if kind is Kind.RECORDS:
            return tuple(self._record(path) for _ in range(self._random.randint(0, _MOST_RECORDS)))
        if kind is Kind.CHOICES:
            choices = self.pack.fact_by_path[path].type.choices
            return tuple(choice for choice in choices if self._random.random() < 1 / len(choices))
        return self._random.choice(self.values(path))

    def _record(self, path: str) -> tuple[Any, ...]:
        fields = (f"{path}[].{name}" for name in self._fields[path])
        return tuple(None if self._random.random() < 0.1 else self._random.choice(self.values(one)) for one in fields)

    def _day(self) -> date:
        return self._random.choice(self._days if self._random.random() < 0.5 else self._ordinary_days)

    # --- steering ---

    def _steer(self, sample: Sample, node: tree.Condition, *, wanted: bool) -> Sample:
        """Set facts so that a condition comes out as wanted, where its shape is simple enough."""
        match node:
            case tree.Labelled(body=body) | tree.Term(body=body):
                return self._steer(sample, body, wanted=wanted)
            case tree.Not(part):
                return self._steer(sample, part, wanted=not wanted)
            case tree.AllOf(parts) | tree.AnyOf(parts):
                every = wanted is isinstance(node, tree.AllOf)
                for part in parts if every else [self._random.choice(parts)]:
                    sample = self._steer(sample, part, wanted=wanted)
                return sample
            case tree.Open() | tree.AtLeast() | tree.Quantified():
                return sample
            case _:
                return self._steer_leaf(sample, node, wanted=wanted)

    def _steer_leaf(self, sample: Sample, node: tree.Condition, *, wanted: bool) -> Sample:
        read = [part for part in tree.walk(node) if isinstance(part, tree.Fact)]
        if len(read) != 1 or read[0].type.kind is Kind.RECORDS:
            return sample
        path = read[0].path
        values = list(self.values(path))
        self._random.shuffle(values)
        for value in values:
            if self._holds(node, value, sample.on) is wanted:
                return sample.put(self._slots[path], value)
        return self._set(sample, path, missing=False)

    def _holds(self, node: tree.Condition, value: Any, on: date) -> bool | None:
        """What a leaf makes of a value of its only fact; ``None`` where its shape is not simple."""
        match node:
            case tree.Holds(tree.Fact()):
                return bool(value)
            case tree.Member(tree.Fact(), options, _):
                return value in options
            case tree.Contains(_, choice):
                return choice in value
            case tree.Compare(sign, tree.Fact(), tree.Constant(value=other)):
                return bool(COMPARISONS[sign](value, other))
            case tree.Compare(sign, tree.Count(), tree.Constant(value=other)):
                return bool(COMPARISONS[sign](len(value), other))
            case tree.Compare(sign, tree.Fact(), tree.Parameter(name=name)):
                dated = self.pack.parameter_by_name[name].timeline.on(on)
                return None if dated is None else bool(COMPARISONS[sign](value, dated.value))
            case _:
                return None


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value == value.to_integral_value() else format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _plain_record(names: dict[str, int], record: tuple[Any, ...]) -> dict[str, Any]:
    return {name: _plain(record[place]) for name, place in names.items() if record[place] is not None}


# --- searching ----------------------------------------------------------------------------------------------


def search(
    space: PersonSpace, violation: Callable[[Sample], _Found | None], count: int
) -> tuple[int, tuple[Sample, _Found] | None]:
    """Look for a person who violates something, and make what is found as small as it gets.

    Args:
        space: the persons.
        violation: what is wrong about a person, or ``None``.
        count: how many persons to try.

    Returns:
        How many were tried, and the smallest violation found with its person.
    """
    tried = 0
    for sample in space.samples(count):
        tried += 1
        found = violation(sample)
        if found is not None:
            return tried, _smallest(sample, found, violation)
    return tried, None


def _smallest(sample: Sample, found: _Found, violation: Callable[[Sample], _Found | None]) -> tuple[Sample, _Found]:
    """Take facts and records away as long as the violation stays."""
    shrinking = True
    while shrinking:
        shrinking = False
        for smaller in _smaller(sample):
            still = violation(smaller)
            if still is not None:
                sample, found, shrinking = smaller, still, True
                break
    return sample, found


def _smaller(sample: Sample) -> Iterator[Sample]:
    for slot, value in enumerate(sample.facts):
        if value is None:
            continue
        yield sample.put(slot, None)
        if isinstance(value, tuple):
            for place in range(len(value)):
                fewer = (*value[:place], *value[place + 1 :])
                yield sample.put(slot, fewer)
