"""/search and /suggest: what is found, in which order, narrowed how, and what is refused."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import engines, publications
from tests import reconciliation as small
from tests import search as sample

from lotgraph.linking.reconciliation.building import INDEX
from lotgraph.linking.reconciliation.entities import SHORT
from lotgraph.linking.reconciliation.index import Index, open_label_index
from lotgraph.linking.reconciliation.matching import (
    LETTERS,
    NAMESAKE,
    Query,
    candidates,
)
from lotgraph.linking.reconciliation.search import Level, Narrowed, search
from lotgraph.release.folder import current_release
from lotgraph.schema.vocabulary import expand
from lotgraph.web.views.search import SUGGESTIONS, TEXT, mark_words

SKILL = expand("lg:Skill")


@pytest.fixture(scope="module")
def small_publication(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample.publish(tmp_path_factory.mktemp("publication"))


@pytest.fixture(scope="module")
def client(small_publication: Path) -> FlaskClient:
    return engines.app(small_publication).test_client()


def found(client: FlaskClient, text: str, **parameters: str) -> Any:
    answer = client.get("/search", query_string={"q": text, "format": "json"} | parameters)
    assert (answer.status_code, answer.mimetype) == (200, "application/json"), answer.text
    return answer.get_json()


def iris(said: Any) -> list[str]:
    return [each["iri"] for each in said["results"]]


def shown(client: FlaskClient, text: str, **parameters: str) -> str:
    answer = client.get("/search", query_string={"q": text} | parameters, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.mimetype) == (200, "text/html"), answer.text
    return answer.text


# The order


@pytest.mark.parametrize(
    ("text", "thing", "level"),
    [
        ("registered nurse", small.NURSE, "exact"),
        ("看護師", small.NURSE, "exact"),
        ("2512.4", small.DEVELOPER, "exact"),
        ("code wizard", small.DEVELOPER, "exact"),
        ("nusre", small.NURSE, "exact"),
        (small.JAVA, small.JAVA, "exact"),
        ("acme, inc", small.ACME, "exact"),
        ("Ohio", sample.OHIO, "exact"),
        ("US-OH", sample.OHIO, "exact"),
        ("a paper", f"{publications.BASE}id/source/paper-1", "exact"),
        ("paper-1", f"{publications.BASE}id/source/paper-1", "exact"),
        ("A taxonomy", small.VERSION, "exact"),
        ("developer", small.DEVELOPER, "words"),
        ("developer software", small.DEVELOPER, "words"),
        ("softw", small.DEVELOPER, "beginning"),
        ("software dev", small.DEVELOPER, "beginning"),
        ("разраб", small.DEVELOPER, "beginning"),
        ("sofware develper", small.DEVELOPER, "likely"),
    ],
)
def test_the_first_result_and_why(client: FlaskClient, text: str, thing: str, level: str) -> None:
    first = found(client, text)["results"][0]
    assert (first["iri"], first["level"]) == (thing, level)


@pytest.mark.parametrize(("key", "label"), [(k, v) for k, v in sample.BRACKETED.items() if "(" in v])
def test_a_name_with_brackets_is_found_by_what_stands_before_them(
    client: FlaskClient, small_publication: Path, key: str, label: str
) -> None:
    short = label.partition(" (")[0]
    first = found(client, short, kind="skill")["results"][0]
    assert first["level"] == "exact"
    with open_label_index(current_release(small_publication) / "store" / INDEX) as index:
        ranked = candidates(index, Query(short, (SKILL,), strict=True, conditions=(), limit=10))
        whole = candidates(index, Query(label, (SKILL,), strict=True, conditions=(), limit=1))
    if short != "Python":
        assert (first["iri"], ranked[0].thing.iri) == (sample.skill(key), sample.skill(key))
        assert (ranked[0].score, ranked[0].match) == (NAMESAKE, False)
    else:
        # What is called so whole is surer.
        assert [each.thing.iri for each in ranked[:3]] == [
            sample.skill("python"), sample.skill("python-language"), sample.skill("pandas")
        ]  # fmt: skip
        assert [each.match for each in ranked[:3]] == [True, False, False]
        assert ranked[2].score > LETTERS
    assert (whole[0].thing.iri, whole[0].match) == (sample.skill(key), True)


def test_the_bracketed_skills_of_the_seeds_stand_first_by_their_short_names(folder: Path) -> None:
    with open_label_index(folder / "store" / INDEX) as index:
        rows = index.by_number(range(1, len(index.column("thing")) + 1)).values()
        named = {name.text: name.thing for name in rows if name.kind == SHORT}
        things = index.found(set(named.values()))
        short = {text: thing for text, thing in named.items() if things[thing].kind == "skill"}
        assert len(short) == 18
        for text, thing in short.items():
            ranked = candidates(index, Query(text, (SKILL,), strict=True, conditions=(), limit=3))
            hits = search(index, text, Narrowed(kind="skill")).hits
            assert (ranked[0].thing.number, hits[0].thing) == (thing, thing), text


def test_a_whole_word_beats_shared_letters(small_publication: Path) -> None:
    with open_label_index(current_release(small_publication) / "store" / INDEX) as index:
        ranked = candidates(index, Query("nurse", (), strict=False, conditions=(), limit=10))
    words = [each.score > LETTERS for each in ranked]
    assert words == sorted(words, reverse=True)
    assert {each.thing.iri for each in ranked[:2]} == {small.NURSE, sample.NURSE_AIDE}


def test_the_order_within_a_level(client: FlaskClient) -> None:
    # A preferred label before another label; what begins with the word before what has it later.
    assert iris(found(client, "programmer"))[:2] == [small.PROGRAMMER, small.DEVELOPER]
    assert iris(found(client, "nurse"))[:2] == [sample.NURSE_AIDE, small.NURSE]
    # Of two that begin so, what more is known of: Git is named twice, Keras once.
    levels = found(client, "programming")["results"]
    assert [each["iri"] for each in levels][:3] == [sample.skill(key) for key in ("c", "python-language", "r")]


def test_levels_follow_each_other(small_publication: Path) -> None:
    with open_label_index(current_release(small_publication) / "store" / INDEX) as index:
        for text in ("c", "nurse", "p", "software", "pyton"):
            order = [list(Level).index(hit.level) for hit in search(index, text, Narrowed()).hits]
            assert order
            assert len(order) == len(set(search(index, text, Narrowed()).hits))
            if not search(index, text, Narrowed()).meant:
                assert order == sorted(order)


# What is shown beside the results


def test_facets_count_what_choosing_them_leaves(client: FlaskClient) -> None:
    whole = found(client, "nurse")
    counts = {each["id"]: each["count"] for each in whole["kinds"]}
    assert counts == {"occupation": 2, "skill": 0, "employer": 0, "source": 0, "area": 0, "taxonomy": 0}
    taxonomies = {each["iri"]: each["count"] for each in whole["taxonomies"]}
    assert taxonomies == {small.VERSION: 1, small.OTHER: 1}
    assert iris(found(client, "nurse", scheme=small.OTHER)) == [sample.NURSE_AIDE]
    narrowed = found(client, "nurse", kind="skill")
    assert (narrowed["total"], narrowed["results"]) == (0, [])
    assert {each["id"]: each["count"] for each in narrowed["kinds"]} == counts
    page = shown(client, "nurse", kind="skill")
    assert "in what you chose" in page
    assert 'href="/search?q=nurse"' in page


def test_what_was_meant_and_the_way_back(client: FlaskClient) -> None:
    said = found(client, "sofware developer")
    assert (said["query"], said["shown_for"]) == ("sofware developer", "Software developer")
    page = shown(client, "sofware developer")
    assert 'href="/search?q=Software+developer"' in page
    assert 'href="/search?q=sofware+developer&amp;exact=1"' in page
    exact = found(client, "sofware developer", exact="1")
    assert (exact["total"], exact["shown_for"]) == (0, "sofware developer")
    assert 'href="/search?q=sofware+developer"' in shown(client, "sofware developer", exact="1")
    # What is called so is what was meant.
    assert found(client, "nurse")["shown_for"] == "nurse"


def test_retired_things_have_a_switch(client: FlaskClient, small_publication: Path) -> None:
    said = found(client, "ward nurse")
    assert sample.OLD_NURSE not in iris(said)
    assert said["retired_left_out"] == 1
    assert 'href="/search?q=ward+nurse&amp;retired=1"' in shown(client, "ward nurse")
    first = found(client, "ward nurse", retired="1")["results"][0]
    assert (first["iri"], first["retired"]) == (sample.OLD_NURSE, True)
    assert "· retired" in shown(client, "ward nurse", retired="1")
    assert sample.OLD_NURSE not in [each["iri"] for each in suggested(client, "ward")]
    with open_label_index(current_release(small_publication) / "store" / INDEX) as index:
        meant = candidates(index, Query("ward nurse", (), strict=False, conditions=(), limit=10))
    assert sample.OLD_NURSE not in [each.thing.iri for each in meant]


def test_pages_of_results(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lotgraph.web.views.search.PAGE", 2)
    first = found(client, "language", exact="1")
    assert (first["page"], first["pages"], first["total"]) == (1, 2, 4)
    second = client.get(first["next"]).get_json()
    assert (second["page"], second["next"], len(second["results"])) == (2, None, 2)
    assert {*iris(first)}.isdisjoint(iris(second))
    page = shown(client, "language", exact="1", page="2")
    assert '<b aria-current="page">2</b>' in page
    assert 'rel="prev" href="/search?q=language&amp;exact=1&amp;page=1"' in page
    answer = client.get("/search?q=language&exact=1&page=3")
    assert (answer.status_code, answer.get_json()["detail"]) == (
        404,
        "There is no page 3 of these results: the last is 2.",
    )


def suggested(client: FlaskClient, text: str, **more: str) -> Any:
    answer = client.get("/suggest", query_string={"q": text} | more)
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    return answer.get_json()["suggestions"]


def test_suggestions(client: FlaskClient) -> None:
    first = suggested(client, "softw")[0]
    assert first == {
        "iri": small.DEVELOPER, "href": "/doc/occupation/2512", "name": "Software developer",
        "matched": "Software developer", "kind": "Occupation", "taxonomy": "A taxonomy",
    }  # fmt: skip
    assert suggested(client, "infirm")[0]["matched"] == "Infirmière diplômée"
    assert suggested(client, "keraz")[0]["iri"] == sample.skill("keras")
    assert suggested(client, "") == suggested(client, " ") == []
    assert len(suggested(client, "p")) <= SUGGESTIONS
    assert {each["kind"] for each in suggested(client, "k", kind="skill")} == {"Skill"}
    assert {each["kind"] for each in suggested(client, "softwar developr", kind="occupation")} == {"Occupation"}


def test_results_are_kept_and_known_again(client: FlaskClient) -> None:
    first = client.get("/search?q=nurse")
    again = client.get("/search?q=nurse", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.headers["Cache-Control"], again.status_code) == ("no-cache", 304)
    assert client.get("/search?q=nurse&kind=skill").headers["ETag"] != first.headers["ETag"]
    assert first.headers["X-Robots-Tag"] == "noindex"


def test_a_search_without_text(client: FlaskClient) -> None:
    page = client.get("/search", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "Type a name" in page.text
    assert found(client, "")["total"] == found(client, " \n")["total"] == 0


# Bad input


def test_markup_is_text(client: FlaskClient) -> None:
    page = shown(client, "<img")
    assert "<img" not in page
    assert "&lt;<mark>img</mark> src=x onerror=&#34;alert(1)&#34;&gt; &amp; markup" in page
    assert suggested(client, "<img")[0]["name"] == sample.EVIL_LABEL
    page = shown(client, '"><script>alert(1)</script>')
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    "text",
    [
        "nurse\x00\x07\x1b[31m", "\u202egnirenigne", "ممرض", "SELECT * WHERE { ?s ?p ?o }", "'; drop table names; --",
        "%", "_", "*", '"', "\\", "a" * TEXT, "🜚",
    ],
)  # fmt: skip
def test_any_text_is_answered(client: FlaskClient, text: str) -> None:
    said = found(client, text)
    assert len(said["results"]) <= said["total"]
    page = shown(client, text)
    assert not any(ord(each) < 32 and each not in "\n\t" for each in page)


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        (f"/search?q={'a' * 7000}", 414, "has 7,000 characters; up to 200 are read"),
        (f"/suggest?q={'a' * 201}", 414, "up to 200"),
        ("/suggest?q=a&kind=job", 400, "There is no kind 'job'"),
        ("/search?q=a&kind=job", 400, "There is no kind 'job'; there are occupation, skill"),
        ("/search?q=a&scheme=x", 400, "no taxonomy <x>"),
        ("/search?q=a&page=0", 400, "whole number from 1"),
        ("/search?q=a&page=x", 400, "whole number from 1"),
        ("/search?q=a&page=99999", 404, "the last is"),
        ("/search?q=a&retired=yes", 400, "`retired` is 1 or 0"),
        ("/search?q=a&exact=2", 400, "`exact` is 1 or 0"),
        ("/search?q=a&format=xml", 400, "no format 'xml'"),
        ("/search?q=a&q=b", 400, "more than once"),
        ("/search?q=%FF", 400, "not UTF-8"),
        ("/suggest?q=%FF", 400, "not UTF-8"),
    ],
)
def test_what_is_refused(client: FlaskClient, address: str, status: int, words: str) -> None:
    answer = client.get(address, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert words in answer.get_json()["detail"]
    page = client.get(address, headers={"Accept": "text/html"})
    assert (page.status_code, page.mimetype) == (status, "text/html")


def test_only_what_there_is_can_be_had(client: FlaskClient) -> None:
    assert client.get("/search?q=a", headers={"Accept": "image/png"}).status_code == 406
    assert client.post("/search").status_code == 405


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=60))
def test_no_text_is_an_error_of_the_server(client: FlaskClient, text: str) -> None:
    for path in ("/search", "/suggest"):
        assert client.get(f"{path}?q={quote(text, errors='replace')}").status_code == 200


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=30), st.lists(st.text(min_size=1, max_size=5), max_size=3))
def test_marks_change_no_text(label: str, words: list[str]) -> None:
    assert "".join(text for text, _ in mark_words(label, tuple(words))) == label


def test_what_is_marked() -> None:
    assert mark_words("Machine  learning engineer", ("machine", "learn")) == (
        ("Machine  learning", True), (" engineer", False)
    )  # fmt: skip
    assert mark_words("C++ and C", ("c",)) == (("C", True), ("++ and ", False), ("C", True))


# Releases of other versions


def as_of_the_first_layout(path: Path) -> None:
    """Make an index what earlier versions of lotgraph wrote."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "drop table words; drop table columns; delete from names where kind > 4;"
            "alter table things drop column kind; alter table things drop column retired; pragma user_version = 1;"
        )


def test_a_release_of_an_earlier_version_is_reconciled_and_not_searched(tmp_path: Path) -> None:
    small_publication = sample.publish(tmp_path)
    as_of_the_first_layout(current_release(small_publication) / "store" / INDEX)
    client = engines.app(small_publication).test_client()
    for path in ("/search?q=nurse", "/suggest?q=nurse"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "can be reconciled but not searched" in answer.get_json()["detail"]
    said = client.get("/reconcile", query_string={"queries": '{"q": {"query": "registered nurse"}}'}).get_json()
    assert said["q"]["result"][0]["id"] == small.NURSE
    assert client.get("/reconcile/suggest/entity?prefix=soft").get_json()["result"][0]["id"] == small.DEVELOPER


def test_an_index_is_read_by_number(small_publication: Path) -> None:
    with open_label_index(current_release(small_publication) / "store" / INDEX) as index:
        assert isinstance(index, Index)
        names = index.by_number(index.numbers_of_text("programmer"))
        assert [name.kind for name in names.values()] == [0, 2]
        assert index.number_of("urn:nothing") == 0
