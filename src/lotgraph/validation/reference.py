"""The reference: pySHACL, an independent implementation of SHACL.  The only importer of it.

pySHACL keeps global state, so this never belongs to a web thread.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyshacl
import rdflib
from pyshacl.errors import ValidationFailure
from pyshacl.graph_abstraction import OxigraphDataGraph
from rdflib import RDFS, SH, BNode, Literal, URIRef
from rdflib.term import Node

from lotgraph.errors import LotgraphError
from lotgraph.store import JudgedStore
from lotgraph.validation.findings import Finding, Report, literal_text, terms_kept

VALIDATOR = f"pySHACL {pyshacl.__version__}"


class _Data(OxigraphDataGraph):
    """pySHACL asks for the truth of its graph at each result, and would count all triples to answer."""

    def __bool__(self) -> bool:
        return True


def validate(data: JudgedStore, shapes: rdflib.Graph, ontology: rdflib.Graph, quads: Path | None = None) -> Report:
    """As ``judge.validate``; ``quads`` is not needed."""
    del quads
    with terms_kept():
        validator = pyshacl.Validator(
            _Data(_with_hierarchy(data, ontology)),
            shacl_graph=_copy(shapes),
            options={"inference": "none", "advanced": False, "inplace": True},
        )
        try:
            results: rdflib.Graph = validator.run()[1]  # type: ignore[no-untyped-call]
        except (RuntimeError, ValueError, SyntaxError, ValidationFailure) as error:
            raise LotgraphError(f"the shapes cannot be applied: {error}") from error
        found = (_finding(results, result) for result in results.objects(None, SH.result))
        return Report.of(found, VALIDATOR)


def _with_hierarchy(data: JudgedStore, ontology: rdflib.Graph) -> Any:
    """A copy in memory, with the class hierarchy, by which ``sh:targetClass`` finds members of subclasses."""
    copy = type(data)()
    copy.bulk_extend(data)
    triples = sorted(
        f"{lower.n3()} {RDFS.subClassOf.n3()} {upper.n3()} ."
        for lower, upper in ontology.subject_objects(RDFS.subClassOf)
        if isinstance(lower, URIRef) and isinstance(upper, URIRef)
    )
    copy.update("INSERT DATA { " + " ".join(triples) + " }")
    return copy


def _copy(graph: rdflib.Graph) -> rdflib.Graph:
    """A copy, as pySHACL adds triples of its own to the shapes."""
    copy = rdflib.Graph(bind_namespaces="none")
    copy += graph
    return copy


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
        return literal_text(str(term), str(term.datatype or ""), term.language or "")
    return term.n3() if isinstance(term, (URIRef, BNode)) else ""
