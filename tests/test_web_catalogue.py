"""Catalogue, VoID, quality, sitemap and robots as they are served, and what the landing page tells machines."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib.namespace import DCAT, VOID, XSD
from tests import engines, publications
from tests.graphs import canonical

from lotgraph.formats import media
from lotgraph.release.folder import current_release, read_release
from lotgraph.web.views import sitemap

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
BASE = "https://w3id.org/lotgraph/"


@pytest.fixture(scope="module")
def client(publication: Path) -> FlaskClient:
    """The seeds."""
    return engines.app(publication).test_client()


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases without a word of their quality, as old ones are, with ids that need escapes."""
    esco = "http://data.europa.eu/esco/occupation/1?a=b&c"
    more = [f"<{esco}> {publications.A} <{publications.LG}Occupation>"]
    root = publications.publish(tmp_path_factory.mktemp("publication"), "0.9")
    return publications.publish(root, "1.0", {publications.SCHEME: more})


def graph(text: str, media_type: str) -> rdflib.Graph:
    """By way of Oxigraph, which reads every format; rdflib's reader of JSON-LD uses what rdflib has deprecated."""
    form = ox.RdfFormat.from_media_type(media_type)
    lines = [f"{quad.triple} ." for quad in ox.parse(text, format=form)]
    return rdflib.Graph().parse(data="\n".join(lines), format="nt")


@pytest.mark.parametrize("media_type", [each.media_type for each in media.of_kind(media.Kind.GRAPH)])
@pytest.mark.parametrize("path", ["/catalogue", "/.well-known/void"])
def test_the_catalogue_is_negotiated_and_the_same_in_every_format(
    client: FlaskClient, publication: Path, path: str, media_type: str
) -> None:
    answer = client.get(path, headers={"Accept": media_type})
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert "Accept" in answer.vary
    file = rdflib.Graph().parse(current_release(publication) / "catalogue.ttl")
    form = ox.RdfFormat.from_media_type(media_type)
    assert canonical(ox.parse(answer.text, format=form)) == canonical(file)
    again = client.get(path, headers={"Accept": media_type, "If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_whole_numbers_keep_their_datatype(client: FlaskClient) -> None:
    sizes = list(graph(client.get("/void.ttl").text, "text/turtle").objects(None, DCAT.byteSize))
    assert sizes
    assert {size.datatype for size in sizes if isinstance(size, rdflib.Literal)} == {XSD.nonNegativeInteger}


@pytest.mark.parametrize("accept", [None, "*/*", BROWSER, "image/png"])
def test_void_is_turtle_where_nothing_else_is_asked_for(client: FlaskClient, accept: str | None) -> None:
    headers = {} if accept is None else {"Accept": accept}
    for path in ("/.well-known/void", "/void.ttl"):
        answer = client.get(path, headers=headers)
        assert (answer.status_code, answer.content_type) == (200, "text/turtle; charset=utf-8")
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert client.head(path).data == b""


def test_void_describes_the_dataset(client: FlaskClient) -> None:
    found = graph(client.get("/void.ttl").text, "text/turtle")
    (dataset,) = found.objects(rdflib.URIRef(f"{BASE}.well-known/void"), rdflib.URIRef(f"{rdflib.FOAF}primaryTopic"))
    assert found.value(dataset, VOID.triples) is not None


def test_the_page_of_the_catalogue_shows_its_numbers(client: FlaskClient, publication: Path) -> None:
    page = client.get("/catalogue", headers={"Accept": BROWSER}).text
    release = read_release(current_release(publication))
    assert f"<h1>Catalogue of {release.title}</h1>" in page
    for name, count in release.counts.items():
        assert re.search(rf'>{re.escape(name)}(</a>)?</th><td class="num">{count:,}</td>', page), name
    assert "skos:closeMatch" in page
    assert page.count("<td>not stated</td>") >= len(release.graphs)
    assert client.get("/catalogue", headers={"Accept": "image/png"}).status_code == 406


def test_the_catalogue_lists_the_other_releases_that_are_kept(tiny: Path) -> None:
    (tiny / "releases" / "broken").mkdir(exist_ok=True)
    (tiny / "releases" / "broken" / "release.json").write_text("{}", "utf-8")
    client = engines.app(tiny).test_client()
    found = graph(client.get("/catalogue", headers={"Accept": "text/turtle"}).text, "text/turtle")
    listed = {str(each) for each in found.objects(rdflib.URIRef(f"{publications.BASE}catalogue"), DCAT.dataset)}
    assert listed == {f"{publications.BASE}releases/0.9/"}
    assert 'href="/releases/0.9/"' in client.get("/catalogue", headers={"Accept": BROWSER}).text


# Quality


def test_the_page_of_quality_is_for_people(client: FlaskClient, publication: Path) -> None:
    answer = client.get("/quality")
    page = answer.text
    assert answer.mimetype == "text/html"
    assert page.count("captured should say once when the document was captured (S24)") == 5
    assert "a formula, not five measurements" in page
    assert "Pay: Machine Learning Engineer (CityJobs)</a>" in page
    assert "{?" not in page
    assert re.search(r'id="rule-S33".*?<td class="num">0</td>.*?no release', page, re.DOTALL)
    assert re.search(r'id="rule-S24".*?<td class="num">5</td>.*?a warning', page, re.DOTALL)
    again = re.findall(r'href="([^"]*)" rel="nofollow">Count again', page)
    assert len(again) > 10
    for href in again:
        assert client.get(href.replace("&amp;", "&")).status_code == 200
    assert f"{BASE}quality.svg" in page


def test_the_badge_tells_the_result_and_is_the_same_each_time(client: FlaskClient, tiny: Path) -> None:
    answer = client.get("/quality.svg")
    assert answer.mimetype == "image/svg+xml"
    assert "conforms, 5 warnings" in answer.text
    assert ET.fromstring(answer.data).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 - our own
    assert client.get("/quality.svg").data == answer.data
    assert client.get("/quality.svg", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert "conforms, 1 warning<" in engines.app(tiny).test_client().get("/quality.svg").text


def test_an_older_release_has_pages_too(tiny: Path) -> None:
    client = engines.app(tiny).test_client()
    for path in ("/quality", "/catalogue", "/"):
        answer = client.get(path, headers={"Accept": BROWSER})
        assert answer.status_code == 200
        assert "A &lt;tiny&gt; graph" in answer.text


# Sitemap and robots


def addresses(client: FlaskClient, path: str, element: str = "url") -> list[str]:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    root = ET.fromstring(answer.data)  # noqa: S314 - our own
    return [str(each.findtext(f"{SITEMAP}loc")) for each in root.iter(f"{SITEMAP}{element}")]


def test_the_sitemap_leads_to_every_thing_once(client: FlaskClient, publication: Path) -> None:
    index = addresses(client, "/sitemap.xml", "sitemap")
    assert index == [f"{BASE}sitemap/site.xml", f"{BASE}sitemap/1.xml"]
    listed = addresses(client, "/sitemap/1.xml")
    counts = read_release(current_release(publication)).counts
    assert len(listed) == len(set(listed)) == sum(counts.get(name, 0) for name in sitemap.LISTED)
    assert f"{BASE}doc/occupation/23112013" in listed
    for address in listed[::25]:
        assert client.get(address.removeprefix(BASE.rstrip("/"))).status_code == 200, address
    pages = addresses(client, "/sitemap/site.xml")
    assert {f"{BASE}", f"{BASE}catalogue", f"{BASE}quality"} <= set(pages)
    assert f"{BASE}releases/{current_release(publication).name.replace('+', '%2B')}/" in pages


def test_the_sitemap_is_cut_into_parts(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST", 3)
    client = engines.app(tiny, address="https://example.org/jobs").test_client()
    counts = read_release(current_release(tiny)).counts
    index = addresses(client, "/sitemap.xml", "sitemap")
    total = sum(counts.get(name, 0) for name in sitemap.LISTED)
    assert len(index) == 1 + -(-total // 3)
    parts = [addresses(client, f"/sitemap/{number}.xml") for number in range(1, len(index) + 1) if number < 4]
    assert all(0 < len(part) <= 3 for part in parts)
    listed = [address for part in parts for address in part]
    assert len(set(listed)) == len(listed) >= total
    assert "https://example.org/jobs/doc/skill/ci%2Fcd" in listed
    assert "https://example.org/jobs/doc/skill/r%C3%A9sum%C3%A9" in listed
    # Of another publisher's concept there is a page by its IRI.
    foreign = "https://example.org/jobs/describe?iri=http%3A%2F%2Fdata.europa.eu%2Fesco%2Foccupation%2F1%3Fa%3Db%26c"
    assert foreign in listed
    for number in (0, 9, 10**30):
        assert client.get(f"/sitemap/{number}.xml").status_code == 404
    assert client.get("/sitemap/x.xml").status_code == 404


def test_robots_keeps_crawlers_from_queries_and_files(client: FlaskClient, tiny: Path) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert lines[0] == "User-agent: *"
    # The default base has a path, under which everything stands.
    for rule in ("Disallow: /lotgraph/sparql", "Disallow: /lotgraph/dumps/", "Allow: /lotgraph/releases/*/$"):
        assert rule in lines
    assert lines[-1] == f"Sitemap: {BASE}sitemap.xml"
    answer = engines.app(tiny, address="https://example.org").test_client().get("/robots.txt")
    assert answer.mimetype == "text/plain"
    assert "Disallow: /sparql\n" in answer.text
    assert "Sitemap: https://example.org/sitemap.xml" in answer.text


# The landing page


def test_the_landing_page_describes_the_dataset_to_search_engines(client: FlaskClient, publication: Path) -> None:
    page = client.get("/").text
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    said = json.loads(text)
    release = read_release(current_release(publication))
    assert (said["@type"], said["name"], said["version"]) == ("Dataset", release.title, release.version)
    assert 50 <= len(said["description"]) <= 5000
    for file in said["distribution"]:
        path = file["contentUrl"].removeprefix(BASE.rstrip("/"))
        with client.get(path) as answer:
            assert answer.status_code == 200
            assert answer.mimetype == file["encodingFormat"]
    assert len(said["distribution"]) >= 3


def test_what_the_publisher_says_cannot_break_out_of_the_page(tmp_path: Path) -> None:
    root = publications.publish(tmp_path)
    path = current_release(root) / "release.json"
    about = json.loads(path.read_text("utf-8"))
    evil = "</script><script>alert('&')</script>"
    about["imprint"] = {"description": evil, "contact_name": evil, "contact_email": "a@example.org"}
    about["publisher"] = evil
    path.write_text(json.dumps(about), "utf-8")
    page = engines.app(root).test_client().get("/").text
    assert re.findall("<script[^>]*>", page) == [
        '<script defer src="/static/suggestions.js">',
        '<script type="application/ld+json">',
    ]
    assert page.count("</script>") == 2
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert json.loads(text)["description"] == evil
    assert "mailto:a@example.org" in page
