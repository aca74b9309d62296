"""The gateway: runs a WSGI application (PEP 3333) behind an ASGI server, for many and slow clients.

A request is read whole, within its bounds, before a thread has it; a cached answer is sent from the event loop; of a
long answer, a thread makes the next piece when the client has taken the one before.  So no thread waits for a client.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import unquote

from lotgraph.errors import BadRequest, WebError
from lotgraph.web.http.front import CLIENT, REFUSAL
from lotgraph.web.server.connection import CONNECTION, TARGET
from lotgraph.web.server.uploads import Uploads

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication, WSGIEnvironment

    from lotgraph.web.server.connection import Connection

    Scope = dict[str, Any]
    Receive = Callable[[], Any]
    Send = Callable[[dict[str, Any]], Any]
    Headers = list[tuple[bytes, bytes]]

T = TypeVar("T")

PIECE: Final = 64 * 1024
"""Bytes that are given to a connection at a time: what is not taken yet stays out of memory beyond that."""

_LINGER: Final = 2.0
_DRAIN: Final = 4 * 1024 * 1024
_WITHOUT_PREFIX: Final = frozenset({"CONTENT_TYPE", "CONTENT_LENGTH"})

_log = logging.getLogger("lotgraph.web.server")


@dataclass(frozen=True)
class Answer:
    """An answer as far as it is known: whole, or its first piece and where the others come from."""

    status: int
    headers: Headers
    body: bytes
    rest: Iterator[bytes] | None = None
    close: Callable[[], object] = lambda: None

    def begin(self, more: Iterable[tuple[bytes, bytes]] = ()) -> dict[str, Any]:
        """The message that begins it, with more header fields."""
        return {"type": "http.response.start", "status": self.status, "headers": [*self.headers, *more]}


class Gateway:
    """An ASGI 3 application that answers by a WSGI application in ``threads`` threads.

    ``cached`` is asked first, in the event loop: it gives the whole answer by the same protocol, or None, and must
    not wait for anything.  A body may have ``longest`` bytes and take ``stall`` seconds; ``prefix`` is the path
    under which the application stands (SCRIPT_NAME).
    """

    def __init__(
        self,
        app: WSGIApplication,
        cached: Callable[[WSGIEnvironment, Any], Iterable[bytes] | None],
        *,
        threads: int,
        longest: int,
        stall: float,
        prefix: str = "",
    ) -> None:
        self._app = app
        self._cached = cached
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="request")
        self._uploads = Uploads(longest, stall)
        self._prefix = prefix.rstrip("/")
        self.running = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        self.running += 1
        try:
            await self._answer(scope, receive, send)
        except Exception:
            _log.exception("a request could not be answered")
            raise
        finally:
            self.running -= 1

    def stop(self) -> None:
        """Give up the requests that have not arrived whole."""
        self._uploads.stop()

    def close(self) -> None:
        """End the threads, which have nothing left to do."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        environ = environ_of(scope, self._prefix)
        answer = self._find_cached(environ)
        if answer is not None:
            await _send_whole(send, answer)
            return
        refusal = await self._read(environ, receive)
        client = environ[CLIENT]
        answer = None if client.is_gone() else await self._in_thread(self._run, environ, client)
        if answer is None:
            return
        if answer.rest is None:
            await _send_whole(send, answer, receive if refusal and not self._uploads.stopping else None)
            return
        try:
            await self._stream(send, answer, answer.rest, client)
        finally:
            await self._in_thread(answer.close)

    async def _stream(self, send: Send, answer: Answer, rest: Iterator[bytes], client: Connection) -> None:
        """Send an answer as it comes; it is in a thread only while the application makes the next piece.

        One that breaks off is not ended, so that it never looks whole.
        """
        await send(answer.begin())
        piece: bytes | None = answer.body
        while piece is not None:
            for start in range(0, len(piece), PIECE):
                await send({"type": "http.response.body", "body": piece[start : start + PIECE], "more_body": True})
            if client.is_gone():
                return
            try:
                piece = await self._in_thread(next, rest, None)
            except ConnectionError:
                # The application gives the answer up.
                return
        await send({"type": "http.response.body"})

    def _in_thread(self, function: Callable[..., T], *arguments: Any) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(self._threads, function, *arguments)

    def _find_cached(self, environ: WSGIEnvironment) -> Answer | None:
        response = _Response()
        body = self._cached(environ, response.start)
        return None if body is None else Answer(response.status, response.headers, b"".join(body))

    async def _read(self, environ: WSGIEnvironment, receive: Receive) -> WebError | None:
        """Read the body into the environment; what refuses the request, which the application tells in its way."""
        try:
            if environ["SERVER_PROTOCOL"] == "HTTP/1.1" and "HTTP_HOST" not in environ:
                # RFC 9112, 3.2
                raise BadRequest("A request of HTTP/1.1 names its host in one header field Host.")
            body = await self._uploads.read(environ, receive)
        except WebError as error:
            environ[REFUSAL] = error
            environ["wsgi.input"], environ["CONTENT_LENGTH"] = io.BytesIO(), "0"
            return error
        environ["wsgi.input"] = io.BytesIO(body)
        # However it came, it has a length now.
        if environ.pop("HTTP_TRANSFER_ENCODING", "") or body:
            environ["CONTENT_LENGTH"] = str(len(body))
        return None

    def _run(self, environ: WSGIEnvironment, client: Connection) -> Answer | None:
        """Run the application, in a thread, as far as its first piece; None where nobody waits for it any more."""
        if client.is_gone():
            return None
        response = _Response()
        body = self._app(environ, response.start)
        close: Callable[[], object] = getattr(body, "close", lambda: None)
        is_whole = True
        try:
            pieces = iter(body)
            first = next(pieces, b"")
            length = response.length()
            if environ["REQUEST_METHOD"] != "HEAD" and length is None and environ["SERVER_PROTOCOL"] == "HTTP/1.0":
                # Which has no chunks: the end is told by the length.
                first = b"".join((first, *pieces))
                response.headers.append((b"content-length", str(len(first)).encode()))
            elif environ["REQUEST_METHOD"] != "HEAD" and length != len(first):
                is_whole = False
                return Answer(response.status, response.headers, first, pieces, close)
            # The application learns that all was taken.
            next(pieces, None)
            return Answer(response.status, response.headers, first)
        finally:
            if is_whole:
                close()


class _Response:
    """What a WSGI application says of its answer before the body."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: Headers = []

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Any:  # noqa: ARG002
        """Be ``start_response``; an answer begins only after the application has given a piece of it."""
        self.status = int(status[:3])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]

    def length(self) -> int | None:
        """The stated length of the body."""
        return next((int(value) for name, value in self.headers if name == b"content-length"), None)


async def _send_whole(send: Send, answer: Answer, receive: Receive | None = None) -> None:
    """Send an answer whole; with ``receive``, take in the rest of a refused body before the connection closes.

    Closing with something unread would reset the connection, and the client might never see the answer (RFC 9112,
    9.6).
    """
    await send(answer.begin([(b"connection", b"close")] if receive else ()))
    body = answer.body
    while len(body) > PIECE:
        await send({"type": "http.response.body", "body": body[:PIECE], "more_body": True})
        body = body[PIECE:]
    if receive:
        await send({"type": "http.response.body", "body": body, "more_body": True})
        await _drain(receive)
        body = b""
    await send({"type": "http.response.body", "body": body})


async def _drain(receive: Receive) -> None:
    """Take in what is left of a body, within bounds."""
    left = _DRAIN
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_LINGER):
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if not message.get("more_body"):
                    return


def environ_of(scope: Scope, prefix: str) -> WSGIEnvironment:
    """The WSGI environment of a request, but for its body (PEP 3333)."""
    target = scope[TARGET].decode("latin-1")
    path = unquote(scope["raw_path"].decode("latin-1"), "latin-1")
    host, port = scope["server"] or ("", None)
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": prefix,
        "PATH_INFO": path.removeprefix(prefix) if path.startswith(f"{prefix}/") else path,
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "RAW_URI": target,
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 80),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": (scope["client"] or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        CLIENT: scope[CONNECTION],
    }
    for name, value in scope["headers"]:
        _add_header(environ, name.decode("latin-1"), value.decode("latin-1"))
    return environ


def _add_header(environ: WSGIEnvironment, name: str, value: str) -> None:
    if "_" in name:
        # It would be taken for the field with a hyphen, which a proxy in front may have set.
        return
    key = name.upper().replace("-", "_")
    key = key if key in _WITHOUT_PREFIX else f"HTTP_{key}"
    value = value.strip(" \t")
    environ[key] = f"{environ[key]},{value}" if key in environ else value
