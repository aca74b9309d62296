"""What the endpoint says about itself: a SPARQL 1.1 Service Description, as a pure function that gives triples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDF, RDFS, VOID, XSD

from lotgraph.formats import media

if TYPE_CHECKING:
    from lotgraph.release.folder import Release

SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
_FORMATS: Final = Namespace("http://www.w3.org/ns/formats/")


def describe(release: Release, address: str) -> Graph:
    """The description of the endpoint at the public address (a slash ends it) for a release.

    Everything has an IRI.  The graphs beside the data can be named in a query, and are not in the default
    graph; VoID says the same of the triples of each.
    """
    graph = Graph()
    graph.bind("sd", SD)
    graph.bind("formats", _FORMATS)
    service, dataset = URIRef(f"{address}sparql"), URIRef(f"{address}sparql#dataset")
    default = URIRef(f"{address}sparql#default-graph")
    graph.add((service, RDF.type, SD.Service))
    graph.add((service, SD.endpoint, service))
    graph.add((service, SD.supportedLanguage, SD.SPARQL11Query))
    graph.add((service, SD.feature, SD.UnionDefaultGraph))
    graph.add((service, SD.defaultDataset, dataset))
    graph.add((service, DCTERMS.title, Literal(release.title, lang="en")))
    for place in ("sparql/limits", "release/catalogue.ttl"):
        graph.add((service, RDFS.seeAlso, URIRef(address + place)))
    for form in media.FORMATS:
        if form.w3c:
            graph.add((service, SD.resultFormat, _FORMATS[form.w3c]))
    void = URIRef(f"{release.base}releases/{release.version}/")
    graph.add((dataset, RDF.type, SD.Dataset))
    graph.add((dataset, RDF.type, VOID.Dataset))
    graph.add((dataset, DCTERMS.isVersionOf, URIRef(f"{release.base}catalogue")))
    graph.add((dataset, RDFS.isDefinedBy, URIRef(f"{address}release/catalogue.ttl")))
    graph.add((dataset, DCTERMS.source, void))
    graph.add((dataset, SD.defaultGraph, default))
    graph.add((default, RDF.type, SD.Graph))
    graph.add((default, VOID.triples, _count(release.triples)))
    _name_graphs(graph, dataset, release, address)
    return graph


def write(graph: Graph, form: media.Format) -> bytes:
    """The description in one of the formats of a graph."""
    return graph.serialize(format=form.rdflib, encoding="utf-8")


def _name_graphs(graph: Graph, dataset: URIRef, release: Release, address: str) -> None:
    for each in (*release.graphs, *release.beside):
        named = URIRef(f"{address}sparql#graph-{each.name}")
        content = URIRef(f"{named}-content")
        graph.add((dataset, SD.namedGraph, named))
        graph.add((named, RDF.type, SD.NamedGraph))
        graph.add((named, SD.name, URIRef(each.iri)))
        graph.add((named, SD.graph, content))
        graph.add((content, RDF.type, SD.Graph))
        graph.add((content, VOID.triples, _count(each.triples)))


def _count(number: int) -> Literal:
    return Literal(number, datatype=XSD.integer)
