"""Properties of rules, ready to use: each gives a test that pytest collects and Hypothesis drives.

One line in a test file is one test::

    rules = eligibility.load("my-pack")
    test_age = properties.independent_of(rules, "settlement", ["birth_date"])

A property that fails raises ``AssertionError`` with what was to hold, what came out, and the command line that
decides the person again, for the smallest person found. How many persons are tried is a matter of the Hypothesis
profile in force when the property is made, without a deadline for each. Needs the extra ``testing``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any, NoReturn

from eligibility.errors import MissingExtraError, UsageError, closest, cut, problem

try:
    from hypothesis import HealthCheck, assume, given, settings
    from hypothesis import strategies as st
    from hypothesis.strategies import SearchStrategy
except ImportError:
    raise MissingExtraError(problem("X001", extra="testing")) from None

from eligibility.language.check import check_value
from eligibility.language.types import Kind
from eligibility.logic import Outcome
from eligibility.pack.layout import ITEM
from eligibility.pack.model import Programme
from eligibility.rulebook import Rulebook
from eligibility.testing.situation import Situation, flat_of, nest
from eligibility.testing.strategies.people import (
    Knowledge,
    chosen_day,
    flat_persons,
    near_boundaries,
    partial_persons,
    positive_examples,
    situations,
)
from eligibility.testing.strategies.values import values_for
from eligibility.testing.thresholds import STEPS

__all__ = [
    "adding_a_route_never_worsens",
    "agree_except_on",
    "boundary",
    "every_condition_can_be_decisive",
    "independent_of",
    "knowledge_never_flips",
    "monotone",
    "never_better_than",
    "never_together",
]

Test = Callable[[], None]
"""A test without arguments."""
_Programmes = str | Iterable[str]


def independent_of(rules: Rulebook, programmes: _Programmes, facts: Iterable[str]) -> Test:
    """No outcome of the programmes, or of their items, depends on any of these facts.

    Args:
        rules: the rules.
        programmes: one programme or several.
        facts: paths of facts; fields of records as ``list[].field``.

    Raises:
        UsageError: U003 or U008, there is no such programme or fact.

    >>> import eligibility
    >>> rules = eligibility.load("weihai-2023-13")
    >>> test_age = independent_of(rules, "settlement", ["birth_date"])
    >>> test_age()
    """
    names, paths = _programmes(rules, programmes), _facts(rules, facts)

    def holds(drawn: Situation, path: str, data: st.DataObject) -> None:
        other = _with(rules, drawn, path, data.draw(st.none() | _values(rules, path, drawn.on)))
        assume(other is not None)
        assert other is not None
        first, second = _outcomes(drawn, names), _outcomes(other, names)
        if first != second:
            _fail(f"{_differing(first, second)} must not depend on {path}", names, drawn, other)

    return _driven(holds, situations(rules, programmes=names), st.sampled_from(paths), st.data())


def monotone(rules: Rulebook, programmes: _Programmes, fact: str, *, increasing: bool = True) -> Test:
    """The outcomes never get worse as a fact grows (or, with ``increasing=False``, never better).

    Args:
        rules: the rules.
        programmes: one programme or several.
        fact: the path of a fact whose values have an order; ``False`` comes before ``True``.
        increasing: whether more of it may only help, or may only harm.

    Raises:
        UsageError: U003 or U008; U013 if the fact's values have no order.

    >>> import eligibility
    >>> rules = eligibility.load("weihai-2023-13")
    >>> test_amount = monotone(rules, "counter-guarantee-waiver", "loan.amount", increasing=False)
    >>> test_amount()
    """
    names, (path,) = _programmes(rules, programmes), _ordered(rules, fact)

    def holds(drawn: Situation) -> None:
        for (low, before), (high, after) in pairwise(_along(rules, drawn, path, names)):
            for name in names:
                for first, second in zip(before[name], after[name], strict=False):
                    if (second.rank < first.rank) if increasing else (second.rank > first.rank):
                        word = "worse" if increasing else "better"
                        _fail(f"{name} must not get {word} as {path} grows", [name], low, high)

    return _driven(holds, near_boundaries(rules, facts=[path], programmes=names))


def boundary(rules: Rulebook, programmes: _Programmes, fact: str, at: str | int) -> Test:
    """The outcomes change in a fact between ``at`` and the next value above it, and nowhere else.

    That they do change there is searched for as well: a boundary at which nothing ever changes is no boundary.

    Args:
        rules: the rules.
        programmes: one programme or several.
        fact: the path of a fact whose values have an order.
        at: the last value on the lower side, as a pack writes it.

    Raises:
        UsageError: U003 or U008; U013 if the fact's values have no order.

    >>> import eligibility
    >>> rules = eligibility.load("weihai-2023-13")
    >>> test_ceiling = boundary(rules, "counter-guarantee-waiver", "loan.amount", 100000)
    >>> test_ceiling()
    """
    names, (path,) = _programmes(rules, programmes), _ordered(rules, fact)
    kind = rules.pack.fact_by_path[path].type
    limit: Any = check_value(str(at), kind, None)
    above = limit + STEPS[kind.kind]
    seen: list[bool] = []

    def holds(drawn: Situation) -> None:
        values = sorted({*_line(rules, path, drawn.on), limit, above})
        for (low, before), (high, after) in pairwise(_along(rules, drawn, path, names, values)):
            if _kept(rules, low, path) == limit:
                seen.append(before != after)
            elif before != after:
                _fail(f"{_differing(before, after)} may change in {path} only just above {at}", names, low, high)

    drawn = _driven(holds, near_boundaries(rules, facts=[path], programmes=names))

    def property_holds() -> None:
        seen.clear()
        drawn()
        assert any(seen), f"nothing ever changes in {', '.join(names)} just above {path} = {at}"

    return property_holds


def never_better_than(rules: Rulebook, programmes: _Programmes, outcome: Outcome | str) -> Test:
    """No outcome of the programmes, or of their items, is better than this one.

    Args:
        rules: the rules.
        programmes: one programme or several.
        outcome: the best that may come out.

    >>> import eligibility
    >>> rules = eligibility.load("weihai-2023-13")
    >>> test_rental = never_better_than(rules, "rental-housing", "refer")
    >>> test_rental()
    """
    names, best = _programmes(rules, programmes), Outcome(outcome)

    def holds(drawn: Situation) -> None:
        for name, found in _outcomes(drawn, names).items():
            for one in found:
                if one.rank > best.rank:
                    _fail(f"{name} must not be better than {best.value}, and is {one.value}", [name], drawn)

    return _driven(holds, situations(rules, programmes=names))


def never_together(rules: Rulebook, first: str, second: str) -> Test:
    """Nobody gets both programmes.

    Args:
        rules: the rules.
        first: one programme.
        second: the other.
    """
    names = _programmes(rules, [first, second])

    def holds(drawn: Situation) -> None:
        decision = drawn.decide()
        if all(decision[name].outcome.is_positive for name in names):
            _fail(f"nobody may get both {first} and {second}", names, drawn)

    return _driven(holds, situations(rules, programmes=names) | _merged(rules, first, second))


def knowledge_never_flips(rules: Rulebook, programmes: _Programmes | None = None) -> Test:
    """Learning a fact never turns a decided outcome into another side, nor takes a decision back.

    Args:
        rules: the rules.
        programmes: one programme or several; by default all.
    """
    names = _programmes(rules, rules.pack.programme_ids if programmes is None else programmes)

    def holds(drawn: Knowledge) -> None:
        less, more = drawn.less.decide(), drawn.more.decide()
        for name in names:
            before, after = less[name].outcome, more[name].outcome
            if before.is_final and (before.is_positive, before.is_negative) != (after.is_positive, after.is_negative):
                _fail(
                    f"{name} was {before.value} and becomes {after.value} by knowing more",
                    [name],
                    drawn.less,
                    drawn.more,
                )

    return _driven(holds, partial_persons(rules, programmes=names))


def adding_a_route_never_worsens(rules: Rulebook, programmes: _Programmes, routes: Mapping[str, Any]) -> Test:
    """Whoever takes one more route is never worse off.

    Args:
        rules: the rules.
        programmes: one programme or several.
        routes: for each fact that opens a route the value that opens it.

    >>> import eligibility
    >>> rules = eligibility.load("weihai-2023-13")
    >>> test_routes = adding_a_route_never_worsens(rules, "settlement", {"housing.has_purchased_home": True})
    >>> test_routes()
    """
    names, paths = _programmes(rules, programmes), _facts(rules, routes)

    def holds(drawn: Situation, path: str) -> None:
        other = _with(rules, drawn, path, routes[path])
        assume(other is not None)
        assert other is not None
        before, after = _outcomes(drawn, names), _outcomes(other, names)
        for name in names:
            if any(two.rank < one.rank for one, two in zip(before[name], after[name], strict=False)):
                _fail(f"{name} must not get worse by {path} = {routes[path]}", [name], drawn, other)

    return _driven(holds, situations(rules, programmes=names), st.sampled_from(paths))


def agree_except_on(rules: Rulebook, other: Rulebook, programmes: _Programmes = ()) -> Test:
    """Two packs, or two readings of one, agree on every programme that both have, except on these.

    Args:
        rules: one rulebook, from whose tree the persons come.
        other: the other one, with the same vocabulary or a larger one.
        programmes: the programmes on which they may differ.

    >>> import eligibility
    >>> rules = eligibility.load("weihai-2023-13")
    >>> narrower = rules.with_readings({"D5": "migrant-workers-only"})
    >>> test_reading = agree_except_on(rules, narrower, "settlement")
    >>> test_reading()
    """
    excepted = _programmes(rules, programmes)
    names = tuple(name for name in rules.pack.programme_ids if name in other.pack.programme_ids)
    names = tuple(name for name in names if name not in excepted)
    aims = tuple(name for name in names if _texts(rules, name) != _texts(other, name)) or names

    def holds(drawn: Situation) -> None:
        twin = Situation(other, drawn.person, drawn.on)
        first, second = _outcomes(drawn, names), _outcomes(twin, names)
        if first != second:
            differing = [name for name in names if first[name] != second[name]]
            _fail(f"the two disagree on {', '.join(differing)}", differing, drawn, twin)

    return _driven(holds, situations(rules, programmes=aims) | near_boundaries(rules, programmes=aims))


def every_condition_can_be_decisive(rules: Rulebook, programme: str, *, persons: int = 2_000) -> Test:
    """Every labelled condition of a programme matters: for some person the outcome hangs on it alone.

    For each condition a person is searched for whose outcome would be another one if that condition alone were
    otherwise. A condition for which nobody is found can be taken away, or is swallowed by another.

    Args:
        rules: the rules.
        programme: the programme.
        persons: how many persons to try at most.
    """
    (name,) = _programmes(rules, programme)

    def property_holds() -> None:
        from eligibility.testing.decisive import undecisive

        idle = undecisive(rules, name, persons=persons)
        assert not idle, f"{name}: the outcome never hangs on {', '.join(idle)}; take them away or look at the others"

    return property_holds


# --- how the tests are made ---------------------------------------------------------------------------------


def _driven(body: Callable[..., None], *drawn: SearchStrategy[Any]) -> Test:
    """A test that pytest collects and Hypothesis drives."""
    quiet = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    return settings(settings(), deadline=None, suppress_health_check=quiet)(given(*drawn)(body))


def _fail(what: str, names: Iterable[str], *drawn: Situation) -> NoReturn:
    """Fail with the command lines that decide the persons again, and what each of them gives."""
    asked = tuple(names)
    shown = "\n".join(f"{one}\n# {_told(one, asked)}" for one in drawn)
    raise AssertionError(f"{what}\n{shown}")


def _told(drawn: Situation, names: tuple[str, ...]) -> str:
    found = _outcomes(drawn, names)
    return ", ".join(f"{name}: {' + '.join(one.value for one in found[name])}" for name in names)


def _outcomes(drawn: Situation, names: Iterable[str]) -> dict[str, tuple[Outcome, ...]]:
    """For each programme its outcome, followed by those of its items."""
    decision = drawn.decide()
    return {name: (decision[name].outcome, *(item.outcome for item in decision[name].items)) for name in names}


def _differing(first: Mapping[str, object], second: Mapping[str, object]) -> str:
    return ", ".join(name for name in first if first[name] != second[name])


def _along(
    rules: Rulebook, drawn: Situation, path: str, names: tuple[str, ...], values: Iterable[Any] | None = None
) -> Iterator[tuple[Situation, dict[str, tuple[Outcome, ...]]]]:
    """The same person with one value of a fact after the other, in order, and what comes out."""
    for value in _line(rules, path, drawn.on) if values is None else values:
        other = _with(rules, drawn, path, value)
        if other is not None:
            yield other, _outcomes(other, names)


def _line(rules: Rulebook, path: str, on: date) -> list[Any]:
    known = values_for(rules)
    return sorted({*known.of(path, on=on), *known.near(path, on)})


def _values(rules: Rulebook, path: str, on: date) -> SearchStrategy[Any]:
    known = values_for(rules)
    if rules.pack.fact_by_path[path].type.kind is Kind.RECORDS:
        return known.drawn(path, on=on)
    return known.drawn(path, on=on) | st.sampled_from(known.near(path, on))


def _with(rules: Rulebook, drawn: Situation, path: str, value: Any) -> Situation | None:
    """The same person with another value of a fact (``None`` takes it away); of a list's field in the first record.

    ``None`` where there is no record.
    """
    flat = flat_of(rules.Person.vocabulary, rules.person(drawn.person))
    records, item, name = path.partition(ITEM)
    if item:
        if not flat.get(records):
            return None
        first, *others = flat[records]
        path, value = records, [{**first, name: value}, *others]
    return Situation(drawn.rules, nest({**flat, path: value}), drawn.on)


def _kept(rules: Rulebook, drawn: Situation, path: str) -> Any:
    flat = flat_of(rules.Person.vocabulary, rules.person(drawn.person))
    records, item, name = path.partition(ITEM)
    return flat[records][0][name] if item else flat[path]


def _merged(rules: Rulebook, first: str, second: str) -> SearchStrategy[Situation]:
    """Persons near to one who gets the first programme and to one who gets the second at once.

    They are put together from worked examples of either; where there are none, from persons drawn for either.
    """
    names = (first, second)
    gaining = [positive_examples(rules, name) for name in names]

    @st.composite
    def drawn(draw: st.DrawFn) -> Situation:
        day = chosen_day(rules, None, draw)
        pair = [
            draw(st.sampled_from(known) if known else flat_persons(rules, on=day, programmes=[name]))
            for name, known in zip(names, gaining, strict=True)
        ]
        less, more = draw(st.permutations(pair))
        together = {**less, **more}
        return Situation(rules, nest(draw(flat_persons(rules, on=day, programmes=names, like=[together]))), day)

    return drawn()


def _texts(rules: Rulebook, programme: str) -> list[Programme]:
    return [text for text in rules.programmes if text.id == programme]


# --- names --------------------------------------------------------------------------------------------------


def _programmes(rules: Rulebook, programmes: _Programmes) -> tuple[str, ...]:
    names = (programmes,) if isinstance(programmes, str) else tuple(programmes)
    for name in names:
        if name not in rules.pack.programme_ids:
            raise UsageError(problem("U003", name=cut(name), suggestion=closest(name, rules.pack.programme_ids)))
    return names


def _facts(rules: Rulebook, facts: Iterable[str]) -> tuple[str, ...]:
    paths = (facts,) if isinstance(facts, str) else tuple(facts)
    for path in paths:
        if path not in rules.pack.fact_by_path:
            raise UsageError(problem("U008", fact=cut(path), suggestion=closest(path, rules.pack.fact_by_path)))
    return paths


def _ordered(rules: Rulebook, fact: str) -> tuple[str, ...]:
    """A fact whose values have an order."""
    (path,) = _facts(rules, fact)
    kind = rules.pack.fact_by_path[path].type.kind
    if not kind.is_ordered and kind is not Kind.BOOLEAN:
        raise UsageError(problem("U013", name=path, expected="a fact whose values have an order", got=kind.value))
    return (path,)
