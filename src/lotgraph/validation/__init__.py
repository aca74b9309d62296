"""The gate's judge: data and shapes in, a frozen report out.

The shapes are compiled (``compiler``) into SQL over a table of statements: rules for nodes that are alike (``kinds``),
and queries for all else (``components``, ``relations``).  The SPARQL constraints of lotgraph's own shapes have their
SQL beside them (``constraints``); any other is asked of a store.  pySHACL (``reference``) takes hours where this takes
seconds, and is what the judge is held to: the tests run both over all that there is, and list where they differ.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import rdflib

from lotgraph.validation.findings import Finding, Report, report_graph
from lotgraph.validation.judge import validate

__all__ = ["Finding", "Report", "read_turtle", "report_graph", "validate"]


def read_turtle(folder: Path) -> rdflib.Graph:
    """The shapes, or the ontology, of a folder: its Turtle files as one graph."""
    return _parse(tuple((path.name, path.read_bytes()) for path in sorted(folder.glob("*.ttl"))))


@lru_cache(maxsize=8)
def _parse(files: tuple[tuple[str, bytes], ...]) -> rdflib.Graph:
    """By content, so that a process that builds often parses once; nobody changes what is given out."""
    graph = rdflib.Graph()
    for _, content in files:
        graph.parse(data=content, format="turtle")
    return graph
