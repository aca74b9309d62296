"""The page of a source: what it claims, in its own order, each with its place, and what is doubted of it."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from lotgraph.schema.vocabulary import expand
from lotgraph.web.pages.kinds import SIZE, Page, Section
from lotgraph.web.pages.links import RELATIONS, justification

if TYPE_CHECKING:
    from lotgraph.web.pages.kinds import Facts
    from lotgraph.web.pages.sections import Row

MOST: Final = 1000
"""How many claims of a source its query gives."""

PLACES: Final = MappingProxyType(
    {
        "SalaryEstimate": "pay",
        "SkillListing": "skills",
        "ShareObservation": "skills",
        "TitleClaim": "names",
        "EmployerPostingCount": "employers",
        "TextStatement": "work",
        "OccupationRelation": "related",
        "RelatedTitle": "beside",
        "SchemeFact": "facts",
        "SkillRating": "ratings",
        "EmploymentCount": "employment",
        "InterestRating": "surveys",
        "WorkStyleRating": "surveys",
        "RequirementRating": "surveys",
        "RespondentShare": "surveys",
        "JobZoneClaim": "surveys",
    }
)
"""The section of the page of its thing that a claim stands in, by its class."""


def words(name: str) -> str:
    """The local name of a class or property as words: "EmployerPostingCount" gives "employer posting count"."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", re.split(r"[#/:]", name)[-1]).lower()


def _head(facts: Facts) -> dict[str, Any]:
    title = facts.shown.label(facts.iri)
    known = next((each for each in facts.release.about.sources if each.iri == facts.iri), None)
    graph = next((each for each in facts.release.graphs if known and each.name == f"source-{known.id}"), None)
    return {
        "title": title.text,
        "language": title.language,
        "kicker": f"Source · {known.kind if known else 'not listed'} · mark {facts.marks.sign(facts.iri)}",
        "rows": facts.rows["about"],
        "known": known,
        "graph": graph,
    }


def _order(row: Row) -> tuple[Any, ...]:
    return int(row["at"].value) if "at" in row else 0, row["claim"].value, row["class"].value


def _claims(facts: Facts) -> dict[str, Any] | None:
    rows = sorted(facts.rows["claims"], key=_order)
    if not rows:
        return None
    shown = facts.cut("claims", rows)
    seen: set[str] = set()
    lines = []
    for row in shown:
        at = row["at"].value if "at" in row else ""
        name = row["class"].value.rpartition("#")[2]
        # Several claims may stand at one place: its address is that of the first.
        lines.append(
            {"row": row, "id": at if at not in seen else "", "class": words(name), "back": _back(facts, row, name)}
        )
        seen.add(at)
    return {"lines": lines, "count": len(rows), "cut": len(rows) >= MOST, "places": any("at" in row for row in rows)}


def _back(facts: Facts, row: Row, name: str) -> str:
    """Where the claim stands on the page of what it is about."""
    if "about" not in row:
        return ""
    asked = "band" in row or ("thing" in row and "/code/education-level/" in row["thing"].value)
    section = "asked" if name == "ShareObservation" and asked else PLACES.get(name, "")
    return facts.shown.lead(row["about"].value) + (f"#{section}" if section else "")


def place_of(facts: Facts, at: int) -> int:
    """On which page of the claims the place is."""
    places = [int(row["at"].value) if "at" in row else 0 for row in sorted(facts.rows["claims"], key=_order)]
    found = next((index for index, each in enumerate(places) if each >= at), 0)
    return found // SIZE + 1


def _notes(facts: Facts) -> dict[str, Any] | None:
    found = {row["note"].value: row for row in facts.rows["notes"]}
    return {"rows": [row for _, row in sorted(found.items())]} if found else None


def _omissions(facts: Facts) -> list[list[Row]]:
    """What is left out, each with a row for each of its places, in the order of the document."""
    found: dict[str, list[Row]] = {}
    for row in sorted(facts.rows["omitted"], key=lambda row: int(row["at"].value) if "at" in row else 0):
        found.setdefault(row["omission"].value, []).append(row)
    return sorted(found.values(), key=lambda rows: "at" not in rows[0])


def _omitted(facts: Facts) -> dict[str, Any] | None:
    groups = _omissions(facts)
    return {"groups": facts.cut("omitted", groups), "count": len(groups)} if groups else None


def _entries(facts: Facts) -> dict[str, Any] | None:
    rows = facts.rows["entries"]
    if not rows:
        return None
    lines = [
        (row, RELATIONS.get(row["relation"].value.rpartition("#")[2], ""), justification(row))
        for row in sorted(rows, key=lambda row: (facts.name(row, "entry"), row["mapping"].value))
    ]
    return {"lines": facts.cut("entries", lines), "count": len(lines)}


PAGE: Final = Page(
    name="source",
    label="Source",
    classes=frozenset(map(expand, ("lg:SourceDocument", "lg:SourceTable"))),
    sections=(
        Section("about"),
        Section("claims", "Claims", _claims, lambda facts: len(facts.rows["claims"]), place_of),
        Section("notes", "Doubts about its figures", _notes),
        Section("omitted", "On the page, not in the data", _omitted, lambda facts: len(_omissions(facts))),
        Section("entries", "Mappings of its entries", _entries, lambda facts: len(facts.rows["entries"])),
    ),
    head=_head,
)
