"""Limits, numbers, log lines, proxies."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from tests import engines, publications

from lotgraph.evaluation import (
    Busy,
    ClientGone,
    Limit,
    LimitReached,
    Request,
)
from lotgraph.rdf.store.loading import open_release
from lotgraph.release.folder import STORE, Release
from lotgraph.web import create_app
from lotgraph.web.http.measures import network

ALL = "SELECT * { ?s ?p ?o }"


class Failing(engines.Direct):
    """Fails each query as it is told."""

    failure: Exception

    def evaluate(self, request: Request, client: object = None) -> engines.Evaluated:
        if request.query == ALL:
            raise self.failure
        return super().evaluate(request, client)


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publications.publish(tmp_path_factory.mktemp("publication"))


@pytest.fixture
def log() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def client(publication: Path, log: io.StringIO) -> FlaskClient:
    return create_app(publication, engines.settings(), log, engines.direct).test_client()


def logged(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_the_limits_are_shown_to_programs_and_people(client: FlaskClient) -> None:
    said = client.get("/sparql/limits").json
    assert isinstance(said, dict)
    assert (said["seconds"], said["rows"], said["query_bytes"]) == (30, 2_000_000, 1024 * 1024)
    assert client.get("/sparql/limits", headers={"Accept": "text/html"}).mimetype == "text/html"
    shown = client.get("/sparql", query_string={"query": "ASK {}"}).headers["Query-Limits"]
    assert shown.startswith("seconds=30, ")
    assert client.get("/sparql?query=x").headers["Query-Limits"] == shown


def test_each_request_is_one_line_of_the_log(client: FlaskClient, log: io.StringIO) -> None:
    for _ in range(2):
        client.get(
            "/sparql", query_string={"query": ALL}, environ_overrides={"REMOTE_ADDR": "203.0.113.77"}, buffered=True
        )
    client.get("/sparql?query=nonsense&secret=1", buffered=True)
    client.get("/none", environ_overrides={"REMOTE_ADDR": "2001:db8:1:2:3:4:5:6"}, buffered=True)
    first, again, wrong, none = logged(log)
    assert first["client"] == "203.0.113.0/24"
    assert (first["cache"], again["cache"]) == ("miss", "hit")
    for each in (first, again):
        assert (each["method"], each["path"], each["status"], each["ending"]) == ("GET", "/sparql", 200, "complete")
        assert each["rows"] > 10
        assert each["bytes"] > 100
        assert 0 < each["seconds"] < 10
    assert (wrong["status"], wrong["ending"]) == (400, "refused")
    assert (none["status"], none["client"]) == (404, "2001:db8:1::/48")
    assert "secret" not in log.getvalue()
    assert "203.0.113.77" not in log.getvalue()


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("198.51.100.23", "198.51.100.0/24"),
        ("::ffff:198.51.100.23", "198.51.100.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_no_address_is_logged_in_full(address: str, shown: str) -> None:
    assert network(address) == shown


def test_the_numbers_are_those_of_prometheus(client: FlaskClient) -> None:
    for _ in range(3):
        client.get("/sparql", query_string={"query": ALL}, buffered=True)
    found = {
        sample.name: sample.value
        for family in text_string_to_metric_families(client.get("/metrics").text)
        for sample in family.samples
        if sample.labels.get("route", "sparql") == "sparql" and sample.labels.get("result", "hit") == "hit"
    }
    assert found["lotgraph_requests_total"] == 3
    assert found["lotgraph_cache_requests_total"] == 2
    assert found["lotgraph_request_seconds_count"] == 3
    assert found["lotgraph_rows_total"] > 30
    assert found["lotgraph_cache_entries"] == 2


def test_each_route_is_counted_by_itself(client: FlaskClient) -> None:
    for address in ("/", "/catalogue", "/quality", "/.well-known/void", "/reconcile", "/fit", "/nowhere"):
        client.get(address, buffered=True)
    routes = {
        sample.labels["route"]
        for family in text_string_to_metric_families(client.get("/metrics").text)
        for sample in family.samples
        if "route" in sample.labels
    }
    assert routes == {"landing", "catalogue", "quality", ".well-known", "reconcile", "fit", "other"}


@pytest.mark.parametrize(
    ("failure", "status", "ending", "words"),
    [
        (Busy(7), 429, "busy", "try again later"),
        (LimitReached(Limit.TIME, "it ran longer than 30 seconds"), 503, "limit: time", "longer than 30 seconds"),
        (LimitReached(Limit.MEMORY, "it took too much"), 503, "limit: memory", "took too much"),
        (ClientGone("the client left"), 503, "client gone", "left"),
    ],
)
def test_what_ends_a_query_is_told(
    publication: Path, log: io.StringIO, failure: Exception, status: int, ending: str, words: str
) -> None:
    def engine(path: Path, release: Release) -> Failing:
        failing = Failing(open_release(path / STORE), release.base)
        failing.failure = failure
        return failing

    client = create_app(publication, engines.settings(), log, engine).test_client()
    answer = client.get("/sparql", query_string={"query": ALL}, buffered=True)
    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.mimetype == "application/problem+json"
    assert answer.json is not None
    assert words in answer.json["detail"]
    assert answer.headers.get("Retry-After") == ("7" if status == 429 else None)
    assert answer.json.get("limit") == (failure.limit.value if isinstance(failure, LimitReached) else None)
    assert logged(log)[0]["ending"] == ending


@pytest.mark.parametrize("timeout", ["0", "-1", "x", "1e3", "5&timeout=6"])
def test_a_request_asks_for_time_in_seconds(client: FlaskClient, timeout: str) -> None:
    answer = client.get(f"/sparql?query=ASK%7B%7D&timeout={timeout}")
    assert answer.status_code == 400
    assert "timeout" in answer.text


def test_proxies_are_believed_only_where_there_are_some(publication: Path, log: io.StringIO) -> None:
    headers = {
        "X-Forwarded-For": "192.0.2.9",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Prefix": "/site",
        "X-Forwarded-Host": "evil.example",
    }
    locations = []
    for proxies in (0, 1):
        app = create_app(publication, engines.settings(proxies=proxies), log, engines.direct)
        locations.append(app.test_client().get("/id/skill/python", headers=headers, buffered=True).headers["Location"])
    assert locations == ["/doc/skill/python", "/site/doc/skill/python"]
    assert [each["client"] for each in logged(log)] == ["127.0.0.0/24", "192.0.2.0/24"]


def test_pages_under_a_prefix_lead_to_pages_under_it(publication: Path) -> None:
    client = create_app(publication, engines.settings(proxies=1), None, engines.direct).test_client()
    page = client.get("/", headers={"X-Forwarded-Prefix": "/site", "Accept": "text/html"}).text
    assert 'href="/site/sparql"' in page
    assert 'href="/sparql"' not in page
