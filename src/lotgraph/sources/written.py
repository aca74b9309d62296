"""Fact tables as files again: a folder a source, safe to open in a spreadsheet, the same bytes each time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import duckdb

from lotgraph.errors import ReleaseError
from lotgraph.formats.spreadsheet import guard_expression, quote_expression
from lotgraph.schema import (
    PIPE,
    TABLES,
    Column,
    Table,
    Type,
)
from lotgraph.sources.facts import FactTables
from lotgraph.sources.reading import sql_name
from lotgraph.sources.source import FILE, source_toml

_GUARDED = {Type.TEXT, Type.ID, Type.CONCEPT}
"""The types whose values may start like a formula; a number may start with a minus and stays a number."""

_BATCH = 10_000


def write_tables(tables: FactTables, target: Path) -> None:
    """Write ``{source id}/source.toml`` and its tables below ``target``; reading that gives the same tables.

    Raises ReleaseError where the folder cannot be written.
    """
    try:
        for source in tables.sources:
            folder = target / quote(source.id, safe="")
            folder.mkdir(parents=True)
            digest = hashlib.sha256()
            for table, lines in render_tables(tables.connection, source.id):
                with (folder / f"{table.name}.csv").open("wb") as out:
                    for part in lines:
                        out.write(part)
                        digest.update(part)
            # A digest that reading works out is left to it: a table may be changed by hand.
            stated = "" if source.kind == "table" and digest.hexdigest() == source.sha256 else source.sha256
            (folder / FILE).write_bytes(source_toml(source, stated).encode())
    except OSError as error:
        raise ReleaseError(f"{target}: cannot be written ({error.strerror})") from error


def name_as_written(tables: FactTables) -> FactTables:
    """The tables under the names that ``write_tables`` gives them below ``tables/``, for messages that are published.

    Their warnings too name no file of the one who builds.
    """
    folders = {source.id: f"tables/{quote(source.id, safe='')}" for source in tables.sources}
    names = {key: f"{folders[key[0]]}/{key[1]}.csv" for key in tables.files if key[0] in folders}
    known = {tables.files[key]: name for key, name in names.items()}
    known |= {source.file: f"{folders[source.id]}/{FILE}" for source in tables.sources}
    return replace(
        tables,
        sources=tuple(replace(source, folder=folders[source.id]) for source in tables.sources),
        warnings=tuple(replace(each, file=known[each.file]) for each in tables.warnings if each.file in known),
        files=names,
    )


def tables_digest(connection: duckdb.DuckDBPyConnection, source: str) -> str:
    """The SHA-256 of a source's tables as written."""
    digest = hashlib.sha256()
    for _, lines in render_tables(connection, source):
        for part in lines:
            digest.update(part)
    return digest.hexdigest()


def render_tables(connection: duckdb.DuckDBPyConnection, source: str) -> Iterator[tuple[Table, Iterator[bytes]]]:
    """Each table that a source has, with the bytes of its CSV file."""
    # One statement asks which tables there are: each has a price of its own, and most sources have few.
    there = " union all ".join(
        f"select '{table.name}' where exists (from {sql_name(table.name)} where source = $source)" for table in TABLES
    )
    names = {name for (name,) in connection.execute(there, {"source": source}).fetchall()}
    for table in (each for each in TABLES if each.name in names):
        columns = ", ".join(f"count({sql_name(column.name)})" for column in table.columns)
        counted = connection.execute(
            f"select {columns} from {sql_name(table.name)} where source = ?", [source]
        ).fetchall()
        # Of the optional columns those that hold something.
        kept = [c for c, count in zip(table.columns, counted[0], strict=True) if count or c.required]
        yield table, _lines(connection, table, kept, source)


def _cell(column: Column) -> str:
    """SQL for a cell of a file: guarded, a pipe within one of several texts as it is read again."""
    cell = sql_name(column.name)
    if column.many and column.type is Type.TEXT:
        cell = rf"replace(replace({cell}, '\|', '\ |'), '{PIPE}', '\|')"
    return guard_expression(cell) if column.type in _GUARDED else cell


def _lines(connection: duckdb.DuckDBPyConnection, table: Table, columns: list[Column], source: str) -> Iterator[bytes]:
    yield (",".join(column.name for column in columns) + "\n").encode()
    # Guarded below and quoted above, so that no column is worked out more than once.
    guarded = ", ".join(f"{_cell(column)} as c{number}" for number, column in enumerate(columns))
    cells = " || ',' || ".join(f"({quote_expression(f'c{number}')})" for number in range(len(columns)))
    rows = f'select "row", {guarded} from {sql_name(table.name)} where source = ?'
    found = connection.execute(f'select {cells} from ({rows}) order by "row"', [source])
    while batch := found.fetchmany(_BATCH):
        yield "".join(f"{line}\n" for (line,) in batch).encode()
