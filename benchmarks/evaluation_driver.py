"""One evaluator in a process of its own, asked over standard input: a line of JSON a task, one for its outcome.

``python -m benchmarks.evaluation_driver RELEASE MODE`` with MODE ``mixed``, ``disk`` or ``memory``; ``before`` is
``mixed`` for a lotgraph whose evaluation had other names (up to commit 49c06a7).
"""

from __future__ import annotations

import hashlib
import itertools
import json
import statistics
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from lotgraph import evaluation
from lotgraph.errors import LotgraphError
from lotgraph.evaluation import Evaluator, Limits, Request
from lotgraph.release.folder import read_release
from lotgraph.web import engines

_GIB = 2**30
_LIMITS = Limits(seconds=120, rows=10**9)


def rows_and_digest(answer: bytes) -> tuple[int, str]:
    """How many rows or triples an answer in CSV or N-Triples has, and a number of all of them in any order."""
    lines = answer.splitlines()
    rows = lines if answer.endswith(b" .\n") or answer in (b"true", b"false") else lines[1:]
    return len(rows), hashlib.sha256(b"\n".join(sorted(rows))).hexdigest()[:16]


def ask(evaluator: Evaluator, query: str, limits: Limits = _LIMITS) -> tuple[float, bytes]:
    """Seconds until the whole answer was there, and the answer."""
    began = time.perf_counter()
    with evaluator.evaluate(Request(query, results="csv", graph="ntriples", limits=limits)) as execution:
        answer = execution.prefetch() + b"".join(execution)
    return time.perf_counter() - began, answer


def answers_a_second(evaluator: Evaluator, query: str, threads: int, seconds: float) -> float:
    """Of a query that is never asked twice in the same words."""
    numbers, until = itertools.count(), time.monotonic() + seconds

    def run() -> int:
        answered = 0
        while time.monotonic() < until:
            ask(evaluator, f"{query}\n# {next(numbers)}")
            answered += 1
        return answered

    with ThreadPoolExecutor(threads) as pool:
        return sum(each.result() for each in [pool.submit(run) for _ in range(threads)]) / seconds


def beside(evaluator: Evaluator, query: str, runaway: str, count: int, seconds: float) -> tuple[float, float]:
    """The p99 in seconds of a cheap query alone, and beside so many queries without end."""

    def p99(until: float) -> float:
        times = []
        while time.monotonic() < until:
            times.append(ask(evaluator, f"{query}\n# {time.monotonic()}")[0])
            time.sleep(0.004)
        return statistics.quantiles(times, n=100)[98]

    def run(number: int) -> None:
        with suppress(LotgraphError):
            ask(evaluator, f"{runaway}\n# {number}", Limits(seconds=seconds + 1))

    alone = p99(time.monotonic() + seconds)
    crowd = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for each in crowd:
        each.start()
    time.sleep(0.5)
    crowded = p99(time.monotonic() + seconds)
    for each in crowd:
        each.join()
    return alone, crowded


def _evaluator(release: Path, mode: str) -> Evaluator:
    about = read_release(release)
    if mode == "before":
        names: Any = evaluation
        made: Evaluator = Evaluator(vars(engines)["holdings"](release, about), names.Places())
        return made
    limits = {
        "mixed": evaluation.PoolLimits(),
        "disk": evaluation.PoolLimits(memory=0),
        "memory": evaluation.PoolLimits(max_second_starts=0),
    }
    return Evaluator(engines.release_files(release, about), limits[mode])


def _is_ready(evaluator: Evaluator, mode: str) -> bool:
    status: Any = vars(type(evaluator)).get("status") or vars(type(evaluator))["standing"]
    return evaluator.wait_until_ready(60) and (mode == "disk" or status(evaluator).in_memory)


def main() -> None:
    """Carry out tasks until the input ends."""
    release, mode = Path(sys.argv[1]), sys.argv[2]
    evaluator = _evaluator(release, mode)
    try:
        evaluator.start()
        while not _is_ready(evaluator, mode):
            time.sleep(0.1)
        time.sleep(2)
        print(json.dumps("ready"), flush=True)
        for line in sys.stdin:
            task = json.loads(line)
            outcome: object
            if "threads" in task:
                outcome = answers_a_second(evaluator, task["query"], task["threads"], task["seconds"])
            elif "runaway" in task:
                outcome = beside(evaluator, task["query"], task["runaway"], task["count"], task["seconds"])
            else:
                seconds, answer = ask(evaluator, task["query"])
                outcome = (seconds, *rows_and_digest(answer))
            print(json.dumps(outcome), flush=True)
    finally:
        evaluator.close()


if __name__ == "__main__":
    main()
