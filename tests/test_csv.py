from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Literal

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.folders import TABLES, cells, content, needed, problems, put, read

from lotgraph.formats.delimited import is_spreadsheet_error
from lotgraph.formats.spreadsheet import (
    guard,
    guard_expression,
    quote_expression,
    unguard,
)
from lotgraph.sources.cells import _is_error
from lotgraph.sources.delimited import read_delimited
from lotgraph.sources.written import write_tables

texts = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("=+-@\t\r'\",\n"), max_size=8)


@given(texts)
def test_unguarding_takes_off_what_guarding_put_on(text: str) -> None:
    assert unguard(guard(text)) == text


@given(texts)
def test_no_guarded_cell_is_a_formula(text: str) -> None:
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize(
    ("cell", "text"),
    [("'=1", "=1"), ("'-x", "-x"), ("''a", "'a"), ("'a", "'a"), ("'", "'"), ("", ""), ("=1", "=1"), ("a'=", "a'=")],
)
def test_an_apostrophe_is_a_guard_only_before_what_it_guards(cell: str, text: str) -> None:
    assert unguard(cell) == text


@settings(max_examples=25)
@given(st.lists(texts, min_size=1, max_size=40))
def test_cells_made_in_the_database_are_guarded_and_quoted(rows: list[str]) -> None:
    database = duckdb.connect()
    database.execute("create table t as select unnest(?::varchar[]) as cell", [rows])
    guarded = f"(select {guard_expression('cell')} as cell from t)"
    made = database.execute(f"select {quote_expression('cell')} from {guarded}").fetchall()
    written = "".join(f"{cell},x\n" for (cell,) in made)
    assert list(csv.reader(io.StringIO(written, newline=""), strict=True)) == [[guard(text), "x"] for text in rows]
    assert all(
        cell.startswith('"') == bool(set('",\r\n') & set(text)) for (cell,), text in zip(made, rows, strict=True)
    )


def test_what_is_written_is_safe_to_open(tmp_path: Path) -> None:
    texts = ["=1+1", "+1", "-1", "@SUM(A1)", "'quoted'", "plain", 'a,"b"']
    notes = io.StringIO()
    csv.writer(notes).writerows([["id", "about", "note"], *([f"n{n}", "salaries", t] for n, t in enumerate(texts))])
    tables = read(put(tmp_path / "demo", {**needed("salaries"), "quality_notes": notes.getvalue()}))
    write_tables(tables, tmp_path / "out")
    written = (tmp_path / "out" / "demo" / "quality_notes.csv").read_text(encoding="utf-8")
    assert [row[2] for row in csv.reader(io.StringIO(written))][1:] == [
        "'=1+1", "'+1", "'-1", "'@SUM(A1)", "''quoted'", "plain", 'a,"b"',
    ]  # fmt: skip
    again = read(tmp_path / "out")
    assert again.connection.execute("select note from quality_notes order by id").fetchall() == [(t,) for t in texts]
    assert not again.warnings


def test_a_negative_number_stays_a_number(tmp_path: Path) -> None:
    salaries = TABLES["salaries"].replace("149840.50", "-5.0")
    write_tables(read(put(tmp_path / "demo", {**TABLES, "salaries": salaries})), tmp_path / "out")
    assert ",-5,USD" in (tmp_path / "out" / "demo" / "salaries.csv").read_text()


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.rstrip("\n"),
        lambda text: text.replace("\n", "\n\n") + "\n",
        lambda text: text.replace("US,", " US ,").replace("id,", " id ,"),
        lambda text: '"' + text.replace(",", '","').replace("\n", '"\n"')[:-1],
        lambda text: text + ",,\n",
        lambda text: text.replace(",", ";"),
        lambda text: "sep=\t\n" + text.replace(",", "\t"),
        lambda text: text.replace("\n", ",,\n"),
    ],
)
def test_the_same_table_in_another_dress(tmp_path: Path, change: object) -> None:
    plain = read(put(tmp_path / "a", {"areas": TABLES["areas"]}))
    assert callable(change)
    other = read(put(tmp_path / "b", {"areas": change(TABLES["areas"])}))
    assert content(plain) == content(other)
    assert plain.sources[0].sha256 == other.sources[0].sha256


def test_line_feeds_and_quotes_within_cells(tmp_path: Path) -> None:
    text = 'id,label\na,"One\r\nTwo ""x"", y"\nb,"Z"\n'
    tables = read(put(tmp_path / "demo", {"skills": text}))
    assert cells(tables, "skills", "row", "label") == [(2, 'One\nTwo "x", y'), (3, "Z")]


def test_rows_are_counted_with_blank_lines_and_cells_of_several_lines(tmp_path: Path) -> None:
    text = 'id,label\n\na,"One\n\nTwo"\n\nb,\n'
    assert problems(put(tmp_path / "demo", {"skills": text})) == [
        "demo/skills.csv row 5: label is empty; it must have a value (S52)"
    ]


def test_rows_are_counted_across_the_parts_in_which_a_file_is_read(tmp_path: Path) -> None:
    rows = [f"s{number},Skill {number}\n" for number in range(12_000)]
    rows[4_999] = 'x,"Skill\nx"\n'
    rows[11_998] = "y,\xffSkill y,\n"
    assert problems(put(tmp_path / "demo", {"skills": "id,label\n" + "".join(rows)})) == [
        "demo/skills.csv row 12000: has 3 cells, the header has 2; quote a cell that has a comma"
    ]


def test_long_cells(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    long = "é" * 3_000_000
    tables = read(put(tmp_path / "demo", {"skills": f"id,label\na,{long}\nb,B\n"}))
    assert cells(tables, "skills", "label") == [(long,), ("B",)]
    assert problems(put(tmp_path / "demo", {"skills": f"id,label\nb,B\na,{long * 2}\n"})) == [
        "demo/skills.csv row 3: has a cell of more than 4000000 characters; is a quotation mark not closed?"
    ]
    assert csv.field_size_limit() == before


@pytest.mark.parametrize("mark", [";", "\t"])
@pytest.mark.parametrize(
    "head", ["id{0}label\n", '"id"{0}"label"{0}\r\n', "sep={0}\r\nid{0}label\n", '"sep={0}"\nid{0}label\n']
)
def test_the_delimiter_is_that_of_the_header(tmp_path: Path, mark: str, head: str) -> None:
    text = (
        "\ufeff"
        + head.format(mark)
        + f'a{mark}A, and "more"\nb{mark}"B{mark} ""b"""\n'.replace('A, and "more"', "A, and more")
    )
    tables = read(put(tmp_path / "demo", {"skills": text}))
    assert cells(tables, "skills", "row", "label") == [(2, "A, and more"), (3, f'B{mark} "b"')]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Kompetenz; hart\nPython\nC++\n", "row 1: has semicolons in its first row, which part the rows below into"),
        ("a;b,c\n1;2,3\n4;5,6\n", "row 1: has commas and semicolons in its first row; it is in doubt"),
        ("id|label\na|A\n", "row 1: has “|” between the cells; save it with commas between the cells"),
        ("id;label\na,A\n", "row 2: has 1 cell, the header has 2"),
        ("sep=;\nid,label\na,A\n", "row 1: has an unknown column 'id,label'; did you mean"),
    ],
)
def test_a_delimiter_in_doubt_is_refused_once(tmp_path: Path, text: str, told: str) -> None:
    (said,) = problems(put(tmp_path / "demo", {"skills": text}))
    assert said.startswith(f"demo/skills.csv {told}")


def test_rows_with_another_delimiter_than_the_header_are_told(tmp_path: Path) -> None:
    text = "id,label\na;A\n"
    assert problems(put(tmp_path / "demo", {"skills": text})) == ["demo/skills.csv row 2: has 1 cell, the header has 2"]


def test_utf_16_without_a_mark_and_a_workbook_are_told(tmp_path: Path) -> None:
    for given_, told in (
        ("id,label\na,A\n".encode("utf-16-le"), "is UTF-16; save the file as “CSV UTF-8”"),
        (b"PK\x03\x04rest", "is an Excel workbook or an archive; save its sheet as “CSV UTF-8”"),
    ):
        assert problems(put(tmp_path / "demo", {"skills": given_})) == [f"demo/skills.csv row 1: {told}"]


upper = st.sampled_from("ABCÉЖ0/_!?#. ¡")


@given(
    st.text(upper | st.characters(max_codepoint=0x2FF, exclude_categories=["C", "Z"]), max_size=6)
    | st.sampled_from(["#N/A", "Err:502", "#ÜBERLAUF!"])
)
def test_error_values_are_the_same_in_the_database(text: str) -> None:
    sql = _is_error("cell")
    ((found,),) = duckdb.execute(f"select coalesce({sql}, false) from (select $1 as cell)", [text.strip()]).fetchall()
    assert found == is_spreadsheet_error(text)


def test_a_formula_is_read_as_text_with_a_warning(tmp_path: Path) -> None:
    tables = read(put(tmp_path / "demo", {"skills": "id,label\na,=1+1\nb,'=2\nc,+3\nd,'d\n"}))
    assert cells(tables, "skills", "label") == [("=1+1",), ("=2",), ("+3",), ("'d",)]
    assert [str(warning) for warning in tables.warnings] == [
        f"{tmp_path}/demo/skills.csv row 2: label '=1+1' starts with =; it is read as text, not as a formula"
    ]


def copied(folder: Path, data: bytes) -> tuple[list[list[str]], list[str]]:
    """The rows that were copied from a CSV file, and what was wrong with it."""
    (folder / "in.csv").write_bytes(data)
    (folder / "bulk").unlink(missing_ok=True)
    found = read_delimited(folder / "in.csv", "in.csv", folder / "bulk")
    bulk = (folder / "bulk").read_bytes().decode() if (folder / "bulk").exists() else ""
    rows = [line.split("\x1f") for line in bulk.split("\n")[:-1]]
    assert len(rows) == found.rows
    assert max((len("\x1f".join(row).encode()) for row in rows), default=0) <= found.longest
    return rows, [str(problem) for problem in found.problems]


values = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\x1e\x1f\r"), max_size=5)
grid = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(values, min_size=width, max_size=width), min_size=1, max_size=8)
)


# The csv module does not quote a line feed where it ends lines by another character alone.
styles = st.sampled_from(
    [(csv.QUOTE_ALL, "\n"), (csv.QUOTE_ALL, "\r"), (csv.QUOTE_MINIMAL, "\r\n"), (csv.QUOTE_MINIMAL, "\n")]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=grid, style=styles)
def test_every_csv_file_is_read_as_it_was_written(
    tmp_path: Path, rows: list[list[str]], style: tuple[Literal[0, 1], str]
) -> None:
    quoting, end = style
    out = io.StringIO()
    header = [f"h{number}" for number in range(len(rows[0]))]
    csv.writer(out, quoting=quoting, lineterminator=end).writerows([header, *rows])
    expected = [
        [str(number), *(unguard(cell).replace("\n", "\x1e") for cell in row)] for number, row in enumerate(rows, 2)
    ]
    read_rows, wrong = copied(tmp_path, out.getvalue().encode())
    assert not wrong
    # Rows that hold nothing may be left out.
    assert [r for r in read_rows if any(c.strip() for c in r[1:])] == [
        r for r in expected if any(c.replace("\x1e", "").strip() for c in r[1:])
    ]


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60) | st.text("ab,\"'=\n\r;é\0\x1f\x1e", max_size=40).map(str.encode))
def test_any_bytes_give_rows_or_problems(tmp_path: Path, data: bytes) -> None:
    rows, wrong = copied(tmp_path, data)
    for row in rows:
        assert len(row) == len(rows[0])
        assert row[0].isdigit()
    assert wrong == [problem for problem in wrong if problem.startswith("in.csv")]
