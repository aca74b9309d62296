"""A worker: a forked process that answers queries one after the other, until its channel ends.

It holds itself to rows and bytes; time and memory are the kernel's and the parent's to enforce, since
nothing here runs while Oxigraph does.
"""

from __future__ import annotations

import os
import re
import select
import signal
import socket
import time
from collections.abc import Collection, Mapping
from typing import IO, TYPE_CHECKING, Final, NoReturn, cast

from lotgraph.errors import QueryError, StoreError
from lotgraph.evaluation import confinement, frames
from lotgraph.evaluation.contract import (
    Head,
    Limit,
    Limits,
    Request,
    Stats,
)
from lotgraph.evaluation.rows import counter
from lotgraph.formats import media

if TYPE_CHECKING:
    from lotgraph.rdf.store.query import Store

GRACE: Final = 0.5
"""Seconds after the limit at which the kernel ends what the parent should have ended."""

OUT_OF_MEMORY: Final = 77
"""What a worker ends with when Python itself finds no memory, not even for telling so."""

DEPTH: Final = 500
"""Brackets in brackets that a query may have; Oxigraph's own stack ends between 1,000 and 3,000."""

MALFORMED: Final = "malformed"
UNACCEPTABLE: Final = "unacceptable"
NO_XML: Final = "no XML"
FAILED: Final = "failed"

_AT_ONCE: Final = socket.MSG_DONTWAIT
_RECEIVED: Final = 64 * 1024
_MOST_GROWTH: Final = 128 * 1024 * 1024
_BRIEF: Final = 0.02


class Worker:
    """Answers the queries of one channel."""

    def __init__(
        self,
        channel: socket.socket,
        store: Store,
        base: str | None,
        prefixes: Mapping[str, str],
        services: Collection[str],
    ) -> None:
        self._channel = channel
        self._store = store
        self._base = base
        self._prefixes = prefixes
        self._services = services
        self._limit = 0
        self._memory = confinement.OwnMemory()
        self._born = self._memory.held()

    def run(self) -> None:
        """Answer until the other end is closed, or this process has grown too much to be of use."""
        self._channel.sendall(frames.frame(frames.READY, str(os.getpid()).encode()))
        received = frames.Frames()
        while data := self._received():
            for _, payload in received.feed(data):
                began = time.monotonic()
                self._answer_all(frames.requests(payload))
                if time.monotonic() - began > _BRIEF and self._has_grown():
                    # A query that was sent meanwhile is begun again elsewhere.
                    return

    def _received(self) -> bytes:
        try:
            return self._channel.recv(_RECEIVED)
        except ConnectionResetError:
            # Closed with something unread: closed all the same.
            return b""

    def _answer_all(self, requests: list[Request]) -> None:
        """Answer the requests of one message, which is sent as little as its size allows; stop at a failure."""
        output = _Output(self._channel)
        grace = GRACE if len(requests) == 1 else 0.0
        for request in requests:
            if not self._answer(request, output, grace):
                break
        output.flush()

    def _answer(self, request: Request, output: _Output, grace: float) -> bool:
        """Answer one query; whether it was."""
        limits = request.limits
        if self._limit != limits.memory:
            self._limit = limits.memory
            self._memory.limit(self._limit)
        began = time.monotonic()
        signal.setitimer(signal.ITIMER_REAL, limits.seconds + grace)
        answer = _Answer(output, limits)
        try:
            self._evaluate(request, answer)
            answer.end(time.monotonic() - began)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        except (QueryError, RecursionError, ValueError) as error:
            output.add(frames.failure(MALFORMED, _reason(error)))
        except _Refused as refused:
            output.add(frames.failure(refused.kind, refused.detail))
        except StoreError as error:
            output.add(frames.failure(FAILED, str(error)))
        else:
            return True
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        return False

    def _evaluate(self, request: Request, answer: _Answer) -> None:
        if _too_deep(request.query):
            raise QueryError("the query is nested too deeply")
        found = self._store.query(request.query, request.dataset, self._base, self._services)
        name = request.results if found.kind is media.Kind.RESULTS else request.graph
        if not name:
            raise _Refused(UNACCEPTABLE, found.kind.name)
        form = next(each for each in media.find_formats(name) if each.kind is found.kind)
        answer.begin(Head(found.kind, form))
        found.write(form, cast("IO[bytes]", answer), self._prefixes)

    def _has_grown(self) -> bool:
        """Whether it holds much more memory than at its birth, also after giving back what is free."""
        if self._memory.held() - self._born < _MOST_GROWTH:
            return False
        confinement.release_free_memory()
        return self._memory.held() - self._born >= _MOST_GROWTH


class _Refused(Exception):
    """Why there is no answer, or no more of it."""

    def __init__(self, kind: str, detail: str) -> None:
        self.kind = kind
        self.detail = detail
        super().__init__(kind)


class _Output:
    """Frames on their way to the other end, sent when they are a piece or more."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._frames = bytearray()

    def add(self, frame: bytes) -> None:
        """Take a frame."""
        self._frames += frame
        if len(self._frames) >= frames.PIECE:
            self.flush()

    def flush(self) -> None:
        """Send what was taken."""
        _send(self._channel, bytes(self._frames))
        self._frames.clear()


class _Answer:
    """The file that Oxigraph writes into: it counts, and passes on a piece at a time."""

    def __init__(self, output: _Output, limits: Limits) -> None:
        self._output = output
        self._limits = limits
        self._head = b""
        self._piece = bytearray()
        self._count = counter("")
        self._rows: int | None = None
        self._bytes = 0
        self._is_xml = False
        self._tail = b""

    def begin(self, head: Head) -> None:
        """Say what the answer is; sent with its first bytes."""
        self._head = frames.head(head)
        self._count = counter(head.form.name)
        self._is_xml = head.form.media_type.endswith("+xml")
        self._rows = 0 if self._count else None

    def write(self, data: bytes) -> int:
        """Take bytes of the answer."""
        self._piece += data
        if len(self._piece) >= frames.PIECE:
            self._pass_on()
        return len(data)

    def flush(self) -> None:
        """Do nothing: pieces are sent when they are full."""

    def end(self, seconds: float) -> None:
        """Pass on what is left, and say that it was the last."""
        self._pass_on()
        self._output.add(frames.end(Stats(self._rows, self._bytes, seconds)))

    def _pass_on(self) -> None:
        """Pass on a piece, counted."""
        piece = bytes(self._piece)
        self._piece.clear()
        self._bytes += len(piece)
        if self._bytes > self._limits.bytes:
            raise _Refused(Limit.BYTES.value, "")
        if self._is_xml:
            # A character of three bytes may be cut.
            if not media.fits_xml(self._tail + piece):
                raise _Refused(NO_XML, "")
            self._tail = piece[-2:]
        if self._count:
            self._rows = self._count(piece)
            if self._rows > self._limits.rows:
                raise _Refused(Limit.ROWS.value, "")
        head, self._head = self._head, b""
        self._output.add(head + (frames.frame(frames.DATA, piece) if piece else b""))


def _send(channel: socket.socket, data: bytes) -> None:
    """Send it all; while the other end does not take it, the clock of the query stands still."""
    view = memoryview(data)
    while view:
        try:
            sent = channel.send(view, _AT_ONCE)
        except BlockingIOError:
            left, _ = signal.setitimer(signal.ITIMER_REAL, 0)
            writable = select.poll()
            writable.register(channel, select.POLLOUT)
            writable.poll()
            signal.setitimer(signal.ITIMER_REAL, left)
        except OSError:
            _gone()
        else:
            view = view[sent:]


def _gone() -> NoReturn:
    """The other end is closed: nobody wants the answer."""
    os._exit(0)


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "the query is nested too deeply"
    return str(error)


def _too_deep(query: str) -> bool:
    """Whether the brackets of the query stand in one another more than ``DEPTH`` deep."""
    if sum(query.count(bracket) for bracket in "{([") <= DEPTH:
        return False
    depth = 0
    for token in _BRACKETS.finditer(query):
        if token[1]:
            depth += 1
            if depth > DEPTH:
                return True
        elif token[2]:
            depth -= 1
    return False


# IRIs, strings and comments hold brackets that mean nothing.
_BRACKETS: Final = re.compile(
    r'<[^<>"{}|^`\\\s]*>|"""(?:\\.|[^\\])*?"""|"(?:\\.|[^"\\\n])*"'
    r"|'''(?:\\.|[^\\])*?'''|'(?:\\.|[^'\\\n])*'|#[^\n]*|([{(\[])|([])}])",
    re.DOTALL,
)
