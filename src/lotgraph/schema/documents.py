"""What a source itself holds: places in its document, its own entries, and what they are taken for."""

from __future__ import annotations

from lotgraph.schema.columns import language, locators, position
from lotgraph.schema.contract import (
    Claim,
    Column,
    Table,
    Type,
)

DOCUMENTS: tuple[Table, ...] = (
    Table(
        "locators",
        "Places in the captured document. A source that is a table needs none.",
        ("span",),
        (
            Column("span", Type.SPAN, "first code point and the one after the last", required=True, rule="S21"),
            Column("sha256", Type.SHA256, "SHA-256 of the UTF-8 bytes of that span", required=True, rule="S22"),
        ),
    ),
    Table(
        "entries",
        "The source's own entry for an occupation: the page, the row, the heading.",
        ("id",),
        (
            Column("id", Type.ID, "key of the entry"),
            Column("label", Type.TEXT, "its name as printed", required=True),
            language(),
            locators(),
        ),
        slug_of="label",
    ),
    Table(
        "authors",
        "Who wrote the source, as it names them. Without an id, the slug of the name is taken.",
        ("id",),
        (
            Column("id", Type.ID, "key of the author"),
            Column("name", Type.TEXT, "the name as printed", required=True, rule="S76", property="prov:agent"),
            Column(
                "role",
                Type.TEXT,
                "the role or profession printed beside it",
                rule="S76",
                property="lg:role",
                datatype="rdf:langString",
            ),
            language(),
            position(),
            locators(),
        ),
        slug_of="name",
        claim=Claim("lg:AuthorClaim", "a claim about an author", "closed-author", path="author", also=("lg:about",)),
    ),
    Table(
        "mappings",
        "Which concept is taken for which of another taxonomy, or is not. The columns are those of SSSOM, and in the "
        "place of this table there may be a file `mappings.sssom.tsv`. A row with the modifier `Not` is a rejection; "
        "any other holds where a person stands for it (a reviewer, or `semapv:ManualMappingCuration`), else it is a "
        "candidate.",
        ("id",),
        (
            Column("id", Type.ID, "key of the mapping", required=True),
            Column("subject_id", Type.CONCEPT, "what is mapped", required=True),
            Column("subject_label", Type.TEXT, "its label"),
            Column(
                "predicate_id",
                Type.ID,
                "`skos:exactMatch`, `skos:closeMatch`, `skos:broadMatch`, `skos:narrowMatch` or `skos:relatedMatch`; a "
                "row with another predicate (`owl:equivalentClass`) is reported and not published",
                required=True,
                rule="S59",
            ),
            Column("predicate_modifier", Type.ID, "`Not`: somebody looked, and the predicate does not hold"),
            Column(
                "object_id",
                Type.CONCEPT,
                "what it is mapped to, or `sssom:NoTermFound`: somebody looked, and there is nothing",
                required=True,
            ),
            Column("object_label", Type.TEXT, "its label"),
            Column(
                "mapping_justification",
                Type.ID,
                "`semapv:ManualMappingCuration`, `semapv:LexicalMatching` or another term of semapv",
                required=True,
            ),
            Column("confidence", Type.DECIMAL, "from 0 to 1", rule="S68", example="0.95"),
            Column("subject_source", Type.CONCEPT, "the taxonomy of the subject: `scheme:` and its id, or its IRI"),
            Column("subject_source_version", Type.TEXT, "version of the subject's source"),
            Column("object_source", Type.CONCEPT, "the taxonomy mapped to, the same way"),
            Column("object_source_version", Type.TEXT, "version of the taxonomy mapped to", rule="S60"),
            Column("mapping_tool", Type.TEXT, "the program that made it"),
            Column("mapping_tool_version", Type.TEXT, "version of that program"),
            Column("mapping_date", Type.DATE, "when it was made"),
            Column("reviewer_id", Type.IRI, "IRI of the person who reviewed it", many=True),
            Column("reviewer_label", Type.TEXT, "who reviewed it; a `|` within a name is written `\\|`", many=True),
            Column(
                "mapping_cardinality",
                Type.ID,
                "`1:1`, `1:n`, `n:1`, `n:n`, `1:0`; empty: counted over the accepted mappings of the source between "
                "the two taxonomies",
                rule="S69",
            ),
            Column("match_string", Type.TEXT, "the labels that are the same"),
            Column("comment", Type.TEXT, "why"),
            Column(
                "derived_from",
                Type.ID,
                "of a chain the mappings that it is made of, in their order: the id of their source, `/` and their id, "
                "each percent-encoded",
                many=True,
            ),
        ),
    ),
)
