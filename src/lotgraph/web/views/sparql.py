"""/sparql: the queries of the SPARQL 1.1 Protocol, by GET and both forms of POST."""

from __future__ import annotations

import errno
import tempfile
from dataclasses import dataclass
from functools import partial
from typing import IO, TYPE_CHECKING, Final, cast

from flask import Blueprint, Response, g, jsonify, render_template, request

from lotgraph.errors import BadRequest, LotgraphError
from lotgraph.evaluation.contract import ClientGone, Limit, LimitReached
from lotgraph.evaluation.contract import Request as Evaluated
from lotgraph.formats import media
from lotgraph.rdf.query_text import has_stable_bytes, is_lasting, kind_of
from lotgraph.release.catalogue import service_description
from lotgraph.web.http import codings, protocol
from lotgraph.web.http.conditional import (
    Tag,
    answer_again,
    outcome,
    whole,
)
from lotgraph.web.http.front import CLIENT
from lotgraph.web.pages import answers
from lotgraph.web.publication import answer_from, current_release
from lotgraph.web.site import site, tag_of
from lotgraph.web.views import editor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lotgraph.evaluation.contract import Limits, QueryExecution
    from lotgraph.web.http.measures import Outcome

blueprint = Blueprint("sparql", __name__)

_IN_MEMORY: Final = 8 * 1024 * 1024
_CHUNK: Final = 64 * 1024
_RDF: Final = media.of_kind(media.Kind.GRAPH)


@dataclass(frozen=True)
class QueryAnswer:
    """An answer that is wanted: the query, how it may be found among the answers kept, and how it is sent.

    The tag has no name where an answer may be another each time, and is weak where its bytes may be others.
    """

    asked: protocol.ProtocolRequest
    kind: media.Kind | None
    form: media.Format
    media_type: str
    limits: Limits
    coding: str
    tag: Tag


@blueprint.route("/sparql", methods=["GET", "POST"])
def endpoint() -> Response:
    """Answer a query; without one, describe the service.  A browser gets a page for either."""
    asked = protocol.read()
    if asked is None:
        return _introduction()
    kind = kind_of(asked.query)
    if protocol.is_page_wanted(kind, asked.forms):
        return _page(asked, kind)
    wanted = _negotiate(asked, kind)
    return answer_again(wanted.tag, wanted.media_type, wanted.coding) or _evaluate(wanted)


@blueprint.route("/releases/<version>/sparql", methods=["GET", "POST"])
def endpoint_of_version(version: str) -> Response:
    """Answer a query from the release of that version, as long as its store is kept."""
    answer_from(version)
    return endpoint()


@blueprint.get("/sparql/limits")
def limits() -> Response:
    """What a query may take, for programs and for people."""
    described = site().described_limits()
    if media.negotiate(request.headers.get("Accept"), ("application/json", media.HTML)) == media.HTML:
        return Response(render_template("limits.html", release=current_release(), limits=described))
    return jsonify(described)


def _introduction() -> Response:
    accept = request.headers.get("Accept")
    chosen = media.negotiate(accept, (*(each.media_type for each in _RDF), media.HTML))
    if chosen is None:
        raise BadRequest("There is no query: send it as the parameter `query`, or POST it.")
    release = current_release()
    if chosen == media.HTML:
        return Response(editor.page())
    form = next(each for each in _RDF if each.media_type == chosen)
    address = site().address(release)
    if request.view_args:
        address += f"releases/{release.about.version}/"
    graph = service_description.describe(release.about, address)
    return Response(service_description.write(graph, form), mimetype=chosen)


def _page(asked: protocol.ProtocolRequest, kind: media.Kind | None) -> Response:
    """The beginning of the answer as a page, its query in the editor; so are the errors."""
    release = current_release()
    g.problem_page = partial(editor.page, asked)
    tag = Tag(_name(asked, kind, media.HTML), weak=kind is media.Kind.GRAPH and not has_stable_bytes(asked.query))
    coding = codings.choose(request.headers.get("Accept-Encoding"))
    response = answer_again(tag, media.HTML, coding)
    if response is None:
        noted = outcome()
        noted.cache = "miss" if tag.name else ""
        evaluated = Evaluated(asked.query, asked.dataset, *answers.FORMATS, site().limits(asked.seconds))
        with release.engine.evaluate(evaluated, request.environ.get(CLIENT)) as answering:
            beginning = answering.prefetch(answers.BYTES)
            table = answers.table(answering.head, beginning, complete=answering.complete)
        noted.rows = len(table.rows)
        response = whole(tag, media.HTML, editor.page(asked, table).encode(), coding, noted.rows)
    return response


def _name(asked: protocol.ProtocolRequest, kind: media.Kind | None, media_type: str) -> str:
    """What names the answer as that media type; empty where it may be another each time."""
    if kind is None or site().is_remote or not is_lasting(asked.query):
        return ""
    graphs, bounds = asked.dataset, site().limits(asked.seconds)
    return tag_of(current_release(), asked.query, graphs.default, graphs.named, media_type, repr(bounds))


def _negotiate(asked: protocol.ProtocolRequest, kind: media.Kind | None) -> QueryAnswer:
    form, media_type = protocol.negotiate(kind, asked.forms)
    coding = codings.choose(request.headers.get("Accept-Encoding"))
    weak = kind is media.Kind.GRAPH and not has_stable_bytes(asked.query)
    tag = Tag(_name(asked, kind, media_type), weak)
    return QueryAnswer(asked, kind, form, media_type, site().limits(asked.seconds), coding, tag)


def _evaluate(wanted: QueryAnswer) -> Response:
    noted = outcome()
    noted.cache = "miss" if wanted.tag.name else ""
    answering = current_release().engine.evaluate(_request(wanted), request.environ.get(CLIENT))
    streaming = False
    try:
        head = answering.prefetch()
        if answering.complete:
            noted.rows = answering.stats.rows if answering.stats else None
            return whole(wanted.tag, wanted.media_type, head, wanted.coding, noted.rows)
        pieces = _rest(head, answering, noted)
        if request.environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
            return _spool(wanted, pieces)
        response = _stream(wanted, codings.encode_pieces(pieces, wanted.coding))
        response.call_on_close(answering.close)
        streaming = True
        return response
    finally:
        if not streaming:
            answering.close()


def _request(wanted: QueryAnswer) -> Evaluated:
    results = wanted.form.name if wanted.kind is not media.Kind.GRAPH else ""
    graph = wanted.form.name if wanted.kind is media.Kind.GRAPH else ""
    return Evaluated(wanted.asked.query, wanted.asked.dataset, results, graph, wanted.limits)


def _rest(head: bytes, answering: QueryExecution, noted: Outcome) -> Iterator[bytes]:
    """A long answer as it comes.  Where it fails, the connection breaks: it must not look as if it were whole."""
    try:
        yield head
        yield from answering
        noted.rows = answering.stats.rows if answering.stats else None
    except LotgraphError as error:
        noted.ending = ending_of(error)
        raise ConnectionResetError(errno.ECONNRESET, f"the answer was cut: {error}") from error
    finally:
        if answering.ended == Limit.DELIVERY.value:
            noted.ending = f"limit: {answering.ended}"
        answering.close()


def _spool(wanted: QueryAnswer, pieces: Iterator[bytes]) -> Response:
    """A long answer for HTTP/1.0, which cannot tell the end of one from its breaking off: whole before it is sent."""
    spool = cast("IO[bytes]", tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115 - closed below
    try:
        for piece in codings.encode_pieces(pieces, wanted.coding):
            spool.write(piece)
    except ConnectionResetError as error:
        spool.close()
        raise error.__cause__ or error from None
    length = spool.tell()
    spool.seek(0)
    response = _stream(wanted, iter(lambda: spool.read(_CHUNK), b""))
    response.content_length = length
    response.call_on_close(spool.close)
    return response


def _stream(wanted: QueryAnswer, pieces: Iterator[bytes]) -> Response:
    return wanted.tag.head(Response(pieces, mimetype=wanted.media_type), wanted.coding)


def ending_of(error: Exception) -> str:
    """The word in the log for how an evaluation ended."""
    if isinstance(error, LimitReached):
        return f"limit: {error.limit.value}"
    return "client gone" if isinstance(error, ClientGone) else "failed"
