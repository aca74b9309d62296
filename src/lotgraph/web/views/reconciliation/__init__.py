"""/reconcile: which entity a text means, by the Reconciliation Service API 0.2 (W3C community group report).

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/.  JSONP, which it allows, is not
offered: CORS is on every answer.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, Response, render_template, request

from lotgraph import __version__
from lotgraph.errors import (
    BadRequest,
    NotFound,
    UnsupportedMediaType,
    WebError,
)
from lotgraph.linking.reconciliation.entities import ENTITIES, KINDS, NOTATION
from lotgraph.linking.reconciliation.matching import candidates
from lotgraph.linking.reconciliation.normalisation import normalise
from lotgraph.schema.vocabulary import LG, compact, expand
from lotgraph.web.http.policy import policy
from lotgraph.web.http.protocol import FORM, parameters
from lotgraph.web.index import open_index
from lotgraph.web.publication import current_release
from lotgraph.web.site import site
from lotgraph.web.views.reconciliation.extension import extend
from lotgraph.web.views.reconciliation.properties import beginning, properties
from lotgraph.web.views.reconciliation.requests import (
    BATCH,
    TEXT,
    classes,
    extension,
    queries,
)

if TYPE_CHECKING:
    from lotgraph.linking.reconciliation.index import Index, Thing
    from lotgraph.linking.reconciliation.matching import Candidate, Query
    from lotgraph.web.publication import OpenRelease

blueprint = Blueprint("reconciliation", __name__)

WIDTH: Final = 400
HEIGHT: Final = 260
"""Pixels of a preview."""
SUGGESTIONS: Final = 20
_FURTHEST: Final = 10_000
"""How many suggestions can be skipped."""
_NAMES: Final = 12
"""How many other names a preview shows."""
_TYPES: Final = dict(zip(ENTITIES, ("Occupation", "Skill", "Skill group", "Employer"), strict=True))
_BROADER: Final = {expand("skos:Concept"): "Concept", expand("org:Organization"): "Organization"}


@blueprint.route("/reconcile", methods=["GET", "POST"])
def reconcile() -> Response:
    """The manifest, or the answer to a batch of queries or to a data extension query."""
    release = current_release()
    given = _parameters()
    with open_index(release) as index:
        if "queries" in given:
            known = frozenset(each.iri for each in properties(index) if each.asked)
            return _json({key: _answer(index, one, known) for key, one in queries(given["queries"]).items()})
        if "extend" in given:
            by_iri = {each.iri: each for each in properties(index)}
            return _json(extend(release.store, index, extension(given["extend"]), by_iri))
        if request.method == "POST":
            raise BadRequest("A form with the field `queries` or `extend` is posted here.")
        return _json(_manifest(release, index))


def _answer(index: Index, query: Query | WebError, known: frozenset[str]) -> dict[str, Any]:
    """The answer to one query of a batch; where it is at fault, no result and what is wrong with it."""
    if isinstance(query, WebError):
        return {"result": [], "error": str(query)}
    unknown = sorted({condition.property for condition in query.conditions} - known)
    if unknown:
        # What nothing has tells nothing apart.
        error = f"No query can ask for {unknown[0]!r}; /reconcile/suggest/property lists what it can."
        return {"result": [], "error": error}
    return {"result": [_write_candidate(each) for each in candidates(index, query)]}


@blueprint.get("/reconcile/suggest/entity")
def suggest_entities() -> Response:
    """Entities with a name that begins so, or that have this IRI."""
    given, places = _suggesting()
    types = classes(given.get("type", "")) or ENTITIES
    with open_index(current_release()) as index:
        itself = index.thing(given["prefix"].strip())
        text = normalise(given["prefix"])
        found = index.beginning(text, types, places) if text and itself is None else []
        if itself is not None and not places.start:
            found = [(itself, itself.name)]
        return _json({"result": [_write_suggestion(thing, label) for thing, label in found]})


@blueprint.get("/reconcile/suggest/property")
def suggest_properties() -> Response:
    """Properties that a query can ask for, by the beginning of a word of their name, or of their IRI."""
    given, places = _suggesting()
    with open_index(current_release()) as index:
        found = [each for each in beginning(properties(index), given["prefix"]) if each.asked]
    told = [{"id": each.iri, "name": each.name, "description": each.description} for each in found]
    return _json({"result": told[places.start : places.stop]})


@blueprint.get("/reconcile/suggest/type")
def suggest_types() -> Response:
    """Classes that a query can ask for, by the beginning of their name or IRI."""
    given, places = _suggesting()
    prefix = given["prefix"].strip()
    with open_index(current_release()) as index:
        known = [iri for iri in ENTITIES if iri in index.types()]
    named = ((iri, (_TYPES[iri], iri, compact(iri))) for iri in known)
    found = [_type(iri) for iri, names in named if any(name.lower().startswith(prefix.lower()) for name in names)]
    return _json({"result": found[places.start : places.stop]})


@blueprint.get("/reconcile/properties")
def propose_properties() -> Response:
    """The properties that entities of a class can be extended with."""
    given = _parameters()
    types = classes(given.get("type", ""))
    limit = _number(given, "limit", 1000)
    with open_index(current_release()) as index:
        found = [
            each for each in properties(index) if each.given and (not types or not {*types}.isdisjoint(each.types))
        ]
    told: dict[str, Any] = {"properties": [{"id": each.iri, "name": each.name} for each in found[:limit]]}
    if "type" in given:
        told["type"] = given["type"]
    if "limit" in given:
        told["limit"] = limit
    return _json(told)


@blueprint.get("/reconcile/preview")
def preview() -> Response:
    """A small page about an entity, for a frame of another site."""
    response = Response(_render("reconciliation.html", _parameters().get("id", "")))
    # Any site may frame it: there is nothing to click but a link to what it shows.
    nothing = "'none'"
    response.headers["Content-Security-Policy"] = policy(
        script_src=nothing, connect_src=nothing, form_action=nothing, frame_ancestors="*"
    )
    return response


@blueprint.get("/reconcile/flyout")
def flyout() -> Response:
    """The preview as a piece of HTML in JSON, for who hovers over a suggestion."""
    iri = _parameters().get("id", "")
    return _json({"id": iri, "html": _render("reconciliation-entity.html", iri)})


def _render(template: str, iri: str) -> str:
    release = current_release()
    with open_index(release) as index:
        thing = index.thing(iri)
        if thing is None:
            raise NotFound(f"This release has no occupation, skill or employer <{iri}>.")
        others = index.names_of([thing.number])
    names = sorted({(name.kind, name.label, name.language) for name in others if name.label != thing.name})
    return render_template(
        template, thing=thing, type=_TYPES[thing.type], names=names[:_NAMES], more=len(names) - _NAMES,
        href=_view(release).replace("{{id}}", ""),
    )  # fmt: skip


def _parameters() -> dict[str, str]:
    """The parameters of the address, and of the form where one was posted; each may be given once."""
    pairs = parameters(_query_string())
    if request.method == "POST":
        if request.mimetype != FORM:
            raise UnsupportedMediaType(f"Queries are posted as {FORM}, not as {request.mimetype or 'an unnamed type'}.")
        pairs += parameters(request.get_data())
    names = [name for name, _ in pairs]
    for name in ("queries", "extend", "id", "prefix", "cursor"):
        if names.count(name) > 1:
            raise BadRequest(f"The parameter `{name}` is given more than once.")
    return dict(pairs)


def _query_string() -> bytes:
    """The query of the address as it was sent.

    A ``#`` that a client did not encode stands in it for itself: a server is sent no fragment (RFC 9110, 7.1).
    """
    sent: str = request.environ.get("RAW_URI") or ""
    return sent.partition("?")[2].replace("#", "%23").encode("latin-1") if "#" in sent else request.query_string


def _suggesting() -> tuple[dict[str, str], range]:
    """The parameters of a suggest query (API, 6.2), and which places of the list it asks for."""
    given = _parameters()
    prefix = given.setdefault("prefix", "")
    if len(prefix) > TEXT:
        raise BadRequest(f"The parameter `prefix` has {len(prefix):,} characters; up to {TEXT} are read.")
    start = _number(given, "cursor", 0)
    if start > _FURTHEST:
        raise BadRequest(f"Up to {_FURTHEST:,} suggestions can be skipped; type a longer prefix.")
    return given, range(start, start + SUGGESTIONS)


def _number(given: dict[str, str], name: str, usual: int) -> int:
    text = given.get(name) or str(usual)
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadRequest(f"The parameter `{name}` is a whole number, not {text[:20]!r}.")
    return int(text)


def _manifest(release: OpenRelease, index: Index) -> dict[str, Any]:
    """The service manifest (API, 3.1)."""
    address = site().address(release)
    service = {"service_url": address.rstrip("/")}
    flyout = {"flyout_service_path": "/reconcile/flyout?id=${id}"}
    return {
        "versions": ["0.2"],
        "name": f"{release.about.title}: occupations, skills and employers",
        "identifierSpace": f"{release.about.base}id/",
        "schemaSpace": LG,
        "documentation": address,
        "serviceVersion": __version__,
        "defaultTypes": [_type(iri) for iri in ENTITIES if iri in index.types()],
        "view": {"url": _view(release)},
        "preview": {"url": f"{address}reconcile/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "suggest": {
            "entity": service | {"service_path": "/reconcile/suggest/entity"} | flyout,
            "property": service | {"service_path": "/reconcile/suggest/property"},
            "type": service | {"service_path": "/reconcile/suggest/type"},
        },
        "extend": {
            "propose_properties": service | {"service_path": "/reconcile/properties"},
            "property_settings": [
                {
                    "name": "limit", "label": "Limit", "type": "number", "default": 0,
                    "help_text": "How many values at most; 0: all",
                },
                {
                    "name": "language", "label": "Language", "type": "text", "default": "",
                    "help_text": "Texts in this language only (en, de-AT); empty: in any",
                },
            ],
        },
        "batchSize": BATCH,
    }  # fmt: skip


def _view(release: OpenRelease) -> str:
    return f"{site().address(release)}describe?iri={{{{id}}}}"


def _type(iri: str) -> dict[str, Any]:
    """A class as the service tells it, with the one above it."""
    above = expand("org:Organization") if iri == ENTITIES[-1] else expand("skos:Concept")
    return {"id": iri, "name": _TYPES[iri], "broader": [{"id": above, "name": _BROADER[above]}]}


def _write_candidate(candidate: Candidate) -> dict[str, Any]:
    """A reconciliation candidate (API, 4.2)."""
    thing, name = candidate.thing, candidate.name
    # A code stands in the description anyway.
    found = "" if name is None or name.label == thing.name or KINDS[name.kind] == NOTATION else f"“{name.label}”"
    return {
        "id": thing.iri,
        "name": thing.name,
        "description": "; ".join(filter(None, (found, thing.description))),
        "type": [{"id": thing.type, "name": _TYPES[thing.type]}],
        "score": candidate.score,
        "match": candidate.match,
        "features": [
            {"id": "exact", "value": candidate.exact},
            {"id": "name_similarity", "value": candidate.similarity},
            {"id": "preferred", "value": name is None or name.kind == 0},
            {"id": "properties", "value": round(candidate.met, 4)},
        ],
    }


def _write_suggestion(thing: Thing, label: str) -> dict[str, Any]:
    found = "" if label == thing.name else f"“{label}”"
    return {
        "id": thing.iri,
        "name": thing.name,
        "description": "; ".join(filter(None, (found, thing.description))),
        "notable": [{"id": thing.type, "name": _TYPES[thing.type]}],
    }


def _json(document: object) -> Response:
    return Response(json.dumps(document, ensure_ascii=False) + "\n", mimetype="application/json")
