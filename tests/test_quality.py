"""The quality of a release: its numbers are those that the endpoint and plain counting give, and nothing is hidden."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib import PROV, RDF, SH, SKOS
from tests import folders
from tests.dumps import plain

from lotgraph.build import pipeline
from lotgraph.release.folder import Release
from lotgraph.release.quality import DQV, METRICS, SHARES
from lotgraph.schema.vocabulary import expand
from lotgraph.settings import Settings

OA = rdflib.Namespace("http://www.w3.org/ns/oa#")


@pytest.fixture(scope="module")
def measured(folder: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(plain(folder / "dumps" / "graphs" / "quality.ttl"), format="turtle")


def value(graph: rdflib.Graph, base: str, name: str) -> str:
    (measurement,) = graph.subjects(DQV.isMeasurementOf, rdflib.URIRef(f"{base}quality#{name}"))
    (found,) = graph.objects(measurement, DQV.value)
    return str(found)


def counted(folder: Path) -> dict[str, int]:
    """The metrics, counted in the dump without a query."""
    said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for quad in ox.parse(plain(folder / "dumps" / "lotgraph.nq"), format=ox.RdfFormat.N_QUADS):
        said[quad.predicate.value][str(quad.subject)].add(str(quad.object))
    by = {name: said[expand(name)] for name in ("lg:source", "lg:locator", "lg:refArea", "lg:refPeriod", "rdf:type")}
    areas, lengths = said[expand("schema:identifier")], said[expand("time:hasXSDDuration")]
    sources = [
        thing
        for thing, kinds in by["rdf:type"].items()
        if kinds & {f"<{expand('lg:SourceDocument')}>", f"<{expand('lg:SourceTable')}>"}
    ]
    missing = f"<{expand('sdmx-code:obsStatus-M')}>"
    return {
        "claims": len(by["lg:source"]),
        "claims-with-locator": len(by["lg:source"].keys() & by["lg:locator"].keys()),
        "observations": len(by["lg:refArea"]),
        "observations-with-area": sum(bool(values & areas.keys()) for values in by["lg:refArea"].values()),
        "observations-with-period": sum(bool(values & lengths.keys()) for values in by["lg:refPeriod"].values()),
        "observations-with-year": sum(
            bool(values & said[expand("time:hasEnd")].keys()) for values in by["lg:refPeriod"].values()
        ),
        "figures-missing": sum(missing in values for values in said[expand("lg:shareStatus")].values()),
        "sources": len(sources),
        "sources-with-licence": sum(bool(said[expand("dct:license")][source]) for source in sources),
        "sources-without-licence": sum('"not stated"' in said[expand("dct:rights")][source] for source in sources),
        "sources-without-capture": sum(not said[expand("prov:generatedAtTime")][source] for source in sources),
    }


def test_the_numbers_are_those_of_the_dump(folder: Path, release: Release, measured: rdflib.Graph) -> None:
    expected = counted(folder)
    assert {metric.name: int(value(measured, release.base, metric.name)) for metric in METRICS} == expected
    assert expected["observations"] > expected["observations-with-area"] > 0
    assert expected["sources-without-capture"] == 6
    for share in SHARES:
        said = value(measured, release.base, share.name)
        assert abs(float(said) - expected[share.part] / expected[share.whole]) <= 0.00005
        assert "." not in said or not said.endswith(("0", "."))


def test_the_numbers_are_those_that_the_endpoint_gives(endpoint: str, release: Release, measured: rdflib.Graph) -> None:
    for metric in METRICS:
        node = rdflib.URIRef(f"{release.base}quality#{metric.name}")
        query = str(measured.value(node, SH.select))
        answer = httpx.get(endpoint, params={"query": query, "format": "csv"}, trust_env=False)
        assert answer.text.split() == ["value", value(measured, release.base, metric.name)], metric.name


def test_every_rule_of_the_shapes_is_counted(folder: Path, release: Release, measured: rdflib.Graph) -> None:
    report = rdflib.Graph().parse(folder / "report.ttl")
    found = len(list(report.objects(None, SH.result)))
    assert int(value(measured, release.base, "warnings")) == release.warnings == found == 5
    assert int(value(measured, release.base, "violations")) == 0
    rules = {str(rule): metric for metric, rule in measured.subject_objects(SKOS.notation)}
    assert {f"S{number:02}" for number in range(14, 61)} <= rules.keys()
    told = {rule: int(value(measured, release.base, f"rule-{rule}")) for rule in rules}
    assert {rule: count for rule, count in told.items() if count} == {"S24": 5}
    assert measured.value(rules["S24"], SH.severity) == SH.Warning
    assert measured.value(rules["S33"], SH.severity) == SH.Violation
    assert all(str(measured.value(metric, SKOS.definition)) for metric in rules.values())


def test_warnings_name_files_of_the_release_and_notes_stay(
    folder: Path, release: Release, measured: rdflib.Graph
) -> None:
    dataset = rdflib.URIRef(f"{release.base}releases/{release.version}/")
    texts = {
        str(measured.value(measured.value(note, OA.hasBody), RDF.value)): target == dataset
        for note, target in measured.subject_objects(OA.hasTarget)
    }
    warnings = [text for text, is_warning in texts.items() if is_warning]
    assert len(warnings) == 5
    for text in warnings:
        assert (folder / text.partition(":")[0]).is_file(), text
    assert any("a formula, not five measurements" in text for text, is_warning in texts.items() if not is_warning)


def test_shares_say_what_they_come_from_and_all_is_about_the_release(release: Release, measured: rdflib.Graph) -> None:
    dataset = rdflib.URIRef(f"{release.base}releases/{release.version}/")
    assert set(measured.objects(None, DQV.computedOn)) == {dataset}
    assert len(list(measured.subject_objects(PROV.wasDerivedFrom))) == 2 * len(SHARES)
    assert not [term for triple in measured for term in triple if isinstance(term, rdflib.BNode)]
    (graph,) = [each for each in release.beside if each.name == "quality"]
    assert graph.triples == len(measured)
    assert graph.iri not in release.data_graphs


def test_a_publication_without_figures_has_no_shares(tmp_path: Path) -> None:
    source = folders.put(tmp_path / "source", {"skills": "id,label\npython,=Python\n"})
    settings = Settings.load(Path("/dev/null"), {}, {"base": "https://data.example.org/"})
    made = pipeline.build(pipeline.Inputs.of([source]), tmp_path / "out", settings)
    graph = rdflib.Graph().parse(plain(made.folder / "dumps" / "graphs" / "quality.ttl"), format="turtle")
    assert value(graph, "https://data.example.org/", "claims") == "0"
    assert not list(graph.objects(None, PROV.wasDerivedFrom))
    texts = [str(text) for text in graph.objects(None, RDF.value)]
    assert len(texts) == len(made.warnings)
    assert not [text for text in texts if str(tmp_path) in text]
