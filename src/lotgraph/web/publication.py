"""The publication folder as the web sees it: the release that ``current`` points to, opened once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from flask import current_app, g

from lotgraph.errors import NotFound, ReleaseError
from lotgraph.release import folder
from lotgraph.store import Store, open_release

EXTENSION: Final = "lotgraph"
"""Under this name the app holds its ``Publication``."""


@dataclass(frozen=True)
class OpenRelease:
    """A finished release: its folder, what it says of itself, and its store, open for reading."""

    path: Path
    about: folder.Release
    store: Store

    @property
    def graphs(self) -> tuple[folder.Graph, ...]:
        """The graphs of the data, then those about them."""
        return (*self.about.graphs, *self.about.beside)


class Publication:
    """A folder with ``releases/`` and the link ``current``.

    The link is read at every call, so a new release is seen as soon as it is switched in.  The last few
    releases stay open: requests that began with one end with it.
    """

    def __init__(self, root: Path, keep: int = 2) -> None:
        self._root = root.absolute()
        self._keep = keep
        self._open: OrderedDict[tuple[object, ...], OpenRelease] = OrderedDict()
        self._lock = threading.Lock()

    def current(self) -> OpenRelease:
        """Give the current release; ReleaseError or StoreError where there is none that can be read."""
        path = folder.current_release(self._root)
        try:
            state = (path / folder.DESCRIPTION).stat()
        except OSError as error:
            raise ReleaseError(f"{path}: cannot be read: {error.strerror}") from error
        # A release that was deleted and built again under its name is another one.
        key = (path, state.st_ino, state.st_mtime_ns)
        with self._lock:
            if key not in self._open:
                store = open_release(path / folder.STORE)
                self._open[key] = OpenRelease(path, folder.read_release(path), store)
            self._open.move_to_end(key)
            while len(self._open) > self._keep:
                self._open.popitem(last=False)
            return self._open[key]

    def folder_of(self, version: str) -> Path | None:
        """The folder of the release of that version, if it is kept."""
        path = self._root / folder.RELEASES / version
        hidden = version.startswith(".") or "/" in version
        return path if not hidden and (path / folder.DESCRIPTION).is_file() else None


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
