"""/fit: which occupations ask for the skills that somebody names, in what order and why, for people and as JSON.

The skills stand in the address alone: it is not logged (``measures``), and the answer is not kept anywhere.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, unquote, urlencode

from flask import Blueprint, Response, redirect, render_template, request, url_for

from lotgraph.errors import (
    BadRequest,
    NotAcceptable,
    NotFound,
    QueryError,
)
from lotgraph.formats import media
from lotgraph.linking.recommendation import weights
from lotgraph.linking.recommendation.likelihood import FORMULA, SMOOTHING
from lotgraph.schema.vocabulary import expand, mint
from lotgraph.web.http import languages
from lotgraph.web.http.negotiation import parameter, whole_number
from lotgraph.web.http.protocol import parameters
from lotgraph.web.pages.fit_results import SIZE, Result, results
from lotgraph.web.pages.marks import Marks
from lotgraph.web.pages.name_lookup import (
    TEXT,
    Choice,
    Unresolved,
    look_up,
)
from lotgraph.web.pages.presentation import Presentation
from lotgraph.web.publication import current_release
from lotgraph.web.site import site
from lotgraph.web.skill_lists import MOST, lists_of

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as BaseResponse

    from lotgraph.web.pages.presentation import DisplayText
    from lotgraph.web.publication import OpenRelease

blueprint = Blueprint("fit", __name__)

FEW: Final = 6
"""How many skills of a result the page shows, those first that count most; the JSON has them all."""

_JSON: Final = "application/json"
_SKILL, _OCCUPATION, _REGION = map(expand, ("lg:Skill", "lg:Occupation", "lg:Region"))


@dataclass(frozen=True)
class FitRequest:
    """What a request asks for, as IRIs: skills or an occupation to compare with, a taxonomy, an area, a page."""

    skills: tuple[str, ...]
    occupation: str
    scheme: str
    area: str
    page: int
    unresolved: tuple[Unresolved, ...] = ()

    def address(self, release: OpenRelease, **changed: Any) -> str:
        """The address that asks for this, but for what is changed."""
        document = vars(self) | {"page": 1} | changed
        pairs = [("skill", short(release, "skill", each)) for each in document["skills"]]
        named = [(kind, short(release, path, document[kind])) for kind, path in _NAMED]
        pairs += [*named, ("page", str(document["page"]) if document["page"] > 1 else "")]
        return f"{url_for('fit.fit')}?{urlencode([(name, value) for name, value in pairs if value])}"


_NAMED: Final = (("occupation", "occupation"), ("scheme", "scheme"), ("area", "area"))


@blueprint.get("/fit", endpoint="fit")
def fit() -> BaseResponse:
    """The occupations that fit, a page of them."""
    release = current_release()
    chosen = _media_type()
    asked, is_other = _read_request(release)
    if chosen == _JSON:
        return _finish(_as_json(release, asked))
    if is_other and not asked.unresolved:
        # What was named is replaced by its id, so that the address can be sent to somebody.
        response = redirect(asked.address(release, page=asked.page), HTTPStatus.SEE_OTHER)
        response.headers["Cache-Control"] = "no-store"
        return response
    return _finish(_as_page(release, asked))


def short(release: OpenRelease, kind: str, iri: str) -> str:
    """A thing as an address names it: by its id, or by its IRI where that is another publisher's."""
    own = mint(release.about.base, kind, "")
    return unquote(iri.removeprefix(own)) if iri.startswith(own) else iri


def _finish(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.vary.add("Accept-Language")
    return response


def _media_type() -> str:
    named = parameter("format")
    if named and named not in ("html", "json"):
        raise BadRequest(f"The parameter `format` is `html` or `json`, not {named[:20]!r}.")
    if named:
        return media.HTML if named == "html" else _JSON
    chosen = media.negotiate(request.headers.get("Accept"), (media.HTML, _JSON))
    if chosen is None:
        raise NotAcceptable(f"This can be sent as {media.HTML} or {_JSON}.")
    return chosen


def _read_request(release: OpenRelease) -> tuple[FitRequest, bool]:
    """What the request asks for, and whether a skill was named by something else than what an address names it by."""
    given = dict.fromkeys(value.strip() for name, value in parameters(request.query_string) if name == "skill")
    values = [value for value in given if value]
    if len(values) > MOST:
        raise BadRequest(f"Up to {MOST} skills are compared at a time, and {len(values)} were named.")
    skills: dict[str, None] = {}
    unresolved, is_other = [], False
    for value in values:
        iri = _thing(release, "skill", value, _SKILL)
        if not iri:
            found = _by_name(release, value)
            if isinstance(found, Unresolved):
                unresolved.append(found)
                continue
            iri = found.iri
        is_other = is_other or short(release, "skill", iri) != value
        skills[iri] = None
    occupation = _name(release, "occupation", "occupation", _OCCUPATION)
    if occupation and values:
        raise BadRequest("Name skills, or an occupation to compare others with, not both.")
    asked = FitRequest(
        tuple(skills), occupation, _scheme(release), _name(release, "area", "area", _REGION),
        whole_number("page"), tuple(unresolved),
    )  # fmt: skip
    return asked, is_other


def _by_name(release: OpenRelease, text: str) -> Choice | Unresolved:
    if len(text) > TEXT:
        raise BadRequest(f"The name of a skill may have up to {TEXT} characters; this has {len(text):,}.")
    return look_up(release, text, _SKILL)


def _thing(release: OpenRelease, kind: str, value: str, of_class: str) -> str:
    """The IRI of the thing that an id or an IRI names; empty where there is none of that class."""
    iri = value if "://" in value else mint(release.about.base, kind, value)
    try:
        return iri if of_class in release.store.types(iri) else ""
    except QueryError:
        return ""


def _name(release: OpenRelease, name: str, kind: str, of_class: str) -> str:
    value = parameter(name)
    iri = _thing(release, kind, value, of_class) if value else ""
    if value and not iri:
        raise NotFound(f"This release has no {name} {value[:TEXT]!r}.")
    return iri


def _scheme(release: OpenRelease) -> str:
    value = parameter("scheme")
    known = lists_of(release).skills.schemes
    iri = value if "://" in value else mint(release.about.base, "scheme", value)
    if value and iri not in known:
        names = ", ".join(short(release, "scheme", each) for each in sorted(known))
        raise NotFound(f"There are no lists of skills of a taxonomy {value[:TEXT]!r}; there are of {names or 'none'}.")
    return iri if value else ""


def _results(release: OpenRelease, asked: FitRequest, shown: Presentation) -> tuple[int, list[Result], dict[str, str]]:
    """How many occupations ask for one of the skills, those of the page, and the queries of their numbers."""
    held = lists_of(release)
    skills = asked.skills or held.profile(asked.occupation)
    among = held.skills.schemes[asked.scheme] if asked.scheme else None
    ranked = held.skills.lists.rank(held.meant(skills), among, without=asked.occupation)
    last = max(1, -(-len(ranked) // SIZE))
    if asked.page > last:
        raise NotFound(f"There is no page {asked.page}: the last is {last}.")
    first = (asked.page - 1) * SIZE
    found, queries = results(release, held, skills, ranked[first : first + SIZE], asked.area, shown)
    return len(ranked), found, queries


def _as_page(release: OpenRelease, asked: FitRequest) -> Response:
    shown = Presentation(release, url_for("pages.landing"), languages.read_languages())
    total = 0
    found: list[Result] = []
    queries: dict[str, str] = {}
    if asked.skills or asked.occupation:
        total, found, queries = _results(release, asked, shown)
    is_unknown = any(not each.exact for each in asked.unresolved)
    page = render_template(
        "fit.html",
        release=release,
        asked=asked,
        skills=[(shown.label(each), short(release, "skill", each)) for each in asked.skills],
        compared=shown.label(asked.occupation) if asked.occupation else None,
        unresolved=[
            (each, [(choice, asked.address(release, skills=(*asked.skills, choice.iri))) for choice in each.choices])
            for each in asked.unresolved
        ],
        schemes=_options(release, shown, "scheme", lists_of(release).skills.schemes, asked.scheme),
        areas=_options(release, shown, "area", release.store.instances(_REGION, 1000), asked.area),
        occupation=short(release, "occupation", asked.occupation) if asked.occupation else "",
        total=total,
        first=(asked.page - 1) * SIZE + 1,
        results=found,
        before=asked.address(release, page=asked.page - 1) if asked.page > 1 else "",
        after=asked.address(release, page=asked.page + 1) if asked.page * SIZE < total else "",
        json=f"{asked.address(release, page=asked.page)}&format=json",
        queries={name: url_for("sparql.endpoint", query=text) for name, text in queries.items()},
        marks=Marks(release, shown),
        shown=shown,
        most=MOST,
        few=FEW,
        text=TEXT,
        formula=FORMULA,
        smoothing=SMOOTHING,
        weights=weights,
    )
    return Response(page, HTTPStatus.NOT_FOUND if is_unknown else HTTPStatus.OK)


def _options(
    release: OpenRelease, shown: Presentation, kind: str, iris: Any, chosen: str
) -> list[tuple[str, DisplayText, bool]]:
    """The choices of a list, by their names: the value in the address, the label, whether it is chosen."""
    labelled = sorted(((shown.label(iri), iri) for iri in iris), key=lambda each: (each[0].text.casefold(), each[1]))
    return [(short(release, kind, iri), label, iri == chosen) for label, iri in labelled]


def _as_json(release: OpenRelease, asked: FitRequest) -> Response:
    for each in asked.unresolved:
        likely = "; ".join(f"{choice.name} <{choice.iri}>" for choice in each.choices) or "none"
        if each.exact:
            raise BadRequest(f"{each.text!r} can mean several skills; name one by its IRI: {likely}.")
        raise NotFound(f"No skill of this release is called {each.text!r}. Like it: {likely}.")
    if not asked.skills and not asked.occupation:
        raise BadRequest(f"Name up to {MOST} skills, each by a parameter `skill`: its id, its IRI or its name.")
    shown = Presentation(release, url_for("pages.landing"), languages.read_languages())
    total, found, queries = _results(release, asked, shown)
    held = lists_of(release)
    skills = asked.skills or held.profile(asked.occupation)
    address = asked.address(release, page=asked.page).removeprefix(request.script_root)
    document = {
        "release": release.about.version,
        "address": site().address(release) + address.lstrip("/"),
        "measure": {
            "formula": list(FORMULA),
            "unit": "bit",
            "smoothing": SMOOTHING,
            "weights": {"categories": dict(weights.CATEGORIES), "otherwise": weights.UNSTATED},
        },
        "skills": [
            {"id": each, "name": shown.label(each).text, "mapped": held.mapped.get(each, {})} for each in skills
        ],
        "occupation": asked.occupation or None,
        "scheme": asked.scheme or None,
        "area": asked.area or None,
        "total": total,
        "page": asked.page,
        "size": SIZE,
        "results": [each.as_json() for each in found],
        "queries": {
            name: f"{site().address(release)}sparql?query={quote(text, safe='')}" for name, text in queries.items()
        },
    }
    return Response(json.dumps(document, ensure_ascii=False) + "\n", mimetype=_JSON)
