"""Why a query is refused: where it is malformed, or which SERVICE it must not call."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from urllib.parse import urlsplit

import pyoxigraph as ox
from pyparsing import ParseBaseException, ParseResults
from rdflib import URIRef
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from lotgraph.errors import QueryError
from lotgraph.rdf.query_text import unescape
from lotgraph.rdf.syntax import MOST, apart, describe_error


def describe_refusal(query: str) -> str:
    """Where and why Oxigraph's parser refuses a query; empty where it does not."""
    refused = _parse_error(query)
    parted = apart(query)
    told = _parse_error(parted.text) if len(parted.tokens) <= MOST else ""
    place, other = _POSITION.fullmatch(told), _POSITION.fullmatch(refused)
    if place is None or other is None:
        # Set apart it may have a meaning that it has not as it was written.
        return refused
    lines = parted.text.split("\n")
    reached = sum(len(line) + 1 for line in lines[: int(place[1]) - 1]) + int(place[2]) - 1
    # What it tells in a sentence it tells of either; further white space may hide it.
    sentences = [each for each in _expected(other[3]) if each.count(" ") > 1]
    return parted.explain(reached, [*_expected(place[3]), *sentences])


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
        raise QueryError(describe_refusal(text) or describe_error(text, error.loc)) from error
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
