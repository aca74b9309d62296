"""The landing page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flask import Blueprint, render_template, url_for

from lotgraph.catalogue.landing import dataset
from lotgraph.catalogue.naming import about
from lotgraph.reconciliation.building import INDEX
from lotgraph.release.folder import STORE
from lotgraph.vocabulary import expand
from lotgraph.web import dumps
from lotgraph.web.presentation import LABELS, Presentation
from lotgraph.web.publication import current_release
from lotgraph.web.site import site

if TYPE_CHECKING:
    from lotgraph.web.publication import OpenRelease

blueprint = Blueprint("pages", __name__)

STARTING_POINTS: Final = 12
"""How many occupations the landing page names."""


@blueprint.get("/")
def landing() -> str:
    """Say what is here."""
    release = current_release()
    shown = Presentation(release, url_for("pages.landing"))
    files = dumps.files(release.path, "dumps")
    sizes = {file.name: file.size for file in files}
    whole = [(each.name, each.media_type, each.size, each.sha256) for each in files if each.name.count("/") == 1]
    return render_template(
        "landing.html",
        release=release,
        dataset=dataset(release.about, whole, site().address(release)),
        about=str(about(release.about)),
        counts=tuple((_words(name), count) for name, count in release.about.counts.items()),
        occupations=_occupations(release, shown),
        reconciled=(release.path / STORE / INDEX).is_file(),
        sources=tuple((each, shown.href(each.iri), shown.href(each.licence)) for each in release.about.sources),
        graphs=tuple((each, shown.href(each.iri), sizes.get(each.dump, 0)) for each in release.graphs),
        whole=tuple((name, size) for name, size in sizes.items() if name.count("/") == 1),
    )


def _occupations(release: OpenRelease, shown: Presentation) -> tuple[tuple[str, str], ...]:
    """Label and address of some occupations to start from."""
    iris = release.store.instances(expand("lg:Occupation"), STARTING_POINTS)
    labels = release.store.labels(iris, LABELS)
    return tuple(sorted((labels.get(iri) or shown.name(iri), shown.href(iri)) for iri in iris))


def _words(name: str) -> str:
    """The local name of a class as words: "lg:EmployerPostingCount" gives "employer posting count"."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", name.rpartition(":")[2]).lower()
