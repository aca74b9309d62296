"""The queries of one page: evaluated by one worker in one exchange, from a place that public queries cannot take."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from lotgraph.evaluation import frames
from lotgraph.evaluation.contract import Limit
from lotgraph.evaluation.endings import ending_of, error_of
from lotgraph.evaluation.fork_server_client import Place
from lotgraph.evaluation.worker import FAILED

if TYPE_CHECKING:
    from lotgraph.errors import LotgraphError
    from lotgraph.evaluation.contract import Request
    from lotgraph.evaluation.fork_server_client import WorkerClient
    from lotgraph.evaluation.pool import Pool

_LOOK: Final = 0.1


class Batch:
    """A batch under way; for one thread, but for ``watch`` and ``terminate``."""

    def __init__(self, pool: Pool, requests: Sequence[Request], seconds: float) -> None:
        self._pool = pool
        self._requests = [
            replace(each, limits=replace(each.limits, seconds=min(each.limits.seconds, seconds))) for each in requests
        ]
        self._seconds = seconds
        self._answers: list[bytes] = []
        self._begun: list[bytes] = []
        self._reason = ""

    def answers(self) -> tuple[bytes, ...]:
        """The whole answers, in the order of the requests; raises what the first that fails raises."""
        query = frames.query(self._requests)
        until = time.monotonic() + self._seconds
        while True:
            worker = self._pool.take(self, Place.BATCH)
            fit = False
            try:
                if worker.ask(query):
                    self._read(worker, until)
                    fit = True
                    return tuple(self._answers)
            except ConnectionResetError:
                # It died while it was idle: what was sent to it was never read.
                pass
            except _Refused as refused:
                fit = refused.reason != FAILED
                raise self._error(refused.reason, refused.detail) from None
            finally:
                self._pool.give(worker, fit=fit and not self._reason)

    def watch(self, worker: WorkerClient, now: float, grown: int, *, alone: bool) -> None:  # noqa: ARG002 - as others
        """Look whether the worker is too large."""
        if grown > max(each.limits.memory for each in self._requests):
            self._end(worker, Limit.MEMORY.value)

    def terminate(self, reason: str) -> None:
        """Have it end for that reason before it looks for the next piece."""
        self._reason = self._reason or reason

    def _end(self, worker: WorkerClient, reason: str) -> None:
        self.terminate(reason)
        worker.kill()

    def _read(self, worker: WorkerClient, until: float) -> None:
        while len(self._answers) < len(self._requests):
            left = until - time.monotonic()
            if left <= 0 or self._reason:
                raise self._error(self._reason or Limit.TIME.value)
            if not worker.is_readable(math.ceil(1000 * min(left, _LOOK))):
                self._pool.rouse()
                continue
            try:
                received = worker.receive()
            except EOFError:
                raise self._error(*ending_of(worker, begun=bool(self._begun))) from None
            for letter, payload in received:
                self._take(letter, payload)

    def _take(self, letter: bytes, payload: bytes) -> None:
        if letter == frames.DATA:
            self._begun.append(payload)
        elif letter == frames.END:
            self._answers.append(b"".join(self._begun))
            self._begun.clear()
        elif letter == frames.ERROR:
            told = frames.content(payload)
            raise _Refused(str(told["kind"]), str(told["detail"]))

    def _error(self, reason: str, detail: str = "") -> LotgraphError:
        limits = self._requests[min(len(self._answers), len(self._requests) - 1)].limits
        return error_of(self._reason or reason, detail, limits)


class _Refused(Exception):
    """The worker's word for a query that it does not answer."""

    def __init__(self, reason: str, detail: str) -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(reason)
