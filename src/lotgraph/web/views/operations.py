"""For those who run the server: whether it lives, whether it can answer, and its numbers."""

from __future__ import annotations

from flask import Blueprint, Response

from lotgraph.evaluation.contract import Request
from lotgraph.formats import media
from lotgraph.web.http.measures import CONTENT_TYPE
from lotgraph.web.publication import current_release
from lotgraph.web.site import site

blueprint = Blueprint("operations", __name__)


@blueprint.get("/healthz")
def health() -> Response:
    """Whether the process lives; it is for its supervisor to start another where this does not answer."""
    return Response("ok\n", mimetype=media.TEXT)


@blueprint.get("/readyz")
def readiness() -> Response:
    """Whether queries can be answered now: 200, or by way of the errors 429 or 503."""
    release = current_release()
    with release.engine.evaluate(Request("ASK {}", limits=site().limits(5.0))) as answering:
        answering.prefetch()
    return Response(f"ready {release.about.version}\n", mimetype=media.TEXT)


@blueprint.get("/metrics")
def metrics() -> Response:
    """The numbers of the server, as Prometheus reads them; of this process, since it was started."""
    return Response(site().measures.metrics(), content_type=CONTENT_TYPE)
