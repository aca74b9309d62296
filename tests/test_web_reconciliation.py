"""The reconciliation service over HTTP: what OpenRefine sends, what the specification asks for, and bad input."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import jsonschema_rs
import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import engines, publications, servers
from tests import reconciliation as small
from tests import reconciliation_schemas as schemas
from werkzeug.test import TestResponse

from lotgraph.linking.reconciliation.building import INDEX
from lotgraph.release.folder import current_release
from lotgraph.schema.vocabulary import expand
from lotgraph.web.views.reconciliation import SUGGESTIONS
from lotgraph.web.views.reconciliation.requests import (
    BATCH,
    CANDIDATES,
    ENTITIES,
    TEXT,
)

SKILL, OCCUPATION, EMPLOYER = map(expand, ("lg:Skill", "lg:Occupation", "lg:Employer"))
FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small.publish(tmp_path_factory.mktemp("publication"))


@pytest.fixture(scope="module")
def client(publication: Path) -> FlaskClient:
    return engines.app(publication, address="https://jobs.example.org/data/").test_client()


def told(answer: TestResponse, schema: dict[str, Any]) -> Any:
    """The JSON of an answer, which keeps to the schema."""
    assert (answer.status_code, answer.mimetype) == (200, "application/json"), answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    said = answer.get_json()
    jsonschema_rs.validate(schema, said)
    return said


def refused(answer: TestResponse, status: int, words: str) -> None:
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert words in answer.get_json()["detail"]


def reconciled(client: FlaskClient, batch: object) -> Any:
    return client.post("/reconcile", data={"queries": batch if isinstance(batch, str) else json.dumps(batch)})


# What OpenRefine does


def test_openrefine_adds_the_service(client: FlaskClient) -> None:
    manifest = told(client.get("/reconcile"), schemas.MANIFEST)
    assert manifest["versions"] == ["0.2"]
    assert manifest["identifierSpace"] == f"{publications.BASE}id/"
    assert [each["id"] for each in manifest["defaultTypes"]] == [OCCUPATION, SKILL, EMPLOYER]
    assert manifest["view"] == {"url": "https://jobs.example.org/data/describe?iri={{id}}"}
    assert manifest["suggest"]["entity"]["service_url"] == "https://jobs.example.org/data"
    # Where it is not let read the answer, it tries JSONP, which is not offered.
    assert told(client.get("/reconcile?callback=jQuery1"), schemas.MANIFEST) == manifest


def test_openrefine_reconciles_a_column(client: FlaskClient) -> None:
    batch = {
        "q0": {"query": "Registered Nurse", "type": OCCUPATION, "type_strict": "should"},
        "q1": {"query": "programmer", "type": OCCUPATION, "type_strict": "should", "limit": 3},
        "q2": {
            "query": "Programmer",
            "properties": [{"pid": "skos:broader", "v": {"id": small.COMPUTING, "name": "Computing"}}],
        },
        "q3": {"query": "acme", "properties": [{"pid": small.FOUNDED, "v": 1902}, {"pid": small.SECTOR, "v": ""}]},
    }
    answer = client.post("/reconcile", data=urlencode({"queries": json.dumps(batch)}), headers=FORM)
    said = told(answer, schemas.RESULTS)
    assert list(said) == ["q0", "q1", "q2", "q3"]
    nurse = said["q0"]["result"][0]
    assert (nurse["id"], nurse["name"], nurse["score"], nurse["match"]) == (small.NURSE, "Registered nurse", 1.0, True)
    assert nurse["type"] == [{"id": OCCUPATION, "name": "Occupation"}]
    assert nurse["description"] == "A taxonomy 2221"
    assert {each["id"]: each["value"] for each in nurse["features"]} == {
        "exact": True, "name_similarity": 1.0, "preferred": True, "properties": 1.0
    }  # fmt: skip
    assert [each["id"] for each in said["q1"]["result"][:2]] == [small.PROGRAMMER, small.DEVELOPER]
    assert not any(each["match"] for each in said["q1"]["result"])
    found = said["q2"]["result"][0]
    assert (found["id"], found["match"]) == (small.DEVELOPER, True)
    assert found["description"] == '“Programmer”; A taxonomy 2512.4: Writes "programs" & tests <them>.'
    assert said["q3"]["result"][0]["id"] == small.ACME


def test_openrefine_searches_for_a_match(client: FlaskClient) -> None:
    said = told(client.get("/reconcile/suggest/entity?prefix=soft"), schemas.ENTITIES)
    assert [each["id"] for each in said["result"]] == [small.DEVELOPER]
    assert said["result"][0]["notable"] == [{"id": OCCUPATION, "name": "Occupation"}]
    found = told(client.get(f"/reconcile/suggest/entity?prefix={quote('разраб')}&type=lg:Occupation"), schemas.ENTITIES)
    assert found["result"][0]["description"].startswith("“Разработчик ПО”; A taxonomy 2512.4")
    by_iri = told(client.get("/reconcile/suggest/entity", query_string={"prefix": small.JAVA}), schemas.ENTITIES)
    assert [each["id"] for each in by_iri["result"]] == [small.JAVA]
    assert told(client.get("/reconcile/suggest/entity?prefix=soft&type=lg:Skill"), schemas.ENTITIES)["result"] == []
    for query in ("", "?prefix=", "?prefix=%25%25"):
        assert told(client.get(f"/reconcile/suggest/entity{query}"), schemas.ENTITIES)["result"] == []


def test_openrefine_asks_for_more_suggestions(client: FlaskClient) -> None:
    pages = [
        told(client.get(f"/reconcile/suggest/property?prefix=&cursor={start}"), schemas.PROPERTIES)["result"]
        for start in (0, 2, 100)
    ]
    assert pages[0][2:] == pages[1][: len(pages[0]) - 2]
    assert pages[2] == []
    assert len(pages[0]) <= SUGGESTIONS


def test_openrefine_chooses_a_property_and_a_type(client: FlaskClient) -> None:
    said = told(client.get("/reconcile/suggest/property?prefix=sch"), schemas.PROPERTIES)
    assert [each["id"] for each in said["result"]] == [expand("skos:inScheme")]
    assert told(client.get("/reconcile/suggest/property?prefix=skos:br"), schemas.PROPERTIES)["result"][0]["name"]
    assert told(client.get("/reconcile/suggest/property?prefix=sector"), schemas.PROPERTIES)["result"][0]["id"] == (
        small.SECTOR
    )
    said = told(client.get("/reconcile/suggest/type?prefix=s"), schemas.TYPES)
    assert [each["id"] for each in said["result"]] == [SKILL]
    assert told(client.get("/reconcile/suggest/type", query_string={"prefix": EMPLOYER}), schemas.TYPES)["result"]


def test_openrefine_shows_a_candidate(client: FlaskClient) -> None:
    address = told(client.get("/reconcile"), schemas.MANIFEST)["preview"]["url"]
    path = address.removeprefix("https://jobs.example.org/data")
    page = client.get(path.replace("{{id}}", quote(small.DEVELOPER, safe="")))
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert "Writes &#34;programs&#34; &amp; tests &lt;them&gt;." in page.text
    assert '<span lang="de">Softwareentwickler</span>' in page.text
    assert page.headers.getlist("Content-Security-Policy") == [
        (
            "default-src 'none'; script-src 'none'; style-src 'self'; img-src 'self' data:; connect-src 'none'; "
            "form-action 'none'; base-uri 'none'; frame-ancestors *"
        )
    ]
    said = told(client.get("/reconcile/flyout", query_string={"id": small.ACME}), schemas.FLYOUT)
    assert (said["id"], "Acme, Inc." in said["html"]) == (small.ACME, True)
    refused(client.get("/reconcile/preview?id=https://example.org/x"), 404, "no occupation, skill or employer")
    refused(client.get("/reconcile/preview"), 404, "no occupation, skill or employer")


def test_other_pages_cannot_be_framed(client: FlaskClient) -> None:
    policies = client.get("/").headers.getlist("Content-Security-Policy")
    assert len(policies) == 1
    assert "frame-ancestors 'none'" in policies[0]


def test_openrefine_adds_columns(client: FlaskClient) -> None:
    path = f"/reconcile/properties?type={quote(OCCUPATION)}&limit=100"
    proposed = told(client.get(path), schemas.PROPOSAL)
    assert (proposed["type"], proposed["limit"]) == (OCCUPATION, 100)
    ids = [each["id"] for each in proposed["properties"]]
    assert expand("lg:skill") in ids
    assert small.SECTOR not in ids
    assert len(told(client.get("/reconcile/properties?limit=2"), schemas.PROPOSAL)["properties"]) == 2
    extend = {"ids": [small.DEVELOPER, "https://example.org/unknown"], "properties": [{"id": each} for each in ids]}
    said = told(client.post("/reconcile", data={"extend": json.dumps(extend)}), schemas.EXTENSION)
    assert [each["id"] for each in said["meta"]] == ids
    assert set(said["rows"]) == {small.DEVELOPER, "https://example.org/unknown"}
    assert not any(said["rows"]["https://example.org/unknown"].values())
    row = said["rows"][small.DEVELOPER]
    assert row[expand("skos:notation")] == [{"str": "2512.4"}]
    assert row[expand("skos:inScheme")] == [{"str": "A taxonomy"}]
    assert row[expand("skos:broader")] == [{"id": small.COMPUTING, "name": "Computing"}]
    assert row[expand("lg:skill")] == [{"id": small.JAVA, "name": "Java"}]
    assert row[expand("lg:title")] == [{"str": "Code wizard"}]
    assert row[expand("lg:postingCount")] == [{"int": 533}]
    assert row[expand("skos:narrower")] == []


def test_values_of_employers(client: FlaskClient) -> None:
    kinds = (small.SECTOR, small.FOUNDED, small.SINCE)
    extend = json.dumps({"ids": [small.ACME], "properties": [{"id": each} for each in kinds]})
    said = told(client.get("/reconcile", query_string={"extend": extend}), schemas.EXTENSION)
    assert list(said["rows"][small.ACME].values()) == [
        [{"str": "Industrials"}], [{"int": 1902}], [{"date": "1976-08-09T00:00:00"}]
    ]  # fmt: skip
    assert [each["name"] for each in said["meta"]][:2] == ["sector", "founded"]


def test_settings_of_properties(client: FlaskClient) -> None:
    labels = expand("skos:altLabel")

    def values(settings: dict[str, object]) -> list[str]:
        extend = {"ids": [small.NURSE], "properties": [{"id": labels, "settings": settings}]}
        said = told(client.post("/reconcile", data={"extend": json.dumps(extend)}), schemas.EXTENSION)
        return [each["str"] for each in said["rows"][small.NURSE][labels]]

    assert values({"language": "fr"}) == ["Infirmière diplômée"]
    assert values({"language": "de"}) == ["Krankenpfleger", "Welder"]
    assert len(values({"limit": 2})) == len(values({"limit": "2", "other": True})) == 2
    assert len(values({"limit": 0})) == len(values({})) == 6


def test_the_landing_page_leads_there(client: FlaskClient) -> None:
    assert 'href="/reconcile"' in client.get("/").text


# The protocol


def test_a_batch_by_get(client: FlaskClient) -> None:
    batch = json.dumps({"": {"query": "java"}})
    said = told(client.get("/reconcile", query_string={"queries": batch}), schemas.RESULTS)
    assert said[""]["result"][0]["id"] == small.JAVA
    assert told(reconciled(client, {}), schemas.RESULTS) == {}
    assert told(reconciled(client, {"a": {"query": ""}}), schemas.RESULTS) == {"a": {"result": []}}


def test_another_site_may_ask_first(client: FlaskClient) -> None:
    answer = client.options("/reconcile", headers={"Origin": "https://example.org"})
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]


def test_what_a_property_value_may_be(client: FlaskClient) -> None:
    values = ["LOT", "x", 5, 1.5, True, {"id": small.VERSION}, ["none", {"id": small.VERSION, "name": "A taxonomy"}]]
    batch = {
        str(n): {"query": "registered nurse", "properties": [{"pid": "skos:inScheme", "v": v}]}
        for n, v in enumerate(values)
    }
    said = told(reconciled(client, batch), schemas.RESULTS)
    assert [bool(said[str(n)]["result"]) for n in range(len(values))] == [True, False, False, False, False, True, True]


def test_type_strictness(client: FlaskClient) -> None:
    types = [SKILL, "lg:Occupation"]
    batch = {strict: {"query": "java", "type": types, "type_strict": strict} for strict in ("any", "all", "should")}
    said = told(reconciled(client, batch), schemas.RESULTS)
    assert [len(said[strict]["result"]) > 0 for strict in ("any", "all", "should")] == [True, False, True]


@pytest.mark.parametrize(
    ("batch", "status", "words"),
    [
        ("{", 400, "is not JSON"),
        ("", 400, "is not JSON"),
        ("[" * 100_000, 400, "is not JSON"),
        ("[]", 400, "not a JSON object"),
        ("null", 400, "not a JSON object"),
        ('{"q": NaN}', 400, "NaN is no number"),
        ('{"q": {"query": "\\ud800"}}', 400, "surrogate"),
        ({str(n): {"query": "a"} for n in range(BATCH + 1)}, 413, f"up to {BATCH} queries"),
    ],
)
def test_a_batch_that_is_refused(client: FlaskClient, batch: object, status: int, words: str) -> None:
    refused(reconciled(client, batch), status, words)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ([], "query 'bad' is not a JSON object"),
        ({}, "neither a text"),
        ({"properties": []}, "neither a text"),
        ({"query": 5}, "is not a text"),
        ({"query": None}, "neither a text"),
        ({"query": "a", "limit": 0}, "whole number from 1"),
        ({"query": "a", "limit": -1}, "whole number from 1"),
        ({"query": "a", "limit": True}, "whole number from 1"),
        ({"query": "a", "limit": "5"}, "whole number from 1"),
        ({"query": "a", "limit": 2.5}, "whole number from 1"),
        ({"query": "a", "limit": CANDIDATES + 1}, f"to {CANDIDATES}"),
        ({"query": "a", "type": 1}, "is not a list"),
        ({"query": "a", "type": [1]}, "is not a text"),
        ({"query": "a", "type_strict": "never"}, "any, all, should"),
        ({"query": "a", "type_strict": []}, "any, all, should"),
        ({"query": "a", "properties": {}}, "is not a list"),
        ({"query": "a", "properties": [1]}, "is not a JSON object"),
        ({"query": "a", "properties": [{"v": 1}]}, "is not a text"),
        ({"query": "a", "properties": [{"pid": "p"}]}, "is not a text"),
        ({"query": "a", "properties": [{"pid": "skos:notation", "v": {}}]}, "is not a text"),
        ({"query": "a", "properties": [{"pid": "nothing", "v": "1"}]}, "/reconcile/suggest/property"),
        ({"query": "a", "language": "en"}, "has a field 'language'"),
        ({"query": "a" * (TEXT + 1)}, f"up to {TEXT}"),
        ({"query": "a", "properties": [{"pid": "skos:notation", "v": ["1"] * 21}]}, "21 values"),
        ({"query": "a", "properties": [{"pid": "skos:notation", "v": "1"}] * 11}, "11 properties"),
    ],
)
def test_one_bad_query_costs_its_own_answer(client: FlaskClient, query: object, words: str) -> None:
    said = told(reconciled(client, {"one": {"query": "java"}, "bad": query, "two": {"query": "acme"}}), schemas.RESULTS)
    assert words in said["bad"]["error"]
    assert said["bad"]["result"] == []
    assert [said[key]["result"][0]["id"] for key in ("one", "two")] == [small.JAVA, small.ACME]
    assert "error" not in said["one"]


def test_null_is_what_is_not_asked_for(client: FlaskClient) -> None:
    nulls = dict.fromkeys(("type", "limit", "properties", "type_strict"))
    said = told(reconciled(client, {"a": {"query": "java"}, "b": {"query": "java"} | nulls}), schemas.RESULTS)
    assert said["b"] == said["a"]


@pytest.mark.parametrize("sent", ["https://w3id.org/lotgraph/ns#Skill", "https://w3id.org/lotgraph/ns"])
def test_a_type_whose_hash_is_not_encoded(client: FlaskClient, sent: str) -> None:
    """A browser leaves out what follows the hash; a client that sends it all means it."""

    def ids(path: str, name: str) -> list[str]:
        target = f"{path}?prefix=java&type={sent}"
        answer = client.get(target.partition("#")[0], environ_overrides={"RAW_URI": target})
        return [each["id"] for each in answer.get_json()[name]]

    assert ids("/reconcile/suggest/entity", "result") == [small.JAVA]
    proposed = ids("/reconcile/properties", "properties")
    assert expand("lg:occupation") in proposed
    assert (expand("lg:skill") in proposed) == (sent[-1] == "s")


@pytest.mark.parametrize(
    ("extend", "status", "words"),
    [
        ("{", 400, "is not JSON"),
        ("[]", 400, "not a JSON object"),
        ({}, 400, "`ids`"),
        ({"ids": [1], "properties": []}, 400, "is not a text"),
        ({"ids": "a", "properties": []}, 400, "is not a list"),
        ({"ids": ["a"]}, 400, "`properties`"),
        ({"ids": ["a"], "properties": [{}]}, 400, "is not a text"),
        ({"ids": ["a"], "properties": [{"id": "nothing"}]}, 400, "cannot be extended with 'nothing'"),
        ({"ids": ["a"], "properties": [{"id": "dct:language"}]}, 400, "cannot be extended with"),
        ({"ids": [], "properties": [{"id": "skos:notation", "settings": 1}]}, 400, "not a JSON object"),
        ({"ids": [], "properties": [{"id": "skos:notation", "settings": {"limit": "x"}}]}, 400, "whole number"),
        ({"ids": [], "properties": [{"id": "skos:notation", "settings": {"limit": -1}}]}, 400, "whole number"),
        ({"ids": [], "properties": [{"id": "skos:notation", "settings": {"language": 1}}]}, 400, "is not a text"),
        ({"ids": [str(n) for n in range(ENTITIES + 1)], "properties": []}, 413, f"of {ENTITIES} entities"),
        ({"ids": [], "properties": [{"id": "skos:notation"}] * 21}, 413, "this asks for 21"),
    ],
)
def test_an_extension_that_is_refused(client: FlaskClient, extend: object, status: int, words: str) -> None:
    text = extend if isinstance(extend, str) else json.dumps(extend)
    refused(client.post("/reconcile", data={"extend": text}), status, words)


def test_requests_that_are_refused(client: FlaskClient) -> None:
    refused(client.post("/reconcile", data={"query": "nurse"}), 400, "`queries` or `extend`")
    refused(client.post("/reconcile", json={"queries": {}}), 415, "application/x-www-form-urlencoded")
    refused(client.get("/reconcile?queries={}&queries={}"), 400, "more than once")
    refused(client.get("/reconcile?queries=%FF"), 400, "not UTF-8")
    refused(client.get("/reconcile/suggest/entity?prefix=a&cursor=-1"), 400, "whole number")
    refused(client.get("/reconcile/suggest/entity?prefix=a&cursor=99999"), 400, "longer prefix")
    refused(client.get(f"/reconcile/suggest/type?prefix={'a' * (TEXT + 1)}"), 400, f"up to {TEXT}")
    refused(client.get("/reconcile/properties?limit=x"), 400, "whole number")
    assert client.put("/reconcile").status_code == 405


def test_a_body_that_is_too_long(publication: Path) -> None:
    client = engines.app(publication, query_bytes=1000).test_client()
    refused(reconciled(client, {"q": {"query": "a" * 400, "type": ["x" * 400] * 3}}), 413, "up to 1000 bytes")


def test_a_release_without_an_index(tmp_path: Path) -> None:
    client = engines.app(publications.publish(tmp_path)).test_client()
    assert 'href="/reconcile"' not in client.get("/").text
    for path in ("/reconcile", "/reconcile/suggest/type?prefix=a", "/reconcile/preview?id=a"):
        refused(client.get(path), 404, "has no index to search or reconcile by")


def test_an_index_that_is_broken(publication: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(publication, copy, symlinks=True)
    (current_release(copy) / "store" / INDEX).write_bytes(b"nothing" * 1000)
    answer = engines.app(copy).test_client().get("/reconcile")
    assert (answer.status_code, answer.get_json()["detail"]) == (503, "The data cannot be read at the moment.")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["query", "type", "limit", "properties", "pid", "v", "ids", "id", "q"]), inner
        )
    ),
    max_leaves=12,
)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=80) | _JSON.map(json.dumps))
def test_no_batch_is_an_error_of_the_server(client: FlaskClient, batch: str) -> None:
    for name in ("queries", "extend"):
        assert client.post("/reconcile", data={name: batch.encode(errors="replace")}).status_code in (200, 400, 413)


@settings(max_examples=30, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_any_text_is_answered(client: FlaskClient, text: str) -> None:
    batch = {"a": {"query": text}, "b": {"query": text, "properties": [{"pid": "skos:broader", "v": text}]}}
    assert set(told(reconciled(client, batch), schemas.RESULTS)) == {"a", "b"}
    for kind in ("entity", "property", "type"):
        assert client.get(f"/reconcile/suggest/{kind}", query_string={"prefix": text}).status_code == 200
    assert client.get("/reconcile/flyout", query_string={"id": text}).status_code == 404
    extend = {"ids": [text], "properties": [{"id": "lg:skill"}, {"id": "skos:broader"}]}
    told(client.post("/reconcile", data={"extend": json.dumps(extend)}), schemas.EXTENSION)


def test_over_http(publication: Path) -> None:
    with servers.running(publication) as server:

        def local(address: str) -> str:
            return address.replace(publications.BASE.rstrip("/"), server.address)

        manifest = httpx.get(f"{server.address}/reconcile").json()
        service = manifest["suggest"]["entity"]
        found = httpx.get(local(service["service_url"] + service["service_path"]), params={"prefix": "java"}).json()
        batch = {f"q{n}": {"query": text} for n, text in enumerate(["看護師", "sofware developer"] * 50)}
        answer = httpx.post(f"{server.address}/reconcile", data={"queries": json.dumps(batch)})
        preview = httpx.get(local(manifest["preview"]["url"]).replace("{{id}}", quote(small.JAVA, safe="")))
    assert found["result"][0]["id"] == small.JAVA
    assert [answer.json()[key]["result"][0]["id"] for key in ("q0", "q1")] == [small.NURSE, small.DEVELOPER]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert preview.status_code == 200
    assert "frame-ancestors *" in preview.headers["Content-Security-Policy"]
