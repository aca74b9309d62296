"""The ways into a release: its taxonomies, employers, areas and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lotgraph.web.kinds import Page, Section
from lotgraph.web.kinds.taxonomy import open_at

if TYPE_CHECKING:
    from lotgraph.web.kinds import Facts
    from lotgraph.web.sections import Row


def _head(facts: Facts) -> dict[str, Any]:  # noqa: ARG001
    return {"title": "Browse"}


def _taxonomies(facts: Facts) -> dict[str, Any]:
    rows = [row for row in facts.rows["taxonomies"] if int(row["concepts"].value)]
    rows.sort(key=lambda row: (_is_code_list(row), facts.name(row, "scheme").casefold()))
    parts = [[row for row in rows if _is_code_list(row) is codes] for codes in (False, True)]
    return {"taxonomies": [(row, open_at(row["scheme"].value)) for row in parts[0]], "lists": parts[1]}


def _is_code_list(row: Row) -> bool:
    return "/id/code/" in row["scheme"].value


def _employers(facts: Facts) -> dict[str, Any] | None:
    rows = sorted(facts.rows["employers"], key=lambda row: (-int(row["postings"].value), row["employer"].value))
    return {"rows": facts.cut("employers", rows)} if rows else None


def _areas(facts: Facts) -> dict[str, Any] | None:
    rows = facts.rows["areas"]
    if not rows:
        return None
    wholes = {row["whole"].value for row in rows if "whole" in row}

    def order(row: Row) -> tuple[Any, ...]:
        return row["area"].value not in wholes, facts.name(row, "area")

    return {"rows": facts.cut("areas", sorted(rows, key=order))}


def _sources(facts: Facts) -> dict[str, Any]:
    rows = sorted(facts.rows["sources"], key=lambda row: facts.name(row, "source").casefold())
    return {"rows": facts.cut("sources", rows)}


PAGE: Final = Page(
    name="browse",
    label="Browse",
    classes=frozenset(),
    sections=(
        Section("taxonomies", "Taxonomies", _taxonomies),
        Section("employers", "Employers", _employers, lambda facts: len(facts.rows["employers"])),
        Section("areas", "Areas", _areas, lambda facts: len(facts.rows["areas"])),
        Section("sources", "Sources", _sources, lambda facts: len(facts.rows["sources"])),
    ),
    head=_head,
    alone=True,
)
