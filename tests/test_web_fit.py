"""/fit over HTTP, on the seeds: the ranking with its numbers, names of skills, bad input, what is not kept."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from tests import engines

from lotgraph.web import create_app, publication_of
from lotgraph.web.pages import sections
from lotgraph.web.pages.fit_results import pay_query
from lotgraph.web.publication import current_release
from lotgraph.web.skill_lists import MOST

PYTHON = "python-programming-language"
OCCUPATION = "https://w3id.org/lotgraph/id/occupation/23112013"
HTML = {"Accept": "text/html"}
JSON = {"Accept": "application/json"}


@pytest.fixture(scope="module")
def log() -> io.StringIO:
    return io.StringIO()


@pytest.fixture(scope="module")
def app(publication: Path, log: io.StringIO) -> Iterator[Flask]:
    made = create_app(publication, engines.settings(), log, engines.direct)
    yield made
    publication_of(made).close()


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def told(client: FlaskClient, address: str) -> Any:
    """The answer in JSON."""
    return client.get(address, headers=JSON).json


def test_the_numbers_of_a_result_give_its_score(client: FlaskClient) -> None:
    said = told(client, f"/fit?skill={PYTHON}&skill=communication")
    (result,) = said["results"]
    assert (said["total"], result["id"], result["missing"]) == (1, OCCUPATION, [])
    smoothing = said["measure"]["smoothing"]
    for part in result["skills"]:
        ratio = (part["weight"] / part["listWeight"]) / (part["skillWeight"] / part["allWeight"])
        assert math.isclose(part["score"], math.log2(1 + (1 - smoothing) / smoothing * ratio))
    assert math.isclose(result["score"], sum(part["score"] for part in result["skills"]))
    python = next(part for part in result["skills"] if part["id"].endswith(PYTHON))
    assert (python["weight"], python["claims"][0]["percent"]) == (0.7053, "70.53")
    assert result["others"]["count"] > 70


def test_the_weights_are_those_that_a_query_of_the_data_gives(client: FlaskClient) -> None:
    said = told(client, f"/fit?skill={PYTHON}")
    (part,) = said["results"][0]["skills"]
    query = f"""PREFIX lg: <https://w3id.org/lotgraph/ns#>
        SELECT (SUM(IF(?share >= 0, ?share / 100, 0.15)) AS ?sum) WHERE {{
          SELECT ?skill (MAX(COALESCE(?percent, -1)) AS ?share) WHERE {{
            ?listing a lg:SkillListing ; lg:occupation <{OCCUPATION}> ; lg:skill ?skill ;
              lg:source <{part["list"]["source"]}> .
            OPTIONAL {{ ?listing lg:share/lg:sharePercent ?percent }}
          }} GROUP BY ?skill }}"""
    answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/csv"}).text
    assert math.isclose(float(answer.splitlines()[1]), part["listWeight"])


def test_the_order_of_skills_does_not_matter(client: FlaskClient) -> None:
    one = told(client, f"/fit?skill={PYTHON}&skill=communication")
    other = told(client, f"/fit?skill=communication&skill={PYTHON}")
    assert one["results"] == other["results"]


def test_the_page_says_why_what_else_and_what_it_pays(client: FlaskClient) -> None:
    page = client.get(f"/fit?skill={PYTHON}&skill=communication", headers=HTML)
    assert page.status_code == 200
    for text in (
        "Machine Learning Engineer",
        "70.53",
        "% of postings",
        "not stated",
        "149,840",
        "other skills, such as",
        "log2",
    ):
        assert text in page.text
    assert len(page.data) < 100_000


def test_pay_is_that_of_the_area(client: FlaskClient) -> None:
    pay = [
        {row["area"].rpartition("/")[2] for row in told(client, f"/fit?skill={PYTHON}{area}")["results"][0]["pay"]}
        for area in ("", "&area=US-NC")
    ]
    assert pay == [{"US"}, {"US-NC"}]


def test_the_queries_of_a_result_give_its_claims(client: FlaskClient) -> None:
    said = told(client, f"/fit?skill={PYTHON}")
    for name, claims in (("asked", said["results"][0]["skills"][0]["claims"]), ("pay", said["results"][0]["pay"])):
        query = parse_qs(urlsplit(said["queries"][name]).query)["query"][0]
        answer = client.get("/sparql", query_string={"query": query, "format": "json"})
        rows: Any = answer.json
        found = {row["claim"]["value"] for row in rows["results"]["bindings"]}
        assert found >= {claim["claim"] for claim in claims} > set()


def test_a_name_is_replaced_by_what_it_means(client: FlaskClient) -> None:
    answer = client.get("/fit?skill=Docker (Software)&area=US", headers=HTML)
    assert (answer.status_code, answer.location) == (303, "/fit?skill=docker-software&area=US")
    answer = client.get(f"/fit?skill={OCCUPATION.replace('occupation/23112013', 'skill/' + PYTHON)}", headers=HTML)
    assert (answer.status_code, answer.location) == (303, f"/fit?skill={PYTHON}")


def test_a_name_that_nothing_has_is_told_with_what_is_like_it(client: FlaskClient) -> None:
    page = client.get(f"/fit?skill={PYTHON}&skill=Dokcer+Software", headers=HTML)
    assert page.status_code == 404
    assert "No skill of this release is called “Dokcer Software”" in page.text
    assert f'href="/fit?skill={PYTHON}&amp;skill=docker-software"' in page.text
    # What was named rightly is answered.
    assert "Machine Learning Engineer" in page.text
    problem = client.get("/fit?skill=Dokcer+Software", headers=JSON)
    assert problem.status_code == 404
    assert "docker-software" in problem.get_data(as_text=True)


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("", 400, "Name up to 50 skills"),
        ("skill=", 400, "Name up to 50 skills"),
        ("&".join(f"skill=s{number}" for number in range(500)), 400, "Up to 50 skills are compared at a time, and 500"),
        (
            f"skill={PYTHON}&scheme=nothing",
            404,
            "There are no lists of skills of a taxonomy 'nothing'; there are of lot",
        ),
        (f"skill={PYTHON}&area=XX", 404, "This release has no area 'XX'"),
        (f"skill={PYTHON}&page=9", 404, "There is no page 9: the last is 1."),
        (f"skill={PYTHON}&page=x", 400, "page"),
        (f"skill={PYTHON}&occupation=23112013", 400, "not both"),
        (f"skill={PYTHON}&format=xml", 400, "`html` or `json`"),
        ("occupation=nobody", 404, "This release has no occupation 'nobody'"),
        ("skill=http://[", 404, "No skill of this release is called"),
        ("skill=%3Cb%3E%22%20}%20%23", 404, "No skill of this release is called"),
        (f"skill={'x' * 10_000}", 400, "may have up to 200 characters; this has 10,000"),
        ("skill=%FF", 400, "UTF-8"),
    ],
)
def test_what_cannot_be_answered_is_told_in_words(client: FlaskClient, query: str, status: int, words: str) -> None:
    answer = client.get(f"/fit?{query}", headers=JSON)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert words in json.loads(answer.data)["detail"]


def test_without_a_skill_there_is_a_form(client: FlaskClient) -> None:
    page = client.get("/fit", headers=HTML)
    assert page.status_code == 200
    assert f"Up to {MOST} skills are compared at a time." in page.text


def test_markup_in_a_name_is_escaped(client: FlaskClient) -> None:
    page = client.get("/fit?skill=%3Cb%3Ebold%3C/b%3E", headers=HTML)
    assert page.status_code == 404
    assert "<b>bold" not in page.text


def test_a_scheme_is_what_occupations_are_ranked_in(client: FlaskClient) -> None:
    said = told(client, f"/fit?skill={PYTHON}&scheme=lot")
    assert [result["id"] for result in said["results"]] == [OCCUPATION]


def test_nothing_of_the_skills_is_kept(client: FlaskClient, app: Flask, log: io.StringIO) -> None:
    log.truncate(0)
    answer = client.get(f"/fit?skill={PYTHON}", headers=HTML)
    # The line is written once the answer is sent.
    answer.close()
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    lines = [json.loads(line) for line in log.getvalue().strip("\0\n").splitlines()]
    assert [line["path"] for line in lines] == ["/fit"]
    assert PYTHON not in log.getvalue()


def test_an_occupation_is_compared_with_others_by_its_skills(client: FlaskClient) -> None:
    said = told(client, "/fit?occupation=23112013")
    assert (said["occupation"], said["total"], said["results"]) == (OCCUPATION, 0, [])
    assert client.get("/fit?occupation=23112013", headers=HTML).status_code == 200


def test_an_occupation_without_pay_is_not_given_that_of_another(app: Flask) -> None:
    above = "https://w3id.org/lotgraph/id/occupation/231120"
    with app.test_request_context("/"):
        release = current_release()
        nobody, known = (sections.evaluate(release, (pay_query([iri], ""),))[0].rows for iri in (above, OCCUPATION))
    assert not nobody
    assert {row["paid"].value for row in known} == {OCCUPATION}
