"""/feed.atom: the releases, newest first, as an Atom feed (RFC 4287)."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from flask import Blueprint, Response, request

from lotgraph.release.history import releases_of
from lotgraph.web.publication import current_release
from lotgraph.web.site import site

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as BaseResponse

    from lotgraph.release.history import Published

blueprint = Blueprint("feed", __name__)

ENTRIES: Final = 50
"""How many releases the feed names."""

_ATOM: Final = "http://www.w3.org/2005/Atom"
_TYPE: Final = "application/atom+xml"


@blueprint.get("/feed.atom")
def feed() -> BaseResponse:
    """Name the releases, each with its changes since the one before."""
    current = current_release()
    published = releases_of(current.path.parent, ENTRIES)
    address, base = site().address(current), current.about.base
    root = ET.Element("feed", xmlns=_ATOM)
    _say(root, id=f"{base}feed.atom", title=current.about.title, updated=max(each.updated for each in published))
    _say(ET.SubElement(root, "author"), name=current.about.publisher or current.about.title)
    _link(root, "self", f"{address}feed.atom", _TYPE)
    _link(root, "alternate", address, "text/html")
    for each, before in zip_longest(published, published[1:]):
        _add(root, each, before, address)
    body = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    response = Response(body, mimetype=_TYPE)
    response.add_etag()
    return response.make_conditional(request)


def _add(root: ET.Element, published: Published, before: Published | None, address: str) -> None:
    release = published.release
    entry = ET.SubElement(root, "entry")
    _say(
        entry,
        id=f"{release.base}releases/{release.version}/",
        title=f"{release.title} {release.version}",
        updated=published.updated,
    )
    if release.issued:
        _say(entry, published=published.updated)
    stated = f"issued {release.issued}" if release.issued else "no day of issue is stated"
    _say(entry, summary=f"{release.triples:,} triples from {len(release.sources):,} sources; {stated}.")
    _link(entry, "alternate", f"{address}releases/{release.version}/", "text/html")
    if before is not None:
        _link(entry, "related", f"{address}changes/{before.release.version}/{release.version}", "text/html")


def _say(parent: ET.Element, **texts: str) -> None:
    for name, text in texts.items():
        ET.SubElement(parent, name).text = text


def _link(parent: ET.Element, rel: str, href: str, media_type: str) -> None:
    ET.SubElement(parent, "link", rel=rel, href=href, type=media_type)
