"""Parquet: each column as the text that a CSV file would hold."""

from __future__ import annotations

from pathlib import Path

import duckdb

from lotgraph.errors.problems import Code
from lotgraph.schema import LIST_SEPARATOR
from lotgraph.sources.reading import (
    BLANKS,
    ReadSession,
    literal_path,
    sql_trim,
    translate_errors,
)

_INTEGERS = {f"{sign}{size}" for sign in ("", "U") for size in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")}
_ROWS_A_BYTE = 100
"""More rows than that for each byte of the file are no table: the key of a row takes some part of a byte at least."""

_PLAIN = {'"NULL"', "BOOLEAN", "DATE", "UUID", *_INTEGERS}
"""The types whose cast to text is the text wanted."""


def refuse_rows(connection: duckdb.DuckDBPyConnection, path: Path) -> str:
    """Why a Parquet file is refused for the number of its rows; empty where it is not."""
    found = connection.execute("select num_rows from parquet_file_metadata(?)", [literal_path(path)])
    ((rows,),) = found.fetchall()
    size = path.stat().st_size
    return (
        f"has {rows:,} rows in {size:,} bytes, which no table has; write it anew" if rows > _ROWS_A_BYTE * size else ""
    )


def stage_parquet(reading: ReadSession, path: Path, file: str) -> list[str]:
    """Put a Parquet file into the table ``staged`` and say its columns.

    Raises InputError where it cannot be read.
    """
    with translate_errors(file):
        if message := refuse_rows(reading.connection, path):
            reading.refuse(Code.UNSUPPORTED_FORMAT, file, (), "", message)
            return []
        described = reading.run("describe select * from read_parquet(?)", [literal_path(path)])
        header: list[str] = []
        cells = []
        for name, kind, *_ in described:
            text = _text(f"p.c{len(header)}", kind)
            if text is None:
                message = f"is a Parquet column of type {kind}; write it as text"
                reading.refuse(Code.UNSUPPORTED_FORMAT, file, (), name, message)
            cells.append(f", {sql_trim(text) if text else 'null::varchar'} as c{len(header)}")
            header.append(name)
        names = ", ".join(["file_row_number", *(f"c{number}" for number in range(len(header)))])
        reading.connection.execute(
            f'create or replace temp table staged as select file_row_number + 2 as "row"{"".join(cells)}'
            f" from (select file_row_number, columns(* exclude (file_row_number))"
            f" from read_parquet($path, file_row_number=true)) as p({names})",
            {"path": literal_path(path)} | ({"blanks": BLANKS} if "$blanks" in "".join(cells) else {}),
        )
    return header


def _text(cell: str, kind: str) -> str | None:
    """SQL for a cell of a Parquet type as text; None where the type has no text of its own."""
    if kind == "VARCHAR":
        return f"replace(replace({cell}, chr(13) || chr(10), chr(10)), chr(13), chr(10))"
    if kind in _PLAIN or kind.startswith("DECIMAL"):
        return f"{cell}::varchar"
    if kind in {"DOUBLE", "FLOAT"}:
        # The shortest text that gives the number, without an exponent; "27644.0" is a count with gaps.
        short = f"{cell}::varchar"
        plain = f"try_cast({short} as decimal(38, 12))"
        return (
            f"case when not contains({short}, 'e') then regexp_replace({short}, '\\.0$', '')"
            f" when {plain}::{kind} = {cell} then {plain}::varchar else {short} end"
        )
    if kind.endswith("[]") and kind.removesuffix("[]") in {"VARCHAR", *_PLAIN}:
        return f"array_to_string({cell}::varchar[], '{LIST_SEPARATOR}')"
    return None
