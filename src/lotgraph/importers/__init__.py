"""Readers of the downloads of other publishers: each writes a source folder that a build takes.

A reader knows one publisher's files and nothing of RDF.  Every record that it reads is kept or set aside, and
its report says which, why and how many.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lotgraph.errors import DownloadError, UsageError
from lotgraph.importers import crosswalks, employers, esco, isco, mapping_sets, oews, onet, skos, soc
from lotgraph.importers.characters import is_id
from lotgraph.importers.folder import Target
from lotgraph.importers.recognition import looks_like
from lotgraph.importers.report import Line

__all__ = ["IMPORTS", "Import", "Line", "run"]


_NO_PART = 'blanks at its ends or together, and | " < > \\ ^ ` { }'


@dataclass(frozen=True)
class Import:
    """A kind of download: what reads it, and what it is, for the command line."""

    read: Callable[..., None]
    takes: str
    what: str


IMPORTS: dict[str, Import] = {
    "esco": Import(esco.read, "DIR", "ESCO as CSV, in one language, with its relations"),
    "onet": Import(onet.read, "DIR", "O*NET as text, in its text or its Excel layout"),
    "soc": Import(soc.read, "FILE", "the structure of SOC 2018 as CSV"),
    "isco": Import(isco.read, "DIR or FILE", "the ISCO groups of an ESCO download"),
    "oews": Import(oews.read, "FILE", "employment and wages of the BLS as CSV"),
    "crosswalk": Import(crosswalks.read, "FILE", "an official crosswalk between O*NET-SOC, SOC and ISCO as CSV"),
    "sssom": Import(mapping_sets.read, "FILE", "mappings as SSSOM/TSV, such as those that match proposes"),
    "skos": Import(skos.read, "FILE...", "a taxonomy of occupations or of skills as SKOS, in any syntax of RDF"),
    "employers": Import(employers.read, "FILE", "the companies of the S&P 500 as CSV"),
}


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
            IMPORTS[kind].read(download, target, **options)
        except DownloadError as error:
            raise _recognised(error, kind, download) from error
        return target.finish(check=check)


def _recognised(error: DownloadError, kind: str, download: Path) -> DownloadError:
    """The same error, which says what the download is where it is that of another kind."""
    first, *others = error.problems
    hint = looks_like(kind, download)
    return DownloadError((replace(first, text=first.text + hint), *others)) if hint else error
