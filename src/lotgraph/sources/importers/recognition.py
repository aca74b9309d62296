"""What kind of download a file or folder looks like, whatever it was given as."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lotgraph.sources.importers import IMPORTS

_READ: Final = 4096
_AT_MOST: Final = 40
_SOURCE: Final = "a source folder, which a build takes as it is"
_RDF: Final = re.compile(
    r"\s*(@prefix\s|@base\s|prefix\s+[\w.-]*:|<\?xml[^>]*>\s*(<!--.*?-->\s*)?<rdf:RDF|<https?://[^>\s]+>\s)",
    re.IGNORECASE | re.DOTALL,
)


def looks_like(kind: str, download: Path) -> str:
    """What a download that is refused as ``kind`` looks like, as the end of a message; empty where unknown."""
    found = {recognised for path in _files(download) if (recognised := _kind(path))}
    found.discard(IMPORTS[kind].files_of or kind)
    if len(found) != 1:
        return ""
    (recognised,) = found
    return f"; it looks like {IMPORTS[recognised].looks_like if recognised in IMPORTS else _SOURCE}"


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
    return next((kind for kind, each in IMPORTS.items() if any(columns <= header for columns in each.columns)), "")
