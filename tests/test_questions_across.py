"""The questions across taxonomies, asked of the seeds beside excerpts of the real downloads, where these are.

The excerpts are cut here, from the files beside the checkout; none of them is part of it.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from tests.test_questions import ANSWERS, rows

from lotgraph import cli
from lotgraph.build import pipeline
from lotgraph.settings import Settings
from lotgraph.sources import importers
from lotgraph.web.questions import Question, questions

DATA = Path(__file__).parents[2] / "shared" / "data"
ACROSS = ANSWERS / "across"
ESCO = "http://data.europa.eu/esco"
MAPPED = tuple(
    f"{ESCO}/occupation/{name}"
    for name in ("35553663-deab-4d9a-bf22-15c1625d28e8", "258e46f9-0075-4a2e-adae-1ff0477e0f30")
)
SKOS = "http://www.w3.org/2004/02/skos/core#"

pytestmark = [
    pytest.mark.skipif(not DATA.is_dir(), reason="the downloads are not beside it, in ../shared/data"),
    pytest.mark.slow,
]

across = [question for question in questions() if (ACROSS / f"{question.number:02}.csv").exists()]


@pytest.fixture(scope="module")
def publication(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds and excerpts of ESCO, O*NET, OEWS, the companies and a crosswalk, built together."""
    folder = tmp_path_factory.mktemp("across")
    with (seeds / "crosswalk" / "mappings.csv").open(encoding="utf-8", newline="") as text:
        targets = {row["object_id"] for row in csv.DictReader(text)}
    classification, relations = DATA / "esco-v1.1.1" / "classification-en", DATA / "esco-v1.1.1" / "relations"
    esco = folder / "ESCO v1.1.1"
    of_mapped = {
        row["skillUri"] for row in table(relations / "occupationSkillRelations.csv") if row["occupationUri"] in MAPPED
    }
    cut(classification / "occupations_en.csv", esco, lambda row: row["conceptUri"] in MAPPED)
    cut(classification / "ISCOGroups_en.csv", esco, lambda row: row["code"].startswith("2"))
    cut(classification / "skills_en.csv", esco, lambda row: row["conceptUri"] in of_mapped | targets)
    cut(relations / "broaderRelationsOccPillar.csv", esco, lambda row: row["conceptUri"] in MAPPED)
    cut(relations / "occupationSkillRelations.csv", esco, lambda row: row["occupationUri"] in MAPPED)
    onet = folder / "onet-29.3"
    with (seeds / "ncstate" / "skills.csv").open(encoding="utf-8", newline="") as text:
        listed = {row["label"].partition(" (")[0].lower() for row in csv.DictReader(text)}
    cut(DATA / "onet-29.3" / "Occupation Data.txt", onet, of_computing, "\t")
    technology = DATA / "onet-29.3" / "Technology Skills.txt"
    cut(technology, onet, lambda row: of_computing(row) and row["Example"].lower() in {*listed, "oracle java"}, "\t")
    oews = DATA / "bls-oews" / "oews_may2025_national_and_state_cross_industry.csv"
    soc = ("15-2051", "15-1221")
    cut(oews, folder, lambda row: row["area_type"] == "N" and row["occupation_code"] in soc)
    crosswalk = DATA / "crosswalks" / "2019_to_SOC_Crosswalk.csv"
    cut(crosswalk, folder, lambda row: row["2018 SOC Code"] in soc)
    companies = DATA / "employers-sp500" / "constituents.csv"
    cut(companies, folder, lambda row: row["Security"][0] in "AGIJMU")
    downloads = {
        "esco": esco,
        "onet": onet,
        "oews": folder / oews.name,
        "crosswalk": folder / crosswalk.name,
        "employers": folder / "constituents.csv",
    }
    for kind, path in downloads.items():
        importers.run(kind, path, folder / kind)
    name_the_same(folder / "employers")
    built = folder / "publication"
    pipeline.build(pipeline.Inputs.of([seeds, *(folder / kind for kind in downloads)]), built, settings(folder))
    return built


def of_computing(row: dict[str, str]) -> bool:
    return row["O*NET-SOC Code"].startswith("15-")


def name_the_same(employers: Path) -> None:
    """Say in the source folder of the companies, as the page on taxonomies shows, that Meta Platforms is Meta."""
    path = employers / "employers.csv"
    path.write_text(path.read_text("utf-8").replace("meta-platforms,Meta Platforms", "meta,Meta"), "utf-8")
    alias = "table,name,id,decided_by\nemployers,meta-platforms,meta,lotgraph editors\n"
    (employers / "aliases.csv").write_text(alias, "utf-8")


@pytest.mark.parametrize("question", across, ids=lambda question: str(question.number))
def test_a_question_has_its_answer(question: Question, publication: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # How long each takes is measured in benchmarks/.
    assert cli.main(["query", question.text, "--release", str(publication), "--format", "csv"]) == 0
    expected = (ACROSS / f"{question.number:02}.csv").read_text("utf-8")
    assert rows(capsys.readouterr().out) == rows(expected)


def test_the_questions_across_taxonomies_are_those_without_an_answer_in_the_seeds() -> None:
    empty = [path.name for path in sorted(ANSWERS.glob("*.csv")) if len(path.read_text("utf-8").splitlines()) == 1]
    assert [path.name for path in sorted(ACROSS.glob("*.csv"))] == empty


def test_the_page_shows_what_comes_out(root: Path) -> None:
    page = (root / "docs" / "taxonomies.md").read_text("utf-8")
    answers = {question.number: rows((ACROSS / f"{question.number}.csv").read_text("utf-8"))[1:] for question in across}
    essential = {row[3] for row in answers[26] if row[0] == "ICT intelligent systems designer"}
    listed = {row[3] for row in answers[26] if row[0] == "ICT intelligent systems designer" and row[4]}
    sure = {row[3] for row in answers[26] if row[3] in essential and row[5] in {"exactMatch", "closeMatch"}}
    known = [row for row in answers[29] if row[1]]
    expected = (
        f"{len(essential)} essential skills, {len(listed)} of them are near what NC State lists",
        f"and {len(sure)} the same or close",
        f"${answers[27][0][8]:,}",
        f"{answers[28][0][1]} ({answers[28][0][2]} shared)",
        f"{len(known)} of {len(answers[29])} employers",
    )
    assert [said for said in expected if said not in page] == []


# From one version of ESCO to the next


def test_what_changed_between_two_versions_of_esco(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = {row["conceptUri"]: row for row in table(DATA / "esco-v1.1.1" / "classification-en" / "occupations_en.csv")}
    new = {row["conceptUri"]: row for row in table(DATA / "esco-v1.2.0" / "occupations_en.csv")}
    kept = [iri for iri in old if iri in new]
    same = {iri for iri in kept if all(old[iri][name] == new[iri][name] for name in ("preferredLabel", "code"))}
    # Of the others there are enough: all that differ, and a few that do not.
    out = same - set(sorted(same)[:5])
    for version, folders in (("1.1.1", ("classification-en", "relations")), ("1.2.0", (".",))):
        download, source = tmp_path / f"ESCO v{version}", tmp_path / version
        for path in (path for name in folders for path in (DATA / f"esco-v{version}" / name).glob("*.csv")):
            if path.name.startswith(("occupations_", "ISCOGroups_", "broaderRelationsOccPillar")):
                cut(path, download, lambda row: row["conceptUri"] not in out)
        importers.run("esco", download, source)
        if version == "1.2.0":
            retire(source)
        assert cli.main(["build", str(source), "--out", str(tmp_path / "out"), "--version", version]) == 0
    capsys.readouterr()
    assert cli.main(["release", "diff", str(tmp_path / "out"), "1.1.1", "1.2.0", "--format", "json"]) == 0
    entities = json.loads(capsys.readouterr().out)["entities"]
    assert changes(entities) == {"added": 35, "retired": 3, "prefLabel": 16, "notation": 15}


def retire(source: Path) -> None:
    """What a publisher of ESCO says when the next version takes the place of one: two rows."""
    base = "https://w3id.org/lotgraph/id"
    ends = (f"{base}/source/esco-v%s", f"{base}/taxonomy/esco-occupations/v%s")
    lines = (f"{end % '1.1.1'},ESCO 1.2.0 is published in its place.,{end % '1.2.0'}" for end in ends)
    (source / "retirements.csv").write_text("\n".join(("iri,reason,successor", *lines, "")), "utf-8")


def changes(entities: Iterable[dict[str, object]]) -> Counter[str]:
    """How many occupations came, went, or have another label or code, in whatever graph."""
    found: Counter[str] = Counter()
    for entity in entities:
        if "/esco/occupation/" not in str(entity["iri"]):
            continue
        if entity["change"] != "changed":
            found[str(entity["change"])] += 1
            continue
        values: dict[tuple[str, str], set[str]] = {}
        for said in entity["properties"]:  # type: ignore[attr-defined]
            for side in ("old", "new"):
                values.setdefault((said["property"], side), set()).update(said[side])
        for name in ("prefLabel", "notation"):
            found[name] += values.get((SKOS + name, "old"), set()) != values.get((SKOS + name, "new"), set())
    return found


def settings(folder: Path) -> Settings:
    (folder / "lotgraph.toml").touch()
    return Settings.load(folder / "lotgraph.toml", {})


def table(path: Path, delimiter: str = ",") -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as text:
        if delimiter == "\t":
            yield from csv.DictReader(text, delimiter=delimiter, quoting=csv.QUOTE_NONE)
        else:
            yield from csv.DictReader(text)


def cut(path: Path, folder: Path, keep: Callable[[dict[str, str]], bool], delimiter: str = ",") -> None:
    """Write those rows of a file that are to be kept, into a file of the same name."""
    folder.mkdir(exist_ok=True)
    kept = [row for row in table(path, delimiter) if keep(row)]
    with (folder / path.name).open("w", encoding="utf-8", newline="") as text:
        if delimiter == "\t":
            text.writelines("\t".join(cells) + "\n" for cells in (kept[0], *(row.values() for row in kept)))
        else:
            writer = csv.DictWriter(text, kept[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(kept)
