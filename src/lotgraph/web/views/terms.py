"""/sparql/terms: what the query editor completes, from the release alone."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response

from lotgraph.rdf.store import serialization
from lotgraph.schema.vocabulary import LG, prefixes
from lotgraph.web.http.conditional import Tag, answer
from lotgraph.web.pages.asking import ask
from lotgraph.web.pages.terminology import refer
from lotgraph.web.publication import current_release
from lotgraph.web.site import tag_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lotgraph.web.pages.terminology import Entry
    from lotgraph.web.publication import OpenRelease

blueprint = Blueprint("terms", __name__)

_CLASSES: Final = "Classes"


@dataclass(frozen=True)
class Term:
    """A class or a property; ``label`` and ``definition`` are those of the ontology, empty for terms of others."""

    iri: str
    label: str
    definition: str


@blueprint.get("/sparql/terms")
def terms() -> Response:
    """The prefixes of the release, and the classes and properties of its ontology and of its data."""
    release = current_release()
    return answer(Tag(tag_of(release, "terms")), "application/json", lambda: _body(release))


def _body(release: OpenRelease) -> bytes:
    paths = sorted((release.path / "ontology").rglob("*.ttl"))
    reference = refer((each for path in paths for each in serialization.parse(path)), LG, "")
    entries = {heading: {each.iri: each for each in group} for heading, group in reference.groups}
    classes = entries.pop(_CLASSES, {})
    properties = {iri: entry for group in entries.values() for iri, entry in group.items()}
    # The most used come first: the catalogue has them in that order.
    used = [each["class"] for each in ask(release, "catalogue", "classes")]
    led = [each["property"] for each in ask(release, "catalogue", "properties")]
    found = {
        "prefixes": prefixes(release.about.base),
        "classes": [asdict(each) for each in _terms(used, classes)],
        "properties": [asdict(each) for each in _terms(led, properties)],
    }
    return json.dumps(found, ensure_ascii=False).encode()


def _terms(used: Iterable[str], known: Mapping[str, Entry]) -> Iterable[Term]:
    """The terms that the data use, then those that the ontology has beside them."""
    for iri in dict.fromkeys((*used, *known)):
        entry = known.get(iri)
        yield Term(iri, entry.label if entry else "", entry.definition if entry else "")
