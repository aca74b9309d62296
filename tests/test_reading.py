from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest
from tests.folders import CODES, TABLES, cells, problems, put, read

from lotgraph.schema import TABLES as CONTRACT
from lotgraph.sources.folder import find_sources


def test_a_right_source_is_read_in_canonical_form(tmp_path: Path) -> None:
    tables = read(put(tmp_path / "demo", TABLES))
    assert cells(tables, "salaries", "source", "row", "experience", "amount") == [
        ("demo", 2, None, "149840.5"),
        ("demo", 3, "9+", "0"),
    ]
    assert cells(tables, "posting_counts", "count") == [("533",)]
    assert cells(tables, "shares", "experience", "percent") == [(None, "48.91"), ("3-5", "11.8")]
    assert cells(tables, "employers", "id", "label", "language") == [
        ("acme", "Acme", "en"),
        ("initech", "Initech", "en"),
    ]
    assert cells(tables, "titles", "id") == [("ml-engineer",)]
    assert cells(tables, "skill_listings", "skill") == [("python",), ("c-plus-plus",)]
    assert cells(tables, "statements", "mentions") == [("python|c-plus-plus",), (None,)]
    assert cells(tables, "sources", "id", "kind", "publisher", "url") == [("demo", "table", "A College", None)]


def test_every_table_of_the_contract_is_there(tmp_path: Path) -> None:
    tables = read(put(tmp_path / "demo", {"areas": TABLES["areas"]}))
    for table in CONTRACT:
        described = tables.connection.execute(f'describe "{table.name}"').fetchall()
        assert [name for name, *_ in described] == ["source", "row", *(column.name for column in table.columns)]
    lines = CODES.read_text(encoding="utf-8").splitlines()
    assert tables.connection.execute("select count(*) from codes where source = ''").fetchone() == (len(lines) - 1,)


def test_files_are_named_as_the_user_gave_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "seeds" / "demo", {"areas": TABLES["areas"]})
    monkeypatch.chdir(tmp_path)
    tables = read(Path("seeds"))
    assert tables.file("demo", "areas") == "seeds/demo/areas.csv"
    assert tables.file("demo", "sources") == "seeds/demo/source.toml"
    assert tables.file("", "codes") == CODES.as_posix()


# Folders and files.


def test_files_that_are_not_tables(tmp_path: Path) -> None:
    folder = put(tmp_path / "demo", {"areas": TABLES["areas"], "README.md": "Hello", ".hidden.csv": "x"})
    read(folder)
    put(folder, {"salarys.csv": "x\n", "skills.xlsx": "x", "~$skills.xlsx": "x"})
    (folder / "titles.csv").mkdir()
    (folder / "levels.csv").symlink_to("nowhere")
    os.mkfifo(folder / "schemes.csv")
    assert problems(folder) == [
        "demo/levels.csv: is a link to nothing",
        "demo/salarys.csv: is an unknown table; did you mean 'salaries'?",
        "demo/schemes.csv: is not a regular file",
        "demo/skills.xlsx: cannot be read; save it as “CSV UTF-8”, named like its table",
        "demo/titles.csv: is a folder, not a file",
    ]


def test_a_link_to_a_table_is_read(tmp_path: Path) -> None:
    folder = put(tmp_path / "demo", {"old.txt": TABLES["areas"]})
    (folder / "areas.csv").symlink_to("old.txt")
    assert cells(read(folder), "areas", "id") == [("US",), ("US-NC",)]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    folder = put(tmp_path / "demo", {"areas": TABLES["areas"]})
    (folder / "areas.csv").chmod(0)
    assert problems(folder) == ["demo/areas.csv: cannot be read: Permission denied"]


def test_two_forms_of_one_table(tmp_path: Path) -> None:
    folder = put(tmp_path / "demo", {"areas": TABLES["areas"], "areas.parquet": b""})
    assert problems(folder) == ["demo/areas.csv: stands beside areas.parquet; keep one of them"]


def test_a_source_without_tables(tmp_path: Path) -> None:
    assert problems(put(tmp_path / "demo", {})) == [
        "demo: has no table; put at least one beside source.toml, like salaries.csv"
    ]


def test_sources_are_found_by_themselves_or_in_a_folder(tmp_path: Path) -> None:
    one = put(tmp_path / "seeds" / "a", {})
    two = put(tmp_path / "seeds" / "b", {})
    (tmp_path / "seeds" / "notes").mkdir()
    (tmp_path / "seeds" / "README.md").write_text("Hello")
    assert find_sources([tmp_path / "seeds"]) == (one, two)
    assert find_sources([two, tmp_path / "seeds"]) == (two, one)


def test_paths_without_sources(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "seeds" / "bare").mkdir(parents=True)
    (tmp_path / "seeds" / "bare" / "skills.csv").write_text("id,label\n")
    (tmp_path / "file").touch()
    assert problems(*(tmp_path / name for name in ("empty", "file", "none", "seeds"))) == [
        "empty: has no source.toml, nor has a folder in it; a source is a folder with a source.toml and its tables",
        "file: is a file; name the folder it stands in",
        "none: is not there",
        "seeds/bare: has tables but no source.toml",
    ]


@pytest.mark.parametrize("name", ["a[1]", "a*", "a?", "a b", "é", "it's"])
def test_any_name_of_a_folder(tmp_path: Path, name: str) -> None:
    put(tmp_path / name, {"areas": TABLES["areas"]})
    parquet(tmp_path, "skills", "select 'a' as id, 'A' as label")
    (tmp_path / "skills.parquet").rename(tmp_path / name / "skills.parquet")
    assert cells(read(tmp_path / name), "skills", "id") == [("a",)]


# Parquet.


def parquet(folder: Path, name: str, query: str) -> None:
    duckdb.connect().sql(query).write_parquet(str(folder / f"{name}.parquet"))


def test_parquet_of_a_few_bytes_that_holds_a_billion_rows_is_refused(tmp_path: Path) -> None:
    folder = put(tmp_path / "demo", {"areas": TABLES["areas"]})
    parquet(folder, "skills", "select 'a' as id, 'A' as label from range(20_000_000)")
    (problem,) = problems(folder)
    assert problem.startswith("demo/skills.parquet: has 20,000,000 rows in ")
    assert problem.endswith(" bytes, which no table has; write it anew")


def test_parquet_is_read_like_csv(tmp_path: Path) -> None:
    folder = put(tmp_path / "demo", {name: text for name, text in TABLES.items() if name != "shares"})
    parquet(
        folder,
        "shares",
        "select 1011 as occupation, 'm1' as mapping, null as skill, 'US' as area, * from (values"
        " ('bachelor', null, 1e-7::double), ('master', null, 48.910), ('doctoral', null, 12.0), (null, '3-5', 1e2))"
        " as t(education_level, experience, percent)",
    )
    (folder / "statements.csv").unlink()
    parquet(
        folder,
        "statements",
        "select 'l1' as id, '1011' as occupation, 'duty' as kind, E'A\\r\\nb' as summary, ['python'] as mentions",
    )
    tables = read(folder)
    assert cells(tables, "shares", "row", "percent") == [(2, "0.0000001"), (3, "48.91"), (4, "12"), (5, "100")]
    assert cells(tables, "statements", "summary", "mentions") == [("A\nb", "python")]


def test_parquet_that_is_wrong(tmp_path: Path) -> None:
    folder = put(tmp_path / "demo", {"skills.parquet": b"hello", "titles.parquet": b"PAR1" * 9})
    parquet(folder, "areas", "select 'US' as id, {'a': 1} as label")
    parquet(folder, "levels", "select 'x' as scheme, 'a' as id, 1.5 as depth, 'A' as label")
    parquet(folder, "schemes", "select 'x' as id, '1' as version, 'X' as title limit 0")
    found = problems(folder)
    assert found[:4] == [
        "demo/areas.parquet: label is a Parquet column of type STRUCT(a INTEGER); write it as text",
        "demo/areas.parquet row 2: label is empty; it must have a value",
        "demo/levels.parquet row 2: depth '1.5' is not a whole number; write it like 2",
        "demo/schemes.parquet: has no rows; write its header and at least one row, or remove the file",
    ]
    assert [said.partition(": ")[0] for said in found[4:]] == ["demo/skills.parquet", "demo/titles.parquet"]


def test_occupations_without_an_id(tmp_path: Path) -> None:
    tables = {name: TABLES[name] for name in ("schemes", "levels")}
    text = (
        "scheme,level,label,notation,parent\nlot,area,IT & C++,,\nlot,job,Engineer,1011,lot-area--it-and-c-plus-plus\n"
    )
    found = read(put(tmp_path / "demo", {**tables, "occupations": text}))
    assert cells(found, "occupations", "id") == [("lot-area--it-and-c-plus-plus",), ("1011",)]
    text = "scheme,level,label,notation\nlot,area,IT,1|2\n"
    assert problems(put(tmp_path / "demo", {**tables, "occupations": text})) == [
        "demo/occupations.csv row 2: notation '1|2' cannot be an id; give the row an id"
    ]
