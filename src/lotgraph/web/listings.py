"""The lists of /browse: each is the answer to one query, evaluated once for a release and held in memory."""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from typing import TYPE_CHECKING, Final, cast

from flask import current_app

from lotgraph.web.pages import sections

if TYPE_CHECKING:
    from lotgraph.web.pages.sections import Rows
    from lotgraph.web.publication import OpenRelease, State

EXTENSION: Final = "lotgraph.listings"
"""Under this name the app holds its ``HeldListings``."""

SLOW: Final = "skills"
"""The list that takes seconds, for its query goes through all listings of skills: it is read ahead."""

_HELD: Final = 8
"""So many lists are held, those of two releases: the 22,000 skills of ESCO, O*NET and the seeds take 10 MB."""


class HeldListings:
    """The lists that were asked for last, each whole and in the order of its query; any thread may ask."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[State, str], Rows] = OrderedDict()
        self._lock = threading.Lock()
        self._evaluated: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def of(self, release: OpenRelease, name: str) -> Rows:
        """The rows of a list; StoreError, Busy or LimitReached where it cannot be evaluated."""
        with self._lock:
            lock = self._evaluated[name]
        # One list waits for no other, and none is evaluated twice at a time.
        with lock:
            rows = self._held.get((release.state, name))
            if rows is None:
                (found,) = sections.evaluate(release, (sections.query("browse", name, {}),))
                rows = found.rows
            with self._lock:
                self._held[release.state, name] = rows
                self._held.move_to_end((release.state, name))
                while len(self._held) > _HELD:
                    self._held.popitem(last=False)
        return rows


def listing_of(release: OpenRelease, name: str) -> Rows:
    """The rows of a list of a release that the app of this request shows."""
    return cast("HeldListings", current_app.extensions[EXTENSION]).of(release, name)
