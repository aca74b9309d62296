"""RDF files: read, and written in each format, streaming."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import pyoxigraph as ox

from lotgraph.errors import StoreError
from lotgraph.formats.frames import open_plain
from lotgraph.formats.media import Format, Kind
from lotgraph.rdf.store.oxigraph import oxigraph_format, oxigraph_graph, oxigraph_triple, read_statement, store_errors
from lotgraph.rdf.terms import NO_PREFIXES, Statement


def parse(path: Path) -> Iterator[Statement]:
    """The statements of a file, packed or not, in the format of its suffix; StoreError names what is not RDF."""
    with store_errors(path), open_plain(path) as file:
        for quad in ox.parse(file, format=format_of(path)):
            yield read_statement(quad)


def check(path: Path) -> None:
    """Raise StoreError, which names the line, where a file is not RDF in the format of its suffix."""
    for _ in parse(path):
        pass


def format_of(path: Path) -> ox.RdfFormat:
    """Oxigraph's format of a file by its suffix.  Raises StoreError where it has none."""
    found = ox.RdfFormat.from_extension(path.suffix.removeprefix("."))
    if found is None:
        raise StoreError(f"{path}: is in no format that is known here")
    return found


def read(source: IO[bytes], form: Format, *, apart: bool = False, base: str = "") -> Iterator[Statement]:
    """The statements of an open file in that format, relative IRIs under ``base``; StoreError says what is not RDF.

    ``apart``: its blank nodes are not those of any other file.  Nothing that it refers to is fetched.
    """
    with store_errors("the statements"):
        for quad in ox.parse(source, format=oxigraph_format(form), base_iri=base or None, rename_blank_nodes=apart):
            yield read_statement(quad)


def serialize(
    statements: Iterable[Statement], form: Format, out: IO[bytes], prefixes: Mapping[str, str] = NO_PREFIXES
) -> None:
    """Write statements in a format; one of kind GRAPH leaves the graphs out and takes each triple once."""
    if form.kind is Kind.DATASET:
        quads = (ox.Quad(*oxigraph_triple(each), oxigraph_graph(each.graph)) for each in statements)
        ox.serialize(quads, out, oxigraph_format(form), prefixes=dict(prefixes))
    else:
        triples = dict.fromkeys(ox.Triple(*oxigraph_triple(each)) for each in statements)
        ox.serialize(triples, out, oxigraph_format(form), prefixes=dict(prefixes))


def write_dump(paths: Sequence[Path], out: Path, form: Format, prefixes: Mapping[str, str] = NO_PREFIXES) -> None:
    """Write N-Quads files one after the other as one dump, streaming; the same input gives the same bytes.

    For a format of kind GRAPH, which leaves the graphs out, the input is sorted by subject: the whole, or
    the file of one graph.  For TriG it is the files of the graphs, in the order in which they shall stand.
    N-Quads are copied.
    """
    with store_errors(out), out.open("wb") as file:
        if form.name == "nquads":
            for path in paths:
                with path.open("rb") as source:
                    shutil.copyfileobj(source, file)
        else:
            _write(paths, file, form, prefixes)


def write_statements(path: Path, out: IO[bytes], form: Format, prefixes: Mapping[str, str] = NO_PREFIXES) -> None:
    """Write one N-Quads file in another format, streaming, as ``write_dump`` does."""
    with store_errors(path):
        _write([path], out, form, prefixes)


def _write(paths: Sequence[Path], file: IO[bytes], form: Format, prefixes: Mapping[str, str]) -> None:
    quads = (quad for path in paths for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS))
    statements = (quad.triple for quad in quads) if form.kind is Kind.GRAPH else quads
    ox.serialize(statements, file, oxigraph_format(form), prefixes=dict(prefixes))


Fingerprints = Mapping[str, tuple[int, int]]
"""Of each graph (its IRI, empty: the default graph): how many triples it has, and a number made of them all."""


def fingerprints(path: Path) -> Fingerprints:
    """What tells the triples of a file from others, in whatever order; of use within one process only."""
    with store_errors(path), open_plain(path) as file:
        return measure_fingerprints(ox.parse(file, format=format_of(path)))


def measure_fingerprints(quads: Iterable[ox.Quad]) -> Fingerprints:
    """Those of the quads, by graph."""
    found: dict[Any, list[int]] = {}
    for quad in quads:
        # A sum, and not what hides a triple that stands there twice.
        sums = found.setdefault(quad.graph_name, [0, 0])
        sums[0] += 1
        sums[1] += hash(quad.triple)
    return {
        graph.value if isinstance(graph, ox.NamedNode) else "": (count, whole & 0xFFFFFFFFFFFFFFFF)
        for graph, (count, whole) in found.items()
    }
