"""The skills of a taxonomy by the number of occupations that they are listed or rated for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lotgraph.web.kinds import Page, Section

if TYPE_CHECKING:
    from lotgraph.web.kinds import Facts


def _head(facts: Facts) -> dict[str, Any]:
    return {
        "title": f"Skills by demand: {facts.shown.label(facts.iri).text}",
        "kicker": "Browse",
        "taxonomy": facts.label(facts.iri),
    }


def _skills(facts: Facts) -> dict[str, Any]:
    rows = facts.rows["skills"]
    most = int(rows[0]["occupations"].value) if rows else 0
    lines = [(row, round(100 * int(row["occupations"].value) / most, 2)) for row in facts.cut("skills", rows)]
    return {"lines": lines, "most": most, "count": len(rows)}


PAGE: Final = Page(
    name="demand",
    label="Skills by demand",
    classes=frozenset(),
    sections=(Section("skills", "By occupations", _skills, lambda facts: len(facts.rows["skills"])),),
    head=_head,
)
