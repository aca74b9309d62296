"""The contract of the fact tables: every column, its type, its key, its meaning, said once.

A source is a folder with one ``source.toml`` and some of the tables named here, each a
``NAME.csv`` (UTF-8, RFC 4180, a header row) or a ``NAME.parquet``.  Reading checks the tables against this
module, the mapping turns them into RDF, and ``docs/tables.md`` is generated from it.
Pure data: nothing here reads a file.
"""

from __future__ import annotations

from lotgraph.schema.claims import CLAIMS
from lotgraph.schema.contract import (
    CODE_LISTS,
    FORMS,
    LANGUAGE_TAG,
    LIST_SEPARATOR,
    NOT_STATED,
    PIPE,
    SOURCE_KEYS,
    Claim,
    Column,
    Cube,
    Form,
    Key,
    Reference,
    Table,
    Type,
)
from lotgraph.schema.documents import DOCUMENTS
from lotgraph.schema.remarks import REMARKS
from lotgraph.schema.shared import SHARED
from lotgraph.schema.taxonomies import TAXONOMIES

__all__ = [
    "ALIASED",
    "BY_NAME",
    "CODE_LISTS",
    "CUBES",
    "FORMS",
    "LANGUAGE_TAG",
    "LIST_SEPARATOR",
    "NOT_STATED",
    "NUMBERS",
    "OUTCOMES",
    "PIPE",
    "SOURCE_KEYS",
    "TABLES",
    "Claim",
    "Column",
    "Cube",
    "Form",
    "Key",
    "Reference",
    "Table",
    "Type",
]

TABLES: tuple[Table, ...] = (*TAXONOMIES, *SHARED, *DOCUMENTS, *CLAIMS, *REMARKS)

BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}

ALIASED: tuple[str, ...] = ("skills", "employers", "occupations", "areas")
"""The tables whose ids an alias may stand for."""

CUBES: dict[str, tuple[Cube, ...]] = {
    table.name: table.claim.cubes for table in TABLES if table.claim and table.claim.cubes
}
"""The data cubes that each table's figures go into."""

NUMBERS: tuple[str, ...] = tuple(
    dict.fromkeys(table.column(name).property for table in TABLES if table.claim for name in table.claim.values)
)
"""The properties that hold the number of a claim."""

OUTCOMES: tuple[str, ...] = (
    *(
        "read",
        "kept",
        "repaired",
        "set-aside",
        "missing",
        "disagrees",
        "left-out",
        "absent",
        "unknown",
        "unknown-column",
    ),
)
"""What can become of the records of a download."""
