"""What a reader should know of the rest: quality, what is left out, retirements, what became of a download."""

from __future__ import annotations

from lotgraph.schema.columns import language, locators
from lotgraph.schema.contract import Column, Table, Type

REMARKS: tuple[Table, ...] = (
    Table(
        "quality_notes",
        "What a reader must know of a set of figures before using it.",
        ("id",),
        (
            Column("id", Type.ID, "key of the note", required=True),
            Column(
                "about",
                Type.ID,
                "the fact table of this source whose figures it is about, or `mappings`",
                required=True,
            ),
            Column("note", Type.TEXT, "the note", required=True),
            language(),
        ),
    ),
    Table(
        "omissions",
        "What stands in the source and is not in the data, and why.",
        ("id",),
        (
            Column("id", Type.ID, "key of the omission", required=True),
            Column("what", Type.TEXT, "what is left out", required=True, rule="S77"),
            Column("count", Type.INTEGER, "how many there are in the source; empty: not countable", rule="S77"),
            Column("reason", Type.TEXT, "why it is left out", required=True, rule="S77"),
            language(),
            locators(),
        ),
    ),
    Table(
        "retirements",
        "IRIs that an earlier release published and this one no longer does; without a row here, a build that would "
        "drop one fails. The row may stay for good: what is retired stays so in every later release.",
        ("iri",),
        (
            Column(
                "iri",
                Type.IRI,
                "what is retired; the IRI of a source retires everything that has the source in its IRI",
                required=True,
            ),
            Column("reason", Type.TEXT, "why, as its page tells those who still use it", required=True),
            language(),
            Column(
                "successor",
                Type.IRI,
                "what to use instead, published or itself retired; of a source another source, whose claims succeed "
                "those that have the same dimensions",
                many=True,
            ),
        ),
        shared=True,
    ),
    Table(
        "import_report",
        "What became of the records of a download. Of each file, those read are those kept and those set aside.",
        ("id",),
        (
            Column("id", Type.ID, "key of the row", required=True),
            Column("file", Type.TEXT, "the file of the download", required=True),
            Column(
                "outcome",
                Type.ID,
                "`read`, `kept`, `repaired` (of those kept), `set-aside`, `missing` (cells without a value), "
                "`disagrees`, `left-out` (the whole file), `absent` (the file), `unknown` (a file of which the import "
                "does not know what it holds) or `unknown-column` (a column of which it does not)",
                required=True,
            ),
            Column("count", Type.INTEGER, "how many", required=True),
            Column("reason", Type.TEXT, "why"),
            Column("example", Type.TEXT, "the row of one of them, and what it holds"),
        ),
    ),
)
