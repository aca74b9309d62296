"""/sparql: the queries of the SPARQL 1.1 Protocol, by GET and both forms of POST."""

from __future__ import annotations

import errno
import tempfile
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final, cast

from flask import Blueprint, Response, g, jsonify, render_template, request

from lotgraph import description, media
from lotgraph.errors import BadRequest, LotgraphError
from lotgraph.evaluation.contract import ClientGone, Limit, LimitReached
from lotgraph.evaluation.contract import Request as Evaluated
from lotgraph.prologue import has_stable_bytes, is_lasting, kind_of
from lotgraph.web import codings, protocol
from lotgraph.web.cache import Kept
from lotgraph.web.front import OUTCOME, matches
from lotgraph.web.publication import answer_from, current_release
from lotgraph.web.site import etag, site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lotgraph.evaluation.contract import Answering, Limits
    from lotgraph.web.measures import Outcome

blueprint = Blueprint("sparql", __name__)

_IN_MEMORY: Final = 8 * 1024 * 1024
_CHUNK: Final = 64 * 1024
_RDF: Final = media.of_kind(media.Kind.GRAPH)


@dataclass(frozen=True)
class Wanted:
    """An answer that is wanted: the query, how it may be found among the answers kept, and how it is sent.

    ``tag`` is empty where an answer may be another each time; ``weak`` where its bytes may be others.
    """

    asked: protocol.Asked
    kind: media.Kind | None
    form: media.Format
    media_type: str
    limits: Limits
    coding: str
    tag: str
    weak: bool

    def etag(self, coding: str) -> str:
        """The ETag of the answer in a content coding."""
        return f'{"W/" if self.weak else ""}"{self.tag}{"" if coding == codings.IDENTITY else "-" + coding}"'


@blueprint.route("/sparql", methods=["GET", "POST"])
def endpoint() -> Response:
    """Answer a query; without one, describe the service, or show a browser a page to type one into."""
    asked = protocol.read()
    if asked is None:
        return _introduction()
    wanted = _wanted(asked)
    if wanted.tag:
        for coding in dict.fromkeys((wanted.coding, codings.IDENTITY)):
            if _is_known_to_client(wanted.etag(coding)):
                return _headed(Response(status=304), wanted, coding)
        kept = _kept(wanted)
        if kept is not None:
            return _again(kept, wanted)
    return _evaluated(wanted)


@blueprint.route("/releases/<version>/sparql", methods=["GET", "POST"])
def endpoint_of_version(version: str) -> Response:
    """Answer a query from the release of that version, as long as its store is kept."""
    answer_from(version)
    return endpoint()


@blueprint.get("/sparql/limits")
def limits() -> Response:
    """What a query may take, for programs and for people."""
    said = site().described_limits()
    if media.negotiate(request.headers.get("Accept"), ("application/json", media.HTML)) == media.HTML:
        return Response(render_template("limits.html", release=current_release(), limits=said))
    return jsonify(said)


def _introduction() -> Response:
    accept = request.headers.get("Accept")
    chosen = media.negotiate(accept, (*(each.media_type for each in _RDF), media.HTML))
    if chosen is None:
        raise BadRequest("There is no query: send it as the parameter `query`, or POST it.")
    release = current_release()
    if chosen == media.HTML:
        page = render_template(
            "query.html", release=release, formats=media.FORMATS, kinds=media.Kind, limits=site().limits()
        )
        return Response(page)
    form = next(each for each in _RDF if each.media_type == chosen)
    address = site().address(release)
    if request.view_args:
        address += f"releases/{release.about.version}/"
    graph = description.describe(release.about, address)
    return Response(description.write(graph, form), mimetype=chosen)


def _wanted(asked: protocol.Asked) -> Wanted:
    kind = kind_of(asked.query)
    form, media_type = protocol.negotiate(kind, asked.forms)
    bounds = site().limits(asked.seconds)
    coding = codings.choose(request.headers.get("Accept-Encoding"))
    tag = ""
    if kind is not None and not site().is_remote and is_lasting(asked.query):
        tag = etag(current_release(), asked.query, asked.dataset, media_type, bounds)
    weak = kind is media.Kind.GRAPH and not has_stable_bytes(asked.query)
    return Wanted(asked, kind, form, media_type, bounds, coding, tag, weak)


def _is_known_to_client(tag: str) -> bool:
    known = request.headers.get("If-None-Match", "")
    # A star asks whether there is any answer, which only an evaluation can tell.
    return request.method != "POST" and known.strip() not in ("", "*") and matches(known, tag)


def _kept(wanted: Wanted) -> Kept | None:
    found = site().cache.get(wanted.etag(wanted.coding))
    if found is not None or wanted.coding == codings.IDENTITY:
        return found
    plain = site().cache.get(wanted.etag(codings.IDENTITY))
    # A short body is kept as it is, whatever the client takes.
    return plain if plain is not None and len(plain.body) < codings.LEAST else None


def _again(kept: Kept, wanted: Wanted) -> Response:
    _outcome().cache, _outcome().rows = "hit", kept.rows
    coding = next((value for name, value in kept.headers if name == "Content-Encoding"), codings.IDENTITY)
    response = _headed(Response(kept.body, mimetype=wanted.media_type), wanted, coding)
    response.content_length = len(kept.body)
    g.kept = kept
    return response


def _evaluated(wanted: Wanted) -> Response:
    outcome = _outcome()
    outcome.cache = "miss" if wanted.tag else ""
    answering = current_release().engine.evaluate(_request(wanted), request.environ.get("gunicorn.socket"))
    streaming = False
    try:
        head = answering.prefetch()
        if answering.complete:
            return _whole(wanted, head, answering, outcome)
        pieces = _rest(head, answering, outcome)
        if request.environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
            return _spooled(wanted, pieces)
        response = _headed(Response(codings.encoded(pieces, wanted.coding), mimetype=wanted.media_type), wanted)
        response.call_on_close(answering.close)
        streaming = True
        return response
    finally:
        if not streaming:
            answering.close()


def _request(wanted: Wanted) -> Evaluated:
    results = wanted.form.name if wanted.kind is not media.Kind.GRAPH else ""
    graph = wanted.form.name if wanted.kind is media.Kind.GRAPH else ""
    return Evaluated(wanted.asked.query, wanted.asked.dataset, results, graph, wanted.limits)


def _whole(wanted: Wanted, body: bytes, answering: Answering, outcome: Outcome) -> Response:
    """An answer that is known to its end before its status is sent."""
    outcome.rows = answering.stats.rows if answering.stats else None
    coding = wanted.coding if len(body) >= codings.LEAST else codings.IDENTITY
    body = codings.encode(body, coding)
    response = _headed(Response(body, mimetype=wanted.media_type), wanted, coding)
    response.content_length = len(body)
    if wanted.tag:
        g.kept = Kept(wanted.etag(coding), body, (), outcome.rows)
    return response


def _rest(head: bytes, answering: Answering, outcome: Outcome) -> Iterator[bytes]:
    """A long answer as it comes.  Where it fails, the connection breaks: it must not look as if it were whole."""
    try:
        yield head
        yield from answering
        outcome.rows = answering.stats.rows if answering.stats else None
    except LotgraphError as error:
        outcome.ending = ending_of(error)
        raise ConnectionResetError(errno.ECONNRESET, f"the answer was cut: {error}") from error
    finally:
        if answering.ended == Limit.DELIVERY.value:
            outcome.ending = f"limit: {answering.ended}"
        answering.close()


def _spooled(wanted: Wanted, pieces: Iterator[bytes]) -> Response:
    """A long answer for HTTP/1.0, which cannot tell the end of one from its breaking off: whole before it is sent."""
    spool = cast("IO[bytes]", tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115 - closed below
    try:
        for piece in codings.encoded(pieces, wanted.coding):
            spool.write(piece)
    except ConnectionResetError as error:
        spool.close()
        raise error.__cause__ or error from None
    length = spool.tell()
    spool.seek(0)
    response = _headed(Response(iter(lambda: spool.read(_CHUNK), b""), mimetype=wanted.media_type), wanted)
    response.content_length = length
    response.call_on_close(spool.close)
    return response


def _headed(response: Response, wanted: Wanted, coding: str = "") -> Response:
    """The response with what HTTP says of its content."""
    coding = coding or wanted.coding
    if response.status_code == 200 and coding != codings.IDENTITY:
        response.headers["Content-Encoding"] = coding
    if not wanted.tag:
        response.headers["Cache-Control"] = "no-store"
    elif request.method != "POST":
        # It may be kept, and is asked for each time whether a new release has changed it.
        response.headers["Cache-Control"] = "no-cache"
        response.headers["ETag"] = wanted.etag(coding)
    return response


def ending_of(error: Exception) -> str:
    """The word in the log for how an evaluation ended."""
    if isinstance(error, LimitReached):
        return f"limit: {error.limit.value}"
    return "client gone" if isinstance(error, ClientGone) else "failed"


def _outcome() -> Outcome:
    return cast("Outcome", request.environ[OUTCOME])
