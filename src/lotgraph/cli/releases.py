"""The releases of a publication on the command line: list them, go back, verify, remove."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lotgraph.errors import ReleaseError
from lotgraph.release import retention
from lotgraph.release.folder import (
    DESCRIPTION,
    RELEASES,
    current_release,
    release_folder,
)
from lotgraph.release.listing import ListedRelease, releases
from lotgraph.release.switch import unwritable
from lotgraph.release.verification import verify


def list_releases(publication: Path) -> Iterator[str]:
    """The releases as a table, the one published last first."""
    found = releases(publication)
    if not found:
        raise ReleaseError(f"{publication}: holds no releases; make one with 'lotgraph build --out {publication}'")
    rows = [("version", "issued", "triples", "state"), *map(_row, found)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for version, issued, triples, state in rows:
        yield f"{version:<{widths[0]}}  {issued:<{widths[1]}}  {triples:>{widths[2]}}  {state}"


def _row(each: ListedRelease) -> tuple[str, str, str, str]:
    if each.removed is not None:
        state = f"removed: {each.removed}"
    elif each.about is None:
        state = "unreadable; 'lotgraph release verify' says why"
    else:
        state = ("current, " if each.is_current else "") + ("queryable" if each.is_queryable else "dumps only")
    if each.about is None:
        return each.version, "", "", state
    return each.version, each.about.issued or "", f"{each.about.triples:,}", state


def roll_back(publication: Path, version: str | None) -> str:
    """Make an earlier release the current one."""
    with _disk(publication):
        release = retention.rollback(publication, version)
    return f"current: {publication / RELEASES / release.version}"


def verify_release(place: Path, version: str | None) -> tuple[bool, list[str]]:
    """Whether a release is what was published: of a publication that version, else the current; or a folder itself.

    Gives what to say of it too, a line each.
    """
    if version is not None:
        folder = release_folder(place, version)
    elif (place / DESCRIPTION).exists():
        folder = place
    else:
        folder = current_release(place)
    # The name of the folder is the version, which a dot or a link does not tell.
    found = verify(folder.resolve())
    if found.problems:
        return False, [f"{folder}/{problem}" for problem in found.problems]
    if found.removed is not None:
        return True, [f"{folder}: was removed ({found.removed}); its description is what was published"]
    return True, [f"{folder}: as it was published: {found.files:,} files, {found.triples:,} triples"]


def remove_release(publication: Path, version: str, reason: str) -> str:
    """Remove a release; its checksums and the reason stay."""
    with _disk(publication):
        folder = retention.remove(publication, version, reason)
    return f"removed: {folder}\n  its checksums and the reason stay, and its version is never used again"


@contextmanager
def _disk(publication: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise unwritable(publication, error) from error
