"""The dumps: every format holds the same, compressed twins hold the plain file, the same input gives the same bytes."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest
import zstandard
from tests import publications
from tests.dumps import plain

from lotgraph.formats.frames import Digest
from lotgraph.formats.media import find_formats
from lotgraph.rdf.store.serialization import fingerprints
from lotgraph.release.dumps import (
    Content,
    Dump,
    Part,
    graph_path,
    write_dumps,
)
from lotgraph.release.folder import Graph
from lotgraph.schema.vocabulary import prefixes

ALL = ("nquads", "trig", "turtle", "ntriples", "jsonld", "rdfxml")
PREFIXES = prefixes(publications.BASE)


def written(folder: Path, formats: tuple[str, ...] = ALL) -> tuple[Dump, ...]:
    folder.mkdir()
    paths = publications.write_graphs(folder / "work", publications.lines())
    parts = []
    for number, (iri, path) in enumerate(paths.items()):
        count = len(path.read_text().splitlines())
        parts.append(Part(Graph(iri, f"g{number}", count, graph_path(f"g{number}", find_formats("turtle")[0])), path))
    data = [part for part in parts if part.graph.iri != publications.QUALITY]
    whole = folder / "work" / "whole.nq"
    lines = "".join(part.quads.read_text() for part in data).splitlines(keepends=True)
    whole.write_text("".join(sorted(lines)))
    beside = [part for part in parts if part not in data]
    return write_dumps(folder, Content(whole, tuple(data), tuple(beside)), PREFIXES, formats)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("dumps") / "release"
    written(place)
    return place


@pytest.mark.parametrize("name", ["nquads", "trig", "turtle", "ntriples", "jsonld", "rdfxml"])
def test_every_format_holds_every_triple(folder: Path, name: str) -> None:
    form = find_formats(name)[0]
    whole = fingerprints(folder / "dumps" / "lotgraph.nq")
    found = fingerprints(folder / "dumps" / f"lotgraph{form.suffix}")
    if name in ("nquads", "trig"):
        assert found == whole
    else:
        assert found.keys() == {""}
        assert found[""][0] == sum(count for count, _ in whole.values())


def test_each_graph_has_each_format_and_each_file_its_twins(tmp_path: Path) -> None:
    dumps = written(tmp_path / "one")
    paths = {path.relative_to(tmp_path / "one").as_posix() for path in (tmp_path / "one" / "dumps").rglob("*.*")}
    assert {dump.path for dump in dumps if dump.coding} == paths
    assert len(paths) == (1 + 4) * len(ALL) * 2
    for dump in dumps:
        if not dump.coding:
            unpacked = gzip.decompress((tmp_path / "one" / f"{dump.path}.gz").read_bytes())
            with (tmp_path / "one" / f"{dump.path}.zst").open("rb") as file:
                # Another reader, which knows of no seek table.
                stream = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
                assert stream.read() == unpacked
            assert plain(tmp_path / "one" / dump.path) == unpacked
            assert dump.digest == Digest(len(unpacked), hashlib.sha256(unpacked).hexdigest())


def test_the_same_input_gives_the_same_bytes_and_gzip_tells_no_time(folder: Path, tmp_path: Path) -> None:
    for dump in written(tmp_path / "again"):
        if not dump.coding:
            continue
        data = (tmp_path / "again" / dump.path).read_bytes()
        assert data == (folder / dump.path).read_bytes(), dump.path
        if dump.coding == "gzip":
            # RFC 1952, 2.3: no flags, so no name, and no time.
            assert data[:8] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00"


def test_lines_are_sorted(folder: Path) -> None:
    for name in ("lotgraph.nq", "lotgraph.nt"):
        lines = plain(folder / "dumps" / name).splitlines()
        assert lines == sorted(lines)


def test_only_the_formats_that_are_wanted_are_written(tmp_path: Path) -> None:
    assert {dump.format.name for dump in written(tmp_path / "few", ("nquads", "turtle"))} == {"nquads", "turtle"}
    assert not list((tmp_path / "few").rglob("*.trig"))
