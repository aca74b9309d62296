"""The pages of areas and of mappings: what is known, what is not stated, and how sure it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from tests import engines

BROWSER = {"Accept": "text/html"}
ACCEPTED = "/doc/mapping/crosswalk-lotgraph/data-structures--esco-7b5cce4d"
CANDIDATE = "/doc/mapping/crosswalk-lotgraph/23112013--onet-15-2051.00"


@pytest.fixture(scope="module")
def client(publication: Path) -> FlaskClient:
    return engines.app(publication).test_client()


def get(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == status, answer.text
    return answer.text


def test_an_area_shows_what_sources_say_side_by_side(client: FlaskClient) -> None:
    page = get(client, "/doc/area/US")
    pay = page[page.index('id="pay"') : page.index('id="postings"')]
    assert pay.count("<table") == 1
    assert pay.index("158,328") < pay.index("149,840")
    assert "pay period not stated, drawn as a year" in pay
    employers = page[page.index('id="employers"') : page.index('id="shares"')]
    assert employers.index("Apple") < employers.index("Snowflake Computing")
    assert 'href="/doc/area/US-NC"' in page
    assert '<dt>Occupations with employment</dt><dd class="ns">not stated</dd>' in page


def test_a_part_leads_to_its_whole_and_an_area_that_nobody_names_says_so(client: FlaskClient) -> None:
    assert 'Part of <a href="/doc/area/US">United States</a>' in get(client, "/doc/area/US-NC")
    assert "sources that do not name an area" in get(client, "/doc/area/not-stated")


def test_an_accepted_mapping_says_who_and_why(client: FlaskClient) -> None:
    page = get(client, ACCEPTED)
    assert "<h1>Data Structures: part of computer science</h1>" in page
    assert "Accepted: it is part of the data. How it was found: judged by hand" in page
    assert "<dt>Reviewer label</dt><dd>lotgraph</dd>" in page
    assert re.search(r"<dt>Justification</dt><dd><a [^>]*>judged by hand</a>", page)
    assert "No claim depends on this mapping" in page


def test_a_candidate_has_the_page_too_and_nothing_rests_on_it(client: FlaskClient) -> None:
    page = get(client, CANDIDATE)
    assert "<h1>Machine Learning Engineer: part of Data Scientists</h1>" in page
    assert "Proposed, not reviewed" in page
    assert '<dt>Reviewer</dt><dd><span class="ns">not stated</span></dd>' in page
    assert "No claim: the mapping is proposed." in page


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/doc/area/US?section=shares&page=9", "the last is 1"),
        ("/doc/area/US?section=nothing", "no section"),
        (f"{CANDIDATE}?section=others&page=9", "the last is 1"),
        ("/doc/mapping/nothing", "says nothing about"),
    ],
)
def test_bad_addresses_are_answered_in_words(client: FlaskClient, path: str, words: str) -> None:
    assert words in get(client, path, 404)
