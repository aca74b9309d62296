"""The fork server: a process of one thread that loads the release, and forks a worker when the web orders one.

It is started anew, never forked from the web process with its threads, and is the parent of the workers:
it alone knows which of their process ids are still theirs, so killing is its task too.  It ends when the
web process does, and its workers with it; where it is killed itself, its workers go on answering.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import socket
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, Final, NoReturn, cast

from lotgraph.errors import LotgraphError
from lotgraph.evaluation import confinement, frames
from lotgraph.evaluation.worker import FAILED, Worker
from lotgraph.formats import media
from lotgraph.rdf.store import loading, serialization
from lotgraph.rdf.store.query import Store

_IGNORED: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2)


class ForkServer:
    """Carries out the orders of one web process."""

    def __init__(self, control: socket.socket, setup: Mapping[str, Any]) -> None:
        self._control = control
        self._setup = setup
        self._children: dict[int, int] = {}
        self._store: Store | None = None
        self._wakeup, self._wake = socket.socketpair()

    def run(self) -> None:
        """Load, say so, and carry out orders until the web process is gone."""
        closed = not self._setup["services"] and confinement.leave_network()
        if self._setup["memory"]:
            self._store = _load_store(self._setup)
            # Its workers can open no socket.
            closed = not self._setup["services"]
        _warm(self._store)
        os.set_blocking(self._wake.fileno(), False)
        os.set_blocking(self._wakeup.fileno(), False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake.fileno(), warn_on_full_buffer=False)
        # What is here now will be in every worker: the collector shall not touch, and so copy, it.
        gc.collect()
        gc.freeze()
        self._report(frames.LOADED, 0, int(closed))
        waiting = select.poll()
        waiting.register(self._control, select.POLLIN)
        waiting.register(self._wakeup, select.POLLIN)
        while True:
            ready = [descriptor for descriptor, _ in waiting.poll()]
            if self._wakeup.fileno() in ready:
                self._reap()
            if self._control.fileno() in ready and not self._obey():
                return

    def end(self) -> None:
        """Leave no child behind."""
        for pid in self._children.values():
            os.kill(pid, signal.SIGKILL)
        for pid in self._children.values():
            os.waitpid(pid, 0)

    def _obey(self) -> bool:
        """Carry out one order; False where there will be no more."""
        try:
            data, given, _, _ = socket.recv_fds(self._control, frames.ORDER.size, 2)
        except ConnectionResetError:
            return False
        if not data:
            return False
        if len(data) < frames.ORDER.size:
            data += frames.exactly(self._control, frames.ORDER.size - len(data)) or b""
        order, number = frames.ORDER.unpack(data)
        if order == frames.FORK:
            self._fork_worker(number, *given)
        elif number in self._children:
            # Until it is reaped here, its process id is nobody else's.
            if order == frames.KILL:
                os.kill(self._children[number], signal.SIGKILL)
            elif order == frames.RENICE:
                confinement.give_way(self._children[number])
        return True

    def _fork_worker(self, number: int, channel: int, errors: int) -> None:
        try:
            pid = os.fork()
        except OSError:
            pid = -1
        if pid == 0:
            self._become_worker(channel, errors)
        os.close(channel)
        os.close(errors)
        if pid < 0:
            self._report(frames.EXITED, number, FORK_FAILED)
            return
        self._children[number] = pid

    def _become_worker(self, channel: int, errors: int) -> NoReturn:
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.dup2(errors, 2)
            os.close(errors)
            confinement.end_with_reader(2)
            for mine in (self._control, self._wakeup, self._wake):
                mine.close()
            confinement.disable_core_dumps()
            with socket.socket(fileno=channel) as own:
                _serve(own, self._store, self._setup)
            status = 0
        except BaseException:  # noqa: BLE001 - whatever it is, this copy of the fork server must not go on
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(status)

    def _reap(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self._wakeup.recv(4096):
                pass
        for number, pid in tuple(self._children.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                del self._children[number]
                self._report(frames.EXITED, number, os.waitstatus_to_exitcode(status))

    def _report(self, what: bytes, number: int, value: int) -> None:
        # Where the web process is gone, the next order tells so.
        with contextlib.suppress(OSError):
            self._control.sendall(frames.REPORT.pack(what, number, value))


FORK_FAILED: Final = 71
"""Reported as the end of a worker that the system had no room for."""


def main() -> None:
    """Be the fork server of the web process at the other end of the socket whose number is the argument."""
    for number in _IGNORED:
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    with socket.socket(fileno=int(sys.argv[1])) as control:
        confinement.set_parent_death_signal(int(sys.argv[2]))
        setup = frames.receive(control)
        if setup is None:
            return
        server = ForkServer(control, frames.content(setup[1]))
        try:
            server.run()
        except LotgraphError as error:
            sys.stderr.write(f"lotgraph: the release could not be loaded into memory: {error}\n")
            sys.exit(error.exit_code)
        finally:
            server.end()
    # To take the store apart, triple by triple, would take seconds.
    os._exit(0)


def _serve(channel: socket.socket, loaded: Store | None, setup: Mapping[str, Any]) -> None:
    """Answer queries from the store in memory, or from the one on disk, which each worker opens for itself."""
    try:
        opened = loading.open_release(Path(setup["store"])) if loaded is None else loaded
    except LotgraphError as error:
        channel.sendall(frames.failure(FAILED, str(error)))
        return
    if loaded is not None:
        confinement.copy_shared_memory()
    worker = Worker(channel, opened, setup["base"], setup["prefixes"], setup["services"])
    if loaded is not None and not setup["services"]:
        # The store on disk opens its files as it needs them.
        confinement.forbid_files()
    worker.run()


def _load_store(setup: Mapping[str, Any]) -> Store:
    """The release in memory, laid out as its store on disk is."""
    with ExitStack() as stack:
        beside = [_named(iri, Path(path), stack) for iri, path in setup["beside"]]
        return loading.memory_store([Path(path) for path in setup["data"]], beside)


def _named(iri: str, dump: Path, stack: ExitStack) -> Path:
    """The dump of one graph as N-Quads that name the graph."""
    file = stack.enter_context(tempfile.NamedTemporaryFile(suffix=".nq"))  # noqa: SIM115 - the stack closes it
    statements = (replace(statement, graph=iri) for statement in serialization.parse(dump))
    serialization.serialize(statements, media.find_formats("nquads")[0], cast("IO[bytes]", file))
    file.flush()
    return Path(file.name)


def _warm(loaded: Store | None) -> None:
    """Do once what each worker would otherwise do first: build the parsers, fill the caches."""
    opened = loaded or loading.memory_store()
    for query in _FIRST:
        with contextlib.suppress(LotgraphError):
            opened.query(query).write(media.FORMATS[0], cast("IO[bytes]", _Nowhere()))


class _Nowhere:
    """A file that takes everything and keeps nothing."""

    def write(self, data: bytes) -> int:
        return len(data)

    def flush(self) -> None:
        pass


_FIRST: Final = ("SELECT ?s WHERE { ?s ?p ?o } LIMIT 1", "SELECT ?s WHERE { SERVICE <a:b> { ?s ?p ?o } }")


if __name__ == "__main__":
    main()
