"""/browse: what is here, as lists a hundred a page, and each scheme as a tree of which only open branches are sent."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, Response, render_template, request, url_for

from lotgraph.errors import BadRequest, NotFound, QueryError
from lotgraph.formats import media
from lotgraph.schema.vocabulary import expand
from lotgraph.web.http import languages
from lotgraph.web.http.conditional import Tag, answer
from lotgraph.web.http.negotiation import parameter, whole_number
from lotgraph.web.listings import listing_of
from lotgraph.web.pages import kinds, rendering, sections
from lotgraph.web.publication import current_release
from lotgraph.web.site import tag_of

if TYPE_CHECKING:
    from lotgraph.web.pages.kinds import Facts
    from lotgraph.web.pages.sections import Row, Rows
    from lotgraph.web.publication import OpenRelease

blueprint = Blueprint("browse", __name__)

LISTS: Final = MappingProxyType(
    {
        "skills": ("Skills", "Occupations that list it"),
        "employers": ("Employers", "Most postings that a source counts"),
        "areas": ("Areas", "Claims"),
        "sources": ("Sources", "Claims"),
    }
)
"""The lists, each with its heading and what it counts."""

_SCHEME: Final = expand("skos:ConceptScheme")


@blueprint.get("/browse")
def browse() -> Response:
    """What there is to browse; with ``scheme`` its tree, with ``open`` down to that concept."""
    release, wanted = current_release(), languages.read_languages()
    scheme, opened, page = parameter("scheme"), parameter("open"), whole_number("page")
    if opened and not scheme:
        raise BadRequest("The parameter `open` goes with `scheme`: a branch is opened in the tree of its scheme.")
    if page > 1 and not scheme:
        raise BadRequest("The parameter `page` goes with `scheme`.")
    if scheme:
        _check(release, scheme, opened)
    tag = Tag(tag_of(release, request.script_root, "browse", scheme, opened, page, wanted.asked))
    response = answer(
        tag,
        media.HTML,
        lambda: _tree(release, scheme, opened, page, wanted) if scheme else _overview(release, wanted),
    )
    response.vary.add("Accept-Language")
    return response


@blueprint.get("/browse/<name>")
def listing(name: str) -> Response:
    """One of the lists, a hundred a page."""
    if name not in LISTS:
        raise NotFound(f"There is no list {name!r}; there are {', '.join(LISTS)}.")
    release, wanted, page = current_release(), languages.read_languages(), whole_number("page")
    tag = Tag(tag_of(release, request.script_root, "browse", name, page, "list", wanted.asked))
    response = answer(tag, media.HTML, lambda: _list(release, name, page, wanted))
    response.vary.add("Accept-Language")
    return response


def _check(release: OpenRelease, scheme: str, opened: str) -> None:
    try:
        is_scheme = _SCHEME in release.store.types(scheme)
        is_known = not opened or bool(release.store.subjects((opened,)))
    except QueryError as error:
        raise BadRequest(f"A scheme and a branch are named by IRIs: {error}") from error
    if not is_scheme:
        raise NotFound(f"This release has no scheme <{scheme}>.")
    if not is_known:
        raise NotFound(f"This release says nothing about <{opened}>.")


def _facts(release: OpenRelease, texts: dict[str, str], wanted: languages.Languages) -> Facts:
    found = sections.evaluate(release, tuple(texts.values()))
    rows = {name: each.rows for name, each in zip(texts, found, strict=True)}
    return rendering.of_rows(release, {}, wanted, rows)


def _overview(release: OpenRelease, wanted: languages.Languages) -> bytes:
    texts = {name: sections.query("browse", name, {}) for name in ("schemes", "counts")}
    facts = _facts(release, texts, wanted)
    rows = sorted(facts.rows["schemes"], key=lambda row: facts.name(row, "scheme").casefold())
    counts = {row["list"].value: row["count"] for row in facts.rows["counts"]}
    return render_template(
        "browse.html",
        release=release,
        facts=facts,
        schemes=[row for row in rows if "version" in row or "kind" in row],
        codes=[row for row in rows if "version" not in row and "kind" not in row],
        lists=[(name, title, counts[name]) for name, (title, _) in LISTS.items()],
        queries=[(name, url_for("sparql.endpoint", query=text)) for name, text in texts.items()],
    ).encode()


def _list(release: OpenRelease, name: str, page: int, wanted: languages.Languages) -> bytes:
    text = sections.query("browse", name, {})
    whole = listing_of(release, name)
    rows = whole[(page - 1) * kinds.SIZE : page * kinds.SIZE]
    if page > 1 and not rows:
        raise NotFound(f"There is no page {page} of the list {name!r}.")
    title, counted = LISTS[name]
    return render_template(
        "browse-list.html",
        release=release,
        facts=rendering.of_rows(release, {}, wanted, {name: rows}),
        title=title,
        counted=counted,
        rows=rows,
        first=(page - 1) * kinds.SIZE + 1,
        before=url_for("browse.listing", name=name, page=page - 1) if page > 1 else "",
        after=url_for("browse.listing", name=name, page=page + 1) if len(whole) > page * kinds.SIZE else "",
        csv=url_for("sparql.endpoint", query=text, format="csv"),
        query=url_for("sparql.endpoint", query=text),
    ).encode()


class Tree:
    """The nodes of a tree that are sent: one way from the top to the opened concept, a hundred below each open one."""

    def __init__(self, facts: Facts, scheme: str, opened: str, page: int) -> None:
        self._facts, self._scheme, self._opened, self._page = facts, scheme, opened, page
        self._above = {row["node"].value for row in facts.rows.get("path", ())}
        self._open = _way(facts.rows.get("path", ()), opened)
        self._below: dict[str, list[Row]] = {}
        for row in facts.rows.get("branch", ()):
            self._below.setdefault(row["parent"].value, []).append(row)
        self.total = len(self._below.get(opened, ()) if opened else facts.rows["top"])
        self._expanded: set[str] = set()

    def nodes(self) -> list[dict[str, Any]]:
        """The nodes from the top."""
        return self._level("", self._facts.rows["top"])

    def holds(self) -> bool:
        """Whether the opened concept is below the top of this scheme."""
        return not self._opened or bool(self._above & {row["node"].value for row in self._facts.rows["top"]})

    def address(self, opened: str, page: int = 1) -> str:
        """Where the tree is opened at that concept; none: at its top."""
        return url_for("browse.browse", scheme=self._scheme, open=opened or None, page=page if page > 1 else None)

    def _level(self, parent: str, rows: Rows | list[Row]) -> list[dict[str, Any]]:
        ordered = sorted(rows, key=self._order)
        if parent == self._opened:
            ordered = ordered[(self._page - 1) * kinds.SIZE : self._page * kinds.SIZE]
        elif len(ordered) > kinds.SIZE:
            first = ordered[: kinds.SIZE]
            ordered = first + [row for row in ordered[kinds.SIZE :] if row["node"].value in self._open]
        return [self._node(parent, row) for row in ordered]

    def _order(self, row: Row) -> tuple[Any, ...]:
        code = row["code"].value if "code" in row else ""
        digits = tuple(int(part) if part.isdecimal() else 0 for part in code.split(".")) if code else ()
        return not code, digits if len(digits) > 1 else (), code or self._facts.name(row, "node").casefold()

    def _node(self, parent: str, row: Row) -> dict[str, Any]:
        iri = row["node"].value
        count = int(row["children"].value) if "children" in row else 0
        is_first = iri in self._open and iri not in self._expanded
        self._expanded.add(iri)
        children = self._level(iri, self._below.get(iri, [])) if is_first else []
        notes = [row["code"].value] if "code" in row else []
        if iri in self._open and not is_first:
            notes.append("shown above too: it has several parents")
        return {
            "shown": self._facts.shown.label(iri),
            "count": count,
            "note": " · ".join(notes),
            "children": children,
            "open": self.address(parent if children else iri) if count else "",
        }


def _way(rows: Rows, opened: str) -> set[str]:
    """One way from the opened concept up; of several parents the first by its IRI."""
    parents: dict[str, str] = {}
    for row in sorted((row for row in rows if "parent" in row), key=lambda row: row["parent"].value):
        parents.setdefault(row["node"].value, row["parent"].value)
    way: set[str] = set()
    node = opened
    while node and node not in way:
        way.add(node)
        node = parents.get(node, "")
    return way


def _tree(release: OpenRelease, scheme: str, opened: str, page: int, wanted: languages.Languages) -> bytes:
    texts = {"top": sections.query("browse", "top", {sections.THIS: scheme})}
    if opened:
        texts |= {name: sections.query("browse", name, {sections.THIS: opened}) for name in ("path", "branch")}
    facts = _facts(release, texts, wanted)
    tree = Tree(facts, scheme, opened, page)
    if not tree.holds():
        raise NotFound(f"<{opened}> is no branch of the scheme <{scheme}>.")
    last = max(1, -(-tree.total // kinds.SIZE))
    if page > last:
        raise NotFound(f"There is no page {page} of this branch: the last is {last}.")
    parents = [row["parent"] for row in facts.rows.get("path", ()) if row["node"].value == opened and "parent" in row]
    return render_template(
        "browse-tree.html",
        release=release,
        facts=facts,
        scheme=facts.shown.label(scheme),
        opened=facts.shown.label(opened) if opened else None,
        parents=[(facts.label(each), tree.address(each.value)) for each in sorted(set(parents))],
        nodes=tree.nodes(),
        total=tree.total,
        first=(page - 1) * kinds.SIZE + 1,
        last=min(page * kinds.SIZE, tree.total),
        before=tree.address(opened, page - 1) if page > 1 else "",
        after=tree.address(opened, page + 1) if page < last else "",
        queries=[(name, url_for("sparql.endpoint", query=text)) for name, text in texts.items()],
    ).encode()
