"""What is worked out once for a release and held in memory, for the releases that were asked for last."""

from __future__ import annotations

import threading
from collections import defaultdict
from typing import TYPE_CHECKING, Generic, TypeVar

from cachetools import LRUCache

if TYPE_CHECKING:
    from collections.abc import Callable

    from lotgraph.web.publication import OpenRelease, State

T = TypeVar("T")


class ReleaseCache(Generic[T]):
    """Up to so many values, each of a release and under a name; any thread may ask."""

    def __init__(self, most: int) -> None:
        self._values: LRUCache[tuple[State, str], T] = LRUCache(most)
        self._lock = threading.Lock()
        self._making: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def get(self, release: OpenRelease, name: str, make: Callable[[], T]) -> T:
        """The value, made where it is not held; what ``make`` raises is passed on, and nothing is held."""
        key = release.state, name
        with self._lock:
            making = self._making[name]
        # One name waits for no other, and no value is made twice at a time.
        with making:
            with self._lock:
                if key in self._values:
                    return self._values[key]
            value = make()
            with self._lock:
                self._values[key] = value
            return value
