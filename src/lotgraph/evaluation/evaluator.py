"""The evaluator of one release: what the web asks, and the one place that puts its parts together."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from lotgraph.errors import PayloadTooLarge, QueryError
from lotgraph.evaluation import confinement
from lotgraph.evaluation.batch import Batch
from lotgraph.evaluation.contract import PoolLimits, PoolStatus
from lotgraph.evaluation.endings import CLOSED
from lotgraph.evaluation.execution import Execution
from lotgraph.evaluation.pool import Pool
from lotgraph.evaluation.supervisor import PoolSupervisor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lotgraph.evaluation.contract import Client, ReleaseFiles, Request


class Evaluator:
    """Evaluates queries about one release in processes that can be killed; any thread may ask.

    Nothing runs before ``start`` or the first query.  ``close`` ends everything; a web process that is
    itself killed takes its fork servers and workers with it.
    """

    def __init__(self, files: ReleaseFiles, limits: PoolLimits | None = None) -> None:
        self._pool = Pool(limits or PoolLimits())
        self._supervisor = PoolSupervisor(self._pool, files)
        self._starting = threading.Lock()
        self._started = False

    def start(self) -> None:
        """Have the workers forked, unless they were; returns at once."""
        with self._starting:
            if not self._started:
                self._started = True
                self._supervisor.start()

    def evaluate(self, request: Request, client: Client | None = None) -> Execution:
        """Begin a query, which ends when the ``client`` is gone.

        Raises PayloadTooLarge for a query that is too long to be read, Busy where there is no place.
        """
        _check_length(request)
        if not self._started:
            self.start()
        return Execution(self._pool, request, client)

    def evaluate_batch(self, requests: Sequence[Request]) -> tuple[bytes, ...]:
        """The whole answers, in the order of the requests, from one worker and a place of its own.

        All together have ``PoolLimits.batch_seconds``.  Raises what the first query that fails raises.
        """
        if not requests:
            return ()
        for request in requests:
            _check_length(request)
        if not self._started:
            self.start()
        return Batch(self._pool, requests, self._pool.limits.batch_seconds).answers()

    def wait_until_ready(self, timeout: float) -> bool:
        """Wait until a worker is ready, and say whether one is."""
        self.start()
        with self._pool.changed:
            return self._pool.changed.wait_for(self._is_ready, timeout)

    def status(self) -> PoolStatus:
        """How it is doing now."""
        pool = self._pool
        with pool.changed:
            idle = [worker for workers in pool.idle.values() for worker in workers]
            return PoolStatus(
                ready=self._is_ready(),
                in_memory=pool.in_memory,
                loading=self._supervisor.loading,
                busy=pool.queries(),
                idle=len(idle),
                memory_enforced_by="kernel and watcher" if confinement.KERNEL_LIMITS_MEMORY else "watcher",
                network_closed=self._supervisor.network_closed,
                pids=tuple(worker.pid for worker in (*idle, *pool.busy)),
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
            pool.changed.wait_for(lambda: not pool.queries(), max(0.0, end - time.monotonic()))
            running = tuple(pool.busy.values())
        for each in running:
            each.terminate(CLOSED)
        if self._started:
            self._supervisor.stop()
        pool.close()

    def __del__(self) -> None:
        """Leave no process behind where nobody has closed it."""
        if self.__dict__.get("_started") and not self._pool.closing:
            self._pool.closing = True
            self._supervisor.request_stop()

    def _is_ready(self) -> bool:
        return bool(any(self._pool.idle.values()) or self._pool.busy)


def _check_length(request: Request) -> None:
    try:
        length = len(request.query.encode())
    except UnicodeEncodeError as error:
        raise QueryError(f"the query is not text: {error.reason}") from error
    if length > request.limits.query_bytes:
        raise PayloadTooLarge(f"A query may have up to {request.limits.query_bytes} bytes; this has {length}.")
