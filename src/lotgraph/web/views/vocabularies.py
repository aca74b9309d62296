"""/ontology, /shapes and /ns: the vocabularies of the release at their namespaces, as RDF and as a reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, redirect, render_template, request, url_for

from lotgraph.errors import NotFound
from lotgraph.formats import media
from lotgraph.rdf import terms
from lotgraph.rdf.store import serialization
from lotgraph.schema.vocabulary import LG, LGSH, NAMESPACES
from lotgraph.web.http import alternates
from lotgraph.web.http.conditional import Tag, answer
from lotgraph.web.http.negotiation import SUFFIXES, Document, Variant
from lotgraph.web.pages import profiles
from lotgraph.web.pages.presentation import Presentation
from lotgraph.web.pages.terminology import refer, settle
from lotgraph.web.publication import current_release
from lotgraph.web.site import tag_of
from lotgraph.web.views import dumps

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from werkzeug.wrappers import Response as BaseResponse

    from lotgraph.web.publication import OpenRelease

blueprint = Blueprint("vocabularies", __name__)

_SEE_OTHER: Final = 303
_TURTLE: Final = "text/turtle"


@blueprint.get("/ns")
def namespace() -> BaseResponse:
    """Lead from the namespace of the ontology to its document."""
    return redirect(url_for("vocabularies.ontology"), _SEE_OTHER)


@blueprint.get("/ontology")
@blueprint.get("/ontology<suffix>")
def ontology(suffix: str = "") -> Response:
    """The ontology that the data use."""
    return _vocabulary("ontology", LG, profiles.OWL, suffix)


@blueprint.get("/shapes")
@blueprint.get("/shapes<suffix>")
def shapes(suffix: str = "") -> Response:
    """The shapes that the data conform to."""
    return _vocabulary("shapes", LGSH, profiles.SHACL, suffix)


def _vocabulary(folder: str, namespace: str, profile: profiles.Profile, suffix: str) -> Response:
    if suffix and suffix not in SUFFIXES:
        raise NotFound(f"There is no /{folder}{suffix}; there are {', '.join(SUFFIXES)}.")
    release = current_release()
    place = Document(f"{request.script_root}/{folder}", f"{release.about.base}{folder}", (profile,))
    chosen = place.choose(suffix)
    page = place.page(chosen)
    tag = Tag(tag_of(release, place.address(chosen, page)))
    response = answer(tag, chosen.media_type, lambda: _body(release, folder, namespace, place, chosen))
    described = f'<{dumps.address(dumps.CATALOGUE)}>; rel="describedby"'
    place.link(response, chosen, page, (described,))
    return response


def _body(release: OpenRelease, folder: str, namespace: str, place: Document, chosen: Variant) -> bytes:
    files = sorted((release.path / folder).rglob("*.ttl"))
    if chosen.profile is profiles.ALTERNATES:
        return alternates.list_representations(release, namespace.rstrip("#"), place, chosen)
    if chosen.media_type == media.HTML:
        return _page(release, files, namespace, place)
    if chosen.media_type == _TURTLE:
        # As it was written, with its comments: Turtle after Turtle is Turtle.
        return b"\n".join(path.read_bytes() for path in files)
    return alternates.write(_statements(files), chosen.media_type, NAMESPACES)


def _page(release: OpenRelease, files: Sequence[Path], namespace: str, place: Document) -> bytes:
    shown = Presentation(release, url_for("pages.landing"))
    reference = refer(_statements(files), namespace, place.path.rpartition("/")[2])
    page = render_template(
        "vocabulary.html", release=release, reference=reference, formats=place.formats, href=shown.href
    )
    return page.encode()


def _statements(files: Sequence[Path]) -> tuple[terms.Statement, ...]:
    return settle(statement for path in files for statement in serialization.parse(path))
