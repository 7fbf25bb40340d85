"""Mistakes in how a command is called, in the language of the command: the parser itself speaks English only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

__all__ = ["asked_language", "usage_lines"]

# What the parser says, and the same in Chinese. What is not listed stays as it came.
_SENTENCES: Final = {
    r"Missing argument '(?P<name>.+?)'\.(?P<more>.*)": "缺少 {name}{more}",
    r"Missing option '(?P<name>.+?)'\.(?P<more>.*)": "缺少选项 {name}{more}",
    r"Missing command\.": "缺少命令",
    r"No such option: (?P<name>\S+) \(Possible options: (?P<near>.+)\)": "没有选项 {name}，是不是 {near}？",
    r"No such option: (?P<name>\S+?)(?: Did you mean (?P<near>.+)\?)?": "没有选项 {name}{near}",
    r"No such command '(?P<name>.+?)'\.(?: Did you mean '?(?P<near>.+?)'?\?)?": "没有命令 {name}{near}",
    r"Got unexpected extra argument(?:s|\(s\))? \((?P<name>.*)\)": "多出来的内容：{name}",
    r"Option '(?P<name>.+?)' requires an argument\.": "选项 {name} 后面要写内容",
    r"Option '(?P<name>.+?)' requires (?P<count>\d+) arguments\.": "选项 {name} 后面要写 {count} 项内容",
    r"Option '(?P<name>.+?)' does not take a value\.": "选项 {name} 后面不写内容",
    r"Argument '(?P<name>.+?)' takes (?P<count>\d+) values\.": "{name} 要写 {count} 项",
    r"Invalid value for (?P<name>.+?): (?:Value error, )?(?P<got>.+) is not one of (?P<known>.+)\.": (
        "{name} 应为 {known} 之一，得到 {got}"
    ),
    r"Invalid value for (?P<name>.+?): (?P<got>.+) is not a valid integer\.": "{name} 应为整数，得到 {got}",
    r"Invalid value for (?P<name>.+?): Input should be a valid integer.*": "{name} 应为整数",
    r"Invalid value for (?P<name>.+?): (?P<got>.+) is not in the range (?P<known>.+)\.": (
        "{name} 应在 {known} 之内，得到 {got}"
    ),
    r"Invalid value for (?P<name>.+?): (?P<more>.*)": "{name} 的内容不对：{more}",
}


def asked_language(words: Sequence[str]) -> str:
    """The language of a call that could not be read: English where the words ask for it, Chinese as by default.

    >>> asked_language(["check", "--lang", "en"]), asked_language(["check", "--lang=en"]), asked_language(["check"])
    ('en', 'en', 'zh')
    """
    given = [after for word, after in pairwise(words) if word == "--lang"]
    given += [word.removeprefix("--lang=") for word in words if word.startswith("--lang=")]
    return "en" if given[-1:] == ["en"] else "zh"


def usage_lines(command: str, message: str, language: str) -> tuple[str, str]:
    """What was wrong with a call, and where to read on.

    >>> usage_lines("eligibility check", "Missing argument 'FILE...'.", "zh")
    ('eligibility check：缺少 FILE...', '用法：eligibility check --help')
    """
    if language == "en":
        return f"{command}: {message}", f"Usage: {command} --help"
    return f"{command}：{_in_chinese(message)}", f"用法：{command} --help"


def _in_chinese(message: str) -> str:
    for pattern, words in _SENTENCES.items():
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found is not None:
            parts = {name: value or "" for name, value in found.groupdict().items()}
            if parts.get("near") and "，是不是" not in words:
                parts["near"] = f"，是不是 {parts['near']}？"
            return words.format_map({name: _plain(value) for name, value in parts.items()})
    return message


def _plain(value: str) -> str:
    """Names as they are typed: without the quotes of Python, and with Chinese commas between them."""
    return value.replace("'", "").replace(", ", "、")
