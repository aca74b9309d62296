"""What is said of the sources themselves: who, where in the document, by which entry and mapping."""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw

from lotgraph.mapping.terms import (
    OWN_IRIS,
    Block,
    Context,
    Frame,
    Triple,
    col,
    constant,
    decimal,
    integer,
    joined,
    lit,
    node,
    only,
    segment,
    tagged,
    text,
    typed,
)
from lotgraph.vocabulary import NAMESPACES, encoded

_MATCHES = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
_CURIE_PREFIXES = ("skos", "owl", "rdfs", "semapv")


def _agents(c: Context, frame: Frame, column: str) -> Block:
    """The organisations that a column names."""
    kind = Triple("rdf:type", constant("org:Organization"))
    name = Triple("foaf:name", text(col(column)), (column,))
    return Block("sources", frame, c.node("agent", column), c.entities, (kind, name))


def sources(c: Context) -> Iterator[Block]:
    """``source.toml``."""
    is_iri = col("licence").str.contains("^https?://")
    is_document = col("kind") == "document"
    yield Block(
        "sources",
        c.frames["sources"],
        c.source,
        c.source_graph,
        (
            Triple("rdf:type", only(is_document, constant("lg:SourceDocument")), ("kind",)),
            Triple("rdf:type", only(~is_document, constant("lg:SourceTable")), ("kind",)),
            Triple("dct:title", tagged(col("title")), ("title",)),
            Triple("dct:publisher", c.node("agent", "publisher"), ("publisher",)),
            Triple("dct:license", only(is_iri, node(col("licence"))), ("licence",)),
            Triple("dct:rights", only(~is_iri, text(col("licence"))), ("licence",)),
            Triple("dct:source", node(col("url")), ("url",)),
            Triple("schema:creditText", tagged(col("attribution")), ("attribution",)),
            Triple("lg:sha256", text(col("sha256")), ("sha256",)),
            Triple("prov:generatedAtTime", typed(col("captured"), "dateTime"), ("captured",)),
            Triple("lg:codedIn", c.node("scheme", "coded_in"), ("coded_in",)),
        ),
    )
    yield _agents(c, c.frames["sources"], "publisher")


def upstreams(c: Context) -> Iterator[Block]:
    """The providers that a source took its data from."""
    frame = c.frames["upstreams"]
    link = Triple("lg:upstreamProvider", c.node("agent", "name"), ("upstream",))
    yield Block("sources", frame, c.source, c.source_graph, (link,))
    yield _agents(c, frame, "name")


def locators(c: Context) -> Iterator[Block]:
    """Places in a document (Web Annotation Data Model, 4.2.5: the end is the code point after the last)."""
    frame, graph, columns = c.frames["locators"], c.source_graph, ("span",)
    key = ("source", "span")
    place, selector = c.node("locator", *key), c.node("selector", *key)
    start, end = col("span").str.replace_all("-.*$", ""), col("span").str.replace_all("^.*-", "")
    yield Block(
        "locators",
        frame,
        place,
        graph,
        (
            Triple("rdf:type", constant("oa:SpecificResource")),
            Triple("oa:hasSource", c.source),
            Triple("oa:hasSelector", selector, columns),
            Triple("lg:textSha256", text(col("sha256")), ("sha256",)),
        ),
    )
    yield Block(
        "locators",
        frame,
        selector,
        graph,
        (
            Triple("rdf:type", constant("oa:TextPositionSelector")),
            Triple("oa:start", integer(start), columns),
            Triple("oa:end", integer(end), columns),
        ),
    )


def entries(c: Context) -> Iterator[Block]:
    """The source's own entries."""
    frame = c.frames["entries"]
    entry = c.node("entry", "source", "id")
    yield Block(
        "entries",
        frame,
        entry,
        c.source_graph,
        (
            Triple("rdf:type", constant("skos:Concept")),
            Triple("skos:prefLabel", tagged(col("label")), ("label",)),
            Triple("dct:isPartOf", c.source),
        ),
    )
    yield c.located("entries", frame, entry, "id")


def _named(c: Context, frame: Frame, column: str) -> Frame:
    """The frame with ``x_occupation`` and ``x_skill``, the IRIs of their own that what a cell names has."""
    for table, owner in c.owners.items():
        kind = OWN_IRIS[table]
        owners = owner.select(
            nw.concat_str(lit(f"{kind}:"), col("id")).alias(column), col("iri").alias(f"{column}_{kind}")
        )
        frame = frame.join(owners, on=column, how="left")
    return frame


def _concept(c: Context, column: str) -> nw.Expr:
    """IRI of the concept that a cell names: ``occupation:``, ``skill:`` or ``entry:`` and an id, or a full IRI."""
    value = col(column)
    name = col(f"{column}_name")
    own = {
        "occupation": c.iri("occupation", name),
        "skill": c.iri("skill", name),
        "entry": c.iri("entry", "source", name),
    }
    published = [col(f"{column}_{OWN_IRIS[table]}") for table in c.owners]
    named = (nw.when(value.str.starts_with(f"{kind}:")).then(joined(iri)) for kind, iri in own.items())
    return nw.coalesce(*published, *named, value)


def _expanded(column: str) -> nw.Expr:
    """IRIs of CURIEs; one of another prefix is taken for an IRI, and the shapes judge it."""
    known = (
        nw.when(col(column).str.starts_with(f"{prefix}:")).then(
            segment(column).str.replace_all(f"{prefix}:", NAMESPACES[prefix], literal=True)
        )
        for prefix in _CURIE_PREFIXES
    )
    return nw.coalesce(*known, segment(column))


def mappings(c: Context) -> Iterator[Block]:
    """SSSOM mappings as OWL axioms (SSSOM, RDF serialisation), and the plain triple that each asserts."""
    concepts, curies = ("subject_id", "object_id"), ("predicate_id", "mapping_justification")
    name = {column: col(column).str.replace_all("^[a-z]+:", "") for column in concepts}
    frame = c.frames["mappings"].with_columns(**{f"{k}_name": encoded(v) for k, v in name.items()})
    for column in concepts:
        frame = _named(c, frame, column)
    frame = frame.with_columns(
        **{f"{column}_iri": _concept(c, column) for column in concepts},
        **{f"{column}_iri": _expanded(column) for column in curies},
    )
    subject, predicate, target, justification = (
        node(col(f"{column}_iri")) for column in ("subject_id", "predicate_id", "object_id", curies[1])
    )
    yield Block(
        "mappings",
        frame,
        c.node("mapping", "source", "id"),
        c.mappings,
        (
            Triple("rdf:type", constant("owl:Axiom")),
            Triple("owl:annotatedSource", subject, ("subject_id",)),
            Triple("owl:annotatedProperty", predicate, ("predicate_id",)),
            Triple("owl:annotatedTarget", target, ("object_id",)),
            Triple("sssom:mapping_justification", justification, ("mapping_justification",)),
            Triple("dct:source", c.source),
            Triple("rdfs:comment", text(col("comment")), ("comment",)),
            Triple("sssom:confidence", decimal(col("confidence")), ("confidence",)),
            Triple("sssom:mapping_date", typed(col("mapping_date"), "date"), ("mapping_date",)),
            *(
                Triple(f"sssom:{name}", text(col(name)), (name,))
                for name in ("subject_source_version", "object_source_version", "reviewer_label")
            ),
        ),
    )
    # An accepted mapping holds as a plain triple too (OWL 2 mapping to RDF, 2.3.1).
    matches = {f"skos:{name}": col("predicate_id") == f"skos:{name}" for name in _MATCHES}
    asserted = (Triple(curie, only(chosen, target)) for curie, chosen in matches.items())
    yield Block("mappings", frame, subject, c.mappings, tuple(asserted))


def quality_notes(c: Context, cubes: Frame) -> Iterator[Block]:
    """Notes on a source's figures (DQV, 4.9), in a graph beside the data.

    ``cubes`` has a row for each ``source``, ``table`` and ``cube`` that there are figures of.
    """
    frame, graph = c.frames["quality_notes"], c.quality
    key = ("source", "id")
    note, body = c.node("quality", *key), c.node("quality-body", *key)
    yield Block(
        "quality_notes",
        frame,
        note,
        graph,
        (
            Triple("rdf:type", constant("dqv:QualityAnnotation")),
            Triple("oa:motivatedBy", constant("dqv:qualityAssessment")),
            Triple("oa:hasBody", body),
        ),
    )
    said = Triple("rdf:value", tagged(col("note")), ("note",))
    kind = Triple("rdf:type", constant("oa:TextualBody"))
    yield Block("quality_notes", frame, body, graph, (kind, said))
    cubes = cubes.select("source", "cube", about="table")
    target = Triple("oa:hasTarget", c.node("dataset", "source", col("cube")), ("about",))
    yield Block("quality_notes", frame.join(cubes, on=["source", "about"], how="inner"), note, graph, (target,))


def import_report(c: Context) -> Iterator[Block]:
    """What became of the records of a download, as measurements (DQV, 4.4), in the same graph."""
    yield Block(
        "import_report",
        c.frames["import_report"],
        c.node("import", "source", "id"),
        c.quality,
        (
            Triple("rdf:type", constant("dqv:QualityMeasurement")),
            Triple("dqv:computedOn", c.source),
            Triple("dqv:isMeasurementOf", c.node("import-metric", "outcome"), ("outcome",)),
            Triple("dqv:value", integer(col("count")), ("count",)),
            Triple("lg:inputFile", text(col("file")), ("file",)),
            Triple("rdfs:comment", tagged(col("reason"), "en"), ("reason",)),
            Triple("skos:example", text(col("example")), ("example",)),
        ),
    )
