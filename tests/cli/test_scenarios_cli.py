"""``eligibility scenarios``: a table decided, saved, compared, and an empty one."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import ON, Run, Write

TABLE = "情形,贷款品种,借款人类型,贷款金额\n十万,创业担保贷款,个人,100000\n多一分,创业担保贷款,个人,100000.01\n"
WAIVER = ("--programme", "counter-guarantee-waiver")


def test_table_is_decided(run: Run, write: Write) -> None:
    """Each scenario has a line under the programme, with the reason."""
    result = run("scenarios", write("x.csv", TABLE), *ON, *WAIVER)
    assert result.exit_code == 0
    line = next(line for line in result.stdout.splitlines() if "多一分" in line)
    assert "✗ 不符合" in line
    assert "100,000.01元" in line


def test_json_and_saving(run: Run, write: Write, tmp_path: Path) -> None:
    """JSON holds the cells, and the saved file is decided the same again."""
    saved = tmp_path / "out.xlsx"
    first = run("scenarios", write("x.csv", TABLE), *ON, *WAIVER, "--output", saved, "--format", "json")
    again = run("scenarios", saved, *WAIVER, "--format", "json")
    assert json.loads(first.stdout) == json.loads(again.stdout)
    assert "已保存" in first.stderr


def test_compare(run: Run, write: Write) -> None:
    """Two scenarios are told apart by what alone moves the outcome."""
    result = run("scenarios", write("x.csv", TABLE), *ON, *WAIVER, "--compare", "十万", "多一分", "--lang", "en")
    assert "This alone moves it: Loan amount" in result.stdout


def test_template(run: Run, tmp_path: Path) -> None:
    """An empty workbook is written, decides nobody, and says so."""
    path = tmp_path / "t.xlsx"
    assert run("scenarios", "--template", path, *WAIVER).exit_code == 0
    again = run("scenarios", path, *ON)
    assert (again.exit_code, again.stdout.strip()) == (0, "没有情形")


def test_wrong_cells_and_wrong_calls(run: Run, write: Write) -> None:
    """A wrong cell is told with its place and exit code 2; so is a call with nothing or with too much."""
    result = run("scenarios", write("x.csv", "情形,贷款金额\n王,=1+1\n"), *ON)
    assert (result.exit_code, "x.csv!B2: I204" in result.stderr) == (2, True)
    assert run("scenarios").exit_code == 2
    assert run("scenarios", write("y.csv", TABLE), "--template", "t.xlsx").exit_code == 2
