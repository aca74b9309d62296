"""Fill the folder of a release with what is small: names, vocabulary, report and catalogue."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

import rdflib

from lotgraph.formats.media import find_formats
from lotgraph.rdf.store.serialization import write_dump
from lotgraph.release.vocabularies import VOCABULARIES


def graph_names(base: str, iris: Iterable[str]) -> dict[str, str]:
    """Short names of graphs, which are also those of their dumps: "source-ncstate-3800fd2e", "lot-7.3.0"."""
    names: dict[str, str] = {}
    for iri in iris:
        name = re.sub(r"[^\w.~+%-]+", "-", iri.removeprefix(f"{base}graph/"))
        # Some file systems take "LOT" and "lot" for one name.
        if name.lower() in map(str.lower, names.values()):
            name += f"-{hashlib.sha256(iri.encode()).hexdigest()[:8]}"
        names[iri] = name
    return names


def write_graph(graph: rdflib.Graph, work: Path, out: Path, prefixes: Mapping[str, str]) -> None:
    """Write a small graph as Turtle, its triples sorted."""
    lines = sorted(graph.serialize(format="nt", encoding="utf-8").splitlines(keepends=True))
    sorted_triples = work / "graph.nt"
    sorted_triples.write_bytes(b"".join(line for line in lines if line.strip()))
    write_dump([sorted_triples], out, find_formats("turtle")[0], prefixes)


def quads(graph: rdflib.Graph, name: str) -> list[bytes]:
    """The triples of a small graph as sorted lines of N-Quads, in the graph of that IRI."""
    lines = graph.serialize(format="nt", encoding="utf-8").splitlines()
    return sorted(b"%b<%b> .\n" % (line[:-1], name.encode()) for line in lines if line)


def copy_vocabulary(folder: Path, ontology: Path, shapes: Path) -> None:
    """Put the ontology and the shapes that the release was checked by into it."""
    for name, origin in zip(VOCABULARIES, (ontology, shapes), strict=True):
        (folder / name).mkdir()
        for path in sorted(origin.rglob("*")):
            if path.suffix in {".ttl", ".csv"}:
                copy = folder / name / path.relative_to(origin)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
