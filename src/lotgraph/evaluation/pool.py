"""The pool: which workers are idle, which are busy and with what; how one is had and given back."""

from __future__ import annotations

import contextlib
import math
import os
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING, Final, Protocol

from lotgraph.errors import StoreError
from lotgraph.evaluation.contract import Busy
from lotgraph.evaluation.fork_server_client import Place, Source

if TYPE_CHECKING:
    from lotgraph.evaluation.contract import PoolLimits
    from lotgraph.evaluation.fork_server_client import WorkerClient

START: Final = 15.0
"""Seconds that a query waits for a worker where there is a place but none has been forked yet."""


class Running(Protocol):
    """What keeps workers busy, as the supervisor sees it."""

    def watch(self, worker: WorkerClient, now: float, grown: int, *, alone: bool) -> None:
        """Look whether the worker is slow (and the query not alone), too large or not fetched, and act on it."""
        ...

    def terminate(self, reason: str) -> None:
        """End it for that reason."""
        ...


class Pool:
    """The workers of an evaluator.  Any thread may take and give; the supervisor alone adds and dismisses.

    Those that have the release in memory go first, those that read it from disk take what is more.  ``memory``
    is how many of the former there may be, ``in_memory`` whether there have been any.
    """

    def __init__(self, limits: PoolLimits) -> None:
        self.limits = limits
        self.changed = threading.Condition()
        self.idle: dict[Source, list[WorkerClient]] = {source: [] for source in Source}
        self.busy: dict[WorkerClient, Running] = {}
        self.pending: set[WorkerClient] = set()
        self.memory = 0
        self.in_memory = False
        self.closing = False
        self.asleep = False
        self.failure = ""
        self.last_taken = -math.inf
        self._cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        seconds = self._cores if limits.max_second_starts is None else limits.max_second_starts
        self._most = {Place.QUERY: limits.max_workers, Place.BATCH: limits.max_batches, Place.SECOND: seconds}
        self._places: Counter[Place] = Counter()
        self._waiting = 0
        self._closed = False
        self.wakeup, self._wake = os.pipe()
        os.set_blocking(self.wakeup, False)
        os.set_blocking(self._wake, False)

    def take(self, running: Running, place: Place) -> WorkerClient:
        """Give a query a worker, and a place until the worker is given back."""
        began = time.monotonic()
        with self.changed:
            self._waiting += 1
            try:
                while self._is_full(place) or (worker := self._idle_worker()) is None:
                    self._wait(began, place)
            finally:
                self._waiting -= 1
            self._occupy(worker, running, place, began)
            short = not self.idle[worker.source] and self.missing(worker.source) > 0
        if short:
            self.wake()
        return worker

    def take_second(self, running: Running, first: WorkerClient) -> WorkerClient | None:
        """Give a query that takes long a worker of the other source; None where that would harm others.

        One in memory is of use as soon as it is idle.  One on disk has rarely the better of it, and takes the
        first one's time unless there is a core that has nothing to do.
        """
        with self.changed:
            source = Source.DISK if first.source is Source.MEMORY else Source.MEMORY
            idle = self.idle[source]
            if not idle or self._waiting or self.closing or self._is_full(Place.SECOND):
                return None
            if source is Source.DISK and len(self.busy) >= self._cores:
                return None
            worker = idle.pop()
            self._occupy(worker, running, Place.SECOND, time.monotonic())
            return worker

    def exchange_places(self, one: WorkerClient, other: WorkerClient) -> None:
        """Let a second start that goes on hold the place of its query."""
        with self.changed:
            one.place, other.place = other.place, one.place

    def keep_busy(self, worker: WorkerClient, running: Running) -> None:
        """Let something else wait for the end of what a worker does."""
        with self.changed:
            self.busy[worker] = running

    def give(self, worker: WorkerClient, *, fit: bool) -> None:
        """Give a worker back; one that is not fit, or was slowed down, is let go."""
        with self.changed:
            del self.busy[worker]
            self._places[worker.place] -= 1
            kept = fit and not worker.slow and not worker.exited.is_set() and not self.closing
            if kept:
                # The one that worked last has its memory at hand, and goes first.
                self.idle[worker.source].append(worker)
            self.changed.notify()
        if not kept:
            worker.close()
            self.wake()

    def queries(self) -> int:
        """How many queries and batches are under way."""
        return self._places[Place.QUERY] + self._places[Place.BATCH]

    def is_crowded(self) -> bool:
        """Whether a second start on disk takes the time of others."""
        return self.queries() >= max(2, self._cores)

    def missing(self, source: Source) -> int:
        """How many workers should be forked, so that some are ready before they are asked for; negative: too many."""
        busy = sum(worker.source is source for worker in self.busy)
        total = busy + len(self.idle[source]) + sum(worker.source is source for worker in self.pending)
        waiting = min(self._waiting, max(0, self._most[Place.QUERY] - self._places[Place.QUERY]))
        wanted = max(self.limits.min_idle, busy + max(2, waiting))
        if source is Source.MEMORY:
            wanted = min(wanted, self.memory)
        elif self.memory:
            # Those in memory are asked first.
            wanted = max(min(2, self.limits.min_idle), busy + max(1, waiting))
        return wanted - total

    def rouse(self) -> None:
        """Wake the supervisor if it sleeps: there is something to watch."""
        if self.asleep:
            self.wake()

    def wake(self) -> None:
        """Wake the supervisor."""
        with self.changed, contextlib.suppress(BlockingIOError):
            if not self._closed:
                os.write(self._wake, b"!")

    def close(self) -> None:
        """Close what the supervisor is woken by, when it has ended."""
        with self.changed:
            self._closed = True
            os.close(self.wakeup)
            os.close(self._wake)

    def _idle_worker(self) -> WorkerClient | None:
        for source in (Source.MEMORY, Source.DISK):
            if self.idle[source]:
                return self.idle[source].pop()
        return None

    def _is_full(self, place: Place) -> bool:
        return self._places[place] >= self._most[place]

    def _occupy(self, worker: WorkerClient, running: Running, place: Place, now: float) -> None:
        worker.place, worker.began = place, now
        self._places[place] += 1
        self.busy[worker] = running
        self.last_taken = now

    def _wait(self, began: float, place: Place) -> None:
        if self.closing:
            raise StoreError("the release is no longer answered from here")
        full = self._is_full(place)
        if not full and self.failure:
            raise StoreError(self.failure)
        left = began + (self.limits.queue_timeout if full else START) - time.monotonic()
        if left <= 0:
            raise Busy(max(1, math.ceil(self.limits.queue_timeout)))
        self.wake()
        self.changed.wait(left)
