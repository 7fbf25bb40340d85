"""Scenarios as YAML: a list of entries that may build on each other, in codes or in the words of the vocabulary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from eligibility.errors import InputError, Location, Problem, closest, cut, problem
from eligibility.interchange.person_files import read_input_yaml
from eligibility.interchange.scenario import Scenario
from eligibility.interchange.tables.cells import Cell
from eligibility.interchange.tables.grid import Grid
from eligibility.interchange.tables.headers import NAME, NOTE, ON, READINGS, Headers
from eligibility.interchange.yaml_text import yaml_of
from eligibility.pack.model import Pack
from eligibility.pack.yaml_source import Source, where_of

__all__ = ["yaml_grid", "yaml_text"]

_TOP: Final = ("scenarios", "情形")
_KEYS: Final = {
    NAME: (NAME, "名称", "情形"),
    ON: (ON, "办理日期"),
    READINGS: (READINGS, "口径"),
    NOTE: (NOTE, "备注"),
    "person": ("person",),
    "facts": ("facts", "事实"),
    "like": ("like", "同"),
    "without": ("without", "去掉"),
}
_Place = tuple[str | int, ...]
_Cells = dict[str, tuple[Cell, _Place]]
"""By heading the text of a cell and where it stood in the file."""


def yaml_grid(pack: Pack, text: str, name: str) -> Grid:
    """The entries of a file as a table.

    Raises:
        InputError: I002, I004 to I007, or I213 and I214 for an entry that is none.
    """
    return _Entries(pack, read_input_yaml(text, name)).grid()


class _Entries:
    def __init__(self, pack: Pack, source: Source) -> None:
        self._source = source
        self._headers = Headers(pack)
        self._problems: list[Problem] = []

    def grid(self) -> Grid:
        top, entries = self._list()
        rows: list[tuple[_Cells, _Place]] = []
        named: dict[str, _Cells] = {}
        for place, entry in enumerate(entries):
            path: _Place = (*top, place)
            if not isinstance(entry, dict):
                self._note("I213", path)
                continue
            cells = self._entry(entry, path, named)
            named.setdefault(str(cells.get(NAME, ("", ()))[0]), cells)
            rows.append((cells, path))
        if self._problems:
            raise InputError(self._problems)
        headings = list(dict.fromkeys(heading for cells, _ in rows for heading in cells)) or [NAME]
        first = {heading: cells[heading][1] for cells, _ in reversed(rows) for heading in cells}

        def where(row: int, column: int) -> Location:
            heading = headings[column] if column < len(headings) else NAME
            if row == 0:
                return self._source.where(first.get(heading, top))
            cells, path = rows[row - 1]
            return self._source.where(cells[heading][1] if heading in cells else path)

        filled = [[cells[heading][0] if heading in cells else None for heading in headings] for cells, _ in rows]
        return Grid([headings, *filled], where)

    def _list(self) -> tuple[tuple[str, ...], list[Any]]:
        data = self._source.data
        if isinstance(data, list):
            return (), data
        key = next((key for key in _TOP if isinstance(data, dict) and isinstance(data.get(key), list)), None)
        if key is None or len(data) != 1:
            raise InputError(problem("I213", self._source.where(())))
        return (key,), data[key]

    def _entry(self, entry: dict[str, Any], path: _Place, named: dict[str, _Cells]) -> _Cells:
        known = {word: key for key, words in _KEYS.items() for word in words}
        cells: _Cells = {}
        given = {known[key]: (value, (*path, key)) for key, value in entry.items() if key in known}
        for key in entry.keys() - known.keys():
            self._note("I214", (*path, key), key=cut(key), suggestion=closest(key, known))
        if "like" in given:
            cells |= self._like(*given["like"], named)
        for key in (NAME, ON, NOTE):
            if key in given:
                cells[key] = (self._text(*given[key]), given[key][1])
        if READINGS in given:
            cells[READINGS] = (self._pairs(*given[READINGS]), given[READINGS][1])
        for key in ("person", "facts"):
            if key in given:
                cells |= self._facts(*given[key])
        for heading in self._without(given):
            cells.pop(self._canonical(heading), None)
        return cells

    def _like(self, name: Any, path: _Place, named: dict[str, _Cells]) -> _Cells:
        if not isinstance(name, str) or name not in named:
            self._note("I215", path, name=cut(str(name)), suggestion=closest(str(name), named))
            return {}
        return {heading: cell for heading, cell in named[name].items() if heading != NAME}

    def _without(self, given: dict[str, tuple[Any, _Place]]) -> list[str]:
        value, path = given.get("without", ([], ()))
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self._note("I102", path, fact="without", expected="a list", got=cut(str(value)))
            return []
        return [str(one) for one in value]

    def _facts(self, value: Any, path: _Place) -> _Cells:
        if not isinstance(value, dict):
            self._note("I102", path, fact=str(path[-1]), expected="a group of facts", got=cut(str(value)))
            return {}
        return {self._canonical(heading): (cell, where) for heading, cell, where in self._flat("", value, path)}

    def _flat(self, prefix: str, value: dict[str, Any], path: _Place) -> Iterator[tuple[str, Cell, _Place]]:
        """Nested data as paths and cells; lists of records as their number and their fields."""
        for key, inner in value.items():
            name, place = f"{prefix}{key}", (*path, key)
            if name == "unknown" and isinstance(inner, dict):
                yield from ((fact, f"?{reason}", (*place, fact)) for fact, reason in inner.items())
            elif isinstance(inner, dict):
                yield from self._flat(f"{name}.", inner, place)
            elif isinstance(inner, list) and inner and all(isinstance(one, dict) for one in inner):
                yield name, str(len(inner)), place
                for index, record in enumerate(inner):
                    yield from self._flat(f"{name}[{index}].", record, (*place, index))
            elif isinstance(inner, list):
                yield name, "；".join(map(str, inner)) or "none", place
            else:
                yield name, None if inner is None else str(inner), place

    def _canonical(self, heading: str) -> str:
        """The path that a heading stands for, so that words and paths for one fact meet."""
        column = self._headers.read(heading)
        return column.path if column is not None and column.path else heading

    def _text(self, value: Any, path: _Place) -> Cell:
        if value is None or isinstance(value, str):
            return None if value is None else str(value)
        self._note("I102", path, fact=str(path[-1]), expected="a plain value", got=cut(str(value)))
        return None

    def _pairs(self, value: Any, path: _Place) -> Cell:
        if isinstance(value, dict):
            return "; ".join(f"{name}={choice}" for name, choice in value.items())
        return self._text(value, path)

    def _note(self, code: str, path: _Place, *, suggestion: str | None = None, **details: Any) -> None:
        where = where_of(path[-1]) if path and isinstance(path[-1], str) else None
        self._problems.append(problem(code, where or self._source.where(path), suggestion=suggestion, **details))


def yaml_text(scenarios: Sequence[Scenario]) -> str:
    r"""Scenarios in codes, as a file that reads back to the same.

    >>> yaml_text(())
    'scenarios: []\n'
    """
    entries = []
    for scenario in scenarios:
        entry: dict[str, Any] = {"name": scenario.name, "on": scenario.on}
        entry |= {"readings": dict(scenario.readings)} if scenario.readings else {}
        entry |= {"note": scenario.note} if scenario.note else {}
        entries.append(entry | {"person": type(scenario.person).vocabulary.plain(scenario.person)})
    return yaml_of({"scenarios": entries})
