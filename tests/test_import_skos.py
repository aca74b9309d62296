"""SKOS files become source folders: what is kept, what is set aside and said, in every syntax."""

from __future__ import annotations

import csv
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.errors import DownloadError
from lotgraph.formats.media import FORMATS, Kind
from lotgraph.rdf.store import serialization
from lotgraph.settings import resources
from lotgraph.sources import importers
from lotgraph.sources.folder import read_sources

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


def imported(folder: Path, text: str, **options: Any) -> tuple[Path, dict[tuple[str, str], tuple[int, str]]]:
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
    assert {key: value for key, value in said.items() if key[0] not in {"read", "kept"}} == {
        ("set-aside", "dct:title of a scheme is a second one, or is not used"): (
            1,
            "https://jobs.example.org/id/scheme Berufe",
        )
    }
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
            serialization.serialize(list(serialization.parse(tmp_path / "jobs.ttl")), form, file)
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


@pytest.mark.parametrize("collection", ["Collection", "OrderedCollection"])
def test_a_collection_of_skills_is_a_group_above_its_members(collection: str, tmp_path: Path) -> None:
    text = f"{CONCEPT}. :b a skos:Concept ; skos:inScheme :scheme ; skos:prefLabel 'B'@en ."
    text += f" :green a skos:{collection} ; skos:prefLabel 'Green'@en ; skos:member :a, :b ; skos:memberList () ."
    out, report = imported(tmp_path / "skills", text, concepts="skills")
    found = {row["label"]: row for row in rows(out, "skills")}
    green = found["Green"]["id"]
    assert {label: row["parents"] for label, row in found.items()} == {"A": green, "B": green, "Green": ""}
    # A collection is no concept: the group is lotgraph's own.
    assert (found["Green"]["iri"], found["A"]["iri"]) == ("", "https://jobs.example.org/id/a")
    assert (found["Green"]["type"], found["A"]["type"]) == ("group", "")
    assert ("set-aside", "no table has a place for skos:memberList") in report
    # Of occupations it is no occupation.
    out, report = imported(tmp_path / "occupations", text)
    assert {row["label"] for row in rows(out, "occupations")} == {"A", "B"}
    reason = "is of a collection, which is a group of skills where it has a label and an IRI"
    assert report["set-aside", reason][0] == 5


CONCEPT = ":a a skos:Concept ; skos:inScheme :scheme ; skos:prefLabel 'A'@en "
WRONG = [
    (f"{CONCEPT}, 'B'@en .", "skos:prefLabel is a second one in its language; the first is kept", 1),
    (
        f":a skos:prefLabel 'B' . {CONCEPT}.",
        "skos:prefLabel has no language, and another one is kept in the main language",
        1,
    ),
    (
        f":a skos:definition 'B' . {CONCEPT}; skos:definition 'A'@en .",
        "skos:definition has no language, and another one is kept in the main language",
        1,
    ),
    (f"{CONCEPT}, '#N/A'@de .", "skos:prefLabel is no text", 1),
    (
        (
            f"{CONCEPT}; skos:exactMatch <http://o.example/1> . <http://o.example/1> a skos:Concept; "
            "skos:prefLabel 'X'@en, 'Y'@de ."
        ),
        "is of a concept of others, which is only what a mapping leads to",
        2,
    ),
    (
        (
            f"{CONCEPT}; skos:broadMatch <http://o.example/1> . <http://o.example/1> a skos:Concept; "
            "skos:inScheme <http://o.example/> ; skos:prefLabel 'X'@en ."
        ),
        "is of a concept of others, which is only what a mapping leads to",
        2,
    ),
    (
        f"{CONCEPT}. :empty a skos:ConceptScheme ; dct:title 'Empty' .",
        "is of a scheme without a concept that is kept",
        2,
    ),
    (
        f"{CONCEPT}; xl:altLabel :l . :l a xl:Label ; xl:literalForm 'B'@en, 'C'@en .",
        "is a second literal form of a label; the first is kept",
        1,
    ),
    (
        f"{CONCEPT}. :b xl:prefLabel :l ; a skos:Concept ; owl:deprecated true . :l xl:literalForm 'B'@en .",
        "is of a label of no concept that is kept",
        1,
    ),
    (
        f"{SCHEME}{CONCEPT}. :scheme dct:license 'free' ; dct:publisher 'Board' ; dct:title 'Jobs again'@en .",
        "dct:title of a scheme is a second one, or is not used",
        2,
    ),
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
    (
        f"{CONCEPT}. :l a skos:Collection ; skos:member :a .",
        "is of a collection, which is a group of skills where it has a label and an IRI",
        2,
    ),
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


REPAIRED = "skos:prefLabel has blanks, line ends or control characters that are not kept as they are"


def test_what_is_kept_in_another_form_is_said(tmp_path: Path) -> None:
    out, said = imported(
        tmp_path,
        ":a a skos:Concept ; skos:inScheme :scheme ; skos:prefLabel ' A\\u0000\\u0007b\\n c'@en ;"
        " skos:notation '12'^^:code ; skos:definition '  x\\u0000 '@en .",
    )
    assert said["repaired", REPAIRED] == (1, r"https://jobs.example.org/id/a ' A\x00\x07b\n c'")
    reason = "skos:notation has a datatype or a language, which no table holds; its text is kept"
    assert said["repaired", reason][0] == 1
    assert ("repaired", REPAIRED.replace("prefLabel", "definition")) in said
    (row,) = rows(out, "occupations")
    assert (row["label"], row["notation"], row["definition"]) == ("A b c", "12", "x")


def test_the_end_of_a_mapping_keeps_its_iri_and_a_label(tmp_path: Path) -> None:
    other = "<http://o.example/1>"
    text = f"{CONCEPT}; skos:broadMatch {other} . {other} a skos:Concept; skos:prefLabel 'X'@en, 'Y'@de ."
    out, _ = imported(tmp_path, text)
    (mapping,) = rows(out, "mappings")
    assert (mapping["object_id"], mapping["object_label"]) == ("http://o.example/1", "X")
    assert [row["label"] for row in rows(out, "occupations")] == ["A"]


@pytest.mark.parametrize(
    "more",
    [
        "{0} skos:inScheme :scheme .",
        "{0} skos:broader :a .",
        ":a skos:narrower {0} .",
        ":scheme skos:hasTopConcept {0} .",
        ":s a skos:ConceptScheme . {0} skos:inScheme :s .",
        ":c a skos:Concept ; skos:prefLabel 'C'@en ; skos:inScheme :s . {0} skos:inScheme :s .",
    ],
)
def test_a_concept_of_the_taxonomy_is_kept_where_it_is_mapped_to_as_well(more: str, tmp_path: Path) -> None:
    other = "<http://o.example/1>"
    text = f"{CONCEPT}; skos:closeMatch {other} . {other} a skos:Concept; skos:prefLabel 'X'@en . {more.format(other)}"
    out, _ = imported(tmp_path, text)
    assert "X" in {row["label"] for row in rows(out, "occupations")}


def test_tags_of_private_use_and_old_ones_are_languages(tmp_path: Path) -> None:
    tags = "'x'@x-private, 'd'@i-default, 'k'@zh-min-nan, 't'@de-CH-1901"
    other = ":b a skos:Concept ; skos:inScheme :scheme ; skos:prefLabel 'B'@en ."
    out, _ = imported(tmp_path, f"{CONCEPT}, {tags} . {other}")
    found = {row["language"] for row in rows(out, "occupations")}
    assert found == {"", "x-private", "i-default", "zh-min-nan", "de-ch-1901"}


RDF = """\
<?xml version="1.0" encoding="{encoding}"?>
{doctype}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xml:lang="en"
 xmlns:skos="http://www.w3.org/2004/02/skos/core#">
<skos:Concept rdf:about="https://voc.example.org/{about}"><skos:inScheme rdf:resource="https://voc.example.org/list"/>
<skos:prefLabel xml:lang = "">Bäcker xml:lang=""</skos:prefLabel>
<skos:altLabel rdf:parseType="Resource"{wrong}/>
<skos:altLabel
 xml:lang=''>Brot &bread; &amp; mehr</skos:altLabel></skos:Concept>
</rdf:RDF>
"""


def rdf(folder: Path, encoding: str = "UTF-8", doctype: str = "", about: str = "a", wrong: str = "") -> Path:
    path = folder / "jobs.rdf"
    text = RDF.format(encoding=encoding, doctype=doctype, about=about, wrong=wrong)
    text = text if doctype else text.replace("&bread;", "")
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1", "windows-1252"])
def test_an_empty_xml_lang_is_no_language(encoding: str, tmp_path: Path) -> None:
    path = rdf(tmp_path, encoding, '<!DOCTYPE r [<!ENTITY bread "bread and butter">]>\n')
    importers.run("skos", path, tmp_path / "out")
    (row,) = rows(tmp_path / "out", "occupations")
    assert row["label"] == 'Bäcker xml:lang=""'
    assert 'language = "und"' in (tmp_path / "out" / "source.toml").read_text()
    assert [label["label"] for label in rows(tmp_path / "out", "occupation_labels")] == ["Brot bread and butter & mehr"]


@pytest.mark.parametrize(
    ("more", "row", "said"),
    [
        ({"wrong": "><b"}, 8, "is not RDF/XML: mismatched tag"),
        ({"about": "a b"}, 4, "Invalid IRI code point ' '"),
        ({"wrong": ' rdf:ID="1 2"'}, 6, "is not a valid rdf:ID value"),
        ({"wrong": ' xml:lang="en_US"'}, 6, "is not RDF/XML: "),
        ({"about": "&nbsp;"}, 4, "undefined entity"),
        ({"doctype": '<!DOCTYPE r [\n<!ENTITY x SYSTEM "file:///etc/hosts">]>'}, 3, "declares the entity x from elsew"),
        ({"doctype": '<!DOCTYPE r [<!ENTITY a "aa">\n<!ENTITY b "&a;&a;">]>'}, 3, "declares the entity b, which holds"),
    ],
)
def test_what_is_wrong_with_rdf_xml_is_told_with_its_line(
    more: dict[str, str], row: int, said: str, tmp_path: Path
) -> None:
    with pytest.raises(DownloadError) as caught:
        importers.run("skos", rdf(tmp_path, **more), tmp_path / "out")
    assert f"jobs.rdf row {row}: " in str(caught.value)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "x.ttl",
            "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n<a> a skos:Concept ; skos:prefLabel 'A'@en .",
        ),
        (
            "x.rdf",
            (
                '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
                'xmlns:skos="http://www.w3.org/2004/02/skos/core#">\n<skos:Concept rdf:about="a">'
                '<skos:prefLabel xml:lang="en">A</skos:prefLabel></skos:Concept></rdf:RDF>'
            ),
        ),
        (
            "x.jsonld",
            (
                '{"@id": "a", "@type": "http://www.w3.org/2004/02/skos/core#Concept",'
                '\n"http://www.w3.org/2004/02/skos/core#prefLabel": {"@value": "A", "@language": "en"}}'
            ),
        ),
    ],
)
def test_relative_iris_are_under_the_base(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(DownloadError, match="say with --base what relative IRIs are under"):
        importers.run("skos", tmp_path / name, tmp_path / "out")
    importers.run("skos", tmp_path / name, tmp_path / "out", base="https://jobs.example.org/")
    assert [row["iri"] for row in rows(tmp_path / "out", "occupations")] == ["https://jobs.example.org/a"]


def test_skills_of_one_label_are_told_before_a_build_warns_of_them(tmp_path: Path) -> None:
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
