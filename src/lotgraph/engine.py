"""Run the mapping on DuckDB: fact tables in, sorted N-Quads out, and the way back from a triple to its row."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import narwhals as nw

from lotgraph.errors import ReleaseError
from lotgraph.mapping import OWN_IRIS, Block, Frame, blocks, constants, joined, term, with_own_iris, with_segments
from lotgraph.tables import TABLES
from lotgraph.vocabulary import LG, mint

_COPY = "(format csv, header false, delimiter '\x01', quote '', escape '')"


@dataclass(frozen=True)
class GraphFile:
    """One named graph as sorted N-Quads: its IRI, its file and the number of its triples."""

    iri: str
    path: Path
    triples: int


@dataclass(frozen=True)
class Dataset:
    """What the mapping made.

    ``quads`` holds the data graphs as sorted N-Quads, ``about`` the graphs beside them; ``graphs`` and
    ``beside`` are the same graph by graph.  ``instances`` are the classes of the data, by IRI, and how many
    things are of each.
    """

    quads: Path
    about: Path
    graphs: tuple[GraphFile, ...]
    beside: tuple[GraphFile, ...]
    triples: int
    instances: dict[str, int]


@dataclass(frozen=True, order=True)
class Cell:
    """Where a triple comes from: a row of a source's table, and its columns."""

    source: str
    table: str
    row: int
    columns: tuple[str, ...]


class Run:
    """One run of the mapping over the tables of ``connection``, for one base IRI."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, base: str) -> None:
        self._connection = connection
        self._base = base
        names = [table.name for table in TABLES] + ["sources", "upstreams"]
        self._empty: set[str] = set()
        owners = dict(self._owners())
        frames = {name: self._prepared(name, owners) for name in names}
        self._blocks = tuple(self._kept(blocks(frames, base, owners)))

    def _owners(self) -> Iterator[tuple[str, Frame]]:
        """What has an IRI of its own, of each table that holds such things: ``id`` and ``iri``."""
        for name in OWN_IRIS:
            table = f"own_{name}"
            ids = f"select distinct id, iri from {name} where iri is not null"
            self._connection.execute(f"create or replace temp table {table} as {ids}")
            found = self._connection.table(table)
            if found.limit(1).fetchall():
                yield name, nw.from_native(found)

    def _prepared(self, name: str, owners: Mapping[str, Frame]) -> Frame:
        found = self._connection.table(name)
        if not found.limit(1).fetchall():
            self._empty.add(name)
        table = f"prepared_{name}"
        frame = with_own_iris(name, with_segments(name, nw.from_native(found)), owners)
        self._connection.execute(f"create or replace temp table {table} as {_sql(frame)}")
        return nw.from_native(self._connection.table(table))

    def _kept(self, blocks: Iterable[Block]) -> Iterator[tuple[str, Block]]:
        """Each block with its terms in a table of its own, so that each is worked out once."""
        for number, block in enumerate(blocks):
            if block.table in self._empty:
                continue
            name = f"block_{number}"
            terms = {f"object_{i}": joined(triple.object) for i, triple in enumerate(block.triples)}
            place = ["source", "row"] if block.traced else []
            frame = block.frame.select(*place, subject=joined(block.subject), graph=joined(block.graph), **terms)
            self._connection.execute(f"create or replace temp table {name} as {_sql(frame)}")
            yield name, block

    def write(self, folder: Path, progress: Callable[[str], None] = lambda _: None) -> Dataset:
        """Write the dataset into ``folder`` and say what it is.

        Lines are sorted by their UTF-8 bytes and each stands once, so equal tables give equal bytes.
        Raises ReleaseError where the folder cannot be written.
        """
        run = self._connection.execute
        run("create or replace temp table quads (triple varchar, graph varchar)")
        run("begin")
        for name, block in self._blocks:
            progress(block.table)
            run(f"insert into quads {_union(name, block)}")
        run("commit")
        self._connection.executemany("insert into quads values (?, ?)", list(constants(self._base)))
        run("create or replace temp table dataset as select distinct triple, graph from quads")
        run("drop table quads")
        beside = self._beside()
        try:
            quads = self._copy(folder / "data.nq", "not list_contains(?, graph)", beside)
            about = self._copy(folder / "about.nq", "list_contains(?, graph)", beside)
            graphs = tuple(self._graphs(folder))
        except (duckdb.IOException, OSError) as error:
            raise ReleaseError(f"{folder}: cannot be written: {_reason(error)}") from error
        data = tuple(graph for graph in graphs if f"<{graph.iri}>" not in beside)
        rest = tuple(graph for graph in graphs if f"<{graph.iri}>" in beside)
        triples = sum(graph.triples for graph in data)
        return Dataset(quads, about, data, rest, triples, self._instances(beside))

    def _beside(self) -> list[str]:
        """The graphs that are no data."""
        return [f"<{mint(self._base, kind)}>" for kind in ("graph-quality", "graph-mapping-candidates")]

    def _copy(self, path: Path, where: str, graph: str | list[str]) -> Path:
        lines = f"select triple || ' ' || graph || ' .' as line from dataset where {where} order by line"
        self._connection.execute(f"copy ({lines}) to '{_quoted(path)}' {_COPY}", [graph])
        return path

    def _graphs(self, folder: Path) -> Iterator[GraphFile]:
        counts = self._connection.execute("select graph, count(*) from dataset group by graph order by graph")
        for graph, triples in counts.fetchall():
            iri = graph[1:-1]
            path = folder / f"{hashlib.sha256(iri.encode()).hexdigest()[:16]}.nq"
            yield GraphFile(iri, self._copy(path, "graph = ?", graph), triples)

    def _instances(self, beside: list[str]) -> dict[str, int]:
        found = self._connection.execute(
            "select split_part(triple, ' ', 3) as class, count(*) from dataset"
            " where not list_contains(?, graph) and split_part(triple, ' ', 2) = ? group by class order by class",
            [beside, term("rdf:type")],
        )
        return {iri[1:-1]: count for iri, count in found.fetchall()}

    def shared_triples(self, limit: int = 100) -> list[tuple[str, list[str]]]:
        """Triples that stand in more than one data graph, with those graphs; there must be none."""
        found = self._connection.execute(
            "select triple, list_sort(list(graph)) from dataset where not list_contains(?, graph)"
            " group by triple having count(*) > 1 order by triple limit ?",
            [self._beside(), limit],
        )
        return found.fetchall()

    def strayed_claims(self, limit: int = 100) -> list[tuple[str, str]]:
        """Claims whose ``lg:source`` is not the source of the graph that holds them; there must be none."""
        start, end = mint(self._base, "source", ""), mint(self._base, "graph-source", "")
        found = self._connection.execute(
            "select triple, graph from dataset where contains(triple, ?)"
            " and replace(split_part(triple, ' ', 3), ?, ?) <> graph order by triple limit ?",
            [f" <{LG}source> ", f"<{start}", f"<{end}", limit],
        )
        return found.fetchall()

    def trace(self, iri: str, predicate: str | None = None, value: str | None = None) -> tuple[Cell, ...]:
        """The rows that say something of ``iri``.

        With a ``predicate`` (an IRI) the columns are those that it is made of, and with a ``value`` (an
        N-Triples term) only the rows that give this value, where there are any.
        """
        if predicate is None:
            return self._traced(iri, None, None)
        cells = self._traced(iri, predicate, value) or self._traced(iri, predicate, None)
        if cells:
            return cells
        # Nothing is said: the cell to blame is the empty one of a row that says something else.
        rows = self._traced(iri, None, None)
        return tuple(replace(cell, columns=self._columns(cell.table, predicate)) for cell in rows)

    def _columns(self, table: str, predicate: str) -> tuple[str, ...]:
        """The columns of a table that give a predicate's values."""
        triples = (triple for _, block in self._blocks if block.table == table for triple in block.triples)
        found = (triple.columns for triple in triples if term(triple.predicate) == f"<{predicate}>")
        return next(found, ())

    def _traced(self, iri: str, predicate: str | None, value: str | None) -> tuple[Cell, ...]:
        found: set[Cell] = set()
        for name, block in self._blocks:
            if not block.traced:
                continue
            rows = f"select distinct source, row from {name} where subject = ?"
            if predicate is None:
                self._find(found, block.table, rows, [f"<{iri}>"], ())
                continue
            for number, triple in enumerate(block.triples):
                if term(triple.predicate) != f"<{predicate}>":
                    continue
                query, bound = rows, [f"<{iri}>"]
                if value is not None:
                    query, bound = f"{rows} and object_{number} = ?", [*bound, value]
                self._find(found, block.table, query, bound, triple.columns)
        return tuple(sorted(found))

    def _find(self, found: set[Cell], table: str, query: str, bound: list[str], columns: tuple[str, ...]) -> None:
        rows = self._connection.execute(query, bound).fetchall()
        found.update(Cell(source, table, row, columns) for source, row in rows)


def _sql(frame: object) -> str:
    native = nw.to_native(frame)  # type: ignore[call-overload]
    return str(native.sql_query())


def _union(name: str, block: Block) -> str:
    """The triples of a block as one query."""
    return " union all ".join(
        f"select subject || ' {term(triple.predicate)} ' || object_{number}, graph from {name}"
        f" where subject is not null and object_{number} is not null"
        for number, triple in enumerate(block.triples)
    )


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _reason(error: Exception) -> str:
    """What the system says of a file, without DuckDB's words around it."""
    found = re.search(r'"errno":"([0-9]+)"', str(error))
    return os.strerror(int(found[1])) if found else str(error).partition("\n")[0]
