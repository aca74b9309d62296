"""One query under way: the workers that race for it, its answer as it comes, and every way it can end."""

from __future__ import annotations

import math
import select
import threading
import time
from collections import deque
from collections.abc import Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from lotgraph.errors import LotgraphError
from lotgraph.evaluation import frames
from lotgraph.evaluation.contract import (
    GIB,
    PREFETCH,
    Head,
    Limit,
    Stats,
)
from lotgraph.evaluation.endings import (
    CANCELLED,
    COMPLETE,
    GONE,
    ending_of,
    error_of,
)
from lotgraph.evaluation.fork_server_client import Place, Source
from lotgraph.evaluation.worker import FAILED

if TYPE_CHECKING:
    from lotgraph.evaluation.contract import Client, Request
    from lotgraph.evaluation.fork_server_client import WorkerClient
    from lotgraph.evaluation.pool import Pool

    Frame = tuple[bytes, bytes]

SECOND_START: Final = 0.02
"""Seconds after which a query without an answer is begun on a worker of the other source too.

Measured on 2 million triples: what takes longer in memory is slower on disk, by two to seven times, but for
scans such as the count of things by type, which the disk answers in half the time.
"""

SLOW: Final = 0.1
"""Seconds after which a query gives way to others, where there are any."""

_COPIED: Final = 2 * GIB
"""Bytes that a worker copies in a second at its birth; one that gave way is replaced, which shall take no longer
than the query that it is replaced for."""

DRAIN: Final = 1.0
"""Seconds that a worker in memory that lost a race may go on, to be used again."""

_LOOK: Final = 0.1


class Execution:
    """A query under way; for one thread, but for ``watch``, ``terminate`` and ``cancel``.

    It begins on one worker, and after ``SECOND_START`` perhaps on another: the first that begins to answer is
    the one that is read, and the other is let go.
    """

    def __init__(self, pool: Pool, request: Request, client: Client | None) -> None:
        self._pool = pool
        self._limits = request.limits
        self._client = client
        self._received: deque[Frame] = deque()
        self._head: Head | None = None
        self._stats: Stats | None = None
        self._ending = threading.Lock()
        self._ended = ""
        self._detail = ""
        self._worked = 0.0
        self._away = 0.0
        self._left: float | None = None
        self._query = frames.query([request])
        self._second: WorkerClient | None = None
        self._raced = False
        self._forfeited: WorkerClient | None = None
        self.worker: WorkerClient
        self._start()

    @property
    def head(self) -> Head:
        """What the answer is; known once ``prefetch`` or the first piece came back."""
        if self._head is None:
            raise RuntimeError("the answer has not begun")
        return self._head

    @property
    def complete(self) -> bool:
        """Whether everything has been read, to an end that is right."""
        return self._ended == COMPLETE

    @property
    def stats(self) -> Stats | None:
        """What it took, once complete."""
        return self._stats

    @property
    def ended(self) -> str:
        """How it ended: ``complete``, a limit, ``gone``, ``cancelled``, ``malformed`` ...; empty while it runs."""
        return self._ended

    def prefetch(self, size: int = PREFETCH) -> bytes:
        """The beginning of the answer, the whole if it is shorter; raises what went wrong until there."""
        pieces: list[bytes] = []
        length = 0
        while length < size and (piece := self._piece()) is not None:
            pieces.append(piece)
            length += len(piece)
        return b"".join(pieces)

    def __iter__(self) -> Iterator[bytes]:
        """The rest, piece by piece; raises where it breaks off."""
        while (piece := self._piece()) is not None:
            yield piece

    def cancel(self) -> None:
        """End it now."""
        self.terminate(CANCELLED)

    def close(self) -> None:
        """End it if it still runs, and give its place free."""
        self.terminate(CANCELLED)
        self._release(fit=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def terminate(self, reason: str) -> None:
        """Kill the workers for that reason, unless it ended before."""
        if not self._end(reason):
            return
        for worker in self._workers():
            worker.kill()
        if reason == Limit.DELIVERY.value and self._client is not None:
            # The thread that sends the answer waits in there, perhaps for ever.
            self._client.disconnect()

    def watch(self, worker: WorkerClient, now: float, grown: int, *, alone: bool) -> None:
        """Look whether a worker is slow (and the query not alone), too large or not fetched, and act on it."""
        slow = max(SLOW, worker.born / _COPIED)
        with self._ending:
            # A worker that was given back meanwhile may be at work on another query.
            if now - worker.began > slow and not (self._ended or alone or worker.slow):
                worker.renice()
            if self._second is worker and worker.source is Source.DISK and self._pool.is_crowded():
                self._forfeited = worker
                worker.kill()
        if grown > self._limits.memory:
            self.terminate(Limit.MEMORY.value)
        left = self._left
        if left is not None:
            away = now - left
            if away > self._limits.stall or self._away + away > self._limits.delivery:
                self.terminate(Limit.DELIVERY.value)

    def _start(self) -> None:
        """Have a worker begin; one that died while it was idle is passed over."""
        while True:
            self.worker = self._pool.take(self, Place.QUERY)
            self._released = False
            if self.worker.ask(self._query):
                return
            self._release(fit=False)

    def _start_second(self) -> None:
        """Have a worker of the other source begin too, if there is one to spare."""
        if self._raced or self._head is not None:
            return
        second = self._pool.take_second(self, self.worker)
        if second is None:
            return
        if not second.ask(self._query):
            self._pool.give(second, fit=False)
            return
        if second.source is Source.DISK:
            # It shall take only time that nobody else has a use for.
            second.renice()
        self._second, self._raced = second, True

    def _workers(self) -> tuple[WorkerClient, ...]:
        second = self._second
        return (self.worker,) if second is None else (self.worker, second)

    def _piece(self) -> bytes | None:
        """The next piece of the answer; None after the last."""
        while True:
            while not self._received:
                if self._ended:
                    if self._ended == COMPLETE:
                        return None
                    raise self._error()
                self._received.extend(self._wait())
            letter, payload = self._received.popleft()
            if letter == frames.DATA:
                if not self._received:
                    # The rest comes when this is taken, which the supervisor watches.
                    self._pool.rouse()
                self._left = time.monotonic()
                return payload
            self._take(letter, payload)

    def _take(self, letter: bytes, payload: bytes) -> None:
        """Take in what is not the answer itself."""
        if letter == frames.HEAD:
            self._head = frames.read_head(payload)
        elif letter == frames.END:
            self._stats = frames.read_end(payload)
            self._finish(COMPLETE, fit=True)
        else:
            told = frames.content(payload)
            self._detail = str(told["detail"])
            # Nobody knows in what state a fault has left the store.
            self._finish(str(told["kind"]), fit=told["kind"] != FAILED)

    def _wait(self) -> list[Frame]:
        """What comes next, waited for as long as the query's time lasts and the client is there."""
        began = time.monotonic()
        if self._left is not None:
            self._away += began - self._left
            self._left = None
        pause = SECOND_START
        try:
            while True:
                left = self._limits.seconds - self._worked - (time.monotonic() - began)
                if left <= 0 or self._ended:
                    raise self._abandoned(Limit.TIME.value)
                ready = self._readable(min(left, pause))
                for worker in ready:
                    if received := self._receive(worker):
                        return received
                if not ready:
                    pause = _LOOK
                    self._pool.rouse()
                    if self._client is not None and self._client.is_gone():
                        raise self._abandoned(GONE)
                    self._start_second()
        finally:
            self._worked += time.monotonic() - began

    def _readable(self, seconds: float) -> tuple[WorkerClient, ...]:
        """The workers that send something, waited for so long."""
        milliseconds = math.ceil(seconds * 1000)
        if self._second is None:
            return (self.worker,) if self.worker.is_readable(milliseconds) else ()
        both = select.poll()
        for worker in self._workers():
            both.register(worker.channel, select.POLLIN)
        ready = {descriptor for descriptor, _ in both.poll(milliseconds)}
        return tuple(worker for worker in self._workers() if worker.channel.fileno() in ready)

    def _receive(self, worker: WorkerClient) -> list[Frame]:
        """What a worker sent, if it is one to listen to; where it is gone, another may go on, or begin anew."""
        if worker not in self._workers():
            return []
        try:
            received = worker.receive()
        except (EOFError, ConnectionResetError) as error:
            if self._second is not None:
                self._drop(worker)
            elif isinstance(error, ConnectionResetError) and self._head is None and not self._ended:
                # It died while it was idle: what was sent to it was never read.
                self._release(fit=False)
                self._start()
            else:
                raise self._died() from None
            return []
        if received and self._second is not None:
            letter, payload = received[0]
            failed = letter == frames.ERROR and frames.content(payload)["kind"] == FAILED
            if failed or worker is self._forfeited:
                self._drop(worker)
                return []
            self._drop(next(each for each in self._workers() if each is not worker))
        return received

    def _drop(self, loser: WorkerClient) -> None:
        """Go on with the other worker alone."""
        with self._ending:
            if loser is self.worker and self._second is not None:
                self._pool.exchange_places(self.worker, self._second)
                self.worker = self._second
            self._second = None
        if loser.source is Source.MEMORY and not loser.exited.is_set():
            Drain(self._pool, loser)
        else:
            self._pool.give(loser, fit=False)

    def _abandoned(self, reason: str) -> LotgraphError:
        self.terminate(reason)
        self._release(fit=False)
        return self._error()

    def _died(self) -> LotgraphError:
        """The worker is gone: why."""
        reason, detail = ending_of(self.worker, begun=self._head is not None)
        if self._end(reason):
            self._detail = detail
        self._release(fit=False)
        return self._error()

    def _finish(self, reason: str, *, fit: bool) -> None:
        # Where the supervisor has ended it in this very moment, the kill is on its way.
        self._release(fit=self._end(reason) and fit)

    def _end(self, reason: str) -> bool:
        """Say how it ended; the first to say it is right."""
        with self._ending:
            if self._ended:
                return False
            self._ended = reason
            return True

    def _release(self, *, fit: bool) -> None:
        if self._second is not None:
            second, self._second = self._second, None
            self._pool.give(second, fit=False)
        if not self._released:
            self._released = True
            self._pool.give(self.worker, fit=fit)

    def _error(self) -> LotgraphError:
        return error_of(self._ended, self._detail, self._limits)


class Drain:
    """What a worker still does for a race that it has lost: let it end that, and be used again."""

    def __init__(self, pool: Pool, worker: WorkerClient) -> None:
        self._pool = pool
        self._until = time.monotonic() + DRAIN
        pool.keep_busy(worker, self)
        pool.rouse()

    def watch(self, worker: WorkerClient, now: float, grown: int, *, alone: bool) -> None:  # noqa: ARG002 - as others
        """Take what it sends, and give it back at its end; let it go where that takes too long."""
        fit = now < self._until
        try:
            while fit and worker.is_readable(0):
                if any(letter in (frames.END, frames.ERROR) for letter, _ in worker.receive()):
                    break
            else:
                if fit:
                    return
        except (EOFError, ConnectionResetError):
            fit = False
        self._pool.give(worker, fit=fit)

    def terminate(self, reason: str) -> None:
        """Nobody waits for it: it ends when the pool does."""
