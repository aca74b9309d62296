"""The ontology and the shapes at their namespaces."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from flask.testing import FlaskClient
from tests import engines
from tests.graphs import canonical
from tests.test_web_resources import BROWSER, Links

LG = "https://w3id.org/lotgraph/ns#"
LGSH = "https://w3id.org/lotgraph/shapes#"
SUFFIXES = {".nt": "nt", ".rdf": "xml", ".jsonld": "json-ld", ".ttl": "turtle"}


@pytest.fixture(scope="module")
def client(publication: Path) -> FlaskClient:
    return engines.app(publication).test_client()


def written(root: Path, folder: str) -> rdflib.Graph:
    found = rdflib.Graph()
    for path in (root / folder).rglob("*.ttl"):
        found.parse(path)
    return found


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("folder", ["ontology", "shapes"])
def test_a_vocabulary_is_the_same_graph_in_every_format(client: FlaskClient, root: Path, folder: str) -> None:
    source = canonical(written(root, folder))
    for suffix, form in SUFFIXES.items():
        answer = client.get(f"/{folder}{suffix}")
        assert answer.status_code == 200
        assert canonical(rdflib.Graph().parse(data=answer.data, format=form)) == source, suffix
        negotiated = client.get(f"/{folder}", headers={"Accept": answer.mimetype})
        assert (negotiated.data, negotiated.headers["ETag"]) == (answer.data, answer.headers["ETag"])
        assert client.get(f"/{folder}{suffix}", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_the_bytes_are_the_same_in_another_process(publication: Path, client: FlaskClient) -> None:
    # Blank nodes are named by their place: the ETag is a strong one.
    other = engines.app(publication, cache_bytes=0).test_client()
    for path in ("/ontology.nt", "/shapes.rdf", "/ontology.jsonld"):
        assert other.get(path).data == client.get(path).data == other.get(path).data


@pytest.mark.parametrize(("folder", "namespace"), [("ontology", LG), ("shapes", LGSH)])
def test_every_term_has_an_anchor_on_the_page(client: FlaskClient, root: Path, folder: str, namespace: str) -> None:
    page = client.get(f"/{folder}", headers={"Accept": BROWSER})
    assert page.mimetype == "text/html"
    source = written(root, folder)
    terms = {str(each).removeprefix(namespace) for each in source.subjects() if str(each).startswith(namespace)}
    assert len(terms) > 40
    for term in terms:
        assert f'<article id="{term}"' in page.text
    hrefs = {href.partition("#")[2] for href in Links(page.text).hrefs if "#" in href and not href.startswith("http")}
    assert hrefs >= terms


def test_the_ontology_says_what_a_term_means_and_where_it_is_used(client: FlaskClient) -> None:
    text = Links(client.get("/ontology.html").text).text
    for said in ("The lotgraph ontology", "version 0.1.0", "A node, at any level", "in the domain of", "superclass of",
                 "lg:SkillListing or lg:ShareObservation"):  # fmt: skip
        assert said in text


def test_the_shapes_say_their_number_message_and_severity(client: FlaskClient) -> None:
    page = client.get("/shapes.html").text
    shape = page.partition('<article id="S33"')[2].partition("</article>")[0]
    for said in ("must be above 0", "sh:Violation", "lg:SalaryEstimate", "lg:amount", "/ontology#amount"):
        assert said in shape
    # A shape that is judged by a query has the message of that.
    assert "must fit" in page.partition('<article id="S38"')[2].partition("</article>")[0]
    assert "sh:Warning" in page.partition('<article id="S39"')[2].partition("</article>")[0]
    assert "<pre><code>" in page


def test_the_namespace_leads_to_the_ontology(client: FlaskClient) -> None:
    answer = client.get("/ns")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/ontology")


@pytest.mark.parametrize(
    ("path", "status"),
    [("/ontology.pdf", 404), ("/ontologyx", 404), ("/ontology%2ettl", 200), ("/shapes?_mediatype=image/png", 406),
     ("/shapes?page=2", 404), ("/ontology?_profile=skos", 406), ("/ontology?_profile=alt", 200), ("/ontology/..", 404),
     ("/ontology?_profile=%FF", 400)],
)  # fmt: skip
def test_what_there_is_not_is_told(client: FlaskClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_a_page_of_the_data_leads_to_the_terms_it_uses(client: FlaskClient) -> None:
    page = Links(client.get("/doc/skill/algorithms.html?view=statements").text)
    assert "/ontology#Skill" in page.hrefs
    assert "/ontology#skill" in page.hrefs
