"""Chinese messages are Chinese to the end, whoever found the fault."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import eligibility
from eligibility import EligibilityError, InputError, PackError
from eligibility._reasons import reason_in_chinese
from eligibility.interchange.identity import read_identity_number
from eligibility.interchange.person_files import read_person_file, read_person_text
from eligibility.pack.yaml_source import read_yaml, read_yaml_file

BROKEN_YAML = [
    "a: b: c",
    "a: [1, 2",
    "a: {b: 1",
    "a: [1, 2}",
    "a: {b: 1]",
    "- a\nb: c",
    "a:\n  b: 1\n c: 2",
    "\ta: 1",
    "a: 'b",
    'a: "\\q"',
    'a: "\\ud800"',
    "a: @b",
    "a: `b`",
    "%YAML 9.9\n---\na: 1",
    "%TAG ! a\n%TAG ! b\n---\na: 1",
    "a: &x 1\nb: *y",
    "? a\n: b\n: c",
    "- - a\n - b",
    "a: - b",
    "a: 1\n---\nb: 2",
    "a: |0\n  b",
    "key\nother: 1",
    "a: \x07",
    "[a, b]: \n - : :\n- {",
    "a: {b: c: d}",
]
BROKEN_JSON = [
    '{"a": }',
    "{a: 1}",
    '{"a" 1}',
    '{"a": 1 "b": 2}',
    '{"a": 1}}',
    '{"a": "b}',
    '{"a": "b\nc"}',
    '{"a": "\\q"}',
    '{"a": "\\u12"}',
    '{"a": 1,}',
    "[1,]",
]
ALLOWED = {"TAG", "YAML", "JSON", "UTF", "Decimal", "null", "true", "false"}


def english(text: str) -> set[str]:
    """Words that no Chinese sentence of ours should hold."""
    return set(re.findall(r"[A-Za-z]{3,}", text)) - ALLOWED


@pytest.mark.parametrize("text", BROKEN_YAML)
def test_broken_yaml(text: str) -> None:
    """Whatever is wrong with a YAML file is said in Chinese, in a pack and in a person's file."""
    with pytest.raises(PackError) as pack:
        read_yaml(text, "文件", PackError)
    with pytest.raises(InputError) as person:
        read_person_text(text, "文件", "yaml")
    for error in (pack.value, person.value):
        said = "".join(problem.message("zh") for problem in error.problems)
        assert not english(said), said


@pytest.mark.parametrize("text", BROKEN_JSON)
def test_broken_json(text: str) -> None:
    """Whatever is wrong with a JSON file is said in Chinese."""
    with pytest.raises(InputError) as caught:
        read_person_text(text, "文件", "json")
    assert not english(caught.value.problems[0].message("zh"))


def test_what_the_system_says(tmp_path: Path) -> None:
    """A missing file, a folder and bytes that are no UTF-8 are told in Chinese."""
    latin = tmp_path / "乙"
    latin.write_bytes(b"a: \xff")
    errors: list[EligibilityError] = []
    for path in (tmp_path / "甲", tmp_path, latin, tmp_path / "甲" / "乙", tmp_path / ("长" * 300)):
        with pytest.raises(InputError) as person:
            read_person_file(path, "文件")
        with pytest.raises(PackError) as pack:
            read_yaml_file(path, "文件")
        errors += [person.value, pack.value]
    for error in errors:
        said = error.problems[0].message("zh")
        assert not english(said), said


def test_identity_number() -> None:
    """Why a number will not do is said in Chinese too."""
    for number in ("1", "110105194912310021", "110105194902310022"):
        with pytest.raises(eligibility.UsageError) as caught:
            read_identity_number(number)
        assert not english(caught.value.problems[0].message("zh"))


@pytest.mark.parametrize(
    "reason",
    [
        "2.0.28 does not import on Python 3.13",
        "it is not installed",
        "its compiled part is not installed",
        "no process can be started for it: Permission denied",
        "the process at the engine ended: -9",
        "the process at the engine does not answer",
        "the file has been moved, replaced or deleted",
        "the journal no longer holds what was recorded",
        "step 3 is missing",
        "no such file",
        "database is locked",
    ],
)
def test_what_live_cases_say_is_chinese_too(reason: str) -> None:
    """Why the engine or a journal is not there reads as one language."""
    said = reason_in_chinese(reason)
    assert said != reason
    assert not re.search("[a-z]{3}", said.replace("Python", ""))
