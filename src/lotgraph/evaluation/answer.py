"""One evaluation: a worker at work on one query, its answer as it comes, and every way it can end."""

from __future__ import annotations

import contextlib
import math
import select
import signal
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Final, Self

from lotgraph import media
from lotgraph.errors import LotgraphError, NotAcceptable, QueryError, StoreError
from lotgraph.evaluation import frames
from lotgraph.evaluation.contract import MIB, PREFETCH, ClientGone, Head, Limit, LimitReached, Stats
from lotgraph.evaluation.worker import FAILED, MALFORMED, NO_XML, OUT_OF_MEMORY, UNACCEPTABLE

if TYPE_CHECKING:
    from lotgraph.evaluation.brood import Worker
    from lotgraph.evaluation.contract import Limits, Request
    from lotgraph.evaluation.pool import Pool

SLOW: Final = 0.1
"""Seconds after which a query gives way to others, where there are any."""

COMPLETE: Final = "complete"
GONE: Final = "gone"
CANCELLED: Final = "cancelled"
CLOSED: Final = "closed"

_RECEIVED: Final = 4 * frames.PIECE
_FAREWELL: Final = 2.0
_HANGUP: Final = getattr(select, "POLLRDHUP", 0)
_OVERFLOWN: Final = (-signal.SIGSEGV, -signal.SIGBUS)
# What Rust, C++ and Oxigraph's RocksDB say when there is no memory.
_STARVED: Final = ("memory allocation of", "bad_alloc", "emory")


class Evaluation:
    """A query under way; for one thread, but for ``watch``, ``cut`` and ``cancel``."""

    def __init__(self, pool: Pool, request: Request, client: socket.socket | None) -> None:
        self._pool = pool
        self._limits = request.limits
        self._client = client
        self._frames = frames.Frames()
        self._received: deque[tuple[bytes, bytes]] = deque()
        self._head: Head | None = None
        self._stats: Stats | None = None
        self._ending = threading.Lock()
        self._ended = ""
        self._detail = ""
        self._released = True
        self._worked = 0.0
        self._away = 0.0
        self._left: float | None = None
        self._began = math.inf
        self._asked = _asked(request)
        self._poll = select.poll()
        self.worker: Worker
        self._start()
        if client is not None and client.fileno() >= 0:
            self._poll.register(client, select.POLLIN | _HANGUP)

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
        self.cut(CANCELLED)

    def close(self) -> None:
        """End it if it still runs, and give its place free."""
        self.cut(CANCELLED)
        self._release(fit=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def cut(self, how: str) -> None:
        """Kill the worker for that reason, unless it ended before."""
        if not self._end(how):
            return
        self.worker.kill()
        if how == Limit.DELIVERY.value and self._client is not None:
            # The thread that sends the answer waits in there, perhaps for ever.
            with contextlib.suppress(OSError):
                self._client.shutdown(socket.SHUT_RDWR)

    def watch(self, now: float, grown: int, *, alone: bool) -> None:
        """Look whether it is slow (and not alone), too large or not fetched, and act on it."""
        with self._ending:
            # A worker that was given back meanwhile may be at work on another query.
            if now - self._began > SLOW and not self._ended:
                self.worker.warm = True
                if not alone and not self.worker.slow:
                    self.worker.renice()
        if grown > self._limits.memory:
            self.cut(Limit.MEMORY.value)
        left = self._left
        if left is not None:
            away = now - left
            if away > self._limits.stall or self._away + away > self._limits.delivery:
                self.cut(Limit.DELIVERY.value)

    def _start(self) -> None:
        """Have a worker begin; one that died while it was idle is passed over."""
        while True:
            self._pool.take(self)
            self._released = False
            self._began = time.monotonic()
            try:
                self.worker.channel.sendall(self._asked)
            except OSError:
                self._release(fit=False)
            else:
                self._poll.register(self.worker.channel, select.POLLIN)
                return

    def _piece(self) -> bytes | None:
        """The next piece of the answer; None after the last."""
        while True:
            while not self._received:
                if self._ended:
                    if self._ended == COMPLETE:
                        return None
                    raise self._error()
                self._received.extend(self._frames.feed(self._bytes()))
            letter, payload = self._received.popleft()
            if letter == frames.DATA:
                self._left = time.monotonic()
                return payload
            self._take(letter, frames.content(payload))

    def _take(self, letter: bytes, told: Mapping[str, object]) -> None:
        """Take in what is not the answer itself."""
        if letter == frames.HEAD:
            kind = media.Kind[str(told["kind"])]
            form = next(each for each in media.named(str(told["format"])) if each.kind is kind)
            self._head = Head(kind, form)
        elif letter == frames.END:
            rows = told["rows"]
            self._stats = Stats(
                None if rows is None else int(str(rows)), int(str(told["bytes"])), float(str(told["seconds"]))
            )
            self._finish(COMPLETE, fit=bool(told["fit"]))
        else:
            self._detail = str(told["detail"])
            # Nobody knows in what state a fault has left the store.
            self._finish(str(told["kind"]), fit=told["kind"] != FAILED)

    def _bytes(self) -> bytes:
        """What the worker sends next, waited for as long as its time lasts and the client is there."""
        began = time.monotonic()
        if self._left is not None:
            self._away += began - self._left
            self._left = None
        try:
            while True:
                left = self._limits.seconds - self._worked - (time.monotonic() - began)
                if left <= 0:
                    raise self._abandoned(Limit.TIME.value)
                ready = dict(self._poll.poll(math.ceil(left * 1000)))
                if self.worker.channel.fileno() in ready:
                    received = self._from_worker()
                    if received is not None:
                        return received
                elif ready and self._client_is_gone(ready):
                    raise self._abandoned(GONE)
        finally:
            self._worked += time.monotonic() - began

    def _from_worker(self) -> bytes | None:
        """What the worker sent; None where another has begun in its place."""
        try:
            received = self.worker.channel.recv(_RECEIVED)
        except ConnectionResetError:
            received = b""
            if self._head is None and not self._ended:
                # It died while it was idle: what was sent to it was never read.
                self._poll.unregister(self.worker.channel)
                self._release(fit=False)
                self._start()
                return None
        if not received:
            raise self._died()
        return received

    def _client_is_gone(self, ready: Mapping[int, int]) -> bool:
        client = self._client
        if client is None:
            return False
        if ready.get(client.fileno(), 0) & ~select.POLLIN:
            return True
        try:
            if not client.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT):
                return True
        except BlockingIOError:
            return False
        except OSError:
            return True
        except ValueError:
            # An encrypted connection cannot be looked into.
            pass
        # It sends more already: that is for later, and would be told again and again.
        self._poll.modify(client, _HANGUP)
        return False

    def _abandoned(self, how: str) -> LotgraphError:
        self.cut(how)
        self._release(fit=False)
        return self._error()

    def _died(self) -> LotgraphError:
        """The worker is gone: why."""
        self.worker.exited.wait(_FAREWELL)
        status, words = self.worker.status, self.worker.last_words()
        how, detail = FAILED, f"a worker ended ({status}) while it evaluated: {words}"
        if status == -signal.SIGALRM:
            how = Limit.TIME.value
        elif status in _OVERFLOWN and self._head is None:
            how, detail = MALFORMED, "the query is nested too deeply, or repeats an operator too often"
        elif status in (OUT_OF_MEMORY, -signal.SIGKILL) or (
            status == -signal.SIGABRT and any(sign in words for sign in _STARVED)
        ):
            how = Limit.MEMORY.value
        if self._end(how):
            self._detail = detail
        self._release(fit=False)
        return self._error()

    def _finish(self, how: str, *, fit: bool) -> None:
        # Where the keeper has cut it in this very moment, the kill is on its way.
        self._release(fit=self._end(how) and fit)

    def _end(self, how: str) -> bool:
        """Say how it ended; the first to say it is right."""
        with self._ending:
            if self._ended:
                return False
            self._ended = how
            return True

    def _release(self, *, fit: bool) -> None:
        if not self._released:
            self._released = True
            self._pool.give(self.worker, fit=fit)

    def _error(self) -> LotgraphError:
        """What is raised for the way it ended."""
        how, limits = self._ended, self._limits
        if how in _REACHED:
            return LimitReached(Limit(how), _REACHED[how](limits))
        if how == MALFORMED:
            return QueryError(self._detail)
        if how == UNACCEPTABLE:
            kind = media.Kind[self._detail]
            types = ", ".join(each.media_type for each in media.of_kind(kind))
            return NotAcceptable(f"The answer to this query is {kind.value}; it can be sent as {types}.")
        if how == NO_XML:
            return NotAcceptable(media.NO_XML)
        if how == GONE:
            return ClientGone("the client went away, and its query was ended")
        return StoreError(self._detail or f"the evaluation was {how}")


def _asked(request: Request) -> bytes:
    limits = request.limits
    return frames.message(
        frames.QUERY,
        {
            "query": request.query,
            "default": request.dataset.default,
            "named": request.dataset.named,
            "results": request.results,
            "graph": request.graph,
            "limits": {
                "seconds": limits.seconds,
                "memory": limits.memory,
                "rows": limits.rows,
                "bytes": limits.bytes,
            },
        },
    )


_REACHED: Final[Mapping[str, Callable[[Limits], str]]] = MappingProxyType(
    {
        "time": lambda limits: f"the query took longer than {limits.seconds:g} seconds and was ended",
        "memory": lambda limits: f"the query needed more memory than {limits.memory / MIB:,.0f} MiB and was ended",
        "rows": lambda limits: f"the answer has more than {limits.rows:,} rows; ask for fewer with LIMIT",
        "bytes": lambda limits: f"the answer is longer than {limits.bytes:,} bytes; ask for less with LIMIT",
        "delivery": lambda _: "the answer was not taken by the client in time, and its query was ended",
    }
)
