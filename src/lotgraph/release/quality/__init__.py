"""The quality of a release as data (DQV): what the shapes found, rule by rule, and what the metrics count.

Pure functions.  The notes on data that sources bring stand in the same graph, beside the data, and the numbers
are about the data graphs alone.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from rdflib import PROV, RDF, SH, SKOS, XSD, Graph, Literal, Namespace, URIRef

from lotgraph.errors import Problem
from lotgraph.rdf.statements import Statements
from lotgraph.release.quality.metrics import (
    CONSISTENCY,
    DIMENSIONS,
    IMPORTS,
    METRICS,
    SHARES,
    Metric,
    Share,
)
from lotgraph.schema.vocabulary import LGSH, NAMESPACES
from lotgraph.validation import Report
from lotgraph.validation.constraints import write_query

__all__ = ["DQV", "METRICS", "SHARES", "Judgement", "Rule", "describe", "rules"]

DQV: Final = Namespace(NAMESPACES["dqv"])
_OA: Final = Namespace(NAMESPACES["oa"])
_KINDS: Final = (SH.NodeShape, SH.PropertyShape, SH.SPARQLConstraint)


@dataclass(frozen=True)
class Rule:
    """A rule that the data were judged by: its id ("S39"), what it asks, whether to break it stops a release."""

    id: str
    message: str
    is_warning: bool


def rules(shapes: Graph) -> tuple[Rule, ...]:
    """The rules of the shapes, by id; those of one id are one rule."""
    named: dict[str, list[URIRef]] = {}
    for kind in _KINDS:
        for shape in shapes.subjects(RDF.type, kind):
            if isinstance(shape, URIRef) and shape.startswith(LGSH):
                named.setdefault(shape.removeprefix(LGSH).partition("-")[0], []).append(shape)
    found = []
    for name, parts in sorted(named.items()):
        messages = sorted(str(text) for part in parts for text in shapes.objects(part, SH.message))
        severities = {severity for part in parts for severity in shapes.objects(part, SH.severity)}
        found.append(Rule(name, "; ".join(dict.fromkeys(messages)), bool(severities & {SH.Warning, SH.Info})))
    return tuple(found)


@dataclass(frozen=True)
class Judgement:
    """What a release was found to be: the report, its rules, the values of the metrics by name, the warnings.

    ``imported`` is whether any of its sources is a download with counts of its own.
    """

    report: Report
    rules: tuple[Rule, ...]
    values: Mapping[str, int]
    warnings: tuple[Problem, ...]
    imported: bool = False


def measure(data: Statements) -> dict[str, int]:
    """The values of the metrics, by name."""
    return {metric.name: data.rows(write_query(metric.sql))[0][0] for metric in METRICS}


def describe(judgement: Judgement, base: str, version: str) -> Graph:
    """The quality of the release of that version as ``dqv:QualityMeasurement``s, and each warning as a note."""
    graph = Graph(bind_namespaces="none")
    writer = _Writer(graph, base, URIRef(f"{base}releases/{version}/"))
    for iri, label in DIMENSIONS:
        graph.add((URIRef(iri), RDF.type, DQV.Dimension))
        graph.add((URIRef(iri), SKOS.prefLabel, Literal(label, lang="en")))
    _count_findings(writer, judgement)
    for metric in METRICS:
        writer.define(metric, XSD.integer)
        graph.add((writer.metric(metric.name), SH.select, Literal(metric.query)))
        writer.measure(metric.name, Literal(judgement.values[metric.name]))
    for share in SHARES:
        part, whole = judgement.values[share.part], judgement.values[share.whole]
        writer.define(share, XSD.decimal)
        # Of nothing there is no share.
        if whole:
            writer.measure(share.name, _decimal(part, whole), (share.part, share.whole))
    for metric in IMPORTS if judgement.imported else ():
        writer.define(metric, XSD.integer)
    for warning in judgement.warnings:
        writer.note(warning)
    return graph


def _count_findings(writer: _Writer, judgement: Judgement) -> None:
    report = judgement.report
    for name, label, definition, findings in (
        ("violations", "Violations", "Findings that would stop a release.", report.violations),
        ("warnings", "Warnings", "Findings of the shapes that do not stop a release.", report.warnings),
    ):
        writer.define(Metric(name, label, definition, CONSISTENCY, "", ""), XSD.integer)
        writer.measure(name, Literal(len(findings)))
    found = Counter(finding.rule for finding in report.findings)
    for rule in judgement.rules:
        name = f"rule-{rule.id}"
        writer.define(Metric(name, f"Findings of rule {rule.id}", rule.message, CONSISTENCY, "", ""), XSD.integer)
        writer.graph.add((writer.metric(name), SKOS.notation, Literal(rule.id)))
        severity = SH.Warning if rule.is_warning else SH.Violation
        writer.graph.add((writer.metric(name), SH.severity, severity))
        writer.measure(name, Literal(found[rule.id]))


def _decimal(part: int, whole: int) -> Literal:
    """The share to four places, in the canonical form that the data have too."""
    value = (Decimal(part) / Decimal(whole)).quantize(Decimal("0.0001"), ROUND_HALF_EVEN)
    return Literal(f"{value:f}".rstrip("0").rstrip("."), datatype=XSD.decimal)


@dataclass(frozen=True)
class _Writer:
    """Adds metrics and measurements of one release to a graph."""

    graph: Graph
    base: str
    dataset: URIRef

    def metric(self, name: str) -> URIRef:
        """The metric, which the page of quality speaks of."""
        return URIRef(f"{self.base}quality#{name}")

    def measurement(self, name: str) -> URIRef:
        """Its measurement in this release."""
        return URIRef(f"{self.dataset}#quality-{name}")

    def define(self, metric: Metric | Share, datatype: URIRef) -> None:
        """Say what the metric is."""
        node = self.metric(metric.name)
        self.graph.add((node, RDF.type, DQV.Metric))
        self.graph.add((node, SKOS.prefLabel, Literal(metric.label, lang="en")))
        self.graph.add((node, SKOS.definition, Literal(metric.definition, lang="en")))
        self.graph.add((node, DQV.inDimension, URIRef(metric.dimension)))
        self.graph.add((node, DQV.expectedDataType, datatype))

    def measure(self, name: str, value: Literal, origins: Sequence[str] = ()) -> None:
        """Say what it gave for this release, and which other measurements that was worked out from."""
        node = self.measurement(name)
        self.graph.add((node, RDF.type, DQV.QualityMeasurement))
        self.graph.add((node, DQV.isMeasurementOf, self.metric(name)))
        self.graph.add((node, DQV.computedOn, self.dataset))
        self.graph.add((node, DQV.value, value))
        for origin in origins:
            self.graph.add((node, PROV.wasDerivedFrom, self.measurement(origin)))

    def note(self, warning: Problem) -> None:
        """Say a warning in the words of the build, the way that notes on data are said (DQV, 4.9)."""
        text = str(warning)
        node = URIRef(f"{self.dataset}#warning-{hashlib.sha256(text.encode()).hexdigest()[:16]}")
        body = URIRef(f"{node}-body")
        self.graph.add((node, RDF.type, DQV.QualityAnnotation))
        self.graph.add((node, _OA.motivatedBy, DQV.qualityAssessment))
        self.graph.add((node, _OA.hasTarget, self.dataset))
        self.graph.add((node, _OA.hasBody, body))
        if warning.rule:
            self.graph.add((node, SH.sourceShape, URIRef(f"{LGSH}{warning.rule}")))
        self.graph.add((body, RDF.type, _OA.TextualBody))
        self.graph.add((body, RDF.value, Literal(text, lang="en")))
