"""The releases of a publication, and when each came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lotgraph.errors import ReleaseError
from lotgraph.release.folder import DESCRIPTION, Release, read_release


@dataclass(frozen=True)
class Published:
    """One release; ``written`` is the time at which its description was written, in nanoseconds."""

    release: Release
    written: int

    @property
    def updated(self) -> str:
        """A time as Atom must have one (RFC 4287, 4.2.15).

        The day of issue where the release states it, else when its files were written here: no time is made up.
        """
        if self.release.issued:
            return f"{self.release.issued}T00:00:00Z"
        return datetime.fromtimestamp(self.written // 10**9, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def releases_of(releases: Path, most: int) -> tuple[Published, ...]:
    """Up to so many releases of a folder ``releases/``, the one that was written last first."""
    found = sorted(
        ((path.stat().st_mtime_ns, path.parent) for path in releases.glob(f"[!.]*/{DESCRIPTION}")), reverse=True
    )
    published = []
    for written, folder in found[:most]:
        try:
            published.append(Published(read_release(folder), written))
        except ReleaseError:
            # One that is damaged does not hide the others.
            continue
    return tuple(published)
