"""What an import reports adds up against its files, counted by other means; what was not used is named."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.downloads import DOWNLOADS, ESCO, download

from lotgraph.errors import DownloadError
from lotgraph.settings import resources
from lotgraph.sources import importers
from lotgraph.sources.folder import read_sources

DATA = Path(__file__).parents[2] / "shared" / "data"
REAL = {
    "esco-v1.2.1": "esco",
    "onet-29.3": "onet",
    "crosswalks/soc2018_all.csv": "soc",
    "crosswalks/soc2010_soc2018.csv": "crosswalk",
    "employers-sp500/constituents.csv": "employers",
}


def counted(path: Path) -> int:
    """The records of a file that hold anything, by the csv module."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        tabs = path.suffix == ".txt"
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if tabs else csv.reader(file)
        next(rows)
        return sum(any(row) for row in rows)


def check(lines: tuple[importers.Line, ...], given_: Path) -> None:
    """The report says of every file what became of it, and of every file that is read all its records."""
    files = {path.name: path for path in ([given_] if given_.is_file() else given_.rglob("*")) if path.is_file()}
    assert {line.file for line in lines if line.outcome != "absent"} >= files.keys() - {"Read Me.txt", "SOURCE.txt"}
    for file in {line.file for line in lines if line.outcome == "read"}:
        of_file = dict.fromkeys(("read", "kept", "set-aside"), 0)
        for line in lines:
            if line.file == file and line.outcome in of_file:
                of_file[line.outcome] += line.count
        assert of_file["read"] == counted(files[file]) == of_file["kept"] + of_file["set-aside"], file


@pytest.mark.parametrize("kind", sorted(set(DOWNLOADS) - {"skos"}))
def test_every_report_adds_up(kind: str, tmp_path: Path) -> None:
    given_ = download(kind, tmp_path / "it")
    check(importers.run(kind, given_, tmp_path / "out"), given_)


@pytest.mark.parametrize("name", sorted(REAL))
def test_the_reports_of_real_downloads_add_up(name: str, tmp_path: Path) -> None:
    given_ = DATA / name
    if not given_.exists():
        pytest.skip(f"../shared/data/{name} is not here")
    if name.startswith("esco"):
        # The occupations alone: the whole takes long, and is counted by hand.
        folder = tmp_path / "v1.2.1"
        folder.mkdir()
        for stem in ("ISCOGroups_en.csv", "broaderRelationsOccPillar_en.csv", "greenShareOcc_en.csv"):
            (folder / stem).symlink_to(given_ / stem)
        with (given_ / "occupations_en.csv").open(encoding="utf-8", newline="") as whole:
            rows = list(csv.reader(whole))
        with (folder / "occupations_en.csv").open("w", encoding="utf-8", newline="") as part:
            csv.writer(part).writerows(rows[:200])
        given_ = folder
    if name.startswith("onet"):
        folder = tmp_path / "29.3"
        folder.mkdir()
        for path in given_.glob("*.txt"):
            lines = path.read_text("utf-8").splitlines(keepends=True)
            (folder / path.name).write_text("".join(lines[: 1017 if path.stem == "Occupation Data" else 300]), "utf-8")
        given_ = folder
    check(importers.run(REAL[name], given_, tmp_path / "out"), given_)


def told(lines: tuple[importers.Line, ...], outcome: str) -> dict[str, str]:
    return {line.file: line.reason for line in lines if line.outcome == outcome}


def test_columns_that_no_table_got_anything_of_are_named(tmp_path: Path) -> None:
    files = dict(DOWNLOADS["esco"])
    name = "classification-de/skills_de.csv"
    head, row = files[name].splitlines()
    files[name] = f"{head},status,naceCode\n{row},released,x\n"
    lines = importers.run("esco", download("esco", tmp_path / "it", files), tmp_path / "out")
    assert told(lines, "left-out")["skills_de.csv"] == "the columns conceptType, status, naceCode"


def test_files_that_are_not_read_are_named(tmp_path: Path) -> None:
    files = {
        **DOWNLOADS["esco"],
        "skillsHierarchy_de.csv": "a\n",
        "digitalSkillsCollection_de.csv": "a\n",
        "somethingNew_de.csv": "a\n",
        "notes.docx": "a",
    }
    lines = importers.run("esco", download("esco", tmp_path / "it", files), tmp_path / "out")
    left = told(lines, "left-out")
    assert left["skillsHierarchy_de.csv"] == "says what broaderRelationsSkillPillar and skillGroups say"
    assert left["digitalSkillsCollection_de.csv"] == "is a collection of skills or occupations that other files hold"
    assert left["notes.docx"] == "is not named as a file of ESCO is; nothing of it was read"
    # What nobody knows stands at the top.
    assert (lines[0].file, lines[0].outcome) == ("somethingNew_de.csv", "unknown")
    groups = importers.run("isco", tmp_path / "it", tmp_path / "groups")
    assert told(groups, "left-out")["skills_de.csv"] == "is not of the ISCO groups"


def test_a_build_warns_of_what_an_import_did_not_know(tmp_path: Path) -> None:
    files = {**DOWNLOADS["onet"], "Something New.txt": "x\n", "Abilities.txt": "x\n"}
    lines = importers.run("onet", download("onet", tmp_path / "it", files), tmp_path / "out")
    assert told(lines, "unknown") == {
        "Something New.txt": "is a file of O*NET that is not known here; nothing of it was read"
    }
    assert told(lines, "left-out")["Abilities.txt"] == ("rates what is no skill; no table has a place for such ratings")
    tables = read_sources([tmp_path / "out"], resources.ontology_dir() / "codes.csv")
    tables.connection.close()
    (warning,) = map(str, tables.warnings)
    assert warning == (
        f"{tmp_path}/out/import_report.csv row 2: file 'Something New.txt' of the download was not read, as the import "
        "did not know it; what it says is not in the tables. Import the download again with a newer lotgraph"
    )


def test_error_values_of_a_spreadsheet_are_missing_values(tmp_path: Path) -> None:
    files = dict(DOWNLOADS["esco"])
    name = "classification-de/occupations_de.csv"
    files[name] = files[name].replace("Prüft", "#NAME?").replace("Erbauer", "#REF!") + (
        f"Occupation,{ESCO}/occupation/c3,2511,#N/A,,,,,2511.3\n"
    )
    lines = importers.run("esco", download("esco", tmp_path / "it", files), tmp_path / "out")
    said = {(line.outcome, line.reason) for line in lines}
    assert ("missing", "description is an error value of a spreadsheet") in said
    assert ("missing", "altLabels has an error value of a spreadsheet") in said
    assert ("set-aside", "has no preferred label") in said
    read_sources([tmp_path / "out"], resources.ontology_dir() / "codes.csv").connection.close()


def test_a_download_of_which_nothing_is_kept_is_refused(tmp_path: Path) -> None:
    files = {name: text.replace("Data Scientists", " ") for name, text in DOWNLOADS["oews"].items()}
    with pytest.raises(DownloadError, match=r"has nothing that can be kept; .*set aside 1: has no title"):
        importers.run("oews", download("oews", tmp_path / "it", files), tmp_path / "out")
