"""Every mistake that a pack can hold, made by a small edit to a small valid pack: code, place and suggestion."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import eligibility
from edits import Edit, apply, copy_pack, place_of
from eligibility import PackError, Problem
from eligibility._messages import MESSAGES
from eligibility.pack.cases import read_cases

HERE = Path(__file__).parent
SMALL = HERE / "small_pack"
OVERLAY = HERE / "small_overlay"

PACK, FACTS, TERMS, PARAMETERS = "pack.yaml", "facts.yaml", "terms.yaml", "parameters.yaml"
READINGS, CLAUSES, CLAIMS = "readings.yaml", "clauses.yaml", "claims.yaml"
HEATING, SCHOOL, CASES = "programmes/heating.yaml", "programmes/school.yaml", "cases/heating.yaml"
SAYS = "says: {zh: 甲, en: x}"
LABEL = "label: {zh: 甲, en: x}"
LAST_TERM = "    test: age(born) < 18\n"


@dataclass(frozen=True)
class Mistake:
    """An edit, and the problem that it has to give: its code, the text it stands at, its suggestion and words."""

    code: str
    file: str
    old: str
    new: str
    at: str | None = None
    suggestion: str | None = None
    words: str = ""
    also: tuple[Edit, ...] = field(default=())

    def __str__(self) -> str:
        plain = re.sub(r"[^ -\[\]-~]+", " ", self.new[:40])  # pytest escapes anything else, anew at each collection
        return f"{self.code} {self.file} {plain.strip()}"


def more_terms(*lines: str) -> str:
    """The last term with more behind it."""
    return LAST_TERM + "".join(f"  - {line}\n" for line in lines)


def chain(count: int, test: str) -> str:
    """Terms that are each defined by the next, ``{next}`` in ``test``."""
    names = [f"link{number}" for number in range(count)]
    tests = [test.format(next=name) for name in names[1:]] + ["lives.alone"]
    lines = [f"{{term: {name}, {LABEL}, test: {text}}}" for name, text in zip(names, tests, strict=True)]
    return more_terms(*lines)


SHAPES = [
    # --- P1: the shape of a file
    Mistake("P101", FACTS, "label: {zh: 房间数, en: Rooms}", "lable: {zh: 房间数, en: Rooms}", "lable", "label"),
    Mistake("P101", PACK, "version: 1.2.3", "versoin: 1.2.3", "versoin", "version"),
    Mistake("P101", HEATING, "requires:", "required:\n  all: []\nrequires:", "required:", "requires"),
    Mistake(
        "P101", HEATING, "id: is-poor, test: poor,", "id: is-poor, test: poor, clauses: 第一条,", "clauses", "clauses"
    ),
    Mistake("P102", PACK, "format: 1\n", "", words="format is missing"),
    Mistake(
        "P102",
        FACTS,
        '    question: {zh: 几间房？, en: "How many rooms?"}\n',
        "",
        "fact: rooms",
        words="facts.10.question",
    ),
    Mistake("P102", HEATING, "{id: is-poor, test: poor,", "{test: poor,", "{test: poor,", words="id is missing"),
    Mistake("P102", HEATING, "who_decides: [小局], ", "", "{id: twice,", words="who_decides is missing"),
    Mistake(
        "P102",
        FACTS,
        "label: {zh: 房间数, en: Rooms}",
        "label: {zh: 房间数}",
        "label: {zh: 房间数}",
        words="label.en is missing",
    ),
    Mistake("P103", FACTS, "type: integer", "type: number", "type: number", words="'number' will not do"),
    Mistake("P103", FACTS, "maximum: 20", "maximum: 1e3", "maximum: 1e3", words="a number such as 100000"),
    Mistake("P103", FACTS, "minimum: 1\n", "minimum: -1\n", "minimum: -1", words="a number such as 100000"),
    Mistake("P103", FACTS, "    decides: never\n", "", "fact: sex", words="reason exactly beside decides: never"),
    Mistake(
        "P103", FACTS, "    type: integer\n", "    type: choice\n", "fact: rooms", words="choices exactly for choice"
    ),
    Mistake(
        "P103",
        FACTS,
        "    type: region\n",
        "    type: region\n    minimum: 1\n",
        "fact: lives.place",
        words="bounds only",
    ),
    Mistake(
        "P103",
        FACTS,
        "    type: region\n",
        "    type: region\n    not_after_decision: true\n",
        "fact: lives.place",
        words="not_after_decision only for date",
    ),
    Mistake("P103", FACTS, "fact: rooms", "fact: rooms.", "fact: rooms.", words="a path such as loan.amount"),
    Mistake("P103", FACTS, "    supplied_by: [register]", "    supplied_by: [regster]", "regster", words="'regster'"),
    Mistake(
        "P103", FACTS, "    supplied_by: [register]", "    supplied_by: []", "supplied_by: []", words="supplied_by"
    ),
    Mistake("P103", PACK, "version: 1.2.3", "version: 1.2", "version: 1.2", words="a version such as 1.0.0"),
    Mistake("P103", PACK, "format: 1\n", "format: one\n", "format: one", words="a whole number"),
    Mistake(
        "P103", PACK, "date: 2024-01-01", "date: 2024-02-30", "date: 2024-02-30", words="a date such as 2023-04-10"
    ),
    Mistake("P103", PACK, 'code: "100001"', 'code: "1000011"', 'code: "1000011"', words="a code such as 371002"),
    Mistake(
        "P103", PACK, 'former: ["100009"]', 'former: ["１００００９"]', '"１００００９"', words="a code such as 371081"
    ),
    Mistake("P103", PACK, "zh: 共用", "zh: [共用]", "zh: [共用]", words="text"),
    Mistake(
        "P103",
        HEATING,
        "programme: heating",
        "programme: Heating",
        "programme: Heating",
        words="an id such as in-force",
    ),
    Mistake("P103", HEATING, "strength: in_principle", "strength: strong", "strength: strong", words="'strong'"),
    Mistake(
        "P103",
        HEATING,
        "{id: few-rooms, test: rooms <= most_rooms,",
        "{id: few-rooms, test: rooms <= most_rooms, who_decides: [小局],",
        "{id: few-rooms",
        words="who_decides only beside open",
    ),
    Mistake(
        "P103",
        HEATING,
        "    - {id: few-rooms, test: rooms <= most_rooms, says: {zh: 房间不多, en: Has few rooms}}\n",
        "    - id: some\n      at_least: {count: 3, of: [{id: few-rooms, test: rooms <= most_rooms}]}\n",
        "some\n",
        words="at_least.count",
    ),
    Mistake("P103", READINGS, "selectable: false", "selectable: no", "selectable: no", words="true or false"),
    Mistake(
        "P103",
        TERMS,
        "of: {place: region}",
        "of: {place: region, town: region}",
        "of: {place: region, town",
        words="of",
    ),
    Mistake("P103", CLAIMS, "claims:\n", "claims: none\nmore:\n", "claims: none", words="claims"),
    Mistake(
        "P104", HEATING, "test: poor,", "test: poor, open: {zh: 甲, en: x},", "{id: is-poor", words="got test, open"
    ),
    Mistake(
        "P104",
        HEATING,
        "{id: is-poor, test: poor, says: {zh: 低收入, en: Is poor}}",
        "{id: is-poor}",
        "{id: is-poor}",
        words="got –",
    ),
    Mistake("P104", TERMS, "    test: place in territory\n", "", "term: in_town", words="got –"),
    Mistake(
        "P104",
        CLAIMS,
        "    independent_of: [sex]\n",
        "    independent_of: [sex]\n    at_best: refer\n",
        "claim: nothing-by-sex",
        words="independent_of, at_best",
    ),
]

NAMES = [
    # --- P2: names and references
    Mistake("P201", FACTS, "fact: rooms", "fact: job", "job\n    type: integer", words="fact job"),
    Mistake("P201", FACTS, "{is: part,", "{is: full,", "full, zh: 全职", words="choice of job full"),
    Mistake("P201", TERMS, "term: young", "term: poor", "poor\n    label: {zh: 年幼", words="term poor"),
    Mistake(
        "P201",
        PARAMETERS,
        "parameter: most_rooms",
        "parameter: income_limit",
        "income_limit\n    type: integer",
        words="parameter income_limit",
    ),
    Mistake("P201", READINGS, "reading: hard", "reading: leap", "leap\n    question: {zh: 困难", words="reading leap"),
    Mistake("P201", READINGS, "{is: ignored,", "{is: counts,", "counts, zh: 不算", words="choice of hard counts"),
    Mistake("P201", CLAUSES, "clause: 第三条", "clause: 第二条", "第二条\n    gist: {zh: 总则", words="clause 第二条"),
    Mistake(
        "P201",
        CLAIMS,
        "claims:\n",
        "claims:\n  - {claim: nothing-by-sex, says: {zh: 甲, en: x}, programmes: [school], at_best: eligible}\n",
        "nothing-by-sex\n",
        words="claim nothing-by-sex",
    ),
    Mistake(
        "P201", PACK, "{zh: 大局, en: Big bureau}", "{zh: 小局, en: Big bureau}", "小局, en: Big", words="body 小局"
    ),
    Mistake(
        "P201",
        PACK,
        "checks:\n",
        "checks:\n  - {id: huge-income, when: rooms > 9, zh: 甲, en: x}\n",
        "huge-income, when: income",
        words="check huge-income",
    ),
    Mistake("P201", PACK, "notes:\n", "notes:\n  - {id: shared-note, zh: 甲, en: x}\n", None, words="note shared-note"),
    Mistake("P201", PACK, 'former: ["100009"]', 'former: ["100009", "100001"]', '"100001"]', words="100001"),
    Mistake("P201", PACK, "{code: new_area,", '{code: "100009",', '"100009", name', words="100009"),
    Mistake("P201", HEATING, "id: few-rooms", "id: is-poor", "is-poor, test: rooms", words="condition is-poor"),
    Mistake("P201", HEATING, "id: few-rooms", "id: in-force", "in-force, test: rooms", words="condition in-force"),
    Mistake(
        "P201", HEATING, "id: few-rooms", "id: no-heating-yet", "no-heating-yet\n", words="condition no-heating-yet"
    ),
    Mistake(
        "P201", SCHOOL, "id: is-pupil", "id: has-pupil", "has-pupil, test: child.at_school", words="condition has-pupil"
    ),
    Mistake("P201", HEATING, "id: minor", "id: alone", "alone, when: age", words="note alone"),
    Mistake(
        "P201", TERMS, "id: found-poor", "id: low-income", "low-income, test: hardship", words="condition low-income"
    ),
    Mistake("P202", HEATING, "clause: 第一条", "clause: 第一条款", "第一条款", "第一条"),
    Mistake(
        "P202", HEATING, "id: is-poor, test: poor,", "id: is-poor, test: poor, clause: 第三条例,", "第三条例", "第三条"
    ),
    Mistake(
        "P202",
        HEATING,
        "{id: alone, when: lives.alone,",
        "{id: alone, clause: 第二款, when: lives.alone,",
        "第二款",
        "第二条",
    ),
    Mistake("P202", READINGS, "clause: 第一条", "clause: 第三条例", "第三条例", "第三条"),
    Mistake("P202", PARAMETERS, "value: 4, clause: 第一条", "value: 4, clause: 第三条例", "第三条例", "第三条"),
    Mistake(
        "P202",
        CLAIMS,
        "    programmes: [heating",
        "    clause: 第三条例\n    programmes: [heating",
        "第三条例",
        "第三条",
    ),
    Mistake("P203", HEATING, "decided_by: [小局]", "decided_by: [小小局]", "小小局", "小局"),
    Mistake("P203", HEATING, "who_decides: [小局]", "who_decides: [中大局]", "中大局", "大局"),
    Mistake("P203", CLAUSES, "bodies: [大局]", "bodies: [大局们]", "大局们", "大局"),
    Mistake("P204", PACK, "leap_day_birthday: leap", "leap_day_birthday: leaps", "leaps", "leap"),
    Mistake("P204", TERMS, "reading: hard", "reading: harder", "harder", "hard"),
    Mistake(
        "P204",
        TERMS,
        "test: hardship, reading: hard",
        'test: reading.heard = "counts" and hardship',
        "reading.heard",
        "reading.hard",
    ),
    Mistake("P205", SCHOOL, "list: children", "list: childs", "childs", "children"),
    Mistake("P205", SCHOOL, "list: children", "list: rooms", "rooms"),
    Mistake("P205", CLAIMS, "independent_of: [sex]", "independent_of: [sx]", "sx]", "sex"),
    Mistake("P205", FACTS, "fact: children[].at_school", "fact: childs[].at_school", "childs[].at_school"),
    Mistake("P206", CLAUSES, "programmes: [school]", "programmes: [schools, school]", "schools", "school"),
    Mistake("P206", CLAIMS, "programmes: [heating, school]", "programmes: [heating, skool]", "skool", "school"),
    Mistake(
        "P207",
        TERMS,
        "test: hardship, reading: hard",
        "test: poor, reading: hard",
        "poor, reading",
        words="poor → poor",
    ),
    Mistake(
        "P207",
        TERMS,
        LAST_TERM,
        "    test: youngest(born)\n  - {term: youngest, label: {zh: 甲, en: x}, of: {d: date}, test: young(d)}\n",
        None,
        words="→",
    ),
    Mistake(
        "P208",
        HEATING,
        "  - {id: alone, when: lives.alone,",
        "  - {id: alone, when: rooms > 1,",
        None,
        words="lives.alone",
    ),
    Mistake(
        "P208",
        FACTS,
        "    decides: never\n    reason: {zh: 与性别无关, en: Sex plays no part}\n",
        "",
        "sex\n",
        words="fact sex",
    ),
    Mistake(
        "P209",
        HEATING,
        "test: rooms <= most_rooms",
        'test: rooms <= most_rooms and sex = "male"',
        None,
        words="fact sex",
    ),
    Mistake(
        "P210", TERMS, LAST_TERM, more_terms(f"{{term: idle, {LABEL}, test: lives.alone}}"), "idle", words="term idle"
    ),
    Mistake(
        "P210",
        TERMS,
        LAST_TERM,
        more_terms(f"{{term: idle, {LABEL}, test: lower}}", f"{{term: lower, {LABEL}, test: lives.alone}}"),
        "lower, label",
        words="term lower",
    ),
    Mistake("P211", HEATING, "rooms <= most_rooms", "rooms <= 4", None, words="parameter most_rooms"),
    Mistake("P212", TERMS, "term: poor", "term: rooms", "rooms\n", words="both a fact and a term"),
    Mistake(
        "P212", PARAMETERS, "parameter: most_rooms", "parameter: poor", "poor\n", words="both a term and a parameter"
    ),
    Mistake("P212", FACTS, "fact: rooms", "fact: job.rooms", "job.rooms", words="both a fact and a group of facts"),
    Mistake("P212", FACTS, "fact: rooms", "fact: unknown.rooms", "unknown.rooms", words="reserved word"),
    Mistake("P212", FACTS, "fact: rooms", "fact: reading", "reading\n", words="reserved word"),
    Mistake(
        "P213",
        CLAUSES,
        "programmes: [school]",
        "why_nothing: {zh: 无, en: None}",
        "第二条",
        words="school",
    ),
    Mistake("P216", TERMS, "of: {place: region}", "of: {place: regoin}", "regoin", "region"),
    Mistake("P216", TERMS, "of: {place: region}", "of: {place: benefits}", "benefits"),
    Mistake("P217", PACK, "format: 1\n", "format: 2\n", None, words="pack format 2"),
    Mistake(
        "P218",
        TERMS,
        LAST_TERM,
        chain(70, "{next}"),
        None,
        words="5000 nodes, 60 levels",
        also=(Edit(HEATING, "rooms <= most_rooms", "rooms <= most_rooms and link0"),),
    ),
    Mistake(
        "P218",
        TERMS,
        LAST_TERM,
        chain(13, "{next} and {next}"),
        None,
        words="is too large",
        also=(Edit(HEATING, "rooms <= most_rooms", "rooms <= most_rooms and link0"),),
    ),
    Mistake("P219", CLAUSES, "programmes: [school]", "programmes: [school]\n    targets: [nobody]", "nobody"),
    # --- E in a pack: the place is counted from the test's own first character
    Mistake("E101", HEATING, "rooms <= most_rooms", "rooms <= most_room", "most_room,", "most_rooms"),
    Mistake("E101", HEATING, "test: rooms <= most_rooms", 'test: "rooms <= most_room"', 'most_room"', "most_rooms"),
    Mistake("E104", HEATING, 'job = "full"', 'job = "ful"', '"ful"', "full"),
    Mistake("E001", SCHOOL, "satisfies child.at_school", "satisfies child.at_school)", None),
    Mistake("E105", PARAMETERS, "value: 22000", "value: 22k", "22k"),
    Mistake("E107", PARAMETERS, "type: integer", "type: date", "4, clause"),
    Mistake("E111", SCHOOL, "some child in", "some rooms in", "some rooms"),
]

TIMES = [
    # --- P3: dates, readings, outcomes
    Mistake(
        "P301",
        PARAMETERS,
        "{from: 2024-01-01, value: 20000,",
        "{from: 2024-01-01, until: 2024-11-30, value: 20000,",
        "22000",
        words="between 2024-11-30 and 2025-01-01",
    ),
    Mistake(
        "P301",
        PARAMETERS,
        "{from: 2024-01-01, value: 4,",
        "{from: 2024-01-01, until: 2025-12-31, value: 4,",
        "4, clause",
        words="known_until",
    ),
    Mistake(
        "P301",
        HEATING,
        "best: eligible_in_principle\n",
        "best: eligible_in_principle\nfrom: 2024-01-01\nuntil: 2024-06-30\n",
        None,
        words="between 2024-06-30 and 2024-09-01",
        also=(Edit("programmes/later.yaml", "", "HEATING from: 2024-09-01"),),
    ),
    Mistake(
        "P302",
        PARAMETERS,
        "{from: 2025-01-01, value: 22000,",
        "{from: 2024-01-01, value: 22000,",
        "22000",
        words="overlap at 2024-01-01",
    ),
    Mistake(
        "P302",
        PARAMETERS,
        "{from: 2024-01-01, value: 20000,",
        "{from: 2024-01-01, until: 2025-01-01, value: 20000,",
        "22000",
        words="overlap at 2025-01-01",
    ),
    Mistake(
        "P302",
        HEATING,
        "best: eligible_in_principle\n",
        "best: eligible_in_principle\nfrom: 2024-01-01\nuntil: 2024-09-01\n",
        None,
        words="overlap at 2024-09-01",
        also=(Edit("programmes/later.yaml", "", "HEATING from: 2024-09-01"),),
    ),
    Mistake(
        "P302",
        HEATING,
        "decided_by: [小局]",
        "decided_by: [大局]",
        None,
        words="overlap",
        also=(Edit("programmes/later.yaml", "", "HEATING"),),
    ),
    Mistake(
        "P303",
        PARAMETERS,
        "{from: 2024-01-01, value: 4,",
        "{from: 2024-01-01, until: 2023-12-31, value: 4,",
        "4, clause",
        words="2024-01-01 is after 2023-12-31",
    ),
    Mistake(
        "P303",
        PARAMETERS,
        "known_until: 2026-12-31",
        "known_until: 2024-12-31",
        "income_limit",
        words="2025-01-01 is after 2024-12-31",
    ),
    Mistake(
        "P303",
        HEATING,
        "best: eligible_in_principle\n",
        "best: eligible_in_principle\nfrom: 2024-02-01\nuntil: 2024-01-01\n",
        None,
        words="2024-02-01 is after 2024-01-01",
    ),
    Mistake("P304", READINGS, "default: counts", "default: count", "count\n", words="default count of reading hard"),
    Mistake("P304", READINGS, "default: counts", "default: weighed", "weighed\n", words="selectable choices"),
    Mistake(
        "P305",
        HEATING,
        "best: eligible_in_principle",
        "best: eligible",
        "heating\n",
        words="its conditions give eligible_in_principle",
    ),
    Mistake("P305", SCHOOL, "best: eligible", "best: refer", "school\ntitle", words="its conditions give eligible"),
    Mistake(
        "P305",
        SCHOOL,
        "  test: some child in children satisfies child.at_school\n",
        "  open: {zh: 甲, en: x}\n  who_decides: [大局]\n",
        "school\ntitle",
        words="its conditions give refer",
    ),
    Mistake(
        "P306",
        READINGS,
        "{is: march-1, zh: 3月1日, en: 1 March}",
        "{is: march-2, zh: 3月2日, en: 2 March}",
        None,
        words="march-1 and february-28",
        also=(Edit(READINGS, "default: march-1", "default: march-2"),),
    ),
]


def problems_of(pack: Path, **options: Any) -> tuple[Problem, ...]:
    """What loading a pack finds wrong."""
    with pytest.raises(PackError) as caught:
        eligibility.load(pack, **options)
    assert str(caught.value)
    assert caught.value.text("zh")
    return caught.value.problems


def filled(edit: Edit) -> Edit:
    """A second text of the heating grant is the first with other dates."""
    if not edit.new.startswith("HEATING"):
        return edit
    text = (SMALL / HEATING).read_text(encoding="utf-8")
    dates = edit.new.removeprefix("HEATING").strip()
    return Edit(edit.file, "", f"{text}{dates}\n")


@pytest.mark.parametrize("mistake", [*SHAPES, *NAMES, *TIMES], ids=str)
def test_mistakes(mistake: Mistake, tmp_path: Path) -> None:
    """Each mistake gives its code at its place, with the name that was meant."""
    edits = (Edit(mistake.file, mistake.old, mistake.new), *(filled(edit) for edit in mistake.also))
    pack = copy_pack(SMALL, tmp_path, *edits)
    found = [one for one in problems_of(pack) if one.code == mistake.code]
    assert found, problems_of(pack)
    first = next((one for one in found if mistake.words in one.message()), None)
    assert first is not None, found
    assert first.where is not None
    if mistake.at is not None:
        line, column = place_of(pack / mistake.file, mistake.at)
        assert str(first.where) == f"small_pack/{mistake.file}:{line}:{column}"
    if mistake.suggestion is not None:
        assert first.suggestion == mistake.suggestion
        assert f"did you mean {mistake.suggestion}?" in first.text()
        assert f"是不是 {mistake.suggestion}" in first.text("zh")


def test_the_small_pack_is_valid(tmp_path: Path) -> None:
    """Without a mistake the pack loads, from its folder and from a copy of it."""
    assert eligibility.load(SMALL).id == "small-pack"
    assert eligibility.load(str(copy_pack(SMALL, tmp_path))).content_hash == eligibility.load(SMALL).content_hash


@pytest.mark.parametrize("name", ["rooms", "income", "decision_date", "territory", "reading", "poor", "most_rooms"])
def test_a_record_variable_may_hide_nothing(name: str, tmp_path: Path) -> None:
    """The ``as`` of a ``for_each`` that is already a fact, a group, a term, a parameter or a word is refused."""
    edits = [
        Edit(SCHOOL, "as: child", f"as: {name}"),
        Edit(SCHOOL, "{id: is-pupil, test: child.", f"{{id: is-pupil, test: {name}."),
    ]
    pack = copy_pack(SMALL, tmp_path, *edits, Edit(SCHOOL, "young(child.birth_date)", f"young({name}.birth_date)"))
    first = problems_of(pack)[0]
    assert first.code in ("E111", "P212")
    assert first.where is not None
    assert first.where.file == f"small_pack/{SCHOOL}"


@pytest.mark.parametrize("name", ["rooms", "decision_date", "territory", "reading", "poor", "most_rooms"])
def test_a_term_argument_may_hide_nothing(name: str, tmp_path: Path) -> None:
    """The argument of a term that is already a fact, a term, a parameter or a word is refused."""
    edit = Edit(TERMS, "of: {place: region}\n    test: place in", f"of: {{{name}: region}}\n    test: {name} in")
    first = problems_of(copy_pack(SMALL, tmp_path, edit))[0]
    assert first.code in ("E111", "P212")
    assert first.where is not None
    assert first.where.file == f"small_pack/{TERMS}"


def test_a_term_below_a_term_of_a_check_is_used(tmp_path: Path) -> None:
    """A term that only another term uses, which only a check uses, is used."""
    terms = more_terms(
        f"{{term: rich, {LABEL}, test: very_rich}}", f"{{term: very_rich, {LABEL}, test: income.yearly > 9}}"
    )
    pack = copy_pack(
        SMALL, tmp_path, Edit(TERMS, LAST_TERM, terms), Edit(PACK, "when: income.yearly > 1000000", "when: rich")
    )
    decision = eligibility.load(pack).decide({"income": {"yearly": 10}}, on="2024-06-01")
    assert [warning.id for warning in decision.warnings] == ["huge-income"]


@pytest.mark.parametrize("when", ["scope", "check", "note"])
@pytest.mark.parametrize(("count", "test"), [(300, "{next}"), (14, "{next} and {next}")])
def test_terms_that_explode(when: str, count: int, test: str, tmp_path: Path) -> None:
    """P218: a long chain of terms, or one that doubles at every link, is refused at once wherever it is used."""
    uses = {
        "scope": Edit(HEATING, "rooms <= most_rooms", "rooms <= most_rooms and link0"),
        "check": Edit(PACK, "when: income.yearly > 1000000", "when: income.yearly > 1000000 and link0"),
        "note": Edit(HEATING, "when: lives.alone", "when: lives.alone and link0"),
    }
    pack = copy_pack(SMALL, tmp_path, Edit(TERMS, LAST_TERM, chain(count, test)), uses[when])
    assert [one.code for one in problems_of(pack)] == ["P218"]


def test_doubling_terms_are_refused_at_once(tmp_path: Path) -> None:
    """P218: what would have half a million nodes costs no more to refuse than it has lines."""
    uses = Edit(HEATING, "rooms <= most_rooms", "rooms <= most_rooms and link0")
    pack = copy_pack(SMALL, tmp_path, Edit(TERMS, LAST_TERM, chain(19, "{next} and {next}")), uses)
    assert [one.code for one in problems_of(pack)] == ["P218"]


def test_a_text_from_the_first_day_of_the_calendar(tmp_path: Path) -> None:
    """A text from 0001-01-01 beside one without a first day is an error of the pack like any other overlap."""
    second = filled(Edit("programmes/later.yaml", "", "HEATING from: 0001-01-01"))
    assert {one.code for one in problems_of(copy_pack(SMALL, tmp_path, second))} == {"P302"}


@pytest.mark.parametrize(
    "name",
    [
        *(
            "_x",
            "loan._x",
            "__base__",
            "__doc__",
            "__slots__",
            "model_config",
            "model_fields",
            "model_dump",
            "model_validate",
        ),
        *(
            "model_x",
            "copy",
            "json",
            "dict",
            "schema",
            "validate",
            "construct",
            "vocabulary",
            "class",
            "self",
            "None",
            "True",
        ),
        *("loan.copy", "loan.model_dump", "loan.class", "print", "数量", "Person", "facts", "records", "today"),
    ],
)
def test_any_name_of_a_fact(name: str, tmp_path: Path) -> None:
    """A fact of any name works from end to end, or the pack is refused; nothing else comes out, not even a warning."""
    edits = (
        Edit(FACTS, "fact: rooms", f"fact: {name}"),
        Edit(HEATING, "rooms <=", f"{name} <="),
        Edit(CASES, "    rooms: 4\n", ""),
    )
    pack = copy_pack(SMALL, tmp_path, *edits)
    try:
        rules = eligibility.load(pack)
    except PackError:
        assert problems_of(pack)[0].where is not None
        return
    person: Any = 4
    for part in reversed(name.split(".")):
        person = {part: person}
    decision = rules.decide(person, on="2024-06-01")
    assert name not in [fact.path for fact in decision["heating"].missing]
    assert name in [fact.path for fact in rules.decide({}, on="2024-06-01")["heating"].missing]
    assert pickle.loads(pickle.dumps(rules.person(person))) == rules.person(person)  # noqa: S301 - our own bytes


def test_all_problems_at_once(tmp_path: Path) -> None:
    """Several mistakes are all reported, in the order of files and lines."""
    pack = copy_pack(
        SMALL,
        tmp_path,
        Edit(HEATING, "rooms <= most_rooms", "rooms <= most_room"),
        Edit(HEATING, "test: poor", "test: pour"),
        Edit(SCHOOL, "decided_by: [大局]", "decided_by: [中局]"),
    )
    found = problems_of(pack)
    assert {one.code for one in found} >= {"E101", "P203"}
    places = [one.where for one in found if one.where is not None]
    assert places == sorted(places)
    assert len([one for one in found if one.code == "E101"]) == 2


def test_missing_files(tmp_path: Path) -> None:
    """P008: what a pack cannot do without is named; what it can do without may be absent."""
    for name in ("pack.yaml", "facts.yaml", "clauses.yaml"):
        pack = copy_pack(SMALL, tmp_path / name)
        (pack / name).unlink()
        (found,) = problems_of(pack)
        assert (found.code, str(found.where), found.message()) == ("P008", "small_pack", f"the pack has no {name}")
    pack = copy_pack(SMALL, tmp_path)
    (pack / HEATING).unlink()
    (pack / SCHOOL).unlink()
    assert "P008" in [one.code for one in problems_of(pack)]
    pack = copy_pack(SMALL, tmp_path / "claims")
    (pack / CLAIMS).unlink()
    assert eligibility.load(pack).pack.claims == ()


def test_unknown_pack() -> None:
    """P009: an unknown pack is refused with the nearest name, however odd the name."""
    with pytest.raises(PackError) as caught:
        eligibility.load("weihai-2023-31")
    assert (caught.value.code, caught.value.problems[0].suggestion) == ("P009", "weihai-2023-13")
    for name in ("\x00", "no/such/folder"):
        with pytest.raises(PackError) as caught:
            eligibility.load(name)
        assert caught.value.code == "P009"


@pytest.mark.parametrize("name", ["weihai-2023-13+", "+weihai-2023-13", "+", ""])
def test_an_empty_name_is_no_pack(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """P009: nothing, alone or beside a ``+``, is not the folder that one happens to be in."""
    monkeypatch.chdir(SMALL)
    with pytest.raises(PackError) as caught:
        eligibility.load(name)
    assert caught.value.code == "P009"


def test_a_list_in_a_record_works_or_is_refused(tmp_path: Path) -> None:
    """A list of records inside a record pickles and writes like the rest of a person, or the pack is refused."""
    inner = f"- fact: children[].toys\n    type: records\n    {LABEL}\n    question: {{zh: 甲, en: x}}\n"
    inner += "    supplied_by: [applicant]\n    changeable: true\n    decides: never\n    reason: {zh: 甲, en: x}\n"
    pack = copy_pack(
        SMALL, tmp_path, Edit(FACTS, "- fact: children[].at_school\n", f"{inner}  - fact: children[].at_school\n")
    )
    try:
        rules = eligibility.load(pack)
    except PackError:
        return
    person = rules.person({"children": [{"toys": [{}]}]})
    assert pickle.loads(pickle.dumps(person)) == person  # noqa: S301 - our own bytes
    json.dumps(rules.decide(person, on="2024-06-01").record())


def test_name_too_long_for_a_folder() -> None:
    """P009: a name that no file system takes is a pack that is not there."""
    with pytest.raises(PackError) as caught:
        eligibility.load("x" * 5_000)
    assert caught.value.code == "P009"


def test_stray_files(tmp_path: Path) -> None:
    """P011: a file without a place in a pack is refused; notes and hidden files may lie about."""
    pack = copy_pack(
        SMALL, tmp_path, Edit("README.md", "", "x"), Edit(".hidden", "", "x"), Edit("cases/.x.swp", "", "x")
    )
    assert eligibility.load(pack).id == "small-pack"
    for stray, suggestion in (
        ("fact.yaml", "facts.yaml"),
        ("programmes/a.yml", "programmes/*.yaml"),
        ("a/b/c.yaml", None),
    ):
        pack = copy_pack(SMALL, tmp_path / stray.replace("/", "_"), Edit(stray, "", "x: 1"))
        (found,) = problems_of(pack)
        assert (found.code, str(found.where)) == ("P011", f"small_pack/{stray}")
        if suggestion is not None:
            assert found.suggestion == suggestion


def test_unreadable_file(tmp_path: Path) -> None:
    """P001: a link that leads nowhere is an error of the pack."""
    pack = copy_pack(SMALL, tmp_path)
    (pack / "programmes" / "gone.yaml").symlink_to(tmp_path / "nowhere")
    (found,) = problems_of(pack)
    assert (found.code, str(found.where)) == ("P001", "small_pack/programmes/gone.yaml")


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("P002", "rooms: 4", "rooms: [4"),
        ("P003", "rooms: 4", "rooms: 4\n    rooms: 5"),
        ("P004", "rooms: 4", "rooms: !!int 4"),
        ("P010", "rooms: 4", "[rooms]: 4"),
    ],
)
def test_yaml_mistakes(code: str, old: str, new: str, tmp_path: Path) -> None:
    """What no YAML file may hold is reported with the file in the pack, as are mistakes in its cases."""
    pack = copy_pack(SMALL, tmp_path, Edit(CASES, old, new))
    with pytest.raises(PackError) as caught:
        read_cases((pack,), eligibility.load(SMALL).pack)
    (found,) = caught.value.problems
    assert found.code == code
    assert found.where is not None
    assert found.where.file == f"small_pack/{CASES}"


CASE_MISTAKES = [
    Mistake("P101", CASES, "    like: zhou", "    lik: zhou", "lik:", "like"),
    Mistake("P102", CASES, ", because: [low-income]}", "}", "heating: {outcome", words="because is missing"),
    Mistake("P103", CASES, "on: 2024-06-01", "on: yesterday", "on: yesterday"),
    Mistake(
        "P201",
        CASES,
        "cases:\n",
        "cases:\n  - {case: at-the-limit, story: {zh: 甲, en: x}, on: 2024-01-01, person: {},"
        " expect: {heating: {outcome: refer, open: []}}}\n",
        "at-the-limit\n",
        words="case at-the-limit",
    ),
    Mistake("P204", CASES, "    like: zhou", "    readings: {hrd: counts}\n    like: zhou", None, "hard"),
    Mistake("P206", CASES, "heating: {outcome", "heatin: {outcome", None, "heating"),
    Mistake("P215", CASES, "like: zhou", "like: zhuo", "zhuo", "zhou"),
]


@pytest.mark.parametrize("mistake", CASE_MISTAKES, ids=str)
def test_mistakes_in_cases(mistake: Mistake, tmp_path: Path) -> None:
    """A mistake in a worked example has its code, its place and a suggestion."""
    pack = copy_pack(SMALL, tmp_path, Edit(mistake.file, mistake.old, mistake.new))
    with pytest.raises(PackError) as caught:
        read_cases((pack,), eligibility.load(SMALL).pack)
    first = next(one for one in caught.value.problems if one.code == mistake.code and mistake.words in one.message())
    assert first.suggestion == mistake.suggestion
    assert first.where is not None
    assert first.where.file == f"small_pack/{CASES}"
    if mistake.at is not None:
        assert (first.where.line, first.where.column) == place_of(pack / CASES, mistake.at)


READING_MISTAKES = [
    ("U004", {"hrad": "counts"}, "hard"),
    ("U005", {"hard": "count"}, "counts"),
    ("U006", {"hard": "weighed"}, None),
]


@pytest.mark.parametrize(("code", "readings", "suggestion"), READING_MISTAKES)
def test_readings_that_cannot_be_chosen(code: str, readings: dict[str, str], suggestion: str | None) -> None:
    """A reading or choice that is not there, or documented only, is an error of the caller."""
    ways: tuple[Callable[..., object], ...] = (
        lambda: eligibility.load(SMALL, readings=readings),
        lambda: eligibility.load(SMALL).with_readings(readings),
    )
    for choose in ways:
        with pytest.raises(eligibility.UsageError) as caught:
            choose()
        assert (caught.value.code, caught.value.problems[0].suggestion) == (code, suggestion)


# --- overlays -----------------------------------------------------------------------------------------------

OVERLAY_MISTAKES = [
    Mistake("P401", "overlay.yaml", "name: most_rooms", "name: most_room", "most_room\n", "most_rooms"),
    Mistake("P401", "overlay.yaml", "name: no-full-job", "name: no-ful-job", "no-ful-job", "no-full-job"),
    Mistake("P401", "overlay.yaml", "into: no-heating-yet", "into: no-heating", None, "no-heating-yet"),
    Mistake("P401", "overlay.yaml", "    of: heating\n    name:", "    of: heatin\n    name:", None, "heating"),
    Mistake("P402", "overlay.yaml", "limb: {id: lives-alone", "limb: {id: is-poor", None, words="limb is-poor"),
    Mistake("P404", "overlay.yaml", "extends: small-pack", "extends: smal-pack", None, words="not small-pack"),
    Mistake(
        "P405", "overlay.yaml", "claim: nothing-by-sex", "claim: nothing-by-six", "nothing-by-six", "nothing-by-sex"
    ),
    Mistake(
        "P406",
        "overlay.yaml",
        "name: no-full-job",
        "name: has-pupil",
        None,
        words="has-pupil",
        also=(Edit("overlay.yaml", "    of: heating\n    name:", "    of: school\n    name:"),),
    ),
    Mistake("P407", "overlay.yaml", "into: no-heating-yet", "into: few-rooms", None, words="few-rooms"),
]


@pytest.mark.parametrize("mistake", OVERLAY_MISTAKES, ids=str)
def test_mistakes_in_overlays(mistake: Mistake, tmp_path: Path) -> None:
    """An overlay that finds nothing to change, or something in its place, is refused at the change."""
    overlay = copy_pack(OVERLAY, tmp_path)
    for edit in (*mistake.also, Edit(mistake.file, mistake.old, mistake.new)):
        apply(overlay, edit)
    found = problems_of(SMALL, overlays=[overlay])
    first = next(one for one in found if one.code == mistake.code and mistake.words in one.message())
    assert first.suggestion == mistake.suggestion
    assert first.where is not None
    assert first.where.file == "small_overlay/overlay.yaml"
    if mistake.at is not None:
        assert (first.where.line, first.where.column) == place_of(overlay / "overlay.yaml", mistake.at)


def test_overlays_that_clash(tmp_path: Path) -> None:
    """P403: two overlays that stand side by side may not change the same thing."""
    other = copy_pack(OVERLAY, tmp_path, Edit("overlay.yaml", "overlay: small-overlay", "overlay: other-overlay"))
    assert [one.code for one in problems_of(SMALL, overlays=[OVERLAY, other])] == ["P403"]


def test_the_small_overlay_is_valid() -> None:
    """Without a mistake the overlay changes what it says, and its changes can be listed."""
    rules = eligibility.load(SMALL, overlays=[OVERLAY])
    assert rules.readings["hard"] == "ignored"
    assert len(rules.pack.changes) == 5
    assert rules.content_hash != eligibility.load(SMALL).content_hash


# --- completeness -------------------------------------------------------------------------------------------


def test_no_code_without_a_test() -> None:
    """Every code of a pack, an expression or a person is asserted in some test."""
    text = "".join(path.read_text(encoding="utf-8") for path in HERE.parent.rglob("*.py"))
    asserted = set(re.findall(r'"([PEI][0-9]{3})"', text))
    asserted |= set(re.findall(r"code: ([PEI][0-9]{3})", (HERE / "language_errors.yaml").read_text(encoding="utf-8")))
    wanted = {code for code in MESSAGES if re.match(r"P|E|I1", code)}
    assert wanted - asserted == set()
