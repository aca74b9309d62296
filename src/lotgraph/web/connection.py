"""The connection of a request, for the evaluation that answers it: gunicorn gives its socket."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Mapping
from typing import Any


class Connection:
    """A ``Client`` by its socket."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected

    def is_gone(self) -> bool:
        """Whether the connection has ended; a further request that was sent already says that it has not."""
        try:
            return not self._socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True
        except ValueError:
            # An encrypted connection cannot be looked into.
            return False

    def disconnect(self) -> None:
        """Shut it down in both directions."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)


def client(environ: Mapping[str, Any]) -> Connection | None:
    """The client of a WSGI request; None where the server does not show its connection."""
    found = environ.get("gunicorn.socket")
    return None if found is None else Connection(found)
