"""Terms as people read them: labels in their languages, short names, links that work on any copy of the site."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from lotgraph.schema.vocabulary import (
    LG,
    LGSH,
    NAMESPACES,
    expand,
    prefixes,
)
from lotgraph.web.http.languages import Languages

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lotgraph.rdf.terms import Description, Statement, Term
    from lotgraph.web.publication import OpenRelease

LABELS: Final = tuple(map(expand, ("skos:prefLabel", "dct:title", "rdfs:label", "foaf:name", "lg:title")))
"""The properties that give a thing its name on a page, the best first."""

_NAMED: Final = (*LABELS, expand("skos:notation"), expand("schema:name"))
"""The names of a thing, and what is better than the end of its IRI."""

_VOCABULARIES: Final = MappingProxyType({LG: "ontology", LGSH: "shapes"})
_TYPE: Final = expand("rdf:type")
_VERSION_OF: Final = expand("dcat:isVersionOf")
_STRING: Final = (expand("xsd:string"), NAMESPACES["rdf"] + "langString")
_LOCAL_NAME: Final = re.compile(r"[\w.~-]+")


_ENGLISH: Final = Languages()


@dataclass(frozen=True)
class DisplayText:
    """One term: its text, where it leads (empty: nowhere), and its language or datatype.

    ``language`` is the tag of a text that is not in a language that was asked for, else empty.
    """

    text: str
    href: str = ""
    note: str = ""
    language: str = ""


@dataclass(frozen=True)
class Row:
    """A property (or, of what comes in, a subject's property) with its values, and the graphs they are in."""

    property: DisplayText
    values: tuple[tuple[DisplayText, DisplayText], ...]


@dataclass(frozen=True)
class Page:
    """What a page shows of a resource."""

    label: str
    iri: str
    types: tuple[DisplayText, ...]
    outgoing: tuple[Row, ...]
    incoming: tuple[Row, ...]


@lru_cache(maxsize=8)
def _prefixes(base: str) -> tuple[tuple[str, str], ...]:
    """Prefixes with their namespaces, the longest first, so that the shortest name is found."""
    return tuple(sorted(prefixes(base).items(), key=lambda pair: (-len(pair[1]), pair[0])))


class Presentation:
    """Shows the terms of one release; ``root`` is the path of the landing page, its slash included."""

    def __init__(self, release: OpenRelease, root: str, languages: Languages = _ENGLISH) -> None:
        self._languages = languages
        self._shown: dict[str, DisplayText] = {}
        self._base = release.about.base
        self._store = release.store
        self._root = root
        self._prefixes = _prefixes(self._base)
        self._graphs = {each.iri: each.name for each in release.graphs}
        self._described: set[str] = set()

    def of(self, description: Description) -> Page:
        """The page of a resource, each statement with the graphs that hold it."""
        outgoing = self._store.located(description.outgoing)
        incoming = self._store.located(description.incoming)
        statements = (*outgoing, *incoming)
        named = {term.value for each in statements for term in (each.subject, each.object) if term.kind == "iri"}
        self._described |= self._store.subjects(iri for iri in named if not self._local(iri))
        own = [each for each in outgoing if each.predicate.value != _TYPE]
        types = {each.object for each in outgoing if each.predicate.value == _TYPE}
        return Page(
            label=self._own_label(description.iri, outgoing),
            iri=description.iri,
            types=tuple(self._term(each) for each in sorted(types)),
            outgoing=self._rows(own, incoming=False),
            incoming=self._rows(incoming, incoming=True),
        )

    def term(self, term: Term) -> DisplayText:
        """A term of an answer; an IRI by its short name."""
        if term.kind == "iri":
            return DisplayText(self.name(term.value), self.href(term.value))
        return self._term(term)

    def label(self, iri: str) -> DisplayText:
        """A thing by its label in the first language of the chain that has one, else by its code or its IRI.

        A taxonomy without a label of its own, as one of no version is, has that of its latest version.
        """
        found = self._shown.get(iri)
        if found is None:
            chosen = self._languages.choose(self._literals(iri))
            if chosen is None:
                found = DisplayText(self.name(iri), self.lead(iri))
            else:
                self._described.add(iri)
                foreign = "" if self._languages.is_asked(chosen.language) else chosen.language
                found = DisplayText(chosen.value, self.lead(iri), foreign, foreign)
            self._shown[iri] = found
        return found

    def _literals(self, iri: str) -> Sequence[Term]:
        found = self._store.named(iri, _NAMED)
        versions = () if found else self._store.referrers(_VERSION_OF, iri)
        return self._store.named(versions[-1], _NAMED) if versions else found

    def choose(self, literals: Iterable[Term]) -> Term | None:
        """The literal of the first language of the chain that has one; None where there is none at all."""
        return self._languages.choose(literals)

    def lead(self, iri: str) -> str:
        """``href`` for one IRI of which it is not known yet whether the release says something of it."""
        if not self._local(iri) and iri not in self._described:
            self._described |= self._store.subjects((iri,))
        return self.href(iri)

    def name(self, iri: str) -> str:
        """The IRI as a prefixed name where that is short, else as it is."""
        for prefix, namespace in self._prefixes:
            if iri.startswith(namespace) and _LOCAL_NAME.fullmatch(iri[len(namespace) :]):
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri.removeprefix(self._base)

    def href(self, iri: str) -> str:
        """Where an IRI leads: one of which the release says something to this site, one of the web to itself."""
        local = self._local(iri)
        if local.startswith("id/"):
            return f"{self._root}doc/{local.removeprefix('id/')}"
        if local:
            return self._root + local
        for namespace, page in _VOCABULARIES.items():
            if iri.startswith(namespace):
                return f"{self._root}{page}#{iri.removeprefix(namespace)}"
        if iri in self._described:
            return f"{self._root}describe?iri={quote(iri, safe='')}"
        return iri if iri.startswith(("http://", "https://")) else ""

    def _local(self, iri: str) -> str:
        """The path of an IRI of the data under the base; empty for any other."""
        local = iri.removeprefix(self._base) if iri.startswith(self._base) else ""
        return local if local.startswith(("id/", "graph/")) else ""

    def _rows(self, statements: Sequence[Statement], *, incoming: bool) -> tuple[Row, ...]:
        def place(each: Statement) -> tuple[str, str, Term, str]:
            other = each.subject if incoming else each.object
            return self.name(each.predicate.value), each.predicate.value, other, each.graph

        return tuple(
            Row(
                DisplayText(name, self.href(iri)),
                tuple((self._term(other), self._graph(graph)) for _, _, other, graph in group),
            )
            for (name, iri), group in groupby(sorted(map(place, statements)), key=lambda each: each[:2])
        )

    def _graph(self, iri: str) -> DisplayText:
        return DisplayText(self._graphs.get(iri) or self.name(iri), self.href(iri))

    def _term(self, term: Term) -> DisplayText:
        if term.kind == "iri":
            return self.label(term.value)
        if term.kind != "literal":
            return DisplayText(term.value)
        return DisplayText(
            term.value, note=term.language or ("" if term.datatype in _STRING else self.name(term.datatype))
        )

    def _own_label(self, iri: str, statements: Iterable[Statement]) -> str:
        """The label in the data, or that which the statements give, which may stand beside the data."""
        found = {each.predicate.value: each.object.value for each in reversed(tuple(statements))}
        beside = (found[each] for each in LABELS if each in found)
        chosen = self._languages.choose(self._store.named(iri, _NAMED))
        return chosen.value if chosen else next(beside, "") or self.name(iri)
