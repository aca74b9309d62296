"""The releases of a publication, in the order in which they were published there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
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
    was not; ``written`` the time of its ``release.json``, in nanoseconds.
    """

    version: str
    folder: Path
    about: Release | None
    is_current: bool
    is_queryable: bool
    written: int
    removed: str | None = None

    @property
    def updated(self) -> str:
        """A time as Atom must have one (RFC 4287, 4.2.15).

        The day of issue where the release states it, else when its files were written here: no time is made up.
        """
        if self.about is not None and self.about.issued:
            return f"{self.about.issued}T00:00:00Z"
        return datetime.fromtimestamp(self.written // 10**9, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def releases(publication: Path) -> tuple[ListedRelease, ...]:
    """Every release, removed ones too, the one published last first.

    Nothing tells when a release was published but the time of its ``release.json``: copy a publication with its times.
    """
    current = _current(publication)
    return tuple(_listed(folder, current, written) for written, folder in _folders(publication))


def available_releases(publication: Path) -> Iterator[tuple[ListedRelease, Release]]:
    """The releases that can be read and were not removed, each with its description, the one published last first."""
    current = _current(publication)
    for written, folder in _folders(publication):
        listed = _listed(folder, current, written)
        if listed.about is not None and listed.removed is None:
            yield listed, listed.about


def _folders(publication: Path) -> list[tuple[int, Path]]:
    """The folders of the releases with the time at which each was written, the last first."""
    found = []
    try:
        folders = [path for path in (publication / RELEASES).iterdir() if is_version(path.name)]
    except FileNotFoundError:
        return []
    for folder in folders:
        try:
            found.append(((folder / DESCRIPTION).stat().st_mtime_ns, folder))
        except OSError:
            continue
    return sorted(found, reverse=True)


def _current(publication: Path) -> str:
    try:
        return (publication / CURRENT).readlink().name
    except OSError:
        return ""


def _listed(folder: Path, current: str, written: int) -> ListedRelease:
    try:
        about, removed = read_release(folder), reason_of_removal(folder)
    except ReleaseError:
        about, removed = None, None
    queryable = removed is None and (folder / STORE / "CURRENT").is_file()
    return ListedRelease(folder.name, folder, about, folder.name == current, queryable, written, removed)
