"""Readers of the downloads of other publishers: each writes a source folder that a build takes.

A reader knows one publisher's files and nothing of RDF.  Every record that it reads is kept or set aside, and
its report says which, why and how many.  Readers are loaded when they are needed: ``--help`` shows their table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from lotgraph.errors import DownloadError, UsageError
from lotgraph.sources.importers.characters import is_id
from lotgraph.sources.importers.report import Line

__all__ = ["IMPORTS", "Import", "Line", "run"]


_NO_PART = 'blanks at its ends or together, and | " < > \\ ^ ` { }'


@dataclass(frozen=True)
class Import:
    """A kind of download: the module whose ``read`` reads it, and what the download is.

    ``looks_like`` says in a message what it is where it was given as another kind, and by which command it is read;
    ``columns`` are sets of columns of which a file of it has one.  ``files_of`` is the kind that has the same files.
    ``options`` are those of the command line that it takes beside ``--release``; ``releases`` are those of the
    publisher whose files and columns the reader knows, empty where the format is all that counts.
    """

    module: str
    download: str
    looks_like: str = ""
    columns: tuple[frozenset[str], ...] = ()
    files_of: str = ""
    options: frozenset[str] = frozenset()
    releases: tuple[str, ...] = ()


def _columns(*names: str) -> frozenset[str]:
    return frozenset(names)


IMPORTS: Final[Mapping[str, Import]] = MappingProxyType(
    {
        "esco": Import(
            "esco",
            "folder of ESCO as CSV",
            "ESCO as CSV, for “lotgraph import esco” (or isco)",
            (_columns("conceptUri"), _columns("occupationUri", "skillUri")),
            options=frozenset({"also"}),
            releases=("1.1.1", "1.2.0", "1.2.1"),
        ),
        "onet": Import(
            "onet",
            "folder of O*NET as text or CSV",
            "O*NET as text, for “lotgraph import onet”",
            (_columns("O*NET-SOC Code"),),
            options=frozenset({"after"}),
            releases=("29.3", "30.0", "30.1", "30.2", "30.3", "31.0"),
        ),
        "soc": Import(
            "soc",
            "CSV file of the structure of SOC 2018",
            "the structure of SOC, for “lotgraph import soc”",
            (_columns("Hierarchical_structure", "code"),),
            releases=("2018",),
        ),
        "isco": Import("isco", "ISCO groups, in a folder of ESCO as CSV", files_of="esco", releases=("08",)),
        "oews": Import(
            "oews",
            "CSV file of employment and wages of the BLS",
            "OEWS, for “lotgraph import oews”",
            (_columns("occupation_code", "area_code"), _columns("OCC_CODE", "TOT_EMP")),
            releases=("May 2025",),
        ),
        "crosswalk": Import(
            "crosswalks",
            "CSV file that relates the codes of O*NET-SOC 2010 and 2019, SOC 2010 and 2018, or ISCO-08",
            releases=("O*NET-SOC 2010", "O*NET-SOC 2019", "SOC 2010", "SOC 2018", "ISCO-08"),
        ),
        "sssom": Import("mapping_sets", "SSSOM/TSV file of mappings, such as a reviewed one of match"),
        "skos": Import(
            "skos",
            "SKOS files in any syntax of RDF",
            "RDF, for “lotgraph import skos” if it is SKOS",
            options=frozenset({"also", "as", "base"}),
        ),
        "table": Import(
            "tabular",
            "tables of a taxonomy as CSV, TSV, Parquet or JSON records, by --map; several are joined by code",
            options=frozenset({"also", "map"}),
        ),
        "employers": Import(
            "employers",
            "CSV file of the companies of the S&P 500",
            "the list of the S&P 500, for “lotgraph import employers”",
            (_columns("Symbol", "CIK"),),
        ),
    }
)
"""Each kind of download."""


def run(
    kind: str, download: Path, out: Path, version: str = "", *, check: bool = False, **options: Any
) -> tuple[Line, ...]:
    """Read a download of that kind into a new source folder ``out``; gives the report.

    ``version`` is that of the taxonomy or release, where neither the files nor their names tell; with ``check`` the
    folder is read again as a build will.  ``options`` are those of the kind's own reader.
    Raises InputError where the download cannot be used, ReleaseError where the folder cannot be written; then
    nothing is left of it.
    """
    from lotgraph.sources.importers.folder import Target

    if version and not is_id(version):
        raise UsageError(f"--release {version}: a version becomes part of IRIs; leave out {_NO_PART}")
    reader = import_module(f"{__name__}.{IMPORTS[kind].module}")
    with Target.beside(out, version) as target:
        try:
            reader.read(download, target, **options)
        except DownloadError as error:
            raise _recognise(error, kind, download) from error
        return target.finish(check=check)


def _recognise(error: DownloadError, kind: str, download: Path) -> DownloadError:
    """The error, with what the download is where it is that of another kind."""
    from lotgraph.sources.importers.recognition import looks_like

    first, *others = error.problems
    hint = looks_like(kind, download)
    return DownloadError((replace(first, text=first.text + hint), *others)) if hint else error
