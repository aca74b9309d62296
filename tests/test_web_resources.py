"""/id/, /doc/ and /graph/: what the IRIs of the data lead to."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
import rdflib
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from tests import engines, publications
from tests.publications import BASE, LG, OCCUPATION, QUALITY, SKILLS, SKOS, SOURCE

from lotgraph.vocabulary import encode, mint
from lotgraph.web import resources

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
FORMATS = {
    ".ttl": "text/turtle",
    ".nt": "application/n-triples",
    ".rdf": "application/rdf+xml",
    ".jsonld": "application/ld+json",
    ".html": "text/html",
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    many = [f"<{BASE}id/obs/paper-1/{number:03}> <{LG}skill> <{BASE}id/skill/often>" for number in range(150)]
    root = publications.publish(tmp_path_factory.mktemp("publication"), extra={SOURCE: many})
    return engines.app(root).test_client()


class Links(HTMLParser):
    """The addresses that a page leads to, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.tags: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.hrefs += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


def sent(iri: str) -> str:
    """The path of an IRI under /id/ as clients send it: what is not ASCII percent-encoded."""
    return quote(iri.removeprefix(f"{BASE}id/"), safe="%/:@!$&'()*+,;=~")


@pytest.mark.parametrize("accept", [None, BROWSER, "text/turtle"])
@pytest.mark.parametrize("path", ["occupation/23112013", "skill/ci%2fcd", "skill/c%23", "skill/100%25", "a//b", "%FF"])
def test_a_thing_leads_to_its_document_by_the_path_as_sent(client: FlaskClient, path: str, accept: str | None) -> None:
    answer = client.get(f"/id/{path}?x=y", headers={} if accept is None else {"Accept": accept})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/doc/{path}"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1))
def test_every_id_finds_its_way_from_request_to_iri(identifier: str) -> None:
    iri = mint(BASE, "skill", identifier)
    path = sent(iri)
    # A client may encode more than it must, in either case.
    fully = "/".join("".join(f"%{byte:02x}" for byte in unquote(part).encode()) for part in path.split("/"))
    for each in (path, fully):
        segments = [encode(unquote(part, errors="strict")) for part in each.split("/")]
        assert f"{BASE}id/{'/'.join(segments)}" == iri


@pytest.mark.parametrize("key", SKILLS)
def test_every_skill_is_described_whatever_its_id(client: FlaskClient, key: str) -> None:
    iri = mint(BASE, "skill", key)
    location = client.get(f"/id/{sent(iri)}").headers["Location"]
    answer = client.get(location)
    assert answer.mimetype == "text/turtle"
    graph = rdflib.Graph().parse(data=answer.text, format="turtle")
    label = graph.value(rdflib.URIRef(iri), rdflib.URIRef(f"{SKOS}prefLabel"))
    assert str(label) == SKILLS[key]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("suffix", [suffix for suffix in FORMATS if suffix != ".html"])
def test_a_description_is_the_same_graph_in_every_format(client: FlaskClient, suffix: str) -> None:
    path = "/doc/occupation/23112013"
    by_suffix, by_accept = client.get(path + suffix), client.get(path, headers={"Accept": FORMATS[suffix]})
    assert by_suffix.mimetype == by_accept.mimetype == FORMATS[suffix]
    assert by_suffix.data == by_accept.data
    assert "Accept" in by_accept.vary
    graph = rdflib.Graph().parse(data=by_suffix.data, format=FORMATS[suffix])
    occupation, share = rdflib.URIRef(OCCUPATION), rdflib.URIRef(f"{BASE}id/obs/paper-1/share")
    assert set(graph) == {
        (occupation, rdflib.RDF.type, rdflib.URIRef(f"{LG}Occupation")),
        (occupation, rdflib.SKOS.prefLabel, rdflib.Literal("Smith & Son", lang="en")),
        (share, rdflib.URIRef(f"{LG}occupation"), occupation),
    }


@pytest.mark.parametrize(
    ("accept", "mimetype"),
    [
        (None, "text/turtle"),
        ("*/*", "text/turtle"),
        (BROWSER, "text/html"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("text/html;q=0.4, application/ld+json;q=0.5", "application/ld+json"),
    ],
)
def test_a_description_is_negotiated(client: FlaskClient, accept: str | None, mimetype: str) -> None:
    answer = client.get("/doc/skill/python", headers={} if accept is None else {"Accept": accept})
    assert answer.status_code == 200
    assert answer.mimetype == mimetype
    links = answer.headers.getlist("Link")
    assert '</doc/skill/python.ttl>; rel="alternate"; type="text/turtle"' in links
    assert len(links) == len(FORMATS)


def test_a_type_that_it_does_not_have_is_told(client: FlaskClient) -> None:
    answer = client.get("/doc/skill/python", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle" in answer.text


def test_an_id_that_ends_like_a_format_is_itself_first(client: FlaskClient) -> None:
    assert client.get("/doc/skill/asp.nt").mimetype == "text/turtle"
    assert client.get("/doc/skill/asp.nt.nt").mimetype == "application/n-triples"
    assert client.get("/doc/skill/asp").status_code == 404


def test_a_page_escapes_what_the_data_say(client: FlaskClient) -> None:
    page = client.get("/doc/skill/asp.nt.html").text
    assert "<b>" not in page
    assert "<h1>&lt;b&gt;ASP&lt;/b&gt; &amp; Co</h1>" in page


def test_a_page_leads_to_other_pages_of_this_site(client: FlaskClient) -> None:
    links = Links(client.get("/doc/obs/paper-1/share.html").text)
    assert {"table", "th", "caption", "main"} <= links.tags
    local = [href for href in links.hrefs if href.startswith("/doc/") and not href.endswith(tuple(FORMATS))]
    assert sorted(local) == ["/doc/occupation/23112013", "/doc/skill/python", "/doc/source/paper-1"]
    assert "/graph/source/paper-1" in links.hrefs
    for href in links.hrefs:
        if href.startswith("/"):
            with client.get(href, headers={"Accept": BROWSER}) as answer:
                assert answer.status_code in (200, 303), href
    for text in ("Smith & Son", "Python", "A paper", "70.53", "xsd:decimal", "lg:sharePercent"):
        assert text in links.text


def test_a_page_of_an_odd_id_leads_on(client: FlaskClient) -> None:
    for key in SKILLS:
        links = Links(client.get(f"/doc/{sent(mint(BASE, 'skill', key))}.html").text)
        alternates = [href for href in links.hrefs if href.endswith(".ttl")]
        assert alternates
        assert client.get(alternates[0]).status_code == 200


def test_what_names_a_thing_is_bounded(client: FlaskClient) -> None:
    lines = client.get("/doc/skill/often.nt").text.splitlines()
    assert len(lines) == resources.INCOMING
    assert "more places than the 100" in client.get("/doc/skill/often.html").text
    assert "more places" not in client.get("/doc/skill/python.html").text


def test_the_graphs_beside_the_data_are_described_too(client: FlaskClient) -> None:
    assert "Doubtful" in client.get("/doc/quality/paper-1/1").text


@pytest.mark.parametrize("path", ["skill/none", "skill/ci/cd", "skill/%FF", "skill/none.ttl", "skill/a%20%22b", "x"])
@pytest.mark.parametrize(("accept", "mimetype"), [(None, "application/problem+json"), (BROWSER, "text/html")])
def test_what_is_not_in_the_release_is_told(client: FlaskClient, path: str, accept: str | None, mimetype: str) -> None:
    answer = client.get(f"/doc/{path}", headers={} if accept is None else {"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (404, mimetype)


def test_the_iri_described_never_comes_from_the_host_asked(client: FlaskClient) -> None:
    answer = client.get("/doc/skill/python.nt", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    assert answer.text.startswith(f"<{BASE}id/")
    location = client.get("/id/skill/python", headers={"Host": "evil.example"}).headers["Location"]
    assert location == "/doc/skill/python"


def test_a_graph_leads_to_its_dump(client: FlaskClient) -> None:
    for iri in publications.lines():
        answer = client.get("/" + iri.removeprefix(BASE))
        assert answer.status_code == 303
        with client.get(answer.headers["Location"]) as dump:
            assert dump.mimetype == "text/turtle"
            graph = rdflib.Graph().parse(data=dump.data, format="turtle")
        assert len(graph) == len(publications.lines()[iri]) + (150 if iri == SOURCE else 0)
    assert client.get("/graph/catalogue").headers["Location"] == "/release/catalogue.ttl"
    assert client.get("/graph/none").status_code == 404


def test_head_and_options_work(client: FlaskClient) -> None:
    for path, status in (("/id/skill/python", 303), ("/doc/skill/python", 200), ("/graph/entities", 303)):
        assert client.head(path).status_code == status
        assert client.head(path).data == b""
        assert client.options(path).status_code == 200


@pytest.mark.parametrize("raw", ["/id/skill/ci%2Fcd", "/id/id/skill/ci%2Fcd"])
def test_it_works_under_a_path_prefix_that_a_proxy_takes_off_or_leaves_on(client: FlaskClient, raw: str) -> None:
    under = {"SCRIPT_NAME": "/id", "RAW_URI": raw}
    answer = client.get("/id/skill/ci%2Fcd", environ_overrides=under)
    assert answer.headers["Location"] == "/id/doc/skill/ci%2Fcd"
    page = Links(client.get("/doc/obs/paper-1/share.html", environ_overrides={"SCRIPT_NAME": "/id"}).text)
    assert all(href.startswith(("/id/", "http", "data:")) for href in page.hrefs)


def test_a_new_release_is_seen_at_the_next_request(tmp_path: Path) -> None:
    root = publications.publish(tmp_path, "1")
    client = engines.app(root).test_client()
    assert client.get("/doc/skill/new").status_code == 404
    publications.publish(tmp_path, "2", {QUALITY: [f'<{BASE}id/skill/new> <{SKOS}note> "n"']})
    assert client.get("/doc/skill/new").status_code == 200
    publications.publish(tmp_path, "3")
    publications.publish(tmp_path, "4")
    assert client.get("/doc/skill/new").status_code == 404
