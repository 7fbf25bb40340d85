"""A rulebook that came from no folder, such as a random one, as a folder of YAML that can be loaded again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import BaseModel

from eligibility.errors import UsageError, problem
from eligibility.rulebook import Rulebook

__all__ = ["folder_of", "write_folder"]

_HOME: Final = Path(".hypothesis", "packs")
_SINGLE: Final = ("pack", "facts", "terms", "parameters", "readings", "clauses", "targets")


def write_folder(rules: Rulebook, folder: str | Path) -> Path:
    """Write the rules of a rulebook out as a pack that loads to the same rules; its cases and claims are not.

    Args:
        rules: a rulebook that was never pickled; with overlays, what they come to is written.
        folder: where to; it is made if it is not there, and files of the same name are replaced.

    Raises:
        UsageError: U013, the rulebook no longer has the models of its files.

    >>> import eligibility, tempfile
    >>> rules = eligibility.load("weihai-2023-13")
    >>> with tempfile.TemporaryDirectory() as home:
    ...     again = eligibility.load(write_folder(rules, f"{home}/copy"))
    >>> again.content_hash == rules.content_hash
    True
    """
    files = rules._files  # noqa: SLF001 - the one thing that a rulebook keeps to itself
    if files is None:
        raise UsageError(problem("U013", name="rules", expected="a rulebook made by load()", got="a pickled one"))
    folder = Path(folder)
    (folder / "programmes").mkdir(parents=True, exist_ok=True)
    for name in _SINGLE:
        _write(folder / f"{name}.yaml", getattr(files, name))
    for number, (_, programme) in enumerate(files.programmes, 1):
        _write(folder / "programmes" / f"{number:02}-{programme.programme}.yaml", programme)
    return folder


def folder_of(rules: Rulebook) -> Path:
    """A folder below ``.hypothesis/packs`` with the rules of a rulebook that has none, named by what is in it."""
    return write_folder(rules, _HOME / f"{rules.id}-{rules.content_hash.rpartition(':')[2][:10]}")


def _write(path: Path, model: BaseModel) -> None:
    dumped: dict[str, Any] = model.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True)
    plain = json.loads(json.dumps(dumped, default=str))
    path.write_text(yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=1000), encoding="utf-8")
