"""The evaluator of one release: what the web asks, and the one place that puts its parts together."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from lotgraph.errors import PayloadTooLarge, QueryError
from lotgraph.evaluation import confinement
from lotgraph.evaluation.answer import CLOSED, Evaluation
from lotgraph.evaluation.contract import PoolLimits, PoolStatus
from lotgraph.evaluation.keeper import Keeper
from lotgraph.evaluation.pool import Pool

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lotgraph.evaluation.contract import Client, ReleaseFiles, Request


class Evaluator:
    """Evaluates queries about one release in processes that can be killed; any thread may ask.

    Nothing runs before ``start`` or the first query.  ``close`` ends everything; a web process that is
    itself killed takes its nursery and workers with it.
    """

    def __init__(self, holdings: ReleaseFiles, places: PoolLimits | None = None) -> None:
        self._pool = Pool(places or PoolLimits())
        self._keeper = Keeper(self._pool, holdings)
        self._starting = threading.Lock()
        self._started = False

    def start(self) -> None:
        """Have the workers born, unless they were; returns at once."""
        with self._starting:
            if not self._started:
                self._started = True
                self._keeper.start()

    def evaluate(self, request: Request, client: Client | None = None) -> Evaluation:
        """Begin a query, which ends when the ``client`` is gone.

        Raises PayloadTooLarge for a query that is too long to be read, Busy where there is no place.
        """
        try:
            length = len(request.query.encode())
        except UnicodeEncodeError as error:
            raise QueryError(f"the query is not text: {error.reason}") from error
        if length > request.limits.query_bytes:
            raise PayloadTooLarge(f"A query may have up to {request.limits.query_bytes} bytes; this has {length}.")
        if not self._started:
            self.start()
        return Evaluation(self._pool, request, client)

    def evaluate_batch(self, requests: Sequence[Request]) -> tuple[bytes, ...]:
        """The whole answers, in the order of the requests; raises what the first that fails raises."""
        answers = []
        for request in requests:
            with self.evaluate(request) as evaluation:
                answers.append(evaluation.prefetch() + b"".join(evaluation))
        return tuple(answers)

    def wait_until_ready(self, timeout: float) -> bool:
        """Wait until a worker is ready, and say whether one is."""
        self.start()
        with self._pool.changed:
            return self._pool.changed.wait_for(lambda: bool(self._pool.idle or self._pool.busy), timeout)

    def status(self) -> PoolStatus:
        """How it is doing now."""
        pool = self._pool
        with pool.changed:
            brood = pool.current
            return PoolStatus(
                ready=bool(pool.idle or pool.busy),
                in_memory=brood is not None and brood.memory,
                loading=self._keeper.loading,
                busy=len(pool.busy),
                idle=len(pool.idle),
                memory_enforced_by="kernel and watcher" if confinement.KERNEL_LIMITS_MEMORY else "watcher",
                network_closed=brood is not None and brood.network_closed,
                pids=tuple(worker.pid for worker in (*pool.idle, *pool.busy)),
            )

    def close(self, grace: float = 0.0) -> None:
        """Take no more queries, let running ones end for so many seconds, and end the rest."""
        pool = self._pool
        with self._starting, pool.changed:
            if pool.closing:
                return
            pool.closing = True
            pool.changed.notify_all()
        end = time.monotonic() + grace
        with pool.changed:
            pool.changed.wait_for(lambda: not pool.busy, max(0.0, end - time.monotonic()))
            running = tuple(pool.busy.values())
        for each in running:
            each.cut(CLOSED)
        if self._started:
            self._keeper.stop()
        pool.close()
