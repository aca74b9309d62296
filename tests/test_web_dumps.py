"""/releases/ and the files of a release: addresses that last, kept codings, parts, conditions, what was removed."""

from __future__ import annotations

import gzip
import hashlib
import re
import shutil
from base64 import b64decode
from pathlib import Path

import httpx
import pytest
import zstandard
from flask.testing import FlaskClient
from tests import engines, publications
from tests.dumps import plain
from tests.servers import running

from lotgraph.release import retention
from lotgraph.release.folder import current_release
from lotgraph.release.switch import switch

LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def published(place: Path) -> Path:
    """Three releases, of which the first has lost its store and the second is larger by a triple."""
    publications.publish(place, "1.0")
    more = {publications.ENTITIES: [f'<{publications.BASE}id/skill/new> <{LABEL}> "New"@en']}
    publications.publish(place, "1.1+a", more)
    publications.publish(place, "2.0")
    shutil.rmtree(place / "releases" / "1.0" / "store")
    return place


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return published(tmp_path_factory.mktemp("publication"))


@pytest.fixture(scope="module")
def client(place: Path) -> FlaskClient:
    return engines.app(place).test_client()


@pytest.fixture(scope="module")
def seeds_client(publication: Path) -> FlaskClient:
    """The seeds, whose dumps have their compressed twins."""
    return engines.app(publication).test_client()


# Codings


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("zstd;q=0.5, gzip", "gzip"),
        ("br", None),
        ("identity", None),
        ("gzip;q=0", None),
        ("*", "zstd"),
        (None, None),
    ],
)
def test_a_dump_is_sent_in_the_coding_in_which_it_is_kept(
    seeds_client: FlaskClient, publication: Path, accept: str | None, coding: str | None
) -> None:
    path = current_release(publication) / "dumps" / "lotgraph.ttl"
    headers = {} if accept is None else {"Accept-Encoding": accept}
    with seeds_client.get("/dumps/lotgraph.ttl", headers=headers) as answer:
        assert answer.mimetype == "text/turtle"
        assert answer.headers.get("Content-Encoding") == coding
        assert "Accept-Encoding" in answer.vary
        kept = path.with_name(path.name + {"gzip": ".gz", "zstd": ".zst", None: ""}[coding])
        expected = kept.read_bytes() if coding else plain(kept)
        assert answer.data == expected
        assert answer.content_length == len(expected)
        digest = re.fullmatch("sha-256=:(.*):", answer.headers["Repr-Digest"])
        assert digest is not None
        assert b64decode(digest[1]) == hashlib.sha256(answer.data).digest()
        etag = answer.headers["ETag"]
        assert not etag.startswith("W/")
    with seeds_client.get("/dumps/lotgraph.ttl", headers=headers | {"If-None-Match": etag}) as same:
        assert (same.status_code, same.data) == (304, b"")
        assert same.headers["ETag"] == etag
    with seeds_client.get("/dumps/lotgraph.ttl", headers={"Accept-Encoding": "br", "If-None-Match": etag}) as other:
        assert other.status_code == (304 if coding is None else 200)
    with seeds_client.head("/dumps/lotgraph.ttl", headers=headers) as head:
        assert (head.data, head.content_length) == (b"", len(expected))


@pytest.mark.parametrize(("suffix", "media_type"), [(".gz", "application/gzip"), (".zst", "application/zstd")])
def test_a_compressed_file_asked_for_by_name_is_a_file(
    seeds_client: FlaskClient, publication: Path, suffix: str, media_type: str
) -> None:
    path = current_release(publication) / "dumps" / f"lotgraph.nt{suffix}"
    with seeds_client.get(f"/dumps/lotgraph.nt{suffix}", headers={"Accept-Encoding": "gzip, zstd"}) as answer:
        assert (answer.data, answer.mimetype) == (path.read_bytes(), media_type)
        assert "Content-Encoding" not in answer.headers
    whole = plain(path.with_suffix(""))
    if suffix == ".gz":
        assert gzip.decompress(path.read_bytes()) == whole
    else:
        with path.open("rb") as file:
            assert zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True).read() == whole


def test_a_part_is_one_of_the_plain_file_but_for_who_goes_on(seeds_client: FlaskClient, publication: Path) -> None:
    path = current_release(publication) / "dumps" / "lotgraph.nq"
    whole, zipped = plain(path), path.with_name("lotgraph.nq.gz").read_bytes()
    with seeds_client.get("/dumps/lotgraph.nq", headers={"Accept-Encoding": "gzip", "Range": "bytes=5-9"}) as part:
        assert (part.status_code, part.data) == (206, whole[5:10])
        assert part.headers["Content-Range"] == f"bytes 5-9/{len(whole)}"
    with seeds_client.get("/dumps/lotgraph.nq", headers={"Accept-Encoding": "gzip"}) as answer:
        etag = answer.headers["ETag"]
    headers = {"Accept-Encoding": "gzip", "Range": "bytes=100-", "If-Range": etag}
    with seeds_client.get("/dumps/lotgraph.nq", headers=headers) as part:
        assert (part.status_code, part.data, part.headers["Content-Encoding"]) == (206, zipped[100:], "gzip")
    with seeds_client.get("/dumps/lotgraph.nq", headers=headers | {"If-Range": '"another"'}) as changed:
        assert (changed.status_code, changed.data) == (200, whole)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("bytes=0-0", 206),
        ("bytes=-5", 206),
        ("bytes=99999999-", 416),
        ("bytes=-0", 416),
        ("bytes=9-5", 200),
        ("bytes=-", 200),
        ("bytes=a-b", 200),
        ("bytes=0-1,5-6", 200),
        ("lines=0-1", 200),
        ("bytes=" + "9" * 5000 + "-", 200),
    ],
)
def test_parts_that_cannot_be_sent(client: FlaskClient, said: str, status: int) -> None:
    with client.get("/releases/2.0/release.json", headers={"Range": said}) as answer:
        assert answer.status_code == status, answer.data
        if status == 416:
            assert answer.headers["Content-Range"].startswith("bytes */")
    with client.head("/releases/2.0/release.json", headers={"Range": said}) as head:
        assert head.status_code == 200


# Addresses


def test_a_release_is_found_for_ever_and_may_be_kept(client: FlaskClient, place: Path) -> None:
    for version in ("1.0", "1.1+a", "2.0"):
        with client.get(f"/releases/{version}/dumps/lotgraph.nq") as answer:
            assert answer.data == (place / "releases" / version / "dumps" / "lotgraph.nq").read_bytes()
            assert "immutable" in answer.headers["Cache-Control"]
    with client.get("/dumps/lotgraph.nq") as answer:
        assert answer.headers["Cache-Control"] == "no-cache"


def test_the_releases_are_listed_for_people_and_programs(client: FlaskClient) -> None:
    page = client.get("/releases/", headers={"Accept": "text/html"}).text
    assert re.findall(r'<th scope="row"><a href="/releases/([^/]+)/">', page) == ["2.0", "1.1+a", "1.0"]
    said = client.get("/releases/", headers={"Accept": "application/json"}).get_json()
    assert [(each["version"], each["current"], each["queryable"]) for each in said] == [
        ("2.0", True, True),
        ("1.1+a", False, True),
        ("1.0", False, False),
    ]


def test_a_release_has_a_page_and_names_its_neighbours(client: FlaskClient) -> None:
    answer = client.get("/releases/1.1+a/", headers={"Accept": "text/html"})
    assert "not the current release" in answer.text
    assert "/releases/1.1+a/sparql" in answer.text
    assert "no longer queried" in client.get("/releases/1.0/").text
    links = {relation: address for address, relation in re.findall(r'<([^>]*)>; rel="([^"]*)"', str(answer.headers))}
    assert links == {
        "predecessor-version": "/releases/1.0/",
        "successor-version": "/releases/2.0/",
        "latest-version": "/releases/2.0/",
    }
    for accept, file in (("application/json", "release.json"), ("text/turtle", "catalogue.ttl")):
        answer = client.get("/releases/1.1+a/", headers={"Accept": accept})
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/releases/1.1+a/{file}")


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("", "/releases/2.0/"),
        ("/", "/releases/2.0/"),
        ("/dumps/lotgraph.ttl", "/releases/2.0/dumps/lotgraph.ttl"),
        ("/dumps/graphs/a%252Fb.ttl", "/releases/2.0/dumps/graphs/a%252Fb.ttl"),
        ("/sparql?query=ASK%7B%7D&format=json", "/releases/2.0/sparql?query=ASK%7B%7D&format=json"),
    ],
)
def test_latest_leads_to_the_current_release(client: FlaskClient, path: str, target: str) -> None:
    answer = client.get(f"/releases/latest{path}")
    assert (answer.status_code, answer.headers["Location"]) == (307, target)
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/releases/none/",
        "/releases/none/sparql",
        "/releases/../releases/2.0/",
        "/releases/%2e%2e/",
        "/releases/..%2f..%2f/",
        "/releases/.lock/",
        "/releases/2.0%00/",
        "/releases/2.0%0a/",
        "/releases/ 2.0/",
        "/releases/%ff/",
        "/releases/" + "2" * 5000 + "/",
        "/releases/2.0/store/CURRENT",
        "/releases/2.0/dumps/../release.json",
        "/releases/2.0/dumps/..%2f..%2f1.0/release.json",
        "/releases/2.0/dumps%2f..%2fstore%2fCURRENT",
        "/releases/latest/../none/",
    ],
)
def test_odd_versions_and_paths_lead_nowhere(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


# Queries of earlier releases


def test_a_release_is_queried_as_long_as_its_store_is_kept(client: FlaskClient) -> None:
    asked = {"query": COUNT, "format": "csv"}
    current, earlier = (client.get(f"/{where}sparql", query_string=asked) for where in ("", "releases/1.1+a/"))
    assert int(earlier.text.split()[1]) == int(current.text.split()[1]) + 1
    assert client.post("/releases/1.1+a/sparql", data=asked).text == earlier.text
    assert earlier.headers["ETag"] != current.headers["ETag"]
    same = client.get("/releases/2.0/sparql", query_string=asked)
    assert (same.text, same.headers["ETag"]) == (current.text, current.headers["ETag"])
    assert "Query-Limits" in earlier.headers
    gone = client.get("/releases/1.0/sparql", query_string=asked)
    assert gone.status_code == 404
    assert "no longer queried here; its dumps are at /releases/1.0/" in gone.text
    assert client.post("/releases/1.1+a/sparql", data={"update": "CLEAR ALL"}).status_code == 400
    described = client.get("/releases/1.1+a/sparql", headers={"Accept": "text/turtle"}).text
    assert f"{publications.BASE}releases/1.1+a/sparql" in described
    page = client.get("/releases/1.1+a/sparql", headers={"Accept": "text/html"}).text
    assert 'action="/releases/1.1+a/sparql"' in page


def test_a_real_server_answers_from_an_earlier_release_too(place: Path) -> None:
    with running(place) as server, httpx.Client(base_url=server.address, trust_env=False, timeout=30) as client:
        answers = [
            client.get(f"{where}/sparql", params={"query": COUNT}, headers={"Accept": "text/csv"}).text
            for where in ("", "/releases/1.1+a", "/releases/2.0")
        ]
    assert answers[0] == answers[2] != answers[1]


# What was removed, or changed by hand


def test_a_removed_release_is_gone_and_its_checksums_are_told(tmp_path: Path) -> None:
    place = published(tmp_path / "publication")
    sums = (place / "releases" / "1.1+a" / "SHA256SUMS").read_text()
    retention.remove(place, "1.1+a", "A source <withdrew>")
    client = engines.app(place).test_client()
    page = client.get("/releases/1.1+a/", headers={"Accept": "text/html"})
    assert page.status_code == 410
    assert "A source &lt;withdrew&gt;" in page.text
    said = client.get("/releases/1.1+a/", headers={"Accept": "application/json"})
    assert (said.status_code, said.get_json()["removed"]) == (410, "A source <withdrew>")
    assert "".join(f"{digest}  {name}\n" for name, digest in said.get_json()["sha256"].items()) == sums
    for digest in said.get_json()["sha256"].values():
        assert digest in page.text
    for path in ("dumps/lotgraph.nq", "sparql?query=ASK{}", "release.json"):
        assert client.get(f"/releases/1.1+a/{path}").status_code == 410
    assert "removed: A source &lt;withdrew&gt;" in client.get("/releases/", headers={"Accept": "text/html"}).text
    assert "1.1+a" not in str(client.get("/releases/2.0/").headers)


def test_a_release_broken_by_hand_does_not_stop_the_server(tmp_path: Path) -> None:
    place = published(tmp_path / "publication")
    client = engines.app(place).test_client()
    before = client.get("/sparql", query_string={"query": COUNT}).text
    switch(place, "1.0")  # it has no store
    assert client.get("/sparql", query_string={"query": COUNT}).text == before
    (place / "releases" / "2.0" / "release.json").write_text("{")
    switch(place, "2.0")
    assert client.get("/sparql", query_string={"query": COUNT}).text == before
    assert client.get("/releases/", headers={"Accept": "application/json"}).status_code == 200
    (place / "current").unlink()
    assert client.get("/sparql", query_string={"query": COUNT}).text == before
    # A file that was changed has another name for its bytes.
    path = place / "releases" / "1.1+a" / "report.ttl"
    with client.get("/releases/1.1+a/report.ttl") as answer:
        etag = answer.headers["ETag"]
    path.write_text("# mine\n")
    with client.get("/releases/1.1+a/report.ttl", headers={"If-None-Match": etag}) as answer:
        assert (answer.status_code, answer.data) == (200, b"# mine\n")


def test_a_large_file_is_sent_in_constant_memory(place: Path, tmp_path: Path) -> None:
    copied = Path(shutil.copytree(place, tmp_path / "publication", symlinks=True))
    size = 1 << 28
    with (copied / "releases" / "2.0" / "tables" / "large.csv").open("wb") as file:
        file.truncate(size)
    with running(copied) as server, httpx.Client(base_url=server.address, trust_env=False, timeout=60) as client:
        pids = [server.process.pid, *_children(server.process.pid)]
        client.get("/dumps/lotgraph.nq")
        before = sum(map(_memory, pids))
        received = most = 0
        with client.stream("GET", "/release/tables/large.csv") as answer:
            assert answer.headers["Content-Length"] == str(size)
            for number, piece in enumerate(answer.iter_raw(1 << 20)):
                received += len(piece)
                if number % 16 == 0:
                    most = max(most, sum(map(_memory, pids)))
        assert received == size
        assert most - before < 32 << 20
        part = client.get("/release/tables/large.csv", headers={"Range": f"bytes={size - 3}-"})
        assert (part.status_code, part.content) == (206, b"\0\0\0")


def _children(pid: int) -> list[int]:
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        pytest.skip("this machine does not tell the children of a process")
    return [int(child) for child in found.split()]


def _memory(pid: int) -> int:
    """Bytes of its own that a process holds."""
    found = re.search(r"RssAnon:\s+([0-9]+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) * 1024 if found else 0
