"""The cubes of a release are well-formed by the integrity constraints of the Data Cube vocabulary (W3C, 11).

They are asked of the dump of the data with one file beside it, the dump of the ontology, which types the properties
of the cubes and gives them their ranges; before that the abbreviations are written out (10.1).
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from tests.dumps import plain

BESIDE = "dumps/graphs/ontology.nt"
"""The one file beside the data."""

PREFIXES = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""

NORMALISATION = (
    "INSERT { ?o a qb:Observation } WHERE { [] qb:observation ?o }",
    "INSERT { ?o a qb:Observation . ?d a qb:DataSet } WHERE { ?o qb:dataSet ?d }",
    "INSERT { ?s a qb:Slice } WHERE { [] qb:slice ?s }",
    "INSERT { ?c qb:componentProperty ?p . ?p a qb:DimensionProperty } WHERE { ?c qb:dimension ?p }",
    "INSERT { ?c qb:componentProperty ?p . ?p a qb:MeasureProperty } WHERE { ?c qb:measure ?p }",
    "INSERT { ?c qb:componentProperty ?p . ?p a qb:AttributeProperty } WHERE { ?c qb:attribute ?p }",
    (
        "INSERT { ?o ?p ?v } WHERE { ?c qb:componentProperty ?p ; qb:componentAttachment qb:DataSet ."
        " ?d qb:structure/qb:component ?c ; ?p ?v . ?o qb:dataSet ?d }"
    ),
    (
        "INSERT { ?o ?p ?v } WHERE { ?c qb:componentProperty ?p ; qb:componentAttachment qb:Slice ."
        " ?d qb:structure/qb:component ?c ; qb:slice ?s . ?s ?p ?v ; qb:observation ?o }"
    ),
    (
        "INSERT { ?o ?p ?v } WHERE { ?c qb:componentProperty ?p . ?p a qb:DimensionProperty ."
        " ?d qb:structure/qb:component ?c ; qb:slice ?s . ?s ?p ?v ; qb:observation ?o }"
    ),
)

_MEASURE_DIMENSION = "?s qb:component/qb:componentProperty qb:measureType ."
_DIMENSION = "?s qb:component/qb:componentProperty ?p . ?p a qb:DimensionProperty ."
_MEASURE = "?s qb:component/qb:componentProperty ?p . ?p a qb:MeasureProperty ."

CONSTRAINTS = {
    "IC-1 one data set": "{ ?o a qb:Observation FILTER NOT EXISTS { ?o qb:dataSet ?d } }"
    " UNION { ?o a qb:Observation ; qb:dataSet ?d, ?e FILTER(?d != ?e) }",
    "IC-2 one structure": "{ ?d a qb:DataSet FILTER NOT EXISTS { ?d qb:structure ?s } }"
    " UNION { ?d a qb:DataSet ; qb:structure ?s, ?t FILTER(?s != ?t) }",
    "IC-3 a measure": "?s a qb:DataStructureDefinition"
    " FILTER NOT EXISTS { ?s qb:component/qb:componentProperty/a qb:MeasureProperty }",
    "IC-4 range of dimensions": "?p a qb:DimensionProperty FILTER NOT EXISTS { ?p rdfs:range ?r }",
    "IC-5 code lists of concept dimensions": "?p a qb:DimensionProperty ; rdfs:range skos:Concept"
    " FILTER NOT EXISTS { ?p qb:codeList ?l }",
    "IC-6 only attributes may be optional": "?s qb:component ?c . ?c qb:componentRequired false ;"
    " qb:componentProperty ?p FILTER NOT EXISTS { ?p a qb:AttributeProperty }",
    "IC-7 slice keys declared": "?k a qb:SliceKey"
    " FILTER NOT EXISTS { ?s a qb:DataStructureDefinition ; qb:sliceKey ?k }",
    "IC-8 slice keys consistent": "?k a qb:SliceKey ; qb:componentProperty ?p . ?s qb:sliceKey ?k"
    " FILTER NOT EXISTS { ?s qb:component/qb:componentProperty ?p }",
    "IC-9 one slice structure": "{ ?x a qb:Slice FILTER NOT EXISTS { ?x qb:sliceStructure ?k } }"
    " UNION { ?x a qb:Slice ; qb:sliceStructure ?k, ?l FILTER(?k != ?l) }",
    "IC-10 dimensions of slices complete": "?x qb:sliceStructure/qb:componentProperty ?p"
    " FILTER NOT EXISTS { ?x ?p ?v }",
    "IC-11 all dimensions": "?o qb:dataSet/qb:structure ?s . " + _DIMENSION + " FILTER NOT EXISTS { ?o ?p ?v }",
    "IC-12 no duplicates": "?o qb:dataSet ?d . ?e qb:dataSet ?d . ?d qb:structure ?s FILTER(?o != ?e)"
    " FILTER NOT EXISTS { " + _DIMENSION + " ?o ?p ?v . ?e ?p ?w FILTER(?v != ?w) }",
    "IC-13 required attributes": "?o qb:dataSet/qb:structure/qb:component ?c ."
    " ?c qb:componentRequired true ; qb:componentProperty ?p FILTER NOT EXISTS { ?o ?p ?v }",
    "IC-14 all measures": "?o qb:dataSet/qb:structure ?s FILTER NOT EXISTS { "
    + _MEASURE_DIMENSION
    + " } "
    + _MEASURE
    + " FILTER NOT EXISTS { ?o ?p ?v }",
    "IC-15 measure of a measure dimension": "?o qb:dataSet/qb:structure ?s ; qb:measureType ?m . "
    + _MEASURE_DIMENSION
    + " FILTER NOT EXISTS { ?o ?m ?v }",
    "IC-16 one measure of a measure dimension": "?o qb:dataSet/qb:structure ?s ; qb:measureType ?m ; ?p ?v . "
    + _MEASURE_DIMENSION
    + _MEASURE
    + " FILTER(?p != ?m)",
    "IC-17 all measures of a measure dimension": "?o qb:dataSet ?d . ?d qb:structure ?s . "
    + _MEASURE_DIMENSION
    + _MEASURE
    + " FILTER NOT EXISTS { ?e qb:dataSet ?d ; qb:measureType ?p }",
    "IC-18 data sets of slices": "?d qb:slice/qb:observation ?o FILTER NOT EXISTS { ?o qb:dataSet ?d }",
    "IC-19 codes from their list": "?o qb:dataSet/qb:structure/qb:component/qb:componentProperty ?p ; ?p ?v ."
    " ?p a qb:DimensionProperty ; qb:codeList ?l ."
    " { ?l a skos:ConceptScheme FILTER NOT EXISTS { ?v a skos:Concept ; skos:inScheme ?l } }"
    " UNION { ?l a skos:Collection FILTER NOT EXISTS { ?v a skos:Concept . ?l skos:member+ ?v } }",
    "IC-20, IC-21 codes from hierarchies": "?p a qb:DimensionProperty ; qb:codeList ?l . ?l a qb:HierarchicalCodeList",
}
"""What an offender is, by constraint.  IC-20 and IC-21 are templates for hierarchical code lists: there are none."""


def _filled(folder: Path, *files: str) -> ox.Store:
    store = ox.Store()
    for path in files:
        store.bulk_load(plain(folder / path), format=ox.RdfFormat.N_TRIPLES)
    for step in NORMALISATION:
        store.update(PREFIXES + step)
    return store


def _offended(store: ox.Store) -> set[str]:
    return {name for name, text in CONSTRAINTS.items() if store.query(f"{PREFIXES} ASK {{ {text} }}")}


@pytest.fixture(scope="module")
def cubes(folder: Path) -> ox.Store:
    return _filled(folder, "dumps/lotgraph.nt", BESIDE)


def test_every_constraint_holds_on_the_dump_with_the_ontology_beside_it(cubes: ox.Store) -> None:
    assert len(list(cubes.quads_for_pattern(None, ox.NamedNode("http://purl.org/linked-data/cube#dataSet"), None))) > 90
    assert _offended(cubes) == set()


def test_without_the_ontology_only_the_ranges_of_dimensions_are_missing(folder: Path) -> None:
    assert _offended(_filled(folder, "dumps/lotgraph.nt")) == {"IC-4 range of dimensions"}


@pytest.mark.parametrize(
    ("change", "offended"),
    [
        ("DELETE { ?o qb:dataSet ?d } WHERE { ?o qb:dataSet ?d }", "IC-1 one data set"),
        ("INSERT { ?o qb:dataSet <urn:other> } WHERE { ?o qb:dataSet ?d }", "IC-1 one data set"),
        ("DELETE { ?d qb:structure ?s } WHERE { ?d qb:structure ?s }", "IC-2 one structure"),
        ("DELETE { ?p a qb:MeasureProperty } WHERE { ?p a qb:MeasureProperty }", "IC-3 a measure"),
        ("DELETE { ?o ?p ?v } WHERE { ?p a qb:DimensionProperty . ?o ?p ?v }", "IC-11 all dimensions"),
        (
            "INSERT { <urn:o> ?p ?v } WHERE { {SELECT ?o { ?o qb:dataSet ?d } LIMIT 1} ?o ?p ?v }",
            "IC-12 no duplicates",
        ),
        ("DELETE { ?o ?p ?v } WHERE { ?p a qb:MeasureProperty . ?o ?p ?v }", "IC-14 all measures"),
    ],
)
def test_what_offends_a_constraint_is_found(folder: Path, change: str, offended: str) -> None:
    store = _filled(folder, "dumps/lotgraph.nt", BESIDE)
    store.update(PREFIXES + change)
    assert offended in _offended(store)
