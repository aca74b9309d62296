"""The skills of an occupation: by category, as technology, and rated."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from lotgraph.web.pages import marks, numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lotgraph.rdf.terms import Term
    from lotgraph.web.pages.kinds import Facts
    from lotgraph.web.pages.presentation import DisplayText
    from lotgraph.web.pages.sections import Row, Rows


_CATEGORIES: Final = (
    "defining", "necessary", "essential", "optional", "baseline", "distinguishing", "salary-boosting", "technology",
)  # fmt: skip


@dataclass(frozen=True)
class Skill:
    """A skill in one category, with its share of postings where that is known."""

    shown: DisplayText
    percent: Term | None
    row: Row
    also: tuple[str, ...] = ()


def list_skills(facts: Facts) -> dict[str, Any]:
    """The skills listed for the occupation."""
    return _categories(facts, "skills", facts.rows["skills"])


def list_technology(facts: Facts) -> dict[str, Any] | None:
    """The technology listed for it; None where there is none."""
    return _categories(facts, "technology", facts.rows["technology"]) if facts.rows["technology"] else None


def _categories(facts: Facts, section: str, listed: Sequence[Row]) -> dict[str, Any]:
    """The categories, those with shares first; of the skills in them the part that this page shows."""
    overlays: dict[str, list[str]] = {}
    for row in listed:
        overlays.setdefault(row["skill"].value, []).append(row["category"].value)
    if section == "technology":
        # What is hot or in demand is technology too: a tag, not a second list.
        listed = [row for row in listed if row["categoryCode"].value == "technology"] or listed
    with_shares = {row["category"].value for row in listed if "percent" in row}

    def order(row: Row) -> tuple[Any, ...]:
        code = row["categoryCode"].value
        place = _CATEGORIES.index(code) if code in _CATEGORIES else len(_CATEGORIES)
        share = -Decimal(row["percent"].value) if "percent" in row else Decimal(1)
        return row["category"].value not in with_shares, place, code, share, facts.name(row, "skill").casefold()

    ordered = sorted(listed, key=order)
    totals = Counter(row["category"].value for row in listed)
    summary = [
        {
            "category": facts.label(category),
            "code": group[0]["categoryCode"].value,
            "count": len(group),
            "stated": sum("percent" in row for row in group),
        }
        for category, group in _group(ordered, "category")
    ]
    shown = [
        {
            "category": facts.label(category),
            "code": group[0]["categoryCode"].value,
            "decimals": numbers.decimals(row["percent"].value for row in group if "percent" in row),
            "skills": [
                Skill(
                    facts.shown.label(row["skill"].value),
                    row.get("percent"),
                    row,
                    tuple(facts.shown.label(each).text for each in overlays[row["skill"].value] if each != category),
                )
                for row in group
            ],
            "count": totals[category],
            "shares": any("percent" in row for row in group),
        }
        for category, group in _group(facts.cut(section, ordered), "category")
    ]
    stated = sum("percent" in row for row in listed)
    top = sorted((row for row in listed if "percent" in row), key=lambda row: -Decimal(row["percent"].value))
    return {
        "summary": summary,
        "groups": shown,
        "count": len({row["skill"].value for row in listed}),
        "listings": len(listed),
        "stated": stated,
        "half": [row for row in top if Decimal(row["percent"].value) > _HALF],
        "sources": sorted({row["source"].value for row in listed}),
        "notes": marks.notes_on(facts, listed),
    }


def count_tools(facts: Facts) -> int:
    """How many tools there are, each once."""
    rows = facts.rows["technology"]
    return sum(row["categoryCode"].value == "technology" for row in rows) or len(rows)


def _group(rows: Sequence[Row], name: str) -> list[tuple[str, list[Row]]]:
    return [(key, list(group)) for key, group in groupby(rows, key=lambda row: row[name].value)]


def ratings(facts: Facts, rated: str = "skill") -> dict[str, Any] | None:
    """The ratings in a line for each thing of the variable ``rated``, a column for each scale."""
    rows = facts.rows["ratings"]
    if not rows:
        return None
    things: dict[str, dict[str, Row]] = {}
    for row in rows:
        things.setdefault(row[rated].value, {})[row["scaleCode"].value] = row
    scales = sorted({row["scaleCode"].value for row in rows}, key=lambda code: (code != "importance", code))

    def order(thing: str) -> tuple[Any, ...]:
        first = things[thing].get(scales[0])
        return -Decimal(first["rating"].value) if first else Decimal(1), facts.shown.label(thing).text

    ordered = sorted(things, key=order)
    return {
        "scales": [{"code": code, "label": _name(facts, rows, code), "ends": SCALES.get(code)} for code in scales],
        "rows": [(facts.shown.label(each), things[each]) for each in facts.cut("ratings", ordered)],
        "count": len(ordered),
    }


def _name(facts: Facts, rows: Rows, code: str) -> DisplayText | None:
    return next((facts.label(row["scale"]) for row in rows if row["scaleCode"].value == code), None)


SCALES: Final = MappingProxyType({"importance": (1, 5), "level": (0, 7)})
"""The ends of the scales of O*NET, as its documentation gives them."""


_HALF: Final = 50
