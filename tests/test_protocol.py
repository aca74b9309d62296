"""The W3C's tests of the SPARQL 1.1 Protocol and Service Description, run against the real server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import rdflib
from rdflib import RDF, Namespace
from rdflib.collection import Collection
from tests import publications, servers

ROOT = Path(__file__).resolve().parent.parent
SUITE = ROOT.parent / "shared" / "suites" / "sparql11-protocol"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
DATA = "http://kasei.us/2009/09/sparql/data"

DATASET = {
    "query_dataset_default_graphs_get",
    "query_dataset_default_graphs_post",
    "query_dataset_named_graphs_post",
    "query_dataset_named_graphs_get",
    "query_dataset_full",
    "query_multiple_dataset",
}
READ_ONLY = {
    "query_post_form",
    "query_get",
    "query_content_type_select",
    "query_content_type_ask",
    "query_content_type_describe",
    "query_content_type_construct",
    "query_post_direct",
    "bad_query_method",
    "bad_multiple_queries",
    "bad_query_wrong_media_type",
    "bad_query_missing_form_type",
    "bad_query_missing_direct_type",
    "bad_query_non_utf8",
    "bad_query_syntax",
    "bad_update_get",
    "bad_multiple_updates",
    "bad_update_wrong_media_type",
    "bad_update_missing_form_type",
    "bad_update_non_utf8",
    "bad_update_syntax",
    "bad_update_dataset_conflict",
}
"""Of the 34 tests; the other seven change the data."""

FORMATS = {
    "boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
    "tabular": ("application/sparql-results+json", "application/sparql-results+xml", "text/csv"),
    "RDF": ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"),
}


@dataclass(frozen=True)
class Exchange:
    """One request of the manifest, and what may be answered."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    statuses: tuple[str, ...]
    boolean: bool | None
    formats: tuple[str, ...]


@pytest.fixture(scope="module")
def manifest() -> rdflib.Graph:
    if not SUITE.is_dir():
        pytest.skip("../shared/suites is not here")
    return rdflib.Graph().parse(SUITE / "manifest.ttl", format="turtle")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    extra = {}
    for number in (1, 2, 3):
        if SUITE.is_dir():
            lines = (SUITE / f"data{number}.nt").read_text().splitlines()
            extra[f"{DATA}/data{number}.rdf"] = [line.removesuffix(".").strip() for line in lines if line.strip()]
    root = publications.publish(tmp_path_factory.mktemp("publication"), extra=extra)
    with (
        servers.running(root, address="http://data.example.org/") as server,
        httpx.Client(base_url=server.address, trust_env=False) as client,
    ):
        yield client


def exchanges(manifest: rdflib.Graph, name: str) -> Iterator[Exchange]:
    test = next(each for each in manifest.subjects(RDF.type, MF.ProtocolTest) if str(each).endswith(f"#{name}"))
    requests = manifest.value(manifest.value(test, MF.action), HT.requests)
    assert requests is not None
    for request in Collection(manifest, requests):
        headers = {}
        if (listed := manifest.value(request, HT.headers)) is not None:
            for header in Collection(manifest, listed):
                headers[str(manifest.value(header, HT.fieldName))] = str(manifest.value(header, HT.fieldValue))
        body = manifest.value(request, HT.body)
        text = str(manifest.value(body, CNT.chars)) if body is not None else ""
        encoding = str(manifest.value(body, CNT.characterEncoding)) if body is not None else "UTF-8"
        response = manifest.value(request, HT.resp)
        boolean = manifest.value(response, MF.expectedBoolean)
        expected = manifest.value(response, MF.expectedFormat)
        yield Exchange(
            str(manifest.value(request, HT.methodName)),
            str(manifest.value(request, HT.absolutePath)),
            headers,
            text.encode(encoding),
            tuple(str(each)[-3] for each in manifest.objects(response, MF.expectedStatus)),
            None if boolean is None else bool(boolean.toPython()),  # type: ignore[attr-defined] # it is a literal
            FORMATS[str(expected)] if expected is not None else (),
        )


@pytest.mark.parametrize("name", sorted(READ_ONLY | DATASET))
def test_of_the_w3c(manifest: rdflib.Graph, client: httpx.Client, name: str) -> None:
    asked = list(exchanges(manifest, name))
    assert asked
    for each in asked:
        answer = client.request(each.method, each.path, headers=each.headers, content=each.body)
        assert str(answer.status_code)[0] in each.statuses, answer.text
        if each.formats:
            assert answer.headers["Content-Type"].partition(";")[0] in each.formats
        if each.boolean is not None:
            assert answer.json()["boolean"] is each.boolean


def test_those_are_all_that_change_nothing(manifest: rdflib.Graph) -> None:
    names = {str(each).partition("#")[2] for each in manifest.subjects(RDF.type, MF.ProtocolTest)}
    names |= {str(each).partition("#")[2] for each in manifest.subjects(RDF.type, MF.UpdateProtocolTest)}
    assert names >= READ_ONLY | DATASET
    assert {each for each in names if each.startswith(("query_", "bad_"))} <= READ_ONLY | DATASET
    assert (len(READ_ONLY), len(DATASET)) == (21, 6)


@pytest.mark.parametrize("accept", ["text/turtle", "application/rdf+xml", "application/n-triples", "*/*"])
def test_the_service_describes_itself(client: httpx.Client, accept: str) -> None:
    answer = client.get("/sparql", headers={"Accept": accept, "Host": "evil.example"})
    assert answer.status_code == 200
    kind = answer.headers["Content-Type"].partition(";")[0]
    graph = rdflib.Graph().parse(data=answer.content, format=kind)
    service = graph.value(predicate=RDF.type, object=SD.Service)
    assert str(graph.value(service, SD.endpoint)) == "http://data.example.org/sparql"
    for predicate, node in ((SD.resultFormat, None), (SD.defaultDataset, SD.Dataset), (SD.feature, None)):
        values = list(graph.objects(service, predicate))
        assert values
        assert node is None or (values[0], RDF.type, node) in graph
    assert "evil" not in answer.text
