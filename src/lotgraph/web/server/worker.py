"""The worker: the process that answers HTTP, until its supervisor stops it."""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import logging
import os
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

import uvicorn

from lotgraph.errors import LotgraphError
from lotgraph.web import (
    answer_cached,
    close,
    create_app,
    publication_of,
    read_ahead,
)
from lotgraph.web.http.front import HEADERS
from lotgraph.web.server.connection import Connection, Connections
from lotgraph.web.server.gateway import Gateway
from lotgraph.web.server.listening import ACCEPTED_AT_ONCE, BACKLOG
from lotgraph.web.server.refusals import refuse_with

if TYPE_CHECKING:
    import socket
    from pathlib import Path

    from flask import Flask

    from lotgraph.settings import Settings

READY: Final = b"ready"
"""Worker to supervisor: connections are accepted."""

ALIVE: Final = b"alive"
"""Worker to supervisor: the event loop turns."""

FAILED: Final = b"failed"
"""Worker to supervisor, followed by a message: it cannot start."""

STOP: Final = b"stop"
"""Supervisor to worker: answer what is running, and end."""

BEAT: Final = 1.0
"""Seconds between two signs of life."""

CLOSING: Final = 2.0
"""Seconds that the end may take after the last answer, before the stack of every thread is written and it is forced."""

_MARGIN: Final = 5.0


def longest_stop(settings: Settings) -> float:
    """Seconds until the last answer must have ended: that of the longest query, and its delivery."""
    return settings.query_seconds + settings.delivery_seconds + _MARGIN


def run_worker(
    listening: socket.socket, control: socket.socket, publication: Path, settings: Settings, most: int
) -> None:
    """Answer on ``listening`` with up to ``most`` connections until ``control`` brings STOP or ends."""
    faulthandler.enable()
    # Everything that is wrong with a request is answered; what uvicorn warns of is what clients do.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    app = create_app(publication, settings)
    read_ahead(app)
    try:
        publication_of(app).current()
    except LotgraphError as error:
        control.sendall(FAILED + b" " + str(error).replace("\n", " ").encode() + b"\n")
    worker = _Worker(app, control, settings, most)
    config = uvicorn.Config(
        worker.gateway,
        http=partial(Connection, worker.connections),  # type: ignore[arg-type] # made by uvicorn as its own class is
        loop="asyncio",
        lifespan="off",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=ACCEPTED_AT_ONCE,
        timeout_keep_alive=settings.stall_seconds,
    )
    worker.run(config, listening)


class _Server(uvicorn.Server):
    """Uvicorn, stopped by its supervisor and by no signal."""

    def __init__(self, config: uvicorn.Config, worker: _Worker) -> None:
        super().__init__(config)
        self._worker = worker

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals as they are."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        # asyncio has one number for what the system holds and for what is accepted at once.
        for each in sockets or ():
            each.listen(BACKLOG)
        self._worker.begin(self)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._worker.begin_end()
        await super().shutdown(sockets)
        self._worker.end()


class _Worker:
    """What runs beside the server in its event loop."""

    def __init__(self, app: Flask, control: socket.socket, settings: Settings, most: int) -> None:
        self._app = app
        self._control = control
        self._stop_seconds = longest_stop(settings)
        self.connections = Connections(most, settings.stall_seconds, refuse_with(HEADERS))
        self.gateway = Gateway(
            app.wsgi_app,
            partial(answer_cached, app),
            threads=settings.threads,
            longest=settings.query_bytes,
            stall=settings.stall_seconds,
            prefix=os.environ.get("SCRIPT_NAME", ""),
        )
        self._tasks: list[asyncio.Task[None]] = []

    def run(self, config: uvicorn.Config, listening: socket.socket) -> None:
        """Answer until the end."""
        _Server(config, self).run(sockets=[listening])
        # The threads have ended their answers; what evaluates queries is closed while the watchdog of `end` runs.
        close(self._app)
        self.gateway.close()
        faulthandler.cancel_dump_traceback_later()

    def begin(self, server: uvicorn.Server) -> None:
        """Tell the supervisor that connections are accepted, and heed it."""
        loop = asyncio.get_running_loop()
        self._control.settimeout(0)
        loop.add_reader(self._control, self._obey, server)
        self._tasks = [loop.create_task(self.connections.watch()), loop.create_task(self._beat())]
        self._control.send(READY + b"\n")

    def begin_end(self) -> None:
        """Wait for running answers alone, and for no client."""
        faulthandler.dump_traceback_later(self._stop_seconds, exit=True)
        self.connections.stop()
        self.gateway.stop()

    def end(self) -> None:
        """Force the end where it does not come by itself now."""
        faulthandler.dump_traceback_later(CLOSING, exit=True)
        for task in self._tasks:
            task.cancel()

    def _obey(self, server: uvicorn.Server) -> None:
        try:
            order = self._control.recv(64)
        except BlockingIOError:
            return
        if not order:
            # The supervisor is gone, and nobody else would end this process.
            os._exit(1)
        server.should_exit = True

    async def _beat(self) -> None:
        while True:
            with contextlib.suppress(OSError):
                self._control.send(ALIVE + b"\n")
            await asyncio.sleep(BEAT)
