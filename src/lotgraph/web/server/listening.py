"""The listening socket, and how many connections may be open at a time."""

from __future__ import annotations

import errno
import resource
import socket
from typing import TYPE_CHECKING, Final

from lotgraph.errors import ServerError

if TYPE_CHECKING:
    from lotgraph.settings import Settings

BACKLOG: Final = 2048
"""Connections that the system holds while no worker accepts them."""

ACCEPTED_AT_ONCE: Final = 32
"""Connections that a worker accepts before it looks after those that it has."""

MOST_CONNECTIONS: Final = 10_000
"""Open connections beyond which the oldest idle one is closed, however many files may be open."""

_FEWEST_CONNECTIONS: Final = 16
_FILES_OF_A_REQUEST: Final = 2
_FILES_OF_A_QUERY: Final = 6
_OTHER_FILES: Final = 48 + ACCEPTED_AT_ONCE


def listen(host: str, port: int) -> socket.socket:
    """Listen there; port 0 takes a free one.  ServerError where that cannot be had."""
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
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        raise ServerError(_explain(host, port, error)) from error
    return listening


def address_of(host: str, listening: socket.socket) -> str:
    """The address to open: that of this machine where the server listens on all of its addresses."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{listening.getsockname()[1]}"


def limit_connections(settings: Settings) -> int:
    """The connections that may be open, so that requests and queries still find file descriptors.

    Raises the soft limit of open files to the hard one, as far as it is of use.
    """
    needed = _FILES_OF_A_REQUEST * settings.threads + _FILES_OF_A_QUERY * settings.workers + _OTHER_FILES
    wanted = MOST_CONNECTIONS + needed
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
            soft = most
        except (OSError, ValueError):
            # macOS refuses what is above a limit of the kernel: the soft limit stays as it is.
            pass
    files = wanted if soft == resource.RLIM_INFINITY else soft
    return max(_FEWEST_CONNECTIONS, min(MOST_CONNECTIONS, files - needed))


def _explain(host: str, port: int, error: OSError) -> str:
    other = f"choose another with `--port {port + 1}` or `PORT={port + 1} make run`"
    if error.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is in use; {other}"
    if error.errno == errno.EACCES:
        return f"port {port} of {host} is reserved; choose one above 1023 with `--port 8000`"
    return f"port {port} of {host} cannot be had: {error.strerror}"
