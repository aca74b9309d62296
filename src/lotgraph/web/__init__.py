"""The web: a Flask app that shows a publication and answers queries about it, and changes nothing."""

from __future__ import annotations

import io
import sys
from importlib.resources import files
from typing import TYPE_CHECKING, cast

from flask import Flask, g, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wsgi import get_input_stream

from lotgraph.web import (
    catalogue,
    changes,
    codings,
    comparisons,
    dumps,
    engines,
    errors,
    feed,
    operations,
    pages,
    quality,
    reconciliation,
    releases,
    resources,
    site,
    sitemap,
    sparql,
    upgrade,
    vocabularies,
)
from lotgraph.web.cache import Cache, Kept
from lotgraph.web.front import FRONT, KEY, Front
from lotgraph.web.kept import unless_unmatched
from lotgraph.web.measures import Measures
from lotgraph.web.publication import EXTENSION, Publication, current_release

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TextIO

    from flask import Response

    from lotgraph.evaluation.contract import Engine
    from lotgraph.release.folder import Release
    from lotgraph.settings import Settings


def create_app(
    publication: Path,
    settings: Settings,
    log: TextIO | None = sys.stderr,
    engine_of: Callable[[Path, Release], Engine] | None = None,
) -> Flask:
    """The app for a publication folder (``releases/`` and ``current``); nothing is read before a request.

    ``log`` is where the line of each request goes.  ``engine_of`` makes what evaluates the queries of a
    release; by default the settings say which that is.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = settings.query_bytes
    # Paths are percent-encoded ids: two slashes are not one, and a slash at the end is no other address.
    app.url_map.merge_slashes = False
    app.url_map.strict_slashes = False
    shown = Publication(
        publication,
        engine_of or engines.of_settings(settings),
        engine_of or engines.of_earlier(settings),
        settings.queryable_releases,
    )
    cache, measures = Cache(settings.cache_bytes), Measures(log)
    app.extensions[EXTENSION] = shown
    served = app.extensions[site.EXTENSION] = site.Site(settings, shown, cache, measures)
    served.measure()
    app.extensions[comparisons.EXTENSION] = comparisons.Comparisons()
    app.jinja_env.globals["example"] = (files(__name__) / "examples" / "shares.rq").read_text("utf-8")
    app.jinja_env.globals["address"] = dumps.address
    app.jinja_env.filters["size"] = dumps.size
    for module in (
        pages, sparql, resources, vocabularies, dumps, releases, operations, catalogue, quality, sitemap, changes,
        upgrade, feed, reconciliation,
    ):  # fmt: skip
        app.register_blueprint(module.blueprint)
    errors.register(app)
    app.before_request(_prepare)
    app.after_request(_finish)
    front = app.extensions[FRONT] = Front(app.wsgi_app, shown, cache, measures)
    app.wsgi_app = front  # type: ignore[method-assign] # as Flask's own documentation has it
    if settings.proxies:
        # Its host is never believed: addresses come from the settings.
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            front, x_for=settings.proxies, x_proto=settings.proxies, x_host=0, x_prefix=settings.proxies
        )
    return app


def publication_of(app: Flask) -> Publication:
    """The publication that an app shows."""
    return cast("Publication", app.extensions[EXTENSION])


def front_of(app: Flask) -> Front | None:
    """What answers for an app without it; None where a proxy in front has to be heard first."""
    return cast("Front", app.extensions[FRONT]) if app.wsgi_app is app.extensions[FRONT] else None


def _prepare() -> None:
    """Take the body of the request out of its coding, and its If-Match for ``unless_unmatched``."""
    environ = request.environ
    # The framework knows no star, and sends a body with its 412.
    g.if_match = environ.pop("HTTP_IF_MATCH", None)
    coding = environ.pop("HTTP_CONTENT_ENCODING", "")
    if coding:
        most = site.site().settings.query_bytes
        body = codings.decoded(get_input_stream(environ, max_content_length=most).read(), coding, most)
        environ |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}


def _finish(response: Response) -> Response:
    """Say what an answer varies with and its limits, and keep it where it may be kept."""
    response.vary.add("Accept")
    if request.blueprint in ("resources", "vocabularies"):
        response.vary.update(("Accept-Profile", "Accept-Encoding"))
    if request.path.rstrip("/") == "/sparql" or request.blueprint == "sparql":
        response.vary.add("Accept-Encoding")
        response.headers["Query-Limits"] = site.site().limits_header
    if "kept" in g and response.status_code == 200:
        _keep(response, g.kept)
    return unless_unmatched(response)


def _keep(response: Response, kept: Kept) -> None:
    """Keep a whole answer with its headers, and under what the same request will bring again."""
    headers = [(name, value) for name, value in response.headers if name not in ("ETag", "Cache-Control")]
    headers += [("ETag", kept.etag), ("Cache-Control", "no-cache")]
    whole = Kept(kept.etag, kept.body, tuple(headers), kept.rows)
    key = request.environ.get(KEY)
    # Where a release was switched in after the key was made, the answer is found by its ETag alone.
    site.site().cache.put(whole, key if key and key[0] == current_release().state else None)
