"""The pages of a skill and of an employer: who asks for the skill, for what and where the employer hires."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from tests import engines, publications
from tests.publications import BASE, DECIMAL, LABEL, LG, SKOS, A

SKILL = f"{BASE}id/skill/python"
EMPLOYER = f"{BASE}id/employer/quiet"


@pytest.fixture(scope="module")
def client(publication: Path) -> FlaskClient:
    return engines.app(publication).test_client()


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A skill that 250 occupations ask for, one of them with a rating; an employer of which nothing is said."""
    code, source, upper = f"{BASE}id/code", f"{BASE}id/source/paper-1", f"{BASE}id/skill/upper"
    lines = [
        f"<{SKILL}> {A} <{LG}Skill>",
        f"<{SKILL}> <{SKOS}broader> <{upper}>",
        f'<{upper}> {LABEL} "Programming"@en',
        f'<{code}/skill-category/essential> {LABEL} "Essential"@en',
        f'<{code}/rating-scale/importance> <{SKOS}notation> "importance"',
        f'<{code}/rating-scale/importance> {LABEL} "Importance"@en',
        f"<{EMPLOYER}> {A} <{LG}Employer>",
        f'<{EMPLOYER}> {LABEL} "Quiet & Co"',
    ]
    for number in range(250):
        occupation, claim = f"{BASE}id/occupation/o{number:03}", f"{BASE}id/listing/paper-1/{number:03}"
        lines += [
            f'<{occupation}> {LABEL} "Worker {number:03}"@en',
            f"<{claim}> <{LG}skill> <{SKILL}>",
            f"<{claim}> <{LG}occupation> <{occupation}>",
            f"<{claim}> <{LG}skillCategory> <{code}/skill-category/essential>",
            f"<{claim}> <{LG}source> <{source}>",
        ]
    rating = f"{BASE}id/rating/1"
    lines += [
        f"<{rating}> <{LG}skill> <{SKILL}>",
        f"<{rating}> <{LG}occupation> <{BASE}id/occupation/o001>",
        f"<{rating}> <{LG}ratingScale> <{code}/rating-scale/importance>",
        f'<{rating}> <{LG}ratingValue> "3.5"^^{DECIMAL}',
        f"<{rating}> <{LG}source> <{source}>",
    ]
    root = tmp_path_factory.mktemp("wide")
    publications.publish(root, extra={publications.SOURCE: lines})
    return engines.app(root).test_client()


def get(client: FlaskClient, path: str) -> str:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text
    return answer.text


def part(page: str, name: str) -> str:
    """The section of that name."""
    return page.partition(f'<h2 id="{name}">')[2].partition("</section>")[0]


def test_a_skill_tells_who_asks_for_it_how_often_and_who_says_so(client: FlaskClient) -> None:
    occupations = part(get(client, "/doc/skill/python-programming-language"), "occupations")
    assert "Machine Learning Engineer" in occupations
    assert '<data value="70.53">' in occupations
    assert ">NC 3072</a>" in occupations
    assert "Defining" in occupations


def test_a_link_of_a_skill_to_another_taxonomy_tells_how_sure_it_is(client: FlaskClient) -> None:
    mapped = part(get(client, "/doc/skill/python-programming-language"), "mapped")
    assert "Same as it" in mapped
    assert '<span class="tag sure">accepted</span>' in mapped


def test_a_hundred_occupations_stand_on_a_page_and_the_others_by_address(wide: FlaskClient) -> None:
    page = get(wide, "/doc/skill/python")
    assert "1 to 100 of 250" in page
    assert "Worker 099" in page
    assert "Worker 100" not in page
    assert "Worker 249" in get(wide, "/doc/skill/python?section=occupations&page=3")
    assert wide.get(f"/tables/skill/occupations.csv?this={SKILL}").text.count("\r\n") == 251


def test_a_share_that_no_source_states_is_not_zero_and_a_rating_has_its_own_scale(wide: FlaskClient) -> None:
    page = get(wide, "/doc/skill/python")
    assert "No share of postings is stated; that is not 0." in part(page, "occupations")
    ratings = part(page, "ratings")
    assert '<data value="3.5">' in ratings
    assert "Importance" in ratings
    assert "Programming" in part(page, "related")


def test_an_employer_tells_for_what_and_where_it_has_postings(client: FlaskClient) -> None:
    postings = part(get(client, "/doc/employer/google"), "postings")
    assert postings.index('<data value="1178">1,178</data>') < postings.index('<data value="16">16</data>')
    assert "United States" in postings
    assert "North Carolina" in postings
    assert '<data class="computed" value="4.26">4.26</data>%' in postings


def test_what_no_source_says_of_an_employer_is_not_stated(wide: FlaskClient) -> None:
    page = get(wide, "/doc/employer/quiet")
    assert "<h1>Quiet &amp; Co</h1>" in page
    assert "no source of this release counts its postings" in page
    assert page.count("not stated") > 3
