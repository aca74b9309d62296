"""Take the numbers of VoID from N-Quads, by DuckDB: nothing but the dump is needed to check them."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import duckdb

from lotgraph import database
from lotgraph.errors import ReleaseError
from lotgraph.release.statistics import (
    LINKS,
    ClassUse,
    Extent,
    Links,
    PropertyUse,
    Statistics,
)
from lotgraph.schema.vocabulary import expand

# No term but a literal, which is an object, holds a space.  Terms are counted by their hashes of 64 bits, a fifth of
# the time: that two of a hundred million different terms have the same one is unlikelier than one to a thousand.
_READ = """
create table quads as
select hash(s) as s, p, hash(o) as o, g, case when p = $type then o end as class,
    case when list_contains($links, p) then [s, o] end as link
from (
    select s, p, g, substr(line, length(s) + length(p) + 3, length(line) - length(s) - length(p) - length(g) - 5) as o
    from (
        select line, split_part(line, ' ', 1) as s, split_part(line, ' ', 2) as p, split_part(line, ' ', -2) as g
        from read_csv($file, header = false, auto_detect = false, columns = {'line': 'varchar'},
            delim = '\x01', quote = '', escape = '')
    )
)
"""
_TYPES = "create table types as select distinct s, class, g from quads where class is not null"
_LINKS = """
with homes as (select s as thing, min(g) as graph from types group by s),
    links as (select s as one, o as other, p, link from quads where link is not null)
select p, coalesce(begin.graph, regexp_replace(link[1], '[^/#]*>$', '>')) as subjects,
    coalesce(finish.graph, regexp_replace(link[2], '[^/#]*>$', '>')) as objects, count(*)
from links left join homes begin on one = begin.thing left join homes finish on other = finish.thing
group by all order by all
"""


def measure(quads: Path, megabytes: int = 0) -> Statistics:
    """The numbers of the data in a file of N-Quads, in which each triple stands once.

    What is more than ``megabytes`` (0: half of the machine's memory) goes to files beside the quads.
    Raises ReleaseError where the file cannot be read, ResourceError where memory and disk do not suffice.
    """
    try:
        with database.memory_errors(), database.connect(quads.parent, megabytes) as connection:
            links = [f"<{expand(f'skos:{name}')}>" for name in LINKS]
            connection.execute(_READ, {"file": str(quads), "type": f"<{expand('rdf:type')}>", "links": links})
            connection.execute(_TYPES)
            return Statistics(
                whole=_whole(connection),
                graphs=_graphs(connection),
                classes=_classes(connection),
                properties=_properties(connection),
                links=_links(connection),
            )
    except duckdb.Error as error:
        raise ReleaseError(f"{quads}: cannot be counted: {error}") from error


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return connection.execute(query).fetchall()


def _whole(connection: duckdb.DuckDBPyConnection) -> Extent:
    ((entities, classes),) = _rows(connection, "select count(distinct s), count(distinct class) from types")
    ((triples, properties, subjects, objects),) = _rows(
        connection,
        "select count(*), count(distinct p), count(distinct s), count(distinct o) from quads",
    )
    return Extent(triples, entities, classes, properties, subjects, objects)


def _graphs(connection: duckdb.DuckDBPyConnection) -> tuple[tuple[str, Extent], ...]:
    typed = {
        graph: (entities, classes)
        for graph, entities, classes in _rows(
            connection, "select g, count(distinct s), count(distinct class) from types group by g"
        )
    }
    return tuple(
        (_iri(graph), Extent(triples, *typed.get(graph, (0, 0)), properties, subjects, objects))
        for graph, triples, properties, subjects, objects in _rows(
            connection,
            "select g, count(*), count(distinct p), count(distinct s), count(distinct o) from quads"
            " group by g order by g",
        )
    )


def _classes(connection: duckdb.DuckDBPyConnection) -> tuple[ClassUse, ...]:
    used: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for name, predicate, triples in _rows(
        connection,
        "select typed.class, p, count(*) from (select distinct s, class from types) typed join quads using (s)"
        " group by all order by all",
    ):
        used[name].append((_iri(predicate), triples))
    counted = _rows(connection, "select class, count(distinct s) from types group by class order by class")
    return tuple(ClassUse(_iri(name), entities, tuple(used[name])) for name, entities in counted)


def _properties(connection: duckdb.DuckDBPyConnection) -> tuple[PropertyUse, ...]:
    query = "select p, count(*), count(distinct s), count(distinct o) from quads group by p order by p"
    return tuple(PropertyUse(_iri(name), *counts) for name, *counts in _rows(connection, query))


def _links(connection: duckdb.DuckDBPyConnection) -> tuple[Links, ...]:
    found = _rows(connection, _LINKS)
    return tuple(Links(_iri(p), _iri(subjects), _iri(objects), triples) for p, subjects, objects, triples in found)


def _iri(term: str) -> str:
    return term[1:-1]
