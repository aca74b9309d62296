"""The triples of a dataset as a table, which is what is judged and counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import duckdb

from lotgraph.database import connect, dialect
from lotgraph.rdf.nquads import parse_line
from lotgraph.schema.vocabulary import expand

_TYPE: Final = f"<{expand('rdf:type')}>"
_STRING: Final = f"^^<{expand('xsd:string')}>"
_FEW: Final = 50_000


class Statements:
    """Triples in a table ``triples`` of a database: ``subject``, ``predicate`` and ``object``, each triple once.

    Terms are texts as in canonical N-Triples.  ``types`` has the members of each class: ``node`` and ``class``.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, rows: str) -> None:
        """``rows`` is a query for the triples, each once."""
        self._connection = connection
        used = [used for (used,) in self.rows(f"select distinct predicate from ({rows})")]
        self._enumerate("predicate_name", used)
        # Sorted by their properties, so that a query for one reads little of the rest.
        self.make(
            "triples",
            f"select subject, predicate::predicate_name as predicate, object from ({rows}) rows order by predicate",
        )
        members = f"select subject as node, object as class from triples where predicate = '{_TYPE}'"
        self.make("types", members if _TYPE in used else "select subject as node, object as class from triples limit 0")
        self.properties = frozenset(used)
        self.classes = frozenset(name for (name,) in self.rows("select distinct class from types"))
        self.terms = self.properties | self.classes

    def make(self, name: str, query: str) -> None:
        """Make a table of what a query finds, in place of one of that name."""
        self._connection.execute(f"create or replace temp table {name} as {query}")

    def fill(self, name: str, columns: Mapping[str, str], rows: Sequence[Sequence[object]]) -> None:
        """Make a small table with these rows, of columns by name with their types."""
        named = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        self._connection.execute(f"create or replace temp table {name} ({named})")
        if rows:
            lists = [list(each) for each in zip(*rows, strict=True)]
            self._connection.execute(f"insert into {name} {dialect.given_rows(list(columns.values()))}", lists)

    def _enumerate(self, name: str, values: Iterable[str]) -> None:
        for table in ("triples", "types"):
            self._connection.execute(f"drop table if exists temp.{table}")
        self._connection.execute(f"drop type if exists {name}")
        self._connection.execute(dialect.enumeration(name, values))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What a query finds."""
        return self._connection.execute(query).fetchall()

    def records(self, query: str) -> list[dict[str, Any]]:
        """What a query finds, by column."""
        found = self._connection.execute(query)
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def close(self, name: str, edges: str) -> None:
        """Make a table of pairs (``focus``, ``value``): all that the edges lead to when they are taken on and on."""
        self.make(name, f"select distinct focus, value from ({edges}) edges")
        self.make(f"{name}_step", f"select focus, value from {name}")
        self.make(f"{name}_last", f"select focus, value from {name}")
        while self.rows(f"select count(*) from {name}_last") != [(0,)]:
            self.make(
                f"{name}_last",
                f"select distinct last.focus, step.value from {name}_last last join {name}_step step"
                f" on step.focus = last.value except select focus, value from {name}",
            )
            self._connection.execute(f"insert into {name} select focus, value from {name}_last")

    def triples(self) -> Iterator[tuple[str, str, str]]:
        """All triples, sorted."""
        found = self._connection.execute("select subject, predicate::varchar, object from triples order by all")
        # Nothing else is asked of the connection before the last is read.
        while rows := found.fetchmany(_FEW):
            yield from rows


@contextmanager
def read_statements(paths: Iterable[Path]) -> Iterator[Statements]:
    """The triples of files of N-Quads or N-Triples, whatever their graphs."""
    lines = (line for path in paths for line in path.read_bytes().splitlines(keepends=True))
    with hold_statements(quad[:3] for quad in map(parse_line, lines)) as found:
        yield found


@contextmanager
def hold_statements(triples: Iterable[Sequence[str]]) -> Iterator[Statements]:
    """These triples, whose terms are texts as in N-Triples."""
    with connect() as connection:
        connection.execute("create temp table loaded (subject varchar, predicate varchar, object varchar)")
        block: list[Sequence[str]] = []
        for triple in triples:
            block.append(triple)
            if len(block) == _FEW:
                _insert(connection, block)
                block = []
        _insert(connection, block)
        yield Statements(connection, "select distinct subject, predicate, object from loaded")


def _insert(connection: duckdb.DuckDBPyConnection, block: Sequence[Sequence[str]]) -> None:
    if block:
        subjects, predicates, objects = map(list, zip(*block, strict=True))
        values = [each.removesuffix(_STRING) if each[:1] == '"' else each for each in objects]
        query = f"insert into loaded {dialect.given_rows(['varchar'] * 3)}"
        connection.execute(query, [subjects, predicates, values])
