"""The supervisor: holds the listening socket, and starts, stops and replaces the worker that answers.

Signals reach the supervisor alone.  It has no threads and does nothing but wait, so that a handler never meets a
lock; the worker ignores signals (a terminal sends them to both) and is told to stop over a socket, whose end tells
it that the supervisor is gone.
"""

from __future__ import annotations

import contextlib
import logging
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NoReturn, Self

from lotgraph.errors import ServerError
from lotgraph.release.folder import current_release, read_release
from lotgraph.settings.options import DEFAULT_BASE
from lotgraph.web.server.listening import address_of, limit_connections, listen
from lotgraph.web.server.worker import (
    CLOSING,
    FAILED,
    READY,
    STOP,
    longest_stop,
    run_worker,
)

if TYPE_CHECKING:
    from pathlib import Path

    from lotgraph.settings import Settings

HANG: Final = 30.0
"""Seconds without a sign of life after which a worker is replaced."""

PAUSE: Final = 0.5
"""Seconds between two starts of a worker, and between two signals of which the second is one more wish to stop."""

_STOPS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT, signal.SIGHUP)
_TICK: Final = 1.0

_log = logging.getLogger("lotgraph.web.server")


def serve(publication: Path, settings: Settings, on_ready: Callable[[str], None] = lambda _: None) -> None:
    """Serve a publication folder until SIGTERM or SIGINT, which let running answers end; port 0 takes a free one.

    A second signal ends running answers too.  ``on_ready`` is given the address once connections are accepted.
    ServerError where the port cannot be had or the server cannot start, ReleaseError where the folder holds no
    release.
    """
    # Read now and not at the first request; the store is opened by the processes that read it.
    release = read_release(current_release(publication))
    with contextlib.closing(listen(settings.host, settings.port)) as listening:
        address = address_of(settings.host, listening)
        if not settings.address and release.base == DEFAULT_BASE:
            # The base meant for the seeds is nobody's own address: the service is where it listens.
            settings = replace(settings, address=f"{address}{os.environ.get('SCRIPT_NAME', '')}/")
        most = limit_connections(settings)

        def start(control: socket.socket) -> None:
            run_worker(listening, control, publication, settings, most)

        with _Signals() as signals:
            _Supervisor(signals, start, longest_stop(settings) + CLOSING).run(lambda: on_ready(address))


class _Signals:
    """The signals that stop the server, as something to wait for; they interrupt nothing."""

    def __enter__(self) -> Self:
        self._read, self._write = os.pipe()
        for end in (self._read, self._write):
            os.set_blocking(end, False)
        self._wakeup = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        self._handlers = {each: signal.signal(each, lambda *_: None) for each in (*_STOPS, signal.SIGCHLD)}
        return self

    def __exit__(self, *_: object) -> None:
        for each, handler in self._handlers.items():
            signal.signal(each, handler)
        signal.set_wakeup_fd(self._wakeup)
        os.close(self._read)
        os.close(self._write)

    def fileno(self) -> int:
        """The file descriptor that becomes readable when a signal comes."""
        return self._read

    def count_stops(self) -> int:
        """How many of the signals that came since the last call stop the server."""
        try:
            received = os.read(self._read, 4096)
        except BlockingIOError:
            return 0
        return sum(number in _STOPS for number in received)

    @contextlib.contextmanager
    def hold(self) -> Iterator[None]:
        """Let signals wait: one that came between fork and the child's own handlers would be lost or taken twice."""
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)


class _Process:
    """A worker process, as its supervisor sees it."""

    def __init__(self, signals: _Signals, start: Callable[[socket.socket], None]) -> None:
        self.control, theirs = socket.socketpair()
        self.is_ready = False
        self.failure = ""
        self.began = self.seen = time.monotonic()
        self._rest = b""
        # What is still in a buffer would be written by both.
        sys.stdout.flush()
        sys.stderr.flush()
        with signals.hold():
            self.pid = os.fork()
            if self.pid == 0:
                self._be_worker(theirs, start)
        theirs.close()

    def _be_worker(self, control: socket.socket, start: Callable[[socket.socket], None]) -> NoReturn:
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            for each in _STOPS:
                signal.signal(each, signal.SIG_IGN)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self.control.close()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
            start(control)
            status = 0
        except BaseException:  # noqa: BLE001 - whatever it is, this copy of the supervisor must not go on
            sys.excepthook(*sys.exc_info())
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def listen(self) -> None:
        """Take in what the worker reports."""
        try:
            received = self.control.recv(65536)
        except OSError:
            return
        if received:
            self.seen = time.monotonic()
        *lines, self._rest = (self._rest + received).split(b"\n")
        for line in lines:
            word, _, text = line.partition(b" ")
            self.is_ready = self.is_ready or word == READY
            if word == FAILED:
                self.failure = text.decode(errors="replace")

    def stop(self) -> None:
        """Tell it to stop."""
        with contextlib.suppress(OSError):
            self.control.send(STOP)

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send it a signal that it does not ignore."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def wait(self, *, block: bool = False) -> int | None:
        """How it ended: its exit code, or the number of a signal below 0; None while it runs."""
        pid, status = os.waitpid(self.pid, 0 if block else os.WNOHANG)
        if not pid:
            return None
        self.control.close()
        return os.waitstatus_to_exitcode(status)


class _Supervisor:
    """Keeps one worker running until a signal stops it; a stop may take up to ``grace`` seconds."""

    def __init__(self, signals: _Signals, start: Callable[[socket.socket], None], grace: float) -> None:
        self._signals = signals
        self._start = start
        self._grace = grace
        self._stopped_at: float | None = None
        self._worker = _Process(signals, start)

    def run(self, on_ready: Callable[[], None]) -> None:
        """Return when the server has been stopped; ServerError where it never began."""
        began = False
        looked = time.monotonic()
        while (ended := self._worker.wait()) is None or not self._is_over(ended, began=began):
            worker = self._worker
            ready, _, _ = select.select([self._signals.fileno(), worker.control.fileno()], [], [], _TICK)
            if worker.control.fileno() in ready:
                worker.listen()
            if worker.failure and not began:
                worker.kill()
                worker.wait(block=True)
                raise ServerError(worker.failure)
            if worker.is_ready and not began:
                began = True
                on_ready()
            now = time.monotonic()
            self._check(now, paused=now - looked > HANG / 2)
            looked = now

    def _is_over(self, status: int, *, began: bool) -> bool:
        """Whether a worker that has ended was the last one; else there is a new one."""
        if self._stopped_at is not None:
            return True
        how = f"by signal {-status}" if status < 0 else f"with exit code {status}"
        if not began:
            raise ServerError(f"the server could not start: its worker ended {how}")
        _log.error("the worker ended %s; another takes its place", how)
        if time.monotonic() - self._worker.began < PAUSE:
            time.sleep(PAUSE)
        self._worker = _Process(self._signals, self._start)
        return False

    def _check(self, now: float, *, paused: bool) -> None:
        """Act on signals that came, and on a worker that does not."""
        worker = self._worker
        if self._signals.count_stops():
            self._stop(now)
        if paused:
            # This process was stopped itself for a while, and so was the worker.
            worker.seen = now
        if self._stopped_at is not None and now - self._stopped_at > self._grace:
            worker.kill()
        elif self._stopped_at is None and now - worker.seen > HANG:
            _log.error("the worker gave no sign of life for %d seconds", HANG)
            # Its stack is written first.
            worker.kill(signal.SIGABRT)
            worker.seen = now

    def _stop(self, now: float) -> None:
        if self._stopped_at is None:
            self._stopped_at = now
            self._worker.stop()
            # One that is still starting has nothing to answer.
            if not self._worker.is_ready:
                self._worker.kill()
        elif now - self._stopped_at > PAUSE:
            self._worker.kill()
