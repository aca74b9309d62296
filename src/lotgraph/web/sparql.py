"""/sparql: the queries of the SPARQL 1.1 Protocol, by GET and both forms of POST."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final, cast
from urllib.parse import parse_qsl

from flask import Blueprint, Response, render_template, request

from lotgraph import media
from lotgraph.errors import BadRequest, NotAcceptable, UnsupportedMediaType
from lotgraph.store import Dataset
from lotgraph.vocabulary import prefixes
from lotgraph.web.publication import current_release

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lotgraph.store import Answer

blueprint = Blueprint("sparql", __name__)

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"

_PARAMETERS: Final = 1000
_IN_MEMORY: Final = 8 * 1024 * 1024
_CHUNK: Final = 64 * 1024


@dataclass(frozen=True)
class Asked:
    """What a request asks for; ``form`` is the format that it names itself, if it does."""

    query: str
    dataset: Dataset
    form: str


@blueprint.route("/sparql", methods=["GET", "POST"])
def endpoint() -> Response | str:
    """Answer a query, or show a browser that brings none a page to type one into."""
    pairs = _pairs(request.query_string)
    if request.method == "POST":
        asked = _posted(pairs)
    elif any(name in ("query", "update") for name, _ in pairs):
        asked = _asked(pairs)
    elif media.negotiate(request.headers.get("Accept"), (media.PROBLEM, media.HTML)) == media.HTML:
        return render_template("query.html", release=current_release(), formats=media.FORMATS, kinds=media.Kind)
    else:
        raise BadRequest("There is no query: send it as the parameter `query`, or POST it.")
    named = _named(asked.form)
    release = current_release()
    answer = release.store.query(asked.query, asked.dataset, release.about.base)
    form, media_type = _format(answer, named)
    return _response(answer, form, media_type)


def _posted(pairs: Sequence[tuple[str, str]]) -> Asked:
    """The query in a body, with what the address says beside it."""
    if request.mimetype == FORM:
        return _asked([*pairs, *_pairs(request.get_data())])
    if request.mimetype != QUERY:
        sent = f"not {request.mimetype}" if request.mimetype else "and must be named in Content-Type"
        raise UnsupportedMediaType(f"A query is posted as {FORM} or {QUERY}, {sent}.")
    if request.mimetype_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        raise UnsupportedMediaType("A query is posted in UTF-8.")
    try:
        return _asked([*pairs, ("query", request.get_data().decode())])
    except UnicodeDecodeError as error:
        raise BadRequest(f"The query is not UTF-8 (byte {error.start}).") from error


def _pairs(encoded: bytes) -> list[tuple[str, str]]:
    """The parameters of a query string or form; strict, where the framework's own would replace bad bytes."""
    try:
        return parse_qsl(encoded.decode(), keep_blank_values=True, errors="strict", max_num_fields=_PARAMETERS)
    except UnicodeDecodeError as error:
        raise BadRequest("The parameters are not UTF-8.") from error
    except ValueError as error:
        raise BadRequest(f"There may be up to {_PARAMETERS} parameters.") from error


def _asked(pairs: Sequence[tuple[str, str]]) -> Asked:
    def values(name: str) -> tuple[str, ...]:
        return tuple(value for each, value in pairs if each == name)

    if values("update"):
        raise BadRequest("Updates are refused: nothing can be changed here.")
    queries, forms = values("query"), values("format")
    if len(queries) != 1:
        raise BadRequest(f"One query is answered at a time, and {len(queries)} were sent.")
    if not queries[0].strip():
        raise BadRequest("The query is empty.")
    if len(forms) > 1:
        raise BadRequest("The parameter `format` is given more than once.")
    dataset = Dataset(values("default-graph-uri"), values("named-graph-uri"))
    return Asked(queries[0], dataset, "".join(forms))


def _named(word: str) -> tuple[media.Format, ...]:
    """The formats that the parameter ``format`` may mean; none where it is not given."""
    found = media.named(word)
    if word and not found:
        names = ", ".join(each.name for each in media.FORMATS if each.kind is not media.Kind.DATASET)
        raise BadRequest(f"There is no such format: {word!r}. There are {names}.")
    return found


def _format(answer: Answer, named: Sequence[media.Format]) -> tuple[media.Format, str]:
    """The format to answer in, and the media type to call it."""
    formats = media.of_kind(answer.kind)
    if named:
        chosen = next(((each, each.media_type) for each in named if each in formats), None)
    else:
        chosen = media.choose(request.headers.get("Accept"), formats)
    if chosen is None:
        types = ", ".join(each.media_type for each in formats)
        raise NotAcceptable(f"The answer to this query is {answer.kind.value}; it can be sent as {types}.")
    return chosen


def _response(answer: Answer, form: media.Format, media_type: str) -> Response:
    """The whole answer is written before its status is sent: a failure is never a cut 200."""
    with ExitStack() as stack:
        spool = cast("IO[bytes]", stack.enter_context(tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)))
        answer.write(form, spool, prefixes(current_release().about.base))
        length = spool.tell()
        spool.seek(0)
        if length <= _IN_MEMORY:
            return Response(spool.read(), mimetype=media_type)
        response = Response(_chunks(spool), mimetype=media_type)
        response.content_length = length
        # The file is open until the last of it is sent.
        response.call_on_close(stack.pop_all().close)
        return response


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk
