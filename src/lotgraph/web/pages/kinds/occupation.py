"""The page of an occupation: what it pays and asks for, who hires, what it is, and who says so."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from flask import url_for

from lotgraph.schema.vocabulary import expand
from lotgraph.web import skill_lists
from lotgraph.web.pages import pay
from lotgraph.web.pages.kinds import Page, Section
from lotgraph.web.pages.surveys import surveys
from lotgraph.web.views import fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lotgraph.rdf.terms import Term
    from lotgraph.web.pages.kinds import Facts
    from lotgraph.web.pages.sections import Row, Rows
from lotgraph.web.pages import demand, links, marks, skills

FEW: Final = 5
"""So many figures for parts of a country stand with those for the whole; more are a table of their own."""


ALIKE: Final = 8
"""How many occupations that ask for the same are named."""


SHARED: Final = 4
"""How many of the skills that they share."""


DOING: Final = ("duty", "task", "core-task", "supplemental-task", "goal", "specialisation", "workplace", "background")


BRINGING: Final = ("qualification", "requirement")


def _one(rows: Rows, name: str) -> Term | None:
    return next((row[name] for row in rows if name in row), None)


def _head(facts: Facts) -> dict[str, Any]:
    about = facts.rows["about"]
    title = facts.shown.label(facts.iri)
    scheme = facts.label(_one(about, "scheme"))
    version = _one(about, "version")
    code = _one(about, "code")
    kicker = ["Occupation"]
    if scheme is not None:
        kicker.append(f"{scheme.text}{f', version {version.value}' if version else ''}")
    kicker.append(f"code {code.value}" if code else "code not stated")
    definitions = [row for row in facts.rows["work"] if row["kindCode"].value == "definition" and "words" in row]
    return {
        "title": title.text,
        "language": title.language,
        "kicker": " · ".join(kicker),
        "path": _path(facts),
        "description": _best(facts, about, "description") or _best(facts, about, "definition"),
        "definitions": sorted(definitions, key=lambda row: ("mapping" in row, facts.publisher(row["source"].value))),
        "keys": _keys(facts),
        "names": sorted({row["title"].value for row in facts.rows["names"]}, key=lambda each: (len(each), each))[:3],
    }


def _best(facts: Facts, rows: Rows, name: str) -> Term | None:
    return facts.shown.choose(row[name] for row in rows if name in row)


def _path(facts: Facts) -> list[dict[str, Any]]:
    """From the top of the taxonomy down to the occupation; of several parents the first by its code."""
    rows: dict[str, Row] = {}
    for row in sorted(facts.rows["path"], key=lambda row: row["parent"].value if "parent" in row else ""):
        rows.setdefault(row["node"].value, row)
    steps: list[dict[str, Any]] = []
    node: str | None = facts.iri
    while node in rows:
        row = rows.pop(node)
        code = row.get("code")
        steps.append(
            {
                "shown": facts.shown.label(node),
                "code": code.value if code else "",
                "level": facts.label(row.get("level")),
            }
        )
        node = row["parent"].value if "parent" in row else None
    return steps[::-1]


def _keys(facts: Facts) -> list[dict[str, Any]]:
    """The figures that most come for, each with its mark; one that nobody states is left out, but for pay."""
    keys = [_pay_key(facts)]
    for row in sorted(facts.rows["postings"], key=lambda row: -int(row["postings"].value))[:2]:
        area = facts.name(row, "area")
        keys.append(
            {"name": f"Postings, {area}", "row": row, "figure": row["postings"], "note": pay.period(facts, row)}
        )
    if not facts.rows["postings"]:
        national = [row for row in facts.rows["employment"] if "country" not in row]
        keys += [
            {"name": f"Employment, {facts.name(row, 'area')}", "row": row, "figure": row["employment"], "note": ""}
            for row in national[:1]
        ]
    shares = [row for row in facts.rows["skills"] if "percent" in row]
    keys.append(_most(facts, shares, "skill", "Most asked skill"))
    if not shares:
        categories = Counter(row["category"].value for row in facts.rows["skills"])
        keys += [
            {"name": f"Skills, {facts.shown.label(category).text.lower()}", "count": count}
            for category, count in sorted(categories.items())
        ]
    keys.append(
        _most(facts, [row for row in facts.rows["asked"] if "experience" in row], "experience", "Most asked experience")
    )
    keys.append(
        _most(facts, [row for row in facts.rows["asked"] if "education" in row], "education", "Most asked education")
    )
    return [each for each in keys if each]


def _pay_key(facts: Facts) -> dict[str, Any]:
    for code, name in (("average", "Average pay"), ("median", "Median pay")):
        rows = [
            row
            for row in facts.rows["pay"]
            if row["code"].value == code
            and "fromYears" not in row
            and pay.is_yearly(row)
            and ("amount" in row or "atLeast" in row)
        ]
        if rows:
            area = rows[0]["area"]
            same = sorted((row for row in rows if row["area"] == area), key=pay.value)
            return {"name": f"{name}, {facts.name(rows[0], 'area')}", "pay": same}
    return {"name": "Pay"}


def _most(facts: Facts, rows: Sequence[Row], thing: str, name: str) -> dict[str, Any]:
    if not rows:
        return {}
    most = max(rows, key=lambda row: Decimal(row["percent"].value))
    return {"name": name, "thing": facts.name(most, thing), "row": most, "percent": most["percent"]}


def _pay(facts: Facts) -> dict[str, Any]:
    rows = [row for row in facts.rows["pay"] if "amount" in row or "atLeast" in row]
    regions = [row for row in facts.rows["regions"] if "amount" in row or "atLeast" in row]
    shown = rows + (regions if len(regions) <= FEW else [])
    return {
        "panels": pay.panels(facts, shown),
        "count": len(shown),
        "notes": marks.notes_on(facts, rows),
        "elsewhere": sorted(facts.rows["elsewhere"], key=lambda row: facts.name(row, "other")),
    }


def _regions(facts: Facts) -> dict[str, Any] | None:
    rows = [row for row in facts.rows["regions"] if pay.is_yearly(row)]
    rows = [row for row in rows if "amount" in row or "atLeast" in row]
    if len(rows) <= FEW:
        return None
    code = "median" if any(row["code"].value == "median" for row in rows) else "average"
    chosen = sorted(
        (row for row in rows if row["code"].value == code), key=lambda row: (-pay.value(row), facts.name(row, "area"))
    )
    most = pay.value(chosen[0])
    return {
        "rows": facts.cut("regions", chosen),
        "most": most,
        "statistic": facts.name(chosen[0], "statistic"),
        "width": {row["claim"].value: round(float(pay.value(row) / most * 100), 2) for row in chosen},
    }


def _said(section: str, codes: Sequence[str], facts: Facts) -> dict[str, Any] | None:
    """The statements of these kinds by source, nested ones under theirs."""
    rows = [row for row in facts.rows[section] if row["kindCode"].value in codes]
    if not rows:
        return None
    known = {row["claim"].value for row in rows}
    inner: dict[str, list[Row]] = {}
    for row in rows:
        if "within" in row and row["within"].value in known:
            inner.setdefault(row["within"].value, []).append(row)

    def order(row: Row) -> tuple[Any, ...]:
        place = int(row["at"].value) if "at" in row else 0
        return (
            codes.index(row["kindCode"].value),
            facts.publisher(row["source"].value),
            place,
            demand.position(row),
            row["claim"].value,
        )

    outer = [row for row in rows if "within" not in row or row["within"].value not in known]
    groups = [
        {
            "kind": facts.label(kind),
            "publisher": facts.publisher(source),
            "rows": [(row, sorted(inner.get(row["claim"].value, ()), key=order)) for row in group],
        }
        for (kind, source), group in _by_two(sorted(outer, key=order), "kind", "source")
    ]
    return {"groups": groups, "count": len(rows)}


def _by_two(rows: Sequence[Row], one: str, two: str) -> list[tuple[tuple[str, str], list[Row]]]:
    return [(key, list(group)) for key, group in groupby(rows, key=lambda row: (row[one].value, row[two].value))]


def _names(facts: Facts) -> dict[str, Any] | None:
    rows = facts.rows["names"]
    if not rows:
        return None
    ordered = sorted(
        rows,
        key=lambda row: (
            facts.name(row, "kind") or "~",
            row["title"].language != "en",
            row["title"].language,
            row["title"].value.casefold(),
        ),
    )
    shown = facts.cut("names", ordered)
    return {
        "groups": [
            (facts.label(kind) if kind else None, list(group))
            for kind, group in groupby(shown, key=lambda row: row["kind"].value if "kind" in row else "")
        ],
        "count": len(rows),
        "sources": len({row["source"].value for row in rows if "source" in row}),
    }


def _related(facts: Facts) -> dict[str, Any] | None:
    rows = facts.rows["related"]
    alike = _alike(facts)
    if not rows and not alike:
        return None
    ordered = sorted(
        rows, key=lambda row: ("kind" in row, facts.name(row, "kind"), demand.position(row), facts.name(row, "other"))
    )
    shown = facts.cut("related", ordered)
    return {
        "groups": [
            (facts.label(kind) if kind else None, list(group))
            for kind, group in groupby(shown, key=lambda row: row["kind"].value if "kind" in row else "")
        ],
        "count": len(rows),
        "alike": alike,
        "measure": url_for("fit.fit", occupation=fit.short(facts.release, "occupation", facts.iri)),
    }


def _alike(facts: Facts) -> list[dict[str, Any]]:
    """The occupations that ask for what tells most of this one, each with the skills that both ask for."""
    lists = skill_lists.lists_of(facts.release)
    return [
        {
            "shown": facts.shown.label(ranked.occupation),
            "score": f"{ranked.score:.1f}",
            "count": len(shared),
            "skills": [facts.shown.label(part.found) for part in shared[:SHARED]],
        }
        for ranked, shared in lists.like(facts.iri, ALIKE)
    ]


def _titles(facts: Facts) -> dict[str, Any] | None:
    """Titles that sources put beside the occupation and that are no concepts here."""
    rows = sorted(
        facts.rows["beside"],
        key=lambda row: (facts.name(row, "kind"), facts.publisher(row["source"].value), demand.position(row)),
    )
    groups = groupby(facts.cut("beside", rows), key=lambda row: (row["kind"].value, row["source"].value))
    return {"groups": [(facts.label(kind), source, list(group)) for (kind, source), group in groups]} if rows else None


PAGE: Final = Page(
    name="occupation",
    label="Occupation",
    classes=frozenset((expand("lg:Occupation"),)),
    sections=(
        Section("about"),
        Section("path"),
        Section("postings"),
        Section("notes"),
        Section("elsewhere"),
        Section("pay", "Pay", _pay),
        Section("regions", "Pay by area", _regions),
        Section("skills", "Skills", skills.list_skills, lambda facts: len(facts.rows["skills"])),
        Section("technology", "Technology", skills.list_technology, skills.count_tools),
        Section(
            "ratings",
            "Skill ratings",
            skills.ratings,
            lambda facts: len({row["skill"] for row in facts.rows["ratings"]}),
        ),
        Section("asked", "Education, experience", demand.list_requirements),
        Section("surveys", "Interests, work styles, preparation", surveys),
        Section("employers", "Employers", demand.list_employers),
        Section("employment", "Employment", demand.list_employment, lambda facts: len(facts.rows["employment"])),
        Section("work", "What they do", lambda facts: _said("work", DOING, facts)),
        Section("bring", "Requirements", lambda facts: _said("bring", BRINGING, facts)),
        Section("names", "Other names", _names, lambda facts: len(facts.rows["names"])),
        Section("related", "Related occupations", _related, lambda facts: len(facts.rows["related"])),
        Section("beside", "Other titles in the sources", _titles, lambda facts: len(facts.rows["beside"])),
        Section("mapped", "In other taxonomies", links.mapped),
        Section("sources", "Sources of this page", links.sources),
    ),
    head=_head,
)
