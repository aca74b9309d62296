"""A browser that asks the endpoint gets a page: the query in the editor, its answer as a table, errors in words."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from tests import engines, publications
from tests.publications import LG, OCCUPATION, SKOS
from werkzeug.test import TestResponse

from lotgraph.evaluation.contract import Head
from lotgraph.formats.media import Kind, find_formats
from lotgraph.rdf.terms import Term
from lotgraph.web.pages import answers
from lotgraph.web.questions import questions
from lotgraph.web.views import editor

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
LABELS = f"SELECT ?s ?l ?none {{ ?s <{SKOS}prefLabel> ?l }} ORDER BY ?l"
MANY = f"SELECT ?a ?b {{ ?a a <{LG}Skill> . ?b ?p ?o . ?c ?q ?r }}"
XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return engines.app(publications.publish(tmp_path_factory.mktemp("publication"))).test_client()


def browse(client: FlaskClient, query: str, **parameters: str) -> TestResponse:
    return client.get(f"/sparql?{urlencode({'query': query} | parameters)}", headers={"Accept": BROWSER})


def cells(page: str) -> list[list[str]]:
    rows = re.findall(r"<tr>(<td>.*?)</tr>", page, re.DOTALL)
    return [[html.unescape(re.sub("<[^>]*>", "", cell)) for cell in re.findall("<td>(.*?)</td>", row)] for row in rows]


def typed(page: str) -> str:
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert found
    return html.unescape(found[1])


def test_a_browser_gets_the_query_and_its_rows(client: FlaskClient) -> None:
    answer = browse(client, LABELS)
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    assert typed(answer.text) == LABELS
    assert "7 rows." in answer.text
    assert ["skill:asp.nt", "<b>ASP</b> & Co en", ""] in cells(answer.text)
    assert '<a href="/doc/occupation/23112013">occupation:23112013</a>' in answer.text


def test_the_whole_answer_is_a_link_away(client: FlaskClient) -> None:
    found = re.findall(r'<a href="([^"]*)" rel="nofollow">(\w+)</a>', browse(client, LABELS, timeout="5").text)
    assert [name for _, name in found] == ["JSON", "XML", "CSV", "TSV"]
    address = html.unescape(found[2][0])
    assert dict(parse_qsl(urlsplit(address).query)) == {"query": LABELS, "timeout": "5", "format": "csv"}
    answer = client.get(address, headers={"Accept": BROWSER})
    assert answer.mimetype == "text/csv"
    assert answer.text.count("\r\n") == 8


def test_a_hundred_rows_are_shown_of_a_long_answer(client: FlaskClient) -> None:
    page = browse(client, MANY).text
    assert len(cells(page)) == answers.ROWS
    assert "The first 100 rows; there are more." in page


def test_a_graph_is_a_table_of_triples(client: FlaskClient) -> None:
    page = browse(client, f"CONSTRUCT WHERE {{ <{OCCUPATION}> ?p ?o }}").text
    assert ["occupation:23112013", "skos:prefLabel", "Smith & Son en"] in cells(page)
    assert ">Turtle</a>" in page


@pytest.mark.parametrize(("query", "words"), [("ASK {}", "Yes"), ("ASK { <x:y> ?p ?o }", "No")])
def test_a_question_of_yes_or_no_has_a_word_for_its_answer(client: FlaskClient, query: str, words: str) -> None:
    assert f"<strong>{words}</strong>" in browse(client, query).text


def test_a_posted_form_of_a_browser_is_answered_with_a_page(client: FlaskClient) -> None:
    answer = client.post("/sparql", data={"query": LABELS, "format": ""}, headers={"Accept": BROWSER})
    assert answer.mimetype == "text/html"
    assert "7 rows." in answer.text


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("SELECT ?s {\n ?s ?p \n}", 400, "line 3, column 1"),
        ("SELEC ?s {}", 400, "line 1"),
        ("SELECT * { SERVICE <http://elsewhere.example/> { ?s ?p ?o } }", 400, "SERVICE"),
    ],
)
def test_what_is_wrong_is_told_with_the_query_in_the_editor(
    client: FlaskClient, query: str, status: int, words: str
) -> None:
    answer = browse(client, query)
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert typed(answer.text) == query
    assert words in answer.text
    assert answer.headers["Content-Security-Policy"] == editor.POLICY


def test_markup_in_a_query_is_text(client: FlaskClient) -> None:
    query = "# </textarea><script>alert(1)</script>\nASK {}"
    answer = browse(client, query)
    assert "<script>alert" not in answer.text
    assert typed(answer.text) == query


def test_the_graphs_that_were_asked_are_asked_again(client: FlaskClient) -> None:
    parameters = {"default-graph-uri": publications.SCHEME, "timeout": "2.5"}
    page = browse(client, LABELS, **parameters).text
    assert "1 row." in page
    for name, value in parameters.items():
        assert f'<input type="hidden" name="{name}" value="{value}">' in page


def test_the_page_comes_again_from_the_cache(client: FlaskClient) -> None:
    first, second = browse(client, LABELS), browse(client, LABELS)
    assert first.data == second.data
    for answer in (first, second):
        assert answer.headers["Content-Security-Policy"] == editor.POLICY
        assert "Accept" in answer.vary
    headers = {"Accept": BROWSER, "If-None-Match": first.headers["ETag"]}
    assert client.get(f"/sparql?{urlencode({'query': LABELS})}", headers=headers).status_code == 304


def test_every_question_is_linked_by_theme(client: FlaskClient) -> None:
    page = client.get("/sparql", headers={"Accept": BROWSER}).text
    linked = [urlsplit(html.unescape(each)).query for each in re.findall(r'href="(/sparql\?[^"]*)', page)]
    assert [dict(parse_qsl(each))["query"] for each in linked] == [each.text for each in questions()]
    assert re.findall("<h3>(.*?)</h3>", page) == list(dict.fromkeys(each.theme for each in questions()))
    assert len(page) < 100_000


def test_the_terms_of_the_editor_are_those_of_the_release(client: FlaskClient) -> None:
    found = client.get("/sparql/terms").get_json()
    assert found["prefixes"]["skos"] == SKOS
    assert found["prefixes"]["occupation"] == f"{publications.BASE}id/occupation/"


def test_terms_are_read_as_they_were_written() -> None:
    head = Head(Kind.RESULTS, find_formats("tsv")[0])
    text = (
        '?a\t?b\n<http://x/\\u00E9>\t"a\\t\\"b\\"\\\\"@en\n1.50\t"q"^^<http://x/d>\n_:b1\t\n<<( <a> <b> 1 )>>\ttrue\n'
    )
    assert answers.table(head, text.encode(), complete=True).rows == (
        (Term("http://x/é", "iri"), Term('a\t"b"\\', "literal", f"{XSD}string", "en")),
        (Term("1.50", "literal", f"{XSD}decimal"), Term("q", "literal", "http://x/d")),
        (Term("_:b1", "blank"), None),
        (Term("<<( <a> <b> 1 )>>", "literal", f"{XSD}string"), Term("true", "literal", f"{XSD}boolean")),
    )


def test_a_row_that_was_cut_is_not_shown() -> None:
    head = Head(Kind.RESULTS, find_formats("tsv")[0])
    cut = answers.table(head, '?a\n"one"\n"tw\xc3'.encode("latin-1"), complete=False)
    assert [row[0].value for row in cut.rows if row[0]] == ["one"]
    assert cut.more
    assert not answers.table(head, b'?a\n"one"\n"two"', complete=True).more
