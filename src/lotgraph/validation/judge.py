"""Run the compiled shapes over the statements, set by set."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache, lru_cache

import rdflib
from rdflib import RDFS

from lotgraph import __version__
from lotgraph.errors import QueryError, ShapesError, StoreError
from lotgraph.rdf.nquads import read_term, write_term
from lotgraph.rdf.statements import Statements
from lotgraph.rdf.store.judged import JudgedStore
from lotgraph.validation.compiler import Compiled, Query, compile_shapes
from lotgraph.validation.constraint import Breach
from lotgraph.validation.constraints import find_text, needs, write_query
from lotgraph.validation.expressions import quote
from lotgraph.validation.findings import Finding, Report
from lotgraph.validation.kinds import find_breaches
from lotgraph.validation.patterns import UnknownPattern
from lotgraph.validation.queries import Check

VALIDATOR = f"lotgraph {__version__}"

_LOWER = f"select subject, object from triples where predicate = '{RDFS.subClassOf.n3()}'"
_NAMED = re.compile(r"\{[?$](\w+)\}")
_COMPONENT = "http://www.w3.org/ns/shacl#SPARQLConstraintComponent"

Records = list[dict[str, str]]


def validate(data: Statements, shapes: rdflib.Graph, ontology: rdflib.Graph) -> Report:
    """What the shapes find in the data, which are judged as one graph.

    From ``ontology`` only its class hierarchy is used; nothing is inferred.  None of them is changed.
    Raises UnknownShapeError, naming the shape, where one is not known here, and ShapesError where its query fails.
    """
    hierarchy = [(str(lower), str(upper)) for lower, upper in ontology.subject_objects(RDFS.subClassOf)]
    if RDFS.subClassOf.n3() in data.terms:
        hierarchy += [(lower[1:-1], upper[1:-1]) for lower, upper in data.rows(_LOWER)]
    compiled = _compile(shapes, len(shapes), frozenset(hierarchy))
    run = _Run(data, compiled)
    found = [_finding(breach) for breach in find_breaches(data, compiled.rules)]
    found += [_finding(breach) for query in compiled.queries for breach in run.answer(query)]
    found += [finding for check in compiled.checks for finding in run.ask(check)]
    return Report.of(found, VALIDATOR)


@lru_cache(maxsize=8)
def _compile(shapes: rdflib.Graph, triples: int, hierarchy: frozenset[tuple[str, str]]) -> Compiled:
    """By the graph and its size, so that a process that builds often compiles once."""
    del triples
    return compile_shapes(shapes, hierarchy)


class _Run:
    """One run over the data.  Closures are made when a query first reads them, the store when one is asked."""

    def __init__(self, data: Statements, compiled: Compiled) -> None:
        self._data = data
        self._closures = compiled.closures
        self._closed: set[str] = set()
        self._store: Callable[[], JudgedStore] = cache(lambda: JudgedStore(data))

    def answer(self, query: Query) -> Iterator[Breach]:
        """What breaks constraint components."""
        if query.needs and query.needs.isdisjoint(self._data.terms):
            return
        self._close(query.text)
        for number, focus, path, value in self._data.rows(query.text):
            yield Breach(query.constraints[number], focus, path or "", value or "")

    def ask(self, check: Check) -> Iterator[Finding]:
        """What breaks a SPARQL constraint: by its SQL where there is one, else asked of the store."""
        if check.needs and check.needs.isdisjoint(self._data.terms):
            return
        text = find_text(check)
        if text is None:
            yield from (_read_answer(check, row) for row in self._ask_store(check))
            return
        if not needs(text) <= self._data.properties:
            return
        try:
            query = write_query(text, self._closures, self._values)
        except UnknownPattern as error:
            raise ShapesError(f"the shapes cannot be applied: <{check.constraint}>: {error}") from error
        self._close(query)
        for row in self._data.records(f"select * from ({query}) found where this in ({check.focus})"):
            yield _read_answer(check, {name: value for name, value in row.items() if value is not None})

    def _values(self, predicate: str) -> list[str]:
        if predicate not in self._data.terms:
            return []
        query = f"select distinct object from triples where predicate = {quote(predicate)} order by object"
        return [value for (value,) in self._data.rows(query)]

    def _close(self, query: str) -> None:
        for edges, name in self._closures.items():
            if name not in self._closed and re.search(rf"\b{name}\b", query):
                self._data.close(name, edges)
                self._closed.add(name)

    def _ask_store(self, check: Check) -> Records:
        try:
            found = []
            for (node,) in self._data.rows(check.focus):
                focus = {"this": read_term(node)}
                with closing(self._store().select(check.query, focus)) as rows:
                    for row in rows:
                        terms = {**focus, **row}
                        shown = {name: term.value for name, term in terms.items()}
                        found.append(shown | {key: write_term(terms[key]) for key in _TERMS if key in terms})
            return found
        except (QueryError, StoreError) as error:
            raise ShapesError(f"the shapes cannot be applied: <{check.constraint}>: {error}") from error


_TERMS = ("this", "value", "path")


def _finding(breach: Breach) -> Finding:
    constraint = breach.constraint
    return Finding(
        focus=_plain(breach.focus),
        path=_plain(breach.path or constraint.path),
        value=breach.value,
        shape=constraint.shape,
        component=constraint.component,
        severity=constraint.severity,
        message=constraint.message,
    )


def _read_answer(check: Check, row: dict[str, str]) -> Finding:
    return Finding(
        focus=_plain(row["this"]),
        path=_plain(row.get("path", check.path)),
        # One that answers no value is about its focus node (5.3.2).
        value=row.get("value", row["this"]),
        shape=check.shape,
        component=_COMPONENT,
        severity=check.severity,
        message=_NAMED.sub(lambda name: _plain_text(row, name[1]) if name[1] in row else name[0], check.message),
        constraint=check.constraint,
    )


def _plain(term: str) -> str:
    return term[1:-1] if term.startswith("<") else term


def _plain_text(row: dict[str, str], name: str) -> str:
    return read_term(row[name]).value if name in _TERMS else row[name]
