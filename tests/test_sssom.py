"""SSSOM: files are read as the specification says, written so that others read them, and read back the same."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.folders import TABLES, cells, problems, put, read

from lotgraph.build.engine import Run
from lotgraph.errors import InputError
from lotgraph.formats.sssom.acceptance import (
    BY_HAND,
    MATCHES,
    NO_TERM,
    MappingStatus,
    status_of,
)
from lotgraph.formats.sssom.text import UNSTATED_LICENCE, read_mappings, write_lines
from lotgraph.release.mappings import rows_of
from lotgraph.sources import importers
from lotgraph.sources.written import write_tables

LICENCE = f"#license: {UNSTATED_LICENCE}\n"
HEAD = f'#curie_map:\n#  x: "http://x.example/"\n#mapping_set_id: http://x.example/set\n{LICENCE}'
COLUMNS = "subject_id\tpredicate_id\tobject_id\tmapping_justification"
ROW = "x:1\tskos:closeMatch\tx:2\tsemapv:LexicalMatching"


def file(folder: Path, text: str) -> Path:
    path = folder / "m.sssom.tsv"
    path.write_text(text, "utf-8")
    return path


def told(folder: Path, text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_mappings(file(folder, text), {})
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


def test_the_header_says_what_the_rows_do_not(tmp_path: Path) -> None:
    head = (
        "# curie_map:\n#   x: 'http://x.example/'\n#   'own': http://own.example/#\n# license: https://l.example/by\n"
        '# mapping_set_title: "Two: \\"sets\\"" # said\n# creator_label:\n#   - Ann\n#   - "Ben"\n'
        "# mapping_tool: matcher\n# subject_source: x:all\n# object_source_version: 1\n# mapping_date: 2026-02-28\n"
    )
    found = read_mappings(
        file(tmp_path, f"{head}{COLUMNS}\tobject_source_version\n{ROW}\t2\nown:1\trdfs:subClassOf\tx:3\tsemapv:X\t\n"),
        {},
    )
    assert found.prefixes == {"x": "http://x.example/", "own": "http://own.example/#"}
    assert found.stated["mapping_set_title"] == 'Two: "sets"'
    assert found.stated["creator_label"] == "Ann|Ben"
    assert found.lines == (14, 15)
    first, second = found.rows
    assert first["subject_id"] == "http://x.example/1"
    assert second["subject_id"] == "http://own.example/#1"
    for row in found.rows:
        assert (row["mapping_tool"], row["mapping_date"]) == ("matcher", "2026-02-28")
        assert row["subject_source"] == "http://x.example/all"
    # One row has a version of its own, so that the header's is that of no other.
    assert (first["object_source_version"], second.get("object_source_version")) == ("2", None)


def test_terms_have_the_names_that_everybody_knows(tmp_path: Path) -> None:
    text = (
        f"{HEAD}{COLUMNS}\tconfidence\nhttp://x.example/1\thttp://www.w3.org/2004/02/skos/core#exactMatch\t"
        "sssom:NoTermFound\thttps://w3id.org/semapv/vocab/LexicalMatching\t9.5e-1\n"
    )
    (row,) = read_mappings(file(tmp_path, text), {}).rows
    assert row["predicate_id"] == "skos:exactMatch"
    assert row["object_id"] == NO_TERM
    assert row["mapping_justification"] == "semapv:LexicalMatching"
    assert row["confidence"] == "0.95"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{COLUMNS}\n{ROW}".replace("x:", "http://x/"), "m.sssom.tsv row 1: license is missing in the header"),
        (f"{HEAD}{COLUMNS}\nx:1\tskos:alike\tx:2\tsemapv:X\n", "m.sssom.tsv row 6: predicate_id 'skos:alike' must be"),
        (f"{HEAD}{COLUMNS}\nx:1\tnone:y\tx:2\tsemapv:X\n", "m.sssom.tsv row 6: predicate_id has the prefix “none”"),
        (f"{HEAD}{COLUMNS}\n{ROW}\ny:1{ROW[3:]}\n", "m.sssom.tsv row 7: subject_id has the prefix “y”"),
        (f"{HEAD}{COLUMNS}\none{ROW[3:]}\n", "m.sssom.tsv row 6: subject_id 'one' is neither an IRI nor a name"),
        (f"{HEAD}{COLUMNS}\tconfidence\n{ROW}\t1.5\n", "m.sssom.tsv row 6: confidence '1.5' must be a number from 0"),
        (f"{HEAD}{COLUMNS}\tconfidence\n{ROW}\tNaN\n", "m.sssom.tsv row 6: confidence 'NaN' must be a number from 0"),
        (f"{HEAD}{COLUMNS}\nx:1\tskos:closeMatch\n", "m.sssom.tsv row 6: has 2 cells, the header has 4"),
        (f"{HEAD}{COLUMNS}\tpredicate_modifier\n{ROW}\tno\n", "m.sssom.tsv row 6: predicate_modifier 'no' must be Not"),
        (f"{HEAD}{COLUMNS}\tmapping_cardinality\n{ROW}\t2:1\n", "m.sssom.tsv row 6: mapping_cardinality '2:1' must be"),
    ],
)
def test_a_bad_row_is_told_by_file_and_row(tmp_path: Path, text: str, said: str) -> None:
    (problem,) = told(tmp_path, text)
    assert problem.startswith(said)


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "m.sssom.tsv"
    path.write_bytes(f"{HEAD}{COLUMNS}\n{ROW}\n".encode("utf-16"))
    with pytest.raises(InputError, match="row 1: is UTF-16"):
        read_mappings(path, {})
    path.write_bytes(f"{HEAD}{COLUMNS}\n{ROW}é\n".encode("latin-1"))
    with pytest.raises(InputError, match="row 6: is not UTF-8"):
        read_mappings(path, {})


texts = st.text(st.characters(exclude_categories=["C"]) | st.sampled_from("\t\n\"'#|"), max_size=12).map(str.strip)
iris = st.sampled_from(("http://x.example/a/", "https://y.example/b#")).flatmap(
    lambda space: st.text("abc019.-_~%:", min_size=1, max_size=6).map(lambda name: space + name)
)
rows = st.fixed_dictionaries(
    {
        "subject_id": iris,
        "predicate_id": st.sampled_from((*MATCHES, "owl:equivalentClass", "rdfs:subClassOf")),
        "object_id": iris | st.just(NO_TERM),
        "mapping_justification": st.sampled_from((BY_HAND, "semapv:LexicalMatching")),
    },
    optional={
        "subject_label": texts,
        "comment": texts,
        "predicate_modifier": st.just("Not"),
        "confidence": st.integers(0, 1000).map(lambda number: f"{number / 1000:.3f}".rstrip("0").rstrip(".")),
        "object_source": iris,
        "object_source_version": texts,
        "mapping_date": st.dates().map(str),
        "reviewer_id": st.lists(iris, min_size=1, max_size=2).map("|".join),
        "reviewer_label": texts,
        "mapping_cardinality": st.sampled_from(("1:1", "1:n", "n:n")),
        "derived_from": st.lists(iris, min_size=1, max_size=3).map("|".join),
    },
).map(lambda row: {column: cell for column, cell in row.items() if cell})


@settings(max_examples=60)
@given(st.lists(rows, min_size=1, max_size=5))
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, many: list[dict[str, str]]) -> None:
    text = "".join(write_lines(many, {}, "http://x.example/set", "https://l.example/by", {"mapping_set_version": "1"}))
    found = read_mappings(file(tmp_path_factory.mktemp("sssom"), text), {})
    assert list(found.rows) == many
    assert found.stated["license"] == "https://l.example/by"
    assert found.stated["mapping_set_version"] == "1"


def test_standing_is_told_by_one_rule() -> None:
    lexical = {"mapping_justification": "semapv:LexicalMatching"}
    assert status_of(lexical) is MappingStatus.CANDIDATE
    assert status_of({"mapping_justification": BY_HAND}) is MappingStatus.ACCEPTED
    assert status_of({**lexical, "reviewer_label": "Ann"}) is MappingStatus.ACCEPTED
    assert status_of({**lexical, "reviewer_id": "https://orcid.org/1"}) is MappingStatus.ACCEPTED
    rejected = {"predicate_modifier": "Not", "reviewer_label": "Ann", "mapping_justification": BY_HAND}
    assert status_of(rejected) is MappingStatus.REJECTED


# As a table of a source folder

SSSOM = (
    f"{HEAD}{COLUMNS}\treviewer_label\tobject_source_version\n"
    "occupation:1011\tskos:closeMatch\tx:2\tsemapv:LexicalMatching\tAnn\t7\n"
    "occupation:1011\tskos:broadMatch\tx:2\tsemapv:LexicalMatching\t\t7\n"
    "occupation:1011\towl:equivalentClass\tx:3\tsemapv:LexicalMatching\tAnn\t7\n"
)
FACTS = {name: TABLES[name] for name in ("schemes", "levels", "occupations")}


def test_a_folder_may_hold_its_mappings_as_sssom(tmp_path: Path) -> None:
    tables = read(put(tmp_path / "demo", {**FACTS, "mappings.sssom.tsv": SSSOM}))
    found = cells(tables, "mappings", "row", "subject_id", "predicate_id", "object_id", "reviewer_label")
    assert found == [
        (6, "occupation:1011", "skos:closeMatch", "http://x.example/2", "Ann"),
        (7, "occupation:1011", "skos:broadMatch", "http://x.example/2", None),
        (8, "occupation:1011", "owl:equivalentClass", "http://x.example/3", "Ann"),
    ]
    (one,), (other,), (third,) = cells(tables, "mappings", "id")
    assert third == "1011--3"
    assert one != other
    assert {one[:9], other[:9]} == {"1011--2--"}
    (warning,) = tables.warnings
    assert str(warning).endswith(
        "mappings.sssom.tsv row 8: predicate_id 'owl:equivalentClass' is no mapping predicate of SKOS; "
        "the row is set aside and not published"
    )


def test_columns_that_no_table_has_are_told(tmp_path: Path) -> None:
    text = SSSOM.replace("reviewer_label", "author_label")
    tables = read(put(tmp_path / "demo", {**FACTS, "mappings.sssom.tsv": text}))
    assert "has columns that are not carried over: author_label" in str(tables.warnings[0])


def test_the_contract_holds_for_sssom_too(tmp_path: Path) -> None:
    bad = SSSOM.replace("occupation:1011\tskos:broad", "occupation:99\tskos:broad")
    folder = put(tmp_path / "demo", {**FACTS, "mappings.sssom.tsv": bad})
    assert problems(folder) == [
        (
            "demo/mappings.sssom.tsv row 7: subject_id 'occupation:99' is not in occupations; add it there, correct "
            "it here, or name its subject_source and version"
        )
    ]
    both = put(tmp_path / "both", {**FACTS, "mappings": TABLES["mappings"], "mappings.sssom.tsv": SSSOM})
    assert problems(both) == ["both/mappings.csv: stands beside mappings.sssom.tsv; keep one of them"]
    unlicensed = put(tmp_path / "un", {**FACTS, "mappings.sssom.tsv": SSSOM.replace(LICENCE, "")})
    (said,) = problems(unlicensed)
    assert said.startswith("un/mappings.sssom.tsv row 1: license is missing in the header")


def test_a_concept_of_a_taxonomy_that_is_here_must_be_in_it(tmp_path: Path) -> None:
    head = "id,subject_id,predicate_id,object_id,mapping_justification,object_source,object_source_version\n"
    row = "{},occupation:1011,skos:closeMatch,occupation:{},semapv:LexicalMatching,scheme:lot,{}\n"
    known, other = row.format("a", "10", "7.3.0"), row.format("b", "elsewhere", "6.0")
    tables = {**FACTS, "mappings": head + known + other}
    assert len(cells(read(put(tmp_path / "good", tables)), "mappings", "id")) == 2
    tables["mappings"] += row.format("c", "unknown", "7.3.0")
    assert problems(put(tmp_path / "bad", tables)) == [
        (
            "bad/mappings.csv row 4: object_id 'occupation:unknown' is not in 'scheme:lot' 7.3.0; add it there, or "
            "correct it here"
        )
    ]


def test_cardinality_is_counted_where_none_is_stated(tmp_path: Path) -> None:
    head = "id,subject_id,predicate_id,object_id,mapping_justification,mapping_cardinality\n"
    by_hand = "{},http://a/{},skos:closeMatch,{},semapv:ManualMappingCuration,{}\n"
    text = head + "".join(
        by_hand.format(name, subject, other, cardinality)
        for name, subject, other, cardinality in (
            ("one", "1", "http://b/1", ""),
            ("split-1", "2", "http://b/2", ""),
            ("split-2", "2", "http://b/3", ""),
            ("merge-1", "4", "http://b/4", ""),
            ("merge-2", "5", "http://b/4", ""),
            ("many-1", "6", "http://b/6", ""),
            ("many-2", "6", "http://b/7", ""),
            ("many-3", "7", "http://b/7", ""),
            ("none", "8", "sssom:NoTermFound", ""),
            ("said", "9", "http://b/9", "1:n"),
        )
    )
    text += "open,http://a/1,skos:closeMatch,http://b/3,semapv:LexicalMatching,\n"
    found = dict(cells(read(put(tmp_path / "demo", {"mappings": text})), "mappings", "id", "mapping_cardinality"))
    assert found == {
        "one": "1:1",
        "split-1": "1:n",
        "split-2": "1:n",
        "merge-1": "n:1",
        "merge-2": "n:1",
        "many-1": "1:n",
        "many-2": "n:n",
        "many-3": "n:1",
        "none": "1:0",
        "said": "1:n",
        "open": None,
    }


# Others read what is written


def test_the_sssom_package_reads_what_is_written(tmp_path: Path) -> None:
    program = shutil.which("sssom")
    if program is None:
        pytest.skip("no program sssom on the PATH; its package is too heavy for this environment (100 others)")
    row = {
        "subject_id": "http://x.example/a/1",
        "predicate_id": "skos:broadMatch",
        "object_id": "http://y.example/2",
        "mapping_justification": "semapv:LexicalMatching",
        "comment": 'with "quotes"',
        "confidence": "0.5",
        "derived_from": "http://x.example/a/3|http://x.example/a/4",
        "record_id": "http://x.example/r/1",
    }
    none = {**row, "object_id": NO_TERM, "predicate_modifier": "Not", "record_id": "http://x.example/r/2"}
    path = file(tmp_path, "".join(write_lines([row, none], {}, "http://x.example/set", "https://l.example/by")))
    for command in (["validate", str(path)], ["parse", str(path), "-o", str(tmp_path / "out.tsv")]):
        done = subprocess.run([program, *command], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    again = read_mappings(tmp_path / "out.tsv", {}).rows
    assert {(each["subject_id"], each["object_id"]) for each in again} == {
        (each["subject_id"], each["object_id"]) for each in (row, none)
    }


# Headers in any style of YAML, files beside, and rows that no table holds

FLOW = "#{curie_map: {x: 'http://x.example/'},\n# license: \"https://l.example/by\", mapping_set_title: [A, 'B']}\n"
BLOCK = (
    "#curie_map: {x: http://x.example/}\n#license: >-\n#  https://l.example/by\n#mapping_set_title:\n#  - A\n#  - B\n"
)
SPREADSHEET = '#curie_map:,,,\n"#  x: ""http://x.example/""",,,\n#license: https://l.example/by,,,\n'


@pytest.mark.parametrize("head", [FLOW, BLOCK])
def test_a_header_is_yaml_in_any_style(tmp_path: Path, head: str) -> None:
    found = read_mappings(file(tmp_path, f"{head}{COLUMNS}\n{ROW}\n"), {})
    assert found.rows[0]["object_id"] == "http://x.example/2"
    assert (found.stated["license"], found.stated["mapping_set_title"]) == ("https://l.example/by", "A|B")


def test_a_file_that_a_spreadsheet_saved_is_read(tmp_path: Path) -> None:
    path = tmp_path / "m.sssom.csv"
    for mark in ",;":
        path.write_text(f"{SPREADSHEET}{COLUMNS}\n{ROW}\n".replace("\t", mark).replace(",", mark), "utf-8")
        assert read_mappings(path, {}).rows[0]["object_id"] == "http://x.example/2"


def test_versions_and_dates_stay_what_is_written(tmp_path: Path) -> None:
    head = f"{HEAD}#object_source_version: 1.10\n#mapping_date: 2026-05-31\n#mapping_tool: ~\n#comment: 'null'\n"
    found = read_mappings(file(tmp_path, f"{head}{COLUMNS}\n{ROW}\n"), {})
    assert (found.rows[0]["object_source_version"], found.rows[0]["mapping_date"]) == ("1.10", "2026-05-31")
    assert "mapping_tool" not in found.stated
    assert found.stated["comment"] == "null"


def test_metadata_may_stand_in_a_file_beside(tmp_path: Path) -> None:
    (tmp_path / "m.sssom.yml").write_text(
        "curie_map:\n  x: http://x.example/\nlicense: https://l.example/by\n", "utf-8"
    )
    found = read_mappings(file(tmp_path, f"#license: https://own.example/\n{COLUMNS}\n{ROW}\n"), {})
    assert found.rows[0]["object_id"] == "http://x.example/2"
    assert found.stated["license"] == "https://own.example/"
    (tmp_path / "m.sssom.yml").write_text("a: b\nc: [", "utf-8")
    with pytest.raises(InputError, match=r"m\.sssom\.yml row 2: the metadata are not YAML"):
        read_mappings(tmp_path / "m.sssom.tsv", {})


def imported(folder: Path, text: str, release: str = "") -> tuple[list[dict[str, str]], dict[str, int]]:
    """Import an SSSOM file; gives the mappings and, by reason, what else is said."""
    lines = importers.run("sssom", file(folder, text), folder / "out", release)
    with (folder / "out" / "mappings.csv").open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    read(folder / "out").connection.close()
    return rows, {f"{line.outcome}: {line.reason}": line.count for line in lines if line.reason}


def test_rows_that_no_table_holds_are_set_aside_one_by_one(tmp_path: Path) -> None:
    columns = f"{COLUMNS}\tsubject_label\tsubject_type\tmapping_date\treviewer_label"
    text = (
        f"{HEAD}{columns}\n"
        "\tskos:exactMatch\tx:2\tsemapv:X\tWelder (m/f)\trdfs literal\t\tAnn\n"
        "<http://x.example/1>\tskos:exactMatch\t<http://x.example/2>\tsemapv:X\tW\t\t2026-06-30T10:00:00\tAnn\n"
        "x:1\tskos:exactMatch\tx:2\tsemapv:X\tW\t\t30/06/2026\tAnn\n"
        "x:1\tskos:exactMatch\tx:2\tsemapv:X\tW\t\t30/06/2026\tAnn\n"
        "x:1\tskos:exactMatch\tx:3 4\tsemapv:X\tW\t\t\tAnn\n"
        "x:1\tskos:broader\tx:3\tsemapv:X\tW\t\t\tAnn\n"
        "x:1\tskos:exactMatch\tx:3\tx:by-hand\tW\t\t\tAnn\n"
    )
    rows, said = imported(tmp_path, text)
    assert [(row["object_id"], row["mapping_date"]) for row in rows] == [
        ("http://x.example/2", "2026-06-30"),
        ("http://x.example/2", ""),
    ]
    assert len({row["id"] for row in rows}) == 2
    assert {row["object_source_version"] for row in rows} == {"not-stated"}
    assert said == {
        "set-aside: maps a text, not a concept (subject_type)": 1,
        "set-aside: is there twice, in every cell": 1,
        "set-aside: object_id is no IRI that starts with http:// or https://": 1,
        "set-aside: predicate_id is no mapping predicate of SKOS": 1,
        "set-aside: mapping_justification is no term of semapv": 1,
        "repaired: mapping_date holds more than a day, which is kept": 1,
        "missing: mapping_date is no day like 2026-05-31, and is left out": 1,
        "missing: object_source_version is not told; say it with --release": 3,
    }


def test_the_version_of_what_is_mapped_to_can_be_said(tmp_path: Path) -> None:
    rows, said = imported(tmp_path, f"{HEAD}{COLUMNS}\n{ROW}\n", "7.3")
    assert (rows[0]["object_source_version"], said) == ("7.3", {})


def test_an_import_that_keeps_no_row_is_refused(tmp_path: Path) -> None:
    text = f"{HEAD}{COLUMNS}\n{ROW.replace('skos:closeMatch', 'skos:broader')}\n"
    with pytest.raises(InputError, match="has no row that can be kept: 1 set aside: predicate_id is no mapping"):
        importers.run("sssom", file(tmp_path, text), tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("version", "names"), [("", ["Ann", "B\\", "C Ltd"]), ("#sssom_version: '1.1'\n", ["Ann", "B|C Ltd"])]
)
def test_a_pipe_after_a_backslash_is_what_the_version_says(tmp_path: Path, version: str, names: list[str]) -> None:
    text = f"{version}{HEAD}{COLUMNS}\treviewer_label\n{ROW}\tAnn|B\\|C Ltd\n"
    imported(tmp_path, text)
    tables = read(tmp_path / "out")
    write_tables(tables, tmp_path / "written")
    for connection in (tables.connection, read(tmp_path / "written").connection):
        ((cell,),) = connection.execute("select reviewer_label from mappings").fetchall()
        assert [name.replace("\x1d", "|") for name in cell.split("|")] == names
    dataset = Run(tables.connection, "https://data.example.org/").write(tmp_path)
    (row,) = rows_of([dataset.quads])
    again = "".join(write_lines([row], {}, "http://x.example/set", "https://l.example/by"))
    assert ('#sssom_version: "1.1"' in again) == bool(version)
    said = row["reviewer_label"].replace("\\|", "\x1d").split("|")
    assert sorted(name.strip() for name in said) == sorted(name.replace("|", "\x1d") for name in names)
