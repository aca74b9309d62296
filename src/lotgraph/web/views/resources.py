"""/id/, /doc/, /graph/ and /describe: what an IRI is about (303, and a description by media type and profile).

The IRI of the data is the base of the release and the path, whatever host the request named.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from flask import Blueprint, Response, redirect, render_template, request, url_for

from lotgraph.errors import BadRequest, NotFound, QueryError
from lotgraph.formats import media
from lotgraph.rdf import terms
from lotgraph.rdf.terms import Statement, Term
from lotgraph.schema.vocabulary import (
    encode,
    expand,
    mint,
    prefixes,
)
from lotgraph.web.http import alternates, languages
from lotgraph.web.http.conditional import Tag, answer
from lotgraph.web.http.negotiation import (
    SUFFIXES,
    Document,
    Variant,
    parameter,
)
from lotgraph.web.pages import (
    kinds,
    profiles,
    rendering,
    sections,
)
from lotgraph.web.pages.presentation import Presentation
from lotgraph.web.publication import current_release
from lotgraph.web.site import tag_of
from lotgraph.web.views import dumps, tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from werkzeug.wrappers import Response as BaseResponse

    from lotgraph.web.publication import OpenRelease

blueprint = Blueprint("resources", __name__)

INCOMING: Final = 100
"""How many of the statements that name a resource stand on one page of its description."""

OUTGOING: Final = 1000
"""How many of those that say something of it."""

_HYDRA: Final = "http://www.w3.org/ns/hydra/core#"
STATEMENTS: Final = "statements"
"""The value of the parameter ``view`` that shows all statements about a thing that has a page of its own."""

_SEE_OTHER: Final = 303
_GONE: Final = 410
_SAFE: Final = "%/:@!$&'()*+,;=~-._?[]#"
_UNCOUNTED: Final = terms.Extent(0, 0)


@dataclass(frozen=True)
class Thing:
    """What is described, and by which document; ``retired``: all that is left of it is a tombstone.

    ``kind`` is the page that is shown of it, None where all statements about it are.  Only where these are shown is
    the ``extent`` counted: an area has thousands.
    """

    iri: str
    document: Document
    suffix: str = ""
    retired: bool = False
    kind: kinds.Page | None = None
    extent: terms.Extent = _UNCOUNTED


@blueprint.get("/id/<path:path>")
def identify(path: str) -> BaseResponse:
    """Lead from the thing to the document about it, the path as it was sent."""
    return redirect(f"{request.script_root}/doc/{_sent('id', path)}", _SEE_OTHER)


@blueprint.get("/graph/<path:path>")
def graph(path: str) -> BaseResponse:
    """Lead from a named graph to its dump."""
    release = current_release()
    iri = _iri(release, "graph", _sent("graph", path))
    files = {mint(release.about.base, "graph-catalogue"): dumps.CATALOGUE}
    files |= {each.iri: each.dump for each in release.graphs}
    if iri not in files:
        raise NotFound(f"There is no graph <{iri}> in this release.")
    return redirect(dumps.address(files[iri]), _SEE_OTHER)


@blueprint.get("/doc/<path:path>")
def document(path: str) -> Response:
    """Describe a thing, by the path's suffix, or by Accept and Accept-Profile."""
    release = current_release()
    sent = _sent("doc", path)
    # An id may end in ``.nt``: the whole path first.
    readings = [(sent, ""), *((sent.removesuffix(each), each) for each in SUFFIXES if sent.endswith(each))]
    # A slash at the end is no other address, here as elsewhere; but an id may end in one.
    readings += [(sent[:-1], "")] if sent.endswith("/") else []
    for part, suffix in readings:
        iri = _iri(release, "id", part)
        canonical = f"{release.about.base}doc/{iri.removeprefix(f'{release.about.base}id/')}"
        place = Document(f"{request.script_root}/doc/{part}", _uri(canonical), profiles.of_classes(frozenset()))
        try:
            found = _thing(release, iri, place, suffix)
        except QueryError:
            # What is no IRI never was one.
            continue
        if found is not None:
            return _describe(release, found)
    raise NotFound(f"This release says nothing about <{_iri(release, 'id', readings[-1][0])}>.")


@blueprint.get("/describe")
def describe() -> BaseResponse:
    """Describe what has an IRI that is not under the base of the release, as far as the release does."""
    release = current_release()
    iri = parameter("iri")
    if not iri:
        raise BadRequest("What shall be described is named by the parameter `iri`.")
    own = f"{release.about.base}id/"
    if iri.startswith(own):
        return redirect(f"{request.script_root}/doc/{_uri(iri.removeprefix(own))}", _SEE_OTHER)
    parameters = (("iri", iri),)
    canonical = f"{release.about.base}describe?iri={quote(iri, safe='')}"
    offered = profiles.of_classes(frozenset())
    place = Document(f"{request.script_root}/describe", canonical, offered, parameters, suffixed=False)
    try:
        found = _thing(release, iri, place)
    except QueryError as error:
        raise BadRequest(f"The parameter `iri` is not an IRI: {error}") from error
    if found is None:
        raise NotFound(f"This release says nothing about <{iri}>.")
    return _describe(release, found)


def _thing(release: OpenRelease, iri: str, place: Document, suffix: str = "") -> Thing | None:
    """What an IRI names, its document with the profiles that there are; None where it never was."""
    if not release.store.names(iri, _beside(release)):
        return None
    types = release.store.types(iri)
    found = replace(place, profiles=profiles.of_classes(types))
    retired = _is_retired(release, iri)
    # A candidate for a mapping is beside the data, and has the page of its kind all the same.
    kind = None if retired else kinds.of_classes(release.store.types(iri, _beside(release)))
    if kind is not None and parameter("view") == STATEMENTS:
        kind, found = None, replace(found, parameters=(*found.parameters, ("view", STATEMENTS)))
    return Thing(iri, found, suffix, retired, kind)


def _describe(release: OpenRelease, thing: Thing) -> Response:
    chosen = thing.document.choose(thing.suffix)
    is_page = chosen.profile is profiles.NATIVE and chosen.media_type == media.HTML
    if is_page and thing.kind is not None:
        return _show(release, thing, chosen, thing.kind)
    thing = _counted(release, thing)
    page = thing.document.page(chosen)
    if not is_page:
        return _answer(release, thing, chosen, page, (), lambda: _body(release, thing, chosen, page))
    parts = (languages.read_languages().asked, parameter("view"))
    response = _answer(release, thing, chosen, page, parts, lambda: _statements(release, thing, chosen, page))
    response.vary.add("Accept-Language")
    return response


def _counted(release: OpenRelease, thing: Thing) -> Thing:
    """The thing with how many statements there are about it, on how many pages."""
    extent = release.store.extent(thing.iri, _beside(release))
    most = max(-(-extent.outgoing // OUTGOING), -(-extent.incoming // INCOMING))
    return replace(thing, extent=extent, document=replace(thing.document, pages=most))


def _show(release: OpenRelease, thing: Thing, chosen: Variant, kind: kinds.Page) -> Response:
    """The page of its kind about a thing, in the languages that are asked for."""
    view = rendering.read_view(kind)
    parts = (languages.read_languages().asked, view.section, view.page, view.at)
    response = _answer(release, thing, chosen, 1, parts, lambda: _page(release, thing, kind, view))
    response.vary.add("Accept-Language")
    return response


def _answer(
    release: OpenRelease, thing: Thing, chosen: Variant, page: int, parts: tuple[object, ...], make: Callable[[], bytes]
) -> Response:
    # A tombstone is no answer to keep: what it tells may be told again under another release.
    name = "" if thing.retired else tag_of(release, thing.document.address(chosen, page), *parts)
    links = [f'<{_uri(thing.iri)}>; rel="describes"', f'<{dumps.address(dumps.CATALOGUE)}>; rel="describedby"']
    if release.about.licence.startswith(("http://", "https://")):
        links.append(f'<{_uri(release.about.licence)}>; rel="license"')
    if thing.retired:
        links += [f'<{_uri(each)}>; rel="successor-version"' for each in _successors(release, thing)]
    response = answer(Tag(name), chosen.media_type, make)
    if thing.retired:
        response.status_code = _GONE
    thing.document.link(response, chosen, page, tuple(links))
    return response


def _body(release: OpenRelease, thing: Thing, chosen: Variant, page: int) -> bytes:
    if chosen.profile is profiles.ALTERNATES:
        return alternates.list_representations(release, thing.iri, thing.document, chosen)
    if chosen.profile is not profiles.NATIVE:
        statements = release.store.construct(chosen.profile.query, thing.iri)
    else:
        found = _description(release, thing, page)
        statements = (*found.outgoing, *found.incoming, *_part(thing, found, chosen, page))
    return alternates.write(statements, chosen.media_type, {**prefixes(release.about.base), "hydra": _HYDRA})


def _part(thing: Thing, found: terms.Description, chosen: Variant, page: int) -> Iterator[Statement]:
    """That a description is a part of one, with how many statements there are; nothing where it is the whole.

    As a page of a collection of statements (Hydra Core Vocabulary, 5.2), as Triple Pattern Fragments has it.
    """
    around = thing.document.around(chosen, page)
    if not around:
        return
    whole, part = thing.document.canonical, _numbered(thing.document.canonical, page)

    def state(subject: str, predicate: str, value: str, datatype: str = "") -> Statement:
        term = Term(value, "literal", expand(datatype)) if datatype else Term(value, "iri")
        return Statement(Term(subject, "iri"), Term(predicate, "iri"), term)

    yield state(whole, expand("rdf:type"), f"{_HYDRA}Collection")
    yield state(whole, expand("foaf:primaryTopic"), thing.iri)
    yield state(whole, f"{_HYDRA}totalItems", str(thing.extent.outgoing + thing.extent.incoming), "xsd:integer")
    yield state(whole, f"{_HYDRA}view", part)
    yield state(part, expand("rdf:type"), f"{_HYDRA}PartialCollectionView")
    yield state(part, expand("void:triples"), str(len(found.outgoing) + len(found.incoming)), "xsd:integer")
    places = {"first": 1, "prev": page - 1, "next": page + 1, "last": thing.document.pages}
    for relation in around:
        name = "previous" if relation == "prev" else relation
        yield state(part, f"{_HYDRA}{name}", _numbered(whole, places[relation]))


def _numbered(address: str, page: int) -> str:
    return f"{address}{'&' if '?' in address else '?'}page={page}"


def _description(release: OpenRelease, thing: Thing, page: int) -> terms.Description:
    outgoing, incoming = (
        range((page - 1) * size, min(page * size, total))
        for size, total in ((OUTGOING, thing.extent.outgoing), (INCOMING, thing.extent.incoming))
    )
    return release.store.describe(thing.iri, _beside(release), outgoing, incoming)


def _page(release: OpenRelease, thing: Thing, kind: kinds.Page, view: rendering.View) -> bytes:
    address = thing.document.address()
    return rendering.render(
        release,
        kind,
        {sections.THIS: thing.iri},
        view,
        address,
        canonical=thing.document.canonical,
        formats=thing.document.formats,
        statements=rendering.address_of(address, view=STATEMENTS),
        citation=lambda title: tables.citation(release, title, thing.iri),
    )


def _statements(release: OpenRelease, thing: Thing, chosen: Variant, page: int) -> bytes:
    found = _description(release, thing, page)
    shown = Presentation(release, url_for("pages.landing"), languages.read_languages())
    return render_template(
        "resource.html",
        release=release,
        shown=shown.of(found),
        thing=thing,
        formats=thing.document.formats,
        around=thing.document.around(chosen, page),
        page=page,
        first=(page - 1) * INCOMING + 1,
        successors=tuple((each, shown.href(each)) for each in _successors(release, thing)) if thing.retired else (),
    ).encode()


def _is_retired(release: OpenRelease, iri: str) -> bool:
    graph = mint(release.about.base, "graph-retired")
    true = Term("true", "literal", expand("xsd:boolean"))
    stated = Statement(Term(iri, "iri"), Term(expand("owl:deprecated"), "iri"), true, graph)
    return graph in _beside(release) and release.store.holds(stated)


def _successors(release: OpenRelease, thing: Thing) -> tuple[str, ...]:
    replaced = expand("dct:isReplacedBy")
    statements = _description(release, thing, 1).outgoing
    return tuple(each.object.value for each in statements if each.predicate.value == replaced)


def _beside(release: OpenRelease) -> tuple[str, ...]:
    return tuple(each.iri for each in release.about.beside)


def _uri(iri: str) -> str:
    """The IRI as an address may hold it: what is not ASCII percent-encoded (RFC 3987, 3.1)."""
    return quote(iri, safe=_SAFE)


def _iri(release: OpenRelease, room: str, path: str) -> str:
    """The IRI for a percent-encoded path, whichever of the equivalent encodings the client chose."""
    try:
        segments = (unquote(segment, errors="strict") for segment in path.split("/"))
        return f"{release.about.base}{room}/{'/'.join(map(encode, segments))}"
    except UnicodeDecodeError:
        raise NotFound("The path is not UTF-8.") from None


def _sent(room: str, path: str) -> str:
    """The path behind ``room`` as the client sent it: what the framework gives has %2F decoded to a slash."""
    target: str = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or ""
    sent = target.partition("?")[0]
    # A proxy in front may have taken the prefix of the site off, or left it on.
    for front in (f"{request.script_root}/{room}/", f"/{room}/"):
        if sent.startswith(front) and unquote(sent.removeprefix(front)) == path:
            # Bytes that a client should have encoded are encoded now; all else stays as it is.
            return quote(sent.removeprefix(front).encode("latin-1"), safe=_SAFE)
    return quote(path)
