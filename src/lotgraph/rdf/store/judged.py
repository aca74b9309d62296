"""The store that a validator judges: all graphs as one."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import pyoxigraph as ox

from lotgraph.errors import QueryError
from lotgraph.rdf.store.oxigraph import (
    TYPE,
    oxigraph_node,
    oxigraph_term,
    oxigraph_triple,
    query_errors,
    read_term,
    store_errors,
)
from lotgraph.rdf.store.query import Answer
from lotgraph.rdf.store.refusals import describe_refusal, refuse_service
from lotgraph.rdf.terms import Statement, Term

_NOTHING: Final[Mapping[str, Term]] = MappingProxyType({})


class JudgedStore:
    """A store as a validator sees it: the triples of all its graphs, each once.  Nodes are terms as in N-Triples."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    def select(self, text: str, bound: Mapping[str, Term] = _NOTHING) -> Generator[dict[str, Term]]:
        """What a SELECT finds: the terms of a solution by their variables.

        ``bound`` are variables that have their term before the query is evaluated, its subqueries too; it must
        project them.  Raises QueryError for a query that is malformed, refused or fails.
        """
        refuse_service(text)
        terms: dict[ox.Variable, Any] = {ox.Variable(name): oxigraph_term(term) for name, term in bound.items()}
        try:
            with query_errors():
                found: Any = self._store.query(text, use_default_graph_as_union=True, substitutions=terms)
                try:
                    for solution in found:
                        yield {
                            name.value: read_term(term)
                            for name, term in zip(found.variables, solution, strict=True)
                            if term is not None
                        }
                finally:
                    # A traceback would keep it, and end it in another thread, which Oxigraph does not allow.
                    del found
        except SyntaxError as error:
            raise QueryError(describe_refusal(text) or str(error)) from error

    def count(self, query: str) -> int:
        """The number that a SELECT of one variable and one row gives."""
        with query_errors():
            ((value,),) = Answer(self._store.query(query, use_default_graph_as_union=True)).rows()
            return int(value.value) if value is not None else 0

    def triples(self) -> list[tuple[bytes, bytes, bytes]]:
        """All triples, sorted: the terms as in N-Triples, in UTF-8."""
        return sorted({(_bytes(quad.subject), _bytes(quad.predicate), _bytes(quad.object)) for quad in self._store})

    def describe(self, node: bytes) -> dict[bytes, list[bytes]]:
        """What is said of a node: the objects by predicate, each once."""
        objects: dict[bytes, list[bytes]] = {}
        for predicate, value in sorted({(_bytes(quad.predicate), _bytes(quad.object)) for quad in self._match(node)}):
            objects.setdefault(predicate, []).append(value)
        return objects

    def classes(self, node: bytes) -> frozenset[bytes]:
        """The classes of a node."""
        return frozenset(_bytes(quad.object) for quad in self._match(node, oxigraph_node(TYPE)))

    def copy(self, more: Iterable[Statement]) -> Any:
        """Oxigraph's own store, which pySHACL can read, with what this one holds and more."""
        copy = ox.Store()
        copy.bulk_extend(self._store)
        copy.extend(ox.Quad(*oxigraph_triple(each)) for each in more)
        return copy

    def _match(self, node: bytes, predicate: ox.NamedNode | None = None) -> Iterable[ox.Quad]:
        text = node.decode()
        if not text.startswith(("<", "_:")):
            return ()
        subject = ox.NamedNode(text[1:-1]) if text.startswith("<") else ox.BlankNode(text[2:])
        return self._store.quads_for_pattern(subject, predicate, None, None)


def load_for_validation(data: Iterable[Path]) -> JudgedStore:
    """What the validator judges: the data graphs, as N-Quads files, in memory."""
    with store_errors("the store in memory"):
        store = ox.Store()
        for path in data:
            store.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS)
        return JudgedStore(store)


def _bytes(term: Any) -> bytes:
    return str(term).encode()
