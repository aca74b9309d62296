"""The web: a Flask app that shows a publication and answers queries about it, and changes nothing."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from flask import Flask

from lotgraph.web import dumps, errors, pages, resources, sparql
from lotgraph.web.publication import EXTENSION, Publication

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Response

BODY_LIMIT = 1024 * 1024
"""The longest request body that is read, in bytes."""


def create_app(publication: Path) -> Flask:
    """The app for a publication folder (``releases/`` and ``current``); nothing is read before a request."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT
    # Paths are percent-encoded ids: two slashes are not one, and a slash at the end is no other address.
    app.url_map.merge_slashes = False
    app.url_map.strict_slashes = False
    app.extensions[EXTENSION] = Publication(publication)
    app.jinja_env.globals["example"] = (files(__name__) / "examples" / "shares.rq").read_text("utf-8")
    app.jinja_env.globals["address"] = dumps.address
    app.jinja_env.filters["size"] = dumps.size
    for module in (pages, sparql, resources, dumps):
        app.register_blueprint(module.blueprint)
    errors.register(app)
    app.after_request(_open_to_all)
    return app


def _open_to_all(response: Response) -> Response:
    """Let pages of any site read the answers, errors too, and keep browsers from running what they hold."""
    response.headers.update(
        {
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
            "Access-Control-Allow-Headers": "Accept, Content-Type, Range, If-None-Match, If-Modified-Since",
            "Access-Control-Expose-Headers": "Content-Range, ETag, Link, Location",
            "Access-Control-Max-Age": "3600",
            "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }
    )
    response.vary.add("Accept")
    return response
