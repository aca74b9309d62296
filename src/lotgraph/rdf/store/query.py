"""An open store: queries, and what its graphs say of a resource."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import IO, Any, cast

import pyoxigraph as ox

from lotgraph.errors import QueryError
from lotgraph.formats.media import Format, Kind
from lotgraph.rdf.store.oxigraph import (
    TYPE,
    oxigraph_format,
    oxigraph_graph,
    oxigraph_node,
    oxigraph_triple,
    query_errors,
    read_statement,
    read_term,
    store_errors,
)
from lotgraph.rdf.store.refusals import describe_refusal, refuse_service
from lotgraph.rdf.store.serialization import Fingerprints, measure_fingerprints
from lotgraph.rdf.terms import NO_PREFIXES, Dataset, Description, Extent, Statement, Term


class Answer:
    """What a query gave: read it once, as rows or written in a format, in the thread that asked.

    ``kind`` is the kind of format it can be written in; ``variables`` are those of a SELECT.
    """

    def __init__(self, result: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> None:
        self._result = result
        self.kind = Kind.GRAPH if isinstance(result, ox.QueryTriples) else Kind.RESULTS
        self.variables: tuple[str, ...] = ()
        if isinstance(result, ox.QuerySolutions):
            self.variables = tuple(variable.value for variable in result.variables)

    @property
    def boolean(self) -> bool | None:
        """The answer of an ASK; None for the other forms."""
        return bool(self._result) if isinstance(self._result, ox.QueryBoolean) else None

    def rows(self) -> Iterator[tuple[Term | None, ...]]:
        """The solutions of a SELECT, a term (None: unbound) a variable."""
        if isinstance(self._result, ox.QuerySolutions):
            with query_errors():
                for solution in self._result:
                    yield tuple(None if term is None else read_term(term) for term in solution)

    def write(self, form: Format, out: IO[bytes], prefixes: Mapping[str, str] = NO_PREFIXES) -> None:
        """Evaluate, and write in that format piece by piece; its kind must be the answer's."""
        with query_errors():
            if isinstance(self._result, ox.QueryTriples):
                ox.serialize(self._result, out, oxigraph_format(form), prefixes=dict(prefixes))
            else:
                self._result.serialize(out, ox.QueryResultsFormat.from_media_type(form.media_type))


class Store:
    """An open store, which any number of threads may read."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    def query(
        self,
        text: str,
        dataset: Dataset | None = None,
        base: str | None = None,
        services: Collection[str] = (),
        prefixes: Mapping[str, str] = NO_PREFIXES,
    ) -> Answer:
        """Evaluate a query, its relative IRIs under ``base``; ``services`` are the hosts that it may call.

        ``prefixes`` are those that the query need not declare; one that it declares is its own.

        QueryError says where it is malformed, or why it is refused.
        """
        refuse_service(text, services)
        graphs: dict[str, Any] = {}
        if dataset is not None and (dataset.default or dataset.named):
            graphs["default_graph"] = [oxigraph_node(iri) for iri in dict.fromkeys(dataset.default)]
            graphs["named_graphs"] = [oxigraph_node(iri) for iri in dict.fromkeys(dataset.named)]
        try:
            with query_errors():
                return Answer(self._store.query(text, base_iri=base, prefixes=dict(prefixes), **graphs))
        except SyntaxError as error:
            raise QueryError(describe_refusal(text) or str(error)) from error

    def extent(self, iri: str, beside: Sequence[str] = ()) -> Extent:
        """How much the data and the graphs of ``beside`` say of a resource."""
        return Extent(*(self._count(text, iri, beside) for text in (_COUNT_BEGINNING, _COUNT_ENDING)))

    def describe(self, iri: str, beside: Sequence[str], outgoing: range, incoming: range) -> Description:
        """The triples of the data and of the graphs of ``beside`` that begin or end with a resource.

        Of either kind, those at the places that are asked for: in an order that a release keeps.
        """
        this = Term(iri, "iri")
        begin = self._slice(_BEGINNING, iri, beside, outgoing)
        end = self._slice(_ENDING, iri, beside, incoming)
        return Description(
            iri,
            tuple(sorted(Statement(this, predicate, other) for predicate, other in begin)),
            tuple(sorted(Statement(other, predicate, this) for predicate, other in end)),
        )

    def located(self, statements: Iterable[Statement]) -> tuple[Statement, ...]:
        """The statements, each with the named graph that holds it, once for each that does."""
        found = (self._match(*oxigraph_triple(each)) for each in statements)
        return tuple(statement for quads in found for statement in self._named(quads))

    def holds(self, statement: Statement) -> bool:
        """Whether the graph of the statement holds it."""
        return any(self._match(*oxigraph_triple(statement), oxigraph_graph(statement.graph)))

    def types(self, iri: str, beside: Sequence[str] = ()) -> frozenset[str]:
        """The classes of a resource in the data and the graphs of ``beside``."""
        graphs: tuple[Any, ...] = (ox.DefaultGraph(), *map(oxigraph_node, beside))
        quads = (quad for graph in graphs for quad in self._match(oxigraph_node(iri), oxigraph_node(TYPE), None, graph))
        return frozenset(quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode))

    def names(self, iri: str, beside: Sequence[str] = ()) -> bool:
        """Whether the data or the graphs of ``beside`` have a triple that begins or ends with a resource."""
        this, graphs = oxigraph_node(iri), (ox.DefaultGraph(), *map(oxigraph_node, beside))
        patterns = ((this, None, None), (None, None, this))
        return any(any(self._match(*pattern, graph)) for pattern in patterns for graph in graphs)

    def subjects(self, iris: Iterable[str]) -> frozenset[str]:
        """Those of the IRIs of which something is said, in any graph."""
        return frozenset(iri for iri in iris if any(self._match(oxigraph_node(iri), None, None)))

    def construct(self, text: str, iri: str) -> tuple[Statement, ...]:
        """The graph that a CONSTRUCT makes of the resource that its text calls ``<>``, sorted.

        The IRI is the base that relative IRIs are resolved against, so that it is a constant to the optimiser:
        Oxigraph's own substitution of a variable is made after it, and then a query took twenty times as long.
        No base has a fragment (RFC 3986, 5.1), and an IRI with one gives nothing.
        """
        if "#" in iri:
            return ()
        with query_errors():
            triples = cast("ox.QueryTriples", self._store.query(text, base_iri=oxigraph_node(iri).value))
            return tuple(sorted({read_statement(triple) for triple in triples}))

    def labels(self, iris: Iterable[str], properties: Sequence[str]) -> dict[str, str]:
        """A label for each of the IRIs that has one in the data, by the first of the properties that gives it."""
        nodes = tuple(map(oxigraph_node, properties))
        found: dict[str, str] = {}
        for iri in iris:
            subject = oxigraph_node(iri)
            for label in nodes:
                quads = self._match(subject, label, None, ox.DefaultGraph())
                texts = [quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)]
                if texts:
                    found[iri] = min(texts)
                    break
        return found

    def named(self, iri: str, properties: Sequence[str]) -> tuple[Term, ...]:
        """The literals that the first of the properties that has any gives an IRI in the data, in any language."""
        subject = oxigraph_node(iri)
        for each in properties:
            quads = self._store.quads_for_pattern(subject, oxigraph_node(each), None, ox.DefaultGraph())
            found = tuple(read_term(quad.object) for quad in quads if isinstance(quad.object, ox.Literal))
            if found:
                return found
        return ()

    def describe_node(self, iri: str) -> tuple[Statement, ...]:
        """All that the named graphs say of a resource; QueryError where it is not named by an IRI."""
        return tuple(self._named(self._match(oxigraph_node(iri), None, None)))

    def holders(self, property_iri: str, text: str) -> tuple[str, ...]:
        """IRIs of the resources, in any named graph, that have that plain text as a value of the property."""
        found = self._named(self._match(None, oxigraph_node(property_iri), ox.Literal(text)))
        return tuple(sorted({each.subject.value for each in found if each.subject.kind == "iri"}))

    def referrers(self, property_iri: str, iri: str) -> tuple[str, ...]:
        """IRIs of the resources of the data that have that resource as a value of the property."""
        quads = self._match(None, oxigraph_node(property_iri), oxigraph_node(iri), ox.DefaultGraph())
        return tuple(sorted({quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}))

    def instances(self, type_iri: str, limit: int) -> tuple[str, ...]:
        """IRIs of up to so many resources of that class."""
        quads = self._match(None, oxigraph_node(TYPE), oxigraph_node(type_iri), ox.DefaultGraph())
        return tuple(quad.subject.value for quad in islice(quads, limit) if isinstance(quad.subject, ox.NamedNode))

    def each_instance(self, type_iri: str) -> Iterator[str]:
        """IRIs of all resources of that class in the data, one by one, in an order that is the store's own."""
        quads = self._match(None, oxigraph_node(TYPE), oxigraph_node(type_iri), ox.DefaultGraph())
        return (quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode))

    def fingerprints(self) -> Fingerprints:
        """Those of every graph of the store, read from its beginning to its end."""
        with store_errors("the store"):
            return measure_fingerprints(self._store)

    def _slice(self, text: str, iri: str, beside: Sequence[str], places: range) -> list[tuple[Term, Term]]:
        if not places:
            return []
        rows = self._of(f"{text} OFFSET {places.start:d} LIMIT {len(places):d}", iri, beside)
        return [(read_term(row[1]), read_term(row[2])) for row in rows]

    def _count(self, text: str, iri: str, beside: Sequence[str]) -> int:
        return next((int(row[1].value) for row in self._of(text, iri, beside)), 0)

    def _of(self, text: str, iri: str, beside: Sequence[str]) -> list[Any]:
        """The solutions of a query of one pattern, ``?this`` being the resource, by the data and those graphs."""
        graphs: list[Any] = [ox.DefaultGraph(), *map(oxigraph_node, beside)]
        with query_errors():
            rows: Any = self._store.query(
                text, substitutions={ox.Variable("this"): oxigraph_node(iri)}, default_graph=graphs
            )
            return list(rows)

    def _match(self, *pattern: Any) -> Iterator[ox.Quad]:
        """The quads of a pattern; StoreError where the store cannot be read."""
        with store_errors("the store"):
            yield from self._store.quads_for_pattern(*pattern)

    def _named(self, quads: Iterable[ox.Quad]) -> Iterator[Statement]:
        return (read_statement(quad) for quad in quads if not isinstance(quad.graph_name, ox.DefaultGraph))


_BEGINNING = "SELECT ?this ?p ?o { ?this ?p ?o }"


_ENDING = "SELECT ?this ?p ?s { ?s ?p ?this }"


_COUNT_BEGINNING = "SELECT ?this (COUNT(*) AS ?count) { ?this ?p ?o } GROUP BY ?this"


_COUNT_ENDING = "SELECT ?this (COUNT(*) AS ?count) { ?s ?p ?this } GROUP BY ?this"
