"""Answers kept to be given again, the least used forgotten first; a release never changes, so none goes stale."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cachetools import LRUCache

if TYPE_CHECKING:
    from collections.abc import Hashable

_OVERHEAD: Final = 512
"""What an entry takes beside its body and its key, about."""


@dataclass(frozen=True)
class CachedResponse:
    """A whole answer in one content coding, ready to be sent."""

    etag: str
    body: bytes
    headers: tuple[tuple[str, str], ...]
    rows: int | None


@dataclass(frozen=True)
class _Request:
    """What a request was answered with, and how long the request is."""

    etag: str
    length: int


class Cache:
    """A bounded store of answers by their ETag, and of the requests that they answered; for any thread.

    A request is known again by its bytes alone, which is cheap; the ETag knows the answer however it is asked
    for.  All together take up to ``limit`` bytes, one answer up to an eighth of that.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._entries: LRUCache[Hashable, CachedResponse | _Request] = LRUCache(limit, getsizeof=_measure)
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def size(self) -> int:
        """The bytes that all entries take."""
        return int(self._entries.currsize)

    def get(self, etag: str) -> CachedResponse | None:
        """The answer of that ETag."""
        with self._lock:
            return self._find(etag)

    def known(self, request: tuple[object, ...]) -> CachedResponse | None:
        """The answer to a request that was answered before."""
        with self._lock:
            found = self._entries.get(request)
            return self._find(found.etag) if isinstance(found, _Request) else None

    def put(self, response: CachedResponse, request: tuple[object, ...] | None = None) -> None:
        """Keep an answer, and which request it answered."""
        entries: dict[Hashable, CachedResponse | _Request] = {response.etag: response}
        if request is not None:
            entries[request] = _Request(response.etag, sum(len(str(part)) for part in request))
        if any(_measure(each) > self._limit // 8 for each in entries.values()):
            return
        with self._lock:
            self._entries.update(entries)

    def _find(self, etag: str) -> CachedResponse | None:
        found = self._entries.get(etag)
        return found if isinstance(found, CachedResponse) else None


def _measure(entry: CachedResponse | _Request) -> int:
    length = entry.length if isinstance(entry, _Request) else len(entry.body) + len(entry.etag)
    return length + _OVERHEAD
