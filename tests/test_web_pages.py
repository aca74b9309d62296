"""The landing page, the files of the release, errors, health."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from tests import engines, publications

from lotgraph.web.site import EXTENSION as SITE

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publications.publish(tmp_path_factory.mktemp("publication"))


@pytest.fixture(scope="module")
def client(publication: Path) -> FlaskClient:
    return engines.app(publication).test_client()


def hrefs(page: str) -> list[str]:
    return [href.replace("&amp;", "&").replace("&#39;", "'") for href in re.findall(r'href="([^"]*)"', page)]


def test_the_landing_page_says_what_is_here(client: FlaskClient) -> None:
    page = client.get("/").text
    assert "<h1>A &lt;tiny&gt; graph</h1>" in page
    for text in ("Version 1.0", "1 warning", "A paper", "Its publisher", "share observation", "lotgraph.nq", "SELECT"):
        assert text in page
    assert 'href="https://creativecommons.org/licenses/by/4.0/"' in page
    assert 'href="/doc/occupation/23112013">Smith &amp; Son</a>' in page


def test_every_link_of_the_landing_page_leads_somewhere(client: FlaskClient) -> None:
    local = [href for href in hrefs(client.get("/").text) if href.startswith("/")]
    assert len(local) > 15
    for href in local:
        with client.get(href, headers={"Accept": BROWSER}, follow_redirects=True) as answer:
            assert answer.status_code == 200, href


def test_the_example_query_has_an_answer(client: FlaskClient) -> None:
    example = next(href for href in hrefs(client.get("/").text) if href.endswith("format=csv"))
    assert client.get(example).text.splitlines()[1] == "Smith & Son,Python,70.53,A paper"


@pytest.mark.parametrize("path", ["/", "/sparql", "/dumps/", "/release/", "/doc/skill/python.html", "/nothing"])
def test_pages_load_nothing_from_elsewhere_and_hold_no_script(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": BROWSER})
    assert answer.mimetype == "text/html"
    # What describes the dataset to search engines is data, which no browser runs.
    assert not re.search(r'<script(?! defer src="/static/| type="application/ld\+json")', answer.text)
    assert not re.search(r'(src|<link (?!rel="canonical")[^>]*href)="(https?:)?//| style="| on[a-z]+="', answer.text)
    policy = dict(each.split(" ", 1) for each in answer.headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert "unsafe" not in str(policy)
    assert policy["style-src"] == "'self'" or path == "/sparql"
    assert '<html lang="en">' in answer.text
    assert answer.text.count("<h1>") == 1


def test_the_style_sheet_is_there(client: FlaskClient) -> None:
    with client.get("/static/style.css") as answer:
        assert answer.mimetype == "text/css"
        assert len(answer.data) < 12_000


@pytest.mark.parametrize(("coding", "decode"), [("gzip", gzip.decompress), ("br", brotli.decompress)])
def test_a_file_of_the_pages_is_sent_coded_and_kept_so(
    client: FlaskClient, coding: str, decode: Callable[[bytes], bytes]
) -> None:
    plain = client.get("/static/suggestions.js")
    coded = client.get("/static/suggestions.js", headers={"Accept-Encoding": coding})
    assert coded.headers["Content-Encoding"] == coding
    assert "Accept-Encoding" in coded.vary
    assert len(coded.data) < len(plain.data)
    assert decode(coded.data) == plain.data
    assert coded.headers["ETag"] != plain.headers["ETag"]
    kept = client.application.extensions[SITE].cache.get(coded.headers["ETag"])
    assert kept is not None
    assert kept.body == coded.data
    again = client.get("/static/suggestions.js", headers={"If-None-Match": plain.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("name", ["nothing.css", "", "..%2Fpages.py", "%2E%2E/pages.py", "a%00b", "yasgui"])
def test_no_other_file_is_among_those_of_the_pages(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


def test_the_files_of_the_pages_need_no_release(tmp_path: Path) -> None:
    client = engines.app(tmp_path).test_client()
    assert client.get("/").status_code == 503
    assert client.get("/static/style.css").status_code == 200


@pytest.mark.parametrize(
    "folder", ["/dumps/", "/release/", "/release/shapes", "/release/tables/paper-1/", "/releases/1.0/"]
)
def test_files_are_listed_with_size_and_checksum(client: FlaskClient, folder: str) -> None:
    page = client.get(folder).text
    row = r'<a href="([^"]*)">([^<]*)</a><small>[^<]*</small></th>\s*<td[^>]*>[^<]*</td><td><code>([0-9a-f]*)</code>'
    listed = re.findall(row, page)
    assert listed
    for href, name, digest in listed:
        with client.get(href) as answer:
            assert answer.status_code == 200
            assert name == "SHA256SUMS" or hashlib.sha256(answer.data).hexdigest() == digest


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/dumps/lotgraph.nq", "application/n-quads"),
        ("/dumps/graphs/lot-7.3.0.ttl", "text/turtle; charset=utf-8"),
        ("/release/report.ttl", "text/turtle; charset=utf-8"),
        ("/release/release.json", "application/json"),
        ("/release/SHA256SUMS", "text/plain; charset=utf-8"),
        ("/release/tables/paper-1/skills.csv", "text/csv; charset=utf-8"),
        ("/release/tables/paper-1/source.toml", "application/toml"),
        ("/releases/1.0/report.ttl", "text/turtle; charset=utf-8"),
    ],
)
def test_files_are_sent_whole_in_part_and_on_condition(
    client: FlaskClient, publication: Path, path: str, content_type: str
) -> None:
    file = publication / "current" / path.replace("/release/", "/").replace("/releases/1.0/", "/").lstrip("/")
    with client.get(path) as answer:
        assert answer.content_type == content_type
        assert answer.data == file.read_bytes()
        etag = answer.headers["ETag"]
    with client.get(path, headers={"Range": "bytes=2-5"}) as part:
        assert part.status_code == 206
        assert part.data == file.read_bytes()[2:6]
    with client.get(path, headers={"Range": "bytes=99999999-"}) as beyond:
        assert beyond.status_code == 416
        assert beyond.headers["Content-Range"].startswith("bytes */")
    with client.get(path, headers={"If-None-Match": etag}) as same:
        assert same.status_code == 304
    with client.head(path) as head:
        assert head.data == b""
        assert head.content_length == file.stat().st_size


@pytest.mark.parametrize(
    "path",
    [
        "/release/store/CURRENT",
        "/release/store",
        "/release/dumps/../store/CURRENT",
        "/release/dumps/%2e%2e/store/CURRENT",
        "/release/dumps/..%2Fstore",
        "/dumps/../release.json",
        "/dumps/../../../current/release.json",
        "/release//etc/passwd",
        "/dumps//etc/passwd",
        "/dumps/none.ttl",
        "/dumps/%00",
        "/release/none",
        "/releases/none/report.ttl",
        "/releases/../current/report.ttl",
        "/releases/.lock/",
        "/release/release.json/x",
    ],
)
def test_nothing_else_is_sent(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_health(client: FlaskClient, tmp_path: Path) -> None:
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").text == "ready 1.0\n"
    answer = engines.app(tmp_path).test_client().get("/readyz")
    assert answer.status_code == 503
    assert str(tmp_path) not in answer.text


@pytest.mark.parametrize(
    ("accept", "mimetype"),
    [
        (None, "application/problem+json"),
        ("*/*", "application/problem+json"),
        ("text/turtle", "application/problem+json"),
        ("application/json", "application/problem+json"),
        ("text/plain", "text/plain"),
        (BROWSER, "text/html"),
    ],
)
@pytest.mark.parametrize(("path", "method", "status"), [("/none", "GET", 404), ("/", "POST", 405)])
def test_errors_have_one_shape_for_programs_and_one_for_people(
    client: FlaskClient, accept: str | None, mimetype: str, path: str, method: str, status: int
) -> None:
    answer = client.open(path, method=method, headers={} if accept is None else {"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (status, mimetype)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Accept" in answer.vary
    assert str(status) in answer.text
    if status == 405:
        assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("path", ["/", "/healthz", "/dumps/", "/release/", "/ontology"])
def test_head_and_options_work(client: FlaskClient, path: str) -> None:
    assert client.head(path).status_code in (200, 303)
    assert client.head(path).data == b""
    answer = client.options(path)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_an_unforeseen_fault_is_500_without_a_traceback(publication: Path, caplog: pytest.LogCaptureFixture) -> None:
    app: Flask = engines.app(publication)

    @app.get("/fault")
    def fault() -> str:
        raise ZeroDivisionError("inner secret")

    answer = app.test_client().get("/fault")
    assert answer.status_code == 500
    assert answer.mimetype == "application/problem+json"
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert "inner secret" in caplog.text


def test_links_stay_under_a_path_prefix(client: FlaskClient) -> None:
    for path in ("/", "/sparql", "/dumps/", "/nothing"):
        page = client.get(path, headers={"Accept": BROWSER}, environ_overrides={"SCRIPT_NAME": "/some/prefix"}).text
        assert all(href.startswith(("/some/prefix/", "http", "data:", "#")) for href in hrefs(page))
    assert (
        'action="/some/prefix/sparql"'
        in client.get("/sparql", headers={"Accept": BROWSER}, environ_overrides={"SCRIPT_NAME": "/some/prefix"}).text
    )
