"""Tables of a taxonomy as they were downloaded, by a layout: the page's examples, other formats, bad input in words."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lotgraph.cli import main
from lotgraph.errors import LotgraphError, UsageError
from lotgraph.settings import resources
from lotgraph.sources import importers
from lotgraph.sources.folder import read_sources

SCHEME = '[scheme]\nid = "mine"\ntitle = "Mine"\nversion = "1"\n'
LAYOUT = SCHEME + '[columns]\ncode = "code"\nlabel = "title"\nparent = "above"\n'
NO_COLUMN = "[columns] parent names the column 'abvoe', which none of the files has; did you mean 'above'?"
TABLE = "code,title,above\n1,Crafts,\n11,Baker,1\n"


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def imported(folder: Path, text: str | bytes = TABLE, layout: str = LAYOUT, name: str = "table.csv") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    (folder / "map.toml").write_text(layout, "utf-8")
    importers.run("table", folder / name, folder / "out", check=True, layout=folder / "map.toml")
    return folder / "out"


def is_read(folder: Path) -> None:
    read_sources([folder], resources.ontology_dir() / "codes.csv").connection.close()


# What the page shows


def test_what_the_page_shows_comes_out(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (root / "docs" / "layouts.md").read_text("utf-8")
    for name, text in re.findall(r"^`([\w.-]+)`:\n\n```\w+\n(.*?)```", page, re.DOTALL | re.MULTILINE):
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"```console\n\$ lotgraph (.*?)\n(.*?)```", page, re.DOTALL)
    assert len(commands) == 3
    for command, output in commands:
        assert main(command.split()) == 0
        assert capsys.readouterr().out == output
    for folder in ("rome", "jobtech", "noc"):
        is_read(tmp_path / folder)
    titles = {row["label"] for row in rows(tmp_path / "rome", "occupation_labels")}
    assert titles == {"Programmer", "Developer of web applications"}
    above = {row["notation"]: row["parent"] for row in rows(tmp_path / "rome", "occupations")}
    assert above == {"M1": "", "M1805": "rome-like-4:M1", "M1810": "rome-like-4:M1"}
    engineer = rows(tmp_path / "jobtech", "occupations")[1]
    assert (engineer["label"], engineer["level"], engineer["parent"]) == (
        "Data engineer",
        "occupation",
        "jobs-like-24:g7Qm",
    )
    assert [row["label"] for row in rows(tmp_path / "jobtech", "occupation_labels")] == ["Data plumber"]
    french = {row["notation"]: row["label"] for row in rows(tmp_path / "noc", "occupations") if row["language"] == "fr"}
    assert french["2"] == "Sciences naturelles et appliquées"
    assert french["72100"] == "Machinistes"
    levels = {row["notation"]: row["level"] for row in rows(tmp_path / "noc", "occupations")}
    assert (levels["7"], levels["72100"]) == ("broad-category", "unit-group")


# Formats


def test_each_format_gives_the_same_tables(tmp_path: Path) -> None:
    expected = rows(imported(tmp_path / "csv"), "occupations")
    assert [row["parent"] for row in expected] == ["", "mine-1:1"]
    tabs = imported(tmp_path / "tsv", TABLE.replace(",", "\t"), name="table.tsv")
    records = [dict(zip(("code", "title", "above"), line.split(","), strict=True)) for line in TABLE.split()[1:]]
    wrapped = imported(tmp_path / "json", json.dumps({"data": {"concepts": records}}), name="table.json")
    (tmp_path / "csv" / "table.parquet").touch()
    duckdb.sql(f"copy (from read_csv('{tmp_path}/csv/table.csv', all_varchar=true)) to '{tmp_path}/t.parquet'")
    parquet = imported(tmp_path / "parquet", (tmp_path / "t.parquet").read_bytes(), name="table.parquet")
    for folder in (tabs, wrapped, parquet):
        assert rows(folder, "occupations") == expected


def test_concepts_can_be_skills(tmp_path: Path) -> None:
    out = imported(tmp_path, layout=LAYOUT.replace("[columns]", 'kind = "skills"\n[columns]'))
    assert [(row["label"], row["parents"]) for row in rows(out, "skills")] == [("Crafts", ""), ("Baker", "mine-1:1")]
    is_read(out)


# Bad input


@pytest.mark.parametrize(
    ("layout", "message"),
    [
        (LAYOUT.replace('"above"', '"abvoe"'), NO_COLUMN),
        (LAYOUT.replace("label =", "lable ="), "has the unknown key 'lable' in [columns]; did you mean 'label'?"),
        (LAYOUT + "[colums]\n", "has the unknown key 'colums' in its top; did you mean 'columns'?"),
        (LAYOUT.replace('code = "code"\n', ""), "has no code in [columns]"),
        (LAYOUT.replace('id = "mine"\n', ""), "has no id in [scheme]"),
        (LAYOUT.replace('"mine"', '"a|b"'), "[scheme] id 'a|b' cannot be an id"),
        (LAYOUT.replace('title = "Mine"', "title = 5"), "[scheme] must be a table of texts in quotes"),
        (LAYOUT.replace('"1"\n', '"1"\nkind = "jobs"\n'), "[scheme] kind must be occupations or skills"),
        ("only = 5\n" + LAYOUT, "[only] must be a table"),
        ("levels = 5\n" + LAYOUT, "[[levels]] and the values of [only] are lists"),
        ("scheme = [", "is not TOML: "),
        (LAYOUT + '[[levels]]\nname = "Top"\n', "[[levels]] needs a name, and a value"),
        (
            LAYOUT + 'level = "above"\n[[levels]]\nname = "Top"\nvalue = "x"\n',
            "[[levels]] Top: no record is of this level; the value 'x' gives none",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_layout_is_told(layout: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(LotgraphError) as caught:
        imported(tmp_path, layout=layout)
    assert str(caught.value).startswith(f"{(tmp_path / 'map.toml').as_posix()}: {message}")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("table.csv", b"", "has no records"),
        ("table.csv", b"code,title,above\n", "has no records"),
        ("table.csv", b"code,title,above\n1,B\xe4cker,\n", "is not UTF-8"),
        ("table.json", b'{"a": 1}', "is no list of records: [{...}, {...}], alone or as the only list of an object"),
        ("table.json", b'["a"]', "is no list of records"),
        ("table.json", b'[{"code": "1", "title": "x\\ud800"}]', r"has half of a character (\ud800, a lone surrogate)"),
        ("table.json", b"[{", "is not JSON: "),
        ("table.json", b"[" * 300, "is not JSON: "),
        ("table.parquet", b"PAR1", "cannot be read: "),
    ],
)
def test_what_is_wrong_with_a_file_is_told(name: str, content: bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(LotgraphError) as caught:
        imported(tmp_path, content, name=name)
    assert name in str(caught.value)
    assert message in str(caught.value)


def test_what_is_wrong_with_a_record_is_counted(tmp_path: Path) -> None:
    text = "code,title,above\n1,Crafts,3\n3,Arts,1\n11,Baker,9\n11,Bread baker,9\n,Nothing,\n12,,1\n"
    out = imported(tmp_path, text)
    report = {(row["outcome"], row["reason"]): row["example"] for row in rows(out, "import_report")}
    assert (
        report["disagrees", "is a second label of its code; the first is kept"]
        == "row 5: Bread baker; the first is Baker"
    )
    assert report["disagrees", "the parent is no code of the files"] == "row 4: 11 9"
    assert ("disagrees", "the parent would put a code above itself") in report
    assert report["set-aside", "has no code that can be an id"] == "row 6"
    assert report["set-aside", "has no label"] == "row 7: 12"
    is_read(out)


def test_a_table_without_a_layout_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError, match="import table: needs --map FILE"):
        importers.run("table", tmp_path / "t.csv", tmp_path / "out")
    assert main(["import", "soc", "a", "--map", "b", "--out", str(tmp_path / "out")]) == 2
    assert "import soc: takes no --map" in capsys.readouterr().err


def test_a_file_that_cannot_be_joined_is_told(tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text("number,title\n1,x\n", "utf-8")
    (tmp_path / "table.csv").write_text(TABLE, "utf-8")
    (tmp_path / "map.toml").write_text(LAYOUT, "utf-8")
    with pytest.raises(LotgraphError, match=r"more\.csv row 1: has no column 'code', by which the files are joined"):
        importers.run(
            "table",
            tmp_path / "table.csv",
            tmp_path / "out",
            also=[tmp_path / "more.csv"],
            layout=tmp_path / "map.toml",
        )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=60), suffix=st.sampled_from(["csv", "tsv", "json", "parquet", "toml"]))
def test_any_bytes_are_read_or_refused(content: bytes, suffix: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    (folder / "table.csv").write_text(TABLE, "utf-8")
    (folder / "map.toml").write_text(LAYOUT, "utf-8")
    (folder / ("map.toml" if suffix == "toml" else f"table.{suffix}")).write_bytes(content)
    table = folder / f"table.{'csv' if suffix == 'toml' else suffix}"
    try:
        importers.run("table", table, folder / "out", layout=folder / "map.toml")
    except LotgraphError:
        assert not (folder / "out").exists()


def test_a_small_file_takes_no_large_memory(tmp_path: Path) -> None:
    records = [{"code": str(number), "title": f"T{number}", f"own{number}": "x"} for number in range(20_000)]
    layout = LAYOUT.replace('parent = "above"\n', "")
    out = imported(tmp_path, json.dumps(records), layout, "table.json")
    assert len(rows(out, "occupations")) == 20_000
    assert any(row["reason"].endswith(" and 19,960 more") for row in rows(out, "import_report"))


def test_a_parquet_file_of_a_few_bytes_with_a_billion_rows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "huge.parquet"
    duckdb.sql(f"copy (select 1::varchar as code from range(20_000_000)) to '{path}' (compression zstd)")
    with pytest.raises(LotgraphError, match=r"has 20,000,000 rows in [0-9,]+ bytes, which no table has"):
        imported(tmp_path / "it", path.read_bytes(), name="table.parquet")


LEVELS = 'level = "level"\n[[levels]]\nname = "Top"\nvalue = "1"\n[[levels]]\nname = "Job"\nvalue = "2"\n'


@pytest.mark.parametrize(("above", "number", "told"), [("1", "2", 0), ("", "", 1)])
def test_levels_that_the_parents_keep_to_are_counted(above: str, number: str, told: int, tmp_path: Path) -> None:
    text = f"code,title,above,level\n1,Crafts,,1\n11,Baker,1,2\n12,Cook,{above},2\n"
    out = imported(tmp_path, text, LAYOUT + LEVELS)
    assert [row["number_of_levels"] for row in rows(out, "schemes")] == [number]
    reasons = [row["reason"] for row in rows(out, "import_report") if row["outcome"] == "disagrees"]
    message = "is not below a concept of the next higher level; how many levels there are is left out"
    assert reasons == [message] * told


def test_the_order_of_a_report_does_not_change(tmp_path: Path) -> None:
    circles = "".join(f"{one}{side},T,{one}{other}\n" for one in "abcdef" for side, other in ("12", "21"))
    out = imported(tmp_path, f"code,title,above\nx,X,\n{circles}")
    (found,) = [row for row in rows(out, "import_report") if row["outcome"] == "disagrees"]
    assert (found["count"], found["example"]) == ("6", "row 4: a2 a1")
