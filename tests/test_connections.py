"""Connections and processes: no client, however many and slow, and no end of a process silences the server."""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest
import uvicorn
from tests import publications, servers

from lotgraph.web.server.connection import Connection, Connections
from lotgraph.web.server.gateway import Gateway
from lotgraph.web.server.refusals import refuse_with

HEAD = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
POST = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r . ?s ?t ?u }"
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publications.publish(tmp_path_factory.mktemp("publication"))


@pytest.fixture(scope="module")
def server(small: Path) -> Iterator[servers.Server]:
    with servers.running(small, stall_seconds=8, threads=8) as server:
        yield server


@pytest.fixture(scope="module", autouse=True)
def _many_files() -> Iterator[None]:
    """This process holds the other end of all connections."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(8192, before[1]), before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def connect(server: servers.Server) -> socket.socket:
    address = urlsplit(server.address)
    return socket.create_connection((str(address.hostname), address.port or 0), timeout=30)


def send(server: servers.Server, data: bytes) -> tuple[int, dict[str, str], bytes]:
    """What is answered to these bytes, on a connection that is closed after it."""
    with connect(server) as connection, connection.makefile("rb") as answer:
        connection.sendall(data)
        status = int(answer.readline().split()[1])
        headers = {}
        while (line := answer.readline().strip()) != b"":
            name, _, value = line.decode("latin-1").partition(": ")
            headers[name.lower()] = value
        return status, headers, answer.read(int(headers["content-length"]))


def ask(server: servers.Server) -> int:
    return httpx.get(f"{server.address}/healthz", trust_env=False, timeout=30).status_code


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> bool:
    until = time.monotonic() + seconds
    while not (met := condition()) and time.monotonic() < until:
        time.sleep(0.02)
    return met


@contextmanager
def crowd(server: servers.Server, size: int, data: bytes) -> Iterator[list[socket.socket]]:
    with ExitStack() as stack:
        links = []
        for _ in range(size):
            link = stack.enter_context(connect(server))
            link.sendall(data)
            links.append(link)
        yield links


@pytest.mark.parametrize(
    ("size", "data"),
    [
        (1100, HEAD + b"\r\n"),
        (200, HEAD + b"X-Slow: a"),
        (200, POST + b"Content-Length: 1000\r\n\r\nSELECT"),
        (200, POST + b"Transfer-Encoding: chunked\r\n\r\n1"),
        (200, HEAD + b"Connection: close\r\n\r\n"),
        (200, b""),
    ],
    ids=["idle", "heads", "bodies", "chunks", "unclosed", "silent"],
)
def test_many_and_slow_clients_keep_nobody_out(server: servers.Server, size: int, data: bytes) -> None:
    # There are 8 threads: each of these crowds would take all of them.
    with crowd(server, size, data):
        for _ in range(20):
            assert ask(server) == 200
    assert server.process.poll() is None


def _large(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[bytes]:
    """An application that has a small answer and a large one."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    if environ["PATH_INFO"] == "/large":
        return (b"a" * 65536 for _ in range(4096))
    return iter([b"small"])


@contextmanager
def gateway(app: Callable[..., Any], threads: int) -> Iterator[str]:
    """The server around an application of WSGI, in a thread of this process."""
    connections = Connections(100, 30, refuse_with(()))
    handler = Gateway(app, lambda *_: None, threads=threads, longest=1000, stall=30)
    config = uvicorn.Config(
        handler,
        port=0,
        http=partial(Connection, connections),  # type: ignore[arg-type] # made by uvicorn as its own class is
        lifespan="off",
        ws="none",
        log_config=None,
    )
    served = uvicorn.Server(config)
    thread = threading.Thread(target=served.run)
    thread.start()
    try:
        assert wait_for(lambda: served.started)
        yield f"http://127.0.0.1:{served.servers[0].sockets[0].getsockname()[1]}"
    finally:
        served.should_exit = True
        for connection in tuple(connections.open):
            connection.disconnect()
        thread.join()
        handler.close()


def test_clients_that_never_read_take_no_threads() -> None:
    with gateway(_large, threads=2) as address, ExitStack() as stack:
        for _ in range(10):
            link = stack.enter_context(socket.socket())
            link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            link.connect((str(urlsplit(address).hostname), urlsplit(address).port or 0))
            link.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
            assert link.recv(8) == b"HTTP/1.1"
        for _ in range(5):
            assert httpx.get(f"{address}/small", trust_env=False).text == "small"
        assert len(httpx.get(f"{address}/large", trust_env=False).content) == 4096 * 65536


@pytest.mark.parametrize("data", [HEAD + b"X-Slow: a", POST + b"Content-Length: 10\r\n\r\nA"], ids=["head", "body"])
def test_a_request_that_does_not_arrive_is_given_up_in_words(small: Path, data: bytes) -> None:
    with servers.running(small, stall_seconds=1) as server:
        status, headers, body = send(server, data)
        assert (status, headers["content-type"]) == (408, "application/problem+json")
        assert json.loads(body)["detail"] == "The request did not arrive in time."
        with connect(server) as silent:
            assert silent.recv(1) == b""


def test_few_file_descriptors_are_enough(small: Path) -> None:
    with servers.running(small, files=256) as server, ExitStack() as stack:
        for _ in range(400):
            link = stack.enter_context(connect(server))
            link.sendall(HEAD + b"\r\n")
        for _ in range(10):
            assert ask(server) == 200
        answer = httpx.get(f"{server.address}/sparql", params={"query": "ASK {}"}, trust_env=False, timeout=30)
        assert answer.status_code == 200
        assert httpx.get(f"{server.address}/dumps/lotgraph.nq", trust_env=False).status_code == 200


@pytest.mark.parametrize("path", ["/sparql", "/upgrade", "/reconcile", "/healthz"])
@pytest.mark.parametrize("chunked", [True, False])
def test_a_body_is_read_whole_or_refused(server: servers.Server, path: str, chunked: bool) -> None:
    # A query whose LIMIT stands behind a megabyte of blanks: cut, it would be another query.
    body = b"SELECT ?s { ?s ?p ?o }" + b" " * 1024 * 1024 + b" LIMIT 1"
    pieces = (body[start : start + 65536] for start in range(0, len(body), 65536))
    answer = httpx.post(
        server.address + path,
        content=pieces if chunked else body,
        headers={"Content-Type": "application/sparql-query"},
        trust_env=False,
    )
    assert answer.status_code == 413
    assert answer.json()["detail"] == "A request body may have up to 1048576 bytes."
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_body_of_the_longest_length_is_read(server: servers.Server) -> None:
    query = b"SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    body = query + b" " * (1024 * 1024 - len(query))
    for content in (body, iter([body[:500_000], body[500_000:]])):
        answer = httpx.post(
            f"{server.address}/sparql",
            content=content,
            headers={"Content-Type": "application/sparql-query", "Accept": "text/csv"},
            trust_env=False,
        )
        assert answer.text == "n\r\n21\r\n"


def test_a_body_behind_an_upgrade_is_read(server: servers.Server) -> None:
    # Clients in Java ask for HTTP/2 in this way; the body must not be taken for it, nor for the next request.
    upgrade = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n"
    query = b"ASK {}"
    status, _, body = send(server, POST + upgrade + b"Content-Length: %d\r\n\r\n" % len(query) + query)
    assert (status, json.loads(body)["boolean"]) == (200, True)


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"GET /healthz HTTP/1.1\r\n\r\n", 400),
        (b"GET /healthz HTTP/1.0\r\n\r\n", 200),
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (b"GET /" + b"a" * 200_000, 414),
        (HEAD + b"X-Long: " + b"a" * 100_000 + b"\r\n\r\n", 431),
        (HEAD + b"X-Long: " + b"a" * 100_000, 431),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\r\n\r\n", 400),
        (b"GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n", 400),
        (b"CONNECT example.org:443 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\na", 400),
        (HEAD + b"Content-Length: -1\r\n\r\n", 400),
        (POST + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n6\r\nASK {}\r\n0\r\n\r\n\x00\x01", 200),
        (POST + b"Transfer-Encoding: gzip, chunked, identity\r\n\r\n", 400),
        (HEAD + b"SCRIPT_NAME: /x\r\nScript-Name: /y\r\n\r\n", 200),
        (HEAD + b"Nul: \x00\r\n\r\n", 400),
    ],
    ids=[
        "no host", "1.0", "long address", "endless address", "long field", "endless field", "tls", "version", "connect",
        "two lengths", "negative", "length and chunks", "bad chunk", "good chunk", "bad coding", "script name", "nul",
    ],
)  # fmt: skip
def test_what_is_no_request_is_refused_in_words(server: servers.Server, data: bytes, status: int) -> None:
    found, headers, body = send(server, data)
    assert found == status
    if status != 200:
        assert headers["content-type"] == "application/problem+json"
        assert headers["access-control-allow-origin"] == "*"
        assert json.loads(body)["status"] == status
    if status == 414:
        assert "by POST" in json.loads(body)["detail"]
    assert ask(server) == 200


def test_requests_sent_together_are_answered_in_their_order(server: servers.Server) -> None:
    query = b"ASK {}"
    post = POST + b"Content-Length: %d\r\n\r\n" % len(query) + query
    chunked = POST + b"Transfer-Encoding: chunked\r\n\r\n6\r\nASK {}\r\n0\r\n\r\n"
    with connect(server) as connection, connection.makefile("rb") as answers:
        connection.sendall((HEAD + b"\r\n") * 300 + post + chunked + post + HEAD + b"Connection: close\r\n\r\n")
        whole = answers.read()
    assert whole.count(b"HTTP/1.1 200 OK\r\n") == 304


def worker_of(server: servers.Server) -> int:
    (worker,) = servers.children(server.process.pid)
    return worker


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGABRT, signal.SIGSEGV], ids=["kill", "abort", "segv"])
def test_a_worker_that_dies_is_replaced(server: servers.Server, number: signal.Signals) -> None:
    worker = worker_of(server)
    os.kill(worker, number)
    # Connections that come now wait in the queue of the listening socket.
    assert wait_for(lambda: worker not in servers.children(server.process.pid))
    assert ask(server) == 200
    assert worker_of(server) != worker
    assert httpx.get(f"{server.address}/readyz", trust_env=False, timeout=30).status_code == 200
    assert f"ended by signal {number}" in server.log.read_text()


def _idle(server: servers.Server, stack: ExitStack) -> None:
    stack.enter_context(crowd(server, 50, HEAD + b"\r\n"))


def _half_heads(server: servers.Server, stack: ExitStack) -> None:
    stack.enter_context(crowd(server, 50, HEAD))


def _half_bodies(server: servers.Server, stack: ExitStack) -> None:
    stack.enter_context(crowd(server, 50, POST + b"Content-Length: 10\r\n\r\nA"))


def _unread(server: servers.Server, stack: ExitStack) -> None:
    data = f"GET /sparql?query={quote(LONG)}&format=csv HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    stack.enter_context(crowd(server, 1, data))
    assert wait_for(lambda: "lotgraph_evaluations 1.0" in httpx.get(f"{server.address}/metrics", trust_env=False).text)


def _hammered(server: servers.Server, stack: ExitStack) -> None:
    over = threading.Event()

    def hammer() -> None:
        while not over.is_set():
            try:
                with connect(server) as link:
                    link.sendall(HEAD + b"Connection: close\r\n\r\n")
                    link.recv(100)
            except OSError:
                time.sleep(0.01)

    threads = [threading.Thread(target=hammer) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        stack.callback(thread.join)
    stack.callback(over.set)
    time.sleep(0.1)


def _nothing(server: servers.Server, stack: ExitStack) -> None:
    """As soon as the server says that it is there."""


@pytest.mark.parametrize(
    ("how", "beside"),
    [
        *(("SIGINT", beside) for beside in (_nothing, _idle, _half_heads, _half_bodies, _unread, _hammered)),
        ("SIGTERM", _nothing),
        ("SIGINT twice", _nothing),
        ("SIGINT to all", _idle),
        ("SIGTERM to all", _hammered),
    ],
)
def test_it_stops_when_it_is_to(small: Path, how: str, beside: Callable[[servers.Server, ExitStack], None]) -> None:
    name, _, way = how.partition(" ")
    number = signal.Signals[name]
    with servers.running(small, query_seconds=60) as server, ExitStack() as stack:
        beside(server, stack)
        if way == "to all":
            os.killpg(server.process.pid, number)
        else:
            server.process.send_signal(number)
        if way == "twice":
            server.process.send_signal(number)
        # No answer is running that anybody reads. A stop takes some tenths of a second; this machine may be busy.
        assert server.process.wait(timeout=20) == 0
        assert "Traceback" not in server.log.read_text()
        assert "most recent call first" not in server.log.read_text()


def test_a_running_query_holds_up_the_first_signal_and_not_the_second(small: Path) -> None:
    with servers.running(small, query_seconds=60) as server, ExitStack() as stack:
        data = f"GET /sparql?query={quote(RUNAWAY)} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        stack.enter_context(crowd(server, 1, data))
        metrics = f"{server.address}/metrics"
        assert wait_for(lambda: "lotgraph_evaluations 1.0" in httpx.get(metrics, trust_env=False).text)
        server.process.send_signal(signal.SIGINT)
        time.sleep(1.5)
        assert server.process.poll() is None
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(timeout=20) == 0
