"""Which concepts of SKOS files are only what a mapping leads to: concepts of others, described by a label or two.

Mapping properties link concepts of different schemes (SKOS, 10.1), and thesaurus software writes a few words about
the concept at the other end.  That does not make it a concept of the taxonomy that is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from lotgraph.sources.importers.concepts import (
    BROADER,
    MATCHES,
    NARROWER,
    OF_A_SCHEME,
    RELATED,
    SKOS,
    TYPE,
)
from lotgraph.sources.importers.statements import Statement, Statements, key

_RELATIONS: Final = {BROADER, NARROWER, RELATED, f"{SKOS}hasTopConcept", f"{SKOS}member"}


def targets(about: Statements, concepts: set[str]) -> frozenset[str]:
    """The concepts that are only what mappings of other concepts lead to.

    They stand in no relation and in no scheme that the files describe; and where the concept that is mapped is in
    no scheme either, the IRIs of the two have another beginning.
    """
    mapped: dict[str, set[str]] = defaultdict(set)
    related: set[str] = set()
    for subject, statements in about.items():
        for statement in statements:
            if statement.predicate in MATCHES:
                mapped[key(statement.value)].add(subject)
            elif statement.predicate in _RELATIONS:
                related |= {subject, key(statement.value)}
    described = {iri for iri, statements in about.items() if _is_scheme(statements)} | _with_own_members(
        about, concepts, mapped
    )
    outside = {
        iri
        for iri in mapped.keys() & concepts - related
        if described.isdisjoint(_schemes(about[iri])) and not _maps(about[iri], concepts - mapped.keys())
    }
    return frozenset(
        iri
        for iri in outside
        if any(subject not in outside and _is_of_another(iri, subject, about) for subject in mapped[iri])
    )


def _is_scheme(statements: Iterable[Statement]) -> bool:
    return any(
        statement.predicate == TYPE and statement.value.value == f"{SKOS}ConceptScheme" for statement in statements
    )


def _with_own_members(about: Statements, concepts: set[str], mapped: dict[str, set[str]]) -> set[str]:
    """The schemes with a concept that no mapping leads to."""
    return {scheme for iri in concepts if iri not in mapped for scheme in _schemes(about[iri])}


def _schemes(statements: Iterable[Statement]) -> set[str]:
    return {key(statement.value) for statement in statements if statement.predicate in OF_A_SCHEME}


def _maps(statements: Iterable[Statement], concepts: set[str]) -> bool:
    """Whether the concept has a mapping of its own to something else than one of these."""
    return any(statement.predicate in MATCHES and key(statement.value) not in concepts for statement in statements)


def _is_of_another(iri: str, subject: str, about: Statements) -> bool:
    return bool(_schemes(about[subject])) or _beginning(iri) != _beginning(subject)


def _beginning(iri: str) -> str:
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]
