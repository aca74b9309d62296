"""Oxigraph's terms, formats and errors, from ours and to ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from lotgraph.errors import QueryError, StoreError
from lotgraph.formats.media import Format
from lotgraph.rdf.terms import Statement, Term

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def oxigraph_format(form: Format) -> ox.RdfFormat:
    """The format in which Oxigraph writes and reads RDF; ValueError where it holds results."""
    found = ox.RdfFormat.from_media_type(form.media_type)
    if found is None:
        raise ValueError(f"{form.name} does not hold RDF")
    return found


def write_iri(iri: str) -> str:
    """The IRI as SPARQL writes it, in angle brackets (SPARQL 1.1, 19.8: IRIREF); QueryError where it is none."""
    return str(oxigraph_node(iri))


def oxigraph_node(iri: str) -> ox.NamedNode:
    """An IRI as Oxigraph has it; QueryError where it is none."""
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise QueryError(f"<{iri}> is not an IRI: {error}") from error


def oxigraph_graph(iri: str) -> ox.NamedNode | ox.DefaultGraph:
    """The name of a graph; the default graph for an empty one."""
    return oxigraph_node(iri) if iri else ox.DefaultGraph()


def read_term(term: Any) -> Term:
    """A term of Oxigraph as ours."""
    if isinstance(term, ox.NamedNode):
        return Term(term.value, "iri")
    if isinstance(term, ox.Literal):
        return Term(term.value, "literal", term.datatype.value, term.language or "")
    if isinstance(term, ox.BlankNode):
        return Term(term.value, "blank")
    return Term(str(term), "triple")


def read_statement(quad: ox.Quad | ox.Triple) -> Statement:
    """A quad or triple of Oxigraph as a statement."""
    graph = quad.graph_name.value if isinstance(quad, ox.Quad) and isinstance(quad.graph_name, ox.NamedNode) else ""
    return Statement(read_term(quad.subject), read_term(quad.predicate), read_term(quad.object), graph)


def oxigraph_triple(statement: Statement) -> tuple[Any, Any, Any]:
    """Subject, predicate and object of a statement as Oxigraph has them."""
    return oxigraph_term(statement.subject), oxigraph_term(statement.predicate), oxigraph_term(statement.object)


def oxigraph_term(term: Term) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """A term as Oxigraph has it."""
    if term.kind == "iri":
        return ox.NamedNode(term.value)
    if term.kind == "blank":
        return ox.BlankNode(term.value)
    if term.language:
        return ox.Literal(term.value, language=term.language)
    return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype))


@contextmanager
def store_errors(what: Path | str) -> Iterator[None]:
    """What Oxigraph raises while it reads or writes ``what``, as a StoreError."""
    try:
        yield
    except (OSError, RuntimeError, SyntaxError, ValueError) as error:
        raise StoreError(f"{what}: {error}") from error


@contextmanager
def query_errors() -> Iterator[None]:
    """What Oxigraph raises while it evaluates a query, as a QueryError or a StoreError."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        message = f"the query could not be evaluated: {error}"
        # Oxigraph has one type for what the query asks too much of it and for what the disk does to it.
        ours = isinstance(error, OSError) or "Corruption" in message
        raise (QueryError(message) if "not support" in message or not ours else StoreError(message)) from error
    except BaseException as error:
        # A fault inside Oxigraph reaches Python as an exception that no `except Exception` holds.
        if type(error).__name__ == "PanicException":
            raise StoreError("the query could not be evaluated: it made the store fail") from error
        raise
