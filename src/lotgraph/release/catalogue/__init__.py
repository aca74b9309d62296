"""What a release says about itself: DCAT-AP, VoID and PROV, as pure functions that give triples.

Everything has an IRI.  The addresses are those under the base IRI, where the publication is meant to stand.
Only the data graphs are counted and described as data; the graphs beside them are offered as files.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rdflib import Graph

from lotgraph.release.catalogue import dcat, provenance, void
from lotgraph.release.catalogue.naming import Distribution
from lotgraph.release.folder import Release
from lotgraph.release.statistics import Statistics

__all__ = ["Distribution", "catalogue", "entries"]


def catalogue(release: Release, distributions: Sequence[Distribution], statistics: Statistics) -> Graph:
    """The catalogue with a release in it, its files, its numbers and how it was made."""
    graph = Graph(bind_namespaces="none")
    dcat.describe(graph, release, distributions)
    void.describe(graph, release, distributions, statistics)
    provenance.describe(graph, release)
    return graph


def entries(releases: Iterable[Release]) -> str:
    """Other releases in the same catalogue, as N-Triples: that they are there, which, and under which licence."""
    graph = Graph(bind_namespaces="none")
    for release in releases:
        dcat.mention(graph, release)
    return graph.serialize(format="nt")
