"""Bring a finished release into a publication, so that a stop at any moment leaves the earlier one whole."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lotgraph.errors import ReleaseError
from lotgraph.release.folder import (
    CURRENT,
    RELEASES,
    STORE,
    differing,
    reason_of_removal,
)

DROPPED = ".dropped-"
_STAGING = ".building-"
_LOCK = ".lock"


@contextmanager
def staging(publication: Path) -> Iterator[tuple[Path, Path]]:
    """Two empty folders beside the releases, to assemble one in and to work in; removed at the end.

    What an interrupted build left is cleared away.  Raises what ``lock_publication`` raises.
    """
    releases = publication / RELEASES
    with lock_publication(publication):
        for pattern in (f"{_STAGING}*", f"{DROPPED}*"):
            for left in releases.glob(pattern):
                shutil.rmtree(left, ignore_errors=True)
        for link in publication.glob(f".{CURRENT}-*"):
            link.unlink(missing_ok=True)
        room = Path(tempfile.mkdtemp(prefix=_STAGING, dir=releases))
        folder, work = room / "release", room / "work"
        try:
            folder.mkdir()
            work.mkdir()
            yield folder, work
        finally:
            shutil.rmtree(room, ignore_errors=True)


@contextmanager
def lock_publication(publication: Path) -> Iterator[None]:
    """Only one at a time changes a publication.

    Raises ReleaseError where the folder cannot be written or another build is at work.
    """
    releases = publication / RELEASES
    try:
        releases.mkdir(parents=True, exist_ok=True)
        lock = (releases / _LOCK).open("w")
    except OSError as error:
        raise unwritable(publication, error) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ReleaseError(f"{publication}: another build is at work there; wait for it to end") from error
        yield


def publish(publication: Path, folder: Path, version: str) -> bool:
    """Move a finished release to its place and make it the current one.

    Gives False where this very release is there already; a store that it has lost is put back.  Raises
    ReleaseError where the version is taken by another one: what was published under a version never changes.
    """
    place = publication / RELEASES / version
    reason = reason_of_removal(place)
    if reason is not None:
        raise ReleaseError(
            f"{place}: version {version} was removed ({reason}) and is never used again; choose another --version"
        )
    new = not place.exists()
    if new:
        sync(folder)
        folder.rename(place)
        sync_one(place.parent)
    elif changed := differing(place, folder):
        raise ReleaseError(
            f"{place}: version {version} is published already, with other content "
            f"({', '.join(changed[:5])}); choose another --version"
        )
    elif not (place / STORE).exists():
        sync(folder / STORE)
        (folder / STORE).rename(place / STORE)
        sync_one(place)
    switch(publication, version)
    return new


def switch(publication: Path, version: str) -> None:
    """Make a release of the publication the current one, at once for every reader."""
    link = publication / f".{CURRENT}-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path(RELEASES) / version)
    link.replace(publication / CURRENT)
    sync_one(publication)


def unwritable(place: Path, error: OSError) -> ReleaseError:
    """The error for a folder that cannot be written."""
    reason = error.strerror or str(error)
    return ReleaseError(f"{place}: cannot be written: {reason}; choose another folder with --out")


def sync(folder: Path) -> None:
    """Have a folder and all in it on the disk."""
    for path in sorted(folder.rglob("*")):
        sync_one(path)
    sync_one(folder)


def sync_one(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
