"""Run the mapping on DuckDB: fact tables in, sorted N-Quads out, and the way back from a triple to its row."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import narwhals as nw

from lotgraph.build.mapping import (
    OWN_IRIS,
    Block,
    Frame,
    added_columns,
    blocks,
    constants,
    join_parts,
    term,
    with_own_iris,
    with_segments,
)
from lotgraph.errors import ReleaseError
from lotgraph.rdf.statements import Statements
from lotgraph.schema import CODE_LISTS, TABLES
from lotgraph.schema.vocabulary import LG, mint

BESIDE = ("graph-quality", "graph-mapping-candidates")
"""The graphs beside the data, by their names in ``vocabulary.PATHS``."""

_ROWS = 4096


@dataclass(frozen=True)
class GraphFile:
    """One named graph as sorted N-Quads: its IRI, its file and the number of its triples."""

    iri: str
    path: Path
    triples: int


@dataclass(frozen=True)
class Dataset:
    """What the mapping made.

    ``quads`` holds the data graphs as sorted N-Quads, ``graphs`` the same graph by graph, and ``beside`` the
    graphs beside the data.  ``instances`` are the classes of the data, by IRI, and how many
    things are of each.
    """

    quads: Path
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


class _Frames(Mapping[str, Frame]):
    """The tables by name, each prepared when a declaration first takes it."""

    def __init__(self, names: Sequence[str], prepare: Callable[[str], Frame]) -> None:
        self._names = names
        self._prepare = prepare
        self._prepared: dict[str, Frame] = {}

    def __getitem__(self, name: str) -> Frame:
        if name not in self._prepared:
            self._prepared[name] = self._prepare(name)
        return self._prepared[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class Run:
    """One run of the mapping over the tables of ``connection``, for one base IRI."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, base: str) -> None:
        self._connection = connection
        self.base = base
        names = [table.name for table in TABLES] + ["sources", "upstreams"]
        self._empty = frozenset(self._find_empty(names))
        self._owners = dict(self._find_owners())
        frames = _Frames(names, self._prepare)
        self._worked_out: set[str] = set()
        self._blocks = tuple(self._kept(blocks(frames, base, self._owners, self._empty)))

    def _find_empty(self, names: Iterable[str]) -> list[str]:
        # One statement: each has a price of its own, and most sources have few of the tables.
        each = (f"select '{name}' where not exists (from {name})" for name in names)
        return [name for (name,) in self._connection.execute(" union all ".join(each)).fetchall()]

    def _find_owners(self) -> Iterator[tuple[str, Frame]]:
        """What has an IRI of its own, of each table that holds such things: ``id`` and ``iri``."""
        for name in OWN_IRIS:
            if name in self._empty:
                continue
            table = f"own_{name}"
            ids = f"select distinct id, iri from {name} where iri is not null"
            self._connection.execute(f"create or replace temp table {table} as {ids}")
            found = self._connection.table(table)
            if found.limit(1).fetchall():
                yield name, nw.from_native(found)

    def _prepare(self, name: str) -> Frame:
        table = f"prepared_{name}"
        if name in self._empty:
            # The same columns, without the time that it takes to work them out.
            query = ", ".join(
                [f"from {name} select *", *(f"null::varchar as {each}" for each in added_columns(name, self._owners))]
            )
        else:
            frame = nw.from_native(self._connection.table(name))
            query = _sql(with_own_iris(name, with_segments(name, frame), self._owners))
        self._connection.execute(f"create or replace temp table {table} as {query}")
        return nw.from_native(self._connection.table(table))

    def _kept(self, blocks: Iterable[Block]) -> Iterator[tuple[str, Block]]:
        """Each block with a view of its terms."""
        for number, block in enumerate(blocks):
            if block.table in self._empty:
                continue
            name = f"block_{number}"
            terms = {f"object_{i}": join_parts(triple.object) for i, triple in enumerate(block.triples)}
            place = ["source", "row"] if block.traced else []
            frame = block.frame.select(
                *place, subject=join_parts(block.subject), graph=join_parts(block.graph), **terms
            )
            self._connection.execute(f"create or replace temp view {name} as {_sql(frame)}")
            yield name, block

    def write(self, folder: Path, progress: Callable[[str], None] = lambda _: None) -> Dataset:
        """Write the dataset into ``folder`` and say what it is.

        Lines are sorted by their UTF-8 bytes and each stands once, so equal tables give equal bytes.
        Raises ReleaseError where the folder cannot be written.
        """
        self._state(progress)
        beside = set(self._beside)
        files: dict[str, _GraphLines] = {}
        try:
            with (folder / "data.nq").open("wb") as data:
                for graphs in self._subjects():
                    for graph, lines in graphs:
                        if graph not in files:
                            files[graph] = _GraphLines(folder, graph[1:-1])
                        files[graph].add(lines)
                    data.write(_merge_graphs([lines for graph, lines in graphs if graph not in beside]))
            found = {graph: files[graph].close() for graph in sorted(files)}
        except (duckdb.IOException, OSError) as error:
            raise ReleaseError(f"{folder}: cannot be written: {_reason(error)}") from error
        finally:
            for file in files.values():
                # What was not written by now is told already.
                with suppress(OSError):
                    file.close()
        data_graphs = tuple(file for graph, file in found.items() if graph not in beside)
        rest = tuple(file for graph, file in found.items() if graph in beside)
        triples = sum(graph.triples for graph in data_graphs)
        return Dataset(folder / "data.nq", data_graphs, rest, triples, self._instances())

    def _state(self, progress: Callable[[str], None]) -> None:
        """Fill ``made``: the predicates and objects of a subject in a graph, each pair once."""
        run = self._connection.execute
        run("create or replace temp table made (subject varchar, graph varchar, pairs varchar[])")
        for name, block in self._blocks:
            progress(block.table)
            run(f"insert into made {_statements(name, block)}")
        filled = {name for (name,) in run("select distinct list from codes").fetchall()}
        lists = [name for name in CODE_LISTS if name in filled]
        made = (((*triple.split(" ", 1), graph)) for triple, graph in constants(self.base, lists))
        rows = [(subject, graph, [f" {pairs}"]) for subject, pairs, graph in made]
        self._connection.executemany("insert into made values (?, ?, ?)", rows)
        # To bring together what several rows say of a subject is slow, and few subjects need it.
        run("create or replace temp table several as select subject from made group by subject having count(*) > 1")
        run(
            "create or replace temp table together as"
            " select subject, graph, list_distinct(flatten(list(pairs))) as pairs"
            " from made semi join several using (subject) group by subject, graph"
        )
        run("delete from made where subject in (select subject from several)")
        run("insert into made from together")
        run("drop table together")

    def _subjects(self) -> Iterator[list[tuple[str, bytes]]]:
        """For each subject the lines of each graph that has any."""
        # What parts the pairs can stand in none of them: a line break is escaped.
        ending = "' ' || graph || ' .' || chr(10)"
        lines = f"replace(array_to_string(list_sort(pairs), chr(10)), chr(10), {ending} || subject)"
        found = self._connection.execute(
            f"select subject, graph, encode(subject || {lines} || {ending}) from made order by subject, graph"
        )
        before, graphs = "", list[tuple[str, bytes]]()
        while rows := found.fetchmany(_ROWS):
            for subject, graph, text in rows:
                if subject != before and graphs:
                    yield graphs
                    graphs = []
                before = subject
                graphs.append((graph, text))
        yield graphs

    @property
    def _beside(self) -> list[str]:
        """The graphs beside the data, as terms."""
        return [f"<{mint(self.base, graph)}>" for graph in BESIDE]

    def _instances(self) -> dict[str, int]:
        found = self._connection.execute(
            "select split_part(pair, ' ', 3) as class, count(*)"
            " from (select unnest(pairs) as pair from made where not list_contains(?, graph))"
            " where starts_with(pair, ?) group by class order by class",
            [self._beside, f" {term('rdf:type')} "],
        )
        return {iri[1:-1]: count for iri, count in found.fetchall()}

    def statements(self, *, shared: bool) -> Statements:
        """The statements of the data graphs, to be judged and counted; after it these are all that is left of them.

        ``shared`` is whether a triple stands in several.
        """
        beside = ", ".join(f"'{each}'" for each in self._beside)
        pairs = f"select subject, graph, unnest(pairs) as pair from made where graph not in ({beside})"
        predicate = "split_part(pair, ' ', 2)"
        rows = (
            f"select subject, {predicate} as predicate, substr(pair, length({predicate}) + 3) as object, graph"
            f" from ({pairs}) pairs where pair is not null"
        )
        found = Statements(self._connection, rows, shared=shared)
        self._connection.execute("drop table made")
        return found

    def shared_triples(self, limit: int = 100) -> list[tuple[str, list[str]]]:
        """Triples that stand in more than one data graph, with those graphs; there must be none."""
        found = self._connection.execute(
            "with own as (from made where not list_contains(?, graph)),"
            " shared as (select subject from own group by subject having count(*) > 1),"
            " triples as (select subject || unnest(pairs) as triple, graph from own semi join shared using (subject))"
            " select triple, list_sort(list(graph)) from triples"
            " where triple is not null group by triple having count(*) > 1 order by triple limit ?",
            [self._beside, limit],
        )
        return found.fetchall()

    def strayed_claims(self, limit: int = 100) -> list[tuple[str, str]]:
        """Claims whose ``lg:source`` is not the source of the graph that holds them; there must be none."""
        start, end = mint(self.base, "source", ""), mint(self.base, "graph-source", "")
        found = self._connection.execute(
            "select subject || pair as triple, graph from (select subject, graph, unnest(pairs) as pair from made)"
            " where starts_with(pair, ?) and replace(split_part(pair, ' ', 3), ?, ?) <> graph order by triple limit ?",
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
        # Nothing is stated: the cell to blame is the empty one of a row that says something else.
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
            self._work_out(name)
            rows = f"select distinct source, row from {name}_kept where subject = ?"
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

    def _work_out(self, name: str) -> None:
        """Keep the terms of a block, of which much is going to be asked."""
        if name not in self._worked_out:
            self._connection.execute(f"create or replace temp table {name}_kept as from {name}")
            self._worked_out.add(name)

    def _find(self, found: set[Cell], table: str, query: str, bound: list[str], columns: tuple[str, ...]) -> None:
        rows = self._connection.execute(query, bound).fetchall()
        found.update(Cell(source, table, row, columns) for source, row in rows)


def _sql(frame: object) -> str:
    native = nw.to_native(frame)  # type: ignore[call-overload]
    return str(native.sql_query())


def _statements(name: str, block: Block) -> str:
    """The query for what a block says."""
    pairs = ", ".join(f"' {term(triple.predicate)} ' || object_{i}" for i, triple in enumerate(block.triples))
    about = f"select subject, graph, [{pairs}] as pairs from {name} where subject is not null and graph is not null"
    return f"from ({about}) where list_count(pairs) > 0"


def _merge_graphs(graphs: list[bytes]) -> bytes:
    """The sorted lines of several graphs, sorted together."""
    if len(graphs) < 2:
        return b"".join(graphs)
    return b"".join(sorted(b"".join(graphs).splitlines(keepends=True)))


class _GraphLines:
    """The file of one graph while it is written."""

    def __init__(self, folder: Path, iri: str) -> None:
        self._iri = iri
        self._path = folder / f"{hashlib.sha256(iri.encode()).hexdigest()[:16]}.nq"
        self._file = self._path.open("wb")
        self._triples = 0

    def add(self, lines: bytes) -> None:
        self._triples += lines.count(b"\n")
        self._file.write(lines)

    def close(self) -> GraphFile:
        self._file.close()
        return GraphFile(self._iri, self._path, self._triples)


def _reason(error: Exception) -> str:
    """What the system says of a file, without DuckDB's words around it."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    found = re.search(r'"errno":"([0-9]+)"', str(error))
    return os.strerror(int(found[1])) if found else str(error).partition("\n")[0]
