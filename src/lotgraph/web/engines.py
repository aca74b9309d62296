"""What evaluates the queries of a release, as the settings have it: a pool of this machine, or another endpoint."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from lotgraph.evaluation import Evaluator, Holdings, Places
from lotgraph.evaluation.contract import MIB
from lotgraph.release.folder import STORE
from lotgraph.remote import Remote
from lotgraph.vocabulary import mint, prefixes
from lotgraph.web.dumps import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lotgraph.evaluation import Engine
    from lotgraph.release.folder import Release
    from lotgraph.settings import Settings

_DATA: Final = "dumps/lotgraph.nq"
_SPARE: Final = 4


def of_settings(settings: Settings) -> Callable[[Path, Release], Engine]:
    """Give what makes the engine of a release."""
    if settings.engine:
        places = threading.Semaphore(settings.workers)
        return lambda _path, _release: Remote(settings.engine, places, settings.services)
    return lambda path, release: _pool(path, release, settings)


def _pool(path: Path, release: Release, settings: Settings) -> Evaluator:
    evaluator = Evaluator(holdings(path, release, settings.services), places(settings))
    evaluator.start()
    return evaluator


def places(settings: Settings) -> Places:
    """How many queries are evaluated at a time, and with how much memory for the data."""
    return Places(
        evaluations=settings.workers, spare=min(_SPARE, settings.workers), memory=settings.store_megabytes * MIB
    )


def holdings(path: Path, release: Release, services: tuple[str, ...] = ()) -> Holdings:
    """The files that the queries of a release are answered from, and the hosts that these may call."""
    beside = {each.iri: path / each.dump for each in release.beside}
    beside[mint(release.base, "graph-catalogue")] = path / CATALOGUE
    return Holdings(
        store=path / STORE,
        data=(path / _DATA,),
        beside=tuple(sorted(beside.items())),
        base=release.base,
        prefixes=tuple(prefixes(release.base).items()),
        services=services,
    )
