"""The claims of a table as its declaration has them (``tables.contract.Claim``): IRIs, properties, places."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import narwhals as nw

from lotgraph.build.mapping.terms import (
    Block,
    Context,
    Frame,
    Parts,
    Triple,
    col,
    constant,
    join_parts,
    lit,
    node,
    segment_or,
    tagged_literal,
    text,
    typed_literal,
    when,
)
from lotgraph.schema import (
    BY_NAME,
    Claim,
    Column,
    Table,
    Type,
)

_DATATYPES = {Type.INTEGER: "integer", Type.DECIMAL: "decimal", Type.DURATION: "duration"}


def claims(
    c: Context, name: str, frame: Frame | None = None, *more: Triple, without: Collection[str] = ()
) -> Iterator[Block]:
    """The claims of a table, and the places at which the source makes them.

    ``frame`` are its rows where they are not those of ``rows``; where there are several cubes, its column ``cube``
    names that of each row.  ``more`` and ``without`` are triples beside those of the columns, and columns without one.
    """
    table, claim = claim_of(name)
    frame = rows(c, name) if frame is None else frame
    subject = subjects(c, name)
    yield Block(name, frame, subject, c.source_graph, (*properties(c, name, without), *more))
    # A place is found by the columns that are kept: those of the claim's IRI.
    keys = dict.fromkeys(key for dimensions in _iris(table, claim).values() for key in dimensions)
    yield c.located(name, frame, subject, *keys, others=("cube",) if _has_several_cubes(claim) else ())


def claim_of(name: str) -> tuple[Table, Claim]:
    """A table and what its rows claim; KeyError where they claim nothing."""
    table = BY_NAME[name]
    if table.claim is None:
        raise KeyError(name)
    return table, table.claim


def rows(c: Context, name: str) -> Frame:
    """The rows of a table of claims; those of figures with the kind and the language of their source."""
    if not claim_of(name)[1].cubes:
        return c.frames[name]
    sources = c.frames["sources"].select("source", source_kind="kind", source_language="language")
    return c.frames[name].join(sources, on="source", how="left")


def subjects(c: Context, name: str) -> Parts:
    """The IRIs of the claims of a table."""
    table, claim = claim_of(name)
    nodes = [
        c.node(kind, "source", *(_segment(table.column(key)) for key in dimensions))
        for kind, dimensions in _iris(table, claim).items()
    ]
    if not _has_several_cubes(claim):
        return nodes[0]
    of_cube = (
        nw.when(col("cube") == cube.name).then(join_parts(n)) for cube, n in zip(claim.cubes, nodes, strict=True)
    )
    return (nw.coalesce(*of_cube),)


def _has_several_cubes(claim: Claim) -> bool:
    return len(claim.cubes) > 1 and not claim.path


def _iris(table: Table, claim: Claim) -> dict[str, tuple[str, ...]]:
    """Each kind of IRI (``vocabulary.PATHS``) that the claims have, with its columns after the source."""
    return {claim.path: table.key} if claim.path else {f"obs-{cube.name}": cube.dimensions for cube in claim.cubes}


def _segment(column: Column) -> str | nw.Expr:
    return segment_or(column.name, column.absent) if column.absent else column.name


def properties(c: Context, name: str, without: Collection[str] = ()) -> Iterator[Triple]:
    """What the claims of a table have, but for some columns; a figure is an observation (Data Cube, 6.4)."""
    table, claim = claim_of(name)
    yield Triple("rdf:type", constant(claim.type))
    yield Triple("lg:source", c.source)
    if not claim.path:
        cube = col("cube") if _has_several_cubes(claim) else lit(claim.cubes[0].name)
        yield Triple("rdf:type", constant("qb:Observation"))
        yield Triple("qb:dataSet", c.node("dataset", "source", cube))
    for column in table.property_columns:
        # A column of several values has a block of its own.
        if column.name not in without and not column.many:
            yield Triple(column.property, _object(c, table, claim, column), (column.name,))


def _object(c: Context, table: Table, claim: Claim, column: Column) -> Parts:
    """The value of a column as a term."""
    if column.codes:
        return c.node("code", lit(column.codes), _segment(column))
    if column.references:
        # A kind of things is named as their table, but for the plural.
        own = ("source",) if column.references.scope == "source" else ()
        return c.node(column.references.table.removesuffix("s"), *own, _segment(column))
    if column.type is Type.BAND:
        return c.node("experience", _segment(column))
    if column.type is Type.PERIOD:
        return (nw.coalesce(join_parts(c.node("period", "source", "period")), join_parts(c.node("period-not-stated"))),)
    if column.name == "printed" and claim.cubes:
        # Where the source is a table, its own cell is the printed form.
        cells = (nw.when(col("source_kind") == "table").then(col(value)) for value in claim.values)
        return text(nw.coalesce(col("printed"), *cells))
    return _value(table, column)


def _value(table: Table, column: Column) -> Parts:
    """A cell as it stands: an IRI, or a literal."""
    value = col(column.name)
    if column.type is Type.IRI:
        return node(value)
    if column.datatype == "rdf:langString":
        in_row = any(each.name == "language" for each in table.columns)
        return tagged_literal(value, col("language" if in_row else "source_language"))
    if column.type is Type.BOOLEAN and not column.datatype:
        return when(value == "true", typed_literal(lit("true"), "boolean"))
    datatype = column.datatype.removeprefix("xsd:") or _DATATYPES.get(column.type, "")
    return typed_literal(value, datatype) if datatype else text(value)
