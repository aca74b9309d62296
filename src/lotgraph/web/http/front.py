"""What stands in front of the app: answers known already are sent at once, and every request is measured."""

from __future__ import annotations

import math
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from lotgraph.errors import LotgraphError
from lotgraph.web.http.measures import (
    Measures,
    Outcome,
    Request,
    network,
)
from lotgraph.web.http.policy import policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from lotgraph.web.http.cache import Cache, CachedResponse
    from lotgraph.web.publication import Publication

OUTCOME: Final = "lotgraph.outcome"
"""Under this name the environment of a request holds its ``Outcome``."""

CLIENT: Final = "lotgraph.client"
"""Under this name the environment holds the connection of the client: whether it has left, and how to end it."""

REFUSAL: Final = "lotgraph.refusal"
"""Under this name it holds the error that refuses the request, where it could not be read whole."""

FRONT: Final = "lotgraph.front"
"""Under this name the app holds what answers a request whose answer is cached."""

KEY: Final = "lotgraph.request"
"""Under this name it holds what the answer may be found under again, the state of the publication first."""

_NEGOTIATED: Final = ("HTTP_ACCEPT", "HTTP_ACCEPT_PROFILE", "HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT_LANGUAGE")

HEADERS: Final = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS"),
    ("Access-Control-Allow-Headers", "Accept, Accept-Profile, Content-Type, Range, If-None-Match, If-Modified-Since"),
    (
        "Access-Control-Expose-Headers",
        "Content-Profile, Content-Range, ETag, Link, Location, Query-Limits, Retry-After",
    ),
    ("Access-Control-Max-Age", "3600"),
    ("Content-Security-Policy", policy()),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
)
"""On every answer: pages of any site may read it, errors too, and a page loads and runs what is of this site alone."""


class Front:
    """A WSGI application around the app."""

    def __init__(self, app: WSGIApplication, publication: Publication, cache: Cache, measures: Measures) -> None:
        self._app = app
        self._publication = publication
        self._cache = cache
        self._measures = measures

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        began = time.perf_counter()
        known = self.repeat(environ, start_response)
        if known is not None:
            return known
        outcome = environ[OUTCOME] = Outcome()
        codes = [500]

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            codes[0] = int(status[:3])
            # A preview has a policy of its own.
            own = {name.lower() for name, _ in headers}
            rest = (each for each in HEADERS if each[0].lower() not in own)
            return start_response(status, [*headers, *rest], exc_info)

        def done(sent: int, whole: bool) -> None:  # noqa: FBT001 - called in one place
            if not whole and outcome.ending == "complete":
                outcome.ending = "client gone"
            self._note(environ, codes[0], sent, began, outcome)

        return _Measured(self._app(environ, start), done)

    def repeat(
        self, environ: WSGIEnvironment, start_response: StartResponse, most: float = math.inf
    ) -> Iterable[bytes] | None:
        """Answer a request whose answer is kept; where it is not, or longer than so many bytes, give None."""
        began = time.perf_counter()
        kept = self._known(environ)
        if kept is None or len(kept.body) > most:
            return None
        return self._send(kept, environ, start_response, began)

    def _known(self, environ: WSGIEnvironment) -> CachedResponse | None:
        # If-Match may be refused, which the app does.
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "HTTP_IF_MATCH" in environ:
            return None
        try:
            release = self._publication.state()
        except LotgraphError:
            return None
        # The path as it was sent: decoded, "%2F" would be a slash, and two things one.
        path = (environ.get("RAW_URI") or environ["PATH_INFO"]).partition("?")[0]
        place = (environ.get("SCRIPT_NAME", ""), path, environ["QUERY_STRING"])
        environ[KEY] = key = (release, *place, *map(environ.get, _NEGOTIATED))
        return self._cache.known(key)

    def _send(
        self, kept: CachedResponse, environ: WSGIEnvironment, start_response: StartResponse, began: float
    ) -> Iterable[bytes]:
        status = HTTPStatus.OK
        body = kept.body if environ["REQUEST_METHOD"] == "GET" else b""
        headers = [*kept.headers, *HEADERS]
        asked = environ.get("HTTP_IF_NONE_MATCH")
        if asked and matches(asked, kept.etag):
            status, body = HTTPStatus.NOT_MODIFIED, b""
            headers = [(name, value) for name, value in headers if name not in ("Content-Length", "Content-Type")]
        start_response(f"{status} {status.phrase}", headers)
        self._note(environ, status, len(body), began, Outcome(rows=kept.rows, cache="hit"))
        return (body,) if body else ()

    def _note(self, environ: WSGIEnvironment, status: int, sent: int, began: float, outcome: Outcome) -> None:
        request = Request(
            method=environ["REQUEST_METHOD"],
            path=environ["PATH_INFO"],
            status=status,
            seconds=time.perf_counter() - began,
            bytes=sent,
            client=network(environ.get("REMOTE_ADDR", "")),
        )
        if outcome.ending == "complete" and status >= 400:
            outcome.ending = "failed" if status >= 500 else "refused"
        self._measures.note(request, outcome)


def matches(asked: str, etag: str) -> bool:
    """Whether an If-None-Match names the ETag (RFC 9110, 13.1.2: by weak comparison)."""
    bare = etag.removeprefix("W/")
    return asked.strip() == "*" or any(each.strip().removeprefix("W/") == bare for each in asked.split(","))


class _Measured:
    """The body of an answer, counted; whatever ends it, ``done`` is told its bytes, and whether all were taken."""

    def __init__(self, body: Iterable[bytes], done: Callable[[int, bool], None]) -> None:
        self._body = body
        self._done = done
        self._sent = 0
        self._whole = False

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._body:
            self._sent += len(piece)
            yield piece
        self._whole = True

    def close(self) -> None:
        close = getattr(self._body, "close", None)
        try:
            if close is not None:
                close()
        finally:
            self._done(self._sent, self._whole)
