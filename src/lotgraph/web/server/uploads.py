"""The bodies of requests as they arrive: each within a length and a time, all together within a size."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from lotgraph.errors import BadRequest, PayloadTooLarge, RequestTimeout

if TYPE_CHECKING:
    from collections.abc import Callable
    from wsgiref.types import WSGIEnvironment

TOGETHER: Final = 256 * 1024 * 1024
"""Bytes of unfinished bodies in memory, beyond which the oldest is given up."""


class Uploads:
    """Reads bodies of up to ``longest`` bytes, each in up to ``stall`` seconds."""

    def __init__(self, longest: int, stall: float) -> None:
        self._longest = longest
        self._stall = stall
        self._size = 0
        self.stopping = False
        # The oldest first.
        self._running: dict[asyncio.Timeout, None] = {}

    async def read(self, environ: WSGIEnvironment, receive: Callable[[], Any]) -> bytes:
        """The whole body; PayloadTooLarge or RequestTimeout where it is not had whole, BadRequest where it is cut."""
        length = environ.get("CONTENT_LENGTH", "0")
        if length == "0" and "HTTP_TRANSFER_ENCODING" not in environ:
            return b""
        if int(length) > self._longest:
            raise self._too_large()
        body = bytearray()
        timeout = asyncio.timeout(self._stall)
        try:
            async with timeout:
                self._running[timeout] = None
                while True:
                    message = await receive()
                    if message["type"] != "http.request":
                        raise BadRequest("The request ended before its body was whole.")
                    self._add(body, message["body"])
                    if not message["more_body"]:
                        return bytes(body)
        except TimeoutError as error:
            raise RequestTimeout("The request did not arrive in time.") from error
        finally:
            self._running.pop(timeout, None)
            self._size -= len(body)

    def stop(self) -> None:
        """Give up all that are not whole."""
        self.stopping = True
        for timeout in tuple(self._running):
            self._give_up(timeout)

    def _add(self, body: bytearray, data: bytes) -> None:
        if len(body) + len(data) > self._longest:
            raise self._too_large()
        body += data
        self._size += len(data)
        if self._size > TOGETHER:
            self._give_up(next(iter(self._running)))

    def _give_up(self, timeout: asyncio.Timeout) -> None:
        self._running.pop(timeout, None)
        timeout.reschedule(asyncio.get_running_loop().time())

    def _too_large(self) -> PayloadTooLarge:
        return PayloadTooLarge(f"A request body may have up to {self._longest} bytes.")
