"""The releases of a publication, in the order in which they were published there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lotgraph.errors import ReleaseError
from lotgraph.release.folder import (
    CURRENT,
    DESCRIPTION,
    RELEASES,
    STORE,
    Release,
    is_version,
    read_release,
    reason_of_removal,
)


@dataclass(frozen=True)
class ListedRelease:
    """One release of a publication.

    ``about`` is what it says of itself, None where that cannot be read; ``removed`` why it was removed, None where it
    was not.
    """

    version: str
    folder: Path
    about: Release | None
    is_current: bool
    is_queryable: bool
    removed: str | None = None


def releases(publication: Path) -> tuple[ListedRelease, ...]:
    """Every release, removed ones too, the one published last first.

    Nothing tells when a release was published but the time of its ``release.json``: copy a publication with its times.
    """
    found = []
    try:
        folders = [path for path in (publication / RELEASES).iterdir() if is_version(path.name)]
    except FileNotFoundError:
        return ()
    for folder in folders:
        try:
            found.append(((folder / DESCRIPTION).stat().st_mtime_ns, folder.name, folder))
        except OSError:
            continue
    current = _current(publication)
    return tuple(_listed(folder, current) for _, _, folder in sorted(found, reverse=True))


def _current(publication: Path) -> str:
    try:
        return (publication / CURRENT).readlink().name
    except OSError:
        return ""


def _listed(folder: Path, current: str) -> ListedRelease:
    try:
        about, removed = read_release(folder), reason_of_removal(folder)
    except ReleaseError:
        about, removed = None, None
    queryable = removed is None and (folder / STORE / "CURRENT").is_file()
    return ListedRelease(folder.name, folder, about, folder.name == current, queryable, removed)
