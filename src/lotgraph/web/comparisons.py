"""Differences of releases, worked out once and one at a time, so that no visitor can keep the server busy with them."""

from __future__ import annotations

import gzip
import shutil
import tempfile
import threading
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lotgraph.errors import TooManyRequests

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

EXTENSION: Final = "lotgraph.comparisons"
"""Under this name the app holds its ``Comparisons``."""

MOST: Final = 1 << 30
"""Bytes that are kept; beyond them what was made first is made again when it is asked for."""

_PATIENCE: Final = 2.0
_RETRY: Final = 5
_LEVEL: Final = 5


class Comparisons:
    """Files made by comparing releases, packed with gzip, in a folder that goes with the server."""

    def __init__(self, most: int = MOST, patience: float = _PATIENCE) -> None:
        self._most = most
        self._patience = patience
        self._lock = threading.Lock()
        self._files: dict[str, Path] = {}
        self._folder: Path | None = None

    def file(self, key: str, make: Callable[[], Iterable[bytes]]) -> Path:
        """The file of that key, made where it is not kept.

        Raises TooManyRequests while another one is being made.
        """
        kept = self._files.get(key)
        if kept is not None and kept.is_file():
            return kept
        if not self._lock.acquire(timeout=self._patience):
            raise TooManyRequests("Other releases are being compared; ask again in a moment.", _RETRY)
        try:
            kept = self._files.get(key)
            if kept is None or not kept.is_file():
                kept = self._files[key] = self._made(key, make)
                self._make_room(key)
            return kept
        finally:
            self._lock.release()

    def _made(self, key: str, make: Callable[[], Iterable[bytes]]) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="lotgraph-changes-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        path = self._folder / f"{key}.gz"
        part = path.with_suffix(".part")
        try:
            # The same file gives the same bytes: no time and no name in its head.
            with part.open("wb") as raw, gzip.GzipFile("", "wb", _LEVEL, raw, mtime=0) as out:
                out.writelines(make())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        return path

    def _make_room(self, newest: str) -> None:
        for key in [key for key in self._files if key != newest]:
            if sum(path.stat().st_size for path in self._files.values()) <= self._most:
                return
            self._files.pop(key).unlink(missing_ok=True)
