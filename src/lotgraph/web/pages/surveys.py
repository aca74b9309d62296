"""The section of an occupation's page on interests, work styles and required preparation."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from lotgraph.schema.vocabulary import expand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lotgraph.web.pages.kinds import Facts
    from lotgraph.web.pages.sections import Row

_RATED: Final = {
    "Interest": expand("lg:InterestRating"),
    "Work style": expand("lg:WorkStyleRating"),
    "Requirement": expand("lg:RequirementRating"),
}


def surveys(facts: Facts) -> dict[str, Any] | None:
    """The job zones, a table for each kind of rating with a column for each scale, a table for each requirement."""
    rows = facts.rows["surveys"]
    if not rows:
        return None
    shares = sorted(_of_class(rows, expand("lg:RespondentShare")), key=_order)
    return {
        "zones": _of_class(rows, expand("lg:JobZoneClaim")),
        "ratings": [
            table for title, kind in _RATED.items() if (table := _ratings(title, _of_class(rows, kind), facts))
        ],
        "shares": [list(group) for _, group in groupby(shares, key=lambda row: row["thing"].value)],
    }


def _of_class(rows: Sequence[Row], kind: str) -> list[Row]:
    return [row for row in rows if row["class"].value == kind]


def _order(row: Row) -> tuple[str, int, str]:
    """Levels in the order of the numbers in their codes."""
    code = row["levelCode"].value
    number = re.search(r"[0-9]+$", code)
    return row["thing"].value, int(number[0]) if number else 0, code


def _ratings(title: str, rows: Sequence[Row], facts: Facts) -> dict[str, Any] | None:
    if not rows:
        return None
    scales = sorted({row["scale"].value for row in rows})
    things: dict[str, dict[str, Row]] = {}
    for row in rows:
        things.setdefault(row["thing"].value, {})[row["scale"].value] = row
    labels = {thing: facts.shown.label(thing) for thing in things}
    return {
        "title": title,
        "scales": [(scale, facts.shown.label(scale)) for scale in scales],
        "rows": sorted(((labels[thing], rated) for thing, rated in things.items()), key=lambda each: each[0].text),
    }
