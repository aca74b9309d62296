"""The triples that a validator judges as a store, for what only a store can answer."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, cast

import pyoxigraph as ox

from lotgraph.errors import QueryError
from lotgraph.rdf import nquads
from lotgraph.rdf.statements import Statements
from lotgraph.rdf.store.oxigraph import oxigraph_term, oxigraph_triple, query_errors, read_term
from lotgraph.rdf.store.refusals import describe_refusal, refuse_service
from lotgraph.rdf.terms import Statement, Term

_NOTHING: Final[Mapping[str, Term]] = MappingProxyType({})


class JudgedStore:
    """A store in memory with the triples that are judged, and ``more``.  Blank nodes keep their names.

    ``oxigraph`` is Oxigraph's own store, which pySHACL can read.
    """

    def __init__(self, data: Statements, more: Iterable[Statement] = ()) -> None:
        self.oxigraph: Any = ox.Store()
        self.oxigraph.bulk_extend(_quads(data))
        self.oxigraph.extend(ox.Quad(*oxigraph_triple(each)) for each in more)

    def select(self, text: str, bound: Mapping[str, Term] = _NOTHING) -> Generator[dict[str, Term]]:
        """What a SELECT finds: the terms of a solution by their variables.

        ``bound`` are variables that have their term before the query is evaluated, its subqueries too; it must
        project them.  Raises QueryError for a query that is malformed, refused or fails.
        """
        refuse_service(text)
        terms: dict[ox.Variable, Any] = {ox.Variable(name): oxigraph_term(term) for name, term in bound.items()}
        try:
            with query_errors():
                found: Any = self.oxigraph.query(text, substitutions=terms)
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


def _quads(data: Statements) -> Iterator[ox.Quad]:
    for triple in data.triples():
        subject, predicate, value = (oxigraph_term(nquads.read_term(each)) for each in triple)
        yield ox.Quad(cast("Any", subject), cast("Any", predicate), value)
