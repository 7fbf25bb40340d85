"""The report on what cases cover sees every gap, and works out which sides cannot be."""

from __future__ import annotations

from pathlib import Path

import eligibility
from edits import Edit, copy_pack
from eligibility.logic import Truth
from eligibility.testing.books import Books
from eligibility.testing.coverage import (
    ConditionCoverage,
    CoverageReport,
    clause_coverage,
    condition_coverage,
    coverage_report,
    fact_coverage,
)
from eligibility.testing.coverage_of_conditions import _seen, _standings
from eligibility.testing.search import PersonSpace
from eligibility.testing.shapes import Shape

SMALL = Path(__file__).resolve().parent / "small_pack"
HEATING = "programmes/heating.yaml"
FEW_ROOMS = "    - {id: few-rooms, test: rooms <= most_rooms, says: {zh: 房间不多, en: Has few rooms}}\n"
LAST_CASE = "      heating: {outcome: eligible_in_principle, because: [low-income]}\n"


def report_of(folder: Path, *edits: Edit) -> CoverageReport:
    """The report on an edited copy of the small pack."""
    return coverage_report(eligibility.load(copy_pack(SMALL, folder, *edits)))


def condition(report: CoverageReport, name: str) -> ConditionCoverage:
    """One condition of the report."""
    (found,) = (one for one in report.conditions if one.name == name and one.programme in ("heating", ""))
    return found


def instead(limb: str) -> Edit:
    """The small pack with other conditions after the one about rooms."""
    return Edit(HEATING, FEW_ROOMS, FEW_ROOMS + limb)


def more_cases(*cases: str) -> Edit:
    """The small pack with more cases."""
    return Edit("cases/heating.yaml", LAST_CASE, LAST_CASE + "".join(cases))


def case(name: str, change: str, outcome: str = "not_eligible, because: [few-rooms]") -> str:
    """One more case, which differs from the first in something."""
    return (
        f"  - case: {name}\n    story: {{zh: 又一例, en: Another}}\n    on: 2024-06-01\n    like: zhou\n"
        f"    {change}\n    expect:\n      heating: {{outcome: {outcome}}}\n"
    )


def test_a_side_without_a_case_is_a_gap(tmp_path: Path) -> None:
    """One case covers one side; the others are wanted, and named."""
    few_rooms = condition(report_of(tmp_path), "few-rooms")
    assert few_rooms.side(Truth.TRUE).cases == ("at-the-limit",)
    assert few_rooms.gaps == (Truth.FALSE, Truth.UNKNOWN)
    assert few_rooms.text("en") == "✗ few-rooms: yes 1; missing: no, not known"
    assert few_rooms.text("zh") == "✗ few-rooms：是 1；缺：否、未知"


def test_a_case_closes_its_gap(tmp_path: Path) -> None:
    """A case on the other side takes the gap away."""
    many, none = (
        case("many-rooms", "with: {rooms: 5}"),
        case("no-rooms", "without: [rooms]", "undetermined, missing: [rooms]"),
    )
    few_rooms = condition(report_of(tmp_path, more_cases(many, none)), "few-rooms")
    assert not few_rooms.gaps
    assert few_rooms.side(Truth.FALSE).cases == ("many-rooms",)
    assert few_rooms.side(Truth.UNKNOWN).cases == ("no-rooms",)
    assert few_rooms.side(Truth.OPEN).why_not is not None


def test_a_case_counts_only_for_programmes_it_expects_something_of(tmp_path: Path) -> None:
    """No case expects anything of the school grant, so nothing of it is covered."""
    school = [one for one in report_of(tmp_path).conditions if one.programme == "school"]
    assert school
    assert not [one for one in school if any(side.cases for side in one.sides)]


def test_open_terms_are_open_and_nothing_else(tmp_path: Path) -> None:
    """An open term wants a case in which it stands open; what it spoils can never be false."""
    report = report_of(tmp_path)
    twice, above = condition(report, "twice"), condition(report, "no-heating-yet")
    assert [side.truth for side in twice.sides if side.needed] == [Truth.OPEN]
    assert [side.truth for side in twice.sides if side.why_not is not None] == [Truth.TRUE, Truth.FALSE, Truth.UNKNOWN]
    never = above.side(Truth.FALSE).why_not
    assert never is not None
    assert "twice" in never.en
    assert "twice" in never.zh


def test_an_authority_s_fact_wants_a_case_in_which_it_is_open(tmp_path: Path) -> None:
    """A fact that only an authority determines is open where it is missing, and never unknown."""
    hardship = condition(report_of(tmp_path), "poor.found-poor")
    assert [side.truth for side in hardship.sides if side.needed] == [Truth.TRUE, Truth.FALSE, Truth.OPEN]


def test_what_a_reading_settles_counts_under_the_other_reading_alone(tmp_path: Path) -> None:
    """A limb that the default reading settles is covered only by cases that choose the other one."""
    limb = (
        "    - id: one-way\n      any:\n"
        '        - {id: by-reading, test: reading.hard = "counts", says: {zh: 口径, en: By reading}}\n'
        "        - {id: alone, test: lives.alone, says: {zh: 独居, en: Lives alone}}\n"
    )
    note = Edit(HEATING, "  - {id: alone, when: lives.alone, zh: 独居可上门, en: We visit those who live alone}\n", "")
    other = case(
        "other-reading",
        "with: {lives.alone: true}\n    readings: {hard: ignored}",
        "eligible_in_principle, because: [alone]",
    )
    report = report_of(tmp_path, instead(limb), note, more_cases(other))
    assert condition(report, "by-reading").gaps == ()
    assert condition(report, "by-reading").side(Truth.UNKNOWN).why_not is not None
    assert condition(report, "one-way").side(Truth.TRUE).cases == ("other-reading",)
    assert condition(report, "alone").gaps == (Truth.FALSE, Truth.UNKNOWN)
    assert condition(report, "alone").readings == ()
    assert condition(report, "one-way").readings == ("hard",)


def test_a_limb_that_no_reading_uses_is_a_gap(tmp_path: Path) -> None:
    """What stands behind a choice that cannot be made is reported, although no tree holds it."""
    limb = (
        "    - id: weighing\n      any:\n        - id: weighed\n          all:\n"
        '            - {id: cannot-be-chosen, test: reading.hard = "weighed", says: {zh: 酌情, en: Weighed}}\n'
        "            - {id: never-seen, test: lives.alone, says: {zh: 独居, en: Lives alone}}\n"
        "        - {id: some-rooms, test: rooms > 0, says: {zh: 有房间, en: Has rooms}}\n"
    )
    report = report_of(tmp_path, instead(limb))
    assert condition(report, "never-seen").gaps == (Truth.TRUE, Truth.FALSE)
    never = condition(report, "cannot-be-chosen").side(Truth.TRUE).why_not
    assert never is not None
    assert "hard" in never.en


def test_conditions_bound_to_each_other_are_worked_out(tmp_path: Path) -> None:
    """Two tests of one fact, or the same test twice, can rule a side out, and the report finds that."""
    limb = (
        "    - id: either-way\n      any:\n"
        '        - {id: works, test: job != "none", says: {zh: 有工作, en: Works}}\n'
        '        - {id: works-not, test: job in ("none"), says: {zh: 无工作, en: Does not work}}\n'
        "    - id: never-both\n      all:\n"
        "        - {id: big, test: rooms > 2, says: {zh: 大, en: Big}}\n"
        "        - {id: not-big, test: not(rooms > 2), says: {zh: 不大, en: Not big}}\n"
    )
    report = report_of(tmp_path, instead(limb))
    either, both = condition(report, "either-way"), condition(report, "never-both")
    assert [side.truth for side in either.sides if side.needed] == [Truth.TRUE]
    assert [side.truth for side in both.sides if side.needed] == [Truth.FALSE]
    whys = (either.side(Truth.FALSE).why_not, both.side(Truth.TRUE).why_not)
    assert [why is not None and why.en.rpartition(": ")[2] for why in whys] == ["job", "rooms"]


def test_at_least_and_lists_are_understood(tmp_path: Path) -> None:
    """Groups that count, and tests about the records of a list, are looked through as well."""
    limb = (
        "    - id: two-of-three\n      at_least:\n        count: 2\n        of:\n"
        "          - {id: lone, test: lives.alone, says: {zh: 独居, en: Alone}}\n"
        "          - id: all-young\n            test: every child in children satisfies young(child.birth_date)\n"
        "            says: {zh: 皆年幼, en: All young}\n"
        "          - {id: always, test: true, says: {zh: 总是, en: Always}}\n"
    )
    report = report_of(tmp_path, instead(limb))
    assert condition(report, "two-of-three").gaps == (Truth.TRUE, Truth.FALSE)
    assert condition(report, "all-young").gaps == (Truth.TRUE, Truth.FALSE)
    always = condition(report, "always")
    assert always.gaps == ()
    assert always.side(Truth.FALSE).why_not is not None


def test_facts_and_clauses_are_accounted_for(tmp_path: Path) -> None:
    """The report says what reads each fact and what became of each clause."""
    later = Edit("clauses.yaml", "    why_nothing: {zh: 无内容, en: Nothing to decide}", "    later: true")
    rules = eligibility.load(copy_pack(SMALL, tmp_path, later))
    facts = {one.path: one for one in fact_coverage(rules)}
    assert facts["income.yearly"].decides == ("heating",)
    assert facts["income.yearly"].checks == ("huge-income",)
    assert facts["birth_date"].notes == ("heating",)
    assert facts["children[].birth_date"].decides == ("school",)
    assert not [one for one in facts.values() if one.is_gap]
    assert [one.is_gap for one in clause_coverage(rules)] == [False, False, True]


def test_report_as_text_and_json(tmp_path: Path) -> None:
    """The text names every gap, the JSON holds everything, and both say whether nothing is missing."""
    report = report_of(tmp_path)
    assert not report.is_complete
    assert "✗ heating: 10, 8 with gaps" in report.text("en").splitlines()
    assert "✓ 事实：12 项，没有缺" in report.text("zh").splitlines()
    assert "      open: nothing under it is left open" in report.text("en", everything=True).splitlines()
    data = report.to_dict("en")
    assert data["complete"] is False
    rooms = next(one for one in data["conditions"] if one["condition"] == "few-rooms")
    assert rooms["missing"] == ["false", "unknown"]
    assert rooms["sides"]["open"]["why_not"] == "nothing under it is left open"
    assert {one["fact"] for one in data["facts"]} >= {"rooms", "sex"}
    assert all(one["accounted_for"] for one in data["clauses"])


def test_report_does_not_depend_on_the_readings_in_force() -> None:
    """Cases run under the readings that they name, whatever the rulebook has chosen."""
    rules = eligibility.load("weihai-2023-13")
    other = rules.with_readings({"D5": "migrant-workers-only", "D14": "stops"})
    assert condition_coverage(rules) == condition_coverage(other)


def test_no_person_has_a_truth_that_was_said_to_be_impossible() -> None:
    """What the shape of a condition rules out does not turn up among persons drawn at random."""
    rules = eligibility.load("weihai-2023-13")
    names = rules.pack.programme_ids
    shape = Shape(rules.facts)
    standings = _standings(rules, Books(rules))
    allowed = {key: shape.exactly(known[0].node)[0] for key, known in standings.items() if not known[0].choice}
    space = PersonSpace(rules, names)
    for sample in space.samples(400):
        decision = rules.decide(space.person(sample), on=sample.on)
        for key, truth in _seen(decision, dict.fromkeys(names)):
            assert truth in allowed[key], (key, truth)
