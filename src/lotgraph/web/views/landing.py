"""The landing page."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, render_template, request, url_for

from lotgraph.formats import media
from lotgraph.linking.reconciliation.building import INDEX
from lotgraph.release.catalogue.landing import dataset
from lotgraph.release.catalogue.naming import about
from lotgraph.release.folder import STORE
from lotgraph.schema.vocabulary import expand
from lotgraph.web.http import languages
from lotgraph.web.http.conditional import Tag, answer
from lotgraph.web.pages.presentation import Presentation
from lotgraph.web.publication import current_release
from lotgraph.web.site import site, tag_of
from lotgraph.web.views import dumps

if TYPE_CHECKING:
    from lotgraph.web.pages.presentation import DisplayText
    from lotgraph.web.publication import OpenRelease

blueprint = Blueprint("pages", __name__)

_KEYS: Final = MappingProxyType(
    {
        "lg:Occupation": "Occupations",
        "lg:Skill": "Skills",
        "lg:Employer": "Employers",
        "lg:Region": "Areas",
        "lg:SalaryEstimate": "Pay figures",
    }
)
"""The counts that stand first."""

STARTING_POINTS: Final = 12
"""How many occupations the landing page names."""


@blueprint.get("/")
def landing() -> Response:
    """Say what is here."""
    release, wanted = current_release(), languages.read_languages()
    address = site().address(release)
    tag = Tag(tag_of(release, request.script_root, "landing", address, wanted.asked))
    response = answer(tag, media.HTML, lambda: _page(release, wanted, address))
    response.vary.add("Accept-Language")
    return response


def _page(release: OpenRelease, wanted: languages.Languages, address: str) -> bytes:
    shown = Presentation(release, url_for("pages.landing"), wanted)
    files = dumps.files(release.path, "dumps")
    sizes = {file.name: file.size for file in files}
    whole = [(each.name, each.media_type, each.size, each.sha256) for each in files if each.name.count("/") == 1]
    counts = release.about.counts
    return render_template(
        "landing.html",
        release=release,
        dataset=dataset(release.about, whole, address),
        about=str(about(release.about)),
        counts=tuple((_words(name), count) for name, count in counts.items()),
        keys=tuple((label, counts[name]) for name, label in _KEYS.items() if counts.get(name)),
        occupations=_occupations(release, shown),
        reconciled=(release.path / STORE / INDEX).is_file(),
        sources=tuple((each, shown.href(each.iri), shown.href(each.licence)) for each in release.about.sources),
        graphs=tuple((each, shown.href(each.iri), sizes.get(each.dump, 0)) for each in release.graphs),
        whole=tuple((name, size) for name, size in sizes.items() if name.count("/") == 1),
    ).encode()


def _occupations(release: OpenRelease, shown: Presentation) -> list[DisplayText]:
    """Some occupations to start from."""
    iris = release.store.instances(expand("lg:Occupation"), STARTING_POINTS)
    return sorted((shown.label(iri) for iri in iris), key=lambda each: each.text)


def _words(name: str) -> str:
    """The local name of a class as words: "lg:EmployerPostingCount" gives "employer posting count"."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", name.rpartition(":")[2]).lower()
