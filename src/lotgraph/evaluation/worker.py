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
from typing import IO, TYPE_CHECKING, Any, Final, NoReturn, cast

from lotgraph import media
from lotgraph.errors import QueryError, StoreError
from lotgraph.evaluation import confinement, frames
from lotgraph.evaluation.contract import Limit
from lotgraph.evaluation.rows import counter
from lotgraph.store import Dataset

if TYPE_CHECKING:
    from lotgraph.store import Store

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
_KEPT: Final = 128 * 1024 * 1024
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
        """Answer until the other end is closed, or this process has grown too fat to be of use."""
        self._channel.sendall(frames.message(frames.READY, {"pid": os.getpid()}))
        while (asked := frames.receive(self._channel)) is not None:
            if not self._answer(frames.content(asked[1])):
                return

    def _answer(self, request: dict[str, Any]) -> bool:
        """Answer one query; whether this worker is fit for another."""
        limits = request["limits"]
        if self._limit != limits["memory"]:
            self._limit = limits["memory"]
            self._memory.limit(self._limit)
        began = time.monotonic()
        signal.setitimer(signal.ITIMER_REAL, limits["seconds"] + GRACE)
        answer = _Answer(self._channel, limits)
        try:
            self._evaluate(request, answer)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        except (QueryError, RecursionError, ValueError) as error:
            answer.fail(MALFORMED, _reason(error))
        except _Refused as refused:
            answer.fail(refused.kind, refused.detail)
        except StoreError as error:
            answer.fail(FAILED, str(error))
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        took = time.monotonic() - began
        fit = took < _BRIEF or self._memory.held() - self._born < _KEPT
        answer.end(took, fit=fit)
        return fit

    def _evaluate(self, request: dict[str, Any], answer: _Answer) -> None:
        query = request["query"]
        if _too_deep(query):
            raise QueryError("the query is nested too deeply")
        dataset = Dataset(tuple(request["default"]), tuple(request["named"]))
        found = self._store.query(query, dataset, self._base, self._services)
        name = request["results"] if found.kind is media.Kind.RESULTS else request["graph"]
        if not name:
            raise _Refused(UNACCEPTABLE, found.kind.name)
        form = next(each for each in media.named(name) if each.kind is found.kind)
        answer.begin(found.kind, form)
        found.write(form, cast("IO[bytes]", answer), self._prefixes)


class _Refused(Exception):
    """Why there is no answer, or no more of it."""

    def __init__(self, kind: str, detail: str) -> None:
        self.kind = kind
        self.detail = detail
        super().__init__(kind)


class _Answer:
    """The file that Oxigraph writes into: it counts, and sends a piece at a time."""

    def __init__(self, channel: socket.socket, limits: dict[str, Any]) -> None:
        self._channel = channel
        self._rows_allowed = limits["rows"]
        self._bytes_allowed = limits["bytes"]
        self._head = b""
        self._piece = bytearray()
        self._count = counter("")
        self._rows: int | None = None
        self._bytes = 0
        self._failure = b""
        self._is_xml = False
        self._tail = b""

    def begin(self, kind: media.Kind, form: media.Format) -> None:
        """Say what the answer is; sent with its first bytes."""
        self._head = frames.message(frames.HEAD, {"kind": kind.name, "format": form.name})
        self._count = counter(form.name)
        self._is_xml = form.media_type.endswith("+xml")
        self._rows = 0 if self._count else None

    def write(self, data: bytes) -> int:
        """Take bytes of the answer."""
        self._piece += data
        if len(self._piece) >= frames.PIECE:
            _send(self._channel, self._taken())
        return len(data)

    def flush(self) -> None:
        """Do nothing: pieces are sent when they are full."""

    def fail(self, kind: str, detail: str) -> None:
        """Say that there is no answer, or that what was sent of it is not whole."""
        self._failure = frames.message(frames.ERROR, {"kind": kind, "detail": detail})

    def end(self, seconds: float, *, fit: bool) -> None:
        """Send what is left, or what went wrong."""
        rest = b""
        if not self._failure:
            try:
                rest = self._taken()
            except _Refused as refused:
                self.fail(refused.kind, refused.detail)
        told = {"rows": self._rows, "bytes": self._bytes, "seconds": seconds, "fit": fit}
        _send(self._channel, rest + (self._failure or frames.message(frames.END, told)))

    def _taken(self) -> bytes:
        """The piece as it is sent, counted."""
        piece = bytes(self._piece)
        self._piece.clear()
        self._bytes += len(piece)
        if self._bytes > self._bytes_allowed:
            raise _Refused(Limit.BYTES.value, "")
        if self._is_xml:
            # A character of three bytes may be cut.
            if not media.fits_xml(self._tail + piece):
                raise _Refused(NO_XML, "")
            self._tail = piece[-2:]
        if self._count:
            self._rows = self._count(piece)
            if self._rows > self._rows_allowed:
                raise _Refused(Limit.ROWS.value, "")
        head, self._head = self._head, b""
        return head + (frames.frame(frames.DATA, piece) if piece else b"")


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
