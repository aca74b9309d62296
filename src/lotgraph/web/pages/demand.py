"""What employers ask for: education and experience, who has postings, and how many people work there."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from lotgraph.web.pages import marks, numbers, pay

if TYPE_CHECKING:
    from lotgraph.web.pages.kinds import Facts
    from lotgraph.web.pages.sections import Row


def list_requirements(facts: Facts) -> dict[str, Any] | None:
    """The education and the experience asked for, a table for each source, area and period."""
    rows = facts.rows["asked"]
    if not rows:
        return None
    tables: list[dict[str, Any]] = []
    for name, title in (("education", "Education"), ("experience", "Experience")):
        found = [row for row in rows if name in row]
        for _, group in groupby(sorted(found, key=_table), key=_table):
            of_table = sorted(
                group, key=lambda row: (int(row["fromYears"].value) if "fromYears" in row else 0, position(row))
            )
            total = sum(Decimal(row["percent"].value) for row in of_table)
            tables.append(
                {
                    "title": title,
                    "thing": name,
                    "rows": of_table,
                    "area": facts.name(of_table[0], "area"),
                    "period": pay.period(facts, of_table[0]),
                    "publisher": facts.publisher(of_table[0]["source"].value),
                    "sum": total,
                    "decimals": numbers.decimals(row["percent"].value for row in of_table),
                }
            )
    return {"tables": tables, "notes": marks.notes_on(facts, rows)}


def _table(row: Row) -> tuple[str, ...]:
    return row["source"].value, row["area"].value, row["period"].value


def position(row: Row) -> int:
    """The place in the order of its source, 0 where it has none."""
    return int(row["position"].value) if "position" in row else 0


def list_employers(facts: Facts) -> dict[str, Any] | None:
    """Employers by postings, a table for each area, source and period."""
    rows = facts.rows["employers"]
    if not rows:
        return None
    tables: list[dict[str, Any]] = []
    totals = {_table(row): row for row in facts.rows["postings"]}
    for key, group in groupby(sorted(rows, key=_table), key=_table):
        ordered = sorted(group, key=lambda row: (-int(row["postings"].value), position(row)))
        most = int(ordered[0]["postings"].value)
        total, together = totals.get(key), sum(int(row["postings"].value) for row in ordered)
        part = None
        if total is not None and int(total["postings"].value):
            part = (Decimal(together) / int(total["postings"].value) * 100).quantize(Decimal("0.1"))
        tables.append(
            {
                "area": facts.name(ordered[0], "area"),
                "rows": [
                    (row, round(int(row["postings"].value) / most * 100, 2) if most else 0) for row in ordered[:SHOWN]
                ],
                "more": max(0, len(ordered) - SHOWN),
                "together": together,
                "part": part,
                "total": total,
                "period": pay.period(facts, ordered[0]),
            }
        )
    tables.sort(key=lambda table: -int(table["rows"][0][0]["postings"].value))
    return {"tables": tables, "count": len({row["employer"].value for row in rows})}


SHOWN: Final = 50
"""How many employers of an area are shown."""


def list_employment(facts: Facts) -> dict[str, Any] | None:
    """How many people work in it, the whole country first, then its parts."""
    rows = sorted(facts.rows["employment"], key=lambda row: ("country" in row, -int(row["employment"].value)))
    if not rows:
        return None
    parts = [int(row["employment"].value) for row in rows if "country" in row]
    most = max(parts, default=0)
    shown = [
        (row, round(int(row["employment"].value) / most * 100, 2) if "country" in row and most else None)
        for row in facts.cut("employment", rows)
    ]
    return {"rows": shown, "parts": len(parts), "period": pay.period(facts, rows[0])}
