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

from lotgraph.schema.vocabulary import encode, mint
from lotgraph.web.views import resources

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
    native = 'profile="https://w3id.org/lotgraph/ns"'
    links = [link for link in answer.headers.getlist("Link") if link.endswith(native)]
    for suffix, media_type in FORMATS.items():
        relation = "self" if media_type == mimetype else "alternate"
        assert f'</doc/skill/python{suffix}>; rel="{relation}"; type="{media_type}"; {native}' in links
    assert len(links) == len(FORMATS)
    assert {"Accept", "Accept-Profile", "Accept-Encoding"} <= set(answer.vary)


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
    links = Links(client.get("/doc/obs/paper-1/share.html?view=statements").text)
    assert {"table", "th", "caption", "main"} <= links.tags
    local = [href for href in links.hrefs if href.startswith("/doc/") and "?" not in href]
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


def test_what_names_a_thing_is_counted_and_paged(client: FlaskClient) -> None:
    pages = [client.get(f"/doc/skill/often.nt?page={page}") for page in (1, 2)]
    # Beside its statements, a page says which part of them it has (Hydra).
    lines = [[line for line in page.text.splitlines() if "/doc/skill/often" not in line] for page in pages]
    assert [len(each) for each in lines] == [resources.INCOMING, 50]
    assert len({*lines[0], *lines[1]}) == 150
    links = pages[0].headers.getlist("Link")
    assert '</doc/skill/often.nt?page=2>; rel="next"' in links
    assert '</doc/skill/often.nt>; rel="prev"' in pages[1].headers.getlist("Link")
    assert pages[0].headers["ETag"] != pages[1].headers["ETag"]
    page = Links(client.get("/doc/skill/often.html?page=2").text)
    assert "150 statements" in page.text
    assert "101 to 150" in page.text
    assert "/doc/skill/often.html" in page.hrefs
    assert "Pages" not in client.get("/doc/skill/python.html").text


@pytest.mark.parametrize(
    ("page", "status", "said"),
    [("3", 404, "the last is 2"), ("0", 400, "whole number"), ("-1", 400, "whole number"), ("x", 400, "'x'"),
     ("9" * 30, 400, "whole number"), ("1&page=2", 400, "more than once"), ("%FF", 400, "not UTF-8")],
)  # fmt: skip
def test_a_page_that_there_is_not_is_told(client: FlaskClient, page: str, status: int, said: str) -> None:
    answer = client.get(f"/doc/skill/often?page={page}")
    assert answer.status_code == status
    assert said in answer.text


def test_what_the_client_has_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/doc/skill/python")
    tag = first.headers["ETag"]
    assert tag.startswith('"')
    for known in (tag, f"W/{tag}, {tag}"):
        again = client.get("/doc/skill/python", headers={"If-None-Match": known})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert client.get("/doc/skill/python.ttl").headers["ETag"] == tag
    others = [
        client.get("/doc/skill/python", headers={"Accept": "application/ld+json"}),
        client.get("/doc/skill/python?_profile=skos"),
        client.get("/doc/skill/c%23"),
    ]
    assert len({tag, *(each.headers["ETag"] for each in others)}) == 4


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_description_comes_in_the_coding_asked_for(client: FlaskClient, coding: str) -> None:
    plain = client.get("/doc/skill/often.nt")
    for _ in range(2):
        answer = client.get("/doc/skill/often.nt", headers={"Accept-Encoding": coding})
        assert answer.headers["Content-Encoding"] == coding
        assert len(answer.data) < len(plain.data)
        assert answer.headers["ETag"] == f'{plain.headers["ETag"][:-1]}-{coding}"'


FOREIGN = "http://data.example.com/esco/occupation/1#it"


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A publication that says something of a foreign IRI, and has retired two of its own."""
    same, said = "http://www.w3.org/2004/02/skos/core#closeMatch", "http://www.w3.org/2002/07/owl#deprecated"
    true = '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'
    replaced = "http://purl.org/dc/terms/isReplacedBy"
    old, lost = f"{BASE}id/skill/old", f"{BASE}id/skill/lost"
    extra = {
        publications.ENTITIES: [
            f'<{FOREIGN}> <{SKOS}prefLabel> "Foreign"@en',
            f"<{OCCUPATION}> <{same}> <{FOREIGN}>",
            f"<{OCCUPATION}> <{same}> <http://data.example.com/unknown>",
        ],
        publications.RETIRED: [
            f"<{old}> <{said}> {true}",
            f'<{old}> <{SKOS}prefLabel> "Old skill"@en',
            f"<{old}> <{replaced}> <{BASE}id/skill/python>",
            f"<{lost}> <{said}> {true}",
        ],
    }
    return engines.app(publications.publish(tmp_path_factory.mktemp("other"), extra=extra)).test_client()


def test_a_foreign_iri_is_described_and_led_to(other: FlaskClient) -> None:
    page = Links(other.get("/doc/occupation/23112013.html?view=statements").text)
    assert f"/describe?iri={quote(FOREIGN, safe='')}" in page.hrefs
    assert "http://data.example.com/unknown" in page.hrefs
    answer = other.get("/describe", query_string={"iri": FOREIGN})
    graph = rdflib.Graph().parse(data=answer.text, format="turtle")
    assert {str(subject) for subject in graph.subjects()} == {FOREIGN, OCCUPATION}
    html = other.get("/describe", query_string={"iri": FOREIGN, "_mediatype": "text/html"})
    assert html.mimetype == "text/html"
    assert "Foreign" in html.text
    for href in Links(html.text).hrefs:
        if href.startswith("/describe"):
            assert other.get(href).status_code == 200
    own = other.get("/describe", query_string={"iri": OCCUPATION})
    assert (own.status_code, own.headers["Location"]) == (303, "/doc/occupation/23112013")


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 400), ("iri=", 400), ("iri=no+iri", 400), ("iri=http://x/%FF", 400), ("iri=%3Chttp://x%3E", 400),
     ("iri=http://x/&iri=http://y/", 400), ("iri=http://x/nothing", 404), ("iri=http://x/%3E%20%3Fs%20%3Fp", 400),
     ("iri=" + "a" * 5000, 400), ("iri=http://" + "a" * 5000, 404), ("iri=%00", 400)],
)  # fmt: skip
def test_what_is_no_iri_or_not_said_of_is_told(other: FlaskClient, query: str, status: int) -> None:
    assert other.get(f"/describe?{query}").status_code == status


def test_what_was_retired_is_gone_and_leads_to_what_replaced_it(other: FlaskClient) -> None:
    assert other.get("/id/skill/old").headers["Location"] == "/doc/skill/old"
    answer = other.get("/doc/skill/old", headers={"If-None-Match": "*"})
    assert (answer.status_code, answer.mimetype) == (410, "text/turtle")
    assert f'<{BASE}id/skill/python>; rel="successor-version"' in answer.headers.getlist("Link")
    assert "isReplacedBy" in answer.text
    for _ in range(2):
        page = other.get("/doc/skill/old", headers={"Accept": BROWSER})
        assert page.status_code == 410
        assert "<h1>Old skill</h1>" in page.text
        assert "/doc/skill/python" in Links(page.text).hrefs
    assert "Nothing takes its place" in other.get("/doc/skill/lost.html").text
    assert other.get("/doc/skill/python").status_code == 200
    assert other.get("/doc/skill/never").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["../skill/python", "skill/../skill/python", "%2e%2e/skill/python", "skill%2Fpython", "skill/%70ython%00",
     "%", "skill/%", "skill/%zz", "skill/%C3", "//", "skill/python/", "a" * 5000, "%F0%9F%98%80", "skill/%22%3E%3Cb"],
)  # fmt: skip
@pytest.mark.parametrize("room", ["doc", "id"])
def test_any_path_has_an_answer(client: FlaskClient, room: str, path: str) -> None:
    answer = client.get(f"/{room}/{path}")
    # A slash at the end is none to the id.
    found = room == "doc" and path == "skill/python/"
    assert answer.status_code in (200, 303, 404) if room == "id" else answer.status_code == (200 if found else 404)


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
    assert all(href.startswith(("/id/", "http", "data:", "#")) for href in page.hrefs)


def test_a_new_release_is_seen_at_the_next_request(tmp_path: Path) -> None:
    root = publications.publish(tmp_path, "1")
    client = engines.app(root).test_client()
    assert client.get("/doc/skill/new").status_code == 404
    publications.publish(tmp_path, "2", {QUALITY: [f'<{BASE}id/skill/new> <{SKOS}note> "n"']})
    assert client.get("/doc/skill/new").status_code == 200
    publications.publish(tmp_path, "3")
    publications.publish(tmp_path, "4")
    assert client.get("/doc/skill/new").status_code == 404
