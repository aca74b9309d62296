"""Problems and warnings for programs: JSON, and SARIF as its standard and code hosts have it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import duckdb
import pytest
from tests import folders

from lotgraph.cli import main
from lotgraph.cli.reports import json_report, sarif_report
from lotgraph.errors import Problem
from lotgraph.errors.descriptions import DESCRIPTIONS
from lotgraph.errors.problems import Code, RuleId

OWN_BASE = ("--base", "https://data.example.org/")
FOLDER = "my survéy"
SKILLS = 'sep=;\nid;label;definition\npython;=Python;"A language,\nnot a snake"\nr;;A language\nc;C;\nc;C;\n'
"""A formula in lines 3 and 4, a label missing in line 5, two equal rows in lines 6 and 7: rows 2, 3, 4 and 5."""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any], list[str]]:
    """The exit code, the document on standard output, the lines of standard error."""
    code = main([*arguments, *OWN_BASE])
    out, err = capsys.readouterr()
    assert out.isascii()
    return code, json.loads(out), err.splitlines()


def checked_sarif(document: dict[str, Any]) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
    """The rules by id and the results of a log that has what SARIF 2.1.0 and code hosts ask for."""
    assert document["version"] == "2.1.0"
    (log,) = document["runs"]
    driver = log["tool"]["driver"]
    assert driver["name"] == "lotgraph"
    rules = {rule["id"]: rule for rule in driver["rules"]}
    assert list(rules) == sorted({result["ruleId"] for result in log["results"]})
    for rule in rules.values():
        assert all(rule[key]["text"] for key in ("shortDescription", "fullDescription", "help"))
    for result in log["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning"}
        assert result["message"]["text"]
        for place in (*result["locations"], *result.get("relatedLocations", ())):
            assert place.get("physicalLocation") or place["logicalLocations"][0]["fullyQualifiedName"]
    return rules, log["results"]


def place_of(location: dict[str, Any]) -> tuple[str, int | None]:
    """The file and the line that a location names."""
    physical = location["physicalLocation"]
    uri = urlsplit(physical["artifactLocation"]["uri"])
    assert uri.geturl().isascii()
    return unquote(uri.path), physical.get("region", {}).get("startLine")


def test_tables_that_cannot_be_used_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    folders.put(Path(FOLDER), {"skills": SKILLS})
    code, document, err = run(capsys, "validate", FOLDER, "--format", "json")
    assert code == 1
    file = f"{FOLDER}/skills.csv"
    assert document == {
        "conforms": False,
        "problems": [
            {
                "file": file,
                "rows": [3],
                "column": "label",
                "code": "missing-value",
                "message": "label is empty; it must have a value",
                "rule": "S52",
                "level": "error",
            },
            {
                "file": file,
                "rows": [4, 5],
                "column": "id",
                "code": "duplicate-key",
                "message": "id is the same in these rows ('c'); keep one of them",
                "rule": None,
                "level": "error",
            },
        ],
        "warnings": [
            {
                "file": file,
                "rows": [2],
                "column": "label",
                "code": "formula-as-text",
                "message": "label '=Python' starts with =; it is read as text, not as a formula",
                "rule": None,
                "level": "warning",
            }
        ],
    }
    assert err == ["lotgraph: the tables cannot be used: 2 problems; nothing was published"]


def test_tables_that_cannot_be_used_as_sarif(capsys: pytest.CaptureFixture[str]) -> None:
    folders.put(Path(FOLDER), {"skills": SKILLS})
    code, document, _ = run(capsys, "validate", FOLDER, "--format", "sarif")
    assert code == 1
    rules, results = checked_sarif(document)
    assert [(result["ruleId"], result["level"]) for result in results] == [
        ("missing-value", "error"),
        ("duplicate-key", "error"),
        ("formula-as-text", "warning"),
    ]
    file = f"{FOLDER}/skills.csv"
    assert [place_of(result["locations"][0]) for result in results] == [(file, 5), (file, 6), (file, 3)]
    assert "my%20surv%C3%A9y/skills.csv" in json.dumps(document)
    (related,) = results[1]["relatedLocations"]
    assert place_of(related) == (file, 7)
    assert related["message"]["text"] == "also row 5"
    assert results[0]["message"]["text"] == "label is empty; it must have a value (S52)"
    assert results[0]["locations"][0]["logicalLocations"] == [{"name": "label", "kind": "member"}]
    assert rules["missing-value"]["help"]["text"] == DESCRIPTIONS[Code.MISSING_VALUE].remedy
    assert rules["formula-as-text"]["defaultConfiguration"] == {"level": "warning"}


def test_what_the_gate_finds(capsys: pytest.CaptureFixture[str]) -> None:
    wrong = {
        "schemes": "id,version,title,number_of_levels\nlot,1,A taxonomy,3\n",
        "skills": "id,label\npython,=Python\n",
    }
    folders.put(Path("wrong"), wrong)
    code, document, err = run(capsys, "validate", "wrong", "--format", "json")
    (problem,) = document["problems"]
    assert (code, document["conforms"], problem["code"], problem["rule"]) == (1, False, "S09", "S09")
    assert (problem["file"], problem["rows"], problem["column"]) == ("wrong/schemes.csv", [2], "number_of_levels")
    assert [warning["code"] for warning in document["warnings"]] == ["formula-as-text"]
    assert err == ["lotgraph: the shapes are not met: 1 problem; nothing was published"]
    _, document, _ = run(capsys, "validate", "wrong", "--format", "sarif")
    rules, results = checked_sarif(document)
    assert place_of(results[0]["locations"][0]) == ("wrong/schemes.csv", 2)
    # A brace stands for itself where it is doubled (SARIF, 3.11.5).
    assert rules["S09"]["shortDescription"]["text"].endswith("the number of levels that the scheme lists, {{?listed}}")


def test_sources_that_conform(capsys: pytest.CaptureFixture[str]) -> None:
    folders.put(Path("survey"), {"skills": "id,label\npython,=Python\n"})
    code, document, err = run(capsys, "validate", "survey", "--format", "json")
    assert (code, document["conforms"], document["problems"]) == (0, True, [])
    assert [warning["code"] for warning in document["warnings"]] == ["formula-as-text"]
    assert len(err) == 1
    assert err[0].startswith("conforms: ")


def test_a_build_says_beside_the_report_what_it_published(capsys: pytest.CaptureFixture[str]) -> None:
    folders.put(Path("survey"), {"skills": "id,label\npython,=Python\n"})
    code, document, err = run(capsys, "build", "survey", "--out", "out", "--version", "1", "--format", "sarif")
    _, results = checked_sarif(document)
    assert (code, [result["ruleId"] for result in results]) == (0, ["formula-as-text"])
    assert err[0] == "published: out/releases/1"
    folders.put(Path("survey"), {"skills": "id,label\nrust,Rust\n"})
    code, document, _ = run(capsys, "build", "survey", "--out", "out", "--version", "2", "--format", "json")
    assert (code, [problem["code"] for problem in document["problems"]]) == (1, ["dropped-iris"])


def test_a_wrong_setting_is_no_report(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "survey", "--base", "nothing", "--format", "json"]) == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("name", "content", "rows", "lines"),
    [
        ("skills.csv", "id,label\na,A\n\nb,B\n", (1, 2, 4), [1, 2, 4]),
        ("skills.csv", 'id,"label\nof it"\na,A\nb,"B\n', (2, 3), [3, 4]),
        ("skills.csv", 'id;label, type\na;"A\nB"\nc;C\n', (2, 3), [2, 4]),
        ("skills.csv", "a|b\nc|d\n", (1,), [1]),
        ("skills.csv", "id,label\r\na,A\r\nb,\x07B\r\n", (3,), [3]),
        ("skills.csv", "id,label\n", (), [1]),
        ("source.toml", 'id = "a"\n\nx', (3,), [3]),
        ("mappings.sssom.tsv", "#license: x\na\tb\n1\t2\n", (3,), [3]),
        ("skills.xlsx", "", (), [1]),
        ("not-there.csv", None, (), [None]),
        (".", None, (), [None]),
    ],
)
def test_the_line_of_a_row(name: str, content: str | None, rows: tuple[int, ...], lines: list[int | None]) -> None:
    if content is not None:
        Path(name).write_bytes(content.encode())
    report = sarif_report([Problem(name, rows, "", "is wrong", code=Code.WRONG_FORM)], [])
    _, (result,) = checked_sarif(json.loads(report))
    found = [*result["locations"], *result.get("relatedLocations", ())]
    assert [place_of(location)[1] for location in found] == lines


def test_a_parquet_file_has_no_lines() -> None:
    duckdb.execute("copy (select 'python' as id) to 'skills.parquet'")
    report = sarif_report([Problem("skills.parquet", (2,), "label", "is missing", code=Code.MISSING_COLUMN)], [])
    _, (result,) = checked_sarif(json.loads(report))
    assert place_of(result["locations"][0]) == ("skills.parquet", None)


def test_what_is_in_no_file_and_a_file_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "a b.csv").write_text("id\n", "utf-8")
    monkeypatch.chdir(tmp_path / "here")
    iri = "https://data.example.org/id/skill/sql"
    problems = [
        Problem(f"<{iri}>", (), "", "stands in two graphs", code=Code.INTERNAL_FAULT),
        Problem(iri, (), "", "must be one label", "S52", code=RuleId("S52")),
        Problem("../a b.csv", (1,), "", "is wrong", code=Code.WRONG_FORM),
    ]
    _, results = checked_sarif(json.loads(sarif_report(problems, [])))
    named = [result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] for result in results[:2]]
    assert named == [iri, iri]
    uri = results[2]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == (tmp_path / "a b.csv").as_uri()


def test_a_name_that_is_not_utf8() -> None:
    problem = Problem("skills-\udce9.csv", (), "", "is an unknown table", code=Code.UNKNOWN_TABLE)
    assert json.loads(json_report([problem], []))["problems"][0]["file"] == problem.file
    assert "skills-%E9.csv" in sarif_report([problem], [])
