"""/changes/: what differs between two releases, as a page, as JSON and as RDF Patch."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final, cast

from flask import Blueprint, Response, current_app, render_template, request, url_for

from lotgraph.errors import NotAcceptable, NotFound
from lotgraph.formats import media
from lotgraph.rdf.nquads import value_of
from lotgraph.release import changelog
from lotgraph.release.differences import Change, Counts, differences
from lotgraph.release.folder import DESCRIPTION, read_release
from lotgraph.web.comparisons import EXTENSION, Comparisons
from lotgraph.web.pages.presentation import DisplayText, Presentation
from lotgraph.web.publication import current_release, release_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from werkzeug.wrappers import Response as BaseResponse

blueprint = Blueprint("changes", __name__)

PATCH: Final = "application/rdf-patch"
JSON: Final = "application/json"
SHOWN: Final = 100
"""How many things of each kind a page shows."""
_PROPERTIES: Final = 50
_VALUES: Final = 10
_CHUNK: Final = 1 << 16
_TYPES: Final = {".json": JSON, ".rdfp": PATCH, ".html": media.HTML}


@blueprint.get("/changes/<old>/<new>")
def changes(old: str, new: str) -> BaseResponse:
    """Say what became of what was in one release, in another."""
    one = release_of(old)
    other, chosen = _read_request(new)
    if chosen == media.HTML:
        return Response(_page(one, other), mimetype=media.HTML)
    key, make = _key(chosen, one, other), _makers()[chosen]
    return _sent(_comparisons().file(key, lambda: make(one, other)), key, chosen)


def _read_request(name: str) -> tuple[Path, str]:
    """The newer release and the media type, by the suffix or by Accept: a version may end like a suffix."""
    try:
        path = release_of(name)
    except NotFound:
        suffix = next((suffix for suffix in _TYPES if name.endswith(suffix)), "")
        if not suffix:
            raise
        return release_of(name.removesuffix(suffix)), _TYPES[suffix]
    chosen = media.negotiate(request.headers.get("Accept"), (media.HTML, JSON, PATCH))
    if chosen is None:
        raise NotAcceptable(f"Changes can be sent as {', '.join(_TYPES.values())}.")
    return path, chosen


def _comparisons() -> Comparisons:
    return cast("Comparisons", current_app.extensions[EXTENSION])


def _key(kind: str, *releases: Path) -> str:
    """What names a comparison: the two releases as they stand there now, and the kind of answer."""
    stats = [(path / DESCRIPTION).stat() for path in releases]
    parts = [kind, *map(str, releases), *((each.st_ino, each.st_mtime_ns) for each in stats)]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def _makers() -> dict[str, Callable[[Path, Path], Iterable[bytes]]]:
    return {JSON: _json, PATCH: _patch, media.HTML: _summary}


def _json(one: Path, other: Path) -> Iterator[bytes]:
    counts = Counts()
    return changelog.json_lines(
        changelog.list_changes(one, other, counts), read_release(one), read_release(other), counts
    )


def _patch(one: Path, other: Path) -> Iterator[bytes]:
    return changelog.patch(differences(one, other), read_release(one), read_release(other))


def _summary(one: Path, other: Path) -> Iterator[bytes]:
    """The first things of each kind, and how many there are."""
    counts = Counts()
    first: dict[str, list[dict[str, Any]]] = {change.value: [] for change in Change}
    for entity, tombstone in changelog.list_changes(one, other, counts):
        if len(first[entity.change.value]) < SHOWN:
            first[entity.change.value].append(_cut(changelog.describe_change(entity, tombstone)))
    yield json.dumps({"counts": asdict(counts), "first": first}).encode()


def _cut(described: dict[str, Any]) -> dict[str, Any]:
    """The change with so few values that a page can show them."""
    cut = [
        each | {side: [*each[side][:_VALUES], *["…"] * (len(each[side]) > _VALUES)] for side in ("old", "new")}
        for each in described["properties"][:_PROPERTIES]
    ]
    return described | {"properties": cut}


def _page(one: Path, other: Path) -> str:
    path = _comparisons().file(_key(media.HTML, one, other), lambda: _summary(one, other))
    found = json.loads(gzip.decompress(path.read_bytes()))
    release = current_release()
    shown = Presentation(release, url_for("pages.landing"))

    def linked(iri: str) -> DisplayText:
        return DisplayText(shown.name(iri), shown.href(iri))

    def values(terms: list[str]) -> tuple[str, ...]:
        return tuple(shown.name(term[1:-1]) if term[:1] == "<" else value_of(term) for term in terms)

    return render_template(
        "changes.html", release=release, old=one.name, new=other.name, limit=SHOWN,
        counts=found["counts"], first=found["first"], linked=linked, values=values,
    )  # fmt: skip


def _sent(path: Path, key: str, media_type: str) -> BaseResponse:
    """A packed file as the client takes it: with gzip as its coding, or unpacked while it is sent."""
    if request.accept_encodings["gzip"] > 0:
        response = Response(_pieces(path, packed=True), mimetype=media_type)
        response.headers["Content-Encoding"] = "gzip"
        response.content_length = path.stat().st_size
        key += "-gzip"
    else:
        response = Response(_pieces(path, packed=False), mimetype=media_type)
    response.vary.add("Accept-Encoding")
    response.set_etag(key)
    return response.make_conditional(request)


def _pieces(path: Path, *, packed: bool) -> Iterator[bytes]:
    with path.open("rb") if packed else gzip.open(path) as file:
        while piece := file.read(_CHUNK):
            yield piece
