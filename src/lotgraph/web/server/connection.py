"""One connection: uvicorn's HTTP protocol, with bounds on what a client may hold and for how long.

uvicorn limits neither the length of a head nor the time that a client takes for it, and closes no connection whose
answer is not read.  Here a head is read whole and within a bound before the parser sees it; one sweep a second
closes what has taken too long; and where all connections are in use, the one that has been idle longest gives way.
"""

from __future__ import annotations

import asyncio
import re
import select
from typing import TYPE_CHECKING, Any, Final

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    from lotgraph.web.server.refusals import Refuse

CONNECTION: Final = "lotgraph.connection"
"""Under this name the scope of a request holds its ``Connection``."""

TARGET: Final = "lotgraph.target"
"""Under this name the scope of a request holds the request target as it was sent."""

LONGEST_TARGET: Final = 8190
"""Bytes of a request target: what most servers and proxies allow (RFC 9112, 3, asks for 8,000 at least)."""

_LONGEST_HEAD: Final = 32 * 1024
_WAITING: Final = 64 * 1024
_SWEEP: Final = 0.5
_STOPPING_STALL: Final = 1.0
_END_OF_HEAD: Final = b"\r\n\r\n"
_HANGUP: Final = getattr(select, "POLLRDHUP", 0)
# An upgrade is never taken up (RFC 9110, 7.8), and the parser would take the body for the other protocol.
_UPGRADE: Final = re.compile(rb"(?im)^upgrade[ \t]*:[^\r\n]*\r\n")
_TARGET: Final = re.compile(rb"[!-~]+ ([^ \r\n]*)")


class Connections:
    """The connections of a worker: their number, and the time that each may take.

    ``most`` may be open.  A request must have arrived whole ``stall`` seconds after its first byte, and a client
    must take something of its answer every ``stall`` seconds; an idle connection is closed after as long.
    """

    def __init__(self, most: int, stall: float, refuse: Refuse) -> None:
        self.most = most
        self.stall = stall
        self.refuse = refuse
        self.stopping = False
        self.open: set[Connection] = set()
        # In the order in which they became idle.
        self.idle: dict[Connection, None] = {}

    def add(self, connection: Connection) -> bool:
        """Take in a new connection, in the place of an idle one where there is none left; False where there is none."""
        if len(self.open) >= self.most:
            if not self.idle:
                return False
            next(iter(self.idle)).abort()
        self.open.add(connection)
        self.idle[connection] = None
        return True

    def remove(self, connection: Connection) -> None:
        """Forget a connection that is closed."""
        self.open.discard(connection)
        self.idle.pop(connection, None)

    def stop(self) -> None:
        """Let no client hold up the end: from now on, an answer that is not read is soon given up."""
        self.stopping = True
        self.stall = min(self.stall, _STOPPING_STALL)

    async def watch(self) -> None:
        """Close what takes too long, until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(_SWEEP)
            now = loop.time()
            for connection in tuple(self.open):
                connection.check(now, self.stall)


class Connection(HttpToolsProtocol):
    """Reads one request after the other, and starts each once the answer before it is complete."""

    def __init__(self, connections: Connections, **rest: Any) -> None:
        super().__init__(**rest)
        self._all = connections
        self._buffer = b""
        self._body = 0
        """Bytes of the body that are still to come; -1 where only the parser knows."""
        self._since = self._progress = self.loop.time()
        self._unsent = 0
        self._is_in_head = False
        self._is_last = False
        self.is_lost = False

    # What a request asks of its connection; `is_gone` and `disconnect` from any thread.

    def is_gone(self) -> bool:
        """Whether the client has left."""
        return self.is_lost or self.transport.is_closing()

    def disconnect(self) -> None:
        """Break the connection off."""
        self.loop.call_soon_threadsafe(self.abort)

    def abort(self) -> None:
        """Break the connection off, in its own event loop."""
        self._all.remove(self)
        self.transport.abort()

    # What asyncio calls.

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Take the connection in, or leave it where every place is taken by a request at work."""
        super().connection_made(transport)
        if not self._all.add(self):
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self.is_lost = True
        self._buffer = b""
        self._all.remove(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take in what the client sent."""
        self._unset_keepalive_if_required()
        if self._is_last:
            return
        if not self._buffer and not self._body:
            self._since = self.loop.time()
        self._buffer += data
        self._advance()

    def resume_writing(self) -> None:
        """Note that the client reads."""
        self._progress = self.loop.time()
        super().resume_writing()

    # What the parser and the answer call.

    def on_message_begin(self) -> None:
        """Note that the parser is within a head."""
        self._is_in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Start the request, with its connection at hand."""
        self._is_in_head = False
        self.scope[CONNECTION] = self  # type: ignore[typeddict-unknown-key]
        self.scope[TARGET] = self.url  # type: ignore[typeddict-unknown-key]
        self._body = _length_of_body(self.headers)
        self._all.idle.pop(self, None)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Note that the request has been read whole."""
        self._body = 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Wait for the next request, which may be here already."""
        super().on_response_complete()
        self._since = self.loop.time()
        if self.cycle.response_complete and not self.transport.is_closing():
            self._all.idle[self] = None
            self._advance()

    def check(self, now: float, stall: float) -> None:
        """Close the connection where its client takes longer than ``stall`` seconds."""
        unsent = self.transport.get_write_buffer_size()
        if unsent != self._unsent or not unsent:
            self._unsent, self._progress = unsent, now
        if unsent and now - self._progress > stall:
            self.abort()
        elif self.transport.is_closing():
            return
        elif self in self._all.idle:
            if now - self._since > stall:
                self._close_idle()
        elif self.flow.read_paused and self._has_hung_up():
            self.abort()

    def _advance(self) -> None:
        """Give the parser the rest of a body, or the next head once it is whole and its turn has come."""
        while self._buffer and not self.transport.is_closing():
            if self._body:
                data, self._buffer = _split(self._buffer, self._body)
                self._body -= len(data) if self._body > 0 else 0
            elif self._is_answering():
                if len(self._buffer) > _WAITING:
                    self.flow.pause_reading()
                return
            else:
                data = self._take_head()
                if not data:
                    return
            self._parse(data)
            if self._is_in_head:
                self._end_after_answer()

    def _take_head(self) -> bytes:
        """The next head; empty where it is not whole yet, or was refused."""
        # An empty line before a request line is passed over (RFC 9112, 2.2).
        self._buffer = self._buffer.lstrip(b"\r\n")
        end = self._buffer.find(_END_OF_HEAD)
        head = self._buffer if end < 0 else self._buffer[: end + len(_END_OF_HEAD)]
        target = _TARGET.match(head)
        if target and len(target[1]) > LONGEST_TARGET:
            self._refuse(414)
        elif len(head) > _LONGEST_HEAD:
            self._refuse(431)
        elif end >= 0:
            self._buffer = self._buffer[len(head) :]
            return _UPGRADE.sub(b"", head)
        return b""

    def _parse(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            # CONNECT; every other upgrade was taken out of the head.
            self._refuse(400)
        except httptools.HttpParserError:
            if self._is_answering() and not self._body:
                # The request before was whole, and is to have its answer.
                self._end_after_answer()
            else:
                self._refuse(400)

    def _end_after_answer(self) -> None:
        """Read no more: behind a body in chunks stands what is no whole head, and nothing bounds it."""
        self._is_last, self._buffer = True, b""
        self.cycle.keep_alive = False
        if self.cycle.response_complete:
            self.transport.close()

    def _close_idle(self) -> None:
        if self._buffer:
            self._refuse(408)
        else:
            self.transport.close()

    def _refuse(self, status: int) -> None:
        """Answer what cannot be read, and close."""
        self._buffer = b""
        if not self._is_answering() or not self.cycle.response_started:
            self.transport.write(self._all.refuse(status))
        self.transport.close()

    def _is_answering(self) -> bool:
        # There is no cycle before the first request, whatever its type says.
        cycle: object = self.cycle
        return cycle is not None and not self.cycle.response_complete

    def _has_hung_up(self) -> bool:
        """Whether the client has closed its end, which nobody notices while nothing is read."""
        poll = select.poll()
        poll.register(self.transport.get_extra_info("socket"), _HANGUP)
        return bool(poll.poll(0))


def _length_of_body(headers: list[tuple[bytes, bytes]]) -> int:
    for name, value in headers:
        if name == b"transfer-encoding":
            return -1
        if name == b"content-length":
            # The parser has refused what is no number, and two that differ.
            return int(value)
    return 0


def _split(data: bytes, length: int) -> tuple[bytes, bytes]:
    return (data, b"") if length < 0 else (data[:length], data[length:])
