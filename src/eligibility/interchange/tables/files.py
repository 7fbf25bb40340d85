"""A file of scenarios by its kind: ``.xlsx``, ``.csv``, ``.yaml``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from eligibility.errors import InputError, Location, cut, problem
from eligibility.interchange.person_files import LARGEST_INPUT
from eligibility.interchange.scenario import Scenario
from eligibility.interchange.tables.csv_file import csv_grid
from eligibility.interchange.tables.grid import read_grid
from eligibility.interchange.tables.scenario_yaml import yaml_grid
from eligibility.interchange.tables.workbook import workbook_grid
from eligibility.pack.model import Pack

__all__ = ["KINDS", "kind_of", "read_scenarios", "read_scenarios_file"]

KINDS: Final = {".xlsx": "xlsx", ".csv": "csv", ".yaml": "yaml", ".yml": "yaml"}


def kind_of(path: Path) -> str:
    """The kind of table that a file's name promises.

    Raises:
        InputError: I201, none of ours.
    """
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise InputError(problem("I201", file=cut(path.name), expected=", ".join(KINDS)))
    return kind


def read_scenarios_file(pack: Pack, path: Path, on: date | None) -> tuple[Scenario, ...]:
    """The scenarios of a file; see :func:`read_scenarios`.

    Raises:
        InputError: I001, the file cannot be read; I003, it is too large; I201, its kind is not known.
    """
    kind = kind_of(path)
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_INPUT + 1)
    except OSError as error:
        raise InputError(problem("I001", file=cut(str(path)), reason=error.strerror or "–")) from None
    return read_scenarios(pack, content, path.name, kind, on)


def read_scenarios(pack: Pack, content: bytes, name: str, kind: str, on: date | None) -> tuple[Scenario, ...]:
    """The scenarios that some bytes hold.

    Args:
        pack: the vocabulary.
        content: what a file held.
        name: the name that errors give it.
        kind: ``"xlsx"``, ``"csv"`` or ``"yaml"``.
        on: the day of scenarios that name none.

    Raises:
        InputError: every problem with its cell, or with its line in YAML.
    """
    if len(content) > LARGEST_INPUT:
        raise InputError(problem("I003", Location(name), limit=str(LARGEST_INPUT)))
    if kind == "xlsx":
        return read_grid(pack, workbook_grid(content, name), on)
    if kind == "csv":
        return read_grid(pack, csv_grid(content, name), on)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reason = f"not UTF-8 at byte {error.start}"
        raise InputError(problem("I002", Location(name), file=cut(name), format="YAML", reason=reason)) from None
    return read_grid(pack, yaml_grid(pack, text, name), on)
