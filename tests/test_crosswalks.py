"""Crosswalks: official files become mappings, mappings become chains, and only accepted ones are asserted."""

from __future__ import annotations

import csv
import os
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib import OWL, RDF, SKOS, URIRef
from tests.dumps import plain
from tests.folders import TABLES, put, read

from lotgraph import cli
from lotgraph.build.engine import Dataset, Run
from lotgraph.build.pipeline import Inputs, build, rebuild
from lotgraph.errors import InputError, UsageError
from lotgraph.formats.sssom.acceptance import MATCHES
from lotgraph.formats.sssom.chaining import (
    Link,
    chains,
    compose,
    direct,
    loss,
)
from lotgraph.formats.sssom.text import read_mappings, write_lines
from lotgraph.rdf.statements import read_statements
from lotgraph.release.mappings import rows_of
from lotgraph.settings import Settings
from lotgraph.sources import importers
from lotgraph.sources.importers.chains import Chained, chain
from lotgraph.validation import validate

DATA = Path(__file__).parents[2] / "shared" / "data" / "crosswalks"
BASE = "https://data.example.org/work/"
DATE = "2026-11-22"
ROOT = Path(__file__).parents[1]
SSSOM = rdflib.Namespace("https://w3id.org/sssom/")

with_files = pytest.mark.skipif(not DATA.is_dir(), reason="the official files are not beside it, in ../shared/data")


def rows(folder: Path, table: str = "mappings") -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def count(lines: tuple[importers.Line, ...], outcome: str) -> int:
    return sum(line.count for line in lines if line.outcome == outcome)


def published(folder: Path, *sources: Path) -> Dataset:
    (folder / "out").mkdir()
    return Run(read(*sources).connection, BASE).write(folder / "out")


def read_beside(dataset: Dataset) -> str:
    """The lines of the graphs beside the data."""
    return "".join(each.path.read_text("utf-8") for each in dataset.beside)


def graph(dataset: Dataset, name: str) -> rdflib.Graph:
    for each in (*dataset.graphs, *dataset.beside):
        if each.iri == f"{BASE}graph/{name}":
            triples = each.path.read_text("utf-8").replace(f" <{each.iri}> .\n", " .\n")
            return rdflib.Graph().parse(data=triples, format="nt")
    return rdflib.Graph()


# What is said of a mapping, and where

HEAD = (
    "id,subject_id,predicate_id,predicate_modifier,object_id,mapping_justification,confidence,subject_source,"
    "subject_source_version,object_source,object_source_version,mapping_tool,mapping_tool_version,mapping_date,"
    "reviewer_id,reviewer_label,comment,derived_from\n"
)


def row(name: str, other: str, modifier: str = "", reviewer: str = "", steps: str = "") -> str:
    return (
        f"{name},occupation:1011,skos:exactMatch,{modifier},{other},semapv:CompositeMatching,0.5,scheme:lot,7.3.0,"
        f"https://o.example/all,2,matcher,1.0,{DATE},{'https://orcid.example/1' if reviewer else ''},{reviewer},why,"
        f"{steps}\n"
    )


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("mappings")
    text = HEAD + row("yes", "https://o.example/1", reviewer="Ann|Ben") + row("open", "https://o.example/2")
    text += row("no", "https://o.example/3", "Not", "Ann") + row("none", "sssom:NoTermFound", reviewer="Ann")
    text += row("outside", "https://o.example/4", reviewer="Ann").replace("skos:exactMatch", "owl:equivalentClass")
    text += row("chained", "https://o.example/5", steps="demo/yes|demo/open")
    tables = {name: TABLES[name] for name in ("schemes", "levels", "occupations")} | {"mappings": text}
    return published(folder, put(folder / "demo", tables))


def record(name: str) -> URIRef:
    return URIRef(f"{BASE}id/mapping/demo/{name}")


def test_an_accepted_mapping_is_asserted_beside_its_record(dataset: Dataset) -> None:
    found = graph(dataset, "mappings")
    subject = URIRef(f"{BASE}id/occupation/1011")
    assert set(found.objects(subject, SKOS.exactMatch)) == {URIRef("https://o.example/1")}
    assert set(found.subjects(RDF.type, OWL.Axiom)) == {record("yes"), record("none")}
    said = {str(p).rpartition("/")[2]: str(o) for p, o in found.predicate_objects(record("yes"))}
    assert {str(label) for label in found.objects(record("yes"), SSSOM.reviewer_label)} == {"Ann", "Ben"}
    assert said["confidence"] == "0.5"
    assert said["subject_source"] == f"{BASE}id/taxonomy/lot"
    assert said["object_source"] == "https://o.example/all"
    assert (said["mapping_tool"], said["mapping_tool_version"]) == ("matcher", "1.0")
    assert said["reviewer_id"] == "https://orcid.example/1"
    assert said["mapping_date"] == DATE
    assert said["mapping_cardinality"] == "1:1"


def test_what_was_looked_for_and_not_found_is_a_record_alone(dataset: Dataset) -> None:
    found = graph(dataset, "mappings")
    assert found.value(record("none"), OWL.annotatedTarget) == SSSOM.NoTermFound
    assert str(found.value(record("none"), SSSOM.mapping_cardinality)) == "1:0"
    assert (None, None, SSSOM.NoTermFound) in found
    assert (None, SKOS.exactMatch, SSSOM.NoTermFound) not in found


def test_candidates_and_rejections_are_beside_the_data_and_never_asserted(dataset: Dataset) -> None:
    found = graph(dataset, "mapping-candidates")
    assert set(found.subjects(RDF.type, OWL.Axiom)) == {record("open"), record("no"), record("chained")}
    assert f"{BASE}graph/mapping-candidates" in {each.iri for each in dataset.beside}
    for match in MATCHES:
        assert not list(found.subject_objects(SKOS[match.removeprefix("skos:")]))
    assert str(found.value(record("no"), SSSOM.predicate_modifier)) == "Not"
    assert str(found.value(record("no"), SSSOM.reviewer_label)) == "Ann"
    data = dataset.quads.read_text("utf-8")
    for name in ("open", "no", "chained", "outside"):
        assert f"mapping/demo/{name}>" not in data
    for other in "2345":
        assert f"https://o.example/{other}" not in data
    assert "https://o.example/4" not in read_beside(dataset)


def test_a_chain_names_its_steps(dataset: Dataset) -> None:
    steps = graph(dataset, "mapping-candidates").objects(record("chained"), rdflib.PROV.wasDerivedFrom)
    assert set(steps) == {record("yes"), record("open")}


def test_what_is_beside_the_data_conforms_to_shapes_of_its_own(dataset: Dataset) -> None:
    shapes = rdflib.Graph().parse(ROOT / "shapes" / "beside" / "mappings.ttl")
    candidates = [each.path for each in dataset.beside if each.iri.endswith("candidates")]
    with read_statements(candidates) as statements:
        assert validate(statements, shapes, rdflib.Graph()).findings == ()
    accepted = [each.path for each in dataset.graphs if each.iri.endswith("graph/mappings")]
    with read_statements(accepted) as statements:
        found = validate(statements, shapes, rdflib.Graph()).findings
    assert {finding.focus for finding in found} == {str(record("yes")), str(record("none"))}


def test_a_release_has_its_rows_as_sssom(dataset: Dataset, tmp_path: Path) -> None:
    graphs = [each.path for each in (*dataset.graphs, *dataset.beside) if "graph/mapping" in each.iri]
    found = rows_of(graphs)
    assert [each["record_id"].rpartition("/")[2] for each in found] == ["chained", "no", "none", "open", "yes"]
    path = tmp_path / "m.sssom.tsv"
    path.write_text("".join(write_lines(found, {}, f"{BASE}m", "https://l.example/by")), "utf-8")
    assert list(read_mappings(path, {}).rows) == found
    (yes,) = (each for each in found if each["record_id"].endswith("/yes"))
    assert yes["predicate_id"] == "skos:exactMatch"
    assert yes["mapping_justification"] == "semapv:CompositeMatching"
    assert yes["reviewer_label"] == "Ann|Ben"
    assert yes["object_source_version"] == "2"


def test_a_mapping_that_is_rejected_later_leaves_the_data_and_no_tombstone(tmp_path: Path) -> None:
    """The record is kept, so that nothing disappears; the release has it in its file of mappings too."""
    chosen = Settings.load(Path(os.devnull), {}, {"base": BASE, "version": "1", "dump_formats": "nquads"})
    tables = {name: TABLES[name] for name in ("schemes", "levels", "occupations")}
    releases = []
    for version, modifier in (("1", ""), ("2", "Not")):
        text = HEAD + row("it", "https://o.example/1", modifier, "Ann")
        source = put(tmp_path / "demo", {**tables, "mappings": text})
        built = build(Inputs.of([source]), tmp_path / "out", replace(chosen, version=version))
        releases.append(built.folder)
        (found,) = read_mappings(built.folder / "dumps" / "mappings.sssom.tsv", {}).rows
        assert found["record_id"] == str(record("it"))
        assert found.get("predicate_modifier", "") == modifier
        asserted = f"<{SKOS.exactMatch}>" in plain(built.folder / "dumps" / "lotgraph.nq").decode()
        assert asserted == (not modifier)
        catalogue = (built.folder / "catalogue.ttl").read_text("utf-8")
        assert "dumps/mappings.sssom.tsv" in catalogue
    _, different = rebuild(releases[-1], tmp_path / "again")
    assert different == ()


# Official files

FILES = {
    "onet.csv": "O*NET-SOC 2010 Code,O*NET-SOC 2010 Title,O*NET-SOC 2019 Code,O*NET-SOC 2019 Title\n"
    "11-1011.00,Chiefs,11-1011.00,Chiefs\n11-2011.00,Old name,11-2012.00,New name\n"
    "15-1.0,Bad,15-1111.00,Bad\n11-1011.00,Chiefs,11-1011.00,Chiefs\n"
    "15-0001.00,Whole,15-0002.00,Part\n15-0001.00,Whole,15-0003.00,Other part\n"
    "17-0001.00,One,17-0003.00,Both\n17-0002.00,Two,17-0003.00,Both\n"
    "19-0001.00,A,19-0001.00,A\n19-0001.00,A,19-0002.00,B\n19-0003.00,C,19-0002.00,B\n",
    "soc.csv": "O*NET-SOC 2019 Code,O*NET-SOC 2019 Title,2018 SOC Code,2018 SOC Title\n"
    "15-0002.00,Part,15-0002,Part\n15-0002.01,Detail,15-0002,Part\n15-0003.00,Other part,15-0003,Other part\n",
    "isco.csv": "isco2008,isco2008_title,soc2010,soc2010_title,part\n"
    "110,Officers,55-1011,Air Crew ,\n2511 ,Analysts,15-1121,Systems analysts,*\n211,Professionals,19-2099,Others,\n"
    "x1,None,19-2099,Others,\n",
    "soc2010.csv": "soc2010,soc2010_title,soc2018,soc2018_title\n"
    "15-1121,Systems analysts,15-1211,Systems Analysts (##)\n",
}  # fmt: skip


def imported(folder: Path, name: str) -> tuple[Path, tuple[importers.Line, ...]]:
    (folder / name).write_text(FILES[name], "utf-8")
    out = folder / name.removesuffix(".csv")
    return out, importers.run("crosswalk", folder / name, out)


def test_the_shape_of_a_relation_tells_what_it_is(tmp_path: Path) -> None:
    out, lines = imported(tmp_path, "onet.csv")
    relations = ((each["id"], each["predicate_id"], each["mapping_cardinality"]) for each in rows(out))
    found = {name: (predicate.removeprefix("skos:"), sides) for name, predicate, sides in relations}
    assert found == {
        "11-1011.00--11-1011.00": ("exactMatch", "1:1"),
        "11-2011.00--11-2012.00": ("closeMatch", "1:1"),
        "15-0001.00--15-0002.00": ("narrowMatch", "1:n"),
        "15-0001.00--15-0003.00": ("narrowMatch", "1:n"),
        "17-0001.00--17-0003.00": ("broadMatch", "n:1"),
        "17-0002.00--17-0003.00": ("broadMatch", "n:1"),
        "19-0001.00--19-0001.00": ("narrowMatch", "1:n"),
        "19-0001.00--19-0002.00": ("relatedMatch", "n:n"),
        "19-0003.00--19-0002.00": ("broadMatch", "n:1"),
    }
    assert (count(lines, "read"), count(lines, "kept"), count(lines, "set-aside")) == (11, 9, 2)
    reasons = {line.reason for line in lines if line.outcome == "set-aside"}
    assert reasons == {"O*NET-SOC 2010 Code is no code of O*NET-SOC 2010", "is there twice"}
    first = rows(out)[0]
    assert first["subject_id"] == "occupation:onet-soc-2010:11-1011.00"
    assert (first["object_source"], first["object_source_version"]) == ("scheme:onet-soc", "2019")


def test_a_detail_of_onet_is_below_its_occupation_of_soc(tmp_path: Path) -> None:
    out, _ = imported(tmp_path, "soc.csv")
    found = [each["predicate_id"] for each in rows(out)]
    assert found == ["skos:exactMatch", "skos:broadMatch", "skos:exactMatch"]
    assert rows(out)[0]["object_id"] == "occupation:soc-2018:15-0002"


def test_codes_and_titles_are_repaired_and_it_is_said(tmp_path: Path) -> None:
    out, lines = imported(tmp_path, "isco.csv")
    found = rows(out)
    iri = "http://data.europa.eu/esco/isco/C"
    assert [each["subject_id"].removeprefix(iri) for each in found] == ["0110", "2511", "211"]
    assert found[1]["predicate_id"] == "skos:relatedMatch"
    repaired = {line.reason: line.count for line in lines if line.outcome == "repaired"}
    assert repaired == {
        "isco2008 lacks its leading zero": 1,
        "isco2008 has more than a code around it": 1,
        "blanks around soc2010_title": 1,
    }
    assert [line.example for line in lines if line.outcome == "set-aside"] == ["row 5: x1"]
    out, lines = imported(tmp_path, "soc2010.csv")
    assert rows(out)[0]["object_label"] == "Systems Analysts"
    assert rows(out)[0]["predicate_id"] == "skos:exactMatch"


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("code,title\n1,A\n", "utf-8")
    with pytest.raises(InputError, match=r"row 1: is no crosswalk that is known here .*columns code or title"):
        importers.run("crosswalk", path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@with_files
@pytest.mark.parametrize(
    ("name", "kept", "repaired"),
    [
        ("2010_to_2019_Crosswalk.csv", 1164, 0),
        ("2019_to_SOC_Crosswalk.csv", 1016, 0),
        ("isco2008_soc2010.csv", 1125, 1),
        ("soc2010_soc2018.csv", 900, 64),
    ],
)
def test_the_official_files_become_mappings(tmp_path: Path, name: str, kept: int, repaired: int) -> None:
    lines = importers.run("crosswalk", DATA / name, tmp_path / "out")
    assert count(lines, "read") == count(lines, "kept") == kept == len(rows(tmp_path / "out"))
    assert count(lines, "repaired") == repaired
    read(tmp_path / "out").connection.close()


# Chains


def linked(*pairs: str) -> list[Link]:
    """Links of "a>b" (narrower), "a<b" (broader), "a=b" (the same), "a~b" (close)."""
    kinds = {">": "narrow", "<": "broad", "=": "exact", "~": "close"}
    return [Link(pair[0], f"skos:{kinds[pair[1]]}Match", pair[2], pair) for pair in pairs]


def test_predicates_compose() -> None:
    exact, close, broad, narrow, related = MATCHES
    for match in MATCHES:
        assert compose(exact, match) == compose(match, exact) == match
    assert compose(broad, broad) == broad
    assert compose(narrow, narrow) == narrow
    for one, other in ((broad, narrow), (narrow, broad), (close, close), (close, broad), (related, related)):
        assert compose(one, other) == related


@given(st.lists(st.sampled_from(MATCHES), min_size=3, max_size=3))
def test_it_does_not_matter_where_a_chain_is_begun(matches: list[str]) -> None:
    one, two, three = matches
    assert compose(compose(one, two), three) == compose(one, compose(two, three))


def test_a_step_that_leads_the_other_way_is_turned() -> None:
    steps = direct([linked("b>a", "c>a"), linked("b=x", "c<y")])
    found = chains(steps)
    assert [(path.concepts, path.predicate) for path in found] == [
        (("a", "b", "x"), "skos:broadMatch"),
        (("a", "c", "y"), "skos:broadMatch"),
    ]
    assert [path.records for path in found] == [("b>a", "b=x"), ("c>a", "c<y")]
    back = chains(direct([linked("a=b"), linked("c>b")]))
    assert [(path.concepts, path.predicate) for path in back] == [(("a", "b", "c"), "skos:broadMatch")]
    with pytest.raises(ValueError, match="2"):
        direct([linked("a=b"), linked("x=y")])


def test_loss_is_counted() -> None:
    steps = direct([linked("a>b", "a>c", "d=e", "f=g"), linked("b=x", "c=y", "g=x")])
    lost = loss(steps, chains(steps))
    assert (lost.subjects, lost.ends_nowhere, lost.fans_out, lost.widest, lost.objects) == (3, 1, 1, 2, 2)


def chained(folder: Path) -> tuple[Path, Chained]:
    sources = [imported(folder, name)[0] for name in ("onet.csv", "soc.csv")]
    return folder / "chain", chain(sources, folder / "chain", DATE)


def test_a_chain_is_a_source_with_its_steps_and_its_loss(tmp_path: Path) -> None:
    out, made = chained(tmp_path)
    found = rows(out)
    assert [(each["subject_id"][-10:], each["predicate_id"], each["object_id"]) for each in found] == [
        ("15-0001.00", "skos:narrowMatch", "occupation:soc-2018:15-0002"),
        ("15-0001.00", "skos:narrowMatch", "occupation:soc-2018:15-0003"),
    ]
    for each in found:
        assert each["mapping_justification"] == "semapv:MappingChaining"
        assert each["mapping_cardinality"] == "1:n"
        assert each["mapping_date"] == DATE
        assert "The subject reaches 2 in 2 steps." in each["comment"]
    assert (
        found[0]["derived_from"]
        == "onet-soc-2010--2019/15-0001.00--15-0002.00|onet-soc-2019--soc-2018/15-0002.00--15-0002"
    )
    assert (made.chains, made.loss.subjects, made.loss.ends_nowhere, made.loss.fans_out) == (2, 7, 6, 1)
    (note,) = rows(out, "quality_notes")
    assert note["about"] == "mappings"
    assert "of 7 subjects 6 end nowhere and 1 reach several objects, up to 2" in note["note"]
    for file in ("onet-soc-2010--2019/mappings", "onet-soc-2019--soc-2018/mappings"):
        counted = Counter({line.outcome: line.count for line in made.lines if line.file == file and not line.reason})
        aside = sum(line.count for line in made.lines if line.file == file and line.outcome == "set-aside")
        assert counted["read"] == counted["kept"] + aside


def test_a_chain_is_published_only_as_a_candidate_with_its_loss(tmp_path: Path) -> None:
    out, _ = chained(tmp_path)
    dataset = published(tmp_path, tmp_path / "onet", tmp_path / "soc", out)
    found = graph(dataset, "mapping-candidates")
    chain_of = {str(each) for each in found.subjects(RDF.type, OWL.Axiom)}
    assert len(chain_of) == 2
    assert all("/mapping/chain--" in each for each in chain_of)
    accepted = set(graph(dataset, "mappings").subjects(RDF.type, OWL.Axiom))
    for each in chain_of:
        assert set(found.objects(URIRef(each), rdflib.PROV.wasDerivedFrom)) <= accepted
    told = read_beside(dataset)
    assert "6 end nowhere" in told
    source = f"<{BASE}id/source/chain--onet-soc-2010--2019--onet-soc-2019--soc-2018>"
    assert f"<http://www.w3.org/ns/oa#hasTarget> {source}" in told


def test_a_step_that_is_gone_is_told(tmp_path: Path) -> None:
    out, _ = chained(tmp_path)
    path = tmp_path / "onet" / "mappings.csv"
    kept = (line for line in path.read_text("utf-8").splitlines(keepends=True) if "15-0001.00--15-0002" not in line)
    path.write_text("".join(kept), "utf-8")
    with pytest.raises(InputError, match="is not in mappings of that source; make the chain again"):
        read(tmp_path / "onet", tmp_path / "soc", out)
    read(out).connection.close()


def test_no_chain_is_made_of_candidates(tmp_path: Path) -> None:
    first, _ = imported(tmp_path, "onet.csv")
    second, _ = imported(tmp_path, "soc.csv")
    path = second / "mappings.csv"
    path.write_text(path.read_text("utf-8").replace("ManualMappingCuration", "LexicalMatching", 1), "utf-8")
    made = chain([first, second], tmp_path / "chain", DATE)
    assert made.chains == 1
    assert "is a candidate, which no chain is made of" in {line.reason for line in made.lines}


def test_what_cannot_be_chained_is_told(tmp_path: Path) -> None:
    first, _ = imported(tmp_path, "onet.csv")
    second, _ = imported(tmp_path, "isco.csv")
    with pytest.raises(UsageError, match="two source folders or more"):
        chain([first], tmp_path / "out", DATE)
    with pytest.raises(InputError, match="isco: has no mapping that starts or ends where"):
        chain([first, second], tmp_path / "out", DATE)
    other = put(tmp_path / "other", {"skills": "id,label\npython,Python\n"})
    with pytest.raises(InputError, match="other: has no mappings"):
        chain([first, other], tmp_path / "out", DATE)
    assert not (tmp_path / "out").exists()


def test_the_command_prints_the_loss(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = [str(imported(tmp_path, name)[0]) for name in ("onet.csv", "soc.csv")]
    assert cli.main(["chain", *folders, "--out", str(tmp_path / "chain"), "--date", DATE]) == 0
    said = capsys.readouterr().out
    assert "subjects  7, of which 6 end nowhere" in said
    assert "fan out   1, to 2 objects at most" in said


@with_files
def test_the_official_chain_leads_from_isco_to_soc(tmp_path: Path) -> None:
    folders = []
    for name in ("isco2008_soc2010.csv", "soc2010_soc2018.csv"):
        importers.run("crosswalk", DATA / name, tmp_path / name)
        folders.append(tmp_path / name)
    made = chain(folders, tmp_path / "chain", DATE)
    assert (made.chains, made.loss.subjects, made.loss.fans_out, made.loss.widest) == (1294, 438, 299, 37)
    back = chain(folders[::-1], tmp_path / "back", DATE)
    assert back.chains == made.chains
    (one,) = (each for each in rows(tmp_path / "back") if each["subject_id"].endswith("15-2051"))
    assert one["object_id"].endswith("C3314")
    assert one["predicate_id"] == "skos:broadMatch"


# Reviewed files

REVIEWED = (
    '#curie_map:\n#  occupation: "{base}id/occupation/"\n#  scheme: "{base}id/taxonomy/"\n#  o: "http://o.example/"\n'
    '#license: "https://l.example/by"\n#mapping_set_id: "{base}{of}"\n#creator_label: Ann\n'
    "subject_id\tpredicate_modifier\tpredicate_id\tobject_id\tmapping_justification\tobject_source\t"
    "object_source_version\treviewer_label\tauthor_label\n"
    "occupation:a%20b\t\tskos:exactMatch\to:1\tsemapv:CompositeMatching\tscheme:lot\t1\tAnn\tBen\n"
    "occupation:a%20b\t\tskos:closeMatch\to:2\tsemapv:CompositeMatching\tscheme:lot\t1\t\tBen\n"
    "occupation:a%20b\tNot\tskos:closeMatch\to:3\tsemapv:CompositeMatching\tscheme:lot\t1\tAnn\tBen\n"
    "occupation:a%20b\t\towl:sameAs\to:4\tsemapv:CompositeMatching\tscheme:lot\t1\tAnn\tBen\n"
)


def test_a_reviewed_file_becomes_a_source(tmp_path: Path) -> None:
    path = tmp_path / "ours.sssom.tsv"
    path.write_text(REVIEWED.format(base=BASE, of="mapping-set/a--b"), "utf-8")
    lines = importers.run("sssom", path, tmp_path / "out")
    assert (count(lines, "read"), count(lines, "kept"), count(lines, "set-aside")) == (4, 3, 1)
    assert [line.example for line in lines if line.outcome == "set-aside"] == ["row 12: owl:sameAs"]
    assert [line.reason for line in lines if line.outcome == "left-out"] == ["the columns author_label"]
    found = rows(tmp_path / "out")
    assert [each["id"] for each in found] == ["a-b--1", "a-b--2", "a-b--3"]
    assert {each["subject_id"] for each in found} == {"occupation:a b"}
    assert {each["object_source"] for each in found} == {"scheme:lot"}
    assert [each["reviewer_label"] for each in found] == ["Ann", "", "Ann"]
    toml = (tmp_path / "out" / "source.toml").read_text("utf-8")
    assert 'id = "ours"' in toml
    assert 'publisher = "Ann"' in toml
    assert 'licence = "https://l.example/by"' in toml


def test_what_others_call_an_occupation_stays_theirs(tmp_path: Path) -> None:
    path = tmp_path / "theirs.sssom.tsv"
    path.write_text(REVIEWED.format(base=BASE, of="dumps/mappings"), "utf-8")
    importers.run("sssom", path, tmp_path / "out")
    assert {each["subject_id"] for each in rows(tmp_path / "out")} == {f"{BASE}id/occupation/a%20b"}


def test_a_file_with_a_bad_row_leaves_no_half_import(tmp_path: Path) -> None:
    path = tmp_path / "m.sssom.tsv"
    path.write_text(REVIEWED.format(base=BASE, of="m").replace("owl:sameAs", "skos:sameish"), "utf-8")
    with pytest.raises(InputError, match="row 12: predicate_id 'skos:sameish' must be a predicate"):
        importers.run("sssom", path, tmp_path / "out")
    assert [each.name for each in tmp_path.iterdir()] == ["m.sssom.tsv"]
