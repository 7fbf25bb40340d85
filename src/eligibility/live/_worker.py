"""The process at the engine. It is run as a script and imports nothing of the library.

It reads requests from standard input and writes one reply to each: JSON with its length before it. One thread, no
timers; it ends when its parent does, and ends itself where the engine does not come back.
"""

from __future__ import annotations

import json
import os
import signal
import struct
import sys
from collections import OrderedDict
from importlib import import_module
from typing import Any, BinaryIO

Key = tuple[int, int]
"""A node and, for nodes that exist once for each record, the record's place; else -1."""

_ALWAYS = {"all": [{"m": {"open": 1}}]}
_MOST_FIRINGS = 100
_MOST_RULES = 4_000
"""So many rules all open cases have together at most: one costs about 40 KiB in each session."""


class Ruleset:
    """One ruleset at the engine. It is made once under its name and never again."""

    def __init__(self, name: str, definition: dict[str, Any]) -> None:
        self.size = len(definition["rules"])
        self.width: int = definition["width"]
        self.start: list[int] = definition["start"]
        self.leaves: list[int] = definition["leaves"]
        self.outcomes: list[int] = definition["outcomes"]
        self.items: list[list[int]] = definition["items"]
        self.per_record = {number: place for place, pair in enumerate(self.items) for number in pair}
        self.now: Session | None = None
        acts = definition["acts"]
        rules = {key: {**rule, "run": self._replace(*acts[key])} for key, rule in definition["rules"].items()}
        # a rule that matches in every session: one that never matched anything cannot be deleted without a crash
        rules["open"] = {**_ALWAYS, "run": lambda _: None}
        self.engine = import_module("durable.engine").Ruleset(name, None, rules)

    def _replace(self, number: int, truth: int) -> Any:
        """The action of a rule: put another truth in the place of the one that stands."""

        def act(matched: Any) -> None:
            session = self.now
            assert session is not None
            try:
                record = matched.old.i
                session.replace((number, -1 if record is None else record), truth)
            except BaseException as error:  # noqa: BLE001 - the engine would swallow it
                session.errors.append(error)

        return act


class Session:
    """What the engine holds for one case: every node with the truth that stands for it."""

    def __init__(self, ruleset: Ruleset, sid: str) -> None:
        self.ruleset = ruleset
        self.sid = sid
        self.standing: dict[Key, int] = {}
        self.errors: list[BaseException] = []
        self.fired = 0
        self.told = 0

    def settle(self, leaves: str, items: list[str]) -> dict[str, Any]:
        """Tell what is new and let the engine follow, until every truth fits its parts."""
        self.fired = self.told = 0
        is_new = not self.standing
        told = self._told(leaves, items)
        if is_new:
            told = {**self._untold(), **told}
        counts = [len(truths) for truths in items]
        gone = [key for key in self.standing if key[1] >= 0 and key[1] >= counts[self.ruleset.per_record[key[0]]]]
        changed = {key: truth for key, truth in told.items() if self.standing.get(key) != truth}
        old = [self._fact(key, self.standing.pop(key)) for key in [*gone, *changed] if key in self.standing]
        new = [self._fact(key, truth) for key, truth in changed.items()]
        if is_new:
            new.append({"sid": self.sid, "id": "open", "open": 1})
        self.standing.update(changed)
        self.told = len(new)
        if old:
            self._drive(self.ruleset.engine.retract_facts, old)
        if new:
            self._drive(self.ruleset.engine.assert_facts, new)
        return {
            "outcomes": [self.standing[number, -1] for number in self.ruleset.outcomes],
            "items": [
                [self.standing[outcome, place] for place in range(len(truths))]
                for (_, outcome), truths in zip(self.ruleset.items, items, strict=True)
            ],
            "fired": self.fired,
            "told": self.told,
        }

    def replace(self, key: Key, truth: int) -> None:
        """What a rule does."""
        self.fired += 1
        if self.fired > _MOST_FIRINGS * (len(self.standing) + 1):
            raise RuntimeError("the rules do not come to rest")
        old, self.standing[key] = self.standing[key], truth
        self.ruleset.engine.retract_fact(self._fact(key, old))
        self.ruleset.engine.assert_fact(self._fact(key, truth))

    def delete(self) -> None:
        """Take the case away from the engine."""
        self.ruleset.engine.delete_state(self.sid)

    def _told(self, leaves: str, items: list[str]) -> dict[Key, int]:
        """The truths that are told; with a record that is new goes what its outcome starts at."""
        ruleset = self.ruleset
        found = {(number, -1): int(truth) for number, truth in zip(ruleset.leaves, leaves, strict=True)}
        for (own, outcome), truths in zip(ruleset.items, items, strict=True):
            for place, truth in enumerate(truths):
                found[own, place] = int(truth)
                if (outcome, place) not in self.standing:
                    found[outcome, place] = ruleset.start[outcome]
        return found

    def _untold(self) -> dict[Key, int]:
        """What every node starts at that exists once."""
        start, per_record = self.ruleset.start, self.ruleset.per_record
        return {(number, -1): truth for number, truth in enumerate(start) if number not in per_record}

    def _fact(self, key: Key, truth: int) -> dict[str, Any]:
        number, record = key
        width = self.ruleset.width
        fact = {"sid": self.sid, "id": f"{number}.{record}.{truth}", "g": number // width, "n": number % width}
        return {**fact, "t": truth} if record < 0 else {**fact, "t": truth, "i": record}

    def _drive(self, call: Any, facts: list[dict[str, Any]]) -> None:
        """One call of the engine, and every action that follows from it."""
        done: list[Any] = []
        self.ruleset.now = self
        try:
            self.ruleset.engine.do_actions(call(facts), lambda error, _: done.append(error))
        finally:
            self.ruleset.now = None
        for error in (*self.errors, *done):
            if error is not None:
                raise RuntimeError(f"{type(error).__name__}: {error}")


class Desk:
    """The rulesets that are defined, and the few cases that are open at the engine."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.rulesets: dict[str, Ruleset] = {}
        self.sessions: OrderedDict[int, Session] = OrderedDict()
        self.opened = 0

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """The reply to one request."""
        for case in request.get("forget", ()):
            self.put_away(case)
        match request["do"]:
            case "define":
                if request["name"] not in self.rulesets:
                    self.rulesets[request["name"]] = Ruleset(request["name"], request["definition"])
                return {"sessions": len(self.sessions)}
            case "settle":
                session = self.session(request["case"], self.rulesets[request["ruleset"]])
                return session.settle(request["leaves"], request["items"])
            case _:
                return {"sessions": len(self.sessions), "opened": self.opened, "rulesets": len(self.rulesets)}

    def session(self, case: int, ruleset: Ruleset) -> Session:
        """The session of a case; the one that was idle longest makes room for it."""
        found = self.sessions.get(case)
        if found is not None and found.ruleset is not ruleset:
            self.put_away(case)
            found = None
        if found is None:
            while self.sessions and (len(self.sessions) >= self.most or self._rules() + ruleset.size > _MOST_RULES):
                self.put_away(next(iter(self.sessions)))
            self.opened += 1
            found = self.sessions[case] = Session(ruleset, f"s{self.opened}")
        self.sessions.move_to_end(case)
        return found

    def _rules(self) -> int:
        return sum(session.ruleset.size for session in self.sessions.values())

    def put_away(self, case: int) -> None:
        """Delete a session, if there is one; the case is brought back when it is told something again."""
        session = self.sessions.pop(case, None)
        if session is not None and session.standing:
            session.delete()


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer until nobody asks any more."""
    desk: Desk | None = None
    limit = 0.0
    while (request := receive(requests)) is not None:
        try:
            _set_alarm(limit)
            if desk is None:
                desk, limit = Desk(request["sessions"]), request["limit"]
                reply = _import_engine(request["path"])
            else:
                reply = desk.answer(request)
            _set_alarm(0)
        except Exception as error:  # noqa: BLE001 - told to the parent, who ends this process
            reply = {"error": f"{type(error).__name__}: {error}"[:500]}
        send(replies, reply)


def _import_engine(path: list[str]) -> dict[str, Any]:
    """Whether the engine can be imported, and why not."""
    sys.path.extend(path)
    try:
        engine = import_module("durable.engine")
    except Exception as error:  # noqa: BLE001 - whatever it is, it says why
        return {"unavailable": f"{type(error).__name__}: {error}"}
    return {"ready": engine.__name__}


def receive(stream: BinaryIO) -> dict[str, Any] | None:
    """One message, or nothing at the end."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    body = stream.read(struct.unpack(">I", head)[0])
    found: dict[str, Any] = json.loads(body)
    return found


def send(stream: BinaryIO, message: dict[str, Any]) -> None:
    """One message."""
    body = json.dumps(message).encode()
    stream.write(struct.pack(">I", len(body)) + body)
    stream.flush()


def _set_alarm(seconds: float) -> None:
    """Let the system end this process if the engine does not come back: no thread of ours would get a turn.

    What counts is computing time, so that a busy machine ends nobody.
    """
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def main() -> None:
    """Keep the pipe for ourselves, so that nothing that the engine prints can get into it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        serve(sys.stdin.buffer, replies)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
