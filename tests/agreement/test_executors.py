"""The generated outcomes, the traces and the slow reference agree on random packs, persons and days."""

from __future__ import annotations

import pickle
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from agreement.reference import NO_RECORDS, Answer, Records, Reference
from eligibility import Decision, Finding, ItemFinding, Outcome, Rulebook, Truth
from eligibility.decide.trace import Trace
from eligibility.language import tree
from eligibility.language.types import Kind
from eligibility.logic import all_of, outcome_of
from eligibility.pack.model import Programme
from eligibility.testing.situation import command
from eligibility.testing.strategies import packs_with_persons
from eligibility.testing.strategies.random_vocabulary import BORN, RANDOM_VALUES, VOCABULARY

NOTHING = Answer(Outcome.NOT_APPLICABLE, frozenset(), frozenset())
ABSENT = (Truth.UNKNOWN, Truth.OPEN)

Case = tuple[dict[str, Any], date]


def text_in_force(decision: Decision, finding: Finding) -> Programme | None:
    """The text of a programme on the day, found anew."""
    texts = [one for one in decision.engine.pack.programmes if one.id == finding.programme]
    holding = [
        one
        for one in texts
        if (one.start is None or one.start <= decision.on) and (one.until is None or decision.on <= one.until)
    ]
    assert len(holding) <= 1
    return holding[0] if holding else None


def said(answer: Finding | ItemFinding) -> Answer:
    """What a finding says, in the form of the reference; every missing fact and open term comes once."""
    missing, open_ = [fact.path for fact in answer.missing], [term.id for term in answer.open]
    assert len(missing) == len(set(missing))
    assert len(open_) == len(set(open_))
    return Answer(answer.outcome, frozenset(missing), frozenset(open_))


@settings(max_examples=3 * settings().max_examples // 2)
@given(packs_with_persons())
def test_executors_agree(drawn: tuple[Rulebook, list[Case]]) -> None:
    """Generated outcomes, traces and the reference agree on outcomes, conditions, notes, what is missing and open."""
    rules, cases = drawn
    for data, on in cases:
        try:
            compare(rules, data, on)
        except AssertionError as error:
            error.add_note(command(rules, data, on))
            raise


def compare(rules: Rulebook, data: dict[str, Any], on: date) -> None:
    """One decision against the reference, in all that it says."""
    decision = rules.decide(data, on=on)
    reference = Reference(rules.pack, rules.person(data), on)
    assert decision.outcomes == tuple(finding.outcome for finding in decision)
    compare_missing(decision)
    compare_warnings(decision, reference)
    for finding in decision:
        text = text_in_force(decision, finding)
        if text is None:
            compare_silence(finding)
            continue
        compare_finding(finding, text, reference)
        compare_traces(finding, text, reference)
        compare_notes(finding, text, reference)


def compare_silence(finding: Finding) -> None:
    """A programme without a text on the day does not apply and has nothing to say."""
    assert said(finding) == NOTHING
    assert (finding.items, finding.traces(), finding.notes) == ((), (), ())


def compare_finding(finding: Finding, text: Programme, reference: Reference) -> None:
    """Outcome, missing facts and open terms of a finding and its items are those of the reference."""
    assert said(finding) == reference.programme(text)
    assert [said(item) for item in finding.items] == reference.items(text)


def compare_traces(finding: Finding, text: Programme, reference: Reference) -> None:
    """Every condition has the truth that the reference gives it, and the outcome follows from the roots."""
    scope, requires = finding.traces()
    assert finding.outcome is outcome_of(scope.truth, requires.truth, text.when_met)
    for trace in (scope, requires):
        compare_trace(trace, reference, NO_RECORDS)
    for index, item in enumerate(finding.items):
        compare_item(item, index, text, reference)


def compare_warnings(decision: Decision, reference: Reference) -> None:
    """A check warns exactly if its condition is TRUE."""
    checks = reference.pack.checks
    warned = [check.id for check in checks if reference.truth(check.when) is Truth.TRUE]
    assert [warning.id for warning in decision.warnings] == warned


def compare_notes(finding: Finding, text: Programme, reference: Reference) -> None:
    """A note shows exactly if its condition is TRUE."""
    shown = [note.id for note in text.notes if note.when is None or reference.truth(note.when) is Truth.TRUE]
    assert [note.id for note in finding.notes] == shown


def compare_missing(decision: Decision) -> None:
    """The decision's missing facts are those of its findings and items, once each, most wanted first."""
    wanted: dict[str, set[str]] = {}
    for finding in decision:
        for answer in (finding, *finding.items):
            for fact in answer.missing:
                wanted.setdefault(fact.path, set()).add(finding.programme)
    paths = [fact.path for fact in decision.missing()]
    assert sorted(paths) == sorted(wanted)
    counts = [len(wanted[path]) for path in paths]
    assert counts == sorted(counts, reverse=True)


def compare_item(item: ItemFinding, index: int, text: Programme, reference: Reference) -> None:
    """An item's traces are its principal's and its own, and give its outcome."""
    assert text.item is not None
    assert item.index == index
    scope, requires, own = item.traces()
    together = all_of((own.truth, requires.truth))
    assert item.outcome is outcome_of(scope.truth, together, text.when_met)
    record = reference.read(text.item.records.path)[index]
    compare_trace(own, reference, {text.item.variable: (index, record)})


def compare_trace(trace: Trace, reference: Reference, records: Records) -> None:
    """A trace and everything under it against the reference; nothing is skipped, reads show what stood there."""
    node = trace.node
    assert trace.truth is reference.truth(node, records)
    for read in trace.reads:
        expected = reference.value(read.what, records)
        if isinstance(read.what, tree.Fact) and read.what.type.kind is Kind.RECORDS and expected not in ABSENT:
            assert len(read.value) == len(expected)
        else:
            assert read.value == expected
    below = [part for part in tree.children(node) if isinstance(part, tree.Condition)]
    if isinstance(node, tree.Quantified):
        listed = reference.read(node.records.path) or ()
        assert [child.index for child in trace.children] == list(range(len(listed)))
        for child, bound in zip(trace.children, reference.each(node, records), strict=True):
            compare_trace(child, reference, bound)
        return
    assert len(trace.children) == len(below)
    for child, part in zip(trace.children, below, strict=True):
        labelled = part if isinstance(part, tree.Labelled) else None
        assert child.label is labelled
        assert child.node is (part if labelled is None else labelled.body)
        compare_trace(child, reference, records)


@settings(max_examples=settings().max_examples // 4)
@given(packs_with_persons())
def test_pickled_rulebook_decides_alike(drawn: tuple[Rulebook, list[Case]]) -> None:
    """A rulebook that went through pickle gives the same outcomes and items."""
    rules, cases = drawn
    again = pickle.loads(pickle.dumps(rules))  # noqa: S301 - our own bytes
    for data, on in cases:
        first, second = rules.decide(data, on=on), again.decide(data, on=on)
        assert first.outcomes == second.outcomes
        assert [[item.outcome for item in one.items] for one in first] == [
            [item.outcome for item in one.items] for one in second
        ]


@settings(max_examples=settings().max_examples // 2)
@given(packs_with_persons(), st.data())
def test_learning_never_flips(drawn: tuple[Rulebook, list[Case]], data: st.DataObject) -> None:
    """One more fact moves no decided outcome to the other side, and makes no decided one open again."""
    rules, cases = drawn
    for facts, on in cases:
        before = rules.decide(facts, on=on)
        absent = [fact for fact in VOCABULARY if "[]" not in fact["fact"] and not is_given(facts, fact["fact"])]
        if not absent:
            continue
        fact = data.draw(st.sampled_from(absent))
        learnt = [{"flag": True}, {}] if fact["type"] == "records" else None
        values = [learnt] if learnt else BORN if fact["fact"] == "born" else RANDOM_VALUES[fact["type"]]
        after = rules.decide(with_fact(facts, fact["fact"], data.draw(st.sampled_from(values))), on=on)
        for first, second in zip(before.outcomes, after.outcomes, strict=True):
            if first.is_final:
                assert (first.is_positive, first.is_negative) == (second.is_positive, second.is_negative)


def is_given(data: dict[str, Any], path: str) -> bool:
    """Whether nested data says something about a path."""
    place: Any = data
    for name in path.split("."):
        if name not in place:
            return False
        place = place[name]
    return True


def with_fact(data: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Nested data with one more fact."""
    head, _, rest = path.partition(".")
    return {**data, head: with_fact(data.get(head, {}), rest, value) if rest else value}
