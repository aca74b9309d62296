"""Kinds of pages: each a module here whose ``PAGE`` declares the classes of its things and its sections in order.

From the declaration follow the queries, the links under each table, the CSV files, their metadata and the tests.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, Final, TypeVar

from lotgraph.schema.vocabulary import expand
from lotgraph.web.pages import sections

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lotgraph.rdf.terms import Term
    from lotgraph.web.pages.marks import Mark, Marks
    from lotgraph.web.pages.presentation import DisplayText, Presentation
    from lotgraph.web.pages.sections import Row, Rows
    from lotgraph.web.publication import OpenRelease

_T = TypeVar("_T")

_NOTHING: Final = expand("sssom:NoTermFound")

SIZE: Final = 100
"""How many rows a section shows at a time."""


@dataclass(frozen=True)
class Facts:
    """What a page is made of: the rows of its sections by their names, and how to show them.

    ``bound`` are the things that the page is about (``this``, of a comparison ``a`` to ``d``); ``slices`` says
    which rows of a section are wanted (none: its first).
    """

    release: OpenRelease
    shown: Presentation
    marks: Marks
    bound: Mapping[str, str]
    rows: Mapping[str, Rows]
    slices: Mapping[str, slice] = field(default_factory=dict)

    @property
    def iri(self) -> str:
        """The one thing that the page is about."""
        return self.bound[sections.THIS]

    def label(self, term: Term | str | None) -> DisplayText | None:
        """A thing by its label, with its address; None for what is unbound."""
        if term is None:
            return None
        return self.shown.label(term if isinstance(term, str) else term.value)

    def name(self, row: Row, variable: str) -> str:
        """The label of a variable's thing, to sort by and to read; empty where it is unbound."""
        term = row.get(variable)
        return self.shown.label(term.value).text if term is not None else ""

    def named(self, thing: Term, name: Term | None) -> DisplayText:
        """A thing by its label, or by the name that a mapping gives to what this release has no label of."""
        shown = self.shown.label(thing.value)
        if thing.value == _NOTHING:
            return replace(shown, text="nothing that was found")
        if name is None or shown.text != self.shown.name(thing.value):
            return shown
        return replace(shown, text=name.value)

    def publisher(self, source: str) -> str:
        """Who publishes a source."""
        known = (each.publisher for each in self.release.about.sources if each.iri == source)
        return next(known, "") or self.shown.label(source).text

    def mark(self, row: Row) -> Mark:
        """The source mark of a row with ``claim``, ``source`` and ``at``."""
        return self.marks.of(row)

    def cut(self, section: str, items: Sequence[_T]) -> Sequence[_T]:
        """The part of a long list that this page shows."""
        return items[self.slices.get(section, slice(SIZE))]


@dataclass(frozen=True)
class Section:
    """One section: its file in ``sections/<page>/``, its heading, and what its template is given.

    ``view`` gives None where the section is left out.  ``length`` counts the rows that are shown a hundred at a
    time, ``place`` says on which page of them a place (``?at=``) is.  Without a heading a section is only evaluated:
    other sections use its rows.
    """

    name: str
    title: str = ""
    view: Callable[[Facts], Any] = lambda facts: None  # noqa: ARG005
    length: Callable[[Facts], int] | None = None
    place: Callable[[Facts, int], int] | None = None


@dataclass(frozen=True)
class Page:
    """One kind of page; ``head`` gives what stands above the sections, in the macro ``head`` of the template."""

    name: str
    label: str
    classes: frozenset[str]
    sections: tuple[Section, ...]
    head: Callable[[Facts], Any]

    @property
    def template(self) -> str:
        """The file with a macro for each section."""
        return f"pages/{self.name}.html"

    def section(self, name: str) -> Section | None:
        """The section of that name."""
        return next((each for each in self.sections if each.name == name), None)

    def queries(self, bound: Mapping[str, str]) -> dict[str, str]:
        """The query of each section with the things filled in."""
        return {each.name: sections.query(self.name, each.name, bound) for each in self.sections}


@cache
def pages() -> tuple[Page, ...]:
    """All kinds of pages."""
    modules = (import_module(f"{__name__}.{each.name}") for each in iter_modules(__path__))
    return tuple(module.PAGE for module in modules if hasattr(module, "PAGE"))


def of_classes(classes: frozenset[str]) -> Page | None:
    """The page of a thing of these classes; None where it has the general one."""
    return next((each for each in pages() if each.classes & classes), None)


def find_page(name: str) -> Page | None:
    """The kind of page of that name."""
    return next((each for each in pages() if each.name == name), None)
