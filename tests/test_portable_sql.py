"""The SQL of the judge is such as an engine for many machines can say too, but for what the dialect module holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import pytest
import sqlglot
from sqlglot import exp
from tests.test_shapes import BAD, ontology, shapes, store

from lotgraph.database import connect
from lotgraph.rdf.statements import Statements
from lotgraph.release import quality
from lotgraph.release.statistics.measurement import measure
from lotgraph.validation import constraints, validate

OF_DUCKDB = ("create type ", "insert into ", "drop ")
"""How the statements begin that only ``database.dialect`` writes; an insert is of rows that are bound."""

UNKNOWN = {"ENUM_CODE", "HASH", "URL_ENCODE"}
"""Functions that the translator knows in neither; ``database.dialect`` names them."""


class Recorded:
    """A connection that keeps what it is asked."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.asked: list[str] = []

    def execute(self, query: str, *bound: object) -> duckdb.DuckDBPyConnection:
        self.asked.append(query)
        return self.connection.execute(query, *bound)


@pytest.fixture(scope="module")
def asked() -> Iterator[list[str]]:
    with closing(connect()) as connection:
        connection.execute(
            "create temp table loaded (subject varchar, predicate varchar, object varchar, graph varchar)"
        )
        quads = list(store(BAD[0].read_text("utf-8")))
        connection.executemany(
            "insert into loaded values (?, ?, ?, '')",
            [(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in quads],
        )
        recorded = Recorded(connection)
        data = Statements(recorded, "select distinct * from loaded", shared=True)  # type: ignore[arg-type]
        validate(data, shapes(), ontology())
        quality.measure(data)
        measure(data)
        yield recorded.asked


def test_each_statement_is_translated_for_spark(asked: list[str]) -> None:
    portable = [query for query in asked if not query.startswith(OF_DUCKDB)]
    assert len(portable) > 90
    unknown = set()
    for query in portable:
        parsed = sqlglot.parse_one(query, read="duckdb")
        unknown |= {each.name.upper() for each in parsed.find_all(exp.Anonymous)}
        assert parsed.sql("spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
    assert unknown <= UNKNOWN


def test_each_constraint_in_sql_names_one_in_sparql() -> None:
    folder = Path(constraints.__file__).parent
    names = {iri.rpartition("#")[2] for iri in constraints.own_constraints()}
    assert {path.stem for path in folder.glob("*.sql")} == names


def test_each_property_that_a_constraint_needs_is_one_that_it_reads() -> None:
    for path in Path(constraints.__file__).parent.glob("*.sql"):
        first, _, text = path.read_text("utf-8").partition("\n")
        for curie in first.removeprefix("-- needs").split():
            assert f'"{curie}' in text, path.name
