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
from rdflib import RDFS, SH, BNode
from rdflib.collection import Collection
from rdflib.term import Node

from lotgraph.errors import LotgraphError
from lotgraph.rdf.nquads import value_of
from lotgraph.rdf.statements import read_statements
from lotgraph.validation import judge
from lotgraph.validation.findings import keep_terms

SUITE = Path(__file__).resolve().parent.parent.parent / "shared" / "suites" / "shacl"
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = rdflib.Namespace("http://www.w3.org/ns/shacl-test#")
REASON = re.compile(r"the shapes cannot be applied: \S.{20,}", re.DOTALL)

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


def _judged(case: Case, work: Path) -> str:
    """``right``, ``wrong``, or the reason of a refusal."""
    quads = work / "data.nq"
    lines = case.data.serialize(format="nt").splitlines()
    quads.write_text("".join(sorted(f"{line[:-1]}<urn:graph> .\n" for line in lines if line)), "utf-8")
    hierarchy = rdflib.Graph(bind_namespaces="none")
    hierarchy += case.data.triples((None, RDFS.subClassOf, None))
    try:
        with read_statements([quads]) as data:
            report = judge.validate(data, case.shapes, hierarchy)
    except LotgraphError as error:
        # Shapes that must not be applied are refused rightly.
        return "right" if case.expected is None and REASON.match(str(error)) else str(error)
    found = frozenset(
        (_plain(each.focus), each.path, _plain(each.value), each.component, each.severity) for each in report.findings
    )
    return "right" if found == case.expected else "wrong"


REFUSED = {
    "complex/shacl-shacl": "a path of any length within another one",
    "node/qualified-001": "with sh:qualifiedMaxCount and without a path",
    "path/path-strange-001": "with such a path",
    "path/path-strange-002": "with such a path",
    "property/datatype-ill-formed": "with the datatype",
    "component/optional-001": "constraint components of their own",
    "component/propertyValidator-select-001": "constraint components of their own",
    "component/validator-001": "constraint components of their own",
    "pre-binding/pre-binding-003": "$this in BOUND or in BIND",
    "pre-binding/pre-binding-004": "$this in BOUND or in BIND",
    "pre-binding/pre-binding-005": "$this in BOUND or in BIND",
    "pre-binding/shapesGraph-001": "a forbidden word or variable",
}
"""The tests that the judge refuses, and what it names; it is right in the 108 others."""


@pytest.fixture(scope="module")
def cases() -> tuple[Case, ...]:
    if not SUITE.is_dir():
        pytest.skip("../shared/suites/shacl is not here")
    with warnings.catch_warnings():
        # Of a literal that is there to be ill-formed.
        warnings.filterwarnings("ignore", "Parsing weird boolean")
        return tuple(_cases(SUITE / "manifest.ttl"))


def test_the_judge_is_right_or_refuses_with_a_reason(cases: tuple[Case, ...], tmp_path: Path) -> None:
    table = {case.name: _judged(case, tmp_path) for case in cases}
    assert len(table) == 120
    refused = {name: outcome for name, outcome in table.items() if outcome != "right"}
    assert refused.keys() == REFUSED.keys()
    assert [name for name, reason in REFUSED.items() if reason not in refused[name]] == []
