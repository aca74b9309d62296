"""VoID: the numbers of a release, of its graphs, classes and properties, and the links between them."""

from __future__ import annotations

from collections.abc import Sequence

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, PROV, RDF, VOID

from lotgraph.release.catalogue.dcat import licence_of, title_of
from lotgraph.release.catalogue.naming import Distribution, Names, licence
from lotgraph.release.folder import Release
from lotgraph.release.statistics import (
    ClassUse,
    Extent,
    Links,
    PropertyUse,
    Statistics,
)
from lotgraph.schema.vocabulary import compact


def describe(graph: Graph, release: Release, distributions: Sequence[Distribution], statistics: Statistics) -> None:
    """Say the numbers of the data graphs, all of which can be counted again in the dump."""
    names = Names.of(release)
    dataset = names.dataset
    document = URIRef(f"{release.base}.well-known/void")
    graph.add((document, RDF.type, VOID.DatasetDescription))
    graph.add((document, FOAF.primaryTopic, dataset))
    graph.add((dataset, RDF.type, VOID.Dataset))
    graph.add((dataset, VOID.sparqlEndpoint, names.service))
    graph.add((dataset, VOID.uriSpace, Literal(f"{release.base}id/")))
    _measure(graph, dataset, statistics.whole)
    for vocabulary in statistics.vocabularies:
        graph.add((dataset, VOID.vocabulary, URIRef(vocabulary)))
    for used in statistics.classes:
        _partition_by_class(graph, names, used)
    for property_used in statistics.properties:
        _partition_by_property(graph, names, property_used)
    _divide(graph, release, statistics)
    for links in statistics.links:
        _link(graph, names, links)
    for distribution in distributions:
        described = dataset if distribution.graph is None else URIRef(distribution.graph)
        graph.add((described, VOID.dataDump, names.file(distribution.path)))


def _measure(graph: Graph, thing: URIRef, extent: Extent) -> None:
    graph.add((thing, VOID.triples, Literal(extent.triples)))
    graph.add((thing, VOID.entities, Literal(extent.entities)))
    graph.add((thing, VOID.classes, Literal(extent.classes)))
    graph.add((thing, VOID.properties, Literal(extent.properties)))
    graph.add((thing, VOID.distinctSubjects, Literal(extent.subjects)))
    graph.add((thing, VOID.distinctObjects, Literal(extent.objects)))


def _partition_by_class(graph: Graph, names: Names, used: ClassUse) -> None:
    partition = _partition(names, "class", used.iri)
    graph.add((names.dataset, VOID.classPartition, partition))
    graph.add((partition, VOID["class"], URIRef(used.iri)))
    graph.add((partition, VOID.entities, Literal(used.entities)))
    graph.add((partition, VOID.triples, Literal(used.triples)))
    for predicate, triples in used.properties:
        part = _partition(names, "class", used.iri, predicate)
        graph.add((partition, VOID.propertyPartition, part))
        graph.add((part, VOID.property, URIRef(predicate)))
        graph.add((part, VOID.triples, Literal(triples)))


def _partition_by_property(graph: Graph, names: Names, used: PropertyUse) -> None:
    partition = _partition(names, "property", used.iri)
    graph.add((names.dataset, VOID.propertyPartition, partition))
    graph.add((partition, VOID.property, URIRef(used.iri)))
    graph.add((partition, VOID.triples, Literal(used.triples)))
    graph.add((partition, VOID.distinctSubjects, Literal(used.subjects)))
    graph.add((partition, VOID.distinctObjects, Literal(used.objects)))


def _partition(names: Names, kind: str, *iris: str) -> URIRef:
    """A readable name where all the terms have prefixes, which hold nothing that a fragment may not."""
    curies = [compact(iri) for iri in iris]
    readable = all(curie != iri and "/" not in curie for curie, iri in zip(curies, iris, strict=True))
    return names.part(kind, *curies) if readable else names.digested_part(kind, *iris)


def _divide(graph: Graph, release: Release, statistics: Statistics) -> None:
    """Each named graph as a subset, with the licence of its source."""
    dataset = Names.of(release).dataset
    for iri, extent in statistics.graphs:
        subset = URIRef(iri)
        graph.add((dataset, VOID.subset, subset))
        graph.add((subset, RDF.type, VOID.Dataset))
        graph.add((subset, DCTERMS.title, title_of(release, iri)))
        licence(graph, subset, licence_of(release, iri), release.base)
        _measure(graph, subset, extent)
    for source in release.sources:
        graph.add((dataset, PROV.wasDerivedFrom, URIRef(source.iri)))


def _link(graph: Graph, names: Names, links: Links) -> None:
    linkset = names.digested_part("links", links.predicate, links.subjects, links.objects)
    graph.add((linkset, RDF.type, VOID.Linkset))
    graph.add((names.dataset, VOID.subset, linkset))
    graph.add((linkset, VOID.linkPredicate, URIRef(links.predicate)))
    graph.add((linkset, VOID.triples, Literal(links.triples)))
    for end, home in ((VOID.subjectsTarget, links.subjects), (VOID.objectsTarget, links.objects)):
        target = URIRef(home)
        if (target, RDF.type, VOID.Dataset) not in graph:
            target = names.digested_part("target", home)
            graph.add((target, RDF.type, VOID.Dataset))
            graph.add((target, VOID.uriSpace, Literal(home)))
        graph.add((linkset, end, target))
