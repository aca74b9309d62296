"""The gate's judge: data and shapes in, a frozen report out.  The only importer of pySHACL.

pySHACL keeps global state, so this belongs to the build and never to a web thread.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import pyshacl
import rdflib
from pyshacl.errors import ValidationFailure
from pyshacl.graph_abstraction import OxigraphDataGraph
from rdflib import RDF, RDFS, SH, XSD, BNode, Literal, URIRef
from rdflib.term import Node

from lotgraph.errors import LotgraphError
from lotgraph.vocabulary import NAMESPACES


class QuadStore(Protocol):
    """What is asked of a ``pyoxigraph.Store``, which pySHACL takes as it is, without conversion."""

    def __iter__(self) -> Iterator[Any]: ...

    def bulk_extend(self, quads: Iterable[Any]) -> None:
        """Add the quads."""

    def update(self, update: str) -> None:
        """Run a SPARQL update."""


@dataclass(frozen=True)
class Finding:
    """One result of the validation.

    ``value`` is a term as in N-Triples; the others are plain IRIs.  Empty is what there is not: ``path`` too
    where it is no single property, and ``constraint`` where no SPARQL constraint found it.
    For a rule that spans rows, ``focus`` is where the rows meet (a source, a data set, a scheme, a class)
    and ``value`` the claim or concept to blame, one finding each; ``path`` is then a property of ``value``.
    """

    focus: str
    path: str
    value: str
    shape: str
    component: str
    severity: str
    message: str
    constraint: str = ""

    @property
    def name(self) -> str:
        """Local name of the constraint, or else of the shape: ``S20-target``."""
        return (self.constraint or self.shape).rpartition("#")[2]

    @property
    def rule(self) -> str:
        """The id of the rule: ``S20``."""
        return self.name.partition("-")[0]

    @property
    def is_warning(self) -> bool:
        """Whether the finding may be published."""
        return self.severity != str(SH.Violation)


@dataclass(frozen=True)
class Report:
    """All findings, sorted, each once."""

    findings: tuple[Finding, ...]

    @property
    def conforms(self) -> bool:
        """Whether the data may be published: no violation, warnings aside."""
        return not self.violations

    @property
    def violations(self) -> tuple[Finding, ...]:
        """The findings that stop a release."""
        return tuple(finding for finding in self.findings if not finding.is_warning)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that are shown and counted."""
        return tuple(finding for finding in self.findings if finding.is_warning)


class _Data(OxigraphDataGraph):
    """pySHACL asks for the truth of its graph at each result, and would count all triples to answer."""

    def __bool__(self) -> bool:
        return True


def validate(data: QuadStore, shapes: rdflib.Graph, ontology: rdflib.Graph) -> Report:
    """What the shapes find in the data.

    ``data`` is an Oxigraph store that holds the data graphs and nothing else, in whichever graphs: they are
    judged as one.  From ``ontology`` only its class hierarchy is used; nothing is inferred.  None of the
    three is changed.
    """
    with _terms_kept():
        validator = pyshacl.Validator(
            _Data(_with_hierarchy(data, ontology)),
            shacl_graph=_copy(shapes),
            options={"inference": "none", "advanced": False, "inplace": True},
        )
        try:
            results: rdflib.Graph = validator.run()[1]  # type: ignore[no-untyped-call]
        except (RuntimeError, ValueError, SyntaxError, ValidationFailure) as error:
            raise LotgraphError(f"the shapes cannot be applied: {error}") from error
        return Report(_distinct(results))


def report_graph(report: Report, base: str) -> rdflib.Graph:
    """The report as a ``sh:ValidationReport`` without blank nodes.

    As SHACL has it, ``sh:conforms`` is true only where there is no finding at all, warnings included.
    """
    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in NAMESPACES.items():
        graph.bind(prefix, namespace)
    node = URIRef(f"{base}report")
    graph.add((node, RDF.type, SH.ValidationReport))
    graph.add((node, SH.conforms, Literal(not report.findings)))
    for finding in report.findings:
        result = URIRef(f"{base}report/{finding.name}/{_digest(finding)}")
        graph.add((node, SH.result, result))
        _describe(graph, result, finding)
    return graph


def _describe(graph: rdflib.Graph, result: URIRef, finding: Finding) -> None:
    graph.add((result, RDF.type, SH.ValidationResult))
    graph.add((result, SH.resultMessage, Literal(finding.message, lang="en")))
    for predicate, iri in (
        (SH.focusNode, finding.focus),
        (SH.resultPath, finding.path),
        (SH.sourceShape, finding.shape),
        (SH.sourceConstraint, finding.constraint),
        (SH.sourceConstraintComponent, finding.component),
        (SH.resultSeverity, finding.severity),
    ):
        if iri and not iri.startswith("_:"):
            graph.add((result, predicate, URIRef(iri)))
    if finding.value and not finding.value.startswith("_:"):
        with _terms_kept():
            graph.parse(data=f"{result.n3()} {SH.value.n3()} {finding.value} .\n", format="nt")


@contextmanager
def _terms_kept() -> Iterator[None]:
    """Within, rdflib hands terms on as they are written.

    Otherwise it rewrites ``P1W`` as ``P7D``, and logs a traceback at each literal that its datatype refuses,
    which is what the shapes are there to tell.
    """
    log = logging.getLogger("rdflib.term")
    normalize, level = rdflib.NORMALIZE_LITERALS, log.level
    rdflib.NORMALIZE_LITERALS = False
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS = normalize
        log.setLevel(level)


def _with_hierarchy(data: QuadStore, ontology: rdflib.Graph) -> Any:
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


def _distinct(results: rdflib.Graph) -> tuple[Finding, ...]:
    """Sorted, each once: two components of a shape that refuse one value say the same, so one is kept."""
    kept: dict[tuple[str, ...], Finding] = {}
    for finding in sorted(
        (_finding(results, result) for result in results.objects(None, SH.result)),
        key=lambda finding: (finding.component, finding.message),
    ):
        kept.setdefault((finding.name, finding.focus, finding.path, finding.value), finding)
    return tuple(kept[key] for key in sorted(kept))


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
    if not isinstance(term, Literal):
        return term.n3() if isinstance(term, (URIRef, BNode)) else ""
    text = str(term)
    for character, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(character, escaped)
    if term.language:
        return f'"{text}"@{term.language}'
    return f'"{text}"' if term.datatype in (None, XSD.string) else f'"{text}"^^{term.datatype.n3()}'


def _digest(finding: Finding) -> str:
    about = f"{finding.focus}\n{finding.path}\n{finding.value}"
    return hashlib.sha256(about.encode()).hexdigest()[:16]
