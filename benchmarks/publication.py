"""A publication of synthetic facts, made without the gate.

SHACL validation of two million triples takes far longer than what is measured here, so this goes around it:
read, map, load.  What it writes is for benchmarks only; ``lotgraph build`` is the way to publish.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from benchmarks import generate
from lotgraph import __version__, resources
from lotgraph.catalogue import catalogue
from lotgraph.engine import Dataset, GraphFile, Run
from lotgraph.media import named
from lotgraph.release.assembly import graph_names, write_graph
from lotgraph.release.folder import DESCRIPTION, RELEASES, STORE, Graph, Release, SourceOf, describe, write_checksums
from lotgraph.release.switch import switch
from lotgraph.settings import DEFAULT_BASE
from lotgraph.sources import FactTables, read_sources
from lotgraph.statistics.measurement import measure
from lotgraph.store import load, write_dump
from lotgraph.vocabulary import compact, mint, prefixes

VERSION = "benchmark-without-gate"
_STAMP = "benchmark.json"


@dataclass(frozen=True)
class Published:
    """A publication folder, its store, its triples as N-Triples for other servers, and how many they are."""

    folder: Path
    store: Path
    triples_file: Path
    triples: int


def publish(folder: Path, scale: float, seed: int = generate.SEED) -> Published:
    """Make the publication, or take the one that an earlier run left there with the same scale and seed."""
    release = folder / RELEASES / VERSION
    stamp = folder / _STAMP
    said = {"scale": scale, "seed": seed, "software": __version__, "generator": _digest()}
    if not (stamp.is_file() and json.loads(stamp.read_text("utf-8")) == said):
        shutil.rmtree(folder, ignore_errors=True)
        release.mkdir(parents=True)
        _make(folder, release, scale, seed)
        stamp.write_text(json.dumps(said), "utf-8")
    about = json.loads((release / DESCRIPTION).read_text("utf-8"))
    return Published(folder, release / STORE, folder / "data.nt", about["triples"])


def _make(folder: Path, release: Path, scale: float, seed: int) -> None:
    work = folder / "work"
    work.mkdir()
    sources = generate.write(work / "sources", scale, seed)
    tables = read_sources(sources, resources.ontology_dir() / "codes.csv")
    dataset = Run(tables.connection, DEFAULT_BASE).write(work)
    described = _described(tables, dataset)
    tables.connection.close()
    (release / DESCRIPTION).write_text(describe(described), "utf-8")
    about = _write_dumps(release, work, dataset, described)
    load(release / STORE, [dataset.quads], [dataset.about, about])
    _write_triples(dataset.quads, folder / "data.nt")
    dataset.quads.rename(release / "dumps" / "lotgraph.nq")
    write_checksums(release)
    switch(folder, VERSION)
    shutil.rmtree(work)


def _write_dumps(release: Path, work: Path, dataset: Dataset, described: Release) -> Path:
    """The graphs beside the data, which a server may load from their dumps; gives the catalogue as N-Quads."""
    names = prefixes(DEFAULT_BASE)
    (release / "dumps" / "graphs").mkdir(parents=True)
    for graph, file in zip(described.beside, dataset.beside, strict=True):
        write_dump([file.path], release / graph.dump, named("turtle")[0], names)
    graph_of_catalogue = catalogue(described, (), measure(dataset.quads))
    write_graph(graph_of_catalogue, work, release / "catalogue.ttl", names)
    about, graph_name = work / "catalogue.nq", mint(DEFAULT_BASE, "graph-catalogue")
    triples = graph_of_catalogue.serialize(format="nt").splitlines()
    about.write_text("".join(f"{line[:-1]}<{graph_name}> .\n" for line in triples if line), "utf-8")
    return about


def _described(tables: FactTables, dataset: Dataset) -> Release:
    names = graph_names(DEFAULT_BASE, [graph.iri for graph in (*dataset.graphs, *dataset.beside)])

    def graphs(files: tuple[GraphFile, ...]) -> tuple[Graph, ...]:
        return tuple(Graph(f.iri, names[f.iri], f.triples, f"dumps/graphs/{names[f.iri]}.ttl") for f in files)

    return Release(
        version=VERSION,
        issued=None,
        base=DEFAULT_BASE,
        title="Synthetic facts for benchmarks, not validated",
        publisher="",
        licence="not stated",
        software=__version__,
        triples=dataset.triples,
        warnings=0,
        graphs=graphs(dataset.graphs),
        beside=graphs(dataset.beside),
        sources=tuple(
            SourceOf(s.id, mint(DEFAULT_BASE, "source", s.id), s.title, s.publisher, s.licence, s.kind, s.sha256)
            for s in tables.sources
        ),
        counts={compact(iri): count for iri, count in dataset.instances.items()},
    )


def _write_triples(quads: Path, out: Path) -> None:
    """The graph of a line of N-Quads is its last term, and an IRI holds no space."""
    with quads.open("rb") as lines, out.open("wb") as file:
        for line in lines:
            file.write(line.rsplit(b" ", 2)[0] + b" .\n")


def _digest() -> str:
    """Of what makes the data, so that a change of it makes them anew."""
    whole = b"".join(path.read_bytes() for path in (Path(generate.__file__), generate.WORDS, Path(__file__)))
    return hashlib.sha256(whole).hexdigest()[:16]
