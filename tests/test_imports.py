"""Downloads of other publishers become source folders: small ones of our own, and the real ones where they are."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from lotgraph.errors import InputError, LotgraphError, UsageError
from lotgraph.settings import resources
from lotgraph.sources import importers
from lotgraph.sources.folder import read_sources
from lotgraph.sources.importers.download import closing

pytestmark = pytest.mark.slow

DATA = Path(__file__).parents[2] / "shared" / "data"
OCCUPATIONS = "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,modifiedDate,description,code\n"
GROUPS = "conceptType,conceptUri,code,preferredLabel,altLabels,description\n"
ESCO = "http://data.europa.eu/esco"
SMALL = {
    "classification/occupations_en.csv": OCCUPATIONS
    + f'Occupation,{ESCO}/occupation/a1,2511, engineer ,"engineer\nbuilder\nbuilder",builder,'
    + '2022-01-02,"Two\nlines",2511.1\n'
    + f"Occupation,{ESCO}/occupation/b2,9999,tester,,,2022-01-03,Tests,2511.2\n",
    "classification/ISCOGroups_en.csv": GROUPS + f"ISCOGroup,{ESCO}/isco/C2511,2511,Systems analysts,,\n",
    "relations/broaderRelationsOccPillar.csv": "conceptType,conceptUri,broaderType,broaderUri\n"
    f"Occupation,{ESCO}/occupation/a1,ISCOGroup,{ESCO}/isco/C2511\n"
    f"Occupation,{ESCO}/occupation/zz,ISCOGroup,{ESCO}/isco/C2511\n"
    f"Occupation,{ESCO}/occupation/b2,Occupation\n",
    "relations/occupationSkillRelations.csv": "occupationUri,relationType,skillType,skillUri\n"
    f"{ESCO}/occupation/a1,essential,knowledge,{ESCO}/skill/s1\n",
}


def put(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return folder


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def counts(lines: tuple[importers.Line, ...], file: str, outcome: str) -> int:
    return sum(line.count for line in lines if line.file == file and line.outcome == outcome)


def adds_up(lines: tuple[importers.Line, ...]) -> bool:
    files = {line.file for line in lines if line.outcome == "read"}
    return all(
        counts(lines, file, "read") == counts(lines, file, "kept") + counts(lines, file, "set-aside") for file in files
    )


def is_read(*folders: Path) -> None:
    read_sources(folders, resources.ontology_dir() / "codes.csv").connection.close()


def test_a_small_download_of_esco(tmp_path: Path) -> None:
    out = tmp_path / "out"
    lines = importers.run("esco", put(tmp_path / "ESCO v1.1.1", SMALL), out)
    is_read(out)
    assert adds_up(lines)
    engineer = next(row for row in rows(out, "occupations") if row["id"] == "a1")
    assert engineer["label"] == "engineer"
    assert engineer["iri"] == f"{ESCO}/occupation/a1"
    assert engineer["parent"] == "isco-08:2511"
    assert engineer["description"] == "Two\nlines"
    assert [(row["kind"], row["label"]) for row in rows(out, "occupation_labels")] == [("alternative", "builder")]
    assert {row["version"] for row in rows(out, "schemes")} == {"08", "v1.1.1"}
    said = {(line.file, line.outcome, line.reason) for line in lines}
    pillar = "broaderRelationsOccPillar.csv"
    assert (pillar, "set-aside", "conceptUri is in no file of the download") in said
    assert (pillar, "set-aside", "has 3 cells, the header has 4") in said
    assert ("occupations_en.csv", "disagrees", "iscoGroup is the code of no ISCO group") in said
    assert ("occupations_en.csv", "repaired", "blanks around preferredLabel") in said
    assert ("occupations_en.csv", "repaired", "altLabels repeats the preferred label") in said
    assert ("occupationSkillRelations.csv", "set-aside", "skillUri is in no file of the download") in said
    assert ("skills.csv", "absent", "is not part of this download") in said
    assert [row["count"] for row in rows(out, "import_report")] == [str(line.count) for line in lines]


def test_a_version_that_no_name_tells_is_the_day_of_the_last_change_or_what_the_user_says(tmp_path: Path) -> None:
    download = put(tmp_path / "download", SMALL)
    importers.run("esco", download, tmp_path / "out")
    assert {row["version"] for row in rows(tmp_path / "out", "schemes")} == {"08", "2022-01-03"}
    importers.run("esco", download, tmp_path / "again", "v1.1.2")
    assert {row["version"] for row in rows(tmp_path / "again", "schemes")} == {"08", "v1.1.2"}


@pytest.mark.parametrize(
    ("kind", "files", "said"),
    [
        ("esco", {"Occupation Data.txt": "x"}, "has no occupations_en.csv"),
        ("onet", {"occupations_en.csv": "x"}, "has no “Occupation Data.txt”"),
        ("esco", {**SMALL, "classification/occupations_en.csv": "name\nx\n"}, "row 1: has no column 'conceptUri'"),
        ("esco", {**SMALL, "classification/skills_fr.csv": "x\n"}, "several languages (en, fr)"),
        ("onet", {"Occupation Data.txt": "O*NET-SOC Code\tTitle\n"}, "row 1: has no column 'Description'"),
    ],
)
def test_a_wrong_download_is_refused_and_nothing_is_left(
    tmp_path: Path, kind: str, files: dict[str, str], said: str
) -> None:
    with pytest.raises(InputError) as error:
        importers.run(kind, put(tmp_path / "download", files), tmp_path / "out")
    assert said in str(error.value)
    assert [path.name for path in tmp_path.iterdir()] == ["download"]


def test_another_encoding_is_told_with_its_row(tmp_path: Path) -> None:
    download = put(tmp_path / "download", SMALL)
    (download / "classification/occupations_en.csv").write_bytes((OCCUPATIONS + "Occupation,é\n").encode("latin-1"))
    with pytest.raises(InputError, match=r"occupations_en.csv row 2: is not UTF-8 \(byte 0xE9"):
        importers.run("esco", download, tmp_path / "out")


def test_a_folder_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    put(tmp_path / "out", {"mine.csv": "x"})
    with pytest.raises(UsageError, match="is there already"):
        importers.run("esco", put(tmp_path / "download", SMALL), tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.csv"]


def test_relations_that_would_close_a_cycle_are_found() -> None:
    assert closing([("a", "b"), ("b", "c"), ("a", "c")]) == []
    assert closing([("a", "b"), ("b", "c"), ("c", "a")]) == [("c", "a")]
    assert closing([("a", "a")]) == [("a", "a")]


def test_both_layouts_of_onet_give_the_same_tables(tmp_path: Path) -> None:
    occupations = "O*NET-SOC Code\tTitle\tDescription\r\n15-2051.00\tData Scientists\tDevelop.\r\n"
    plain = (
        "O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tData Value\tN\tRecommend Suppress\tDate\n"
        "15-2051.00\t2.A.1.a\tReading\tIM\t4.12\tn/a\tY\t08/2023\n99-9999.00\t2.A.1.a\tReading\tIM\t4\t8\tN\t08/2023\n"
    )
    excel = (
        "O*NET-SOC Code\tTitle\tElement ID\tElement Name\tScale ID\tScale Name\tData Value\tN"
        "\tRecommend Suppress\tDate\n"
        "15-2051.00\tData Scientists\t2.A.1.a\tReading\tIM\tImportance\t4.12\tn/a\tY\t08/2023\n"
    )
    for name, ratings in (("plain", plain), ("excel", excel)):
        files = {"Occupation Data.txt": occupations, "Skills.txt": ratings, "Read Me.txt": "O*NET 29.3 Database"}
        lines = importers.run("onet", put(tmp_path / name, files), tmp_path / f"{name}-out")
        assert adds_up(lines)
        is_read(tmp_path / f"{name}-out")
    assert rows(tmp_path / "plain-out", "ratings") == rows(tmp_path / "excel-out", "ratings")
    (rating,) = rows(tmp_path / "plain-out", "ratings")
    assert rating["occupation"] == "onet-soc-2019:15-2051.00"
    assert (rating["value"], rating["sample_size"], rating["suppress"]) == ("4.12", "", "true")
    assert rating["collected"] == "2023-08"


def test_quotation_marks_that_excel_puts_into_a_text_are_taken_off(tmp_path: Path) -> None:
    text = (
        "O*NET-SOC Code\tTitle\tDescription\n"
        '15-2051.00\tData "Big" Scientists\t"Plan, and ""run"" it."\n15-2051.01\t"Quoted"\tNothing.\n'
    )
    importers.run("onet", put(tmp_path / "it", {"Occupation Data.txt": text}), tmp_path / "out")
    found = [(row["label"], row["description"]) for row in rows(tmp_path / "out", "occupations")]
    assert found == [('Data "Big" Scientists', 'Plan, and "run" it.'), ('"Quoted"', "Nothing.")]


def test_a_missing_wage_is_missing_and_one_that_is_cut_off_is_a_lower_bound(tmp_path: Path) -> None:
    header = "area_type,area_code,area_name,industry_code,occupation_code,occupation_title,01 Employment,"
    header += "03 Hourly mean wage,04 Annual mean wage,15 Annual 90th percentile wage,footnotes\n"
    body = "N,0000000,National,000000,29-1243,Surgeons,100,-,-,-,03:4;04:8;15:5\n"
    body += "S,3700000,North Carolina,000000,29-1243,Surgeons,-,10.5,500000,-,01:8;15:5\n"
    path = put(tmp_path, {"oews_may2025.csv": header + body}) / "oews_may2025.csv"
    lines = importers.run("oews", path, tmp_path / "out")
    is_read(tmp_path / "out")
    assert adds_up(lines)
    found = [
        (row["area"], row["statistic"], row["amount"], row["at_least"]) for row in rows(tmp_path / "out", "salaries")
    ]
    assert found == [
        ("US", "percentile-90", "", "239200"),
        ("US-NC", "mean", "10.5", ""),
        ("US-NC", "mean", "500000", ""),
        ("US-NC", "percentile-90", "", "239200"),
    ]
    assert [row["area"] for row in rows(tmp_path / "out", "employment")] == ["US"]
    assert counts(lines, "oews_may2025.csv", "missing") == 3


def test_the_yearly_tables_of_oews_are_read_too(tmp_path: Path) -> None:
    header = "AREA,AREA_TITLE,AREA_TYPE,NAICS,OWN_CODE,OCC_CODE,OCC_TITLE,O_GROUP,TOT_EMP,H_MEAN,A_MEAN,A_PCT90\r\n"
    body = '99,U.S.,1,000000,1235,13-1020,Buyers,broad,"1,234,560",30.5,"63,440",#\r\n'
    body += '99,U.S.,1,000000,1235,13-1020,Buyers,detailed,"1,234,560",30.5,"63,440",#\r\n'
    body += "1,Alabama,2,000000,1235,13-1020,Buyers,broad,**,*,*,*\r\n"
    body += "99,U.S.,1,000000,5,13-1020,Buyers,broad,1,1,1,1\r\n"
    body += "10180,Abilene,4,000000,1235,13-1020,Buyers,broad,1,1,1,1\r\n"
    path = put(tmp_path, {"national_M2021_dl.csv": "\ufeff" + header + body}) / "national_M2021_dl.csv"
    lines = importers.run("oews", path, tmp_path / "out")
    is_read(tmp_path / "out")
    assert adds_up(lines)
    assert [(row["area"], row["employment"]) for row in rows(tmp_path / "out", "employment")] == [("US", "1234560")]
    found = [(row["pay_period"], row["amount"], row["at_least"]) for row in rows(tmp_path / "out", "salaries")]
    assert found == [("PT1H", "30.5", ""), ("P1Y", "63440", ""), ("P1Y", "", "208000")]
    aside = {line.reason: line.count for line in lines if line.outcome == "set-aside"}
    assert aside == {
        "is there twice": 1,
        "is of some employers only": 1,
        "is of no state and not of the nation": 1,
    }


def test_where_a_wage_was_cut_off_is_not_known_nothing_is_made_up(tmp_path: Path) -> None:
    header = "AREA,AREA_TITLE,AREA_TYPE,NAICS,OCC_CODE,OCC_TITLE,A_MEAN,A_PCT90\n"
    path = put(tmp_path, {"national_M2012_dl.csv": f"{header}99,U.S.,1,000000,29-1067,Surgeons,200000,#\n"})
    lines = importers.run("oews", path / "national_M2012_dl.csv", tmp_path / "out")
    assert [row["amount"] for row in rows(tmp_path / "out", "salaries")] == ["200000"]
    (line,) = [line for line in lines if line.outcome == "missing"]
    assert line.reason == "15 Annual 90th percentile wage is cut off, at what is not known of 2012"


def test_classes_of_shares_are_one_employer(tmp_path: Path) -> None:
    header = "Symbol,Security,GICS Sector,GICS Sub-Industry,Headquarters Location,Date added,CIK,Founded\n"
    body = "GOOGL,Alphabet Inc. (Class A),Services,Media,California,2014-04-03,1652044,1998 (1996)\n"
    body += "GOOG,Alphabet Inc. (Class C),Services,Media,California,2006-04-03,1652044,1998 (1996)\n"
    path = put(tmp_path, {"constituents.csv": header + body}) / "constituents.csv"
    importers.run("employers", path, tmp_path / "out")
    is_read(tmp_path / "out")
    assert [(row["id"], row["label"]) for row in rows(tmp_path / "out", "employers")] == [
        ("alphabet-inc", "Alphabet Inc.")
    ]
    facts = {(row["kind"], row["value"], row["printed"]) for row in rows(tmp_path / "out", "employer_facts")}
    assert ("founded", "1998", "1998 (1996)") in facts
    assert {value for kind, value, _ in facts if kind == "symbol"} == {"GOOGL", "GOOG"}


def real(name: str) -> Path:
    if not (DATA / name).exists():
        pytest.skip(f"needs {name} of ../shared/data")
    return DATA / name


def test_esco_arrives_whole(tmp_path: Path) -> None:
    lines = importers.run("esco", real("esco-v1.1.1"), tmp_path / "out")
    assert adds_up(lines)
    kept = {line.file: line.count for line in lines if line.outcome == "kept"}
    assert kept["occupations_en.csv"] == 3007
    assert kept["ISCOGroups_en.csv"] == 619
    assert kept["skills_en.csv"] == 13896
    assert kept["skillGroups_en.csv"] == 640
    assert kept["occupationSkillRelations.csv"] == len(rows(tmp_path / "out", "skill_listings")) == 123855 - 67
    assert len(rows(tmp_path / "out", "related_skills")) == 5898
    types = Counter(row["type"] for row in rows(tmp_path / "out", "skills"))
    assert types == {"skill": 10831, "knowledge": 3059, "group": 640, "": 6}
    is_read(tmp_path / "out")


def test_onet_arrives_whole(tmp_path: Path) -> None:
    lines = importers.run("onet", real("onet-29.3"), tmp_path / "out")
    assert adds_up(lines)
    sizes = {"occupations": 1016, "ratings": 61530, "statements": 18796, "related_occupations": 18460}
    assert {name: len(rows(tmp_path / "out", name)) for name in sizes} == sizes
    technology = Counter(row["category"] for row in rows(tmp_path / "out", "skill_listings"))
    assert technology == {"technology": 32681, "hot-technology": 11616, "in-demand": 2339}
    assert counts(lines, "Alternate Titles.txt", "kept") == 56558


def test_oews_arrives_whole(tmp_path: Path) -> None:
    path = real("bls-oews/oews_may2025_national_and_state_cross_industry.csv")
    lines = importers.run("oews", path, tmp_path / "out")
    assert adds_up(lines)
    assert counts(lines, path.name, "kept") == 38512
    salaries = rows(tmp_path / "out", "salaries")
    assert sum(bool(row["at_least"]) for row in salaries) == 1114
    assert all(bool(row["amount"]) != bool(row["at_least"]) for row in salaries)
    assert len(rows(tmp_path / "out", "employment")) == 38512 - 1318


def test_soc_isco_and_the_employers_arrive_whole(tmp_path: Path) -> None:
    for kind, name, table, size in (
        ("soc", "crosswalks/soc2018_all.csv", "occupations", 1447),
        ("isco", "esco-v1.1.1", "occupations", 619),
        ("employers", "employers-sp500/constituents.csv", "employers", 500),
    ):
        assert adds_up(importers.run(kind, real(name), tmp_path / kind))
        assert len(rows(tmp_path / kind, table)) == size
        is_read(tmp_path / kind)


def test_a_kind_without_a_reader_is_no_kind(tmp_path: Path) -> None:
    with pytest.raises(LotgraphError):
        importers.run("esco", tmp_path / "nowhere", tmp_path / "out")
