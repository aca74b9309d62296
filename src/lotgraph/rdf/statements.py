"""The triples of a dataset as a table, which is what is judged and counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import duckdb

from lotgraph.database import connect, dialect
from lotgraph.errors import ReleaseError
from lotgraph.formats.frames import open_plain
from lotgraph.rdf.nquads import Quad, parse_line
from lotgraph.schema.vocabulary import expand

_TYPE: Final = f"<{expand('rdf:type')}>"
_STRING: Final = f"^^<{expand('xsd:string')}>"
_FEW: Final = 50_000


class Statements:
    """Statements in tables of a database; terms are texts as in canonical N-Triples.

    ``stated`` has ``subject``, ``predicate``, ``object`` and ``graph``, each statement once; ``triples`` has the first
    three, each triple once; ``types`` has the members of each class, ``node`` and ``class``.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, rows: str, *, shared: bool) -> None:
        """``rows`` is a query for the statements, each once; ``shared`` whether graphs may have triples in common."""
        self._connection = connection
        used = [used for (used,) in self.rows(f"select distinct predicate from ({rows})")]
        graphs = [graph for (graph,) in self.rows(f"select distinct graph from ({rows})")]
        self.drop()
        self._connection.execute(dialect.enumeration("predicate_name", used))
        self._connection.execute(dialect.enumeration("graph_name", graphs))
        # Sorted by their properties, so that a query for one reads little of the rest.
        self.make(
            "stated",
            "select subject, predicate::predicate_name as predicate, object, graph::graph_name as graph"
            f" from ({rows}) rows order by predicate",
        )
        distinct = "distinct" if shared else ""
        self._connection.execute(
            f"create temp view triples as select {distinct} subject, predicate, object from stated"
        )
        members = f"select subject as node, object as class from triples where predicate = '{_TYPE}'"
        self.make("types", members if _TYPE in used else "select subject as node, object as class from triples limit 0")
        self.properties = frozenset(used)
        self.classes = frozenset(name for (name,) in self.rows("select distinct class from types"))
        self.terms = self.properties | self.classes

    def drop(self) -> None:
        """Give the memory back."""
        self._connection.execute("drop view if exists temp.triples")
        for table in ("stated", "types", "flagged", "kinds", "nodes"):
            self._connection.execute(f"drop table if exists temp.{table}")
        for name in ("predicate_name", "graph_name"):
            self._connection.execute(f"drop type if exists {name}")

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
    """The statements of files of N-Quads or N-Triples, which may lie there packed.

    Raises ReleaseError where one cannot be read.
    """
    with hold_statements(quad for path in paths for quad in _read(path)) as found:
        yield found


def _read(path: Path) -> Iterator[Quad]:
    try:
        with open_plain(path) as file:
            yield from map(parse_line, file)
    except OSError as error:
        raise ReleaseError(f"{path}: cannot be read: {error.strerror or error}") from error


@contextmanager
def hold_statements(quads: Iterable[Quad]) -> Iterator[Statements]:
    """These statements, whose terms are texts as in N-Triples."""
    with connect() as connection:
        # They are few, and threads would wait for each other.
        connection.execute("set threads = 1")
        columns = "subject varchar, predicate varchar, object varchar, graph varchar"
        connection.execute(f"create temp table loaded ({columns})")
        block: list[Quad] = []
        for quad in quads:
            block.append(quad)
            if len(block) == _FEW:
                _insert(connection, block)
                block = []
        _insert(connection, block)
        yield Statements(connection, "select distinct subject, predicate, object, graph from loaded", shared=True)


def _insert(connection: duckdb.DuckDBPyConnection, block: Sequence[Quad]) -> None:
    if block:
        subjects, predicates, objects, graphs = map(list, zip(*block, strict=True))
        values = [each.removesuffix(_STRING) if each[:1] == '"' else each for each in objects]
        query = f"insert into loaded {dialect.given_rows(['varchar'] * 4)}"
        connection.execute(query, [subjects, predicates, values, graphs])
