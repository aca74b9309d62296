"""Another SPARQL server as the engine: Oxigraph's own, and servers that go wrong."""

from __future__ import annotations

import http.server
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from tests import publications, servers
from tests.publications import ENTITIES, OCCUPATION, SKOS

from lotgraph.errors import (
    BadGateway,
    LotgraphError,
    NotAcceptable,
    PayloadTooLarge,
    QueryError,
    TooManyRequests,
)
from lotgraph.evaluation import (
    Busy,
    Client,
    ClientGone,
    Limit,
    LimitReached,
    Limits,
    Request,
)
from lotgraph.evaluation.remote import Remote
from lotgraph.rdf.terms import Dataset

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r . ?s ?t ?u }"


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publications.publish(tmp_path_factory.mktemp("publication"))


@pytest.fixture(scope="module")
def oxigraph(publication: Path) -> Iterator[str]:
    """Oxigraph's server on the store of the publication."""
    command = Path(sys.executable).with_name("oxigraph")
    if not command.exists() and shutil.which("oxigraph") is None:
        pytest.skip("oxigraph is not installed")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    store = publication / "current" / "store"
    process = subprocess.Popen(
        [str(command), "serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", port)):
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/query"
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def client(publication: Path, oxigraph: str) -> Iterator[httpx.Client]:
    with (
        servers.running(publication, engine=oxigraph, query_seconds=1, answer_bytes=2_500_000) as server,
        httpx.Client(base_url=server.address, trust_env=False, timeout=30) as client,
    ):
        yield client


@pytest.mark.parametrize(
    ("query", "name", "text"),
    [
        (COUNT, "csv", "n\r\n21\r\n"),
        (f"SELECT ?l {{ <{OCCUPATION}> <{SKOS}prefLabel> ?l }}", "tsv", '?l\n"Smith & Son"@en\n'),
        ("ASK { ?s ?p ?o }", "json", '"boolean":true'),
        ("ASK { ?s ?p ?o }", "xml", "true</boolean>"),
        (f"DESCRIBE <{OCCUPATION}>", "ntriples", '"Smith & Son"@en'),
        (f"CONSTRUCT WHERE {{ <{OCCUPATION}> ?p ?o }}", "turtle", "Smith & Son"),
        (f"CONSTRUCT WHERE {{ <{OCCUPATION}> ?p ?o }}", "rdfxml", "Smith &amp; Son"),
    ],
)
def test_the_same_protocol_stands_in_front(client: httpx.Client, query: str, name: str, text: str) -> None:
    for answer in (
        client.get("/sparql", params={"query": query, "format": name}),
        client.post("/sparql", data={"query": query, "format": name}),
    ):
        assert answer.status_code == 200
        assert text in answer.text
        # Its data may change at any time.
        assert "ETag" not in answer.headers


def test_the_request_names_the_graphs(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": COUNT, "format": "csv", "default-graph-uri": ENTITIES})
    assert answer.text == "n\r\n12\r\n"


def test_it_describes_itself_and_says_what_it_cannot_do(client: httpx.Client) -> None:
    assert "sd:endpoint" in client.get("/sparql", headers={"Accept": "text/turtle"}).text
    said = client.get("/sparql/limits").json()
    assert "may run on" in said["note"]
    assert said["seconds"] == 1
    assert said["memory_bytes"] is None


def test_what_is_wrong_is_told(client: httpx.Client) -> None:
    for query, status in (
        ("SELECT ?s {\n ?s ?p \n}", 400),
        ("nonsense", 400),
        ("INSERT DATA { <x:s> <x:p> <x:o> }", 400),
        ("ASK { SERVICE <http://127.0.0.1/> {} }", 400),
    ):
        answer = client.get("/sparql", params={"query": query})
        assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert client.get("/sparql", params={"query": COUNT}, headers={"Accept": "text/turtle"}).status_code == 406


def test_time_and_size_are_limited(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": RUNAWAY})
    assert (answer.status_code, answer.json()["limit"]) == (503, "time")
    assert "may run on" in answer.json()["detail"]
    rows = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } "
    answer = client.get("/sparql", params={"query": rows + "LIMIT 200", "format": "csv"})
    assert answer.text.count("\n") == 201
    request = client.stream("GET", "/sparql", params={"query": rows, "format": "csv"})
    with request as answer, pytest.raises(httpx.RemoteProtocolError):
        answer.read()


Answer = Callable[[http.server.BaseHTTPRequestHandler], None]


@contextmanager
def engine(answer: Answer) -> Iterator[str]:
    """A server that answers in some way of its own."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            answer(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its base has it
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


def sends(status: int, body: bytes, media_type: str = "text/csv", length: int | None = None) -> Answer:
    def send(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", media_type)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.end_headers()
        handler.wfile.write(body)

    return send


def waits(done: threading.Event) -> Answer:
    def wait(_: http.server.BaseHTTPRequestHandler) -> None:
        done.wait(5)

    return wait


def asked(address: str, client: Client | None = None, limits: Limits | None = None) -> bytes:
    request = Request(COUNT, Dataset(), "csv", "", limits or Limits(seconds=2, bytes=1000))
    with Remote(address, threading.Semaphore(1)).evaluate(request, client) as answering:
        body = answering.prefetch()
        assert answering.complete
        assert answering.stats is not None
        assert answering.stats.bytes == len(body)
        return body


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (sends(400, b"line 1: no"), QueryError),
        (sends(406, b""), NotAcceptable),
        (sends(429, b""), TooManyRequests),
        (sends(503, b"slow"), LimitReached),
        (sends(500, b"trace of something"), BadGateway),
        (sends(302, b""), BadGateway),
        (sends(200, b"<html>", "text/html"), BadGateway),
        (sends(200, b"n\r\n", length=100), BadGateway),
        (sends(200, b"x" * 1001), LimitReached),
    ],
)
def test_what_an_engine_does_wrong_becomes_an_error_of_ours(answer: Answer, error: type[LotgraphError]) -> None:
    with engine(answer) as address, pytest.raises(error) as caught:
        asked(address)
    assert "trace" not in str(caught.value)


def test_an_engine_that_is_not_there_is_a_bad_gateway() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(BadGateway):
        asked(f"http://127.0.0.1:{port}/")


class Gone:
    """A client that has left."""

    def is_gone(self) -> bool:
        return True

    def disconnect(self) -> None:
        """There is nothing to end."""


def test_a_client_that_leaves_is_not_waited_for() -> None:
    done = threading.Event()
    with engine(waits(done)) as address:
        with pytest.raises(ClientGone):
            asked(address, Gone())
        done.set()


def test_a_batch_is_asked_for_one_query_after_another() -> None:
    requests = [Request(COUNT, results="csv"), Request("ASK {}", results="csv")]
    with engine(sends(200, b"n\r\n21\r\n")) as address:
        remote = Remote(address, threading.Semaphore(1))
        assert remote.evaluate_batch(requests) == (b"n\r\n21\r\n", b"n\r\n21\r\n")
        with pytest.raises(QueryError):
            remote.evaluate_batch([*requests, Request("nonsense")])


def test_an_engine_that_says_nothing_reaches_the_limit_of_time() -> None:
    done = threading.Event()
    with engine(waits(done)) as address:
        with pytest.raises(LimitReached) as caught:
            asked(address, limits=Limits(seconds=0.2))
        done.set()
    assert caught.value.limit is Limit.TIME


def test_places_are_bounded_and_given_back() -> None:
    with engine(sends(200, b"n\r\n21\r\n")) as address:
        remote = Remote(address, threading.Semaphore(1))
        request = Request(COUNT, results="csv")
        with remote.evaluate(request), pytest.raises(Busy):
            remote.evaluate(request)
        with remote.evaluate(request) as answering:
            assert answering.prefetch() == b"n\r\n21\r\n"


def test_a_query_that_is_too_long_is_not_sent() -> None:
    with pytest.raises(PayloadTooLarge):
        asked("http://127.0.0.1:1/", limits=Limits(query_bytes=5))
