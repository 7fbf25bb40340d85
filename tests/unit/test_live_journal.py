"""Journals: append-only, one file for many cases, durable, and refused if they are something else."""

from __future__ import annotations

import os
import signal
import sqlite3
import threading
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eligibility import CaseError
from eligibility._locks import Lock
from eligibility.live.entries import Entry, Kind
from eligibility.live.journal import Journal, MemoryJournal, OutOfStepError, SqliteJournal, open_journal
from eligibility.live.state import fold

OPENED = Entry(0, 0, Kind.OPENED, on=date(2023, 6, 1), rules={"id": "x", "readings": {"D1": "一"}})


def told(step: int, value: Any) -> Entry:
    """An entry in which a fact is told."""
    return Entry(step, 0, Kind.TOLD, "kids", "申请人", value, at="2023-06-02", why="户口簿")


@pytest.fixture(params=["memory", "sqlite"])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Journal:
    """A journal of either kind."""
    return MemoryJournal() if request.param == "memory" else SqliteJournal(tmp_path / "cases.journal")


def test_what_was_appended_is_read(journal: Journal) -> None:
    """Entries come back as they were, by case and in order; a value of any JSON shape."""
    entries = [told(1, [{"born": "2020-02-29"}]), told(2, False), told(3, "80000.01"), told(4, [])]
    journal.append("甲", [OPENED])
    journal.append("乙", [OPENED])
    for entry in entries:
        journal.append("甲", [entry])
    assert journal.read("甲") == [OPENED, *entries]
    assert journal.read("甲", 2) == entries[2:]
    assert journal.read("乙") == [OPENED]
    assert journal.read("丙") == []
    assert journal.cases() == ["甲", "乙"]
    journal.close()


def test_a_step_is_written_once(journal: Journal) -> None:
    """A step that somebody else has written is refused as a whole, and so is a gap."""
    journal.append("a", [OPENED])
    journal.append("a", [told(1, 1)])
    for step in (0, 1, 3):
        with pytest.raises(OutOfStepError):
            journal.append("a", [told(step, 2), told(step, 3)])
    assert journal.read("a") == [OPENED, told(1, 1)]
    journal.close()


def test_a_step_is_written_whole(tmp_path: Path) -> None:
    """If one entry of a step cannot be written, none is."""
    journal = SqliteJournal(tmp_path / "j")
    journal.append("a", [OPENED])
    with pytest.raises(CaseError, match="C004"):
        journal.append("a", [told(1, 1), told(1, 2)])  # the same place twice
    assert journal.read("a") == [OPENED]
    journal.close()


def test_another_process_reads_what_is_written(tmp_path: Path) -> None:
    """Two journals on one file see each other's entries at once."""
    with SqliteJournal(tmp_path / "j") as one, SqliteJournal(tmp_path / "j") as other:
        one.append("a", [OPENED])
        other.append("a", [told(1, 1)])
        assert one.read("a") == [OPENED, told(1, 1)]


def test_nothing_is_changed_or_deleted(tmp_path: Path) -> None:
    """The file itself refuses to change or delete an entry."""
    with SqliteJournal(tmp_path / "j") as journal:
        journal.append("a", [OPENED])
    connection = sqlite3.connect(tmp_path / "j")
    for statement in ("UPDATE entries SET value = '1'", "DELETE FROM entries"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(statement)
    connection.close()


def test_commits_reach_the_disk(tmp_path: Path) -> None:
    """Every commit is synced: a fact that was acknowledged survives a loss of power."""
    with SqliteJournal(tmp_path / "j") as journal:
        connection = journal._connected()
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_other_files_are_refused(tmp_path: Path) -> None:
    """Text, another database, a later format, a folder and a file that is not there: each with its own code."""
    (tmp_path / "text").write_text("not a database, but long enough to look like one" * 50)
    other = sqlite3.connect(tmp_path / "other")
    other.execute("CREATE TABLE t (x)")
    other.close()
    SqliteJournal(tmp_path / "later").close()
    later = sqlite3.connect(tmp_path / "later")
    later.execute("PRAGMA user_version = 99")
    later.close()
    for name, code in {"text": "C002", "other": "C002", "later": "C003", ".": "C001"}.items():
        with pytest.raises(CaseError) as caught:
            SqliteJournal(tmp_path / name)
        assert caught.value.code == code, name
    with pytest.raises(CaseError, match="C001"):
        SqliteJournal(tmp_path / "none", create=False)
    assert not (tmp_path / "none").exists()
    assert (tmp_path / "text").read_text().startswith("not a database")


def test_damaged_entries_are_told(tmp_path: Path) -> None:
    """An entry that cannot be understood is C011, not a guess."""
    SqliteJournal(tmp_path / "j").close()
    connection = sqlite3.connect(tmp_path / "j")
    connection.execute(
        "INSERT INTO entries (case_name, step, place, kind, path, source, reason, at, why)"
        " VALUES ('a', 0, 0, 'guessed', '', '', '', '', '')"
    )
    connection.commit()
    connection.close()
    with SqliteJournal(tmp_path / "j") as journal, pytest.raises(CaseError, match="C011"):
        journal.read("a")


def test_open_journal(tmp_path: Path) -> None:
    """A name becomes a file, nothing becomes memory, a journal stays itself."""
    memory = open_journal(None)
    assert isinstance(memory, MemoryJournal)
    assert open_journal(memory) is memory
    made = open_journal(str(tmp_path / "日志.db"))
    assert isinstance(made, SqliteJournal)
    made.close()
    assert (tmp_path / "日志.db").is_file()


STORY = [OPENED, told(1, 1), told(2, 2), Entry(3, 0, Kind.SETTLED, "kids", "申请人"), told(4, 3)]


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM entries WHERE step = 0",
        "DELETE FROM entries WHERE step = 2",
        "UPDATE entries SET place = 1 WHERE step = 2",
        "UPDATE entries SET step = 7 WHERE step = 4",
        "UPDATE entries SET kind = 'told', value = '1' WHERE step = 0",
        "UPDATE entries SET decision_date = NULL WHERE step = 0",
        "UPDATE entries SET rules = NULL WHERE step = 0",
        "UPDATE entries SET rules = '[]' WHERE step = 0",
        'UPDATE entries SET rules = \'{"id": "x", "readings": 5}\' WHERE step = 0',
        "UPDATE entries SET value = NULL WHERE step = 2",
        "UPDATE entries SET value = NULL, reason = 'forgot' WHERE step = 2",
        "UPDATE entries SET reason = 'refused' WHERE step = 2",
        "UPDATE entries SET value = printf('%.*c', 100000, '[') WHERE step = 2",
        "UPDATE entries SET source = 'nobody' WHERE step = 3",
    ],
)
def test_a_damaged_story_is_no_other_story(tmp_path: Path, damage: str) -> None:
    """A journal from which something is missing gives no answer: the rest of it would be a case that nobody told."""
    with SqliteJournal(tmp_path / "j") as journal:
        for entry in STORY:
            journal.append("a", [entry])
        assert len(fold(journal.read("a")).facts) == 1
    connection = sqlite3.connect(tmp_path / "j")
    connection.executescript("DROP TRIGGER entries_stay; DROP TRIGGER entries_last")
    assert connection.execute(damage).rowcount == 1
    connection.commit()
    connection.close()
    with SqliteJournal(tmp_path / "j") as journal, pytest.raises(CaseError) as caught:
        fold(journal.read("a"))
    assert caught.value.code == "C011"


def test_reading_on(tmp_path: Path) -> None:
    """What is read after a step begins with the next one."""
    with SqliteJournal(tmp_path / "j") as journal:
        for entry in STORY:
            journal.append("a", [entry])
        assert journal.read("a", 2) == STORY[3:]


def test_an_interrupt_leaves_no_transaction(tmp_path: Path) -> None:
    """A transaction that an interrupt left open is taken back, and neither locks the file nor shows what it held."""
    with SqliteJournal(tmp_path / "j") as journal:
        journal.append("a", [OPENED])
        journal._connected().execute("BEGIN IMMEDIATE")
        assert journal.cases() == ["a"]
        assert not journal._connected().in_transaction
        journal._connected().execute("BEGIN IMMEDIATE")
        journal.append("a", [told(1, 1)])
        assert len(journal.read("a")) == 2


def test_a_file_that_was_taken_away(tmp_path: Path) -> None:
    """Nothing is acknowledged that would be written into a file which no longer has its name."""
    with SqliteJournal(tmp_path / "j") as journal:
        journal.append("a", [OPENED])
        (tmp_path / "j").rename(tmp_path / "moved")
        for replaced in (False, True):
            if replaced:
                SqliteJournal(tmp_path / "j").close()
            with pytest.raises(CaseError, match="C004"):
                journal.append("a", [told(1, 1)])
            with pytest.raises(CaseError, match="C001"):
                journal.read("a")


def test_a_name_is_a_file_wherever_the_process_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative name means the folder of the moment when it was given, and no name means memory."""
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    with SqliteJournal(":memory:") as journal:
        journal.append("a", [OPENED])
        journal.close()
        monkeypatch.chdir(tmp_path / "elsewhere")
        assert journal.cases() == ["a"]
    assert (tmp_path / ":memory:").is_file()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_fork_while_another_thread_writes(tmp_path: Path) -> None:
    """A forked child does not wait for a thread that has stayed with its parent."""
    made: tuple[MemoryJournal, SqliteJournal] = (MemoryJournal(), SqliteJournal(tmp_path / "j"))
    for journal in made:
        journal.append("a", [OPENED])
        held, done = threading.Event(), threading.Event()

        def hold(lock: Lock, held: threading.Event, done: threading.Event) -> None:
            with lock:
                held.set()
                done.wait(60)

        thread = threading.Thread(target=hold, args=(journal._lock, held, done))
        thread.start()
        assert held.wait(60)
        child = os.fork()
        if child == 0:  # pragma: no cover - in the child
            signal.alarm(20)
            try:
                journal.append("a", [told(1, 1)])
                os._exit(0)
            finally:
                os._exit(1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        done.set()
        thread.join()
        journal.close()
    assert len(made[1].read("a")) == 2


def test_reasons_in_lists_make_it_a_journal_of_the_second_format(tmp_path: Path) -> None:
    """Until then earlier libraries can read it; with the step that first holds one they are told that they cannot."""
    path = tmp_path / "cases.journal"

    def version() -> int:
        with closing(sqlite3.connect(path)) as connection:
            found: int = connection.execute("PRAGMA user_version").fetchone()[0]
            return found

    with SqliteJournal(path) as journal:
        journal.append("a", [OPENED])
        journal.append("a", [Entry(1, 0, Kind.TOLD, "children", "x", value=[{"at_school": True}])])
        assert version() == 1
        refused: Any = {"birth_date": {"unknown": "refused"}}
        with pytest.raises(OutOfStepError):
            journal.append("a", [Entry(1, 0, Kind.TOLD, "children", "x", value=[refused])])
        assert version() == 1
        journal.append("a", [Entry(2, 0, Kind.TOLD, "children", "x", value=[refused])])
        assert version() == 2
    with SqliteJournal(path) as journal:
        assert journal.read("a")[-1].value == [refused]
        journal.append("a", [Entry(3, 0, Kind.TOLD, "children", "x", value=[])])
    assert version() == 2
