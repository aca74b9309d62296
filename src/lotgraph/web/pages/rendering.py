"""A page of a kind that is declared: its sections evaluated in one exchange, shown by its template."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from flask import render_template, url_for

from lotgraph.errors import BadRequest, NotFound
from lotgraph.web.http import languages
from lotgraph.web.http.negotiation import parameter, whole_number
from lotgraph.web.pages import kinds, sections
from lotgraph.web.pages.marks import Marks
from lotgraph.web.pages.presentation import Presentation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lotgraph.web.pages.kinds import Facts, Page, Section
    from lotgraph.web.publication import OpenRelease


@dataclass(frozen=True)
class Part:
    """A section as the template shows it: its data, its links, and where its other rows are."""

    section: Section
    data: Any
    csv: str
    metadata: str
    query: str
    total: int = 0
    first: int = 0
    last: int = 0
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class View:
    """What an address asks to see of a page: one section (empty: all), which page of its rows, or a place."""

    section: str = ""
    page: int = 1
    at: int = 0

    @property
    def rows(self) -> slice:
        """The rows of that section."""
        return slice((self.page - 1) * kinds.SIZE, self.page * kinds.SIZE)


def read_view(page: Page) -> View:
    """What the request of this moment asks to see; NotFound for a section that the page has not."""
    name, number = parameter("section"), whole_number("page")
    if not name and number > 1:
        raise BadRequest("The parameter `page` goes with `section`: each section has pages of its own.")
    section = page.section(name) if name else None
    if name and (section is None or not section.title):
        raise NotFound(f"This page has no section {name!r}.")
    return View(name, number, whole_number("at", 0))


def facts(release: OpenRelease, page: Page, bound: Mapping[str, str], wanted: languages.Languages) -> Facts:
    """The rows of all sections of a page, evaluated in one exchange.

    Raises StoreError, Busy or LimitReached where one of the sections cannot be evaluated.
    """
    queries = page.queries(bound)
    found = sections.evaluate(release, tuple(queries.values()))
    return of_rows(release, bound, wanted, {name: each.rows for name, each in zip(queries, found, strict=True)})


def of_rows(
    release: OpenRelease,
    bound: Mapping[str, str],
    wanted: languages.Languages,
    rows: Mapping[str, sections.Rows],
) -> Facts:
    """Rows that are evaluated already, with what shows them."""
    shown = Presentation(release, url_for("pages.landing"), wanted)
    return kinds.Facts(release, shown, Marks(release, shown), bound, rows)


def render(release: OpenRelease, page: Page, bound: Mapping[str, str], view: View, address: str, **more: Any) -> bytes:
    """The page as HTML; ``address`` is its own, ``more`` what its template is given besides.

    NotFound for a page of a section beyond its last.
    """
    wanted = languages.read_languages()
    found = facts(release, page, bound, wanted)
    view = _find_page(found, page, view)
    if view.section:
        found = replace(found, slices={view.section: view.rows})
    parts = tuple(filter(None, (_part(found, page, each, view, address) for each in page.sections)))
    return render_template(
        "page.html",
        release=release,
        page=page,
        facts=found,
        head=page.head(found),
        parts=parts,
        view=view,
        address=address,
        languages=wanted,
        **more,
    ).encode()


def address_of(address: str, **parameters: object) -> str:
    """The address with these parameters added."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode(parameters)}"


def table_address(page: Page, section: str, bound: Mapping[str, str], *, metadata: bool = False) -> str:
    """Where the CSV of a section is, or the metadata that stand beside it."""
    file = f"{section}.csv{METADATA if metadata else ''}"
    named: dict[str, Any] = dict(bound)
    return url_for("tables.table", page=page.name, file=file, **named)


METADATA: Final = "-metadata.json"
"""What stands behind the name of a CSV file in that of its metadata (CSV on the Web, 5.3)."""


def _find_page(found: Facts, page: Page, view: View) -> View:
    """Where a place is asked for that is not on the first page of its section: that page of it."""
    section = next((each for each in page.sections if each.place), None)
    if not view.at or view.section or section is None or section.place is None:
        return view
    number = section.place(found, view.at)
    return View(section.name, number) if number > 1 else view


def _part(found: Facts, page: Page, section: Section, view: View, address: str) -> Part | None:
    if not section.title or (view.section and view.section != section.name):
        return None
    total = section.length(found) if section.length else 0
    last_page = max(1, -(-total // kinds.SIZE))
    if view.page > last_page:
        raise NotFound(f"There is no page {view.page} of the section {section.title!r}: the last is {last_page}.")
    data = section.view(found)
    if data is None:
        return None
    number = view.page if view.section else 1

    named: dict[str, Any] = dict(found.bound)

    def other(page_number: int) -> str:
        return address_of(address, section=section.name, page=page_number) + f"#{section.name}"

    return Part(
        section,
        data,
        table_address(page, section.name, found.bound),
        table_address(page, section.name, found.bound, metadata=True),
        url_for("tables.query", page=page.name, section=section.name, **named),
        total,
        (number - 1) * kinds.SIZE + 1,
        min(number * kinds.SIZE, total),
        other(number - 1) if number > 1 else "",
        other(number + 1) if number < last_page else "",
    )
