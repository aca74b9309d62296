"""/quality and its badge: what the data were checked by, what was found, and what is known of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, render_template, request, url_for

from lotgraph.web.pages.asking import ask
from lotgraph.web.pages.presentation import Presentation
from lotgraph.web.publication import current_release
from lotgraph.web.site import site

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as BaseResponse

blueprint = Blueprint("quality", __name__)

SHOWN: Final = 200
"""How many warnings the page shows; the report has them all."""

_PLACEHOLDER: Final = re.compile(r"\{[?$]\w+\}")
"""What a finding puts a value of its own in the place of (SHACL, 5.3.2)."""

_LETTER: Final = 7
_SVG: Final = "image/svg+xml"


@blueprint.get("/quality")
def page() -> str:
    """The quality of the current release, for people."""
    release = current_release()
    rows = {name: ask(release, "quality", name) for name in ("measurements", "imports", "rules", "warnings", "notes")}
    for row in rows["rules"]:
        row["message"] = _PLACEHOLDER.sub("…", row["message"])
    return render_template(
        "quality.html",
        release=release,
        shown=Presentation(release, url_for("pages.landing")),
        rows=rows,
        limit=SHOWN,
        public=site().address(release),
    )


@blueprint.get("/quality.svg")
def badge() -> BaseResponse:
    """The badge: the result of the check in one line."""
    release = current_release()
    count = release.about.warnings
    result = "conforms" if not count else f"conforms, {count:,} warning{'' if count == 1 else 's'}"
    parts = ("data quality", result)
    name, said = (len(part) * _LETTER + 12 for part in parts)
    image = render_template("badge.svg", parts=parts, name=name, said=said, good=not count)
    response = Response(image, mimetype=_SVG)
    response.add_etag()
    response.cache_control.no_cache = True
    return response.make_conditional(request)
