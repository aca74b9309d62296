"""The page of an employer: for which occupations it hires and where, beside which others, and what is said of it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from lotgraph.vocabulary import expand
from lotgraph.web import pay
from lotgraph.web.kinds import Page, Section

if TYPE_CHECKING:
    from lotgraph.web.kinds import Facts
    from lotgraph.web.sections import Row

_KEYS: Final = 3
"""So many counts of postings stand at the top of the page."""


def _count(row: Row) -> int:
    return int(row["postings"].value)


def _group(row: Row) -> tuple[str, ...]:
    """What must agree for the counts of two employers to be compared."""
    return row["occupation"].value, row["area"].value, row["source"].value


def _rank(facts: Facts, row: Row) -> tuple[int, int]:
    """The place of the employer among those that the same source lists for the occupation and area."""
    others = [_count(each) for each in facts.rows["beside"] if _group(each) == _group(row)]
    return 1 + sum(each > _count(row) for each in others), len(others)


def _head(facts: Facts) -> dict[str, Any]:
    title = facts.shown.label(facts.iri)
    rows = sorted(facts.rows["postings"], key=_count, reverse=True)
    keys = [
        {"row": row, "area": facts.name(row, "area"), "rank": _rank(facts, row), "part": _part(facts, row)}
        for row in rows[:_KEYS]
    ]
    return {"title": title.text, "language": title.language, "kicker": "Employer", "keys": keys}


def _total(facts: Facts, row: Row) -> Row | None:
    same = (each for each in facts.rows["totals"] if _group(each) == _group(row) and each["period"] == row["period"])
    return next(same, None)


def _part(facts: Facts, row: Row) -> Decimal | None:
    """Which part of all postings of the occupation in the area are the employer's, in percent."""
    total = _total(facts, row)
    if total is None or not int(total["total"].value):
        return None
    return (Decimal(100 * _count(row)) / int(total["total"].value)).quantize(Decimal("0.01"))


def _postings(facts: Facts) -> dict[str, Any]:
    rows = sorted(facts.rows["postings"], key=_count, reverse=True)
    lines = [
        {
            "row": row,
            "rank": _rank(facts, row),
            "part": _part(facts, row),
            "total": _total(facts, row),
            "period": pay.period(facts, row),
        }
        for row in facts.cut("postings", rows)
    ]
    return {"lines": lines}


def _beside(facts: Facts) -> dict[str, Any] | None:
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in sorted(facts.rows["beside"], key=lambda row: (-_count(row), facts.name(row, "employer"))):
        groups.setdefault(_group(row), []).append(row)
    several = [rows for rows in groups.values() if len(rows) > 1]
    if not several:
        return None
    several.sort(key=lambda rows: -_count(rows[0]))
    return {
        "groups": [
            {
                "title": f"{facts.name(rows[0], 'occupation')}, {facts.name(rows[0], 'area')}",
                "rows": [(row, round(100 * _count(row) / max(1, _count(rows[0])), 2)) for row in rows],
            }
            for rows in several
        ]
    }


def _said(facts: Facts) -> dict[str, Any] | None:
    rows = sorted(facts.rows["said"], key=lambda row: (facts.name(row, "kind"), row["value"].value))
    return {"rows": rows} if rows else None


PAGE: Final = Page(
    name="employer",
    label="Employer",
    classes=frozenset((expand("lg:Employer"),)),
    sections=(
        Section("postings", "What it looks for", _postings, lambda facts: len(facts.rows["postings"])),
        Section("totals"),
        Section("beside", "Beside other employers", _beside),
        Section("said", "What is said of it", _said),
    ),
    head=_head,
)
