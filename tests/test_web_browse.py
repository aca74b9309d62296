"""Browsing: schemes as trees, lists with counts, and the page of a taxonomy; bad addresses are told in words."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from tests import engines, publications
from tests.publications import BASE, LG

from lotgraph.web import publication_of

ID = "https://w3id.org/lotgraph/id/"
LOT = quote(f"{ID}taxonomy/lot/7.3.0", safe="")
OCCUPATION = quote(f"{ID}occupation/lot-occupation--artificial-intelligence-engineer", safe="")


@pytest.fixture(scope="module")
def client(publication: Path) -> FlaskClient:
    return engines.app(publication).test_client()


def get(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == status, answer.text
    return answer.text


def test_the_overview_leads_to_schemes_and_lists_with_counts(client: FlaskClient) -> None:
    page = get(client, "/browse")
    assert "Lightcast Occupation Taxonomy" in page
    assert '<data value="4">4</data>' in page
    for name in ("skills", "employers", "areas", "sources"):
        assert f'href="/browse/{name}"' in page
        assert "<tbody>" in get(client, f"/browse/{name}")
    assert 'href="/browse"' in get(client, "/")


def test_only_open_branches_are_sent(client: FlaskClient) -> None:
    closed = get(client, f"/browse?scheme={LOT}")
    assert "Information Technology and Computer Science" in closed
    assert "Machine Learning Engineer" not in closed
    opened = get(client, f"/browse?scheme={LOT}&open={OCCUPATION}")
    assert "Machine Learning Engineer" in opened
    assert 'aria-label="Close Artificial Intelligence Engineer"' in opened


def test_a_taxonomy_says_what_it_is_and_how_it_joins_others(client: FlaskClient) -> None:
    page = get(client, "/doc/taxonomy/lot/7.3.0")
    assert "version 7.3.0" in page
    assert '<data value="1800">1,800</data>' in page
    assert "Specialized Occupation" in page
    assert "accepted" in page
    assert "/browse?scheme=" in page


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/browse/nothing", 404, "no list"),
        ("/browse/skills?page=99", 404, "no page 99"),
        ("/browse?scheme=https://example.org/none", 404, "no scheme"),
        ("/browse?scheme=%3Cb%3E", 400, "named by IRIs"),
        (f"/browse?scheme={LOT}&open=https://example.org/none", 404, "says nothing"),
        (f"/browse?scheme={LOT}&open={quote(ID + 'area/US', safe='')}", 404, "no branch"),
        (f"/browse?scheme={LOT}&page=2", 404, "the last is 1"),
        (f"/browse?open={OCCUPATION}", 400, "goes with"),
        ("/browse?page=2", 400, "goes with"),
    ],
)
def test_bad_addresses_are_told_in_words(client: FlaskClient, path: str, status: int, words: str) -> None:
    assert words in get(client, path, status)


def test_a_list_is_evaluated_once_for_all_its_pages(tmp_path: Path) -> None:
    skills = [
        f"<{BASE}id/listing/paper-1/{number}> <{LG}{name}> <{BASE}id/{value}>"
        for number in range(250)
        for name, value in (
            ("skill", f"skill/s{number:03}"),
            ("skillCategory", "code/c"),
            ("occupation", "occupation/o"),
        )
    ]
    made = engines.app(publications.publish(tmp_path, extra={publications.SOURCE: skills}))
    client = made.test_client()
    pages = [get(client, f"/browse/skills?page={number}") for number in (1, 2, 3)]
    assert [page.count("<tr>") - 1 for page in pages] == [100, 100, 50]
    assert ['rel="next"' in page for page in pages] == [True, True, False]
    assert "no page 4" in get(client, "/browse/skills?page=4", 404)
    engine = publication_of(made).current().engine
    assert isinstance(engine, engines.Direct)
    assert engine.asked == 1
