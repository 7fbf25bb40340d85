"""``overlay`` and ``readings``: what overlays change, and what each other way to read the document would."""

from __future__ import annotations

import json
from pathlib import Path

from eligibility.pack.loading import shipped_overlays

from .conftest import Run

TESTS = Path(__file__).resolve().parents[1] / "unit"
STACK = f"{TESTS / 'small_pack'}+{TESTS / 'small_overlay'}"


def test_all_shipped_overlays_by_default(run: Run) -> None:
    """Each with its document and whether it is law or an example, in both languages."""
    zh, en = (run("overlay", "--lang", language).stdout for language in ("zh", "en"))
    for overlay in shipped_overlays():
        assert overlay in zh
        assert overlay in en
    assert "性质：示例，不是规定" in zh
    assert "Status: a worked example, not law" in en
    assert "Status: law" in en
    assert "改定数值 参数 rongcheng_least_months：自2024-01-01起为 3 个月" in zh
    assert "增加 条件 town-route（落户，加入 routes）：按省通知落户" in zh
    assert "removed condition meets-city-conditions (Government-supported rental housing)" in en


def test_every_change_and_withdrawal_of_one(run: Run) -> None:
    """Added, replaced, dated, removed: to what, by which clause, why; and what is withdrawn, for what reason."""
    lines = [line.strip() for line in run("overlay", STACK, "--lang", "en").stdout.splitlines()]
    assert lines[:3] == [
        "What the big bureau adds",
        "Status: a worked example, not law",
        "small-overlay 1.0.0; extends small-pack; 小〔2025〕1号",
    ]
    assert lines[4:] == [
        "dated parameter most_rooms: 5 from 2025-01-01", "by 补一: Raised",
        "added condition lives-alone (Heating grant, into no-heating-yet): Lives alone", "by 补一: Added",
        "removed condition no-full-job (Heating grant): Has no full job", "by 补一: Dropped",
        "removed fact job: Work (Do you work?)", "by 补一: No longer read",
        "replaced reading hard: Does hardship count? → Does hardship count?", "by 补一: Read otherwise",
        "withdrawn case at-the-limit", "The limit of rooms has moved",
        "withdrawn claim nothing-by-sex", "No longer claimed",
    ]  # fmt: skip


def test_overlays_as_json(run: Run) -> None:
    """The same for programs, with wording in both languages."""
    (data,) = json.loads(run("overlay", STACK, "--format", "json").stdout)
    assert (data["overlay"], data["status"], data["extends"]) == ("small-overlay", "example", "small-pack")
    assert data["document"] == {"number": "小〔2025〕1号", "date": "2025-01-01"}
    assert [change["do"] for change in data["changes"]] == ["date", "add", "remove", "remove", "replace"]
    assert data["changes"][1] == {
        "do": "add", "kind": "limb", "name": "lives-alone", "of": "heating", "into": "no-heating-yet", "before": None,
        "after": {"zh": "独居", "en": "Lives alone"}, "clause": "补一", "why": {"zh": "新增", "en": "Added"},
    }  # fmt: skip
    assert data["withdraws"][0]["name"] == "at-the-limit"


def test_programmes_in_files_of_their_own_are_listed(run: Run, tmp_path: Path) -> None:
    """A programme that an overlay brings beside overlay.yaml is a change like any other."""
    overlay = tmp_path / "brings"
    (overlay / "programmes").mkdir(parents=True)
    text = (TESTS / "small_overlay/overlay.yaml").read_text(encoding="utf-8")
    nothing = "    programmes: []\n    why_nothing: {zh: 只作修改, en: Changes only}\n"
    assert nothing in text
    (overlay / "overlay.yaml").write_text(text.replace(nothing, "    programmes: [walks]\n"), encoding="utf-8")
    (overlay / "programmes/walks.yaml").write_text(
        "programme: walks\ntitle: {zh: 散步, en: Walks}\nclause: 补一\ndecided_by: [小局]\nstrength: unconditional\n"
        "best: eligible\nrequires: {id: alone, test: lives.alone, says: {zh: 独居, en: Alone}}\n",
        encoding="utf-8",
    )
    shown = run("overlay", f"{TESTS / 'small_pack'}+{overlay}")
    assert shown.exit_code == 0
    assert "增加 事项 walks：散步\n      依据 补一\n" in shown.stdout


def test_what_is_no_overlay_is_refused(run: Run) -> None:
    """A pack is no overlay, and an unknown name gets a suggestion."""
    pack = run("overlay", "weihai-2023-13")
    assert (pack.exit_code, "U013" in pack.stderr) == (2, True)
    unknown = run("overlay", "shandong-2020-setlement", "--lang", "en")
    assert (unknown.exit_code, "P009" in unknown.stderr) == (2, True)
    assert "did you mean shandong-2020-settlement?" in unknown.stderr


def test_readings_show_what_each_alternative_would_change(run: Run) -> None:
    """Question, choices, the one in force, the default, the source; and the cases that would come out otherwise."""
    text = run("readings").stdout
    assert "D5  落户是否只限农民工？（二(五)5）" in text
    assert "  ● everyone：不限农民工（采用，默认）" in text
    assert "落户：符合 → 尚不能确定" in text
    assert "依据：" in text
    other = run("readings", "--reading", "D5=migrant-workers-only", "--lang", "en").stdout
    assert "● migrant-workers-only: For migrant workers only (in force)" in other
    assert "○ everyone: For everyone (default)" in other


def test_readings_of_a_stack(run: Run) -> None:
    """A pack with overlays is compared as it is."""
    data = json.loads(run("readings", "--pack", STACK, "--format", "json").stdout)
    hard = next(one for one in data if one["reading"] == "hard")
    assert (hard["default"], hard["chosen"]) == ("ignored", "ignored")
    assert [choice["effect"] is None for choice in hard["choices"]] == [False, True]
