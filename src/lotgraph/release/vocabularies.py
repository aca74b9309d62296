"""The ontology and the shapes that a release was made by, as named graphs beside the data.

A blank node has another name in each reading, so none stands in a release: each gets an IRI by its position, that
is, its number in the order in which the files name blank nodes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from lotgraph.formats.media import find_formats
from lotgraph.rdf.store.serialization import parse, serialize
from lotgraph.rdf.terms import Statement, Term
from lotgraph.schema.vocabulary import mint

VOCABULARIES: Final = ("ontology", "shapes")
"""Folders of Turtle files in a release, each of which is a graph of the same name too."""


def write_vocabulary(folder: Path, name: str, base: str, out: Path) -> tuple[str, int]:
    """Write the Turtle files of the folder as sorted N-Quads; gives the IRI of their graph and its triples.

    Folders inside it are left out.  Raises StoreError where a file is not Turtle.
    """
    graph = mint(base, f"graph-{name}")
    files = sorted(folder.glob("*.ttl"))
    statements = _without_blank_nodes((each for path in files for each in parse(path)), base, f"{name}-node")
    with out.open("wb") as file:
        serialize((replace(each, graph=graph) for each in statements), find_formats("nquads")[0], file)
    lines = sorted(set(out.read_bytes().splitlines(keepends=True)))
    out.write_bytes(b"".join(lines))
    return graph, len(lines)


def _without_blank_nodes(statements: Iterable[Statement], base: str, kind: str) -> Iterator[Statement]:
    iris: dict[str, Term] = {}

    def settled(term: Term) -> Term:
        if term.kind != "blank":
            return term
        return iris.setdefault(term.value, Term(mint(base, kind, str(len(iris) + 1)), "iri"))

    for each in statements:
        yield Statement(settled(each.subject), each.predicate, settled(each.object))
