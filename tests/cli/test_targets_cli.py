"""``targets``: figures, progress, pictures, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from pathlib import Path

import pytest

from eligibility.present import targets_plot
from planned import COUNTS, SMALL, pack_with_targets

from .conftest import Run, Write

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "targets-2023.csv"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The small pack with targets."""
    return pack_with_targets(tmp_path)


@pytest.fixture
def counts(write: Write) -> Path:
    """Counts for it."""
    return write("counts.csv", COUNTS)


def test_the_figures_of_the_shipped_pack(run: Run) -> None:
    """Without a file: what the plan sets, by clause, in both languages."""
    zh, en = (run("targets", "--lang", language).stdout for language in ("zh", "en"))
    for figure in ("300,000", "1,800", "13,000", "5,000", "60"):
        assert figure in zh
        assert figure in en
    assert "二(二)4" in zh


def test_progress_as_text(run: Run, pack: Path, counts: Path) -> None:
    """A bar for each target, and nothing on standard error."""
    result = run("targets", counts, "--pack", pack, "--until", "2024-02", "--lang", "en")
    assert result.exit_code == 0
    assert "The targets of the plan (up to 2024-02)" in result.stdout
    assert "95 / 100 homes  95.0%  not reached yet" in result.stdout
    assert "1 row(s) after 2024-02 were not counted" in result.stdout
    assert result.stderr == ""


def test_progress_from_standard_input(run: Run, pack: Path) -> None:
    """A dash stands for standard input."""
    assert "99 / 100 套" in run("targets", "-", "--pack", pack, text=COUNTS).stdout
    result = run("targets", "-", "--pack", pack, text="district\n")
    assert (result.exit_code, "<stdin>:1: I218" in result.stderr) == (2, True)


def test_progress_for_programs(run: Run, pack: Path, counts: Path) -> None:
    """JSON, and CSV that a spreadsheet opens."""
    data = json.loads(run("targets", counts, "--pack", pack, "--format", "json").stdout)
    assert [one["target"] for one in data["targets"]] == ["homes", "posts", "people", "markets"]
    rows = list(csv.DictReader(io.StringIO(run("targets", counts, "--pack", pack, "--format", "csv").stdout)))
    assert (rows[0]["planned"], rows[0]["achieved"], rows[0]["state"]) == ("100", "99", "short")
    assert {row["reading"] for row in rows if row["target"] == "markets"} == {"districts", "districts-and-zones"}


def test_the_example_on_the_shipped_pack(run: Run) -> None:
    """The invented numbers of the example are read to the last row."""
    result = run("targets", EXAMPLE, "--until", "2023-06")
    assert result.exit_code == 0
    assert "没有填报" in result.stdout


def test_bad_rows_and_bad_calls(run: Run, pack: Path, counts: Path, write: Write) -> None:
    """Every bad row with its file and line; options that need a file or a month."""
    bad = write("bad.csv", COUNTS + "东区,2024-01,homes,9\n西,2024-01,homes,x\n")
    result = run("targets", bad, "--pack", pack, "--lang", "en")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert re.search(r"bad\.csv:10: I105 .*\n.*bad\.csv:11: I104 .*\n.*bad\.csv:11: I102 ", result.stderr)
    for wrong in (("--until", "2024-02"), ("--plot", "x.png"), (counts, "--until", "2024")):
        result = run("targets", *wrong, "--pack", pack)
        assert (result.exit_code, "U013" in result.stderr) == (2, True)
    assert "I001" in run("targets", "nowhere.csv", "--pack", pack).stderr


def test_a_pack_without_targets_says_so(run: Run) -> None:
    """It is no error to set none."""
    result = run("targets", "--pack", SMALL)
    assert (result.exit_code, result.stdout) == (0, "这个规则包没有列目标。\n")


# --- pictures -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["p.png", "p.SVG"])
def test_a_picture_is_drawn(run: Run, pack: Path, counts: Path, tmp_path: Path, name: str) -> None:
    """Saved where it was asked for, said on standard error, the same bytes each time."""
    files = [tmp_path / folder / name for folder in ("one", "two")]
    for file in files:
        file.parent.mkdir()
        result = run("targets", counts, "--pack", pack, "--plot", file, "--lang", "en")
        assert result.exit_code == 0
        assert f"picture saved: {file}" in result.stderr
        assert "Homes" in result.stdout
    start = files[0].read_bytes()[:8]
    assert start == b"\x89PNG\r\n\x1a\n" if name.endswith("png") else start.startswith(b"<?xml")
    assert files[0].read_bytes() == files[1].read_bytes()


def test_labels_are_english_where_no_font_shows_chinese(
    run: Run, pack: Path, counts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fallback is told to whoever asked for Chinese."""
    monkeypatch.setattr(targets_plot, "chinese_font", lambda: None)
    result = run("targets", counts, "--pack", pack, "--plot", tmp_path / "p.png")
    assert result.exit_code == 0
    assert "图中文字改用英文" in result.stderr
    assert "图中文字" not in run("targets", counts, "--pack", pack, "--plot", tmp_path / "p.png", "--lang", "en").stderr


def test_a_chinese_font_is_one_of_the_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """The best that the machine has; files are looked at where the list of fonts is older than they are."""
    from matplotlib import font_manager

    class Fonts:
        def __init__(self, *names: str) -> None:
            self.ttflist = [type("Font", (), {"name": name}) for name in names]

        def addfont(self, path: Path) -> None:
            self.ttflist.append(type("Font", (), {"name": {"wqy-microhei": "WenQuanYi Micro Hei"}[path.stem]}))

    def found(*names: str, files: tuple[str, ...] = ()) -> str | None:
        targets_plot.chinese_font.cache_clear()
        monkeypatch.setattr(font_manager, "fontManager", Fonts(*names))
        monkeypatch.setattr(font_manager, "findSystemFonts", lambda: list(files))
        return targets_plot.chinese_font()

    assert found("DejaVu Sans", "SimHei", "Noto Sans CJK SC") == "Noto Sans CJK SC"
    assert found("DejaVu Sans", "SimHei") == "SimHei"
    assert found("DejaVu Sans") is None
    files = ("/usr/share/fonts/wqy-microhei.ttc", "/usr/share/fonts/DejaVuSans.ttf")
    assert found("DejaVu Sans", files=files) == "WenQuanYi Micro Hei"
    targets_plot.chinese_font.cache_clear()


def test_pictures_need_an_extra(run: Run, pack: Path, counts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """X001 names it; nothing else needs it."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    result = run("targets", counts, "--pack", pack, "--plot", "p.png", "--lang", "en")
    assert (result.exit_code, "X001" in result.stderr, "eligibility[plot]" in result.stderr) == (2, True, True)
    assert run("targets", counts, "--pack", pack).exit_code == 0


def test_pictures_that_cannot_be_made(run: Run, pack: Path, counts: Path, tmp_path: Path) -> None:
    """Another kind of file, a folder that is not there, and a pack with nothing to draw."""
    wrong = run("targets", counts, "--pack", pack, "--plot", tmp_path / "p.pdf")
    assert (wrong.exit_code, "U013" in wrong.stderr, ".png .svg" in wrong.stderr) == (2, True, True)
    nowhere = run("targets", counts, "--pack", pack, "--plot", tmp_path / "none" / "p.png")
    assert (nowhere.exit_code, "I008" in nowhere.stderr) == (2, True)
    header = tmp_path / "none.csv"
    header.write_text("district,month,target,count\n", encoding="utf-8")
    assert run("targets", header, "--pack", SMALL, "--plot", tmp_path / "p.png").exit_code == 0
