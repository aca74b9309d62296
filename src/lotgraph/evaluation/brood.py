"""The web process's side of a nursery: its process, its workers, the orders and the reports."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Final

from lotgraph.evaluation import frames

if TYPE_CHECKING:
    from lotgraph.evaluation.contract import ReleaseFiles

_WORDS: Final = 4096
_END: Final = 5.0


class Worker:
    """A worker as the web process sees it; all but ``kill`` and ``renice`` is for one thread at a time."""

    def __init__(self, brood: Brood, number: int) -> None:
        self.brood = brood
        self.number = number
        self.pid = 0
        self.born = 0
        self.warm = False
        self.slow = False
        self.status: int | None = None
        self.exited = threading.Event()
        self.channel, self._theirs = socket.socketpair()
        self._errors, self._their_errors = os.pipe()
        # A worker that says more than anybody reads shall not wait for it.
        os.set_blocking(self._their_errors, False)
        os.set_blocking(self._errors, False)

    def hand_over(self) -> None:
        """Send the worker's ends of its sockets with the order to fork it."""
        try:
            self.brood.order(frames.FORK, self.number, self._theirs.fileno(), self._their_errors)
        finally:
            self._theirs.close()
            os.close(self._their_errors)

    def kill(self) -> None:
        """Have it killed, at once and whatever it does."""
        self.brood.order(frames.KILL, self.number)

    def renice(self) -> None:
        """Have it give way to everything else.  Only root could take that back."""
        self.slow = True
        self.brood.order(frames.RENICE, self.number)

    def last_words(self) -> str:
        """What it wrote to its standard error."""
        with contextlib.suppress(OSError):
            return os.read(self._errors, _WORDS).decode(errors="replace").strip()
        return ""

    def close(self) -> None:
        """End it, whatever it does, and close what leads to it."""
        self.kill()
        self.channel.close()
        if self._errors >= 0:
            os.close(self._errors)
            self._errors = -1


class Brood:
    """One nursery process and the workers that it has borne."""

    def __init__(self, holdings: ReleaseFiles, *, memory: bool) -> None:
        self.memory = memory
        self.loaded = False
        self.network_closed = False
        self.workers: dict[int, Worker] = {}
        self._numbers = 0
        self._sending = threading.Lock()
        self.control, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-P", "-m", "lotgraph.evaluation.nursery", str(theirs.fileno()), str(os.getpid())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                # However this process came to find its modules.
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        self._send(frames.message(frames.SETUP, _setup(holdings, memory=memory)))

    def bear(self) -> Worker:
        """Order a worker."""
        self._numbers += 1
        worker = self.workers[self._numbers] = Worker(self, self._numbers)
        worker.hand_over()
        return worker

    def order(self, what: bytes, number: int, *descriptors: int) -> None:
        """Tell the nursery; where it is gone, its workers are going too."""
        with self._sending, contextlib.suppress(OSError):
            socket.send_fds(self.control, [frames.ORDER.pack(what, number)], descriptors)

    def reports(self) -> bool:
        """Take in one report, which must be there; False where the nursery is gone."""
        data = frames.exactly(self.control, frames.REPORT.size)
        if data is None:
            return False
        what, number, value = frames.REPORT.unpack(data)
        if what == frames.LOADED:
            self.loaded, self.network_closed = True, bool(value)
        else:
            self._exited(number, value)
        return True

    def end(self) -> None:
        """Let the nursery end, which kills its workers, and wait for it."""
        self.control.close()
        try:
            self.process.wait(_END)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for number in tuple(self.workers):
            # A nursery ends its workers; where it was killed itself, only Linux does that in its place.
            if sys.platform != "linux" and self.process.returncode < 0 < self.workers[number].pid:
                with contextlib.suppress(OSError):
                    os.kill(self.workers[number].pid, signal.SIGKILL)
            self._exited(number, None)

    def _exited(self, number: int, status: int | None) -> None:
        worker = self.workers.pop(number)
        worker.status = status
        worker.exited.set()

    def _send(self, data: bytes) -> None:
        with self._sending, contextlib.suppress(OSError):
            self.control.sendall(data)


def _setup(holdings: ReleaseFiles, *, memory: bool) -> dict[str, object]:
    return {
        "memory": memory,
        "store": str(holdings.store.absolute()),
        "data": [str(path.absolute()) for path in holdings.data],
        "beside": [[iri, str(path.absolute())] for iri, path in holdings.beside],
        "base": holdings.base,
        "prefixes": dict(holdings.prefixes),
        "services": holdings.services,
    }
