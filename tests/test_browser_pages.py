"""Every kind of page in a real browser: for all by axe, on a phone, without JavaScript, printed.

Who adds a kind of page adds it to ``KINDS``.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.browser import Pages, axe, sideways

pytestmark = pytest.mark.slow

QUERY = "SELECT ?skill ?label { ?skill <http://www.w3.org/2004/02/skos/core#prefLabel> ?label } ORDER BY ?label"

ABOVE = "https://w3id.org/lotgraph/id/occupation/lot-occupation--artificial-intelligence-engineer"

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
    "claim": "/doc/obs/cityjobs-34016d0b/salary/23112013/US/not-stated/average/all",
    "statements": "/doc/occupation/23112013?view=statements",
    "code": "/doc/code/statistic/average",
    "search": "/search?q=learning",
    "misspelt": "/search?q=machine+lerning",
    "no-result": "/search?q=zzzzqq",
    "browse": "/browse",
    "browse-list": "/browse/skills",
    "browse-tree": f"/browse?scheme=https://w3id.org/lotgraph/id/taxonomy/lot/7.3.0&open={ABOVE}",
    "taxonomy": "/doc/taxonomy/lot/7.3.0",
    "comparison": f"/compare?a=23112013&b={ABOVE}",
    "comparison-form": "/compare",
    "comparison-choices": "/compare?a=23112013&b=Artificial+Inteligence",
    "comparison-refused": "/compare?a=23112013&b=23112013",
    "fit": "/fit?skill=python-programming-language&skill=communication",
    "fit-form": "/fit",
    "fit-choices": "/fit?skill=Dokcer+Software",
    "fit-occupation": "/fit?occupation=23112013",
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
    # What a dependency prints for nothing is never on a page.
    assert not re.search(r"\bNone\b|\bUndefined\b", page.locator("main").inner_text())


@each_kind
def test_a_phone_shows_a_page_without_scrolling_sideways(open_page: Pages, path: str) -> None:
    page = open_page(path, width=320)
    assert sideways(page) == []
    page.set_viewport_size({"width": 390, "height": 900})
    assert sideways(page) == []
