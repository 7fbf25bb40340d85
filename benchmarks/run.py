"""How fast the library is, as ratios measured in one run on one machine.

``python benchmarks/run.py`` prints a table, ``--json`` prints the same as JSON, ``--check`` ends with exit code 1 if a
limit is passed. ``--quick`` measures less and is for trying things out. See README.md for what the lines mean.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import eligibility
from eligibility import Decision, Outcome, Rulebook
from eligibility.decide.trace import Trace
from eligibility.language.types import Kind
from eligibility.pack.model import FactDefinition

if TYPE_CHECKING:
    from benchmarks import hand_written, hand_written_all
else:
    import hand_written
    import hand_written_all

PACK = "weihai-2023-13"
ON = date(2023, 6, 1)
PEER_ORDER = ("start-up-support", "counter-guarantee-waiver", "settlement", "rental-housing", "work-injury-insurance")
SEEDS = range(8)
THREADS = 8
SLICE = 0.001  # seconds
SOURCE = Path(eligibility.__file__).resolve().parents[1]

# What each line may cost at most; None is told and not judged.
LIMITS: dict[str, float | None] = {
    "outcomes / peer": 1.5,
    "validation + decision + explanation / peer": 60.0,
    "the same for all programmes / their peer": 60.0,
    "first load of the pack": 0.3,
    "import after pydantic": 0.1,
    "import after the four dependencies": 0.1,
    "memory growth": 4.0,
    "form, one change": 100.0,
}

COMPLETE: dict[str, Any] = {
    "birth_date": "1985-05-17",
    "is_migrant_worker": True,
    "is_new_citizen": True,
    "is_chinese_citizen": True,
    "is_active_military": False,
    "work_history": {"has_outside_work": True, "returned_to_home_county": True},
    "business": {"is_starting": True, "has_actual_project": True, "location": "371083", "own_in_weihai": False},
    "key_groups": ["returning_migrant_entrepreneur"],
    "loan": {
        "product": "entrepreneurship_guarantee_loan",
        "borrower": "individual",
        "amount": "80000",
        "is_split_of_larger_need": False,
        "application_date": "2023-05-10",
    },
    "employment": {
        "has_employer": True,
        "employer_location": "371002",
        "work_place": "371002",
        "industry": "construction",
        "relation": "labour_contract",
        "already_enrolled_injury": False,
        "construction_project_enrolled": False,
    },
    "settlement": {"wants": True, "already_settled_in_town": False, "kin_sponsor": "none"},
    "housing": {"has_purchased_home": False, "has_rented_home": False},
    "residence": {"place": "371002", "lives_or_works_in_town": True},
    "family": {"moving_relatives": [{"relation": "spouse"}]},
}


@dataclass(frozen=True)
class Line:
    """One measured thing: a figure in a unit, and the limit that it must keep, if any."""

    name: str
    figure: float
    unit: str
    limit: float | None = None
    detail: str = ""

    @property
    def kept(self) -> bool:
        """Whether the limit, if there is one, is kept."""
        return self.limit is None or self.figure <= self.limit


# --- persons ----------------------------------------------------------------------------------------------------


def mixed(facts: tuple[FactDefinition, ...], seed: int) -> dict[str, Any]:
    """A person about whom roughly half is known, at random."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    person: dict[str, Any] = {}
    for fact in facts:
        if "[]" in fact.path or rng.random() < 0.5:
            continue
        *groups, last = fact.path.split(".")
        place = person
        for group in groups:
            place = place.setdefault(group, {})
        place[last] = _some_value(rng, fact, facts)
    return person


def _some_value(rng: random.Random, fact: FactDefinition, facts: tuple[FactDefinition, ...]) -> Any:
    match fact.type.kind:
        case Kind.BOOLEAN:
            return rng.random() < 0.7
        case Kind.INTEGER:
            return rng.randint(int(fact.minimum or 0), int(fact.maximum if fact.maximum is not None else 12))
        case Kind.MONEY:
            return rng.choice(["60000", "100000", "100000.01"])
        case Kind.DATE:
            return rng.choice(["1985-05-17", "2004-02-29"] if fact.not_after_decision else ["2023-05-10", "2023-04-09"])
        case Kind.CHOICE:
            return rng.choice(fact.type.choices)
        case Kind.CHOICES:
            return rng.sample(fact.type.choices, rng.randrange(min(3, len(fact.type.choices))))
        case Kind.REGION:
            return rng.choice(["371002", "371083", "110101"])
        case _:
            fields = {one.path.rpartition(".")[2]: one for one in facts if one.path.startswith(f"{fact.path}[].")}
            return [
                {name: _some_value(rng, one, facts) for name, one in fields.items()} for _ in range(rng.randrange(3))
            ]


# --- measuring --------------------------------------------------------------------------------------------------


def per_call(function: Callable[[], object], calls: int) -> float:
    """Seconds for one call, over many in a row."""
    repeat = range(calls)
    begun = time.perf_counter()
    for _ in repeat:
        function()
    return (time.perf_counter() - begun) / calls


def best_of_both(first: Callable[[], object], second: Callable[[], object], rounds: int) -> tuple[float, float]:
    """The best times of two functions, measured in turns so that both meet the same weather.

    Each turn takes about a millisecond, whatever a call takes: a longer turn is interrupted more often.
    """
    functions = (first, second)
    calls = [max(1, int(SLICE / per_call(function, 3))) for function in functions]
    best = [float("inf"), float("inf")]
    for _ in range(rounds):
        for place, function in enumerate(functions):
            best[place] = min(best[place], per_call(function, calls[place]))
    return best[0], best[1]


def headline(rules: Rulebook) -> Rulebook:
    """The same rules with the five programmes alone that the hand-written peer decides."""
    return Rulebook(replace(rules.pack, programmes=tuple(one for one in rules.programmes if one.id in PEER_ORDER)))


def in_peer_order(rules: Rulebook, outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """Outcomes of the five programmes in the order of the peer."""
    by_name = dict(zip(rules.pack.programme_ids, outcomes, strict=True))
    return tuple(by_name[name] for name in PEER_ORDER)


def outcome_lines(rules: Rulebook, people: dict[str, dict[str, Any]], rounds: int) -> Iterator[Line]:
    """The outcomes of five programmes against a hand-written function that gives the same answers."""
    ratios = {}
    for name, data in people.items():
        person = rules.person(data)
        assert in_peer_order(rules, rules.outcomes(person, on=ON)) == hand_written.outcomes(person, ON), name
        ours, peer = best_of_both(
            lambda one=person: rules.outcomes(one, on=ON),  # type: ignore[misc]
            lambda one=person: hand_written.outcomes(one, ON),  # type: ignore[misc]
            rounds,
        )
        ratios[name] = ours / peer
        yield Line(f"  {name}", ours / peer, "×", detail=f"{ours * 1e6:.2f} µs against {peer * 1e6:.2f} µs")
    worst = max(ratios, key=lambda one: ratios[one])
    yield _judged(
        "outcomes / peer", ratios[worst], "×", f"the worst of {len(ratios)}; median {median(ratios.values()):.2f}"
    )


def touched(decision: Decision) -> int:
    """Look at every condition of every finding and item, and at everything that it read; how many conditions."""
    pending: list[Trace] = []
    for finding in decision.findings:
        pending += finding.traces()
        for item in finding.items:
            pending += item.traces()[-1:]  # what is ahead of it is the finding's own
    for trace in pending:  # it grows on the way
        _: object = trace.node
        _ = trace.truth
        _ = trace.label
        _ = trace.sides
        for read in trace.reads:
            _ = read.path
            _ = read.value
        pending += trace.children
    return len(pending)


Peer = Callable[[Any, date], tuple[Outcome, ...]]


def full_lines(
    name: str, rules: Rulebook, by_hand: Peer, people: dict[str, dict[str, Any]], rounds: int
) -> Iterator[Line]:
    """Validation, decision and the whole explanation of all programmes against the peer's outcomes alone."""
    ratios = {}
    for who, data in people.items():
        person = rules.person(data)
        ours, peer = best_of_both(
            lambda one=data: touched(rules.decide(one, on=ON)),  # type: ignore[misc]
            lambda one=person: by_hand(one, ON),  # type: ignore[misc]
            rounds,
        )
        ratios[who] = ours / peer
        detail = f"{ours * 1e6:.0f} µs for {touched(rules.decide(data, on=ON))} conditions, against {peer * 1e6:.2f} µs"
        yield Line(f"  {who}", ours / peer, "×", detail=detail)
    worst = max(ratios, key=lambda one: ratios[one])
    yield _judged(name, ratios[worst], "×", f"the worst of {len(ratios)}; median {median(ratios.values()):.1f}")


def stage_lines(rules: Rulebook, rounds: int) -> Iterator[Line]:
    """Where the time of the complete person's explanation goes, and what other forms of it cost."""
    person = rules.person(COMPLETE)
    stages: dict[str, Callable[[], object]] = {
        "validation": lambda: rules.person(COMPLETE),
        "+ decision": lambda: rules.decide(COMPLETE, on=ON),
        "+ traces": lambda: [finding.traces() for finding in rules.decide(COMPLETE, on=ON).findings],
        "+ traces looked at": lambda: touched(rules.decide(COMPLETE, on=ON)),
        "validation + decision + missing()": lambda: rules.decide(COMPLETE, on=ON).missing(),
        "validation + decision + record()": lambda: rules.decide(COMPLETE, on=ON).record(),
        "validation + decision + explain()": lambda: [one.explain("zh") for one in rules.decide(COMPLETE, on=ON)],
    }
    for name, stage in stages.items():
        ours, peer = best_of_both(stage, lambda: hand_written.outcomes(person, ON), rounds)
        yield Line(f"  {name}", ours / peer, "×", detail=f"{ours * 1e6:.1f} µs")


def whole_pack_line(rules: Rulebook, calls: int, rounds: int) -> Line:
    """The outcomes of every programme of the pack, for the complete person."""
    person = rules.person(COMPLETE)
    best = min(per_call(lambda: rules.outcomes(person, on=ON), calls) for _ in range(rounds))
    return Line("outcomes of the whole pack", best * 1e6, "µs", detail=f"{len(rules.pack.programme_ids)} programmes")


def in_process(program: str, times: int) -> float:
    """The least that a fresh interpreter reports, in seconds."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(SOURCE), os.environ.get("PYTHONPATH", "")])}
    found = []
    for _ in range(times):
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)  # noqa: S603 - our own program
        found.append(float(done.stdout))
    return min(found)


def timed_after(first: str, then: str) -> str:
    """A program that prints how long its second part keeps the processor: nothing in it waits for anything else."""
    return f"{first}\nimport time\nbegun = time.process_time()\n{then}\nprint(time.process_time() - begun)"


def process_lines(times: int) -> Iterator[Line]:
    """What a fresh process pays: the import, and the first load of the pack."""
    once = in_process(timed_after("pass", "import eligibility"), times)
    yield Line("import alone", once, "s", detail=f"best of {times}")
    after = in_process(timed_after("import pydantic; pydantic.BaseModel", "import eligibility"), times)
    yield _judged("import after pydantic", after, "s", f"best of {times}")
    four = in_process(
        timed_after("import pydantic, dateutil, yaml, lark; pydantic.BaseModel", "import eligibility"), times
    )
    yield _judged("import after the four dependencies", four, "s", f"best of {times}")
    load = in_process(timed_after("import eligibility; eligibility.load", f"eligibility.load({PACK!r})"), times)
    yield _judged("first load of the pack", load, "s", f"best of {times}, dependencies included")
    again = min(per_call(lambda: eligibility.load(PACK), 1) for _ in range(times))
    yield Line("later load of the pack", again, "s", detail=f"best of {times}")
    first = timed_after(
        f"import eligibility; rules = eligibility.load({PACK!r})",
        "decision = rules.decide({}, on='2023-06-01'); decision.missing()",
    )
    yield Line("first decision with its missing facts", in_process(first, times), "s", detail=f"best of {times}")


def resident() -> int | None:
    """Bytes of memory that the process holds, where the system tells."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    except OSError:
        return None
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def memory_line(rules: Rulebook, people: list[dict[str, Any]], decisions: int) -> Line:
    """How much memory grows over many decisions, a tenth of them explained, after a warm-up of a tenth."""

    def decide(count: int) -> None:
        for number in range(count):
            decision = rules.decide(people[number % len(people)], on=ON)
            if number % 10 == 0:
                touched(decision)

    decide(decisions // 10)
    gc.collect()
    before = resident()
    if before is None:
        tracemalloc.start()
    decide(decisions)
    gc.collect()
    after = resident()
    if before is None or after is None:
        grown = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
    else:
        grown = after - before
    return _judged("memory growth", max(0, grown) / 2**20, "MiB", f"over {decisions:,} decisions")


def thread_lines(rules: Rulebook, people: list[dict[str, Any]], decisions: int) -> Iterator[Line]:
    """Decisions a second from persons as data, with one thread and with eight that share the rulebook."""
    expected = [rules.decide(data, on=ON).outcomes for data in people]
    wrong: list[int] = []

    def work(count: int) -> None:
        for number in range(count):
            place = number % len(people)
            if rules.decide(people[place], on=ON).outcomes != expected[place]:
                wrong.append(place)

    rates = {}
    for threads in (1, THREADS):
        workers = [threading.Thread(target=work, args=(decisions // threads,)) for _ in range(threads)]
        begun = time.perf_counter()
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        rates[threads] = decisions / (time.perf_counter() - begun)
    assert not wrong, "threads that share a rulebook gave other answers"
    yield Line("decisions a second, one thread", rates[1], "/s", detail="validated, of all programmes of the pack")
    ratio = rates[THREADS] / rates[1]
    yield Line(
        f"decisions a second, {THREADS} threads",
        rates[THREADS],
        "/s",
        detail=f"{ratio:.2f} of one thread; same answers",
    )


def form_lines(rules: Rulebook, people: dict[str, dict[str, Any]], rounds: int) -> Iterator[Line]:
    """Python's part of a change in the notebook's form: from the answers that arrive to everything that is sent back.

    The summary that a shown form keeps for exports is renewed as well.
    """
    worst: tuple[float, str] = (0.0, "")
    for name, data in people.items():
        form = rules.form(data, on=ON, language="zh")
        times = []
        for number in range(2 * rounds):
            begun = time.perf_counter()
            form.answers = {**form.answers, "loan.amount": {"value": str(100_000 + number % 2)}}
            form.html()
            times.append(time.perf_counter() - begun)
        worst = max(worst, (median(times) * 1e3, name))
        yield Line(
            f"  {name}", median(times) * 1e3, "ms", detail=f"median of {len(times)}; worst {max(times) * 1e3:.0f}"
        )
    yield _judged("form, one change", worst[0], "ms", f"the slowest of {len(people)}: {worst[1]}; the whole pack")


def _judged(name: str, figure: float, unit: str, detail: str) -> Line:
    return Line(name, figure, unit, LIMITS[name], detail)


# --- the run ----------------------------------------------------------------------------------------------------


def lines(quick: bool) -> Iterator[Line]:
    """Everything, one line after the other."""
    rules = eligibility.load(PACK)
    five = headline(rules)
    people = {"complete": COMPLETE, "empty": {}, **{f"mixed {seed}": mixed(rules.facts, seed) for seed in SEEDS}}
    rounds = 30 if quick else 300
    yield from outcome_lines(five, people, rounds)
    name, whole = "validation + decision + explanation / peer", "the same for all programmes / their peer"
    yield from full_lines(name, five, hand_written.outcomes, people, rounds)
    yield from stage_lines(five, rounds)
    yield from full_lines(whole, rules, hand_written_all.outcomes, people, rounds)
    yield whole_pack_line(rules, 200, rounds)
    yield from form_lines(rules, people, 3 if quick else 15)
    yield from process_lines(3 if quick else 9)
    yield memory_line(rules, list(people.values()), 10_000 if quick else 200_000)
    yield from thread_lines(rules, list(people.values()), 4_000 if quick else 40_000)


def row(line: Line) -> str:
    """A line of the table."""
    digits = 0 if line.figure >= 1_000 else 1 if line.figure >= 100 else 2 if line.figure >= 1 else 4
    judged = "" if line.limit is None else f"≤ {line.limit:g} {'kept' if line.kept else 'PASSED'}"
    return f"{line.name:<46} {line.figure:>12,.{digits}f} {line.unit:<4} {judged:<14} {line.detail}".rstrip()


def main() -> int:
    """Measure, print, and judge if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print JSON in the place of a table")
    parser.add_argument("--check", action="store_true", help="end with exit code 1 if a limit is passed")
    parser.add_argument("--quick", action="store_true", help="measure less, for trying things out")
    options = parser.parse_args()
    found = []
    for line in lines(options.quick):
        found.append(line)
        if not options.json:
            print(row(line), flush=True)
    if options.json:
        about = {
            "python": sys.version.split()[0],
            "pack": PACK,
            "library": eligibility.__version__,
            "quick": options.quick,
        }
        print(
            json.dumps(
                {**about, "lines": [{**asdict(line), "name": line.name.strip(), "kept": line.kept} for line in found]}
            )
        )
    return 1 if options.check and not all(line.kept for line in found) else 0


if __name__ == "__main__":
    raise SystemExit(main())
