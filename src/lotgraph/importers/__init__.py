"""Readers of the downloads of other publishers: each writes a source folder that a build takes.

A reader knows one publisher's files and nothing of RDF.  Every record that it reads is kept or set aside, and
its report says which, why and how many.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lotgraph.importers import crosswalks, employers, esco, isco, mapping_sets, oews, onet, soc
from lotgraph.importers.folder import Target
from lotgraph.importers.report import Line

__all__ = ["IMPORTS", "Import", "Line", "run"]


@dataclass(frozen=True)
class Import:
    """A kind of download: what reads it, and what it is, for the command line."""

    read: Callable[[Path, Target], None]
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
    "employers": Import(employers.read, "FILE", "the companies of the S&P 500 as CSV"),
}


def run(kind: str, download: Path, out: Path, version: str = "") -> tuple[Line, ...]:
    """Read a download of that kind into a new source folder ``out``; gives the report.

    ``version`` is that of the taxonomy or release, where neither the files nor their names tell.
    Raises InputError where the download cannot be used, ReleaseError where the folder cannot be written; then
    nothing is left of it.
    """
    with Target.beside(out, version) as target:
        IMPORTS[kind].read(download, target)
        return target.finish()
