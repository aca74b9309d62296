"""What passes between the web process, its fork servers and the workers: frames on Unix sockets.

A frame is a letter, the length of its payload, and the payload.

=========  ===================  ==========================================================
letter     from -> to           payload
=========  ===================  ==========================================================
``SETUP``  web -> fork server   what to load, as JSON
``QUERY``  web -> worker        the requests, one or more, as JSON
``READY``  worker -> web        its process id, as digits: it waits for queries
``HEAD``   worker -> web        kind and format, by name; comes with the first bytes
``DATA``   worker -> web        bytes of the answer
``END``    worker -> web        what it took, packed
``ERROR``  worker -> web        what went wrong, as JSON; no further request is answered
=========  ===================  ==========================================================

A fork server and the web exchange orders and reports of a fixed length, which no reader can see cut.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from lotgraph.evaluation.contract import (
    Head,
    Limits,
    Request,
    Stats,
)
from lotgraph.formats import media
from lotgraph.rdf.terms import Dataset

if TYPE_CHECKING:
    import socket

SETUP: Final = b"S"
QUERY: Final = b"Q"
READY: Final = b"R"
HEAD: Final = b"H"
DATA: Final = b"D"
END: Final = b"E"
ERROR: Final = b"X"

ORDER: Final = struct.Struct("!cI")
"""Web to fork server: what to do, and the number of the worker.  An order to fork brings two descriptors."""

FORK: Final = b"F"
KILL: Final = b"K"
RENICE: Final = b"N"

REPORT: Final = struct.Struct("!cIi")
"""Fork server to web: what happened, the number of the worker, and how it ended."""

LOADED: Final = b"L"
EXITED: Final = b"X"

PIECE: Final = 64 * 1024
"""Bytes of an answer that travel together."""

_PREFIX: Final = struct.Struct("!cI")
_STATS: Final = struct.Struct("!qQd")
_UNSEEN: Final = -1


def frame(letter: bytes, payload: bytes = b"") -> bytes:
    """A frame with that payload."""
    return _PREFIX.pack(letter, len(payload)) + payload


def message(letter: bytes, content: object) -> bytes:
    """A frame with JSON."""
    return frame(letter, json.dumps(content).encode())


def content(payload: bytes) -> dict[str, Any]:
    """The JSON object of a frame."""
    found: dict[str, Any] = json.loads(payload)
    return found


def query(requests: Sequence[Request]) -> bytes:
    """The frame that asks for the answers to these requests, one after another."""
    return message(QUERY, [_write_request(request) for request in requests])


def _write_request(request: Request) -> tuple[object, ...]:
    dataset, limits = request.dataset, request.limits
    bounds = (limits.seconds, limits.memory, limits.rows, limits.bytes)
    return (request.query, dataset.default, dataset.named, request.results, request.graph, bounds)


def requests(payload: bytes) -> list[Request]:
    """The requests of a query frame."""
    return [
        Request(text, Dataset(tuple(default), tuple(named)), results, graph, Limits(*bounds))
        for text, default, named, results, graph, bounds in json.loads(payload)
    ]


def head(found: Head) -> bytes:
    """The frame that says what an answer is."""
    return frame(HEAD, f"{found.kind.name} {found.form.name}".encode())


def read_head(payload: bytes) -> Head:
    """What the answer is."""
    kind_name, name = payload.decode().split()
    kind = media.Kind[kind_name]
    return Head(kind, next(each for each in media.find_formats(name) if each.kind is kind))


def end(stats: Stats) -> bytes:
    """The frame that ends an answer."""
    return frame(END, _STATS.pack(_UNSEEN if stats.rows is None else stats.rows, stats.bytes, stats.seconds))


def read_end(payload: bytes) -> Stats:
    """What the answer took."""
    rows, size, seconds = _STATS.unpack(payload)
    return Stats(None if rows == _UNSEEN else rows, size, seconds)


class Frames:
    """Puts frames together from bytes as they come."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, received: bytes) -> list[tuple[bytes, bytes]]:
        """The frames that are whole now."""
        held, found, start = self._bytes, [], 0
        held += received
        while len(held) - start >= _PREFIX.size:
            letter, length = _PREFIX.unpack_from(held, start)
            begin = start + _PREFIX.size
            if len(held) < begin + length:
                break
            start = begin + length
            found.append((letter, bytes(held[begin:start])))
        del held[:start]
        return found


def receive(channel: socket.socket) -> tuple[bytes, bytes] | None:
    """The next frame of a socket that blocks; None where the other end is closed."""
    prefix = exactly(channel, _PREFIX.size)
    if prefix is None:
        return None
    letter, length = _PREFIX.unpack(prefix)
    payload = exactly(channel, length)
    return None if payload is None else (letter, payload)


def exactly(channel: socket.socket, length: int) -> bytes | None:
    """So many bytes, or None where the socket ends before."""
    found = bytearray()
    while len(found) < length:
        try:
            piece = channel.recv(length - len(found))
        except ConnectionResetError:
            # Closed with something unread: closed all the same.
            return None
        if not piece:
            return None
        found += piece
    return bytes(found)


def failure(kind: str, detail: str) -> bytes:
    """The frame that says why there is no answer, or no more of it."""
    return message(ERROR, {"kind": kind, "detail": detail})


def setup(found: Mapping[str, object]) -> bytes:
    """The frame that tells a fork server what to load."""
    return message(SETUP, found)
