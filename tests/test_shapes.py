"""Each shape has examples under ``shapes/``: an update that breaks ``base.ttl``, and one that nearly does.

``S20-2.bad.ru`` is the second bad example of S20.  The first line of a bad one names all that must fire.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib import DCTERMS, OWL, RDF, RDFS, SH, SKOS, BNode, Literal, URIRef

from lotgraph.errors import LotgraphError
from lotgraph.rdf.nquads import Quad
from lotgraph.rdf.statements import Statements, hold_statements
from lotgraph.validation import (
    Finding,
    Report,
    report_graph,
    validate,
)

ROOT = Path(__file__).parents[1]
EXAMPLES = Path(__file__).parent / "shapes"
BAD = sorted(EXAMPLES.glob("*.bad.ru"))
GOOD = sorted(EXAMPLES.glob("*.good.ru"))
LG = "https://w3id.org/lotgraph/ns#"
LGSH = "https://w3id.org/lotgraph/shapes#"
WARNINGS = {"S24", "S39", "S78"}
RULES = {f"S{number:02}" for number in range(1, 87)} | {"closed"}
BASE = "https://w3id.org/lotgraph/"


@functools.cache
def shapes() -> rdflib.Graph:
    graph = rdflib.Graph()
    for file in sorted((ROOT / "shapes").glob("*.ttl")):
        graph.parse(file)
    return graph


@functools.cache
def ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(ROOT / "ontology" / "lotgraph.ttl")


@functools.cache
def base() -> tuple[tuple[pyoxigraph.Quad, ...], dict[str, str]]:
    parser = pyoxigraph.parse(path=str(EXAMPLES / "base.ttl"), format=pyoxigraph.RdfFormat.TURTLE)
    return tuple(parser), parser.prefixes


def store(update: str = "") -> pyoxigraph.Store:
    quads, prefixes = base()
    data = pyoxigraph.Store()
    data.extend(quads)
    data.update(update, base_iri=f"{BASE}id/", prefixes=prefixes)
    return data


def judged(
    data: pyoxigraph.Store,
    by: Callable[[Statements, rdflib.Graph, rdflib.Graph], Report] = validate,
    rules: rdflib.Graph | None = None,
    hierarchy: rdflib.Graph | None = None,
) -> Report:
    """What a validator finds in a store: by the shapes and the ontology, if no others are given."""
    quads = (Quad(str(each.subject), str(each.predicate), str(each.object), str(each.graph_name)) for each in data)
    with hold_statements(sorted(quads)) as held:
        return by(held, shapes() if rules is None else rules, ontology() if hierarchy is None else hierarchy)


def found(update: str) -> Report:
    return judged(store(update))


def constraints() -> set[URIRef]:
    """All that can fire: shapes with a parameter of their own, and SPARQL constraints."""
    structure = {SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.sparql, SH.property}
    structure |= {SH.path, SH.message, SH.severity, SH.prefixes}
    typed = {
        subject
        for kind in (SH.NodeShape, SH.PropertyShape, SH.SPARQLConstraint)
        for subject in shapes().subjects(RDF.type, kind)
    }
    assert all(isinstance(subject, URIRef) for subject in typed)
    firing = {subject for subject in typed if set(shapes().predicates(subject)) - structure - {RDF.type}}
    return {subject for subject in firing if isinstance(subject, URIRef)}


def rule(example: Path) -> str:
    return example.name.partition(".")[0].partition("-")[0]


def announced(example: Path) -> set[str]:
    comment = example.read_text(encoding="utf-8").partition("\n")[0]
    return set(comment.partition("; fires: ")[2].split())


def test_the_base_conforms() -> None:
    assert found("").findings == ()


@pytest.mark.parametrize("example", BAD, ids=lambda example: example.name)
def test_bad(example: Path) -> None:
    report = found(example.read_text(encoding="utf-8"))
    assert {finding.name for finding in report.findings} == announced(example)
    for finding in report.findings:
        assert finding.severity == str(SH.Warning if finding.rule in WARNINGS else SH.Violation)
        assert "{" not in finding.message
    assert rule(example) in {finding.rule for finding in report.findings}
    assert report.conforms == (not report.violations)


@pytest.mark.parametrize("example", GOOD, ids=lambda example: example.name)
def test_good(example: Path) -> None:
    assert found(example.read_text(encoding="utf-8")).findings == ()


def test_each_rule_has_good_and_bad_examples() -> None:
    assert {rule(example) for example in BAD} == RULES
    assert {rule(example) for example in GOOD} == RULES


def test_each_constraint_fires_in_some_bad_example() -> None:
    fired = {LGSH + name for example in BAD for name in announced(example)}
    assert fired == {str(constraint) for constraint in constraints()}


def test_each_constraint_is_an_iri_named_after_its_rule() -> None:
    for constraint in constraints():
        assert constraint.startswith(LGSH)
        assert constraint.removeprefix(LGSH).partition("-")[0] in RULES
    for list_of_shapes in (SH["or"], SH["and"], SH.xone, SH["not"], SH.node, SH.property, SH.sparql):
        assert not any(isinstance(shape, BNode) for shape in shapes().objects(None, list_of_shapes))


def test_each_constraint_has_one_message_in_english() -> None:
    for constraint in constraints():
        (message,) = shapes().objects(constraint, SH.message)
        assert isinstance(message, Literal)
        assert message.language == "en"


def test_no_shape_names_an_iri_of_the_data() -> None:
    terms = {str(term) for triple in shapes() for term in triple}
    assert not any(f"{BASE}id/" in term or f"{BASE}graph/" in term for term in terms)


def test_queries_hold_nothing_that_shacl_forbids() -> None:
    for query in shapes().objects(None, SH.select):
        words = str(query).upper().split()
        assert not {"VALUES", "MINUS", "SERVICE"} & set(words)
        assert "$THIS" in words


def test_queries_ask_few_focus_nodes() -> None:
    few = {SH.targetNode: set(shapes().objects(None, SH.targetNode))}
    few[SH.targetClass] = {
        URIRef(f"{LG}Source"),
        URIRef(f"{LG}SourceDocument"),
        URIRef("http://purl.org/linked-data/cube#DataSet"),
        SKOS.ConceptScheme,
    }
    few[SH.targetSubjectsOf] = {
        URIRef(f"{LG}notationPattern"),
        URIRef(f"{LG}versionPattern"),
        URIRef("http://rdf-vocabulary.ddialliance.org/xkos#numberOfLevels"),
        OWL.deprecated,
        DCTERMS.isReplacedBy,
    }
    for shape in shapes().subjects(SH.sparql):
        for target in (SH.targetNode, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf):
            assert set(shapes().objects(shape, target)) <= few.get(target, set())


VALUES = {
    "S07": {"occupation/23112013", "occupation/ai"},
    "S28": {
        "obs/page/share-by-skill/23112013/not-stated/p1y/python",
        "obs/page/share-by-skill/23112013/not-stated/p1y/python-2",
    },
    "S31": {
        "obs/figures/posting-count/23112013/US/not-stated",
        "obs/figures/employer-posting-count/23112013/US/not-stated/acme",
        "obs/figures/employer-posting-count/23112013/US/not-stated/emca",
    },
    "S32": {
        "obs/figures/posting-count/23112013/US/not-stated",
        "obs/figures/posting-count/23112013/US-NC/not-stated",
    },
    "S38": {
        "obs/page/salary/23112013/US/p1y/percentile-25/all",
        "obs/page/salary/23112013/US/p1y/percentile-75/all",
    },
    "S43": {
        "obs/figures/share-by-experience/23112013/US/not-stated/0-2",
        "obs/figures/share-by-experience/23112013/US/not-stated/3-plus",
    },
    "S50": {"listing/page/23112013/defining/python", "listing/page/23112013/necessary/python"},
    "S52": {"skill/python", "skill/python2"},
}


@pytest.mark.parametrize("name", sorted(VALUES))
def test_a_rule_over_several_rows_names_each_in_the_same_words(name: str) -> None:
    report = found((EXAMPLES / f"{name}.bad.ru").read_text(encoding="utf-8"))
    assert len({finding.message for finding in report.findings}) == 1
    assert {finding.value for finding in report.findings} == {f"<{BASE}id/{value}>" for value in VALUES[name]}


def test_a_finding_says_where_and_what() -> None:
    (finding,) = found((EXAMPLES / "S33.bad.ru").read_text(encoding="utf-8")).findings
    assert finding == Finding(
        focus=f"{BASE}id/obs/page/salary/23112013/US/p1y/average/all",
        path=f"{LG}amount",
        value='"149,840"',
        shape=f"{LGSH}S33",
        component="http://www.w3.org/ns/shacl#DatatypeConstraintComponent",
        severity="http://www.w3.org/ns/shacl#Violation",
        message="must be above 0",
    )


def test_a_value_is_told_as_it_is_written() -> None:
    (finding,) = found((EXAMPLES / "S37-2.bad.ru").read_text(encoding="utf-8")).findings
    assert finding.value == '"P2W"^^<http://www.w3.org/2001/XMLSchema#duration>'


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("S09", "must be the number of levels that the scheme lists, 4"),
        ("S31", "must fit: the employers' postings add up to 117830, of 1000 in total"),
        ("S38", "must fit: percentile 25 is 124444, percentile 75 is 100000"),
        ("S43", "must fit: the shares of all ranges of experience add up to 145, not to 100"),
    ],
)
def test_figures_of_several_rows_stand_in_the_message(name: str, message: str) -> None:
    report = found((EXAMPLES / f"{name}.bad.ru").read_text(encoding="utf-8"))
    assert {finding.message for finding in report.findings} == {message}


def test_named_graphs_are_judged_as_one() -> None:
    data = store()
    data.update("INSERT { GRAPH <urn:g> { ?s ?p ?o } } WHERE { ?s ?p ?o }; CLEAR DEFAULT")
    assert judged(data).findings == ()
    data.update(
        "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } FILTER(?p = lg:sha256) }",
        prefixes=base()[1],
    )
    assert {finding.rule for finding in judged(data).findings} == {"S22"}


def test_nothing_that_is_handed_in_is_changed(caplog: pytest.LogCaptureFixture) -> None:
    data = store((EXAMPLES / "S37.bad.ru").read_text(encoding="utf-8"))
    before = sorted(map(str, data)), set(shapes()), set(ontology()), rdflib.NORMALIZE_LITERALS
    judged(data)
    assert before == (sorted(map(str, data)), set(shapes()), set(ontology()), rdflib.NORMALIZE_LITERALS)
    assert caplog.messages == []


def test_broken_shapes_are_told_as_an_error_of_ours() -> None:
    broken = rdflib.Graph().parse(
        format="turtle",
        data="""@prefix sh: <http://www.w3.org/ns/shacl#> .
        <urn:s> a sh:NodeShape ; sh:targetClass <https://w3id.org/lotgraph/ns#Skill> ; sh:sparql <urn:c> .
        <urn:c> a sh:SPARQLConstraint ; sh:select "SELECT $this WHERE { nonsense" .""",
    )
    with pytest.raises(LotgraphError, match="the shapes cannot be applied"):
        judged(store(), rules=broken)


def test_the_report_is_rdf_without_blank_nodes() -> None:
    update = ";".join(
        (EXAMPLES / f"{name}.bad.ru").read_text(encoding="utf-8") for name in ("S24", "S31", "S33", "S56")
    )
    report = found(update)
    graph = report_graph(report, BASE)
    assert not any(isinstance(term, BNode) for triple in graph for term in triple)
    assert graph.value(URIRef(f"{BASE}report"), SH.conforms) == Literal(False)
    results = set(graph.objects(URIRef(f"{BASE}report"), SH.result))
    assert len(results) == len(report.findings)
    assert all(str(result).startswith(f"{BASE}report/S") for result in results)
    assert {str(value) for value in graph.objects(None, SH.value)} >= {"149,840"}
    assert report_graph(found(update), BASE).serialize() == graph.serialize()


def test_a_report_without_findings_conforms() -> None:
    graph = report_graph(Report(findings=()), BASE)
    assert graph.value(URIRef(f"{BASE}report"), SH.conforms) == Literal(True)


def test_the_report_tells_warnings_from_violations() -> None:
    report = found((EXAMPLES / "S24.bad.ru").read_text(encoding="utf-8"))
    assert report.conforms
    assert len(report.warnings) == 1
    graph = report_graph(report, BASE)
    assert set(graph.objects(None, SH.resultSeverity)) == {SH.Warning}
    assert graph.value(URIRef(f"{BASE}report"), SH.conforms) == Literal(False)


def test_each_class_of_the_ontology_stands_in_the_base() -> None:
    classes = {
        str(subject)
        for subject in ontology().subjects(RDF.type, OWL.Class)
        if isinstance(subject, URIRef) and not list(ontology().subjects(RDFS.subClassOf, subject))
    }
    quads, _ = base()
    assert classes <= {quad.object.value for quad in quads if isinstance(quad.object, pyoxigraph.NamedNode)}


def test_a_report_on_blank_nodes_and_on_text_of_all_sorts_is_still_rdf() -> None:
    awkward = r"""lg:title "a \"b\" \\ c\nd" ; lg:listPosition "P1W"^^xsd:duration"""
    report = found(
        (EXAMPLES / "S14.bad.ru").read_text(encoding="utf-8")
        + f"; INSERT DATA {{ <title/page/23112013/mle> {awkward} }}"
    )
    assert {finding.name for finding in report.findings} == {"S14", "S19", "S57"}
    graph = report_graph(report, BASE)
    assert not any(isinstance(term, BNode) for triple in graph for term in triple)
    assert {str(value) for value in graph.objects(None, SH.value)} == {'a "b" \\ c\nd', "P1W"}
