"""What each other way to read the document would change, against changes worked out by hand and by brute force."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import eligibility
from edits import Edit, copy_pack
from eligibility import Outcome, Rulebook, UsageError
from eligibility.language.text import Text
from eligibility.present.readings_text import effects_data, effects_lines
from eligibility.scenarios.readings import OutcomeChange, ReadingEffect, compare_readings
from planned import SMALL

COUNTED = Edit(
    "terms.yaml", "test: hardship, reading: hard", "test: 'hardship and reading.hard = \"counts\"', reading: hard"
)
CASES = Edit(
    "cases/more.yaml",
    "",
    """\
base:
  wang:
    income: {yearly: "30000"}
    lives: {place: "100001"}
    rooms: 4
    job: none
    benefits: []
    hardship: true
    children: []
cases:
  - {case: hardship, story: {zh: 困难, en: Hardship}, on: 2024-06-01, like: wang,
     expect: {heating: {outcome: eligible_in_principle, because: [found-poor]}}}
  - {case: hardship-ignored, story: {zh: 不算, en: Ignored}, on: 2024-06-01, like: wang, readings: {hard: ignored},
     expect: {heating: {outcome: not_eligible, because: [low-income]}}}
  - {case: hardship-benefits, story: {zh: 已享, en: Benefits}, on: 2024-06-01, like: wang, with: {benefits: [heating]},
     expect: {heating: {outcome: refer, open: [twice]}}}
  - {case: hardship-small, story: {zh: 房少, en: Few rooms}, on: 2024-06-01, like: wang, with: {rooms: 3},
     expect: {heating: {outcome: eligible_in_principle, because: [found-poor]}}}
  - {case: hardship-smaller, story: {zh: 房更少, en: Fewer rooms}, on: 2024-06-01, like: wang, with: {rooms: 2},
     expect: {heating: {outcome: eligible_in_principle, because: [found-poor]}}}
  - {case: hardship-smallest, story: {zh: 一间, en: One room}, on: 2024-06-01, like: wang, with: {rooms: 1},
     expect: {heating: {outcome: eligible_in_principle, because: [found-poor]}}}
  - case: pupil
    story: {zh: 在校, en: At school}
    on: 2026-02-28
    person:
      children:
        - {birth_date: 2008-02-29, at_school: true}
        - {birth_date: 2008-02-29, at_school: true}
        - {birth_date: 2001-02-01, at_school: true}
    expect: {school: {outcome: eligible, because: [has-pupil], items: [eligible, eligible, not_eligible]}}
  - case: nobody
    story: {zh: 写错, en: Written wrongly}
    on: 2024-06-01
    person: {rooms: 99}
    expect: {heating: {outcome: eligible, because: [low-income]}}
""",
)


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    """The small pack with a reading that decides, and cases for it."""
    return eligibility.load(copy_pack(SMALL, tmp_path_factory.mktemp("readings"), COUNTED, CASES))


@pytest.fixture(scope="module")
def effects(rules: Rulebook) -> dict[str, ReadingEffect]:
    """The effects of its readings."""
    return {effect.reading.id: effect for effect in compare_readings(rules)}


def test_changes_are_counted_and_named(effects: dict[str, ReadingEffect]) -> None:
    """From what to what, in how many cases, with up to three examples in the order of the pack."""
    assert effects["hard"]["ignored"].changes == (
        OutcomeChange("heating", Text("取暖补贴", "Heating grant"), None, Outcome.ELIGIBLE_IN_PRINCIPLE,
                      Outcome.NOT_ELIGIBLE, 4, ("hardship", "hardship-small", "hardship-smaller")),
        OutcomeChange("heating", Text("取暖补贴", "Heating grant"), None, Outcome.REFER,
                      Outcome.NOT_ELIGIBLE, 1, ("hardship-benefits",)),
    )  # fmt: skip


def test_items_are_counted_apart_and_once_a_case(effects: dict[str, ReadingEffect]) -> None:
    """Two of the pupil's records change, in one case; the finding itself does not."""
    (change,) = effects["leap"]["february-28"].changes
    assert change.items == Text("子女", "Child")
    assert (change.before, change.after, change.cases) == (Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE, 1)
    assert change.text("zh") == "学费补贴（子女）：符合 → 不符合，1 例，如“在校”"
    assert change.text("en") == "School grant (Child): Eligible → Not eligible, 1 case(s), such as “At school”"


def test_cases_are_persons_and_days(effects: dict[str, ReadingEffect]) -> None:
    """Two cases with the same person and day are one, and one whose person cannot be read is none."""
    assert effects["hard"]["ignored"].cases == 7
    assert [alternative.choice for alternative in effects["hard"].alternatives] == ["ignored"]
    with pytest.raises(KeyError):
        effects["hard"]["weighed"]


def test_the_reading_in_force_is_where_it_starts(rules: Rulebook) -> None:
    """Under the other reading the same changes run the other way."""
    effects = {effect.reading.id: effect for effect in compare_readings(rules.with_readings({"hard": "ignored"}))}
    (alternative,) = effects["hard"].alternatives
    assert alternative.choice == "counts"
    assert {(change.before, change.after, change.cases) for change in alternative.changes} == {
        (Outcome.NOT_ELIGIBLE, Outcome.ELIGIBLE_IN_PRINCIPLE, 4),
        (Outcome.NOT_ELIGIBLE, Outcome.REFER, 1),
    }


def test_a_rulebook_that_cannot_be_built_again(rules: Rulebook) -> None:
    """U013: without the files of its pack no other reading can be tried."""
    with pytest.raises(UsageError) as caught:
        compare_readings(Rulebook(rules.pack))
    assert caught.value.code == "U013"


@pytest.mark.parametrize(("reading", "choice"), [("D5", "migrant-workers-only"), ("D12", "february-28")])
def test_the_shipped_pack_by_brute_force(reading: str, choice: str) -> None:
    """Every person and day of a case, decided under both readings and compared one by one."""
    base = eligibility.load("weihai-2023-13")
    other = base.with_readings({reading: choice})
    seen, expected = set(), Counter[tuple[str, Outcome, Outcome]]()
    for case in base.pack.cases:
        if (key := (repr(case.person), case.model.on)) in seen:
            continue
        seen.add(key)
        pairs = zip(
            base.decide(case.person, on=case.model.on), other.decide(case.person, on=case.model.on), strict=True
        )
        for one, two in pairs:
            expected[one.programme, one.outcome, two.outcome] += one.outcome is not two.outcome
    found = next(effect for effect in compare_readings(base) if effect.reading.id == reading)[choice]
    changes = {(one.programme, one.before, one.after): one.cases for one in found.changes if one.items is None}
    assert changes == {key: count for key, count in expected.items() if count}
    assert found.cases == len(seen)
    assert bool(changes) == (reading == "D5")


@pytest.fixture(scope="module")
def proved(rules: Rulebook) -> dict[str, ReadingEffect]:
    """The effects with what is proved of them."""
    return {effect.reading.id: effect for effect in compare_readings(rules, prove=True)}


def test_what_is_proved_holds_all_that_cases_show(proved: dict[str, ReadingEffect]) -> None:
    """Every change in a case is one that the solver finds, and where it finds none no case has one."""
    for effect in proved.values():
        for one in effect.alternatives:
            assert one.proved is not None
            found = {(change.programme, change.items, change.before, change.after) for change in one.proved.changes}
            assert {(change.programme, change.items, change.before, change.after) for change in one.changes} <= found
    leap = proved["leap"]["february-28"].proved
    assert leap is not None
    assert leap.same == ("heating",)
    assert {change.items for change in leap.changes} == {Text("子女", "Child")}


def test_what_is_proved_is_told(proved: dict[str, ReadingEffect]) -> None:
    """Each change of outcome with its programmes, what stays, and the smallest person whom no case shows."""
    chinese = [line.text for line in effects_lines(list(proved.values()), "zh")]
    at = chinese.index("      已证明：对任何人、任何日期，会变的只有：")
    assert "        符合 → 不符合：学费补贴（子女）" in chinese[at:]
    assert "        其余 1 个事项，任何人的结果都不变" in chinese[at:]
    assert "      没有算例的变化：" in chinese
    english = [line.text for line in effects_lines(list(proved.values()), "en")]
    assert "      What changes, proved for every person and every date:" in english
    assert "        in the other 1 nobody's outcome changes" in english
    unshown = english[english.index("      Changes that no case shows:") + 1]
    assert "for example: 20" in unshown
    assert "Hardship: " in "\n".join(english)


def test_what_is_proved_to_change_nothing(tmp_path: Path) -> None:
    """A choice that no rule reads changes nobody's outcome, which is proved and told."""
    base = eligibility.load(copy_pack(SMALL, tmp_path))
    (ignored,) = compare_readings(base, prove=True)[1].alternatives
    assert ignored.to_dict()["proved"]["is_none"] is True
    for language, words in (("zh", "结果都不变"), ("en", "      Proved: nobody's outcome changes, on any date")):
        lines = [line.text for line in effects_lines(compare_readings(base, prove=True), language)]
        assert any(words in line for line in lines)


# --- telling ------------------------------------------------------------------------------------------------


def test_lines_show_every_choice(effects: dict[str, ReadingEffect]) -> None:
    """The one in force, the default, those that can be chosen with their effect, those documented only with why."""
    lines = [line.text for line in effects_lines(list(effects.values()), "en")]
    at = lines.index("hard  Does hardship count? (第一条)")
    assert lines[at + 1] == "  ● counts: It counts (in force, default)"
    assert lines[at + 2] == "  ○ ignored: It does not"
    assert lines[at + 3].startswith("      Heating grant: Eligible in principle → Not eligible, 4 case(s), such as “")
    assert lines[at + 5] == "  – weighed: It is weighed (documented only: No fact)"
    assert "7; same person and day counted once" in lines[-1]
    assert all(line == line.rstrip() for line in lines)


def test_chinese_lines_and_narrow_ones(effects: dict[str, ReadingEffect]) -> None:
    """Full-width punctuation; on a narrow screen no line is longer than it."""
    text = [line.text for line in effects_lines(list(effects.values()), "zh")]
    assert "  ● counts：算（采用，默认）" in text
    assert "  – weighed：酌情（只作说明：没有事实）" in text
    assert "每次只换一项" in text[-1]
    narrow = effects_lines(list(effects.values()), "zh", 60)
    assert len(narrow) > len(text)


def test_a_choice_that_changes_nothing_says_so(tmp_path: Path) -> None:
    """In both languages, and with no list of changes as data."""
    base = eligibility.load(copy_pack(SMALL, tmp_path))
    found = compare_readings(base)
    assert "没有一个算例的结果会变" in "\n".join(line.text for line in effects_lines(found, "zh"))
    assert "the outcome of no case would change" in "\n".join(line.text for line in effects_lines(found, "en"))
    choices = effects_data(base.pack, found)[1]["choices"]
    assert [choice["effect"] for choice in choices] == [None, {"choice": "ignored", "cases": 1, "changes": []}, None]
    assert found[1].reading.source is None


def test_plain_data(rules: Rulebook, effects: dict[str, ReadingEffect]) -> None:
    """Each change as JSON."""
    hard = effects_data(rules.pack, list(effects.values()))[1]
    assert hard["choices"][1]["effect"]["changes"][1] == {
        "programme": "heating", "of_items": False, "before": "refer", "after": "not_eligible", "cases": 1,
        "examples": ["hardship-benefits"],
    }  # fmt: skip
