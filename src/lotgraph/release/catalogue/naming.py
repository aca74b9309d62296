"""The names of what a catalogue speaks of, and what is said alike of each: title, licence, language."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, RDF, RDFS

from lotgraph.release.folder import Release
from lotgraph.schema.vocabulary import NAMESPACES, mint

DCATAP: Final = Namespace(NAMESPACES["dcatap"])
SPDX: Final = Namespace(NAMESPACES["spdx"])
VCARD: Final = Namespace(NAMESPACES["vcard"])

NOT_STATED: Final = "not stated"
ABOUT: Final = "Facts about occupations, skills and employers, each with its source."
"""What is said of a publication that does not say itself what it is about."""


@dataclass(frozen=True)
class Distribution:
    """One file of a release: its path there, media type, bytes and SHA-256; its graph where it holds but one.

    ``coding`` is ``gzip`` or ``zstd`` where the file is compressed, else empty.
    """

    path: str
    media_type: str
    size: int
    sha256: str
    graph: str | None = None
    coding: str = ""


@dataclass(frozen=True)
class Names:
    """The IRIs of a publication and of one release of it."""

    base: str
    version: str

    @classmethod
    def of(cls, release: Release) -> Names:
        """Those of a release."""
        return cls(release.base, release.version)

    @property
    def catalogue(self) -> URIRef:
        """The catalogue of the whole site."""
        return URIRef(f"{self.base}catalogue")

    @property
    def series(self) -> URIRef:
        """The series that the releases form."""
        return URIRef(f"{self.base}releases/")

    @property
    def service(self) -> URIRef:
        """The SPARQL endpoint."""
        return URIRef(f"{self.base}sparql")

    @property
    def reconciliation(self) -> URIRef:
        """The reconciliation service."""
        return URIRef(f"{self.base}reconcile")

    @property
    def dataset(self) -> URIRef:
        """The release, as a dataset."""
        return self.dataset_of(self.version)

    def dataset_of(self, version: str) -> URIRef:
        """The release of that version, as a dataset."""
        return URIRef(f"{self.base}releases/{version}/")

    def part(self, *names: str) -> URIRef:
        """Something that only the release's own description speaks of."""
        return URIRef(f"{self.dataset}#{'-'.join(names)}")

    def digested_part(self, kind: str, *names: str) -> URIRef:
        """A part that is named by a digest, where its names are IRIs or free text."""
        return self.part(kind, hashlib.sha256("\n".join(names).encode()).hexdigest()[:16])

    def file(self, path: str) -> URIRef:
        """A file of the release."""
        # Names of files hold the percent signs of the IRIs that they are made of.
        return URIRef(self.dataset + path.replace("%", "%25"))


def publisher(graph: Graph, release: Release) -> URIRef:
    """The publisher, who is an agent even where nobody says who it is (DCAT-AP 3.0.1, Catalogue)."""
    if not release.publisher:
        return agent(graph, URIRef(f"{release.base}catalogue#publisher"), NOT_STATED)
    found = agent(graph, URIRef(mint(release.base, "agent", release.publisher)), release.publisher)
    if release.imprint.publisher_url:
        graph.add((found, FOAF.homepage, URIRef(release.imprint.publisher_url)))
    return found


def agent(graph: Graph, iri: URIRef, name: str) -> URIRef:
    """An agent with its name."""
    graph.add((iri, RDF.type, FOAF.Agent))
    graph.add((iri, FOAF.name, Literal(name)))
    return iri


def licence(graph: Graph, thing: URIRef, message: str, base: str) -> None:
    """Say the licence of a thing: a document where it is an IRI, else a statement of rights, "not stated" too."""
    if is_iri(message):
        graph.add((thing, DCTERMS.license, URIRef(message)))
        graph.add((URIRef(message), RDF.type, DCTERMS.LicenseDocument))
        return
    name = re.sub(r"[^a-z0-9]+", "-", message.lower()).strip("-")
    if message != NOT_STATED:
        name = f"{name[:40]}-{hashlib.sha256(message.encode()).hexdigest()[:8]}"
    rights = URIRef(f"{base}catalogue#rights-{name}")
    graph.add((thing, DCTERMS.rights, rights))
    graph.add((rights, RDF.type, DCTERMS.RightsStatement))
    graph.add((rights, RDFS.label, Literal(message)))


def is_iri(licence: str) -> bool:
    """Whether a licence is said by its IRI."""
    return bool(re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", licence))


def add_title(graph: Graph, thing: URIRef, release: Release) -> None:
    """Say title and description in the language of the publication."""
    graph.add((thing, DCTERMS.title, Literal(release.title, lang=release.imprint.language)))
    graph.add((thing, DCTERMS.description, about(release)))


def about(release: Release) -> Literal:
    """What the publication is about."""
    description = release.imprint.description
    return Literal(description or ABOUT, lang=release.imprint.language if description else "en")


def split_list(text: str) -> list[str]:
    """The parts of a setting that has commas between them."""
    return [part.strip() for part in text.split(",") if part.strip()]
