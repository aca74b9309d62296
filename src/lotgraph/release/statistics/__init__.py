"""How much of what the data hold: the numbers of VoID (3, 4 and 5) as plain values.

``statistics.measurement`` takes them from a dump.  Entities are the things that have a class.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LINKS: Final = ("closeMatch", "exactMatch", "broadMatch", "narrowMatch", "relatedMatch")
"""Local names of the SKOS properties whose triples are the links of linksets."""


@dataclass(frozen=True)
class Extent:
    """Of a set of triples: how many, and how many different terms they are made of."""

    triples: int = 0
    entities: int = 0
    classes: int = 0
    properties: int = 0
    subjects: int = 0
    objects: int = 0


@dataclass(frozen=True)
class PropertyUse:
    """The triples of one property, by its IRI."""

    iri: str
    triples: int
    subjects: int
    objects: int


@dataclass(frozen=True)
class ClassUse:
    """The things of one class, by its IRI, and how many triples of each property begin with them."""

    iri: str
    entities: int
    properties: tuple[tuple[str, int], ...]

    @property
    def triples(self) -> int:
        """The triples that begin with things of the class."""
        return sum(count for _, count in self.properties)


@dataclass(frozen=True)
class Links:
    """Triples of one property between two homes: the IRI of the graph that types a thing, else its namespace."""

    predicate: str
    subjects: str
    objects: str
    triples: int


@dataclass(frozen=True)
class Statistics:
    """The numbers of a dataset; each tuple is sorted."""

    whole: Extent
    graphs: tuple[tuple[str, Extent], ...]
    classes: tuple[ClassUse, ...]
    properties: tuple[PropertyUse, ...]
    links: tuple[Links, ...]

    @property
    def vocabularies(self) -> tuple[str, ...]:
        """The namespaces of the properties and classes."""
        terms = [each.iri for each in self.classes] + [each.iri for each in self.properties]
        return tuple(sorted({iri[: max(iri.rfind("#"), iri.rfind("/")) + 1] for iri in terms}))
