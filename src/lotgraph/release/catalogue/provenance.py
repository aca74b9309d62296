"""PROV: from what was captured, by way of the build, to the release."""

from __future__ import annotations

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, RDF, XSD

from lotgraph.release.catalogue.naming import (
    Names,
    agent,
    licence,
    publisher,
)
from lotgraph.release.folder import Release, SourceOf
from lotgraph.schema.vocabulary import expand, mint

_SHA256 = URIRef(expand("lg:sha256"))
_SOFTWARE_VERSION = URIRef(expand("schema:softwareVersion"))


def describe(graph: Graph, release: Release) -> None:
    """Say what the release was made from, by which software, for whom.

    Times are those that the sources state.  Nobody says when the build ran, as its result does not depend on it.
    """
    names = Names.of(release)
    build, software = names.part("build"), URIRef(f"{release.base}catalogue#lotgraph-{release.software}")
    whole = names.dataset
    graph.add((whole, RDF.type, PROV.Entity))
    graph.add((whole, PROV.wasGeneratedBy, build))
    graph.add((build, RDF.type, PROV.Activity))
    graph.add((build, PROV.wasAssociatedWith, software))
    agent(graph, software, "lotgraph")
    graph.add((software, RDF.type, PROV.SoftwareAgent))
    graph.add((software, _SOFTWARE_VERSION, Literal(release.software)))
    owner = publisher(graph, release)
    graph.add((software, PROV.actedOnBehalfOf, owner))
    graph.add((owner, RDF.type, PROV.Agent))
    if release.previous:
        graph.add((whole, PROV.wasRevisionOf, names.dataset_of(release.previous)))
    for source in release.sources:
        _trace(graph, release, source, build)


def _trace(graph: Graph, release: Release, source: SourceOf, build: URIRef) -> None:
    """A source, its capture, and the graph that holds what it says."""
    names = Names.of(release)
    entity, capture = URIRef(source.iri), names.part("capture", source.iri.rpartition("/")[2])
    graph.add((build, PROV.used, entity))
    graph.add((entity, RDF.type, PROV.Entity))
    graph.add((entity, DCTERMS.title, Literal(source.title)))
    graph.add((entity, _SHA256, Literal(source.sha256)))
    licence(graph, entity, source.licence, release.base)
    author = agent(graph, URIRef(mint(release.base, "agent", source.publisher)), source.publisher)
    graph.add((author, RDF.type, PROV.Agent))
    graph.add((entity, PROV.wasAttributedTo, author))
    graph.add((entity, PROV.wasGeneratedBy, capture))
    graph.add((capture, RDF.type, PROV.Activity))
    if source.captured:
        at = Literal(source.captured, datatype=XSD.dateTime)
        graph.add((entity, PROV.generatedAtTime, at))
        graph.add((capture, PROV.endedAtTime, at))
    if source.url:
        graph.add((capture, PROV.used, URIRef(source.url)))
        graph.add((URIRef(source.url), RDF.type, PROV.Entity))
    data = URIRef(mint(release.base, "graph-source", source.id))
    graph.add((data, PROV.wasDerivedFrom, entity))
    graph.add((data, PROV.wasGeneratedBy, build))
