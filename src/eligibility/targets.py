"""Counts of what was done, by district and month, against the targets of the plan.

A target is a figure of the authorities; it touches no person's result, and nothing here decides anything.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from os import PathLike
from pathlib import Path
from typing import Any, Final

from eligibility.errors import InputError, Location, Problem, UsageError, closest, cut, problem
from eligibility.interchange.person_files import LARGEST_INPUT
from eligibility.interchange.tables.csv_file import decoded
from eligibility.language.text import Text
from eligibility.pack.model import Pack, TargetDefinition, UnitDefinition
from eligibility.rulebook import Rulebook

__all__ = [
    "Count",
    "DistrictReading",
    "Figure",
    "Progress",
    "TargetProgress",
    "UnitProgress",
    "progress",
    "read_counts",
]

_COLUMNS: Final = ("district", "month", "target", "count")
_REMARK: Final = "note"
_KNOWN: Final = (*_COLUMNS, _REMARK)
_MONTH: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])", re.ASCII)
_MONTH_IN_A_TABLE: Final = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])|年(0?[1-9]|1[0-2])月)", re.ASCII)
_DISTRICTS: Final = ("district", "county_level_city")
_ZONES: Final = ("development_zone", "functional_area")
_SHOWN: Final = {
    "district": "区市 / district",
    "month": "月份 / month",
    "target": "目标 / target",
    "count": "数量 / count",
    "note": "备注 / note",
}
_COLUMN_OF: Final = {word: name for name, words in _SHOWN.items() for word in (name, *words.split(" / "))}
_WIDTH: Final = {"columns": "列"}
_Row = tuple[Location, Mapping[str, object] | Sequence[str]]
"""Where a row begins, and its cells by column; or by place, where they are too many or too few."""


# --- what was done ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Count:
    """How much of a target one unit of the territory added in one month."""

    unit: str
    month: str
    target: str
    count: int


def read_counts(
    rules: Rulebook, source: str | PathLike[str] | bytes | Iterable[Mapping[str, object]]
) -> tuple[Count, ...]:
    """Read counts by district and month, refusing whatever cannot be meant.

    Args:
        rules: whose targets and whose territory.
        source: the path of a CSV file with the columns ``district`` or 区市 (a code, former ones included, or a name),
            ``month`` or 月份 (YYYY-MM, or 2023年5月, which Excel makes of it), ``target`` or 目标 (an id or a title)
            and ``count`` or 数量 (what was added in that month; plain digits), and perhaps ``note`` or 备注, which is
            not read; or what such a file holds; or rows with the English keys.

    Raises:
        InputError: I001 to I003 and I006 for the file; I202 and I218 for a column that is unknown or missing; I101 to
            I105 for every bad row at once, each at its line: a bad district, month, target or count, a row given twice.

    >>> from eligibility import load
    >>> read_counts(load("weihai-2023-13"), [])
    ()
    """
    if isinstance(source, bytes):
        rows: Iterable[_Row] = _csv_rows(source, "<stdin>")
    elif isinstance(source, str | PathLike):
        rows = _csv_rows(_content(Path(source)), str(source))
    else:
        rows = ((Location("<rows>", number), row) for number, row in enumerate(source, 1))
    return _Judge(rules.pack).counts(rows)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_INPUT + 1)
    except OSError as error:
        raise InputError(problem("I001", file=cut(str(path)), reason=error.strerror or "–")) from None


def _csv_rows(content: bytes, name: str) -> Iterator[_Row]:
    """The rows of a CSV text with the lines on which they begin; blank lines are passed over."""
    reader = csv.reader(io.StringIO(_decoded(content, name), newline=""), strict=True, skipinitialspace=True)
    heading: list[str] = []
    title: tuple[Location, list[str]] | None = None
    line = 1
    try:
        for cells in reader:
            where, line = Location(name, line), reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if heading:
                yield where, dict(zip(heading, cells, strict=True)) if len(cells) == len(heading) else cells
            else:
                if title is None and not _names(cells, 1):
                    title = where, cells  # a title, unless no headings follow
                    continue
                if title is not None and _names(cells, 2):
                    raise _title_above(title, where)
                heading = _heading(*(title or (where, cells)))
    except csv.Error as error:
        where = Location(name, line)
        raise InputError(problem("I002", where, file=cut(name), format="CSV", reason=cut(str(error)))) from None
    if title is not None:
        _heading(*title)
    if not heading:
        raise InputError(problem("I006", Location(name)))


def _names(cells: Sequence[str], count: int) -> bool:
    """Whether at least so many of the cells name a column."""
    return sum(cell.strip().casefold() in _COLUMN_OF for cell in cells) >= count


def _title_above(title: tuple[Location, Sequence[str]], where: Location) -> InputError:
    got = next(cell for cell in title[1] if cell.strip())
    return InputError(problem("I219", title[0], row=str(where.line), got=cut(got)))


def _decoded(content: bytes, name: str) -> str:
    if len(content) > LARGEST_INPUT:
        raise InputError(problem("I003", Location(name), limit=str(LARGEST_INPUT)))
    return decoded(content, name)


def _heading(where: Location, cells: Sequence[str]) -> list[str]:
    """The names of the columns, each known and given once, and none missing but the remark."""
    names = [_COLUMN_OF.get(cell.strip().casefold(), cell.strip()) for cell in cells]
    problems = []
    for place, name in enumerate(names):
        if name not in _KNOWN:
            problems.append(problem("I202", where, name=cut(name), suggestion=closest(name, [*_KNOWN, *_COLUMN_OF])))
        elif name in names[:place]:
            problems.append(problem("I105", where, fact=name, got=name))
    problems += [problem("I218", where, name=_SHOWN[name]) for name in _COLUMNS if name not in names]
    if problems:
        raise InputError(problems)
    return names


class _Judge:
    """Makes counts of rows, and notes what is wrong with the others."""

    def __init__(self, pack: Pack) -> None:
        self._codes = {code: unit.code for unit in pack.units for code in (unit.code, *unit.former)}
        self._names = {name.casefold(): unit.code for unit in pack.units for name in _names_of(unit)}
        self._shown = [name for unit in pack.units for name in (*_names_of(unit), unit.code, *unit.former)]
        titles = {name.casefold(): one.id for one in pack.targets for name in (one.title.zh, one.title.en)}
        self._target_of = titles | {one.id: one.id for one in pack.targets}
        self._seen: set[tuple[str, str, str]] = set()
        self._problems: list[Problem] = []

    def counts(self, rows: Iterable[_Row]) -> tuple[Count, ...]:
        made = [self._count(where, row) for where, row in rows]
        if self._problems:
            raise InputError(self._problems)
        return tuple(made)

    def _count(self, where: Location, row: Mapping[str, object] | Sequence[str]) -> Count:
        if not isinstance(row, Mapping):
            got, expected = str(len(row)), ",".join(_COLUMNS)
            self._wrong("I102", where, fact="columns", expected=expected, got=got)
            return Count("", "", "", 0)
        for name in row:
            if name not in _KNOWN:
                self._wrong("I101", where, suggestion=closest(str(name), _KNOWN), fact=cut(str(name)))
        unit = self._unit(where, row.get("district"))
        month = self._month(where, row.get("month"))
        target = self._target(where, row.get("target"))
        count = Count(unit, month, target, self._number(where, row.get("count")))
        if all(key := (unit, month, target)) and key in self._seen:
            self._wrong("I105", where, fact="district,month,target", got=",".join(key))
        self._seen.add(key)
        return count

    def _unit(self, where: Location, value: object) -> str:
        text = str(value).strip() if isinstance(value, str) else ""
        found = self._codes.get(text) or self._names.get(text.casefold())
        if found is None:
            known = [*dict.fromkeys(self._codes.values())]
            near = closest(text, self._shown)
            self._wrong("I104", where, suggestion=near, fact="district", got=_shown(value), expected=", ".join(known))
        return found or ""

    def _month(self, where: Location, value: object) -> str:
        text = value.strip() if isinstance(value, str) else ""
        found = _MONTH_IN_A_TABLE.fullmatch(text)
        if found is None:
            self._wrong("I102", where, fact="month", expected="YYYY-MM", got=_shown(value))
            return ""
        return f"{found[1]}-{int(found[2] or found[3]):02}"

    def _target(self, where: Location, value: object) -> str:
        text = value.strip() if isinstance(value, str) else ""
        found = self._target_of.get(text.casefold())
        if found is None:
            expected = ", ".join(dict.fromkeys(self._target_of.values())) or "–"
            near = closest(text, self._target_of)
            self._wrong("I104", where, suggestion=near, fact="target", got=_shown(value), expected=expected)
        return found or ""

    def _number(self, where: Location, value: object) -> int:
        text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
        if re.fullmatch(r"-[0-9]+", text):
            self._wrong("I103", where, fact="count", got=cut(text), expected="≥ 0")
        elif not re.fullmatch(r"[0-9]{1,12}", text):
            self._wrong("I102", where, fact="count", expected="a whole number", got=_shown(value))
        else:
            return int(text)
        return 0

    def _wrong(
        self, code: str, where: Location, *, suggestion: str | None = None, fact: str, got: str = "", expected: str = ""
    ) -> None:
        details = {name: value for name, value in (("fact", fact), ("got", got), ("expected", expected)) if value}
        zh = "、".join(_SHOWN[one].partition(" / ")[0] for one in fact.split(",") if one in _SHOWN) or _WIDTH.get(
            fact, ""
        )
        self._problems.append(Problem(code, where, tuple(details.items()), suggestion).labelled(zh))


def _names_of(unit: UnitDefinition) -> Iterator[str]:
    """A unit's names: in full, what stands before a bracket, and what stands inside it."""
    for name in (unit.name.zh, unit.name.en):
        outer, _, inner = name.replace("（", "(").replace("）", ")").partition("(")
        yield from dict.fromkeys(one for one in (name, outer.strip(), inner.strip(" )")) if one)


def _shown(value: object) -> str:
    return cut(repr(value)) if value not in (None, "") else "–"


# --- how far the plan has come ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figure:
    """What is planned and what was achieved; ``reported`` is false where no count was given at all.

    >>> figure = Figure(planned=60, achieved=45, comparison="at_least")
    >>> figure.share, figure.state
    (Decimal('0.7500'), 'short')
    """

    planned: int
    achieved: int
    comparison: str
    reported: bool = True

    @property
    def share(self) -> Decimal:
        """The achieved part of what is planned, rounded down, so that a figure not reached never shows as 1."""
        return (Decimal(self.achieved) / Decimal(self.planned)).quantize(Decimal("0.0001"), ROUND_DOWN)

    @property
    def state(self) -> str:
        """``reached``, ``exceeded``, ``short``, ``not_reported``; ``not_judged`` below a figure that is a rough one."""
        if not self.reported:
            return "not_reported"
        if self.achieved >= self.planned:
            return "exceeded" if self.comparison == "exactly" and self.achieved > self.planned else "reached"
        return "not_judged" if self.comparison == "about" else "short"

    def to_dict(self) -> dict[str, Any]:
        """The figure as plain JSON."""
        return {"planned": self.planned, "achieved": self.achieved, "share": str(self.share), "state": self.state}


@dataclass(frozen=True, slots=True)
class UnitProgress:
    """What one unit of the territory has achieved."""

    code: str
    name: Text
    figure: Figure


@dataclass(frozen=True, slots=True)
class DistrictReading:
    """A figure for each district, under one way to read which units are meant.

    ``id`` is ``districts`` (区市 alone) or ``districts-and-zones``; ``elsewhere`` is what was reported under units
    that this reading does not count, the city as a whole included.
    """

    id: str
    label: Text
    units: tuple[UnitProgress, ...]
    elsewhere: int

    @property
    def reached(self) -> int:
        """How many units have what is planned for each."""
        return sum(unit.figure.state in ("reached", "exceeded") for unit in self.units)


@dataclass(frozen=True, slots=True)
class TargetProgress:
    """How far one target has come.

    ``readings`` is empty for a figure of the whole city. For one of each district nobody has said whether the zones
    are meant, so there is one reading with them and one without, and ``figure`` counts what all have done against the
    figure of one.
    """

    target: TargetDefinition
    figure: Figure
    readings: tuple[DistrictReading, ...]
    outside_year: int

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """The progress as plain JSON, with wording in one language."""
        target = self.target
        return {
            "target": target.id,
            "title": target.title.in_language(language),
            "clause": target.clause,
            "bodies": list(target.bodies),
            "year": target.year,
            "per": target.per,
            "measure": target.measure,
            "unit": target.unit.in_language(language),
            "comparison": target.comparison,
            **(
                self.figure.to_dict()
                if not self.readings
                else {"planned": target.amount, "achieved": self.figure.achieved}
            ),
            "counts_outside_year": self.outside_year,
            "readings": [
                {
                    "reading": reading.id,
                    "label": reading.label.in_language(language),
                    "units_reached": reading.reached,
                    "units": [
                        {"code": unit.code, "name": unit.name.in_language(language), **unit.figure.to_dict()}
                        for unit in reading.units
                    ],
                    "elsewhere": reading.elsewhere,
                }
                for reading in self.readings
            ],
        }


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the plan has come, target by target; ``later`` counts lie after ``until`` and were not counted."""

    until: str | None
    targets: tuple[TargetProgress, ...]
    counts: int
    later: int

    def __getitem__(self, target: str) -> TargetProgress:
        """The progress of one target.

        Raises:
            UsageError: U013, with a suggestion.
        """
        known = [one.target.id for one in self.targets]
        if target not in known:
            expected = ", ".join(known) or "–"
            near = closest(str(target), known)
            raise UsageError(problem("U013", name="target", expected=expected, got=cut(str(target)), suggestion=near))
        return self.targets[known.index(target)]

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """The progress as plain JSON, with wording in one language."""
        return {
            "until": self.until,
            "counts": self.counts,
            "counts_after_until": self.later,
            "targets": [one.to_dict(language) for one in self.targets],
        }


def progress(rules: Rulebook, counts: Iterable[Count] = (), *, until: str | None = None) -> Progress:
    """What was achieved of every target of the plan.

    Args:
        rules: whose targets.
        counts: what :func:`read_counts` gave. The months of a flow are added up. Of a stock the latest count of each
            unit is taken; where the whole city was counted, the city's own latest count is the figure.
        until: the last month to count, YYYY-MM; later ones are left out, and how many is said.

    Raises:
        UsageError: U013, ``until`` is no month.

    >>> from eligibility import load
    >>> progress(load("weihai-2023-13"), (), until="2023-06").later
    0
    """
    if until is not None and not _MONTH.fullmatch(until):
        raise UsageError(problem("U013", name="until", expected="YYYY-MM", got=cut(until)))
    given = tuple(counts)
    in_time = [count for count in given if until is None or count.month <= until]
    made = tuple(_target_progress(rules.pack, target, in_time) for target in rules.pack.targets)
    return Progress(until, made, len(in_time), len(given) - len(in_time))


def _target_progress(pack: Pack, target: TargetDefinition, counts: Sequence[Count]) -> TargetProgress:
    own = [count for count in counts if count.target == target.id]
    counted = [count for count in own if target.year is None or count.month.startswith(f"{target.year:04}-")]
    whole = {unit.code for unit in pack.units if unit.kind == "city"}
    of_whole = [count for count in counted if count.unit in whole]
    figure = _figure(target, of_whole if of_whole and target.measure == "stock" else counted)
    readings = _district_readings(pack, target, counted) if target.per == "district" else ()
    return TargetProgress(target, figure, readings, len(own) - len(counted))


def _figure(target: TargetDefinition, counts: Sequence[Count]) -> Figure:
    taken = counts if target.measure == "flow" else _latest(counts)
    return Figure(target.amount, sum(count.count for count in taken), target.comparison, reported=bool(counts))


def _latest(counts: Sequence[Count]) -> Sequence[Count]:
    """Of a number that stands, the last count of each unit."""
    last = {count.unit: count for count in sorted(counts, key=lambda count: count.month)}
    return tuple(last.values())


def _district_readings(pack: Pack, target: TargetDefinition, counts: Sequence[Count]) -> tuple[DistrictReading, ...]:
    """The figure of each 区市; and, where the territory has zones, the same with each zone as a unit of its own."""
    narrow = [unit for unit in pack.units if unit.kind in _DISTRICTS]
    wide = [unit for unit in pack.units if unit.kind in (*_DISTRICTS, *_ZONES)]
    alone = Text(f"只算区市（{len(narrow)}个）", f"districts and county-level cities only ({len(narrow)})")
    readings = [_district_reading("districts", alone, narrow, target, counts)]
    if len(wide) > len(narrow):
        all_units = Text(
            f"开发区、功能区也各算一个（{len(wide)}个）", f"zones and new areas as units of their own ({len(wide)})"
        )
        readings.append(_district_reading("districts-and-zones", all_units, wide, target, counts))
    return tuple(readings)


def _district_reading(
    name: str, label: Text, units: Sequence[UnitDefinition], target: TargetDefinition, counts: Sequence[Count]
) -> DistrictReading:
    codes = [unit.code for unit in units]
    made = tuple(
        UnitProgress(unit.code, unit.name, _figure(target, [one for one in counts if one.unit == unit.code]))
        for unit in units
    )
    return DistrictReading(name, label, made, sum(count.count for count in counts if count.unit not in codes))
