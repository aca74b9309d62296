"""RDF terms and statements as values, and what is said of a resource."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal


@dataclass(frozen=True, order=True)
class Term:
    """An RDF term as text.  ``datatype`` and ``language`` are those of a literal, else empty."""

    value: str
    kind: Literal["iri", "literal", "blank", "triple"]
    datatype: str = ""
    language: str = ""


@dataclass(frozen=True, order=True)
class Statement:
    """A triple, and the IRI of the graph that holds it (empty: the default graph)."""

    subject: Term
    predicate: Term
    object: Term
    graph: str = ""


@dataclass(frozen=True)
class Extent:
    """How many triples begin with a resource, and how many end with it."""

    outgoing: int
    incoming: int


@dataclass(frozen=True)
class Description:
    """A part of the triples that begin with a resource and of those that end with it, each sorted."""

    iri: str
    outgoing: tuple[Statement, ...]
    incoming: tuple[Statement, ...]


@dataclass(frozen=True)
class Dataset:
    """The graphs that a request names in place of those that the query names (SPARQL Protocol, 2.1.4)."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


NO_PREFIXES: Mapping[str, str] = MappingProxyType({})
