"""The page of an area: how many work there in which occupations, what they pay, who hires."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lotgraph.vocabulary import expand
from lotgraph.web import pay
from lotgraph.web.kinds import Page, Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lotgraph.web.kinds import Facts
    from lotgraph.web.sections import Row


def _head(facts: Facts) -> dict[str, Any]:
    title = facts.shown.label(facts.iri)
    about = facts.rows["about"][0] if facts.rows["about"] else {}
    code = f" · code {about['code'].value}" if "code" in about else ""
    return {
        "title": title.text,
        "language": title.language,
        "kicker": f"Area{code}",
        "whole": facts.label(about.get("whole")),
        "figures": facts.rows["claims"][0]["figures"] if facts.rows["claims"] else None,
    }


def _employment(facts: Facts) -> dict[str, Any] | None:
    rows = sorted(facts.rows["employment"], key=lambda row: -int(row["employment"].value))
    quotients = any("quotient" in row for row in rows)
    return {"rows": facts.cut("employment", rows), "quotients": quotients} if rows else None


def _paid(facts: Facts) -> Sequence[Row]:
    """The figures of one statistic, the median where there is one, the highest first."""
    rows = [row for row in facts.rows["pay"] if "amount" in row or "atLeast" in row]
    codes = {row["statisticCode"].value for row in rows}
    chosen = "median" if "median" in codes else "average"
    return sorted((row for row in rows if row["statisticCode"].value == chosen), key=lambda row: -pay.value(row))


def _pay(facts: Facts) -> dict[str, Any] | None:
    rows = _paid(facts)
    if not rows:
        return None
    most = pay.value(rows[0])
    return {
        "lines": [(row, round(float(pay.value(row) / most * 100), 2) if most else 0) for row in facts.cut("pay", rows)],
        "most": most,
        "statistic": facts.name(rows[0], "statistic"),
        "currency": rows[0]["currency"].value if "currency" in rows[0] else "",
        "least": sum("amount" not in row for row in rows),
    }


def _postings(facts: Facts) -> dict[str, Any] | None:
    rows = sorted(facts.rows["postings"], key=lambda row: ("employer" in row, -int(row["postings"].value)))
    lines = [(row, pay.period(facts, row)) for row in facts.cut("postings", rows)]
    return {"lines": lines} if rows else None


def _parts(facts: Facts) -> dict[str, Any] | None:
    rows = sorted(facts.rows["parts"], key=lambda row: facts.name(row, "part"))
    return {"rows": facts.cut("parts", rows)} if rows else None


PAGE: Final = Page(
    name="area",
    label="Area",
    classes=frozenset((expand("lg:Region"),)),
    sections=(
        Section("about"),
        Section("claims"),
        Section("pay", "What occupations pay", _pay, lambda facts: len(_paid(facts))),
        Section("employment", "Employment", _employment, lambda facts: len(facts.rows["employment"])),
        Section("postings", "Postings", _postings, lambda facts: len(facts.rows["postings"])),
        Section("parts", "Its parts", _parts, lambda facts: len(facts.rows["parts"])),
    ),
    head=_head,
)
