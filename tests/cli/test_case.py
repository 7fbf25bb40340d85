"""``eligibility case``: new, tell, show, history, why and watch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import eligibility
from eligibility import PackError
from eligibility.errors import problem
from eligibility.live import Entry, Kind, SqliteJournal
from engine import needs_engine

from .conftest import ON, Run


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """Where the journal of a test is."""
    return tmp_path / "cases.journal"


@pytest.fixture
def case(run: Run, journal: Path) -> Path:
    """A journal with one case in it, of whom it is known that the household is not to be settled."""
    assert run("case", "new", "张三", *ON, "--journal", journal).exit_code == 0
    assert run("case", "tell", "张三", "settlement.wants=否", "--journal", journal).exit_code == 0
    return journal


def steps(journal: Path) -> int:
    """How many steps the case has."""
    with SqliteJournal(journal) as place:
        return place.read("张三")[-1].step


def as_json(run: Run, *arguments: object) -> Any:
    """What a command prints as JSON."""
    result = run("case", *arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_new(run: Run, journal: Path) -> None:
    """A case has a name or gets a number; a name is given once, and a date is needed."""
    assert run("case", "new", "张三", *ON, "--journal", journal).stdout == "已建立案件 张三，办理日期 2023-06-01\n"
    assert as_json(run, "new", *ON, "--journal", journal) == {"case": "case-2", "on": "2023-06-01"}
    again = run("case", "new", "张三", *ON, "--journal", journal, "--lang", "en")
    assert (again.exit_code, again.stderr) == (2, "C006 there is a case 张三 already\n")
    assert "U001" in run("case", "new", "李四", "--journal", journal).stderr


def test_tell(run: Run, case: Path) -> None:
    """What changed is shown with its cause, in both languages; conflicts are shown with what each source says."""
    result = run("case", "tell", "张三", "settlement.wants=是", "--source", "派出所", "--journal", case)
    assert result.stdout.splitlines() == [
        "落户：不适用 → 尚不能确定，因为本人自愿落户（派出所）",
        "来源不一致：",
        "  本人自愿落户 [settlement.wants]：本人 否，派出所 是",
    ]
    told = as_json(run, "tell", "张三", "--settle", "settlement.wants", "--source", "applicant", "--journal", case)
    assert [(one["programme"], one["after"]) for one in told["changes"]] == [("settlement", "not_applicable")]
    result = run("case", "tell", "张三", "--retract", "settlement.wants", "--journal", case, "--lang", "en")
    assert "Household settlement: Not applicable → Undetermined" in result.stdout
    result = run("case", "tell", "张三", "loan.amount=80000", "birth_date=不愿说", "--journal", case)
    assert result.stdout == "结果没有变化\n"


def test_tell_a_list(run: Run, case: Path) -> None:
    """A list is told whole as JSON; numbers in it keep their digits."""
    relatives = 'family.moving_relatives=[{"relation": "spouse"}, {}]'
    made = as_json(run, "tell", "张三", relatives, "--journal", case)
    assert {change["item"] for change in made["changes"]} == {0, 1}
    broken = run("case", "tell", "张三", "family.moving_relatives=[{", "--journal", case)
    assert broken.exit_code == 2
    assert "family.moving_relatives:1:" in broken.stderr
    assert "I002" in broken.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("loan.amount=8万",), "I102"),
        (("loan.amont=80000",), "I101"),
        (("loan.amount",), "U013"),
        (("birth_date=2030-01-01",), "I106"),
        (("loan.amount=80000", "loan.product=car_loan"), "I104"),
        (("loan.amount=80000", "loan.amount=90000"), "I105"),
        (('family.children=[{"birth_date": "2015-01-01", "birth_date": "2016-01-01"}]',), "I005"),
        (("family.children=" + "[" * 100_000,), "I004"),
        (("--retract", "loan.amount"), "C008"),
        (("--settle", "settlement.wants", "--source", "applicant"), "C009"),
        (("--on", "soon"), "U002"),
        ((), "U013"),
        (("loan.amount=80000", "--on", "2024-01-01"), "U013"),
        (("loan.amount=80000", "--source", ""), "U013"),
    ],
)
def test_bad_input_loses_nothing(run: Run, case: Path, arguments: tuple[str, ...], code: str) -> None:
    """What is wrong is refused with its code and exit code 2, and nothing of it is recorded."""
    before = steps(case)
    result = run("case", "tell", "张三", *arguments, "--journal", case)
    assert result.exit_code == 2
    assert code in result.stderr
    assert steps(case) == before


def test_the_date_moves(run: Run, case: Path) -> None:
    """Weeks pass; what the date alone changes is put down to it."""
    result = run("case", "tell", "张三", "--on", "2023-04-01", "--journal", case)
    assert "因为日期：2023-04-01" in result.stdout
    assert as_json(run, "show", "张三", "--journal", case)["on"] == "2023-04-01"


def test_show(run: Run, case: Path) -> None:
    """The decision as it stands, like any other."""
    text = run("case", "show", "张三", "--journal", case).stdout
    assert "落户" in text
    data = as_json(run, "show", "张三", "--journal", case)
    rules = eligibility.load("weihai-2023-13")
    assert data["findings"] == rules.decide({"settlement": {"wants": False}}, on="2023-06-01").to_dict("zh")["findings"]
    assert data["conflicts"] == {}


def test_history(run: Run, case: Path) -> None:
    """Everything that was recorded, with who, when and why; values as people read them."""
    run("case", "tell", "张三", "loan.amount=80000", "--at", "2023-06-02 09:30", "--why", "合同", "--journal", case)
    run("case", "tell", "张三", "key_groups=0", "birth_date=不知道", "--source", "电话", "--journal", case)
    lines = run("case", "history", "张三", "--journal", case).stdout.splitlines()
    assert lines[0] == "  0  建立  2023-06-01"
    assert lines[2] == "  2  告知  贷款金额 [loan.amount] = 80,000元  来源 本人  时间 2023-06-02 09:30  （合同）"
    assert lines[3].endswith("= 无  来源 电话")
    assert lines[4].endswith("= 本人不清楚  来源 电话")
    assert "80,000 yuan  by applicant" in run("case", "history", "张三", "--journal", case, "--lang", "en").stdout
    rows = as_json(run, "history", "张三", "--journal", case)["history"]
    assert [row["kind"] for row in rows] == ["opened", "told", "told", "told", "told"]


def test_why(run: Run, case: Path) -> None:
    """Which step changed what, and the explanation of one programme."""
    text = run("case", "why", "张三", "落户", "--journal", case).stdout
    assert text.startswith("  1  落户：尚不能确定 → 不适用，因为本人自愿落户（本人）\n\n落户")
    assert as_json(run, "why", "张三", "--journal", case)["changes"][0]["because"][0]["path"] == "settlement.wants"
    assert run("case", "why", "张三", "rental-housing", "--journal", case).stdout.startswith("结果没有变化过")


def test_watch(run: Run, case: Path) -> None:
    """Policy finds person: whose answers other readings or another date would change; nothing is recorded."""
    before = steps(case)
    text = run("case", "watch", "--new-reading", "D14=stops", "--on", "2025-01-01", "--journal", case).stdout
    assert text.startswith("张三：")
    assert "weihai-2023-13" in text
    assert steps(case) == before
    assert run("case", "watch", "--journal", case).exit_code == 2


def test_a_case_keeps_its_rules(run: Run, journal: Path) -> None:
    """A case opened under other readings is shown and told under them without naming them again."""
    run("case", "new", "a", *ON, "--reading", "D13=excludes", "--journal", journal)
    run("case", "tell", "a", "loan.amount=1", "--journal", journal)
    assert as_json(run, "show", "a", "--journal", journal)["readings"]["D13"] == "excludes"
    assert [row["kind"] for row in as_json(run, "history", "a", "--journal", journal)["history"]] == ["opened", "told"]


def test_no_such_case_or_journal(run: Run, case: Path, tmp_path: Path) -> None:
    """A misspelt case is C005 with a suggestion; a journal that is not there is not made."""
    result = run("case", "show", "张二", "--journal", case, "--lang", "en")
    assert (result.exit_code, result.stderr.split()[0]) == (2, "C005")
    missing = run("case", "show", "张三", "--journal", tmp_path / "none")
    assert (missing.exit_code, missing.stderr.split()[0]) == (2, "C001")
    assert not (tmp_path / "none").exists()


@needs_engine
def test_with_the_engine(run: Run, case: Path) -> None:
    """With --durable the outcomes are derived by the engine as well, and agree."""
    result = run("case", "tell", "张三", "settlement.wants=是", "--durable", "--journal", case)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "落户：不适用 → 尚不能确定" in result.stdout


@pytest.mark.parametrize(
    ("fact", "path"),
    [
        ("贷款金额=80000", "loan.amount"),
        ("贷款金额（元）＝80000", "loan.amount"),
        ("Loan amount=80000", "loan.amount"),
        ("贷款金额=本人不清楚", "loan.amount"),
        ("贷款金额=拒绝提供", "loan.amount"),
        ("贷款金额=not known", "loan.amount"),
        ("随迁子女=2", "family.children"),
        ("创业地=乳山市", "business.location"),
    ],
)
def test_facts_are_called_by_their_labels_as_in_a_table(run: Run, case: Path, fact: str, path: str) -> None:
    """A caseworker need not know paths; the words in which a reason is shown are understood."""
    assert run("case", "tell", "张三", fact, "--journal", case).exit_code == 0
    with SqliteJournal(case) as place:
        assert place.read("张三")[-1].path == path


def test_labels_to_settle_and_to_retract(run: Run, case: Path) -> None:
    """What is taken back or settled is called by its label as well, and a label misspelt is suggested."""
    run("case", "tell", "张三", "本人自愿落户=是", "--source", "派出所", "--journal", case)
    assert (
        run("case", "tell", "张三", "--settle", "本人自愿落户", "--source", "派出所", "--journal", case).exit_code == 0
    )
    assert (
        run("case", "tell", "张三", "--retract", "本人自愿落户", "--source", "派出所", "--journal", case).exit_code == 0
    )
    wrong = run("case", "tell", "张三", "本人自愿落戶=是", "--journal", case)
    assert (wrong.exit_code, wrong.stderr) == (2, "I101 没有事实 本人自愿落戶（是不是 本人自愿落户？）\n")
    assert "I101" in run("case", "tell", "张三", "办理日期=2023-07-01", "--journal", case).stderr
    twice = run("case", "tell", "张三", "贷款金额=1", "loan.amount=2", "--journal", case)
    assert (twice.exit_code, "I105" in twice.stderr) == (2, True)
    assert "I101" in run("case", "tell", "张三", "随迁亲属1：与本人的关系=配偶", "--journal", case).stderr


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ("贷款金额=10万元", "只用半角数字写的金额"),
        ("贷款金额=", "应为 一个值"),
        ("出生日期=去年", "形如 2023-04-10 的日期"),
        ("本人自愿落户=也许", "是或者否"),
        ("创业地=青岛", "环翠区（371002）"),
        ("贷款品种=房贷", "创业担保贷款"),
        ("随迁子女=许多", "列表"),
    ],
)
def test_what_is_refused_is_refused_in_the_caseworkers_words(run: Run, case: Path, fact: str, said: str) -> None:
    """The message says what to write, in no programmer's words, and nothing is recorded."""
    before = steps(case)
    done = run("case", "tell", "张三", fact, "--journal", case)
    assert (done.exit_code, steps(case)) == (2, before)
    assert said in done.stderr
    assert "Decimal" not in done.stderr


@pytest.mark.parametrize(
    "fact",
    ["settlement.wants=2", "settlement.wants=１", "loan.product=2", "residence.place=3", "key_groups=1 2"],
)
def test_the_number_of_an_option_is_no_answer_where_none_were_shown(run: Run, case: Path, fact: str) -> None:
    """``2`` is the second option only in an interview; told to a case it would mean something that nobody has seen."""
    before = steps(case)
    result = run("case", "tell", "张三", fact, "--journal", case)
    assert result.exit_code == 2
    assert result.stderr.startswith(("I102", "I104"))
    assert steps(case) == before


def test_a_history_needs_no_rules(run: Run, case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was recorded can be read where the rules are gone, or cannot decide it any more."""
    with SqliteJournal(case) as place:
        place.append("张三", [Entry(2, 0, Kind.TOLD, "shoes", "本人", value=3)])
    shown = run("case", "history", "张三", "--journal", case)
    assert shown.exit_code == 0
    assert shown.stdout.splitlines()[1:] == [
        "  1  告知  本人自愿落户 [settlement.wants] = 否  来源 本人",
        "  2  告知  shoes = 3  来源 本人",
    ]
    assert run("case", "show", "张三", "--journal", case).stderr.startswith("C013 案件 张三 按 weihai-2023-13")

    def gone(*_: object, **__: object) -> None:
        raise PackError(problem("P009", name="weihai-2023-13"))

    monkeypatch.setattr("eligibility.cli.loading.load", gone)
    shown = run("case", "history", "张三", "--journal", case)
    assert shown.stdout.splitlines()[1:] == [
        "  1  告知  settlement.wants = 否  来源 本人",
        "  2  告知  shoes = 3  来源 本人",
    ]


@pytest.mark.parametrize(
    ("fact", "kept"),
    [
        ("residence.place=乳山市（371083）", "371083"),
        ("residence.place=Rushan City (371083)", "371083"),
        ("贷款品种=创业担保贷款（entrepreneurship_guarantee_loan）", "创业担保贷款"),
        ("key_groups=退役军人（veteran）；高校毕业生 (graduate)", "退役军人"),
    ],
)
def test_places_and_choices_are_told_as_displays_show_them(run: Run, case: Path, fact: str, kept: str) -> None:
    """A name with its code behind it is the value of that code, as in tables of scenarios."""
    done = run("case", "tell", "张三", fact, "--journal", case)
    assert (done.exit_code, done.stderr) == (0, "")
    assert kept in run("case", "history", "张三", "--journal", case).stdout
