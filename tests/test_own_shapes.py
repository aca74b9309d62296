"""A publisher's own shapes judge a release too, are kept with it, and never let through what they cannot say."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import folders

from lotgraph import cli
from lotgraph.build import shapes
from lotgraph.release.folder import current_release, read_release
from lotgraph.release.verification import verify

HEAD = """\
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix lg: <https://w3id.org/lotgraph/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix my: <https://data.example.org/shapes#> .
"""
DEFINED = "my:defined a sh:PropertyShape ; sh:targetClass lg:Skill ; sh:path skos:definition ; sh:minCount 1 ;"
MESSAGE = ' sh:message "must be explained"@en .'
SHORT = "my:short a sh:NodeShape ; sh:targetClass lg:Skill ; sh:property [ sh:path skos:prefLabel ; sh:maxLength 6 ] ."
UNKNOWN = """\
my:odd a sh:NodeShape ; sh:targetClass lg:Skill ; sh:message "must have no name"@en ;
  sh:property [ sh:path [ sh:zeroOrMorePath [ sh:oneOrMorePath skos:inScheme ] ] ; sh:maxCount 0 ] ."""
QUERY = """\
my:query a sh:NodeShape ; sh:targetClass lg:Skill ; sh:sparql my:ask . my:ask sh:message "has a {?word}"@en ;
  sh:select 'SELECT $this ?value ?word { $this a ?value BIND("name" AS ?word) FILTER(?value = lg:Skill) }' ;
  sh:prefixes my: . my: sh:declare [ sh:prefix "lg" ; sh:namespace "https://w3id.org/lotgraph/ns#" ] ."""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folders.put(tmp_path / "source", {"skills": "id,label\npython,Python\nlonger,A longer name\n"})
    (tmp_path / "rules").mkdir()
    (tmp_path / "lotgraph.toml").write_text('shapes = ["rules"]\nbase = "https://data.example.org/jobs/"\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = cli.main([*arguments])
    out, err = capsys.readouterr()
    return code, out + err


def build(capsys: pytest.CaptureFixture[str], text: str, *options: str) -> tuple[int, str]:
    Path("rules/mine.ttl").write_text(HEAD + text, "utf-8")
    return run(capsys, "build", "source", "--out", "out", *options)


def test_what_breaks_them_is_told_by_file_and_row(capsys: pytest.CaptureFixture[str]) -> None:
    code, told = build(capsys, SHORT)
    assert code == 1
    assert "source/skills.csv row 3: label A longer name, must keep sh:maxLength 6 (short)" in told
    assert not Path("out/current").exists()
    code, told = build(capsys, DEFINED + MESSAGE)
    assert code == 1
    assert "source/skills.csv row 2: definition" in told
    assert "must be explained (defined)" in told


def test_a_warning_is_published_and_the_shapes_are_kept_with_the_release(
    capsys: pytest.CaptureFixture[str], place: Path
) -> None:
    code, told = build(capsys, DEFINED + " sh:severity sh:Warning ;" + MESSAGE, "--version", "1")
    assert code == 0, told
    assert "must be explained" in told
    folder = current_release(place / "out")
    assert (folder / "shapes" / "own" / "1" / "mine.ttl").read_bytes() == (place / "rules" / "mine.ttl").read_bytes()
    assert verify(folder).problems == ()
    code, told = run(capsys, "rebuild", "out", "--out", "again")
    assert code == 0, told


def test_the_version_is_of_the_shapes_too(capsys: pytest.CaptureFixture[str], place: Path) -> None:
    versions = []
    for limit in ("60", "61"):
        assert build(capsys, SHORT.replace("6 ]", f"{limit} ]"))[0] == 0
        versions.append(read_release(current_release(place / "out")).version)
    assert versions[0] != versions[1]


def test_queries_of_their_own_are_asked(capsys: pytest.CaptureFixture[str]) -> None:
    code, told = build(capsys, QUERY)
    assert code == 1
    assert "has a name (ask)" in told


def test_what_is_not_known_is_judged_by_the_reference_where_there_are_few_triples(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, told = build(capsys, UNKNOWN)
    assert code == 1
    assert "source/skills.csv row 2: More than 0 values" in told
    monkeypatch.setattr(shapes, "_SMALL", 5)
    code, told = build(capsys, UNKNOWN)
    assert code == 1
    assert "is a shape with a path of any length within another one, which is not known here" in told
    assert "ask for it with --reference" in told
    code, told = build(capsys, UNKNOWN, "--reference")
    assert "not known here" not in told


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("my:x a sh:NodeShape ; sh:targetClass", "rules/mine.ttl: Parser error at line 3 column 37"),
        (
            "my:x a sh:NodeShape ; sh:targetClass lg:Skill ; sh:sparql [ sh:select 'SELECT $this {' ] .",
            "cannot be applied",
        ),
    ],
)
def test_what_is_no_shape_is_refused_and_the_earlier_release_stays(
    capsys: pytest.CaptureFixture[str], place: Path, text: str, said: str
) -> None:
    assert build(capsys, "")[0] == 0
    before = current_release(place / "out")
    code, told = build(capsys, text)
    assert code == 1
    assert said in told
    assert "Traceback" not in told
    assert current_release(place / "out") == before


def test_a_folder_without_shapes_is_told(capsys: pytest.CaptureFixture[str], place: Path) -> None:
    code, told = run(capsys, "build", "source", "--out", "out")
    assert code == 1
    assert "rules: has no shapes; name a folder with Turtle files (.ttl) in the setting shapes" in told
    (place / "lotgraph.toml").write_text("shapes = 3\n", "utf-8")
    code, told = run(capsys, "build", "source", "--out", "out")
    assert code == 2
    assert "shapes: must be a list of folders, not 3" in told
