"""/catalogue, /.well-known/void and /void.ttl: what is published here, for harvesters and for people."""

from __future__ import annotations

import io
from itertools import islice
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, render_template, request, url_for

from lotgraph.errors import NotAcceptable, NotFound
from lotgraph.formats import media
from lotgraph.rdf.store import serialization
from lotgraph.release.catalogue import entries
from lotgraph.release.listing import available_releases
from lotgraph.schema.vocabulary import prefixes
from lotgraph.web.http.negotiation import SUFFIXES, choose_media_type
from lotgraph.web.pages.asking import ask
from lotgraph.web.pages.presentation import Presentation
from lotgraph.web.publication import current_release, publication
from lotgraph.web.site import tag_of
from lotgraph.web.views import dumps

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response as BaseResponse

    from lotgraph.release.folder import Release
    from lotgraph.web.publication import OpenRelease

blueprint = Blueprint("catalogue", __name__)

EARLIER: Final = 200
"""How many releases beside the current one the catalogue lists."""

_FORMS: Final = media.of_kind(media.Kind.GRAPH)
_TURTLE: Final = media.find_formats("turtle")[0]


@blueprint.get("/catalogue")
@blueprint.get("/catalogue<suffix>")
def catalogue(suffix: str = "") -> BaseResponse:
    """The catalogue of the site: the current release in full, and that the others are there."""
    if suffix and suffix not in SUFFIXES:
        raise NotFound(f"There is no /catalogue{suffix}; there are {', '.join(SUFFIXES)}.")
    chosen = SUFFIXES.get(suffix) or choose_media_type((*(each.media_type for each in _FORMS), media.HTML))
    if chosen is None:
        raise NotAcceptable(f"The catalogue can be sent as {media.HTML}, {_describe(_FORMS)}.")
    release = current_release()
    others = _others(release)
    if chosen == media.HTML:
        return _conditional(release, chosen, others, lambda: _page(release, others).encode())
    return _rdf(release, next(each for each in _FORMS if each.media_type == chosen), others)


@blueprint.get("/.well-known/void")
def well_known() -> BaseResponse:
    """The description of the data where VoID looks for it (VoID, 7.2)."""
    found = media.choose(request.headers.get("Accept"), (_TURTLE, *(each for each in _FORMS if each != _TURTLE)))
    # Who follows a well-known address with a browser shall see something too.
    return _rdf(current_release(), found[0] if found else _TURTLE)


@blueprint.get("/void.ttl")
def turtle() -> BaseResponse:
    """The catalogue in Turtle."""
    return _rdf(current_release(), _TURTLE)


def _describe(forms: tuple[media.Format, ...]) -> str:
    return ", ".join(each.media_type for each in forms)


def _rdf(release: OpenRelease, form: media.Format, others: tuple[Release, ...] = ()) -> BaseResponse:
    """The catalogue from its file: the store has one datatype for all whole numbers, where DCAT has several."""

    def written() -> bytes:
        statements = list(serialization.parse(release.path / dumps.CATALOGUE))
        more = io.BytesIO(entries(others).encode())
        statements += serialization.read(more, media.find_formats("ntriples")[0])
        out = io.BytesIO()
        serialization.serialize(statements, form, out, prefixes(release.about.base))
        return out.getvalue()

    return _conditional(release, form.media_type, others, written)


def _conditional(
    release: OpenRelease, media_type: str, others: tuple[Release, ...], make: Callable[[], bytes]
) -> BaseResponse:
    """A representation with its ETag, made only for a client that does not have it."""
    etag = tag_of(release, media_type, [each.version for each in others])
    response = Response(mimetype=media_type)
    response.set_etag(etag)
    response.cache_control.no_cache = True
    if etag not in request.if_none_match:
        response.set_data(make())
    return response.make_conditional(request)


def _others(release: OpenRelease) -> tuple[Release, ...]:
    """The other releases that are kept here, by their versions."""
    there = (about for _, about in available_releases(publication().root) if about.version != release.about.version)
    return tuple(sorted(islice(there, EARLIER), key=lambda about: about.version))


def _page(release: OpenRelease, others: tuple[Release, ...]) -> str:
    shown = Presentation(release, url_for("pages.landing"))
    return render_template(
        "catalogue.html",
        release=release,
        shown=shown,
        others=others,
        rows={name: ask(release, "catalogue", name) for name in ("graphs", "classes", "properties", "links")},
    )
