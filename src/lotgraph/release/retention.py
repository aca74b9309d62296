"""What becomes of releases after they were published: stores that are dropped and made again, rollback, removal."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from lotgraph.errors import ReleaseError
from lotgraph.linking.reconciliation.building import INDEX, write_index
from lotgraph.rdf.store.loading import load
from lotgraph.release.folder import (
    CHECKSUMS,
    DESCRIPTION,
    RELEASES,
    REMOVED,
    STORE,
    Release,
    beside,
    current_release,
    read_release,
    reason_of_removal,
    release_folder,
    write_store_checksums,
)
from lotgraph.release.listing import ListedRelease, releases
from lotgraph.release.switch import (
    DROPPED,
    lock_publication,
    staging,
    switch,
    sync,
    sync_one,
)
from lotgraph.release.tombstones import TOMBSTONES

_LEFT = frozenset({DESCRIPTION, CHECKSUMS, REMOVED})


def retain(publication: Path, earlier: int) -> tuple[str, ...]:
    """Drop the stores of all releases but the current one and so many others, those published last.

    Gives the versions that can no longer be queried; all else of them stays.  What was removed is cleared away too,
    where that was interrupted.  The caller holds the lock of the publication.
    """
    others = [each for each in releases(publication) if not each.is_current]
    for each in others:
        if each.removed is not None:
            _clear(each.folder)
    dropped = [each for each in others if each.is_queryable][earlier:]
    for each in dropped:
        _drop(each)
    return tuple(each.version for each in dropped)


def _drop(release: ListedRelease) -> None:
    """Take a store away at once, so that it is never seen half gone."""
    gone = release.folder.parent / f"{DROPPED}{release.version}"
    shutil.rmtree(gone, ignore_errors=True)
    (release.folder / STORE).rename(gone)
    shutil.rmtree(gone, ignore_errors=True)


def keep_current(publication: Path) -> None:
    """Remove all releases but the current one without a trace: only of what is no publication, as a preview."""
    current = current_release(publication).resolve()
    for folder in (publication / RELEASES).iterdir():
        if folder.is_dir() and folder.resolve() != current:
            shutil.rmtree(folder, ignore_errors=True)


def rollback(publication: Path, version: str | None = None) -> Release:
    """Make an earlier release the current one; without ``version`` the one that was published before it.

    A release that has lost its store gets it back from its dumps first.  Raises ReleaseError where there is no such
    release, or where it was removed.
    """
    with staging(publication) as (_, work):
        folder = release_folder(publication, version or _before(publication))
        reason = reason_of_removal(folder)
        if reason is not None:
            raise ReleaseError(f"{folder}: release {folder.name} was removed ({reason}); choose another")
        release = read_release(folder)
        if not (folder / STORE / "CURRENT").is_file():
            _restore(folder, release, work)
        switch(publication, folder.name)
        return release


def _before(publication: Path) -> str:
    kept = [each for each in releases(publication) if each.removed is None and each.about is not None]
    position = next((number for number, each in enumerate(kept) if each.is_current), None)
    if position is None:
        raise ReleaseError(f"{publication}: has no current release to go back from; name a version")
    if position + 1 == len(kept):
        raise ReleaseError(f"{publication}: there is no release before {kept[position].version}")
    return kept[position + 1].version


def _restore(folder: Path, release: Release, work: Path) -> None:
    """Make the store of a release again, laid out as its build made it."""
    whole = folder / "dumps" / "lotgraph.nq"
    load(work / STORE, [whole], beside(folder, release))
    write_index(work / STORE / INDEX, whole, release.imprint.language, folder / "tables" / TOMBSTONES)
    write_store_checksums(work / STORE)
    sync(work / STORE)
    # What is left of a store without its beginning is of no use.
    shutil.rmtree(folder / STORE, ignore_errors=True)
    (work / STORE).rename(folder / STORE)
    sync_one(folder)


def remove(publication: Path, version: str, reason: str) -> Path:
    """Remove a release but for what it was, its checksums and the reason; gives its folder.

    Its version can never be used again.  Raises ReleaseError where there is no such release, or where it is current.
    """
    if not reason.strip():
        raise ReleaseError("a release is removed for a reason; say it with --reason")
    with lock_publication(publication):
        folder = release_folder(publication, version)
        if any(each.is_current for each in releases(publication) if each.version == version):
            raise ReleaseError(
                f"{folder}: is the current release and cannot be removed; "
                "publish another one first, or go back with 'lotgraph release rollback'"
            )
        if reason_of_removal(folder) is None:
            new = folder / f".{REMOVED}-{os.getpid()}"
            new.write_text(json.dumps({"version": version, "reason": reason}, ensure_ascii=False) + "\n", "utf-8")
            sync_one(new)
            new.replace(folder / REMOVED)
            sync_one(folder)
        _clear(folder)
        sync_one(publication / RELEASES)
        return folder


def _clear(folder: Path) -> None:
    """Delete what a removed release no longer has."""
    for path in folder.iterdir():
        if path.name not in _LEFT:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
