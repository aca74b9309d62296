"""The queries of pages: ``<page>/<section>.rq`` here, a SELECT each, evaluated all together for one thing.

In a query the prefix ``this:`` alone is the thing that the page is about.  A line in front of the text binds it,
so that it is a constant to the optimiser, to any SPARQL engine, and in the query editor too.  ``lg:anyNumber``
stands for the properties of which one holds the number of a claim, with a bar between them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from lotgraph.errors import QueryError, StoreError
from lotgraph.evaluation.contract import Request
from lotgraph.rdf.store import oxigraph
from lotgraph.rdf.terms import Term
from lotgraph.schema import NUMBERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lotgraph.web.publication import OpenRelease

Row = dict[str, Term]
"""One solution: the terms by their variables, without those that are unbound."""

Rows = tuple[Row, ...]


@dataclass(frozen=True)
class Solutions:
    """What a SELECT found: its variables in their order, and the rows in theirs."""

    variables: tuple[str, ...]
    rows: Rows


THIS: Final = "this"

_KINDS: Final = MappingProxyType({"uri": "iri", "literal": "literal", "bnode": "blank"})
_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
_LANG_STRING: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"


def query(page: str, section: str, bound: Mapping[str, str]) -> str:
    """The query of a section with its things filled in: each name of ``bound`` is a prefix for its IRI.

    Raises QueryError where one of them is not an IRI.
    """
    lines = (f"PREFIX {name}: {oxigraph.write_iri(iri)}\n" for name, iri in bound.items())
    return "".join(lines) + _text(page, section)


def evaluate(release: OpenRelease, queries: Sequence[str]) -> tuple[Solutions, ...]:
    """The solutions of each query, all from one worker.

    Raises StoreError where one fails: a page is shown whole or not at all.  Busy and LimitReached pass.
    """
    try:
        answers = release.engine.evaluate_batch([Request(text, results="json") for text in queries])
    except QueryError as error:
        raise StoreError(f"a section of a page could not be evaluated: {error}") from error
    return tuple(map(_solutions, answers))


@cache
def _text(page: str, section: str) -> str:
    return (files(__name__) / page / f"{section}.rq").read_text("utf-8").replace("lg:anyNumber", "|".join(NUMBERS))


def _solutions(answer: bytes) -> Solutions:
    """An answer read that is in the SPARQL 1.1 Query Results JSON Format (section 3)."""
    document = json.loads(answer)
    made: dict[tuple[str, ...], Term] = {}

    def term_of(term: dict[str, str]) -> Term:
        # Most terms stand in many rows: each is made once.
        key = term["type"], str(term["value"]), term.get("datatype", ""), term.get("xml:lang", "")
        if key not in made:
            made[key] = _term(term)
        return made[key]

    rows = ({name: term_of(term) for name, term in row.items()} for row in document["results"]["bindings"])
    return Solutions(tuple(document["head"]["vars"]), tuple(rows))


def _term(term: dict[str, Any]) -> Term:
    kind: Any = _KINDS.get(term["type"], "triple")
    if kind != "literal":
        return Term(str(term["value"]), kind)
    language = term.get("xml:lang", "")
    return Term(term["value"], kind, _LANG_STRING if language else term.get("datatype", _STRING), language)
