"""The store: load, query, describe, dump.  The only module that knows Oxigraph; its errors become ours.

A store holds each data graph under its name, and the triples of all of them once more in the default graph.
Measured on 646,470 triples in nine data graphs (median ms in memory / on disk) against the two ways that
Oxigraph has of making a union while it queries:

=====================  ==============  ==================  ==================
query                  a second copy   union of all        list of the graphs
=====================  ==============  ==================  ==================
top skills of one      0.33 / 1.3      0.28 / 1.6          0.92 / 6.2
related occupations    195 / 308       130 / 419           447 / 2419
average by skill       235 / 624       187 / 1059          668 / 4514
NOT EXISTS             35 / 182        31 / 220            142 / 1554
=====================  ==============  ==================  ==================

The list is three to eight times slower, the union cannot leave out the graphs beside the data, both make a
query's own FROM void, and both count a triple twice that stands in two graphs.  The copy has none of this;
it costs half as much disk again and twice the memory of the store.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from types import MappingProxyType
from typing import IO, Any, Literal, cast
from urllib.parse import urlsplit

import pyoxigraph as ox
from pyparsing import ParseBaseException, ParseResults
from rdflib import URIRef
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from lotgraph.errors import QueryError, StoreError
from lotgraph.formats.media import Format, Kind
from lotgraph.rdf.query_text import unescape
from lotgraph.rdf.syntax import MOST, apart, describe_error

NO_PREFIXES: Mapping[str, str] = MappingProxyType({})
_BLOCK = 16 * 1024 * 1024


@dataclass(frozen=True, order=True)
class Term:
    """An RDF term as text.  ``datatype`` and ``language`` are those of a literal, else empty."""

    value: str
    kind: Literal["iri", "literal", "blank", "triple"]
    datatype: str = ""
    language: str = ""


@dataclass(frozen=True, order=True)
class Statement:
    """A triple, and the IRI of the graph that holds it (empty: the default graph)."""

    subject: Term
    predicate: Term
    object: Term
    graph: str = ""


@dataclass(frozen=True)
class Extent:
    """How many triples begin with a resource, and how many end with it."""

    outgoing: int
    incoming: int


@dataclass(frozen=True)
class Description:
    """A part of the triples that begin with a resource and of those that end with it, each sorted."""

    iri: str
    outgoing: tuple[Statement, ...]
    incoming: tuple[Statement, ...]


@dataclass(frozen=True)
class Dataset:
    """The graphs that a request names in place of those that the query names (SPARQL Protocol, 2.1.4)."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


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
            with _query_errors():
                for solution in self._result:
                    yield tuple(None if term is None else _term(term) for term in solution)

    def write(self, form: Format, out: IO[bytes], prefixes: Mapping[str, str] = NO_PREFIXES) -> None:
        """Evaluate, and write in that format piece by piece; its kind must be the answer's."""
        with _query_errors():
            if isinstance(self._result, ox.QueryTriples):
                ox.serialize(self._result, out, _rdf_format(form), prefixes=dict(prefixes))
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
            graphs["default_graph"] = [_node(iri) for iri in dict.fromkeys(dataset.default)]
            graphs["named_graphs"] = [_node(iri) for iri in dict.fromkeys(dataset.named)]
        try:
            with _query_errors():
                return Answer(self._store.query(text, base_iri=base, prefixes=dict(prefixes), **graphs))
        except SyntaxError as error:
            raise QueryError(_refusal(text) or str(error)) from error

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
        found = (self._match(*_triple(each)) for each in statements)
        return tuple(statement for quads in found for statement in self._named(quads))

    def holds(self, statement: Statement) -> bool:
        """Whether the graph of the statement holds it."""
        return any(self._match(*_triple(statement), _graph(statement.graph)))

    def types(self, iri: str, beside: Sequence[str] = ()) -> frozenset[str]:
        """The classes of a resource in the data and the graphs of ``beside``."""
        graphs: tuple[Any, ...] = (ox.DefaultGraph(), *map(_node, beside))
        quads = (quad for graph in graphs for quad in self._match(_node(iri), _node(_TYPE), None, graph))
        return frozenset(quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode))

    def names(self, iri: str, beside: Sequence[str] = ()) -> bool:
        """Whether the data or the graphs of ``beside`` have a triple that begins or ends with a resource."""
        this, graphs = _node(iri), (ox.DefaultGraph(), *map(_node, beside))
        patterns = ((this, None, None), (None, None, this))
        return any(any(self._match(*pattern, graph)) for pattern in patterns for graph in graphs)

    def subjects(self, iris: Iterable[str]) -> frozenset[str]:
        """Those of the IRIs of which something is said, in any graph."""
        return frozenset(iri for iri in iris if any(self._match(_node(iri), None, None)))

    def construct(self, text: str, iri: str) -> tuple[Statement, ...]:
        """The graph that a CONSTRUCT makes of the resource that its text calls ``<>``, sorted.

        The IRI is the base that relative IRIs are resolved against, so that it is a constant to the optimiser:
        Oxigraph's own substitution of a variable is made after it, and then a query took twenty times as long.
        No base has a fragment (RFC 3986, 5.1), and an IRI with one gives nothing.
        """
        if "#" in iri:
            return ()
        with _query_errors():
            triples = cast("ox.QueryTriples", self._store.query(text, base_iri=_node(iri).value))
            return tuple(sorted({_statement(triple) for triple in triples}))

    def labels(self, iris: Iterable[str], properties: Sequence[str]) -> dict[str, str]:
        """A label for each of the IRIs that has one in the data, by the first of the properties that gives it."""
        nodes = tuple(map(_node, properties))
        found: dict[str, str] = {}
        for iri in iris:
            subject = _node(iri)
            for label in nodes:
                quads = self._match(subject, label, None, ox.DefaultGraph())
                texts = [quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)]
                if texts:
                    found[iri] = min(texts)
                    break
        return found

    def named(self, iri: str, properties: Sequence[str]) -> tuple[Term, ...]:
        """The literals that the first of the properties that has any gives an IRI in the data, in any language."""
        subject = _node(iri)
        for each in properties:
            quads = self._store.quads_for_pattern(subject, _node(each), None, ox.DefaultGraph())
            found = tuple(_term(quad.object) for quad in quads if isinstance(quad.object, ox.Literal))
            if found:
                return found
        return ()

    def describe_node(self, iri: str) -> tuple[Statement, ...]:
        """All that the named graphs say of a resource; QueryError where it is not named by an IRI."""
        return tuple(self._named(self._match(_node(iri), None, None)))

    def holders(self, property_iri: str, text: str) -> tuple[str, ...]:
        """IRIs of the resources, in any named graph, that have that plain text as a value of the property."""
        found = self._named(self._match(None, _node(property_iri), ox.Literal(text)))
        return tuple(sorted({each.subject.value for each in found if each.subject.kind == "iri"}))

    def referrers(self, property_iri: str, iri: str) -> tuple[str, ...]:
        """IRIs of the resources of the data that have that resource as a value of the property."""
        quads = self._match(None, _node(property_iri), _node(iri), ox.DefaultGraph())
        return tuple(sorted({quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}))

    def instances(self, type_iri: str, limit: int) -> tuple[str, ...]:
        """IRIs of up to so many resources of that class."""
        quads = self._match(None, _node(_TYPE), _node(type_iri), ox.DefaultGraph())
        return tuple(quad.subject.value for quad in islice(quads, limit) if isinstance(quad.subject, ox.NamedNode))

    def each_instance(self, type_iri: str) -> Iterator[str]:
        """IRIs of all resources of that class in the data, one by one, in an order that is the store's own."""
        quads = self._match(None, _node(_TYPE), _node(type_iri), ox.DefaultGraph())
        return (quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode))

    def fingerprints(self) -> Fingerprints:
        """Those of every graph of the store, read from its beginning to its end."""
        with _store_errors("the store"):
            return _fingerprints(self._store)

    def _slice(self, text: str, iri: str, beside: Sequence[str], places: range) -> list[tuple[Term, Term]]:
        if not places:
            return []
        rows = self._of(f"{text} OFFSET {places.start:d} LIMIT {len(places):d}", iri, beside)
        return [(_term(row[1]), _term(row[2])) for row in rows]

    def _count(self, text: str, iri: str, beside: Sequence[str]) -> int:
        return next((int(row[1].value) for row in self._of(text, iri, beside)), 0)

    def _of(self, text: str, iri: str, beside: Sequence[str]) -> list[Any]:
        """The solutions of a query of one pattern, ``?this`` being the resource, by the data and those graphs."""
        graphs: list[Any] = [ox.DefaultGraph(), *map(_node, beside)]
        with _query_errors():
            rows: Any = self._store.query(text, substitutions={ox.Variable("this"): _node(iri)}, default_graph=graphs)
            return list(rows)

    def _match(self, *pattern: Any) -> Iterator[ox.Quad]:
        """The quads of a pattern; StoreError where the store cannot be read."""
        with _store_errors("the store"):
            yield from self._store.quads_for_pattern(*pattern)

    def _named(self, quads: Iterable[ox.Quad]) -> Iterator[Statement]:
        return (_statement(quad) for quad in quads if not isinstance(quad.graph_name, ox.DefaultGraph))


def load(store_dir: Path, data: Iterable[Path], beside: Iterable[Path | tuple[str, Path]] = ()) -> None:
    """Write a new store from N-Quads files; a query sees the graphs of ``beside`` only by naming them.

    Those may be files of one graph too, each with the IRI of the graph, in the format of its suffix.
    """
    with _store_errors(store_dir):
        store_dir.mkdir(parents=True)
        store = ox.Store(str(store_dir))
        _fill(store, data, beside, store_dir.parent)
        store.optimize()
        store.flush()


def load_beside(store_dir: Path, beside: Iterable[Path]) -> None:
    """Add graphs beside the data, as N-Quads files, to a store that nobody has opened yet."""
    with _store_errors(store_dir):
        store = ox.Store(str(store_dir))
        _fill(store, (), beside, store_dir.parent)
        store.flush()


def open_release(store_dir: Path) -> Store:
    """Open a store read-only; several processes may."""
    if not (store_dir / "CURRENT").is_file():
        raise StoreError(f"{store_dir}: there is no store here; build the release again")
    with _store_errors(store_dir):
        return Store(ox.Store.read_only(str(store_dir)))


def memory_store(data: Iterable[Path] = (), beside: Iterable[Path | tuple[str, Path]] = ()) -> Store:
    """A store in memory, filled as ``load`` does."""
    with _store_errors("the store in memory"):
        store = ox.Store()
        _fill(store, data, beside)
        return Store(store)


JudgedStore = ox.Store


def load_for_validation(data: Iterable[Path]) -> JudgedStore:
    """Oxigraph's own store with what the validator judges: the data graphs, each triple once."""
    with _store_errors("the store in memory"):
        store = ox.Store()
        for path in data:
            store.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS)
        return store


def count_results(judged: ox.Store, query: str) -> int:
    """The number that a SELECT of one variable and one row gives over all graphs of ``load_for_validation`` at once."""
    with _query_errors():
        ((value,),) = Answer(judged.query(query, use_default_graph_as_union=True)).rows()
        return int(value.value) if value is not None else 0


def solutions(
    store: JudgedStore, text: str, bound: Mapping[str, Term] = MappingProxyType({})
) -> Generator[dict[str, Term]]:
    """What a SELECT finds in all graphs as one: the terms of a solution by their variables.

    ``bound`` are variables that have their term before the query is evaluated, its subqueries too; it must
    project them.  Raises QueryError for a query that is malformed, refused or fails.
    """
    refuse_service(text)
    terms: dict[ox.Variable, Any] = {ox.Variable(name): _oxigraph(term) for name, term in bound.items()}
    try:
        with _query_errors():
            found: Any = store.query(text, use_default_graph_as_union=True, substitutions=terms)
            try:
                for solution in found:
                    yield {
                        name.value: _term(term)
                        for name, term in zip(found.variables, solution, strict=True)
                        if term is not None
                    }
            finally:
                # A traceback would keep it, and end it in another thread, which Oxigraph does not allow.
                del found
    except SyntaxError as error:
        raise QueryError(_refusal(text) or str(error)) from error


def triples_of(store: JudgedStore) -> list[tuple[bytes, bytes, bytes]]:
    """The triples of all graphs, sorted: the terms as in N-Triples, in UTF-8."""
    return sorted({(_bytes(quad.subject), _bytes(quad.predicate), _bytes(quad.object)) for quad in store})


def describe_node(store: JudgedStore, node: bytes) -> dict[bytes, list[bytes]]:
    """What any graph says of a node, a term as in N-Triples: the objects by predicate, each once."""
    said: dict[bytes, list[bytes]] = {}
    for predicate, value in sorted({(_bytes(quad.predicate), _bytes(quad.object)) for quad in _about(store, node)}):
        said.setdefault(predicate, []).append(value)
    return said


def classes_of(store: JudgedStore, node: bytes) -> frozenset[bytes]:
    """The classes that any graph says a node is of; all are terms as in N-Triples."""
    return frozenset(_bytes(quad.object) for quad in _about(store, node, _node(_TYPE)))


def _about(store: JudgedStore, node: bytes, predicate: ox.NamedNode | None = None) -> Iterable[ox.Quad]:
    text = node.decode()
    if not text.startswith(("<", "_:")):
        return ()
    subject = ox.NamedNode(text[1:-1]) if text.startswith("<") else ox.BlankNode(text[2:])
    return store.quads_for_pattern(subject, predicate, None, None)


def _bytes(term: Any) -> bytes:
    return str(term).encode()


def parse(path: Path) -> Iterator[Statement]:
    """The statements of a file, in the format of its suffix; StoreError names a line that is not RDF."""
    with _store_errors(path):
        for quad in ox.parse(path=str(path)):
            yield _statement(quad)


def read(source: IO[bytes], form: Format, *, apart: bool = False, base: str = "") -> Iterator[Statement]:
    """The statements of an open file in that format, relative IRIs under ``base``; StoreError says what is not RDF.

    ``apart``: its blank nodes are not those of any other file.  Nothing that it refers to is fetched.
    """
    with _store_errors("the statements"):
        for quad in ox.parse(source, format=_rdf_format(form), base_iri=base or None, rename_blank_nodes=apart):
            yield _statement(quad)


def serialize(
    statements: Iterable[Statement], form: Format, out: IO[bytes], prefixes: Mapping[str, str] = NO_PREFIXES
) -> None:
    """Write statements in a format; one of kind GRAPH leaves the graphs out and takes each triple once."""
    if form.kind is Kind.DATASET:
        quads = (ox.Quad(*_triple(each), _graph(each.graph)) for each in statements)
        ox.serialize(quads, out, _rdf_format(form), prefixes=dict(prefixes))
    else:
        triples = dict.fromkeys(ox.Triple(*_triple(each)) for each in statements)
        ox.serialize(triples, out, _rdf_format(form), prefixes=dict(prefixes))


def write_dump(paths: Sequence[Path], out: Path, form: Format, prefixes: Mapping[str, str] = NO_PREFIXES) -> None:
    """Write N-Quads files one after the other as one dump, streaming; the same input gives the same bytes.

    For a format of kind GRAPH, which leaves the graphs out, the input is sorted by subject: the whole, or
    the file of one graph.  For TriG it is the files of the graphs, in the order in which they shall stand.
    N-Quads are copied.
    """
    with _store_errors(out), out.open("wb") as file:
        if form.name == "nquads":
            for path in paths:
                with path.open("rb") as source:
                    shutil.copyfileobj(source, file)
        else:
            _write(paths, file, form, prefixes)


def write_statements(path: Path, out: IO[bytes], form: Format, prefixes: Mapping[str, str] = NO_PREFIXES) -> None:
    """Write one N-Quads file in another format, streaming, as ``write_dump`` does."""
    with _store_errors(path):
        _write([path], out, form, prefixes)


def _write(paths: Sequence[Path], file: IO[bytes], form: Format, prefixes: Mapping[str, str]) -> None:
    quads = (quad for path in paths for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS))
    statements = (quad.triple for quad in quads) if form.kind is Kind.GRAPH else quads
    ox.serialize(statements, file, _rdf_format(form), prefixes=dict(prefixes))


Fingerprints = Mapping[str, tuple[int, int]]
"""Of each graph (its IRI, empty: the default graph): how many triples it has, and a number made of them all."""


def fingerprints(path: Path) -> Fingerprints:
    """What tells the triples of a file from others, in whatever order; of use within one process only."""
    with _store_errors(path):
        return _fingerprints(ox.parse(path=str(path)))


def _fingerprints(quads: Iterable[ox.Quad]) -> Fingerprints:
    found: dict[Any, list[int]] = {}
    for quad in quads:
        # A sum, and not what hides a triple that stands there twice.
        sums = found.setdefault(quad.graph_name, [0, 0])
        sums[0] += 1
        sums[1] += hash(quad.triple)
    return {
        graph.value if isinstance(graph, ox.NamedNode) else "": (count, whole & 0xFFFFFFFFFFFFFFFF)
        for graph, (count, whole) in found.items()
    }


_BEGINNING = "SELECT ?this ?p ?o { ?this ?p ?o }"
_ENDING = "SELECT ?this ?p ?s { ?s ?p ?this }"
_COUNT_BEGINNING = "SELECT ?this (COUNT(*) AS ?count) { ?this ?p ?o } GROUP BY ?this"
_COUNT_ENDING = "SELECT ?this (COUNT(*) AS ?count) { ?s ?p ?this } GROUP BY ?this"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def _fill(
    store: ox.Store, data: Iterable[Path], beside: Iterable[Path | tuple[str, Path]], work: Path | None = None
) -> None:
    """Fill a store; with a folder to ``work`` in, which it is for, in two threads."""
    if work is not None:
        _fill_in_threads(store, data, work)
        data = ()
    for path in data:
        with _store_errors(path):
            store.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS)
            found = ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS, lenient=True)
            store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in found)
    with TemporaryFile(dir=work) as together:
        for file in beside:
            if isinstance(file, Path):
                with file.open("rb") as lines:
                    shutil.copyfileobj(lines, together)
                continue
            graph = _node(file[0])
            quads = ox.parse(path=str(file[1]))
            store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads)
        if together.tell():
            # Each load costs 50 ms on disk, however small it is.
            together.seek(0)
            store.bulk_load(input=together, format=ox.RdfFormat.N_QUADS)


def _fill_in_threads(store: ox.Store, data: Iterable[Path], work: Path) -> None:
    with TemporaryDirectory(prefix="triples-", dir=work) as folder, ThreadPoolExecutor(2) as threads:
        # The store lets other threads run while it loads.
        loads = []
        for number, path in enumerate(data):
            quads = partial(store.bulk_load, path=str(path), format=ox.RdfFormat.N_QUADS)
            loads.append((path, threads.submit(quads)))
            stripped = Path(folder) / f"{number}.nt"
            _strip_graphs(path, stripped)
            # A line that is not RDF is told by the load of the quads.
            triples = partial(store.bulk_load, path=str(stripped), format=ox.RdfFormat.N_TRIPLES, lenient=True)
            loads.append((path, threads.submit(triples)))
        for path, loaded in loads:
            with _store_errors(path):
                loaded.result()


def _strip_graphs(quads: Path, triples: Path) -> None:
    """N-Quads, a line as the mapping writes it, as N-Triples."""
    with quads.open("rb") as source, triples.open("wb") as target:
        while lines := source.readlines(_BLOCK):
            target.write(b"".join(map(_without_graph, lines)))


def _without_graph(line: bytes) -> bytes:
    cut = line.rfind(b" <")
    # A line without a graph ends in its object: in its IRI, or in a literal whose text may hold anything.
    named = line.count(b" ", 0, max(cut, 0)) > 1 and line[-4:] == b"> .\n" and line.find(b'"', cut) < 0
    return line[:cut] + b" .\n" if named else line


def _rdf_format(form: Format) -> ox.RdfFormat:
    found = ox.RdfFormat.from_media_type(form.media_type)
    if found is None:
        raise ValueError(f"{form.name} does not hold RDF")
    return found


def write_iri(iri: str) -> str:
    """The IRI as SPARQL writes it, in angle brackets (SPARQL 1.1, 19.8: IRIREF); QueryError where it is none."""
    return str(_node(iri))


def _node(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise QueryError(f"<{iri}> is not an IRI: {error}") from error


def _graph(iri: str) -> ox.NamedNode | ox.DefaultGraph:
    return _node(iri) if iri else ox.DefaultGraph()


def _term(term: Any) -> Term:
    if isinstance(term, ox.NamedNode):
        return Term(term.value, "iri")
    if isinstance(term, ox.Literal):
        return Term(term.value, "literal", term.datatype.value, term.language or "")
    if isinstance(term, ox.BlankNode):
        return Term(term.value, "blank")
    return Term(str(term), "triple")


def _statement(quad: ox.Quad | ox.Triple) -> Statement:
    graph = quad.graph_name.value if isinstance(quad, ox.Quad) and isinstance(quad.graph_name, ox.NamedNode) else ""
    return Statement(_term(quad.subject), _term(quad.predicate), _term(quad.object), graph)


def _triple(statement: Statement) -> tuple[Any, Any, Any]:
    return _oxigraph(statement.subject), _oxigraph(statement.predicate), _oxigraph(statement.object)


def _oxigraph(term: Term) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if term.kind == "iri":
        return ox.NamedNode(term.value)
    if term.kind == "blank":
        return ox.BlankNode(term.value)
    if term.language:
        return ox.Literal(term.value, language=term.language)
    return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype))


@contextmanager
def _store_errors(what: Path | str) -> Iterator[None]:
    try:
        yield
    except (OSError, RuntimeError, SyntaxError, ValueError) as error:
        raise StoreError(f"{what}: {error}") from error


@contextmanager
def _query_errors() -> Iterator[None]:
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


def _refusal(query: str) -> str:
    """Where and why Oxigraph's parser refuses a query; empty where it does not."""
    refused = _parse_error(query)
    said = apart(query)
    told = _parse_error(said.text) if len(said.tokens) <= MOST else ""
    place, other = _POSITION.fullmatch(told), _POSITION.fullmatch(refused)
    if place is None or other is None:
        # Set apart it may have a meaning that it has not as it was written.
        return refused
    lines = said.text.split("\n")
    reached = sum(len(line) + 1 for line in lines[: int(place[1]) - 1]) + int(place[2]) - 1
    # What it tells in a sentence it tells of either; further white space may hide it.
    sentences = [each for each in _expected(other[3]) if each.count(" ") > 1]
    return said.explain(reached, [*_expected(place[3]), *sentences])


def _parse_error(query: str) -> str:
    """What Oxigraph's parser says of a query that it refuses; empty where it takes it, or cannot be asked.

    The parser comes with the evaluation alone.  So a call to others is made a named graph, which has the same form and
    calls nobody; where the word is written in another way, nothing is asked.
    """
    query = _SERVICE.sub("GRAPH  ", query)
    if _names_service(query):
        return ""
    try:
        ox.Store().query(query)
    except (SyntaxError, OSError, RuntimeError, ValueError) as error:
        return str(error)
    return ""


def _expected(told: str) -> list[str]:
    listed = _RANGES.sub("", told).removeprefix("expected ").removeprefix("one of ")
    return [each.strip() for each in _ITEM.findall(listed) if each.strip()]


def refuse_service(text: str, allowed: Collection[str] = ()) -> None:
    """Raise QueryError where the query calls a SERVICE that is not at one of the allowed hosts (with their ports).

    Oxigraph evaluates it, that is, calls any address on the network that it can reach.  The word alone is no
    proof: it may stand in a literal, a comment, an IRI or a name.
    """
    if not _names_service(text):
        return
    try:
        parsed = parseQuery(text)
    except ParseBaseException as error:
        raise QueryError(_refusal(text) or describe_error(text, error.loc)) from error
    except RecursionError as error:
        raise QueryError("the query is nested too deeply") from error
    for part in _parts(parsed):
        if part.name == "ServiceGraphPattern" and not (
            isinstance(part.term, URIRef) and urlsplit(part.term).netloc in allowed
        ):
            hosts = f"; it may call {', '.join(sorted(allowed))}, by a full IRI" if allowed else " and calls no other"
            raise QueryError(f"SERVICE is refused: this endpoint answers from its own data{hosts}")


def _names_service(text: str) -> bool:
    return "service" in unescape(text).lower()


def _parts(parsed: object) -> Iterator[CompValue]:
    """Every named part of a parsed query, at any depth."""
    inner: Iterable[object] = ()
    if isinstance(parsed, CompValue):
        yield parsed
        inner = parsed.values()
    elif isinstance(parsed, (list, ParseResults)):
        inner = parsed
    for part in inner:
        yield from _parts(part)


_POSITION = re.compile(r"error at ([0-9]+):([0-9]+): (.*)", re.DOTALL)
_ITEM = re.compile(r'"(?:\\.|[^"\\])*"|[^,"]+')
# Oxigraph also lists, range by range, the characters that a name may hold.
_RANGES = re.compile(r", \['[^\]]*\]|, \[_\]")
_SERVICE = re.compile("service", re.IGNORECASE)
