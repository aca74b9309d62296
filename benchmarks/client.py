"""A small HTTP client on plain sockets, so that what is measured is the server and not a client library.

One connection is kept open and used again, as by every library with a session.  An answer is whole only
where its length or its last chunk says so.
"""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

_BUFFER = 256 * 1024
_ACCEPT = "application/sparql-results+json, text/turtle;q=0.9"


@dataclass(frozen=True)
class Reply:
    """One answer: its status (0: the connection broke), seconds, bytes of the body, and the body if it was kept."""

    status: int
    seconds: float
    size: int
    body: bytes = b""


@dataclass(frozen=True)
class Endpoint:
    """Where a server answers."""

    port: int
    path: str

    def request(self, query: str) -> bytes:
        """The bytes that ask it a query by GET."""
        return self.get(f"{self.path}?query={quote(query, safe='')}", _ACCEPT)

    def get(self, target: str, accept: str) -> bytes:
        """The bytes of any GET."""
        head = (
            f"GET {target} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            f"Accept: {accept}",
            "User-Agent: benchmark",
        )
        return ("\r\n".join(head) + "\r\n\r\n").encode()


class Broken(Exception):
    """The connection ended before the answer did."""


@dataclass
class Reading:
    """An answer as it comes in, piece by piece."""

    kept: bool = False
    head: bytes = b""
    body: list[bytes] = field(default_factory=list)
    size: int = 0
    done: bool = False
    _length: int = -1
    _tail: bytes = b""

    @property
    def status(self) -> int:
        """Of the status line; 0 before it has come."""
        return int(self.head[9:12]) if len(self.head) > 12 else 0

    def whole(self) -> bytes:
        """The body, as far as it was kept."""
        body = b"".join(self.body)
        return body if self._length >= 0 else b"".join(_unchunked(body))

    def feed(self, data: bytes) -> None:
        """Take what was received."""
        if not data:
            raise Broken
        if self._length == -1 and not self._tail:
            self.head += data
            head, found, data = self.head.partition(b"\r\n\r\n")
            if not found:
                return
            self.head = head
            self._length = _length(head)
            self._tail = b"\r\n"
        if self.kept:
            self.body.append(data)
        self.size += len(data)
        if self._length >= 0:
            self.done = self.size >= self._length
        else:
            self._tail = (self._tail + data)[-7:]
            self.done = self._tail.endswith(b"\r\n0\r\n\r\n")


def _length(head: bytes) -> int:
    """The stated length of the body; -2 where it comes in chunks."""
    for line in head.lower().split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name == b"content-length":
            return int(value)
        if name == b"transfer-encoding":
            return -2
    return 0


def _unchunked(body: bytes) -> Iterator[bytes]:
    place = 0
    while place < len(body):
        end = body.index(b"\r\n", place)
        length = int(body[place:end].partition(b";")[0], 16)
        yield body[end + 2 : end + 2 + length]
        place = end + length + 4


class Connection:
    """One kept connection; a connection that the server has closed meanwhile is opened again before the clock runs."""

    def __init__(self, endpoint: Endpoint, timeout: float = 120) -> None:
        self._endpoint = endpoint
        self._timeout = timeout
        self._socket: socket.socket | None = None

    def ask(self, query: str, *, keep: bool = False) -> Reply:
        """Send a query and read the whole answer."""
        return self.send(self._endpoint.request(query), keep=keep)

    def send(self, request: bytes, *, keep: bool = False) -> Reply:
        """Send a request and read the whole answer."""
        link = self._open()
        start = time.perf_counter()
        reading = Reading(keep)
        try:
            link.sendall(request)
            while not reading.done:
                reading.feed(link.recv(_BUFFER))
        except (OSError, Broken):
            self.close()
            return Reply(0, time.perf_counter() - start, reading.size)
        seconds = time.perf_counter() - start
        if b"connection: close" in reading.head.lower():
            self.close()
        return Reply(reading.status, seconds, reading.size, reading.whole())

    def close(self) -> None:
        """Give the connection up."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _open(self) -> socket.socket:
        if self._socket is not None and _is_readable(self._socket):
            self.close()
        if self._socket is None:
            self._socket = connected(self._endpoint, self._timeout)
        return self._socket


def _is_readable(link: socket.socket) -> bool:
    """Whether something has come, the end of the connection perhaps; `select` knows no more than 1,024 files."""
    poll = select.poll()
    poll.register(link, select.POLLIN)
    return bool(poll.poll(0))


def connected(endpoint: Endpoint, timeout: float) -> socket.socket:
    """A new connection."""
    link = socket.create_connection(("127.0.0.1", endpoint.port), timeout)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return link


def hammer(endpoint: Endpoint, requests: Iterator[bytes], seconds: float, connections: int) -> tuple[float, int]:
    """Send requests in turn on a few connections at once, each as soon as the last was answered.

    Gives the answers with status 200 a second, and how many had another status.
    """
    links = {(link := connected(endpoint, 30)).fileno(): link for _ in range(connections)}
    waiting = select.poll()
    readings: dict[int, Reading] = {}
    good = bad = 0
    start = time.perf_counter()
    try:
        for number, link in links.items():
            waiting.register(number, select.POLLIN)
            readings[number] = Reading()
            link.sendall(next(requests))
        while time.perf_counter() - start < seconds:
            for number, _ in waiting.poll(1000):
                reading, link = readings[number], links[number]
                reading.feed(link.recv(_BUFFER))
                if reading.done:
                    good, bad = good + (reading.status == 200), bad + (reading.status != 200)
                    readings[number] = Reading()
                    link.sendall(next(requests))
        return good / (time.perf_counter() - start), bad
    finally:
        for link in links.values():
            link.close()


class Crowd:
    """Requests that are under way beside what is measured, each on a connection of its own.

    ``tend`` counts those that were answered and sends each again after a pause, as a client that insists.
    """

    def __init__(self, endpoint: Endpoint, query: str, size: int, pause: float = 1.0) -> None:
        self._endpoint = endpoint
        self._request = endpoint.request(query)
        self._pause = pause
        self._links: list[tuple[socket.socket, Reading]] = [self._send() for _ in range(size)]
        self._again: list[float] = []
        self.ended: dict[int, int] = {}

    @property
    def running(self) -> int:
        """How many wait for their answer now."""
        return len(self._links)

    def tend(self) -> None:
        """Look after the connections; takes no time to speak of."""
        now = time.monotonic()
        ready, _, _ = select.select([link for link, _ in self._links], [], [], 0)
        kept = []
        for link, reading in self._links:
            if link in ready and self._over(link, reading):
                link.close()
                self.ended[reading.status] = self.ended.get(reading.status, 0) + 1
                self._again.append(now + self._pause)
            else:
                kept.append((link, reading))
        due = [at for at in self._again if at <= now]
        self._again = [at for at in self._again if at > now]
        self._links = kept + [self._send() for _ in due]

    def close(self) -> None:
        """Go away without waiting."""
        for link, _ in self._links:
            link.close()

    def _send(self) -> tuple[socket.socket, Reading]:
        link = connected(self._endpoint, 30)
        link.sendall(self._request)
        return link, Reading()

    @staticmethod
    def _over(link: socket.socket, reading: Reading) -> bool:
        try:
            reading.feed(link.recv(_BUFFER))
        except (OSError, Broken):
            return True
        return reading.done
