"""Real clients, each against the real server."""

from __future__ import annotations

import io
import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, URLENCODED, XML, SPARQLWrapper
from tests import publications, servers
from tests.publications import OCCUPATION, SKOS

LABEL = f"SELECT ?l {{ <{OCCUPATION}> <{SKOS}prefLabel> ?l }}"
CONSTRUCT = f"CONSTRUCT WHERE {{ <{OCCUPATION}> ?p ?o }}"


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = publications.publish(tmp_path_factory.mktemp("publication"))
    # The description names the address that was asked, as it does at a public one.
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with servers.running(root, port=port, address=f"http://127.0.0.1:{port}/") as server:
        yield f"{server.address}/sparql"


# What it hands over is made with rdflib as it was.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("method", ["GET", POST])
@pytest.mark.parametrize("how", [URLENCODED, POSTDIRECTLY])
def test_sparqlwrapper(endpoint: str, method: str, how: str) -> None:
    client = SPARQLWrapper(endpoint)
    client.setMethod(method)
    client.setRequestMethod(how)
    client.setQuery(LABEL)
    client.setReturnFormat(JSON)
    found = client.queryAndConvert()
    assert isinstance(found, dict)
    assert found["results"]["bindings"][0]["l"]["value"] == "Smith & Son"
    for form in (XML, CSV, TSV):
        client.setReturnFormat(form)
        assert client.query().convert() is not None
    client.setQuery(CONSTRUCT)
    for form in (TURTLE, N3, RDFXML):
        client.setReturnFormat(form)
        converted = client.query().convert()
        if not isinstance(converted, rdflib.Graph):
            assert isinstance(converted, bytes)
            converted = rdflib.Graph().parse(data=converted, format="turtle")
        assert len(converted) == 2


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib(endpoint: str, method: str) -> None:
    graph = rdflib.Graph(SPARQLStore(endpoint, method=method))
    assert [str(*row.values()) for row in graph.query(LABEL).bindings] == ["Smith & Son"]
    assert graph.query("ASK { ?s ?p ?o }").askAnswer is True
    assert len(graph.query(CONSTRUCT).graph or ()) == 2
    assert len(list(graph.triples((rdflib.URIRef(OCCUPATION), None, None)))) == 2


def test_pandas(endpoint: str) -> None:
    pandas = pytest.importorskip("pandas")
    body = httpx.get(endpoint, params={"query": LABEL, "format": "csv"}, trust_env=False).text
    assert list(pandas.read_csv(io.StringIO(body))["l"]) == ["Smith & Son"]


def from_npm(root: Path, name: str) -> Path:
    """A program of tests/clients/package.json."""
    found = root / "tests" / "clients" / "node_modules" / ".bin" / name
    if shutil.which("node") is None or not found.exists():
        pytest.skip(f"{name} is not here: it needs Node.js 20 and `make clients`")
    return found


def test_comunica(endpoint: str, root: Path) -> None:
    command = from_npm(root, "comunica-sparql")
    done = subprocess.run([command, endpoint, LABEL], capture_output=True, text=True, timeout=60, check=True)
    assert "Smith & Son" in done.stdout


@pytest.mark.parametrize(
    ("suite", "option", "skip", "passed"),
    [
        ("sparql11-service-description", "serviceDescriptionEndpoint", "nothing-of-this-name", 3),
        # Six of the rest load their data by update, and seven are about updates; tests/test_protocol.py has the six.
        ("sparql11-protocol", "protocolEndpoint", "#(update_|query_dataset|query_multiple_dataset)", 21),
    ],
)
def test_the_runner_of_the_w3c(  # noqa: PLR0917 - by name
    endpoint: str, root: Path, tmp_path: Path, suite: str, option: str, skip: str, passed: int
) -> None:
    command = from_npm(root, "rdf-test-suite")
    suites = root.parent / "shared" / "suites"
    if not suites.is_dir():
        pytest.skip("../shared/suites is not here")
    (tmp_path / "engine.js").write_text("module.exports = {};")
    where = "http://suites.example/"
    arguments = ["engine.js", f"{where}{suite}/manifest.ttl", "-m", f"{where}~{suites}/", "--skip", skip]
    arguments += ["-i", json.dumps({option: endpoint}), "-d", "20000", "-o", "summary"]
    done = subprocess.run([command, *arguments], cwd=tmp_path, capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{passed} / {passed}" in done.stdout
