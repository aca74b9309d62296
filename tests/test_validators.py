"""The judge is held to the reference: both find the same, but for what is listed here.

Where they differ, the judge keeps to the lexical spaces of XML Schema and the reference to those of Python.
"""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib import SH
from tests.dumps import plain
from tests.test_shapes import BAD, GOOD, LG, LGSH, judged, store

from lotgraph.errors import LotgraphError
from lotgraph.validation import Report, judge, reference
from lotgraph.validation.compiler import compile_shapes
from lotgraph.validation.findings import keep_terms

pytestmark = pytest.mark.slow

XSD = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
TTL = (
    "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . "
    "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . "
    "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . "
)

Findings = set[tuple[str, ...]]


def findings(report: Report) -> Findings:
    return {
        (each.focus, each.path, each.shape, each.component, each.severity, each.value, each.message)
        for each in report.findings
    }


def both(
    data: pyoxigraph.Store, rules: rdflib.Graph | None = None, hierarchy: rdflib.Graph | None = None
) -> tuple[Findings, Findings]:
    found, expected = (judged(data, each.validate, rules, hierarchy) for each in (judge, reference))
    return findings(found), findings(expected)


def changed(path: str, value: str) -> pyoxigraph.Store:
    """The base with another value wherever a property stands."""
    return store(f"{XSD} DELETE {{ ?s {path} ?o }} INSERT {{ ?s {path} {value} }} WHERE {{ ?s {path} ?o }}")


DIFFERENT = {
    # A week is no duration of XML Schema; both refuse it, by another component.
    ("lg:payPeriod", '"P2W"^^xsd:duration'): ("S37", {"Datatype"}, {"Pattern"}),
    # Texts that Python takes for a number or a time, and XML Schema does not.
    ("lg:amount", '"1e5"^^xsd:decimal'): ("S33", {"Datatype"}, set()),
    ("lg:amount", '" 5 "^^xsd:decimal'): ("S33", {"Datatype"}, set()),
    ("lg:listPosition", '"1_000"^^xsd:integer'): ("S19", {"Datatype"}, set()),
    ("lg:listPosition", '"٣"^^xsd:integer'): ("S19", {"Datatype"}, set()),
    ("prov:generatedAtTime", '"2026-05-31"^^xsd:dateTime'): ("S24", {"Datatype"}, set()),
    ("prov:generatedAtTime", '"20260531T100000Z"^^xsd:dateTime'): ("S24", {"Datatype"}, set()),
    # The $ of Python also stands before a last line feed.
    ("schema:currency", r'"USD\n"'): ("S34", {"Pattern"}, set()),
    # Years beyond those of Python: the one thing that only the reference refuses, with a warning.
    ("prov:generatedAtTime", '"12026-05-31T10:00:00Z"^^xsd:dateTime'): ("S24", set(), {"Datatype"}),
}
"""Values of a property: the shape, and the components by which the judge and the reference alone refuse them."""

CRASHES = {
    ("lg:amount", '"NaN"^^xsd:decimal'): ("S33", "InvalidOperation"),
    ("schema:minValue", '"x"^^xsd:integer'): ("S53", "ShapesError"),
}
"""Values at which the reference fails; the judge refuses them."""


@pytest.mark.parametrize("example", [*BAD, *GOOD], ids=lambda example: example.name)
def test_both_find_the_same_in_each_example(example: Path) -> None:
    found, expected = both(store(example.read_text(encoding="utf-8")))
    if example.name == "S37-2.bad.ru":  # a week, see DIFFERENT
        found, expected = ({(*each[:3], *each[4:]) for each in several} for several in (found, expected))
    assert found == expected


@pytest.mark.parametrize(("path", "value"), DIFFERENT)
def test_where_the_two_differ(path: str, value: str) -> None:
    shape, ours, theirs = DIFFERENT[path, value]
    found, expected = both(changed(path, value))
    for several, components in ((found - expected, ours), (expected - found, theirs)):
        assert {each[2] for each in several} <= {LGSH + shape}
        names = {each[3].rpartition("#")[2].removesuffix("ConstraintComponent") for each in several}
        assert names == components


@pytest.mark.parametrize(("path", "value"), CRASHES)
def test_where_the_reference_fails(path: str, value: str) -> None:
    shape, error = CRASHES[path, value]
    data = changed(path, value)
    assert shape in {finding.rule for finding in judged(data).findings}
    with pytest.raises(Exception) as raised:  # noqa: PT011 - its type is not ours
        judged(data, reference.validate)
    assert error in type(raised.value).__name__


@pytest.mark.parametrize("seed", range(12))
def test_both_find_the_same_in_what_nobody_thought_of(seed: int) -> None:
    """Triples of the base taken away, and others put together from its terms."""
    draw = random.Random(seed)  # noqa: S311
    data = store()
    # The reference fails at a list or a path that leads on from a literal.
    quads = sorted((quad for quad in data if "/lotgraph/ns#" in quad.predicate.value), key=str)
    for quad in draw.sample(quads, 8):
        data.remove(quad)
        other, another = draw.choice(quads), draw.choice(quads)
        data.add(pyoxigraph.Quad(quad.subject, quad.predicate, other.object))
        data.add(pyoxigraph.Quad(another.subject, quad.predicate, quad.object))
    found, expected = both(data)
    assert found
    assert found == expected


def test_both_find_the_same_in_the_seeds(publication: Path) -> None:
    data = pyoxigraph.Store()
    data.bulk_load(plain(publication / "current" / "dumps" / "lotgraph.nq"), format=pyoxigraph.RdfFormat.N_QUADS)
    found, expected = both(data)
    assert found == expected


def test_both_find_the_same_in_what_lotgraph_says_of_the_seeds(publication: Path, root: Path) -> None:
    """Each of its triples taken away in turn by its property, so that each shape has something to say."""
    rules = rdflib.Graph()
    for path in (root / "shapes" / "beside").glob("*.ttl"):
        rules.parse(path)
    described = rdflib.Graph().parse(publication / "current" / "catalogue.ttl")
    used = sorted({str(path) for path in described.predicates()} & {str(path) for path in rules.objects(None, SH.path)})
    told: Findings = set()
    for taken in ("", *used):
        data = pyoxigraph.Store()
        data.extend(
            pyoxigraph.Quad(each.subject, each.predicate, each.object)
            for each in pyoxigraph.parse(described.serialize(format="nt"), format=pyoxigraph.RdfFormat.N_TRIPLES)
            if each.predicate.value != taken
        )
        found, expected = both(data, rules, rdflib.Graph())
        assert {(each[0], each[1], each[5], each[6]) for each in found} == {
            (each[0], each[1], each[5], each[6]) for each in expected
        }
        assert bool(found) == bool(taken)
        told |= found
    assert len({each[2] for each in told}) > 5


def test_both_find_the_same_in_a_sample_of_esco(root: Path) -> None:
    """Occupations of ESCO as they stand in its files: faults of all sorts, as nothing has put them right."""
    folder = root.parent / "shared" / "data" / "esco-v1.2.0"
    if not folder.is_dir():
        pytest.skip("../shared/data is not here")
    with (folder / "occupations_en.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[::20]
    data = store()
    node, skos = pyoxigraph.NamedNode, "http://www.w3.org/2004/02/skos/core#"

    def add(subject: str, predicate: str, value: pyoxigraph.NamedNode | pyoxigraph.Literal) -> None:
        data.add(pyoxigraph.Quad(node(subject), node(predicate), value))

    for row in rows:
        iri = row["conceptUri"]
        kind = "Occupation" if row["status"] == "released" else "Skill"
        add(iri, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", node(LG + kind))
        add(iri, f"{skos}inScheme", node("https://w3id.org/lotgraph/id/taxonomy/esco"))
        add(iri, f"{skos}notation", pyoxigraph.Literal(row["iscoGroup"]))
        for label in (row["preferredLabel"], *row["altLabels"].split("\n")[:1]):
            add(iri, f"{skos}prefLabel", pyoxigraph.Literal(label, language="en"))
        for used in ("occupation", "source", "skill", "title"):
            add(f"{iri}#claim", LG + used, node(iri))
        add(f"{iri}#claim", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", node(f"{LG}SkillListing"))
    found, expected = both(data)
    assert len(found) > len(rows)
    assert found == expected


def test_both_see_subclasses_that_the_data_declare() -> None:
    data = store(
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        "INSERT DATA { <urn:Trade> rdfs:subClassOf lg:Occupation . <urn:x> a <urn:Trade> }"
    )
    found, expected = both(data)
    assert {"S01"} == {each[2].removeprefix(LGSH) for each in found}
    assert found == expected


def graph(text: str) -> rdflib.Graph:
    kind = "PropertyShape" if "sh:path" in text.partition("[")[0] else "NodeShape"
    shape = f"<urn:s> a sh:{kind} ; sh:targetClass <https://w3id.org/lotgraph/ns#Skill> ; sh:message 'no' ; "
    return rdflib.Graph().parse(data=TTL + shape + text + " .", format="turtle")


CLOSED = "sh:closed true ; sh:ignoredProperties ( rdf:type ) ;"
PROPERTY = "sh:path <http://www.w3.org/2004/02/skos/core#prefLabel> ; "


@pytest.mark.parametrize(
    ("parameter", "refused"),
    [
        ("sh:minCount 2", True),
        ("sh:minCount 1", False),
        ("sh:minCount 0", False),
        ("sh:maxCount 2", False),
        ("sh:maxCount 0", True),
        ("sh:uniqueLang false", False),
        ("sh:in ()", True),
        ("sh:in ( 'a' <urn:a> )", True),
        ("sh:nodeKind sh:BlankNode", True),
        ("sh:pattern '('", True),
    ],
)
def test_parameters_that_no_shape_has_yet(parameter: str, refused: bool) -> None:
    report = judged(store(), rules=graph(PROPERTY + parameter))
    assert bool(report.findings) == refused
    if parameter != "sh:pattern '('":  # no regular expression: the reference fails, the judge lets nothing through
        expected = judged(store(), reference.validate, graph(PROPERTY + parameter))
        assert findings(report) == findings(expected)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sh:target <urn:p>", "with sh:target"),
        ("sh:path <urn:p> ; sh:datatype xsd:byte", "with the datatype http://www.w3.org/2001/XMLSchema#byte"),
        ("sh:hasValue []", "with a blank node for a value"),
        ("sh:property [ sh:nodeKind sh:IRI ]", "whose sh:property has no path"),
        ("sh:node <urn:s>", "that leads back to itself"),
        ("sh:not [ sh:not <urn:s> ]", "that leads back to itself"),
        ("sh:path ( <urn:p> )", "with such a path"),
        (
            "sh:path [ sh:zeroOrMorePath [ sh:oneOrMorePath <urn:p> ] ] ; sh:minCount 1",
            "of any length within another one",
        ),
        ("sh:path <urn:p> ; sh:pattern '(?=a)'", "whose pattern has a group that begins with '(?'"),
        ("sh:path <urn:p> ; sh:pattern '(a)\\\\1'", "whose pattern has the escape"),
        ("sh:path <urn:p> ; sh:pattern 'a' ; sh:flags 'x'", "whose pattern has the flags 'x'"),
        ("sh:path <urn:p> ; sh:minInclusive <urn:a>", "with something else for a number or a time"),
        ("sh:closed true ; sh:ignoredProperties <urn:a>", "with a list that is none"),
        ("sh:sparql <urn:c> . <urn:c> sh:select 'SELECT $this {}' ; sh:ask 'ASK {}'", "with more than a query"),
        ("sh:path <urn:p> ; sh:minCount 'x'", "with something else for a whole number"),
        ("sh:sparql <urn:c> . <urn:c> sh:message 'x' ; sh:select 'SELECT $this { VALUES ?a {1} }'", "a forbidden word"),
        ("sh:sparql <urn:c> . <urn:c> sh:message 'x' ; sh:select 'SELECT $this { minus {} }'", "a forbidden word"),
        ("sh:sparql <urn:c> . <urn:c> sh:message 'x' ; sh:select 'SELECT $this { BIND(1 AS $this) }'", "a forbidden"),
        ("sh:sparql <urn:c> . <urn:c> sh:message 'x' ; sh:select 'SELECT $this { FILTER(bound ($this)) }'", "in BOUND"),
        ("sh:sparql <urn:c> . <urn:c> sh:message 'x' ; sh:select 'SELECT $this { BIND(STR(?this) AS ?a) }'", "in BIND"),
        (
            "sh:sparql <urn:c> . <urn:c> sh:message 'x' ; sh:select 'SELECT $this { {SELECT * {}} }'",
            "does not name $this",
        ),
        ("sh:minCount 1", "with a count and without a path"),
        ("sh:uniqueLang true", "with sh:uniqueLang and without a path"),
    ],
)
def test_what_is_not_known_is_refused_by_name(text: str, said: str) -> None:
    with pytest.raises(LotgraphError, match=r"the shapes cannot be applied: <urn:s>") as raised:
        compile_shapes(graph(text), ())
    assert said in str(raised.value)
    assert "--reference" in str(raised.value)


@pytest.mark.parametrize(
    "select",
    [
        "SELECT $this { $this ?a 'VALUES and MINUS' # SERVICE AS $this\n }",
        "SELECT $this { ?values ?minus $this FILTER(?values != <urn:x:MINUS>) }",
        "SELECT $this { { SELECT $this (COUNT(?a) AS ?n) { $this ?p ?a } GROUP BY $this } }",
    ],
)
def test_words_in_strings_comments_and_names_are_not_forbidden(select: str) -> None:
    shape = graph("sh:sparql <urn:c> . <urn:c> sh:message 'x' ; sh:select " + rdflib.Literal(select).n3())
    assert len(compile_shapes(shape, ()).checks) == 1


@pytest.mark.parametrize("part", ["parameter", "validator", "nodeValidator", "propertyValidator"])
def test_a_component_of_a_subclass_is_one_too(part: str) -> None:
    shape = graph(f"sh:nodeKind sh:IRI . <urn:component> a <urn:OwnComponent> ; sh:{part} <urn:part>")
    with pytest.raises(LotgraphError, match="they declare constraint components of their own"):
        compile_shapes(shape, ())


@pytest.mark.parametrize(
    ("text", "breaches"),
    [
        ("sh:disjoint skos:related", 1),
        (f"{CLOSED} sh:property [ sh:path skos:related ; sh:message 'x' ]", 0),
        (f"{CLOSED} sh:property [ sh:path skos:broader ; sh:message 'x' ]", 1),
    ],
)
def test_what_a_node_shape_says_of_its_focus_node_and_its_properties(text: str, breaches: int) -> None:
    shapes_of = graph(text)
    data = pyoxigraph.Store()
    data.update(f"INSERT DATA {{ <urn:a> a <{LG}Skill> ; <http://www.w3.org/2004/02/skos/core#related> <urn:a> }}")
    report = judged(data, rules=shapes_of)
    assert len(report.findings) == breaches
    assert findings(report) == findings(judged(data, reference.validate, shapes_of))


SKOS = "<http://www.w3.org/2004/02/skos/core#{}>".format
LABELLED = f"sh:path {SKOS('prefLabel')} ; sh:minCount 1"
BROADER = f"sh:path {SKOS('broader')}"


@pytest.mark.parametrize(
    "text",
    [
        "sh:hasValue <urn:a>",
        f"sh:path {SKOS('inScheme')} ; sh:hasValue <urn:a>",
        "sh:nodeKind sh:BlankNodeOrLiteral",
        "sh:deactivated true ; sh:nodeKind sh:Literal",
        f"sh:path [ sh:inversePath {SKOS('broader')} ] ; sh:maxCount 0",
        f"sh:path ( {SKOS('broader')} {SKOS('broader')} ) ; sh:maxCount 0",
        f"sh:path [ sh:zeroOrMorePath {SKOS('broader')} ] ; sh:maxCount 1",
        f"sh:path [ sh:oneOrMorePath [ sh:inversePath {SKOS('broader')} ] ] ; sh:nodeKind sh:Literal",
        f"sh:path [ sh:zeroOrOnePath {SKOS('broader')} ] ; sh:nodeKind sh:Literal",
        f"sh:path {SKOS('inScheme')} ; sh:property [ sh:path {SKOS('altLabel')} ; sh:minCount 1 ; sh:message 'x' ]",
        f"sh:not [ {LABELLED} ]",
        f"sh:and ( [ {LABELLED} ] [ {BROADER} ; sh:minCount 1 ] )",
        f"sh:or ( [ {BROADER} ; sh:minCount 9 ] [ {BROADER} ; sh:hasValue <urn:a> ] )",
        f"sh:xone ( [ {LABELLED} ] [ {LABELLED} ; sh:nodeKind sh:Literal ] )",
        f"{LABELLED} ; sh:languageIn ( 'fr' 'de' )",
        f"{LABELLED} ; sh:languageIn ( 'EN' )",
        f"{LABELLED} ; sh:pattern '^[a-z]+$' ; sh:flags 'i'",
        f"sh:path {SKOS('inScheme')} ; sh:qualifiedValueShape [ {LABELLED} ] ; sh:qualifiedMinCount 3",
        f"sh:path {SKOS('inScheme')} ; sh:qualifiedValueShape [ {BROADER} ] ; sh:qualifiedMaxCount 0",
        f"sh:path {SKOS('prefLabel')} ; sh:equals {SKOS('altLabel')}",
        f"sh:path {SKOS('prefLabel')} ; sh:lessThan {SKOS('prefLabel')}",
        "sh:in ( [] )",
    ],
)
def test_what_publishers_may_ask_for_is_held_to_the_reference(text: str) -> None:
    shape = graph(text)
    data = store(
        f"INSERT DATA {{ <urn:x> a lg:Skill ; {SKOS('broader')} <urn:y> . <urn:y> {SKOS('broader')} <urn:x> }}"
    )
    found, expected = both(data, shape)
    assert {(each[0], each[1], each[3], each[5]) for each in found} == {
        (each[0], each[1], each[3], each[5]) for each in expected
    }
    assert bool(found) == ("deactivated" not in text)


def test_a_query_that_is_switched_off_finds_nothing() -> None:
    shape = graph("sh:sparql <urn:c> . <urn:c> sh:select 'SELECT $this {}' ; sh:deactivated true")
    assert judged(store(), rules=shape).findings == ()


def test_without_a_message_a_finding_says_what_is_asked() -> None:
    shape = graph(LABELLED.replace("1", "7"))
    shape.remove((None, SH.message, None))
    assert {each.message for each in judged(store(), rules=shape).findings} == {"must keep sh:minCount 7"}


def test_the_value_1_is_no_true_of_unique_languages() -> None:
    with keep_terms():
        shape = graph("sh:path <http://www.w3.org/2004/02/skos/core#prefLabel> ; sh:uniqueLang '1'^^xsd:boolean")
    data = pyoxigraph.Store()
    label = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    data.update(f"INSERT DATA {{ <urn:a> a <{LG}Skill> ; {label} 'a'@en, 'b'@en }}")
    assert judged(data, rules=shape).findings == ()


def test_a_query_that_fails_names_its_shape() -> None:
    broken = graph("sh:sparql <urn:c> . <urn:c> sh:message 'x' ; sh:select 'SELECT $this WHERE { nonsense'")
    with pytest.raises(LotgraphError, match=r"the shapes cannot be applied: <urn:c>: line 1, column "):
        judged(store(), rules=broken)


def test_the_report_says_who_judged() -> None:
    assert judged(store()).validator.startswith("lotgraph ")
    assert judged(store(), reference.validate).validator.startswith("pySHACL 0.")
