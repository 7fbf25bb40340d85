"""Rules and persons for the commands."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from eligibility._defects import defect
from eligibility.cli.errors import settings
from eligibility.decision import Decision
from eligibility.errors import EligibilityError, InputError, Location, Problem, UsageError, closest, cut, problem
from eligibility.interchange.person_files import (
    LARGEST_INPUT,
    PersonSource,
    read_person_bytes,
    read_person_file,
)
from eligibility.language.scalars import parse_date
from eligibility.rulebook import Rulebook, load, person_from_file

__all__ = [
    "STANDARD_INPUT",
    "Answer",
    "chosen_programmes",
    "decide_file",
    "decide_files",
    "decision_day",
    "load_rules",
    "read_source",
]

Answer = tuple[str, Decision | EligibilityError]
"""The name of a file, and the decision or what is wrong with it."""

STANDARD_INPUT: Final = Path("-")


def load_rules(pack: str, *readings: Sequence[str] | None) -> Rulebook:
    """The rulebook of a pack under the readings given as ``ID=CHOICE``; what comes later goes over what came before."""
    chosen: dict[str, str] = {}
    for together in readings:
        chosen |= _each_once(together or ())
    return load(pack, readings=chosen)


def _each_once(readings: Sequence[str]) -> dict[str, str]:
    """Readings of one option; U013 for one that cannot be read, and for two choices of one question."""
    chosen: dict[str, str] = {}
    for reading in readings:
        name, equals, choice = (part.strip() for part in reading.partition("="))
        if not (name and equals and choice):
            raise UsageError(problem("U013", name="--reading", expected="D5=migrant-workers-only", got=cut(reading)))
        if chosen.setdefault(name, choice) != choice:
            raise UsageError(problem("U013", name="--reading", expected="each once", got=cut(name)))
    return chosen


def chosen_programmes(rules: Rulebook, names: Sequence[str] | None) -> tuple[str, ...]:
    """The ids of programmes named by their ids or titles; U003 with a suggestion."""
    ids = {name: one.id for one in rules.programmes for name in (one.id, one.title.zh, one.title.en)}
    for name in names or ():
        if name not in ids:
            raise UsageError(problem("U003", name=cut(name), suggestion=closest(name, ids)))
    return tuple(dict.fromkeys(ids[name] for name in names or ()))


def decision_day(on: str | None) -> date:
    """The date of the decision, U001 or U002."""
    if on is None:
        raise UsageError(problem("U001"))
    day = parse_date(on)
    if day is None:
        raise UsageError(problem("U002", got=cut(on)))
    return day


def decide_files(rules: Rulebook, files: Sequence[Path], on: date) -> Iterator[Answer]:
    """A decision or an error for each file, in order."""
    for file in files:
        name = "<stdin>" if file == STANDARD_INPUT else _shown(file)
        try:
            yield name, decide_file(rules, file, on)
        except EligibilityError as error:
            yield name, error
        except Exception as error:
            if settings.debug:
                raise
            yield name, defect(error, Location(name))


def decide_file(rules: Rulebook, file: Path, on: date) -> Decision:
    """The decision for the person in a file; every problem has a place."""
    source = read_source(file)
    try:
        return rules.decide(person_from_file(rules, source.data, source.where), on=on)
    except InputError as error:
        raise InputError(_placed(one, source) for one in error.problems) from None


def read_source(file: Path) -> PersonSource:
    """What a file or standard input says about a person."""
    if file != STANDARD_INPUT:
        try:
            return read_person_file(file, _shown(file))
        except InputError as error:
            raise InputError(_in_file(one, _shown(file)) for one in error.problems) from None
    return read_person_bytes(sys.stdin.buffer.read(LARGEST_INPUT + 1), "<stdin>")


def _shown(file: Path) -> str:
    """A file's name as it is written, even where the locale could not read it."""
    return os.fsencode(file).decode("utf-8", "replace")


def _in_file(found: Problem, name: str) -> Problem:
    """A problem with its file, whose name a message may have cut short."""
    return found if found.where is not None else replace(found, where=Location(name))


def _placed(found: Problem, source: PersonSource) -> Problem:
    """A problem that was found after reading, with the place of the fact that it is about."""
    if found.where is not None:
        return found
    fact = dict(found.details).get("fact", "")
    path = tuple(int(part) if part.isdigit() else part for part in fact.replace("[", ".").replace("]", "").split("."))
    where = source.where(("unknown", fact)) if found.code in ("I101", "I107") else source.where(path)
    return replace(found, where=where)
