"""A table of cells to scenarios and back: the same for Excel and CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from eligibility.errors import EligibilityError, InputError, Location, Problem, closest, cut, problem
from eligibility.interchange.scenario import LONGEST_NAME, Scenario, clean_words
from eligibility.interchange.tables.cells import Cell, CellError, FactCells, read_day, reason_of, shown_cell
from eligibility.interchange.tables.headers import NAME, NOTE, ON, OUTCOME, READINGS, Column, Headers
from eligibility.language.types import Kind
from eligibility.pack.convert import MOST_ENTRIES
from eligibility.pack.layout import ITEM, facts_of
from eligibility.pack.model import Pack
from eligibility.pack.paths import set_path
from eligibility.pack.vocabulary import Person, person_model

__all__ = ["MOST_COLUMNS", "MOST_ROWS", "Grid", "read_grid", "write_grid"]

MOST_ROWS: Final = 2_000
MOST_COLUMNS: Final = 500
_MOST_TITLE_ROWS: Final = 10


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a table, the headings first, and the place of each by row and column (both from 0)."""

    rows: Sequence[Sequence[Cell]]
    where: Callable[[int, int], Location]


def read_grid(pack: Pack, grid: Grid, on: date | None) -> tuple[Scenario, ...]:
    """The scenarios of a table.

    Args:
        pack: the vocabulary.
        grid: the cells.
        on: the day of rows that name none.

    Raises:
        InputError: every problem of the table at once, each with its cell.
    """
    return _Reader(pack, grid, on).scenarios()


class _Reader:
    def __init__(self, pack: Pack, grid: Grid, on: date | None) -> None:
        self._pack = pack
        self._grid = grid
        self._on = on
        self._headers = Headers(pack)
        self._model: type[Person] = person_model(pack.facts, pack.region_words)
        self._cells = {fact.path: FactCells(fact, pack) for fact in pack.facts}
        self._problems: list[Problem] = []
        self._names: set[str] = set()

    def scenarios(self) -> tuple[Scenario, ...]:
        grid = self._grid
        self._refuse_title()
        if not grid.rows or not any(map(_is_filled, grid.rows[0])):
            raise InputError(problem("I006", grid.where(0, 0)))
        if len(grid.rows) - 1 > MOST_ROWS or len(grid.rows[0]) > MOST_COLUMNS:
            raise InputError(problem("I207", grid.where(0, 0), rows=str(MOST_ROWS), columns=str(MOST_COLUMNS)))
        columns = self._columns(grid.rows[0])
        found: dict[str, Scenario] = {}
        for row in range(1, len(grid.rows)):
            if any(map(_is_filled, grid.rows[row])):
                self._read_row(row, columns, found)
        if self._problems:
            raise InputError(self._problems)
        return tuple(found.values())

    # --- headings ---

    def _refuse_title(self) -> None:
        """One message where a title or a blank line stands above the headings, in the place of one for every cell."""
        for row, cells in enumerate(self._grid.rows[:_MOST_TITLE_ROWS]):
            known = [self._headers.read(str(cell)) for cell in cells if _is_filled(cell)]
            if Column(NAME) in known or (row == 0 and any(known)):
                if row > 0:
                    title = next((cell for cell in self._grid.rows[0] if _is_filled(cell)), "–")
                    raise InputError(problem("I219", self._grid.where(0, 0), row=str(row + 1), got=shown_cell(title)))
                return

    def _columns(self, headings: Sequence[Cell]) -> list[Column | None]:
        headers = self._headers
        columns: list[Column | None] = []
        seen: dict[Column, Cell] = {}
        for place, heading in enumerate(headings):
            column = headers.read(str(heading)) if _is_filled(heading) else None
            if _is_filled(heading) and column is None:
                self._note("I202", 0, place, name=shown_cell(heading), suggestion=headers.nearest(str(heading)))
            elif column is not None and column.own != OUTCOME:
                if column in seen:
                    self._note("I203", 0, place, name=shown_cell(heading), other=shown_cell(seen[column]))
                seen[column] = heading
            columns.append(column)
        if Column(NAME) not in seen:
            self._note("I205", 0, 0, name="情形 / Scenario")
        return columns

    # --- one row ---

    def _read_row(self, row: int, columns: list[Column | None], found: dict[str, Scenario]) -> None:
        before = len(self._problems)
        cells: dict[Column, int] = {}
        for place, column in enumerate(columns):
            if column is not None:
                cells.setdefault(column, place)
        name = self._name(row, cells)
        day = self._day(row, cells)
        readings = self._readings(row, cells)
        note = self._words(row, cells.get(Column(NOTE)), "备注 / note")
        data = self._person(row, cells)
        for place, cell in enumerate(self._grid.rows[row]):
            if _is_filled(cell) and not _is_filled(self._cell(0, place)):
                self._note("I217", row, place, got=shown_cell(cell))
        if len(self._problems) > before or day is None:
            return
        try:
            person = self._model.model_validate(data)
            latest = self._model.vocabulary.latest(facts_of(person))
            if latest is not None and latest > day:
                self._model.vocabulary.refuse_future(person, day)
        except EligibilityError as error:
            self._problems += [self._placed(one, row, cells) for one in error.problems]
            return
        found[name] = Scenario(name, day, person, readings, note)

    def _name(self, row: int, cells: Mapping[Column, int]) -> str:
        place = cells.get(Column(NAME), 0)
        name = self._words(row, place, "情形 / scenario", LONGEST_NAME)
        if not name and Column(NAME) in cells:
            self._note("I206", row, place, name="–")
        elif name in self._names:
            self._note("I206", row, place, name=cut(name))
        self._names.add(name)
        return name

    def _words(self, row: int, place: int | None, what: str, longest: int = 500) -> str:
        cell = self._cell(row, place)
        words = clean_words(str(cell), longest) if _is_filled(cell) else ""
        if words is None and place is not None:
            expected = "plain text on one line, not too long"
            self._note("I102", row, place, fact=what, expected=expected, got=shown_cell(cell))
        return words or ""

    def _day(self, row: int, cells: Mapping[Column, int]) -> date | None:
        place = cells.get(Column(ON))
        cell = self._cell(row, place)
        if not _is_filled(cell):
            if self._on is None:
                self._note("I211", row, place or 0)
            return self._on
        day = cell if type(cell) is date else read_day(cell) if isinstance(cell, str) else None
        if day is None and place is not None:
            expected = "a date such as 2023-04-10"
            self._note("I102", row, place, fact="办理日期 / decision date", expected=expected, got=shown_cell(cell))
        return day

    def _readings(self, row: int, cells: Mapping[Column, int]) -> tuple[tuple[str, str], ...]:
        place = cells.get(Column(READINGS))
        cell = self._cell(row, place)
        chosen: dict[str, str] = {}
        for part in str(cell).replace("；", ";").replace("\n", ";").split(";") if _is_filled(cell) else ():
            if not part.strip():
                continue
            name, _, choice = (one.strip() for one in part.partition("="))
            reading = self._pack.reading_by_id.get(name)
            if reading is None or choice not in reading.selectable or name in chosen:
                known = [f"{one.id}={which}" for one in self._pack.readings for which in one.selectable]
                assert place is not None
                self._note("I210", row, place, got=cut(part.strip()), suggestion=closest(part.strip(), known))
                continue
            if choice != reading.chosen:
                chosen[name] = choice
        return tuple(sorted(chosen.items()))

    # --- the person ---

    def _person(self, row: int, cells: Mapping[Column, int]) -> dict[str, Any]:
        data: dict[str, Any] = {}
        reasons: dict[str, str] = {}
        records = self._records(row, cells, reasons)
        for path, entries in records.items():
            set_path(data, path, entries)
        for column, place in cells.items():
            if column.fact is None or column.fact.type.kind is Kind.RECORDS:
                continue
            value = self._value(column, row, place, reasons)
            if value is not None:
                entries_of = records.get(column.records)
                if entries_of is None:
                    set_path(data, column.path, value)
                else:
                    entries_of[column.index][column.path.rpartition(".")[2]] = value
        return data | ({"unknown": reasons} if reasons else {})

    def _value(self, column: Column, row: int, place: int, reasons: dict[str, str]) -> Any:
        assert column.fact is not None
        try:
            value, reason = self._cells[column.fact.path].read(self._cell(row, place))
        except CellError as error:
            self._note(error.code, row, place, fact=column.path, expected=error.expected, got=error.got)
            return None
        if reason is not None:
            reasons[column.path] = reason.value
        return value

    def _records(
        self, row: int, cells: Mapping[Column, int], reasons: dict[str, str]
    ) -> dict[str, list[dict[str, Any]]]:
        """The lists that are known, each with as many empty records as it has."""
        found: dict[str, list[dict[str, Any]]] = {}
        lists = {column.records for column in cells if column.records}
        lists |= {column.fact.path for column in cells if column.fact and column.fact.type.kind is Kind.RECORDS}
        for path in sorted(lists):
            filled = [
                column.index
                for column, place in cells.items()
                if column.records == path and _is_filled(self._cell(row, place))
            ]
            count = self._count(path, row, cells, reasons, max(filled, default=-1) + 1)
            if count is not None:
                found[path] = [{} for _ in range(count)]
        return found

    def _count(
        self, path: str, row: int, cells: Mapping[Column, int], reasons: dict[str, str], filled: int
    ) -> int | None:
        """How many records a list has: what its own column says, or as many as are described."""
        place = cells.get(Column("", self._pack.fact_by_path[path]))
        cell = self._cell(row, place)
        text = cell.strip().casefold() if isinstance(cell, str) else cell
        if place is None or not _is_filled(text):
            return filled or None
        if text in ("无", "none"):
            text = 0
        count = int(text) if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 4 else text
        if type(count) is int and filled <= count <= MOST_ENTRIES:
            return count
        if type(count) is int and 0 <= count < filled:
            self._note("I209", row, place, fact=path, got=str(count), expected=str(filled))
            return filled
        if isinstance(cell, str) and not filled:
            reason = reason_of(cell)
            if reason is not None:
                reasons[path] = reason.value
                return None
        expected = "无 (none), or how many there are"
        self._note("I102", row, place, fact=path, expected=expected, got=shown_cell(cell))
        return filled or None

    # --- places ---

    def _cell(self, row: int, place: int | None) -> Cell:
        cells = self._grid.rows[row]
        return cells[place] if place is not None and place < len(cells) else None

    def _note(self, code: str, row: int, place: int, *, suggestion: str | None = None, **details: Any) -> None:
        found = problem(code, self._grid.where(row, place), suggestion=suggestion, **details)
        self._problems.append(self._labelled(found))

    def _labelled(self, found: Problem) -> Problem:
        """A problem that calls its fact by the label as well as by the path; the path stays in ``fact``."""
        column = self._headers.read(dict(found.details).get("fact", ""))
        if column is None or column.fact is None:
            return found
        return found.labelled(self._headers.label(column, "zh"), self._headers.label(column, "en"))

    def _placed(self, found: Problem, row: int, cells: Mapping[Column, int]) -> Problem:
        fact = dict(found.details).get("fact", "")
        place = next((place for column, place in cells.items() if column.path == fact), 0)
        return self._labelled(replace(found, where=self._grid.where(row, place)))


def _is_filled(cell: Cell) -> bool:
    return cell is not None and not (isinstance(cell, str) and not cell.strip())


# --- writing ------------------------------------------------------------------------------------------------


def write_grid(
    pack: Pack, scenarios: Sequence[Scenario], language: str, paths: Sequence[str] = (), room: int = 0
) -> tuple[list[Column], list[str], list[list[Cell]]]:
    """The columns, headings and rows of scenarios.

    Args:
        pack: the vocabulary.
        scenarios: the rows.
        language: ``"zh"`` or ``"en"``.
        paths: facts that have a column even where no scenario says anything about them.
        room: for how many records each list among these has columns at least.
    """
    headers = Headers(pack)
    plain = [_flat(scenario.person) for scenario in scenarios]
    entries = {path: room for path in paths if ITEM not in path and pack.fact_by_path[path].type.kind is Kind.RECORDS}
    for known, reasons in plain:
        for path in (*known, *reasons):
            head, bracket, rest = path.partition("[")
            if bracket:
                entries[head] = max(entries.get(head, 0), int(rest.partition("]")[0]) + 1)
    paths = [path for path in paths if ITEM not in path]
    said = {path.partition("[")[0] for known, reasons in plain for path in (*known, *reasons)}
    own = [NAME, ON]
    own += [READINGS] if any(scenario.readings for scenario in scenarios) or paths else []
    own += [NOTE] if any(scenario.note for scenario in scenarios) or paths else []
    columns = [*map(Column, own), *headers.columns({*said, *paths}, entries)]
    headings = [headers.write(column, language) for column in columns]
    cells = {fact.path: FactCells(fact, pack) for fact in pack.facts}
    rows = [
        [_written(column, scenario, known, reasons, cells, language) for column in columns]
        for scenario, (known, reasons) in zip(scenarios, plain, strict=True)
    ]
    return columns, headings, rows


def _written(
    column: Column,
    scenario: Scenario,
    known: Mapping[str, Any],
    reasons: Mapping[str, Any],
    cells: Mapping[str, FactCells],
    language: str,
) -> Cell:
    if column.fact is None:
        readings = "; ".join(f"{name}={choice}" for name, choice in scenario.readings)
        own: dict[str, Cell] = {NAME: scenario.name, ON: scenario.on, NOTE: scenario.note, READINGS: readings}
        return own[column.own] or None
    writer = cells[column.fact.path]
    if column.path in reasons:
        return writer.write_reason(reasons[column.path], language)
    value = known.get(column.path)
    if value is None:
        return None
    if column.fact.type.kind is Kind.RECORDS:
        count = int(value)
        return count or ("无" if language == "zh" else "none")
    return writer.write(value, language)


def _flat(person: Person) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is known by concrete path, lists as how many records they have; and the reasons for what is not."""
    return dict(_known(person)), dict(person.unknown)


def _known(person: Person) -> Iterator[tuple[str, Any]]:
    vocabulary = type(person).vocabulary
    facts = facts_of(person)
    for path, slot in vocabulary.slots.items():
        value = facts[slot]
        if value is None:
            continue
        if path not in vocabulary.item_slots:
            yield path, value
            continue
        yield path, len(value)
        for index, record in enumerate(value):
            for name, place in vocabulary.item_slots[path].items():
                if record[place] is not None:
                    yield f"{path}[{index}].{name}", record[place]
