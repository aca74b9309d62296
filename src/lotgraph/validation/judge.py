"""Run the compiled shapes: constraint components over the lines of the data, SPARQL constraints on the store."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import cache
from itertools import chain
from pathlib import Path

import rdflib
from rdflib import RDF, RDFS

from lotgraph import __version__
from lotgraph.errors import LotgraphError, QueryError, StoreError
from lotgraph.rdf.nquads import write_literal
from lotgraph.rdf.store.judged import JudgedStore
from lotgraph.rdf.terms import Term
from lotgraph.validation.compiler import compile_shapes
from lotgraph.validation.components import Constraint, Statements, canonical
from lotgraph.validation.findings import Finding, Report
from lotgraph.validation.queries import Check

VALIDATOR = f"lotgraph {__version__}"

_LOWER = f"SELECT ?lower ?upper WHERE {{ ?lower {RDFS.subClassOf.n3()} ?upper }}"
_NAMED = re.compile(r"\{[?$](\w+)\}")
_TYPE = RDF.type.n3().encode()
_THREADS = 2
_KNOWN = 100_000
"""How many values of a property are remembered as good ones."""


def validate(data: JudgedStore, shapes: rdflib.Graph, ontology: rdflib.Graph, quads: Path | None = None) -> Report:
    """What the shapes find in the data.

    ``data`` holds the data graphs and nothing else, in whichever graphs: they are judged as one.  ``quads`` is
    the file of sorted N-Quads that it was loaded from, where there is one.  From ``ontology`` only its class
    hierarchy is used; nothing is inferred.  None of them is changed.
    Raises LotgraphError, naming the shape, where one is not known here or its query fails.
    """
    hierarchy = [(str(lower), str(upper)) for lower, upper in ontology.subject_objects(RDFS.subClassOf)]
    hierarchy += [(row["lower"].value, row["upper"].value) for row in data.select(_LOWER)]
    types = cache(data.classes)
    compiled = compile_shapes(shapes, hierarchy, lambda node, allowed: not types(node).isdisjoint(allowed))
    # The store lets other threads run while it works.
    with ThreadPoolExecutor(_THREADS) as threads:
        asked = [threads.submit(_ask, check, data) for check in compiled.checks]
        core = _Core(compiled.constraints)
        found = [_finding(*breach) for breach in core.breaches(_triples(quads) if quads else data.triples(), data)]
        return Report.of([*found, *chain.from_iterable(each.result() for each in asked)], VALIDATOR)


class _Core:
    """The constraint components, over one node after the other.

    Most nodes are alike: what is to be looked at depends on the types of a node and on how many objects each of
    its predicates has, so it is worked out once for all that are alike.
    """

    def __init__(self, constraints: Sequence[Constraint]) -> None:
        self._constraints = constraints
        self._plans: dict[object, tuple[tuple[Constraint, ...], tuple[_Values, ...]]] = {}
        self._good: dict[object, set[bytes]] = {}

    def breaches(
        self, triples: Iterable[_Triple], data: JudgedStore
    ) -> Iterator[tuple[Constraint, bytes, bytes, bytes]]:
        """Constraint, focus node, path and value of each breach."""
        pointing: set[bytes] = set().union(*(each.objects_of for each in self._constraints))
        pointed: dict[bytes, set[bytes]] = {}
        for focus, statements in _nodes(triples):
            yield from self._judged(focus, statements)
            for used in pointing.intersection(statements):
                pointed.setdefault(used, set()).update(statements[used])
        # These may be literals, and nodes of which nothing is said.
        for constraint in self._constraints:
            nodes = set(constraint.nodes).union(*(pointed.get(used, ()) for used in constraint.objects_of))
            for focus in sorted(nodes):
                statements = data.describe(focus)
                if not constraint.binds(statements.get(_TYPE, ()), statements):
                    yield from ((constraint, focus, *breach) for breach in constraint.breaches(focus, statements))

    def _judged(self, focus: bytes, statements: Statements) -> Iterator[tuple[Constraint, bytes, bytes, bytes]]:
        types = tuple(statements.get(_TYPE, ()))
        alike = (types, tuple((used, len(objects)) for used, objects in statements.items()))
        if alike not in self._plans:
            self._plans[alike] = self._planned(focus, statements, types)
        whole, values = self._plans[alike]
        for constraint in whole:
            yield from ((constraint, focus, *breach) for breach in constraint.breaches(focus, statements))
        for used, constraints, good in values:
            for value in statements[used]:
                if value in good:
                    continue
                if all(constraint.value_test and constraint.value_test(value) for constraint in constraints):
                    if len(good) < _KNOWN:
                        good.add(value)
                    continue
                for constraint in constraints:
                    if constraint.value_test and not constraint.value_test(value):
                        yield constraint, focus, used if len(constraint.path) == 1 else b"", value

    def _planned(
        self, focus: bytes, statements: Statements, types: Sequence[bytes]
    ) -> tuple[tuple[Constraint, ...], tuple[_Values, ...]]:
        """The constraints to look at as wholes, and those of the values of each predicate."""
        whole: list[Constraint] = []
        by_predicate: dict[bytes, list[Constraint]] = {}
        for constraint in self._constraints:
            if not constraint.binds(types, statements):
                continue
            if constraint.value_test and constraint.path:
                for used in constraint.path:
                    if used in statements:
                        by_predicate.setdefault(used, []).append(constraint)
            elif not constraint.by_count or any(constraint.breaches(focus, statements)):
                whole.append(constraint)
        values = []
        for used, constraints in by_predicate.items():
            key = (used, tuple(map(id, constraints)))
            values.append((used, tuple(constraints), self._good.setdefault(key, set())))
        return tuple(whole), tuple(values)


_Values = tuple[bytes, tuple[Constraint, ...], set[bytes]]


_Triple = tuple[bytes, bytes, bytes]


def _triples(quads: Path) -> Iterator[_Triple]:
    """The triples of N-Quads that all name their graph."""
    with quads.open("rb") as lines:
        for line in lines:
            subject, predicate, rest = line.split(b" ", 2)
            yield subject, predicate, rest[: rest.rindex(b" <")]


def _nodes(triples: Iterable[_Triple]) -> Iterator[tuple[bytes, dict[bytes, list[bytes]]]]:
    """Each subject of sorted triples and what is said of it, each thing once."""
    subject = b""
    statements: dict[bytes, list[bytes]] = {}
    for node, used, value in triples:
        if node != subject:
            if statements:
                yield subject, statements
            subject, statements = node, {}
        objects = statements.get(used)
        if objects is None:
            statements[used] = [value]
        elif objects[-1] != value:
            objects.append(value)
    if statements:
        yield subject, statements


def _finding(constraint: Constraint, focus: bytes, path: bytes, value: bytes) -> Finding:
    return Finding(
        focus=focus[1:-1].decode() if focus.startswith(b"<") else canonical(focus),
        path=path[1:-1].decode(),
        value=canonical(value) if value else "",
        shape=constraint.shape,
        component=constraint.component,
        severity=constraint.severity,
        message=constraint.message,
    )


def _ask(check: Check, data: JudgedStore) -> list[Finding]:
    try:
        found = []
        # Both are ended in the thread that began them, whatever happens.
        with closing(data.select(check.focus)) as nodes:
            for focus in nodes:
                with closing(data.select(check.query, focus)) as rows:
                    found += [_read_answer(check, {**focus, **row}) for row in rows]
        return found
    except (QueryError, StoreError) as error:
        raise LotgraphError(f"the shapes cannot be applied: <{check.constraint}>: {error}") from error


def _read_answer(check: Check, row: Mapping[str, Term]) -> Finding:
    focus, path = row["this"], row.get("path")
    return Finding(
        focus=focus.value if focus.kind == "iri" else _text(focus),
        path=path.value if path else "",
        # One that answers no value is about its focus node (5.3.2).
        value=_text(row.get("value", focus)),
        shape=check.shape,
        component="http://www.w3.org/ns/shacl#SPARQLConstraintComponent",
        severity=check.severity,
        message=_NAMED.sub(lambda name: row[name[1]].value if name[1] in row else name[0], check.message),
        constraint=check.constraint,
    )


def _text(term: Term) -> str:
    """The term as in N-Triples."""
    if term.kind == "literal":
        return write_literal(term.value, term.language, term.datatype)
    return f"<{term.value}>" if term.kind == "iri" else f"_:{term.value}"
