"""A case opened or taken up again."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from eligibility._arguments import refused_argument
from eligibility.errors import CaseError, InputError, Problem, UsageError, cut, problem
from eligibility.live.case import Case, refuse_other_pack
from eligibility.live.door import checked_day
from eligibility.live.entries import Entry, Kind, audit_text
from eligibility.live.journal import Journal, OutOfStepError, open_journal
from eligibility.live.state import fold
from eligibility.live.steps import rules_identity

if TYPE_CHECKING:
    from eligibility.live.engine import CaseEngine
    from eligibility.rulebook import Rulebook

__all__ = ["EngineName", "open_case"]

EngineName = Literal["durable", "decide"]


def open_case(
    rules: Rulebook,
    *,
    on: date | str | None,
    journal: Journal | str | os.PathLike[str] | None,
    case: str | None,
    engine: str,
) -> Case:
    """Open a new case or take one up again; see ``Rulebook.open_case``."""
    if engine not in ("durable", "decide"):
        raise refused_argument("engine", engine, '"durable", "decide"')
    name = None if case is None else audit_text("case", case, needed=True)
    day = None if on is None else checked_day(on)
    for_case = None if engine == "decide" else _engine(rules)
    place = open_journal(journal)
    try:
        found = _open(rules, day, place, name, for_case)
    except BaseException:
        if for_case is not None:
            for_case.close()
        if place is not journal:
            place.close()
        raise
    found._owns_journal = place is not journal  # noqa: SLF001 - parts of one thing
    return found


def _open(rules: Rulebook, on: date | None, journal: Journal, name: str | None, engine: CaseEngine | None) -> Case:
    recorded = [] if name is None else journal.read(name)
    if name is None or not recorded:
        if on is None:
            raise UsageError(problem("U001")) if name is None else CaseError(problem("C005", name=cut(name)))
        name, recorded = _new(rules, on, journal, name)
    state = fold(recorded)
    refuse_other_pack(rules, state.rules, name)
    try:
        case = Case(rules, name, journal, recorded, engine)
    except InputError as error:
        raise CaseError([_not_under(rules, state.rules, name), *error.problems]) from error
    if on is not None and on != case.on:
        case.advance(on=on)
    return case


def _new(rules: Rulebook, on: date, journal: Journal, name: str | None) -> tuple[str, list[Entry]]:
    """Write the first entry of a new case; without a name it gets the next number that is free."""
    opened = Entry(0, 0, Kind.OPENED, on=on, rules=rules_identity(rules))
    number = 0 if name is not None else len(journal.cases())
    while True:
        number += 1
        chosen = name or f"case-{number}"
        try:
            journal.append(chosen, [opened])
        except OutOfStepError:
            if name is not None:
                return name, journal.read(name)
        else:
            return chosen, [opened]


def _not_under(rules: Rulebook, recorded: Mapping[str, Any], name: str) -> Problem:
    """C013: what was told under other rules cannot stand under these."""
    expected = f"{recorded.get('id')} {recorded.get('version')}"
    return problem("C013", name=cut(name), expected=cut(expected), got=cut(f"{rules.id} {rules.version}"))


def _engine(rules: Rulebook) -> CaseEngine:
    from eligibility.live.engine import CaseEngine

    return CaseEngine(rules)
