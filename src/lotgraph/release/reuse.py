"""What a release can take from the one before it: what did not change is neither compressed nor loaded again.

The earlier release is no more than a store of bytes here.  It is used only where its files are those that were
published and the same code made it, and a part of it only where its plain bytes are those that are wanted: so the
new release is, byte for byte, what a build from nothing makes.
"""

from __future__ import annotations

import hashlib
import shutil
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from lotgraph.errors import ReleaseError
from lotgraph.formats.frames import SUFFIXES, Digest, FrameReader, plain_size
from lotgraph.linking.reconciliation.entities import concerns
from lotgraph.rdf.nquads import dump_of
from lotgraph.release.differences import compare_dumps
from lotgraph.release.folder import (
    CHECKSUMS,
    DUMPS,
    STORE,
    Release,
    checksums,
    digest,
    list_store_files,
    read_checksums,
    read_plain_checksums,
    read_release,
)
from lotgraph.release.tombstones import TOMBSTONES

SOFTWARE: Final = "SOFTWARE"
"""The file of a store that tells which code made the release."""

_SHARE: Final = 10
_FEW: Final = 1000
"""Of more than a tenth of the triples that changed, and more than so many, a store is loaded anew."""

_CODE: Final = (".py", ".sql", ".rq", ".html", ".toml", ".csv", ".ttl")
_LIBRARIES: Final = ("duckdb", "narwhals", "pyoxigraph", "rdflib", "zstandard")


@lru_cache(maxsize=1)
def software_digest() -> str:
    """The digest of the code that makes releases, and of the libraries that shape their bytes."""
    whole = hashlib.sha256()
    for name, content in sorted(_code(files("lotgraph"), "")):
        whole.update(f"{name}\0{len(content)}\0".encode())
        whole.update(content)
    libraries = [f"{name} {version(name)}" for name in _LIBRARIES]
    whole.update("\n".join([*libraries, zlib.ZLIB_RUNTIME_VERSION]).encode())
    return whole.hexdigest()


def _code(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        name = f"{path}/{entry.name}"
        if entry.is_dir():
            yield from _code(entry, name)
        elif name.endswith(_CODE):
            yield name, entry.read_bytes()


def share(origin: Path, target: Path) -> None:
    """Have a file at another place too: the same one, or a copy where the file system has no hard links."""
    try:
        target.hardlink_to(origin)
    except OSError:
        shutil.copyfile(origin, target)


@dataclass(frozen=True)
class Packed:
    """The digests of a dump that is there already: of what is plain, and of its files by their coding."""

    plain: Digest
    coded: Mapping[str, Digest]


class EarlierRelease:
    """A release of which parts may be used again.

    ``plain`` are the checksums of its dumps, unpacked, by path.
    """

    def __init__(self, folder: Path, about: Release) -> None:
        self.folder = folder
        self.about = about
        self.plain = read_plain_checksums(folder)
        self._sums = read_checksums(folder)

    def link(self, path: str, target: Path, plain: str) -> Packed | None:
        """Have the files of a dump under another name too; None where it does not hold the plain bytes of that digest.

        ``path`` is that of the dump, and ``target`` its file in another release.
        """
        if self.plain.get(path) != plain:
            return None
        coded = {}
        for coding, suffix in SUFFIXES.items():
            origin = self.folder / (path + suffix)
            share(origin, target.with_name(target.name + suffix))
            coded[coding] = Digest(origin.stat().st_size, self._sums[path + suffix])
        return Packed(Digest(plain_size(self.folder / path), plain), coded)

    def open(self, path: str) -> FrameReader | None:
        """A dump with its segments; None where it has none of that path."""
        packed = self.folder / (path + SUFFIXES["zstd"])
        return FrameReader(packed) if path in self.plain and packed.is_file() else None


@dataclass(frozen=True)
class Changes:
    """The lines of N-Quads that only an earlier release has, and those that only the new one has."""

    removed: tuple[bytes, ...]
    added: tuple[bytes, ...]

    def keep_names(self, earlier: EarlierRelease, language: str, tombstones: Path) -> bool:
        """Whether the names of things are those of the earlier release, in the same language and with the same graves.

        ``tombstones`` is the file of the new release.
        """
        before = earlier.folder / "tables" / TOMBSTONES
        graves = [path.read_bytes() if path.is_file() else b"" for path in (before, tombstones)]
        same = graves[0] == graves[1] and language == earlier.about.imprint.language
        return same and not any(concerns(line) for line in (*self.removed, *self.added))


def find_changes(earlier: EarlierRelease, quads: Path) -> Changes | None:
    """What changed since an earlier release; None where that is so much that it is better made from nothing."""
    removed: list[bytes] = []
    added: list[bytes] = []
    for entity in compare_dumps(dump_of(earlier.folder), quads):
        removed += entity.removed
        added += entity.added
        if len(removed) + len(added) > max(_FEW, earlier.about.triples // _SHARE):
            return None
    return Changes(tuple(removed), tuple(added))


def find_reusable(folder: Path | None, base: str) -> EarlierRelease | None:
    """The release of a folder, where what it holds can be used again.

    Its dumps and its store are compared with their checksums first, as they are not to be trusted.
    """
    if folder is None:
        return None
    store = folder / STORE
    try:
        if (store / SOFTWARE).read_text(encoding="utf-8") != software_digest():
            return None
        about = read_release(folder)
        sums = read_checksums(folder)
        dumps = [path for path in (folder / DUMPS).rglob("*") if path.is_file()]
        is_whole = all(sums.get(path.relative_to(folder).as_posix()) == digest(path) for path in dumps)
        is_whole &= (store / CHECKSUMS).read_text(encoding="utf-8") == checksums(store, list_store_files(store))
    except (OSError, ReleaseError, UnicodeDecodeError):
        return None
    return EarlierRelease(folder, about) if is_whole and about.base == base else None
