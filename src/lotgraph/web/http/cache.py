"""Answers kept to be given again, the least used forgotten first; a release never changes, so none goes stale."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

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


class Cache:
    """A bounded store of answers by their ETag, and of the requests that they answered; for any thread.

    A request is known again by its bytes alone, which is cheap; the ETag knows the answer however it is asked
    for.  All together take up to ``limit`` bytes, one answer up to an eighth of that.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._entries: OrderedDict[Hashable, CachedResponse | str] = OrderedDict()
        self._sizes: dict[Hashable, int] = {}
        self._lock = threading.Lock()
        self.size = 0

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, etag: str) -> CachedResponse | None:
        """The answer of that ETag."""
        with self._lock:
            return self._found(etag)

    def known(self, request: tuple[object, ...]) -> CachedResponse | None:
        """The answer to a request that was answered before."""
        with self._lock:
            etag = self._entries.get(request)
            if not isinstance(etag, str):
                return None
            self._entries.move_to_end(request)
            return self._found(etag)

    def put(self, kept: CachedResponse, request: tuple[object, ...] | None = None) -> None:
        """Keep an answer, and which request it answered."""
        if not self._fits(len(kept.body)):
            return
        with self._lock:
            self._keep(kept.etag, kept, len(kept.body) + len(kept.etag))
            if request is not None:
                self._keep(request, kept.etag, sum(len(str(part)) for part in request))
            while self.size > self._limit:
                self._forget(next(iter(self._entries)))

    def _fits(self, length: int) -> bool:
        return length + _OVERHEAD <= self._limit // 8

    def _found(self, etag: str) -> CachedResponse | None:
        found = self._entries.get(etag)
        if not isinstance(found, CachedResponse):
            return None
        self._entries.move_to_end(etag)
        return found

    def _keep(self, key: Hashable, value: CachedResponse | str, length: int) -> None:
        self._forget(key)
        self._entries[key] = value
        self._sizes[key] = length + _OVERHEAD
        self.size += length + _OVERHEAD

    def _forget(self, key: Hashable) -> None:
        if self._entries.pop(key, None) is not None:
            self.size -= self._sizes.pop(key)
