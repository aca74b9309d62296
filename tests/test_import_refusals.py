"""Downloads that are not what an import reads: a message that says what and where, and nothing written."""

from __future__ import annotations

import gzip
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.downloads import DOWNLOADS, ESCO, OF_FILES, download, put

from lotgraph import cli
from lotgraph.errors import DownloadError, InputError, LotgraphError
from lotgraph.settings import resources
from lotgraph.sources import importers
from lotgraph.sources.folder import read_sources

LOOKS = {"esco": "ESCO as CSV", "onet": "O*NET as text", "soc": "SOC", "oews": "OEWS", "employers": "S&P 500"}
LOOKS |= {"isco": "ESCO as CSV", "skos": "RDF"}


def refusal(kind: str, given_: Path) -> str:
    """What an import says of a download that it refuses; it leaves nothing behind."""
    out = given_.parent / "out"
    before = sorted(given_.parent.iterdir())
    with pytest.raises(DownloadError) as caught:
        importers.run(kind, given_, out)
    assert sorted(given_.parent.iterdir()) == before
    assert str(given_) in str(caught.value)
    return str(caught.value)


def said(lines: tuple[importers.Line, ...], outcome: str) -> dict[str, int]:
    return {line.reason: line.count for line in lines if line.outcome == outcome}


@pytest.mark.parametrize("kind", sorted(DOWNLOADS))
def test_every_small_download_is_read(kind: str, tmp_path: Path) -> None:
    lines = importers.run(kind, download(kind, tmp_path / "it"), tmp_path / "out")
    read_sources([tmp_path / "out"], resources.ontology_dir() / "codes.csv").connection.close()
    counted = {line.outcome: 0 for line in lines}
    for line in lines:
        counted[line.outcome] += line.count
    assert counted["read"] == counted["kept"] + counted.get("set-aside", 0) > 0


@pytest.mark.parametrize("given_", sorted(DOWNLOADS))
@pytest.mark.parametrize("kind", sorted(DOWNLOADS))
def test_a_download_of_another_kind_is_recognised(kind: str, given_: str, tmp_path: Path) -> None:
    if {kind, given_} <= {"esco", "isco"}:
        pytest.skip("isco reads a part of esco")
    if kind != given_:
        message = refusal(kind, download(given_, tmp_path / "it"))
        assert f"it looks like {'the structure of ' if given_ == 'soc' else ''}" in message
        assert LOOKS[given_] in message


@pytest.mark.parametrize("kind", sorted(DOWNLOADS))
def test_what_is_not_there_is_told(kind: str, tmp_path: Path) -> None:
    assert "is not there" in refusal(kind, tmp_path / "nothing")


@pytest.mark.parametrize("kind", sorted(DOWNLOADS))
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK\x03\x04rest", "is an archive or an Excel workbook"),
        (b"\x1f\x8brest", "is compressed"),
        ("\ufeffa,b\n".encode("utf-16"), "is UTF-16"),
        (b"", ""),
    ],
)
def test_a_file_of_another_form_is_told(kind: str, content: bytes, message: str, tmp_path: Path) -> None:
    first = next(iter(DOWNLOADS[kind]))
    assert message in refusal(kind, download(kind, tmp_path / "it", {**DOWNLOADS[kind], first: content}))


@pytest.mark.parametrize("kind", sorted(set(DOWNLOADS) - {"skos"}))
def test_text_of_another_encoding_is_told_with_its_row(kind: str, tmp_path: Path) -> None:
    first, text = next(iter(DOWNLOADS[kind].items()))
    broken = text.encode() + b"\xe9\n"
    row = broken.count(b"\n")
    message = refusal(kind, download(kind, tmp_path / "it", {**DOWNLOADS[kind], first: broken}))
    assert f"{Path(first).name} row {row}: is not UTF-8 (byte 0xE9 in line {row})" in message


@pytest.mark.parametrize("kind", sorted(set(DOWNLOADS) - {"skos"}))
def test_a_header_of_another_version_is_told(kind: str, tmp_path: Path) -> None:
    first, text = next(iter(DOWNLOADS[kind].items()))
    files = {**DOWNLOADS[kind], first: text.replace(text.split("\n")[0], text.split("\n")[0].upper(), 1)}
    message = refusal(kind, download(kind, tmp_path / "it", files))
    assert f"{Path(first).name} row 1: has no column '" in message
    assert "; it has '" in message


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_file_with_another_delimiter_is_read_as_it_is(mark: str, tmp_path: Path) -> None:
    files = {name: text.replace(",", mark) for name, text in DOWNLOADS["soc"].items()}
    importers.run("soc", download("soc", tmp_path / "it"), tmp_path / "out")
    importers.run("soc", download("soc", tmp_path / "it", files), tmp_path / "again")
    assert (tmp_path / "out" / "occupations.csv").read_bytes() == (tmp_path / "again" / "occupations.csv").read_bytes()


@pytest.mark.parametrize("kind", sorted(set(DOWNLOADS) - {"skos"}))
def test_a_row_with_too_few_cells_is_set_aside_with_its_number(kind: str, tmp_path: Path) -> None:
    first, text = next(iter(DOWNLOADS[kind].items()))
    files = {**DOWNLOADS[kind], first: text + "short\n"}
    lines = importers.run(kind, download(kind, tmp_path / "it", files), tmp_path / "out")
    (found,) = [line for line in lines if "cells, the header has" in line.reason]
    assert (found.outcome, found.count, found.file) == ("set-aside", 1, Path(first).name)
    assert found.example.startswith("row ")


@pytest.mark.parametrize(
    ("kind", "file"), [("esco", "classification-de/ISCOGroups_de.csv"), ("onet", "Occupation Data.txt")]
)
def test_a_file_that_is_needed_is_missing(kind: str, file: str, tmp_path: Path) -> None:
    files = {name: text for name, text in DOWNLOADS[kind].items() if name != file}
    message = refusal(kind, download(kind, tmp_path / "it", files))
    assert f"has no {'ISCOGroups_en.csv' if kind == 'esco' else '“Occupation Data.txt”'}" in message
    assert "it looks like" not in message


def test_what_is_wrong_within_esco_is_set_aside(tmp_path: Path) -> None:
    files = dict(DOWNLOADS["esco"])
    occupations, pillar = "classification-de/occupations_de.csv", "relations/broaderRelationsOccPillar_de.csv"
    files[occupations] += f"Occupation,{ESCO}/occupation/a1,2511,Anders,,,,,2511.1\n"
    files[occupations] += f"Occupation,{ESCO}/occupation/c3,9999,Dritte,,,,,2511.3\n"
    files[pillar] += f"ISCOGroup,{ESCO}/isco/C2511,Occupation,{ESCO}/occupation/b2\n"
    files[pillar] += f"Occupation,{ESCO}/occupation/a1,Occupation,{ESCO}/occupation/gone\n"
    lines = importers.run("esco", download("esco", tmp_path / "ESCO v1.2.0", files), tmp_path / "out")
    assert said(lines, "set-aside") == {
        "is a second preferred label of a concept; the one changed last is kept": 1,
        "broaderUri is in no file of the download": 1,
        "puts a group under an occupation": 1,
    }
    assert said(lines, "disagrees") == {"iscoGroup is the code of no ISCO group": 1}
    assert all(line.example.startswith("row ") for line in lines if line.outcome in {"set-aside", "disagrees"})
    assert 'language = "de"' in (tmp_path / "out" / "source.toml").read_text()
    assert "esco-v1.2.0-de" in (tmp_path / "out" / "source.toml").read_text()


def test_files_may_stand_in_the_folder_or_in_folders_of_it(tmp_path: Path) -> None:
    flat = {Path(name).name: text for name, text in DOWNLOADS["esco"].items()}
    deep = {f"ESCO/{name}": text for name, text in DOWNLOADS["esco"].items()}
    folders = []
    for name, files in (("flat", flat), ("deep", deep)):
        importers.run("esco", put(tmp_path / name / "v1.2", files), tmp_path / f"{name}-out")
        folders.append(tmp_path / f"{name}-out")
    assert {path.name: path.read_bytes() for path in folders[0].iterdir()} == {
        path.name: path.read_bytes() for path in folders[1].iterdir()
    }


@pytest.mark.parametrize(("kind", "versions"), [("esco", ("v1.1.1", "v1.2.0")), ("onet", ("29.3", "30.0"))])
def test_two_versions_of_one_scheme_are_refused_alone(kind: str, versions: tuple[str, str], tmp_path: Path) -> None:
    folders: list[Path] = []
    for version in versions:
        files = {name: text.replace("Python", f"Python {version}") for name, text in DOWNLOADS[kind].items()}
        importers.run(kind, download(kind, tmp_path / "it", files), tmp_path / version, version)
        folders.append(tmp_path / version)
    with pytest.raises(InputError) as caught:
        read_sources(folders, resources.ontology_dir() / "codes.csv")
    old, new = versions
    for problem in map(str, caught.value.problems):
        assert f"version '{old}' and '{new}' are two versions of one scheme" in problem
        assert problem.startswith(f"{tmp_path / old}/schemes.csv row")
        assert f"see {tmp_path / new}/schemes.csv row" in problem


def test_the_command_says_that_nothing_was_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["import", "esco", str(tmp_path / "none"), "--out", str(tmp_path / "out")]) == 1
    *_, last = capsys.readouterr().err.splitlines()
    assert last == "lotgraph: the download cannot be used: 1 problem; nothing was written"
    assert cli.main(["import", "soc", "a", "b", "--out", "c"]) == 2
    assert "takes one folder or file" in capsys.readouterr().err
    assert cli.main(["import", "esco", "a", "--out", "c", "--release", "1|2"]) == 2
    assert "--release 1|2: a version becomes part of IRIs" in capsys.readouterr().err


ODD = ("\x07", "\ue000", "\ufffe", "\u200b", "\xa0", "\u2028", "\r", "=", '"', "|", "{", "é", "\U0001f600", "  ")


@pytest.mark.parametrize("kind", sorted(set(DOWNLOADS) - {"skos"}))
def test_odd_characters_are_repaired_or_set_aside_and_what_is_written_can_be_read(kind: str, tmp_path: Path) -> None:
    folders: list[Path] = []
    for number, odd in enumerate(ODD):
        for name, text in DOWNLOADS[kind].items():
            head, _, rest = text.partition("\n")
            tab = "\t" if "\t" in head else ","
            # Into the middle of every cell in turn would take long: into every cell of the last row at once.
            *rows, last = rest.rstrip("\n").split("\n")
            broken = tab.join(f"{cell[:2]}{odd}{cell[2:]}" for cell in last.split(tab))
            given_ = download(kind, tmp_path / "it", {**DOWNLOADS[kind], name: "\n".join([head, *rows, broken, ""])})
            out = tmp_path / f"out-{number}-{len(folders)}"
            try:
                importers.run(kind, given_, out, f"v{number}")
                folders.append(out)
            except DownloadError:
                assert not out.exists()
    for folder in folders[:: max(1, len(folders) // 3)]:
        read_sources([folder], resources.ontology_dir() / "codes.csv").connection.close()


BYTES = st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode(errors="replace")))


@settings(max_examples=60, deadline=None)
@given(kind=st.sampled_from(sorted(DOWNLOADS)), content=BYTES, data=st.data())
def test_no_bytes_make_an_import_fail_but_in_words(kind: str, content: bytes, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(DOWNLOADS[kind])))
    whole = DOWNLOADS[kind][name].encode()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 30)))
    with TemporaryDirectory() as folder:
        given_ = download(kind, Path(folder) / "it", {**DOWNLOADS[kind], name: whole[:start] + content + whole[end:]})
        try:
            importers.run(kind, given_, Path(folder) / "out")
        except LotgraphError:
            assert not (Path(folder) / "out").exists()
        assert {path.name for path in Path(folder).iterdir()} <= {"it", "out"}
        assert kind not in OF_FILES or given_.is_file()


def test_packed_rdf_is_read(tmp_path: Path) -> None:
    packed = gzip.compress(DOWNLOADS["skos"]["jobs.ttl"].encode())
    folder = put(tmp_path / "it", {"jobs.ttl.gz": packed, "bad.ttl.gz": packed[:30]})
    assert importers.run("skos", folder / "jobs.ttl.gz", tmp_path / "whole")[0].count == 4
    assert "is not gzip" in refusal("skos", folder / "bad.ttl.gz")
