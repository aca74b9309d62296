"""The properties that a query can ask for beside a name, and that entities can be extended with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lotgraph.linking.reconciliation.entities import (
    BROADER,
    ENTITIES,
    IN_SCHEME,
    KINDS,
    NOTATION,
)
from lotgraph.linking.reconciliation.matching import LANGUAGE
from lotgraph.linking.reconciliation.normalisation import normalise
from lotgraph.schema.vocabulary import compact, expand

if TYPE_CHECKING:
    from lotgraph.linking.reconciliation.index import Index

OCCUPATION, SKILL, GROUP, EMPLOYER = ENTITIES
_CONCEPTS: Final = (OCCUPATION, SKILL, GROUP)


@dataclass(frozen=True)
class Property:
    """One property: its IRI, what it is called, what it says, of which classes.

    ``asked``: a query can ask for it; ``given``: an extension can, by the query of that name where it is not said of
    the entity itself.
    """

    iri: str
    name: str
    description: str
    types: tuple[str, ...] = ENTITIES
    asked: bool = True
    given: bool = True
    query: str = ""


_DECLARED: Final = (
    Property(NOTATION, "code", "its code in its scheme", _CONCEPTS),
    Property(IN_SCHEME, "scheme", "its taxonomy, by title, id or IRI; others are left out", _CONCEPTS),
    Property(LANGUAGE, "language of the name", "a language tag; names in other languages are left out", given=False),
    Property(KINDS[0], "preferred label", "what it is called"),
    Property(KINDS[2], "alternative label", "what it is called too", _CONCEPTS),
    Property(KINDS[4], "hidden label", "what it is found by", _CONCEPTS),
    Property(BROADER, "broader", "what is above it; in a query, at any distance", _CONCEPTS),
    Property(expand("skos:narrower"), "narrower", "what is right below it", _CONCEPTS, asked=False, query="narrower"),
    Property(expand("skos:definition"), "definition", "what it is", _CONCEPTS, asked=False),
    Property(expand("dct:description"), "description", "what its publisher writes of it", _CONCEPTS, asked=False),
    Property(expand("skos:scopeNote"), "scope note", "what it includes and what not", _CONCEPTS, asked=False),
    Property(expand("lg:title"), "published title", "a title that a source uses", (OCCUPATION,), query="title"),
    Property(expand("lg:skill"), "skill", "what a source lists for it", (OCCUPATION,), asked=False, query="skill"),
    Property(
        expand("lg:occupation"), "occupation", "an occupation that a source lists it for", (SKILL,), asked=False,
        query="occupation",
    ),
    Property(
        expand("lg:postingCount"), "postings", "how many postings a source counted; no sum of them",
        (OCCUPATION, EMPLOYER), asked=False, query="postings",
    ),
    Property(
        expand("lg:amount"), "pay a year", "an average or median of a source, for any area", (OCCUPATION,), asked=False,
        query="amount",
    ),
    Property(expand("lg:skillType"), "skill type", "skill or knowledge", (SKILL,)),
    Property(expand("lg:reuseLevel"), "reuse level", "how far across occupations it is of use", (SKILL,)),
)  # fmt: skip


def properties(index: Index) -> tuple[Property, ...]:
    """All properties of a release: those declared here, and what its sources say of employers."""
    kinds = (Property(each.iri, each.name.lower(), "as sources say", (EMPLOYER,)) for each in index.fact_kinds())
    return (*_DECLARED, *kinds)


def beginning(properties: tuple[Property, ...], prefix: str) -> tuple[Property, ...]:
    """Those whose name has a word that begins so, or whose IRI or CURIE does."""
    text = normalise(prefix)

    def begins(each: Property) -> bool:
        named = f" {normalise(each.name)}".find(f" {text}") >= 0
        return named or any(name.startswith(prefix.strip()) for name in (each.iri, compact(each.iri)))

    return tuple(each for each in properties if begins(each))
