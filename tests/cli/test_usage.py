"""Mistakes in how a command is called: told in the language of the call, Chinese unless it asks for English."""

import re

import pytest

from .conftest import Run

CALLS = (
    (("check",), "缺少 FILE...", "Missing argument"),
    (("check", "x.yaml", "--nope"), "没有选项 --nope，是不是 --on？", "No such option"),
    (("frobnicate",), "没有命令 frobnicate", "No such command"),
    (("chek",), "没有命令 chek，是不是 check", "No such command"),
    (("check", "x.yaml", "--on"), "选项 --on 后面要写内容", "requires an argument"),
    (("case", "tell"), "缺少 CASE", "Missing argument"),
    (("check", "x.yaml", "--format", "pdf"), "--format 应为 text、json 之一，得到 pdf", "pdf"),
    (("targets", "a", "b"), "多出来的内容：b", "unexpected extra argument"),
    (("test", "--mutate=yes"), "选项 --mutate 后面不写内容", "does not take a value"),
)


@pytest.mark.parametrize(("words", "chinese", "english"), CALLS, ids=lambda one: one if isinstance(one, str) else "")
def test_wrong_call_is_told_in_the_language_of_the_call(
    run: Run, words: tuple[str, ...], chinese: str, english: str
) -> None:
    """Exit code 2, one sentence and where to read on; no English word of the parser in Chinese."""
    done = run(*words)
    assert done.exit_code == 2
    assert chinese in done.stderr
    assert "用法：eligibility" in done.stderr
    assert not re.search(r"Missing|Invalid|No such|Option|Got|Usage", done.stderr)
    told = run(*words, "--lang=en") if words[-1] != "--on" else run(words[0], "--lang", "en", *words[1:])
    assert english in told.stderr
    assert not re.search(r"[\u4e00-\u9fff]", told.stderr)


def test_group_without_a_command(run: Run) -> None:
    """A bare call shows the help."""
    assert run().exit_code == 2
