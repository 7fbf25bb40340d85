"""``eligibility ask``: answers through a pipe, one after the other."""

from __future__ import annotations

import json
import stat
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

import eligibility
from eligibility.cli.answers import Command, NotUnderstood, parse_answer
from eligibility.cli.interview import Interview
from eligibility.pack.layout import UnknownReason

from .conftest import ON, Run, Write

DAY = "2023-06-01"
SETTLES: dict[str, Any] = {
    "is_migrant_worker": False,
    "is_new_citizen": False,
    "is_chinese_citizen": True,
    "is_active_military": False,
    "work_history": {"has_outside_work": False},
    "business": {"location": "110101", "has_actual_project": False, "is_starting": False, "own_in_weihai": False},
    "loan": {"product": "none"},
    "employment": {"has_employer": True, "employer_location": "371082", "work_place": "110101"},
    "settlement": {"already_settled_in_town": False},
}


@pytest.fixture(scope="module")
def rules() -> eligibility.Rulebook:
    """The shipped pack."""
    return eligibility.load("weihai-2023-13")


def interview(rules: eligibility.Rulebook, data: dict[str, Any]) -> Interview:
    """An interview about settlement and housing that starts from what is known."""
    return Interview(rules, data, date(2023, 6, 1), ("settlement", "rental-housing"))


# --- the interview itself -----------------------------------------------------------------------------------


def test_it_asks_what_the_most_programmes_wait_for(rules: eligibility.Rulebook) -> None:
    """The first question is the first of ``decision.missing()``."""
    question = Interview(rules, {}, date(2023, 6, 1)).question()
    assert question is not None
    assert question.path == rules.decide({}, on=DAY).missing()[0].path


def test_it_asks_nothing_that_is_settled(rules: eligibility.Rulebook) -> None:
    """What no longer matters is not asked, whatever is missing."""
    paths = []
    talk = interview(rules, {**SETTLES, "settlement": {"wants": False}})
    while (question := talk.question()) is not None:
        paths.append(question.path)
        talk.leave(question.path, UnknownReason.NOT_KNOWN)
    assert paths == []


def test_it_asks_for_relatives_only_where_settlement_is_not_lost(rules: eligibility.Rulebook) -> None:
    """The list comes last, and each relative's relation after it."""
    talk = interview(rules, {**SETTLES, "settlement": {"wants": True, "already_settled_in_town": False}})
    question = talk.question()
    assert question is not None
    assert question.path == "family.moving_relatives"
    talk.answer(question.path, [{}, {}])
    asked = talk.question()
    assert asked is not None
    assert asked.path == "family.moving_relatives[0].relation"
    assert interview(rules, {**SETTLES, "settlement": {"wants": False}}).question() is None


def test_it_goes_back(rules: eligibility.Rulebook) -> None:
    """Going back takes the last answer away and asks the same question again; not before the first."""
    talk = interview(rules, {})
    assert talk.back() is False
    first = talk.question()
    assert first is not None
    talk.answer(first.path, value=True)
    talk.leave("loan.amount", UnknownReason.REFUSED)
    assert talk.back()
    assert talk.back()
    assert talk.question() == first
    assert talk.data == {}


def test_it_never_asks_the_maintainers_or_an_authority(rules: eligibility.Rulebook) -> None:
    """An interview to its end asks nobody for a threshold or for a finding of an authority."""
    asked = []
    talk = Interview(rules, {}, date(2023, 6, 1))
    while (question := talk.question()) is not None:
        asked.append(question.path)
        talk.leave(question.path, UnknownReason.NOT_KNOWN)
    assert len(asked) > 20
    assert "employment.industry_concentrated" not in asked
    assert len(asked) == len(set(asked))


def test_what_was_refused_before_is_not_asked_again(rules: eligibility.Rulebook) -> None:
    """A reason in the file settles a question, except that it was never asked."""
    talk = interview(rules, {"unknown": {"is_migrant_worker": "refused"}})
    question = talk.question()
    assert question is not None
    assert question.path != "is_migrant_worker"
    again = interview(rules, {"unknown": {"is_migrant_worker": "not_asked"}}).question()
    assert again is not None
    assert again.path == "is_migrant_worker"


# --- answers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("is_migrant_worker", "是", True),
        ("is_migrant_worker", "１", True),
        ("is_migrant_worker", "No", False),
        ("is_migrant_worker", "没有", False),
        ("loan.borrower", "2", "partnership"),
        ("loan.borrower", "小微企业", "small_micro_enterprise"),
        ("loan.borrower", "individual", "individual"),
        ("settlement.kin_sponsor", "没有", "none"),
        ("key_groups", "1，3、5", ["urban_registered_unemployed", "veteran", "graduate"]),
        ("key_groups", "都不属于", []),
        ("residence.place", "荣成", "371082"),
        ("residence.place", "371083", "371083"),
        ("residence.place", "nanhai", "nanhai"),
        ("residence.place", "110101", "110101"),
        ("loan.amount", "８００００", "80000"),
        ("loan.application_date", "2023年6月1日", "2023-06-01"),
        ("loan.application_date", "2023/6/1", "2023-06-01"),
        ("family.moving_relatives", "2", [{}, {}]),
        ("family.moving_relatives", "没有", []),
        ("loan.amount", "不知道", UnknownReason.NOT_KNOWN),
        ("loan.amount", "unknown", UnknownReason.NOT_KNOWN),
        ("loan.amount", "拒绝", UnknownReason.REFUSED),
        ("loan.amount", "conflicting", UnknownReason.CONFLICTING),
        ("loan.amount", "跳过", UnknownReason.NOT_ASKED),
        ("loan.amount", "返回", Command("back")),
        ("loan.amount", "QUIT", Command("quit")),
        ("loan.amount", "？", Command("help")),
    ],
)
def test_answers_are_understood(rules: eligibility.Rulebook, path: str, text: str, expected: object) -> None:
    """Numbers, labels, ids, full-width characters and Chinese dates."""
    found = parse_answer(text, rules.pack.fact_by_path[path], rules.pack, "zh")
    assert (found[0] if isinstance(found, tuple) else found) == expected


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("is_migrant_worker", "3"),
        ("is_migrant_worker", ""),
        ("loan.borrower", "9"),
        ("loan.borrower", "公司"),
        ("key_groups", "1 99"),
        ("loan.application_date", "昨天"),
        ("family.moving_relatives", "很多"),
        ("loan.amount", " "),
    ],
)
def test_other_answers_are_not_guessed_at(rules: eligibility.Rulebook, path: str, text: str) -> None:
    """Nothing is made of an answer that fits no question."""
    with pytest.raises(NotUnderstood):
        parse_answer(text, rules.pack.fact_by_path[path], rules.pack, "zh")


# --- the command --------------------------------------------------------------------------------------------


def test_a_whole_interview(run: Run, write: Write, tmp_path: Path) -> None:
    """Answers through a pipe lead to the decision, and the person is saved as YAML that ``check`` reads."""
    save = tmp_path / "saved.yaml"
    result = run(
        "ask",
        write("a.json", SETTLES),
        *ON,
        "--programme",
        "settlement",
        "--save",
        save,
        text="愿意\n2\n配偶\n其他亲属\n",
    )
    assert result.exit_code == 0
    for part in ("✓ 落户：符合", "随迁亲属 2：这位亲属是您的什么人？", "没有更多会影响结果的问题了", "✗ 随迁亲属 2"):
        assert part in result.stdout
    assert stat.S_IMODE(save.stat().st_mode) == 0o600
    assert yaml.safe_load(save.read_text(encoding="utf-8"))["family"]["moving_relatives"][1] == {"relation": "other"}
    again = json.loads(run("check", save, *ON, "--format", "json").stdout)
    assert {one["programme"]: one["outcome"] for one in again["findings"]}["settlement"] == "eligible"


def test_a_wrong_answer_is_told_at_once(run: Run, write: Write) -> None:
    """The question stays until the answer will do."""
    loan = {"product": "entrepreneurship_guarantee_loan", "borrower": "individual", "application_date": "2023-05-01"}
    person = {
        "is_migrant_worker": True,
        "is_new_citizen": False,
        "work_history": {"has_outside_work": True, "returned_to_home_county": True},
        "business": {"location": "371083", "is_starting": True},
        "loan": {**loan, "is_split_of_larger_need": False},
        "settlement": {"wants": False},
        "employment": {"work_place": "110101"},
        "residence": {"place": "110101"},
    }
    only = ("--programme", "免除反担保")
    result = run("ask", write("a.json", person), *ON, *only, text="很多\n0\n8万\n80000\n")
    assert result.stdout.count("[1]") == 1
    assert "> 0" in result.stdout
    assert "记为 80,000元" in result.stdout
    assert "≈ 免除反担保：原则上符合" in result.stdout


def test_back_quit_help_and_the_end_of_the_answers(run: Run) -> None:
    """One can go back, ask for help and stop; where the answers end, the interview ends as well."""
    result = run("ask", *ON, "--programme", "rental-housing", text="返回\n帮助\n是\n返回\n否\n退出\n")
    assert "这已经是第一题" in result.stdout
    assert "证明材料：" in result.stdout
    assert result.stdout.count("[1] 您是不是农民工") == 2
    assert "- 保障性租赁住房：不适用" in result.stdout
    assert "到此为止" in run("ask", *ON, text="是\n退出\n").stdout
    assert run("ask", *ON, text="").exit_code == 0


def test_reasons_are_saved(run: Run, tmp_path: Path) -> None:
    """Not knowing is an answer: it goes into the file with its reason."""
    save = tmp_path / "a.yaml"
    run("ask", *ON, "--save", save, text="不知道\n拒绝\n有出入\n跳过\n退出\n")
    assert list(yaml.safe_load(save.read_text(encoding="utf-8"))["unknown"].values()) == [
        "not_known",
        "refused",
        "conflicting",
        "not_asked",
    ]


def test_in_english_and_as_json(run: Run) -> None:
    """With JSON the talk goes to standard error and only the decision to standard output."""
    result = run("ask", *ON, "--lang", "en", "--format", "json", text="yes\nquit\n")
    assert "Are you a migrant worker" in result.stderr
    assert json.loads(result.stdout)["findings"]


def test_places_that_will_not_do_are_refused_before_the_interview(run: Run, write: Write, tmp_path: Path) -> None:
    """An existing file is kept unless it was the one read; answers and person cannot share a pipe."""
    there = write("there.yaml", "is_migrant_worker: true\n")
    for arguments in (("--save", there), ("--save", tmp_path / "no" / "x.yaml"), ("-",)):
        result = run("ask", *arguments, *ON, text="是\n")
        assert result.exit_code == 2
        assert "U013" in result.stderr
        assert result.stdout == ""
    assert there.read_text(encoding="utf-8") == "is_migrant_worker: true\n"
    assert run("ask", there, "--save", there, *ON, text="退出\n").exit_code == 0


def test_a_bad_file_to_start_from(run: Run, write: Write) -> None:
    """It is refused with its place, before anything is asked."""
    result = run("ask", write("a.yaml", "loan: {amount: 0}"), *ON, text="是\n")
    assert result.exit_code == 2
    assert "a.yaml:1:8: I103" in result.stderr


def test_help_on_a_record(run: Run, write: Write) -> None:
    """Help on a relative's relation names the programme that waits for it."""
    person = {**SETTLES, "settlement": {"wants": True, "already_settled_in_town": False}}
    result = run("ask", write("a.json", person), *ON, "--programme", "落户", text="1\n帮助\n退出\n")
    assert "关系到：落户" in result.stdout
    assert "记为 1项" in result.stdout


@pytest.mark.parametrize("answer", ["乳山市（371083）", "乳山市 (371083)", "Rushan City (371083)"])
def test_a_place_is_answered_as_displays_show_it(answer: str) -> None:
    """A name with its code behind it is understood in an interview as well."""
    pack = eligibility.load("weihai-2023-13").pack
    assert parse_answer(answer, pack.fact_by_path["residence.place"], pack, "zh") == ("371083",)
