"""The keeper: one thread that has workers born before they are needed, watches the busy ones, and ends all.

The release is answered from its store on disk at once, and from memory when it is loaded: two nurseries, of
which the second takes over.  One that dies is started anew.
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
from lotgraph.evaluation.brood import Brood, Worker

if TYPE_CHECKING:
    from lotgraph.evaluation.contract import ReleaseFiles
    from lotgraph.evaluation.pool import Pool

GROWTH: Final = 4
"""Bytes of memory that a byte of N-Quads may need while it is loaded; 3.3 when it is."""

TICK: Final = 0.05
"""Seconds between two looks at the busy workers."""

_QUICK: Final = 16 * 1024 * 1024
_LINGER: Final = 10.0
_PATIENCE: Final = (0.5, 30.0)
_BLOCKED: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2)

_log = logging.getLogger("lotgraph.evaluation")


class Keeper(threading.Thread):
    """Keeps the workers of a pool."""

    def __init__(self, pool: Pool, holdings: ReleaseFiles) -> None:
        super().__init__(name="lotgraph-keeper", daemon=True)
        self._pool = pool
        self._holdings = holdings
        weight = holdings.size()
        self._to_memory = bool(holdings.data) and weight * GROWTH <= pool.places.memory
        self._quick = weight <= _QUICK
        self._loading: Brood | None = None
        self._retired: list[Brood] = []
        self._selector: selectors.BaseSelector
        self._not_before = 0.0
        self._failures = 0
        self._surplus_since = 0.0
        self._ended = threading.Event()

    @property
    def loading(self) -> bool:
        """Whether the release is on its way into memory."""
        return self._loading is not None

    def stop(self) -> None:
        """End everything, and wait until it has ended."""
        self._ended.set()
        self._pool.ring()
        self.join()

    def run(self) -> None:
        """Keep, until told to stop."""
        self._selector = selectors.DefaultSelector()
        # Signals are the main thread's; what is started here inherits that.
        signal.pthread_sigmask(signal.SIG_BLOCK, _BLOCKED)
        self._selector.register(self._pool.bell, selectors.EVENT_READ, self._hear_bell)
        while not self._ended.is_set():
            try:
                self._turn()
            except Exception:  # noqa: BLE001 - without a keeper nothing is ever killed
                _log.exception("the keeper of the workers stumbled")
                time.sleep(TICK)
        self._end()

    def _turn(self) -> None:
        now = time.monotonic()
        self._watch(now)
        self._populate(now)
        pause = self._pause(now)
        for key, _ in self._selector.select(pause):
            act: Callable[[], None] = key.data
            act()

    def _pause(self, now: float) -> float | None:
        """Seconds until there is something to look at; None where only a bell can bring it."""
        pool = self._pool
        with pool.changed:
            if pool.busy or now - pool.last_taken < 1.0:
                return TICK
            pool.asleep = not (self._surplus_since or self._not_before > now or self._retired)
            return None if pool.asleep else 1.0

    def _hear_bell(self) -> None:
        self._pool.asleep = False
        try:
            while os.read(self._pool.bell, 4096):
                pass
        except BlockingIOError:
            pass

    # What is watched.

    def _watch(self, now: float) -> None:
        pool = self._pool
        with pool.changed:
            busy = tuple(pool.busy.items())
        memory = confinement.memory_of([worker.pid for worker, _ in busy])
        for worker, running in busy:
            running.watch(now, memory.get(worker.pid, 0) - worker.born, alone=len(busy) == 1)

    # Who is born and who is dismissed.

    def _populate(self, now: float) -> None:
        pool = self._pool
        if now < self._not_before or pool.closing:
            return
        if pool.current is None and self._loading is None:
            self._start()
        brood = pool.current
        if brood is not None and brood.loaded:
            with pool.changed:
                missing = pool.wanted() - pool.total()
            for _ in range(missing):
                self._bear(brood)
            self._dismiss_surplus(now, -missing)
        self._end_retired()

    def _start(self) -> None:
        """Start a nursery on disk and one that loads; only the latter where that is done in no time."""
        if self._to_memory:
            self._loading = self._brood(memory=True)
        if not (self._to_memory and self._quick):
            self._pool.current = self._brood(memory=False)

    def _brood(self, *, memory: bool) -> Brood:
        brood = Brood(self._holdings, memory=memory)
        self._selector.register(brood.control, selectors.EVENT_READ, lambda: self._hear(brood))
        return brood

    def _bear(self, brood: Brood) -> None:
        worker = brood.bear()
        with self._pool.changed:
            self._pool.pending.add(worker)
        self._selector.register(worker.channel, selectors.EVENT_READ, lambda: self._greet(worker))

    def _greet(self, worker: Worker) -> None:
        """Take in the first word of a worker: that it is ready, or why it never will be."""
        said = frames.receive(worker.channel)
        self._forget(worker)
        pool = self._pool
        if said is not None and said[0] == frames.READY:
            worker.pid = int(frames.content(said[1])["pid"])
            worker.born = confinement.memory_of([worker.pid]).get(worker.pid, 0)
            self._failures = 0
            with pool.changed:
                pool.failure = ""
                if worker.brood is pool.current:
                    # Those that have worked have their memory at hand, and go first.
                    pool.idle.insert(0, worker)
                    pool.changed.notify()
                    return
            worker.close()
            return
        if said is not None:
            reason = str(frames.content(said[1])["detail"])
        else:
            worker.exited.wait(1.0)
            reason = worker.last_words() or f"a worker ended as it began ({worker.status})"
        worker.close()
        self._failed(reason)

    def _forget(self, worker: Worker) -> None:
        self._selector.unregister(worker.channel)
        with self._pool.changed:
            self._pool.pending.discard(worker)

    def _failed(self, reason: str) -> None:
        """Wait before the next try, the longer the more of them went wrong."""
        least, most = _PATIENCE
        self._not_before = time.monotonic() + min(most, least * 2**self._failures)
        self._failures += 1
        _log.error("no worker can be started: %s", reason)
        with self._pool.changed:
            self._pool.failure = reason
            self._pool.changed.notify_all()

    def _dismiss_surplus(self, now: float, surplus: int) -> None:
        """Let idle workers go, one at a time, when they have not been needed for a while."""
        if surplus <= 0:
            self._surplus_since = 0.0
        elif not self._surplus_since:
            self._surplus_since = now
        elif now - self._surplus_since > _LINGER:
            self._surplus_since = now - _LINGER + 1.0
            with self._pool.changed:
                worker = self._pool.idle.pop(0) if self._pool.idle else None
            if worker is not None:
                worker.close()

    # What nurseries say.

    def _hear(self, brood: Brood) -> None:
        if not brood.reports():
            self._lost(brood)
        elif brood.loaded and brood is self._loading:
            self._promote(brood)
        self._bury()

    def _promote(self, brood: Brood) -> None:
        """From now on workers are born with the release in memory."""
        pool = self._pool
        with pool.changed:
            before, pool.current = pool.current, brood
            old, pool.idle = pool.idle, []
        self._loading = None
        for worker in old:
            worker.close()
        if before is not None:
            self._retired.append(before)

    def _bury(self) -> None:
        """Close idle workers that ended by themselves."""
        pool = self._pool
        with pool.changed:
            dead = [worker for worker in pool.idle if worker.exited.is_set()]
            for worker in dead:
                pool.idle.remove(worker)
        for worker in dead:
            worker.close()

    def _lost(self, brood: Brood) -> None:
        """A nursery is gone, and its workers with it."""
        self._selector.unregister(brood.control)
        brood.end()
        pool = self._pool
        if brood is self._loading:
            self._loading = None
            # The system may have had no room after all; the disk will do.
            self._to_memory = False
            _log.warning("the release is answered from disk: it could not be loaded into memory")
        elif brood in self._retired:
            self._retired.remove(brood)
        else:
            pool.current = None
            self._failed("the process that the workers are forked from ended; it is started anew")

    def _end_retired(self) -> None:
        for brood in [each for each in self._retired if not each.workers]:
            self._retired.remove(brood)
            self._selector.unregister(brood.control)
            brood.end()

    def _end(self) -> None:
        pool = self._pool
        with pool.changed:
            workers = [*pool.idle, *pool.pending]
            pool.idle.clear()
            pool.pending.clear()
        for worker in workers:
            worker.close()
        for brood in (pool.current, self._loading, *self._retired):
            if brood is not None:
                brood.end()
        self._selector.close()
