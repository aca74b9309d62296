"""The lists of /browse: each is the answer to one query, evaluated once for a release and held in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from flask import current_app

from lotgraph.web.pages import sections
from lotgraph.web.release_cache import ReleaseCache

if TYPE_CHECKING:
    from lotgraph.web.pages.sections import Rows
    from lotgraph.web.publication import OpenRelease

EXTENSION: Final = "lotgraph.listings"
"""Under this name the app holds its ``Listings``."""

SLOW: Final = "skills"
"""The list that takes seconds, for its query goes through all listings of skills: it is read ahead."""

_HELD: Final = 8
"""So many lists are held, those of two releases: the 22,000 skills of ESCO, O*NET and the seeds take 10 MB."""


class Listings:
    """The lists that were asked for last, each whole and in the order of its query; any thread may ask."""

    def __init__(self) -> None:
        self._cache: ReleaseCache[Rows] = ReleaseCache(_HELD)

    def of(self, release: OpenRelease, name: str) -> Rows:
        """The rows of a list; StoreError, Busy or LimitReached where it cannot be evaluated."""

        def evaluate() -> Rows:
            (found,) = sections.evaluate(release, (sections.query("browse", name, {}),))
            return found.rows

        return self._cache.get(release, name, evaluate)


def listing_of(release: OpenRelease, name: str) -> Rows:
    """The rows of a list of a release that the app of this request shows."""
    return cast("Listings", current_app.extensions[EXTENSION]).of(release, name)
