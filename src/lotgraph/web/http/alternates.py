"""Representations written: statements in a format, and the list of the representations that there are."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from flask import render_template, request

from lotgraph.errors import NotAcceptable
from lotgraph.formats import media
from lotgraph.rdf.store import serialization
from lotgraph.rdf.terms import Statement, Term
from lotgraph.schema.vocabulary import NAMESPACES, expand

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lotgraph.web.http.negotiation import Document, Variant
    from lotgraph.web.publication import OpenRelease

_ALTR: Final = "http://www.w3.org/ns/dx/connegp/altr#"
_PROF: Final = "http://www.w3.org/ns/dx/prof/"
_PREFIXES: Final = {**NAMESPACES, "altr": _ALTR, "prof": _PROF}


def write(statements: Iterable[Statement], media_type: str, prefixes: Mapping[str, str]) -> bytes:
    """Statements in the format of that media type, with those of the prefixes that they use."""
    listed = tuple(statements)
    form = next(each for each in media.of_kind(media.Kind.GRAPH) if each.media_type == media_type)
    terms = {term for each in listed for term in (each.subject, each.predicate, each.object)}
    iris = "\n".join(f"<{term.datatype or term.value}" for term in terms)
    used = {prefix: namespace for prefix, namespace in prefixes.items() if f"<{namespace}" in iris}
    out = io.BytesIO()
    serialization.serialize(listed, form, out, used)
    if media_type.endswith("+xml") and not media.fits_xml(out.getvalue()):
        raise NotAcceptable(media.NO_XML)
    return out.getvalue()


def list_representations(release: OpenRelease, iri: str, place: Document, chosen: Variant) -> bytes:
    """The list of the representations of a document about something: a page, or RDF in the terms of the draft."""
    if chosen.media_type == media.HTML:
        return render_template("alternates.html", release=release, iri=iri, formats=place.formats).encode()
    return write(_statements(iri, place, release.about.base), chosen.media_type, _PREFIXES)


def _statements(iri: str, place: Document, base: str) -> Iterator[Statement]:
    this = Term(iri, "iri")
    default = next(place.variants)
    for each in place.variants:
        path = place.address(each).removeprefix(request.script_root)
        address = Term(base + path.removeprefix("/"), "iri")
        relation = "hasDefaultRepresentation" if each == default else "hasRepresentation"
        yield Statement(this, Term(_ALTR + relation, "iri"), address)
        yield Statement(address, _iri("rdf:type"), Term(f"{_ALTR}Representation", "iri"))
        yield Statement(address, _iri("dct:conformsTo"), Term(each.profile.iri, "iri"))
        yield Statement(address, _iri("dct:format"), Term(each.media_type, "literal", expand("xsd:string")))
    for profile in place.profiles:
        token = Term(profile.token, "literal", expand("xsd:token"))
        yield Statement(Term(profile.iri, "iri"), Term(f"{_PROF}hasToken", "iri"), token)


def _iri(curie: str) -> Term:
    return Term(expand(curie), "iri")
