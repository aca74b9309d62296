"""Content negotiation by profile, and what the seeds are in each of the profiles."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from rdflib.compare import isomorphic
from tests import engines
from werkzeug.test import TestResponse

from lotgraph.web.http.negotiation import Document
from lotgraph.web.pages import profiles

SCHEMA = rdflib.Namespace("https://schema.org/")
BASE = "https://w3id.org/lotgraph/"
OCCUPATION = rdflib.URIRef(f"{BASE}id/occupation/23112013")
IRIS = {"lg": "https://w3id.org/lotgraph/ns", "skos": "http://www.w3.org/2004/02/skos/core", "schema": str(SCHEMA)}


@pytest.fixture(scope="module")
def client(publication: Path) -> FlaskClient:
    return engines.app(publication).test_client()


def graph(answer: TestResponse) -> rdflib.Graph:
    assert answer.status_code == 200
    return rdflib.Graph().parse(data=answer.data, format=answer.mimetype)


def nquads(said: rdflib.Graph) -> list[str]:
    return sorted(line for line in said.serialize(format="nt").splitlines() if line)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("path", ["occupation/23112013", "skill/algorithms", "area/US-NC", "source/ncstate-3800fd2e"])
@pytest.mark.parametrize("profile", ["lg", "skos", "schema", "alt"])
def test_json_ld_is_the_same_graph_as_turtle(client: FlaskClient, path: str, profile: str) -> None:
    turtle = client.get(f"/doc/{path}.ttl?_profile={profile}")
    if turtle.status_code == 406:
        assert (path.partition("/")[0], profile) in {("area", "skos"), ("source", "skos")}
        return
    said = graph(turtle)
    json = client.get(f"/doc/{path}.jsonld?_profile={profile}")
    assert nquads(graph(json)) == nquads(said)
    for suffix in (".nt", ".rdf"):
        assert isomorphic(graph(client.get(f"/doc/{path}{suffix}?_profile={profile}")), said)
    assert not [term for triple in said for term in triple if isinstance(term, rdflib.BNode)]


@pytest.mark.parametrize("token", IRIS)
def test_a_profile_is_asked_for_in_every_way(client: FlaskClient, token: str) -> None:
    path, iri = "/doc/occupation/23112013", IRIS[token]
    answers = [
        client.get(path, query_string={"_profile": token}),
        client.get(path, query_string={"_profile": iri}),
        client.get(path, query_string={"_profile": token, "_mediatype": "text/turtle"}),
        client.get(path, headers={"Accept-Profile": f"<{iri}>"}),
        client.get(path, headers={"Accept-Profile": f"<urn:x:none>, <{iri}>;q=0.8, <{IRIS['lg']}>;q=0.1"}),
    ]
    assert len({answer.data for answer in answers}) == 1
    for answer in answers:
        assert answer.headers["Content-Profile"] == f"<{iri}>"
        assert f'<{iri}>; rel="profile"' in answer.headers.getlist("Link")
        assert "Accept-Profile" in answer.vary


def test_a_header_states_a_preference_and_an_address_names_one(client: FlaskClient) -> None:
    path = "/doc/occupation/23112013"
    for wanted in ("<urn:x:none>", "", ",,;q=", "<>", "<a;q=1", "a" * 10_000, "<https://schema.org/>;q=0"):
        answer = client.get(path, headers={"Accept-Profile": wanted})
        assert answer.headers["Content-Profile"] == f"<{IRIS['lg']}>"
    for parameters in (
        {"_profile": "none"},
        {"_mediatype": "image/png"},
        {"_profile": "skos", "_mediatype": "text/html"},
    ):
        refused = client.get(path, query_string=parameters)
        assert refused.status_code == 406
        assert "schema <https://schema.org/>" in refused.json["detail"]  # type: ignore[index]
    assert client.get(f"{path}.html?_profile=schema").status_code == 406
    assert client.get(f"{path}?_profile=lg&_profile=skos").status_code == 400
    # HTML is there in the native profile alone.
    page = client.get(path, headers={"Accept": "text/html", "Accept-Profile": f"<{SCHEMA}>"})
    assert (page.mimetype, page.headers["Content-Profile"]) == ("text/html", f"<{IRIS['lg']}>")


@pytest.mark.parametrize("accept", ["a/b," * 2500, "*/*;q=0." + "0" * 10_000, '"' * 10_000, "text/turtle;" * 900])
def test_a_long_accept_is_read(client: FlaskClient, accept: str) -> None:
    assert client.get("/doc/skill/algorithms", headers={"Accept": accept}).status_code in (200, 406)


@given(st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=60))
def test_any_wish_for_a_profile_can_be_read(publication: Path, wanted: str) -> None:
    with engines.app(publication).test_request_context("/", headers={"Accept-Profile": wanted}):
        assert Document("/x", "http://x/", (profiles.NATIVE, profiles.SKOS)).choose().profile in (
            profiles.NATIVE,
            profiles.SKOS,
            profiles.ALTERNATES,
        )


def test_every_alternate_is_there(client: FlaskClient) -> None:
    answer = client.get("/doc/occupation/23112013?_profile=alt")
    altr = rdflib.Namespace("http://www.w3.org/ns/dx/connegp/altr#")
    said = graph(answer)
    found = {
        *said.objects(OCCUPATION, altr.hasRepresentation),
        *said.objects(OCCUPATION, altr.hasDefaultRepresentation),
    }
    assert len(found) == 4 * 3 + 1
    for each in found:
        representation = client.get("/" + str(each).removeprefix(BASE))
        assert representation.status_code == 200
        assert representation.mimetype == str(said.value(each, rdflib.DCTERMS["format"]))
        profile = said.value(each, rdflib.DCTERMS.conformsTo)
        assert representation.headers["Content-Profile"] == f"<{profile}>"
    page = client.get("/doc/occupation/23112013?_profile=alt", headers={"Accept": "text/html"})
    assert "/doc/occupation/23112013.jsonld?_profile=schema" in page.text


def test_the_links_name_the_tokens_and_what_the_document_is_about(client: FlaskClient) -> None:
    links = client.get("/doc/occupation/23112013").headers.getlist("Link")
    assert f'<{BASE}doc/occupation/23112013>; rel="canonical"' in links
    assert f'<{OCCUPATION}>; rel="describes"' in links
    assert '</release/catalogue.ttl>; rel="describedby"' in links
    typed = 'rel="type"; token="skos"; anchor="http://www.w3.org/2004/02/skos/core"'
    assert f"<http://www.w3.org/ns/dx/prof/Profile>; {typed}" in links


def test_an_occupation_in_plain_skos(client: FlaskClient) -> None:
    said = graph(client.get("/doc/occupation/23112013?_profile=skos"))
    assert (OCCUPATION, rdflib.RDF.type, rdflib.SKOS.Concept) in said
    broader = said.value(OCCUPATION, rdflib.SKOS.broader)
    assert broader is not None
    assert said.value(broader, rdflib.SKOS.prefLabel)
    assert list(said.objects(OCCUPATION, rdflib.SKOS.altLabel))
    assert not [each for each in said.predicates() if "lotgraph/ns#" in str(each)]
    above = graph(client.get("/" + str(broader).removeprefix(f"{BASE}id/").join(("doc/", "?_profile=skos"))))
    assert (broader, rdflib.SKOS.narrower, OCCUPATION) in above


def test_an_occupation_in_schema_org(client: FlaskClient) -> None:
    said = graph(client.get("/doc/occupation/23112013?_profile=schema"))
    assert (OCCUPATION, rdflib.RDF.type, SCHEMA.Occupation) in said
    assert said.value(OCCUPATION, SCHEMA.occupationalCategory) == rdflib.Literal("23112013")
    skills = list(said.objects(OCCUPATION, SCHEMA.skills))
    assert len(skills) > 50
    assert all(
        (skill, rdflib.RDF.type, SCHEMA.DefinedTerm) in said and said.value(skill, SCHEMA.name) for skill in skills
    )
    measures = {SCHEMA[name] for name in ("median", "percentile10", "percentile25", "percentile75", "percentile90")}
    spreads = set(said.subjects(rdflib.RDF.type, SCHEMA.MonetaryAmountDistribution))
    averages = set(said.subjects(rdflib.RDF.type, SCHEMA.MonetaryAmount))
    assert spreads
    assert averages
    assert set(said.objects(OCCUPATION, SCHEMA.estimatedSalary)) == spreads | averages
    for each in spreads | averages:
        assert said.value(each, SCHEMA.currency) == rdflib.Literal("USD")
        source = said.value(each, SCHEMA.subjectOf)
        assert said.value(source, SCHEMA.name)
        assert len(list(said.objects(each, SCHEMA.name))) == 1
        # No average is called a median, and no two figures stand for one statistic.
        assert bool(measures & set(said.predicates(each))) == (each in spreads)
        assert all(len(list(said.objects(each, measure))) <= 1 for measure in (*measures, SCHEMA.value))


def test_the_figures_of_schema_org_are_those_of_the_data(client: FlaskClient) -> None:
    said = graph(client.get("/doc/occupation/23112013?_profile=schema"))
    query = (
        "PREFIX lg: <https://w3id.org/lotgraph/ns#> SELECT ?amount { ?pay a lg:SalaryEstimate ; lg:amount ?amount ;"
        f" lg:occupation <{OCCUPATION}> }}"
    )
    rows = client.get("/sparql", query_string={"query": query, "format": "csv"}).text.split()[1:]
    measures = ("median", "percentile10", "percentile25", "percentile75", "percentile90", "value")
    figures = [str(other) for name in measures for _, other in said.subject_objects(SCHEMA[name])]
    assert sorted(figures) == sorted(rows)


def test_what_is_no_concept_has_no_profile_of_concepts(client: FlaskClient) -> None:
    links = client.get("/doc/area/US-NC").headers.getlist("Link")
    assert not [link for link in links if "_profile=skos" in link]
    assert [link for link in links if "_profile=schema" in link]
