"""/feed.atom: the releases, newest first, as an Atom feed (RFC 4287)."""

from __future__ import annotations

from itertools import islice, zip_longest
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from flask import Blueprint, Response, request

from lotgraph.release.listing import available_releases
from lotgraph.web.publication import current_release, publication
from lotgraph.web.site import site

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as BaseResponse

    from lotgraph.release.folder import Release
    from lotgraph.release.listing import ListedRelease

blueprint = Blueprint("feed", __name__)

ENTRIES: Final = 50
"""How many releases the feed names."""

_ATOM: Final = "http://www.w3.org/2005/Atom"
_TYPE: Final = "application/atom+xml"


@blueprint.get("/feed.atom")
def feed() -> BaseResponse:
    """Name the releases, each with its changes since the one before."""
    current = current_release()
    published = tuple(islice(available_releases(publication().root), ENTRIES))
    address, base = site().address(current), current.about.base
    root = ET.Element("feed", xmlns=_ATOM)
    _say(root, id=f"{base}feed.atom", title=current.about.title, updated=max(listed.updated for listed, _ in published))
    _say(ET.SubElement(root, "author"), name=current.about.publisher or current.about.title)
    _link(root, "self", f"{address}feed.atom", _TYPE)
    _link(root, "alternate", address, "text/html")
    for (listed, release), before in zip_longest(published, published[1:]):
        _add(root, listed, release, before[1] if before else None, address)
    body = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    response = Response(body, mimetype=_TYPE)
    response.add_etag()
    return response.make_conditional(request)


def _add(root: ET.Element, listed: ListedRelease, release: Release, before: Release | None, address: str) -> None:
    entry = ET.SubElement(root, "entry")
    _say(
        entry,
        id=f"{release.base}releases/{release.version}/",
        title=f"{release.title} {release.version}",
        updated=listed.updated,
    )
    if release.issued:
        _say(entry, published=listed.updated)
    stated = f"issued {release.issued}" if release.issued else "no day of issue is stated"
    _say(entry, summary=f"{release.triples:,} triples from {len(release.sources):,} sources; {stated}.")
    _link(entry, "alternate", f"{address}releases/{release.version}/", "text/html")
    if before is not None:
        _link(entry, "related", f"{address}changes/{before.version}/{release.version}", "text/html")


def _say(parent: ET.Element, **texts: str) -> None:
    for name, text in texts.items():
        ET.SubElement(parent, name).text = text


def _link(parent: ET.Element, rel: str, href: str, media_type: str) -> None:
    ET.SubElement(parent, "link", rel=rel, href=href, type=media_type)
