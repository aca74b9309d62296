"""ESCO 1.2: several languages as one scheme, industries, green shares, doubled records; bad folders in words."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from tests.dumps import plain

from lotgraph.build import pipeline
from lotgraph.cli import main
from lotgraph.errors import DownloadError
from lotgraph.release.folder import current_release
from lotgraph.settings import Settings, resources
from lotgraph.sources import importers
from lotgraph.sources.folder import read_sources

DATA = Path(__file__).parents[2] / "shared" / "data"
ESCO, NACE = "http://data.europa.eu/esco", "http://data.europa.eu/ux2/nace2.1"
COLUMNS = "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,modifiedDate,description,code"
LABELS = {
    "en": ("baker", "bread baker", "Food workers"),
    "de": ("Bäcker", "Brotbäcker", "Berufe"),
    "fr": ("boulanger", "", "Métiers"),
}


def put(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def download(language: str, more: str = "") -> dict[str, str]:
    """A small ESCO 1.2.1 in a language; in its form a record stands twice."""
    label, other, group = LABELS[language]
    industries = f'"{NACE}/107,\n{NACE}/47.2"{"," if more else ""}'
    baker = f"Occupation,{ESCO}/occupation/a1,7512"
    return {
        f"occupations_{language}.csv": f"{COLUMNS},naceCode{more}\n"
        f"{baker},{label} before,,,2025-07-31T09:38:59Z,,7512.1,{industries}\n"
        f"{baker},{label},{other},,2025-11-26T10:02:16Z,,7512.1,{industries}\n",
        f"ISCOGroups_{language}.csv": f"conceptUri,code,preferredLabel\n{ESCO}/isco/C7512,7512,{group}\n",
        f"skills_{language}.csv": "conceptUri,skillType,reuseLevel,preferredLabel,altLabels\n"
        f"{ESCO}/skill/s1,knowledge,sector-specific,{label} s,\n",
        f"occupationSkillRelations_{language}.csv": "occupationUri,relationType,skillType,skillUri\n"
        f"{ESCO}/occupation/a1,essential,knowledge,{ESCO}/skill/s1\n",
        f"greenShareOcc_{language}.csv": "conceptType,conceptUri,code,preferredLabel,greenShare\n"
        f"Occupation,{ESCO}/occupation/a1,7512.1,{label},0.00575396825396825\n"
        f"ISCO level 4,{ESCO}/isco/C7512,7512,{group},0.5\n"
        f"Occupation,{ESCO}/occupation/zz,1,{label},1.5\n",
        f"dictionary_{language}.csv": "filename,data header,property,description\n"
        "occupations,naceCode,,Industries\noccupations,riskLevel,,How dangerous it is\n",
    }


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    place = tmp_path_factory.mktemp("esco")
    return {language: put(place / language, download(language)) for language in LABELS}


@pytest.fixture(scope="module")
def out(folders: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("imported") / "esco"
    names = [str(folders[language]) for language in ("fr", "en", "de")]
    assert main(["import", "esco", *names, "--out", str(out), "--release", "v1.2.1"]) == 0
    return out


def test_several_languages_are_one_scheme_with_labels_in_each(out: Path) -> None:
    baker = [row for row in rows(out, "occupations") if row["id"] == "a1"]
    assert {row["language"]: row["label"] for row in baker} == {"en": "baker", "fr": "boulanger", "de": "Bäcker"}
    assert {(row["parent"], row["notation"], row["iri"]) for row in baker} == {
        ("isco-08:7512", "7512.1", f"{ESCO}/occupation/a1")
    }
    others = {(row["language"], row["label"]) for row in rows(out, "occupation_labels")}
    assert others == {("en", "bread baker"), ("de", "Brotbäcker")}
    assert {row["language"] for row in rows(out, "skills")} == {"en", "fr", "de"}
    assert [row["version"] for row in rows(out, "schemes") if row["id"] == "esco-occupations"] == ["v1.2.1"]
    assert len(rows(out, "skill_listings")) == 1
    report = {(row["file"], row["outcome"], row["reason"]) for row in rows(out, "import_report")}
    assert ("occupationSkillRelations_fr.csv", "left-out", "says what that of the first language says") in report


def test_of_a_concept_that_is_there_twice_the_record_changed_last_is_kept(out: Path) -> None:
    aside = [row for row in rows(out, "import_report") if row["outcome"] == "set-aside" and "twice" in row["reason"]]
    reasons = {row["reason"] for row in rows(out, "import_report") if row["file"] == "occupations_en.csv"}
    assert "is a second preferred label of a concept; the one changed last is kept" in reasons
    assert aside == []


def test_industries_and_green_shares_are_claims_with_their_iri_and_number(out: Path, tmp_path: Path) -> None:
    assert [(row["industry"], row["iri"]) for row in rows(out, "industries")] == [
        ("nace-2.1:107", f"{NACE}/107"),
        ("nace-2.1:47.2", f"{NACE}/47.2"),
    ]
    assert {row["occupation"]: row["share"] for row in rows(out, "green_shares")} == {"a1": "0.005753968254"}
    report = {(row["file"], row["reason"]) for row in rows(out, "import_report")}
    assert ("greenShareOcc_en.csv", "greenShare is rounded to 12 decimals") in report
    assert ("greenShareOcc_en.csv", "conceptUri is in no file of the download") in report
    assert ("greenShareOcc_en.csv", "is of an ISCO group; claims are of occupations") in report
    settings = Settings.load(None, {}, {"base": "https://data.example.org/"})
    pipeline.build(pipeline.Inputs.of([out]), tmp_path / "publication", settings)
    dump = plain(current_release(tmp_path / "publication") / "dumps" / "lotgraph.nq").decode()
    claim = "<https://data.example.org/id/industry/esco-v1.2.1-en-fr-de/a1/nace-2.1:47.2>"
    assert f"{claim} <https://w3id.org/lotgraph/ns#industry> <{NACE}/47.2>" in dump
    assert '<https://w3id.org/lotgraph/ns#greenShare> "0.005753968254"^^' in dump
    assert '"Bäcker"@de' in dump
    # An occupation is no kind of industry.
    assert f"Match> <{NACE}" not in dump


def test_a_column_that_only_the_dictionary_knows_is_named_first(out: Path) -> None:
    first = rows(out, "import_report")[0]
    assert (first["file"], first["outcome"]) == ("dictionary_en.csv", "unknown-column")
    assert first["reason"].startswith("“riskLevel of occupations” is not known here")


def test_a_new_column_is_named_and_a_build_warns_of_it(tmp_path: Path) -> None:
    importers.run("esco", put(tmp_path / "en", download("en", ",riskLevel")), tmp_path / "out", "v1.3.0")
    found = [row for row in rows(tmp_path / "out", "import_report") if row["outcome"] == "unknown-column"]
    assert ("occupations_en.csv", "“riskLevel” is not known here; nothing of it was read") in {
        (row["file"], row["reason"]) for row in found
    }
    tables = read_sources([tmp_path / "out"], resources.ontology_dir() / "codes.csv")
    tables.connection.close()
    assert any("has a column of which the import did not know what it holds" in str(each) for each in tables.warnings)


def test_one_language_twice_is_told(folders: dict[str, Path], tmp_path: Path) -> None:
    again = put(tmp_path / "again", download("en"))
    with pytest.raises(DownloadError, match=r"is in the language en, as .*en is; name each language once"):
        importers.run("esco", folders["en"], tmp_path / "out", "v1.2.1", also=[again])
    assert not (tmp_path / "out").exists()


def test_the_last_change_tells_the_version_before_the_name_of_the_folder(tmp_path: Path) -> None:
    files = download("en")
    files["occupations_en.csv"] = files["occupations_en.csv"].replace("2025-11-26", "2025-12-15")
    lines = importers.run("esco", put(tmp_path / "esco-v1.2.0", files), tmp_path / "out")
    assert {row["version"] for row in rows(tmp_path / "out", "schemes")} == {"08", "v1.2.1"}
    message = "its folder is named v1.2.0; by the last change to an occupation it is v1.2.1, which is taken"
    assert message in {line.reason for line in lines if line.outcome == "disagrees"}
    old = download("de")
    old["occupations_de.csv"] = (
        old["occupations_de.csv"].replace("2025-11-26", "2024-04-30").replace("2025-07", "2024-01")
    )
    with pytest.raises(
        DownloadError, match=r"de: is of ESCO v1\.2\.0, and .* of v1\.2\.1; name folders of one version"
    ):
        importers.run("esco", tmp_path / "esco-v1.2.0", tmp_path / "again", "v1.2", also=[put(tmp_path / "de", old)])


def test_new_files_and_columns_of_any_file_are_named(tmp_path: Path) -> None:
    files = download("en") | {"blueSkillsCollection_en.csv": "conceptUri\n"}
    files["occupationSkillRelations_en.csv"] = files["occupationSkillRelations_en.csv"].replace(
        "skillUri\n", "skillUri,strength\n"
    )
    files["dictionary_en.csv"] += "forecasts,growth,,What is coming\nskillSkillRelations,strength,,How near\n"
    lines = importers.run("esco", put(tmp_path / "en", files), tmp_path / "out", "v1.3.0")
    unknown = {(line.file, line.outcome) for line in lines if line.outcome.startswith("unknown")}
    assert {("blueSkillsCollection_en.csv", "unknown"), ("forecasts_en.csv", "unknown")} < unknown
    assert ("occupationSkillRelations_en.csv", "unknown-column") in unknown
    assert "“strength of skillSkillRelations” is not known here; nothing of it was read" in {
        line.reason for line in lines
    }


def test_what_cannot_be_kept_of_industries_shares_and_translations_is_counted(tmp_path: Path) -> None:
    english, german = download("en"), download("de")
    english["occupations_en.csv"] = english["occupations_en.csv"].replace(f"{NACE}/47.2", "retail")
    english["greenShareOcc_en.csv"] += f"Occupation,{ESCO}/occupation/a1,7512.1,baker,0.5\n"
    english["greenShareOcc_en.csv"] = english["greenShareOcc_en.csv"].replace("0.00575396825396825", "many", 1)
    german["skills_de.csv"] += f"{ESCO}/skill/s2,knowledge,sector-specific,Mehl,\n"
    folders = put(tmp_path / "en", english), put(tmp_path / "de", german)
    importers.run("esco", folders[0], tmp_path / "out", "v1.2.1", also=[folders[1]])
    report = {(row["file"], row["outcome"], row["reason"]) for row in rows(tmp_path / "out", "import_report")}
    assert ("occupations_en.csv", "missing", "naceCode is no IRI of NACE") in report
    assert ("greenShareOcc_en.csv", "set-aside", "greenShare is no number from 0 to 1") in report
    assert ("skills_de.csv", "set-aside", "is of a concept that the first language has not") in report
    assert [row["share"] for row in rows(tmp_path / "out", "green_shares")] == ["0.500000000000"]


def test_a_longer_fraction_of_a_second_is_the_later_record(tmp_path: Path) -> None:
    files = download("en")
    text = files["occupations_en.csv"].replace("2025-07-31T09:38:59Z", "2025-11-26T10:02:16.5Z")
    files["occupations_en.csv"] = text.replace("2025-11-26T10:02:16Z", "2025-11-26T10:02:16.51Z")
    importers.run("esco", put(tmp_path / "en", files), tmp_path / "out", "v1.2.1")
    assert "baker" in {row["label"] for row in rows(tmp_path / "out", "occupations")}


def test_folders_of_two_versions_are_told(tmp_path: Path) -> None:
    old, new = put(tmp_path / "esco-v1.2.0", download("de")), put(tmp_path / "esco-v1.2.1", download("en"))
    with pytest.raises(
        DownloadError, match=r"is of ESCO v1\.2\.0, and .*esco-v1\.2\.1 of v1\.2\.1; name folders of one"
    ):
        importers.run("esco", new, tmp_path / "out", also=[old])


def test_several_folders_of_what_has_no_languages_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", "onet", "a", "b", "--as", "skills", "--out", str(tmp_path / "out")]) == 2
    assert "import onet: takes one folder or file and no --as" in capsys.readouterr().err


def test_the_releases_that_are_known_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "--list"]) == 0
    listed = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert set(listed) == set(importers.IMPORTS)
    assert listed["esco"] == "1.1.1, 1.2.0, 1.2.1"
    assert listed["skos"] == "any"


@pytest.mark.parametrize(
    ("kind", "name", "release"),
    [
        ("esco", "esco-v1.1.1", "1.1.1"),
        ("esco", "esco-v1.2.0", "1.2.0"),
        ("esco", "esco-v1.2.1", "1.2.1"),
        ("onet", "onet-29.3", "29.3"),
        ("onet", "onet-30.3", "30.3"),
        ("soc", "crosswalks/soc2018_all.csv", "2018"),
        ("oews", "bls-oews/oews_may2025_national_and_state_cross_industry.csv", "May 2025"),
    ],
)
def test_the_releases_of_the_real_files_are_among_those_that_are_known(kind: str, name: str, release: str) -> None:
    if not (DATA / name).exists():
        pytest.skip(f"needs {name} of ../shared/data")
    assert release in importers.IMPORTS[kind].releases


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not (DATA / "esco-v1.2.1").is_dir():
        pytest.skip("needs esco-v1.2.1 of ../shared/data")
    out = tmp_path_factory.mktemp("real") / "esco"
    importers.run("esco", DATA / "esco-v1.2.1", out)
    return out


@pytest.mark.slow
def test_esco_1_2_1_arrives_as_counted_by_other_means(real: Path) -> None:
    with (DATA / "esco-v1.2.1" / "occupations_en.csv").open(encoding="utf-8", newline="") as file:
        last = {row["conceptUri"]: row for row in sorted(csv.DictReader(file), key=lambda row: row["modifiedDate"])}
    pairs = {(iri, code.strip()) for iri, row in last.items() for code in row["naceCode"].split(",") if code.strip()}
    assert len(last) == 3039
    assert len(rows(real, "industries")) == len(pairs)
    assert Counter(row["iri"] for row in rows(real, "industries")) == Counter(code for _, code in pairs)
    with (DATA / "esco-v1.2.1" / "greenShareOcc_en.csv").open(encoding="utf-8", newline="") as file:
        shares = list(csv.DictReader(file))
    assert len(rows(real, "green_shares")) == sum(row["conceptType"] == "Occupation" for row in shares) == 3039
    labels = {row["iri"]: row["label"] for row in rows(real, "occupations")}
    assert all(labels[iri] == " ".join(row["preferredLabel"].split()) for iri, row in last.items())
    assert {row["version"] for row in rows(real, "schemes") if row["id"] == "esco-occupations"} == {"v1.2.1"}


@pytest.mark.slow
def test_three_languages_take_less_than_a_gigabyte(real: Path, tmp_path: Path) -> None:
    for language in ("fr", "de"):
        folder = tmp_path / language
        folder.mkdir()
        for path in (DATA / "esco-v1.2.1").glob("*_en.csv"):
            text = path.read_text("utf-8-sig")
            (folder / path.name.replace("_en.", f"_{language}.")).write_text(text, "utf-8")
    program = "import resource, sys; from lotgraph.cli import main; code = main(sys.argv[1:])\n"
    program += "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss); sys.exit(code)"
    names = [str(DATA / "esco-v1.2.1"), str(tmp_path / "fr"), str(tmp_path / "de")]
    command = [sys.executable, "-c", program, "import", "esco", *names, "--out", str(tmp_path / "out")]
    done = subprocess.run(command, env=os.environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    # The line that the program prints last, in KiB.
    assert int(done.stdout.split()[-1]) * 1024 < 1_000_000_000
    assert len(rows(tmp_path / "out", "occupations")) == 3 * len(rows(real, "occupations"))
