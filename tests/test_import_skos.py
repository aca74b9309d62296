"""SKOS files become source folders: what is kept, what is set aside and said, in every syntax."""

from __future__ import annotations

import csv
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph import importers, resources, store
from lotgraph.errors import DownloadError
from lotgraph.media import FORMATS, Kind
from lotgraph.sources import read_sources

PREFIXES = """\
@prefix : <https://jobs.example.org/id/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xl: <http://www.w3.org/2008/05/skos-xl#> .
"""
SCHEME = """\
:scheme a skos:ConceptScheme ; dct:title "Jobs"@en, "Berufe"@de ; owl:versionInfo "3.1" ;
  dct:publisher [ foaf:name "County Board" ] ; dct:license <https://creativecommons.org/licenses/by/4.0/> .
"""
JOBS = f"""\
{PREFIXES}{SCHEME}
:it a skos:Concept ; skos:topConceptOf :scheme ; skos:prefLabel "IT"@en ; skos:narrower :dev .
:dev a skos:Concept ; skos:inScheme :scheme ; skos:notation "12" ; skos:prefLabel "Developer"@en, "Entwickler"@de ;
  skos:altLabel "Coder"@en ; skos:hiddenLabel "Develloper"@en ; skos:definition "Writes."@en, "Schreibt."@de ;
  skos:scopeNote "Not testers."@en ; skos:exactMatch <http://data.europa.eu/esco/occupation/a1> ; skos:related :ml .
:ml a skos:Concept ; skos:inScheme :scheme ; xl:prefLabel :label ; skos:broader :dev .
:label a xl:Label ; xl:literalForm "ML engineer"@en .
"""
DEV = "jobs-example-org:dev"


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def imported(folder: Path, text: str, **options: str) -> tuple[Path, dict[tuple[str, str], tuple[int, str]]]:
    """Import a Turtle file with the prefixes; gives the source folder and the report."""
    folder.mkdir(exist_ok=True)
    path = folder / "jobs.ttl"
    path.write_text(text if text.startswith("@prefix") else PREFIXES + text, encoding="utf-8")
    lines = importers.run("skos", path, folder / "out", **options)
    counts = {line.outcome: line.count for line in lines if line.outcome in {"read", "kept"}}
    aside = sum(line.count for line in lines if line.outcome == "set-aside")
    assert counts["read"] == counts["kept"] + aside
    read_sources([folder / "out"], resources.ontology_dir() / "codes.csv").connection.close()
    return folder / "out", {(line.outcome, line.reason): (line.count, line.example) for line in lines}


def test_what_the_tables_have_a_place_for_is_kept(tmp_path: Path) -> None:
    out, said = imported(tmp_path, JOBS)
    assert not [outcome for outcome, _ in said if outcome not in {"read", "kept"}]
    assert rows(out, "schemes") == [
        {
            "id": "jobs-example-org",
            "version": "3.1",
            "title": "Jobs",
            "language": "",
            "iri": "https://jobs.example.org/id/scheme",
        }
    ]
    found = {(row["id"].split(":")[1], row["language"]): row for row in rows(out, "occupations")}
    assert {key: row["label"] for key, row in found.items()} == {
        ("it", ""): "IT",
        ("dev", ""): "Developer",
        ("dev", "de"): "Entwickler",
        ("ml", ""): "ML engineer",
    }
    english = found["dev", ""]
    assert (english["iri"], english["notation"]) == ("https://jobs.example.org/id/dev", "12")
    assert (english["definition"], english["scope_note"]) == ("Writes.", "Not testers.")
    assert found["dev", "de"]["definition"] == "Schreibt."
    assert (english["parent"], found["ml", ""]["parent"], found["it", ""]["parent"]) == (
        "jobs-example-org:it",
        DEV,
        "",
    )
    labels = {(row["kind"], row["label"]) for row in rows(out, "occupation_labels")}
    assert labels == {("alternative", "Coder"), ("hidden", "Develloper")}
    (mapping,) = rows(out, "mappings")
    assert (mapping["subject_id"], mapping["predicate_id"]) == (f"occupation:{DEV}", "skos:exactMatch")
    assert mapping["object_id"] == "http://data.europa.eu/esco/occupation/a1"
    assert mapping["reviewer_label"] == "County Board"
    assert [(row["occupation"], row["related"]) for row in rows(out, "related_occupations")] == [
        (DEV, "jobs-example-org:ml")
    ]
    described = (out / "source.toml").read_text(encoding="utf-8")
    assert 'id = "jobs-example-org-3-1"' in described
    assert 'publisher = "County Board"' in described
    assert 'licence = "https://creativecommons.org/licenses/by/4.0/"' in described
    assert 'language = "en"' in described


def test_skills_may_have_several_parents(tmp_path: Path) -> None:
    more = ":ai a skos:Concept ; skos:prefLabel 'AI'@en ; skos:inScheme :scheme ; skos:broader :it, :dev ."
    out, _ = imported(tmp_path, JOBS + more, concepts="skills")
    parents = {row["label"]: set(row["parents"].split("|")) for row in rows(out, "skills")}
    assert parents["AI"] == {"jobs-example-org:it", DEV}
    out, said = imported(tmp_path / "occupations", JOBS + more)
    assert said["set-aside", "is a second parent of an occupation; the lowest is kept"][0] == 1
    assert {row["label"]: row["parent"] for row in rows(out, "occupations")}["AI"] == DEV


@pytest.mark.parametrize(
    "form", [form for form in FORMATS if form.kind is not Kind.RESULTS], ids=lambda form: form.name
)
def test_every_syntax_gives_the_same_tables(form: object, tmp_path: Path) -> None:
    assert isinstance(form, type(FORMATS[0]))
    whole, _ = imported(tmp_path, JOBS)
    path = tmp_path / f"jobs{form.suffix}"
    if form.suffix != ".ttl":
        with path.open("wb") as file:
            store.serialize(list(store.parse(tmp_path / "jobs.ttl")), form, file)
    importers.run("skos", path, tmp_path / "again")
    for table in ("occupations", "occupation_labels", "schemes", "mappings"):
        assert sorted(map(str, rows(tmp_path / "again", table))) == sorted(map(str, rows(whole, table)))


def test_several_files_are_one_taxonomy(tmp_path: Path) -> None:
    head, _, rest = JOBS.partition(":ml a")
    (tmp_path / "a.ttl").write_text(head, encoding="utf-8")
    (tmp_path / "b.ttl").write_text(f"{PREFIXES}{SCHEME}:ml a{rest}", encoding="utf-8")
    lines = importers.run("skos", tmp_path / "a.ttl", tmp_path / "out", also=[tmp_path / "b.ttl"])
    assert len({row["id"] for row in rows(tmp_path / "out", "occupations")}) == 3
    assert ("b.ttl", "set-aside", "is there twice") in {(line.file, line.outcome, line.reason) for line in lines}


CONCEPT = ":a a skos:Concept ; skos:inScheme :scheme ; skos:prefLabel 'A'@en "
WRONG = [
    (f"{CONCEPT}, 'B'@en .", "skos:prefLabel is a second one in its language; the first is kept", 1),
    (f"{CONCEPT}; skos:altLabel 'A'@en .", "skos:altLabel repeats the preferred label", 1),
    (f"{CONCEPT}; skos:broader :gone .", "skos:broader is to a concept that is in none of the files", 1),
    (f"{CONCEPT}; skos:broader :a .", "skos:broader relates a concept to itself", 1),
    (
        f"{CONCEPT}; skos:broader :b . :b skos:inScheme :scheme; skos:prefLabel 'B'@en; skos:broader :a .",
        "skos:broader would put a concept above itself",
        1,
    ),
    (f"{CONCEPT}. [] a skos:Concept ; skos:prefLabel 'B'@en .", "is of a concept without an IRI (a blank node)", 2),
    (
        f"{CONCEPT}. <urn:b> a skos:Concept ; skos:prefLabel 'B'@en .",
        "is of a concept whose IRI does not start with http:// or https://",
        2,
    ),
    (f"{CONCEPT}. :b a skos:Concept ; skos:inScheme :scheme .", "is of a concept without a preferred label", 2),
    (
        f"{CONCEPT}. :b a skos:Concept ; owl:deprecated true ; skos:prefLabel 'B'@en .",
        "is of a deprecated concept (owl:deprecated)",
        3,
    ),
    (
        f"{CONCEPT}; skos:broader :b . :b a skos:Concept ; skos:inScheme :scheme .",
        "skos:broader is to a concept that is set aside",
        1,
    ),
    (f"{CONCEPT}. :l a skos:Collection ; skos:member :a .", "is of a collection, which no table has a place for", 2),
    (f"{CONCEPT}; skos:inScheme :other .", "is a second scheme of a concept, which has one", 1),
    (
        f"{CONCEPT}. :c skos:inScheme :o; skos:prefLabel 'C'@en . :b a skos:Concept; skos:prefLabel 'B'@en .",
        "is of a concept in no scheme, and the files have several",
        2,
    ),
    (f"{CONCEPT}; skos:notation '1', '2' .", "skos:notation is a second one", 1),
    (f"{CONCEPT}; skos:definition 'x'@fr .", "definition is in a language without a preferred label", 1),
    (f"{CONCEPT}; skos:example 'x'@en .", "no table has a place for skos:example", 1),
    (
        f"{CONCEPT}; skos:exactMatch [] .",
        "skos:exactMatch is to what has no IRI that starts with http:// or https://",
        1,
    ),
    (f"{CONCEPT}. :x foaf:name 'X' .", "is of what is no concept, scheme or label of SKOS", 1),
]


@pytest.mark.parametrize(("text", "reason", "count"), WRONG, ids=[reason for _, reason, _ in WRONG])
def test_what_cannot_be_kept_is_set_aside_and_said(text: str, reason: str, count: int, tmp_path: Path) -> None:
    out, said = imported(tmp_path, text)
    assert said["set-aside", reason][0] == count
    assert "A" in {row["label"] for row in rows(out, "occupations")}


def test_a_label_without_a_language_has_that_of_the_source(tmp_path: Path) -> None:
    out, said = imported(tmp_path, ":a a skos:Concept ; skos:prefLabel 'A' .")
    assert ("repaired", "skos:prefLabel has no language; it is taken as und") in said
    assert ("repaired", "the files name no scheme; one named after the file is made") in said
    assert ("missing", "no version of the scheme is told; say it with --release") in said
    assert 'language = "und"' in (out / "source.toml").read_text()
    assert [row["id"] for row in rows(out, "occupations")] == ["jobs:a"]


def test_a_concept_in_no_scheme_is_taken_to_be_in_the_only_one(tmp_path: Path) -> None:
    out, said = imported(tmp_path, f"{CONCEPT}. :b a skos:Concept ; skos:prefLabel 'B'@en .")
    found = said["repaired", "a concept is in no scheme; it is taken to be in the only one"]
    assert found == (1, "https://jobs.example.org/id/b")
    assert {row["scheme"] for row in rows(out, "occupations")} == {"jobs-example-org"}


def test_skills_of_one_label_are_told_before_a_build_refuses_them(tmp_path: Path) -> None:
    (tmp_path / "jobs.ttl").write_text(f"{PREFIXES}{CONCEPT}. :b a skos:Concept ; skos:prefLabel 'A'@en .")
    lines = importers.run("skos", tmp_path / "jobs.ttl", tmp_path / "out", concepts="skills")
    (line,) = [line for line in lines if line.outcome == "disagrees"]
    assert line.example == "A: https://jobs.example.org/id/b and https://jobs.example.org/id/a"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.ttl", b"<https://a.example/> nonsense .", "is not Turtle: Parser error at line 1"),
        ("x.ttl", b"# nothing\n", "holds no concept of SKOS (skos:Concept); it has no statement at all"),
        (
            "x.ttl",
            b"<https://a.example/> a <https://b.example/> .",
            "holds no concept of SKOS (skos:Concept); it has rdf:",
        ),
        ("x.ttl", "<https://a.example/> a 'é' .".encode("latin-1"), "is not Turtle: Parser error at line 1"),
        ("x.ttl", "<https://a.example/> a 'é' .".encode("utf-16"), "is UTF-16"),
        ("x.rdf", b"<html/>", "is not RDF/XML"),
        ("x.jsonld", b'{"@context": "https://a.example/context", "@id": "https://a.example/x"}', "nothing is fetched"),
        ("x.txt", b"", "has no suffix that tells its syntax; name it .ttl"),
    ],
)
def test_what_is_no_skos_is_refused(name: str, content: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DownloadError) as caught:
        importers.run("skos", tmp_path / name, tmp_path / "out")
    assert f"{tmp_path / name}" in str(caught.value)
    assert message in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == [name]


NODES = st.sampled_from(
    [":a", ":b", ":c", ":scheme", ":other", "_:x", "<urn:y>", "'text'", "'A'@en", "'B'@de", "'A'@EN"]
)
PREDICATES = st.sampled_from(
    ["a", *(f"skos:{name}" for name in (
        "prefLabel", "altLabel", "hiddenLabel", "broader", "narrower", "related", "inScheme", "topConceptOf",
        "hasTopConcept", "notation", "definition", "exactMatch", "member",
    )), "xl:prefLabel", "xl:literalForm", "owl:deprecated", "dct:publisher", "dct:license", "dct:title"]
)  # fmt: skip
TYPES = st.sampled_from(["skos:Concept", "skos:ConceptScheme", "skos:Collection", "xl:Label"])
STATEMENTS = st.lists(
    st.one_of(
        st.tuples(NODES.filter(lambda node: "'" not in node), PREDICATES.filter(lambda name: name != "a"), NODES),
        st.tuples(st.sampled_from([":a", ":b", ":c", "_:x", ":scheme"]), st.just("a"), TYPES),
    ),
    max_size=20,
)


@settings(max_examples=60, deadline=None)
@given(statements=STATEMENTS)
def test_any_statements_are_read_or_refused_in_words(statements: list[tuple[str, str, str]]) -> None:
    text = "".join(f"{' '.join(each)} .\n" for each in statements)
    with TemporaryDirectory() as folder:
        try:
            imported(Path(folder), text)
        except DownloadError:
            assert not (Path(folder) / "out").exists()
