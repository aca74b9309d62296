"""DCAT-AP 3.0.1: the catalogue, the series of releases, a release with its files, the endpoint."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, XSD

from lotgraph.formats.media import FORMATS
from lotgraph.release.catalogue.naming import (
    DCATAP,
    SPDX,
    VCARD,
    Distribution,
    Names,
    about,
    add_title,
    licence,
    publisher,
    split_list,
)
from lotgraph.release.folder import Release, SourceOf
from lotgraph.schema.vocabulary import mint

_MEDIA: Final = "https://www.iana.org/assignments/media-types/"
_FILE_TYPES: Final = "http://publications.europa.eu/resource/authority/file-type/"
_AVAILABLE: Final = URIRef("http://publications.europa.eu/resource/authority/planned-availability/STABLE")
_STANDARDS: Final = {
    "https://w3id.org/lotgraph/ns": ("Ontology of lotgraph", "Classes and properties of the data, in OWL and SKOS."),
    "https://w3id.org/lotgraph/shapes": (
        "Shapes of lotgraph",
        (
            "The rules that the data meet, in SHACL. Any validator can repeat the check, and finds what the report of "
            "the release says: pyshacl --shacl shapes.ttl --ont-graph ontology.ttl dumps/lotgraph.ttl."
        ),
    ),
}
"""What the data conform to, each with its title and what it is."""

_PROTOCOL: Final = URIRef("http://www.w3.org/TR/sparql11-protocol/")
_RECONCILIATION: Final = URIRef("https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/")

# rdflib knows DCAT 2 only.
_PREVIOUS, _IN_SERIES, _SERIES, _VERSION = (
    URIRef(f"{DCAT}{name}") for name in ("previousVersion", "inSeries", "DatasetSeries", "version")
)
_FORMATS: Final = MappingProxyType({each.media_type: each.file_type for each in FORMATS if each.file_type})


def describe(graph: Graph, release: Release, distributions: Sequence[Distribution]) -> None:
    """Say what there is: the catalogue with the release, its files, its services."""
    names = Names.of(release)
    contact = _contact(graph, release)
    _present(graph, names.catalogue, DCAT.Catalog, release, contact)
    graph.add((names.catalogue, DCAT.dataset, names.dataset))
    graph.add((names.catalogue, FOAF.homepage, URIRef(release.base)))
    graph.add((URIRef(release.base), RDF.type, FOAF.Document))
    # Both describe themselves where they are.
    for service, standard in ((names.service, _PROTOCOL), (names.reconciliation, _RECONCILIATION)):
        _present(graph, service, DCAT.DataService, release, contact)
        graph.add((names.catalogue, DCAT.service, service))
        graph.add((service, DCAT.endpointURL, service))
        graph.add((service, DCAT.endpointDescription, service))
        graph.add((service, DCAT.servesDataset, names.dataset))
        graph.add((service, DCTERMS.conformsTo, standard))
        graph.add((standard, RDF.type, DCTERMS.Standard))
    _describe_series(graph, release)
    _describe_release(graph, release, contact)
    for distribution in distributions:
        _distribute(graph, release, distribution)


def mention(graph: Graph, release: Release) -> None:
    """Say that a release is there; its own catalogue says the rest."""
    graph.add((Names.of(release).catalogue, DCAT.dataset, Names.of(release).dataset))
    _describe_release(graph, release, None)


def _describe_series(graph: Graph, release: Release) -> None:
    series = Names.of(release).series
    graph.add((series, RDF.type, _SERIES))
    add_title(graph, series, release)
    graph.add((series, DCTERMS.publisher, publisher(graph, release)))


def _describe_release(graph: Graph, release: Release, contact: URIRef | None) -> None:
    names = Names.of(release)
    dataset = names.dataset
    _present(graph, dataset, DCAT.Dataset, release, contact)
    graph.add((dataset, DCTERMS.identifier, Literal(str(dataset))))
    graph.add((dataset, _VERSION, Literal(release.version)))
    graph.add((dataset, _IN_SERIES, names.series))
    graph.add((dataset, DCAT.landingPage, dataset))
    if release.previous:
        graph.add((dataset, _PREVIOUS, names.dataset_of(release.previous)))
    if release.issued:
        graph.add((dataset, DCTERMS.issued, Literal(release.issued, datatype=XSD.date)))
    for iri, (title, text) in _STANDARDS.items():
        standard = URIRef(iri)
        graph.add((dataset, DCTERMS.conformsTo, standard))
        graph.add((standard, RDF.type, DCTERMS.Standard))
        graph.add((standard, DCTERMS.title, Literal(title, lang="en")))
        graph.add((standard, DCTERMS.description, Literal(text, lang="en")))
    for keyword in split_list(release.imprint.keywords):
        graph.add((dataset, DCAT.keyword, Literal(keyword, lang=release.imprint.language)))
    for theme in split_list(release.imprint.themes):
        graph.add((dataset, DCAT.theme, URIRef(theme)))


def _present(graph: Graph, thing: URIRef, kind: URIRef, release: Release, contact: URIRef | None) -> None:
    """What a catalogue, a dataset and a service have in common."""
    graph.add((thing, RDF.type, kind))
    add_title(graph, thing, release)
    graph.add((thing, DCTERMS.publisher, publisher(graph, release)))
    licence(graph, thing, release.licence, release.base)
    if kind != DCAT.DataService:
        graph.add((thing, DCTERMS.language, _language(graph, release.imprint.language)))
    if contact is not None and kind != DCAT.Catalog:
        graph.add((thing, DCAT.contactPoint, contact))


def _language(graph: Graph, tag: str) -> URIRef:
    """The language of a tag, as the Library of Congress names it (DCAT 3, 6.4.6)."""
    code = tag.partition("-")[0].lower()
    language = URIRef(f"http://id.loc.gov/vocabulary/iso639-{'1' if len(code) == 2 else '2'}/{code}")
    graph.add((language, RDF.type, DCTERMS.LinguisticSystem))
    return language


def _contact(graph: Graph, release: Release) -> URIRef | None:
    """Whom to ask; None where nothing leads to anybody."""
    imprint = release.imprint
    ways = [(VCARD.hasEmail, f"mailto:{imprint.contact_email}")] if imprint.contact_email else []
    ways += [(VCARD.hasURL, imprint.contact_url)] if imprint.contact_url else []
    name = imprint.contact_name or (release.publisher if ways else "")
    if not ways and not name:
        return None
    contact = URIRef(f"{release.base}catalogue#contact")
    graph.add((contact, RDF.type, VCARD.Kind))
    graph.add((contact, VCARD.fn, Literal(name or release.title)))
    for way, where in ways:
        graph.add((contact, way, URIRef(where)))
    return contact


def _distribute(graph: Graph, release: Release, distribution: Distribution) -> None:
    names = Names.of(release)
    file = names.file(distribution.path)
    entity, checksum = URIRef(f"{file}#distribution"), URIRef(f"{file}#checksum")
    graph.add((_owner(graph, release, distribution), DCAT.distribution, entity))
    graph.add((entity, RDF.type, DCAT.Distribution))
    graph.add((entity, DCTERMS.title, Literal(distribution.path)))
    graph.add((entity, DCAT.accessURL, file))
    graph.add((entity, DCAT.downloadURL, file))
    graph.add((entity, DCAT.mediaType, _typed(graph, _MEDIA + distribution.media_type, DCTERMS.MediaType)))
    if distribution.media_type in _FORMATS:
        kind = _FILE_TYPES + _FORMATS[distribution.media_type]
        graph.add((entity, DCTERMS["format"], _typed(graph, kind, DCTERMS.MediaTypeOrExtent)))
    if distribution.coding:
        compressed = _typed(graph, f"{_MEDIA}application/{distribution.coding}", DCTERMS.MediaType)
        graph.add((entity, DCAT.compressFormat, compressed))
    graph.add((entity, DCAT.byteSize, Literal(distribution.size, datatype=XSD.nonNegativeInteger)))
    graph.add((entity, DCATAP.availability, _AVAILABLE))
    licence(graph, entity, licence_of(release, distribution.graph), release.base)
    if release.issued:
        graph.add((entity, DCTERMS.issued, Literal(release.issued, datatype=XSD.date)))
    graph.add((entity, SPDX.checksum, checksum))
    graph.add((checksum, RDF.type, SPDX.Checksum))
    graph.add((checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256))
    graph.add((checksum, SPDX.checksumValue, Literal(distribution.sha256, datatype=XSD.hexBinary)))


def _owner(graph: Graph, release: Release, distribution: Distribution) -> URIRef:
    """What the file is a form of: the release, or the dataset that one graph of it is."""
    whole = Names.of(release).dataset
    if distribution.graph is None:
        return whole
    part = URIRef(distribution.graph)
    graph.add((whole, DCTERMS.hasPart, part))
    graph.add((part, RDF.type, DCAT.Dataset))
    graph.add((part, DCTERMS.title, title_of(release, distribution.graph)))
    graph.add((part, DCTERMS.description, about(release)))
    graph.add((part, DCTERMS.publisher, publisher(graph, release)))
    licence(graph, part, licence_of(release, distribution.graph), release.base)
    return part


def licence_of(release: Release, graph: str | None) -> str:
    """The licence of a graph: that of its source, else of the publication."""
    source = _source_of(release, graph)
    return source.licence if source else release.licence


def title_of(release: Release, graph: str) -> Literal:
    """The title of a graph: that of its source, else its short name."""
    source = _source_of(release, graph)
    if source:
        return Literal(source.title)
    return Literal(next((each.name for each in (*release.graphs, *release.beside) if each.iri == graph), graph))


def _source_of(release: Release, graph: str | None) -> SourceOf | None:
    return next((each for each in release.sources if mint(release.base, "graph-source", each.id) == graph), None)


def _typed(graph: Graph, iri: str, kind: URIRef) -> URIRef:
    graph.add((URIRef(iri), RDF.type, kind))
    return URIRef(iri)
