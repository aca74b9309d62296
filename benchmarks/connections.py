"""Measure how servers hold out beside slow clients and many connections, on one machine in one go, as Markdown.

``python -m benchmarks.connections PUBLICATION [--before PROGRAM] [--out docs/performance-connections.md]``: lotgraph's
own server, its app behind other servers as far as they are installed (``pip install gunicorn waitress granian``),
and another version of lotgraph by its program.  Everything listens on loopback, every server may open 4,096 files,
and no load lasts longer than some seconds.  No time is asserted.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import resource
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from itertools import count, repeat
from pathlib import Path

from benchmarks.client import Connection, Endpoint, connected, hammer
from benchmarks.measure import median, p99
from benchmarks.origin import Origin, digest
from benchmarks.servers import Program, Server, family, lotgraph, memory, running, total
from lotgraph.release.folder import current_release

PAGE = "performance-connections.md"
FILES = 4096
SLOW = 200
IDLE = 2000
ANSWERS = 300
SECONDS = 4.0
GIVE_UP = 5.0

LABEL = "SELECT ?l WHERE {{ ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?l }} LIMIT 1 # {}"
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?i) }"
LONG = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } LIMIT 400000"


@dataclass
class Found:
    """What one server did: milliseconds in the median and at the 99th per cent, and single figures."""

    times: dict[str, tuple[float, float, int]] = field(default_factory=dict)
    rates: dict[str, float] = field(default_factory=dict)
    figures: dict[str, str] = field(default_factory=dict)


class SlowClients:
    """Connections that do something slowly, in one thread, until closed."""

    def __init__(self, endpoint: Endpoint, size: int, begin: bytes, drip: bytes = b"") -> None:
        self._drip = drip
        self._over = threading.Event()
        self.links: list[socket.socket] = []
        for _ in range(size):
            try:
                link = connected(endpoint, GIVE_UP)
                link.sendall(begin)
            except OSError:
                continue
            self.links.append(link)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        place = 0
        while self._drip and not self._over.wait(1.0):
            piece = self._drip[place % len(self._drip) :][:1]
            place += 1
            for link in self.links:
                try:
                    link.send(piece, socket.MSG_DONTWAIT)
                except OSError:
                    continue

    def close(self) -> None:
        """Go away."""
        self._over.set()
        self._thread.join()
        for link in self.links:
            link.close()


def slow_heads(endpoint: Endpoint) -> SlowClients:
    """Clients that send a byte of a head a second."""
    return SlowClients(endpoint, SLOW, b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ", b"a")


def slow_bodies(endpoint: Endpoint) -> SlowClients:
    """Clients that send a byte of a body a second."""
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 1000\r\n\r\n"
    return SlowClients(endpoint, SLOW, head, b"a")


def idle(endpoint: Endpoint) -> SlowClients:
    """Clients that keep a connection after an answer and ask nothing more."""
    return SlowClients(endpoint, IDLE, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")


def lingering(endpoint: Endpoint) -> SlowClients:
    """Clients that ask for the end of the connection and do not end it."""
    return SlowClients(endpoint, SLOW, b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")


def never_reading(endpoint: Endpoint) -> SlowClients:
    """Clients that ask for a long answer and read none of it."""
    return SlowClients(endpoint, 12, endpoint.request(LONG))


CROWDS: dict[str, Callable[[Endpoint], SlowClients]] = {
    f"{SLOW} send a head slowly": slow_heads,
    f"{SLOW} send a body slowly": slow_bodies,
    f"{IDLE:,} idle connections": idle,
    f"{SLOW} do not close": lingering,
    "12 never read": never_reading,
}


def others(endpoint: Endpoint, number: Iterator[int]) -> list[float]:
    """Seconds of requests of somebody else, each fifth on a new connection: pages, cached and first answers."""
    requests = (
        lambda: endpoint.get("/healthz", "text/plain"),
        lambda: endpoint.request("ASK {}"),
        lambda: endpoint.request(LABEL.format(next(number))),
    )
    found = []
    until = time.monotonic() + 15
    connection = Connection(endpoint, GIVE_UP)
    for turn in range(ANSWERS):
        if turn % 5 == 0:
            connection.close()
        reply = connection.send(requests[turn % len(requests)]())
        if reply.status:
            found.append(reply.seconds)
        if time.monotonic() > until:
            break
    connection.close()
    return found


def measure(server: Server, number: Iterator[int], tell: Callable[[str], None]) -> Found:
    """All of one server."""
    found = Found()
    endpoint = server.endpoint
    with closing(Connection(endpoint, 30)) as connection:
        for _ in range(3):
            connection.ask("ASK {}")
    for name, requests in {
        "cached answers": repeat(endpoint.request("ASK {}")),
        "landing page": repeat(endpoint.get("/", "text/html")),
        "first answers": (endpoint.request(LABEL.format(each)) for each in number),
    }.items():
        tell(f"{server.name}: {name}")
        found.rates[name], _ = hammer(endpoint, iter(requests), SECONDS, 4)
    found.times["nobody else"] = _summary(others(endpoint, number))
    for name, gather in CROWDS.items():
        tell(f"{server.name}: {name}")
        if not family(server.process):
            found.times[name] = (float("nan"), float("nan"), 0)
            continue
        with _raised(), closing(gather(endpoint)):
            time.sleep(1.5)
            found.times[name] = _summary(others(endpoint, number))
        time.sleep(1.0)
    found.figures["memory, MB"] = f"{total(memory(server.process)):,.0f}"
    found.figures["a client leaves: its query ends after"] = _leave(endpoint)
    return found


def _summary(seconds: Sequence[float]) -> tuple[float, float, int]:
    return median(seconds), p99(seconds), ANSWERS - len(seconds)


@contextmanager
def _raised() -> Iterator[None]:
    """Let this process open as many files as its crowds need."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (before[1], before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def _leave(endpoint: Endpoint) -> str:
    """How long a query runs on whose client has left."""
    with closing(connected(endpoint, GIVE_UP)) as link:
        link.sendall(endpoint.request(RUNAWAY))
        if not _wait(lambda: _running(endpoint) > 0):
            return "not seen"
    began = time.perf_counter()
    return f"{time.perf_counter() - began:.1f} s" if _wait(lambda: _running(endpoint) == 0, 20) else "above 20 s"


def _running(endpoint: Endpoint) -> int:
    with closing(Connection(endpoint, GIVE_UP)) as connection:
        text = connection.send(endpoint.get("/metrics", "text/plain"), keep=True).body.decode()
    line = next((each for each in text.splitlines() if each.startswith("lotgraph_evaluations ")), "x 0")
    return int(float(line.split()[1]))


def _wait(condition: Callable[[], bool], seconds: float = 5) -> bool:
    until = time.monotonic() + seconds
    while not (met := condition()) and time.monotonic() < until:
        time.sleep(0.05)
    return met


def stop(server: Server, process: int) -> str:
    """How long it takes to stop beside idle connections and slow ones."""
    with ExitStack() as stack:
        stack.enter_context(_raised())
        for gather in (slow_heads, slow_bodies, idle):
            stack.enter_context(closing(gather(server.endpoint)))
        began = time.perf_counter()
        try:
            os.kill(process, signal.SIGINT)
        except ProcessLookupError:
            return "had ended"
        ended = _wait(lambda: process not in family(process), 60)
        return f"{time.perf_counter() - began:.1f} s" if ended else "above 60 s"


def host(name: str, publication: Path) -> Program:
    """Lotgraph's app behind another server."""

    def command(port: int) -> Sequence[str]:
        return (sys.executable, "-m", "benchmarks.hosts", name, str(publication), str(port))

    return Program(f"app on {name}", command, "/sparql", {})


def before(program: str, publication: Path) -> Program:
    """Another version of lotgraph."""

    def command(port: int) -> Sequence[str]:
        return (program, "serve", str(publication), "--port", str(port))

    return Program("lotgraph before", command, "/sparql", {}, in_memory=True)


HEAD = """# Performance beside slow clients and many connections

Made by this command, which anyone can run; nothing in it is checked against a limit:

```console
$ python -m benchmarks.connections PUBLICATION --before PROGRAM --out docs/performance-connections.md
```
"""
EXPLAINED = f"""
Two cores, the seeds, loopback; one server after another, its clients on the same machine. Each has one web process
and {FILES:,} file descriptors. *lotgraph before* is lotgraph on gunicorn's threads (commit 49c06a7), with the path for
cached answers that it had; the *app on* another server is lotgraph's application behind that server as it comes.
A slow client sends a byte a second; the query that is asked beside them is new each time. Trust the ratios, not single
figures.
"""


def report(origin: Origin, found: dict[str, Found]) -> Iterator[str]:
    """The page."""
    names = list(found)
    yield HEAD
    yield str(origin)
    yield EXPLAINED
    yield f"| requests a second, 4 connections | {' | '.join(names)} |"
    yield f"| --- |{' ---: |' * len(names)}"
    for row in next(iter(found.values())).rates:
        yield f"| {row} | {' | '.join(f'{found[name].rates[row]:,.0f}' for name in names)} |"
    yield ""
    yield f"| beside them, ms: median / p99 (unanswered of {ANSWERS}) | {' | '.join(names)} |"
    yield f"| --- |{' ---: |' * len(names)}"
    for row in next(iter(found.values())).times:
        yield f"| {row} | {' | '.join(_cell(found[name].times[row]) for name in names)} |"
    yield ""
    yield f"| and | {' | '.join(names)} |"
    yield f"| --- |{' ---: |' * len(names)}"
    for row in next(iter(found.values())).figures:
        yield f"| {row} | {' | '.join(found[name].figures[row] for name in names)} |"


def _cell(times: tuple[float, float, int]) -> str:
    middle, late, missing = times
    if missing == ANSWERS:
        return "no answer"
    return f"{middle:.1f} / {late:.1f}" + (f" ({missing})" if missing else "")


def main() -> None:
    """Measure, and print or write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("publication", type=Path)
    parser.add_argument("--before", help="the program `lotgraph` of another version")
    parser.add_argument("--beside", default="gunicorn,waitress,granian", help="servers to put the app behind")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    programs = [lotgraph(options.publication)]
    if options.before:
        programs.append(before(options.before, options.publication))
    programs += [
        host(name, options.publication)
        for name in filter(None, options.beside.split(","))
        if importlib.util.find_spec(name)
    ]
    number = count(int(time.time()))
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    found: dict[str, Found] = {}
    for program in programs:
        with running(program, "ASK {}") as server:
            found[program.name] = measure(server, number, lambda what: print(what, file=sys.stderr, flush=True))
            found[program.name].figures["stops beside 2,400 connections"] = stop(server, server.process)
    data = current_release(options.publication) / "dumps" / "lotgraph.nq"
    origin = Origin.of(PAGE, digest([data]), None, f"slow clients {SLOW}, idle connections {IDLE:,}")
    page = "\n".join(report(origin, found)) + "\n"
    if options.out:
        options.out.write_text(page, "utf-8")
    else:
        print(page)


if __name__ == "__main__":
    main()
