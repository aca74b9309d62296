"""What is measured: answers side by side, throughput, a cheap query in bad company, memory."""

from __future__ import annotations

import json
import re
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count, repeat
from pathlib import Path

from benchmarks.client import Connection, Crowd, Reply, hammer
from benchmarks.servers import Memory, Server, Watch, memory
from lotgraph.rdf.store.serialization import parse

QUERIES = Path(__file__).parent / "queries"
RUNAWAY = "SELECT (COUNT(*) AS ?it) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?i) }"
_MOST = 150
_MARK = 7_777_777


@dataclass(frozen=True)
class Question:
    """A kind of query: its file's name, its first line as title, its text."""

    name: str
    title: str
    text: str

    @property
    def is_repeatable(self) -> bool:
        """Whether its answer is the same rows each time: no LIMIT, or one that cuts a stated order."""
        return "LIMIT" not in self.text or "ORDER BY" in self.text

    def fresh(self, number: int) -> str:
        """The same query in words that were not sent before: no cache can know it."""
        return re.sub(r"\?it\b", f"?it{number}", self.text) + f"# {number}\n"


def questions(folder: Path = QUERIES) -> tuple[Question, ...]:
    """The queries of a folder, in the order of their names."""
    texts = ((path.stem, path.read_text("utf-8")) for path in sorted(folder.glob("*.rq")))
    return tuple(Question(name, text.partition("\n")[0].removeprefix("# "), text) for name, text in texts)


@dataclass
class Times:
    """Seconds of the answers of one server to one question; ``failed`` counts those without a 200, by status."""

    first: list[float] = field(default_factory=list)
    repeated: list[float] = field(default_factory=list)
    failed: dict[int, int] = field(default_factory=dict)
    rows: int = 0

    def add(self, to: list[float], reply: Reply) -> None:
        """Take one answer."""
        if reply.status == 200:
            to.append(reply.seconds)
        else:
            self.failed[reply.status] = self.failed.get(reply.status, 0) + 1


def median(seconds: Sequence[float]) -> float:
    """In milliseconds; not a number where nothing was measured."""
    return statistics.median(seconds) * 1000 if seconds else float("nan")


def p99(seconds: Sequence[float]) -> float:
    """In milliseconds; the largest where there are fewer than a hundred."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))] * 1000 if ordered else float("nan")


Compared = dict[str, dict[str, Times]]
"""Times by the name of the question and the name of the server."""


def compare(
    servers: Sequence[Server], asked: Sequence[Question], seconds: float, number: Iterator[int], fewest: int = 3
) -> Compared:
    """Ask every server every question, in turns, for about so many seconds a question, or a few turns if longer.

    In each turn a server is asked once in new words and once in those it knows; who is first changes.
    """
    found: Compared = {}
    for question in asked:
        found[question.name] = times = {server.name: Times() for server in servers}
        for server in servers:
            with closing(Connection(server.endpoint)) as connection:
                reply = connection.ask(question.text, keep=True)
                times[server.name].rows = len(answer_lines(reply)) if reply.status == 200 else -1
        _check_rows(question, times)
        connections = {server.name: Connection(server.endpoint) for server in servers}
        until = time.monotonic() + seconds
        for turn in range(_MOST):
            if turn >= fewest and time.monotonic() > until:
                break
            for server in (*servers[turn % len(servers) :], *servers[: turn % len(servers)]):
                mine, connection = times[server.name], connections[server.name]
                mine.add(mine.first, connection.ask(question.fresh(next(number))))
                mine.add(mine.repeated, connection.ask(question.text))
        for connection in connections.values():
            connection.close()
    return found


def _check_rows(question: Question, times: dict[str, Times]) -> None:
    """A table of answers that are empty or that differ would say nothing: ends the program."""
    counts = {name: each.rows for name, each in times.items()}
    if len(set(counts.values())) > 1 or min(counts.values()) < 1:
        raise SystemExit(f"{question.name}: rows of the answers (-1: no answer): {counts}")


def answer_lines(reply: Reply) -> list[str]:
    """An answer as sorted lines: a solution each in JSON, or a triple each; of ASK one line, none where it is no."""
    if reply.body.lstrip().startswith(b"{"):
        answer = json.loads(reply.body)
        if "boolean" in answer:
            return ["true"] if answer["boolean"] else []
        return sorted(json.dumps(row, sort_keys=True, ensure_ascii=False) for row in answer["results"]["bindings"])
    with tempfile.NamedTemporaryFile(suffix=".ttl") as file:
        Path(file.name).write_bytes(reply.body)
        return sorted(map(str, parse(Path(file.name))))


@dataclass(frozen=True)
class Throughput:
    """Answers a second of one server: of a query never asked before, and of one asked again and again."""

    first: float
    repeated: float
    failed: int


def throughput(
    servers: Sequence[Server], cheap: Question, connections: int, number: Iterator[int], seconds: float = 2
) -> dict[str, Throughput]:
    """Three runs of each, in turns; the median counts."""
    found: dict[str, list[tuple[float, float, int]]] = {server.name: [] for server in servers}
    for _ in range(3):
        for server in servers:
            pattern, mark = server.endpoint.request(cheap.fresh(_MARK)), str(_MARK).encode()
            fresh = (pattern.replace(mark, str(each).encode()) for each in number)
            first, failed = hammer(server.endpoint, fresh, seconds, connections)
            again = repeat(server.endpoint.request(cheap.text))
            repeated, bad = hammer(server.endpoint, again, seconds, connections)
            found[server.name].append((first, repeated, failed + bad))
    return {
        name: Throughput(
            statistics.median(first for first, _, _ in runs),
            statistics.median(repeated for _, repeated, _ in runs),
            sum(failed for _, _, failed in runs),
        )
        for name, runs in found.items()
    }


@dataclass(frozen=True)
class Company:
    """A cheap query alone and beside runaways, of which ``running`` were under way at the end."""

    idle: Times
    beside: Times
    running: int
    ended: dict[int, int]


def company(server: Server, cheap: Question, size: int, seconds: float, number: Iterator[int]) -> Company:
    """Ask a cheap query in ever new words, first alone and then beside so many queries that never end."""
    idle = _paced(server, cheap, seconds, number)
    crowd = Crowd(server.endpoint, RUNAWAY, size)
    try:
        time.sleep(0.5)
        beside = _paced(server, cheap, seconds, number, crowd)
        return Company(idle, beside, crowd.running, crowd.ended)
    finally:
        crowd.close()


def _paced(server: Server, cheap: Question, seconds: float, number: Iterator[int], crowd: Crowd | None = None) -> Times:
    times = Times()
    until = time.monotonic() + seconds
    with closing(Connection(server.endpoint, timeout=10)) as connection:
        while time.monotonic() < until:
            times.add(times.first, connection.ask(cheap.fresh(next(number))))
            if crowd is not None:
                crowd.tend()
            time.sleep(0.004)
    return times


@dataclass(frozen=True)
class Streamed:
    """One long answer: its bytes and seconds, and the server's memory before and at most, in MB."""

    status: int
    size: int
    seconds: float
    before: float
    peak: float


def streamed(server: Server, long: Question, number: Iterator[int]) -> Streamed:
    """Read the long answer while the server's memory is watched."""
    with Watch(server.process) as watch, closing(Connection(server.endpoint)) as connection:
        reply = connection.ask(long.fresh(next(number)))
    return Streamed(reply.status, reply.size, reply.seconds, watch.before, watch.peak)


def settled(server: Server) -> tuple[Memory, ...]:
    """The memory of a server that has had a moment to rest."""
    time.sleep(1)
    return memory(server.process)


def numbers() -> Iterator[int]:
    """Numbers for fresh queries, never the same in two runs."""
    return count(int(time.time()) % 10**6 * 10**6)
