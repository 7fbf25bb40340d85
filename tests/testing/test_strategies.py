"""The shipped strategies give what they promise, and shrink to persons whom a caseworker can read."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis.strategies import SearchStrategy

import eligibility
from eligibility import InputError, Outcome, Rulebook, UsageError
from eligibility.language import tree
from eligibility.testing.pack_folder import write_folder
from eligibility.testing.situation import command
from eligibility.testing.strategies import (
    FactEvent,
    History,
    Knowledge,
    Malformed,
    Situation,
    contradictory,
    dates,
    histories,
    malformed,
    near_boundaries,
    packs,
    packs_with_persons,
    partial_persons,
    persons,
    situations,
)

T = TypeVar("T")
RULES = eligibility.load("weihai-2023-13")
ON = "2023-06-01"
SEARCH = settings(max_examples=1_000, database=None, derandomize=True)


def smallest(strategy: SearchStrategy[T], condition: Callable[[T], bool]) -> T:
    """The simplest that Hypothesis makes of what it finds."""
    return find(strategy, condition, settings=SEARCH)


@given(persons(RULES))
def test_persons_are_accepted_on_every_day(person: dict[str, Any]) -> None:
    """Whoever is drawn without a day can be decided on the first and the last day."""
    for on in ("2019-12-31", "2030-01-01"):
        RULES.decide(person, on=on)


@given(situations(RULES) | near_boundaries(RULES))
def test_situations_are_accepted(drawn: Situation) -> None:
    """Whoever is drawn on a day can be decided on that day."""
    assert len(drawn.decide().outcomes) == len(RULES.pack.programme_ids)


@pytest.mark.parametrize("programme", ["counter-guarantee-waiver", "settlement", "work-injury-insurance"])
def test_every_outcome_of_the_cases_is_reached(programme: str) -> None:
    """Persons drawn for a programme reach each of its outcomes that the pack's own cases know."""
    expected = {
        Outcome(expectation.outcome)
        for case in RULES.pack.cases
        if not case.model.readings
        for name, expectation in case.model.expect.items()
        if name == programme
    }
    reached: Counter[Outcome] = Counter()

    @settings(max_examples=300)
    @given(situations(RULES, programmes=[programme]))
    def draw(drawn: Situation) -> None:
        reached[drawn.outcome(programme)] += 1

    draw()
    assert set(reached) >= expected


@pytest.mark.parametrize(
    ("programme", "outcome", "facts"),
    [
        ("settlement", Outcome.ELIGIBLE, 6),
        ("settlement", Outcome.NOT_APPLICABLE, 1),
        ("counter-guarantee-waiver", Outcome.NOT_ELIGIBLE, 1),
        ("counter-guarantee-waiver", Outcome.ELIGIBLE_IN_PRINCIPLE, 10),
        ("work-injury-insurance", Outcome.ELIGIBLE, 5),
    ],
)
def test_shrinks_to_few_facts(programme: str, outcome: Outcome, facts: int) -> None:
    """The smallest person with an outcome has no fact that does not matter."""
    found = smallest(
        situations(RULES, on=ON, programmes=[programme]), lambda drawn: drawn.outcome(programme) is outcome
    )
    flat = dict(leaves(found.person))
    assert len(flat) <= facts, found
    for path in flat:
        less = without(found.person, path.split("."))
        assert RULES.decide(less, on=found.on)[programme].outcome is not outcome, path


def leaves(data: dict[str, Any], before: str = "") -> list[tuple[str, Any]]:
    """Nested data as paths and values."""
    found = []
    for name, value in data.items():
        path = f"{before}{name}"
        found += leaves(value, f"{path}.") if isinstance(value, dict) else [(path, value)]
    return found


def without(data: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """Nested data without one fact."""
    head, *rest = names
    if rest:
        return {**data, head: without(data[head], rest)}
    return {name: value for name, value in data.items() if name != head}


def test_shrinks_to_simple_values() -> None:
    """An amount above the ceiling becomes a round one, and one just above it where only that one counts."""
    above = smallest(
        persons(RULES, on=ON), lambda person: int(person.get("loan", {}).get("amount", "0.")[:-1] or 0) > 9
    )
    assert list(above) == ["loan"]
    assert smallest(dates(RULES), lambda day: day >= date(2023, 4, 10)).day == 1


def test_boundaries_on_both_sides() -> None:
    """The ceiling is tried exactly, a cent below and a cent above; the day of the document likewise."""
    near: SearchStrategy[Situation] = near_boundaries(RULES, facts=["loan.amount"])
    for amount in ("99999.99", "100000", "100000.01"):
        smallest(near, partial(has_amount, amount))
    for day in ("2023-04-09", "2023-04-10", "2023-04-11"):
        smallest(dates(RULES), date.fromisoformat(day).__eq__)


def has_amount(amount: str, drawn: Situation) -> bool:
    """Whether a person's loan has an amount."""
    return bool(drawn.person["loan"]["amount"] == amount)


@pytest.mark.parametrize("code", ["371083", "371021", "371082", "371084", "nanhai", "110101"])
def test_boundaries_of_the_territory(code: str) -> None:
    """Codes in force, former ones, those beside them and those far away are tried."""
    found = smallest(
        near_boundaries(RULES, facts=["residence.place"]), lambda one: one.person["residence"]["place"] == code
    )
    assert found.person == {"residence": {"place": code}}


@pytest.mark.parametrize(
    ("on", "born"),
    [
        ("2023-02-28", "2023-02-27"),
        ("2023-02-28", "2023-02-28"),
        ("2023-06-15", "2023-02-28"),
        ("2024-02-29", "2024-02-29"),
        ("2024-02-29", "2024-02-28"),
        ("2023-06-15", "2023-06-14"),
        ("2023-06-15", "2023-05-15"),
    ],
)
def test_boundaries_of_the_calendar(on: str, born: str) -> None:
    """Dates are tried at the day of the decision, a month before it, and at the ends of months and of February."""
    field = "employment.work_start_date"
    smallest(
        near_boundaries(RULES, on=on, facts=[field]), lambda one: one.person["employment"]["work_start_date"] == born
    )


def test_records_have_boundaries() -> None:
    """A field of a record is tried in the first record of the list."""
    found = smallest(near_boundaries(RULES, on=ON, facts=["family.moving_relatives[].relation"]), lambda _: True)
    assert found.person == {"family": {"moving_relatives": [{"relation": "spouse"}]}}


@given(partial_persons(RULES))
def test_partial_persons_know_less(drawn: Knowledge) -> None:
    """What less is known is part of what more is known, and something is missing."""
    less, more = dict(leaves(drawn.less.person)), dict(leaves(drawn.more.person))
    assert set(less) <= set(more)
    assert less != more or not more
    assert all(value == more[path] or isinstance(value, list) for path, value in less.items())


@settings(max_examples=30)
@given(contradictory(RULES))
def test_contradictions_warn_and_decide(drawn: Situation) -> None:
    """Facts that contradict each other are decided, with a warning."""
    assert drawn.decide().warnings


def test_every_check_is_contradicted() -> None:
    """Each check of the pack is met by some person, with few facts beside those that contradict each other."""
    warned: set[str] = set()

    @settings(max_examples=300)
    @given(contradictory(RULES, on="2023-12-31"))
    def collect(drawn: Situation) -> None:
        warned.update(warning.id for warning in drawn.decide().warnings)

    collect()
    assert warned == {check.id for check in RULES.pack.checks}
    assert len(leaves(smallest(contradictory(RULES, on=ON), lambda _: True).person)) <= 2


@settings(max_examples=300)
@given(malformed(RULES))
def test_malformed_is_refused(bad: Malformed) -> None:
    """Whatever is wrong is an input error with the code that was told, and never a decision."""
    with pytest.raises(InputError) as caught:
        RULES.decide(bad.person, on=bad.on)
    assert bad.code in [problem.code for problem in caught.value.problems]


def test_malformed_covers_the_codes() -> None:
    """Every code of wrong facts is provoked."""
    seen: set[str] = set()

    @settings(max_examples=300)
    @given(malformed(RULES, on=ON))
    def collect(bad: Malformed) -> None:
        seen.add(bad.code)

    collect()
    assert seen >= {"I101", "I102", "I103", "I104", "I105", "I106", "I108"}


@settings(max_examples=settings().max_examples // 2)
@given(histories(RULES))
def test_a_case_that_is_told_a_history_stands_where_it_says(history: History) -> None:
    """A real case that is told the events one by one decides, after each, what the history says stands then."""
    with RULES.open_case(on=history.on, engine="decide") as case:
        for event, after in zip(history.events, history.steps[1:], strict=True):
            assert event.source in RULES.pack.fact_by_path[event.path].supplied_by
            event.tell(case)
            assert case.decision.record() == after.decide().record()


def given_way(history: History) -> bool:
    """Whether the last event ends a contradiction."""
    path = history.events[-1].path
    before, after = (step.person.get("unknown", {}) for step in history.steps[-2:])
    return path in before and path not in after


def test_histories_contradict() -> None:
    """Two sources that say different things leave the fact unknown because of it, until one gives way."""
    history = smallest(
        histories(RULES, on=ON),
        lambda one: bool(one.events) and given_way(one),
    )
    last = history.events[-1]
    told = {event.source for event in history.events if event.path == last.path}
    assert history.steps[-2].person["unknown"][last.path] == "conflicting"
    assert last.path not in history.end.person.get("unknown", {})
    assert len(told) == 2


def test_histories_correct_and_withdraw() -> None:
    """A fact can be corrected, withdrawn, and told again."""
    history = smallest(
        histories(RULES, on=ON),
        lambda one: any(event.is_withdrawal for event in one.events) and one.end.person != {},
    )
    assert len(history.events) <= 3
    first = history.events[0]
    assert isinstance(first, FactEvent)
    assert first.source in RULES.pack.fact_by_path[first.path].supplied_by


def test_random_packs_use_every_kind_of_node() -> None:
    """Within some hundred random packs every class of the tree stands in a programme."""
    wanted = {*tree.Condition.__args__, *tree.Value.__args__}
    seen: set[type] = set()

    @settings(max_examples=60)
    @given(packs())
    def collect(rules: Rulebook) -> None:
        for text in rules.pack.programmes:
            for condition in (text.scope, text.requires, *([text.item.requires] if text.item else [])):
                seen.update(type(node) for node in tree.walk(condition))

    collect()
    assert seen == wanted


@given(situations(RULES))
@settings(max_examples=2)
def test_what_is_printed_reproduces(drawn: Situation) -> None:
    """The command line that a situation prints as gives the same outcomes."""
    head, *lines = str(drawn).splitlines()
    words = shlex.split(head.removesuffix(" <<'END'"))
    assert words[0] == "eligibility"
    done = subprocess.run(
        [sys.executable, "-m", "eligibility", *words[1:], "--format", "json"],
        input="\n".join(lines[:-1]),
        capture_output=True,
        text=True,
        check=True,
    )
    for finding in drawn.decide():
        assert f'"outcome": "{finding.outcome.value}"' in done.stdout


def test_a_failure_prints_the_command() -> None:
    """What Hypothesis prints of a failing test is the command line that decides the person again."""

    @settings(SEARCH, print_blob=False)
    @given(situations(RULES, on=ON, programmes=["settlement"]))
    def fails(drawn: Situation) -> None:
        assert drawn.outcome("settlement") is not Outcome.NOT_ELIGIBLE

    with pytest.raises(AssertionError) as caught:
        fails()
    notes = "\n".join(caught.value.__notes__)
    assert "eligibility check - --on 2023-06-01 <<'END'" in notes
    assert "has_employer: false" in notes


@settings(max_examples=5)
@given(packs())
def test_a_random_pack_written_out_is_the_same(rules: Rulebook) -> None:
    """Written into a folder and loaded from there, a random pack is the same to the last condition."""
    with tempfile.TemporaryDirectory() as home:
        again = eligibility.load(write_folder(rules, f"{home}/pack"), readings=rules.readings)
    assert again.content_hash == rules.content_hash
    assert again.pack == rules.pack


def test_a_failure_on_a_random_pack_can_be_had_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Hypothesis prints of a failing test on a random pack loads the pack from a folder, persons in plain data."""
    monkeypatch.chdir(tmp_path)

    @settings(SEARCH, print_blob=False, max_examples=3, phases=[Phase.generate])
    @given(packs_with_persons(1))
    def fails(drawn: tuple[Rulebook, list[tuple[dict[str, Any], date]]]) -> None:
        rules, [(person, on)] = drawn
        raise AssertionError(command(rules, person, on))

    with pytest.raises(AssertionError) as caught:
        fails()
    notes = "\n".join(caught.value.__notes__)
    assert (folder := re.search(r"eligibility\.load\('(\.hypothesis/packs/random-\w+)'", notes))
    assert "made(" not in notes
    assert f"--pack {folder[1]} " in f"{caught.value} "
    head, *lines = str(caught.value).splitlines()
    words = shlex.split(head.removesuffix(" <<'END'"))[1:]
    done = subprocess.run(
        [sys.executable, "-m", "eligibility", *words],
        input="\n".join(lines[:-1]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode < 2, done.stderr


def test_names_that_do_not_exist() -> None:
    """A fact, a programme or a day that there is none of is refused when the strategy is made or drawn from."""
    with pytest.raises(UsageError, match="U008"):
        near_boundaries(RULES, facts=["loan.amont"])
    with pytest.raises(UsageError, match="U003"):
        persons(RULES, programmes=["setlement"])
    with pytest.raises(UsageError, match="U002"):
        persons(RULES, on="2023-02-30")
