"""Working hours go from their table to the pages, to Turtle, CSV and SPARQL; what no week has is refused."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from tests import engines, folders

from lotgraph.build import pipeline
from lotgraph.errors import GateError
from lotgraph.settings import Settings

BASE = "https://data.example.org/work/"
SETTINGS = Settings.load(None, {}, {"base": BASE})
HEADER = "occupation,area,period,hours,printed\n"
TOML = folders.TOML + 'coded_in = "lot"\n'
CLAIM = "obs/demo/working-hours/1011/US/p1y"
TABLES = {name: folders.TABLES[name] for name in ("schemes", "levels", "occupations", "areas")} | {
    "working_hours": f"{HEADER}1011,US,P1Y,38.50,38.5 hours\n1011,US-NC,P1Y,41,\n",
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("hours")
    source = folders.put(folder / "demo", TABLES, TOML)
    pipeline.build(pipeline.Inputs.of([source]), folder / "publication", SETTINGS)
    return engines.app(folder / "publication").test_client()


def get(client: FlaskClient, path: str, accept: str = "text/html") -> str:
    answer = client.get(path, headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_page_of_the_claim_has_the_number_its_unit_and_what_is_printed(client: FlaskClient) -> None:
    page = get(client, f"/doc/{CLAIM}")
    assert "<h1>Working hours: United States · Engineer</h1>" in page
    assert '<data value="38.5">38.5</data> hours a week, printed as “38.5 hours”' in page


def test_turtle_csv_and_sparql_have_the_number(client: FlaskClient) -> None:
    assert "lg:hoursPerWeek 38.5" in get(client, f"/doc/{CLAIM}.ttl", "text/turtle")
    about = get(client, f"/tables/claim/about.csv?this={BASE}id/{CLAIM}", "text/csv")
    values = {row["property"]: row["value"] for row in csv.DictReader(io.StringIO(about))}
    assert values["https://w3id.org/lotgraph/ns#hoursPerWeek"] == "38.5"
    query = """PREFIX lg: <https://w3id.org/lotgraph/ns#>
    SELECT ?hours { ?claim a lg:WorkingHours ; lg:refArea ?area ; lg:hoursPerWeek ?hours } ORDER BY ?hours"""
    answer = client.post("/sparql", data={"query": query}, headers={"Accept": "application/sparql-results+json"})
    assert [row["hours"]["value"] for row in json.loads(answer.data)["results"]["bindings"]] == ["38.5", "41"]


def test_the_pages_of_the_occupation_and_of_the_source_list_it(client: FlaskClient) -> None:
    claims = get(client, f"/tables/occupation/sources.csv?this={BASE}id/occupation/1011", "text/csv")
    assert [row["claims"] for row in csv.DictReader(io.StringIO(claims))] == ["2"]
    listed = get(client, f"/tables/source/claims.csv?this={BASE}id/source/demo", "text/csv")
    assert sorted(row["number"] for row in csv.DictReader(io.StringIO(listed)) if row["number"]) == ["38.5", "41"]
    page = get(client, "/doc/source/demo")
    assert f'href="/doc/{CLAIM}"' in page
    assert "38.5 hours" in page


@pytest.mark.parametrize(
    ("hours", "printed", "said"),
    [
        *((hours, "", f"hours {hours}, must be one number of hours a week, above 0 and at most 168 (S79)")
          for hours in ("0", "-1", "168.1")),
        ("38.5", "35.8", "hours 38.5, must be the number that is printed (S44)"),
    ],
)  # fmt: skip
def test_hours_that_cannot_be_are_refused_with_their_cell(tmp_path: Path, hours: str, printed: str, said: str) -> None:
    tables = TABLES | {"working_hours": f"{HEADER}1011,US,P1Y,{hours},{printed}\n"}
    source = folders.put(tmp_path / "demo", tables, TOML)
    with pytest.raises(GateError) as caught:
        pipeline.check(pipeline.Inputs.of([source]), SETTINGS)
    (problem,) = caught.value.problems
    assert str(problem).endswith(f"working_hours.csv row 2: {said}")
