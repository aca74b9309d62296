"""The page of an employer: for what and where it has postings, its sector and other facts, its names."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from lotgraph.schema.vocabulary import expand
from lotgraph.web.pages import pay
from lotgraph.web.pages.kinds import Page, Section
from lotgraph.web.pages.links import mapped, sources

if TYPE_CHECKING:
    from lotgraph.web.pages.kinds import Facts
    from lotgraph.web.pages.sections import Row

_SECTOR: Final = "/code/employer-fact/sector"


def _head(facts: Facts) -> dict[str, Any]:
    title = facts.shown.label(facts.iri)
    rows = _order(facts)
    return {
        "title": title.text,
        "language": title.language,
        "kicker": "Employer",
        "most": [(row, facts.name(row, "area"), pay.period(facts, row)) for row in rows[:2]],
        "occupations": len({row["occupation"].value for row in rows}),
        "sectors": [row for row in _facts_in_order(facts) if row["kind"].value.endswith(_SECTOR)],
    }


def _order(facts: Facts) -> list[Row]:
    """The postings, the most first."""
    return sorted(
        facts.rows["postings"],
        key=lambda row: (-int(row["postings"].value), facts.name(row, "occupation"), row["claim"].value),
    )


def _table(row: Row) -> tuple[str, ...]:
    """What a count and the count of all employers must have in common to be compared."""
    return tuple(row[name].value for name in ("source", "occupation", "area", "period"))


def _postings(facts: Facts) -> dict[str, Any]:
    ordered = _order(facts)
    totals = {_table(row): row for row in facts.rows["totals"]}
    most = int(ordered[0]["postings"].value) if ordered else 0
    lines = []
    for row in facts.cut("postings", ordered):
        count, total = int(row["postings"].value), totals.get(_table(row))
        part = None
        if total is not None and int(total["all"].value):
            part = (Decimal(count) / int(total["all"].value) * 100).quantize(Decimal("0.01"))
        lines.append(
            {
                "row": row,
                "width": round(count / most * 100, 2) if most else 0,
                "total": total,
                "part": part,
                "period": pay.period(facts, row),
            }
        )
    return {
        "lines": lines,
        "count": len(ordered),
        "occupations": len({row["occupation"].value for row in ordered}),
        "areas": len({row["area"].value for row in ordered}),
    }


def _facts_in_order(facts: Facts) -> list[Row]:
    return sorted(
        facts.rows["about"],
        key=lambda row: (
            not row["kind"].value.endswith(_SECTOR),
            facts.name(row, "kind"),
            row["value"].value,
            row["claim"].value,
        ),
    )


def _about(facts: Facts) -> dict[str, Any] | None:
    rows = _facts_in_order(facts)
    if not rows:
        return None
    shown = facts.cut("about", rows)
    return {
        "groups": [
            (facts.label(kind), list(group)) for kind, group in groupby(shown, key=lambda row: row["kind"].value)
        ]
    }


def _names(facts: Facts) -> dict[str, Any] | None:
    title = facts.shown.label(facts.iri).text
    names = {row["name"].value: row["name"] for row in facts.rows["names"] if row["name"].value != title}
    return {"names": facts.cut("names", [names[each] for each in sorted(names, key=str.casefold)])} if names else None


PAGE: Final = Page(
    name="employer",
    label="Employer",
    classes=frozenset((expand("lg:Employer"),)),
    sections=(
        Section("totals"),
        Section("postings", "Postings", _postings, lambda facts: len(facts.rows["postings"])),
        Section("about", "About the employer", _about, lambda facts: len(facts.rows["about"])),
        Section("names", "Other names", _names),
        Section("mapped", "Entries in the sources", mapped),
        Section("sources", "Sources of this page", sources),
    ),
    head=_head,
)
