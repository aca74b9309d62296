"""What pages would have to wait for, read in the background of each release that becomes the current one."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Final

from lotgraph.errors import LotgraphError

if TYPE_CHECKING:
    from collections.abc import Callable

    from lotgraph.web.publication import OpenRelease

    Reader = Callable[[OpenRelease, Callable[[], None]], object]

EXTENSION: Final = "lotgraph.preloading"
"""Under this name the app holds its ``ReadAhead``."""

_PAUSE: Final = 0.002

_log = logging.getLogger(__name__)


class ReadAhead:
    """Threads that call ``readers`` for a release, one after another; any thread may begin or stop them.

    A reader holds what it has read, and calls its second argument after each piece of some milliseconds: that gives
    way to requests, and ends the reader by an exception when the app ends.
    """

    def __init__(self, *readers: Reader) -> None:
        self._readers = readers
        self._stopped = threading.Event()
        self._threads: list[threading.Thread] = []

    def begin(self, release: OpenRelease) -> None:
        """Have a thread read a release; returns at once."""
        thread = threading.Thread(target=self._read, args=(release,), name="read ahead", daemon=True)
        self._threads = [each for each in self._threads if each.is_alive()] + [thread]
        thread.start()

    def stop(self) -> None:
        """Have the threads end."""
        self._stopped.set()

    def join(self) -> None:
        """Wait until the threads have ended."""
        for each in self._threads:
            each.join()

    def _read(self, release: OpenRelease) -> None:
        for read in self._readers:
            try:
                read(release, self._pause)
            except _Stopped:
                return
            except LotgraphError as error:
                # A request that needs it reads it again, and is told.
                if not self._stopped.is_set():
                    _log.error("release %s cannot be read ahead: %s", release.about.version, error)

    def _pause(self) -> None:
        if self._stopped.wait(_PAUSE):
            raise _Stopped


class _Stopped(Exception):
    """The app has ended."""
