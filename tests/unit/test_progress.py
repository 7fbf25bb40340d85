"""Counts against the targets of the plan: what is read, what is refused, what is added up; and that nobody feels it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import eligibility
from edits import Edit, copy_pack
from eligibility import InputError, Rulebook, UsageError
from eligibility.present.targets_text import (
    amount_words,
    percent,
    progress_lines,
    progress_rows,
    state_words,
    targets_lines,
)
from eligibility.targets import Count, Figure, Progress, progress, read_counts
from planned import COUNTS, SMALL, TARGETS, WEST, pack_with_targets

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
ROW = {"district": "东区", "month": "2024-01", "target": "homes", "count": "5"}


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    """The small pack with targets."""
    return eligibility.load(pack_with_targets(tmp_path_factory.mktemp("targets")))


def reached(rules: Rulebook, until: str | None = None) -> Progress:
    """The progress of the small pack's targets on the counts of the tests."""
    return progress(rules, read_counts(rules, COUNTS.encode()), until=until)


def problems(rules: Rulebook, text: str | bytes) -> list[tuple[str, str, str | None]]:
    """Code, place and suggestion of everything that is wrong with a CSV text."""
    with pytest.raises(InputError) as caught:
        read_counts(rules, text.encode() if isinstance(text, str) else text)
    return [(one.code, str(one.where).removeprefix("<stdin>"), one.suggestion) for one in caught.value.problems]


# --- reading ------------------------------------------------------------------------------------------------


def test_districts_by_code_former_code_and_name(rules: Rulebook) -> None:
    """A unit goes by its code, an old code, its name in either language, and the name in or before a bracket."""
    names = ["100001", "100009", "东区", "East", "east", " 东区 "]
    assert {count.unit for name in names for count in read_counts(rules, [{**ROW, "district": name}])} == {"100001"}
    others = ["100002", "西区（老城）", "西区", "老城", "West (old town)", "west", "Old Town"]
    assert {count.unit for name in others for count in read_counts(rules, [{**ROW, "district": name}])} == {"100002"}
    assert read_counts(rules, [{**ROW, "district": "新区"}])[0].unit == "new_area"


def test_a_file_text_and_rows_say_the_same(rules: Rulebook, tmp_path: Path) -> None:
    """Columns in any order, a remark that is not read, blank lines, a byte order mark and CRLF are all taken."""
    path = tmp_path / "counts.csv"
    content = "\ufeffnote,count,target,month,district\r\n\r\n示例,5,homes,2024-01,东区\r\n,,,,\r\n"
    path.write_bytes(content.encode())
    expected = (Count("100001", "2024-01", "homes", 5),)
    assert read_counts(rules, path) == read_counts(rules, str(path)) == expected
    assert read_counts(rules, content.encode()) == expected
    assert read_counts(rules, [{**ROW, "count": 5, "note": None}]) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_from_chinese_excel_is_read(encoding: str) -> None:
    """Headings, districts and months as Excel writes them, targets by title, in the encodings in which it saves."""
    text = "区市,月份,目标,数量,备注\r\n环翠区,2023年5月,城镇公益性岗位,100,示例\r\n威海市,2023-12,招聘活动,5,\r\n"
    found = read_counts(eligibility.load("weihai-2023-13"), text.encode(encoding))
    assert found == (
        Count("371002", "2023-05", "urban-posts", 100),
        Count("371000", "2023-12", "recruitment-events", 5),
    )


BAD_ROWS = [
    ("东,2024-01,homes,5", "I104", "东区"),
    ("Eastt,2024-01,homes,5", "I104", "East"),
    ("100019,2024-01,homes,5", "I104", "100009"),
    (",2024-01,homes,5", "I104", None),
    ("东区,2024-13,homes,5", "I102", None),
    ("东区,2024-1,homes,5", "I102", None),
    ("东区,2024年13月,homes,5", "I102", None),
    ("东区,Jan-24,homes,5", "I102", None),
    ("东区,２０２４-01,homes,5", "I102", None),
    ("东区,,homes,5", "I102", None),
    ("东区,2024-01,home,5", "I104", "homes"),
    ("东区,2024-01,,5", "I104", None),
    ("东区,2024-01,homes,-5", "I103", None),
    ("东区,2024-01,homes,5.0", "I102", None),
    ("东区,2024-01,homes,5e1", "I102", None),
    ("东区,2024-01,homes,1_000", "I102", None),
    ('东区,2024-01,homes,"1,000"', "I102", None),
    ("东区,2024-01,homes,５", "I102", None),
    ("东区,2024-01,homes,NaN", "I102", None),
    ("东区,2024-01,homes,1234567890123", "I102", None),
    ("东区,2024-01,homes,", "I102", None),
    ("东区,2024-01,homes", "I102", None),
    ("东区,2024-01,homes,5,6", "I102", None),
]


@pytest.mark.parametrize(("row", "code", "suggestion"), BAD_ROWS, ids=[row for row, _, _ in BAD_ROWS])
def test_a_bad_row_is_refused_at_its_line(rules: Rulebook, row: str, code: str, suggestion: str | None) -> None:
    """Nothing is guessed and nothing is converted: each bad cell is an error with its line."""
    text = f"district,month,target,count\n西区,2024-01,homes,5\n{row}\n"
    assert problems(rules, text) == [(code, ":3", suggestion)]


def test_all_bad_rows_come_out_together(rules: Rulebook) -> None:
    """Every mistake of every row, each at its own line, also behind a cell of several lines."""
    text = 'district,month,target,count,note\n东,1,h,x,\n东区,2024-01,homes,1,"a\nb"\n西区,2024-01,homes,-1,\n'
    found = problems(rules, text)
    assert [(code, place) for code, place, _ in found] == [
        ("I104", ":2"), ("I102", ":2"), ("I104", ":2"), ("I102", ":2"), ("I103", ":5"),
    ]  # fmt: skip


def test_a_count_given_twice_is_refused(rules: Rulebook) -> None:
    """The same unit, month and target, also under another name of the unit."""
    text = "district,month,target,count\n东区,2024-01,homes,5\n100009,2024-01,homes,5\n东区,2024-02,homes,5\n"
    assert problems(rules, text) == [("I105", ":3", None)]


def test_wrong_cell_is_told_once(rules: Rulebook) -> None:
    """Two rows with the same wrong month or target are two wrong cells, and not a duplicate as well."""
    rows = ["东区,2024-1x,homes,5", "东区,2024-1x,homes,5", "东区,2024-01,hom,5", "东区,2024-01,hom,5"]
    text = "\n".join(["district,month,target,count", *rows])
    assert [code for code, _, _ in problems(rules, text)] == ["I102", "I102", "I104", "I104"]


BAD_HEADINGS = [
    ("distrct,month,target,count", ["I202", "I218"], "district"),
    ("区,月份,目标,数量", ["I202", "I218"], "区市"),
    ("district,month,target", ["I218"], None),
    ("district,month,target,count,count", ["I105"], None),
    ("district,month,target,count,remark", ["I202"], None),
    ("区市,district,月份,目标,数量", ["I105"], None),
    ("东区,2024-01,homes,5", ["I202"] * 4 + ["I218"] * 4, None),
]


@pytest.mark.parametrize(("heading", "codes", "suggestion"), BAD_HEADINGS)
def test_columns_have_to_be_known(rules: Rulebook, heading: str, codes: list[str], suggestion: str | None) -> None:
    """A column that is unknown, missing or given twice is an error on the first line."""
    found = problems(rules, f"{heading}\n东区,2024-01,homes,5\n")
    assert [code for code, _, _ in found] == codes
    assert {place for _, place, _ in found} == {":1"}
    assert found[0][2] == suggestion


def test_files_that_cannot_be_read(rules: Rulebook, tmp_path: Path) -> None:
    """A file that is missing, empty, too large, no text or no CSV."""
    with pytest.raises(InputError) as caught:
        read_counts(rules, tmp_path / "nothing.csv")
    assert caught.value.code == "I001"
    assert [code for code, _, _ in problems(rules, "")] == ["I006"]
    assert [code for code, _, _ in problems(rules, " \n,,\n")] == ["I006"]
    assert [code for code, _, _ in problems(rules, b"\xff\xff\xff")] == ["I002"]
    assert problems(rules, 'district,month,target,count\n"东区"x,2024-01,homes,5\n') == [("I002", ":2", None)]
    assert [code for code, _, _ in problems(rules, b" " * (8 * 1024 * 1024 + 1))] == ["I003"]


BAD_VALUES: list[Mapping[str, object]] = [
    {**ROW, "count": True},
    {**ROW, "count": 5.0},
    {**ROW, "count": None},
    {**ROW, "count": -1},
    {**ROW, "district": 100001},
    {**ROW, "month": 202401},
    {**ROW, "target": None},
    {**ROW, "extra": 1},
    {"district": "东区"},
]


@pytest.mark.parametrize("row", BAD_VALUES, ids=str)
def test_rows_of_a_table_are_judged_alike(rules: Rulebook, row: Mapping[str, object]) -> None:
    """Rows given by a program are named by their number."""
    with pytest.raises(InputError) as caught:
        read_counts(rules, [ROW, row])
    assert {str(one.where) for one in caught.value.problems} == {"<rows>:2"}


@given(st.lists(st.text("东区,2024-10homes5\n\"'#-；\ufeff", max_size=40), max_size=4))
def test_no_text_is_anything_but_counts_or_an_input_error(rules: Rulebook, lines: list[str]) -> None:
    """Whatever stands in a file, it is read or refused with codes and places."""
    text = "\n".join(["district,month,target,count", *lines])
    found: InputError | None = None
    try:
        assert all(isinstance(count.count, int) for count in read_counts(rules, text.encode()))
    except InputError as error:
        found = error
    if found is not None:
        assert all(one.code.startswith("I") and one.where is not None for one in found.problems)
        assert found.text("zh")


# --- adding up ----------------------------------------------------------------------------------------------


def test_months_and_districts_add_up(rules: Rulebook) -> None:
    """A figure of the whole city counts every unit and every month."""
    found = reached(rules)
    homes, posts, people = (found[name].figure for name in ("homes", "posts", "people"))
    assert (homes.achieved, homes.share, homes.state) == (99, Decimal("0.9900"), "short")
    assert (posts.achieved, posts.state) == (41, "exceeded")
    assert (people.achieved, people.state) == (400, "not_judged")
    assert (found.counts, found.later) == (8, 0)


def test_months_after_until_are_left_out_and_said(rules: Rulebook) -> None:
    """Only whole months up to the last one count; how many rows were left out is told in both languages."""
    found = reached(rules, "2024-01")
    assert found["homes"].figure.achieved == 30
    assert (found.counts, found.later) == (3, 5)
    told = {language: "\n".join(line.text for line in progress_lines(found, language)) for language in ("zh", "en")}
    assert "2024-01 之后的 5 行没有计入" in told["zh"]
    assert "5 row(s) after 2024-01 were not counted" in told["en"]
    for wrong in ("2024", "2024-00", "2024-01-31", "０"):
        with pytest.raises(UsageError) as caught:
            progress(rules, (), until=wrong)
        assert caught.value.code == "U013"


def test_a_stock_is_its_latest_count(tmp_path: Path) -> None:
    """Of a number that stands the last month counts, for each unit, and a count of the whole city is not added to."""
    standing = Edit("targets.yaml", "comparison: about, clause", "comparison: about, measure: stock, clause")
    stock = eligibility.load(pack_with_targets(tmp_path, standing))
    rows = [
        {**ROW, "target": "people", "month": "2024-03", "count": "300"},
        {**ROW, "target": "people", "month": "2024-01", "count": "700"},
        {**ROW, "target": "people", "month": "2024-02", "district": "西区", "count": "500"},
    ]
    found = progress(stock, read_counts(stock, rows))["people"]
    assert (found.figure.achieved, found.to_dict()["measure"]) == (800, "stock")
    assert progress(stock, read_counts(stock, rows), until="2024-01")["people"].figure.achieved == 700
    weihai = eligibility.load("weihai-2023-13")
    transfer = "rural-workers-in-transfer-jobs"
    mixed = [
        {"district": "威海市", "month": "2023-04", "target": transfer, "count": "296400"},
        {"district": "威海市", "month": "2023-05", "target": transfer, "count": "297650"},
        {"district": "荣成市", "month": "2023-06", "target": transfer, "count": "61000"},
    ]
    figure = progress(weihai, read_counts(weihai, mixed))[transfer].figure
    assert (figure.achieved, figure.state) == (297650, "not_judged")
    lines = "\n".join(line.text for line in progress_lines(progress(weihai, read_counts(weihai, mixed)), "zh"))
    assert "存量按最近一个月的填报数计" in lines


def test_other_years_do_not_count(rules: Rulebook) -> None:
    """A figure for a year takes that year's months only, and says so; one without a year takes all."""
    rows = [
        {**ROW, "month": month, "target": target} for month in ("2023-12", "2024-01") for target in ("homes", "people")
    ]
    found = progress(rules, read_counts(rules, rows))
    assert (found["homes"].figure.achieved, found["homes"].outside_year) == (5, 1)
    assert (found["people"].figure.achieved, found["people"].outside_year) == (10, 0)
    assert any("1 行不在目标年份之内" in line.text for line in progress_lines(found, "zh"))


def test_a_figure_for_each_district_is_read_both_ways(rules: Rulebook) -> None:
    """Once for districts and county-level cities alone, once with zones and new areas as units of their own."""
    narrow, wide = reached(rules)["markets"].readings
    assert (narrow.id, wide.id) == ("districts", "districts-and-zones")
    assert [unit.code for unit in narrow.units] == ["100001", "100002"]
    assert [unit.code for unit in wide.units] == ["100001", "100002", "new_area"]
    assert (narrow.reached, wide.reached) == (1, 2)
    assert (narrow.elsewhere, wide.elsewhere) == (1, 0)
    assert [unit.figure.state for unit in wide.units] == ["reached", "not_reported", "reached"]


def test_without_zones_there_is_one_way(tmp_path: Path) -> None:
    """Where the territory has districts only, nothing is open about it."""
    gone = Edit("pack.yaml", "    - {code: new_area, name: {zh: 新区, en: New area}, kind: functional_area}\n", "")
    rules = eligibility.load(pack_with_targets(tmp_path, gone))
    assert [reading.id for reading in progress(rules, ())["markets"].readings] == ["districts"]


def test_nothing_reported_is_not_nought(rules: Rulebook) -> None:
    """A unit that reported nothing is told apart from one that reported nought."""
    rows = [{**ROW, "target": "markets", "count": "0"}]
    east, west = progress(rules, read_counts(rules, rows))["markets"].readings[0].units
    assert (east.figure.state, west.figure.state) == ("short", "not_reported")
    assert progress(rules, ())["homes"].figure.state == "not_reported"


STATES = [
    (60, 59, "at_least", "short"), (60, 60, "at_least", "reached"), (60, 61, "at_least", "reached"),
    (60, 59, "exactly", "short"), (60, 60, "exactly", "reached"), (60, 61, "exactly", "exceeded"),
    (60, 59, "about", "not_judged"), (60, 60, "about", "reached"), (60, 61, "about", "reached"),
]  # fmt: skip


@pytest.mark.parametrize(("planned", "achieved", "comparison", "state"), STATES)
def test_states_on_both_sides_of_a_figure(planned: int, achieved: int, comparison: str, state: str) -> None:
    """What the plan says of its figure decides what one less and one more mean."""
    assert Figure(planned, achieved, comparison).state == state
    assert state_words(state, "zh")
    assert state_words(state, "en")


@given(st.integers(1, 10**9), st.integers(0, 10**9))
def test_a_share_is_never_rounded_up(planned: int, achieved: int) -> None:
    """A figure that was not reached never shows as 100 %."""
    figure = Figure(planned, achieved, "at_least")
    assert (figure.share >= 1) == (achieved >= planned)
    assert Decimal(percent(figure.share).removesuffix("%")) <= Decimal(achieved) * 100 / planned


def test_a_target_that_is_not_there(rules: Rulebook) -> None:
    """U013 with a suggestion."""
    with pytest.raises(UsageError) as caught:
        progress(rules, ())["home"]
    assert caught.value.problems[0].suggestion == "homes"


# --- telling ------------------------------------------------------------------------------------------------


def test_lines_show_bar_figure_share_and_clause(rules: Rulebook) -> None:
    """The bar stops short of the planned figure, or goes beyond it."""
    lines = [line.text for line in progress_lines(reached(rules), "en")]
    assert "Homes: at least 100 homes (2024, 第三条)" in lines
    assert "  ███████████████████░┃  99 / 100 homes  99.0%  not reached yet" in lines
    assert "  ████████████████████┃  41 / 40 posts  102.5%  exceeded" in lines
    east = next(line for line in lines if "East" in line)
    assert "┃█████" in east
    assert any("another 1 markets were reported elsewhere" in line for line in lines)
    assert lines[-1] == "Targets are set for the authorities; they touch no person's result."


def test_chinese_lines_are_chinese(rules: Rulebook) -> None:
    """Full-width punctuation, and each state in words."""
    text = "\n".join(line.text for line in progress_lines(reached(rules), "zh"))
    assert "建房：不少于 100 套（2024年，第三条）" in text
    assert "市场：每个区市不少于 1 处（第三条）" in text
    assert "400 / 1,000 人  40.0%  约数，不作判断" in text
    assert "没有填报" in text
    assert amount_words(13_000, "about", "个", "zh") == "约 13,000 个"


def test_what_is_planned_without_counts(rules: Rulebook) -> None:
    """A table of the figures; a pack without targets says that it has none."""
    lines = [line.text for line in targets_lines(progress(rules), "zh")]
    assert lines[0].split() == ["目标", "数字", "年份", "条款"]
    assert lines[4].split() == ["市场", "不少于", "1", "处（每个区市）", "–", "第三条"]
    none = progress(eligibility.load(SMALL))
    assert [line.text for line in targets_lines(none, "en")] == ["This pack lists no targets."]
    assert progress_lines(none, "zh")[0].text == "这个规则包没有列目标。"


def test_rows_for_a_spreadsheet(rules: Rulebook) -> None:
    """A row for each figure; for one of each district a row for each unit, twice read."""
    rows = progress_rows(reached(rules), "en")
    assert {len(row) for row in rows} == {14}
    by_target = [row[0] for row in rows[1:]]
    assert by_target == ["homes", "posts", "people", *["markets"] * 5]
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    assert (
        "markets,Markets,第三条,,districts,100002,West (old town),1,,markets,at_least,,not_reported,flow"
        in text.getvalue()
    )


def test_plain_data(rules: Rulebook) -> None:
    """Shares are text, so that no float rounds them; nothing is decided about who is meant by a district."""
    data = reached(rules).to_dict("en")
    homes, *_, markets = data["targets"]
    assert (homes["planned"], homes["achieved"], homes["share"], homes["state"]) == (100, 99, "0.9900", "short")
    assert homes["readings"] == []
    assert (markets["planned"], markets["achieved"]) == (1, 3)
    assert "state" not in markets
    assert [one["units_reached"] for one in markets["readings"]] == [1, 2]


# --- G9: targets touch nobody -------------------------------------------------------------------------------

PERSON = {"income": {"yearly": "20000"}, "lives": {"place": "100001"}, "rooms": 4, "job": "none", "benefits": []}


def outcomes(rules: Rulebook) -> list[object]:
    """What the pack answers its case's person, and somebody of whom nothing is known."""
    return [rules.decide(person, on="2024-06-01").to_dict()["findings"] for person in (PERSON, {})]


def test_other_figures_change_no_result_and_no_hash(rules: Rulebook, tmp_path: Path) -> None:
    """G9: with other figures the rules are the same rules."""
    other = TARGETS.replace("amount: 100,", "amount: 7,").replace("amount: 40,", "amount: 400000,")
    assert other != TARGETS
    pack = pack_with_targets(tmp_path)
    (pack / "targets.yaml").write_text(other, encoding="utf-8")
    changed = eligibility.load(pack)
    assert [target.amount for target in changed.pack.targets] == [7, 400000, 1000, 1]
    assert changed.content_hash == rules.content_hash
    assert outcomes(changed) == outcomes(rules)


def test_no_target_changes_a_result(rules: Rulebook, tmp_path: Path) -> None:
    """G9: a pack without any target answers the same."""
    without = eligibility.load(copy_pack(SMALL, tmp_path, WEST))
    assert without.pack.targets == ()
    assert outcomes(without) == outcomes(rules)


def test_no_target_changes_the_hash(rules: Rulebook, tmp_path: Path) -> None:
    """G9: what is hashed is what can change an answer or its wording, and no target can."""
    assert eligibility.load(copy_pack(SMALL, tmp_path, WEST)).content_hash == rules.content_hash


# --- the example --------------------------------------------------------------------------------------------


def test_the_example_is_marked_as_invented() -> None:
    """Every row says that its number was made up."""
    with (EXAMPLES / "targets-2023.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 50
    assert all("虚构" in row["note"] and "invented" in row["note"] for row in rows)


def test_the_example_counts_for_the_shipped_targets() -> None:
    """The example's targets are those of the shipped pack, and all its rows are read."""
    rules = eligibility.load("weihai-2023-13")
    found = progress(rules, read_counts(rules, EXAMPLES / "targets-2023.csv"), until="2023-06")
    assert found.later > 0
    assert all(one.figure.reported for one in found.targets)


def test_a_title_above_the_headings_of_counts_is_told_once(rules: Rulebook) -> None:
    """One message, with the row in which the headings stand."""
    with pytest.raises(InputError) as caught:
        read_counts(rules, "安居进度,,,\n区市,月份,目标,数量\n乳山市,2024-01,homes,5\n".encode())
    (found,) = caught.value.problems
    assert found.message("zh") == "列的标题应在第 1 行，现在第 2 行；第 1 行像是表名：安居进度"


def test_a_wrong_count_is_told_by_the_name_of_its_column(rules: Rulebook) -> None:
    """Chinese messages name the column as a Chinese table does."""
    with pytest.raises(InputError) as caught:
        read_counts(rules, "区市,月份,目标,数量\n甲市,昨天,homes,许多\n".encode())
    said = [found.message("zh").partition("：")[0] for found in caught.value.problems]
    assert said[:2] == ["区市（district）", "月份（month）"]
    assert "数量（count）" in said
