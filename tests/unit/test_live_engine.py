"""The known ways to crash, hang or mislead the engine, and that none of them can happen through a case."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import eligibility
from eligibility import InternalError, MissingExtraError, Outcome
from eligibility.live.engine import CaseEngine
from eligibility.live.network import TRUTHS, Network, Node, _Builder
from eligibility.live.ruleset import CompiledRuleset, compile_ruleset
from eligibility.live.worker import Worker, shared_worker
from eligibility.logic import Truth, outcome_of
from engine import needs_engine

pytestmark = needs_engine

SMALL = Path(__file__).parent / "small_pack"
RULES = eligibility.load(SMALL)
WEIHAI = eligibility.load("weihai-2023-13")
SCRIPT = Path(eligibility.__file__).parent / "live" / "_worker.py"
ON = date(2024, 6, 1)


@pytest.fixture
def worker() -> Iterator[Worker]:
    """A process at the engine of the test's own."""
    made = Worker(limit=5.0)
    yield made
    made.stop()


def heating(case: eligibility.live.Case) -> str:
    """The outcome of the heating grant, as the engine has it."""
    return str(case.outcomes["heating"].value)


def two_leaves() -> CompiledRuleset:
    """A programme of one scope and one condition."""
    nodes = (Node("leaf"), Node("leaf"), Node("outcome", (0, 1)))
    return compile_ruleset(Network(nodes, ((0, None), (1, None)), (2,), ()))  # type: ignore[arg-type]


def tell(case: eligibility.live.Case, facts: dict[str, Any]) -> None:
    """Tell facts one by one."""
    for path, value in facts.items():
        case.assert_fact(path, value, source="a")


def agrees(case: eligibility.live.Case) -> bool:
    """Whether the engine's outcomes are those of decide, asked afresh."""
    again = case.rules.decide(case.decision.person, on=case.on)
    return bool(tuple(case.outcomes.values()) == again.outcomes)


# --- what the engine gets ---------------------------------------------------------------------------------------


def test_no_fact_of_a_person_reaches_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text that matches numbers, amounts and dates that are refused: the engine sees digits from 0 to 3 only."""
    sent: list[dict[str, Any]] = []
    ask = Worker._ask

    def listen(self: Worker, request: dict[str, Any]) -> dict[str, Any]:
        sent.append(request)
        return ask(self, request)

    monkeypatch.setattr(Worker, "_ask", listen)
    with WEIHAI.open_case(on="2023-06-01") as case:
        secret = {"loan.amount": Decimal("81234.56"), "birth_date": date(1987, 6, 5), "business.location": "371083"}
        tell(case, secret)
        case.assert_fact("family.moving_relatives", [{"relation": "spouse"}, {}], source="applicant-name")
        assert agrees(case)
    settled = [request for request in sent if request.get("do") == "settle"]
    assert len(settled) == 5
    for request in settled:
        assert set(request["leaves"]) | set("".join(request["items"])) <= set("0123")
        assert set(request) == {"do", "ruleset", "case", "leaves", "items", "forget"}
    text = json.dumps(sent)
    assert not any(value in text for value in ("81234", "1987-06", "371083", "applicant-name", "spouse"))


def test_only_what_changed_is_told(worker: Worker) -> None:
    """The second time the engine is told one truth, and rules fire for what follows from it and nothing else."""
    ruleset = two_leaves()
    first = worker.settle(ruleset, 1, "11", [])
    assert (first["outcomes"], first["told"]) == ([2], 4)
    second = worker.settle(ruleset, 1, "13", [])
    assert (second["told"], second["fired"]) == (1, 0)
    third = worker.settle(ruleset, 1, "33", [])
    assert (third["told"], third["fired"]) == (1, 1)
    assert worker.settle(ruleset, 1, "33", [])["told"] == 0


def test_every_row_of_the_tables(worker: Worker) -> None:
    """The engine derives the outcome of every scope and condition as the library's own table has it."""
    ruleset = two_leaves()
    for scope in TRUTHS:
        for condition in TRUTHS:
            leaves = f"{TRUTHS.index(scope)}{TRUTHS.index(condition)}"
            (code,) = worker.settle(ruleset, 1, leaves, [])["outcomes"]
            assert tuple(Outcome)[code] is outcome_of(scope, condition)


# --- known ways to crash or hang it -----------------------------------------------------------------------------


def test_a_first_session_without_a_match_is_deleted(worker: Worker) -> None:
    """A process whose first session matched no rule would crash when it is deleted; every session of ours matches."""
    for number in range(5):
        worker.settle(two_leaves(), number, "11", [])
        worker.forget(number)
    worker.settle(two_leaves(), 9, "33", [])
    assert worker.started == 1
    assert worker.count()["sessions"] == 1


def test_missing_facts() -> None:
    """A case that was told nothing has an answer for every programme."""
    with RULES.open_case(on=ON) as case:
        assert dict(case.outcomes) == {"heating": Outcome.UNDETERMINED, "school": Outcome.UNDETERMINED}


def test_conditions_about_what_is_not_so() -> None:
    """A negated condition is derived while its fact is missing, when it comes, and when it goes again."""
    with RULES.open_case(on=ON) as case:
        tell(case, {"income.yearly": 1, "lives.place": "100001", "rooms": 1, "benefits": []})
        assert heating(case) == "undetermined"
        tell(case, {"job": "none"})
        assert heating(case) == "eligible_in_principle"
        tell(case, {"job": "full"})
        assert heating(case) == "not_eligible"
        case.retract_fact("job", source="a")
        assert heating(case) == "undetermined"


def test_the_same_fact_told_twice() -> None:
    """The engine calls it an error; a case does not."""
    with RULES.open_case(on=ON) as case:
        for _ in range(3):
            case.assert_fact("children", [{"at_school": True}, {"at_school": True}], source="a")
        case.retract_fact("children", source="a")
        case.assert_fact("children", [{"at_school": True}], source="a")
        assert case.item_outcomes["school"] == (Outcome.UNDETERMINED,)


def test_more_cases_than_the_engine_has_sessions() -> None:
    """1,100 cases are open at once; the engine would stop at 1,024, and has 8."""
    cases = [RULES.open_case(on=ON) for _ in range(1_100)]
    for number, case in enumerate(cases):
        case.assert_fact("job", ("none", "full")[number % 2], source="a")
    for number, case in enumerate(cases):
        assert case.outcomes["heating"] is (Outcome.UNDETERMINED, Outcome.NOT_ELIGIBLE)[number % 2]
    assert shared_worker().count()["sessions"] <= 8
    for case in cases:
        case.close()


def test_idle_cases_are_put_away_and_brought_back() -> None:
    """With room for two cases, ten in turns are each derived rightly."""
    worker = Worker(sessions=2)
    engines = [CaseEngine(WEIHAI, worker) for _ in range(10)]
    for amount in (80_000, 100_000, 200_000):
        for number, engine in enumerate(engines):
            person = {"loan": {"amount": amount + number}, "is_migrant_worker": number % 2 == 0}
            decision = WEIHAI.decide(person, on="2023-06-01")
            assert engine.derive(decision).outcomes == decision.outcomes
    assert worker.count() == {"sessions": 2, "opened": 30, "rulesets": 1}
    worker.stop()


def test_a_ruleset_is_never_redefined(worker: Worker) -> None:
    """Rulesets of one name are the same; readings and days that change the rules have names of their own."""
    one, other = eligibility.load(SMALL), eligibility.load(SMALL)
    decisions = [rules.decide({}, on=on) for rules in (one, other) for on in (ON, "2019-01-01", ON)]
    for decision in decisions:
        assert CaseEngine(one, worker).derive(decision).outcomes == decision.outcomes
    assert worker.started == 1


def test_processes_are_retired_before_rulesets_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine cannot forget a ruleset, so its process is replaced after some, and answers go on."""
    monkeypatch.setattr("eligibility.live.worker._MOST_RULESETS", 2)
    worker = Worker()
    for size in range(2, 8):
        nodes = [*(Node("leaf") for _ in range(size)), *(Node("outcome", (0, place)) for place in range(1, size))]
        leaves = tuple((place, None) for place in range(size))
        network = Network(tuple(nodes), leaves, tuple(range(size, 2 * size - 1)), ())  # type: ignore[arg-type]
        assert worker.settle(compile_ruleset(network), 1, "3" * size, [])["outcomes"] == [5] * (size - 1)
    assert worker.started == 3
    worker.stop()


def test_an_error_in_an_action_is_not_swallowed(worker: Worker) -> None:
    """The engine hides what an action raises; here it ends the process and, again and again, is a defect."""
    ruleset = two_leaves()
    broken = {
        **ruleset.definition,
        "acts": {name: [99, code] for name, (_, code) in ruleset.definition["acts"].items()},
    }
    with pytest.raises(InternalError, match="B012") as caught:
        worker.settle(replace(ruleset, name="broken", definition=broken), 1, "33", [])
    assert "KeyError" in str(caught.value)
    assert worker.settle(ruleset, 1, "33", [])["outcomes"] == [5]


def test_rules_that_do_not_come_to_rest_are_stopped(worker: Worker) -> None:
    """Two rules that undo each other end in an error and not in a loop."""
    ruleset = two_leaves()
    acts = {name: [2, (code + 1) % 6] for name, (_, code) in ruleset.definition["acts"].items()}
    restless = {**ruleset.definition, "acts": acts}
    with pytest.raises(InternalError, match="B012"):
        worker.settle(replace(ruleset, name="restless", definition=restless), 1, "33", [])


def test_many_tests_side_by_side(worker: Worker) -> None:
    """Nine hundred conditions under one group: the engine would hang at 512 tests in one place, or at wide rules."""
    builder = _Builder()
    builder.nodes = [Node("leaf") for _ in range(900)]
    root = builder._group("all", range(900))
    outcome = builder.new(Node("outcome", (root, root)))
    leaves = tuple((place, None) for place in range(900))
    ruleset = compile_ruleset(Network(tuple(builder.nodes), leaves, (outcome,), ()))  # type: ignore[arg-type]
    assert worker.settle(ruleset, 1, "3" * 900, [])["outcomes"] == [5]
    assert worker.settle(ruleset, 1, "3" * 899 + "0", [])["outcomes"] == [0]
    assert worker.settle(ruleset, 1, "3" * 898 + "12", [])["outcomes"] == [2]
    assert worker.started == 1


def test_more_rules_than_the_engine_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pack with too many rules for one ruleset is parted by programmes; a programme that is too large is told."""
    monkeypatch.setattr("eligibility.live.engine.MOST_RULES", 150)
    rules = WEIHAI.with_readings({})
    with rules.open_case(on="2023-06-01") as case:
        tell(case, {"settlement.wants": True, "family.moving_relatives": [{"relation": "spouse"}, {}]})
        assert agrees(case)
    monkeypatch.setattr("eligibility.live.engine.MOST_RULES", 5)
    with pytest.raises(MissingExtraError, match="X011"):
        WEIHAI.with_readings({}).open_case(on="2023-06-01")


# --- the process ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM, signal.SIGABRT])
def test_the_process_dies(number: signal.Signals, worker: Worker) -> None:
    """Another one takes over; nobody notices but by a delay."""
    engine = CaseEngine(WEIHAI, worker)
    for amount in (80_000, 100_001):
        decision = WEIHAI.decide({"loan": {"amount": amount}}, on="2023-06-01")
        assert engine.derive(decision).outcomes == decision.outcomes
        assert worker.pid is not None
        os.kill(worker.pid, number)
    decision = WEIHAI.decide({}, on="2023-06-01")
    assert engine.derive(decision).outcomes == decision.outcomes
    assert worker.started == 3


def test_the_process_does_not_answer() -> None:
    """A process that is stopped is given up after the limit."""
    worker = Worker(limit=0.2)
    worker.settle(two_leaves(), 1, "11", [])
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGSTOP)
    assert worker.settle(two_leaves(), 1, "33", [])["outcomes"] == [5]
    assert worker.started == 2
    worker.stop()


@pytest.mark.skipif(not hasattr(signal, "SIGPROF"), reason="there is no limit of computing time here")
def test_an_engine_that_does_not_come_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A loop inside the engine, from which no thread would get a turn, is ended by the system."""
    script = tmp_path / "looping.py"
    loop = "import runpy, re\nsource = open({0!r}).read().replace('reply = desk.answer(request)', {1!r})\n"
    loop += "exec(compile(source, 'looping', 'exec'), {{'__name__': '__main__'}})\n"
    script.write_text(loop.format(str(SCRIPT), "re = __import__('re'); re.match('(a*)*b', 'a' * 60)"))
    monkeypatch.setattr("eligibility.live.worker._SCRIPT", script)
    worker = Worker(limit=0.2)
    with pytest.raises(InternalError, match=rf"B012.*-{int(signal.SIGPROF)}"):
        worker.settle(two_leaves(), 1, "33", [])
    assert worker.started == 3
    worker.stop()


def test_interrupting_a_request_does_not_mix_up_answers(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """After Ctrl-C in the middle of a request the next one gets its own answer."""
    worker.settle(two_leaves(), 1, "33", [])

    def interrupted(*_: Any) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("eligibility.live.worker._read", interrupted)
        with pytest.raises(KeyboardInterrupt):
            worker.settle(two_leaves(), 1, "00", [])
    assert worker.settle(two_leaves(), 1, "33", [])["outcomes"] == [5]


def test_an_engine_that_cannot_be_imported(worker: Worker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What the import says is the reason in the error."""
    script = tmp_path / "without.py"
    script.write_text(
        f"import sys, runpy\nsys.modules['durable'] = None\nrunpy.run_path({str(SCRIPT)!r}, run_name='__main__')\n"
    )
    monkeypatch.setattr("eligibility.live.worker._SCRIPT", script)
    with pytest.raises(MissingExtraError, match=r"X011.*ModuleNotFoundError"):
        worker.settle(two_leaves(), 1, "33", [])
    assert worker.pid is None


def test_no_process_is_left_behind(tmp_path: Path) -> None:
    """A script without a main guard works, and its engine's process ends with it, also where it is killed."""
    script = tmp_path / "script.py"
    script.write_text(
        "import sys, time, eligibility\n"
        "from eligibility.live.worker import shared_worker\n"
        f"case = eligibility.load({str(SMALL)!r}).open_case(on='2024-06-01')\n"
        "case.assert_fact('rooms', 2, source='a')\n"
        "print(shared_worker().pid, flush=True)\n"
        "time.sleep(float(sys.argv[1]))\n"
    )
    ended = subprocess.run([sys.executable, script, "0"], capture_output=True, text=True, check=True)
    assert ended.stderr == ""
    assert is_gone(int(ended.stdout))
    killed = subprocess.Popen([sys.executable, script, "60"], stdout=subprocess.PIPE)
    assert killed.stdout is not None
    engine = int(killed.stdout.readline())
    killed.kill()
    killed.wait()
    killed.stdout.close()
    assert is_gone(engine)


def is_gone(process: int) -> bool:
    """Whether a process ends within a few seconds; one that nobody has waited for counts as ended."""
    for _ in range(200):
        try:
            os.kill(process, 0)
            if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_forked_child_has_an_engine_of_its_own() -> None:
    """A child does not touch its parent's process at the engine."""
    program = (
        "import os, eligibility\n"
        "from eligibility.live.worker import shared_worker\n"
        f"case = eligibility.load({str(SMALL)!r}).open_case(on='2024-06-01')\n"
        "mine = shared_worker().pid\n"
        "child = os.fork()\n"
        "case.assert_fact('job', 'full', source='a')\n"
        "assert case.outcomes['heating'].value == 'not_eligible'\n"
        "if child == 0:\n"
        "    assert shared_worker().pid != mine\n"
        "    shared_worker().stop()\n"
        "    os._exit(0)\n"
        "assert os.waitpid(child, 0)[1] == 0\n"
        "assert shared_worker().pid == mine\n"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True, timeout=60)


def test_eight_threads_with_cases_of_their_own() -> None:
    """One thread asks at a time: four at once would crash the engine."""
    failed: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(4):
                with WEIHAI.open_case(on="2023-06-01") as case:
                    tell(case, {"loan.amount": 90_000 + number, "is_migrant_worker": turn % 2 == 0})
                    tell(case, {"family.moving_relatives": [{"relation": "spouse"}] * number})
                    assert agrees(case)
        except BaseException as error:  # noqa: BLE001 - shown below
            failed.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_killed_while_facts_are_told() -> None:
    """The process at the engine is killed a few times while two threads tell facts: nobody fails."""
    done, failed = threading.Event(), []

    def work(number: int) -> None:
        try:
            with WEIHAI.open_case(on="2023-06-01") as case:
                while not done.is_set():
                    tell(case, {"loan.amount": 90_000 + number, "is_migrant_worker": True})
                    case.retract_fact("is_migrant_worker", source="a")
                    assert agrees(case)
        except BaseException as error:  # noqa: BLE001 - shown below
            failed.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for _ in range(6):
        time.sleep(0.2)
        process = shared_worker().pid
        if process is not None:
            os.kill(process, signal.SIGKILL)
    done.set()
    for thread in threads:
        thread.join()
    assert failed == []


def test_truths_are_those_of_the_logic() -> None:
    """The codes say what they always said."""
    assert TRUTHS == (Truth.FALSE, Truth.UNKNOWN, Truth.OPEN, Truth.TRUE)


@needs_engine
@pytest.mark.parametrize("executable", [None, "", "/nonexistent", "/bin/true"])
def test_no_python_to_run_it(executable: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Python lives inside another program, the engine is not available; it is no defect and no long wait."""
    monkeypatch.setattr(sys, "executable", executable)
    worker = Worker()
    with pytest.raises(MissingExtraError, match="X011"):
        CaseEngine(RULES, worker).derive(RULES.decide({}, on=ON))
    assert worker.pid is None
