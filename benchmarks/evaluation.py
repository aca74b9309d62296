"""Measure the evaluation of queries without HTTP: the pool as it is, each of its two sources alone, and Oxigraph.

``python -m benchmarks.evaluation RELEASE --oxigraph PROGRAM [--before CHECKOUT PYTHON]`` prints the page
docs/performance-evaluation.md.  RELEASE is a folder of a release, such as the one that ``benchmarks.endpoints --work``
leaves.  All are asked in turns, in words that were never sent before; ``--before`` measures another checkout of
lotgraph too, with its own Python.  Exits with 1 where answers differ in how many rows they have, or have none.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import IO, cast

from benchmarks import servers
from benchmarks.evaluation_driver import rows_and_digest
from benchmarks.measure import RUNAWAY, Question, questions
from benchmarks.origin import Origin, digest

Asked = tuple[float, int, str]
Ask = Callable[[str], Asked]

HEAVY = 0.02
OURS = "mixed"
PAGE = "performance-evaluation.md"
HEAD = """# Performance of the evaluation of queries

Made by this command, which anyone can run; nothing in it is checked against a limit:

```console
$ python -m benchmarks.evaluation RELEASE --oxigraph PROGRAM --before CHECKOUT PYTHON > docs/performance-evaluation.md
```
"""
EXPLAINED = """
Without HTTP, but for Oxigraph's own server, and every time in words that were never sent before; two cores, the data of
[performance.md](performance.md). *mixed* is the pool as it is: workers in memory and on disk, and a second start on the
other kind for what takes more than 20 ms. *disk* and *memory* have one kind alone. *before* is commit 49c06a7, with a
worker forked anew for each query. Trust the ratios, not single figures.
"""


@contextmanager
def driver(python: str, checkout: Path, release: Path, mode: str) -> Iterator[Callable[[object], object]]:
    """An evaluator in a process of its own: what carries out a task."""
    here = Path(__file__).parent.parent
    with subprocess.Popen(
        [python, "-m", "benchmarks.evaluation_driver", str(release), mode],
        cwd=here,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(checkout / "src"), str(here)])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        outcomes, tasks = cast("IO[str]", process.stdout), cast("IO[str]", process.stdin)

        def outcome() -> object:
            line = outcomes.readline()
            if not line:
                raise RuntimeError(f"the evaluator {mode} ended")
            return json.loads(line)

        def carry_out(task: object) -> object:
            tasks.write(json.dumps(task) + "\n")
            tasks.flush()
            return outcome()

        outcome()
        try:
            yield carry_out
        finally:
            tasks.close()


def by_driver(carry_out: Callable[[object], object]) -> Ask:
    """Ask an evaluator."""

    def ask(query: str) -> Asked:
        seconds, rows, name = cast("Asked", carry_out({"query": query}))
        return seconds, rows, name

    return ask


def by_http(server: servers.Server) -> Ask:
    """Ask a server; the time is that of HTTP too."""

    def ask(query: str) -> Asked:
        accept = "application/n-triples" if "CONSTRUCT" in query else "text/csv"
        headers = {"Accept": accept, "Content-Type": "application/sparql-query"}
        address = f"http://127.0.0.1:{server.endpoint.port}{server.endpoint.path}"
        request = urllib.request.Request(address, query.encode(), headers)
        began = time.perf_counter()
        with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310 - loopback
            body = answer.read()
        return time.perf_counter() - began, *rows_and_digest(body)

    return ask


def compare(asked: dict[str, Ask], question: Question, seconds: float, number: Iterator[int]) -> dict[str, list[Asked]]:
    """Ask all the same, in turns, for about so many seconds and three turns or more."""
    found: dict[str, list[Asked]] = {name: [] for name in asked}
    until, names = time.monotonic() + seconds, list(asked)
    turn = 0
    while turn < 3 or (turn < 150 and time.monotonic() < until):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            found[name].append(asked[name](question.fresh(next(number))))
        turn += 1
    return found


def _row(question: Question, found: dict[str, list[Asked]]) -> tuple[str, dict[str, float], list[str]]:
    """The line of a table for a question, the medians in ms, and what is wrong with the answers."""
    medians = {name: 1000 * statistics.median(each[0] for each in asked) for name, asked in found.items()}
    rows = {each[1] for asked in found.values() for each in asked}
    contents = {each[2] for asked in found.values() for each in asked}
    wrong = []
    if len(rows) > 1 or rows == {0}:
        wrong.append(f"{question.name}: rows {sorted(rows)}")
    elif len(contents) > 1:
        # Where the last of a page are equal in order, any of them may be on it.
        print(f"{question.name}: {len(contents)} different answers of {max(rows)} rows", file=sys.stderr)
    cells = " | ".join(f"{medians[name]:,.2f}" for name in found)
    better = min(medians["disk"], medians["memory"])
    return f"| {question.title} | {max(rows):,} | {cells} | {medians[OURS] / better:.2f} |", medians, wrong


def main() -> None:
    """Measure, and print the page."""
    options = _options()
    data = digest([options.release / "dumps" / "lotgraph.nq"])
    print(f"{HEAD}\n{Origin.of(PAGE, data, None, f'seconds {options.seconds:g}')}\n{EXPLAINED}", flush=True)
    number = count(int(time.time()) % 10**6 * 10**4)
    here = Path(__file__).parent.parent
    with ExitStack() as stack:
        drivers = {
            mode: stack.enter_context(driver(sys.executable, here, options.release, mode))
            for mode in (OURS, "disk", "memory")
        }
        if options.before:
            checkout, python = options.before
            drivers["before"] = stack.enter_context(driver(python, Path(checkout), options.release, "before"))
        asked = {name: by_driver(carry_out) for name, carry_out in drivers.items()}
        if options.oxigraph:
            program = servers.oxigraph(options.oxigraph, options.release / "store")
            asked["oxigraph"] = by_http(stack.enter_context(servers.running(program, "ASK {}")))
        wrong = _questions(asked, options.seconds, number)
        _rates(drivers, options.seconds)
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        sys.exit(1)


def _questions(asked: dict[str, Ask], seconds: float, number: Iterator[int]) -> list[str]:
    print(f"Milliseconds, median.\n\n| query | rows | {' | '.join(asked)} | ours / better source |")
    print(f"| --- | ---: |{' ---: |' * (len(asked) + 1)}")
    wrong, ratios = [], []
    for question in questions():
        line, medians, faults = _row(question, compare(asked, question, seconds, number))
        wrong += faults
        if medians.get("oxigraph", 0) > 1000 * HEAVY:
            ratios.append(medians["oxigraph"] / medians[OURS])
        print(line, flush=True)
    if ratios:
        print(f"\nOxigraph's time over ours where it takes more than 20 ms, median: {statistics.median(ratios):.1f}\n")
    return wrong


def _rates(drivers: dict[str, Callable[[object], object]], seconds: float) -> None:
    label = questions()[0].text
    print("| pool | labels a second, 4 threads | p99 alone, ms | beside 10 runaways | ratio |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, carry_out in drivers.items():
        rates: Sequence[float] = [
            cast("float", carry_out({"query": label, "threads": 4, "seconds": seconds / 2})) for _ in range(3)
        ]
        task = {"query": label, "runaway": RUNAWAY, "count": 10, "seconds": seconds}
        alone, beside = cast("tuple[float, float]", carry_out(task))
        rate = statistics.median(rates)
        print(f"| {name} | {rate:,.0f} | {alone * 1000:.2f} | {beside * 1000:.2f} | {beside / alone:.1f} |", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("release", type=Path, help="folder of the release")
    parser.add_argument("--oxigraph", metavar="PROGRAM", help="Oxigraph's own server")
    parser.add_argument("--before", nargs=2, metavar=("CHECKOUT", "PYTHON"), help="an older lotgraph")
    parser.add_argument("--seconds", type=float, default=4, help="about how long to ask one question (default: 4)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
