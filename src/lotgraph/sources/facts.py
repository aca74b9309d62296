"""The fact tables of a build, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from lotgraph.errors import Problem
from lotgraph.sources.reading import SOURCE_TABLES
from lotgraph.sources.source import Source


@dataclass(frozen=True, eq=False)
class FactTables:
    """Every table of the contract, in a database.

    Each has the columns ``source`` (its id; empty for the codes of lotgraph), ``row`` (as a spreadsheet
    counts: the header is row 1) and those of the contract as text in canonical form, null where empty.
    Languages are filled in, ids proposed, aliases resolved.  ``sources`` and ``upstreams`` hold what the
    ``source.toml`` say.  ``files`` names the file of each table that a source has, by source and table.
    """

    connection: duckdb.DuckDBPyConnection
    sources: tuple[Source, ...]
    warnings: tuple[Problem, ...]
    files: Mapping[tuple[str, str], str]

    def file(self, source: str, table: str) -> str:
        """The file that a row of a table came from, as the user gave it."""
        if (source, table) in self.files:
            return self.files[source, table]
        folder = next((known.folder for known in self.sources if known.id == source), source)
        return f"{folder}/source.toml" if table in SOURCE_TABLES else f"{folder}/{table}.csv"

    def value(self, source: str, table: str, row: int, column: str) -> str | None:
        """The cell, as read; None where it is empty.  ``table`` and ``column`` are of the contract."""
        query = f'select "{column}" from "{table}" where source = ? and row = ? limit 1'
        found = self.connection.execute(query, [source, row]).fetchone()
        return None if found is None or found[0] is None else str(found[0])
