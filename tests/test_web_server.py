"""The real server, in processes of its own, asked over HTTP."""

from __future__ import annotations

import http.server
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from tests import engines, publications
from tests.publications import BASE
from tests.servers import lines, running

from lotgraph.errors import ReleaseError, ServerError
from lotgraph.web import server


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publications.publish(tmp_path_factory.mktemp("publication"))


@pytest.fixture(scope="module")
def site(publication: Path) -> Iterator[httpx.Client]:
    with running(publication) as server, httpx.Client(base_url=server.address, trust_env=False) as client:
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
        lines = ["POST /sparql HTTP/1.1", "Host: x", f"Content-Length: {1024 * 1024 + 1}"]
        lines += [f"{name}: {value}" for name, value in headers.items() if name != "Expect"]
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        assert connection.recv(4096).startswith(b"HTTP/1.1 413 ")


def test_a_kept_answer_is_the_same_as_the_first(publication: Path) -> None:
    asked = {"query": "SELECT ?s { ?s ?p ?o } LIMIT 3"}

    def said(answer: httpx.Response) -> tuple[int, dict[str, str], str]:
        return answer.status_code, {k: v for k, v in answer.headers.items() if k != "date"}, answer.text

    with running(publication) as server, httpx.Client(base_url=server.address, trust_env=False) as client:
        first, *others = [client.get("/sparql", params=asked) for _ in range(4)]
        assert [said(each) for each in others] == [said(first)] * 3
        assert first.status_code == 200
        known = client.get("/sparql", params=asked, headers={"If-None-Match": first.headers["ETag"]})
        assert (known.status_code, known.text, known.headers["ETag"]) == (304, "", first.headers["ETag"])
        head = client.head("/sparql", params=asked)
        assert (head.status_code, head.text, head.headers["Content-Length"]) == (200, "", str(len(first.content)))
        csv = client.get("/sparql", params=asked, headers={"Accept": "text/csv"})
        assert csv.headers["Content-Type"].startswith("text/csv")
        assert [each["cache"] for each in lines(server, 7)] == ["miss", *["hit"] * 5, "miss"]


def test_a_kept_description_is_the_same_as_the_first(site: httpx.Client) -> None:
    def said(path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        answer = site.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        return answer.status_code, {k: v for k, v in answer.headers.items() if k != "date"}, answer.content

    for headers in ({}, {"Accept": "text/html"}, {"Accept_Profile": "<http://www.w3.org/2004/02/skos/core>"}):
        for path in ("/doc/skill/ci%2Fcd", "/doc/skill/python?page=1", "/ontology"):
            first = said(path, **headers)
            assert first[0] == 200
            assert [said(path, **headers) for _ in range(2)] == [first] * 2
    # The path is known by its bytes: decoded, these two are one.
    assert site.get("/doc/skill/ci/cd").status_code == 404
    native, skos = said("/doc/skill/python"), said("/doc/skill/python", Accept_Profile=IRI_OF_SKOS)
    assert native[1]["etag"] != skos[1]["etag"]
    assert said("/doc/skill/python", If_None_Match=native[1]["etag"])[0] == 304
    assert said("/doc/skill/python", Accept="a/b," * 2500)[0] == 406
    assert said("/doc/skill/python", Accept="a/b," * 2500 + "text/turtle")[0] == 200


IRI_OF_SKOS = "<http://www.w3.org/2004/02/skos/core>"
KEPT = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n"


@pytest.mark.parametrize(
    ("sent", "statuses"),
    [
        ([KEPT + b"\r\n" + KEPT + b"\r\n"], [200, 200]),
        ([KEPT, b"\r\n" + KEPT[:30], KEPT[30:] + b"\r\n"], [200, 200]),
        ([KEPT + b"Connection: close\r\n\r\n"], [200]),
        ([KEPT + b"Content-Length: 3\r\n\r\nabc" + KEPT + b"\r\n"], [200, 200]),
        ([KEPT + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + KEPT + b"\r\n"], [200, 200]),
        ([KEPT + b" folded: 1\r\n\r\n"], [400]),
        ([KEPT + b"Accept: text/csv;q=0\r\n\r\n"], [200]),
        ([KEPT.replace(b"%7B", b" ") + b"\r\n"], [400]),
    ],
    ids=["two at once", "in parts", "close", "length", "chunks", "folded", "twice", "blank"],
)
def test_whatever_way_a_known_request_comes_it_is_read_right(
    site: httpx.Client, sent: list[bytes], statuses: list[int]
) -> None:
    address = site.base_url
    with (
        socket.create_connection((address.host, address.port or 0), timeout=10) as connection,
        connection.makefile("rb") as answers,
    ):
        # Twice before, on the connection that is kept: from then on the answer is known.
        for data in (KEPT + b"\r\n", KEPT + b"\r\n", *sent):
            connection.sendall(data)
            time.sleep(0.05)
        found = []
        for _ in (200, 200, *statuses):
            found.append(int(answers.readline().split()[1]))
            length = 0
            while (line := answers.readline().strip()) != b"":
                name, _, value = line.partition(b": ")
                length = int(value) if name.lower() == b"content-length" else length
            answers.read(length)
        assert found == [200, 200, *statuses]


def test_parts_of_a_dump_are_sent(site: httpx.Client) -> None:
    whole = site.get("/dumps/lotgraph.nq")
    part = site.get("/dumps/lotgraph.nq", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert site.head("/dumps/lotgraph.nq").headers["Content-Length"] == str(len(whole.content))


def test_requests_are_answered_side_by_side(publication: Path) -> None:
    with (
        running(publication, workers=2) as server,
        httpx.Client(base_url=server.address, trust_env=False) as client,
        ThreadPoolExecutor(8) as pool,
    ):
        answers = list(pool.map(lambda _: client.get("/doc/skill/python.nt"), range(64)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_and_says_nothing_but_what_it_answered(publication: Path, how: signal.Signals) -> None:
    with running(publication) as server:
        assert httpx.get(f"{server.address}/readyz", trust_env=False).text == "ready 1.0\n"
        server.process.send_signal(how)
        assert server.process.wait(timeout=30) == 0
        assert [each["path"] for each in lines(server, 1)] == ["/readyz"]


def test_it_works_under_the_path_that_its_environment_names(publication: Path) -> None:
    with running(publication, environ={"SCRIPT_NAME": "/some/prefix"}) as server:
        address = server.address
        location = httpx.get(f"{address}/some/prefix/id/skill/c%23", trust_env=False).headers["Location"]
        assert location == "/some/prefix/doc/skill/c%23"
        assert httpx.get(address + location, trust_env=False).status_code == 200


RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r . ?s ?t ?u }"


def test_a_running_answer_ends_before_the_server_does(publication: Path) -> None:
    with running(publication) as server, ThreadPoolExecutor(1) as pool:
        address = f"{server.address}/sparql"
        sent = {"query": RUNAWAY, "timeout": "2"}
        asked = pool.submit(httpx.get, address, params=sent, trust_env=False, timeout=30)
        with httpx.Client(base_url=server.address, trust_env=False, timeout=30) as client:
            while "lotgraph_evaluations 1.0" not in client.get("/metrics").text and not asked.done():
                time.sleep(0.02)
        server.process.send_signal(signal.SIGTERM)
        answer = asked.result(timeout=30)
        assert (answer.status_code, answer.json()["limit"]) == (503, "time")
        assert server.process.wait(timeout=30) == 0
        assert "limit: time" in {each["ending"] for each in lines(server, 1)}


def test_no_process_is_left_behind(publication: Path) -> None:
    with running(publication) as server:
        assert httpx.get(f"{server.address}/readyz", trust_env=False).status_code == 200
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        parents = {int(pid): int(parent) for pid, parent in map(str.split, listed.splitlines())}
        ours = {server.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
            ours |= more
    assert len(ours) > 3
    deadline = time.monotonic() + 30
    while any(alive(pid) for pid in ours) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [pid for pid in ours if alive(pid)]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for this machine, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not here")
    folder = tmp_path_factory.mktemp("tls")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder / "cert.pem", folder / "key.pem"


def test_it_works_behind_a_proxy_that_ends_tls_and_gives_it_a_path(publication: Path, tls: tuple[Path, Path]) -> None:
    class Proxy(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
            headers |= {"X-Forwarded-Prefix": "/jobs", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
            answer = httpx.get(behind.address + self.path.removeprefix("/jobs"), headers=headers, trust_env=False)
            self.send_response(answer.status_code)
            for name, value in answer.headers.items():
                if name.lower() not in ("connection", "content-encoding", "content-length", "date", "server"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its base has it
            """Say nothing."""

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*tls)
    trusted = ssl.create_default_context(cafile=str(tls[0]))
    with (
        running(publication, proxies=1, address="https://data.example.org/jobs/") as behind,
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as proxy,
        httpx.Client(verify=trusted, trust_env=False) as client,
    ):
        proxy.socket = context.wrap_socket(proxy.socket, server_side=True)
        thread = threading.Thread(target=proxy.serve_forever, args=(0.02,))
        thread.start()
        try:
            site = f"https://127.0.0.1:{proxy.server_address[1]}"
            found = client.get(f"{site}/jobs/id/skill/c%23")
            assert found.headers["Location"] == "/jobs/doc/skill/c%23"
            assert client.get(site + found.headers["Location"]).status_code == 200
            for _ in range(2):
                answer = client.get(f"{site}/jobs/sparql", params={"query": "ASK {}", "format": "json"})
                assert answer.json()["boolean"] is True
            described = client.get(f"{site}/jobs/sparql", headers={"Accept": "application/n-triples"}).text
            assert "service-description#endpoint> <https://data.example.org/jobs/sparql> ." in described
        finally:
            proxy.shutdown()
            thread.join()
        assert {each["client"] for each in lines(behind)} == {"192.0.2.0/24"}


def test_the_unit_in_the_documentation_is_one(root: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here")
    page = (root / "docs" / "deployment.md").read_text("utf-8")
    unit = page.partition("```ini\n")[2].partition("```")[0]
    unit = unit.replace("/srv/lotgraph/.venv/bin/lotgraph", sys.executable)
    (tmp_path / "lotgraph.service").write_text(unit, "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / "lotgraph.service")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert [line for line in done.stderr.splitlines() if "lotgraph.service" in line] == []


def test_a_port_in_use_is_told(publication: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(ServerError, match=rf"port {port} of 127\.0\.0\.1 is in use; .*PORT={port + 1} make run"):
            server.serve(publication, engines.settings(port=port))


def test_a_host_that_is_not_known_is_told(publication: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(ServerError, match=r"the host nowhere\.invalid is not known"):
        server.serve(publication, engines.settings(host="nowhere.invalid"))


def test_a_folder_without_a_release_is_told_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="lotgraph build"):
        server.serve(tmp_path, engines.settings(port=0))
