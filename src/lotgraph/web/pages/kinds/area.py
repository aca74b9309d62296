"""The page of an area: what is known of it, for which occupations, and who says so."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from lotgraph.schema.vocabulary import expand
from lotgraph.web.pages import numbers, pay
from lotgraph.web.pages.kinds import Page, Section

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lotgraph.rdf.terms import Term
    from lotgraph.web.pages.kinds import Facts
    from lotgraph.web.pages.sections import Row

NOT_STATED: Final = "/area/not-stated"
"""The end of the IRI of the area of all figures whose source names none."""


def _head(facts: Facts) -> dict[str, Any]:
    title = facts.shown.label(facts.iri)
    about = facts.rows["about"]
    code = next((row["code"].value for row in about if "code" in row), "not stated")
    return {
        "title": title.text,
        "language": title.language,
        "kicker": f"Area · code {code}",
        "within": sorted({row["within"].value for row in about if "within" in row}),
        "unnamed": facts.iri.endswith(NOT_STATED),
        "keys": (
            ("Occupations with pay", _count(facts, "pay", "occupation"), "median or average"),
            ("Occupations with employment", _count(facts, "employment", "occupation"), "people who work in it"),
            ("Occupations with postings", _count(facts, "postings", "occupation"), "postings seen"),
            ("Employers", _count(facts, "employers", "employer"), "with postings"),
        ),
    }


def _count(facts: Facts, section: str, variable: str) -> int:
    return len({row[variable].value for row in facts.rows[section]})


def _text(row: Row, name: str) -> str:
    return row[name].value if name in row else ""


def figure(row: Row, names: Sequence[str]) -> Term | None:
    """The first of these variables that has a number."""
    return next((row[name] for name in names if name in row), None)


def _number(row: Row, names: Sequence[str]) -> Decimal:
    term = figure(row, names)
    return Decimal(term.value) if term is not None else Decimal(-1)


def _tables(
    facts: Facts, section: str, names: Sequence[str], key: Callable[[Row], tuple[Any, ...]]
) -> list[dict[str, Any]]:
    """The part of a section's rows that this page shows, in a table for each key, the highest figure first.

    Bars are relative to the highest figure of the whole table; a row without a figure is the last.
    """
    rows = facts.rows[section]
    most: dict[tuple[Any, ...], Decimal] = {}
    count: dict[tuple[Any, ...], int] = {}
    for row in rows:
        most[key(row)] = max(most.get(key(row), Decimal(0)), _number(row, names))
        count[key(row)] = count.get(key(row), 0) + 1

    def order(row: Row) -> tuple[Any, ...]:
        return *key(row), -_number(row, names), row["claim"].value

    return [
        {
            "first": group[0],
            "isGroup": of[0] is True,
            "count": count[of],
            "most": most[of],
            "rows": [
                {
                    "row": row,
                    "figure": figure(row, names),
                    "width": round(float(_number(row, names) / most[of] * 100), 2) if most[of] else 0,
                    "period": pay.period(facts, row),
                    "publisher": facts.publisher(row["source"].value),
                }
                for row in group
            ],
        }
        for of, rest in groupby(facts.cut(section, sorted(rows, key=order)), key)
        for group in (list(rest),)
    ]


def _taxonomy(facts: Facts) -> Callable[[Row], tuple[Any, ...]]:
    """Groups of occupations hold the occupations: they have a table of their own, and so has each taxonomy."""
    groups = {row["group"].value for row in facts.rows["groups"]}
    return lambda row: (row["occupation"].value in groups, _text(row, "scheme"))


def _paid(facts: Facts) -> Callable[[Row], tuple[Any, ...]]:
    taxonomy = _taxonomy(facts)

    def key(row: Row) -> tuple[Any, ...]:
        # An amount without a period is shown beside those for a year, and says so in its row.
        period = _text(row, "payPeriod") or pay.YEAR
        return *taxonomy(row), _text(row, "statistic"), _text(row, "currency"), period != pay.YEAR, period

    return key


def _pay(facts: Facts) -> dict[str, Any] | None:
    tables = _tables(facts, "pay", ("amount", "atLeast"), _paid(facts))
    for table in tables:
        period = _text(table["first"], "payPeriod") or pay.YEAR
        table["of"] = pay.PERIODS.get(period, period)
    return {"tables": tables} if tables else None


def _employment(facts: Facts) -> dict[str, Any] | None:
    tables = _tables(facts, "employment", ("employment",), _taxonomy(facts))
    return {"tables": tables} if tables else None


def _postings(facts: Facts) -> dict[str, Any] | None:
    tables = _tables(facts, "postings", ("postings",), _taxonomy(facts))
    return {"tables": tables} if tables else None


def _employers(facts: Facts) -> dict[str, Any] | None:
    tables = _tables(facts, "employers", ("postings",), lambda row: (row["occupation"].value, row["source"].value))
    return {"tables": tables} if tables else None


def _shares(facts: Facts) -> dict[str, Any] | None:
    tables = _tables(facts, "shares", ("percent",), lambda row: (row["occupation"].value, row["source"].value))
    for table in tables:
        table["decimals"] = numbers.decimals(each["figure"].value for each in table["rows"] if each["figure"])
    return {"tables": tables} if tables else None


def _parts(facts: Facts) -> dict[str, Any] | None:
    rows = sorted(facts.rows["parts"], key=lambda row: facts.name(row, "area"))
    return {"rows": facts.cut("parts", rows), "count": len(rows)} if rows else None


def _sources(facts: Facts) -> dict[str, Any] | None:
    rows = sorted(facts.rows["sources"], key=lambda row: -int(row["claims"].value))
    return {"rows": rows, "claims": sum(int(row["claims"].value) for row in rows)} if rows else None


def _length(name: str) -> Callable[[Facts], int]:
    return lambda facts: len(facts.rows[name])


PAGE: Final = Page(
    name="area",
    label="Area",
    classes=frozenset((expand("lg:Region"),)),
    sections=(
        Section("about"),
        Section("groups"),
        Section("pay", "Pay", _pay, _length("pay")),
        Section("employment", "Employment", _employment, _length("employment")),
        Section("postings", "Postings", _postings, _length("postings")),
        Section("employers", "Employers", _employers, _length("employers")),
        Section("shares", "Asked for in postings", _shares, _length("shares")),
        Section("parts", "Areas within it", _parts, _length("parts")),
        Section("sources", "Sources of this page", _sources),
    ),
    head=_head,
)
