"""The supervisor: one thread that has workers forked before they are needed, watches the busy ones, and ends all.

There are two lines of workers, each with its fork server: those that read the store on disk, which answer at
once, and those that have the release in memory, as soon as it is loaded.  A fork server that dies is started
anew; its workers go on, and queries that need a new one wait for it.
"""

from __future__ import annotations

import logging
import os
import selectors
import signal
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from lotgraph.evaluation import confinement, frames
from lotgraph.evaluation.execution import Drain
from lotgraph.evaluation.fork_server_client import ForkServerClient, Source, WorkerClient

if TYPE_CHECKING:
    from lotgraph.evaluation.contract import ReleaseFiles
    from lotgraph.evaluation.pool import Pool

GROWTH: Final = 4
"""Bytes of memory that a byte of N-Quads may need while it is loaded; 3.3 when it is."""

COPIES: Final = 2
"""Copies of a release in memory without which nothing is read from there: that of the fork server, and a worker's."""

TICK: Final = 0.05
"""Seconds between two looks at the busy workers."""

_QUICK: Final = 16 * 1024 * 1024
_LINGER: Final = 10.0
_END_SEEN: Final = 0.2
_PATIENCE: Final = (0.5, 30.0)
_LOSSES: Final = 3
"""Fork servers that are lost one after another before that is a failure."""

_BLOCKED: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2)

_log = logging.getLogger("lotgraph.evaluation")


class _Line:
    """The workers of one source: their fork server, and what went wrong with it."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.server: ForkServerClient | None = None
        self.losses = 0
        self.failures = 0
        self.not_before = 0.0
        self.surplus_since = 0.0

    def put_off(self, now: float, count: int) -> None:
        """Wait before the next try, the longer the more of them went wrong."""
        least, most = _PATIENCE
        self.not_before = now + min(most, least * 2**count)


class PoolSupervisor(threading.Thread):
    """Supervises the workers of a pool."""

    def __init__(self, pool: Pool, files: ReleaseFiles) -> None:
        super().__init__(name="lotgraph-supervisor", daemon=True)
        self._pool = pool
        self._files = files
        size = files.size() * GROWTH
        memory = pool.limits.memory
        most = pool.limits.max_workers + pool.limits.max_batches + COPIES
        # Workers in memory: all copies together, with that of the fork server, are within the memory for the data.
        self._copies = min(most, memory // max(1, size) - 1)
        self._lines: list[_Line] = []
        self._in_memory = bool(files.data) and COPIES * size <= memory
        if self._in_memory:
            self._lines.append(_Line(Source.MEMORY))
        # Where all can be in memory in no time, nothing need be read from disk.
        if not (self._in_memory and size <= _QUICK * GROWTH and self._copies == most):
            self._lines.append(_Line(Source.DISK))
        self._selector: selectors.BaseSelector
        self._ended = threading.Event()

    @property
    def loading(self) -> bool:
        """Whether the release is on its way into memory."""
        return self._in_memory and not self._pool.in_memory

    @property
    def network_closed(self) -> bool:
        """Whether no worker can reach the network."""
        servers = [line.server for line in tuple(self._lines) if line.server is not None and line.server.loaded]
        return bool(servers) and all(server.network_closed for server in servers)

    def request_stop(self) -> None:
        """Have everything end soon; for the garbage collector, which may wait for nothing."""
        self._ended.set()
        self._pool.wake()

    def stop(self) -> None:
        """End everything, and wait until it has ended."""
        self.request_stop()
        self.join()

    def run(self) -> None:
        """Supervise, until told to stop."""
        self._selector = selectors.DefaultSelector()
        # Signals are the main thread's; what is started here inherits that.
        signal.pthread_sigmask(signal.SIG_BLOCK, _BLOCKED)
        self._selector.register(self._pool.wakeup, selectors.EVENT_READ, self._drain_wakeup)
        try:
            while not self._ended.is_set():
                try:
                    self._turn()
                except Exception:  # noqa: BLE001 - without a supervisor nothing is ever killed
                    _log.exception("the supervisor of the workers stumbled")
                    time.sleep(TICK)
        finally:
            self._end()

    def _turn(self) -> None:
        now = time.monotonic()
        self._watch(now)
        if not self._pool.closing:
            for line in tuple(self._lines):
                self._populate(line, now)
        for key, _ in self._selector.select(self._pause(now)):
            act: Callable[[], None] = key.data
            act()

    def _pause(self, now: float) -> float:
        """Seconds until there may be something to look at."""
        pool = self._pool
        with pool.changed:
            if pool.busy or now - pool.last_taken < 1.0:
                return TICK
            pool.asleep = not any(line.surplus_since or line.not_before > now for line in self._lines)
            return 1.0

    def _drain_wakeup(self) -> None:
        self._pool.asleep = False
        try:
            while os.read(self._pool.wakeup, 4096):
                pass
        except BlockingIOError:
            pass

    # What is watched.

    def _watch(self, now: float) -> None:
        pool = self._pool
        with pool.changed:
            busy = tuple(pool.busy.items())
            alone = pool.queries() == 1
        memory = confinement.memory_of([worker.pid for worker, _ in busy])
        for worker, running in busy:
            running.watch(worker, now, memory.get(worker.pid, 0) - worker.born, alone=alone)

    # Who is forked and who is dismissed.

    def _populate(self, line: _Line, now: float) -> None:
        if now < line.not_before:
            return
        if line.server is None:
            line.server = self._start_server(line)
        elif line.server.loaded:
            with self._pool.changed:
                missing = self._pool.missing(line.source)
            for _ in range(missing):
                self._fork_worker(line.server)
            self._dismiss_surplus(line, now, -missing)

    def _start_server(self, line: _Line) -> ForkServerClient:
        server = ForkServerClient(self._files, line.source)
        self._selector.register(server.control, selectors.EVENT_READ, lambda: self._hear(line, server))
        return server

    def _fork_worker(self, server: ForkServerClient) -> None:
        worker = server.fork_worker()
        with self._pool.changed:
            self._pool.pending.add(worker)
        self._selector.register(worker.channel, selectors.EVENT_READ, lambda: self._greet(worker))

    def _greet(self, worker: WorkerClient) -> None:
        """Take in the first word of a worker: that it is ready, or why it never will be."""
        message = frames.receive(worker.channel)
        self._selector.unregister(worker.channel)
        pool = self._pool
        line = next(each for each in self._lines if each.source is worker.source)
        with pool.changed:
            pool.pending.discard(worker)
        if message is not None and message[0] == frames.READY:
            worker.pid = int(message[1])
            worker.born = confinement.memory_of([worker.pid]).get(worker.pid, 0)
            line.failures = line.losses = 0
            with pool.changed:
                pool.failure = ""
                pool.in_memory = pool.in_memory or worker.source is Source.MEMORY
                # Those that have worked have their memory at hand, and go first.
                pool.idle[worker.source].insert(0, worker)
                pool.changed.notify()
            return
        if message is not None:
            reason = str(frames.content(message[1])["detail"])
        elif worker.server.is_lost(_END_SEEN):
            # The order to fork it was lost too; the next fork server is given another.
            worker.close()
            return
        else:
            reason = worker.read_stderr() or "a worker ended as it began"
        worker.close()
        self._failed(line, reason)

    def _failed(self, line: _Line, reason: str) -> None:
        line.put_off(time.monotonic(), line.failures)
        line.failures += 1
        _log.error("no worker can be started: %s", reason)
        with self._pool.changed:
            self._pool.failure = reason
            self._pool.changed.notify_all()

    def _dismiss_surplus(self, line: _Line, now: float, surplus: int) -> None:
        """Let idle workers go, one at a time, when they have not been needed for a while."""
        if surplus <= 0:
            line.surplus_since = 0.0
        elif not line.surplus_since:
            line.surplus_since = now
        elif now - line.surplus_since > _LINGER:
            line.surplus_since = now - _LINGER + 1.0
            with self._pool.changed:
                idle = self._pool.idle[line.source]
                worker = idle.pop(0) if idle else None
            if worker is not None:
                worker.close()

    # What fork servers say.

    def _hear(self, line: _Line, server: ForkServerClient) -> None:
        if not server.reports():
            self._lost(line, server)
        elif server.loaded and line.source is Source.MEMORY:
            self._pool.memory = self._copies
        self._bury()

    def _bury(self) -> None:
        """Close idle workers that ended by themselves."""
        pool = self._pool
        dead = []
        with pool.changed:
            for source, idle in pool.idle.items():
                dead += [worker for worker in idle if worker.exited.is_set()]
                pool.idle[source] = [worker for worker in idle if not worker.exited.is_set()]
        for worker in dead:
            worker.close()

    def _lost(self, line: _Line, server: ForkServerClient) -> None:
        """A fork server is gone.  Its workers go on; the next one is forked by its successor."""
        self._selector.unregister(server.control)
        server.end()
        line.server = None
        line.losses += 1
        if (
            line.source is Source.MEMORY
            and not server.loaded
            and (server.process.returncode >= 0 or line.losses >= _LOSSES)
        ):
            self._give_up_memory(line)
            return
        _log.warning("the process that the workers are forked from ended; it is started anew")
        if line.losses >= _LOSSES:
            self._failed(line, "the processes that workers are forked from end again and again")

    def _give_up_memory(self, line: _Line) -> None:
        """The system may have had no room after all; the disk will do."""
        _log.warning("the release is answered from disk: it could not be loaded into memory")
        self._in_memory = False
        self._lines.remove(line)
        if not self._lines:
            self._lines.append(_Line(Source.DISK))

    def _end(self) -> None:
        pool = self._pool
        with pool.changed:
            workers = [*pool.pending, *(worker for idle in pool.idle.values() for worker in idle)]
            pool.pending.clear()
            for idle in pool.idle.values():
                idle.clear()
            drained = [worker for worker, running in pool.busy.items() if isinstance(running, Drain)]
        for worker in drained:
            pool.give(worker, fit=False)
        for worker in workers:
            worker.close()
        servers = [line.server for line in self._lines if line.server is not None]
        for server in servers:
            server.leave()
        for server in servers:
            server.end()
        self._selector.close()
