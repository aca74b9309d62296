"""Measure the endpoint beside Oxigraph's own server and rdflib-endpoint, on one machine in one go.

``python -m benchmarks.endpoints --rivals DIR/bin --out docs/performance.md``, from the checkout, where DIR is an
environment with ``pip install oxigraph rdflib-endpoint uvicorn``.  A rival that is not there is left out.  The
first run makes the data, which takes a minute; a run takes about five.  Everything listens on loopback and is
stopped at the end.  No time is asserted: a slow machine gives another table, not a failure.
"""

from __future__ import annotations

import argparse
import os
import platform
import shlex
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from benchmarks import answers, generate, servers
from benchmarks.measure import (
    Company,
    Compared,
    Question,
    Streamed,
    Throughput,
    company,
    compare,
    numbers,
    questions,
    settled,
    streamed,
    throughput,
)
from benchmarks.origin import Origin, digest
from benchmarks.publication import SAMPLE, Published, publish
from benchmarks.report import DISK, OURS, OXIGRAPH, RDFLIB, Results, Taken, markdown
from benchmarks.servers import Program, Server, running

RUNAWAYS = 10


@dataclass
class Run:
    """One run: what it was asked for, and what it has found so far."""

    options: argparse.Namespace
    asked: tuple[Question, ...]
    number: Iterator[int] = field(default_factory=numbers)
    compared: Compared = field(default_factory=dict)
    small: Compared = field(default_factory=dict)
    rate: dict[str, Throughput] = field(default_factory=dict)
    company: dict[str, Company] = field(default_factory=dict)
    memory: dict[str, Taken] = field(default_factory=dict)
    streamed: dict[str, Streamed] = field(default_factory=dict)
    started: float = field(default_factory=time.monotonic)

    def tell(self, what: str) -> None:
        """Say where the run is."""
        print(f"{time.monotonic() - self.started:6.0f} s  {what}", file=sys.stderr, flush=True)

    @property
    def late(self) -> bool:
        """Whether no further part should begin."""
        return time.monotonic() - self.started > 60 * float(self.options.minutes)

    def start(self, stack: ExitStack, programs: Sequence[Program]) -> list[Server]:
        """Start servers that run until the stack ends."""
        found = []
        for program in programs:
            self.tell(f"start {program.name}")
            found.append(stack.enter_context(running(program, self.asked[0].text)))
        return found

    def side_by_side(self, programs: Sequence[Program]) -> None:
        """Every question to every server, in turns; then one long answer, and many at once."""
        with ExitStack() as stack:
            started = self.start(stack, programs)
            self.measured(started, self.options.seconds)
            self.tell("many at once")
            self.rate = throughput(started, self.asked[0], self.options.connections, self.number)

    def alone(self, program: Program) -> None:
        """The questions to one server by itself, once each or a little more."""
        with ExitStack() as stack:
            self.measured(self.start(stack, [program]), self.options.seconds / 6, 1)

    def measured(self, started: Sequence[Server], seconds: float, fewest: int = 3) -> None:
        """The questions, in turns, and one long answer; memory before and after."""
        at_start = {server.name: settled(server) for server in started}
        self.tell("questions, in turns")
        for name, times in compare(started, self.asked, seconds, self.number, fewest).items():
            self.compared.setdefault(name, {}).update(times)
        self.memory |= {server.name: Taken(at_start[server.name], settled(server)) for server in started}
        self.tell("one long answer")
        self.streamed |= {server.name: streamed(server, self.asked[-1], self.number) for server in started}

    def bad_company(self, programs: Sequence[Program]) -> None:
        """One server at a time: those that cannot stop a query would disturb the next."""
        for program in programs:
            if not self.late:
                with ExitStack() as stack:
                    (server,) = self.start(stack, [program])
                    self.tell(f"{RUNAWAYS} runaways")
                    seconds = self.options.seconds
                    self.company[program.name] = company(server, self.asked[0], RUNAWAYS, seconds, self.number)

    def beside_rdflib(self, programs: Sequence[Program]) -> None:
        """The questions again on the smaller graph."""
        with ExitStack() as stack:
            started = self.start(stack, programs)
            self.tell("questions on the smaller graph, in turns")
            self.small = compare(started, self.asked, self.options.seconds / 3, self.number)


def main() -> None:
    """Measure, and print or write the page."""
    options = _options()
    work = options.work or Path(tempfile.mkdtemp(prefix="lotgraph-benchmark-"))
    run = Run(options, questions())
    try:
        found = _measured(run, work)
    finally:
        if options.work is None:
            shutil.rmtree(work, ignore_errors=True)
    page = markdown(found)
    if options.out:
        options.out.write_text(page, "utf-8")
    else:
        print(page)
    run.tell("done")


def _measured(run: Run, work: Path) -> Results:
    options = run.options
    run.tell("data")
    full = publish(work / f"scale-{options.scale:g}", options.scale, options.seed)
    small = publish(work / f"scale-{options.small:g}", options.small, options.seed)
    sample = work / f"scale-{SAMPLE:g}"
    answers.check(sample)
    run.started = time.monotonic()
    oxigraph, rdflib_endpoint = (_program(options.rivals, name) for name in (OXIGRAPH, RDFLIB))
    ours = servers.lotgraph(full.folder, OURS)
    rivals = [servers.oxigraph(oxigraph, full.store)] if oxigraph else []
    run.side_by_side([ours, *rivals])
    run.bad_company([ours, *rivals])
    if not run.late:
        run.alone(servers.lotgraph(full.folder, DISK, store_megabytes=0))
    if rdflib_endpoint and not run.late:
        run.beside_rdflib(
            [servers.lotgraph(small.folder, OURS), servers.rdflib_endpoint(rdflib_endpoint, small.triples_file)]
        )
    return _results(run, full, small, publish(sample, SAMPLE))


def _results(run: Run, full: Published, small: Published, sample: Published) -> Results:
    options = run.options
    parameters = f"scale {options.scale:g}, small {options.small:g}, seed {options.seed}"
    return Results(
        origin=Origin.of("performance.md", digest((full.quads_file, small.quads_file)), sample, parameters),
        command=_command(),
        machine=tuple(_machine(run.options.rivals)),
        triples=full.triples,
        small_triples=small.triples,
        connections=run.options.connections,
        runaways=RUNAWAYS,
        asked=run.asked,
        compared=run.compared,
        small=run.small,
        rate=run.rate,
        company=run.company,
        memory=run.memory,
        streamed=run.streamed,
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--scale", type=float, default=1.0, help="size of the data; 1 is two million triples (default)")
    parser.add_argument(
        "--small", type=float, default=0.05, help="size of the data for rdflib-endpoint (default: 0.05)"
    )
    parser.add_argument("--seed", type=int, default=generate.SEED, help="of the data")
    parser.add_argument("--seconds", type=float, default=6, help="about how long to ask one question (default: 6)")
    parser.add_argument("--connections", type=int, default=4, help="connections for answers a second (default: 4)")
    parser.add_argument("--minutes", type=float, default=8, help="begin no further part after this time (default: 8)")
    parser.add_argument("--rivals", type=Path, metavar="DIR", help="where their programs are (default: on the path)")
    parser.add_argument("--work", type=Path, metavar="DIR", help="keep the data here for the next run")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the page here (default: standard output)")
    return parser.parse_args()


def _program(folder: Path | None, name: str) -> str | None:
    found = shutil.which(name, path=None if folder is None else str(folder))
    if found is None:
        print(f"{name} is not there and is left out", file=sys.stderr)
    return found


def _command() -> str:
    """The command, without the folders of this machine."""
    kept: list[str] = []
    words = iter(sys.argv[1:])
    for word in words:
        name, _, value = word.partition("=")
        if name in ("--rivals", "--work", "--out"):
            value = value or next(words, "")
            if name == "--out" and not Path(value).is_absolute():
                kept += [name, value]
        else:
            kept.append(word)
    return shlex.join(["python", "-m", "benchmarks.endpoints", *kept])


def _machine(rivals: Path | None) -> Iterator[tuple[str, str]]:
    """What the figures depend on, without names of hosts."""
    yield "cores", str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count())
    yield "memory", f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"
    yield "system", f"{platform.system()} {platform.machine()}"
    yield "Python", platform.python_version()
    for name in (OURS, "pyoxigraph", "uvicorn"):
        yield name, version(name)
    for name in (OXIGRAPH, RDFLIB, "rdflib"):
        if (found := _version_there(rivals, name)) is not None:
            yield name, found


def _version_there(rivals: Path | None, name: str) -> str | None:
    """The version of a package in the environment of the rivals, which is not the one that runs this."""
    if rivals is None:
        return None
    stem = name.replace("-", "_")
    found = rivals.parent.glob(f"lib/python*/site-packages/{stem}-*.dist-info")
    return next((path.name.removeprefix(f"{stem}-").removesuffix(".dist-info") for path in found), None)


if __name__ == "__main__":
    main()
