"""/id/, /doc/ and /graph/: what an IRI of the data is about (303, and a description by Accept).

The IRI is the base of the release and the path, whatever host the request named.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from flask import Blueprint, Response, redirect, render_template, request, url_for

from lotgraph import media, store
from lotgraph.errors import NotAcceptable, NotFound, QueryError
from lotgraph.vocabulary import encode, mint, prefixes
from lotgraph.web import dumps
from lotgraph.web.presentation import Presentation
from lotgraph.web.publication import current_release

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from werkzeug.wrappers import Response as BaseResponse

    from lotgraph.web.publication import OpenRelease

blueprint = Blueprint("resources", __name__)

INCOMING: Final = 100
"""How many of the statements that name a resource stand in its description."""

_FORMS: Final = media.of_kind(media.Kind.GRAPH)
_MEDIA_TYPES: Final = {each.suffix: each.media_type for each in _FORMS} | {".html": media.HTML}
_SEE_OTHER: Final = 303


@dataclass(frozen=True)
class Document:
    """The document that a request asks for; ``media_type`` is that of its suffix, if it has one."""

    description: store.Description
    path: str
    media_type: str | None


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
    """Describe a thing, in the format of the path's suffix or of Accept."""
    release = current_release()
    found = _find(release, _sent("doc", path))
    chosen = found.media_type or media.negotiate(request.headers.get("Accept"), tuple(_MEDIA_TYPES.values()))
    if chosen is None:
        raise NotAcceptable(f"A description can be sent as {', '.join(_MEDIA_TYPES.values())}.")
    addresses = {
        media_type: f"{request.script_root}/doc/{found.path}{suffix}" for suffix, media_type in _MEDIA_TYPES.items()
    }
    body = _page(release, found, addresses) if chosen == media.HTML else _rdf(release, found, chosen)
    response = Response(body, mimetype=chosen)
    for media_type, address in addresses.items():
        response.headers.add("Link", f'<{address}>; rel="alternate"; type="{media_type}"')
    return response


def _find(release: OpenRelease, path: str) -> Document:
    """What the whole path describes, else what it describes without its suffix: an id may end in ``.nt``."""
    readings: list[tuple[str, str | None]] = [(path, None)]
    readings += [
        (path.removesuffix(suffix), media_type) for suffix, media_type in _MEDIA_TYPES.items() if path.endswith(suffix)
    ]
    for part, media_type in readings:
        try:
            description = release.store.describe(_iri(release, "id", part), INCOMING)
        except QueryError:
            continue
        if description.outgoing or description.incoming:
            return Document(description, part, media_type)
    raise NotFound(f"This release says nothing about <{_iri(release, 'id', readings[-1][0])}>.")


def _rdf(release: OpenRelease, found: Document, media_type: str) -> bytes:
    form = next(each for each in _FORMS if each.media_type == media_type)
    statements = (*found.description.outgoing, *found.description.incoming)
    out = io.BytesIO()
    store.serialize(statements, form, out, _used(prefixes(release.about.base), statements))
    return out.getvalue()


def _used(known: Mapping[str, str], statements: Iterable[store.Statement]) -> dict[str, str]:
    """The prefixes that a short text needs, of the many that there are."""
    terms = {term for each in statements for term in (each.subject, each.predicate, each.object)}
    iris = {term.datatype or term.value for term in terms}
    return {prefix: namespace for prefix, namespace in known.items() if any(iri.startswith(namespace) for iri in iris)}


def _page(release: OpenRelease, found: Document, addresses: dict[str, str]) -> str:
    shown = Presentation(release, url_for("pages.landing")).of(found.description)
    formats = tuple((each.label, addresses[each.media_type]) for each in _FORMS)
    return render_template("resource.html", release=release, shown=shown, formats=formats, limit=INCOMING)


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
            return quote(sent.removeprefix(front).encode("latin-1"), safe="%/:@!$&'()*+,;=~-._?[]#")
    return quote(path)
