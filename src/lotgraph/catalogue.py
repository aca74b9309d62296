"""What a release says about itself: DCAT 3, VoID and PROV, as pure functions that give triples."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, PROV, RDF, VOID, XSD

from lotgraph.release.folder import Release
from lotgraph.vocabulary import expand, mint

SPDX = Namespace("http://spdx.org/rdf/terms#")
_MEDIA = "https://www.iana.org/assignments/media-types/"


@dataclass(frozen=True)
class Distribution:
    """One file of a release: its path there, media type, bytes and SHA-256.

    ``coding`` is ``gzip`` or ``zstd`` where the file is compressed, else empty.
    """

    path: str
    media_type: str
    size: int
    sha256: str
    graph: str | None = None
    coding: str = ""


def catalogue(release: Release, distributions: Iterable[Distribution]) -> Graph:
    """The catalogue of a release: one dataset, its files, its endpoint, a VoID subset a named graph.

    DCAT 3, 6; VoID, 2 to 4.  Everything has an IRI.  The addresses are those under the base IRI, where the
    publication is meant to stand.
    """
    graph = Graph()
    base = release.base
    place = f"{base}releases/{release.version}/"
    whole, dataset, service = URIRef(f"{base}catalogue"), URIRef(place), URIRef(f"{base}sparql")
    publisher = URIRef(mint(base, "agent", release.publisher)) if release.publisher else None
    licence = release.licence
    is_iri = re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", licence)
    rights = (DCTERMS.license, URIRef(licence)) if is_iri else (DCTERMS.rights, Literal(licence))
    about = f"Facts about occupations, skills and employers, each with its source. Release {release.version}."
    for thing, kind in ((whole, DCAT.Catalog), (dataset, DCAT.Dataset), (service, DCAT.DataService)):
        graph.add((thing, RDF.type, kind))
        graph.add((thing, DCTERMS.title, Literal(release.title, lang="en")))
        graph.add((thing, DCTERMS.description, Literal(about, lang="en")))
        graph.add((thing, *rights))
        if publisher is not None:
            graph.add((thing, DCTERMS.publisher, publisher))
    if publisher is not None:
        graph.add((publisher, RDF.type, FOAF.Agent))
        graph.add((publisher, FOAF.name, Literal(release.publisher)))
    graph.add((whole, DCAT.dataset, dataset))
    graph.add((whole, DCAT.service, service))
    graph.add((service, DCAT.endpointURL, service))
    graph.add((service, DCAT.servesDataset, dataset))
    graph.add((dataset, RDF.type, VOID.Dataset))
    graph.add((dataset, URIRef(f"{DCAT}version"), Literal(release.version)))
    graph.add((dataset, VOID.triples, Literal(release.triples)))
    graph.add((dataset, VOID.sparqlEndpoint, service))
    if release.issued:
        graph.add((dataset, DCTERMS.issued, Literal(release.issued, datatype=XSD.date)))
    for source in release.sources:
        graph.add((dataset, PROV.wasDerivedFrom, URIRef(source.iri)))
    _partition(graph, dataset, place, release.counts)
    _subsets(graph, dataset, release)
    for distribution in distributions:
        _distribute(graph, dataset, distribution)
    return graph


def _partition(graph: Graph, dataset: URIRef, place: str, counts: dict[str, int]) -> None:
    for curie, entities in counts.items():
        partition = URIRef(f"{place}class/{curie}")
        graph.add((dataset, VOID.classPartition, partition))
        graph.add((partition, VOID["class"], URIRef(expand(curie))))
        graph.add((partition, VOID.entities, Literal(entities)))


def _subsets(graph: Graph, dataset: URIRef, release: Release) -> None:
    for named in release.graphs:
        subset = URIRef(named.iri)
        graph.add((dataset, VOID.subset, subset))
        graph.add((subset, RDF.type, VOID.Dataset))
        graph.add((subset, DCTERMS.title, Literal(named.name)))
        graph.add((subset, VOID.triples, Literal(named.triples)))


def _distribute(graph: Graph, dataset: URIRef, distribution: Distribution) -> None:
    # Names of files hold the percent signs of the IRIs that they are made of.
    file = URIRef(dataset + distribution.path.replace("%", "%25"))
    entity = URIRef(f"{file}#distribution")
    checksum = URIRef(f"{file}#checksum")
    of = dataset if distribution.graph is None else URIRef(distribution.graph)
    graph.add((of, DCAT.distribution, entity))
    graph.add((of, VOID.dataDump, file))
    graph.add((entity, RDF.type, DCAT.Distribution))
    graph.add((entity, DCAT.accessURL, file))
    graph.add((entity, DCAT.downloadURL, file))
    graph.add((entity, DCAT.mediaType, URIRef(_MEDIA + distribution.media_type)))
    if distribution.coding:
        graph.add((entity, DCAT.compressFormat, URIRef(f"{_MEDIA}application/{distribution.coding}")))
    graph.add((entity, DCAT.byteSize, Literal(distribution.size, datatype=XSD.nonNegativeInteger)))
    graph.add((entity, SPDX.checksum, checksum))
    graph.add((checksum, RDF.type, SPDX.Checksum))
    graph.add((checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256))
    graph.add((checksum, SPDX.checksumValue, Literal(distribution.sha256, datatype=XSD.hexBinary)))
