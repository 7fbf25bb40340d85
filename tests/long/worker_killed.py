"""The process at the engine is killed while facts are told: nobody fails, and no answer differs from ``decide``."""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import eligibility
from eligibility.live.worker import shared_worker
from long.many_cases import ON, agree, told


def main() -> None:
    """Several threads tell facts to cases of their own and to a common one, while another one kills."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--threads", type=int, default=4)
    options = parser.parse_args()
    rules = eligibility.load("weihai-2023-13")
    done = threading.Event()
    failures: list[BaseException] = []
    facts = [0] * options.threads
    common = rules.open_case(on=ON)

    def work(place: int) -> None:
        rng = random.Random(place)  # noqa: S311 - no secret
        try:
            while not done.is_set():
                with rules.open_case(on=ON) as case:
                    for path, value in told(rng, rules, 8).items():
                        case.assert_fact(path, value, source="applicant")
                        agree(case, rules)
                        common.assert_fact(path, value, source=f"thread {place}")
                        facts[place] += 2
        except BaseException as error:  # noqa: BLE001 - counted
            failures.append(error)
            done.set()

    threads = [threading.Thread(target=work, args=(place,)) for place in range(options.threads)]
    for thread in threads:
        thread.start()
    killed = kill(options.kills, done)
    done.set()
    for thread in threads:
        thread.join()
    agree(common, rules)
    common.close()
    print(f"killed {killed} times, {sum(facts)} facts told, {len(failures)} callers failed")  # noqa: T201
    if failures:
        raise failures[0]


def kill(count: int, done: threading.Event) -> int:
    """Kill the process at the engine so many times, at random moments of its life after its first few answers."""
    rng, worker = random.Random(1), shared_worker()  # noqa: S311 - no secret
    killed, started, enough = 0, 0, 2
    while killed < count and not done.is_set():
        process = worker.pid
        if process is None or worker.started == started or worker.requests < enough:
            time.sleep(0.002)
            continue
        enough = rng.randrange(2, 12)
        time.sleep(rng.uniform(0, 0.1))
        started = worker.started
        try:
            os.kill(process, signal.SIGSEGV if killed % 2 else signal.SIGKILL)
        except ProcessLookupError:
            continue
        killed += 1
    return killed


if __name__ == "__main__":
    main()
