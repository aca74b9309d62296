"""The real server: gunicorn in a process of its own, asked over HTTP."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from tests import publications
from tests.publications import BASE

from lotgraph import server
from lotgraph.errors import ReleaseError, ServerError
from lotgraph.web import BODY_LIMIT

START = """
import sys
from pathlib import Path
from lotgraph.server import serve
serve(Path(sys.argv[1]), "127.0.0.1", 0, int(sys.argv[2]), 2, lambda address: print(address, flush=True))
"""


@contextmanager
def running(publication: Path, workers: int = 1, **environ: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    process = subprocess.Popen(
        # Gunicorn leaves sockets to the garbage collector when it begins and ends.
        [sys.executable, "-W", "error", "-W", "ignore::ResourceWarning", "-c", START, publication, str(workers)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)} | environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip(), process
    finally:
        process.terminate()
        process.communicate(timeout=30)


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publications.publish(tmp_path_factory.mktemp("publication"))


@pytest.fixture(scope="module")
def site(publication: Path) -> Iterator[httpx.Client]:
    with running(publication) as (address, _), httpx.Client(base_url=address, trust_env=False) as client:
        yield client


def test_a_query_is_answered(site: httpx.Client) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    answers = [
        site.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"}),
        site.post("/sparql", data={"query": query}, headers={"Accept": "text/csv"}),
        site.post("/sparql", content=query, headers={"Accept": "text/csv", "Content-Type": "application/sparql-query"}),
        # In chunks, of a length that is not said.
        site.post(
            "/sparql",
            content=iter([query[:5].encode(), query[5:].encode()]),
            headers={"Accept": "text/csv", "Content-Type": "application/sparql-query"},
        ),
    ]
    assert [answer.text for answer in answers] == ["n\r\n21\r\n"] * 4


@pytest.mark.parametrize("path", ["skill/ci%2Fcd", "skill/c%23", "skill/100%25", "skill/r%C3%A9sum%C3%A9"])
def test_paths_arrive_as_they_were_sent(site: httpx.Client, path: str) -> None:
    answer = site.get(f"/id/{path}")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/doc/{path}")
    answer = site.get(answer.headers["Location"], headers={"Accept": "application/n-triples"})
    assert answer.status_code == 200
    assert answer.text.startswith(f"<{BASE}id/skill/")


def test_a_body_that_is_too_long_is_refused(site: httpx.Client) -> None:
    headers = {"Content-Type": "application/sparql-query", "Expect": "100-continue"}
    address = site.base_url
    with socket.create_connection((address.host, address.port or 0), timeout=10) as connection:
        lines = ["POST /sparql HTTP/1.1", "Host: x", f"Content-Length: {BODY_LIMIT + 1}"]
        lines += [f"{name}: {value}" for name, value in headers.items() if name != "Expect"]
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        assert connection.recv(4096).startswith(b"HTTP/1.1 413 ")


def test_parts_of_a_dump_are_sent(site: httpx.Client) -> None:
    whole = site.get("/dumps/lotgraph.nq")
    part = site.get("/dumps/lotgraph.nq", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert site.head("/dumps/lotgraph.nq").headers["Content-Length"] == str(len(whole.content))


def test_requests_are_answered_side_by_side(publication: Path) -> None:
    with (
        running(publication, workers=2) as (address, _),
        httpx.Client(base_url=address, trust_env=False) as client,
        ThreadPoolExecutor(8) as pool,
    ):
        answers = list(pool.map(lambda _: client.get("/doc/skill/python.nt"), range(64)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_and_quietly(publication: Path, how: signal.Signals) -> None:
    with running(publication, workers=2) as (address, process):
        assert httpx.get(f"{address}/healthz", trust_env=False).text == "ok 1.0\n"
        process.send_signal(how)
        said, errors = process.communicate(timeout=30)
    assert (process.returncode, said, errors) == (0, "", "")


def test_it_works_under_the_path_that_its_environment_names(publication: Path) -> None:
    with running(publication, SCRIPT_NAME="/some/prefix") as (address, _):
        location = httpx.get(f"{address}/some/prefix/id/skill/c%23", trust_env=False).headers["Location"]
        assert location == "/some/prefix/doc/skill/c%23"
        assert httpx.get(address + location, trust_env=False).status_code == 200


def test_a_port_in_use_is_told(publication: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(ServerError, match=rf"port {port} of 127\.0\.0\.1 is in use; .*PORT={port + 1} make run"):
            server.serve(publication, "127.0.0.1", port, 1, 1)


def test_a_host_that_is_not_known_is_told(publication: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(ServerError, match=r"the host nowhere\.invalid is not known"):
        server.serve(publication, "nowhere.invalid", 0, 1, 1)


def test_a_folder_without_a_release_is_told_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="lotgraph build"):
        server.serve(tmp_path, "127.0.0.1", 0, 1, 1)
