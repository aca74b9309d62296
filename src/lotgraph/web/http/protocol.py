"""What a request of the SPARQL 1.1 Protocol asks for: its query, its graphs, its format, its own time limit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from flask import request

from lotgraph.errors import BadRequest, NotAcceptable, UnsupportedMediaType
from lotgraph.formats import media
from lotgraph.rdf.terms import Dataset

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"

_PARAMETERS: Final = 1000
# What other servers call the formats of a graph, and SPARQLWrapper with them.
_SYNONYMS: Final = MappingProxyType(
    {"xml": "rdfxml", "rdf+xml": "rdfxml", "json": "jsonld", "json-ld": "jsonld", "n3": "turtle", "nt": "ntriples"}
)
_SECONDS: Final = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")


@dataclass(frozen=True)
class ProtocolRequest:
    """What a request asks for.

    ``forms`` are the formats that it names itself, by any of their names; ``seconds`` the time that it gives the
    query (None: what the server gives).
    """

    query: str
    dataset: Dataset
    forms: tuple[str, ...]
    seconds: float | None


def read() -> ProtocolRequest | None:
    """What the request of this moment asks for; None where it is a bare GET, which brings no query."""
    pairs = parameters(request.query_string)
    if request.method == "POST":
        return _read_body(pairs)
    if any(name in ("query", "update") for name, _ in pairs):
        return _read_parameters(pairs)
    return None


def is_page_wanted(kind: media.Kind | None, words: Sequence[str]) -> bool:
    """Whether the answer is wanted as a page: by a request that prefers HTML and names no format."""
    offers = [each.media_type for each in media.of_kind(kind or media.Kind.RESULTS)]
    return not words and media.negotiate(request.headers.get("Accept"), (*offers, media.HTML)) == media.HTML


def negotiate(kind: media.Kind | None, words: Sequence[str]) -> tuple[media.Format, str]:
    """The format to answer in and the media type to call it, by the parameter ``format`` or by Accept.

    Where the kind of the answer is not known, the query has no form: what evaluates it will say so.
    """
    named = _find_formats(words)
    formats = media.of_kind(kind or media.Kind.RESULTS)
    if kind is None:
        return formats[0], formats[0].media_type
    if named:
        chosen = next(((each, each.media_type) for each in named if each in formats), None)
    else:
        chosen = media.choose(request.headers.get("Accept"), formats)
    if chosen is None:
        types = ", ".join(each.media_type for each in formats)
        raise NotAcceptable(f"The answer to this query is {kind.value}; it can be sent as {types}.")
    return chosen


def _read_body(pairs: Sequence[tuple[str, str]]) -> ProtocolRequest:
    """The query in a body, with what the address says beside it."""
    if request.mimetype == FORM:
        return _read_parameters([*pairs, *parameters(request.get_data())])
    if request.mimetype != QUERY:
        sent = f"not {request.mimetype}" if request.mimetype else "and must be named in Content-Type"
        raise UnsupportedMediaType(f"A query is posted as {FORM} or {QUERY}, {sent}.")
    if request.mimetype_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise UnsupportedMediaType("A query is posted in UTF-8.")
    try:
        return _read_parameters([*pairs, ("query", request.get_data().decode())])
    except UnicodeDecodeError as error:
        raise BadRequest(f"The query is not UTF-8 (byte {error.start}).") from error


def parameters(encoded: bytes) -> list[tuple[str, str]]:
    """The parameters of a query string or form; strict, where the framework's own would replace bad bytes."""
    try:
        return parse_qsl(encoded.decode(), keep_blank_values=True, errors="strict", max_num_fields=_PARAMETERS)
    except UnicodeDecodeError as error:
        raise BadRequest("The parameters are not UTF-8.") from error
    except ValueError as error:
        raise BadRequest(f"There may be up to {_PARAMETERS} parameters.") from error


def _read_parameters(pairs: Sequence[tuple[str, str]]) -> ProtocolRequest:
    def values(name: str) -> tuple[str, ...]:
        return tuple(value for each, value in pairs if each == name)

    if values("update"):
        raise BadRequest("Updates are refused: nothing can be changed here.")
    queries = values("query")
    if len(queries) != 1:
        raise BadRequest(f"One query is answered at a time, and {len(queries)} were sent.")
    if not queries[0].strip():
        raise BadRequest("The query is empty.")
    if len(values("timeout")) > 1:
        raise BadRequest("The parameter `timeout` is given more than once.")
    dataset = Dataset(values("default-graph-uri"), values("named-graph-uri"))
    return ProtocolRequest(queries[0], dataset, _formats(values), _seconds("".join(values("timeout"))))


def _formats(values: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
    """The formats by the parameter ``format``, or ``output``, as other servers call it."""
    return tuple(filter(None, (*values("format"), *values("output"))))


def _seconds(word: str) -> float | None:
    if not word:
        return None
    if not _SECONDS.fullmatch(word) or not float(word):
        raise BadRequest(f"The parameter `timeout` is a number of seconds above 0, not {word!r}.")
    return float(word)


def _find_formats(words: Sequence[str]) -> tuple[media.Format, ...]:
    """The formats that the parameter ``format`` may mean, the first that it names first.

    Clients that do not know how a server calls a format name it in several ways.
    """
    spelled = [each for word in words for each in (word, _SYNONYMS.get(word.strip().lower(), ""))]
    found = tuple(form for word in spelled for form in media.find_formats(word))
    if words and not found:
        names = ", ".join(each.name for each in media.FORMATS if each.kind is not media.Kind.DATASET)
        raise BadRequest(f"There is no such format: {words[0]!r}. There are {names}.")
    return found
