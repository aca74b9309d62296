"""/tables/: the rows of one section of a page as CSV, their metadata beside it, and the query that gives them.

The metadata follow the W3C's Metadata Vocabulary for Tabular Data; the Link header leads to them (Model for
Tabular Data and Metadata on the Web, 5.2).
"""

from __future__ import annotations

import csv
import io
import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, Response, redirect, request, url_for

from lotgraph.errors import BadRequest, NotFound, QueryError
from lotgraph.web.http import languages
from lotgraph.web.http.conditional import Tag, answer
from lotgraph.web.http.negotiation import parameter
from lotgraph.web.pages import kinds, rendering, sections
from lotgraph.web.pages.rendering import METADATA
from lotgraph.web.publication import current_release
from lotgraph.web.site import site, tag_of

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as BaseResponse

    from lotgraph.rdf.terms import Term
    from lotgraph.web.pages.kinds import Facts, Page, Section
    from lotgraph.web.pages.sections import Rows, Solutions
    from lotgraph.web.publication import OpenRelease

blueprint = Blueprint("tables", __name__)

CSV: Final = "text/csv"
CSVM: Final = "application/csvm+json"
LABEL: Final = "Label"
"""What stands behind the name of a column of IRIs in that of the column of their labels."""


@blueprint.get("/tables/<page>/<section>.rq")
def query(page: str, section: str) -> BaseResponse:
    """Lead to the editor with the query of a section, the thing filled in."""
    kind, name = _find_section(page, section)
    text = sections.query(kind.name, name.name, _bound(current_release()))
    return redirect(url_for("sparql.endpoint", query=text), HTTPStatus.SEE_OTHER)


@blueprint.get("/tables/<page>/<file>")
def table(page: str, file: str) -> Response:
    """The rows of a section as CSV, or their metadata."""
    release = current_release()
    name, is_metadata = file.removesuffix(METADATA), file.endswith(METADATA)
    kind, section = _find_section(page, name.removesuffix(".csv") if name.endswith(".csv") else "")
    bound = _bound(release)
    wanted = languages.read_languages()
    tag = Tag(tag_of(release, request.script_root, page, file, sorted(bound.items()), wanted.asked))
    made = _metadata if is_metadata else _csv
    response = answer(tag, CSVM if is_metadata else CSV, lambda: made(release, kind, section, bound, wanted))
    response.vary.add("Accept-Language")
    if not is_metadata:
        beside = rendering.table_address(kind, section.name, bound, metadata=True)
        response.headers["Link"] = f'<{beside}>; rel="describedby"; type="{CSVM}"'
        response.headers["Content-Disposition"] = f'inline; filename="{page}-{section.name}.csv"'
    return response


def _find_section(page: str, name: str) -> tuple[Page, Section]:
    kind = kinds.find_page(page)
    section = kind.section(name) if kind else None
    if kind is None or section is None:
        raise NotFound(f"There is no such table of the page {page!r}.")
    return kind, section


def _bound(release: OpenRelease) -> dict[str, str]:
    bound = {name: parameter(name) for name in (sections.THIS, "a", "b", "c", "d") if parameter(name)}
    if not bound:
        raise BadRequest("What the table is about is named by the parameter `this`, an IRI.")
    for iri in bound.values():
        try:
            known = release.store.subjects((iri,))
        except QueryError as error:
            raise BadRequest(f"What the table is about is named by an IRI: {error}") from error
        if not known:
            raise NotFound(f"This release says nothing about <{iri}>.")
    return bound


def _solutions(
    release: OpenRelease, page: Page, section: Section, bound: dict[str, str], wanted: languages.Languages
) -> tuple[Facts, Solutions]:
    (found,) = sections.evaluate(release, (sections.query(page.name, section.name, bound),))
    return rendering.of_rows(release, bound, wanted, {section.name: found.rows}), found


def _csv(
    release: OpenRelease, page: Page, section: Section, bound: dict[str, str], wanted: languages.Languages
) -> bytes:
    facts, found = _solutions(release, page, section, bound, wanted)
    columns = _columns(found)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in found.rows:
        writer.writerow(_cell(facts, row, column) for column in columns)
    return out.getvalue().encode()


def _cell(facts: Facts, row: dict[str, Term], column: str) -> str:
    if column in row:
        return row[column].value
    of = row.get(column.removesuffix(LABEL))
    return facts.shown.label(of.value).text if of is not None and of.kind == "iri" and column.endswith(LABEL) else ""


def _columns(found: Solutions) -> list[str]:
    """The variables in the order of the query, behind each that holds IRIs of things one for their labels."""
    things = {name for row in found.rows for name, term in row.items() if term.kind == "iri"} - {"claim"}
    return [column for name in found.variables for column in ((name, name + LABEL) if name in things else (name,))]


def _metadata(
    release: OpenRelease, page: Page, section: Section, bound: dict[str, str], wanted: languages.Languages
) -> bytes:
    facts, found = _solutions(release, page, section, bound, wanted)
    used = {row["source"].value for row in found.rows if "source" in row}
    address = site().address(release)
    root = url_for("pages.landing")
    path = rendering.table_address(page, section.name, bound)
    about = ", ".join(facts.shown.label(iri).text for iri in bound.values())
    described: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": address + path.removeprefix(root),
        "dc:title": f"{section.title or section.name}: {about}",
        "dc:isPartOf": {"@id": f"{release.about.base}releases/{release.about.version}/"},
        "dc:bibliographicCitation": citation(release, about, " ".join(bound.values())),
        "dc:source": [_source(each) for each in release.about.sources if each.iri in used],
        "dc:license": _licence(release.about.licence),
        "prov:wasGeneratedBy": {"dc:description": sections.query(page.name, section.name, bound)},
        "dialect": {"header": True, "encoding": "utf-8", "delimiter": ","},
        "tableSchema": {
            "columns": [_column(name, found.rows) for name in _columns(found)],
        },
    }
    return (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode()


def citation(release: OpenRelease, about: str, iri: str) -> str:
    """How a thing of a release is cited."""
    return f"{release.about.title}, release {release.about.version}: {about}. {iri}"


def _source(source: Any) -> dict[str, Any]:
    metadata = {"@id": source.iri, "dc:title": source.title, "dc:publisher": source.publisher}
    return metadata | {"dc:license": _licence(source.licence)}


def _licence(licence: str) -> Any:
    return {"@id": licence} if licence.startswith(("http://", "https://")) else licence or "not stated"


def _column(name: str, rows: Rows) -> dict[str, Any]:
    terms = [row[name] for row in rows if name in row]
    kinds_of = {each.kind for each in terms}
    datatypes = {each.datatype.rpartition("#")[2] for each in terms if each.kind == "literal"}
    column: dict[str, Any] = {"name": name, "titles": name}
    if kinds_of == {"iri"}:
        column["datatype"] = "anyURI"
    elif kinds_of == {"literal"} and len(datatypes) == 1:
        (datatype,) = datatypes
        column["datatype"] = datatype if datatype in _DATATYPES else "string"
    else:
        column["datatype"] = "string"
    return column


_DATATYPES: Final = frozenset(
    ("integer", "decimal", "double", "boolean", "date", "dateTime", "gYearMonth", "gYear", "duration")
)
