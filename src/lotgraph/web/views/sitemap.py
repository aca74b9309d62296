"""/sitemap.xml and /robots.txt: which addresses crawlers shall take, and which they shall leave alone."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape

from flask import Blueprint, Response

from lotgraph.errors import NotFound
from lotgraph.formats import media
from lotgraph.release.listing import available_releases
from lotgraph.schema.vocabulary import expand
from lotgraph.web.publication import current_release, publication
from lotgraph.web.site import site

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lotgraph.web.publication import OpenRelease

blueprint = Blueprint("sitemap", __name__)

LISTED: Final = tuple(
    f"lg:{name}" for name in ("Occupation", "Skill", "Employer", "Region", "SourceDocument", "SourceTable")
)
"""The classes whose things have a page worth finding; claims are found from these."""

MOST: Final = 50_000
"""Addresses in one file (sitemaps.org, protocol)."""

_XML: Final = "application/xml"
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_KEPT_OUT: Final = (
    *("changes/", "dumps/", "graph/", "metrics", "readyz", "release/"),
    *("releases/*/", "search", "sparql", "suggest", "upgrade"),
)


@blueprint.get("/sitemap.xml")
def index() -> Response:
    """The files of the sitemap."""
    release = current_release()
    address = site().address(release)
    names = ("site", *map(str, range(1, _parts(release) + 1)))
    return _xml("sitemapindex", "sitemap", (f"{address}sitemap/{name}.xml" for name in names), release)


@blueprint.get("/sitemap/site.xml")
def pages() -> Response:
    """The pages of the site itself, and of its releases."""
    release = current_release()
    address = site().address(release)
    versions = sorted(about.version for _, about in available_releases(publication().root))
    names = ["", "catalogue", "quality", "ontology", "shapes"]
    names += [f"releases/{quote(version)}/" for version in versions]
    return _xml("urlset", "url", (address + name for name in names[:MOST]), release)


@blueprint.get("/sitemap/<int:number>.xml")
def entities(number: int) -> Response:
    """The pages of the things, the store's own order cut into pieces."""
    release = current_release()
    if not 1 <= number <= _parts(release):
        raise NotFound(f"The sitemap has no part {number}.")
    found = chain.from_iterable(release.store.each_instance(expand(name)) for name in LISTED)
    start = (number - 1) * MOST
    part = islice(found, start, start + MOST)
    address, base = site().address(release), release.about.base
    return _xml("urlset", "url", (_page(iri, base, address) for iri in part), release)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Where crawlers shall not go: queries, files and what is worked out at each request (RFC 9309)."""
    address = site().address(current_release())
    root = urlsplit(address).path
    rules = [f"Disallow: {root}{name}" for name in _KEPT_OUT]
    # The more specific rule wins: the page of a release, not what is in it.
    rules.insert(0, f"Allow: {root}releases/*/$")
    lines = ["User-agent: *", *rules, "", f"Sitemap: {address}sitemap.xml", ""]
    return Response("\n".join(lines), mimetype=media.TEXT)


def _parts(release: OpenRelease) -> int:
    """How many files the pages of the things fill."""
    return -(-sum(release.about.counts.get(name, 0) for name in LISTED) // MOST)


def _page(iri: str, base: str, address: str) -> str:
    """Where the thing is described on this site."""
    if iri.startswith(f"{base}id/"):
        return f"{address}doc/{quote(iri.removeprefix(f'{base}id/'), safe=_SAFE)}"
    return f"{address}describe?iri={quote(iri, safe='')}"


_SAFE: Final = "%/:@!$&'()*+,;=~-._"
"""What stays as it is in an IRI's path; other characters are encoded, as an address has to be a URI."""


def _xml(root: str, element: str, addresses: Iterable[str], release: OpenRelease) -> Response:
    """One file, streamed."""
    changed = f"<lastmod>{release.about.issued}</lastmod>" if release.about.issued else ""

    def lines() -> Iterator[str]:
        yield f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">\n'
        for address in addresses:
            yield f"<{element}><loc>{escape(address)}</loc>{changed}</{element}>\n"
        yield f"</{root}>\n"

    return Response(lines(), mimetype=_XML)
