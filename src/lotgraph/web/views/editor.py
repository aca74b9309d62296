"""The page of the query editor: for a browser that asks for /sparql, with a query or without one.

It works without JavaScript; where the build could have it, the editor and the result views of YASGUI take the
place of the text area.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from flask import render_template, request, url_for

from lotgraph.formats import media
from lotgraph.rdf.query_text import kind_of
from lotgraph.web.http.policy import policy
from lotgraph.web.pages.presentation import Presentation
from lotgraph.web.publication import current_release
from lotgraph.web.questions import questions
from lotgraph.web.site import site

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lotgraph.web.errors import Problem
    from lotgraph.web.http.protocol import ProtocolRequest
    from lotgraph.web.pages.answers import Table

# The one style element that YASGUI makes, for the columns of its tables; all else is style sheets and CSSOM.
_STYLE: Final = "'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk='"
POLICY: Final = policy(style_src=f"'self' {_STYLE}")
"""The Content-Security-Policy of this page."""

FRONT_END: Final = ("yasgui/yasgui.min.css", "yasgui/yasgui.min.js")
"""The files of YASGUI among the static ones, put there by ``hatch_build.py``."""


def page(asked: ProtocolRequest | None = None, table: Table | None = None, problem: Problem | None = None) -> str:
    """The page with a query in the editor, and with its answer or what is wrong with it."""
    release = current_release()
    others = tuple(_parameters(asked)) if asked else ()
    kind = (kind_of(asked.query) if asked else None) or media.Kind.RESULTS
    return render_template(
        "query.html",
        release=release,
        path=f"{request.script_root}{request.path}",
        query=asked.query if asked else None,
        parameters=others,
        table=table,
        problem=problem,
        term=Presentation(release, url_for("pages.landing")).term,
        downloads=tuple(_downloads(asked.query, others, kind)) if asked else (),
        formats=media.FORMATS,
        kinds=media.Kind,
        limits=site().limits(),
        themes=() if asked else _themes(),
        front_end=FRONT_END if has_front_end() else (),
    )


@cache
def has_front_end() -> bool:
    """Whether YASGUI is here; where the build could not have it, the editor is a text area."""
    return all((files("lotgraph.web") / "static" / name).is_file() for name in FRONT_END)


def _parameters(asked: ProtocolRequest) -> Iterator[tuple[str, str]]:
    """What the request says beside the query and the format."""
    yield from (("default-graph-uri", iri) for iri in asked.dataset.default)
    yield from (("named-graph-uri", iri) for iri in asked.dataset.named)
    if asked.seconds is not None:
        yield "timeout", f"{asked.seconds:g}"


def _downloads(query: str, others: Sequence[tuple[str, str]], kind: media.Kind) -> Iterator[tuple[str, str]]:
    """The label and the address of the whole answer in each format."""
    for form in media.of_kind(kind):
        pairs = [("query", query), *others, ("format", form.name)]
        yield form.label, f"{request.script_root}{request.path}?{urlencode(pairs)}"


def _themes() -> tuple[tuple[str, tuple[Any, ...]], ...]:
    """The questions that the tests ask, by theme."""
    return tuple((theme, tuple(group)) for theme, group in groupby(questions(), key=lambda each: each.theme))
