"""HTTP's own rules at the app: codings of requests, If-Match, preferences, what a format cannot hold (RFC 9110)."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import rdflib
from flask.testing import FlaskClient
from tests.publications import BASE, LG, OCCUPATION, SOURCE, publish

from lotgraph.formats import media
from lotgraph.settings import Settings
from lotgraph.web import create_app

QUERY = "SELECT * { ?s ?p ?o } LIMIT 1"
DOC = "/doc/occupation/23112013"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    settings = Settings.load(Path("/dev/null"), {}, {"query_bytes": 2000, "workers": 1})
    app = create_app(publish(tmp_path_factory.mktemp("publication")), settings, log=None)
    with app.test_client() as client:
        yield client


# Request bodies.


@pytest.mark.parametrize(
    ("body", "mimetype"),
    [
        (QUERY.encode(), "application/sparql-query"),
        (f"query={quote(QUERY)}".encode(), "application/x-www-form-urlencoded"),
    ],
)
@pytest.mark.parametrize("coding", ["gzip", "GZIP", "x-gzip"])
def test_a_query_is_read_in_gzip(client: FlaskClient, body: bytes, mimetype: str, coding: str) -> None:
    answer = client.post(
        "/sparql", data=gzip.compress(body, mtime=0), content_type=mimetype, headers={"Content-Encoding": coding}
    )
    assert answer.status_code == 200, answer.text
    assert len(answer.json["results"]["bindings"]) == 1  # type: ignore[index]


def test_every_other_body_is_read_in_gzip_too(client: FlaskClient) -> None:
    body = gzip.compress(json.dumps([OCCUPATION]).encode(), mtime=0)
    answer = client.post("/upgrade", data=body, content_type="application/json", headers={"Content-Encoding": "gzip"})
    assert answer.status_code == 200
    assert len(answer.json["results"]) == 1  # type: ignore[index]


def test_a_body_as_it_is_may_say_so(client: FlaskClient) -> None:
    headers = {"Content-Encoding": "identity"}
    answer = client.post("/sparql", data=QUERY, content_type="application/sparql-query", headers=headers)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("coding", "body", "status", "words"),
    [
        ("br", QUERY.encode(), 415, "read as it is or in gzip"),
        ("gzip, gzip", QUERY.encode(), 415, "not in the coding 'gzip, gzip'"),
        ("gzip", QUERY.encode(), 400, "not gzip"),
        ("gzip", gzip.compress(QUERY.encode(), mtime=0)[:-4], 400, "one whole gzip"),
        ("gzip", gzip.compress(QUERY.encode(), mtime=0) * 2, 400, "one whole gzip"),
        ("gzip", gzip.compress(b" " * 1_000_000 + QUERY.encode(), mtime=0), 413, "up to 2000 bytes"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(
    client: FlaskClient, coding: str, body: bytes, status: int, words: str
) -> None:
    headers = {"Content-Encoding": coding}
    answer = client.post("/sparql", data=body, content_type="application/sparql-query", headers=headers)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert words in answer.json["detail"]  # type: ignore[index]
    assert (answer.headers.get("Accept-Encoding") == "gzip") == (status == 415)


# If-Match.

PLACES = [DOC, f"{DOC}.ttl", "/sparql?query=" + quote(QUERY), "/release/dumps/lotgraph.nq", "/catalogue", "/ontology"]


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("place", PLACES)
def test_a_failed_if_match_is_412_without_a_body(client: FlaskClient, place: str, method: str) -> None:
    ask = getattr(client, method)
    for _ in range(2):  # made anew, and as it was kept
        answer = ask(place, headers={"If-Match": '"other"'})
        assert (answer.status_code, answer.data) == (412, b"")
        assert "Content-Encoding" not in answer.headers
        with ask(place) as answer:
            assert answer.status_code == 200
    with ask(place) as answer:
        etag = answer.headers["ETag"]
    with ask(place, headers={"If-Match": f'"other", {etag}'}) as answer:
        assert answer.status_code == (200 if etag.startswith('"') else 412)
    with ask(place, headers={"If-Match": "*"}) as answer:
        assert answer.status_code == 200
    # If-Match comes before If-None-Match (RFC 9110, 13.2.2).
    assert ask(place, headers={"If-Match": '"other"', "If-None-Match": etag}).status_code == 412


def test_a_weak_tag_matches_no_if_match(client: FlaskClient) -> None:
    etag = client.get(DOC).headers["ETag"]
    assert client.get(DOC, headers={"If-Match": f"W/{etag}"}).status_code == 412


def test_a_query_that_is_posted_has_no_tag_to_match(client: FlaskClient) -> None:
    headers = {"If-Match": '"other"'}
    answer = client.post("/sparql", data=QUERY, content_type="application/sparql-query", headers=headers)
    assert answer.status_code == 200


# Preferences.


@pytest.mark.parametrize(
    ("accept", "mimetype"),
    [
        ("text/csv, */*", "text/csv"),
        ("*/*, text/csv", "text/csv"),
        ("text/csv, */*;q=0.9", "text/csv"),
        ("text/csv;q=0.8, */*", "application/sparql-results+json"),
        ("application/*, text/csv", "text/csv"),
        ("application/json, */*", "application/json"),
    ],
)
def test_of_equals_the_type_that_is_named_most_closely_is_sent(client: FlaskClient, accept: str, mimetype: str) -> None:
    assert client.get("/sparql?query=" + quote(QUERY), headers={"Accept": accept}).mimetype == mimetype


# What XML cannot hold.

CONTROLS = ["\\u0001", "\\u001F", "\\uFFFE"]


@pytest.mark.parametrize("character", CONTROLS)
@pytest.mark.parametrize(
    ("query", "mimetype"),
    [
        ('SELECT ("a{}b" AS ?x) {{}}', "application/sparql-results+xml"),
        ('CONSTRUCT {{ <urn:a> <urn:b> "a{}b" }} {{}}', "application/rdf+xml"),
    ],
)
def test_what_xml_cannot_hold_is_406_with_advice(
    client: FlaskClient, query: str, mimetype: str, character: str
) -> None:
    text = query.format(character)
    answer = client.get("/sparql?query=" + quote(text), headers={"Accept": mimetype})
    assert answer.status_code == 406, answer.text
    assert "ask for it in another format: application/sparql-results+json" in answer.json["detail"]  # type: ignore[index]
    assert client.get("/sparql?query=" + quote(text)).status_code == 200


def test_xml_holds_tabs_line_ends_and_every_other_character(client: FlaskClient) -> None:
    query = 'SELECT ("a\\t\\n\\r\\u0020\\uFFFD\\U0001F600" AS ?x) {}'
    answer = client.get("/sparql?query=" + quote(query), headers={"Accept": "application/sparql-results+xml"})
    assert answer.status_code == 200


# Clauses that engines read in two ways.


def test_values_after_group_by_restricts_what_is_grouped_by(client: FlaskClient) -> None:
    query = "SELECT ?t (COUNT(*) AS ?n) { ?s a ?t } GROUP BY ?t VALUES ?t { <https://w3id.org/lotgraph/ns#Skill> }"
    (found,) = client.get("/sparql?query=" + quote(query)).json["results"]["bindings"]  # type: ignore[index]
    assert found["n"]["value"] == "6"


def test_values_of_an_aggregate_are_refused_with_the_advice_to_use_having(client: FlaskClient) -> None:
    query = "SELECT ?t (COUNT(*) AS ?n) { ?s a ?t } GROUP BY ?t VALUES ?n { 6 }"
    answer = client.get("/sparql?query=" + quote(query))
    assert answer.status_code == 400
    assert "HAVING" in answer.json["detail"]  # type: ignore[index]


# Other names of what there is.


@pytest.mark.parametrize(
    "place", [DOC, "/ontology", "/catalogue", "/describe?iri=https%3A%2F%2Fw3id.org%2Flotgraph%2Fns%23Skill"]
)
@pytest.mark.parametrize("accept", ["application/json", "application/json, */*"])
def test_json_is_taken_for_json_ld(client: FlaskClient, place: str, accept: str) -> None:
    answer = client.get(place, headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, "application/ld+json")
    assert isinstance(json.loads(answer.data), list)


def test_json_is_json_ld_of_a_graph_that_answers_too(client: FlaskClient) -> None:
    query = "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1"
    answer = client.get("/sparql?query=" + quote(query), headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert json.loads(answer.data)[0]["@id"]


@pytest.mark.parametrize(
    ("parameter", "mimetype"),
    [
        ("output=csv", "text/csv"),
        ("output=xml", "application/sparql-results+xml"),
        ("format=tsv&output=csv", "text/tab-separated-values"),
    ],
)
def test_output_is_understood_as_format_is(client: FlaskClient, parameter: str, mimetype: str) -> None:
    assert client.get(f"/sparql?query={quote(QUERY)}&{parameter}").mimetype == mimetype


@pytest.mark.parametrize("suffix", ["ttl", "nt", "rdf", "jsonld", "html"])
def test_the_catalogue_has_an_address_for_each_format_and_a_tag(client: FlaskClient, suffix: str) -> None:
    answer = client.get(f"/catalogue.{suffix}", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.mimetype) == (
        200,
        media.HTML if suffix == "html" else media.of_file(f"x.{suffix}"),
    )
    again = client.get(f"/catalogue.{suffix}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_suffix_that_there_is_not_is_told(client: FlaskClient) -> None:
    answer = client.get("/catalogue.xlsx")
    assert answer.status_code == 404
    assert ".ttl" in answer.json["detail"]  # type: ignore[index]


@pytest.mark.parametrize("place", [DOC, "/ontology", "/catalogue", "/doc/skill/python"])
def test_a_slash_at_the_end_is_no_other_address(client: FlaskClient, place: str) -> None:
    answer, other = (client.get(each, headers={"Accept": "text/turtle"}) for each in (place, f"{place}/"))
    assert (other.status_code, other.data) == (200, answer.data)


# Parts.

HYDRA = rdflib.Namespace("http://www.w3.org/ns/hydra/core#")


def test_a_description_that_is_a_part_says_so_in_rdf_with_the_total(tmp_path: Path) -> None:
    shares = [f"<{BASE}id/obs/paper-1/more/{n}> <{LG}occupation> <{OCCUPATION}>" for n in range(278)]
    app = create_app(publish(tmp_path, extra={SOURCE: shares}), Settings.load(Path("/dev/null"), {}, {}), log=None)
    whole, views = rdflib.URIRef(f"{BASE}doc/occupation/23112013"), []
    with app.test_client() as client:
        for page in (1, 2, 3):
            graph = rdflib.Graph().parse(data=client.get(f"{DOC}.ttl?page={page}").data, format="turtle")
            assert graph.value(whole, HYDRA.totalItems) == rdflib.Literal(281)
            view = graph.value(whole, HYDRA.view)
            assert view == rdflib.URIRef(f"{whole}?page={page}")
            assert (view, rdflib.RDF.type, HYDRA.PartialCollectionView) in graph
            assert graph.value(view, HYDRA.last) == rdflib.URIRef(f"{whole}?page=3")
            assert (graph.value(view, HYDRA.next) is None) == (page == 3)
            assert (graph.value(view, HYDRA.previous) is None) == (page == 1)
            views.append(int(str(graph.value(view, rdflib.VOID.triples))))
    assert sum(views) == 281


def test_a_whole_description_says_nothing_of_pages(client: FlaskClient) -> None:
    assert b"hydra" not in client.get(f"{DOC}.ttl").data
