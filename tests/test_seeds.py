"""The seeds hold what the five documents say, and each fact stands where its locator says."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lotgraph.schema import BY_NAME, LIST_SEPARATOR
from lotgraph.sources.document import (
    Document,
    Span,
    parse_span,
    read_document,
)

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT / "seeds"
DOCUMENTS = ROOT.parent / "shared" / "seeds"
SOURCES = ("careerexplorer", "cityjobs", "lightcast", "ncstate", "techopedia")
OWN = "crosswalk"
"""The folder of what lotgraph itself says, which is of no document."""

CLAIMS = (
    "titles",
    "skill_listings",
    "shares",
    "posting_counts",
    "employer_posting_counts",
    "salaries",
    "statements",
    "related_titles",
)
FIGURES = {"percent", "count", "amount"}
PRINTED = {"label", "title", "abbreviation", "name", "heading", "printed", "counted", "role"}

with_documents = pytest.mark.skipif(
    not DOCUMENTS.is_dir(), reason="the captured documents are not beside the repository, in ../shared/seeds"
)
Row = dict[str, str]


def read(source: str, table: str) -> list[Row]:
    path = SEEDS / source / f"{table}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def manifest(source: str) -> dict[str, Any]:
    return tomllib.loads((SEEDS / source / "source.toml").read_text(encoding="utf-8"))


def tables(source: str) -> list[str]:
    return sorted(path.stem for path in (SEEDS / source).glob("*.csv"))


def spans(row: Row) -> list[Span]:
    return [parse_span(text) for text in row["locators"].split(LIST_SEPARATOR)]


# --- what the tables hold


def test_one_folder_a_document() -> None:
    assert sorted(path.name for path in SEEDS.iterdir() if path.is_dir()) == sorted((*SOURCES, OWN))


@pytest.mark.parametrize("source", SOURCES)
def test_a_source_is_named_by_its_digest_and_states_nothing_unknown(source: str) -> None:
    said = manifest(source)
    assert said["id"] == f"{source}-{said['sha256'][:8]}"
    assert (said["kind"], said["licence"], said["language"]) == ("document", "not stated", "en")
    assert not {"captured", "url"} & set(said)
    assert said.get("upstream") == (["Lightcast"] if source == "ncstate" else None)
    assert said.get("coded_in") == ("lot" if source == "lightcast" else None)


ROWS = {
    "careerexplorer": {"entries": 1, "mappings": 1, "statements": 31, "titles": 1, "aliases": 6}
    | {"related_titles": 78, "omissions": 6},
    "cityjobs": {"entries": 1, "mappings": 1, "statements": 24, "salaries": 6, "areas": 1, "aliases": 6}
    | {"quality_notes": 1, "related_titles": 11, "omissions": 7},
    "lightcast": {"schemes": 1, "levels": 4, "occupations": 4, "statements": 1, "scheme_facts": 13, "omissions": 4},
    "ncstate": {"entries": 1, "mappings": 1, "statements": 1, "titles": 9, "areas": 2, "quality_notes": 3}
    | {"posting_counts": 2, "employer_posting_counts": 20, "employers": 18, "salaries": 3, "shares": 9}
    | {"skill_listings": 87, "skills": 80, "related_titles": 1, "omissions": 7},
    "techopedia": {"entries": 1, "mappings": 1, "statements": 14, "titles": 2, "authors": 1, "omissions": 4},
}


@pytest.mark.parametrize("source", SOURCES)
def test_number_of_rows(source: str) -> None:
    found = {table: len(read(source, table)) for table in tables(source) if table != "locators"}
    assert found == ROWS[source]


@pytest.mark.parametrize("source", SOURCES)
def test_tables_keep_to_the_contract_and_hold_no_empty_column(source: str) -> None:
    for table in tables(source):
        rows = read(source, table)
        known = [column.name for column in BY_NAME[table].columns]
        assert set(rows[0]) <= set(known), table
        assert [name for name in rows[0] if not any(row[name] for row in rows)] == [], table
        keys = [tuple(row.get(name, "") for name in BY_NAME[table].key) for row in rows]
        assert len(keys) == len(set(keys)), table


def test_files_are_utf_8_with_line_feeds() -> None:
    for path in SEEDS.rglob("*.*"):
        data = path.read_bytes()
        assert b"\r" not in data, path
        assert data.decode("utf-8").endswith("\n"), path
        assert not data.startswith(b"\xef\xbb\xbf"), path


def test_skill_listings() -> None:
    rows = read("ncstate", "skill_listings")
    skills = {row["id"] for row in read("ncstate", "skills")}
    assert {row["skill"] for row in rows} == skills
    assert Counter(row["category"] for row in rows) == {
        "baseline": 10,
        "defining": 23,
        "necessary": 36,
        "distinguishing": 11,
        "salary-boosting": 7,
    }
    known = [row for row in rows if row["percent"]]
    assert Counter(row["category"] for row in known) == {"defining": 23, "necessary": 36}
    assert all((row["printed"] == "(%)") == (row["percent"] == "") for row in rows)
    assert {row["base"] for row in known} == {"all-postings"}


def test_salary_boosting_overlays_defining_and_the_other_categories_exclude_each_other() -> None:
    rows = read("ncstate", "skill_listings")
    boosting = {row["skill"] for row in rows if row["category"] == "salary-boosting"}
    assert boosting <= {row["skill"] for row in rows if row["category"] == "defining"}
    others = [row["skill"] for row in rows if row["category"] != "salary-boosting"]
    assert len(others) == len(set(others)) == 80


def test_the_extreme_shares() -> None:
    rows = read("ncstate", "skill_listings")
    defining = {row["skill"]: Decimal(row["percent"]) for row in rows if row["category"] == "defining"}
    necessary = {row["skill"]: Decimal(row["percent"]) for row in rows if row["category"] == "necessary"}
    assert max(defining.items(), key=lambda pair: pair[1]) == ("machine-learning", Decimal("99.48"))
    assert min(necessary.items(), key=lambda pair: pair[1]) == ("linux", Decimal("5.4"))


def test_posting_counts() -> None:
    assert {row["area"]: row["count"] for row in read("ncstate", "posting_counts")} == {
        "US": "27644",
        "US-NC": "533",
    }
    rows = read("ncstate", "employer_posting_counts")
    total = Counter[str]()
    for row in rows:
        total[row["area"]] += int(row["count"])
    assert total == {"US": 8068, "US-NC": 162}
    employers = Counter(row["employer"] for row in rows)
    assert set(employers) == {row["id"] for row in read("ncstate", "employers")}
    assert {name for name, lists in employers.items() if lists == 2} == {"launch-potato", "google"}


def test_salaries() -> None:
    found = {
        (source, row["area"], row["statistic"], row.get("experience", "")): int(row["amount"])
        for source in SOURCES
        for row in read(source, "salaries")
    }
    assert found == {
        ("ncstate", "US", "average", ""): 149840,
        ("ncstate", "US-NC", "average", ""): 127233,
        ("ncstate", "US", "percentile-25", ""): 124444,
        ("cityjobs", "US", "average", ""): 158328,
        ("cityjobs", "US", "average", "20+"): 197910,
        ("cityjobs", "US", "average", "11+"): 174161,
        ("cityjobs", "US", "average", "6-10"): 158328,
        ("cityjobs", "US", "average", "3-5"): 142495,
        ("cityjobs", "US", "average", "0-2"): 118746,
    }


def test_only_the_hedged_average_of_cityjobs_is_approximate() -> None:
    rows = read("cityjobs", "salaries")
    assert [row["experience"] for row in rows if row["approximate"] == "true"] == [""]
    assert len(spans(rows[0])) == 2
    assert {row["pay_period"] for row in rows} == {"P1Y"}


def test_education_and_experience_shares() -> None:
    rows = read("ncstate", "shares")
    education = {row["education_level"]: row["percent"] for row in rows if row["education_level"]}
    assert education == {
        "associate": "0",
        "bachelor": "48.91",
        "master": "46.67",
        "doctoral": "33.15",
        "other": "0.87",
    }
    experience = {row["experience"]: row["percent"] for row in rows if row["experience"]}
    assert experience == {"0-2": "16.17", "3-5": "50.86", "6-8": "21.17", "9+": "11.8"}
    assert sum(map(Decimal, experience.values())) == 100


def test_titles() -> None:
    found = Counter((source, row["kind"]) for source in SOURCES for row in read(source, "titles"))
    assert found == {
        ("ncstate", "alternative-posting-title"): 9,
        ("careerexplorer", "also-known-as"): 1,
        ("techopedia", "also-known-as"): 1,
        ("techopedia", "abbreviation"): 1,
    }


def test_statements() -> None:
    found = Counter((source, row["kind"]) for source in SOURCES for row in read(source, "statements"))
    assert {(source, "definition") for source in SOURCES} <= set(found)
    assert {pair: number for pair, number in found.items() if pair[1] != "definition"} == {
        ("careerexplorer", "duty"): 14,
        ("careerexplorer", "specialisation"): 12,
        ("careerexplorer", "workplace"): 3,
        ("careerexplorer", "requirement"): 1,
        ("cityjobs", "duty"): 12,
        ("cityjobs", "qualification"): 6,
        ("cityjobs", "requirement"): 5,
        ("techopedia", "duty"): 3,
        ("techopedia", "task"): 6,
        ("techopedia", "goal"): 1,
        ("techopedia", "background"): 1,
        ("techopedia", "requirement"): 1,
        ("techopedia", "workplace"): 1,
    }
    headed = [row for row in read("cityjobs", "statements") if row["kind"] == "duty" and row["heading"]]
    assert len(headed) == 5


def test_tasks_are_parts_of_the_first_duty() -> None:
    rows = read("techopedia", "statements")
    first = next(row["id"] for row in rows if row["kind"] == "duty" and row["position"] == "1")
    assert {row["part_of"] for row in rows if row["kind"] == "task"} == {first}
    assert {row["part_of"] for row in rows if row["kind"] != "task"} == {""}


def test_summaries_are_short() -> None:
    rows = [row for source in SOURCES for row in read(source, "statements")]
    assert all(0 < len(row["summary"]) <= 160 for row in rows)


def test_the_path_has_four_levels_and_one_code() -> None:
    rows = {row["id"]: row for row in read("lightcast", "occupations")}
    path = ["23112013"]
    while rows[path[0]]["parent"]:
        path.insert(0, rows[path[0]]["parent"])
    assert [rows[node]["label"] for node in path] == [
        "Information Technology and Computer Science",
        "Data Analysis and Mathematics",
        "Artificial Intelligence Engineer",
        "Machine Learning Engineer",
    ]
    assert [rows[node]["level"] for node in path] == [row["id"] for row in read("lightcast", "levels")]
    assert [row["notation"] for row in rows.values() if row["notation"]] == ["23112013"]


def test_what_describes_the_taxonomy() -> None:
    rows = read("lightcast", "scheme_facts")
    assert {row["scheme"] for row in rows} == {"lot"}
    assert Counter(row["kind"] for row in rows) == {
        "size": 2,
        "levels": 1,
        "hierarchy": 4,
        "purpose": 1,
        "users": 3,
        "terms": 1,
        "other-name": 1,
    }
    sizes = {row["counted"]: row["at_least"] for row in rows if row["kind"] == "size"}
    assert sizes == {"specialized occupations": "1800", "job occupation categories": "1800"}
    assert [row["number"] for row in rows if row["number"]] == ["4"]


def test_titles_beside_the_occupation_that_are_no_concepts() -> None:
    found = Counter((source, row["kind"]) for source in SOURCES for row in read(source, "related_titles"))
    assert found == {
        ("careerexplorer", "see-also"): 76,
        ("careerexplorer", "filed-under"): 2,
        ("cityjobs", "listed-beside"): 10,
        ("cityjobs", "filed-under"): 1,
        ("ncstate", "filed-under"): 1,
    }
    inferred = {row["kind"] for row in read("careerexplorer", "related_titles") if row["inferred"]}
    assert inferred == {"see-also"}


def test_the_author_and_what_is_left_out() -> None:
    (author,) = read("techopedia", "authors")
    assert (author["name"], author["role"], len(spans(author))) == ("Margaret Rouse", "Technology Specialist", 2)
    for source in SOURCES:
        rows = read(source, "omissions")
        assert all(row["what"] and row["reason"] for row in rows)
        assert [row["id"] for row in rows if not row["locators"]] == ["page-data"]


def test_claims_by_mapping() -> None:
    close = {}
    for source in SOURCES:
        claims = [row for table in CLAIMS for row in read(source, table)]
        assert {row["occupation"] for row in claims} == {"23112013"}
        mappings = {row["id"]: row["predicate_id"] for row in read(source, "mappings")}
        assert {row.get("mapping", "") for row in claims} == (set(mappings) or {""})
        if "skos:closeMatch" in mappings.values():
            close[source] = len(claims)
    assert close == {"cityjobs": 41, "careerexplorer": 110, "techopedia": 16}


def test_every_fact_has_a_place_and_every_place_a_fact() -> None:
    for source in SOURCES:
        used = set()
        for table in tables(source):
            if any(column.name == "locators" for column in BY_NAME[table].columns):
                used |= {span for row in read(source, table) if row["locators"] for span in spans(row)}
        listed = [parse_span(row["span"]) for row in read(source, "locators")]
        assert listed == sorted(used), source


def test_languages_frameworks_and_libraries_named_by_three_sources() -> None:
    named = Counter(row["id"] for row in read("ncstate", "skills"))
    for source in ("careerexplorer", "cityjobs"):
        aliases = {row["name"]: row["id"] for row in read(source, "aliases")}
        rows = read(source, "statements")
        mentions = {name for row in rows for name in row["mentions"].split(LIST_SEPARATOR) if name}
        assert mentions == set(aliases)
        named.update(aliases.values())
    assert {skill for skill, times in named.items() if times == 3} == {
        "python-programming-language",
        "r-programming-language",
        "tensorflow",
        "pytorch-machine-learning-library",
    }
    assert set(named) == {row["id"] for row in read("ncstate", "skills")}


def test_each_figure_is_the_number_that_was_printed() -> None:
    for source in SOURCES:
        for table in CLAIMS:
            for row in read(source, table):
                for name in FIGURES & set(row):
                    digits = re.sub(r"[^0-9.]", "", row["printed"])
                    assert row[name] == digits, (source, table, row)


# --- the same, read again in the documents


def stands_in(value: str, text: str) -> bool:
    """Whether the value stands in the text, and not as a part of a longer number."""
    before = r"(?<![0-9.,])" if value[0].isdigit() else ""
    after = r"(?![0-9])" if value[-1].isdigit() else ""
    return re.search(before + re.escape(value) + after, text) is not None


def document(source: str) -> Document:
    return read_document(DOCUMENTS / manifest(source)["document"])


@with_documents
@pytest.mark.parametrize("source", SOURCES)
def test_the_document_is_the_one_named(source: str) -> None:
    assert document(source).sha256 == manifest(source)["sha256"]


@with_documents
@pytest.mark.parametrize("source", SOURCES)
def test_every_span_reads_again(source: str) -> None:
    page = document(source)
    rows = read(source, "locators")
    assert {row["span"]: page.digest(parse_span(row["span"])) for row in rows} == {
        row["span"]: row["sha256"] for row in rows
    }


@with_documents
@pytest.mark.parametrize("source", SOURCES)
def test_what_is_printed_stands_in_its_span(source: str) -> None:
    page = document(source)
    for table in tables(source):
        for row in read(source, table):
            texts = [page.read(span) for span in spans(row)] if row.get("locators") else []
            for name in (*sorted(PRINTED), "notation", "version"):
                if texts and row.get(name):
                    assert any(stands_in(row[name], text) for text in texts), (table, name, row)
            if number := re.search(r"[0-9][0-9.,]*", row.get("printed", "")):
                assert all(stands_in(number[0], text) for text in texts), (table, row)


@with_documents
def test_listings_and_employers_are_whole_items() -> None:
    page = document("ncstate")
    skills = {row["id"]: row["label"] for row in read("ncstate", "skills")}
    for row in read("ncstate", "skill_listings"):
        assert page.read(spans(row)[0]) == f"{skills[row['skill']]} {row['printed']}"
    employers = {row["id"]: row["label"] for row in read("ncstate", "employers")}
    for row in read("ncstate", "employer_posting_counts"):
        assert page.read(spans(row)[0]) == f"{employers[row['employer']]} ({row['printed']})"


@with_documents
@pytest.mark.parametrize("source", ["careerexplorer", "cityjobs"])
def test_the_skills_mentioned_are_named_in_the_statement(source: str) -> None:
    page = document(source)
    names = {row["name"] for row in read(source, "aliases")}
    for row in read(source, "statements"):
        text = " ".join(page.read(span) for span in spans(row))
        said = {name for name in names if re.search(rf"\b{re.escape(name)}\b", text)}
        assert said == {name for name in row["mentions"].split(LIST_SEPARATOR) if name}, row["id"]


def runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
    """Every run of so many words, case and punctuation aside."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


@with_documents
def test_no_sentence_of_the_documents_is_copied() -> None:
    copied = set[tuple[str, ...]]().union(*(runs(document(source).text) for source in SOURCES))
    texts = {"README.md": (SEEDS / "README.md").read_text(encoding="utf-8")}
    for source in SOURCES:
        texts[f"{source}/source.toml"] = str(manifest(source)["title"])
        for table in tables(source):
            for number, row in enumerate(read(source, table), 2):
                for name in set(row) - PRINTED:
                    texts[f"{source}/{table}.csv row {number}: {name}"] = row[name]
    assert {place for place, text in texts.items() if runs(text) & copied} == set()
