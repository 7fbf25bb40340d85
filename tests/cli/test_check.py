"""``eligibility check``: several files, both languages, both formats, and everything that can be wrong with a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eligibility.cli import loading
from eligibility.cli.app import app  # noqa: F401 - the commands import each other through it

from .conftest import ON, Run, Write

TENANT = {"is_migrant_worker": True, "residence": {"place": "371002", "lives_or_works_in_town": True}}
OVER_THE_CEILING = {
    "business": {"location": "371083"},
    "loan": {"product": "entrepreneurship_guarantee_loan", "borrower": "individual", "amount": "100000.01"},
}


def test_text_says_who_gets_what_and_why(run: Run, write: Write) -> None:
    """The outcome, its reason with the value read, the clause and the caveat stand in the Chinese text."""
    result = run("check", write("a.json", OVER_THE_CEILING), *ON)
    assert result.exit_code == 0
    for part in (
        "✗ 免除反担保",
        "贷款金额：100,000.01元",
        "100,000元",
        "二(二)2",
        "不是行政决定",
        "办理日期：2023年6月1日",
    ):
        assert part in result.stdout
    assert result.stderr == ""


def test_text_in_english(run: Run, write: Write) -> None:
    """The same in English, with the bodies' English names."""
    result = run("check", write("a.json", TENANT), *ON, "--lang", "en")
    assert "◇ Government-supported rental housing: For the authority to decide" in result.stdout
    assert "Municipal Housing and Urban-Rural Development Bureau" in result.stdout
    assert "住房城乡建设局" not in result.stdout


def test_chinese_text_names_no_code(run: Run, write: Write) -> None:
    """Somebody who has never programmed meets no path, no id and no outcome's code name."""
    text = run("check", write("a.json", {"unknown": {"is_new_citizen": "refused"}}), *ON).stdout
    for jargon in ("is_migrant_worker", "loan.", "undetermined", "not_eligible", "None", "counter-guarantee", "_"):
        assert jargon not in text
    assert "拒绝提供" in text


def test_what_to_ask_next(run: Run, write: Write) -> None:
    """Each missing fact is asked for once, with who can supply it, what shows it and what it matters for."""
    text = run("check", write("a.json", {"is_migrant_worker": True, "residence": {"place": "371002"}}), *ON).stdout
    assert text.count("您是不是在城镇居住或者工作？") == 1
    _, _, after = text.partition("您是不是在城镇居住或者工作？")
    assert "居住证、租赁合同或者工作证明" in after.splitlines()[1]
    assert "关系到：保障性租赁住房" in after.splitlines()[1]


def test_relatives_have_findings_of_their_own(run: Run, write: Write) -> None:
    """A relative who is none gets an answer with its reason."""
    person = {
        "is_chinese_citizen": True,
        "is_active_military": False,
        "settlement": {"wants": True, "already_settled_in_town": False},
        "employment": {"has_employer": True, "employer_location": "371082"},
        "family": {"moving_relatives": [{"relation": "spouse"}, {"relation": "other"}, {}]},
    }
    text = run("check", write("a.json", person), *ON).stdout
    assert "✓ 随迁亲属 1（配偶）：符合" in text
    assert "✗ 随迁亲属 2（其他亲属）：不符合" in text
    assert "? 随迁亲属 3：尚不能确定" in text
    assert "随迁亲属 3" in text.partition("接下来要问")[2] or "第3项" in text.partition("接下来要问")[2]


def test_one_file_gives_an_object(run: Run, write: Write) -> None:
    """JSON of one file is an object with date, pack and findings."""
    shown = json.loads(run("check", write("a.json", TENANT), *ON, "--format", "json").stdout)
    assert shown["on"] == "2023-06-01"
    assert shown["pack"]["id"] == "weihai-2023-13"
    finding = next(one for one in shown["findings"] if one["programme"] == "rental-housing")
    assert finding["outcome"] == "refer"
    assert [term["id"] for term in finding["open"]] == ["meets-city-conditions"]
    assert finding["missing"] == []
    assert finding["clause"] == "二(五)3"


def test_several_files_give_a_list_in_order(run: Run, write: Write) -> None:
    """A bad file costs the others nothing; its element says what is wrong, and the exit code is 2."""
    good, bad, last = write("a.json", TENANT), write("b.yaml", "loan:\n  amont: 5\n"), write("c.json", {})
    result = run("check", good, bad, last, *ON, "--format", "json", "--lang", "en")
    assert result.exit_code == 2
    shown = json.loads(result.stdout)
    assert [Path(one["file"]).name for one in shown] == ["a.json", "b.yaml", "c.json"]
    assert shown[1]["error"] == [
        {
            "code": "I101",
            "where": f"{bad}:2:3",
            "message": "there is no fact loan.amont",
            "hint": "did you mean loan.amount?",
        }
    ]
    assert "findings" in shown[0]
    assert "findings" in shown[2]


def test_several_files_as_text(run: Run, write: Write) -> None:
    """Errors go to standard error with file, line and column; the answers go to standard output."""
    good, bad = write("甲.json", TENANT), write("乙 二.yaml", "is_migrant_worker: 是\n")
    result = run("check", bad, good, *ON)
    assert result.exit_code == 2
    assert "甲.json" in result.stdout
    assert "保障性租赁住房" in result.stdout
    assert "乙 二.yaml:1:1: I102" in result.stderr
    assert "共 2 个文件：1 个已答复，1 个有误" in result.stderr


def test_standard_input(run: Run) -> None:
    """``-`` reads a person from standard input, JSON or YAML."""
    for text in (json.dumps(TENANT), "is_migrant_worker: true\nresidence: {place: '371002'}\n"):
        shown = json.loads(run("check", "-", *ON, "--format", "json", text=text).stdout)
        assert shown["file"] == "<stdin>"
        assert shown["findings"]
    result = run("check", "-", "-", *ON, text=json.dumps(TENANT))
    assert result.exit_code == 2
    assert "U013" in result.stderr


def test_readings_can_be_chosen(run: Run, write: Write) -> None:
    """A reading changes the outcome and is named in the text; a wrong one is refused with a suggestion."""
    person = write("a.json", {"is_migrant_worker": False, "settlement": {"wants": True}})
    text = run("check", person, *ON, "--reading", "D5=migrant-workers-only").stdout
    assert "采用的口径：D5 只限农民工" in text
    assert "- 落户：不适用" in text
    for wrong, code in (
        ("D5", "U013"),
        ("D55=everyone", "U004"),
        ("D5=evryone", "U005"),
        ("D3=outstanding-balance", "U006"),
    ):
        result = run("check", person, *ON, "--reading", wrong)
        assert result.exit_code == 2
        assert code in result.stderr
        assert result.stdout == ""
    both = run("check", person, *ON, "--reading", "D5=everyone", "--reading", "D5=migrant-workers-only")
    assert (both.exit_code, both.stdout) == (2, "")
    assert "U013" in both.stderr


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], "U001 必须给出决定日期 on（例如 --on 2023-06-01"),
        (["--on", "2023-02-30"], "U002"),
        ([*ON, "--pack", "weihai-2023"], "P009"),
        ([*ON, "--lang", "fr"], "--lang"),
        ([*ON, "--format", "xml"], "--format"),
        ([*ON, "--colour"], "--colour"),
    ],
)
def test_bad_usage_is_one_clear_message(run: Run, write: Write, arguments: list[str], expected: str) -> None:
    """Whatever is wrong with the call: exit code 2, nothing on standard output, one message that says what."""
    result = run("check", write("a.json", TENANT), *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert expected in result.stderr


def test_no_files_and_unknown_command(run: Run) -> None:
    """Without files, or with a command that does not exist, the message names what is missing or near."""
    assert run("check").exit_code == 2
    assert "FILE" in run("check").stderr
    result = run("chekc")
    assert result.exit_code == 2
    assert "chekc" in result.stderr


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.yaml", "", "I006"),
        ("blank.json", " \n", "I006"),
        ("broken.json", '{"loan": ', "I002"),
        ("binary.yaml", bytes(range(256)), "I002"),
        ("gbk.yaml", "origin: 农民工".encode("gbk"), "I002"),
        ("nan.json", '{"loan": {"amount": NaN}}', "I002"),
        ("twice.json", '{"sex": "male", "sex": "female"}', "I005"),
        ("deep.json", "[" * 10_000 + "]" * 10_000, "I004"),
        ("deep.yaml", "[" * 10_000 + "]" * 10_000, "I004"),
        ("tag.yaml", "a: !!python/object/apply:os.system [id]\n", "I002"),
        ("list.json", "[1]", "I102"),
        ("number.yaml", "42", "I102"),
        ("zero.yaml", "loan: {amount: 0}", "I103"),
        ("future.yaml", "birth_date: 2030-01-01", "I106"),
        ("choice.yaml", "sex: f", "I104"),
        ("reason.yaml", "unknown: {loan.amont: refused}", "I101"),
        ("张三 的.yaml", "工龄: 5", "I101"),
    ],
)
def test_bad_files(run: Run, write: Write, name: str, content: str | bytes, code: str) -> None:
    """Each bad file gives one clear error with its code and its name, and exit code 2."""
    result = run("check", write(name, content), *ON)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert code in result.stderr
    assert name in result.stderr


def test_missing_files_and_folders(run: Run, tmp_path: Path) -> None:
    """A file that is not there, or is a folder, is an error of input."""
    for path in (tmp_path / "nowhere.json", tmp_path):
        result = run("check", path, *ON)
        assert result.exit_code == 2
        assert "I001" in result.stderr


def test_huge_files(run: Run, write: Write) -> None:
    """100 MB are refused without being read."""
    result = run("check", write("big.json", b'"' + b"x" * 100_000_000 + b'"'), *ON)
    assert result.exit_code == 2
    assert "I003" in result.stderr


def test_problems_come_from_top_to_bottom(run: Run, write: Write) -> None:
    """All problems of a file are told at once, in the order of the file."""
    result = run("check", write("a.yaml", "loan:\n  amont: 5\nsex: f\nis_migrant_worker: yes\n"), *ON)
    places = [line.partition("a.yaml:")[2].partition(":")[0] for line in result.stderr.splitlines()]
    assert places == ["2", "3", "4"]


def test_a_late_birth_has_its_place(run: Run, write: Write) -> None:
    """What is found out only when deciding is shown at its place as well."""
    result = run("check", write("a.yaml", "sex: male\nbirth_date: 2030-01-01\n"), *ON)
    assert "a.yaml:2:1: I106" in result.stderr


def test_a_defect_is_told_as_such(run: Run, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug gives exit code 70, one line with code B001 and no value; the other files are answered."""
    real = loading.decide_file

    def broken(rules: object, file: Path, on: object) -> object:
        if file.name == "b.json":
            raise KeyError("secret 100000")
        return real(rules, file, on)  # type: ignore[arg-type]

    monkeypatch.setattr(loading, "decide_file", broken)
    result = run("check", write("b.json", TENANT), write("a.json", TENANT), *ON)
    assert result.exit_code == 70
    assert "保障性租赁住房" in result.stdout
    assert "B001" in result.stderr
    assert "KeyError" in result.stderr
    assert "secret" not in result.stderr
    with pytest.raises(KeyError):
        run("--debug", "check", write("b.json", TENANT), *ON)


def test_a_defect_outside_the_files_is_told_as_such(run: Run, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug anywhere else ends the same way."""
    monkeypatch.setattr("eligibility.cli.check.load_rules", lambda *_: 1 // 0)
    result = run("check", write("a.json", TENANT), *ON)
    assert result.exit_code == 70
    assert result.stderr.startswith("B001")


def test_stopping(run: Run, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C gives 130 and no words."""

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("eligibility.cli.check.load_rules", stopped)
    result = run("check", write("a.json", TENANT), *ON)
    assert result.exit_code == 130
    assert result.output.strip() == ""


def test_one_programme_can_be_chosen(run: Run, write: Write) -> None:
    """By id or title, in text and JSON; a misspelt one is refused."""
    path = write("a.json", {"is_migrant_worker": True})
    text = run("check", path, *ON, "--programme", "保障性租赁住房").stdout
    assert "保障性租赁住房" in text
    assert "落户" not in text
    shown = json.loads(run("check", path, *ON, "--programme", "rental-housing", "--format", "json").stdout)
    assert [one["programme"] for one in shown["findings"]] == ["rental-housing"]
    assert {one["fact"] for one in shown["missing"]} == {one["fact"] for one in shown["findings"][0]["missing"]}
    result = run("check", path, *ON, "--programme", "rental")
    assert result.exit_code == 2
    assert "U003" in result.stderr
