"""Where cases are written down: an append-only journal of what was said, in SQLite or in memory.

An entry that has been acknowledged is on the disk: SQLite commits with ``synchronous=FULL``, a step of several entries
is one transaction, and a process killed in the middle leaves the journal as it was before or after, never between.
Nothing is ever changed or taken away; triggers in the file refuse it.

A journal holds what people told about themselves. Who may read the file may read that.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final, Protocol, Self

from eligibility._arguments import checked_file, refused_argument
from eligibility._locks import Lock
from eligibility.errors import CaseError, cut, problem
from eligibility.live.entries import Entry, Kind
from eligibility.live.records import has_reasons
from eligibility.pack.layout import UnknownReason

__all__ = ["Journal", "MemoryJournal", "OutOfStepError", "SqliteJournal", "open_journal"]

_FORMAT: Final = 1
_WITH_REASONS: Final = 2
"""The format of a journal that holds reasons inside lists, which libraries that know only the first cannot read."""
_READABLE: Final = (_FORMAT, _WITH_REASONS)
_APPLICATION: Final = 0x454C4C43
_WAIT: Final = 30.0
_REASONS: Final = frozenset(one.value for one in UnknownReason if one is not UnknownReason.CONFLICTING)
_SCHEMA: Final = (
    """
    CREATE TABLE entries (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        case_name TEXT NOT NULL,
        step INTEGER NOT NULL,
        place INTEGER NOT NULL,
        kind TEXT NOT NULL,
        path TEXT NOT NULL,
        source TEXT NOT NULL,
        value TEXT,
        reason TEXT NOT NULL,
        at TEXT NOT NULL,
        why TEXT NOT NULL,
        decision_date TEXT,
        rules TEXT,
        UNIQUE (case_name, step, place)
    )
    """,
    "CREATE TRIGGER entries_stay BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    "CREATE TRIGGER entries_last BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'append-only'); END",
)
_COLUMNS: Final = "step, place, kind, path, source, value, reason, at, why, decision_date, rules"


class OutOfStepError(Exception):
    """Somebody else has written to the case since it was last read; read on and try again."""


class Journal(Protocol):
    """What a case needs of the place where it is written down."""

    name: str

    def append(self, case: str, entries: Sequence[Entry]) -> None:
        """Write one step of a case, whole or not at all; when this returns it stays.

        Raises:
            OutOfStepError: the step has been written by somebody else.
            CaseError: C004, nothing was written.
        """
        ...

    def read(self, case: str, after: int = -1) -> list[Entry]:
        """The entries of a case in order, of the steps after one."""
        ...

    def cases(self) -> list[str]:
        """The names of all cases, in the order in which they were opened."""
        ...

    def close(self) -> None:
        """Give back what is held; a closed journal opens again by itself when it is used."""
        ...


class MemoryJournal:
    """A journal that ends with the process, for cases that are not saved."""

    def __init__(self) -> None:
        self.name = "memory"
        self._lock = Lock()
        self._cases: dict[str, list[Entry]] = {}

    def append(self, case: str, entries: Sequence[Entry]) -> None:
        """See :meth:`Journal.append`."""
        with self._lock:
            written = self._cases.get(case, [])
            if entries[0].step != (written[-1].step + 1 if written else 0):
                raise OutOfStepError
            self._cases.setdefault(case, []).extend(entries)

    def read(self, case: str, after: int = -1) -> list[Entry]:
        """See :meth:`Journal.read`."""
        with self._lock:
            written = self._cases.get(case, [])
            if written and written[-1].step <= after:
                return []
            return [entry for entry in written if entry.step > after]

    def cases(self) -> list[str]:
        """See :meth:`Journal.cases`."""
        with self._lock:
            return list(self._cases)

    def close(self) -> None:
        """Nothing is held that could be given back."""


class SqliteJournal:
    """A journal in one SQLite file for any number of cases, threads and processes.

    A process that forks does so while no thread is writing: SQLite would believe in the child that the thread still is,
    and what the child tells would be refused after a while (C004).

    Args:
        path: the file; it is made if it is not there and ``create`` allows it.
        create: whether a file that is not there is made.

    Raises:
        CaseError: C001, the file cannot be opened; C002 or C003, it is another kind of file or of another format.
    """

    def __init__(self, path: str | os.PathLike[str], *, create: bool = True) -> None:
        given = checked_file("journal", path)
        self.name = os.fsencode(given).decode("utf-8", "replace")
        self.path = given.absolute()  # it may be opened again after the process has gone to another folder
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None
        self._process = os.getpid()
        self._file: tuple[int, int] | None = None
        if not create and not self.path.exists():
            raise CaseError(problem("C001", file=cut(self.name), reason="no such file"))
        with self._lock:
            self._connected()

    def append(self, case: str, entries: Sequence[Entry]) -> None:
        """See :meth:`Journal.append`."""
        try:
            with self._lock, _transaction(self._connected("C004")) as connection:
                found = connection.execute("SELECT max(step) FROM entries WHERE case_name = ?", (case,)).fetchone()[0]
                if entries[0].step != (0 if found is None else found + 1):
                    raise OutOfStepError
                if any(has_reasons(entry.value) for entry in entries):
                    connection.execute(f"PRAGMA user_version = {_WITH_REASONS}")
                marks = ", ".join("?" * 12)
                connection.executemany(
                    f"INSERT INTO entries (case_name, {_COLUMNS}) VALUES ({marks})",  # noqa: S608 - our own names
                    [(case, *_row(entry)) for entry in entries],
                )
        except sqlite3.Error as error:
            raise CaseError(problem("C004", reason=cut(str(error)))) from error

    def read(self, case: str, after: int = -1) -> list[Entry]:
        """See :meth:`Journal.read`."""
        text = f"SELECT {_COLUMNS} FROM entries WHERE case_name = ? AND step > ? ORDER BY step, place"  # noqa: S608 - our own names
        entries = [_entry(row) for row in self._fetch(text, (case, after))]
        _refuse_gaps(entries, after)
        return entries

    def cases(self) -> list[str]:
        """See :meth:`Journal.cases`."""
        return [
            str(row[0])
            for row in self._fetch("SELECT case_name FROM entries WHERE step = 0 AND place = 0 ORDER BY number")
        ]

    def close(self) -> None:
        """See :meth:`Journal.close`."""
        with self._lock:
            if self._connection is not None and self._process == os.getpid():
                self._connection.close()
            self._connection = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _fetch(self, text: str, values: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        try:
            with self._lock:
                return self._connected().execute(text, values).fetchall()
        except sqlite3.Error as error:
            raise CaseError(problem("C001", file=cut(self.name), reason=cut(str(error)))) from error

    def _connected(self, code: str = "C001") -> sqlite3.Connection:
        """The connection of this very process: one that came through a fork is not ours to use or to close.

        Raises:
            CaseError: with the code given, the file is no longer the one that was opened, and what is written would
                be lost.
        """
        if self._connection is None or self._process != os.getpid():
            self._connection, self._process = _connect(self.path, cut(self.name)), os.getpid()
            self._file = _identity(self.path)
        elif _identity(self.path) != self._file:
            raise CaseError(problem(code, file=cut(self.name), reason="the file has been moved, replaced or deleted"))
        if self._connection.in_transaction:  # an interrupt came between its beginning and its end
            self._connection.execute("ROLLBACK")
        return self._connection


def open_journal(journal: Journal | str | os.PathLike[str] | None) -> Journal:
    """A journal from what a caller gave: a journal as it is, a file's name, or nothing for one in memory."""
    if journal is None:
        return MemoryJournal()
    if isinstance(journal, str | os.PathLike):
        return SqliteJournal(journal)
    given: object = journal
    if not all(callable(getattr(given, name, None)) for name in ("append", "read", "cases", "close")):
        raise refused_argument("journal", given, "a journal or the name of a file")
    return journal


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file stands under a name; nothing if none does."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _connect(path: Path, shown: str) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(path, timeout=_WAIT, isolation_level=None, check_same_thread=False)
    except sqlite3.Error as error:
        raise CaseError(problem("C001", file=shown, reason=cut(str(error)))) from error
    try:
        connection.execute("PRAGMA synchronous = FULL")
        _check_format(connection, shown)
    except sqlite3.DatabaseError as error:
        connection.close()
        code = "C002" if error.sqlite_errorname == "SQLITE_NOTADB" else "C001"
        raise CaseError(problem(code, file=shown, reason=cut(str(error)))) from error
    except CaseError:
        connection.close()
        raise
    return connection


def _check_format(connection: sqlite3.Connection, shown: str) -> None:
    """Accept a journal, make one of an empty file, refuse anything else."""
    if _format(connection) == (0, 0, 0):
        connection.execute("PRAGMA journal_mode = WAL")
        with _transaction(connection):
            if _format(connection) == (0, 0, 0):
                for statement in _SCHEMA:
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {_APPLICATION}")
                connection.execute(f"PRAGMA user_version = {_FORMAT}")
    application, version, _ = _format(connection)
    if application != _APPLICATION:
        raise CaseError(problem("C002", file=shown))
    if version not in _READABLE:
        expected = ", ".join(str(one) for one in _READABLE)
        raise CaseError(problem("C003", file=shown, got=str(version), expected=expected))


def _format(connection: sqlite3.Connection) -> tuple[int, int, int]:
    """What the file says it is, and how much is in it."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    return application, version, connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _row(entry: Entry) -> tuple[object, ...]:
    value = None if entry.value is None else json.dumps(entry.value, ensure_ascii=False)
    rules = None if entry.rules is None else json.dumps(entry.rules, ensure_ascii=False)
    on = None if entry.on is None else entry.on.isoformat()
    said = (entry.path, entry.source, value, entry.reason, entry.at, entry.why)
    return (entry.step, entry.place, entry.kind.value, *said, on, rules)


def _entry(row: tuple[object, ...]) -> Entry:
    step, place, kind, path, source, value, reason, at, why, on, rules = row
    try:
        entry = Entry(
            step=int(str(step)),
            place=int(str(place)),
            kind=Kind(kind),
            path=str(path),
            source=str(source),
            value=None if value is None else json.loads(str(value)),
            reason=str(reason),
            at=str(at),
            why=str(why),
            on=None if on is None else date.fromisoformat(str(on)),
            rules=None if rules is None else json.loads(str(rules)),
        )
        _refuse_parts(entry)
    except (ValueError, RecursionError) as error:
        raise CaseError(problem("C011", reason=cut(str(error)))) from error

    return entry


def _refuse_parts(entry: Entry) -> None:
    """ValueError for an entry that lacks a part of its kind: it would be read as something that nobody said."""
    rules, needs_rules = entry.rules, entry.kind in (Kind.OPENED, Kind.RULES)
    if needs_rules and not (isinstance(rules, dict) and isinstance(rules.get("readings"), dict) and rules.get("id")):
        raise ValueError("no rules are named")
    if entry.kind in (Kind.OPENED, Kind.ADVANCED) and entry.on is None:
        raise ValueError("there is no date")
    if entry.kind is Kind.TOLD and (entry.value is None) == (entry.reason not in _REASONS):
        raise ValueError("there is no value")


def _refuse_gaps(entries: Sequence[Entry], after: int) -> None:
    """C011 where an entry is missing: what is left would be another case, and its answers somebody else's."""
    step, place = after, -1
    for entry in entries:
        if (entry.step, entry.place) not in ((step + 1, 0), (step, place + 1)) or entry.step == after:
            raise CaseError(problem("C011", reason=f"step {step + 1} is missing"))
        step, place = entry.step, entry.place
    if after < 0 and entries and entries[0].kind is not Kind.OPENED:
        raise CaseError(problem("C011", reason="the case does not begin with its opening"))
