"""Profiles: the models in which a thing can be described, each but the native one a CONSTRUCT of its own here.

In a query ``<>`` is the thing described (``Store.construct``).  Each ends with a LIMIT, as every description does.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from lotgraph.formats import media
from lotgraph.schema import CODE_LISTS
from lotgraph.schema.vocabulary import expand

_RDF: Final = tuple(each.media_type for each in media.of_kind(media.Kind.GRAPH))


@dataclass(frozen=True)
class Profile:
    """One model: ``token`` is its name in an address, ``classes`` those whose members it can describe."""

    token: str
    iri: str
    label: str
    media_types: tuple[str, ...] = _RDF
    classes: frozenset[str] = frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        """What it may be asked for by."""
        return (self.token, _bare(self.iri))

    @property
    def query(self) -> str:
        """The CONSTRUCT that makes its description of a thing."""
        return _text(self.token)


NATIVE: Final = Profile("lg", "https://w3id.org/lotgraph/ns", "lotgraph", (*_RDF, media.HTML))
SKOS: Final = Profile(
    "skos",
    "http://www.w3.org/2004/02/skos/core",
    "SKOS",
    classes=frozenset(
        map(expand, ("lg:Occupation", "lg:Skill", "skos:Concept", "skos:ConceptScheme", *CODE_LISTS.values()))
    ),
)
SCHEMA: Final = Profile(
    "schema",
    "https://schema.org/",
    "schema.org",
    classes=frozenset(
        expand(f"lg:{name}") for name in ("Occupation", "Skill", "Employer", "Region", "SourceDocument", "SourceTable")
    ),
)
ALTERNATES: Final = Profile(
    "alt", "http://www.w3.org/ns/dx/connegp/altr", "List of representations", (*_RDF, media.HTML)
)
"""Not a model of the thing, but what there is to choose from."""

OWL: Final = Profile("owl", "http://www.w3.org/2002/07/owl", "OWL", (*_RDF, media.HTML))
SHACL: Final = Profile("shacl", "http://www.w3.org/ns/shacl", "SHACL", (*_RDF, media.HTML))


def of_classes(classes: frozenset[str]) -> tuple[Profile, ...]:
    """The profiles in which a member of these classes can be described, the native one first."""
    return (NATIVE, *(each for each in (SKOS, SCHEMA) if each.classes & classes))


def find_profile(word: str, profiles: tuple[Profile, ...]) -> Profile | None:
    """The profile of that token or IRI, a sign at the end of which (``#``, ``/``) is often left out."""
    return next((each for each in profiles if _bare(word) in each.names), None)


def _bare(iri: str) -> str:
    return iri.rstrip("#/").replace("http://schema.org", "https://schema.org")


@cache
def _text(token: str) -> str:
    return (files(__name__) / f"{token}.rq").read_text("utf-8")
