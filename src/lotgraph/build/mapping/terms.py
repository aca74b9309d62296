"""RDF terms as texts over columns, and the blocks of triples made of them.

A term is kept as the tuple of its texts, joined only once for a whole triple: narwhals guards each
``concat_str`` against nulls by naming its arguments twice, so nested ones would double at every level.
A null anywhere in a triple means that there is no such triple.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import narwhals as nw

from lotgraph.schema import (
    BY_NAME,
    LIST_SEPARATOR,
    NOT_STATED,
    Type,
)
from lotgraph.schema.vocabulary import (
    ESCAPES,
    NAMESPACES,
    PATHS,
    encode_column,
    expand,
    mint_columns,
)

Frame = nw.LazyFrame[Any]
Parts = tuple[str | nw.Expr, ...]
"""Texts that are joined into a term; a string stands for itself in every row."""

col = nw.col
lit = nw.lit

_NAMED = {
    "authors": ("name",),
    "employer_facts": ("value",),
    "schemes": ("version",),
    "sources": ("publisher", "coded_in"),
    "upstreams": ("name",),
}
"""Columns that go into IRIs although they are not ids."""


OWN_IRIS = {"occupations": "occupation", "skills": "skill", "schemes": "scheme"}
"""The tables whose rows may have the IRI of their publisher, and the kind of things that they hold."""


@dataclass(frozen=True)
class Triple:
    """Predicate and object of a triple for each row of a block, the object as an N-Quads term.

    ``columns`` are those of the fact table that it is made of; a message about it points there.
    """

    predicate: str
    object: Parts
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Block:
    """Triples about one subject for each row of a frame, all in one graph (N-Quads 1.1, 2).

    ``traced`` frames keep ``source`` and ``row`` of ``table``, so that a triple can be told from its row.
    """

    table: str
    frame: Frame
    subject: Parts
    graph: Parts
    triples: tuple[Triple, ...]
    traced: bool = True


def join_parts(parts: Parts) -> nw.Expr:
    """The texts as one; null where one of them is null."""
    texts: list[nw.Expr] = []
    fixed = ""
    for part in (*parts, ""):
        if isinstance(part, str):
            fixed += part
            continue
        texts += [nw.lit(fixed), part] if fixed else [part]
        fixed = ""
    if fixed:
        texts.append(nw.lit(fixed))
    return nw.concat_str(texts) if len(texts) > 1 else texts[0]


def term(curie: str) -> str:
    """The N-Quads term of a CURIE of ``vocabulary.NAMESPACES``."""
    return f"<{expand(curie)}>"


def constant(curie: str) -> Parts:
    """One IRI as the term of every row."""
    return (term(curie),)


def node(iri: Parts | nw.Expr) -> Parts:
    """IRIs as terms."""
    return ("<", *(iri if isinstance(iri, tuple) else (iri,)), ">")


def text(column: nw.Expr) -> Parts:
    """Plain strings."""
    for character, escape in ESCAPES:
        column = column.str.replace_all(character, escape, literal=True)
    return ('"', column, '"')


def tagged_literal(column: nw.Expr, language: str | nw.Expr | None = None) -> Parts:
    """Strings in a language, by default that of the row's ``language``."""
    return (*text(column), "@", col("language") if language is None else language)


def typed_literal(column: nw.Expr, datatype: str) -> Parts:
    """Literals of an XSD datatype, whose text is canonical already."""
    return ('"', column, f'"^^<{NAMESPACES["xsd"]}{datatype}>')


integer = partial(typed_literal, datatype="integer")
decimal = partial(typed_literal, datatype="decimal")


def when(condition: nw.Expr, value: Parts) -> Parts:
    """The term in the rows for which the condition holds."""
    return (nw.when(condition).then(join_parts(value)),)


def segment(column: str) -> nw.Expr:
    """The column as a segment of an IRI (``with_segments``)."""
    return col(f"{column}_segment")


def segment_or(column: str, otherwise: str = NOT_STATED) -> nw.Expr:
    """The column as a segment of an IRI, or the segment that stands for its absence."""
    return nw.coalesce(segment(column), lit(otherwise))


def is_present(column: str) -> nw.Expr:
    """Whether a row gives the column."""
    return ~col(column).is_null()


def explode(frame: Frame, column: str, *keep: str, others: Iterable[str] = ()) -> Frame:
    """A row for each value of a column that takes several.

    ``keep`` are columns whose segments are kept, ``others`` columns that are kept as they are.
    """
    segments = (f"{name}_segment" for name in ("source", *keep))
    columns = frame.collect_schema().names()
    own = (f"{name}_own" for name in keep if f"{name}_own" in columns)
    values = frame.filter(is_present(column)).select("source", "row", *segments, *own, *others, column)
    values = values.with_columns(col(column).str.split(LIST_SEPARATOR)).explode(column)
    return values.with_columns(encode_column(col(column)).alias(f"{column}_segment"))


def with_segments(name: str, frame: Frame) -> Frame:
    """The table with a column ``x_segment`` for each x that goes into an IRI, percent-encoded once.

    A period gives "p1y" or "p1y--2026-05-31", a band of experience "3-5" or "9-plus".
    """
    return frame.with_columns(**{f"{column}_segment": value for column, value in _segments(name).items()})


def _segments(name: str) -> dict[str, nw.Expr]:
    types = {column.name: column.type for column in BY_NAME[name].columns} if name in BY_NAME else {}
    segments = {column: encode_column(col(column), names=True) for column in _NAMED.get(name, ())}
    segments["source"] = encode_column(col("source"))
    for column, kind in types.items():
        if kind is Type.ID:
            segments[column] = encode_column(col(column))
        elif kind is Type.PERIOD:
            segments[column] = col(column).str.to_lowercase().str.replace_all("/", "--", literal=True)
        elif kind is Type.BAND:
            segments[column] = col(column).str.replace_all("+", "-plus", literal=True)
        elif kind is Type.SPAN:
            segments[column] = col(column)
    return segments


def with_own_iris(name: str, frame: Frame, owners: Mapping[str, Frame]) -> Frame:
    """The table with a column ``x_own`` for each column x of one id of what may have an IRI of its own.

    ``owners`` has a frame of ``id`` and ``iri`` for each of ``OWN_IRIS`` of which some row has one.
    """
    for column, table in _owned(name, owners).items():
        frame = add_own_iris(frame, column, owners[table])
    return frame


def _owned(name: str, owners: Mapping[str, Frame]) -> dict[str, str]:
    columns = BY_NAME[name].columns if name in BY_NAME else ()
    named = {c.name: c.references.table for c in columns if c.references and not c.many}
    named |= {"id": name} if name in OWN_IRIS else {}
    named |= {"coded_in": "schemes"} if name == "sources" else {}
    return {column: table for column, table in named.items() if table in owners}


def added_columns(name: str, owners: Mapping[str, Frame]) -> tuple[str, ...]:
    """The columns that ``with_segments`` and ``with_own_iris`` add to a table; all hold text."""
    return (*(f"{column}_segment" for column in _segments(name)), *(f"{column}_own" for column in _owned(name, owners)))


def add_own_iris(frame: Frame, column: str, owner: Frame) -> Frame:
    """The frame with ``x_own``, the IRI of its own that the thing named in column x has, or null."""
    return frame.join(owner.select(**{column: col("id"), f"{column}_own": col("iri")}), on=column, how="left")


class Context:
    """The tables that are mapped, and the IRIs and graphs under the base that they are mapped to.

    ``frames`` has a lazy frame a table of the contract, and ``sources`` (a column a key of
    ``source.toml``) and ``upstreams``; each with ``source`` and ``row``, and ``with_segments``.
    """

    def __init__(
        self,
        frames: Mapping[str, Frame],
        base: str,
        owners: Mapping[str, Frame] | None = None,
        empty: Collection[str] = (),
    ) -> None:
        self.frames = frames
        self._empty = empty
        self.owners = owners or {}
        self._base = base
        self.source = self.node("source", "source")
        self.source_graph = self.node("graph-source", "source")
        self.entities = self.node("graph-entities")
        self.codes = self.node("graph-codes")
        self.mappings = self.node("graph-mappings")
        self.candidates = self.node("graph-mapping-candidates")
        self.quality = self.node("graph-quality")
        self.scheme_graph = self.node("graph-scheme", "scheme", "version")

    def filled(self, names: Iterable[str]) -> list[str]:
        """Those of the tables that are not known to be empty."""
        return [name for name in names if name not in self._empty]

    def iri(self, kind: str, *dimensions: str | nw.Expr) -> Parts:
        """The IRIs of things of a kind (``vocabulary.PATHS``).

        A dimension is a column of ids, by its name, or an expression that gives segments as they are.
        """
        segments = (segment(d) if isinstance(d, str) else d for d in dimensions)
        return mint_columns(self._base, kind, *segments)

    def base_of(self, kind: str) -> str:
        """What the IRIs of things of a kind begin with, before their first dimension."""
        return self._base + PATHS[kind].partition("{}")[0]

    def node(self, kind: str, *dimensions: str | nw.Expr) -> Parts:
        """The IRIs as terms, with the IRI of its own in the place of a minted one where the thing has one."""
        minted_iri = self.iri(kind, *dimensions)
        (table,) = (table for table, of in OWN_IRIS.items() if of == kind) if kind in OWN_IRIS.values() else ("",)
        if table in self.owners and isinstance(dimensions[0], str):
            return node(nw.coalesce(col(f"{dimensions[0]}_own"), join_parts(minted_iri)))
        return node(minted_iri)

    def explode(self, frame: Frame, column: str, table: str, *keep: str) -> Frame:
        """A row for each value of a column of several ids of ``table``."""
        values = explode(frame, column, *keep)
        return add_own_iris(values, column, self.owners[table]) if table in self.owners else values

    def code(self, code_list: str, column: str) -> Parts:
        """Members of a code list as terms."""
        return self.node("code", lit(code_list), column)

    def located(self, table: str, frame: Frame, thing: Parts, *keep: str, others: Iterable[str] = ()) -> Block:
        """The places at which a source says what a row holds; ``keep`` and ``others`` are those of ``explode``."""
        place = self.node("locator", "source", "locators")
        triple = Triple("lg:locator", place, ("locators",))
        return Block(table, explode(frame, "locators", *keep, others=others), thing, self.source_graph, (triple,))
