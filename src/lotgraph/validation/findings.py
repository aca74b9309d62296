"""What a validator found, and the report on it as RDF."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import rdflib
from rdflib import DCTERMS, RDF, SH, Literal, URIRef

from lotgraph.schema.vocabulary import NAMESPACES


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
        return re.split(r"[#/:]", self.constraint or self.shape)[-1]

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
    """All findings, sorted, each once; ``validator`` is what found them."""

    findings: tuple[Finding, ...]
    validator: str = ""

    @classmethod
    def of(cls, findings: Iterable[Finding], validator: str) -> Report:
        """Two components of a shape that refuse one value say the same, so one is kept."""
        kept: dict[tuple[str, ...], Finding] = {}
        for finding in sorted(findings, key=lambda finding: (finding.component, finding.message)):
            kept.setdefault((finding.name, finding.focus, finding.path, finding.value), finding)
        return cls(tuple(kept[key] for key in sorted(kept)), validator)

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
    if report.validator:
        graph.add((node, DCTERMS.creator, Literal(report.validator)))
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
        with keep_terms():
            graph.parse(data=f"{result.n3()} {SH.value.n3()} {finding.value} .\n", format="nt")


@contextmanager
def keep_terms() -> Iterator[None]:
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


def _digest(finding: Finding) -> str:
    about = f"{finding.focus}\n{finding.path}\n{finding.value}"
    return hashlib.sha256(about.encode()).hexdigest()[:16]
