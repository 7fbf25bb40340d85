"""In which particulars two records differ: one problem for each, however long the lists are that it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final

from eligibility.errors import Problem, cut, plainly, problem

__all__ = ["differences_between"]

_NAMES: Final = ("programme", "id", "term")
_ABSENT: Final = object()
_MOST_SHOWN: Final = 20


def differences_between(recorded: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Problem]:
    """R002 for each particular that differs, with its path.

    What a record holds that no record of ours does is named and not shown: it may be anybody's.

    >>> [one.message() for one in differences_between({"missing": ["a", "b"]}, {"missing": ["b", "c"]})]
    ['missing: the record says a, now it is –', 'missing: the record says –, now it is c']
    """
    yield from _in_groups("", recorded, now)


def _in_groups(path: str, recorded: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Problem]:
    for name in dict.fromkeys([*recorded, *now]):
        what = f"{path}.{cut(str(name))}" if path else cut(str(name))
        if name not in now:
            yield problem("R002", what=what, expected=type(recorded[name]).__name__, got="–")
        else:
            yield from _differences(what, recorded.get(name, _ABSENT), now[name])


def _differences(path: str, recorded: Any, now: Any) -> Iterator[Problem]:
    if isinstance(recorded, Mapping) and isinstance(now, Mapping):
        yield from _in_groups(path, recorded, now)
    elif isinstance(recorded, list) and isinstance(now, list):
        yield from _in_lists(path, recorded, now)
    elif recorded is not now and (recorded != now or type(recorded) is not type(now)):
        yield problem("R002", what=path, expected=_shown(recorded), got=_shown(now))


def _in_lists(path: str, recorded: Sequence[Any], now: Sequence[Any]) -> Iterator[Problem]:
    """Entries with names are compared by name, other groups by place; of plain values, which are on one side only."""
    names, names_now = _names(recorded), _names(now)
    if names is not None and names_now is not None and (names or names_now):
        before, after = dict(zip(names, recorded, strict=True)), dict(zip(names_now, now, strict=True))
        for name in dict.fromkeys([*names, *names_now]):
            yield from _differences(f"{path}[{cut(name)}]", before.get(name, _ABSENT), after.get(name, _ABSENT))
        if names != names_now and set(names) == set(names_now):
            yield problem("R002", what=path, expected=cut(", ".join(names)), got=cut(", ".join(names_now)))
    elif any(isinstance(one, Mapping | list) for one in (*recorded, *now)):
        for place, (first, second) in enumerate(zip_longest(recorded, now, fillvalue=_ABSENT)):
            yield from _differences(f"{path}[{place}]", first, second)
    else:
        typed_before, typed_now = [(type(one), one) for one in recorded], [(type(one), one) for one in now]
        gone = [_shown(one[1]) for one in typed_before if one not in typed_now]
        new = [_shown(one[1]) for one in typed_now if one not in typed_before]
        yield from (problem("R002", what=path, expected=one, got="–") for one in gone)
        yield from (problem("R002", what=path, expected="–", got=one) for one in new)
        if typed_before != typed_now and not (gone or new):
            yield problem("R002", what=path, expected=_shown(recorded), got=_shown(now))


def _names(entries: Sequence[Any]) -> list[str] | None:
    """What each entry is called, if each has a name of its own."""
    found = []
    for entry in entries:
        name = next((entry[key] for key in _NAMES if key in entry), None) if isinstance(entry, Mapping) else None
        found.append(name if isinstance(name, str) else None)
    named = [name for name in found if name is not None]
    return named if len(set(named)) == len(entries) else None


def _shown(value: Any) -> str:
    if value is _ABSENT:
        return "–"
    if isinstance(value, list) and all(isinstance(one, str | int) for one in value):
        return cut(", ".join(str(one) for one in value[:_MOST_SHOWN])) if value else "[]"
    return plainly(value)
