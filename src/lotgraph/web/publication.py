"""The publication folder as the web sees it: the release that ``current`` points to, opened once."""

from __future__ import annotations

import hashlib
import logging
import os
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from flask import current_app, g

from lotgraph.errors import (
    Gone,
    LotgraphError,
    NotFound,
    ReleaseError,
)
from lotgraph.rdf.store.loading import open_release
from lotgraph.rdf.store.query import Store
from lotgraph.release import folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from lotgraph.evaluation.contract import Engine

    State = tuple[str, int, int]

EXTENSION: Final = "lotgraph"
"""Under this name the app holds its ``Publication``."""

_BEGUN: Final = 5.0
_GRACE: Final = 60.0
_AGAIN: Final = 5.0
"""Seconds until a release that could not be opened is tried again, while another answers."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class OpenRelease:
    """A finished release: its folder, what it says of itself, its store, and what evaluates queries of it.

    ``digest`` is that of all its files, ``state`` what the publication said when it was opened.
    """

    path: Path
    about: folder.Release
    store: Store
    engine: Engine
    digest: str
    state: State

    @property
    def graphs(self) -> tuple[folder.Graph, ...]:
        """The graphs of the data, then those about them."""
        return (*self.about.graphs, *self.about.beside)


class Publication:
    """A folder with ``releases/`` and the link ``current``.

    The link is read at every call, so a new release is seen as soon as it is switched in; requests that began
    with the one before end with it.  ``engines`` makes what evaluates the queries of the current release,
    ``earlier`` of another one (None: no other one is queried), of which up to ``most`` are open at a time.
    ``on_open`` is called with each release that becomes the current one.
    """

    def __init__(
        self,
        root: Path,
        engines: Callable[[Path, folder.Release], Engine],
        earlier: Callable[[Path, folder.Release], Engine] | None = None,
        most: int = 1,
    ) -> None:
        self._root = root.absolute()
        self._link = str(self._root / folder.CURRENT)
        self._engines = engines
        self._earlier = earlier
        self._most = max(1, most)
        self.on_open: Callable[[OpenRelease], None] = lambda _release: None
        self._open: tuple[State, OpenRelease] | None = None
        self._leaving: dict[State, tuple[OpenRelease, threading.Timer]] = {}
        self._others: OrderedDict[State, OpenRelease] = OrderedDict()
        self._tried: tuple[State, float] | None = None
        self._lock = threading.Lock()

    @property
    def root(self) -> Path:
        """The publication folder."""
        return self._root

    def state(self) -> State:
        """What tells the current release from any other, one deleted and built again under its name too."""
        # Asked with each request: the functions of os take a fifth of the time of those of pathlib.
        try:
            target = os.readlink(self._link)  # noqa: PTH115
            state = os.stat(f"{self._root}/{target}/{folder.DESCRIPTION}")  # noqa: PTH116
        except OSError as error:
            path = folder.current_release(self._root)
            raise ReleaseError(f"{path}: cannot be read: {error.strerror}") from error
        return target, state.st_ino, state.st_mtime_ns

    def current(self) -> OpenRelease:
        """Give the current release; ReleaseError or StoreError where there is none that can be read.

        Where it is one that cannot be read, what was current before goes on answering.
        """
        with self._lock:
            opened = self._open
            try:
                state = self.state()
                if opened is not None and (opened[0] == state or self._failed(state)):
                    return opened[1]
                return self._switched(state)
            except LotgraphError as error:
                if opened is None:
                    raise
                _log.error("%s; release %s goes on answering", error, opened[1].about.version)
                return opened[1]

    def _failed(self, state: State) -> bool:
        """Whether this release could not be opened a moment ago."""
        return self._tried is not None and self._tried[0] == state and time.monotonic() < self._tried[1] + _AGAIN

    def _switched(self, state: State) -> OpenRelease:
        """Open a release that has become the current one, and leave the one before once its requests have ended."""
        self._tried = (state, time.monotonic())
        leaving = self._leaving.pop(state, None)
        if leaving is not None:
            leaving[1].cancel()
        opened = leaving[0] if leaving else self._opened(self._root / state[0], self._engines, state)
        self.on_open(opened)
        if self._open is not None:
            self._leave(*self._open)
        self._open, self._tried = (state, opened), None
        return opened

    def _leave(self, state: State, opened: OpenRelease) -> None:
        def end() -> None:
            with self._lock:
                # It may have become the current one again, and been left once more.
                if self._leaving.get(state, (None, None))[1] is not timer:
                    return
                del self._leaving[state]
            opened.engine.close(_GRACE)

        timer = threading.Timer(_BEGUN, end)
        timer.daemon = True
        self._leaving[state] = (opened, timer)
        timer.start()

    def earlier(self, version: str) -> OpenRelease | None:
        """Give a release by its version, to be queried; None where there is none of it that can be."""
        path = self.folder_of(version)
        if path is None:
            return None
        current = self.current()
        if current.path.name == version:
            return current
        if self._earlier is None or not (path / folder.STORE / "CURRENT").is_file():
            return None
        about = (path / folder.DESCRIPTION).stat()
        state = (version, about.st_ino, about.st_mtime_ns)
        with self._lock:
            if state not in self._others:
                self._others[state] = self._opened(path, self._earlier, state)
            self._others.move_to_end(state)
            while len(self._others) > self._most:
                _retire(self._others.popitem(last=False)[1].engine)
            return self._others[state]

    def engine(self) -> Engine | None:
        """What evaluates the queries of the release that was current last; None where none was opened."""
        opened = self._open
        return None if opened is None else opened[1].engine

    def close(self, grace: float = 0.0) -> None:
        """End what evaluates queries, those that run after so many seconds."""
        with self._lock:
            opened = [] if self._open is None else [self._open[1]]
            opened += [left for left, _ in self._leaving.values()]
            for _, timer in self._leaving.values():
                timer.cancel()
            opened += self._others.values()
            self._open, self._leaving, self._others = None, {}, OrderedDict()
        for each in opened:
            each.engine.close(grace)

    def _opened(self, path: Path, engines: Callable[[Path, folder.Release], Engine], state: State) -> OpenRelease:
        about = folder.read_release(path)
        store = open_release(path / folder.STORE)
        try:
            sums = (path / folder.CHECKSUMS).read_bytes()
        except OSError as error:
            raise ReleaseError(f"{path}: has no {folder.CHECKSUMS}: {error.strerror}") from error
        return OpenRelease(path, about, store, engines(path, about), hashlib.sha256(sums).hexdigest(), state)

    def folder_of(self, version: str) -> Path | None:
        """The folder of the release of that version, if there is or was one."""
        path = self._root / folder.RELEASES / version
        return path if folder.is_version(version) and (path / folder.DESCRIPTION).is_file() else None


def _retire(engine: Engine) -> None:
    """End the engine of a release that is no longer open, once the requests that began with it have ended."""
    timer = threading.Timer(_BEGUN, engine.close, (_GRACE,))
    timer.daemon = True
    timer.start()


def publication() -> Publication:
    """The publication of the app that answers this request."""
    return cast("Publication", current_app.extensions[EXTENSION])


def release_of(version: str) -> Path:
    """The folder of a release that is kept; NotFound where there is none of that version, Gone where it was removed."""
    path = publication().folder_of(version)
    if path is None:
        raise NotFound(f"There is no release {version} here.")
    reason = folder.reason_of_removal(path)
    if reason is not None:
        raise Gone(f"Release {version} was removed: {reason}")
    return path


def answer_from(version: str) -> None:
    """Let the release of that version answer this request; NotFound or Gone where it cannot be queried."""
    release_of(version)
    found = publication().earlier(version)
    if found is None:
        raise NotFound(f"Release {version} is no longer queried here; its dumps are at /releases/{version}/.")
    g.release = found


def current_release() -> OpenRelease:
    """Give the release that answers this request: read once, so that one answer never mixes two."""
    if "release" not in g:
        g.release = publication().current()
    return cast("OpenRelease", g.release)
