"""The web: a Flask app that shows a publication and answers queries about it, and changes nothing."""

from __future__ import annotations

import io
import sys
from importlib.resources import files
from typing import TYPE_CHECKING, Final, cast

from flask import Flask, g, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wsgi import get_input_stream

from lotgraph.formats import media
from lotgraph.web import (
    comparisons,
    engines,
    errors,
    listings,
    preloading,
    site,
    skill_lists,
)
from lotgraph.web.http import codings
from lotgraph.web.http.cache import Cache, CachedResponse
from lotgraph.web.http.conditional import check_preconditions
from lotgraph.web.http.front import (
    FRONT,
    KEY,
    REFUSAL,
    Front,
)
from lotgraph.web.http.measures import Measures
from lotgraph.web.pages import numbers, style
from lotgraph.web.publication import EXTENSION, Publication
from lotgraph.web.views import (
    browse,
    catalogue,
    changes,
    comparison,
    dumps,
    editor,
    feed,
    fit,
    landing,
    operations,
    quality,
    reconciliation,
    releases,
    resources,
    search,
    sitemap,
    sparql,
    static_files,
    tables,
    terms,
    upgrade,
    vocabularies,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from typing import TextIO
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from flask import Response

    from lotgraph.evaluation.contract import Engine
    from lotgraph.release.folder import Release
    from lotgraph.settings import Settings

_EDITOR: Final = ("sparql.endpoint", "sparql.endpoint_of_version")
"""Where the query editor is, whose policy is its own."""


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
    # The files of the pages are answered as the pages are: coded, and kept.
    app = Flask(__name__, static_folder=None)
    app.add_url_rule(static_files.ADDRESS, static_files.ENDPOINT, static_files.file)
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
    lists = app.extensions[skill_lists.EXTENSION] = skill_lists.SkillLists()
    held = app.extensions[listings.EXTENSION] = listings.Listings()
    app.extensions[preloading.EXTENSION] = preloading.ReadAhead(
        lists.of, lambda release, _: held.of(release, listings.SLOW)
    )
    app.jinja_env.globals["example"] = (files(__name__) / "examples" / "shares.rq").read_text("utf-8")
    app.jinja_env.globals["address_of_file"] = dumps.address
    app.jinja_env.globals["style"] = style.address
    app.jinja_env.filters["number"] = numbers.format_number
    app.jinja_env.filters["size"] = dumps.size
    for module in (
        landing, sparql, resources, vocabularies, dumps, releases, operations, catalogue, quality, sitemap, changes,
        upgrade, feed, reconciliation, tables, terms, comparison, search, fit, browse,
    ):  # fmt: skip
        app.register_blueprint(module.blueprint)
    measures.distinguish(rule.rule for rule in app.url_map.iter_rules())
    errors.register(app)
    app.before_request(_refuse_unread)
    app.before_request(_prepare)
    app.after_request(_finish)
    front = Front(app.wsgi_app, shown, cache, measures)
    # As Flask's own documentation has it.
    app.wsgi_app = behind_proxies(front, settings.proxies)  # type: ignore[method-assign, assignment]
    app.extensions[FRONT] = behind_proxies(cast("WSGIApplication", front.repeat), settings.proxies)
    return app


def behind_proxies(app: WSGIApplication, proxies: int) -> WSGIApplication:
    """An application that believes so many proxies in front; never their host: addresses come from the settings."""
    return ProxyFix(app, x_for=proxies, x_proto=proxies, x_host=0, x_prefix=proxies) if proxies else app


def answer_cached(app: Flask, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes] | None:
    """The body of an answer that is cached, begun by ``start_response``; None where it is not.  Waits for nothing."""
    # What stands in front may change the environment, and the app is to have it as it came.
    found: Iterable[bytes] | None = app.extensions[FRONT](environ.copy(), start_response)
    return found


def publication_of(app: Flask) -> Publication:
    """The publication that an app shows."""
    return cast("Publication", app.extensions[EXTENSION])


def read_ahead(app: Flask) -> None:
    """Have what a page would have to wait for read in the background, of each release that becomes the current one."""
    publication_of(app).on_open = _ahead_of(app).begin


def close(app: Flask) -> None:
    """End what runs for the app beside its requests, and those queries too that still run."""
    reading = _ahead_of(app)
    reading.stop()
    publication_of(app).close()
    reading.join()


def _ahead_of(app: Flask) -> preloading.ReadAhead:
    return cast("preloading.ReadAhead", app.extensions[preloading.EXTENSION])


def _refuse_unread() -> None:
    """Tell in the app's way why a request could not be read whole."""
    refusal = request.environ.get(REFUSAL)
    if refusal is not None:
        raise refusal


def _prepare() -> None:
    """Take the body of the request out of its coding, and its If-Match for ``check_preconditions``."""
    environ = request.environ
    # The framework knows no star, and sends a body with its 412.
    g.if_match = environ.pop("HTTP_IF_MATCH", None)
    coding = environ.pop("HTTP_CONTENT_ENCODING", "")
    if coding:
        most = site.site().settings.query_bytes
        body = codings.decode_body(get_input_stream(environ, max_content_length=most).read(), coding, most)
        environ |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}


def _finish(response: Response) -> Response:
    """Say what an answer varies with and its limits, and keep it where it may be kept."""
    response.vary.add("Accept")
    if request.blueprint in ("resources", "vocabularies"):
        response.vary.update(("Accept-Profile", "Accept-Encoding"))
    if request.path.rstrip("/") == "/sparql" or request.blueprint == "sparql":
        response.vary.add("Accept-Encoding")
        response.headers["Query-Limits"] = site.site().limits_header
    if request.endpoint in _EDITOR and response.mimetype == media.HTML:
        response.headers["Content-Security-Policy"] = editor.POLICY
    if "kept" in g and response.status_code == 200:
        _keep(response, g.kept)
    return check_preconditions(response)


def _keep(response: Response, kept: CachedResponse) -> None:
    """Keep a whole answer with its headers, and under what the same request will bring again."""
    headers = [(name, value) for name, value in response.headers if name not in ("ETag", "Cache-Control")]
    headers += [("ETag", kept.etag), ("Cache-Control", "no-cache")]
    whole = CachedResponse(kept.etag, kept.body, tuple(headers), kept.rows)
    key = request.environ.get(KEY)
    release = g.get("release")
    # Where a release was switched in after the key was made, the answer is found by its ETag alone.
    is_known = key is not None and (release is None or key[0] == release.state)
    site.site().cache.put(whole, key if is_known else None)
