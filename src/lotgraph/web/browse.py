"""/browse: the ways into a release, and each taxonomy as a tree that is opened by address."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import Blueprint, redirect, request, url_for

from lotgraph import media
from lotgraph.errors import BadRequest, NotFound, QueryError
from lotgraph.vocabulary import expand
from lotgraph.web import languages, rendering, sections, tables
from lotgraph.web.kept import Tag, answer
from lotgraph.web.kinds import branch, demand
from lotgraph.web.kinds import browse as overview
from lotgraph.web.negotiation import parameter
from lotgraph.web.presentation import Presentation
from lotgraph.web.publication import current_release
from lotgraph.web.site import tag_of

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as BaseResponse

    from lotgraph.web.kinds import Page
    from lotgraph.web.publication import OpenRelease

blueprint = Blueprint("browse", __name__)

_SCHEME: Final = expand("skos:ConceptScheme")
_CONCEPTS: Final = frozenset(map(expand, ("lg:Occupation", "lg:Skill", "lg:SkillGroup", "skos:Concept")))


@blueprint.get("/browse")
def browse() -> BaseResponse:
    """Show the ways in; with ``open`` the tree of a concept, with ``skills`` a taxonomy's skills by demand."""
    release = current_release()
    opened, skills = parameter("open"), parameter("skills")
    if opened and skills:
        raise BadRequest("Name a concept by `open` or a taxonomy by `skills`, not both.")
    if skills:
        if _SCHEME not in _types(release, skills):
            raise BadRequest(f"<{skills}> is no taxonomy; its skills cannot be listed.")
        return _page(release, demand.PAGE, {sections.THIS: skills}, url_for("browse.browse", skills=skills))
    if not opened:
        return _page(release, overview.PAGE, {}, url_for("browse.browse"))
    types = _types(release, opened)
    if _SCHEME in types:
        # The page of a taxonomy has what stands at its top.
        lead = Presentation(release, url_for("pages.landing")).lead(opened)
        return redirect(f"{lead}#tops", HTTPStatus.SEE_OTHER)
    if not types & _CONCEPTS:
        raise BadRequest(f"<{opened}> is no concept of a taxonomy; only concepts can be opened.")
    return _page(release, branch.PAGE, {sections.THIS: opened}, url_for("browse.browse", open=opened))


def _types(release: OpenRelease, iri: str) -> frozenset[str]:
    try:
        found = release.store.types(iri)
    except QueryError as error:
        raise BadRequest(f"What is opened is named by an IRI: {error}") from error
    if not found:
        raise NotFound(f"This release has no concept and no taxonomy <{iri}>.")
    return found


def _page(release: OpenRelease, page: Page, bound: dict[str, str], address: str) -> BaseResponse:
    view, wanted = rendering.requested(page), languages.requested()
    iri = bound.get(sections.THIS, "")
    label = Presentation(release, url_for("pages.landing")).label(iri).text if iri else page.label
    tag = Tag(tag_of(release, request.script_root, address, view.section, view.page, wanted.asked))

    def make() -> bytes:
        return rendering.rendered(
            release,
            page,
            bound,
            view,
            address,
            canonical=f"{release.about.base}{address.removeprefix(url_for('pages.landing'))}",
            formats=(),
            statements="",
            citation=tables.citation(release, label, iri or f"{release.about.base}browse"),
        )

    response = answer(tag, media.HTML, make)
    response.vary.add("Accept-Language")
    return response
