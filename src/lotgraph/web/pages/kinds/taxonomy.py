"""The page of a taxonomy: what it is, how large it is here, in which version, and how it joins others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lotgraph.schema.vocabulary import expand
from lotgraph.web.pages.kinds import Page, Section
from lotgraph.web.pages.links import RELATIONS

if TYPE_CHECKING:
    from lotgraph.web.pages.kinds import Facts


def _head(facts: Facts) -> dict[str, Any]:
    title = facts.shown.label(facts.iri)
    row = next(iter(facts.rows["about"]), {})
    version = row.get("version")
    return {
        "title": title.text,
        "language": title.language,
        "kicker": f"Taxonomy · version {version.value}" if version else "Taxonomy · version not stated",
        "row": row,
    }


def _size(facts: Facts) -> dict[str, Any]:
    levels = sorted(facts.rows["levels"], key=lambda row: (int(row["depth"].value), row["level"].value))
    return {"kinds": sorted(facts.rows["size"], key=lambda row: -int(row["concepts"].value)), "levels": levels}


def _facts(facts: Facts) -> dict[str, Any] | None:
    def order(row: Any) -> tuple[Any, ...]:
        return facts.name(row, "kind"), int(row["position"].value) if "position" in row else 0, row["claim"].value

    rows = sorted(facts.rows["facts"], key=order)
    return {"rows": facts.cut("facts", rows)} if rows else None


def _joins(facts: Facts) -> dict[str, Any] | None:
    def order(row: Any) -> tuple[str, ...]:
        return facts.name(row, "other"), row["direction"].value, row["relation"].value, row["standing"].value

    lines = [
        (row, RELATIONS.get(row["relation"].value.rpartition("#")[2], ""))
        for row in sorted(facts.rows["joins"], key=order)
    ]
    nested = sorted(facts.rows["nested"], key=lambda row: row["other"].value)
    return {"lines": facts.cut("joins", lines), "nested": nested} if lines or nested else None


def _sources(facts: Facts) -> dict[str, Any] | None:
    rows = sorted(facts.rows["sources"], key=lambda row: (facts.publisher(row["source"].value), row["use"].value))
    return {"rows": rows} if rows else None


PAGE: Final = Page(
    name="taxonomy",
    label="Taxonomy",
    classes=frozenset({expand("skos:ConceptScheme")}),
    sections=(
        Section("about"),
        Section("levels"),
        Section("nested"),
        Section("size", "Size in this release", _size),
        Section("facts", "What sources say about it", _facts, lambda facts: len(facts.rows["facts"])),
        Section("joins", "Mappings to other taxonomies", _joins, lambda facts: len(facts.rows["joins"])),
        Section("sources", "Sources", _sources),
    ),
    head=_head,
)
