"""The server: the web app on gunicorn, one process of many threads.

One process, so that the places for queries, the answers kept and the numbers measured are the same for every
request; what takes time, the evaluation of queries, is done in processes of its own.
"""

from __future__ import annotations

import errno
import os
import re
import socket
import struct
import sys
from dataclasses import replace
from email.utils import formatdate
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

from lotgraph.errors import ServerError
from lotgraph.release.folder import current_release, read_release
from lotgraph.settings import DEFAULT_BASE
from lotgraph.web import create_app, front_of, publication_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask

    from lotgraph.settings import Settings
    from lotgraph.web.front import Front

_MARGIN = 5
_LONGEST = 64 * 1024
_LONGEST_FIELD = 16 * 1024
_SHORT = 64 * 1024
_REQUEST = re.compile(rb"GET (/[!->@-~]*)(?:\?([!-~]*))? HTTP/1\.1\r\n((?:[0-9A-Za-z-]+:[\t -~]*\r\n)*)\r\n")
_HEADERS = frozenset(
    {
        "accept",
        "accept-encoding",
        "accept-language",
        "accept-profile",
        "cache-control",
        "connection",
        "cookie",
        "host",
        "if-none-match",
        "origin",
        "pragma",
        "referer",
        "user-agent",
    }
)


def serve(publication: Path, settings: Settings, on_ready: Callable[[str], None] = lambda _: None) -> None:
    """Serve a publication folder until SIGTERM or SIGINT, which let running answers end; port 0 takes a free one.

    ``on_ready`` is told the address once connections are accepted.  ServerError where the port cannot be
    had, ReleaseError where the folder holds no release.
    """
    # Told now and not at the first request; the store is opened by the processes that read it.
    release = read_release(current_release(publication))
    listening = _listen(settings.host, settings.port, settings.stall_seconds)
    address = _address(settings.host, listening)
    if not settings.address and release.base == DEFAULT_BASE:
        # The base meant for the seeds is nobody's own address: the service is where it listens.
        settings = replace(settings, address=f"{address}{os.environ.get('SCRIPT_NAME', '')}/")
    server: _Server = _Server(
        publication,
        settings,
        {
            # Bound here, so that a port in use is found before anything starts.
            "bind": [f"fd://{listening.detach()}"],
            "workers": 1,
            "worker_class": _Worker,
            "threads": settings.threads,
            "worker_connections": max(1000, 4 * settings.threads),
            "loglevel": "warning",
            "logger_class": _Log,
            # A stop waits for the longest answer that may be running.
            "graceful_timeout": settings.query_seconds + settings.delivery_seconds + _MARGIN,
            "limit_request_line": 8190,
            "limit_request_field_size": _LONGEST_FIELD,
            "control_socket_disable": True,
            "when_ready": lambda _: on_ready(address),
            "worker_exit": lambda _arbiter, _worker: server.close(),
        },
    )
    try:
        server.run()
    except SystemExit as end:
        if end.code:
            raise ServerError(f"the server at {address} ended: its processes could not start") from end


class _Server(BaseApplication):
    """Gunicorn, told its settings by us and by neither its command line nor its environment."""

    def __init__(self, publication: Path, settings: Settings, options: dict[str, Any]) -> None:
        self._publication = publication
        self._settings = settings
        self._app: Flask | None = None
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Make the app, and its engine with it, in the process that answers, before it answers."""
        self._app = create_app(self._publication, self._settings)
        publication_of(self._app).current()
        return self._app

    def close(self) -> None:
        """End what evaluates queries; by then every answer has ended."""
        if self._app is not None:
            publication_of(self._app).close()


class _Worker(ThreadWorker):
    """Gunicorn's worker of threads, whose main loop answers by itself what is kept.

    Measured: to hand a connection to a thread and back costs five times as much as to send a kept answer.
    """

    def on_client_socket_readable(self, conn: Any, client: socket.socket) -> None:
        """Take the next request of a connection that was kept open."""
        front = front_of(cast("Flask", self.wsgi))
        if front is None or not self.alive:
            super().on_client_socket_readable(conn, client)
            return
        try:
            request = client.recv(_LONGEST, socket.MSG_DONTWAIT)
        except OSError:
            request = b""
        environ = simple_request(request)
        answer = None if environ is None else _known(front, environ | {"REMOTE_ADDR": conn.client[0]})
        if answer is None:
            if request:
                conn.parser.unreader.unread(request)
            super().on_client_socket_readable(conn, client)
        elif self._sent(client, answer):
            self.keepalived_conns.remove(conn)
            conn.set_timeout()
            self.keepalived_conns.append(conn)
        else:
            self.poller.unregister(client)
            self.keepalived_conns.remove(conn)
            self.nr_conns -= 1
            conn.close()

    @staticmethod
    def _sent(client: socket.socket, answer: bytes) -> bool:
        """Send a short answer at once; a client that has not even room for that is left."""
        try:
            return client.send(answer, socket.MSG_DONTWAIT) == len(answer)
        except OSError:
            return False


def simple_request(request: bytes) -> dict[str, str] | None:
    """The WSGI environment, as far as a kept answer depends on it, of a whole GET without any subtlety.

    None for every other request; gunicorn reads those.
    """
    match = _REQUEST.fullmatch(request)
    if match is None:
        return None
    sent = match[1].decode()
    found = {"REQUEST_METHOD": "GET", "RAW_URI": sent, "PATH_INFO": unquote(sent, "latin-1")}
    found["QUERY_STRING"] = (match[2] or b"").decode()
    for line in match[3].decode().splitlines():
        name, _, value = line.partition(":")
        key = f"HTTP_{name.upper().replace('-', '_')}"
        if key in found or name.lower() not in _HEADERS or (name.lower() == "connection" and "close" in value.lower()):
            return None
        found[key] = value.strip(" \t")
    return found


def _known(front: Front, environ: dict[str, str]) -> bytes | None:
    """The bytes that answer a request again; None where the answer is not kept, or too long for one packet or few."""
    head: list[str] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Any:  # noqa: ARG001 - as in WSGI
        head.append(f"HTTP/1.1 {status}\r\nServer: gunicorn\r\nDate: {formatdate(usegmt=True)}\r\n")
        head.append("Connection: keep-alive\r\n")
        head.extend(f"{name}: {value}\r\n" for name, value in headers)

    body = front.repeat(environ, start, _SHORT)
    return None if body is None else "".join((*head, "\r\n")).encode("latin-1") + b"".join(body)


class _Log(Logger):
    """Gunicorn's log without tracebacks for what clients do: one that takes nothing is left, and has its own line."""

    def exception(self, msg: object, *args: object, **kwargs: Any) -> None:
        if not isinstance(sys.exc_info()[1], (BlockingIOError, TimeoutError)):
            super().exception(msg, *args, **kwargs)


def _listen(host: str, port: int, stall: int) -> socket.socket:
    """Listen there; connections inherit that a read or a write may wait so many seconds for the client."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise ServerError(f"the host {host} is not known: {error.strerror}") from error
    # "localhost" is often listed as ::1 first, where curl and browsers try 127.0.0.1.
    family, kind, protocol, _, address = min(found, key=lambda each: each[0] != socket.AF_INET)
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            listening.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", stall, 0))
        listening.bind(address)
        listening.listen(2048)
    except OSError as error:
        listening.close()
        raise ServerError(_reason(host, port, error)) from error
    return listening


def _reason(host: str, port: int, error: OSError) -> str:
    other = f"choose another with `--port {port + 1}` or `PORT={port + 1} make run`"
    if error.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is in use; {other}"
    if error.errno == errno.EACCES:
        return f"port {port} of {host} is reserved; choose one above 1023 with `--port 8000`"
    return f"port {port} of {host} cannot be had: {error.strerror}"


def _address(host: str, listening: socket.socket) -> str:
    """The address to open: that of this machine where the server listens on all of its addresses."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{listening.getsockname()[1]}"
