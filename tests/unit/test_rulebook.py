"""What a user calls: deciding one and many, what-if, and what holds of the objects themselves."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

import eligibility
from edits import Edit, copy_pack
from eligibility import (
    Decision,
    EligibilityError,
    InputError,
    InternalError,
    Outcome,
    Rulebook,
    UsageError,
)
from strategies import nest, random_person

SMALL = Path(__file__).parent / "small_pack"
RULES = eligibility.load(SMALL)
WEIHAI = eligibility.load("weihai-2023-13")
ON = date(2024, 6, 1)
ZHOU: dict[str, Any] = {
    "income": {"yearly": "20000"},
    "lives": {"place": "100001"},
    "rooms": 4,
    "job": "none",
    "benefits": [],
    "children": [{"birth_date": "2015-01-01", "at_school": True}, {"at_school": False}],
}
HEATING, SCHOOL = "programmes/heating.yaml", "programmes/school.yaml"
PUPIL = "test: some child in children satisfies child.at_school"
LAST_TERM = "    test: age(born) < 18\n"


# --- what a rulebook says of itself ---------------------------------------------------------------------------


def test_what_it_is() -> None:
    """A rulebook names its pack, version, readings, programmes, facts and clauses."""
    assert (RULES.id, RULES.version, repr(RULES)) == ("small-pack", "1.2.3", "<Rulebook small-pack 1.2.3>")
    assert RULES.readings == {"leap": "march-1", "hard": "counts"}
    assert [one.id for one in RULES.reading_definitions] == ["leap", "hard"]
    assert [programme.id for programme in RULES.programmes] == ["heating", "school"]
    assert [fact.path for fact in RULES.facts][:3] == ["income.yearly", "birth_date", "lives.place"]
    assert [clause.clause for clause in RULES.clauses] == ["第一条", "第二条", "第三条"]
    assert RULES.content_hash.startswith("sha256:")


def test_content_hash(tmp_path: Path) -> None:
    """The hash is of what the pack says: comments, spaces and cases do not count, a threshold or a word does."""
    comment = copy_pack(SMALL, tmp_path / "a", Edit(HEATING, "programme: heating", "# 注\nprogramme:    heating"))
    cases = copy_pack(SMALL, tmp_path / "b", Edit("cases/heating.yaml", "rooms: 4", "rooms: 3"))
    changed = copy_pack(SMALL, tmp_path / "c", Edit("parameters.yaml", "value: 22000", "value: 22001"))
    worded = copy_pack(SMALL, tmp_path / "d", Edit(HEATING, "en: Is poor", "en: Has little"))
    assert eligibility.load(comment).content_hash == RULES.content_hash
    assert eligibility.load(cases).content_hash == RULES.content_hash
    assert eligibility.load(changed).content_hash != RULES.content_hash
    assert eligibility.load(worded).content_hash != RULES.content_hash


def test_with_readings() -> None:
    """Another reading gives another rulebook; those not named keep the choice they have."""
    other = RULES.with_readings({"hard": "ignored"}).with_readings({"leap": "february-28"})
    assert other.readings == {"leap": "february-28", "hard": "ignored"}
    assert RULES.readings["hard"] == "counts"


# --- deciding -------------------------------------------------------------------------------------------------


def test_decide() -> None:
    """A decision has a finding for each programme, with what it rests on and who decides."""
    decision = RULES.decide(ZHOU, on="2024-06-01")
    assert (decision.on, len(decision)) == (ON, 2)
    assert [finding.programme for finding in decision] == ["heating", "school"]
    heating = decision["heating"]
    assert heating.outcome is Outcome.ELIGIBLE_IN_PRINCIPLE
    assert (heating.strength, heating.clause, heating.decided_by) == ("in_principle", "第一条", ("小局",))
    assert heating.title.en == "Heating grant"
    assert (heating.missing, heating.open, heating.items) == ((), (), ())
    assert [note.id for note in heating.notes] == ["shared-note"]
    school = decision["school"]
    assert [item.outcome for item in school.items] == [Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE]
    assert [item.record for item in school.items] == [
        {"birth_date": "2015-01-01", "at_school": True},
        {"at_school": False},
    ]
    assert [(item.index, item.label.en) for item in school.items] == [(0, "Child"), (1, "Child")]
    assert decision.warnings == ()


def test_missing_and_open() -> None:
    """An undetermined finding lists its missing facts, with all that helps to find them out, and its open terms."""
    decision = RULES.decide({"benefits": ["heating"], "unknown": {"rooms": "refused"}}, on=ON)
    heating = decision["heating"]
    assert heating.outcome is Outcome.UNDETERMINED
    by_path = {fact.path: fact for fact in heating.missing}
    assert list(by_path) == ["lives.place", "income.yearly", "rooms", "job"]
    assert by_path["income.yearly"].question.en == "What is your yearly income?"
    assert by_path["income.yearly"].supplied_by == ("applicant", "register")
    assert by_path["rooms"].reason is eligibility.UnknownReason.REFUSED
    assert by_path["job"].reason is None
    opened = {term.id: term for term in heating.open}
    assert set(opened) == {"hardship", "twice"}
    assert opened["hardship"].term.en == "Hardship"
    assert opened["twice"].who_decides == ("小局",)
    assert opened["twice"].clause == "第一条"


def test_refer_lists_open_terms_alone() -> None:
    """Where only a doubt of the law is left, the finding names it and asks for nothing."""
    heating = RULES.decide({**ZHOU, "benefits": ["heating"]}, on=ON)["heating"]
    assert heating.outcome is Outcome.REFER
    assert heating.missing == ()
    assert [term.id for term in heating.open] == ["twice"]


def test_decided_findings_list_nothing() -> None:
    """A certain refusal lists neither missing facts nor open terms."""
    heating = RULES.decide({"rooms": 5}, on=ON)["heating"]
    assert heating.outcome is Outcome.NOT_ELIGIBLE
    assert (heating.missing, heating.open) == ((), ())


def test_missing_of_the_decision_comes_best_first(tmp_path: Path) -> None:
    """First the facts that most programmes wait for, then in the order of the vocabulary, records by their place."""
    decision = RULES.decide({"children": [{}, {}], "rooms": 4}, on=ON)
    assert [fact.path for fact in decision.missing()] == [
        *("income.yearly", "lives.place", "job", "benefits"),
        *("children[0].birth_date", "children[1].birth_date", "children[0].at_school", "children[1].at_school"),
    ]
    scope = Edit(
        SCHOOL,
        "best: eligible\n",
        "best: eligible\napplies:\n  - {id: few, test: rooms <= 20, says: {zh: 甲, en: x}}\n",
    )
    both = eligibility.load(copy_pack(SMALL, tmp_path, scope)).decide({}, on=ON)
    assert [fact.path for fact in both.missing()][:2] == ["rooms", "income.yearly"]


def test_missing_records_come_in_their_order() -> None:
    """Of a dozen children the eleventh is asked for after the third."""
    decision = RULES.decide({"children": [{} for _ in range(12)]}, on=ON)
    births = [fact.path for fact in decision.missing() if fact.path.endswith("birth_date") and "[" in fact.path]
    assert births == [f"children[{index}].birth_date" for index in range(12)]


def test_a_programme_out_of_force_does_not_apply(tmp_path: Path) -> None:
    """A programme outside its period still has a finding, which says that it does not apply and why it would decide."""
    period = Edit(
        HEATING, "best: eligible_in_principle\n", "best: eligible_in_principle\nfrom: 2024-03-01\nuntil: 2024-09-30\n"
    )
    rules = eligibility.load(copy_pack(SMALL, tmp_path, period))
    for day, outcome in (
        ("2024-02-29", Outcome.NOT_APPLICABLE),
        ("2024-03-01", Outcome.ELIGIBLE_IN_PRINCIPLE),
        ("2024-09-30", Outcome.ELIGIBLE_IN_PRINCIPLE),
        ("2024-10-01", Outcome.NOT_APPLICABLE),
    ):
        heating = rules.decide(ZHOU, on=day)["heating"]
        assert heating.outcome is outcome
        assert (heating.clause, heating.title.en) == ("第一条", "Heating grant")
        assert (heating.traces() == ()) is (outcome is Outcome.NOT_APPLICABLE)


def test_thresholds_follow_the_date() -> None:
    """Each period has its own threshold, on both sides of the day on which it changes."""
    poor = {**ZHOU, "income": {"yearly": "20000.01"}}
    assert RULES.decide({**poor, "rooms": 4, "unknown": {}}, on="2024-12-31")["heating"].outcome is Outcome.REFER
    assert RULES.decide(poor, on="2025-01-01")["heating"].outcome is Outcome.ELIGIBLE_IN_PRINCIPLE


def test_past_the_horizon_a_threshold_is_unknown() -> None:
    """After ``known_until`` the threshold is missing, with the maintainer as the one to ask; no old value holds."""
    last, after = RULES.decide(ZHOU, on="2026-12-31"), RULES.decide(ZHOU, on="2027-01-01")
    assert last["heating"].outcome is Outcome.ELIGIBLE_IN_PRINCIPLE
    heating = after["heating"]
    assert heating.outcome is Outcome.UNDETERMINED
    (limit,) = heating.missing
    assert (limit.path, limit.supplied_by) == ("income_limit", ("maintainer",))
    assert limit.who is not None
    assert limit.who.en == "The maintainers"
    assert limit.label.en == "Income limit"
    assert [fact.path for fact in after.missing()] == ["income_limit"]


def test_before_the_first_value_a_threshold_is_unknown(tmp_path: Path) -> None:
    """Before its first day a threshold has no value either."""
    early = Edit("pack.yaml", 'decision_date >= date("2024-01-01")', 'decision_date >= date("2023-01-01")')
    rules = eligibility.load(copy_pack(SMALL, tmp_path, early))
    missing = [fact.path for fact in rules.decide(ZHOU, on="2023-12-31")["heating"].missing]
    assert missing == ["income_limit", "most_rooms"]
    assert rules.decide(ZHOU, on="2024-01-01")["heating"].outcome is Outcome.ELIGIBLE_IN_PRINCIPLE


@pytest.mark.parametrize(("reading", "outcome"), [("march-1", Outcome.ELIGIBLE), ("february-28", Outcome.NOT_ELIGIBLE)])
def test_leap_day_reading(reading: str, outcome: Outcome) -> None:
    """Whether a child of 29 February comes of age on the 28th is the pack's declared reading."""
    rules = RULES.with_readings({"leap": reading})
    child = {"children": [{"birth_date": "2008-02-29", "at_school": True}]}
    (item,) = rules.decide(child, on="2026-02-28")["school"].items
    assert item.outcome is outcome


@pytest.mark.parametrize(
    ("on", "code"),
    [
        *(
            (None, "U001"),
            ("2024-02-30", "U002"),
            ("2024-6-1", "U002"),
            ("today", "U002"),
            ("", "U002"),
            (20240601, "U002"),
        ),
        *((datetime(2024, 6, 1), "U002"), (True, "U002"), ("２０２４-06-01", "U002"), ("2024-06-01T00:00", "U002")),  # noqa: DTZ001
    ],
)
def test_the_date_is_required(on: Any, code: str) -> None:
    """Nothing reads the clock: a missing or impossible date is an error of the caller."""
    for call in (
        RULES.decide,
        lambda person, on: RULES.what_if(person, {}, on=on),
        lambda person, on: RULES.decide_many([person], on=on),
    ):
        with pytest.raises(UsageError) as caught:
            call(ZHOU, on=on)
        assert caught.value.code == code
    with pytest.raises(UsageError):
        RULES.outcomes(RULES.person(ZHOU), on=on)


def test_no_such_programme() -> None:
    """U003: an unknown programme is refused with the nearest name."""
    decision = RULES.decide(ZHOU, on=ON)
    for name in ("heatin", "", 5, None, 10**5_000):
        with pytest.raises(UsageError) as caught:
            decision[name]  # type: ignore[index]
        assert caught.value.code == "U003"
    with pytest.raises(UsageError) as caught:
        decision["heatin"]
    assert caught.value.problems[0].suggestion == "heating"


def test_bool_is_refused() -> None:
    """``if decision:``, ``if finding:`` and ``if item:`` raise, with the explicit question to ask."""
    decision = RULES.decide(ZHOU, on=ON)
    with pytest.raises(TypeError, match=r"decision\[programme\]\.outcome"):
        bool(decision)
    for answer in (decision["heating"], decision["school"].items[0]):
        with pytest.raises(TypeError, match=r"finding\.outcome\.is_positive"):
            bool(answer)


def test_outcomes_is_the_fast_way() -> None:
    """The outcomes alone are those of the decision, for a person or its data, on a date or its text."""
    person = RULES.person(ZHOU)
    expected = RULES.decide(ZHOU, on=ON).outcomes
    assert RULES.outcomes(person, on=ON) == expected
    assert RULES.outcomes(ZHOU, on="2024-06-01") == expected  # type: ignore[arg-type]


# --- many -----------------------------------------------------------------------------------------------------


def test_decide_many() -> None:
    """One bad person costs nobody else an answer; order is kept; an iterator will do."""
    people = [ZHOU, {"rooms": "many"}, {}, None, {"birth_date": "2030-01-01"}, RULES.person(ZHOU)]
    answers = RULES.decide_many(iter(people), on=ON)  # type: ignore[arg-type]
    assert [type(answer) for answer in answers] == [Decision, InputError, Decision, InputError, InputError, Decision]
    assert answers[0] == answers[5] == RULES.decide(ZHOU, on=ON)
    assert [answer.code for answer in answers if isinstance(answer, EligibilityError)] == ["I102", "I102", "I106"]
    assert RULES.decide_many([], on=ON) == []


def test_a_defect_is_never_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug on the way to an answer becomes an internal error for that person, not an outcome, and stops nobody."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(Rulebook, "outcomes", broken)
    (answer,) = RULES.decide_many([ZHOU], on=ON)
    assert isinstance(answer, InternalError)
    assert answer.code == "B001"
    assert "secret" not in str(answer)


# --- what if --------------------------------------------------------------------------------------------------


def test_what_if() -> None:
    """Every combination has a row with its values and outcomes, in the order given."""
    table = RULES.what_if(ZHOU, {"income.yearly": ["20000", "20000.01", None], "job": ["none", "full"]}, on=ON)
    assert [row.values for row in table.rows] == [
        {"income.yearly": income, "job": job} for income in ("20000", "20000.01", None) for job in ("none", "full")
    ]
    assert [row.outcomes["heating"] for row in table.rows] == [
        *(Outcome.ELIGIBLE_IN_PRINCIPLE, Outcome.NOT_ELIGIBLE),
        *(Outcome.REFER, Outcome.NOT_ELIGIBLE),
        *(Outcome.UNDETERMINED, Outcome.NOT_ELIGIBLE),
    ]
    assert table.changing() == ("heating",)
    assert table.to_dicts()[0] == {
        "income.yearly": "20000",
        "job": "none",
        "heating": "eligible_in_principle",
        "school": "eligible",
    }
    for row in table.rows:
        assert row.decision.on == ON


def test_what_if_starts_from_the_person_as_it_is() -> None:
    """The person is left as it was; a varied fact loses the reason why it was unknown, the others keep theirs."""
    person = RULES.person({**ZHOU, "rooms": None, "unknown": {"rooms": "refused"}})
    table = RULES.what_if(person, {"rooms": [4, None, 5]}, on=ON)
    assert [row.outcomes["heating"] for row in table.rows] == [
        *(Outcome.ELIGIBLE_IN_PRINCIPLE, Outcome.UNDETERMINED, Outcome.NOT_ELIGIBLE),
    ]
    assert dict(person.unknown) == {"rooms": eligibility.UnknownReason.REFUSED}
    (other,) = RULES.what_if(person, {"job": ["part"]}, on=ON).rows
    assert other.decision["heating"].missing[0].reason is eligibility.UnknownReason.REFUSED


def test_what_if_varies_groups_and_lists() -> None:
    """A set of choices and a whole list of records can be varied, and a group that nothing is known of."""
    table = RULES.what_if(
        {}, {"benefits": [[], ["heating"]], "children": [[], [{"at_school": True}]], "lives.place": ["000000"]}, on=ON
    )
    assert [row.outcomes["school"] for row in table.rows] == [Outcome.NOT_ELIGIBLE, Outcome.ELIGIBLE] * 2
    assert {row.outcomes["heating"] for row in table.rows} == {Outcome.NOT_APPLICABLE}


@pytest.mark.parametrize(
    ("variations", "code"),
    [
        ({"incom.yearly": [1]}, "U008"),
        ({"lives": [1]}, "U008"),
        ({"children[].at_school": [True]}, "U008"),
        ({"rooms": "45"}, "U013"),
        ({"rooms": 4}, "U013"),
        ({"rooms": list(range(101)), "income.yearly": list(range(100))}, "U007"),
    ],
)
def test_what_if_refuses(variations: Any, code: str) -> None:
    """Unknown facts, what is no list and too many combinations are errors of the caller."""
    with pytest.raises(UsageError) as caught:
        RULES.what_if(ZHOU, variations, on=ON)
    assert caught.value.code == code


def test_what_if_refuses_bad_values() -> None:
    """A value that the door refuses is an input error here too."""
    with pytest.raises(InputError) as caught:
        RULES.what_if(ZHOU, {"rooms": [4, 0]}, on=ON)
    assert caught.value.code == "I103"


def test_what_if_without_variations() -> None:
    """No variation is one row; no values are none."""
    assert [row.outcomes["heating"] for row in RULES.what_if(ZHOU, {}, on=ON).rows] == [Outcome.ELIGIBLE_IN_PRINCIPLE]
    empty = RULES.what_if(ZHOU, {"rooms": []}, on=ON)
    assert (empty.rows, empty.changing(), empty.to_dicts()) == ((), (), [])


# --- the objects ----------------------------------------------------------------------------------------------


def test_frozen() -> None:
    """Neither a rulebook nor a decision nor a finding takes a new value for anything."""
    decision = RULES.decide(ZHOU, on=ON)
    finding = decision["school"]
    for thing, name in (
        (RULES, "pack"),
        (RULES, "_engine"),
        (decision, "on"),
        (decision, "new"),
        (finding, "outcome"),
        (finding.items[0], "outcome"),
    ):
        with pytest.raises(AttributeError):
            setattr(thing, name, None)


def test_rulebooks_pickle_and_copy() -> None:
    """A rulebook pickles as its tree and makes its code again; a deep copy is the rulebook."""
    assert copy.deepcopy(RULES) is RULES
    again = pickle.loads(pickle.dumps(RULES))  # noqa: S301 - our own bytes
    assert (again.id, again.content_hash, again.readings) == (RULES.id, RULES.content_hash, RULES.readings)
    assert again.decide(ZHOU, on=ON) == RULES.decide(ZHOU, on=ON)
    assert again.with_readings({"hard": "ignored"}).readings["hard"] == "ignored"
    person = RULES.person(ZHOU)
    assert again.person(person) is person


def test_decisions_pickle_and_copy() -> None:
    """A decision pickles whole: outcomes, reasons and notes are the same afterwards."""
    decision = RULES.decide({"benefits": ["heating"], "children": [{}]}, on=ON)
    assert copy.deepcopy(decision) is decision
    for again in (pickle.loads(pickle.dumps(decision)), copy.copy(decision)):  # noqa: S301 - our own bytes
        assert again == decision
        assert hash(again) == hash(decision)
        assert repr(again) == repr(decision) == "<Decision on 2024-06-01: heating=undetermined, school=undetermined>"
        assert [fact.path for fact in again.missing()] == [fact.path for fact in decision.missing()]
        assert [[term.id for term in one.open] for one in again] == [[term.id for term in one.open] for one in decision]
        assert [[item.outcome for item in one.items] for one in again] == [
            [item.outcome for item in one.items] for one in decision
        ]


def test_equal_decisions() -> None:
    """Decisions differ by date, by a fact that could be read and by reading."""
    decision = RULES.decide(ZHOU, on=ON)
    assert decision == RULES.decide(RULES.person(ZHOU), on="2024-06-01")
    assert decision != RULES.decide(ZHOU, on="2024-06-02")
    assert decision != RULES.decide({**ZHOU, "rooms": 3}, on=ON)
    assert decision != RULES.with_readings({"hard": "ignored"}).decide(ZHOU, on=ON)
    assert decision != "decision"


def test_repr_shows_no_values() -> None:
    """A decision, a finding and an item print outcomes, never what is known of the person."""
    secret = {"income": {"yearly": "7654321"}, "children": [{"birth_date": "2019-09-19"}]}
    decision = RULES.decide(secret, on=ON)
    table = RULES.what_if({**secret, "rooms": 7}, {"job": ["part"]}, on=ON)
    shown = [decision, *decision, decision["heating"].missing, table.rows[0].decision]
    for thing in shown:
        assert "7654321" not in repr(thing)
        assert "2019" not in repr(thing)


def test_an_item_shows_no_values() -> None:
    """An item's ``repr`` keeps the record to itself."""
    decision = RULES.decide({"children": [{"birth_date": "2019-09-19"}]}, on=ON)
    assert "2019-09-19" not in repr(decision["school"].items)


def test_eight_threads_share_one_rulebook() -> None:
    """Eight threads that share one fresh rulebook give the answers that one thread gives."""
    import random

    rng = random.Random(8)  # noqa: S311 - no secret
    days = [date(2023, 4, 9), date(2023, 4, 10), date(2023, 10, 1), date(2024, 2, 29), date(2020, 1, 1)]
    cases = [(nest(random_person(rng, WEIHAI.facts)), rng.choice(days)) for _ in range(160)]
    expected = [answer(WEIHAI, case) for case in cases]
    fresh = eligibility.load("weihai-2023-13")
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: [answer(fresh, case) for case in cases], range(8)))
    assert found == [expected] * 8


def test_eight_threads_share_one_decision() -> None:
    """Eight threads that look at one fresh decision see the same."""
    expected = described(RULES.decide({"children": [{}, {}]}, on=ON))
    for _ in range(20):
        decision = RULES.decide({"children": [{}, {}]}, on=ON)
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(described, [decision] * 8)) == [expected] * 8


def answer(rules: Rulebook, case: tuple[dict[str, Any], date]) -> Any:
    """Everything about one case, or its error's code."""
    data, on = case
    try:
        return described(rules.decide(data, on=on))
    except EligibilityError as error:
        return error.code


def described(decision: Decision) -> Any:
    """Outcomes, reasons, notes and warnings of a decision."""
    return [
        (
            one.outcome.value,
            [fact.path for fact in one.missing],
            [term.id for term in one.open],
            [note.id for note in one.notes],
            [(item.outcome.value, [fact.path for fact in item.missing]) for item in one.items],
        )
        for one in decision
    ] + [[warning.id for warning in decision.warnings]]


# --- rules with terms in quantifiers ---------------------------------------------------------------------------


def small_with(tmp_path: Path, test: str, *terms: str) -> Rulebook:
    """The small pack whose school grant asks something else of the children, with more terms."""
    lines = "".join(f"  - {{label: {{zh: 甲, en: x}}, {term}}}\n" for term in terms)
    edits = [Edit(SCHOOL, PUPIL, f"test: {test}"), Edit("terms.yaml", LAST_TERM, LAST_TERM + lines)]
    return eligibility.load(copy_pack(SMALL, tmp_path, *edits))


SOME_YOUNG = "some c in children satisfies young(c.birth_date)"
EVERY_YOUNG = "every c in children satisfies young(c.birth_date)"
CHILDREN = {
    "children": [{"birth_date": "2010-01-01", "at_school": True}, {"birth_date": "2000-01-01", "at_school": False}]
}


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        (SOME_YOUNG, Outcome.ELIGIBLE),
        (EVERY_YOUNG, Outcome.NOT_ELIGIBLE),
        (f"({SOME_YOUNG}) and ({EVERY_YOUNG})", Outcome.NOT_ELIGIBLE),
        (f"({SOME_YOUNG}) and not({EVERY_YOUNG})", Outcome.ELIGIBLE),
        ("some c in children satisfies (young(c.birth_date) or young(c.birth_date))", Outcome.ELIGIBLE),
    ],
)
def test_a_term_about_a_record_may_be_used_twice(test: str, expected: Outcome, tmp_path: Path) -> None:
    """A term over a field of a record works in as many quantifiers as use it."""
    decision = small_with(tmp_path, test).decide(CHILDREN, on=ON)
    assert decision["school"].outcome is expected
    assert decision["school"].missing == ()


def test_a_term_may_use_the_variable_of_its_user(tmp_path: Path) -> None:
    """A term with a quantifier of its own may be used inside another over a variable of the same name."""
    term = "term: any_pupil, test: some c in children satisfies c.at_school"
    rules = small_with(tmp_path, "some c in children satisfies (any_pupil and not(c.at_school))", term)
    assert rules.decide(CHILDREN, on=ON)["school"].outcome is Outcome.ELIGIBLE
    assert rules.decide({"children": [{"at_school": True}]}, on=ON)["school"].outcome is Outcome.NOT_ELIGIBLE
    rules.decide({"children": [{}]}, on=ON)["school"].traces()


def test_an_argument_keeps_its_record(tmp_path: Path) -> None:
    """A field given to a term stays the field of its own record, whatever variable the term's quantifier uses."""
    term = "term: has_younger, of: {day: date}, test: some c in children satisfies c.birth_date > day"
    rules = small_with(tmp_path, "some c in children satisfies has_younger(c.birth_date)", term)
    assert rules.decide(CHILDREN, on=ON)["school"].outcome is Outcome.ELIGIBLE
    assert rules.decide({"children": CHILDREN["children"][:1]}, on=ON)["school"].outcome is Outcome.NOT_ELIGIBLE


@pytest.mark.parametrize(
    "ask", [lambda one: one.missing, lambda one: one.open, lambda one: one.notes, lambda one: one.traces()]
)
def test_a_programme_without_a_scope(ask: Callable[[Any], object], tmp_path: Path) -> None:
    """Where neither pack nor programme says whom it applies to, it applies to all, and can say why."""
    scope = (
        'applies:\n  - {id: in-force, test: decision_date >= date("2024-01-01"), says: {zh: 已施行, en: In force}}\n'
    )
    decision = eligibility.load(copy_pack(SMALL, tmp_path, Edit("pack.yaml", scope, ""))).decide({}, on=ON)
    assert decision["school"].outcome is Outcome.UNDETERMINED
    ask(decision["school"])
