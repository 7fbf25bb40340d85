"""Reading YAML: text stays text, everything has its place, and no file can do harm."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from eligibility import InputError, Location, PackError
from eligibility.pack.yaml_source import LARGEST_FILE, LocatedText, Source, read_yaml, read_yaml_file


def read(text: str) -> Source:
    """Read some text under a name."""
    return read_yaml(text, "x.yaml")


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a: no", {"a": "no"}),
        ("a: true", {"a": "true"}),
        ("a: 2023-04-10", {"a": "2023-04-10"}),
        ("a: 0o17", {"a": "0o17"}),
        ("a: 1_000", {"a": "1_000"}),
        ("a: 12:30", {"a": "12:30"}),
        ("a: .5", {"a": ".5"}),
        ("a: null", {"a": None}),
        ("a: ~", {"a": None}),
        ("a:", {"a": None}),
        ("a: 'null'", {"a": "null"}),
        ("a: [1, {b: 2}]", {"a": ["1", {"b": "2"}]}),
        ("a: &x [1]\nb: *x", {"a": ["1"], "b": ["1"]}),
        ("<<: {a: 1}", {"<<": {"a": "1"}}),
        ("金额: 上限", {"金额": "上限"}),
        ("a: |\n  one\n  two\n", {"a": "one\ntwo\n"}),
        ("a: >-\n  one\n  two\n", {"a": "one two"}),
        ("a: ! text", {"a": "text"}),
        ("1: a", {"1": "a"}),
        ("", None),
        ("# nothing", None),
        ("--- \na: 1\n...\n", {"a": "1"}),
    ],
)
def test_scalars_stay_text(text: str, data: object) -> None:
    """No word, number or date is taken for anything but text; only an empty plain scalar is missing."""
    assert read(text).data == data


def test_places() -> None:
    """Every key and value knows its line and column, in characters, with or without quotes."""
    source = read('# 一\n贷款: {金额: "8万", 品种: [甲, 乙]}\n')
    amount, kinds = source.data["贷款"]["金额"], source.data["贷款"]["品种"]
    assert (amount.where, amount.plain) == (Location("x.yaml", 2, 10), False)
    assert (kinds[1].where, kinds[1].plain) == (Location("x.yaml", 2, 24), True)
    assert source.where(("贷款", "品种")) == Location("x.yaml", 2, 16)
    assert source.where(("贷款", "品种", 1)) == Location("x.yaml", 2, 24)
    assert source.where(("贷款", "没有", 3)) == Location("x.yaml", 2, 1)
    assert read("").where(("a",)) == Location("x.yaml")


def test_located_text_survives() -> None:
    """A text with its place pickles, compares as text and prints as text."""
    text = read("a: 'b'").data["a"]
    again = pickle.loads(pickle.dumps(text))  # noqa: S301 - our own bytes
    assert (again, again.where, again.plain) == ("b", Location("x.yaml", 1, 4), False)
    assert repr(text) == "'b'"
    assert LocatedText("b").where is None


ERRORS = [
    # code, text, line, column, words of the message
    ("P002", "a: [1, 2", None, None, "not valid YAML"),
    ("P002", "a: 1\n b: 2", 2, 3, "not valid YAML"),
    ("P002", "a: \t- b", 1, 5, "not valid YAML"),
    ("P002", "a: *nowhere", 1, 4, "no anchor nowhere"),
    ("P002", "a: &x [*x]", 1, 8, "no anchor x"),
    ("P002", "a: 1\n---\nb: 2", 2, 1, "more than one document"),
    ("P002", "a: \x00", 0, 0, "not valid YAML"),
    ("P002", "a: @b", 1, 4, "not valid YAML"),
    ("P003", "a: 1\nb: 2\na: 3", 3, 1, "the key a is given twice"),
    ("P003", "x: {a: 1, 'a': 2}", 1, 11, "the key a is given twice"),
    ("P004", "a: !!python/object/apply:os.system [id]", 1, 4, "tags are not allowed"),
    ("P004", "a: !!str 5", 1, 4, "tag:yaml.org,2002:str"),
    ("P004", "a: !custom {b: 1}", 1, 4, "!custom"),
    ("P004", "!!map {a: 1}", 1, 1, "tags are not allowed"),
    (
        "P005",
        "a: &a [1,1,1,1,1,1,1,1,1]\n"
        + "".join(
            f"{name}: &{name} [{', '.join([f'*{below}'] * 9)}]\n" for below, name in zip("abcde", "bcdef", strict=True)
        ),
        None,
        None,
        "10000",
    ),
    ("P006", "[" * 70 + "]" * 70, 1, 62, "60"),
    ("P006", "".join("  " * depth + "a:\n" for depth in range(70)), None, None, "60"),
    ("P010", "[1, 2]: 3", 1, 1, "plain text"),
    ("P010", "? {a: 1}\n: 2", 1, 3, "plain text"),
    ("P010", "x: &a b\n*a : 2", 2, 1, "plain text"),
    ("P010", "!!int 5: 2", 1, 1, "plain text"),
]


@pytest.mark.parametrize(("code", "text", "line", "column", "words"), ERRORS)
def test_errors(code: str, text: str, line: int | None, column: int | None, words: str) -> None:
    """Each thing that a file must not hold is refused with its code at its place."""
    with pytest.raises(PackError) as caught:
        read(text)
    (found,) = caught.value.problems
    assert found.code == code
    assert words in str(caught.value)
    assert found.where is not None
    assert found.where.file == "x.yaml"
    if line is not None:
        assert (found.where.line, found.where.column) == (line, column)


def test_the_class_of_error_can_be_chosen() -> None:
    """A person's file raises an input error for the same mistakes."""
    with pytest.raises(InputError) as caught:
        read_yaml("a: 1\na: 2", "person.yaml", InputError)
    assert caught.value.code == "P003"


def test_deep_but_allowed() -> None:
    """Sixty levels are allowed."""
    assert read("[" * 60 + "]" * 60).data is not None


def test_aliases_within_bounds() -> None:
    """A reasonable number of aliases is fine."""
    text = "a: &a [1, 2, 3]\nb: [" + ", ".join(["*a"] * 500) + "]"
    assert len(read(text).data["b"]) == 500


def test_missing_file(tmp_path: Path) -> None:
    """P001: a file that cannot be read says why."""
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(PackError) as caught:
            read_yaml_file(path, "shown.yaml")
        assert caught.value.code == "P001"
        assert "shown.yaml: P001" in str(caught.value)


def test_not_utf8(tmp_path: Path) -> None:
    """P002: bytes that are no UTF-8 are refused at their offset."""
    path = tmp_path / "gbk.yaml"
    path.write_bytes("a: 金额".encode("gbk"))
    with pytest.raises(PackError) as caught:
        read_yaml_file(path, "gbk.yaml")
    assert caught.value.code == "P002"
    assert "not UTF-8 at byte 3" in str(caught.value)


def test_byte_order_mark_and_crlf(tmp_path: Path) -> None:
    """A file saved by an office program reads the same, places included."""
    path = tmp_path / "bom.yaml"
    path.write_bytes("\ufeffa: 1\r\nb: 2\r\n".encode())
    source = read_yaml_file(path, "bom.yaml")
    assert source.data == {"a": "1", "b": "2"}
    assert source.where(("b",)) == Location("bom.yaml", 2, 1)


def test_too_large(tmp_path: Path) -> None:
    """P007: a file beyond the limit is refused unread."""
    path = tmp_path / "large.yaml"
    path.write_text("a" * (LARGEST_FILE + 1))
    with pytest.raises(PackError) as caught:
        read_yaml_file(path, "large.yaml")
    assert caught.value.code == "P007"
    assert str(LARGEST_FILE) in str(caught.value)


def test_lone_surrogate() -> None:
    """P002: text that cannot be encoded is refused like other text that is no YAML."""
    with pytest.raises(PackError) as caught:
        read("a: \ud800")
    assert caught.value.code == "P002"
