"""/search and /suggest: occupations, skills, employers, sources, areas and taxonomies by a name or code."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, url_for

from lotgraph.errors import (
    BadRequest,
    NotAcceptable,
    NotFound,
    URITooLong,
)
from lotgraph.formats import media
from lotgraph.linking.reconciliation.entities import SEARCH_KINDS
from lotgraph.linking.reconciliation.normalisation import normalise
from lotgraph.linking.reconciliation.search import Narrowed, search, suggest
from lotgraph.web.http.conditional import Tag, answer
from lotgraph.web.http.negotiation import parameter, whole_number
from lotgraph.web.index import open_search_index
from lotgraph.web.pages.presentation import Presentation
from lotgraph.web.publication import current_release
from lotgraph.web.site import tag_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lotgraph.linking.reconciliation.index import Index, Match, Name
    from lotgraph.linking.reconciliation.search import Hit, Results
    from lotgraph.web.publication import OpenRelease

blueprint = Blueprint("search", __name__)

TEXT: Final = 200
"""Characters that a search text may have."""
PAGE: Final = 20
"""Results on one page."""
SUGGESTIONS: Final = 10
"""Suggestions to a text that somebody is typing."""
OTHERS: Final = 4
"""How many other names of a result are shown."""

KIND_LABELS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "occupation": ("Occupation", "Occupations"),
        "skill": ("Skill", "Skills"),
        "employer": ("Employer", "Employers"),
        "source": ("Source", "Sources"),
        "area": ("Area", "Areas"),
        "taxonomy": ("Taxonomy", "Taxonomies"),
    }
)
"""What a thing of each kind is called, and what several are."""

_JSON: Final = "application/json"
_FORMATS: Final = MappingProxyType({"html": media.HTML, "json": _JSON})
_TOKEN: Final = re.compile(r"\w+|\W+")

Segments = tuple[tuple[str, bool], ...]
"""A label in pieces, each with whether the search text is in it."""


@dataclass(frozen=True)
class Query:
    """What a request asks for; ``literal``: only what is called so."""

    text: str
    kind: str = ""
    scheme: str = ""
    page: int = 1
    retired: bool = False
    literal: bool = False

    def address(self, **changed: object) -> str:
        """Where the same is found but for what is changed, from the first page unless another is named."""
        values = {"q": self.text, "kind": self.kind, "scheme": self.scheme} | {
            "retired": "1" if self.retired else "", "exact": "1" if self.literal else "",
        } | changed  # fmt: skip
        return f"{url_for('search.search')}?{urlencode({name: value for name, value in values.items() if value})}"


@dataclass(frozen=True)
class Facet:
    """A kind or taxonomy that results can be narrowed to, by an address that does; ``chosen``: they are."""

    id: str
    label: str
    count: int
    href: str
    chosen: bool


@dataclass(frozen=True)
class Result:
    """One thing that was found; ``matched`` is the name that was, ``others`` are names that have the text too."""

    iri: str
    href: str
    name: Segments
    kind: str
    taxonomy: str
    description: str
    level: str
    matched: str
    language: str
    others: tuple[tuple[Segments, str], ...]
    retired: bool

    @property
    def kind_label(self) -> str:
        """What a thing of its kind is called."""
        return KIND_LABELS[self.kind][0]


@dataclass(frozen=True)
class Page:
    """A page of results, with the facets that they can be narrowed by."""

    query: Query
    meant: str
    total: int
    retired: int
    results: tuple[Result, ...]
    kinds: tuple[Facet, ...]
    schemes: tuple[Facet, ...]

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE))


@blueprint.get("/search", endpoint="search")
def results() -> Response:
    """What a text finds, for people or as JSON."""
    release = current_release()
    query, chosen = _query(), _media_type()
    tag = tag_of(release, "search", chosen, request.script_root, *vars(query).values())

    def make() -> bytes:
        page = _page(release, query)
        if chosen == _JSON:
            return _write(_as_json(page))
        around = tuple(n for n in range(query.page - 3, query.page + 4) if 0 < n <= page.pages)
        return render_template(
            "search.html", release=release, found=page, query=query, around=around, sought=query.text
        ).encode()

    response = answer(Tag(tag), chosen, make)
    # What is worked out at each request is nothing for the index of another search engine.
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.get("/suggest", endpoint="suggest")
def suggestions() -> Response:
    """What somebody may be typing, of one kind or of any, as JSON."""
    release = current_release()
    text, kind = _text(), _kind()
    tag = Tag(tag_of(release, "suggest", request.script_root, text, kind))
    return answer(tag, _JSON, lambda: _write_suggestions(release, text, kind))


def _write_suggestions(release: OpenRelease, text: str, kind: str) -> bytes:
    with open_search_index(release) as index:
        hits = suggest(index, text, SUGGESTIONS, kind)
        shown = _results(release, index, hits, text)
    values = [
        {
            "iri": each.iri, "href": each.href, "name": _plain(each.name), "matched": each.matched,
            "kind": each.kind_label, "taxonomy": each.taxonomy,
        }
        for each in shown
    ]  # fmt: skip
    return _write({"query": text, "suggestions": values})


def _query() -> Query:
    return Query(_text(), _kind(), parameter("scheme"), whole_number("page"), _switch("retired"), _switch("exact"))


def _kind() -> str:
    kind = parameter("kind")
    if kind and kind not in SEARCH_KINDS:
        raise BadRequest(f"There is no kind {kind[:40]!r}; there are {', '.join(SEARCH_KINDS)}.")
    return kind


def _text() -> str:
    text = parameter("q")
    if len(text) > TEXT:
        raise URITooLong(f"The search text has {len(text):,} characters; up to {TEXT} are read.")
    # What cannot be seen is nothing to search for.
    return " ".join("".join(" " if unicodedata.category(each) == "Cc" else each for each in text).split())


def _switch(name: str) -> bool:
    value = parameter(name)
    if value not in ("", "0", "1"):
        raise BadRequest(f"The parameter `{name}` is 1 or 0, not {value[:20]!r}.")
    return value == "1"


def _media_type() -> str:
    named = parameter("format")
    if named:
        if named not in _FORMATS:
            raise BadRequest(f"There is no format {named[:20]!r} of this page; there are {', '.join(_FORMATS)}.")
        return _FORMATS[named]
    chosen = media.negotiate(request.headers.get("Accept"), tuple(_FORMATS.values()))
    if chosen is None:
        raise NotAcceptable(f"Results can be sent as {' or '.join(_FORMATS.values())}.")
    return chosen


def _page(release: OpenRelease, query: Query) -> Page:
    with open_search_index(release) as index:
        scheme = index.number_of(query.scheme) if query.scheme else 0
        if query.scheme and not scheme:
            raise BadRequest(f"This release has no taxonomy <{query.scheme[:TEXT]}>.")
        narrowed = Narrowed(query.kind, scheme, query.retired)
        found = search(index, query.text, narrowed, literal=query.literal)
        page = Page(
            query, found.meant, len(found.hits), found.retired,
            _results(release, index, found.hits[(query.page - 1) * PAGE :][:PAGE], found.meant or query.text),
            _kinds(query, found), _schemes(index, query, found, scheme),
        )  # fmt: skip
    if query.page > page.pages:
        raise NotFound(f"There is no page {query.page} of these results: the last is {page.pages}.")
    return page


def _kinds(query: Query, found: Results) -> tuple[Facet, ...]:
    return tuple(
        Facet(
            kind,
            KIND_LABELS[kind][1],
            count,
            query.address(kind="" if kind == query.kind else kind),
            kind == query.kind,
        )
        for kind, count in found.kinds.items()
    )


def _schemes(index: Index, query: Query, found: Results, chosen: int) -> tuple[Facet, ...]:
    counts = dict(found.schemes) | ({chosen: found.schemes.get(chosen, 0)} if chosen else {})
    named = index.found(counts)
    facets = (
        Facet(
            named[number].iri, named[number].name, count,
            query.address(scheme="" if number == chosen else named[number].iri), number == chosen,
        )
        for number, count in counts.items()
    )  # fmt: skip
    return tuple(sorted(facets, key=lambda each: (-each.count, each.label)))


def _results(release: OpenRelease, index: Index, hits: Iterable[Hit], text: str) -> tuple[Result, ...]:
    """What is shown of hits, the words of the text marked."""
    hits = tuple(hits)
    scheme_of = index.column("scheme")
    schemes = {hit.thing: scheme_of[hit.thing - 1] for hit in hits}
    things = index.found({*schemes, *schemes.values()})
    matched = index.by_number([hit.name for hit in hits if hit.name])
    names: dict[int, list[Name]] = {hit.thing: [] for hit in hits}
    for name in index.names_of([*names]):
        names[name.thing].append(name)
    shown = Presentation(release, url_for("pages.landing"))
    words = tuple(normalise(text).split())
    found = []
    for hit in hits:
        thing, best, scheme = things[hit.thing], matched.get(hit.name), schemes[hit.thing]
        taxonomy = things[scheme].name if scheme else ""
        result = Result(
            iri=thing.iri,
            href=shown.lead(thing.iri),
            name=mark_words(thing.name, words),
            kind=thing.kind,
            taxonomy=taxonomy,
            description=thing.description.removeprefix(taxonomy).lstrip(" :"),
            level=hit.level.name.lower(),
            matched=best.label if best else thing.iri,
            language=best.language if best else "",
            others=_others(thing, best, names[hit.thing], words),
            retired=bool(thing.retired),
        )
        found.append(result)
    return tuple(found)


def _others(
    thing: Match, matched: Name | None, names: Iterable[Name], words: tuple[str, ...]
) -> tuple[tuple[Segments, str], ...]:
    """The name that was found, and others that have a word of the text, marked, each with its language."""
    found = [] if matched is None else [matched]
    found += [name for name in names if any(f" {name.text}".find(f" {word}") >= 0 for word in words)]
    labels = dict.fromkeys((name.label, name.language) for name in found if name.label != thing.name)
    return tuple((mark_words(label, words), language) for label, language in list(labels)[:OTHERS])


def mark_words(label: str, words: tuple[str, ...]) -> Segments:
    """A label in pieces, those marked that begin as one of the (normalised) words does."""
    pieces: list[tuple[str, bool]] = []
    for token in _TOKEN.findall(label):
        mark = token[:1].isalnum() and bool(words) and normalise(token).startswith(words)
        # A space between two marked words is marked with them.
        if mark and len(pieces) > 1 and pieces[-2][1] and not pieces[-1][0].strip():
            space, _ = pieces.pop()
            pieces[-1] = (pieces[-1][0] + space + token, True)
        elif pieces and not mark and not pieces[-1][1]:
            pieces[-1] = (pieces[-1][0] + token, False)
        else:
            pieces.append((token, mark))
    return tuple(pieces)


def _plain(label: Segments) -> str:
    return "".join(text for text, _ in label)


def _as_json(page: Page) -> dict[str, Any]:
    query = page.query
    next_page = query.page + 1 if query.page < page.pages else 0
    return {
        "query": query.text,
        "shown_for": page.meant or query.text,
        "total": page.total,
        "page": query.page,
        "pages": page.pages,
        "next": query.address(page=next_page, format="json") if next_page else None,
        "retired_left_out": page.retired,
        "kinds": [{"id": each.id, "label": each.label, "count": each.count} for each in page.kinds],
        "taxonomies": [{"iri": each.id, "label": each.label, "count": each.count} for each in page.schemes],
        "results": [
            {
                "iri": each.iri,
                "href": each.href,
                "name": _plain(each.name),
                "kind": each.kind,
                "taxonomy": each.taxonomy or None,
                "description": each.description,
                "level": each.level,
                "matched": {"name": each.matched, "language": each.language or None},
                "retired": each.retired,
            }
            for each in page.results
        ],
    }


def _write(values: object) -> bytes:
    return (json.dumps(values, ensure_ascii=False) + "\n").encode()
