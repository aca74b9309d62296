"""What kind of download a file or folder looks like, whatever it was given as."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_READ: Final = 4096
_AT_MOST: Final = 40
_COLUMNS: Final = {
    "esco": ({"conceptUri"}, {"occupationUri", "skillUri"}),
    "onet": ({"O*NET-SOC Code"},),
    "soc": ({"Hierarchical_structure", "code"},),
    "oews": ({"occupation_code", "area_code"}, {"OCC_CODE", "TOT_EMP"}),
    "employers": ({"Symbol", "CIK"},),
}
"""Of each kind, columns of which a file has one set."""

_WHAT: Final = {
    "esco": "ESCO as CSV, for “lotgraph import esco” (or isco)",
    "onet": "O*NET as text, for “lotgraph import onet”",
    "soc": "the structure of SOC, for “lotgraph import soc”",
    "oews": "OEWS, for “lotgraph import oews”",
    "employers": "the list of the S&P 500, for “lotgraph import employers”",
    "skos": "RDF, for “lotgraph import skos” if it is SKOS",
    "source": "a source folder, which a build takes as it is",
}
_ALIKE: Final = {"isco": "esco"}
_RDF: Final = re.compile(
    r"\s*(@prefix\s|@base\s|prefix\s+[\w.-]*:|<\?xml[^>]*>\s*(<!--.*?-->\s*)?<rdf:RDF|<https?://[^>\s]+>\s)",
    re.IGNORECASE | re.DOTALL,
)


def looks_like(kind: str, download: Path) -> str:
    """What a download that is refused as ``kind`` looks like, as the end of a message; empty where unknown."""
    found = {recognised for path in _files(download) if (recognised := _kind(path))}
    found.discard(_ALIKE.get(kind, kind))
    return "; it looks like " + " and ".join(_WHAT[each] for each in sorted(found)) if len(found) == 1 else ""


def _files(download: Path) -> Iterator[Path]:
    if download.is_file():
        yield download
        return
    found = sorted(path for pattern in ("*", "*/*", "*/*/*") for path in download.glob(pattern))
    yield from [path for path in found if path.name[0] != "." and path.is_file()][:_AT_MOST]


def _kind(path: Path) -> str:
    if path.name == "source.toml":
        return "source"
    try:
        with path.open("rb") as file:
            start = file.read(_READ).decode("utf-8-sig", errors="replace")
    except OSError:
        return ""
    if _RDF.match(start):
        return "skos"
    line = start.split("\n", 1)[0]
    header = {cell.strip().strip('"') for cell in line.split("\t" if "\t" in line else ",")}
    return next((kind for kind, sets in _COLUMNS.items() if any(columns <= header for columns in sets)), "")
