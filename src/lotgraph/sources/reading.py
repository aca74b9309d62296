"""One run of reading: its database and what was found wrong so far.

DuckDB's errors become ours here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from lotgraph import database
from lotgraph.errors import InputError, Problem
from lotgraph.errors.problems import Code
from lotgraph.schema import TABLES

CELL_SEPARATOR = "\x1f"
LINE_SEPARATOR = "\x1e"
"""What stands for a line feed within a cell of a bulk file."""

BLANKS = f" \t\n\r{LINE_SEPARATOR}\u00a0\u1680{''.join(map(chr, range(0x2000, 0x200B)))}\u2028\u2029\u202f\u205f\u3000"
"""What is taken off the ends of a cell."""

LIMIT = 1000
"""How many problems one check names; a file of a million wrong rows is told once, not a million times."""

VALID_ROW = """not exists (
    from broken b where b.source = t.source and b."table" = '{table}' and b."row" = t."row")"""
"""SQL for: no cell of the row ``t`` was wrong."""

_SOURCES = (
    "id",
    "kind",
    "title",
    "publisher",
    "licence",
    "language",
    "sha256",
    "document",
    "captured",
    "url",
)
SOURCE_TABLES = {"sources": (*_SOURCES, "coded_in", "attribution"), "upstreams": ("name",)}
"""The tables that hold what the ``source.toml`` files say."""


def connect(temp: Path | None, megabytes: int = 0) -> duckdb.DuckDBPyConnection:
    """A database with every table of the contract, empty; ``temp`` and ``megabytes`` are those of ``database``."""
    connection = database.connect(temp, megabytes)
    for table in TABLES:
        _create(connection, table.name, (column.name for column in table.columns))
    for table_name, columns in SOURCE_TABLES.items():
        _create(connection, table_name, columns)
    return connection


def _create(connection: duckdb.DuckDBPyConnection, table: str, columns: Iterable[str]) -> None:
    cells = ", ".join(f"{sql_name(column)} varchar" for column in columns)
    connection.execute(f'create table {sql_name(table)} (source varchar, "row" bigint, {cells})')


def sql_name(name: str) -> str:
    """An identifier for SQL; only names of the contract come here."""
    return f'"{name}"'


def literal_path(path: Path) -> str:
    """A path for DuckDB's readers, which would take ``*``, ``?`` and ``[`` for a pattern."""
    return re.sub(r"([\[*?])", r"[\1]", str(path.absolute()))


def sql_trim(cell: str) -> str:
    """SQL for a cell without the blanks around it, null where nothing is left; ``$blanks`` is to be bound."""
    # Few cells have such blanks, and trim is slow where it is given what to trim.
    outer = rf"^[\s\p{{Z}}{LINE_SEPARATOR}]|[\s\p{{Z}}{LINE_SEPARATOR}]$"
    return f"nullif(case when regexp_matches({cell}, '{outer}') then trim({cell}, $blanks) else {cell} end, '')"


@contextmanager
def translate_errors(file: str) -> Iterator[None]:
    """DuckDB's errors as ours: ``file`` could not be read."""
    try:
        with database.memory_errors():
            yield
    except duckdb.Error as error:
        first = str(error).partition("\n")[0]
        message = f"cannot be read: {first}"
        raise InputError((Problem(file, (), "", message, code=Code.UNREADABLE_FILE),)) from error


class ReadSession:
    """The state of one run.

    ``unread`` are the tables of which some row could not be read: a reference to one is not held against the
    user, who would only be told the same thing twice.  Two temporary tables say more of single rows:
    ``broken`` rows had a wrong cell and take no part in comparisons, ``proposed`` rows got their id here.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, scratch: Path) -> None:
        self.connection = connection
        self.scratch = scratch
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.unread: set[str] = set()
        self.files: dict[tuple[str, str], str] = {}
        for name in ("broken", "proposed"):
            connection.execute(f'create temp table {name} (source varchar, "table" varchar, "row" bigint)')

    def run(self, sql: str, bound: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows that a statement gives."""
        return self.connection.execute(sql, bound).fetchall()

    def found(self, sql: str, bound: Sequence[object] = ()) -> tuple[list[tuple[Any, ...]], bool]:
        """The first rows that a check gives, and whether there are more than those."""
        rows = self.connection.execute(sql, bound).fetchmany(LIMIT + 1)
        return rows[:LIMIT], len(rows) > LIMIT

    def refuse(
        self, code: Code, file: str, rows: Iterable[int], column: str, text: str, rule: str | None = None
    ) -> None:
        """Note a problem."""
        self.problems.append(Problem(file, tuple(rows), column, text, rule or "", code=code))

    def refuse_more(self, file: str, column: str, rule: str | None = None) -> None:
        """Note that a check found more than it names."""
        self.refuse(Code.MORE_ROWS, file, (), column, f"has more such rows than the {LIMIT} that are named", rule)

    def present(self, table: str) -> bool:
        """Whether some source has the table."""
        return any(name == table for _, name in self.files)

    def stage(self, path: Path, width: int, longest: int) -> int:
        """Put a bulk file into the temporary table ``staged``: ``row`` and cells ``c0``, ``c1`` and on.

        Lines are the row number and ``width`` cells between separators, ``longest`` the longest in bytes.
        Gives the number of rows.
        """
        names = [f"c{number}" for number in range(width)]
        types = "".join(f", '{name}': 'VARCHAR'" for name in names)
        cells = "".join(f", replace({sql_trim(name)}, chr(30), chr(10)) as {name}" for name in names)
        line = max(longest + 1024, 2_097_152)
        made = self.connection.execute(
            f'create or replace temp table staged as select "row"{cells} from read_csv('
            f"$path, header=false, auto_detect=false, delim=chr(31), quote='', escape='', comment='',"
            f" new_line='\\n', max_line_size={line}, buffer_size={16 * line},"
            f" columns={{'row': 'BIGINT'{types}}})",
            {"path": literal_path(path), "blanks": BLANKS},
        )
        ((rows,),) = made.fetchall()
        return int(rows)
