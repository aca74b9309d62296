"""The search index of the release that answers a request."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from lotgraph.errors import NotFound
from lotgraph.linking.reconciliation.building import INDEX
from lotgraph.linking.reconciliation.index import open_label_index
from lotgraph.release.folder import STORE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lotgraph.linking.reconciliation.index import Index
    from lotgraph.web.publication import OpenRelease


@contextmanager
def open_index(release: OpenRelease) -> Iterator[Index]:
    """The index of a release, for one request.  Raises NotFound where an earlier version of lotgraph made none."""
    try:
        with open_label_index(release.path / STORE / INDEX) as index:
            yield index
    except FileNotFoundError as error:
        raise NotFound(
            f"Release {release.about.version} has no index to search or reconcile by: it was built by an earlier "
            "version of lotgraph. Its publisher can build it again."
        ) from error


@contextmanager
def open_search_index(release: OpenRelease) -> Iterator[Index]:
    """An index that has words too.  Raises NotFound where an earlier version of lotgraph made another one."""
    with open_index(release) as index:
        if not index.is_searchable:
            raise NotFound(
                f"Release {release.about.version} can be reconciled but not searched: its index was made by an earlier "
                "version of lotgraph. Its publisher can build it again."
            )
        yield index
