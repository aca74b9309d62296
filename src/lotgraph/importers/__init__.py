"""Readers of the downloads of other publishers: each writes a source folder that a build takes.

A reader knows one publisher's files and nothing of RDF.  Every record that it reads is kept or set aside, and
its report says which, why and how many.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from lotgraph.errors import DownloadError, UsageError
from lotgraph.importers import crosswalks, employers, esco, isco, mapping_sets, oews, onet, skos, soc
from lotgraph.importers.characters import is_id
from lotgraph.importers.folder import Target
from lotgraph.importers.recognition import looks_like
from lotgraph.importers.report import Line

__all__ = ["IMPORTS", "Line", "run"]


_NO_PART = 'blanks at its ends or together, and | " < > \\ ^ ` { }'


IMPORTS: dict[str, Callable[..., None]] = {
    "esco": esco.read,
    "onet": onet.read,
    "soc": soc.read,
    "isco": isco.read,
    "oews": oews.read,
    "crosswalk": crosswalks.read,
    "sssom": mapping_sets.read,
    "skos": skos.read,
    "employers": employers.read,
}
"""What reads each kind of download."""


def run(
    kind: str, download: Path, out: Path, version: str = "", *, check: bool = False, **options: Any
) -> tuple[Line, ...]:
    """Read a download of that kind into a new source folder ``out``; gives the report.

    ``version`` is that of the taxonomy or release, where neither the files nor their names tell; with ``check`` the
    folder is read again as a build will.  ``options`` are those of the kind's own reader.
    Raises InputError where the download cannot be used, ReleaseError where the folder cannot be written; then
    nothing is left of it.
    """
    if version and not is_id(version):
        raise UsageError(f"--release {version}: a version becomes part of IRIs; leave out {_NO_PART}")
    with Target.beside(out, version) as target:
        try:
            IMPORTS[kind](download, target, **options)
        except DownloadError as error:
            raise _recognised(error, kind, download) from error
        return target.finish(check=check)


def _recognised(error: DownloadError, kind: str, download: Path) -> DownloadError:
    """The same error, which says what the download is where it is that of another kind."""
    first, *others = error.problems
    hint = looks_like(kind, download)
    return DownloadError((replace(first, text=first.text + hint), *others)) if hint else error
