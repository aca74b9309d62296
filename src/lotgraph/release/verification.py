"""Whether a release is still what was published: its files, its dumps against each other, its store against them."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

import zstandard

from lotgraph.errors import LotgraphError, ReleaseError
from lotgraph.formats.frames import SUFFIXES, is_there
from lotgraph.formats.media import Kind, find_formats
from lotgraph.rdf.store.loading import memory_store, open_release
from lotgraph.rdf.store.serialization import Fingerprints, fingerprints
from lotgraph.release.dumps import WHOLE, graph_path
from lotgraph.release.folder import (
    CHECKSUMS,
    DESCRIPTION,
    REMOVED,
    STORE,
    Release,
    beside,
    digest,
    files_of,
    list_store_files,
    read_checksums,
    read_plain_checksums,
    read_release,
    reason_of_removal,
)

_LINE: Final = re.compile(r"[0-9a-f]{64}  [^\n]+")
_BLOCK: Final = 1024 * 1024


@dataclass(frozen=True)
class Verified:
    """What was found: each problem names its file.  ``triples`` are those of the N-Quads dump."""

    folder: Path
    files: int
    triples: int
    problems: tuple[str, ...]
    removed: str | None = None


def verify(folder: Path) -> Verified:
    """Compare all that is in a release with its checksums, and what holds the same triples with each other.

    Raises ReleaseError where the folder is no release, or its checksums cannot be read at all.
    """
    removed = reason_of_removal(folder)
    sums = read_checksums(folder)
    if removed is not None:
        paths = [path for path in files_of(folder) if path.name != REMOVED]
        kept = {name: sum_ for name, sum_ in sums.items() if name == DESCRIPTION}
        return Verified(folder, len(paths), 0, tuple(_differences(folder, kept, paths)), removed)
    paths = list(files_of(folder))
    problems = [*_spelling(folder / CHECKSUMS), *_differences(folder, sums, paths)]
    try:
        release = read_release(folder)
    except ReleaseError as error:
        # It was told already that the file is another; without it nothing says what to compare.
        return Verified(folder, len(paths), 0, (*problems, str(error)))
    if release.version != folder.name:
        problems.append(f"{DESCRIPTION}: is that of version {release.version}")
    problems += _check_compressed(folder, paths)
    whole: Fingerprints = {}
    try:
        whole = fingerprints(folder / "dumps" / f"{WHOLE}.nq")
        problems += _dumps(folder, release, whole)
        problems += _dumps_beside(folder, release)
        problems += _store(folder, release, whole)
    except LotgraphError as error:
        problems.append(_inside(folder, str(error)))
    triples = sum(count for count, _ in whole.values())
    return Verified(folder, len(paths), triples, tuple(dict.fromkeys(problems)))


def _spelling(path: Path) -> Iterator[str]:
    """Whether checksums stand as they were written: sorted, and nothing between them."""
    text = path.read_text(encoding="utf-8", errors="replace")
    lines = text.split("\n")
    names = [line[66:] for line in lines[:-1]]
    if lines[-1] or not all(map(_LINE.fullmatch, lines[:-1])) or names != sorted(set(names)):
        yield f"{path.name}: is not as it was written"


def _differences(folder: Path, sums: Mapping[str, str], paths: list[Path]) -> Iterator[str]:
    found = {path.relative_to(folder).as_posix(): path for path in paths}
    for name in sorted(sums.keys() | found.keys()):
        if name not in found:
            yield f"{name}: is missing"
        elif name not in sums:
            yield f"{name}: does not belong to the release"
        elif digest(found[name]) != sums[name]:
            yield f"{name}: is not what was published (SHA-256)"


def _check_compressed(folder: Path, paths: list[Path]) -> Iterator[str]:
    """Whether each compressed file holds what it says: the plain one beside it, or one of that checksum."""
    sums = read_plain_checksums(folder)
    for path in paths:
        for coding, suffix in SUFFIXES.items():
            plain = path.with_name(path.name.removesuffix(suffix))
            expected = sums.get(plain.relative_to(folder).as_posix())
            if path.suffix != suffix or not (expected or plain.is_file()):
                continue
            name = path.relative_to(folder).as_posix()
            try:
                same = _digest_inside(path, coding) == (expected or digest(plain))
            except (OSError, EOFError, zstandard.ZstdError) as error:
                yield f"{name}: cannot be decompressed: {error}"
            except Exception as error:  # noqa: BLE001 - zlib's own error has no base but this
                yield f"{name}: cannot be decompressed: {error}"
            else:
                if not same:
                    yield f"{name}: does not hold {plain.name}"


def _digest_inside(path: Path, coding: str) -> str:
    whole = hashlib.sha256()
    with path.open("rb") as file:
        inside = (
            gzip.GzipFile(fileobj=file)
            if coding == "gzip"
            else zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
        )
        with cast("IO[bytes]", inside):
            while block := inside.read(_BLOCK):
                whole.update(block)
    return whole.hexdigest()


def _dumps(folder: Path, release: Release, whole: Fingerprints) -> Iterator[str]:
    """Each dump against the N-Quads of the whole, or of its graph, and the numbers that the release tells."""
    told = {graph.iri: graph.triples for graph in release.graphs}
    if {iri: count for iri, (count, _) in whole.items()} != {iri: count for iri, count in told.items() if count}:
        yield f"dumps/{WHOLE}.nq: has not the graphs and triples that {DESCRIPTION} tells"
    if sum(told.values()) != release.triples:
        yield f"{DESCRIPTION}: the triples of its graphs are not the {release.triples} of the whole"
    for name in release.formats:
        form = find_formats(name)[0]
        path = f"dumps/{WHOLE}{form.suffix}"
        if name != "nquads":
            yield from _dump(folder, path, whole if form.kind is Kind.DATASET else _union(whole))
        for graph in release.graphs:
            of = {iri: found for iri, found in whole.items() if iri == graph.iri}
            path = graph_path(graph.name, form)
            # Releases of earlier versions of lotgraph have the graphs in one format.
            if is_there(folder / path):
                yield from _dump(folder, path, of if form.kind is Kind.DATASET else _union(of))


def _dumps_beside(folder: Path, release: Release) -> Iterator[str]:
    """The dumps of the graphs about the data, each against the one that ``release.json`` names."""
    for graph in release.beside:
        first = _union(fingerprints(folder / graph.dump))
        if sum(count for count, _ in first.values()) != graph.triples:
            yield f"{graph.dump}: has not the {graph.triples} triples that {DESCRIPTION} tells"
        for name in release.formats:
            path = graph_path(graph.name, find_formats(name)[0])
            if is_there(folder / path) and _union(fingerprints(folder / path)) != first:
                yield f"{path}: has other triples than {graph.dump}"


def _dump(folder: Path, path: str, expected: Fingerprints) -> Iterator[str]:
    try:
        if fingerprints(folder / path) != expected:
            yield f"{path}: has other triples than dumps/{WHOLE}.nq"
    except LotgraphError as error:
        yield _inside(folder, str(error))


def _union(found: Fingerprints) -> Fingerprints:
    """Of all graphs as one."""
    count, whole = (sum(column) for column in zip((0, 0), *found.values(), strict=True))
    return {"": (count, whole & 0xFFFFFFFFFFFFFFFF)} if count else {}


def _store(folder: Path, release: Release, whole: Fingerprints) -> Iterator[str]:
    store = folder / STORE
    if not store.is_dir():
        return
    if (store / CHECKSUMS).is_file():
        yield from _spelling_of_store(store)
    try:
        stored = dict(open_release(store).fingerprints())
    except LotgraphError as error:
        yield _inside(folder, str(error))
        return
    # In memory, because a store knows fewer datatypes of numbers than a file may have.
    about = memory_store((), beside(folder, release)).fingerprints()
    expected = {**whole, **_union(whole), **about}
    for iri in sorted(expected.keys() | stored.keys()):
        if stored.get(iri) != expected.get(iri):
            graph = f"graph <{iri}>" if iri else "default graph"
            yield f"{STORE}: its {graph} has other triples than the dumps"


def _spelling_of_store(store: Path) -> Iterator[str]:
    problems = (
        *_spelling(store / CHECKSUMS),
        *_differences(store, read_checksums(store), list(list_store_files(store))),
    )
    return (f"{STORE}/{problem}" for problem in problems)


def _inside(folder: Path, message: str) -> str:
    """A message with the paths in the release as the other problems name them."""
    return message.removeprefix(f"{folder}/")
