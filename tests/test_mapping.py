"""What the mapping makes of fact tables: which triples, in which graph, with which terms, the same each time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import narwhals as nw
import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests import folders
from tests.dumps import plain

from lotgraph.build import engine, mapping, pipeline
from lotgraph.build.engine import Dataset, Run
from lotgraph.build.mapping.terms import (
    Block,
    Frame,
    join_parts,
    tagged_literal,
)
from lotgraph.release.folder import Release, current_release
from lotgraph.schema import BY_NAME
from lotgraph.schema.vocabulary import NAMESPACES, compact
from lotgraph.settings import Settings
from lotgraph.sources.reading import connect

BASE = "https://data.example.org/work/"
OTHER_BASE = "http://localhost:8000/"

TABLES = folders.TABLES | {
    "schemes": "id,version,title,abbreviation,number_of_levels,locators\nlot,7.3.0,A taxonomy,LOT,2,10-20\n",
    "codes": "list,id,label,definition\ntitle-kind,nickname,Nickname,What people call it\n",
    "skills": "id,label\npython,Python\nc++/c#,C++ & C#\n100% sure?,Sure\n",
    "locators": f"span,sha256\n10-20,{'a' * 64}\n30-40,{'b' * 64}\n",
    "titles": "occupation,mapping,title,kind,position,locators\n1011,m1,ML Engineer,nickname,1,10-20|30-40\n",
    "skill_listings": (
        "occupation,mapping,skill,category,percent,printed,approximate\n"
        "1011,m1,python,defining,70.530,(about 70.53%),true\n"
        "1011,m1,python,necessary,70.53,(about 70.53%),true\n"
        "1011,m1,c++/c#,baseline,,(%),\n"
        "1011,m1,100% sure?,baseline,0,0%,false\n"
    ),
    "shares": (
        "occupation,mapping,area,period,skill,education_level,experience,percent,base\n"
        "1011,m1,US,P1Y,,bachelor,,48.91,all-postings\n1011,m1,,,,,03-05,11.80,\n1011,m1,US,P1Y,python,,,70,\n"
    ),
    "statements": (
        "id,occupation,mapping,kind,part_of,heading,summary,mentions\n"
        "l1,1011,m1,duty,,Models,Trains models,python | python|c++/c#\nl2,1011,m1,task,l1,,Cleans data,\n"
    ),
}
TOML = folders.TOML.replace('language = "en"', 'language = "en-GB"\nupstream = ["Up & Co"]')


@dataclass(frozen=True)
class Mapped:
    """Quads, and the same as people read them: the graph, and the triple with short names."""

    dataset: Dataset
    quads: frozenset[ox.Quad]
    triples: frozenset[tuple[str, str]]

    def about(self, subject: str) -> dict[str, set[str]]:
        """What each graph says of a subject: predicates and objects."""
        found: dict[str, set[str]] = {}
        for graph, triple in self.triples:
            name, _, rest = triple.partition(" ")
            if name == subject:
                found.setdefault(graph, set()).add(rest)
        return found


def mapped(folder: Path, tables: Mapping[str, str], base: str = BASE, toml: str = TOML) -> Mapped:
    source = folders.put(folder / "source", tables, toml)
    out = folder / "out"
    out.mkdir()
    dataset = Run(folders.read(source).connection, base).write(out)
    paths = (dataset.quads, *(each.path for each in dataset.beside))
    quads = frozenset(quad for path in paths for quad in ox.parse(path=str(path)))
    return Mapped(dataset, quads, frozenset(short(quad, base) for quad in quads))


def short(quad: ox.Quad, base: str) -> tuple[str, str]:
    assert isinstance(quad.graph_name, ox.NamedNode)
    graph = quad.graph_name.value.removeprefix(f"{base}graph/")
    return graph, " ".join(_short(term, base) for term in (quad.subject, quad.predicate, quad.object))


def _short(term: Any, base: str) -> str:
    if not isinstance(term, ox.Literal):
        return compact(term.value).removeprefix(base).removeprefix("id/")
    if term.language:
        return f'"{term.value}"@{term.language}'
    kind = compact(term.datatype.value)
    return f'"{term.value}"' if kind == "xsd:string" else f'"{term.value}"^^{kind}'


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Mapped:
    """A small source with every table of the contract."""
    return mapped(tmp_path_factory.mktemp("demo"), TABLES)


CLAIM = ("lg:occupation occupation/1011", "lg:source source/demo", "lg:viaMapping mapping/demo/m1")
FIGURE = (*CLAIM, "rdf:type qb:Observation", "lg:refArea area/US", "lg:refPeriod period/demo/p1y")
PAID = (
    *(*CLAIM, "rdf:type qb:Observation", "rdf:type lg:SalaryEstimate", "qb:dataSet dataset/demo/salary"),
    *("lg:refArea area/US", "lg:refPeriod period/demo/p1y--2026-05-31", "lg:statistic code/statistic/average"),
    *('schema:currency "USD"', 'lg:payPeriod "P1Y"^^xsd:duration'),
)
SKILL = (
    "rdf:type lg:Skill",
    "rdf:type skos:Concept",
    "skos:inScheme taxonomy/lotgraph-skills",
    "skos:topConceptOf taxonomy/lotgraph-skills",
)

EXPECTED: tuple[tuple[str, dict[str, tuple[str, ...]]], ...] = (
    (
        "taxonomy/lot/7.3.0",
        {
            "lot/7.3.0": (
                "rdf:type skos:ConceptScheme",
                'dct:title "A taxonomy"@en-gb',
                'skos:altLabel "LOT"@en-gb',
                'dcat:version "7.3.0"',
                "dcat:isVersionOf taxonomy/lot",
                'xkos:numberOfLevels "2"^^xsd:integer',
                "xkos:levels taxonomy/lot/7.3.0/levels/1",
                "skos:hasTopConcept occupation/10",
            ),
            "source/demo": ("lg:locator loc/demo/10-20",),
        },
    ),
    (
        "taxonomy/lot/7.3.0/level/job",
        {
            "lot/7.3.0": (
                "rdf:type xkos:ClassificationLevel",
                'xkos:depth "2"^^xsd:integer',
                'skos:prefLabel "Job"@en-gb',
                "skos:member occupation/1011",
            )
        },
    ),
    (
        "taxonomy/lot/7.3.0/levels/1",
        {"lot/7.3.0": ("rdf:first taxonomy/lot/7.3.0/level/area", "rdf:rest taxonomy/lot/7.3.0/levels/2")},
    ),
    ("taxonomy/lot/7.3.0/levels/2", {"lot/7.3.0": ("rdf:first taxonomy/lot/7.3.0/level/job", "rdf:rest rdf:nil")}),
    (
        "occupation/1011",
        {
            "lot/7.3.0": (
                "rdf:type lg:Occupation",
                "rdf:type skos:Concept",
                'skos:prefLabel "Engineer"@en-gb',
                'skos:notation "1011"',
                "skos:inScheme taxonomy/lot/7.3.0",
                "skos:broader occupation/10",
            )
        },
    ),
    (
        "occupation/10",
        {
            "lot/7.3.0": (
                "rdf:type lg:Occupation",
                "rdf:type skos:Concept",
                'skos:prefLabel "Computing"@en-gb',
                'skos:notation "10"',
                "skos:inScheme taxonomy/lot/7.3.0",
                "skos:topConceptOf taxonomy/lot/7.3.0",
            )
        },
    ),
    ("skill/python", {"entities": (*SKILL, 'skos:prefLabel "Python"@en-gb')}),
    ("skill/c++%2Fc%23", {"entities": (*SKILL, 'skos:prefLabel "C++ & C#"@en-gb')}),
    ("skill/100%25%20sure%3F", {"entities": (*SKILL, 'skos:prefLabel "Sure"@en-gb')}),
    ("employer/acme", {"entities": ("rdf:type lg:Employer", 'skos:prefLabel "Acme"@en-gb')}),
    ("agent/Up%20&%20Co", {"entities": ("rdf:type org:Organization", 'foaf:name "Up & Co"')}),
    (
        "area/US-NC",
        {
            "codes": (
                "rdf:type lg:Region",
                'skos:prefLabel "North Carolina"@en-gb',
                'schema:identifier "US-NC"',
                "schema:containedInPlace area/US",
            )
        },
    ),
    (
        "area/not-stated",
        {"codes": ("rdf:type lg:Region", 'skos:prefLabel "area not stated"@en', 'skos:notation "not-stated"')},
    ),
    (
        "code/title-kind/nickname",
        {
            "codes": (
                "rdf:type lg:TitleKind",
                "rdf:type skos:Concept",
                'skos:prefLabel "Nickname"@en-gb',
                'skos:definition "What people call it"@en-gb',
                'skos:notation "nickname"',
                "skos:inScheme code/title-kind",
                "skos:topConceptOf code/title-kind",
            )
        },
    ),
    (
        "experience/3-5",
        {
            "codes": (
                "rdf:type lg:ExperienceBand",
                'skos:prefLabel "3 to 5 years"@en',
                'schema:minValue "3"^^xsd:integer',
                'schema:maxValue "5"^^xsd:integer',
                'schema:unitCode "ANN"',
            )
        },
    ),
    (
        "experience/9-plus",
        {
            "codes": (
                "rdf:type lg:ExperienceBand",
                'skos:prefLabel "9 years or more"@en',
                'schema:minValue "9"^^xsd:integer',
                'schema:unitCode "ANN"',
            )
        },
    ),
    (
        "period/demo/p1y--2026-05-31",
        {
            "source/demo": (
                "rdf:type time:ProperInterval",
                'time:hasXSDDuration "P1Y"^^xsd:duration',
                "time:hasEnd period/demo/p1y--2026-05-31/end",
            )
        },
    ),
    (
        "period/demo/p1y--2026-05-31/end",
        {"source/demo": ("rdf:type time:Instant", 'time:inXSDDate "2026-05-31"^^xsd:date')},
    ),
    ("period/demo/p1y", {"source/demo": ("rdf:type time:ProperInterval", 'time:hasXSDDuration "P1Y"^^xsd:duration')}),
    (
        "loc/demo/10-20",
        {
            "source/demo": (
                "rdf:type oa:SpecificResource",
                "oa:hasSource source/demo",
                "oa:hasSelector loc/demo/10-20/selector",
                f'lg:textSha256 "{"a" * 64}"',
            )
        },
    ),
    (
        "loc/demo/10-20/selector",
        {
            "source/demo": (
                "rdf:type oa:TextPositionSelector",
                'oa:start "10"^^xsd:integer',
                'oa:end "20"^^xsd:integer',
            )
        },
    ),
    (
        "entry/demo/page",
        {
            "source/demo": ("rdf:type skos:Concept", 'skos:prefLabel "Engineer"@en-gb', "dct:isPartOf source/demo"),
            "mappings": ("skos:closeMatch occupation/1011",),
        },
    ),
    (
        "mapping/demo/m1",
        {
            "mappings": (
                "rdf:type owl:Axiom",
                "owl:annotatedSource entry/demo/page",
                "owl:annotatedProperty skos:closeMatch",
                "owl:annotatedTarget occupation/1011",
                "sssom:mapping_justification semapv:ManualMappingCuration",
                'sssom:object_source_version "7.3.0"',
                'sssom:mapping_cardinality "1:1"',
                "dct:source source/demo",
            )
        },
    ),
    (
        "title/demo/1011/ml-engineer",
        {
            "source/demo": (
                *CLAIM,
                "rdf:type lg:TitleClaim",
                'lg:title "ML Engineer"@en-gb',
                "lg:titleKind code/title-kind/nickname",
                'lg:listPosition "1"^^xsd:integer',
                "lg:locator loc/demo/10-20",
                "lg:locator loc/demo/30-40",
            )
        },
    ),
    (
        "text/demo/1011/duty/l1",
        {
            "source/demo": (
                *CLAIM,
                "rdf:type lg:TextStatement",
                "lg:statementKind code/statement-kind/duty",
                'lg:heading "Models"@en-gb',
                'lg:summary "Trains models"@en-gb',
                "lg:mentionsSkill skill/python",
                "lg:mentionsSkill skill/c++%2Fc%23",
            )
        },
    ),
    (
        "text/demo/1011/task/l2",
        {
            "source/demo": (
                *CLAIM,
                "rdf:type lg:TextStatement",
                "lg:statementKind code/statement-kind/task",
                'lg:summary "Cleans data"@en-gb',
                "lg:partOfStatement text/demo/1011/duty/l1",
            )
        },
    ),
    (
        "obs/demo/posting-count/1011/US/p1y",
        {
            "source/demo": (
                *FIGURE,
                "rdf:type lg:PostingCount",
                "qb:dataSet dataset/demo/posting-count",
                'lg:postingCount "533"^^xsd:integer',
                'lg:valueAsPrinted "533"',
            )
        },
    ),
    (
        "obs/demo/employer-posting-count/1011/US/p1y/acme",
        {
            "source/demo": (
                *FIGURE,
                "rdf:type lg:EmployerPostingCount",
                "qb:dataSet dataset/demo/employer-posting-count",
                'lg:postingCount "12"^^xsd:integer',
                'lg:valueAsPrinted "12"',
                "lg:employer employer/acme",
            )
        },
    ),
    (
        "obs/demo/salary/1011/US/p1y--2026-05-31/average/all",
        {
            "source/demo": (
                *PAID,
                "lg:experienceBand experience/all",
                'lg:amount "149840.5"^^xsd:decimal',
                'lg:valueAsPrinted "149840.5"',
            )
        },
    ),
    (
        "obs/demo/share-by-education/1011/US/p1y/bachelor",
        {
            "source/demo": (
                *FIGURE,
                "rdf:type lg:ShareObservation",
                "qb:dataSet dataset/demo/share-by-education",
                "lg:educationLevel code/education-level/bachelor",
                'lg:sharePercent "48.91"^^xsd:decimal',
                'lg:valueAsPrinted "48.91"',
                "lg:shareBase code/share-base/all-postings",
            )
        },
    ),
    (
        "obs/demo/share-by-experience/1011/not-stated/not-stated/3-5",
        {
            "source/demo": (
                *CLAIM,
                "rdf:type qb:Observation",
                "rdf:type lg:ShareObservation",
                "qb:dataSet dataset/demo/share-by-experience",
                "lg:experienceBand experience/3-5",
                "lg:refArea area/not-stated",
                "lg:refPeriod period/not-stated",
                'lg:sharePercent "11.8"^^xsd:decimal',
                'lg:valueAsPrinted "11.8"',
                "lg:shareBase code/share-base/not-stated",
            )
        },
    ),
    (
        "dataset/demo/salary",
        {
            "source/demo": (
                "rdf:type qb:DataSet",
                "qb:structure structure/salary",
                "dct:source source/demo",
                'dct:title "Pay: Demo"@en',
            )
        },
    ),
    (
        "structure/posting-count",
        {
            "codes": (
                "rdf:type qb:DataStructureDefinition",
                *(f"qb:component structure/posting-count/{number}" for number in range(1, 5)),
            )
        },
    ),
    (
        "quality/demo/q1",
        {
            "quality": (
                "rdf:type dqv:QualityAnnotation",
                "oa:motivatedBy dqv:qualityAssessment",
                "oa:hasTarget dataset/demo/salary",
                "oa:hasBody quality/demo/q1/body",
            )
        },
    ),
    ("quality/demo/q1/body", {"quality": ("rdf:type oa:TextualBody", 'rdf:value "Round figures"@en-gb')}),
)


@pytest.mark.parametrize(("subject", "expected"), EXPECTED, ids=[subject for subject, _ in EXPECTED])
def test_each_table_says_this_in_that_graph(demo: Mapped, subject: str, expected: dict[str, tuple[str, ...]]) -> None:
    assert demo.about(subject) == {graph: set(triples) for graph, triples in expected.items()}


def test_a_source_is_described_in_its_own_graph(demo: Mapped) -> None:
    ((graph, said),) = demo.about("source/demo").items()
    assert graph == "source/demo"
    (digest,) = (each for each in said if each.startswith("lg:sha256 "))
    assert re.fullmatch(r'lg:sha256 "[0-9a-f]{64}"', digest)
    assert said - {digest} == {
        "rdf:type lg:SourceTable",
        'dct:title "Demo"@en-gb',
        "dct:publisher agent/A%20College",
        'dct:rights "not stated"',
        "lg:upstreamProvider agent/Up%20&%20Co",
    }


def test_there_are_no_other_graphs(demo: Mapped) -> None:
    found = {graph for graph, _ in demo.triples}
    assert found == {"source/demo", "entities", "codes", "mappings", "lot/7.3.0", "quality"}
    assert [graph.iri for graph in demo.dataset.beside] == [f"{BASE}graph/quality"]


def test_an_unknown_share_has_no_observation(demo: Mapped) -> None:
    (said,) = demo.about("listing/demo/1011/baseline/c++%2Fc%23").values()
    assert {"lg:shareStatus sdmx-code:obsStatus-M", 'lg:valueAsPrinted "(%)"'} <= said
    assert not [each for each in said if each.startswith("lg:share ")]
    assert not demo.about("obs/demo/share-by-skill/1011/not-stated/not-stated/c++%2Fc%23")


def test_a_printed_zero_is_a_share(demo: Mapped) -> None:
    share = "obs/demo/share-by-skill/1011/not-stated/not-stated/100%25%20sure%3F"
    (said,) = demo.about("listing/demo/1011/baseline/100%25%20sure%3F").values()
    assert {"lg:shareStatus sdmx-code:obsStatus-A", f"lg:share {share}"} <= said
    (said,) = demo.about(share).values()
    assert {'lg:sharePercent "0"^^xsd:decimal', 'lg:valueAsPrinted "0%"', "lg:skill skill/100%25%20sure%3F"} <= said
    assert not [each for each in said if each.startswith("lg:approximate ")]


def test_listings_of_two_categories_have_one_share_which_is_approximate(demo: Mapped) -> None:
    share = "obs/demo/share-by-skill/1011/not-stated/not-stated/python"
    for category in ("defining", "necessary"):
        (said,) = demo.about(f"listing/demo/1011/{category}/python").values()
        assert f"lg:share {share}" in said
    (said,) = demo.about(share).values()
    assert [each for each in said if each.startswith("lg:sharePercent ")] == ['lg:sharePercent "70.53"^^xsd:decimal']
    assert 'lg:approximate "true"^^xsd:boolean' in said


def test_another_base_changes_every_iri_of_the_data_and_no_other(demo: Mapped, tmp_path: Path) -> None:
    other = mapped(tmp_path, TABLES, base=OTHER_BASE)
    assert other.triples == demo.triples
    assert [graph.iri.removeprefix(OTHER_BASE) for graph in other.dataset.graphs] == [
        graph.iri.removeprefix(BASE) for graph in demo.dataset.graphs
    ]
    text = "".join(
        path.read_text("utf-8") for path in (other.dataset.quads, *(each.path for each in other.dataset.beside))
    )
    assert BASE not in text
    foreign = {iri for iri in re.findall(r"<([^>]*)>", text) if not iri.startswith(OTHER_BASE)}
    assert {iri for iri in foreign if not iri.startswith(tuple(NAMESPACES.values()))} == set()
    subjects = set(re.findall(r"^<([^>]*)>", text, flags=re.MULTILINE))
    assert {iri for iri in subjects if not iri.startswith(f"{OTHER_BASE}id/")} == set()


AWKWARD = {
    "skills": TABLES["skills"],
    "schemes": folders.TABLES["schemes"],
    "levels": folders.TABLES["levels"],
    "occupations": folders.TABLES["occupations"],
    "entries": folders.TABLES["entries"],
    "mappings": (
        "id,subject_id,predicate_id,object_id,mapping_justification,confidence,mapping_date,reviewer_label\n"
        "m1,entry:page,skos:exactMatch,http://example.org/a%20b?c#d,semapv:LexicalMatching,00.950,2026-02-28,Ann\n"
        "m2,occupation:1011,skos:relatedMatch,skill:c++/c#,semapv:LexicalMatching,1.0,,Ann\n"
    ),
    "posting_counts": (
        "occupation,period,count\n1011,P12M,+0007\n1011,P1W,-0\n1011,P0Y6M,999999999999999999\n1011,P014D,1\n"
    ),
    "shares": "occupation,experience,percent\n1011,000-01,.5\n1011,1-3,5.\n1011,003+,+99.480000\n",
    "salaries": (
        "occupation,period,statistic,amount,currency,pay_period\n"
        "1011,P1Y,average,-0.000,USD,P12M\n1011,P2Y,average,999999999999999999999999.000000000001,USD,PT24H\n"
        "1011,P3Y,average,0.000000000001,EUR,P1W\n1011,P4Y,average,12345678901234567890.5,EUR,PT60H\n"
    ),
}
CANONICAL = {
    "integer": r"0|-?[1-9][0-9]*",
    "decimal": r"0|-?(0|[1-9][0-9]*)\.[0-9]*[1-9]|-?[1-9][0-9]*",
    "boolean": "true|false",
    "date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "dateTime": r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]*[1-9])?Z",
    "duration": r"P([1-9][0-9]*Y)?([1-9][0-9]*M)?([1-9][0-9]*D)?(T([1-9][0-9]*H))?",
}


@pytest.fixture(scope="module")
def awkward(tmp_path_factory: pytest.TempPathFactory) -> Mapped:
    return mapped(tmp_path_factory.mktemp("awkward"), AWKWARD)


def test_values_in_many_forms_have_one_that_the_store_keeps(awkward: Mapped) -> None:
    assert not_canonical(awkward.quads) == set()
    store = ox.Store()
    store.bulk_load(path=str(awkward.dataset.quads), format=ox.RdfFormat.N_QUADS)
    assert {str(quad) for quad in store} ^ {str(quad) for quad in awkward.quads} == set()


def test_concepts_of_others_and_of_other_tables_are_mapped(awkward: Mapped) -> None:
    assert "skos:exactMatch http://example.org/a%20b?c#d" in awkward.about("entry/demo/page")["mappings"]
    assert "skos:relatedMatch skill/c++%2Fc%23" in awkward.about("occupation/1011")["mappings"]
    assert 'sssom:confidence "0.95"^^xsd:decimal' in awkward.about("mapping/demo/m1")["mappings"]


def not_canonical(quads: Iterable[ox.Quad]) -> set[str]:
    """The literals whose text is not the one form of their value."""
    found = {quad.object for quad in quads if isinstance(quad.object, ox.Literal)}
    kinds = {NAMESPACES["xsd"] + name: re.compile(pattern) for name, pattern in CANONICAL.items()}
    return {
        str(each) for each in found if not kinds.get(each.datatype.value, re.compile("(?s).*")).fullmatch(each.value)
    } | {str(each) for each in found if each.language and each.language != each.language.lower()}


# Text as a cell may hold it: no control characters but tabs and line feeds.
cell_texts = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"),
        st.sampled_from('\t\n"\\<>@^_:.u0041'),
    ),
    min_size=1,
    max_size=20,
)


@settings(max_examples=25)
@given(st.lists(cell_texts, min_size=1, max_size=20))
@example(['"', "\\", '\\"', "\\u0041", '"@en .', "\n\t", "NULL", "null", "a\u2028b", "\ufeff", "é", "e\u0301", "𝔘"])
def test_any_text_is_told_as_it_is(texts: list[str]) -> None:
    with connect(None) as connection:
        connection.execute("create table texts (place integer, value varchar)")
        connection.executemany("insert into texts values (?, ?)", list(enumerate(texts)))
        frame = nw.from_native(connection.table("texts"))
        terms = frame.select("place", term=join_parts(tagged_literal(nw.col("value"), "en"))).sort("place").to_native()
        lines = "".join(f"<urn:{place}> <urn:p> {term} .\n" for place, term in terms.fetchall())
    assert [quad.object for quad in ox.parse(lines, format=ox.RdfFormat.N_QUADS)] == [
        ox.Literal(text, language="en") for text in texts
    ]


def test_any_text_goes_through_tables_and_files(tmp_path: Path) -> None:
    texts = [
        '"',
        "\\",
        '\\"',
        "\\u0041",
        '"@en .',
        "a\n\tb",
        "NULL",
        "null",
        "a\u2028b",
        "é",
        "e\u0301",
        "𝔘",
        "=1+1",
        "'a",
    ]
    texts += ["a\r\nb", "<b>&amp;", ",", "| |", "\ufeff", "\u200bx", "x" * 70_000]
    cells = (text.replace('"', '""') for text in texts)
    rows = "".join(f'{number},"{cell}"\n' for number, cell in enumerate(cells))
    found = mapped(tmp_path, {"skills": f"id,label\n{rows}"})
    labels = {
        quad.subject.value.rpartition("/")[2]: quad.object.value
        for quad in found.quads
        if isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.Literal)
        and quad.predicate.value == f"{NAMESPACES['skos']}prefLabel"
        and "/skill/" in quad.subject.value
    }
    assert labels == {str(number): text.replace("\r\n", "\n") for number, text in enumerate(texts)}


@pytest.fixture(scope="module")
def dumped(folder: Path) -> list[ox.Quad]:
    """The N-Quads dump of the seeds."""
    return list(ox.parse(plain(folder / "dumps" / "lotgraph.nq"), format=ox.RdfFormat.N_QUADS))


def answer(endpoint: str, query: str) -> list[dict[str, dict[str, str]]]:
    response = httpx.post(
        endpoint, data={"query": query}, headers={"Accept": "application/sparql-results+json"}, trust_env=False
    )
    assert response.status_code == 200, response.text
    found: list[dict[str, dict[str, str]]] = response.json()["results"]["bindings"]
    return found


def test_the_seeds_have_no_blank_nodes(dumped: list[ox.Quad]) -> None:
    assert not [quad for quad in dumped if ox.BlankNode in {type(quad.subject), type(quad.object)}]


def test_no_triple_of_the_seeds_stands_in_two_graphs(dumped: list[ox.Quad], release: Release, endpoint: str) -> None:
    triples = {quad.triple for quad in dumped}
    assert len(triples) == len(dumped) == release.triples
    ((count),) = answer(endpoint, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert int(count["n"]["value"]) == len(triples)
    query = "SELECT (COUNT(*) AS ?n) { { SELECT DISTINCT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } VALUES ?g { %s } } } }"
    ((count),) = answer(endpoint, query % " ".join(f"<{graph}>" for graph in release.data_graphs))
    assert int(count["n"]["value"]) == len(triples)
    graphs = Counter(quad.graph_name.value for quad in dumped if isinstance(quad.graph_name, ox.NamedNode))
    assert graphs == {graph.iri: graph.triples for graph in release.graphs}


def test_dump_store_and_answers_hold_the_same_terms(
    dumped: list[ox.Quad], folder: Path, release: Release, endpoint: str
) -> None:
    assert not_canonical(dumped) == set()
    store = ox.Store.read_only(str(folder / "store"))
    stored = {
        quad for iri in release.data_graphs for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(iri))
    }
    assert set(map(str, stored)) == set(map(str, dumped))
    union = {quad.triple for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph())}
    assert set(map(str, union)) == {str(quad.triple) for quad in dumped}
    rows = answer(endpoint, "SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } }")
    told = {tuple(_term(row[name]) for name in "spog") for row in rows if row["g"]["value"] in release.data_graphs}
    assert told == {(str(q.subject), str(q.predicate), str(q.object), str(q.graph_name)) for q in dumped}


def _term(told: Mapping[str, str]) -> str:
    if told["type"] == "uri":
        return str(ox.NamedNode(told["value"]))
    datatype = ox.NamedNode(told["datatype"]) if "datatype" in told else None
    return str(ox.Literal(told["value"], datatype=datatype, language=told.get("xml:lang")))


def test_the_dump_is_sorted_and_each_line_stands_once(folder: Path) -> None:
    lines = plain(folder / "dumps" / "lotgraph.nq").splitlines()
    assert lines == sorted(set(lines))


def test_only_the_default_base_is_in_the_dump(dumped: list[ox.Quad], release: Release) -> None:
    subjects = {quad.subject.value for quad in dumped if isinstance(quad.subject, ox.NamedNode)}
    assert {iri for iri in subjects if not iri.startswith(f"{release.base}id/")} == set()


def test_another_machine_makes_the_same_bytes(seeds: Path, folder: Path, tmp_path: Path) -> None:
    """The folders in another order and place, CSV as Windows writes it, another time zone, language and hash."""
    sources = []
    for number, source in enumerate(sorted(path for path in seeds.iterdir() if path.is_dir())):
        copy = tmp_path / f"{9 - number} copy" / "of it"
        copy.mkdir(parents=True)
        for file in source.iterdir():
            text = file.read_text(encoding="utf-8")
            if file.suffix == ".csv":
                text = "\ufeff" + text.replace("\n", "\r\n")
            (copy / file.name).write_text(text, encoding="utf-8", newline="")
        sources.append(copy.relative_to(tmp_path))
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("LOTGRAPH_", "LC_", "PYTHON"))}
    environ |= {"TZ": "Pacific/Kiritimati", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "7", "TMPDIR": str(tmp_path)}
    subprocess.run(
        [sys.executable, "-W", "error", "-m", "lotgraph.cli", "build", *reversed(sources), "--out", "out"],
        cwd=tmp_path,
        env=environ,
        check=True,
        capture_output=True,
    )
    again = current_release(tmp_path / "out")
    assert again.name == folder.name
    assert dict(content(again)) == dict(content(folder))


def content(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith("store/"):
            yield name, path.read_bytes()


def test_what_is_declared_of_a_table_gives_blocks_of_it_alone(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # What belongs to tables without a row is left out by their names.
    found: dict[str, set[str]] = {}

    def declared(frames: Mapping[str, Frame], base: str, owners: Mapping[str, Frame], _: set[str]) -> Iterator[Block]:
        for name in BY_NAME:
            empty = {*BY_NAME, "sources", "upstreams"} - {name}
            made = [block for block in mapping.blocks(frames, base, owners, empty) if block.traced]
            found[name] = {block.table for block in made} - {"shares", "salaries"}
        yield from mapping.blocks(frames, base, owners)

    monkeypatch.setattr(engine, "blocks", declared)
    pipeline.check(pipeline.Inputs.of([root / "tests" / "tables" / "base"]), Settings.load(None, {}, {"base": BASE}))
    assert {name: tables for name, tables in found.items() if not tables <= {name}} == {}
    assert len([name for name, tables in found.items() if tables]) > 20
