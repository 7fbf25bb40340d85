"""Worked examples: base persons filled in, paths set and taken away.

They are read when somebody asks for them: a service that decides does not pay for them.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from eligibility.errors import PackError, Problem, closest, cut, problem
from eligibility.pack import schema
from eligibility.pack.loading import read_case_files
from eligibility.pack.model import BaseCase, Pack
from eligibility.pack.paths import set_path, take_path
from eligibility.pack.refusals import repeated
from eligibility.pack.yaml_source import plain_data, where_of

__all__ = ["read_cases"]


def read_cases(folders: tuple[Path, ...], pack: Pack) -> tuple[BaseCase, ...]:
    """Every case of a pack and its overlays, with its person filled in; withdrawn ones are left out.

    Raises:
        PackError: problems of shape, repeated ids, and names that do not exist, all at once.
    """
    files = [entry for folder in folders for entry in read_case_files(folder)]
    names = [case.case for _, file in files for case in file.cases]
    problems = list(repeated("case", names))
    problems.extend(_unheard(pack, {str(case.case): case for _, file in files for case in file.cases}))
    made = []
    for shown, file in files:
        bases = {str(name): plain_data(person) for name, person in file.base.items()}
        for case in file.cases:
            held = _still_held(case, pack)
            if held is not None:
                problems.extend(_wrong_names(held, bases, pack))
                made.append(BaseCase(shown, held, _person(held, bases)))
    if problems:
        raise PackError(problems)
    return tuple(made)


def _still_held(case: schema.CaseModel, pack: Pack) -> schema.CaseModel | None:
    """A case without what overlays withdraw of it; ``None`` if nothing of it is left."""
    withdrawn = {programme for name, programme in pack.withdrawn_cases if name == case.case}
    if not withdrawn:
        return case
    kept = {} if "" in withdrawn else {name: one for name, one in case.expect.items() if name not in withdrawn}
    return case.model_copy(update={"expect": kept}) if kept else None


def _unheard(pack: Pack, cases: dict[str, schema.CaseModel]) -> Iterator[Problem]:
    """Withdrawals of cases that there are not, or for programmes of which they say nothing."""
    for name, programme in sorted(pack.withdrawn_cases):
        if name not in cases:
            yield problem("P405", overlay=pack.id, name=name, suggestion=closest(name, cases))
        elif programme and programme not in cases[name].expect:
            found = closest(programme, cases[name].expect)
            yield problem("P405", overlay=pack.id, name=f"{name} ({programme})", suggestion=found)


def _person(case: schema.CaseModel, bases: dict[str, Any]) -> dict[str, Any]:
    person: dict[str, Any] = (
        copy.deepcopy(bases.get(str(case.like), {})) if case.like else plain_data(case.person or {})
    )
    for path, value in case.with_.items():
        _change(case, str(path), partial(set_path, person, str(path), plain_data(value)))
    for path in case.without:
        _change(case, str(path), partial(take_path, person, str(path)))
    return person


def _change(case: schema.CaseModel, path: str, change: Callable[[], None]) -> None:
    """Change a person at a path, or say which path leads nowhere."""
    try:
        change()
    except (AttributeError, IndexError, KeyError, TypeError):
        raise PackError(problem("P205", where_of(case.case), name=cut(path))) from None


def _wrong_names(case: schema.CaseModel, bases: dict[str, Any], pack: Pack) -> Iterator[Problem]:
    if case.like is not None and case.like not in bases:
        yield problem("P215", where_of(case.like), name=str(case.like), suggestion=closest(case.like, bases))
    for name in case.expect:
        if name not in pack.programme_ids:
            yield problem("P206", where_of(case.case), name=cut(name), suggestion=closest(name, pack.programme_ids))
    for name in case.readings:
        if name not in pack.reading_by_id:
            found = closest(name, pack.reading_by_id)
            yield problem("P204", where_of(case.case), name=cut(name), suggestion=found)
