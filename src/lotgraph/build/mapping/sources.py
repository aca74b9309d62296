"""What is said of the sources themselves: who, where in the document, by which entry and mapping."""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw

from lotgraph.build.mapping.terms import (
    OWN_IRIS,
    Block,
    Context,
    Frame,
    Triple,
    col,
    constant,
    decimal,
    explode,
    integer,
    join_parts,
    lit,
    node,
    segment,
    tagged_literal,
    text,
    typed_literal,
    when,
)
from lotgraph.formats.sssom.acceptance import MATCHES, NO_TERM, accepted_condition
from lotgraph.schema import PIPE
from lotgraph.schema.vocabulary import NAMESPACES, encode_column, expand

_ENDS = ("subject_id", "object_id", "subject_source", "object_source")
_TERMS = ("predicate_id", "mapping_justification")
_TEXTS = (
    "subject_label",
    "predicate_modifier",
    "object_label",
    "subject_source_version",
    "object_source_version",
    "mapping_tool",
    "mapping_tool_version",
    "mapping_cardinality",
    "match_string",
)
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
            Triple("rdf:type", when(is_document, constant("lg:SourceDocument")), ("kind",)),
            Triple("rdf:type", when(~is_document, constant("lg:SourceTable")), ("kind",)),
            Triple("dct:title", tagged_literal(col("title")), ("title",)),
            Triple("dct:publisher", c.node("agent", "publisher"), ("publisher",)),
            Triple("dct:license", when(is_iri, node(col("licence"))), ("licence",)),
            Triple("dct:rights", when(~is_iri, text(col("licence"))), ("licence",)),
            Triple("dct:source", node(col("url")), ("url",)),
            Triple("schema:creditText", tagged_literal(col("attribution")), ("attribution",)),
            Triple("lg:sha256", text(col("sha256")), ("sha256",)),
            Triple("prov:generatedAtTime", typed_literal(col("captured"), "dateTime"), ("captured",)),
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
            Triple("skos:prefLabel", tagged_literal(col("label")), ("label",)),
            Triple("dct:isPartOf", c.source),
        ),
    )
    yield c.located("entries", frame, entry, "id")


def authors(c: Context) -> Iterator[Block]:
    """Who wrote a source (PROV-O, 3.3: a qualified attribution, which says in what role)."""
    frame, graph = c.frames["authors"], c.source_graph
    claim, agent = c.node("author", "source", "id"), c.node("agent", "name")
    yield Block(
        "authors",
        frame,
        claim,
        graph,
        (
            Triple("rdf:type", constant("lg:AuthorClaim")),
            Triple("lg:about", c.source),
            Triple("lg:source", c.source),
            Triple("prov:agent", agent, ("name",)),
            Triple("lg:role", tagged_literal(col("role")), ("role",)),
            Triple("lg:listPosition", integer(col("position")), ("position",)),
        ),
    )
    yield Block("authors", frame, c.source, graph, (Triple("prov:qualifiedAttribution", claim),))
    name = Triple("foaf:name", text(col("name")), ("name",))
    yield Block("authors", frame, agent, c.entities, (Triple("rdf:type", constant("foaf:Person")), name))
    yield c.located("authors", frame, claim, "id")


def omissions(c: Context) -> Iterator[Block]:
    """What stands in a source and is not in the data."""
    frame, omission = c.frames["omissions"], c.node("omission", "source", "id")
    yield Block(
        "omissions",
        frame,
        omission,
        c.source_graph,
        (
            Triple("rdf:type", constant("lg:Omission")),
            Triple("lg:omittedFrom", c.source),
            Triple("dct:title", tagged_literal(col("what")), ("what",)),
            Triple("lg:omittedCount", integer(col("count")), ("count",)),
            Triple("lg:reason", tagged_literal(col("reason")), ("reason",)),
        ),
    )
    yield c.located("omissions", frame, omission, "id")


def _named(c: Context, frame: Frame, column: str) -> Frame:
    """The frame with ``x_occupation``, ``x_skill`` and ``x_scheme``, the IRIs of their own of what a cell names."""
    for table, owner in c.owners.items():
        kind = OWN_IRIS[table]
        owners = owner.select(
            nw.concat_str(lit(f"{kind}:"), col("id")).alias(column), col("iri").alias(f"{column}_{kind}")
        )
        frame = frame.join(owners, on=column, how="left")
    return frame


def _concept(c: Context, column: str) -> nw.Expr:
    """IRI of what a cell names: ``occupation:``, ``skill:``, ``scheme:`` or ``entry:`` and an id, or a full IRI."""
    value = col(column)
    name = col(f"{column}_name")
    own = {kind: c.iri(kind, name) for kind in ("occupation", "skill", "scheme")}
    own["entry"] = c.iri("entry", "source", name)
    published = [col(f"{column}_{OWN_IRIS[table]}") for table in c.owners]
    named = (nw.when(value.str.starts_with(f"{kind}:")).then(join_parts(iri)) for kind, iri in own.items())
    nothing = nw.when(value == NO_TERM).then(lit(expand(NO_TERM)))
    return nw.coalesce(*published, *named, nothing, value)


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
    """SSSOM mappings as OWL axioms (SSSOM, RDF serialisation), and the plain triple that an accepted one asserts.

    Candidates and rejections stand beside the data, as records alone.
    """
    frame = c.frames["mappings"].filter(col("predicate_id").is_in(list(MATCHES)))
    frame = frame.with_columns(
        **{f"{column}_name": encode_column(col(column).str.replace_all("^[a-z]+:", "")) for column in _ENDS}
    )
    for column in _ENDS:
        frame = _named(c, frame, column)
    is_accepted = accepted_condition()
    graph = (nw.when(is_accepted).then(join_parts(c.mappings)).otherwise(join_parts(c.candidates)),)
    frame = frame.with_columns(
        **{f"{column}_iri": _concept(c, column) for column in _ENDS},
        **{f"{column}_iri": _expanded(column) for column in _TERMS},
        graph_of=join_parts(graph),
        is_accepted=is_accepted,
    )
    record, place = c.node("mapping", "source", "id"), (col("graph_of"),)
    yield Block("mappings", frame, record, place, tuple(_record(c)))
    reviewer = col("reviewer_label").str.replace_all(PIPE, "|", literal=True)
    steps = node((c.base_of("mapping"), col("derived_from")))
    for column, predicate, term_ in (
        ("reviewer_id", "sssom:reviewer_id", node(col("reviewer_id"))),
        ("reviewer_label", "sssom:reviewer_label", text(reviewer)),
        ("derived_from", "prov:wasDerivedFrom", steps),
    ):
        each = explode(frame, column, "id", others=("graph_of",))
        yield Block("mappings", each, record, place, (Triple(predicate, term_, (column,)),))
    # An accepted mapping holds as a plain triple too (OWL 2 mapping to RDF, 2.3.1).
    subject, target = node(col("subject_id_iri")), node(col("object_id_iri"))
    holds = col("is_accepted") & (col("subject_id") != NO_TERM) & (col("object_id") != NO_TERM)
    asserted = (Triple(match, when(col("predicate_id") == match, target)) for match in MATCHES)
    yield Block("mappings", frame.filter(holds), subject, c.mappings, tuple(asserted))


def _record(c: Context) -> Iterator[Triple]:
    """What a mapping says of itself."""
    yield Triple("rdf:type", constant("owl:Axiom"))
    yield Triple("dct:source", c.source)
    for predicate, column in (
        ("owl:annotatedSource", "subject_id"),
        ("owl:annotatedProperty", "predicate_id"),
        ("owl:annotatedTarget", "object_id"),
        ("sssom:mapping_justification", "mapping_justification"),
        ("sssom:subject_source", "subject_source"),
        ("sssom:object_source", "object_source"),
    ):
        yield Triple(predicate, node(col(f"{column}_iri")), (column,))
    yield Triple("rdfs:comment", text(col("comment")), ("comment",))
    yield Triple("sssom:confidence", decimal(col("confidence")), ("confidence",))
    yield Triple("sssom:mapping_date", typed_literal(col("mapping_date"), "date"), ("mapping_date",))
    for column in _TEXTS:
        yield Triple(f"sssom:{column}", text(col(column)), (column,))


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
    value = Triple("rdf:value", tagged_literal(col("note")), ("note",))
    kind = Triple("rdf:type", constant("oa:TextualBody"))
    yield Block("quality_notes", frame, body, graph, (kind, value))
    about_mappings = Triple("oa:hasTarget", when(col("about") == "mappings", c.source), ("about",))
    yield Block("quality_notes", frame, note, graph, (about_mappings,))
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
            Triple("rdfs:comment", tagged_literal(col("reason"), "en"), ("reason",)),
            Triple("skos:example", text(col("example")), ("example",)),
        ),
    )
