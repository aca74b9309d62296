"""Run the compiled shapes on the store."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import rdflib
from rdflib import RDFS

from lotgraph import __version__
from lotgraph.errors import LotgraphError, QueryError, StoreError
from lotgraph.store import JudgedStore, Term, solutions
from lotgraph.validation.compiler import Check, compile_shapes
from lotgraph.validation.findings import Finding, Report, literal_text

VALIDATOR = f"lotgraph {__version__}, its shapes as SPARQL"

_LOWER = f"SELECT ?lower ?upper WHERE {{ ?lower {RDFS.subClassOf.n3()} ?upper }}"
_NAMED = re.compile(r"\{[?$](\w+)\}")


def validate(data: JudgedStore, shapes: rdflib.Graph, ontology: rdflib.Graph) -> Report:
    """What the shapes find in the data.

    ``data`` holds the data graphs and nothing else, in whichever graphs: they are judged as one.  From
    ``ontology`` only its class hierarchy is used; nothing is inferred.  None of the three is changed.
    Raises LotgraphError, naming the shape, where one is not known here or its query fails.
    """
    hierarchy = [(str(lower), str(upper)) for lower, upper in ontology.subject_objects(RDFS.subClassOf)]
    hierarchy += [(row["lower"].value, row["upper"].value) for row in solutions(data, _LOWER)]
    checks = compile_shapes(shapes, hierarchy)
    return Report.of((finding for check in checks for finding in _findings(check, data)), VALIDATOR)


def _findings(check: Check, data: JudgedStore) -> Iterator[Finding]:
    try:
        if not check.focus:
            yield from (_finding(check, row) for row in solutions(data, check.query))
            return
        for focus in solutions(data, check.focus):
            yield from (_finding(check, {**focus, **row}) for row in solutions(data, check.query, focus))
    except (QueryError, StoreError) as error:
        raise LotgraphError(f"the shapes cannot be applied: <{check.name}>: {error}") from error


def _finding(check: Check, row: Mapping[str, Term]) -> Finding:
    focus, path = row["this"], row.get("path")
    # A SPARQL constraint that answers no value is about its focus node (5.3.2).
    value = row.get("value", focus if check.constraint else None)
    return Finding(
        focus=focus.value if focus.kind == "iri" else _text(focus),
        path=path.value if path else check.path,
        value=_text(value) if value else "",
        shape=check.shape,
        component=check.component,
        severity=check.severity,
        message=_NAMED.sub(lambda name: row[name[1]].value if name[1] in row else name[0], check.message),
        constraint=check.constraint,
    )


def _text(term: Term) -> str:
    """The term as in N-Triples."""
    if term.kind == "literal":
        return literal_text(term.value, term.datatype, term.language)
    return f"<{term.value}>" if term.kind == "iri" else f"_:{term.value}"
