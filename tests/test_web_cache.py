"""Answers kept, ETags and content codings."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
import zstandard
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from tests import engines, publications
from tests.engines import Direct
from werkzeug.test import TestResponse

from lotgraph.release.folder import Release
from lotgraph.web import create_app
from lotgraph.web.http import codings
from lotgraph.web.http.cache import Cache, CachedResponse
from lotgraph.web.http.front import matches

ALL = "SELECT * { ?s ?p ?o }"
DECODED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "br": lambda body: bytes(brotli.decompress(body)),
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
}


class Site:
    """A small publication, its client, and every engine that was made for it."""

    def __init__(self, root: Path, **said: object) -> None:
        self.root = publications.publish(root)
        self.engines: list[Direct] = []
        self.client: FlaskClient = create_app(self.root, engines.settings(**said), None, self._engine).test_client()

    def _engine(self, path: Path, release: Release) -> Direct:
        self.engines.append(engines.direct(path, release))
        return self.engines[-1]

    def get(self, query: str = ALL, method: str = "GET", **headers: str) -> TestResponse:
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.open("/sparql", method=method, query_string={"query": query}, headers=said)

    @property
    def asked(self) -> int:
        return sum(each.asked for each in self.engines)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "publication")


def test_a_repeated_query_is_not_evaluated_again(site: Site) -> None:
    first, again = site.get(), site.get()
    assert site.asked == 1
    assert again.data == first.data
    assert dict(again.headers) == dict(first.headers)
    posted = site.client.post("/sparql", data={"query": ALL})
    assert (posted.data, site.asked) == (first.data, 1)
    assert "ETag" not in posted.headers
    head = site.get(method="HEAD")
    assert (head.data, head.content_length, site.asked) == (b"", len(first.data), 1)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("known", ["{}", 'W/"x", {}', "W/{}"])
def test_what_the_client_has_is_not_sent_again(site: Site, method: str, known: str) -> None:
    tag = site.get().headers["ETag"]
    fresh = Site(site.root.parent / "other")
    for each in (site, fresh):
        answer = each.get(method=method, If_None_Match=known.format(tag))
        assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", tag)
        assert {"Accept", "Accept-Encoding"} <= set(answer.vary)
    # Nothing had to be evaluated to know that.
    assert fresh.asked == 0


def test_a_post_is_always_answered(site: Site) -> None:
    tag = site.get().headers["ETag"]
    answer = site.client.post("/sparql", data={"query": ALL}, headers={"If-None-Match": tag})
    assert answer.status_code == 200


def test_each_answer_has_a_tag_of_its_own(site: Site) -> None:
    def tag(accept: str = "*/*", coding: str = "", **parameters: object) -> str:
        headers = {"Accept": accept, "Accept-Encoding": coding}
        return site.client.get("/sparql", query_string={"query": ALL} | parameters, headers=headers).headers["ETag"]

    tags = [
        tag(),
        tag(coding="gzip"),
        tag(coding="br"),
        tag(accept="text/csv"),
        tag(accept="application/json"),
        tag(query=ALL + " "),
        tag(timeout=5),
        tag(**{"default-graph-uri": publications.ENTITIES}),
        tag(**{"named-graph-uri": publications.ENTITIES}),
    ]
    assert len(set(tags)) == len(tags)
    assert all(each.startswith('"') and each.endswith('"') for each in tags)


def test_a_new_release_has_new_answers(site: Site) -> None:
    first = site.get()
    publications.publish(site.root, "2.0", {publications.ENTITIES: ["<http://x/s> <http://x/p> <http://x/o>"]})
    second = site.get(If_None_Match=first.headers["ETag"])
    assert second.status_code == 200
    assert "http://x/s" in second.text
    assert second.headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize("call", ["NOW()", "RAND()", "UUID()", "STRUUID()", "BNODE()"])
def test_what_may_be_another_each_time_is_never_kept(site: Site, call: str) -> None:
    for count in (1, 2):
        answer = site.get(f"SELECT ({call} AS ?x) {{}}")
        assert answer.status_code == 200
        assert "ETag" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
        assert site.asked == count


def test_failures_are_never_kept(site: Site) -> None:
    for count in (1, 2):
        answer = site.get("SELECT * {")
        assert (answer.status_code, site.asked) == (400, count)
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
@pytest.mark.parametrize("kept", [False, True])
def test_answers_come_in_the_coding_asked_for(site: Site, coding: str, kept: bool) -> None:
    plain = site.get().data
    answers = [site.get(Accept_Encoding=f"{coding}, identity;q=0.5") for _ in range(1 + kept)]
    assert answers[-1].headers["Content-Encoding"] == coding
    assert answers[-1].content_length == len(answers[-1].data) < len(plain)
    assert DECODED[coding](answers[-1].data) == plain
    assert "Accept-Encoding" in answers[-1].vary


def test_short_answers_are_sent_as_they_are(site: Site) -> None:
    for _ in range(2):
        answer = site.get("ASK {}", Accept_Encoding="gzip, br, zstd")
        assert "Content-Encoding" not in answer.headers
    assert site.asked == 1


def test_nothing_is_kept_where_there_is_no_room(tmp_path: Path) -> None:
    site = Site(tmp_path / "publication", cache_bytes=0)
    assert site.get().data == site.get().data
    assert site.asked == 2


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        (None, "identity"),
        ("", "identity"),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("gzip, br;q=0.5", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("*", "zstd"),
        ("*, zstd;q=0", "br"),
        ("*;q=0", "identity"),
        ("gzip;q=0", "identity"),
        ("identity, gzip;q=0.5", "identity"),
        ("GZIP ; q = 1.0", "gzip"),
        ("deflate", "identity"),
        ("gzip;q=x", "identity"),
    ],
)
def test_the_coding_is_negotiated(accept: str | None, coding: str) -> None:
    assert codings.choose(accept) == coding


@given(st.text(max_size=40))
def test_any_header_gives_a_coding(accept: str) -> None:
    assert codings.choose(accept) in (*codings.CODINGS, codings.IDENTITY)


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
@given(pieces=st.lists(st.binary(max_size=2000), max_size=5))
def test_codings_lose_nothing(coding: str, pieces: list[bytes]) -> None:
    assert DECODED[coding](b"".join(codings.encode_pieces(pieces, coding))) == b"".join(pieces)


def test_a_star_names_every_tag() -> None:
    assert matches("*", '"a"')
    assert not matches('"b", "c"', '"a"')


@given(st.lists(st.integers(0, 3000), max_size=60))
def test_the_cache_keeps_to_its_size(lengths: list[int]) -> None:
    cache = Cache(16_000)
    for number, length in enumerate(lengths):
        cache.put(CachedResponse(str(number), bytes(length), (), None), ("request", number))
        assert cache.size <= 16_000
        kept = cache.get(str(number))
        assert (kept is not None) == (length + 512 <= 2000)
        assert cache.known(("request", number)) is kept
    assert cache.known(("request", len(lengths))) is None


def test_the_least_used_answer_is_forgotten_first() -> None:
    cache = Cache(16_000)
    for number in range(40):
        cache.put(CachedResponse(str(number), bytes(1000), (), None))
        assert cache.get("0") is not None
    assert cache.get("1") is None
    assert cache.get("39") is not None
