"""The folders of a publication, and what stands in one release.

::

    PUBLICATION/
      current -> releases/VERSION      the release that is served; replaced by renaming a new link over it
      releases/VERSION/
        release.json                   what this release is (``Release``)
        dumps/                         each packed twice, and SHA256SUMS of the plain ones; older releases have these
        tables/ ontology/ shapes/ report.ttl catalogue.ttl
        SHA256SUMS                     of every file but those of the store
        store/                         the Oxigraph store with checksums of its own; older releases have none
      releases/VERSION/                once it was removed:
        release.json SHA256SUMS        what it was
        removed.json                   why it is no longer there
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lotgraph.errors import ReleaseError
from lotgraph.schema.vocabulary import mint

CURRENT = "current"
RELEASES = "releases"
STORE = "store"
DUMPS = "dumps"
CHECKSUMS = "SHA256SUMS"
DESCRIPTION = "release.json"
CATALOGUE = "catalogue.ttl"
REMOVED = "removed.json"
NOTHING_KNOWN: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Graph:
    """One named graph of a release: its IRI, its short name, its triples, its dump."""

    iri: str
    name: str
    triples: int
    dump: str


@dataclass(frozen=True)
class SourceOf:
    """One source of a release.  ``captured`` (in UTC) and ``url`` are empty where they are not stated."""

    id: str
    iri: str
    title: str
    publisher: str
    licence: str
    kind: str
    sha256: str
    captured: str = ""
    url: str = ""


@dataclass(frozen=True)
class PublicationMetadata:
    """Who answers for a publication and what it is about: the settings of these names, empty where not stated."""

    description: str = ""
    language: str = "en"
    keywords: str = ""
    themes: str = ""
    publisher_url: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_url: str = ""


@dataclass(frozen=True)
class Release:
    """What ``release.json`` says.  ``graphs`` are the data graphs, ``beside`` those about them.

    ``previous`` is the version of the release that was current when this one was built, ``validator`` what
    judged the data; empty where an older version published them.
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
    imprint: PublicationMetadata = PublicationMetadata()
    previous: str | None = None
    formats: tuple[str, ...] = ("nquads", "trig", "turtle")
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
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        for key, kind in (("graphs", Graph), ("beside", Graph), ("sources", SourceOf)):
            content[key] = tuple(kind(**each) for each in content[key])
        content["imprint"] = PublicationMetadata(**content.get("imprint", {}))
        if "formats" in content:
            content["formats"] = tuple(content["formats"])
        return Release(**content)
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


def current_if_any(publication: Path) -> Path | None:
    """The folder of the current release, or None where nothing was published yet."""
    return current_release(publication) if (publication / CURRENT).is_symlink() else None


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


def write_checksums(folder: Path, known: Mapping[str, str] = NOTHING_KNOWN) -> None:
    """Write SHA256SUMS, as ``sha256sum --check`` reads it; ``known`` are digests by path."""
    (folder / CHECKSUMS).write_text(checksums(folder, files_of(folder), known), encoding="utf-8")


def checksums(folder: Path, paths: Iterable[Path], known: Mapping[str, str] = NOTHING_KNOWN) -> str:
    """The lines of SHA256SUMS for these files of a folder."""
    names = ((path, path.relative_to(folder).as_posix()) for path in paths)
    return "".join(f"{known.get(name) or digest(path)}  {name}\n" for path, name in names)


def write_plain_checksums(folder: Path, digests: Mapping[str, str]) -> None:
    """Write the SHA256SUMS of the dumps, inside their folder: of the plain files, which lie there compressed.

    ``digests`` are by path; whoever unpacks the dumps checks them as those of the release.
    """
    names = ((path.removeprefix(f"{DUMPS}/"), sha256) for path, sha256 in digests.items())
    text = "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(names))
    (folder / DUMPS / CHECKSUMS).write_text(text, encoding="utf-8")


def read_plain_checksums(folder: Path) -> dict[str, str]:
    """The checksums of plain dumps by path; none of a release of an earlier version, whose plain files lie there."""
    if not (folder / DUMPS / CHECKSUMS).is_file():
        return {}
    return {f"{DUMPS}/{name}": sha256 for name, sha256 in read_checksums(folder / DUMPS).items()}


def list_store_files(store: Path) -> Iterator[Path]:
    """Every file of a store but its checksums; reading it changes none."""
    return (path for path in sorted(store.iterdir()) if path.name != CHECKSUMS)


def write_store_checksums(store: Path) -> None:
    """Write the SHA256SUMS of a store, inside it: a store is never the same bytes twice, so no other file has them."""
    (store / CHECKSUMS).write_text(checksums(store, list_store_files(store)), encoding="utf-8")


def read_checksums(folder: Path) -> dict[str, str]:
    """The checksums of a release by path.  Raises ReleaseError where there are none."""
    try:
        lines = (folder / CHECKSUMS).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise ReleaseError(f"{folder / CHECKSUMS}: cannot be read: {error}") from error
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def beside(folder: Path, release: Release) -> tuple[tuple[str, Path], ...]:
    """The graphs about the data that a store holds too, each its IRI and its dump."""
    graphs = [(graph.iri, folder / graph.dump) for graph in release.beside]
    return (*graphs, (mint(release.base, "graph-catalogue"), folder / CATALOGUE))


def reason_of_removal(folder: Path) -> str | None:
    """Why a release was removed; None where it was not."""
    try:
        content = json.loads((folder / REMOVED).read_text(encoding="utf-8"))
        return str(content["reason"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ReleaseError(f"{folder / REMOVED}: cannot be read: {error}") from error


def is_version(text: str) -> bool:
    """Whether that can be the version of a release, and so the name of its folder."""
    return re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,63}", text) is not None


def release_folder(publication: Path, version: str) -> Path:
    """The folder of a release that is kept, or was.  Raises ReleaseError where there is none of that version."""
    folder = publication / RELEASES / version
    if not is_version(version) or not (folder / DESCRIPTION).is_file():
        raise ReleaseError(f"{publication}: holds no release {version!r}; 'lotgraph release list' names those it holds")
    return folder


def differing(one: Path, other: Path) -> tuple[str, ...]:
    """Paths of the files that are not the same, byte for byte, in two releases, their stores aside.

    The files themselves are read: checksums tell what they were when they were published.
    """
    first, second = (
        {path.relative_to(folder).as_posix(): digest(path) for path in files_of(folder)} for folder in (one, other)
    )
    return tuple(sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name)))
