"""The web process's side of a fork server and of its workers: processes, orders and reports."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import subprocess
import sys
import threading
from enum import Enum
from typing import TYPE_CHECKING, Final

from lotgraph.evaluation import frames

if TYPE_CHECKING:
    from lotgraph.evaluation.contract import ReleaseFiles

_STDERR: Final = 4096
_RECEIVED: Final = 4 * frames.PIECE
_END: Final = 1.0
"""Seconds in which a fork server that can hear ends its workers and itself."""


class Source(Enum):
    """Where workers read the data."""

    MEMORY = "memory"
    DISK = "disk"


class Place(Enum):
    """What a busy worker is counted as: each kind is bounded by itself."""

    QUERY = "query"
    BATCH = "batch"
    SECOND = "second"


class WorkerClient:
    """A worker as the web process sees it; all but ``kill`` and ``renice`` is for one thread at a time."""

    def __init__(self, server: ForkServerClient, number: int) -> None:
        self.server = server
        self.source = server.source
        self.number = number
        self.pid = 0
        self.born = 0
        self.began = 0.0
        self.place = Place.QUERY
        self.slow = False
        self.status: int | None = None
        self.exited = threading.Event()
        self.channel, self._theirs = socket.socketpair()
        self._stderr, self._their_stderr = os.pipe()
        # A worker that says more than anybody reads shall not wait for it.
        os.set_blocking(self._their_stderr, False)
        os.set_blocking(self._stderr, False)
        self._closing = threading.Lock()
        self._frames = frames.Frames()
        self._readable = select.poll()
        self._readable.register(self.channel, select.POLLIN)

    def hand_over(self) -> None:
        """Send the worker's ends of its sockets with the order to fork it."""
        try:
            self.server.order(frames.FORK, self.number, self._theirs.fileno(), self._their_stderr)
        finally:
            self._theirs.close()
            os.close(self._their_stderr)

    def ask(self, query: bytes) -> bool:
        """Send a query; False where the worker is gone."""
        try:
            self.channel.sendall(query)
        except OSError:
            return False
        return True

    def is_readable(self, milliseconds: int) -> bool:
        """Wait so long until it sends something, or ends."""
        return bool(self._readable.poll(milliseconds))

    def receive(self) -> list[tuple[bytes, bytes]]:
        """The frames that are whole with what it sends next; EOFError where it is gone.

        ConnectionResetError: it is gone and has never read what was sent to it.
        """
        data = self.channel.recv(_RECEIVED)
        if not data:
            raise EOFError
        return self._frames.feed(data)

    def kill(self) -> None:
        """Have it killed, at once and whatever it does."""
        if not self.server.order(frames.KILL, self.number):
            self._close_stderr()

    def renice(self) -> None:
        """Have it give way to everything else.  Only root could take that back."""
        self.slow = True
        self.server.order(frames.RENICE, self.number)

    def read_stderr(self) -> str:
        """What it wrote to its standard error."""
        with self._closing, contextlib.suppress(OSError):
            return os.read(self._stderr, _STDERR).decode(errors="replace").strip()
        return ""

    def close(self) -> None:
        """End it, whatever it does, and close what leads to it."""
        self.kill()
        self.channel.close()
        self._close_stderr()

    def _close_stderr(self) -> None:
        """Leave it without a reader, which ends it: also where its fork server is gone or does not hear."""
        with self._closing:
            if self._stderr >= 0:
                os.close(self._stderr)
                self._stderr = -1


class ForkServerClient:
    """One fork server process and the workers that it has forked."""

    def __init__(self, files: ReleaseFiles, source: Source) -> None:
        self.source = source
        self.loaded = False
        self.network_closed = False
        self.workers: dict[int, WorkerClient] = {}
        self._numbers = 0
        self._sending = threading.Lock()
        self.control, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-P", "-m", "lotgraph.evaluation.fork_server", str(theirs.fileno()), str(os.getpid())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                # However this process came to find its modules.
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        with contextlib.suppress(OSError):
            self.control.sendall(frames.setup(_setup(files, source)))

    def fork_worker(self) -> WorkerClient:
        """Order a worker."""
        self._numbers += 1
        worker = self.workers[self._numbers] = WorkerClient(self, self._numbers)
        worker.hand_over()
        return worker

    def order(self, what: bytes, number: int, *descriptors: int) -> bool:
        """Tell the fork server; False where it is gone."""
        try:
            with self._sending:
                socket.send_fds(self.control, [frames.ORDER.pack(what, number)], descriptors)
        except OSError:
            return False
        return True

    def reports(self) -> bool:
        """Take in one report, which must be there; False where the fork server is gone."""
        data = frames.exactly(self.control, frames.REPORT.size)
        if data is None:
            return False
        what, number, value = frames.REPORT.unpack(data)
        if what == frames.LOADED:
            self.loaded, self.network_closed = True, bool(value)
        else:
            self._exited(number, value)
        return True

    def is_lost(self, within: float = 0.0) -> bool:
        """Whether its process has ended, or does so in that many seconds."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(within)
        return self.process.returncode is not None

    def leave(self) -> None:
        """Let it end, which kills its workers; one that cannot hear yet, since it still loads, is killed."""
        self.control.close()
        if not self.loaded:
            self.process.kill()

    def end(self) -> None:
        """Leave it, and wait for its end."""
        self.leave()
        try:
            self.process.wait(_END)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _exited(self, number: int, status: int) -> None:
        worker = self.workers.pop(number)
        worker.status = status
        worker.exited.set()


def _setup(files: ReleaseFiles, source: Source) -> dict[str, object]:
    return {
        "memory": source is Source.MEMORY,
        "store": str(files.store.absolute()),
        "data": [str(path.absolute()) for path in files.data],
        "beside": [[iri, str(path.absolute())] for iri, path in files.beside],
        "base": files.base,
        "prefixes": dict(files.prefixes),
        "services": files.services,
    }
