"""Worked examples: base persons filled in, paths set and taken away."""

from __future__ import annotations

import copy
from typing import Any

from eligibility.errors import PackError, Problem, closest, cut, problem
from eligibility.pack import schema
from eligibility.pack.loading import PackFiles
from eligibility.pack.model import BaseCase, Pack
from eligibility.pack.yaml_source import LocatedText, where_of

__all__ = ["build_cases", "plain_data", "set_path", "take_path"]


def build_cases(files: PackFiles, pack: Pack) -> tuple[BaseCase, ...]:
    """Every case with its person; names that do not exist are refused."""
    problems: list[Problem] = []
    made = []
    for shown, file in files.cases:
        bases = {str(name): plain_data(person) for name, person in file.base.items()}
        for case in file.cases:
            _check_names(case, bases, pack, problems)
            person = copy.deepcopy(bases.get(str(case.like), {})) if case.like else plain_data(case.person or {})
            for path, value in case.with_.items():
                set_path(person, str(path), plain_data(value))
            for path in case.without:
                take_path(person, str(path))
            made.append(BaseCase(shown, case, person))
    if problems:
        raise PackError(problems)
    return tuple(made)


def _check_names(case: schema.CaseModel, bases: dict[str, Any], pack: Pack, problems: list[Problem]) -> None:
    if case.like is not None and case.like not in bases:
        found = closest(case.like, bases)
        problems.append(problem("P215", where_of(case.like), name=str(case.like), suggestion=found))
    for name in case.expect:
        if name not in pack.programme_ids:
            found = closest(name, pack.programme_ids)
            problems.append(problem("P206", where_of(case.case), name=cut(name), suggestion=found))
    unknown = [name for name in case.readings if name not in pack.reading_by_id]
    problems.extend(problem("P204", where_of(case.case), name=cut(name)) for name in unknown)


def plain_data(data: Any) -> Any:
    """What a YAML file says about a person: plain ``true`` and ``false`` are booleans, all else stays text.

    >>> plain_data({"a": LocatedText("true", None, True), "b": LocatedText("true")})
    {'a': True, 'b': 'true'}
    """
    if isinstance(data, dict):
        return {str(key): plain_data(value) for key, value in data.items()}
    if isinstance(data, list):
        return [plain_data(value) for value in data]
    if isinstance(data, LocatedText):
        if data.plain and str(data) in ("true", "false"):
            return str(data) == "true"
        return str(data)
    return data


def set_path(person: dict[str, Any], path: str, value: Any) -> None:
    """Set a dotted path in nested data, making the groups on the way.

    >>> person = {}
    >>> set_path(person, "loan.amount", "5")
    >>> person
    {'loan': {'amount': '5'}}
    """
    *groups, last = path.split(".")
    place: Any = person
    for group in groups:
        name, index = _indexed(group)
        place = place.setdefault(name, {})
        if index is not None:
            place = place[index]
    place[last] = value


def take_path(person: dict[str, Any], path: str) -> None:
    """Take a dotted path away, if it is there."""
    *groups, last = path.split(".")
    place: Any = person
    for group in groups:
        name, index = _indexed(group)
        place = place.get(name, {})
        if index is not None:
            place = place[index]
    place.pop(last, None)


def _indexed(group: str) -> tuple[str, int | None]:
    name, bracket, rest = group.partition("[")
    return (name, int(rest.rstrip("]"))) if bracket else (name, None)
