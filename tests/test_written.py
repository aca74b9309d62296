from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.folders import CODES, TABLES, TOML, content, needed, put, read

from lotgraph.errors import InputError
from lotgraph.sources.folder import read_sources
from lotgraph.sources.written import write_tables

# The way back.


def test_what_is_written_reads_back_the_same(tmp_path: Path) -> None:
    tables = read(put(tmp_path / "demo", TABLES))
    write_tables(tables, tmp_path / "out")
    again = read(tmp_path / "out")
    assert content(again) == content(tables)
    write_tables(again, tmp_path / "twice")
    for file in sorted((tmp_path / "out").rglob("*.*")):
        assert file.read_bytes() == (tmp_path / "twice" / file.relative_to(tmp_path / "out")).read_bytes()


def test_what_memory_cannot_take_has_a_place(tmp_path: Path) -> None:
    folder = put(tmp_path / "demo", TABLES)
    (tmp_path / "temp").mkdir()
    filed = read_sources([folder], CODES, temp=tmp_path / "temp")
    assert content(filed) == content(read(folder))
    ((place,),) = filed.connection.execute("select current_setting('temp_directory')").fetchall()
    assert Path(place).parent == tmp_path / "temp"


def test_the_ids_of_sources_become_names_of_folders(tmp_path: Path) -> None:
    tables = read(put(tmp_path / "demo", {"areas": TABLES["areas"]}, TOML.replace("demo", "a/b: é")))
    write_tables(tables, tmp_path / "out")
    assert [folder.name for folder in (tmp_path / "out").iterdir()] == ["a%2Fb%3A%20%C3%A9"]
    assert content(read(tmp_path / "out")) == content(tables)


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
words = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="|"), min_size=1, max_size=6)
numbers = st.decimals(min_value=-(10**9), max_value=10**9, places=3, allow_nan=False).map(str)


def as_csv(header: list[str], rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue()


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    skills=st.lists(st.tuples(words, texts), min_size=1, max_size=5),
    salaries=st.lists(st.tuples(words, numbers, texts), min_size=1, max_size=5),
    notes=st.lists(st.tuples(words, texts), min_size=1, max_size=3),
)
def test_reading_what_was_written_gives_the_same_tables(
    tmp_path_factory: pytest.TempPathFactory,
    skills: list[tuple[str, str]],
    salaries: list[tuple[str, str, str]],
    notes: list[tuple[str, str]],
) -> None:
    folder = tmp_path_factory.mktemp("law")
    put(
        folder / "in",
        {
            **needed("occupations"),
            "skills": as_csv(["id", "label"], [list(skill) for skill in skills]),
            "quality_notes": as_csv(["id", "note", "about"], [[*note, "salaries"] for note in notes]),
            "salaries": as_csv(
                ["occupation", "currency", "amount", "heading", "statistic"],
                [["1011", *salary, "average"] for salary in salaries],
            ),
        },
    )
    try:
        tables = read(folder / "in")
    except InputError:
        return
    write_tables(tables, folder / "out")
    again = read(folder / "out")
    assert content(again) == content(tables)
    assert not again.warnings


# Whatever the bytes.


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=200), name=st.sampled_from(["skills.csv", "skills.parquet", "source.toml"]))
def test_only_an_input_error_comes_of_any_bytes(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str
) -> None:
    read_or_refuse(tmp_path_factory.mktemp("bytes"), {"areas": TABLES["areas"], name: data})


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["source.toml", "skills", "occupations", "skill_listings", "mappings"]),
    place=st.integers(min_value=0, max_value=400),
    length=st.integers(min_value=0, max_value=8),
    by=st.one_of(st.binary(max_size=4), st.sampled_from([b'"', b",", b"\n", b"\0", b"'", b"=", b"\x1f", b"\x1e|"])),
)
def test_only_an_input_error_comes_of_a_change(
    tmp_path_factory: pytest.TempPathFactory, name: str, place: int, length: int, by: bytes
) -> None:
    data = (TOML if "." in name else TABLES[name]).encode()
    place %= len(data)
    changed = data[:place] + by + data[place + length :]
    tables = needed("areas" if "." in name else name)
    read_or_refuse(tmp_path_factory.mktemp("change"), {**tables, name: changed})


def read_or_refuse(folder: Path, tables: dict[str, str | bytes]) -> None:
    put(folder / "in", tables)
    try:
        found = read(folder / "in")
    except InputError as error:
        told = error.problems
    else:
        write_tables(found, folder / "out")
        assert content(read(folder / "out")) == content(found)
        return
    assert told
    assert list(told) == sorted(set(told))
