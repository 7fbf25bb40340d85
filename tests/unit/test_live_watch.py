"""Policy finds person: many cases watched, and whose entitlements change when a fact, the rules or the date do."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import eligibility
from edits import Edit, copy_pack
from eligibility import CaseError, InputError, Outcome, Rulebook, UsageError
from eligibility.live import MemoryJournal, SqliteJournal

SMALL = Path(__file__).parent / "small_pack"
RULES = eligibility.load(SMALL)
ON = date(2024, 6, 1)
POOR: dict[str, Any] = {"income.yearly": "20000", "lives.place": "100001", "rooms": 4, "job": "none", "benefits": []}
CROWDED: dict[str, Any] = {**POOR, "rooms": 9}


@pytest.fixture
def journal() -> MemoryJournal:
    """Three cases: one inside, one with too many rooms, one of whom little is known."""
    made = MemoryJournal()
    for name, facts in {"赵": POOR, "钱": CROWDED, "孙": {"rooms": 2}}.items():
        with RULES.open_case(on=ON, journal=made, case=name, engine="decide") as case:
            case.assert_facts(facts, source="applicant")
    return made


def new_version(folder: Path) -> Rulebook:
    """The pack with a wider limit of rooms."""
    wider = Edit("parameters.yaml", "value: 4, clause", "value: 12, clause")
    return eligibility.load(copy_pack(SMALL, folder, wider, Edit("pack.yaml", "version: 1", "version: 2")))


def test_a_new_version_of_the_pack(journal: MemoryJournal, tmp_path: Path) -> None:
    """The preview names who gains and why, and records nothing; then it is done and recorded in every case."""
    watch, rules = RULES.watch(journal), new_version(tmp_path / "new")
    before = [entry for name in journal.cases() for entry in journal.read(name)]
    report = watch.compare(rules=rules)
    assert [(change.case, change.programme, change.after) for change in report.changes] == [
        ("钱", "heating", Outcome.ELIGIBLE_IN_PRINCIPLE)
    ]
    assert [cause.kind for cause in report.changes[0].because] == ["rules"]
    assert [entry for name in journal.cases() for entry in journal.read(name)] == before
    done = watch.advance(rules=rules, why="a wider limit")
    assert [change.case for change in done.gained] == ["钱"]
    assert watch.rules is rules
    assert all(journal.read(name)[-1].why == "a wider limit" for name in journal.cases())
    assert watch.compare(rules=rules).changes == ()
    assert watch.decisions["钱"]["heating"].outcome is Outcome.ELIGIBLE_IN_PRINCIPLE


def test_a_fact_about_many(journal: MemoryJournal) -> None:
    """A register tells all cases something; who loses by it is reported, and a bad value costs each nothing."""
    watch = RULES.watch(journal)
    report = watch.assert_fact("job", "full", source="applicant", cases=["赵", "孙"])
    assert [(change.case, change.is_loss) for change in report.changes] == [("赵", True), ("孙", False)]
    assert report.counts() == {
        ("heating", Outcome.ELIGIBLE_IN_PRINCIPLE, Outcome.NOT_ELIGIBLE): 1,
        ("heating", Outcome.UNDETERMINED, Outcome.NOT_ELIGIBLE): 1,
    }
    bad = watch.assert_fact("job", "both", source="register")
    assert bad.changes == ()
    assert {case: error.code for case, error in bad.problems.items()} == dict.fromkeys(("赵", "钱", "孙"), "I104")
    with pytest.raises(CaseError, match="C005"):
        watch.assert_fact("job", "full", source="register", cases=["赵", "李"])


def test_polling(tmp_path: Path) -> None:
    """What other processes write is reported at the next look, step by step, new cases included from then on."""
    path = tmp_path / "j"
    with RULES.open_case(on=ON, journal=path, case="a", engine="decide") as case, RULES.watch(path) as watch:
        case.assert_facts(POOR, source="applicant")
        case.assert_fact("job", "full", source="register", why="wage data")
        report = watch.poll()
        assert [change.step for change in report.changes] == [1, 2]
        assert [change.because[0].path for change in report.lost] == ["job"]
        assert report.of("a") == report.changes
        RULES.open_case(on=ON, journal=path, case="b", engine="decide").close()
        assert watch.poll().changes == ()
        assert watch.cases == ("a", "b")


def test_the_date(journal: MemoryJournal) -> None:
    """Another date for all; a case that cannot follow is a problem and no refusal, and stays where it was."""
    with RULES.open_case(journal=journal, case="孙", engine="decide") as case:
        case.assert_fact("birth_date", "2024-05-01", source="applicant")
    watch = RULES.watch(journal)
    assert {case: error.code for case, error in watch.compare(on="2024-04-01").problems.items()} == {"孙": "I106"}
    report = watch.advance(on="2024-04-01")
    assert list(report.problems) == ["孙"]
    assert watch.decisions["孙"].on == ON
    assert watch.decisions["赵"].on == date(2024, 4, 1)


def test_cases_of_another_pack_are_problems(tmp_path: Path) -> None:
    """A journal may hold cases of several packs; those of others are named and left alone."""
    journal = SqliteJournal(tmp_path / "j")
    weihai = eligibility.load("weihai-2023-13")
    weihai.open_case(on="2023-06-01", journal=journal, case="w", engine="decide").close()
    RULES.open_case(on=ON, journal=journal, case="s", engine="decide").close()
    watch = RULES.watch(journal)
    report = watch.poll()
    assert {case: error.code for case, error in report.problems.items()} == {"w": "C010"}
    assert list(watch.decisions) == ["s"]
    journal.close()


def test_reports_in_words(journal: MemoryJournal, tmp_path: Path) -> None:
    """A report is text in both languages and plain JSON."""
    watch = RULES.watch(journal)
    report = watch.compare(rules=new_version(tmp_path / "new"), on="2024-07-01")
    assert report.text("zh").startswith("钱：取暖补贴：不符合 → 原则上符合，因为日期：2024-07-01、规则：")
    assert report.text("en").startswith(
        "钱: Heating grant: Not eligible → Eligible in principle, because of date: 2024"
    )
    assert json.loads(json.dumps(report.to_dict()))["changes"][0]["after"] == "eligible_in_principle"


def test_arguments_of_another_kind(journal: MemoryJournal) -> None:
    """Rules that are none and names that are no list are refused, and the watch goes on as it was."""
    wrong: Any = 5
    with RULES.watch(journal) as watch:
        calls: list[Callable[[], object]] = [
            lambda: watch.compare(rules=wrong),
            lambda: watch.advance(rules=wrong),
            lambda: watch.assert_fact("rooms", 2, source="register", cases=wrong),
            lambda: watch.assert_fact("rooms", 2, source="register", cases="赵"),
        ]
        for call in calls:
            with pytest.raises(UsageError, match="U013"):
                call()
        assert watch.rules is RULES
        assert list(watch.decisions) == ["赵", "钱", "孙"]


def test_a_conflict_is_settled_for_many(journal: MemoryJournal) -> None:
    """A register that is right where it contradicts is taken at its word in every such case, and in no other."""
    with RULES.watch(journal) as watch:
        watch.assert_fact("rooms", 3, source="register")
        assert watch.conflicts() == {
            "赵": {"rooms": {"applicant": 4, "register": 3}},
            "钱": {"rooms": {"applicant": 9, "register": 3}},
            "孙": {"rooms": {"applicant": 2, "register": 3}},
        }
        report = watch.settle("rooms", source="register", cases=["赵", "钱"], at="2024-06-02", why="measured")
        assert report.problems == {}
        assert [(change.case, change.after) for change in report.gained] == [
            ("赵", Outcome.ELIGIBLE_IN_PRINCIPLE),
            ("钱", Outcome.ELIGIBLE_IN_PRINCIPLE),
        ]
        assert list(watch.conflicts()) == ["孙"]
        assert watch.settle("rooms", source="nobody").cases == 3
        assert list(watch.conflicts()) == ["孙"]
        watch.settle("rooms", source="register")
        assert watch.conflicts() == {}
        assert [len(journal.read(name)) for name in ("赵", "钱", "孙")] == [8, 8, 4]
        again = watch.settle("rooms", source="register", cases=["赵"])
        assert [error.code for error in again.problems.values()] == ["C009"]


def test_a_register_takes_back_what_it_said(journal: MemoryJournal) -> None:
    """Where it has said something, or in the cases named."""
    with RULES.watch(journal) as watch:
        watch.assert_fact("rooms", 3, source="register", cases=["赵", "赵"])
        report = watch.retract_fact("rooms", source="register", why="another house")
        assert report.problems == {}
        assert [journal.read(name)[-1].why for name in ("赵", "钱")] == ["another house", ""]
        assert watch.conflicts() == {}
        named = watch.retract_fact("rooms", source="register", cases=["赵"])
        assert [error.code for error in named.problems.values()] == ["C008"]


def test_a_fact_that_does_not_exist_is_told_to_nobody(journal: MemoryJournal) -> None:
    """One error at once, with a suggestion, and not one for every case, or none at all."""
    with RULES.watch(journal) as watch:
        with pytest.raises(InputError, match="did you mean rooms"):
            watch.assert_fact("room", 3, source="register")
        with pytest.raises(InputError, match="did you mean rooms"):
            watch.settle("room", source="register")
        with pytest.raises(InputError, match="did you mean rooms"):
            watch.retract_fact("room", source="register")
        with pytest.raises(CaseError, match="C005"):
            watch.settle("rooms", source="register", cases=["李"])
