"""Every error in one shape: ``application/problem+json`` (RFC 9457), or a page or text for people."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, current_app, g, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from lotgraph.errors import (
    MethodNotAllowed,
    QueryError,
    ReleaseError,
    StoreError,
    TooManyRequests,
    WebError,
)
from lotgraph.evaluation.contract import Busy, ClientGone, LimitReached
from lotgraph.formats import media
from lotgraph.web.http.front import OUTCOME

if TYPE_CHECKING:
    from flask import Flask


@dataclass(frozen=True)
class Problem:
    """What is told of an error.  ``limit`` names the limit that a query ran into; ``ending`` is for the log."""

    status: int
    title: str
    detail: str
    headers: dict[str, str] = field(default_factory=dict)
    limit: str = ""
    ending: str = ""


def register(app: Flask) -> None:
    """Answer every error of the app here."""
    app.register_error_handler(Exception, _answer)


def _answer(error: Exception) -> Response:
    problem = _problem(error)
    if problem.ending and OUTCOME in request.environ:
        request.environ[OUTCOME].ending = problem.ending
    chosen = media.negotiate(request.headers.get("Accept"), (media.PROBLEM, "application/json", media.HTML, media.TEXT))
    if chosen == media.HTML:
        body = (g.get("problem_page") or partial(render_template, "error.html"))(problem=problem)
    elif chosen == media.TEXT:
        body = f"{problem.status} {problem.title}\n{problem.detail}\n"
    else:
        chosen = media.PROBLEM
        about = {"type": "about:blank", "title": problem.title, "status": problem.status, "detail": problem.detail}
        if problem.limit:
            about["limit"] = problem.limit
        body = json.dumps(about, ensure_ascii=False) + "\n"
    response = Response(body, problem.status, problem.headers, mimetype=chosen)
    response.headers["Cache-Control"] = "no-store"
    return response


def _problem(error: Exception) -> Problem:
    """What the error is to the client; what is only the server's business goes into its log."""
    if isinstance(error, (Busy, TooManyRequests, LimitReached, ClientGone)):
        return _of_evaluation(error)
    if isinstance(error, WebError):
        headers = {"Allow": ", ".join(error.allowed)} if isinstance(error, MethodNotAllowed) else {}
        if error.status == HTTPStatus.UNSUPPORTED_MEDIA_TYPE:
            # What would have been read, of codings too (RFC 9110, 12.5.3 and 15.5.16).
            headers["Accept-Encoding"] = "gzip"
        return Problem(error.status, error.title, str(error), headers)
    if isinstance(error, QueryError):
        return Problem(HTTPStatus.BAD_REQUEST, "The query is malformed or refused", str(error))
    if isinstance(error, HTTPException):
        return _of_framework(error)
    if isinstance(error, (ReleaseError, StoreError)):
        current_app.logger.error("%s", error)
        return Problem(
            HTTPStatus.SERVICE_UNAVAILABLE,
            HTTPStatus.SERVICE_UNAVAILABLE.phrase,
            "The data cannot be read at the moment.",
        )
    current_app.logger.error("%s %s", request.method, request.path, exc_info=error)
    return Problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.INTERNAL_SERVER_ERROR.phrase,
        "Something is wrong with this server; the request may be right.",
    )


def _of_evaluation(error: Busy | TooManyRequests | LimitReached | ClientGone) -> Problem:
    detail = _sentence(str(error))
    if isinstance(error, (Busy, TooManyRequests)):
        status = HTTPStatus.TOO_MANY_REQUESTS
        return Problem(status, status.phrase, detail, {"Retry-After": str(error.retry_after)}, ending="busy")
    status = HTTPStatus.SERVICE_UNAVAILABLE
    if isinstance(error, LimitReached):
        limit = error.limit.value
        return Problem(status, f"The query reached the limit of {limit}", detail, {}, limit, f"limit: {limit}")
    return Problem(status, status.phrase, detail, ending="client gone")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"


def _of_framework(error: HTTPException) -> Problem:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Content-Range", "Location")}
    detail = error.description or ""
    if isinstance(error, RequestEntityTooLarge):
        detail = f"A request body may have up to {current_app.config['MAX_CONTENT_LENGTH']} bytes."
    return Problem(status, HTTPStatus(status).phrase, detail, headers)
