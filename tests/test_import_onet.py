"""O*NET in each layout: every file is accounted for and becomes what it is, a wrong folder is told in words."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests import engines
from tests.downloads import put

from lotgraph.build import pipeline
from lotgraph.errors import DownloadError, InputError, UsageError
from lotgraph.rdf.nquads import dump_of, lines_of
from lotgraph.release.folder import current_release, read_release
from lotgraph.release.tombstones import tombstones_of
from lotgraph.settings import Settings, resources
from lotgraph.sources import importers
from lotgraph.sources.folder import read_sources
from lotgraph.sources.importers.onet.files import BY_KEY, FILES, File
from lotgraph.sources.importers.onet.reading import Era
from lotgraph.sources.importers.succession import Earlier

DATA = Path(__file__).parents[2] / "shared" / "data"
BASE = "https://data.example.org/work/"
OCCUPATION = "15-2051.00"
SURVEY = ("N", "Standard Error", "Lower CI Bound", "Upper CI Bound", "Recommend Suppress")
RATED = ("O*NET-SOC Code", "Element ID", "Element Name", "Scale ID", "Data Value")
WHEN = ("Date", "Domain Source")

Table = tuple[tuple[str, ...], ...]

WORK: dict[str, Table] = {
    "Occupation Data": (
        ("O*NET-SOC Code", "Title", "Description"),
        (OCCUPATION, "Data Scientists", "Develop, and run."),
        ("11-1011.00", "Chief Executives", "Plan."),
    ),
    "Task Statements": (
        ("O*NET-SOC Code", "Task ID", "Task", "Task Type", "Incumbents Responding", *WHEN),
        (OCCUPATION, "8823", "Clean data.", "Core", "n/a", "08/2023", "Incumbent"),
    ),
    "Work Styles": (
        (*RATED, *WHEN),
        (OCCUPATION, "1.D.1.a", "Innovation", "DR", "7.00", "12/2025", "AI/Expert"),
        (OCCUPATION, "1.D.1.a", "Innovation", "WI", "-1.40", "12/2025", "AI/Expert"),
    ),
    "Job Zones": (
        ("O*NET-SOC Code", "Job Zone", *WHEN),
        (OCCUPATION, "5", "08/2023", "Analyst"),
        ("11-1011.00", "2", "08/2023", "Analyst"),
    ),
    "Sample of Reported Titles": (
        ("O*NET-SOC Code", "Reported Job Title", "Shown in My Next Move"),
        (OCCUPATION, "Data Scientist", "Y"),
        (OCCUPATION, "Data Wrangler", "N"),
    ),
    "Content Model Reference": (
        ("Element ID", "Element Name", "Description"),
        ("1.D.1.a", "Innovation", "A tendency to invent."),
        ("2.C", "Knowledge", "Facts."),
    ),
}
REQUIREMENT = (*RATED[:4], "Category", "Data Value", *SURVEY, *WHEN)
EDUCATION = (OCCUPATION, "2.D.1", "Required Level of Education", "RL", "6", "41.20", "28", "4.1", "30", "52", "Y")
CERTIFICATE = (OCCUPATION, "2.D.4.a", "Certification", "IM", "n/a", "3.01", "28", "n/a", "n/a", "n/a", "N")
TRAINING = (OCCUPATION, "3.A.3", "On-the-Job Training", "OJ", "2", "12.5", "27", "n/a", "n/a", "n/a", "n/a")
CATEGORY = ("Element ID", "Element Name", "Scale ID", "Category", "Category Description")
RATING = ("IM", "4.12", "8", "0.125", "3.88", "4.37", "N", "n/a", "08/2023", "Analyst")
SKILL_RATED = (*RATED, *SURVEY, "Not Relevant", *WHEN)
READING = (OCCUPATION, "2.A.1.a", "Reading Comprehension", *RATING)
PERCEPTION = (OCCUPATION, "2.B.1.a", "Social Perceptiveness", *RATING)
OF_INTEREST = (
    (OCCUPATION, "1.B.1.b", "Investigative", "OI", "6.10", "02/2026", "Expert"),
    (OCCUPATION, "1.B.1.g", "First Interest High-Point", "IH", "2.00", "02/2026", "Expert"),
    (OCCUPATION, "1.B.1.h", "Second Interest High-Point", "IH", "6.00", "02/2026", "Expert"),
    (OCCUPATION, "1.B.1.i", "Third Interest High-Point", "IH", "0.00", "02/2026", "Expert"),
)
TITLES = (OCCUPATION, "Data Scientist", "DS", "04")
OVERLAYS = ("Hot Technology", "In Demand")
ANSWERS = (("2.D.1", "Level", "RL", "6", "Bachelor's Degree"), ("3.A.3", "Training", "OJ", "2", "Up to 1 month"))
SVP = ("Job Zone", "Name", "Experience", "Education", "Job Training", "Examples", "SVP Range")

OLD: dict[str, Table] = WORK | {
    "Skills": (SKILL_RATED, READING, PERCEPTION),
    "Technology Skills": (
        ("O*NET-SOC Code", "Example", "Commodity Code", "Commodity Title", *OVERLAYS),
        (OCCUPATION, "Python", "43232408", "Development software", "Y", "N"),
    ),
    "Alternate Titles": (("O*NET-SOC Code", "Alternate Title", "Short Title", "Source(s)"), TITLES),
    "Interests": ((*RATED, *WHEN), *OF_INTEREST),
    "Education, Training, and Experience": (
        REQUIREMENT,
        *((*row, "08/2023", "Incumbent") for row in (EDUCATION, CERTIFICATE, TRAINING)),
    ),
    "Education, Training, and Experience Categories": (CATEGORY, *ANSWERS),
}
NEW: dict[str, Table] = WORK | {
    "Essential Skills": (SKILL_RATED, READING),
    "Transferable Skills": (SKILL_RATED, PERCEPTION),
    "Software Skills": (
        ("O*NET-SOC Code", "Workplace Example", "Element ID", "Element Name", *OVERLAYS),
        (OCCUPATION, "Python", "2.E.4.b", "Development software", "Y", "N"),
    ),
    "Job Titles": (("O*NET-SOC Code", "Job Title", "Short Title", "Source(s)"), TITLES),
    "Career Interest Types": ((*RATED, *WHEN), *OF_INTEREST),
    "Specific Interest Areas": (
        (*RATED, *WHEN),
        (OCCUPATION, "1.B.3.z", "Mathematics/Statistics", "OI", "6.50", "02/2026", "Expert"),
        (OCCUPATION, "1.B.3.z", "Mathematics/Statistics", "DS", "93.00", "02/2026", "Expert"),
    ),
    "Education": (REQUIREMENT, *((*row, "08/2023", "Incumbent") for row in (EDUCATION, CERTIFICATE))),
    "Training and Experience": (REQUIREMENT, (*TRAINING, "08/2023", "Incumbent")),
    "Education Categories": (CATEGORY, ANSWERS[0]),
    "Training and Experience Categories": (CATEGORY, ANSWERS[1]),
    "Job Zone Reference": (
        SVP,
        ("2", "Job Zone 1-2: Some Preparation", "Little.", "School.", "Days.", "Cooks.", "(Below 6.0)"),
        ("5", "Job Zone Five: Extensive Preparation", "Much.", "Degree.", "None.", "Judges.", "(8.0 and above)"),
    ),
}


def as_text(files: dict[str, Table], release: str) -> dict[str, str]:
    """The text form."""
    found = {f"{name}.txt": "".join("\t".join(row) + "\r\n" for row in rows) for name, rows in files.items()}
    return {**found, "Read Me.txt": f"O*NET {release} Database\r\n"}


def _excel(name: str, rows: Table) -> Table:
    """A table with the columns that the Excel layout has besides."""
    names = {row[0]: row[1] for row in WORK["Occupation Data"][1:]}
    header, *rest = rows
    if header[0] != "O*NET-SOC Code" or name == "Occupation Data":
        return rows
    wide = [(header[0], "Title", *header[1:]), *((row[0], names[row[0]], *row[1:]) for row in rest)]
    if "Scale ID" in header:
        place = wide[0].index("Scale ID") + 1
        wide = [(*row[:place], "Scale Name" if row is wide[0] else "Some scale", *row[place:]) for row in wide]
    return tuple(wide)


def as_excel_text(files: dict[str, Table], release: str) -> dict[str, str]:
    """The Excel layout saved as text."""
    return as_text({name: _excel(name, rows) for name, rows in files.items()}, release)


def as_csv(files: dict[str, Table], release: str) -> dict[str, str]:
    """The CSV form: names with underscores, columns of the Excel layout, an empty cell for what is missing."""
    found = {}
    for name, rows in files.items():
        out = io.StringIO()
        csv.writer(out).writerows(tuple("" if cell == "n/a" else cell for cell in row) for row in _excel(name, rows))
        stem = "".join(c if c.isalnum() else "_" for c in name.lower().replace(",", ""))
        found[f"db_csv/{stem}.csv"] = out.getvalue()
    return {**found, "Read Me.txt": f"O*NET {release} Database\r\n"}


FORMS = {"text": as_text, "excel": as_excel_text, "csv": as_csv}


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def imported(tmp_path: Path, files: dict[str, str], name: str = "out", **options: Any) -> Path:
    importers.run("onet", put(tmp_path / f"{name}-download", files), tmp_path / name, check=True, **options)
    return tmp_path / name


def earlier_of(publication: Path) -> Earlier:
    """The current release of a publication, as the command hands it on."""
    release = current_release(publication)
    return Earlier(publication, release / "tables", read_release(release).base)


def refusal(tmp_path: Path, files: dict[str, str], release: str = "") -> str:
    """What an import says of files that it refuses; nothing is left."""
    with pytest.raises(DownloadError) as caught:
        importers.run("onet", put(tmp_path / "it", files), tmp_path / "out", release)
    assert not (tmp_path / "out").exists()
    return str(caught.value)


@pytest.mark.parametrize(("files", "release"), [(OLD, "29.3"), (NEW, "30.3"), (NEW, "31.0")])
@pytest.mark.parametrize("form", ["excel", "csv"])
def test_every_layout_gives_the_same_tables(tmp_path: Path, form: str, files: dict[str, Table], release: str) -> None:
    plain = imported(tmp_path, as_text(files, release))
    other = imported(tmp_path, FORMS[form](files, release), "other")
    of_files = {"import_report.csv", "source.toml"}
    tables = sorted(path.name for path in plain.iterdir() if path.name not in of_files)
    assert tables == sorted(path.name for path in other.iterdir() if path.name not in of_files)
    for table in tables:
        assert (plain / table).read_bytes() == (other / table).read_bytes(), table


@pytest.mark.parametrize(("files", "release"), [(OLD, "29.3"), (NEW, "30.3")])
def test_each_file_becomes_what_it_is(tmp_path: Path, files: dict[str, Table], release: str) -> None:
    out = imported(tmp_path, as_text(files, release))
    assert {row["id"] for row in rows(out, "skills")} == {
        *("onet:2.A.1.a", "onet:2.B.1.a", "onet-technology:Python"),
        "onet:2.E.4.b" if release == "30.3" else "unspsc:43232408",
    }
    assert {(row["skill"], row["scale"], row["value"]) for row in rows(out, "ratings")} == {
        ("onet:2.A.1.a", "importance", "4.12"),
        ("onet:2.B.1.a", "importance", "4.12"),
    }
    assert {(row["skill"], row["category"]) for row in rows(out, "skill_listings")} == {
        ("onet-technology:Python", "technology"),
        ("onet-technology:Python", "hot-technology"),
    }
    assert [(row["title"], row["kind"]) for row in rows(out, "titles")] == [
        ("Data Scientist", "alternative-title"),
        ("DS", "abbreviation"),
        ("Data Wrangler", "alternative-title"),
    ]
    (share, training) = rows(out, "respondent_shares")
    assert (share["requirement"], share["requirement_level"]) == ("onet:2.D.1", "onet:RL-6")
    assert (share["percent"], share["sample_size"], share["suppress"]) == ("41.20", "28", "true")
    assert (training["requirement"], training["percent"]) == ("onet:3.A.3", "12.5")
    (certificate,) = rows(out, "requirement_ratings")
    assert (certificate["requirement"], certificate["scale"]) == ("onet:2.D.4.a", "importance")
    styles = [(row["work_style"], row["scale"], row["value"]) for row in rows(out, "work_styles")]
    assert styles == [("onet:1.D.1.a", "distinctiveness", "7.00"), ("onet:1.D.1.a", "impact", "-1.40")]


def test_interests_are_rated_and_a_high_point_is_the_place_of_its_interest(tmp_path: Path) -> None:
    out = imported(tmp_path, as_text(NEW, "31.0"))
    assert [(row["interest"], row["scale"], row["value"]) for row in rows(out, "interests")] == [
        ("onet:1.B.1.b", "occupational-interest", "6.10"),
        ("onet:1.B.1.b", "high-point", "1"),
        ("onet:1.B.1.f", "high-point", "2"),
        ("onet:1.B.3.z", "occupational-interest", "6.50"),
        ("onet:1.B.3.z", "display-rank", "93.00"),
    ]
    assert ("Career Interest Types.txt", "set-aside", "says that the occupation has no such high point") in {
        (row["file"], row["outcome"], row["reason"]) for row in rows(out, "import_report")
    }


def test_what_is_rated_is_a_code_with_the_words_of_the_publisher(tmp_path: Path) -> None:
    out = imported(tmp_path, as_text(NEW, "30.3"))
    codes = {(row["list"], row["id"]): (row["label"], row["definition"]) for row in rows(out, "codes")}
    assert codes["work-style", "onet:1.D.1.a"] == ("Innovation", "A tendency to invent.")
    assert codes["requirement-level", "onet:RL-6"] == ("Bachelor's Degree", "")
    assert codes["job-zone", "onet:job-zone-1-2"] == ("Job Zone 1-2: Some Preparation", "Little. School. Days.")
    assert {list_ for list_, _ in codes} == {"interest", "job-zone", "requirement", "requirement-level", "work-style"}


@pytest.mark.parametrize(("release", "zone"), [("29.3", "2"), ("30.1", "2"), ("30.2", "1-2"), ("30.3", "1-2")])
def test_zones_one_and_two_are_one_since_30_2(tmp_path: Path, release: str, zone: str) -> None:
    files = {name: WORK[name] for name in ("Occupation Data", "Job Zones")}
    out = imported(tmp_path, as_text(files, release))
    assert [row["job_zone"] for row in rows(out, "job_zones")] == ["onet:job-zone-5", f"onet:job-zone-{zone}"]


def test_without_a_release_the_names_of_the_files_tell_which_zones_there_are(tmp_path: Path) -> None:
    files = {name: NEW[name] for name in ("Occupation Data", "Job Zones", "Essential Skills")}
    text = {name: content for name, content in as_text(files, "").items() if name != "Read Me.txt"}
    out = imported(tmp_path, text)
    assert [row["job_zone"] for row in rows(out, "job_zones")] == ["onet:job-zone-5", "onet:job-zone-1-2"]
    assert ("missing", "no release is told") in {(row["outcome"], row["reason"]) for row in rows(out, "import_report")}


def test_a_value_that_its_scale_does_not_have_is_set_aside(tmp_path: Path) -> None:
    styles = (*WORK["Work Styles"], ("11-1011.00", "1.D.1.a", "Innovation", "WI", "3.10", "12/2025", "Expert"))
    out = imported(tmp_path, as_text(NEW | {"Work Styles": styles}, "30.3"))
    report = {(row["outcome"], row["reason"]): row["example"] for row in rows(out, "import_report")}
    assert report["set-aside", "Data Value is not on its scale, from -3 to 3"] == "row 4: WI 3.10"


def test_a_file_and_a_column_that_nobody_knows_stand_at_the_top_and_a_build_warns_of_them(tmp_path: Path) -> None:
    titles = tuple((*row, "Demand" if number == 0 else "x") for number, row in enumerate(NEW["Job Titles"]))
    files = as_csv(NEW | {"Job Titles": titles, "Market Outlook": (("O*NET-SOC Code",), (OCCUPATION,))}, "31.0")
    out = imported(tmp_path, files)
    first, second, *_ = rows(out, "import_report")
    assert (first["file"], first["outcome"]) == ("job_titles.csv", "unknown-column")
    assert (second["file"], second["outcome"]) == ("market_outlook.csv", "unknown")
    assert first["reason"] == "“Demand” is not known here; nothing of it was read"
    tables = read_sources([out], resources.ontology_dir() / "codes.csv")
    tables.connection.close()
    assert {str(problem.code) for problem in tables.warnings} == {"unread-file", "unread-column"}
    assert any(
        "file 'job_titles.csv' of the download has a column of which the import did not know what it holds: “Demand”"
        in str(problem)
        for problem in tables.warnings
    )


def test_a_folder_of_two_releases_is_refused(tmp_path: Path) -> None:
    mixed = as_text(NEW | {"Skills": OLD["Skills"]}, "30.3")
    assert (
        "has files of two releases of O*NET: Skills.txt (up to 30.2) and Career Interest Types.txt, Education "
        "Categories.txt, Education.txt, … (30.3 and later); name a folder with the files of one"
    ) in refusal(tmp_path, mixed)


def test_two_releases_in_folders_of_one_are_refused(tmp_path: Path) -> None:
    both = {f"db_{release}/{name}": text for release in ("29_3", "30_3") for name, text in as_text(WORK, "x").items()}
    message = refusal(tmp_path, both)
    assert "has db_29_3/" in message
    assert "which are one file of O*NET in two releases or two forms; name the folder of one" in message


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"Essential Skills": OLD["Skills"]},
            (
                "Essential Skills.txt row 3: has the element 2.B.1.a, but from O*NET 30.3 on those of Essential Skills "
                "begin with 2.A.; up to 30.2 it was in Skills; it is a file of an earlier release, or another file"
            ),
        ),
        (
            {"Software Skills": OLD["Technology Skills"]},
            (
                "Software Skills.txt row 1: has no column 'Workplace Example', 'Element ID' or 'Element Name'; it has "
                "'O*NET-SOC Code', 'Example', 'Commodity Code', 'Commodity Title', 'Hot Technology', 'In Demand'; up "
                "to O*NET 30.2 it was Technology Skills, with other columns: is it a file of such a release, renamed?"
            ),
        ),
    ],
)
def test_files_of_an_earlier_release_under_new_names_are_refused(
    tmp_path: Path, files: dict[str, Table], said: str
) -> None:
    assert said in refusal(tmp_path, as_text(WORK | files, "30.3"))


def test_a_release_that_its_files_are_not_of_is_refused(tmp_path: Path) -> None:
    said = "as O*NET 30.3 and later names its files, but its Read Me or its name says 29.3"
    assert said in refusal(tmp_path, as_text(NEW, "29.3"))
    said = "has Alternate Titles.txt, Education, Training, and Experience Categories.txt, Education, Training, and "
    assert said in refusal(tmp_path / "again", as_text(OLD, "29.3"), "31.0")
    assert "--release says 31.0" in refusal(tmp_path / "third", as_text(OLD, "29.3"), "31.0")


def test_workbooks_are_told_how_to_save_them(tmp_path: Path) -> None:
    books = {"Occupation Data.xlsx": "PK\x03\x04", "Skills.xlsx": "PK\x03\x04"}
    assert (
        "has no “Occupation Data.txt”; Occupation Data.xlsx, Skills.xlsx are Excel workbooks: save each sheet as "
        "“CSV UTF-8” under the name of its file, or take the text form of the download"
    ) in refusal(tmp_path, books)
    out = imported(tmp_path, {**as_text(WORK, "30.3"), "Essential Skills.xlsx": "PK\x03\x04"}, "some")
    (line,) = [row for row in rows(out, "import_report") if row["file"] == "Essential Skills.xlsx"]
    assert line["reason"].startswith("is an Excel workbook; save its sheet as “CSV UTF-8” under the same name")
    named = {**as_text(WORK, "30.3"), "Essential Skills.txt": "PK\x03\x04"}
    assert "is an archive or an Excel workbook; unpack it" in refusal(tmp_path, named)


def test_the_csv_form_without_its_occupations_is_refused(tmp_path: Path) -> None:
    files = {name: text for name, text in as_csv(NEW, "31.0").items() if "occupation" not in name}
    assert (
        "has no “Occupation Data.txt” (“occupation_data.csv” in the CSV form), without which nothing can be read; it "
        "has Read Me.txt, career_interest_types.csv"
    ) in refusal(tmp_path, files)


def test_each_file_is_declared_once_and_says_what_becomes_of_it() -> None:
    assert len(BY_KEY) == len(FILES)
    for file in FILES:
        assert bool(file.reader) == bool(file.becomes) == bool(file.needed) != bool(file.left_out), file.name
    assert all(file.era is Era.NEW for file in FILES if file.was)
    # O*NET 30.3 and 31.0 have 46 files, the Read Me among them.
    assert len([file for file in FILES if file.era in {Era.NEW, Era.EVERY} and file.name != "SOURCE"]) == 46
    assert {file.was for file in FILES if file.was} <= {file.name for file in FILES if file.era is Era.OLD}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication of which the first release has 29.3 and the second 30.3."""
    folder = tmp_path_factory.mktemp("published")
    settings = Settings.load(None, {}, {"base": BASE})
    styles = (
        (*RATED, *SURVEY, *WHEN),
        (OCCUPATION, "1.C.7.a", "Innovation", "IM", "4.10", "8", "0.1", "3", "5", "N", "08/2023", "Incumbent"),
        (OCCUPATION, "1.C.5.b", "Concern for Others", "IM", "3.0", "8", "0.1", "2", "4", "N", "08/2023", "Incumbent"),
    )
    old = imported(folder, as_text(OLD | {"Work Styles": styles}, "29.3"), "old")
    pipeline.build(pipeline.Inputs.of([old]), folder / "publication", settings)
    plain = imported(folder, as_text(NEW, "30.3"), "plain")
    with pytest.raises(InputError) as refused:
        pipeline.build(pipeline.Inputs.of([plain]), folder / "publication", settings)
    (folder / "refusal.txt").write_text(str(refused.value), "utf-8")
    new = imported(folder, as_text(NEW, "30.3"), "new", earlier=earlier_of(folder / "publication"))
    pipeline.build(pipeline.Inputs.of([new]), folder / "publication", settings)
    return folder


def test_the_next_release_retires_what_was_renamed_with_its_successor(published: Path) -> None:
    found = {row["iri"].removeprefix(f"{BASE}id/"): row for row in rows(published / "new", "retirements")}
    successors = {iri: row["successor"].removeprefix(f"{BASE}id/") for iri, row in found.items()}
    assert successors == {
        "source/onet-29.3": "source/onet-30.3",
        "taxonomy/onet-content-model/29.3": "taxonomy/onet-content-model/30.3",
        "taxonomy/onet-technology/29.3": "taxonomy/onet-technology/30.3",
        "skill/unspsc:43232408": "skill/onet:2.E.4.b",
        "code/work-style/onet:1.C.7.a": "code/work-style/onet:1.D.1.a",
        "code/work-style/onet:1.C.5.b": "",
        "code/job-zone/onet:job-zone-2": "code/job-zone/onet:job-zone-1-2",
    }
    assert found["code/work-style/onet:1.C.5.b"]["reason"] == "is no longer in O*NET 30.3"


def test_the_next_release_is_published_and_what_was_rated_before_is_replaced(published: Path) -> None:
    release = published / "publication" / "current"
    replaced = {grave.iri.removeprefix(f"{BASE}id/"): grave.replaced_by for grave in tombstones_of(release)}
    rating = f"onet-soc-2019:{OCCUPATION}/US/not-stated/onet:2.A.1.a/importance"
    assert replaced[f"obs/onet-29.3/rating/{rating}"] == (f"{BASE}id/obs/onet-30.3/rating/{rating}",)
    zone = f"{BASE}id/job-zone/onet-30.3/onet-soc-2019:{OCCUPATION}/onet:job-zone-5"
    assert replaced[f"job-zone/onet-29.3/onet-soc-2019:{OCCUPATION}/onet:job-zone-5"] == (zone,)
    with lines_of(dump_of(release)) as lines:
        assert any(line.startswith(f"<{zone}> ".encode()) for line in lines)


def test_the_page_of_the_occupation_shows_what_is_no_skill(published: Path) -> None:
    client = engines.app(published / "publication").test_client()
    page = client.get(f"/doc/occupation/onet-soc-2019:{OCCUPATION}", headers={"Accept": "text/html"}).text
    section = page.partition('id="surveys"')[2].partition("</section>")[0]
    assert "Job Zone Five: Extensive Preparation" in section
    assert '<data value="-1.4">−1.4' in section
    assert "Percent of the people asked, not of postings." in section
    assert "Bachelor&#39;s Degree" in section
    share = f"obs/onet-30.3/respondent-share/onet-soc-2019:{OCCUPATION}/US/not-stated/onet:2.D.1/onet:RL-6"
    claim = client.get(f"/doc/{share}", headers={"Accept": "text/html"}).text
    assert "Respondent share: Bachelor&#39;s Degree · Data Scientists" in claim
    zone = f"/doc/job-zone/onet-30.3/onet-soc-2019:{OCCUPATION}/onet:job-zone-5"
    assert client.get(zone, headers={"Accept": "text/html"}).status_code == 200


def test_retirement_needs_a_release_with_an_earlier_database(published: Path, tmp_path: Path) -> None:
    settings = Settings.load(None, {}, {"base": BASE})
    tables = {"source.toml": 'id = "mine"\ntitle = "Mine"\npublisher = "I"\nlicence = "none"\nlanguage = "en"\n'}
    mine = put(tmp_path / "mine", {**tables, "skills.csv": "id,label\npython,Python\n"})
    pipeline.build(pipeline.Inputs.of([mine]), tmp_path / "publication", settings)
    with pytest.raises(UsageError, match="its current release has no source onet-VERSION to retire"):
        imported(tmp_path, as_text(NEW, "30.3"), earlier=earlier_of(tmp_path / "publication"))


def test_without_the_rows_the_next_release_is_refused(published: Path) -> None:
    assert "IRIs that this build would drop" in (published / "refusal.txt").read_text("utf-8")


def counted(path: Path) -> list[dict[str, str]]:
    """The records of a text file, by the csv module."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def documented(root: Path) -> Iterator[tuple[str, str, str, str]]:
    """The table of O*NET 30.3 in docs/taxonomies.md: file, records, kept, what it became."""
    text = (root / "docs" / "taxonomies.md").read_text("utf-8").partition("| file of O*NET 30.3 |")[2]
    for line in text.split("\n")[2:]:
        if not line.startswith("|"):
            break
        file, records, kept, became = (cell.strip() for cell in line.strip("|").split(" | "))
        yield file, records.replace(",", ""), kept.replace(",", ""), became


@pytest.mark.slow
def test_the_whole_of_30_3_is_accounted_for_file_by_file(tmp_path: Path, root: Path) -> None:
    download = DATA / "onet-30.3"
    if not download.is_dir():
        pytest.skip("../shared/data/onet-30.3 is not here")
    lines = importers.run("onet", download, tmp_path / "out", check=True)
    said = {(line.file, line.outcome): line.count for line in lines if line.outcome in {"read", "kept"}}
    left = {line.file: line.reason for line in lines if line.outcome == "left-out"}
    listed = {file: (records, kept, became) for file, records, kept, became in documented(root)}
    files = {path.stem for path in download.glob("*.txt")} - {"Read Me", "SOURCE"}
    assert listed.keys() == files
    for name, (records, kept, became) in listed.items():
        assert records == str(len(counted(download / f"{name}.txt"))), name
        file: File = BY_KEY[next(key for key, each in BY_KEY.items() if each.name == name)]
        if file.reader:
            assert (records, kept) == tuple(str(said[f"{name}.txt", what]) for what in ("read", "kept")), name
            assert became == file.becomes
        else:
            assert (kept, became) == ("", f"left out: {left[f'{name}.txt']}")
    assert not [line for line in lines if line.outcome.startswith("unknown")]
    check_tables(download, tmp_path / "out")


def check_tables(download: Path, out: Path) -> None:
    """The tables against the files, counted by the csv module."""
    interests = counted(download / "Career Interest Types.txt")
    none = sum(row["Scale ID"] == "IH" and float(row["Data Value"]) == 0 for row in interests)
    assert len(rows(out, "interests")) == len(interests) - none
    asked = [row for name in ("Education", "Training and Experience") for row in counted(download / f"{name}.txt")]
    shares = [row for row in asked if row["Scale ID"] != "IM"]
    assert len(rows(out, "respondent_shares")) == len(shares)
    assert len(rows(out, "requirement_ratings")) == len(asked) - len(shares)
    of_zone = Counter(row["Job Zone"].replace("2", "1-2") for row in counted(download / "Job Zones.txt"))
    assert of_zone == Counter(row["job_zone"].removeprefix("onet:job-zone-") for row in rows(out, "job_zones"))
    software = counted(download / "Software Skills.txt")
    skills = {row["id"] for row in rows(out, "skills")}
    assert skills == {
        *(f"onet-technology:{row['Workplace Example']}" for row in software),
        *(f"onet:{row['Element ID']}" for row in software),
        *(
            f"onet:{row['Element ID']}"
            for name in ("Essential Skills", "Transferable Skills")
            for row in counted(download / f"{name}.txt")
        ),
    }
    firsts = {
        row["occupation"]: row["interest"]
        for row in rows(out, "interests")
        if row["scale"] == "high-point" and row["value"] == "1"
    }
    for row in rows(out, "interests"):
        if row["scale"] == "occupational-interest" and row["interest"] == firsts[row["occupation"]]:
            firsts[row["occupation"]] = row["value"]
    highest: dict[str, float] = {}
    for row in interests:
        if row["Scale ID"] == "OI":
            code = f"onet-soc-2019:{row['O*NET-SOC Code']}"
            highest[code] = max(highest.get(code, 0.0), float(row["Data Value"]))
    # What a high point names is the interest that is rated highest.
    assert {code: float(value) for code, value in firsts.items()} == highest
