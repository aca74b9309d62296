"""Answers by their ETag: not sent to a client that has them, given again where they are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from flask import Response, g, request

from lotgraph.web.http import codings
from lotgraph.web.http.cache import CachedResponse
from lotgraph.web.http.front import OUTCOME, matches
from lotgraph.web.site import site

if TYPE_CHECKING:
    from collections.abc import Callable

    from lotgraph.web.http.measures import Outcome


_MATCHABLE: Final = frozenset({200, 206, 304, 412})
_OF_NO_BODY: Final = frozenset({"ETag", "Cache-Control", "Vary", "Query-Limits"})
"""Headers of a response that stand with a 412 too."""


@dataclass(frozen=True)
class Tag:
    """What names an answer in any content coding; empty where it may be another each time.

    ``weak``: where its bytes may be others.
    """

    name: str
    weak: bool = False

    def etag(self, coding: str) -> str:
        """The ETag of the answer in a content coding."""
        return f'{"W/" if self.weak else ""}"{self.name}{"" if coding == codings.IDENTITY else "-" + coding}"'

    def head(self, response: Response, coding: str) -> Response:
        """The response with what HTTP says of its content."""
        if response.status_code == 200 and coding != codings.IDENTITY:
            response.headers["Content-Encoding"] = coding
        if not self.name:
            response.headers["Cache-Control"] = "no-store"
        elif request.method != "POST":
            # It may be kept, and is asked for each time whether a new release has changed it.
            response.headers["Cache-Control"] = "no-cache"
            response.headers["ETag"] = self.etag(coding)
        return response


def answer_again(tag: Tag, media_type: str, coding: str) -> Response | None:
    """The answer of that tag without making it: 304 where the client has it, or as it was kept; else None."""
    if not tag.name:
        return None
    for each in dict.fromkeys((coding, codings.IDENTITY)):
        if _is_known_to_client(tag.etag(each)):
            return tag.head(Response(status=304), each)
    kept = _find(tag, coding)
    if kept is None:
        return None
    outcome().cache, outcome().rows = "hit", kept.rows
    sent = next((value for name, value in kept.headers if name == "Content-Encoding"), codings.IDENTITY)
    response = tag.head(Response(kept.body, mimetype=media_type), sent)
    response.content_length = len(kept.body)
    g.kept = kept
    return response


def whole(tag: Tag, media_type: str, body: bytes, coding: str, rows: int | None = None) -> Response:
    """An answer that is known to its end, in a content coding where it is long enough for one; it may be kept."""
    coding = coding if len(body) >= codings.LEAST else codings.IDENTITY
    body = codings.encode(body, coding)
    response = tag.head(Response(body, mimetype=media_type), coding)
    response.content_length = len(body)
    if tag.name:
        g.kept = CachedResponse(tag.etag(coding), body, (), rows)
    return response


def answer(tag: Tag, media_type: str, make: Callable[[], bytes]) -> Response:
    """The answer of that tag, made where it has to be."""
    coding = codings.choose(request.headers.get("Accept-Encoding"))
    response = answer_again(tag, media_type, coding)
    if response is None:
        outcome().cache = "miss"
        response = whole(tag, media_type, make(), coding)
    response.vary.add("Accept-Encoding")
    return response


def check_preconditions(response: Response) -> Response:
    """The response, or 412 without a body where a precondition of the request fails (RFC 9110, 13.1.1)."""
    if request.method not in ("GET", "HEAD") or response.status_code not in _MATCHABLE:
        return response
    asked, etag = g.get("if_match"), response.headers.get("ETag", "")
    is_met = asked is None or asked.strip() == "*" or names_strongly(asked, etag)
    if is_met and response.status_code != 412:
        return response
    response.close()
    return Response(status=412, headers=[each for each in response.headers if each[0] in _OF_NO_BODY])


def names_strongly(asked: str, etag: str) -> bool:
    """Whether an If-Match names the ETag, by strong comparison: a weak one never does (RFC 9110, 8.8.3.2)."""
    return etag.startswith('"') and etag in (each.strip() for each in asked.split(","))


def outcome() -> Outcome:
    """What is noted of the request of this moment."""
    return cast("Outcome", request.environ[OUTCOME])


def _is_known_to_client(etag: str) -> bool:
    known = request.headers.get("If-None-Match", "")
    # A star asks whether there is any answer, which only an evaluation can tell.
    return request.method != "POST" and known.strip() not in ("", "*") and matches(known, etag)


def _find(tag: Tag, coding: str) -> CachedResponse | None:
    found = site().cache.get(tag.etag(coding))
    if found is not None or coding == codings.IDENTITY:
        return found
    plain = site().cache.get(tag.etag(codings.IDENTITY))
    # A short body is kept as it is, whatever the client takes.
    return plain if plain is not None and len(plain.body) < codings.LEAST else None
