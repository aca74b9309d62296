"""The server: the web app on gunicorn, several processes of several threads each."""

from __future__ import annotations

import errno
import socket
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication

from lotgraph.errors import ServerError
from lotgraph.release.folder import current_release, read_release
from lotgraph.web import create_app

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def serve(
    publication: Path,
    host: str,
    port: int,
    workers: int,
    threads: int,
    on_ready: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve a publication folder until SIGTERM or SIGINT; port 0 takes a free one.

    ``on_ready`` is told the address once connections are accepted.  ServerError where the port cannot be
    had, ReleaseError where the folder holds no release.
    """
    # Told now and not at the first request; the store is opened by the processes that read it.
    read_release(current_release(publication))
    listening = _listen(host, port)
    address = _address(host, listening)
    server = _Server(
        publication,
        {
            # Bound here, so that a port in use is found before anything starts.
            "bind": [f"fd://{listening.detach()}"],
            "workers": workers,
            "worker_class": "gthread",
            "threads": threads,
            "loglevel": "warning",
            "limit_request_line": 8190,
            "control_socket_disable": True,
            "when_ready": lambda _: on_ready(address),
        },
    )
    try:
        server.run()
    except SystemExit as end:
        if end.code:
            raise ServerError(f"the server at {address} ended: its processes could not start") from end


class _Server(BaseApplication):
    """Gunicorn, told its settings by us and by neither its command line nor its environment."""

    def __init__(self, publication: Path, options: dict[str, Any]) -> None:
        self._publication = publication
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Make the app; called in each process, because an open store does not live through a fork."""
        return create_app(self._publication)


def _listen(host: str, port: int) -> socket.socket:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise ServerError(f"the host {host} is not known: {error.strerror}") from error
    # "localhost" is often listed as ::1 first, where curl and browsers try 127.0.0.1.
    family, kind, protocol, _, address = min(found, key=lambda each: each[0] != socket.AF_INET)
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
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
