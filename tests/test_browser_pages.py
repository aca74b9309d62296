"""Every kind of page in a real browser: for all by axe, on a phone, without JavaScript, printed.

Who adds a kind of page adds it to ``KINDS``.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from tests.browser import Pages, axe, sideways

QUERY = "SELECT ?skill ?label { ?skill <http://www.w3.org/2004/02/skos/core#prefLabel> ?label } ORDER BY ?label"

KINDS = {
    "start": "/",
    "query": "/sparql",
    "result": f"/sparql?query={quote(QUERY)}",
    "malformed": "/sparql?query=SELEC",
    "limits": "/sparql/limits",
    "occupation": "/doc/occupation/23112013",
    "skill": "/doc/skill/python-programming-language",
    "employer": "/doc/employer/google",
    "source": "/doc/source/lightcast-c5d72436",
    "area": "/doc/area/US-NC",
    "mapping": "/doc/mapping/crosswalk-lotgraph/data-structures--esco-7b5cce4d",
    "candidate": "/doc/mapping/crosswalk-lotgraph/23112013--onet-15-2051.00",
    "search": "/search?q=learning",
    "browse": "/browse",
    "browse-list": "/browse/skills",
    "browse-tree": "/browse?scheme=https://w3id.org/lotgraph/id/taxonomy/lot/7.3.0",
    "taxonomy": "/doc/taxonomy/lot/7.3.0",
    "comparison": "/compare",
    "catalogue": "/catalogue",
    "quality": "/quality",
    "ontology": "/ontology",
    "shapes": "/shapes",
    "dumps": "/dumps/",
    "files": "/release/",
    "releases": "/releases/",
    "nothing": "/nothing",
}

each_kind = pytest.mark.parametrize("path", KINDS.values(), ids=KINDS)


@each_kind
def test_a_page_is_for_all(open_page: Pages, root: Path, path: str) -> None:
    page = open_page(path, bypass_csp=True)
    found = {}
    for scheme in ("light", "dark"):
        for width in (1280, 390):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            found[scheme, width] = axe(page, root)
    assert not any(found.values()), "\n".join(line for lines in found.values() for line in lines[:5])


@each_kind
def test_a_phone_shows_a_page_without_scrolling_sideways(open_page: Pages, path: str) -> None:
    page = open_page(path, width=320)
    assert sideways(page) == []
    page.set_viewport_size({"width": 390, "height": 900})
    assert sideways(page) == []
