"""What evaluates the queries of a release, as the settings have it: a pool of this machine, or another endpoint."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Final

from lotgraph.evaluation import Evaluator, PoolLimits, ReleaseFiles
from lotgraph.evaluation.contract import MIB
from lotgraph.evaluation.remote import Remote
from lotgraph.release.folder import STORE, beside
from lotgraph.schema.vocabulary import prefixes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lotgraph.evaluation import Engine
    from lotgraph.release.folder import Release
    from lotgraph.settings import Settings

_DATA: Final = "dumps/lotgraph.nq"
_SPARE: Final = 4
_EARLIER: Final = 4
"""Queries that are evaluated at once of a release that is not the current one."""


def of_settings(settings: Settings) -> Callable[[Path, Release], Engine]:
    """Give what makes the engine of a release."""
    if settings.engine:
        places = threading.Semaphore(settings.workers)
        return lambda _path, _release: Remote(settings.engine, places, settings.services)
    return lambda path, release: _pool(path, release, settings)


def of_earlier(settings: Settings) -> Callable[[Path, Release], Engine] | None:
    """Give what makes the engine of a release that is not current; None where another engine has the data.

    Such a release is read from the disk, and no process waits for queries about it before the first.
    """
    if settings.engine:
        return None
    few = PoolLimits(max_workers=min(_EARLIER, settings.workers), min_idle=1, memory=0)
    return lambda path, release: Evaluator(release_files(path, release, settings.services), few)


def _pool(path: Path, release: Release, settings: Settings) -> Evaluator:
    evaluator = Evaluator(release_files(path, release, settings.services), pool_limits(settings))
    evaluator.start()
    return evaluator


def pool_limits(settings: Settings) -> PoolLimits:
    """How many queries are evaluated at a time, and with how much memory for the data."""
    half = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    memory = min(settings.store_megabytes * MIB, half)
    return PoolLimits(max_workers=settings.workers, min_idle=min(_SPARE, settings.workers), memory=memory)


def release_files(path: Path, release: Release, services: tuple[str, ...] = ()) -> ReleaseFiles:
    """The files that the queries of a release are answered from, and the hosts that these may call."""
    return ReleaseFiles(
        store=path / STORE,
        data=(path / _DATA,),
        beside=tuple(sorted(beside(path, release))),
        base=release.base,
        prefixes=tuple(prefixes(release.base).items()),
        services=services,
    )
