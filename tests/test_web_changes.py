"""What differs between releases, the feed of them, and upgrades of old IRIs and codes, over HTTP."""

from __future__ import annotations

import gzip
import json
import os
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from tests import engines, publications
from tests.dumps import plain
from tests.publications import BASE, LG, SKOS

from lotgraph.errors import TooManyRequests
from lotgraph.rdf.store import loading
from lotgraph.release.folder import current_release
from lotgraph.web.comparisons import Comparisons
from lotgraph.web.views.upgrade import MOST

ATOM = "{http://www.w3.org/2005/Atom}"
OLD = f"{BASE}id/occupation/old"
DEAD = f"{BASE}id/occupation/dead"
RETIRED = f"{BASE}graph/retired"
GRAVES = [
    f'<{OLD}> <http://www.w3.org/2002/07/owl#deprecated> "true"^^<http://www.w3.org/2001/XMLSchema#boolean>',
    f'<{OLD}> <{LG}lastRelease> "1"',
    f'<{OLD}> <{SKOS}historyNote> "Merged"@en',
    f"<{OLD}> <{LG}succeededBy> <{publications.OCCUPATION}>",
    f"<{OLD}> <http://purl.org/dc/terms/isReplacedBy> <{publications.OCCUPATION}>",
    f'<{OLD}> <{SKOS}notation> "11"',
    f"<{OLD}> <{SKOS}inScheme> <{BASE}id/taxonomy/lot/7.2.0>",
    f'<{DEAD}> <http://www.w3.org/2002/07/owl#deprecated> "true"^^<http://www.w3.org/2001/XMLSchema#boolean>',
    f'<{DEAD}> <{LG}lastRelease> "1"',
    f'<{DEAD}> <{SKOS}historyNote> "=1+1"@en',
]


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases: the second has no old occupation any more, but tombstones."""
    old = [f"<{OLD}> {publications.A} <{LG}Occupation>", f'<{OLD}> <{SKOS}notation> "11"']
    root = publications.publish(tmp_path_factory.mktemp("publication"), "1", {publications.SCHEME: old})
    code = f'<{publications.OCCUPATION}> <{SKOS}notation> "23112013"'
    publications.publish(root, "2", {publications.SCHEME: [code]})
    release = current_release(root)
    graves = sorted(f"{line} .\n" for line in GRAVES)
    (release / "tables" / "tombstones.nt").write_text("".join(graves), "utf-8")
    paths = publications.write_graphs(root / "work" / "again", publications.lines() | {RETIRED: GRAVES})
    paths[publications.SCHEME].write_text(f"{code} <{publications.SCHEME}> .\n", "utf-8")
    beside = [paths.pop(RETIRED), paths.pop(publications.QUALITY)]
    (release / "store").rename(root / "work" / "store")
    loading.load(release / "store", paths.values(), beside)
    return root


@pytest.fixture(scope="module")
def client(publication: Path) -> FlaskClient:
    return engines.app(publication, answer_rows=10).test_client()


# Changes


def test_the_page_of_changes(client: FlaskClient) -> None:
    page = client.get("/changes/1/2", headers={"Accept": "text/html"})
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert "<h1>Changes from release 1 to 2</h1>" in page.text
    assert "0 things were added, 1 retired,\n1 changed: 1 triples more,\n2 less" in page.text
    assert 'href="/doc/occupation/old"' in page.text
    assert "<td>Merged</td>" in page.text
    assert 'href="/changes/1/2.rdfp"' in page.text
    assert client.get("/changes/1/2.html").text == page.text


def test_the_changes_as_json_and_as_a_patch(client: FlaskClient, publication: Path) -> None:
    answer = client.get("/changes/1/2.json")
    assert answer.mimetype == "application/json"
    changed, gone = answer.get_json()["entities"]
    assert (changed["iri"], gone["iri"]) == (publications.OCCUPATION, OLD)
    assert (gone["reason"], gone["replaced_by"]) == ("Merged", [publications.OCCUPATION])
    assert client.get("/changes/1/2", headers={"Accept": "application/json"}).data == answer.data
    patch = client.get("/changes/1/2.rdfp")
    assert patch.mimetype == "application/rdf-patch"
    held = set(plain(publication / "releases/1/dumps/lotgraph.nq").decode().splitlines())
    rows = patch.text.splitlines()
    assert (rows[3], rows[-1]) == ("TX .", "TC .")
    held -= {row[2:] for row in rows if row.startswith("D ")}
    held |= {row[2:] for row in rows if row.startswith("A ")}
    assert held == set(plain(publication / "releases/2/dumps/lotgraph.nq").decode().splitlines())


def test_changes_are_packed_and_known_again(client: FlaskClient) -> None:
    plain = client.get("/changes/1/2.json")
    packed = client.get("/changes/1/2.json", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert plain.headers["ETag"] != packed.headers["ETag"]
    for answer, coding in ((plain, "identity"), (packed, "gzip")):
        headers = {"If-None-Match": answer.headers["ETag"], "Accept-Encoding": coding}
        assert client.get("/changes/1/2.json", headers=headers).status_code == 304
        assert "Accept-Encoding" in answer.headers["Vary"]
    head = client.head("/changes/1/2.rdfp")
    assert (head.status_code, head.data) == (200, b"")


@pytest.mark.parametrize("path", ["1/3", "3/1", "1/3.json", "..%2f/1", "1/..", ".json/1", "1/.json", "%00/1"])
def test_changes_of_releases_that_are_not_there(client: FlaskClient, path: str) -> None:
    assert client.get(f"/changes/{path}").status_code == 404


def test_changes_in_a_format_that_there_is_not(client: FlaskClient) -> None:
    assert client.get("/changes/1/2", headers={"Accept": "image/png"}).status_code == 406


def test_a_dump_edited_by_hand_is_not_compared(tmp_path: Path) -> None:
    root = publications.publish(tmp_path, "1")
    publications.publish(root, "2")
    dump = root / "releases/1/dumps/lotgraph.nq"
    dump.write_bytes(b"".join(reversed(dump.read_bytes().splitlines(keepends=True))))
    answer = engines.app(root).test_client().get("/changes/1/2.json")
    assert answer.status_code == 503


def test_a_comparison_is_made_once_and_one_at_a_time() -> None:
    comparisons = Comparisons(patience=0.01)
    begun, go_on, made = threading.Event(), threading.Event(), []

    def slow() -> Iterator[bytes]:
        made.append("slow")
        begun.set()
        assert go_on.wait(10)
        yield b"first"

    thread = threading.Thread(target=comparisons.file, args=("one", slow))
    thread.start()
    assert begun.wait(10)
    with pytest.raises(TooManyRequests) as refused:
        comparisons.file("two", slow)
    assert refused.value.retry_after > 0
    go_on.set()
    thread.join()
    assert gzip.decompress(comparisons.file("one", slow).read_bytes()) == b"first"
    assert made == ["slow"]


def test_what_is_kept_is_bounded_and_a_failure_is_not_kept() -> None:
    comparisons = Comparisons(most=150)
    paths = [comparisons.file(str(number), lambda: [os.urandom(60)]) for number in range(4)]
    assert [path.exists() for path in paths] == [False, False, False, True]

    def failing() -> Iterator[bytes]:
        yield b"half"
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - its own
        comparisons.file("half", failing)
    assert not list(paths[-1].parent.glob("half*"))


# The feed


def test_the_feed_names_the_releases(client: FlaskClient, publication: Path) -> None:
    answer = client.get("/feed.atom")
    assert answer.mimetype == "application/atom+xml"
    feed = ET.fromstring(answer.data)  # noqa: S314 - our own
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == [f"{BASE}releases/{version}/" for version in "21"]
    for each in (feed, *entries):
        assert each.findtext(f"{ATOM}title", "").startswith("A <tiny> graph")
        assert each.findtext(f"{ATOM}updated", "").endswith("Z")
    written = (publication / "releases/2/release.json").stat().st_mtime
    assert abs(_seconds(entries[0].findtext(f"{ATOM}updated", "")) - written) <= 1
    assert "no day of issue is stated" in entries[0].findtext(f"{ATOM}summary", "")
    links = {link.get("rel"): link.get("href") for link in entries[0].findall(f"{ATOM}link")}
    assert links == {"alternate": f"{BASE}releases/2/", "related": f"{BASE}changes/1/2"}
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    assert client.get("/feed.atom", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_the_day_of_issue_is_told_where_it_is_stated(tmp_path: Path) -> None:
    root = publications.publish(tmp_path, "1")
    path = root / "releases/1/release.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"issued": "2026-05-31"}), "utf-8")
    broken = root / "releases/0/release.json"
    broken.parent.mkdir()
    broken.write_text("{", "utf-8")
    feed = ET.fromstring(engines.app(root).test_client().get("/feed.atom").data)  # noqa: S314 - our own
    (entry,) = feed.findall(f"{ATOM}entry")
    for each in (feed, entry):
        assert each.findtext(f"{ATOM}updated") == "2026-05-31T00:00:00Z"
    assert entry.findtext(f"{ATOM}published") == "2026-05-31T00:00:00Z"


def _seconds(time: str) -> float:
    return datetime.fromisoformat(time).timestamp()


# Upgrades


def test_upgrades_of_a_json_list(client: FlaskClient) -> None:
    answer = client.post("/upgrade", json=[OLD, "11", DEAD, publications.OCCUPATION, "nothing", "<>", ""])
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    said = answer.get_json()
    assert said["release"] == "2"
    statuses = [each["status"] for each in said["results"]]
    assert statuses == ["replaced", "replaced", "retired", "current", "unknown", "unknown", "unknown"]
    assert said["results"][0] == {
        "given": OLD,
        "status": "replaced",
        "iri": OLD,
        "current": [{"iri": publications.OCCUPATION, "code": "23112013"}],
        "reason": "Merged",
        "last_release": "1",
        "path": [OLD, publications.OCCUPATION],
    }
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    allowed = client.options("/upgrade").headers
    assert "POST" in allowed["Allow"]
    assert "Content-Type" in allowed["Access-Control-Allow-Headers"]


def test_upgrades_of_csv_and_of_lines(client: FlaskClient) -> None:
    headers = {"Content-Type": "text/csv", "Accept": "text/csv"}
    body = f'name,code\n"A, b",11\n\nC,{DEAD}\nD\n'
    answer = client.post("/upgrade?column=code", data=body, headers=headers)
    assert answer.mimetype == "text/csv"
    assert answer.text.splitlines() == [
        "given,status,iri,current_iri,current_code,reason,last_release,path,schemes",
        f"11,replaced,{OLD},{publications.OCCUPATION},23112013,Merged,1,{OLD}|{publications.OCCUPATION},",
        f"{DEAD},retired,{DEAD},,,=1+1,1,{DEAD},",
        ",unknown,,,,,,,",
    ]
    lines = client.post("/upgrade?scheme=lot", data="11\n\n nothing \n", headers={"Content-Type": "text/plain"})
    assert [each["given"] for each in lines.get_json()["results"]] == ["11", "nothing"]
    other = client.post("/upgrade?scheme=other", data="11", headers={"Content-Type": "text/plain"})
    assert other.get_json()["results"][0]["status"] == "unknown"


def test_upgrades_of_csv_as_spreadsheets_write_it(client: FlaskClient) -> None:
    headers = {"Content-Type": "text/csv"}
    for body in ("sep=;\r\nname;code;\r\nA, b;11;\r\n", "name\tcode\nA\t11\n", "\ufeffcode,name\n11,A\n"):
        answer = client.post("/upgrade?column=code", data=body.encode(), headers=headers)
        assert [each["given"] for each in answer.get_json()["results"]] == ["11"]
    for refused, said in (
        (b"11\n12\n", "The list has “11” in its first row, which is no name of a column"),
        (b"code\n#REF!\n", "The list row 2: code “#REF!” is an error value of a spreadsheet"),
        ("code\n1\n".encode("utf-16"), "The list row 1: is UTF-16"),
    ):
        answer = client.post("/upgrade", data=refused, headers=headers)
        assert answer.status_code == 400
        assert said in answer.get_json()["detail"]


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (b'{"a": 1}', "application/json", 400),
        (b"[1]", "application/json", 400),
        (b"[" * 5000, "application/json", 400),
        (b'["\\ud800"]', "application/json", 400),
        (b"\xff", "text/plain", 400),
        (b"", "text/csv", 400),
        (b'a\n"b', "text/csv", 400),
        (b"a", "application/pdf", 415),
        (json.dumps(["a"] * (MOST + 1)).encode(), "application/json", 413),
        (b"a" * 2_000_000, "text/plain", 413),
    ],
)
def test_lists_that_are_refused(client: FlaskClient, body: bytes, media_type: str, status: int) -> None:
    answer = client.post("/upgrade", data=body, headers={"Content-Type": media_type})
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


def test_requests_that_are_refused(client: FlaskClient) -> None:
    assert client.get("/upgrade").status_code == 405
    assert client.post("/upgrade", json=[], headers={"Accept": "text/turtle"}).status_code == 406
    said = client.post("/upgrade?column=b", data="a\n1\n", headers={"Content-Type": "text/csv"}).get_json()
    assert said["detail"] == "There is no column 'b'; there are a."
    assert client.post("/upgrade", json=[]).get_json()["results"] == []
