"""The reference: pySHACL, an independent implementation of SHACL.  The only importer of it.

pySHACL keeps global state, so this never belongs to a web thread.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyshacl
import rdflib
from pyshacl.errors import ValidationFailure
from pyshacl.graph_abstraction import OxigraphDataGraph
from pyshacl.shapes_graph import ShapesGraph
from rdflib import RDFS, SH, BNode, Literal, URIRef
from rdflib.term import Node

from lotgraph.errors import ShapesError
from lotgraph.rdf.nquads import write_literal
from lotgraph.rdf.statements import Statements
from lotgraph.rdf.store.judged import JudgedStore
from lotgraph.rdf.terms import Statement, Term
from lotgraph.validation.findings import Finding, Report, keep_terms

VALIDATOR = f"pySHACL {pyshacl.__version__}"


class _Data(OxigraphDataGraph):
    """pySHACL asks for the truth of its graph at each result, and would count all triples to answer."""

    def __bool__(self) -> bool:
        return True


def validate(data: Statements, shapes: rdflib.Graph, ontology: rdflib.Graph) -> Report:
    """As ``judge.validate``."""
    with keep_terms():
        validator = pyshacl.Validator(
            _Data(JudgedStore(data, _hierarchy(ontology)).oxigraph),
            shacl_graph=rdflib.Graph(bind_namespaces="none"),
            options={"inference": "none", "advanced": False, "inplace": True},
        )
        validator.shacl_graph = _read(shapes)
        try:
            results: rdflib.Graph = validator.run()[1]  # type: ignore[no-untyped-call]
        except (RuntimeError, TypeError, ValueError, SyntaxError, ValidationFailure) as error:
            raise ShapesError(f"the shapes cannot be applied: {error}") from error
        found = (_finding(results, result) for result in results.objects(None, SH.result))
        return Report.of(found, VALIDATOR)


def _hierarchy(ontology: rdflib.Graph) -> Iterator[Statement]:
    """The class hierarchy, by which ``sh:targetClass`` finds members of subclasses."""
    for lower, upper in ontology.subject_objects(RDFS.subClassOf):
        if isinstance(lower, URIRef) and isinstance(upper, URIRef):
            yield Statement(Term(str(lower), "iri"), Term(str(RDFS.subClassOf), "iri"), Term(str(upper), "iri"))


_READ: list[tuple[rdflib.Graph, int, ShapesGraph]] = []
"""The shapes that were read last, of how many triples, and as pySHACL holds them: most data are small beside them."""


def _read(shapes: rdflib.Graph) -> ShapesGraph:
    """The shapes as pySHACL holds them: of a copy, as it adds triples of its own."""
    for known, triples, read in _READ:
        if known is shapes and triples == len(shapes):
            return read
    copy = rdflib.Graph(bind_namespaces="none")
    copy += shapes
    _READ[:] = [(shapes, len(shapes), ShapesGraph(copy))]
    return _READ[0][2]


def _finding(results: rdflib.Graph, result: Node) -> Finding:
    def one(predicate: URIRef) -> str:
        value = results.value(result, predicate)
        return "" if value is None or isinstance(value, BNode) else str(value)

    focus = results.value(result, SH.focusNode)
    return Finding(
        focus=focus.n3() if isinstance(focus, BNode) else str(focus),
        path=one(SH.resultPath),
        value=_text(results.value(result, SH.value)),
        shape=one(SH.sourceShape),
        component=one(SH.sourceConstraintComponent),
        severity=one(SH.resultSeverity),
        message=min(map(str, results.objects(result, SH.resultMessage)), default=""),
        constraint=one(SH.sourceConstraint),
    )


def _text(term: Node | None) -> str:
    """The term as in N-Triples; empty for none."""
    if isinstance(term, Literal):
        return write_literal(str(term), term.language or "", str(term.datatype or ""))
    return term.n3() if isinstance(term, (URIRef, BNode)) else ""
