"""The loop at the engine, run in this process over plain streams: what it answers and what it holds."""

from __future__ import annotations

import io
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from eligibility.live import _worker
from eligibility.live.network import ItemNodes, Network, Node
from eligibility.live.ruleset import CompiledRuleset, compile_ruleset
from engine import needs_engine

pytestmark = needs_engine


@pytest.fixture(autouse=True)
def no_alarm() -> Iterator[None]:
    """Whatever a test does, no limit of computing time is left in this process."""
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)


def ruleset(strength: str) -> CompiledRuleset:
    """A programme with one scope, a group and a negation, and a finding for each record."""
    nodes = (
        *(Node("leaf") for _ in range(4)),
        Node("not", (1,)),
        Node("any", (2, 3, 4)),
        Node("all", (1, 5)),
        Node(strength, (0, 6)),
        Node("leaf"),
        Node("item", (7, 8)),
    )
    leaves = tuple((place, None) for place in range(4))
    return compile_ruleset(Network(nodes, leaves, (7,), (ItemNodes(0, 8, 9),)))  # type: ignore[arg-type]


RULES = ruleset("outcome")
OTHER = ruleset("outcome_in_principle")
HELLO: dict[str, Any] = {"path": [], "sessions": 2, "limit": 30.0}


def define(rules: CompiledRuleset) -> dict[str, Any]:
    """The request that makes a ruleset."""
    return {"do": "define", "name": rules.name, "definition": rules.definition}


def settle(case: int, leaves: str, *items: str, rules: CompiledRuleset = RULES, **more: Any) -> dict[str, Any]:
    """The request that lets the engine derive."""
    return {"do": "settle", "ruleset": rules.name, "case": case, "leaves": leaves, "items": [*items], **more}


def talk(*requests: dict[str, Any]) -> list[dict[str, Any]]:
    """The replies to some requests, in a life of their own; rulesets stay, since the engine keeps them."""
    asked, replies = io.BytesIO(), io.BytesIO()
    for request in requests:
        _worker.send(asked, request)
    asked.seek(0)
    _worker.serve(asked, replies)
    replies.seek(0)
    found: list[dict[str, Any]] = []
    while (reply := _worker.receive(replies)) is not None:
        found.append(reply)
    return found


def test_truths_go_in_and_outcomes_come_out() -> None:
    """Groups, negation, outcome and items are derived; only what changed is told; records come and go."""
    _, _, *replies = talk(
        HELLO,
        define(RULES),
        settle(1, "1111", ""),
        settle(1, "3331", "30"),
        settle(1, "3331", "30"),
        settle(1, "3301", "302"),
        settle(1, "3330", "2"),
        settle(1, "0330", "2"),
    )
    assert [reply["outcomes"] for reply in replies] == [[2], [5], [5], [2], [5], [0]]
    assert [reply["items"] for reply in replies] == [[[]], [[5, 1]], [[5, 1]], [[2, 1, 2]], [[3]], [[0]]]
    assert [reply["told"] for reply in replies][2:] == [0, 3, 3, 1]
    assert replies[2]["fired"] == 0


def test_idle_cases_make_room() -> None:
    """Two cases are open at a time; a case that comes back is told everything again."""
    _, _, *replies = talk(
        HELLO,
        define(OTHER),
        *(settle(case, "3331", "", rules=OTHER) for case in (1, 2, 3, 1)),
        {"do": "count"},
        {"do": "count", "forget": [1, 7]},
    )
    assert [reply["outcomes"] for reply in replies[:4]] == [[4]] * 4
    assert replies[3]["told"] == replies[0]["told"]
    assert (replies[4]["sessions"], replies[4]["opened"]) == (2, 4)
    assert replies[5]["sessions"] == 1


def test_memory_is_bounded_by_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Large rulesets leave room for fewer cases, and always for one."""
    monkeypatch.setattr(_worker, "_MOST_RULES", 1)
    *_, counted = talk(
        {**HELLO, "sessions": 9}, define(RULES), *(settle(case, "3331", "") for case in range(4)), {"do": "count"}
    )
    assert counted["sessions"] == 1


def test_the_engine_holds_what_is_believed_of_it() -> None:
    """After a history the engine's own facts are exactly the truths that are kept beside it."""
    desk = _worker.Desk(4)
    desk.answer(define(RULES))
    for leaves, own in (("1111", ""), ("3321", "31"), ("0321", "1"), ("3021", "123"), ("3333", "22")):
        desk.answer(settle(5, leaves, own))
    session = desk.sessions[5]
    width = session.ruleset.width
    told = session.ruleset.engine.get_facts(session.sid)
    found = {(fact["g"] * width + fact["n"], fact.get("i", -1)): fact["t"] for fact in told if "t" in fact}
    assert found == session.standing
    desk.put_away(5)
    desk.put_away(5)


def test_a_case_moves_to_other_rules() -> None:
    """A case that is settled under another ruleset leaves the first one."""
    desk = _worker.Desk(4)
    for rules in (RULES, OTHER):
        desk.answer(define(rules))
    assert desk.answer(settle(1, "3331", ""))["outcomes"] == [5]
    assert desk.answer(settle(1, "3331", "", rules=OTHER))["outcomes"] == [4]
    assert len(desk.sessions) == 1
    desk.put_away(1)


def test_errors_are_told() -> None:
    """What goes wrong in a request is its reply, with the kind of error."""
    *_, reply = talk(HELLO, define(RULES), settle(1, "33", ""))
    assert reply["error"].startswith("ValueError")
    *_, unknown = talk(HELLO, settle(1, "3333", ""))
    assert unknown["error"] == f"KeyError: '{RULES.name}'"


def test_rules_without_rest_and_failing_actions(monkeypatch: pytest.MonkeyPatch) -> None:
    """An action that fails is no silent success, and rules that fire without end are stopped."""
    desk = _worker.Desk(4)
    desk.answer(define(RULES))
    monkeypatch.setattr(_worker, "_MOST_FIRINGS", 0)
    with pytest.raises(RuntimeError, match="do not come to rest"):
        desk.answer(settle(1, "3331", ""))


def test_an_import_that_fails_is_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reply to the first request says why the engine cannot be had."""

    def fail(name: str) -> None:
        raise ImportError(f"no {name} today")

    monkeypatch.setattr(_worker, "import_module", fail)
    assert talk(HELLO) == [{"unavailable": "ImportError: no durable.engine today"}]
