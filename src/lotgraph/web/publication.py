"""The publication folder as the web sees it: the release that ``current`` points to, opened once."""

from __future__ import annotations

import hashlib
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from flask import current_app, g

from lotgraph.errors import NotFound, ReleaseError
from lotgraph.release import folder
from lotgraph.store import Store, open_release

if TYPE_CHECKING:
    from collections.abc import Callable

    from lotgraph.evaluation.contract import Engine

    State = tuple[str, int, int]

EXTENSION: Final = "lotgraph"
"""Under this name the app holds its ``Publication``."""

_BEGUN: Final = 5.0
_GRACE: Final = 60.0


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
    with the one before end with it.  ``engines`` makes what evaluates the queries of a release.
    """

    def __init__(self, root: Path, engines: Callable[[Path, folder.Release], Engine]) -> None:
        self._root = root.absolute()
        self._link = str(self._root / folder.CURRENT)
        self._engines = engines
        self._open: tuple[State, OpenRelease] | None = None
        self._lock = threading.Lock()

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
        """Give the current release; ReleaseError or StoreError where there is none that can be read."""
        state = self.state()
        with self._lock:
            if self._open is None or self._open[0] != state:
                former, self._open = self._open, (state, self._opened(state))
                if former is not None:
                    _retire(former[1].engine)
            return self._open[1]

    def engine(self) -> Engine | None:
        """What evaluates the queries of the release that was current last; None where none was opened."""
        opened = self._open
        return None if opened is None else opened[1].engine

    def close(self, grace: float = 0.0) -> None:
        """End what evaluates queries, those that run after so many seconds."""
        with self._lock:
            if self._open is not None:
                self._open[1].engine.close(grace)
            self._open = None

    def _opened(self, state: State) -> OpenRelease:
        path = self._root / state[0]
        about = folder.read_release(path)
        store = open_release(path / folder.STORE)
        try:
            sums = (path / folder.CHECKSUMS).read_bytes()
        except OSError as error:
            raise ReleaseError(f"{path}: has no {folder.CHECKSUMS}: {error.strerror}") from error
        return OpenRelease(path, about, store, self._engines(path, about), hashlib.sha256(sums).hexdigest(), state)

    def folder_of(self, version: str) -> Path | None:
        """The folder of the release of that version, if it is kept."""
        path = self._root / folder.RELEASES / version
        hidden = version.startswith(".") or "/" in version
        return path if not hidden and (path / folder.DESCRIPTION).is_file() else None


def _retire(engine: Engine) -> None:
    """End the engine of a release that is no longer current, once the requests that began with it have ended."""
    timer = threading.Timer(_BEGUN, engine.close, (_GRACE,))
    timer.daemon = True
    timer.start()


def release_of(version: str) -> Path:
    """The folder of a release that is kept; NotFound where there is none of that version."""
    path = cast("Publication", current_app.extensions[EXTENSION]).folder_of(version)
    if path is None:
        raise NotFound(f"There is no release {version} here.")
    return path


def current_release() -> OpenRelease:
    """Give the release that answers this request: read once, so that one answer never mixes two."""
    if "release" not in g:
        g.release = cast("Publication", current_app.extensions[EXTENSION]).current()
    return cast("OpenRelease", g.release)
