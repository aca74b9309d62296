"""/releases/: every release that is kept or was removed, and the way to the latest one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for

from lotgraph.errors import NotFound
from lotgraph.formats import media
from lotgraph.release import listing
from lotgraph.release.folder import CATALOGUE, read_checksums, reason_of_removal
from lotgraph.web.publication import current_release, publication, release_of
from lotgraph.web.views import dumps

if TYPE_CHECKING:
    from pathlib import Path

    from werkzeug.wrappers import Response as BaseResponse

blueprint = Blueprint("releases", __name__)

_JSON: Final = "application/json"
_SEE_OTHER: Final = 303
_TEMPORARY: Final = 307
_GONE: Final = 410
_RDF: Final = media.of_kind(media.Kind.GRAPH)


@dataclass(frozen=True)
class Neighbours:
    """Versions of the releases published before and after one that are still there; empty where there is none."""

    before: str = ""
    after: str = ""


@blueprint.get("/releases/")
def releases() -> Response:
    """List the releases, the one published last first."""
    listed = listing.releases(publication().root)
    if media.negotiate(request.headers.get("Accept"), (media.HTML, _JSON)) == _JSON:
        return jsonify([_describe(each) for each in listed])
    return Response(render_template("releases.html", release=current_release(), listed=listed))


@blueprint.route("/releases/latest", methods=["GET", "POST"])
@blueprint.route("/releases/latest/", methods=["GET", "POST"])
@blueprint.route("/releases/latest/<path:name>", methods=["GET", "POST"])
def latest(name: str = "") -> BaseResponse:
    """Lead to the same place in the current release; a query that was posted is to be posted there."""
    if not {".", ".."}.isdisjoint(name.split("/")):
        raise NotFound(f"There is no file {name} in this release.")
    address = url_for("dumps.file_of_version", version=current_release().about.version, name=name)
    query = request.query_string.decode("ascii", "ignore")
    answer = redirect(f"{address}?{query}" if query else address, _TEMPORARY)
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@blueprint.get("/releases/<version>/")
def release(version: str) -> BaseResponse:
    """Say what a release is and list its files; where it was removed (410), why, and the checksums that they had."""
    path = publication().folder_of(version)
    reason = None if path is None else reason_of_removal(path)
    if path is not None and reason is not None:
        return _gone(version, path, reason)
    path = release_of(version)
    types = (media.HTML, _JSON, *(form.media_type for form in _RDF))
    chosen = media.negotiate(request.headers.get("Accept"), types)
    if chosen in (media.HTML, None):
        answer: BaseResponse = Response(_page(version, path))
    elif chosen == _JSON:
        answer = redirect(url_for("dumps.file_of_version", version=version, name="release.json"), _SEE_OTHER)
    else:
        answer = redirect(url_for("dumps.file_of_version", version=version, name=CATALOGUE), _SEE_OTHER)
    _link(answer, version)
    return answer


def _page(version: str, path: Path) -> str:
    listed = listing.releases(publication().root)
    this = next(each for each in listed if each.version == version)
    return render_template(
        "release.html", release=current_release(), this=this, near=_neighbours(listed, version), files=dumps.files(path)
    )


def _gone(version: str, path: Path, reason: str) -> Response:
    sums = read_checksums(path)
    if media.negotiate(request.headers.get("Accept"), (media.HTML, _JSON)) == _JSON:
        answer = jsonify({"version": version, "removed": reason, "sha256": sums})
    else:
        answer = Response(
            render_template("removed.html", release=current_release(), version=version, reason=reason, sums=sums)
        )
    answer.status_code = _GONE
    return answer


def _neighbours(listed: tuple[listing.ListedRelease, ...], version: str) -> Neighbours:
    kept = [each.version for each in listed if each.removed is None]
    place = kept.index(version)
    return Neighbours(
        before=kept[place + 1] if place + 1 < len(kept) else "", after=kept[place - 1] if place > 0 else ""
    )


def _link(answer: BaseResponse, version: str) -> None:
    """Name the releases around this one (RFC 5829)."""
    near = _neighbours(listing.releases(publication().root), version)
    for each, relation in (
        (near.before, "predecessor-version"),
        (near.after, "successor-version"),
        (current_release().about.version, "latest-version"),
    ):
        if each:
            address = url_for("releases.release", version=each)
            answer.headers.add("Link", f'<{address}>; rel="{relation}"')


def _describe(each: listing.ListedRelease) -> dict[str, object]:
    return {
        "version": each.version,
        "issued": each.about.issued if each.about else None,
        "triples": each.about.triples if each.about else None,
        "current": each.is_current,
        "queryable": each.is_queryable,
        "removed": each.removed,
    }
