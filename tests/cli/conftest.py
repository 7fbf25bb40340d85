"""The command line called in this process, and persons written to files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from typer.testing import CliRunner, Result

from eligibility.cli import errors
from eligibility.cli.app import app

ON = ("--on", "2023-06-01")


class Run(Protocol):
    def __call__(self, *arguments: object, text: str | bytes | None = None) -> Result:
        """Call the command line with standard input."""
        ...


Write = Callable[[str, Any], Path]


@pytest.fixture
def run() -> Iterator[Run]:
    """Call the command line; whatever happens, no traceback may be shown."""

    def call(*arguments: object, text: str | bytes | None = None) -> Result:
        result = CliRunner().invoke(app, [str(one) for one in arguments], input=text, catch_exceptions=False)
        assert "Traceback (most" not in result.output
        return result

    yield call
    errors.settings.debug = False


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a person to a file: text as it is, data as JSON."""

    def to_file(name: str, content: Any) -> Path:
        path = tmp_path / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
            path.write_text(text, encoding="utf-8")
        return path

    return to_file
