"""W3C's test suite of SHACL against the judge: it is right, or refuses with a reason; it is never wrong."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import rdflib
from rdflib import RDF, RDFS, SH, BNode, Literal
from rdflib.collection import Collection
from rdflib.term import Node

from lotgraph.errors import LotgraphError
from lotgraph.rdf.nquads import value_of
from lotgraph.rdf.store.judged import load_for_validation
from lotgraph.validation import judge
from lotgraph.validation.findings import keep_terms

SUITE = Path(__file__).resolve().parent.parent.parent / "shared" / "suites" / "shacl"
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = rdflib.Namespace("http://www.w3.org/ns/shacl-test#")
REASON = re.compile(r"the shapes cannot be applied: \S.{20,}", re.DOTALL)
MESSAGE = Literal("is wrong")

Result = tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """One test of the suite: its graphs, and the results that are expected, or None where it must fail."""

    name: str
    data: rdflib.Graph
    shapes: rdflib.Graph
    expected: frozenset[Result] | None


@cache
def _graph(path: Path) -> rdflib.Graph:
    with keep_terms():
        return rdflib.Graph(bind_namespaces="none").parse(path)


def _cases(manifest: Path) -> Iterator[Case]:
    graph = _graph(manifest)
    for include in sorted(map(str, graph.objects(None, MF.include))):
        yield from _cases(Path(include.removeprefix("file://")))
    for entries in graph.objects(None, MF.entries):
        for test in Collection(graph, entries):
            action = graph.value(test, MF.action)
            data, shapes = (
                _graph(Path(str(graph.value(action, part)).removeprefix("file://")))
                for part in (SHT.dataGraph, SHT.shapesGraph)
            )
            name = f"{manifest.parent.name}/{manifest.stem}"
            yield Case(name, data, shapes, _expected(graph, graph.value(test, MF.result)))


def _expected(graph: rdflib.Graph, report: Node | None) -> frozenset[Result] | None:
    if report == SHT.Failure:
        return None
    return frozenset(
        (
            _text(graph.value(result, SH.focusNode)),
            _path(graph.value(result, SH.resultPath)),
            _text(graph.value(result, SH.value)),
            _text(graph.value(result, SH.sourceConstraintComponent)),
            _text(graph.value(result, SH.resultSeverity)),
        )
        for result in graph.objects(report, SH.result)
    )


def _text(term: Node | None) -> str:
    """The text of a term: those of blank nodes differ from reading to reading."""
    return "" if term is None else "_:" if isinstance(term, BNode) else str(term)


def _path(term: Node | None) -> str:
    """The path of a result: one of several properties has no name in our reports."""
    return "" if isinstance(term, BNode) else _text(term)


def _plain(term: str) -> str:
    """The text of a term as the judge writes it."""
    if term.startswith('"'):
        return value_of(term)
    return "_:" if term.startswith("_:") else term.strip("<>")


def _with_messages(shapes: rdflib.Graph) -> rdflib.Graph:
    """The shapes, each with a message: the judge tells nothing without."""
    copy = rdflib.Graph(bind_namespaces="none")
    copy += shapes
    found = {shape for kind in (SH.NodeShape, SH.PropertyShape) for shape in shapes.subjects(RDF.type, kind)}
    found |= {shape for name in ("property", "sparql", "node", "not") for shape in shapes.objects(None, SH[name])}
    found |= {
        shape for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "path", "select", "ask")
        for shape in shapes.subjects(SH[name])
    }  # fmt: skip
    for shape in found:
        if (shape, SH.message, None) not in shapes and not isinstance(shape, Literal):
            copy.add((shape, SH.message, MESSAGE))
    return copy


def _judged(case: Case, work: Path, *, messages: bool) -> str:
    """``right``, ``wrong``, or ``refused``, which is with a reason."""
    quads = work / "data.nq"
    lines = case.data.serialize(format="nt").splitlines()
    quads.write_text("".join(sorted(f"{line[:-1]}<urn:graph> .\n" for line in lines if line)), "utf-8")
    shapes = _with_messages(case.shapes) if messages else case.shapes
    hierarchy = rdflib.Graph(bind_namespaces="none")
    hierarchy += case.data.triples((None, RDFS.subClassOf, None))
    try:
        report = judge.validate(load_for_validation([quads]), shapes, hierarchy, quads)
    except LotgraphError as error:
        return "refused" if REASON.match(str(error)) else f"wrong: {error}"
    found = frozenset(
        (_plain(each.focus), each.path, _plain(each.value), each.component, each.severity) for each in report.findings
    )
    return "right" if found == case.expected else "wrong"


STATED = ["misc/message-001", "node/sparql-001", "pre-binding/pre-binding-001"]
"""Those that it decides as they stand."""

RIGHT = frozenset(
    [
        "misc/message-001",
        "misc/severity-001",
        "misc/severity-002",
        "node/class-001",
        "node/class-002",
        "node/class-003",
        "node/closed-001",
        "node/closed-002",
        "node/datatype-001",
        "node/datatype-002",
        "node/disjoint-001",
        "node/maxInclusive-001",
        "node/maxLength-001",
        "node/minExclusive-001",
        "node/minInclusive-001",
        "node/minLength-001",
        "node/nodeKind-001",
        "node/pattern-001",
        "node/sparql-001",
        "path/path-alternative-001",
        "path/path-unused-001",
        "pre-binding/pre-binding-001",
        "pre-binding/pre-binding-002",
        "pre-binding/pre-binding-007",
        "property/class-001",
        "property/datatype-002",
        "property/disjoint-001",
        "property/lessThan-001",
        "property/lessThan-002",
        "property/lessThanOrEquals-001",
        "property/maxCount-001",
        "property/maxCount-002",
        "property/maxInclusive-001",
        "property/minCount-001",
        "property/uniqueLang-002",
        "targets/multipleTargets-001",
        "targets/targetClass-001",
        "targets/targetNode-001",
        "targets/targetObjectsOf-001",
        "targets/targetSubjectsOf-001",
        "targets/targetSubjectsOf-002",
    ]
)
"""The tests that the judge decides, each shape given a message; it refuses all the others."""


@pytest.fixture(scope="module")
def cases() -> tuple[Case, ...]:
    if not SUITE.is_dir():
        pytest.skip("../shared/suites/shacl is not here")
    with warnings.catch_warnings():
        # Of a literal that is there to be ill-formed.
        warnings.filterwarnings("ignore", "Parsing weird boolean")
        return tuple(_cases(SUITE / "manifest.ttl"))


def test_as_it_stands_the_judge_refuses_nearly_all_of_the_suite_and_is_never_wrong(
    cases: tuple[Case, ...], tmp_path: Path
) -> None:
    table = {case.name: _judged(case, tmp_path, messages=False) for case in cases}
    assert len(table) == 120
    assert [name for name, outcome in table.items() if outcome.startswith("wrong")] == []
    assert sorted(name for name, outcome in table.items() if outcome == "right") == STATED


def test_with_a_message_for_each_shape_the_judge_is_right_or_refuses_with_a_reason(
    cases: tuple[Case, ...], tmp_path: Path
) -> None:
    table = {case.name: _judged(case, tmp_path, messages=True) for case in cases}
    assert [name for name, outcome in table.items() if outcome.startswith("wrong")] == []
    assert {name for name, outcome in table.items() if outcome == "right"} == RIGHT
