"""A case: what is told, what is refused, what changed, who is called back, and what a journal brings back."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

import eligibility
from edits import Edit, copy_pack
from eligibility import (
    CallbackError,
    CaseError,
    InputError,
    InternalError,
    MissingExtraError,
    Outcome,
    UnknownReason,
    UsageError,
)
from eligibility.live import Case, Change, Entry, Kind, SqliteJournal
from eligibility.live.case import put_step
from eligibility.live.engine import CaseEngine
from eligibility.live.journal import MemoryJournal
from eligibility.live.worker import require_engine
from engine import needs_engine

SMALL = Path(__file__).parent / "small_pack"
RULES = eligibility.load(SMALL)
WEIHAI = eligibility.load("weihai-2023-13")
ON = date(2024, 6, 1)
POOR = {"income.yearly": "20000", "lives.place": "100001", "rooms": 4, "job": "none", "benefits": []}
PUPIL, TODDLER = {"birth_date": "2015-01-01", "at_school": True}, {"birth_date": "2023-01-01", "at_school": False}

Open = Callable[..., Case]


@pytest.fixture(params=["decide", pytest.param("durable", marks=needs_engine)])
def open_case(request: pytest.FixtureRequest) -> Iterator[Open]:
    """Open cases, with the engine and without, and close them."""
    made: list[Case] = []

    def call(**options: Any) -> Case:
        made.append(RULES.open_case(**{"on": ON, "engine": request.param, **options}))
        return made[-1]

    yield call
    for case in made:
        case.close()


def spoken(changes: tuple[Change, ...]) -> list[tuple[str, int | None, Outcome | None, Outcome | None]]:
    """Changes as plain tuples."""
    return [(change.programme, change.item, change.before, change.after) for change in changes]


# --- telling ------------------------------------------------------------------------------------------------


def test_entitlements_follow_facts(open_case: Open) -> None:
    """Facts come one at a time; the last one that matters makes the benefit certain, and says so."""
    case = open_case()
    assert case.outcomes["heating"] is Outcome.UNDETERMINED
    changes = [case.assert_fact(path, value, source="applicant") for path, value in POOR.items()]
    assert changes[:-1] == [()] * (len(POOR) - 1)
    assert spoken(changes[-1]) == [("heating", None, Outcome.UNDETERMINED, Outcome.ELIGIBLE_IN_PRINCIPLE)]
    (cause,) = changes[-1][0].because
    assert (cause.kind, cause.path, cause.source, cause.before, cause.after) == (
        "fact",
        "benefits",
        "applicant",
        None,
        [],
    )
    assert case.changes() == changes[-1]
    assert case.decision == RULES.decide({**nested(POOR)}, on=ON)


def nested(flat: dict[str, Any]) -> dict[str, Any]:
    """Nested data from paths of one dot at most."""
    data: dict[str, Any] = {}
    for path, value in flat.items():
        head, _, rest = path.partition(".")
        data[head] = {**data.get(head, {}), rest: value} if rest else value
    return data


def test_several_facts_in_one_step(open_case: Open) -> None:
    """Told together, flat or nested, they are one step with one set of changes."""
    flat, grouped = open_case(), open_case()
    first = flat.assert_facts(POOR, source="a")
    second = grouped.assert_facts({**nested(POOR), "unknown": {"birth_date": "refused"}}, source="a")
    assert spoken(first) == spoken(second)
    assert {entry.step for entry in flat.history()} == {0, 1}
    assert grouped.decision.person.unknown == {"birth_date": UnknownReason.REFUSED}


def test_a_source_corrects_itself(open_case: Open) -> None:
    """The same source again is a correction and no conflict."""
    case = open_case()
    case.assert_facts(POOR, source="applicant")
    changes = case.assert_fact("job", "full", source="applicant", why="a payslip came in")
    assert spoken(changes) == [("heating", None, Outcome.ELIGIBLE_IN_PRINCIPLE, Outcome.NOT_ELIGIBLE)]
    assert changes[0].is_loss
    assert case.conflicts() == {}


def test_sources_in_conflict(open_case: Open) -> None:
    """Another source with another value makes the fact unknown because of conflict, until it is settled."""
    case = open_case()
    case.assert_facts(POOR, source="applicant")
    changes = case.assert_fact("job", "full", source="register")
    assert spoken(changes) == [("heating", None, Outcome.ELIGIBLE_IN_PRINCIPLE, Outcome.UNDETERMINED)]
    assert changes[0].because[0].after == "conflicting"
    (missing,) = case.decision["heating"].missing
    assert (missing.path, missing.reason) == ("job", UnknownReason.CONFLICTING)
    assert case.conflicts() == {"job": {"applicant": "none", "register": "full"}}
    changes = case.settle("job", source="applicant", why="the register is a year old")
    assert changes[0].is_gain
    assert case.conflicts() == {}
    assert spoken(case.assert_fact("job", "part", source="register"))[0][3] is Outcome.UNDETERMINED


def test_equal_values_of_two_sources_are_no_conflict(open_case: Open) -> None:
    """What counts is the value, not how it was written."""
    case = open_case()
    case.assert_fact("income.yearly", "20000", source="a")
    case.assert_fact("income.yearly", "20000.00", source="b")
    case.assert_fact("benefits", ["heating", "housing"], source="a")
    case.assert_fact("benefits", ("housing", "heating"), source="b")
    assert case.conflicts() == {}


def test_retraction(open_case: Open) -> None:
    """What is taken back is unknown again; what another source says stands."""
    case = open_case()
    case.assert_facts(POOR, source="a")
    case.assert_fact("job", "none", source="b")
    assert case.retract_fact("job", source="a") == ()
    assert spoken(case.retract_fact("job", source="b"))[0][3] is Outcome.UNDETERMINED
    with pytest.raises(CaseError, match="C008"):
        case.retract_fact("job", source="b")


def test_items_come_and_go(open_case: Open) -> None:
    """A list is told whole; its records have answers of their own, and appear and vanish among the changes."""
    case = open_case()
    assert spoken(case.assert_fact("children", [PUPIL, TODDLER], source="a")) == [
        ("school", None, Outcome.UNDETERMINED, Outcome.ELIGIBLE),
        ("school", 0, None, Outcome.ELIGIBLE),
        ("school", 1, None, Outcome.NOT_ELIGIBLE),
    ]
    assert [one.value for one in case.item_outcomes["school"]] == ["eligible", "not_eligible"]
    assert spoken(case.assert_fact("children", [TODDLER], source="a")) == [
        ("school", None, Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE),
        ("school", 0, Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE),
        ("school", 1, Outcome.NOT_ELIGIBLE, None),
    ]
    assert [one.value for one in case.item_outcomes["school"]] == ["not_eligible"]


def test_why_a_fact_is_not_known(open_case: Open) -> None:
    """A reason is told like a value, and travels into the decision; a conflict is nobody's to say."""
    case = open_case()
    case.assert_facts({path: value for path, value in POOR.items() if path != "job"}, source="a")
    case.assert_fact("job", UnknownReason.REFUSED, source="a")
    assert case.decision["heating"].missing[0].reason is UnknownReason.REFUSED
    with pytest.raises(InputError, match="I104"):
        case.assert_fact("job", UnknownReason.CONFLICTING, source="a")


# --- what is refused ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("income.yearly", 0.5, "I102"),
        ("income.yearly", -1, "I103"),
        ("income.yearly", None, "I102"),
        ("job", "both", "I104"),
        ("birth_date", "2024-06-02", "I106"),
        ("children", [{"birth_date": "2030-01-01"}], "I106"),
        ("children", [{"agee": 3}], "I101"),
        ("children[0].at_school", True, "I101"),
        ("children[].at_school", True, "I101"),
        ("incom.yearly", 1, "I101"),
        ("income", {"yearly": 1, "weekly": 2}, "I101"),
        ("unknown", {"jobb": "refused"}, "I101"),
        ("unknown", {"job": "forgot"}, "I104"),
        ("unknown", {"job": "conflicting"}, "I104"),
    ],
)
def test_a_bad_fact_is_refused_and_nothing_is_written(open_case: Open, path: str, value: Any, code: str) -> None:
    """The door is the library's own; the case stays as it was, and a step is refused as a whole."""
    case = open_case()
    case.assert_fact("rooms", 2, source="a")
    before, decision = case.history(), case.decision
    with pytest.raises(InputError) as caught:
        case.assert_facts({"rooms": 3, path: value}, source="a")
    assert caught.value.code == code
    assert case.history() == before
    assert case.decision is decision


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"income": {"yearly": 1}, "income.yearly": 2}, "I105"),
        ({"job": "part", "unknown": {"job": "refused"}}, "I107"),
        ({"unknown": {"job": ["refused"]}}, "I104"),
        ({"unknown": {7: "refused"}}, "I101"),
        ({7: "part"}, "I101"),
        ({"unknown": ["job"]}, "I102"),
        ({"unknown": ""}, "I102"),
    ],
)
def test_a_fact_is_told_once(open_case: Open, facts: Any, code: str) -> None:
    """Of two things told about one fact in one step none is left out in silence, and names are text."""
    case = open_case()
    with pytest.raises(InputError) as caught:
        case.assert_facts(facts, source="a")
    assert caught.value.code == code
    assert len(case.history()) == 1


@pytest.mark.parametrize("path", [None, 7, ["job"], {"job": 1}])
def test_a_path_is_text(open_case: Open, path: Any) -> None:
    """What is no text names no fact, in every method alike."""
    case = open_case()
    calls: list[Callable[[], object]] = [
        lambda: case.assert_fact(path, "part", source="a"),
        lambda: case.retract_fact(path, source="a"),
        lambda: case.settle(path, source="a"),
    ]
    for call in calls:
        with pytest.raises(InputError, match="I101"):
            call()


def test_callbacks_rules_and_journals_are_checked(open_case: Open) -> None:
    """What cannot be called, written to or decided with is refused when it is given."""
    case = open_case()
    wrong: Any = 5
    calls: list[Callable[[], object]] = [
        lambda: case.on_eligible(wrong),
        lambda: case.on_lost(wrong),
        lambda: case.on_authority(wrong),
        lambda: case.advance(rules=wrong),
        lambda: RULES.open_case(on=ON, journal=wrong, engine="decide"),
        lambda: RULES.open_case(on=ON, journal="a\0b", engine="decide"),
        lambda: RULES.open_case(on=ON, engine=wrong),
        lambda: RULES.watch(wrong),
    ]
    for call in calls:
        with pytest.raises(UsageError, match="U013"):
            call()


def test_a_birth_after_the_decision(open_case: Open) -> None:
    """A case cannot go back before a birth that it was told, and stays where it is."""
    case = open_case()
    case.assert_fact("birth_date", "2024-05-01", source="a")
    with pytest.raises(InputError, match="I106"):
        case.advance(on="2024-04-30")
    assert case.on == ON
    assert [entry.kind for entry in case.history()] == [Kind.OPENED, Kind.TOLD]


def test_going_back_is_refused_for_what_conflicts_too(open_case: Open) -> None:
    """A birth that is in conflict does not stand, so it keeps the case nowhere; settling on it is refused."""
    case = open_case()
    case.assert_fact("birth_date", "2024-05-01", source="a")
    case.assert_fact("birth_date", "2000-05-01", source="b")
    case.advance(on="2024-04-30")
    with pytest.raises(InputError, match="I106"):
        case.settle("birth_date", source="a")
    assert case.settle("birth_date", source="b") == ()


@pytest.mark.parametrize("source", ["", "  ", None, 7, "x" * 101, "a\nb"])
def test_a_source_is_needed(open_case: Open, source: Any) -> None:
    """Somebody has to have said it."""
    with pytest.raises(UsageError, match="U013"):
        open_case().assert_fact("rooms", 2, source=source)


def test_what_cannot_be_settled(open_case: Open) -> None:
    """Only a conflict is settled, on a source that gave a value."""
    case = open_case()
    case.assert_fact("rooms", 2, source="a")
    with pytest.raises(CaseError, match="C009"):
        case.settle("rooms", source="a")
    case.assert_fact("rooms", 3, source="b")
    case.assert_fact("rooms", UnknownReason.NOT_KNOWN, source="c")
    for source in ("c", "d"):
        with pytest.raises(CaseError, match="C008") as caught:
            case.settle("rooms", source=source)
        assert source in str(caught.value)


def test_audit_fields(open_case: Open) -> None:
    """When and why are kept as they were given and change nothing."""
    case = open_case()
    case.assert_fact("rooms", 2, source="甲", at=datetime(2024, 6, 1, 9, 30), why="口头")  # noqa: DTZ001 - a local time
    case.assert_fact("rooms", 3, source="甲", at=date(2024, 6, 2))
    case.assert_fact("rooms", 4, source="甲", at="上午")
    assert [entry.at for entry in case.history()] == ["", "2024-06-01T09:30:00", "2024-06-02", "上午"]
    assert case.history()[1].why == "口头"
    with pytest.raises(UsageError):
        case.assert_fact("rooms", 2, source="甲", at=12)  # type: ignore[arg-type]


# --- time and rules -------------------------------------------------------------------------------------------


def test_weeks_pass(open_case: Open) -> None:
    """Another date decides again, and what it changed is put down to the date."""
    case = open_case(on="2023-05-01")
    case.assert_facts(POOR, source="a")
    assert case.advance(on="2023-05-02") == ()
    changes = case.advance(on=date(2022, 12, 31))
    assert all([cause.kind for cause in change.because] == ["date"] for change in changes)
    assert case.on == date(2022, 12, 31)
    with pytest.raises(UsageError, match="U002"):
        case.advance(on="soon")


def test_other_readings(open_case: Open) -> None:
    """Other readings of the same pack decide from now on; another pack's rules are refused."""
    name, choices = next((one.id, one.selectable) for one in RULES.reading_definitions if len(one.selectable) > 1)
    other = RULES.with_readings({name: next(choice for choice in choices if choice != RULES.readings[name])})
    case = open_case()
    case.assert_facts(POOR, source="a")
    changes = case.advance(rules=other)
    assert all([cause.kind for cause in change.because] == ["rules"] for change in changes)
    assert case.rules is other
    assert case.decision.outcomes == other.decide(nested(POOR), on=ON).outcomes
    with pytest.raises(CaseError, match="C010"):
        case.advance(rules=WEIHAI)


# --- callbacks ------------------------------------------------------------------------------------------------


def test_callbacks(open_case: Open) -> None:
    """Each is called with the changes that it is about, the person's and the items'."""
    case = open_case()
    gained: list[Change] = []
    lost: list[Change] = []
    referred: list[Change] = []
    case.on_eligible(gained.append)
    case.on_lost(lost.append)
    case.on_authority(referred.append)
    case.assert_facts({**POOR, "benefits": ["heating"]}, source="a")
    assert spoken(tuple(referred)) == [("heating", None, Outcome.UNDETERMINED, Outcome.REFER)]
    case.assert_fact("children", [PUPIL], source="a")
    assert [(change.programme, change.item) for change in gained] == [("school", None), ("school", 0)]
    case.retract_fact("children", source="a")
    assert [(change.programme, change.item) for change in lost] == [("school", None), ("school", 0)]


def test_a_callback_that_fails_costs_nothing(open_case: Open) -> None:
    """The fact is recorded, the other callbacks are called, and the error reaches the caller."""
    case = open_case()
    called: list[Change] = []

    @case.on_eligible
    def fail(change: Change) -> None:
        raise RuntimeError(change.programme)

    case.on_eligible(called.append)
    with pytest.raises(CallbackError) as only:
        case.assert_facts(POOR, source="a")
    assert str(only.value.__cause__) == "heating"
    assert [change.programme for change in only.value.changes] == ["heating"]
    assert only.value.text("zh") == "C012 已经记下，但是回调 fail 出错：RuntimeError（不用再告知一次；请修改回调）"
    assert len(called) == 1
    assert case.outcomes["heating"] is Outcome.ELIGIBLE_IN_PRINCIPLE
    with pytest.raises(CallbackError) as caught:
        case.assert_fact("children", [PUPIL], source="a")
    assert [str(error) for error in caught.value.errors] == ["school", "school"]
    assert isinstance(caught.value.__cause__, ExceptionGroup)
    assert len(called) == 3
    assert len(case.history()) == 1 + len(POOR) + 1


def test_a_callbacks_own_refusal_is_no_refusal_of_what_was_told(open_case: Open) -> None:
    """An ``InputError`` inside a callback does not come out as one: it would say that nothing was written."""
    case = open_case()

    @case.on_eligible
    def refuse(change: Change) -> None:
        case.assert_fact("rooms", "many", source=change.programme)

    with pytest.raises(CallbackError) as caught:
        case.assert_facts(POOR, source="a")
    assert not isinstance(caught.value, InputError)
    assert [type(error) for error in caught.value.errors] == [InputError]
    assert case.outcomes["heating"] is Outcome.ELIGIBLE_IN_PRINCIPLE
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    assert again.problems == caught.value.problems


@needs_engine
def test_a_defect_at_the_engine_keeps_nobody_from_being_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """What breaks there once the fact is recorded is told after all callbacks, and beside what they raise."""

    def fail(*_: object) -> None:
        raise KeyError("20000")

    called: list[Change] = []
    with RULES.open_case(on=ON) as case:
        case.on_eligible(called.append)
        monkeypatch.setattr(CaseEngine, "derive", fail)
        with pytest.raises(InternalError) as caught:
            case.assert_facts(POOR, source="a")
        assert "KeyError @" in str(caught.value)
        assert "20000" not in str(caught.value)
        assert len(called) == 1
        case.on_lost(fail)
        with pytest.raises(CallbackError) as both:
            case.assert_fact("job", "full", source="a")
        assert [one.code for one in both.value.problems] == ["C012", "B001"]


# --- reasons inside lists -----------------------------------------------------------------------------------


def test_a_field_of_a_record_may_have_a_reason(open_case: Open, tmp_path: Path) -> None:
    """Told in the list, nested as a person has it, or as the journal has it, it reaches the person and comes back."""
    reasons = {"children[1].birth_date": UnknownReason.REFUSED}
    case = open_case(journal=tmp_path / "j", case="a")
    told = [PUPIL, {"birth_date": UnknownReason.REFUSED, "at_school": True}]
    case.assert_fact("children", told, source="a")
    assert case.decision.person.unknown == reasons
    kept = case.history()[-1].value
    assert kept == [PUPIL, {"at_school": True, "birth_date": {"unknown": "refused"}}]
    nested_data = {"children": [PUPIL, {"at_school": True}], "unknown": {"children[1].birth_date": "refused"}}
    assert case.assert_facts(nested_data, source="b") == ()
    case.assert_fact("children", kept, source="c")
    assert case.conflicts() == {}
    case.close()
    with RULES.open_case(journal=tmp_path / "j", case="a", engine="decide") as again:
        assert again.decision.person.unknown == reasons
        again.assert_fact("children", [PUPIL, TODDLER], source="b")
        assert again.decision.person.unknown == {"children": UnknownReason.CONFLICTING}
        again.settle("children", source="b")
        assert again.decision.person.unknown == {}


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"children": [{"birth_date": UnknownReason.CONFLICTING}]}, "I104"),
        ({"children": [{"birth_date": {"unknown": "because"}}]}, "I104"),
        ({"children": [{"birth_date": {"because": "refused"}}]}, "I102"),
        ({"children": [{"shoes": UnknownReason.REFUSED}]}, "I101"),
        ({"children": [PUPIL], "unknown": {"children[0].birth_date": "refused"}}, "I107"),
        ({"children": [{}], "unknown": {"children[1].birth_date": "refused"}}, "I101"),
        ({"children": [{}], "unknown": {"children[0].shoes": "refused"}}, "I101"),
        ({"children": [{}], "unknown": {"children[0].birth_date": "because"}}, "I104"),
        ({"unknown": {"children[0].birth_date": "refused"}}, "I101"),
        ({"children": ["x"], "unknown": {"children[0].birth_date": "refused"}}, "I101"),
        ({"benefits": [UnknownReason.REFUSED]}, "I104"),
    ],
)
def test_reasons_in_lists_that_will_not_do(open_case: Open, facts: dict[str, Any], code: str) -> None:
    """A reason nobody may give, of a field there is not, or beside a value is refused, and nothing is written."""
    case = open_case()
    with pytest.raises(InputError) as caught:
        case.assert_facts(facts, source="a")
    assert caught.value.code == code
    assert len(case.history()) == 1


def test_a_person_from_an_interview_goes_into_a_case_whole(open_case: Open) -> None:
    """Whatever a person can say, a case can be told in one step."""
    person = {**nested(POOR), "children": [PUPIL, {}], "unknown": {"children[1].at_school": "not_known"}}
    case = open_case()
    case.assert_facts(RULES.Person.vocabulary.plain(RULES.person(person)), source="a")
    assert case.decision == RULES.decide(person, on=ON)


# --- rules that are gone ------------------------------------------------------------------------------------


def test_a_case_that_new_rules_cannot_decide(tmp_path: Path) -> None:
    """A fact that the new version no longer has is named with both versions, and there is a way to the new rules."""
    newer = eligibility.load(copy_pack(SMALL, tmp_path / "new", Edit("pack.yaml", "version: 1", "version: 2")))
    journal = MemoryJournal()
    with RULES.open_case(on=ON, journal=journal, case="a", engine="decide") as case:
        case.assert_facts(POOR, source="a")
    gone = Entry(2, 0, Kind.TOLD, "shoes", "a", value=3)
    journal.append("a", [gone])
    with pytest.raises(CaseError) as caught:
        newer.open_case(journal=journal, case="a", engine="decide")
    first, second = caught.value.problems
    assert first.text() == (
        f"C013 the case a was recorded under small-pack {RULES.version} and cannot be decided under "
        f"small-pack {newer.version} ({first.hint()})"
    )
    assert (second.code, second.details) == ("I101", (("fact", "shoes"),))


def test_a_callback_may_tell_facts(open_case: Open) -> None:
    """A callback can go on with the case."""
    case = open_case()

    @case.on_eligible
    def go_on(change: Change) -> None:
        if change.programme == "heating":
            case.assert_fact("children", [], source="callback")

    case.assert_facts(POOR, source="a")
    assert case.outcomes["school"] is Outcome.NOT_ELIGIBLE


# --- journals -------------------------------------------------------------------------------------------------


def test_a_case_is_taken_up_again(open_case: Open, tmp_path: Path) -> None:
    """The journal gives the same decision, the same history and the same changes."""
    path = tmp_path / "cases"
    with open_case(journal=path, case="甲") as case:
        case.assert_facts(POOR, source="a")
        case.assert_fact("job", "full", source="b")
        case.settle("job", source="b")
        case.advance(on="2024-07-01")
        before = (case.decision, case.history(), case.changes())
    with open_case(journal=path, case="甲", on=None) as again:
        assert (again.decision, again.history(), again.changes()) == before
        assert again.on == date(2024, 7, 1)
        again.retract_fact("job", source="b")
        assert again.outcomes["heating"] is Outcome.ELIGIBLE_IN_PRINCIPLE
        assert len(again.changes()) == len(before[2]) + 1


def test_many_cases_in_one_file(open_case: Open, tmp_path: Path) -> None:
    """Cases without a name get numbers; each has its own facts."""
    path = tmp_path / "cases"
    first, second = open_case(journal=path), open_case(journal=path)
    assert (first.name, second.name) == ("case-1", "case-2")
    first.assert_fact("rooms", 2, source="a")
    assert len(second.history()) == 1
    assert open_case(journal=path, case="other").name == "other"


def test_no_such_case(open_case: Open, tmp_path: Path) -> None:
    """Without a date a case has to be there; a date opens it."""
    with pytest.raises(CaseError, match="C005"):
        open_case(journal=tmp_path / "j", case="x", on=None)
    with pytest.raises(UsageError, match="U001"):
        open_case(on=None)


def test_another_packs_case(open_case: Open, tmp_path: Path) -> None:
    """A case of one pack is not decided by another."""
    open_case(journal=tmp_path / "j", case="x").close()
    with pytest.raises(CaseError, match="C010"):
        WEIHAI.open_case(journal=tmp_path / "j", case="x", engine="decide")


def test_a_new_version_is_recorded_with_the_next_step(tmp_path: Path) -> None:
    """Taken up under a new version, a case is decided by it; that is written down with what is told next."""
    changed = eligibility.load(copy_pack(SMALL, tmp_path / "pack", Edit("pack.yaml", "version: ", "version: 9")))
    with RULES.open_case(on=ON, journal=tmp_path / "j", case="x", engine="decide") as case:
        case.assert_facts(POOR, source="a")
    with changed.open_case(journal=tmp_path / "j", case="x", engine="decide") as case:
        assert len(case.history()) == 1 + len(POOR)
        case.assert_fact("rooms", 3, source="a")
        rules, told = case.history()[-2:]
        assert (rules.kind, told.kind, rules.step) == (Kind.RULES, Kind.TOLD, told.step)
        assert rules.rules is not None
        assert rules.rules["version"] == changed.version


def test_two_objects_on_one_case(open_case: Open, tmp_path: Path) -> None:
    """Each takes in what the other has written before it writes itself, and calls back about it."""
    path = tmp_path / "j"
    one, other = open_case(journal=path, case="x"), open_case(journal=path, case="x", on=None)
    seen: list[Change] = []
    other.on_eligible(seen.append)
    one.assert_facts(POOR, source="a")
    other.assert_fact("birth_date", "2000-01-01", source="b")
    assert [change.programme for change in seen] == ["heating"]
    assert other.outcomes["heating"] is Outcome.ELIGIBLE_IN_PRINCIPLE
    assert other.changes()[0].step == 1
    assert len(other.history()) == 1 + len(POOR) + 1


def test_a_fact_is_judged_by_what_others_wrote_meanwhile(open_case: Open, tmp_path: Path) -> None:
    """What another process has changed counts before anything is written."""
    path = tmp_path / "j"
    one, other = open_case(journal=path, case="x"), open_case(journal=path, case="x", on=None)
    one.advance(on="2023-06-01")
    with pytest.raises(InputError, match="I106"):
        other.assert_fact("birth_date", "2024-01-01", source="b")
    assert other.on == date(2023, 6, 1)
    assert [entry.kind for entry in SqliteJournal(path).read("x")] == [Kind.OPENED, Kind.ADVANCED]


class BrokenJournal(MemoryJournal):
    """A journal whose disk is full."""

    def append(self, case: str, entries: Any) -> None:
        """Nothing can be written but that the case was opened."""
        if entries[0].kind is not Kind.OPENED:
            raise CaseError(eligibility.errors.problem("C004", reason="disk full"))
        super().append(case, entries)


def test_what_cannot_be_written_does_not_happen(open_case: Open) -> None:
    """If the journal fails, the caller is told and the case stays as it was."""
    case = open_case(journal=BrokenJournal())
    with pytest.raises(CaseError, match="C004"):
        case.assert_fact("rooms", 2, source="a")
    assert case.decision == RULES.decide({}, on=ON)
    assert len(case.history()) == 1


class InterruptedJournal(MemoryJournal):
    """A journal whose user presses Control-C when the third step has just been written."""

    def append(self, case: str, entries: Any) -> None:
        """Write, and be interrupted."""
        super().append(case, entries)
        if entries[0].step == 2:
            raise KeyboardInterrupt


def test_an_interrupt_loses_nothing(open_case: Open) -> None:
    """What was written when an interrupt came is taken in with the next step, once."""
    journal = InterruptedJournal()
    case = open_case(journal=journal)
    case.assert_fact("rooms", 2, source="a")
    with pytest.raises(KeyboardInterrupt):
        case.assert_fact("job", "part", source="a")
    case.assert_fact("rooms", 3, source="a")
    assert case.history() == tuple(journal.read(case.name))
    assert case.decision == RULES.decide({"rooms": 3, "job": "part"}, on=ON)


def test_half_a_step_is_replaced() -> None:
    """What an interrupt left of a step gives way to the step itself."""
    first, second, again = (Entry(step, 0, Kind.TOLD, "rooms", who) for step, who in ((1, "a"), (2, "a"), (2, "b")))
    whole = [first, second]
    put_step(whole, [again], 2)
    assert whole == [first, again]


def test_a_journal_that_has_lost_the_case(open_case: Open, tmp_path: Path) -> None:
    """A file that was emptied while a case was open is told, not waited for."""
    case = open_case(journal=tmp_path / "j", case="a")
    case.assert_fact("rooms", 2, source="a")
    case._journal.close()
    for name in ("j", "j-wal", "j-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    with pytest.raises(CaseError, match="C004"):
        case.assert_fact("rooms", 3, source="a")
    assert len(case.history()) == 2


def test_closed(open_case: Open) -> None:
    """A closed case takes no more facts and still shows what it was."""
    case = open_case()
    case.close()
    case.close()
    with pytest.raises(CaseError, match="C007"):
        case.assert_fact("rooms", 2, source="a")
    assert case.outcomes["heating"] is Outcome.UNDETERMINED


# --- the engine -----------------------------------------------------------------------------------------------


@needs_engine
def test_a_disagreement_is_a_defect_and_decide_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the engine says something else, the fact is recorded, decide's answer stands, and B011 is raised."""
    with RULES.open_case(on=ON) as case:
        right = CaseEngine.derive

        def wrong(self: CaseEngine, decision: eligibility.Decision) -> Any:
            lying = eligibility.Decision(decision.engine, decision.person, decision.on, (Outcome.ELIGIBLE,) * 2)
            return right(self, lying)

        monkeypatch.setattr(CaseEngine, "derive", wrong)
        with pytest.raises(InternalError, match="B011") as caught:
            case.assert_fact("job", "full", source="a")
        assert "heating" in str(caught.value)
        monkeypatch.undo()
        assert case.history()[-1].path == "job"
        assert case.outcomes["heating"] is case.decision["heating"].outcome is Outcome.NOT_ELIGIBLE
        case.assert_fact("rooms", 2, source="a")


@pytest.mark.parametrize("reason", ["python", "missing", "no compiled part"])
def test_where_the_engine_is_not_available(reason: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The error names the reason and the way out, nothing is written, and the way out works."""
    require_engine.cache_clear()
    if reason == "python":
        monkeypatch.setattr("eligibility.live.worker._NEWEST", (3, 10))
    else:
        gone = "durable" if reason == "missing" else "durable_rules_engine"
        monkeypatch.setattr("eligibility.live.worker.find_spec", find_all_but(gone))
    with pytest.raises(MissingExtraError, match="X011") as caught:
        RULES.open_case(on=ON, journal=tmp_path / "j")
    assert 'engine="decide"' in str(caught.value)
    assert not (tmp_path / "j").exists()
    with RULES.open_case(on=ON, engine="decide") as case:
        case.assert_fact("rooms", 2, source="a")
    require_engine.cache_clear()


def find_all_but(gone: str) -> Callable[[str], Any]:
    """The finder of modules, blind to one."""
    from importlib.util import find_spec

    return lambda name: None if name == gone else find_spec(name)


def test_another_engine_is_refused() -> None:
    """A misspelt engine is no silent fallback."""
    with pytest.raises(UsageError, match="U013"):
        RULES.open_case(on=ON, engine="durable-rules")  # type: ignore[arg-type]


def test_threads_with_one_case(open_case: Open) -> None:
    """Two threads tell facts to the same case: nothing is lost and nothing is mixed up."""
    case = open_case()
    failed: list[BaseException] = []

    def work(source: str) -> None:
        try:
            for rooms in range(15):
                case.assert_fact("rooms", rooms + 1, source=source)
                case.assert_fact("job", ("none", "part")[rooms % 2], source=source)
        except BaseException as error:  # noqa: BLE001 - shown below
            failed.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert [entry.step for entry in case.history()] == list(range(61))
    assert case.conflicts() == {}
    assert case.decision.person == RULES.person({"rooms": 15, "job": "none"})
