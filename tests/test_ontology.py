"""The ontology says of each term what it is, and neither more nor less than shapes and data use."""

from __future__ import annotations

import csv
import functools
import re
from pathlib import Path

import pytest
import rdflib
from rdflib import DCTERMS, OWL, RDF, RDFS, SH, SKOS, BNode, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from lotgraph.schema import (
    BY_NAME,
    CODE_LISTS,
    TABLES,
    Table,
    Type,
)
from lotgraph.schema.vocabulary import expand, slug

ROOT = Path(__file__).parents[1]
LG = Namespace("https://w3id.org/lotgraph/ns#")
SHAPES = URIRef("https://w3id.org/lotgraph/shapes")
VANN = Namespace("http://purl.org/vocab/vann/")
HEADER = URIRef("https://w3id.org/lotgraph/ns")
PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty)
OF_TOMBSTONES = {LG.lastRelease, LG.succeededBy, LG.retiredWith}
"""What is said of anything that is retired, beside the data."""

OF_QUALITY = {LG.inputFile}
"""What is said of measurements, beside the data."""


@functools.cache
def ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(ROOT / "ontology" / "lotgraph.ttl")


@functools.cache
def shapes() -> rdflib.Graph:
    graph = rdflib.Graph()
    for file in sorted((ROOT / "shapes").glob("*.ttl")):
        graph.parse(file)
    return graph


@functools.cache
def base() -> rdflib.Graph:
    return rdflib.Graph().parse(ROOT / "tests" / "shapes" / "base.ttl")


def terms(*kinds: Node) -> set[URIRef]:
    return {
        term
        for kind in kinds
        for term in ontology().subjects(RDF.type, kind)
        if isinstance(term, URIRef) and term in LG
    }


def ours(graph: rdflib.Graph) -> set[URIRef]:
    return {term for triple in graph for term in triple if isinstance(term, URIRef) and term in LG}


def superclasses(cls: Node) -> set[Node | None]:
    return set(ontology().transitive_objects(cls, RDFS.subClassOf))


def claim_classes() -> set[URIRef]:
    return {
        cls
        for cls in terms(OWL.Class)
        if LG.Claim in superclasses(cls) and not list(ontology().subjects(RDFS.subClassOf, cls))
    }


def domain(prop: Node) -> set[Node]:
    domains: set[Node] = set()
    for value in ontology().objects(prop, RDFS.domain):
        union = ontology().value(value, OWL.unionOf)
        domains |= set(Collection(ontology(), union)) if union is not None else {value}
    return domains


@pytest.mark.parametrize(("header", "prefix"), [("https://w3id.org/lotgraph/ns", "lg"), (str(SHAPES), "lgsh")])
def test_the_header(header: str, prefix: str) -> None:
    graph, node = ontology() + shapes(), URIRef(header)
    assert (node, RDF.type, OWL.Ontology) in graph
    for predicate in (DCTERMS.title, DCTERMS.description, DCTERMS.license, DCTERMS.creator):
        assert len(list(graph.objects(node, predicate))) == 1
    version = graph.value(node, OWL.versionInfo)
    assert version == Literal("0.1.0")
    assert graph.value(node, OWL.versionIRI) == URIRef(f"{header}/{version}")
    assert graph.value(node, VANN.preferredNamespacePrefix) == Literal(prefix)
    assert graph.value(node, VANN.preferredNamespaceUri) == Literal(f"{header}#")


def test_no_date_is_claimed() -> None:
    dates = {DCTERMS.issued, DCTERMS.created, DCTERMS.modified, DCTERMS.date}
    assert not dates & (set(ontology().predicates()) | set(shapes().predicates()))


@pytest.mark.parametrize("term", sorted(terms(OWL.Class, *PROPERTIES)), ids=lambda term: term.fragment)
def test_each_term_says_what_it_is(term: URIRef) -> None:
    for predicate in (RDFS.label, SKOS.definition):
        (text,) = ontology().objects(term, predicate)
        assert isinstance(text, Literal)
        assert text.language == "en"
        assert text.strip()
    assert list(ontology().objects(term, RDFS.isDefinedBy)) == [HEADER]


def test_nothing_else_is_defined() -> None:
    subjects = {subject for subject in ontology().subjects() if not isinstance(subject, BNode)}
    assert subjects == terms(OWL.Class, *PROPERTIES) | {HEADER}


def test_each_class_specialises_another() -> None:
    for cls in terms(OWL.Class):
        assert superclasses(cls) - {cls}


def test_domains_and_ranges_are_there_and_declared() -> None:
    for prop in terms(*PROPERTIES):
        for value in domain(prop) | set(ontology().objects(prop, RDFS.range)):
            assert not (isinstance(value, URIRef) and value in LG) or value in terms(OWL.Class)
    assert {prop for prop in terms(*PROPERTIES) if not domain(prop)} == {LG.locator} | OF_TOMBSTONES
    without_range = {prop for prop in terms(*PROPERTIES) if not list(ontology().objects(prop, RDFS.range))}
    assert without_range == {LG.shareStatus, LG.succeededBy}


def test_the_concrete_claim_classes_are_disjoint() -> None:
    (axiom,) = ontology().subjects(RDF.type, OWL.AllDisjointClasses)
    members = ontology().value(axiom, OWL.members)
    assert members is not None
    assert set(Collection(ontology(), members)) == claim_classes()
    assert claim_classes() == {URIRef(expand(table.claim.type)) for table in TABLES if table.claim}


def test_each_term_in_the_shapes_is_declared() -> None:
    queries = "\n".join(map(str, shapes().objects(None, SH.select)))
    used = ours(shapes()) | {LG[name] for name in re.findall(r"\blg:(\w+)", queries)}
    assert used <= terms(OWL.Class, *PROPERTIES)


def test_each_term_is_used_in_the_smallest_data() -> None:
    abstract = {LG.Claim, LG.Observation, LG.Source}
    assert ours(base()) == terms(OWL.Class, *PROPERTIES) - abstract - OF_TOMBSTONES - OF_QUALITY


def test_a_closed_class_takes_its_properties_and_no_others() -> None:
    closed = dict(shapes().subject_objects(SH.closed))
    targets = {cls: shape for shape in closed for cls in shapes().objects(shape, SH.targetClass)}
    assert set(targets) == claim_classes() | {LG.Omission}
    for cls, shape in targets.items():
        members = shapes().value(shape, SH.ignoredProperties)
        assert members is not None
        allowed = {prop for prop in Collection(shapes(), members) if isinstance(prop, URIRef) and prop in LG}
        assert allowed == {
            prop for prop in terms(*PROPERTIES) if prop == LG.locator or domain(prop) & superclasses(cls)
        }


LITERALS = {
    Type.INTEGER: "xsd:integer",
    Type.DECIMAL: "xsd:decimal",
    Type.BOOLEAN: "xsd:boolean",
    Type.DURATION: "xsd:duration",
    Type.TEXT: "xsd:string",
}


@pytest.mark.parametrize("table", [table for table in TABLES if table.claim], ids=lambda table: table.name)
def test_a_column_has_the_datatype_that_is_the_range_of_its_property(table: Table) -> None:
    assert table.claim is not None
    for column in table.property_columns:
        ranges = {str(value) for value in ontology().objects(URIRef(expand(column.property)), RDFS.range)}
        if column.property.startswith("lg:") and column.type in LITERALS:
            assert ranges == {expand(column.datatype or LITERALS[column.type])}, column.name
        elif column.codes:
            assert ranges == {expand(CODE_LISTS[column.codes])} or column.property == "lg:factKind", column.name
    for name in (*table.claim.values, *table.claim.without, *table.key):
        assert table.column(name).name == name
    for cube in table.claim.cubes:
        assert all(table.column(name).property for name in cube.dimensions)


def codes() -> list[dict[str, str]]:
    with (ROOT / "ontology" / "codes.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_codes_are_laid_out_as_their_table() -> None:
    columns = {column.name for column in BY_NAME["codes"].columns}
    for row in codes():
        assert set(row) == columns
        assert all(row.values())
        assert row["id"] == slug(row["id"])
        assert row["language"] == "en"


def test_the_codes_fill_each_list_without_doubles() -> None:
    of_sources = {"interest", "work-style", "requirement", "requirement-level", "job-zone"}
    # What surveys ask about is for their publishers to say: lotgraph has no codes of its own for it.
    assert list(dict.fromkeys(row["list"] for row in codes())) == [x for x in CODE_LISTS if x not in of_sources]
    assert of_sources < set(CODE_LISTS)
    for column in ("id", "label"):
        keys = [(row["list"], row[column]) for row in codes()]
        assert len(keys) == len(set(keys))


@pytest.mark.parametrize("name", CODE_LISTS)
def test_each_list_has_its_class(name: str) -> None:
    assert LG["".join(map(str.capitalize, name.split("-")))] in terms(OWL.Class)


def test_the_codes_that_the_shapes_name_are_on_the_lists() -> None:
    ids = {row["id"] for row in codes()}
    queries = "\n".join(map(str, shapes().objects(None, SH.select)))
    named = set(re.findall(r'"([a-z-]{4,})"', queries)) - {"percentile-"}
    assert named == {"baseline", "defining", "necessary", "distinguishing", "median"}
    assert named <= ids
    assert any(code.startswith("percentile-") for code in ids)
