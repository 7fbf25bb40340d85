"""Every kind of condition has its words in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

import eligibility
from edits import Edit, copy_pack
from eligibility.language import tree
from eligibility.pack.model import Pack
from eligibility.present.rules_text import RuleLine, RuleWriter

SMALL = Path(__file__).resolve().parent / "small_pack"
FEW_ROOMS = "    - {id: few-rooms, test: rooms <= most_rooms, says: {zh: 房间不多, en: Has few rooms}}\n"

TESTS = {
    "lives.alone": ("独居 = 是", "Lives alone = yes"),
    "not(lives.alone)": ("独居 = 否", "Lives alone = no"),
    'job = "full"': ("工作 = 全职", "Work = Full time"),
    'not(job = "full")': ("工作 ≠ 全职", "Work ≠ Full time"),
    'job in ("part", "full")': ("工作属于：兼职、全职", "Work is one of: Part time, Full time"),
    'not(job in ("part", "full"))': ("工作不属于：兼职、全职", "Work is none of: Part time, Full time"),
    '"heating" in benefits': ("已享待遇包括取暖", "Benefits includes Heating"),
    'not("heating" in benefits)': ("已享待遇不包括取暖", "Benefits does not include Heating"),
    "lives.place in territory": ("住地在小城范围内", "Home lies in Smalltown"),
    "not(lives.place in territory)": ("住地不在小城范围内", "Home lies outside Smalltown"),
    'lives.place = "100009"': ("住地 = 东区（100009）", "Home = East (100009)"),
    'lives.place = "999999"': ("住地 = 999999", "Home = 999999"),
    "in_town(lives.place)": ("住地符合“在小城”", "Home is “In town”"),
    "income.yearly > 1000": ("年收入 > 1,000元", "Yearly income > 1,000 yuan"),
    "income.yearly <= income_limit": (
        "年收入 ≤ 收入上限（自2024年1月1日起20,000元，自2025年1月1日起22,000元）",
        "Yearly income ≤ Income limit (20,000 yuan from 2024-01-01, 22,000 yuan from 2025-01-01)",
    ),
    'birth_date < date("2000-01-01")': ("出生日期早于2000年1月1日", "Date of birth is before 2000-01-01"),
    "decision_date > add months(birth_date, 1)": (
        "办理日期晚于出生日期满1个月之日",
        "the decision date is after 1 month after Date of birth",
    ),
    "age(birth_date) >= 18": ("出生日期至办理日期的周岁 ≥ 18", "age by Date of birth ≥ 18"),
    "count(children) > 1": ("子女的数目 > 1", "number of Children > 1"),
    "lives.alone and rooms = 1": ("独居 = 是，且房间数 = 1", "Lives alone = yes and Rooms = 1"),
    'lives.alone and (rooms = 1 or job = "none")': (
        "独居 = 是，且（房间数 = 1，或工作 = 无）",
        "Lives alone = yes and (Rooms = 1 or Work = None)",
    ),
    "not(lives.alone and rooms = 1)": ("并非（独居 = 是，且房间数 = 1）", "not (Lives alone = yes and Rooms = 1)"),
    "not(not(lives.alone))": ("独居 = 是", "Lives alone = yes"),
    "some child in children satisfies child.at_school": (
        "子女中至少有一个满足：在校 = 是",
        "at least one of Children: At school = yes",
    ),
    "every child in children satisfies child.at_school": (
        "子女中每一个都满足：在校 = 是",
        "every one of Children: At school = yes",
    ),
    "true": ("人人满足", "always met"),
}


def pack_with(folder: Path, limb: str) -> Pack:
    """The small pack with another condition after the one about rooms."""
    edit = Edit("programmes/heating.yaml", FEW_ROOMS, FEW_ROOMS + limb)
    return eligibility.load(copy_pack(SMALL, folder, edit)).pack


def condition(pack: Pack, name: str) -> tree.Labelled:
    """A named condition of the heating grant."""
    heating = next(text for text in pack.programmes if text.id == "heating")
    parts = (part for top in (heating.scope, heating.requires) for part in tree.walk(top))
    return next(part for part in parts if isinstance(part, tree.Labelled) and part.id == name)


@pytest.mark.parametrize("test", TESTS)
def test_tests_in_words(test: str, tmp_path: Path) -> None:
    """A test says which fact it looks at and what it is compared with, in the words of the vocabulary."""
    pack = pack_with(tmp_path, f"    - id: tried\n      test: '{test}'\n      says: {{zh: 试, en: Tried}}\n")
    node = condition(pack, "tried")
    assert tuple(RuleWriter(pack, language).test(node) for language in ("zh", "en")) == TESTS[test]


def test_groups_hold_their_parts(tmp_path: Path) -> None:
    """Groups say how their parts are to be met; a part that is a group of its own has its parts below it."""
    limb = (
        "    - id: two-of-three\n      at_least:\n        count: 2\n        of:\n"
        "          - {id: alone, test: lives.alone, says: {zh: 独居, en: Alone}}\n"
        "          - not: {id: rich, test: income.yearly > 90000, says: {zh: 富, en: Rich}}\n"
        "          - id: either\n            says: {zh: 二者之一, en: Either}\n            any:\n"
        "              - {id: one, test: rooms = 1, says: {zh: 一间, en: One}}\n"
        "              - {id: two, test: rooms = 2, says: {zh: 两间, en: Two}}\n"
    )
    pack = pack_with(tmp_path, limb)
    line = RuleWriter(pack, "en").condition(condition(pack, "two-of-three"))
    assert outline(line) == [
        (0, "At least 2 of these", ""),
        (1, "Alone", "Lives alone = yes"),
        (1, "Not this", ""),
        (2, "Rich", "Yearly income > 90,000 yuan"),
        (1, "Either", ""),
        (2, "One", "Rooms = 1"),
        (2, "Two", "Rooms = 2"),
    ]


def outline(line: RuleLine) -> list[tuple[int, str, str]]:
    """How deep each line lies, what it says, and its test."""
    return [(depth, one.says, one.test) for depth, one in line.lines()]


def test_term_is_spelt_out_once(tmp_path: Path) -> None:
    """Where a term is first met its limbs follow; later it is only named."""
    again = "    - {id: poor-again, test: poor, says: {zh: 仍是低收入, en: Is poor again}}\n"
    pack = pack_with(tmp_path, again)
    for language, spelt in (("zh", "低收入（上文已展开）"), ("en", "Poor (spelt out above)")):
        writer = RuleWriter(pack, language)
        first, second = (writer.condition(condition(pack, name)) for name in ("is-poor", "poor-again"))
        assert [line.id for line in first.below] == ["low-income", "found-poor"]
        assert (second.below, second.test) == ((), spelt)


def test_open_terms_say_who_decides() -> None:
    """An open term carries its words and the bodies that decide."""
    pack = eligibility.load(SMALL).pack
    line = RuleWriter(pack, "en").condition(condition(pack, "twice"))
    assert (line.open_term, line.who_decides, line.test) == ("whether it may be had twice", ("Small bureau",), "")


def test_what_a_reading_settles_says_so(tmp_path: Path) -> None:
    """A limb that the chosen reading settles says how, and has nothing below it."""
    limb = (
        "    - id: either-way\n      says: {zh: 任一, en: Either way}\n      any:\n"
        '        - {id: by-reading, test: reading.hard = "counts", says: {zh: 口径, en: By reading}}\n'
        "        - {id: alone-too, test: lives.alone, says: {zh: 独居, en: Alone}}\n"
        '    - not: {id: not-so, test: reading.hard = "ignored", says: {zh: 不算, en: Ignored}}\n'
        "    - {id: everybody, test: true, says: {zh: 人人, en: Everybody}}\n"
    )
    pack = pack_with(tmp_path, limb)
    met = RuleWriter(pack, "en").condition(condition(pack, "either-way"))
    assert (met.settled, met.below) == ("Reading hard (It counts): taken as met, whatever the facts", ())
    not_met = RuleWriter(pack, "zh").condition(condition(pack, "not-so"))
    assert not_met.settled == "按口径 hard（算）：视为不满足，不看事实"
    assert RuleWriter(pack, "en").condition(condition(pack, "everybody")).settled == "met by everybody"


def test_marks_dress_names_and_wording(tmp_path: Path) -> None:
    """A mark sees every name with its kind, and all other wording as text."""
    pack = pack_with(
        tmp_path, '    - {id: tried, test: job = "full" and in_town(lives.place), says: {zh: 试, en: Tried}}\n'
    )
    seen = []

    def mark(kind: str, name: str, text: str) -> str:
        seen.append((kind, name, text))
        return f"<{text}>"

    words = RuleWriter(pack, "en", mark).test(condition(pack, "tried"))
    assert words == "<Work> = <Full time> and <Home> is “<In town>”"
    assert seen == [
        ("fact", "job", "Work"),
        ("text", "", "Full time"),
        ("term", "in_town", "In town"),
        ("fact", "lives.place", "Home"),
    ]


def test_suppliers_are_named() -> None:
    """Who can supply a fact: the applicant, a register, an authority by its name."""
    pack = eligibility.load(SMALL).pack
    writers = {language: RuleWriter(pack, language) for language in ("zh", "en")}
    said = {
        path: [one.suppliers(pack.fact_by_path[path]) for one in writers.values()]
        for path in ("income.yearly", "hardship")
    }
    assert said == {
        "income.yearly": ["本人或有关登记", "the applicant or a register"],
        "hardship": ["小局", "the small bureau"],
    }
