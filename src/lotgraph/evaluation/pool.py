"""The pool: which workers are idle, which are busy and with what; how one is had and given back."""

from __future__ import annotations

import contextlib
import math
import os
import threading
import time
from typing import TYPE_CHECKING, Final, Protocol

from lotgraph.errors import StoreError
from lotgraph.evaluation.contract import Busy

if TYPE_CHECKING:
    from lotgraph.evaluation.brood import Brood, Worker
    from lotgraph.evaluation.contract import PoolLimits

WARM: Final = 2
"""Idle workers that are kept of those that were long at work.

What they touched of the data they hold a copy of: the next long query finds it there, and it takes memory.
"""

START: Final = 15.0
"""Seconds that a query waits for a worker where there is a place but none has been born yet."""


class Running(Protocol):
    """An evaluation, as the one who watches it sees it."""

    worker: Worker

    def watch(self, now: float, grown: int, *, alone: bool) -> None:
        """Look whether it is slow (and not alone), too large or not fetched, and act on it."""
        ...

    def cut(self, how: str) -> None:
        """End it for that reason."""
        ...


class Pool:
    """The workers of an evaluator.  Any thread may take and give; the keeper alone adds and dismisses."""

    def __init__(self, places: PoolLimits) -> None:
        self.places = places
        self.changed = threading.Condition()
        self.idle: list[Worker] = []
        self.busy: dict[Worker, Running] = {}
        self.pending: set[Worker] = set()
        self.current: Brood | None = None
        self.closing = False
        self.asleep = False
        self.failure = ""
        self.last_taken = -math.inf
        self._waiting = 0
        self._closed = False
        self.bell, self._ring = os.pipe()
        os.set_blocking(self.bell, False)
        os.set_blocking(self._ring, False)

    def take(self, running: Running) -> None:
        """Give an evaluation a worker, and a place until the worker is given back."""
        began = time.monotonic()
        with self.changed:
            self._waiting += 1
            try:
                while not self.idle or len(self.busy) >= self.places.max_workers:
                    self._wait(began)
            finally:
                self._waiting -= 1
            self.last_taken = began
            # The one that worked last has its memory at hand.
            worker = running.worker = self.idle.pop()
            self.busy[worker] = running
            wanted = self.asleep or self.wanted() > self.total()
        if wanted:
            self.ring()

    def _wait(self, began: float) -> None:
        if self.closing:
            raise StoreError("the release is no longer answered from here")
        full = len(self.busy) >= self.places.max_workers
        if not full and self.failure:
            raise StoreError(self.failure)
        left = began + (self.places.queue_timeout if full else START) - time.monotonic()
        if left <= 0:
            raise Busy(max(1, math.ceil(self.places.queue_timeout)))
        self.ring()
        self.changed.wait(left)

    def give(self, worker: Worker, *, fit: bool) -> None:
        """Give a worker back; one that is not fit, slowed down or of an older brood is let go."""
        with self.changed:
            del self.busy[worker]
            of_use = fit and not worker.slow and not worker.exited.is_set()
            of_use = of_use and not (worker.warm and sum(each.warm for each in self.idle) >= WARM)
            kept = of_use and worker.brood is self.current and not self.closing
            if kept:
                self.idle.append(worker)
            self.changed.notify()
        if not kept:
            worker.close()
            self.ring()

    def total(self) -> int:
        """The workers there are, or will be in a moment."""
        return len(self.idle) + len(self.busy) + len(self.pending)

    def wanted(self) -> int:
        """The workers there should be: ready before they are asked for."""
        busy = len(self.busy)
        needed = busy + max(2, min(self._waiting, self.places.max_workers - busy))
        return max(self.places.min_idle, needed)

    def ring(self) -> None:
        """Wake the keeper."""
        with self.changed, contextlib.suppress(BlockingIOError):
            if not self._closed:
                os.write(self._ring, b"!")

    def close(self) -> None:
        """Close what the keeper is woken by, when it has ended."""
        with self.changed:
            self._closed = True
            os.close(self.bell)
            os.close(self._ring)
