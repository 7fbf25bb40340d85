"""The wall around the engine: one process, asked by one thread at a time, replaced when it dies or does not answer.

A request carries everything that is needed to answer it, so a new process takes over from a dead one by being asked
the same again. After some work a process is retired, because rulesets cannot be taken out of the engine.
"""

from __future__ import annotations

import atexit
import itertools
import json
import os
import select
import signal
import struct
import subprocess
import sys
import time
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import RLock
from typing import IO, Any, Final

from eligibility._locks import Lock
from eligibility.errors import InternalError, MissingExtraError, cut, problem
from eligibility.live.ruleset import CompiledRuleset

__all__ = ["Worker", "WorkerDiedError", "require_engine", "shared_worker"]

_SCRIPT: Final = Path(__file__).with_name("_worker.py")
_OUT_OF_TIME: Final = int(getattr(signal, "SIGPROF", 0))
_NEWEST: Final = (3, 12)
_ATTEMPTS: Final = 20
_AT_FAULT: Final = 7
"""A request is given up after so many deaths of the process; one that is the request's own fault (the engine reports
an error, or does not come back) counts for several, one by accident for one."""
_FIRST_TRIES: Final = 3
"""So many processes that were started and never answered show that none will."""
_EARLIEST: Final = 5.0
_SLOWNESS: Final = 6.0
"""So many times its limit of computing time a request may take on a machine that is busy with other things."""
_MOST_RULESETS: Final = 48
_MOST_REQUESTS: Final = 100_000


class WorkerDiedError(Exception):
    """The process has died, does not answer, or reports an error; ``at_fault``: because of the request itself."""

    def __init__(self, reason: str, *, at_fault: bool = False) -> None:
        super().__init__(reason)
        self.at_fault = at_fault


class Worker:
    """The process at the engine, and what is known about it.

    Args:
        sessions: so many cases are open at the engine at a time (it allows 1,024, at 10 to 20 MB each for a pack of
            ordinary size); the others are put away and brought back when they are told something.
        limit: seconds of computing time after which a request has failed.
    """

    def __init__(self, *, sessions: int = 8, limit: float = 10.0) -> None:
        self._sessions = sessions
        self._limit = limit
        self._lock = RLock()
        self._process: subprocess.Popen[bytes] | None = None
        self._defined: set[str] = set()
        self._forgotten: list[int] = []
        self._has_answered = False
        self.requests = 0
        self.started = 0
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._after_fork)
        atexit.register(self.stop)

    @property
    def pid(self) -> int | None:
        """The process, if one is running."""
        process = self._process
        return None if process is None else process.pid

    def settle(self, ruleset: CompiledRuleset, case: int, leaves: str, items: list[str]) -> dict[str, Any]:
        """Let the engine derive what follows from the truths of a case's leaves.

        Raises:
            MissingExtraError: X011, the engine cannot be imported.
            InternalError: B012, it failed again and again.
        """
        request = {"do": "settle", "ruleset": ruleset.name, "case": case, "leaves": leaves, "items": items}
        start, weight = time.monotonic(), 0
        with self._lock:
            while True:
                try:
                    self._ready_for(ruleset)
                    return self._ask({**request, "forget": self._take_forgotten()})
                except WorkerDiedError as error:
                    weight += _AT_FAULT if error.at_fault else 1
                    if weight >= _ATTEMPTS and (error.at_fault or time.monotonic() - start > _EARLIEST):
                        raise InternalError(problem("B012", reason=cut(str(error)))) from error

    def forget(self, case: int) -> None:
        """Let go of a case; the process hears of it with the next request."""
        with self._lock:
            if self._process is not None:
                self._forgotten.append(case)

    def count(self) -> dict[str, Any]:
        """What the process holds: sessions open, sessions opened in its life, rulesets."""
        with self._lock:
            self._start_if_needed()
            return self._ask({"do": "count", "forget": self._take_forgotten()})

    def stop(self) -> None:
        """End the process; the next request starts another one."""
        with self._lock:
            process, self._process = self._process, None
            if process is None:
                return
            _close(process)
            try:
                process.wait(1)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    # --- inside, all under the lock ---

    def _ready_for(self, ruleset: CompiledRuleset) -> None:
        if len(self._defined) >= _MOST_RULESETS or self.requests >= _MOST_REQUESTS:
            self.stop()
        self._start_if_needed()
        if ruleset.name not in self._defined:
            self._ask({"do": "define", "name": ruleset.name, "definition": ruleset.definition})
            self._defined.add(ruleset.name)

    def _start_if_needed(self) -> None:
        if self._process is not None:
            return
        self._defined, self._forgotten, self.requests = set(), [], 0
        if not sys.executable:  # Python inside another program
            raise _unavailable("no Python is known that could run it")
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own script
                [sys.executable, "-I", "-B", str(_SCRIPT)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise _unavailable(f"no process can be started for it: {error.strerror}") from error
        self.started += 1
        path = [str(folder) for folder in _engine_folders()]
        try:
            ready = self._ask({"path": path, "sessions": self._sessions, "limit": self._limit})
        except WorkerDiedError as error:
            if self._has_answered or self.started < _FIRST_TRIES:
                raise
            raise _unavailable(str(error)) from error  # what was started is no Python, or none that can run
        self._has_answered = True
        if "unavailable" in ready:
            self._kill()
            raise _unavailable(ready["unavailable"])

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """One request and its reply. Whatever goes wrong, the process is not used again."""
        process = self._process
        assert process is not None
        self.requests += 1
        try:
            reply = self._exchange(process, json.dumps(request).encode())
        except BaseException:
            self._kill()
            raise
        if "error" in reply:
            self._kill()
            raise WorkerDiedError(reply["error"], at_fault=True)
        return reply

    def _exchange(self, process: subprocess.Popen[bytes], body: bytes) -> dict[str, Any]:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(struct.pack(">I", len(body)) + body)
            process.stdin.flush()
            until = time.monotonic() + self._limit * _SLOWNESS + 1
            head = _read(process.stdout, 4, until)
            reply: dict[str, Any] = json.loads(_read(process.stdout, struct.unpack(">I", head)[0], until))
        except TimeoutError as error:
            raise WorkerDiedError("the process at the engine does not answer", at_fault=True) from error
        except (OSError, EOFError, ValueError) as error:
            code = _exit_code(process)
            reason = f"the process at the engine ended: {code}"
            raise WorkerDiedError(reason, at_fault=code == -_OUT_OF_TIME) from error
        return reply

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            _close(process)
            process.wait()

    def _take_forgotten(self) -> list[int]:
        forgotten, self._forgotten = self._forgotten, []
        return forgotten

    def _after_fork(self) -> None:
        """In a forked child: the process belongs to the parent, and so does whatever holds the lock."""
        process, self._process = self._process, None
        if process is not None:
            process.returncode = 0
        self._lock = RLock()


def _exit_code(process: subprocess.Popen[bytes]) -> int | None:
    """How a process ended whose pipe is closed; nothing if it has not quite ended."""
    try:
        return process.wait(1)
    except subprocess.TimeoutExpired:
        return None


def _close(process: subprocess.Popen[bytes]) -> None:
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            try:
                stream.close()
            except OSError:
                continue


def _read(stream: IO[bytes], size: int, until: float) -> bytes:
    """So many bytes before a moment; OSError if they do not come."""
    parts = b""
    while len(parts) < size:
        if hasattr(select, "poll"):
            poll = select.poll()
            poll.register(stream, select.POLLIN)
            if not poll.poll(max(0.0, until - time.monotonic()) * 1000):
                raise TimeoutError
        found = os.read(stream.fileno(), size - len(parts))
        if not found:
            raise EOFError
        parts += found
    return parts


@cache
def require_engine() -> None:
    """See that durable-rules can be used here, without importing it into this process.

    Raises:
        MissingExtraError: X011 with the reason.
    """
    if sys.version_info[:2] > _NEWEST:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise _unavailable(f"2.0.28 does not import on Python {version}")
    _engine_folders()


def _engine_folders() -> list[Path]:
    found = find_spec("durable")
    if found is None or not found.submodule_search_locations:
        raise _unavailable("it is not installed")
    native = find_spec("durable_rules_engine")
    if native is None or native.origin is None:
        raise _unavailable("its compiled part is not installed")
    folders = [Path(place).parent for place in found.submodule_search_locations]
    return list(dict.fromkeys([*folders, Path(native.origin).parent]))


def _unavailable(reason: str) -> MissingExtraError:
    return MissingExtraError(problem("X011", reason=cut(reason)))


_shared: list[Worker] = []
_shared_lock = Lock()
_numbers = itertools.count()


def shared_worker() -> Worker:
    """The process that all cases of this interpreter share; it holds nothing that a case could not do without."""
    with _shared_lock:
        if not _shared:
            _shared.append(Worker())
        return _shared[0]


def next_number() -> int:
    """A number for a case at the engine, given once in this interpreter."""
    return next(_numbers)
