"""Persons in the words of a pack: anybody, those at a boundary, and those of whom less is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from eligibility.decide.gathering import facts_read
from eligibility.errors import EligibilityError, UsageError, closest, cut, problem
from eligibility.language.scalars import parse_date
from eligibility.language.types import Kind
from eligibility.logic import Outcome
from eligibility.pack.layout import ITEM, fields_of_records
from eligibility.rulebook import Rulebook
from eligibility.testing.situation import Flat, Situation, flat_of, nest
from eligibility.testing.strategies.values import Values, values_for

__all__ = [
    "Knowledge",
    "dates",
    "flat_persons",
    "near_boundaries",
    "partial_persons",
    "persons",
    "positive_examples",
    "situations",
]

_MISSING: Final = None
_MOST_CHANGES: Final = 4
_MOST_AT_RANDOM: Final = 25
_KNOWN_WEIGHT: Final = 15
"""How much oftener a fact of an example stays as it is than it becomes something else or goes missing."""


def dates(rules: Rulebook) -> SearchStrategy[date]:
    """Days of decision: those on which rules begin, end or change, their neighbours, 29 February, ordinary days.

    >>> import eligibility
    >>> from hypothesis import find
    >>> find(dates(eligibility.load("weihai-2023-13")), lambda day: day.year == 2023 and day.month == 10)
    datetime.date(2023, 10, 1)
    """
    known = values_for(rules)
    days = _simplest_days(known)
    in_force = [day for day in days if day >= rules.pack.document_date]
    often = st.sampled_from(in_force)
    last = known.days[-1].replace(month=12, day=31)
    return often | often | often | st.sampled_from(days) | st.dates(in_force[0], last)


def persons(
    rules: Rulebook, *, on: date | str | None = None, programmes: Iterable[str] | None = None
) -> SearchStrategy[dict[str, Any]]:
    """Persons as nested plain data, all of whom the door takes.

    Most are one of the pack's own worked examples with some facts changed or taken away, since persons put together
    at random seldom get anywhere; the others are put together at random. They shrink to few facts with simple values.

    Args:
        rules: the rules whose vocabulary, thresholds and examples count.
        on: the date of the decision: nobody is born after it. By default nobody is born after the first of
            :func:`dates`.
        programmes: the programmes to aim at; by default all.

    >>> import eligibility
    >>> from hypothesis import find
    >>> rules = eligibility.load("weihai-2023-13")
    >>> met = lambda person: rules.decide(person, on="2023-06-01")["settlement"].outcome.is_positive
    >>> find(persons(rules, on="2023-06-01"), met)["settlement"]["wants"]
    True
    """
    return flat_persons(rules, on=on, programmes=programmes).map(nest)


def situations(
    rules: Rulebook, *, on: date | str | None = None, programmes: Iterable[str] | None = None
) -> SearchStrategy[Situation]:
    """Persons, each on a day of decision.

    Args:
        rules: the rules.
        on: the day, if it is always to be the same.
        programmes: the programmes to aim at; by default all.
    """
    aims = _aims(rules, programmes)

    @st.composite
    def drawn(draw: DrawFn) -> Situation:
        day = chosen_day(rules, on, draw)
        return Situation(rules, nest(draw(flat_persons(rules, on=day, programmes=aims))), day)

    return drawn()


def near_boundaries(
    rules: Rulebook,
    *,
    on: date | str | None = None,
    facts: Iterable[str] | None = None,
    programmes: Iterable[str] | None = None,
) -> SearchStrategy[Situation]:
    """Persons on whom a boundary of the rules runs.

    One fact that the rules read lies exactly on a boundary or just on either side of it: a threshold, a dated
    value, a day so many years or months before the decision, 29 February, the end of a month, the code of a region
    inside, formerly inside, beside or outside the territory, one choice or another.

    Args:
        rules: the rules.
        on: the day, if it is always to be the same.
        facts: the facts to look at; by default every one that the rules read. Fields of records as ``list[].field``.
        programmes: the programmes to aim at; by default all.

    Raises:
        UsageError: U008, there is no such fact.

    >>> import eligibility
    >>> from hypothesis import find
    >>> rules = eligibility.load("weihai-2023-13")
    >>> above = lambda one: one.outcome("counter-guarantee-waiver").value == "not_eligible"
    >>> amount = find(near_boundaries(rules, facts=["loan.amount"]), above).person["loan"]["amount"]
    >>> amount in ("100000.01", "150000")
    True
    """
    space, aims = _space_for(rules), _aims(rules, programmes)
    chosen = space.paths_read(aims) if facts is None else tuple(facts)
    _refuse_unknown(rules, chosen)

    @st.composite
    def drawn(draw: DrawFn) -> Situation:
        day = chosen_day(rules, on, draw)
        path = draw(st.sampled_from(chosen))
        flat = draw(flat_persons(rules, on=day, about=path, programmes=aims))
        return Situation(rules, nest(space.at_boundary(draw, flat, path, day)), day)

    return drawn()


@dataclass(frozen=True)
class Knowledge:
    """One person on one day, of whom ``less`` and ``more`` is known; ``more`` adds facts and changes none."""

    less: Situation
    more: Situation


def partial_persons(
    rules: Rulebook, *, on: date | str | None = None, programmes: Iterable[str] | None = None
) -> SearchStrategy[Knowledge]:
    """Persons beside the same persons with facts taken away.

    Args:
        rules: the rules.
        on: the day, if it is always to be the same.
        programmes: the programmes to aim at; by default all.
    """
    aims = _aims(rules, programmes)

    @st.composite
    def drawn(draw: DrawFn) -> Knowledge:
        day = chosen_day(rules, on, draw)
        whole = draw(flat_persons(rules, on=day, programmes=aims))
        taken = draw(st.sets(st.sampled_from(sorted(whole)), min_size=1)) if whole else set()
        less = {path: value for path, value in whole.items() if path not in taken}
        for path, value in less.items():
            if isinstance(value, list) and value and draw(st.booleans()):
                less = {**less, path: [_fewer(draw, record) for record in value]}
        return Knowledge(Situation(rules, nest(less), day), Situation(rules, nest(whole), day))

    return drawn()


def _fewer(draw: DrawFn, record: dict[str, Any]) -> dict[str, Any]:
    kept = draw(st.sets(st.sampled_from(sorted(record)))) if record else set()
    return {name: value for name, value in record.items() if name in kept}


# --- flat ---------------------------------------------------------------------------------------------------


def flat_persons(
    rules: Rulebook,
    *,
    on: date | str | None = None,
    about: str | None = None,
    programmes: Iterable[str] | None = None,
    like: Iterable[Flat] = (),
) -> SearchStrategy[Flat]:
    """Persons laid out flat: ``{path: value}`` with values as they are kept.

    Args:
        rules: the rules.
        on: the date of the decision: nobody is born after it.
        about: a fact; examples that know it are preferred.
        programmes: the programmes to aim at; by default all.
        like: persons to draw near to instead of the pack's own examples.
    """
    day = given_day(on) or values_for(rules).first_day
    return _space_for(rules).strategy(_Aim(day, about, _aims(rules, programmes)), tuple(like))


def positive_examples(rules: Rulebook, programme: str) -> tuple[Flat, ...]:
    """The persons of worked examples who get a programme."""
    positive = {outcome.value for outcome in Outcome if outcome.is_positive}
    gained = {(programme, outcome) for outcome in positive}
    return tuple(one.flat for one in _space_for(rules).examples if one.expected & gained)


def _aims(rules: Rulebook, programmes: Iterable[str] | None) -> tuple[str, ...]:
    known = rules.pack.programme_ids
    if programmes is None:
        return known
    named = (programmes,) if isinstance(programmes, str) else tuple(programmes)
    for name in named:
        if name not in known:
            raise UsageError(problem("U003", name=cut(name), suggestion=closest(name, known)))
    return named


@lru_cache(maxsize=16)
def _space_for(rules: Rulebook) -> _Space:
    return _Space(rules)


@dataclass(frozen=True)
class _Aim:
    """What persons are drawn for: a day on which they can be decided, a fact, some programmes."""

    on: date
    about: str | None
    programmes: tuple[str, ...]


@dataclass(frozen=True)
class _Example:
    """The person of a worked example, and what it is an example of: programmes with their outcomes."""

    flat: Flat
    expected: frozenset[tuple[str, str]]


class _Space:
    """Where the persons of one rulebook are drawn from."""

    def __init__(self, rules: Rulebook) -> None:
        self.rules = rules
        self.values: Values = values_for(rules)
        self.examples: tuple[_Example, ...] = tuple(_examples(rules))
        self._strategies: dict[_Aim, SearchStrategy[Flat]] = {}
        self._ladders: dict[tuple[str, str, date | None], SearchStrategy[Any]] = {}
        self._read: dict[tuple[str, ...], frozenset[str]] = {}

    def read(self, programmes: tuple[str, ...]) -> frozenset[str]:
        """The facts on which an outcome of some programmes can rest."""
        if programmes not in self._read:
            texts = tuple(text for text in self.rules.pack.programmes if text.id in programmes)
            self._read[programmes] = facts_read(replace(self.rules.pack, programmes=texts).conditions())
        return self._read[programmes]

    def paths_read(self, programmes: tuple[str, ...]) -> tuple[str, ...]:
        """The same as paths at which a boundary can run; every one where the programmes read none."""
        paths = [fact.path for fact in self.rules.facts if fact.type.kind is not Kind.RECORDS]
        read = self.read(programmes)
        return tuple(path for path in paths if path in read) or tuple(paths)

    def strategy(self, aim: _Aim, like: tuple[Flat, ...]) -> SearchStrategy[Flat]:
        """Persons for an aim, near to some of those given or to the pack's examples."""
        if like:
            return self._made(aim, [tuple(flat for flat in like if self._latest(flat) <= aim.on)])
        if aim not in self._strategies:
            self._strategies[aim] = self._made(aim, self._suited(aim))
        return self._strategies[aim]

    def _suited(self, aim: _Aim) -> list[tuple[Flat, ...]]:
        """The examples of each outcome of each programme, those among them that know the fact if there are any."""
        head = aim.about.partition(ITEM)[0] if aim.about else None
        groups: dict[tuple[str, str], list[Flat]] = {}
        for one in self.examples:
            for name, outcome in sorted(one.expected):
                if name in aim.programmes and self._latest(one.flat) <= aim.on:
                    groups.setdefault((name, outcome), []).append(one.flat)
        return [tuple(flat for flat in group if head in flat) or tuple(group) for group in groups.values()]

    def _made(self, aim: _Aim, near: list[tuple[Flat, ...]]) -> SearchStrategy[Flat]:
        bases = st.sampled_from([({},), *filter(None, near)]).flatmap(st.sampled_from)
        few, many = (
            st.lists(self._changeable(aim.programmes), max_size=most, unique=True)
            for most in (_MOST_CHANGES, _MOST_AT_RANDOM)
        )
        changed, anybody = self._changed(bases, few, aim.on), self._changed(st.just({}), many, aim.on)
        return changed | changed | changed | changed | anybody

    def _changed(self, bases: SearchStrategy[Flat], paths: SearchStrategy[list[str]], on: date) -> SearchStrategy[Flat]:
        """Persons near to one of some others: facts go missing or become simple, and some others are drawn anew."""

        @st.composite
        def drawn(draw: DrawFn) -> Flat:
            base = draw(bases)
            flat = {path: kept for path in base if (kept := draw(self._ladder(base, path, on))) is not _MISSING}
            for path in draw(paths):
                flat[path] = draw(self.values.drawn(path, on=on))
            return flat

        return drawn()

    def _ladder(self, base: Flat, path: str, on: date) -> SearchStrategy[Any]:
        """For a fact of an example: gone, simple, or mostly as it is."""
        known = base[path]
        key = (path, repr(known), on if self.rules.pack.fact_by_path[path].not_after_decision else None)
        if key not in self._ladders:
            records = isinstance(known, list)
            rungs = [known[:count] for count in range(len(known))] if records else list(self.values.of(path, on=on))
            self._ladders[key] = st.sampled_from([_MISSING, *rungs, *[known] * (_KNOWN_WEIGHT * (len(rungs) + 1))])
        return self._ladders[key]

    def _latest(self, flat: Flat) -> date:
        """The latest of the dates in a person that may not lie after the decision."""
        facts = self.rules.pack.fact_by_path
        days = [value for path, value in flat.items() if facts[path].not_after_decision]
        for path, value in flat.items():
            for record in value if isinstance(value, list) else ():
                days += [one for name, one in record.items() if facts[f"{path}{ITEM}{name}"].not_after_decision]
        return max(days, default=date.min)

    def _changeable(self, programmes: tuple[str, ...]) -> SearchStrategy[str]:
        """Facts to change: mostly those that the programmes read."""
        paths, read = self.values.paths, self.read(programmes)
        lists = {path.partition(ITEM)[0] for path in read}
        often = st.sampled_from([path for path in paths if path in read or path in lists] or list(paths))
        return often | often | st.sampled_from(paths)

    def at_boundary(self, draw: DrawFn, flat: Flat, path: str, on: date) -> Flat:
        """The same person with one fact at a boundary; of a list's field, in the first record."""
        value = draw(st.sampled_from(self.values.near(path, on)))
        records, item, name = path.partition(ITEM)
        if not item:
            return {**flat, path: value}
        first, *others = flat.get(records) or [{}]
        return {**flat, records: [{**first, name: value}, *others]}


def _examples(rules: Rulebook) -> Iterator[_Example]:
    """The persons of the pack's worked examples that the door takes, each once, the shortest first."""
    found: dict[str, _Example] = {}
    for case in rules.pack.cases:
        try:
            flat = flat_of(rules.Person.vocabulary, rules.person(case.person))
        except EligibilityError:
            continue
        known = found.get(repr(flat), _Example(flat, frozenset()))
        expected = {(str(name), str(one.outcome)) for name, one in case.model.expect.items()}
        found[repr(flat)] = _Example(flat, known.expected | expected)
    yield from sorted(found.values(), key=lambda one: len(one.flat))


# --- days ---------------------------------------------------------------------------------------------------


def _simplest_days(known: Values) -> list[date]:
    middle = known.pack.document_date
    return sorted(known.days, key=lambda day: (day < middle, day.day != 1, day.month, abs(day - middle)))


def chosen_day(rules: Rulebook, on: date | str | None, draw: DrawFn) -> date:
    return given_day(on) or draw(dates(rules))


def given_day(on: date | str | None) -> date | None:
    if on is None or type(on) is date:
        return on
    day = parse_date(on) if isinstance(on, str) else None
    if day is None:
        raise UsageError(problem("U002", got=cut(str(on))))
    return day


def _refuse_unknown(rules: Rulebook, paths: Iterable[str]) -> None:
    known = {fact.path for fact in rules.facts if not fields_of_records(fact.path, rules.facts)}
    for path in paths:
        if path not in known:
            raise UsageError(problem("U008", fact=cut(path), suggestion=closest(path, known)))
