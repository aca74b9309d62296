"""``lotgraph init``, ``release diff`` and ``upgrade`` on the command line."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from pathlib import Path

import pytest
from tests import publications

from lotgraph import cli
from lotgraph.cli.init import EXAMPLE
from lotgraph.settings import Settings
from lotgraph.settings.options import SETTINGS


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = cli.main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


# init


def test_what_init_writes_builds_at_once(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "init", "mine")
    assert (code, err) == (0, "")
    assert "wrote mine/lotgraph.toml\n" in out
    assert out.endswith(f"  cd mine && lotgraph up {EXAMPLE}\n")
    settings = ("--config", "mine/lotgraph.toml")
    code, out, err = run(capsys, "build", place / "mine" / EXAMPLE, *settings, "--out", "publication")
    assert (code, err) == (0, "")
    assert "conforms to its shapes, with 0 warnings" in out


def test_the_settings_that_init_writes_are_all_and_say_what_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "init")[0] == 0
    path = Path("lotgraph.toml")
    text = path.read_text("utf-8")
    assert tomllib.loads(text) == {"base": "https://data.example.org/", "title": "Example labour market"}
    for setting in SETTINGS:
        assert f"\n{setting.name} = " in text or f"\n# {setting.name} = " in text
        assert setting.help.split()[0] in text
    # The commented lines say the defaults.
    lines = [line.removeprefix("# ") for line in text.splitlines() if " = " in line]
    said = tomllib.loads("\n".join(line for line in lines if line.split(" = ")[0] in {s.name for s in SETTINGS}))
    defaults = {setting.name: setting.default for setting in SETTINGS}
    assert said == defaults | {"base": "https://data.example.org/", "title": "Example labour market"}
    assert Settings.load(path, {}).base == "https://data.example.org/"


@pytest.mark.parametrize("name", ["lotgraph.toml", EXAMPLE])
def test_init_overwrites_nothing(place: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    (place / name).write_text("mine", "utf-8")
    code, out, err = run(capsys, "init", place)
    assert (code, out) == (2, "")
    assert err == f"lotgraph: {place / name}: is there already, and nothing is overwritten; choose another folder\n"
    assert [path.name for path in place.iterdir()] == [name]
    assert (place / name).read_text("utf-8") == "mine"


def test_init_where_no_folder_can_be(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "file").touch()
    code, _, err = run(capsys, "init", "file/inner")
    assert (code, err) == (3, "lotgraph: file/inner: cannot be written: Not a directory\n")


# release diff


@pytest.fixture
def publication(place: Path) -> Path:
    note = f'<{publications.OCCUPATION}> <{publications.SKOS}note> "Old"@en'
    root = publications.publish(place / "publication", "1", {publications.SCHEME: [note]})
    code = f'<{publications.OCCUPATION}> <{publications.SKOS}notation> "11"'
    more = f"<{publications.BASE}id/skill/go> {publications.A} <{publications.LG}Skill>"
    return publications.publish(root, "2", {publications.ENTITIES: [more], publications.SCHEME: [code]})


def test_the_difference_as_text(publication: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "release", "diff", publication, "1", "2")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        f"~ {publications.OCCUPATION}",
        '    + skos:notation "11"',
        '    - skos:note "Old"@en',
        f"+ {publications.BASE}id/skill/go",
        "1 added, 0 retired, 1 changed; 2 triples more, 1 triples less",
    ]
    assert run(capsys, "release", "diff", publication, "1", "1")[1].startswith("0 added, 0 retired, 0 changed")


def test_the_difference_as_json_and_as_a_patch(publication: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = json.loads(run(capsys, "release", "diff", publication, "1", "2", "--format", "json")[1])
    assert said["counts"]["changed"] == 1
    rows = run(capsys, "release", "diff", publication, "1", "2", "--format", "patch")[1].splitlines()
    assert [row[:2] for row in rows] == ["H ", "H ", "H ", "TX", "D ", "A ", "A ", "TC"]


@pytest.mark.parametrize("version", ["3", "..", "1/../2", ".lock"])
def test_a_release_that_is_not_there(publication: Path, capsys: pytest.CaptureFixture[str], version: str) -> None:
    code, out, err = run(capsys, "release", "diff", publication, "1", version)
    assert (code, out) == (3, "")
    assert f"there is no release {version}; there are 1, 2" in err
    assert "there are none" in run(capsys, "release", "diff", "nowhere", "1", "2")[2]


# upgrade


def test_a_file_is_upgraded(publication: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("staff.csv").write_text('\ufeffname,code\n"B, A",11\n\nC,99\nD\n', "utf-8")
    code, out, err = run(capsys, "upgrade", "staff.csv", "--column", "code", "--release", publication)
    assert (code, err) == (0, "1 current, 2 unknown\n")
    header, *rows = csv.reader(io.StringIO(out))
    assert header[:5] == ["name", "code", "upgrade_status", "upgrade_iri", "upgrade_current_iri"]
    assert [row[:4] for row in rows] == [
        ["B, A", "11", "current", publications.OCCUPATION],
        ["C", "99", "unknown", ""],
        ["D", "", "unknown", ""],
    ]
    release = publication / "releases" / "2"
    code, out, _ = run(capsys, "upgrade", "staff.csv", "--column", "code", "--release", release, "--out", "new.csv")
    assert (code, out) == (0, "")
    assert list(csv.reader(io.StringIO(Path("new.csv").read_text("utf-8"))))[1:] == rows


@pytest.mark.parametrize(("mark", "head"), [(";", ""), ("\t", ""), (";", "sep=;\r\n")])
def test_a_file_of_a_spreadsheet_keeps_its_delimiter(
    publication: Path, capsys: pytest.CaptureFixture[str], mark: str, head: str
) -> None:
    text = f"\ufeff{head}name{mark}code{mark}{mark}\r\nB, A{mark}11{mark}{mark}\r\n"
    Path("staff.csv").write_text(text, "utf-8", newline="")
    code, out, err = run(capsys, "upgrade", "staff.csv", "--column", "code", "--release", publication)
    assert (code, err) == (0, "1 current\n")
    header, row = csv.reader(io.StringIO(out), delimiter=mark)
    assert header[:3] == ["name", "code", "upgrade_status"]
    assert row[:4] == ["B, A", "11", "current", publications.OCCUPATION]


@pytest.mark.parametrize("first", ["11", "15-2051.00", f"{publications.BASE}id/x", "C 1"])
def test_a_list_without_a_header_does_not_lose_its_first_line(
    publication: Path, capsys: pytest.CaptureFixture[str], first: str
) -> None:
    Path("codes.csv").write_text(f"{first}\nC 2\n", "utf-8")
    code, out, err = run(capsys, "upgrade", "codes.csv", "--release", publication)
    assert (code, out) == (2, "")
    assert f"has “{first}” in its first row, which is no name of a column; write a row above it: code" in err


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        ("a,b\n1,#N/A\n", [], "file.csv row 2: b “#N/A” is an error value of a spreadsheet"),
        ("a\n1\n".encode("utf-16"), [], "file.csv row 1: is UTF-16; save the file as “CSV UTF-8”"),
        ("a,b\n1,2,3\n", [], "file.csv row 2: has 3 cells, the header has 2; quote a cell that has a comma"),
        ("a,b\n1,2\n", ["--column", "c"], "file.csv: has no column 'c'; there are a, b"),
        ("", [], "file.csv: is empty; it needs a header row"),
        ("a\n1\n", ["--out", "file.csv"], "file.csv: is the file that is read; choose another --out"),
        ("a\n1\n", ["--out", "no/where.csv"], "no/where.csv: cannot be written: No such file or directory"),
        (b"a\n\xff\n", [], "file.csv: cannot be read as CSV in UTF-8"),
        (None, [], "file.csv: cannot be read as CSV in UTF-8"),
    ],
)
def test_files_that_cannot_be_upgraded(
    publication: Path, capsys: pytest.CaptureFixture[str], content: str | bytes | None, options: list[str], message: str
) -> None:
    if content is not None:
        Path("file.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    code, _, err = run(capsys, "upgrade", "file.csv", *options)
    assert code == 2
    assert message in err
