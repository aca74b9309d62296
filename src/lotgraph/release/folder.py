"""The folders of a publication, and what stands in one release.

::

    PUBLICATION/
      current -> releases/VERSION      the release that is served; replaced by renaming a new link over it
      releases/VERSION/
        release.json                   what this release is (``Release``)
        dumps/ tables/ ontology/ shapes/ report.ttl catalogue.ttl
        SHA256SUMS                     of every file but those of the store
        store/                         the Oxigraph store; where it is lost, the same build puts it back
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lotgraph.errors import ReleaseError

CURRENT = "current"
RELEASES = "releases"
STORE = "store"
CHECKSUMS = "SHA256SUMS"
DESCRIPTION = "release.json"


@dataclass(frozen=True)
class Graph:
    """One named graph of a release: its IRI, its short name, its triples, its dump."""

    iri: str
    name: str
    triples: int
    dump: str


@dataclass(frozen=True)
class SourceOf:
    """One source of a release."""

    id: str
    iri: str
    title: str
    publisher: str
    licence: str
    kind: str
    sha256: str


@dataclass(frozen=True)
class Release:
    """What ``release.json`` says.  ``graphs`` are the data graphs, ``beside`` those about them.

    ``validator`` is what judged the data; empty where an older version published them.
    """

    version: str
    issued: str | None
    base: str
    title: str
    publisher: str
    licence: str
    software: str
    triples: int
    warnings: int
    graphs: tuple[Graph, ...]
    beside: tuple[Graph, ...]
    sources: tuple[SourceOf, ...]
    counts: dict[str, int]
    validator: str = ""

    @property
    def data_graphs(self) -> tuple[str, ...]:
        """IRIs of the graphs whose union is the default graph of a query."""
        return tuple(graph.iri for graph in self.graphs)


def describe(release: Release) -> str:
    """The text of ``release.json``."""
    return json.dumps(asdict(release), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def read_release(folder: Path) -> Release:
    """Read ``release.json`` of a release.  Raises ReleaseError where it is not one."""
    path = folder / DESCRIPTION
    try:
        said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        for key, kind in (("graphs", Graph), ("beside", Graph), ("sources", SourceOf)):
            said[key] = tuple(kind(**each) for each in said[key])
        return Release(**said)
    except FileNotFoundError:
        raise ReleaseError(
            f"{folder}: is not a release of lotgraph: it has no {DESCRIPTION}; make one with 'lotgraph build'"
        ) from None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ReleaseError(f"{path}: cannot be read as the description of a release: {error}") from error


def current_release(publication: Path) -> Path:
    """The folder of the release that the publication serves now.  Raises ReleaseError where there is none."""
    try:
        target = (publication / CURRENT).readlink()
    except OSError as error:
        raise ReleaseError(
            f"{publication}: holds no published release (there is no link {CURRENT}); "
            f"make one with 'lotgraph build --out {publication}'"
        ) from error
    return publication / target


def files_of(folder: Path) -> Iterator[Path]:
    """Every file of a release but those of its store and its checksums, in the order of their paths."""
    found = (path for path in folder.rglob("*") if path.is_file())
    names = sorted((path.relative_to(folder).as_posix(), path) for path in found)
    for name, path in names:
        if name != CHECKSUMS and not name.startswith(f"{STORE}/"):
            yield path


def digest(path: Path) -> str:
    """SHA-256 of a file, in constant memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_checksums(folder: Path) -> None:
    """Write SHA256SUMS, as ``sha256sum --check`` reads it."""
    lines = (f"{digest(path)}  {path.relative_to(folder).as_posix()}\n" for path in files_of(folder))
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8")


def read_checksums(folder: Path) -> dict[str, str]:
    """The checksums of a release by path.  Raises ReleaseError where there are none."""
    try:
        lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ReleaseError(f"{folder / CHECKSUMS}: cannot be read: {error}") from error
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def differing(one: Path, other: Path) -> tuple[str, ...]:
    """Paths of the files that are not the same, byte for byte, in two releases, their stores aside.

    The files themselves are read: checksums tell what they were when they were published.
    """
    first, second = (
        {path.relative_to(folder).as_posix(): digest(path) for path in files_of(folder)} for folder in (one, other)
    )
    return tuple(sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name)))
