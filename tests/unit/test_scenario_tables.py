"""Tables of scenarios written by hand: what is understood, and what is refused with its cell."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import eligibility
from eligibility import InputError
from eligibility.interchange.tables.files import read_scenarios
from eligibility.interchange.tables.headers import Headers
from eligibility.pack.layout import UnknownReason, facts_of

RULES = eligibility.load("weihai-2023-13")
LOAN = RULES.Person.vocabulary.slots["loan.amount"]
HEAD = "情形,办理日期,贷款品种,借款人类型,贷款金额（元）,重点群体类别,随迁亲属,随迁亲属1：与本人的关系,创业地"


def read(text: str, *, encoding: str = "utf-8") -> Any:
    """The scenarios of CSV text."""
    return read_scenarios(RULES.pack, text.encode(encoding), "x.csv", "csv", date(2023, 6, 1))


def problems(call: Callable[[], Any]) -> list[str]:
    """What is wrong, as told in English."""
    with pytest.raises(InputError) as caught:
        call()
    return caught.value.text("en").splitlines()


def book(rows: list[list[Any]], title: str = "情形") -> bytes:
    """A workbook as somebody else's program would write it."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read_book(rows: list[list[Any]], title: str = "情形") -> Any:
    """The scenarios of a workbook."""
    return read_scenarios(RULES.pack, book(rows, title), "x.xlsx", "xlsx", date(2023, 6, 1))


# --- what is understood -------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_chinese_words(encoding: str) -> None:
    """Labels, choices, grouped amounts, dates as Excel in China writes them, lists; in either encoding."""
    (one,) = read(
        f'{HEAD}\n王,2023/6/1,创业担保贷款,个人,"100,000.01",退役军人；高校毕业生,1,配偶,乳山市\n', encoding=encoding
    )
    person = RULES.Person.vocabulary.plain(one.person)
    assert (one.name, one.on) == ("王", date(2023, 6, 1))
    assert person["loan"] == {
        "product": "entrepreneurship_guarantee_loan",
        "borrower": "individual",
        "amount": "100000.01",
    }
    assert person["key_groups"] == ["veteran", "graduate"]
    assert person["family"]["moving_relatives"] == [{"relation": "spouse"}]
    assert person["business"]["location"] == "371083"


def test_codes_paths_and_english_do_as_well() -> None:
    """The same in codes, paths and English."""
    (one,) = read(
        "Scenario\tDecision date\tloan.product\tBorrower\tloan.amount\tfamily.moving_relatives[0].relation\n"
        "Wang\t2023年6月1日\tentrepreneurship_guarantee_loan\tone person\t80000\tspouse\n"
    )
    person = RULES.Person.vocabulary.plain(one.person)
    assert person["loan"]["borrower"] == "individual"
    assert person["family"]["moving_relatives"] == [{"relation": "spouse"}]


def test_nothing_none_and_not_known_are_three_things() -> None:
    """A blank cell is missing, 无 is an empty list, 不清楚 and 拒绝提供 are reasons."""
    (one,) = read(f"{HEAD}\n王,,,不清楚,拒绝提供,无,无,,\n")
    assert RULES.Person.vocabulary.plain(one.person) == {
        "key_groups": [],
        "family": {"moving_relatives": []},
        "unknown": {"loan.borrower": "not_known", "loan.amount": "refused"},
    }
    assert one.person.unknown["loan.borrower"] is UnknownReason.NOT_KNOWN


def test_outcome_columns_and_empty_rows_are_passed_over() -> None:
    """What a former run wrote under 结果 is not read back, and empty rows are none."""
    (one,) = read("情形,结果：免除反担保,贷款品种\n,,\n王,✓ 符合：=1+1 怎么都行,其他贷款\n")
    assert one.person.loan.product == "other"


def test_workbook_cells_of_every_kind() -> None:
    """Numbers become decimals as they are shown, days lose their midnight, yes and no are themselves."""
    head = ["情形", "办理日期", "贷款金额", "出生日期", "新市民", "失业月数", "创业地"]
    (one,) = read_book([head, ["王", datetime(2023, 6, 1), 100000.01, date(1990, 6, 1), True, 7.0, 371083]])  # noqa: DTZ001
    assert RULES.Person.vocabulary.plain(one.person) == {
        "birth_date": "1990-06-01",
        "is_new_citizen": True,
        "unemployment": {"months": 7},
        "business": {"location": "371083"},
        "loan": {"amount": "100000.01"},
    }


def test_yaml_builds_on_what_stands_before() -> None:
    """An entry may be like another, with words or codes put in, and things taken away."""
    text = """
scenarios:
  - name: 王
    on: 2023-06-01
    person:
      loan: {product: entrepreneurship_guarantee_loan, amount: 80000}
      family: {children: [{birth_date: 2015-01-01}]}
  - 名称: 多一分
    同: 王
    事实: {贷款金额: 100000.01, 借款人类型: 个人}
  - name: none
    like: 王
    readings: {D5: migrant-workers-only}
    without: [贷款金额, 贷款品种]
"""
    first, second, third = read_scenarios(RULES.pack, text.encode(), "x.yaml", "yaml", None)
    plain = RULES.Person.vocabulary.plain
    assert plain(second.person) == {
        **plain(first.person),
        "loan": {**plain(first.person)["loan"], "amount": "100000.01", "borrower": "individual"},
    }
    assert "loan" not in plain(third.person)
    assert third.readings == (("D5", "migrant-workers-only"),)


# --- what is refused ----------------------------------------------------------------------------------------


def test_every_problem_has_its_cell() -> None:
    """One reading tells all that is wrong, each with sheet and cell, what was expected, and a hint."""
    lines = problems(
        lambda: read_book(
            [
                ["情形", "贷款金額", "贷款品种", "Loan amount", "loan.amount", "出生日期"],
                ["王", None, "大额贷款", "10万", None, "2024-01-01"],
                ["王", None, None, -5, None, "1.6.1990"],
                [None, None, None, 100.005, None, None],
            ]
        )
    )
    assert [line.split(" ")[:2] for line in lines] == [
        ["x.xlsx!情形!B1:", "I202"],
        ["x.xlsx!情形!E1:", "I203"],
        ["x.xlsx!情形!C2:", "I104"],
        ["x.xlsx!情形!D2:", "I102"],
        ["x.xlsx!情形!A3:", "I206"],
        ["x.xlsx!情形!D3:", "I103"],
        ["x.xlsx!情形!F3:", "I102"],
        ["x.xlsx!情形!A4:", "I206"],
        ["x.xlsx!情形!D4:", "I102"],
    ], lines
    assert "did you mean 贷款金额?" in lines[0]
    assert "创业担保贷款" in lines[2]


def test_formulas_are_never_read() -> None:
    """A formula is refused where it stands, in Excel and in CSV, even if it would give the right value."""
    rows: list[list[Any]] = [["情形", "贷款金额"], ["王", "=40000*2"]]
    assert problems(lambda: read_book(rows))[0].startswith("x.xlsx!情形!B2: I204")
    for cell in ("=1+1", "@SUM(A1)", "+cmd", "-cmd", "＝1", '"\t=1"'):
        assert problems(lambda cell=cell: read(f"情形,贷款金额\n王,{cell}\n"))[0].startswith("x.csv!B2: I204")  # type: ignore[misc]


def test_merged_cells_are_refused() -> None:
    """A merged cell would leave others blank, that is, missing."""
    made = openpyxl.load_workbook(io.BytesIO(book([["情形", "贷款金额"], ["王", 1], ["李", None]])))
    made["情形"].merge_cells("B2:B3")
    out = io.BytesIO()
    made.save(out)
    found = problems(lambda: read_scenarios(RULES.pack, out.getvalue(), "x.xlsx", "xlsx", date(2023, 6, 1)))
    assert found[0].startswith("x.xlsx!情形!B2:B3: I208")


@pytest.mark.parametrize(
    ("text", "cell", "code"),
    [
        ("贷款金额\n1\n", "A1", "I205"),
        ("情形,随迁亲属,随迁亲属1：与本人的关系\n王,0,配偶\n", "B2", "I209"),
        ("情形,随迁亲属\n王,许多\n", "B2", "I102"),
        ("情形,随迁亲属\n王,101\n", "B2", "I102"),
        ("情形,口径\n王,D5=no-such\n", "B2", "I210"),
        ("情形,办理日期\n王,6/1/2023\n", "B2", "I102"),
        ("情形,新市民\n王,1\n", "B2", "I102"),
        ("情形,重点群体类别\n王,退役军人；退役军人\n", "B2", "I105"),
        ("情形,创业地\n王,青岛市\n", "B2", "I102"),
        ("情形,贷款品种\n王,其他贷款,多出来\n", "C2", "I217"),
        ("情形,,贷款品种\n王,多出来,其他贷款\n", "B2", "I217"),
        ("情形,金额\n王,1\n李,2\n", "B1", "I202"),
        ("情形,贷款金额\n王,-5\n", "B2", "I103"),
        ("情形,贷款金额\n王,-5+1\n", "B2", "I204"),
        ("情形,贷款金额\n王,-\n", "B2", "I102"),
        ("情形,贷款金额\n王,10万元\n", "B2", "I102"),
        ("情形,贷款金额\n王,十万\n", "B2", "I102"),
        ("情形,出生日期\n王,2023-06-02\n", "B2", "I106"),
    ],
)
def test_wrong_cells(text: str, cell: str, code: str) -> None:
    """Each mistake is refused at its cell."""
    assert [line.split(" ")[:2] for line in problems(lambda: read(text))] == [[f"x.csv!{cell}:", code]]


def test_a_date_is_needed_somewhere() -> None:
    """Neither a column nor an argument: nothing reads the clock."""
    found = problems(lambda: read_scenarios(RULES.pack, "情形\n王\n".encode(), "x.csv", "csv", None))
    assert "I211" in found[0]


def sheet(value: object, number_format: str) -> bytes:
    """A workbook with one amount, shown in a format."""
    from openpyxl import Workbook

    made, out = Workbook(), io.BytesIO()
    page: Any = made.active
    page.append(["情形", "贷款金额"])
    page.append(["王", value])
    page["B2"].number_format = number_format
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("shown", ['0"万元"', '0.0"万"', "0%", "0.00%", "#,##0,", '0!.0,"万"', "0\\千", '0,,"M"'])
@pytest.mark.parametrize("value", [10, 10.5])
def test_a_number_that_is_shown_as_another_is_refused(value: object, shown: str) -> None:
    """A cell that holds 10 and shows 10万元 means neither for certain, and is no loan of 10 yuan."""
    content = sheet(value, shown)
    (found,) = problems(lambda: read_scenarios(RULES.pack, content, "x.xlsx", "xlsx", date(2023, 6, 1)))
    assert found.startswith("x.xlsx!Sheet!B2: I216")


@pytest.mark.parametrize(
    "shown", ["General", "0", "#,##0.00", '#,##0.00"元"', '"¥"#,##0', "[$¥-804]#,##0.00", "0.00E+00", "_-* #,##0.00_-"]
)
def test_a_number_that_is_shown_as_itself_is_read(shown: str) -> None:
    """Formats that only group, round or name the yuan change nothing."""
    (row,) = read_scenarios(RULES.pack, sheet(100000, shown), "x.xlsx", "xlsx", date(2023, 6, 1))
    assert facts_of(row.person)[LOAN] == 100_000


def test_unicode_text_of_excel_is_read() -> None:
    """What Excel saves as Unicode text is UTF-16 with tabs and a mark, and is read."""
    (row,) = read_scenarios(
        RULES.pack, "情形\t贷款金额\r\n王\t80000\r\n".encode("utf-16"), "x.csv", "csv", date(2023, 6, 1)
    )
    assert (row.name, facts_of(row.person)[LOAN]) == ("王", 80_000)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xff\xff", "csv"),
        (("情形,备注\n王," + "长" * 200_000).encode(), "csv"),
        ('情形,备注\n王,"没有配对\n'.encode(), "csv"),
        (b"no archive", "xlsx"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_in_chinese(content: bytes, kind: str) -> None:
    """A message in Chinese has no English reason in it."""
    with pytest.raises(InputError) as caught:
        read_scenarios(RULES.pack, content, f"x.{kind}", kind, date(2023, 6, 1))
    reason = caught.value.text("zh").partition("：")[2]
    assert re.search(r"[a-z]{3,}", reason.replace("xlsx", "")) is None


@pytest.mark.parametrize("kind", ["xlsx", "csv", "yaml"])
@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00\x00\x81", b"PK\x03\x04 no archive", b'"', b"- 1", b"a: b"])
def test_files_that_are_none(kind: str, content: bytes) -> None:
    """Whatever is no table is an InputError, never something else."""
    with pytest.raises(InputError):
        read_scenarios(RULES.pack, content, f"x.{kind}", kind, date(2023, 6, 1))


def test_a_workbook_that_unpacks_to_too_much() -> None:
    """A small file that would fill the memory is refused before it is unpacked."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (65 * 1024 * 1024))
    found = problems(lambda: read_scenarios(RULES.pack, out.getvalue(), "x.xlsx", "xlsx", date(2023, 6, 1)))
    assert "I003" in found[0]


def test_too_many_rows() -> None:
    """A table has a most."""
    assert "I207" in problems(lambda: read("情形\n" + "王\n" * 2_001))[0]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("scenarios:\n- name: a\n  persn: {}\n", "I214"),
        ("scenarios:\n- name: a\n  like: b\n", "I215"),
        ("cases: []\n", "I213"),
        ("- 3\n", "I213"),
        ("- name: a\n  name: b\n", "I005"),
        ("- name: a\n  facts: 3\n", "I102"),
        ("- name: a\n  facts: {loan.amount: [1, 2]}\n", "I102"),
        ("- name: [a]\n", "I102"),
    ],
)
def test_wrong_yaml(text: str, code: str) -> None:
    """Each mistake is refused with its line."""
    with pytest.raises(InputError) as caught:
        read_scenarios(RULES.pack, text.encode(), "x.yaml", "yaml", date(2023, 6, 1))
    assert caught.value.code == code
    assert caught.value.problems[0].where is not None


# --- files, and the template --------------------------------------------------------------------------------


def test_saved_workbook_has_its_outcomes(tmp_path: Path) -> None:
    """The second sheet holds a row for each scenario and programme, with the reason."""
    table = RULES.scenarios(
        {"=王": {"loan": {"amount": "100000.01", "product": "entrepreneurship_guarantee_loan"}}},
        on="2023-06-01",
        programmes=["counter-guarantee-waiver"],
    )
    saved = openpyxl.load_workbook(table.save(tmp_path / "x.xlsx"))
    assert saved.sheetnames == ["情形", "结果"]
    row = [cell.value for cell in saved["结果"][2]]
    assert row[0] == "=王"
    assert row[2:4] == ["免除反担保", "✗ 不符合"]
    assert "100,000.01元" in str(row[4])


def test_saved_csv_shows_no_apostrophes_of_ours(tmp_path: Path) -> None:
    """Outcomes stand in words, so that none of them has to be kept from being taken for a formula."""
    table = RULES.scenarios({"王": {"loan": {"product": "none"}}}, on="2023-06-01")
    text = table.save(tmp_path / "x.csv").read_text(encoding="utf-8-sig")
    assert "结果：免除反担保" in text
    assert "不适用：" in text
    assert "'" not in text


def test_saved_workbook_is_the_same_file_at_any_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the machine leaves nothing in the file."""
    import time

    table = RULES.scenarios({"王": {}}, on="2023-06-01", programmes=["settlement"])
    first = table.save(tmp_path / "x.xlsx").read_bytes()
    later = time.time() + 100_000
    monkeypatch.setattr(time, "time", lambda: later)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(later))
    assert table.save(tmp_path / "y.xlsx").read_bytes() == first


def test_template_can_be_filled_in(tmp_path: Path) -> None:
    """The template has drop-downs with the choices, room for records, explanations, and reads back when filled in."""
    path = RULES.scenario_template(tmp_path / "t.xlsx", programmes=["settlement", "counter-guarantee-waiver"])
    made = openpyxl.load_workbook(path)
    sheet, explained, choices = made["情形"], made["说明"], made["选项"]
    heads = {str(cell.value): int(cell.column or 0) for cell in sheet[1]}
    assert {"情形", "办理日期", "贷款金额（元）", "贷款品种", "随迁亲属3：与本人的关系"} <= heads.keys()
    assert {str(row[0].value) for row in explained.iter_rows(min_row=2)} >= heads.keys()
    letter = openpyxl.utils.get_column_letter(heads["贷款品种"])
    rule = next(one for one in sheet.data_validations.dataValidation if f"{letter}2" in one.sqref)
    assert (rule.type, choices.sheet_state) == ("list", "hidden")
    assert "创业担保贷款" in [cell.value for cell in choices[letter]]
    for head, value in (
        ("情形", "王"),
        ("办理日期", date(2023, 6, 1)),
        ("贷款品种", "创业担保贷款"),
        ("贷款金额（元）", 80000),
    ):
        sheet.cell(2, heads[head]).value = value
    made.save(path)
    (row,) = RULES.read_scenarios(path)
    assert RULES.Person.vocabulary.plain(row.person) == {
        "loan": {"product": "entrepreneurship_guarantee_loan", "amount": "80000"}
    }


def test_unknown_kinds_of_file_are_refused(tmp_path: Path) -> None:
    """A name tells the kind, and there are four."""
    table = RULES.scenarios({"a": {}}, on="2023-06-01")
    for call in (
        lambda: RULES.read_scenarios(tmp_path / "x.xls", on="2023-06-01"),
        lambda: table.save(tmp_path / "x.txt"),
        lambda: RULES.scenario_template(tmp_path / "x.csv"),
    ):
        assert "I201" in problems(call)[0]
    assert "I001" in problems(lambda: RULES.read_scenarios(tmp_path / "none.csv", on="2023-06-01"))[0]
    assert "I008" in problems(lambda: table.save(tmp_path / "none" / "x.csv"))[0]


def test_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without openpyxl a workbook needs the extra, CSV does not."""
    import sys

    monkeypatch.setitem(sys.modules, "openpyxl", None)
    table = RULES.scenarios({"a": {}}, on="2023-06-01")
    with pytest.raises(eligibility.MissingExtraError, match="tables"):
        table.save(tmp_path / "x.xlsx")
    assert len(RULES.read_scenarios(table.save(tmp_path / "x.csv"))) == 1


def test_a_table_without_a_row_says_so(tmp_path: Path) -> None:
    """Headings alone are a table without scenarios, which no display passes over in silence."""
    path = tmp_path / "empty.csv"
    path.write_text("情形,贷款金额\n", encoding="utf-8")
    table = RULES.read_scenarios(path, on="2023-06-01")
    assert len(table) == 0
    assert (table.text("zh"), table.text("en")) == ("没有情形", "No scenario")
    with eligibility.display_language("zh"):
        assert "没有情形" in table._repr_html_()
        assert "没有情形" in table._repr_markdown_()


@pytest.mark.parametrize(
    ("heading", "suggestion"),
    [
        ("随迁子女2：出生日期", "随迁子女2：子女出生日期"),
        ("随迁亲属1:本人的关系", "随迁亲属1：与本人的关系"),
        ("Children who move along 3: date of birth", "Children who move along 3: Child's date of birth"),
        ("子女出生日期", "随迁子女1：子女出生日期"),
        ("随迁子女1：身高", None),
        ("贷款金颔", "贷款金额"),
    ],
)
def test_a_heading_that_is_wrong_is_suggested_as_it_can_stand(heading: str, suggestion: str | None) -> None:
    """A suggestion that is followed is a column; one for a record's field has its number."""
    headers = Headers(RULES.pack)
    assert headers.read(heading) is None
    assert headers.nearest(heading) == suggestion
    assert suggestion is None or headers.read(suggestion) is not None


@pytest.mark.parametrize("place", ["乳山市", "乳山市（371083）", "乳山市 (371083)", "371083"])
def test_what_a_message_or_a_display_names_can_be_written(place: str) -> None:
    """A place or a choice is read as it is shown, with its code in Chinese or Latin brackets."""
    (one,) = read(f"情形,创业地,贷款品种\n老王,{place},创业担保贷款（entrepreneurship_guarantee_loan）\n")
    assert one.person.business.location == "371083"
    assert one.person.loan.product == "entrepreneurship_guarantee_loan"


def test_digits_of_full_width_are_refused_with_what_to_write() -> None:
    """The message says that half-width digits are wanted, and where."""
    with pytest.raises(eligibility.InputError) as caught:
        read("情形,贷款金额\n老王,８００００\n")
    assert "x.csv!B2" in caught.value.text("zh")
    assert "只用半角数字" in caught.value.text("zh")


def test_a_message_calls_the_fact_by_its_label() -> None:
    """A wrong cell is told with the label of its fact, the path in brackets; the path stays in the details."""
    with pytest.raises(InputError) as caught:
        read("情形,贷款金额,随迁亲属1：与本人的关系\n王,十万,邻居\n李,-5,\n")
    first, relative, negative = caught.value.problems
    assert first.message("zh").startswith("贷款金额（loan.amount）：应为")
    assert first.message("en").startswith("Loan amount (loan.amount): expected")
    assert relative.message("zh").startswith("随迁亲属1：与本人的关系（family.moving_relatives[0].relation）：")
    assert negative.message("zh").startswith("贷款金额（loan.amount）：")
    assert dict(first.details)["fact"] == "loan.amount"


@pytest.mark.parametrize("above", ["2023年创业贷款台账,,\n", ",,\n", "台账,,\n单位：元,,\n"])
def test_a_title_above_the_headings_is_told_once(above: str) -> None:
    """One message says that the headings belong in the first row, in the place of one for every cell."""
    (said,) = problems(lambda: read(f"{above}情形,贷款金额,贷款品种\n王,1,其他贷款\n李,2,其他贷款\n"))
    assert "I219" in said
    with pytest.raises(InputError) as caught:
        read_book([["2023年创业贷款台账"], ["情形", "贷款金额"], ["王", 1]])
    (found,) = caught.value.problems
    assert found.message("zh") == "列的标题应在第 1 行，现在第 2 行；第 1 行像是表名：2023年创业贷款台账"
    assert found.hint("zh") == "删去标题行以上的各行"


def test_a_time_of_day_is_named_as_such() -> None:
    """A day with hours and minutes is refused by what is wrong with it."""
    with pytest.raises(InputError) as caught:
        read_book([["情形", "出生日期"], ["王", datetime(1990, 1, 1, 8, 30)]])  # noqa: DTZ001 - as Excel has it
    (found,) = caught.value.problems
    assert found.message("zh") == "单元格里有几点几分，应只写年月日：1990-01-01 08:30:00"
    assert found.message("en") == "the cell holds a time of day, where a day alone is expected: 1990-01-01 08:30:00"
