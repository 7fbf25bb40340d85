"""Traces: frozen, shared where nothing differs, right beyond the size of a table, and freed with their decision."""

from __future__ import annotations

import copy
import gc
import pickle
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import eligibility
from edits import Edit, copy_pack
from eligibility import Decision, Outcome, Rulebook, Truth
from eligibility.decide.lazily import lazily
from eligibility.decide.reach import MOST_ENTRIES
from eligibility.decide.trace import Read, Table, Trace, placed

SMALL = Path(__file__).with_name("small_pack")
ON = date(2024, 6, 1)
PERSON: dict[str, Any] = {"lives": {"alone": True, "place": "110101"}, "income": {"yearly": "1200"}, "rooms": 3}


@pytest.fixture(scope="module")
def rules() -> Rulebook:
    """The small pack."""
    return eligibility.load(SMALL)


def every(decision: Decision) -> Iterator[Trace]:
    """Every trace of a decision, its items' own included."""
    pending = [trace for one in decision for answer in (one, *one.items) for trace in answer.traces()]
    for trace in pending:
        yield trace
        pending += trace.children


def seen(decision: Decision) -> list[Any]:
    """All that the traces say, as plain values."""
    return [
        (trace.node, trace.label, trace.truth, trace.sides, trace.index, [(one.path, one.value) for one in trace.reads])
        for trace in every(decision)
    ]


def test_traces_are_frozen(rules: Rulebook) -> None:
    """Nobody can change a trace or a read: other decisions show the same ones."""
    traces = list(every(rules.decide(PERSON, on=ON)))
    reads = [read for trace in traces for read in trace.reads]
    fields = ("node", "label", "truth", "children", "reads", "sides", "index")
    for thing, names in ((traces[0], fields), (reads[0], ("what", "path", "value"))):
        for name in names:
            with pytest.raises(AttributeError, match="frozen"):
                setattr(thing, name, None)
        with pytest.raises(AttributeError, match="frozen"):
            thing.other = None


def test_traces_pickle(rules: Rulebook) -> None:
    """A trace that went through pickle says the same and is frozen again."""
    for trace in every(rules.decide(PERSON, on=ON)):
        again = pickle.loads(pickle.dumps(trace))  # noqa: S301 - our own bytes
        assert (again.node, again.label, again.truth, again.sides) == (
            trace.node,
            trace.label,
            trace.truth,
            trace.sides,
        )
        assert [(one.what, one.path, one.value) for one in again.reads] == [
            (one.what, one.path, one.value) for one in trace.reads
        ]
        assert len(again.children) == len(trace.children)
        assert type(again) is Trace


def test_shared_where_nothing_differs(rules: Rulebook) -> None:
    """Two persons who differ in one fact share traces, and none that looks at it."""
    first, second = (rules.decide(PERSON | {"income": {"yearly": amount}}, on=ON) for amount in ("1200", "1300"))
    kept = {id(trace) for trace in every(first)}
    for trace in every(second):
        if id(trace) in kept:
            assert not any(read.path == "income.yearly" for one in below(trace) for read in one.reads)
    assert any(id(trace) in kept for trace in every(second))
    assert any(id(trace) not in kept for trace in every(second))


def below(trace: Trace) -> Iterator[Trace]:
    """A trace and all under it."""
    yield trace
    for part in trace.children:
        yield from below(part)


def test_right_beyond_the_table(rules: Rulebook) -> None:
    """The values of more persons than a table holds are shown as they are, and again when asked again."""
    places = [f"{100_000 + number}" for number in range(3 * MOST_ENTRIES)]
    for _ in range(2):
        for place in places:
            decision = rules.decide({"lives": {"place": place}, "rooms": 1 + int(place[-3:]) % 20}, on=ON)
            values = {(one.path, one.value) for trace in every(decision) for one in trace.reads}
            assert {("lives.place", place), ("rooms", 1 + int(place[-3:]) % 20)} <= values
            assert not {value for path, value in values if path == "lives.place"} - {place}
            assert not {value for path, value in values if path == "rooms"} - {1 + int(place[-3:]) % 20}


def test_table_keeps_to_its_size() -> None:
    """A table keeps no more entries than it was told to, and makes the others each time."""
    made: list[int] = []

    def negated(key: int) -> int:
        made.append(key)
        return -key

    table = Table(negated, 2)
    assert [table[key] for key in (1, 2, 3, 1, 2, 3)] == [-1, -2, -3, -1, -2, -3]
    assert made == [1, 2, 3, 3]
    assert len(table) == 2


def test_threads_see_the_same(rules: Rulebook) -> None:
    """Threads that fill the tables of a fresh rulebook together see what one thread sees."""
    people = [PERSON | {"rooms": rooms, "lives": {"alone": rooms % 2 == 0}} for rooms in range(1, 21)] * 5
    expected = [seen(rules.decide(person, on=ON)) for person in people]
    fresh = eligibility.load(SMALL)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda person: seen(fresh.decide(person, on=ON)), people)) == expected


def test_kind_of_a_read(rules: Rulebook) -> None:
    """A read says whether it is of a fact, a parameter, a reading or the date."""
    kinds = {(read.kind, read.path) for trace in every(rules.decide(PERSON, on=ON)) for read in trace.reads}
    facts = {fact.path for fact in rules.facts if "[]" not in fact.path}
    for kind, path in kinds:
        assert (kind == "fact") is (path in facts or "[" in path), path
        assert (kind == "parameter") is (path in rules.pack.parameter_by_name)
        assert (kind == "reading") is (path in rules.readings)
        assert (kind == "date") is (path == "decision_date")
    assert {"fact", "parameter"} <= {kind for kind, _ in kinds}


def test_freed_without_the_collector(rules: Rulebook) -> None:
    """A decision that was looked at from all sides is freed as soon as it is dropped."""
    gc.collect()
    gc.disable()
    try:
        decision = rules.decide({"children": [{}, {}]} | PERSON, on=ON)
        dropped = weakref.ref(decision)
        person = weakref.ref(decision.person)
        traces = sum(1 for _ in every(decision))
        decision.missing(), decision.warnings, decision.record(), [one.explain("zh") for one in decision]
        assert traces
        assert any(one.items for one in decision)
        del decision
        assert dropped() is None
        assert person() is None
    finally:
        gc.enable()


def test_a_finding_outlives_its_decision(rules: Rulebook) -> None:
    """A finding kept for itself still explains itself, and so does an item."""
    finding = next(one for one in rules.decide({"children": [{}]}, on=ON) if one.items)
    whole = rules.decide({"children": [{}]}, on=ON)[finding.programme]
    assert str(finding.explain("zh")) == str(whole.explain("zh"))
    assert str(finding.items[0].explain("zh")) == str(whole.items[0].explain("zh"))
    assert finding.items[0].explain("zh").title != finding.explain("zh").title


def test_answers_pickle_and_copy(rules: Rulebook) -> None:
    """A finding and an item by themselves go through pickle and deep copy and still explain themselves."""
    finding = rules.decide({"children": [{}]} | PERSON, on=ON)["school"]
    for answer in (finding, finding.items[0]):
        for again in (pickle.loads(pickle.dumps(answer)), copy.deepcopy(answer), copy.copy(answer)):  # noqa: S301 - our own bytes
            assert again.outcome is answer.outcome
            assert str(again.explain("zh")) == str(answer.explain("zh"))


def test_lazily_keeps_the_first() -> None:
    """What is worked out lazily is worked out once, and the class shows its documentation."""

    class Counted:
        count = 0

        @lazily
        def answer(self) -> int:
            """What it is."""
            self.count += 1
            return self.count

    one = Counted()
    assert (one.answer, one.answer, Counted().answer) == (1, 1, 1)
    assert Counted.answer.__doc__ == "What it is."


def test_truth_is_that_of_the_trace(rules: Rulebook) -> None:
    """Scope and conditions carry the truth that the outcome follows from."""
    for finding in rules.decide(PERSON, on=ON):
        for trace in finding.traces():
            assert isinstance(trace.truth, Truth)
            assert repr(trace).endswith(f"{trace.truth.value}>")


FEW_ROOMS = "    - {id: few-rooms,"


@pytest.mark.parametrize(
    ("test", "reads"),
    [
        ("rooms <= most_rooms", [("fact", "rooms", 3), ("parameter", "most_rooms", 4)]),
        ('reading.hard = "counts"', [("reading", "hard", "counts")]),
        ("birth_date < decision_date", [("fact", "birth_date", Truth.UNKNOWN), ("date", "decision_date", ON)]),
        (
            "rooms + 1 > rooms - most_rooms",
            [("fact", "rooms", 3), ("fact", "rooms", 3), ("parameter", "most_rooms", 4)],
        ),
        ("young(birth_date)", [("fact", "birth_date", Truth.UNKNOWN)]),
        ('"heating" in benefits', [("fact", "benefits", ())]),
        ("hardship", [("fact", "hardship", Truth.OPEN)]),
        ("some c in children satisfies c.at_school", [("fact", "children", None)]),
    ],
)
def test_what_a_condition_looked_at(test: str, reads: list[tuple[str, str, Any]], tmp_path: Path) -> None:
    """Each read has its kind, its name and its value, in the order of the text."""
    edited = also_asking(test, tmp_path)
    person = PERSON | {"benefits": [], "children": [{"at_school": True}]}
    trace = labelled(edited.decide(person, on=ON), "looked-at")
    found = [(read.kind, read.path, read.value if kind_has_value(read) else None) for read in trace.reads]
    assert found == reads


def also_asking(test: str, folder: Path) -> Rulebook:
    """The small pack, whose heating grant has one condition more."""
    limb = f"    - {{id: looked-at, test: '{test}', says: {{zh: 看, en: Look}}}}\n{FEW_ROOMS}"
    return eligibility.load(copy_pack(SMALL, folder, Edit("programmes/heating.yaml", FEW_ROOMS, limb)))


def labelled(decision: Decision, name: str) -> Trace:
    """The trace of the condition of the heating grant with an id."""
    [found] = [trace for trace in every(decision) if trace.label is not None and trace.label.id == name]
    return found


def kind_has_value(read: Read) -> bool:
    """A list of records is no plain value."""
    return read.path != "children"


def test_what_was_seen_of_a_record(tmp_path: Path) -> None:
    """A quantifier shows each record with its place, its reads and what was tested."""
    edited = also_asking("some c in children satisfies age(c.birth_date) < most_rooms", tmp_path)
    children = [{"birth_date": "2019-05-01"}, {}, {"birth_date": "2022-06-02"}]
    records = labelled(edited.decide(PERSON | {"children": children}, on=ON), "looked-at").children
    assert [(one.index, one.truth, one.sides) for one in records] == [
        (0, Truth.FALSE, (5, 4)),
        (1, Truth.UNKNOWN, (None, 4)),
        (2, Truth.TRUE, (1, 4)),
    ]
    assert [[read.path for read in one.reads] for one in records] == [
        [f"children[{place}].birth_date", "decision_date", "most_rooms"] for place in range(3)
    ]


def test_a_field_that_only_an_authority_determines_is_open(tmp_path: Path) -> None:
    """Missing in a record, it reads as open, in what was looked at and in the answer."""
    old = 'question: {zh: 是否在校？, en: "Does the child go to school?"}\n    supplied_by: [applicant]'
    new = old.replace("[applicant]", "[authority]\n    who: {zh: 小局, en: The small bureau}")
    rules = eligibility.load(copy_pack(SMALL, tmp_path, Edit("facts.yaml", old, new)))
    finding = rules.decide({"children": [{}]}, on=ON)["school"]
    assert finding.outcome is Outcome.REFER
    [record] = [trace for trace in below(finding.traces()[-1]) if trace.index == 0]
    assert [(read.path, read.value) for read in record.reads] == [("children[0].at_school", Truth.OPEN)]


def test_a_trace_is_shown_by_its_label_or_its_kind(rules: Rulebook) -> None:
    """Whoever debugs sees which condition it is, and what became of it."""
    shown = {repr(trace) for trace in every(rules.decide(PERSON, on=ON))}
    assert {"<Trace few-rooms: true>", "<Trace in-force: true>", "<Trace AnyOf: true>"} <= shown


def test_what_a_quantifier_saw_keeps_its_label() -> None:
    """A trace that is put in the place of a record is otherwise as it was."""
    rules = eligibility.load(SMALL)
    labelled = next(trace for trace in every(rules.decide(PERSON, on=ON)) if trace.label is not None)
    moved = placed(labelled, 3)
    assert moved.index == 3
    for name in ("node", "label", "truth", "children", "reads", "sides"):
        assert getattr(moved, name) is getattr(labelled, name)


def test_traces_are_made_once(rules: Rulebook) -> None:
    """Asked again, a finding and an item show the same traces."""
    finding = rules.decide(PERSON, on=ON)["heating"]
    assert all(one is two for one, two in zip(finding.traces(), finding.traces(), strict=True))
    (item,) = rules.decide({"children": [{"at_school": True}]}, on=ON)["school"].items
    assert item.traces()[-1] is item.traces()[-1]


def test_what_is_worked_out_once_is_kept_by_its_name() -> None:
    """A property that is made once is an attribute of the instance from then on, under its own name."""

    class Thing:
        @lazily
        def answer(self) -> object:
            """The answer."""
            return object()

    thing = Thing()
    assert thing.answer is thing.answer
    assert thing.__dict__ == {"answer": thing.answer}


def test_a_programme_without_a_text_on_the_day(tmp_path: Path) -> None:
    """It is not in force, has no records, and its neighbours are where they were."""
    dated = Edit("programmes/school.yaml", "strength: unconditional\n", "strength: unconditional\nuntil: 2024-05-31\n")
    rules = eligibility.load(copy_pack(SMALL, tmp_path, dated))
    person = {**PERSON, "children": [{"at_school": True}]}
    before, after = rules.decide(person, on="2024-05-31"), rules.decide(person, on=ON)
    assert [one.outcome for one in before["school"].items] == [Outcome.UNDETERMINED]
    assert (after["school"].outcome, after["school"].items) == (Outcome.NOT_APPLICABLE, ())
    in_force = {one["programme"]: one["in_force"] for one in after.record()["findings"]}
    assert in_force == {"heating": True, "school": False}
    early = {one["programme"]: one["in_force"] for one in rules.decide(person, on="2023-12-31").record()["findings"]}
    assert early == {"heating": False, "school": False}
    place = after.engine.pack.programme_ids.index("school")
    assert after["school"]._evaluation.item_records(place) == []
