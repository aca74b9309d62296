"""/sparql: the protocol, the formats, what is refused."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from urllib.parse import urlencode

import pytest
import rdflib
from flask.testing import FlaskClient
from tests import engines, publications
from tests.publications import BASE, ENTITIES, OCCUPATION, QUALITY, SCHEME
from werkzeug.test import TestResponse

from lotgraph.formats import media
from lotgraph.web.http import protocol

BODY_LIMIT = 1024 * 1024

SELECT = "SELECT ?s ?l { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?l } ORDER BY ?s"
ASK = "ASK { ?s ?p ?o }"
CONSTRUCT = "CONSTRUCT WHERE { ?s ?p ?o }"
DESCRIBE = f"DESCRIBE <{OCCUPATION}>"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

FORMS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "rdfxml": "application/rdf+xml",
    "jsonld": "application/ld+json",
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return engines.app(publications.publish(tmp_path_factory.mktemp("publication"))).test_client()


def problem(response: TestResponse, status: int) -> str:
    """The detail of an error, which has one shape everywhere."""
    assert response.status_code == status, response.text
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.mimetype == "application/problem+json"
    said = response.json
    assert isinstance(said, dict)
    assert said["status"] == status
    assert set(said) == {"type", "title", "status", "detail"}
    return str(said["detail"])


def get(client: FlaskClient, query: str, accept: str | None = None, **parameters: str) -> TestResponse:
    headers = {} if accept is None else {"Accept": accept}
    return client.get("/sparql", query_string={"query": query, **parameters}, headers=headers)


def requests(client: FlaskClient, query: str) -> list[TestResponse]:
    return [
        get(client, query),
        client.post("/sparql", data={"query": query}),
        client.post("/sparql", data=query.encode(), content_type="application/sparql-query"),
        client.post("/sparql/", data=query.encode(), content_type="application/sparql-query; charset=UTF-8"),
    ]


def test_the_three_ways_to_ask_give_one_answer(client: FlaskClient) -> None:
    answers = requests(client, f"{SELECT} # é %41 +")
    assert [answer.status_code for answer in answers] == [200] * 4
    assert len({answer.text for answer in answers}) == 1
    bindings = json.loads(answers[0].text)["results"]["bindings"]
    assert bindings[0]["l"]["value"] == "Smith & Son"


def test_a_form_is_decoded_once(client: FlaskClient) -> None:
    answer = client.post("/sparql", data={"query": "SELECT ('%2541+é' AS ?x) {}", "format": "csv"})
    assert answer.text == "x\r\n%2541+é\r\n"


@pytest.mark.parametrize("query", [SELECT, ASK, CONSTRUCT, DESCRIBE])
@pytest.mark.parametrize("name", FORMS)
def test_each_form_of_query_comes_in_each_format_it_can_have(client: FlaskClient, query: str, name: str) -> None:
    by_accept, by_name = get(client, query, FORMS[name]), get(client, query, "image/png", format=name)
    graph = query in (CONSTRUCT, DESCRIBE)
    if graph is (media.find_formats(name)[0].kind is media.Kind.GRAPH):
        assert by_accept.status_code == by_name.status_code == 200
        assert by_accept.mimetype == by_name.mimetype == FORMS[name]
        assert by_accept.data == by_name.data
        assert by_accept.content_length == len(by_accept.data)
        assert "Accept" in by_accept.vary
    elif name in ("json", "xml"):
        # Many servers call these formats of a graph so, and clients with them.
        assert by_name.mimetype == {"json": FORMS["jsonld"], "xml": FORMS["rdfxml"]}[name]
        problem(by_accept, 406)
    else:
        for answer in (by_accept, by_name):
            assert "it can be sent as" in problem(answer, 406)


@pytest.mark.parametrize(
    ("query", "accept", "mimetype"),
    [
        (SELECT, None, FORMS["json"]),
        (SELECT, "*/*", FORMS["json"]),
        (SELECT, BROWSER, "text/html"),
        (SELECT, f"{BROWSER}, application/sparql-results+json", FORMS["json"]),
        (SELECT, "text/html;q=0.9, */*", FORMS["json"]),
        (SELECT, "application/json", "application/json"),
        (SELECT, "text/*", FORMS["csv"]),
        (SELECT, "text/csv;q=0.5, application/sparql-results+xml", FORMS["xml"]),
        (CONSTRUCT, None, FORMS["turtle"]),
        (CONSTRUCT, BROWSER, "text/html"),
        (DESCRIBE, "application/rdf+xml, text/turtle;q=0.9", FORMS["rdfxml"]),
        (DESCRIBE, "*/*, text/turtle;q=0", FORMS["ntriples"]),
    ],
)
def test_accept_is_negotiated(client: FlaskClient, query: str, accept: str | None, mimetype: str) -> None:
    assert get(client, query, accept).mimetype == mimetype


def test_describe_is_a_graph_with_prefixes(client: FlaskClient) -> None:
    answer = get(client, DESCRIBE)
    assert "\noccupation:23112013 " in answer.text
    graph = rdflib.Graph().parse(data=answer.text, format="turtle")
    assert set(map(str, graph.subjects())) == {OCCUPATION}


def test_relative_iris_are_those_of_the_data(client: FlaskClient) -> None:
    answer = get(client, "SELECT ?type { <id/occupation/23112013> a ?type }", "text/csv")
    assert answer.text == f"type\r\n{publications.LG}Occupation\r\n"


def test_csv_holds_the_labels(client: FlaskClient) -> None:
    rows = list(csv.reader(io.StringIO(get(client, SELECT, "text/csv").text)))
    assert rows[0] == ["s", "l"]
    assert {row[1] for row in rows[1:]} == {"Smith & Son", *publications.SKILLS.values()}


@pytest.mark.parametrize(
    ("pairs", "count"),
    [
        ([], sum(len(lines) for iri, lines in publications.lines().items() if iri != QUALITY)),
        ([("default-graph-uri", SCHEME)], 2),
        ([("default-graph-uri", SCHEME), ("default-graph-uri", QUALITY)], 3),
        ([("named-graph-uri", SCHEME)], 0),
        ([("default-graph-uri", "http://nowhere.example/")], 0),
    ],
)
def test_the_request_may_name_the_graphs(client: FlaskClient, pairs: list[tuple[str, str]], count: int) -> None:
    query = f"SELECT (COUNT(*) AS ?n) {'FROM <' + ENTITIES + '>' if pairs else ''} {{ ?s ?p ?o }}"
    form = [("query", query), ("format", "csv")]
    expected = f"n\r\n{count}\r\n"
    assert client.get("/sparql?" + urlencode(form + pairs)).text == expected
    body = urlencode(form + pairs)
    assert client.post("/sparql", data=body, content_type=protocol.FORM).text == expected
    direct = client.post("/sparql?" + urlencode([*pairs, ("format", "csv")]), data=query, content_type=protocol.QUERY)
    assert direct.text == expected


def test_head_gives_the_headers_of_get(client: FlaskClient) -> None:
    got = get(client, SELECT)
    head = client.head("/sparql", query_string={"query": SELECT})
    assert head.status_code == 200
    assert head.data == b""
    assert (head.content_type, head.content_length) == (got.content_type, got.content_length)


def test_options_tells_other_sites_what_they_may_do(client: FlaskClient) -> None:
    answer = client.options("/sparql", headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]


def test_a_browser_without_a_query_gets_a_page_to_type_one(client: FlaskClient) -> None:
    answer = client.get("/sparql", headers={"Accept": BROWSER})
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    assert "<textarea" in answer.text
    assert get(client, str(client.application.jinja_env.globals["example"])).status_code == 200


@pytest.mark.parametrize("accept", ["application/sparql-results+json", "text/csv"])
def test_a_program_without_a_query_is_told(client: FlaskClient, accept: str) -> None:
    assert "no query" in problem(client.get("/sparql", headers={"Accept": accept}), 400)


def test_a_malformed_query_is_told_with_its_place(client: FlaskClient) -> None:
    for answer in requests(client, "SELECT ?s {\n ?s ?p \n}"):
        assert problem(answer, 400).startswith("line 3, column 1: found }")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/sparql?query=", "empty"),
        ("/sparql?query=%20%0A", "empty"),
        ("/sparql?query=ASK%7B%7D&query=ASK%7B%7D", "One query"),
        ("/sparql?query=ASK%7B%7D&timeout=1&timeout=2", "more than once"),
        ("/sparql?query=ASK%7B%7D&format=yaml", "There are json, xml, csv, tsv, turtle"),
        ("/sparql?query=ASK%7B%7D&format=x%0D%0AX-Evil:%201", "no such format"),
        ("/sparql?query=ASK%7B%7D&default-graph-uri=no%20iri", "is not an IRI"),
        ("/sparql?update=DROP%20ALL", "nothing can be changed"),
        ("/sparql?query=DROP%20ALL", "no updates"),
        ("/sparql?query=ASK%20%7B%20%22%FF%22%20%7D", "not UTF-8"),
        ("/sparql?query=ASK%7B%7D" + "&a=1" * 1000, "up to 1000 parameters"),
        ("/sparql?query=ASK%7BSERVICE%20%3Chttp://127.0.0.1/%3E%7B%7D%7D", "SERVICE is refused"),
    ],
)
def test_what_cannot_be_answered_is_told(client: FlaskClient, address: str, words: str) -> None:
    answer = client.get(address)
    assert words in problem(answer, 400)
    assert "X-Evil" not in answer.headers


@pytest.mark.parametrize(
    ("body", "content_type", "status", "words"),
    [
        (b"ASK {}", None, 415, "must be named in Content-Type"),
        (b"ASK {}", "text/plain", 415, "not text/plain"),
        (b"query=ASK%7B%7D", "multipart/form-data", 415, "not multipart/form-data"),
        (b"DROP ALL", "application/sparql-update", 415, "not application/sparql-update"),
        (b"ASK {}", "application/sparql-query; charset=utf-16", 415, "UTF-8"),
        (b'ASK { "\xff" }', "application/sparql-query", 400, "byte 7"),
        (b"query=ASK%7B%22%FF%22%7D", "application/x-www-form-urlencoded", 400, "not UTF-8"),
        (b"query=\xff", "application/x-www-form-urlencoded", 400, "not UTF-8"),
        (b"update=DROP%20ALL", "application/x-www-form-urlencoded", 400, "nothing can be changed"),
        (b"", "application/x-www-form-urlencoded", 400, "0 were sent"),
        (b"", "application/sparql-query", 400, "empty"),
        (b" " * (BODY_LIMIT + 1), "application/sparql-query", 413, str(BODY_LIMIT)),
        (b"a=" * BODY_LIMIT, "application/x-www-form-urlencoded", 413, str(BODY_LIMIT)),
    ],
)
def test_a_body_that_cannot_be_answered_is_told(
    client: FlaskClient, body: bytes, content_type: str | None, status: int, words: str
) -> None:
    assert words in problem(client.post("/sparql", data=body, content_type=content_type), status)


def test_a_query_in_the_address_and_one_in_the_body_are_two(client: FlaskClient) -> None:
    answer = client.post("/sparql?query=ASK%7B%7D", data={"query": ASK})
    assert "2 were sent" in problem(answer, 400)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(client: FlaskClient, method: str) -> None:
    answer = client.open("/sparql", method=method, data=ASK)
    problem(answer, 405)
    assert {"GET", "HEAD", "OPTIONS", "POST"} == set(answer.headers["Allow"].split(", "))


def test_a_fault_of_the_store_is_503_and_tells_nothing_of_the_machine(tmp_path: Path) -> None:
    publication = publications.publish(tmp_path / "p")
    (publication / "current" / "store" / "CURRENT").unlink()
    answer = engines.app(publication).test_client().get("/sparql", query_string={"query": ASK})
    assert str(tmp_path) not in problem(answer, 503)


def test_the_iris_of_an_answer_never_come_from_the_host_asked(client: FlaskClient) -> None:
    answer = client.get("/sparql", query_string={"query": CONSTRUCT}, headers={"Host": "evil.example"})
    assert BASE in answer.text
    assert "evil" not in answer.text
