"""Start servers on loopback, wait until they answer, see what memory they take, and stop them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from benchmarks.client import Connection, Endpoint

_MEBI = 1024


@dataclass(frozen=True)
class Server:
    """A running server."""

    name: str
    process: int
    endpoint: Endpoint


@dataclass(frozen=True)
class Memory:
    """Of one process, in MB; ``pss`` counts a page that several share in parts."""

    process: int
    rss: float
    pss: float
    own: float


@dataclass(frozen=True)
class Program:
    """How to start a server: ``command`` is given the port.

    One that is to answer from memory is waited for until it does.
    """

    name: str
    command: Callable[[int], Sequence[str]]
    path: str
    environment: Mapping[str, str]
    ready_after: float = 120
    in_memory: bool = False


def lotgraph(publication: Path, name: str = "lotgraph", **settings: int) -> Program:
    """``lotgraph serve`` of the installation that runs this; ``settings`` beside those by default."""

    def command(port: int) -> Sequence[str]:
        return (sys.executable, "-m", "lotgraph.cli", "serve", str(publication), "--port", str(port))

    environment = {f"LOTGRAPH_{key.upper()}": str(value) for key, value in settings.items()}
    return Program(name, command, "/sparql", environment, in_memory=settings.get("store_megabytes") != 0)


def oxigraph(program: str, store: Path) -> Program:
    """Oxigraph's own server, on the very store of the release."""

    def command(port: int) -> Sequence[str]:
        return (program, "serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}")

    return Program("oxigraph", command, "/query", {})


def rdflib_endpoint(program: str, triples: Path) -> Program:
    """rdflib-endpoint with rdflib's own store, in memory."""

    def command(port: int) -> Sequence[str]:
        return (program, "serve", "--host", "127.0.0.1", "--port", str(port), str(triples))

    return Program("rdflib-endpoint", command, "/", {}, ready_after=300)


@contextmanager
def running(program: Program, probe: str) -> Iterator[Server]:
    """Start it, wait until it answers the query ``probe``, and stop it and all that it started at the end."""
    port = _free_port()
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            program.command(port),
            env={**os.environ, **program.environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            server = Server(program.name, process.pid, Endpoint(port, program.path))
            _wait(program, server, process, probe, log)
            yield server
        finally:
            _stop(process)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _wait(program: Program, server: Server, process: subprocess.Popen[bytes], probe: str, log: IO[bytes]) -> None:
    until = time.monotonic() + program.ready_after
    while time.monotonic() < until and process.poll() is None:
        try:
            with closing(Connection(server.endpoint, timeout=10)) as connection:
                if connection.ask(probe).status == 200 and (not program.in_memory or _is_in_memory(connection, server)):
                    return
        except OSError:
            pass
        time.sleep(0.2)
    log.seek(0)
    said = log.read()[-2000:].decode("utf-8", "replace")
    raise RuntimeError(f"{server.name} does not answer as it should (exit code {process.poll()}):\n{said}")


def _is_in_memory(connection: Connection, server: Server) -> bool:
    """Whether lotgraph answers from memory; it begins on disk while it loads."""
    reply = connection.send(server.endpoint.get("/sparql/limits", "application/json"), keep=True)
    return reply.status == 200 and bool(json.loads(reply.body)["data_in_memory"])


def _stop(process: subprocess.Popen[bytes]) -> None:
    processes = family(process.pid)
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for left in processes:
        if left in family(process.pid):
            os.kill(left, signal.SIGKILL)


def family(process: int) -> tuple[int, ...]:
    """The process, those of its session and their descendants; none of them where there is no /proc."""
    parents: dict[int, tuple[int, int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name in brackets may hold anything, brackets too.
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            parents[int(path.parent.name)] = int(fields[1]), int(fields[3])
    found = {each for each, (_, session) in parents.items() if process in (each, session)}
    while more := {each for each, (parent, _) in parents.items() if parent in found} - found:
        found |= more
    return tuple(sorted(found))


def memory(process: int) -> tuple[Memory, ...]:
    """What each process of the family takes now; empty where the system does not tell."""
    found = []
    for each in family(process):
        try:
            lines = Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()[1:]
        except OSError:
            continue
        sizes = {name: float(rest.split()[0]) / _MEBI for name, _, rest in (line.partition(":") for line in lines)}
        own = sizes.get("Private_Clean", 0) + sizes.get("Private_Dirty", 0)
        found.append(Memory(each, sizes.get("Rss", 0), sizes.get("Pss", 0), own))
    return tuple(found)


def cpu_seconds(process: int) -> float:
    """The CPU time of the processes of the family, and of those that have ended; 0 where the system does not tell."""
    nanoseconds = ticks = 0
    for each in family(process):
        for path in Path(f"/proc/{each}/task").glob("*/schedstat"):
            with suppress(OSError):
                nanoseconds += int(path.read_text().split()[0])
        with suppress(OSError):
            # Of children that were waited for, in ticks of the clock (proc(5): cutime, cstime).
            ended = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()[13:15]
            ticks += sum(map(int, ended))
    return nanoseconds / 1e9 + ticks / os.sysconf("SC_CLK_TCK")


class Watch:
    """The largest sum of the family's memory (PSS) while something runs, looked at ten times a second."""

    def __init__(self, process: int) -> None:
        self._process = process
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.before = self.peak = total(memory(process))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.1):
            self.peak = max(self.peak, total(memory(self._process)))


def total(found: Sequence[Memory]) -> float:
    """The sum of the PSS: what the processes take together."""
    return sum(each.pss for each in found)
