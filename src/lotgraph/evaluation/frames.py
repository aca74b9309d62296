"""What passes between the web process, the nursery and the workers: frames on Unix sockets.

A frame is a letter, the length of its payload, and the payload: JSON, or bytes of an answer.

=========  ==================  ==========================================================
letter     from -> to          payload
=========  ==================  ==========================================================
``SETUP``  web -> nursery      what to load, as JSON
``QUERY``  web -> worker       the request, as JSON
``READY``  worker -> web       its process id, as JSON: it waits for queries
``HEAD``   worker -> web       kind and format, as JSON; comes with the first bytes
``DATA``   worker -> web       bytes of the answer
``END``    worker -> web       what it took, as JSON
``ERROR``  worker -> web       what went wrong, as JSON
=========  ==================  ==========================================================

The nursery and the web exchange orders and reports of a fixed length, which no reader can see cut.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

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
"""Web to nursery: what to do, and the number of the worker.  An order to fork brings two descriptors."""

FORK: Final = b"F"
KILL: Final = b"K"
RENICE: Final = b"N"

REPORT: Final = struct.Struct("!cIi")
"""Nursery to web: what happened, the number of the worker, and how it ended."""

LOADED: Final = b"L"
EXITED: Final = b"X"

PIECE: Final = 64 * 1024
"""Bytes of an answer that travel together."""

_PREFIX: Final = struct.Struct("!cI")


def frame(letter: bytes, payload: bytes = b"") -> bytes:
    """A frame with that payload."""
    return _PREFIX.pack(letter, len(payload)) + payload


def message(letter: bytes, content: Mapping[str, object]) -> bytes:
    """A frame with JSON."""
    return frame(letter, json.dumps(content).encode())


def content(payload: bytes) -> dict[str, Any]:
    """The JSON of a frame."""
    found: dict[str, Any] = json.loads(payload)
    return found


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
