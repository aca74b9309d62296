"""The page of an occupation: what it pays and asks for, who hires, what it is, and who says so."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from flask import url_for

from lotgraph.schema.vocabulary import expand
from lotgraph.web import skill_lists
from lotgraph.web.pages import numbers, pay
from lotgraph.web.pages.kinds import Page, Section
from lotgraph.web.views import fit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lotgraph.rdf.store import Term
    from lotgraph.web.pages.kinds import Facts
    from lotgraph.web.pages.presentation import DisplayText
    from lotgraph.web.pages.sections import Row, Rows

FEW: Final = 5
"""So many figures for parts of a country stand with those for the whole; more are a table of their own."""

ALIKE: Final = 8
"""How many occupations that ask for the same are named."""

SHARED: Final = 4
"""How many of the skills that they share."""

DOING: Final = ("duty", "task", "core-task", "supplemental-task", "goal", "specialisation", "workplace", "background")
BRINGING: Final = ("qualification", "requirement")
_CATEGORIES: Final = (
    "defining", "necessary", "essential", "optional", "baseline", "distinguishing", "salary-boosting", "technology",
)  # fmt: skip

RELATIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "exactMatch": "Same as it",
        "closeMatch": "Nearly the same as it",
        "broadMatch": "Part of it",
        "narrowMatch": "Wider than it",
        "relatedMatch": "Related to it",
    }
)
"""The SKOS mapping relations in words, from the thing of the page to the other."""

_TURNED: Final = MappingProxyType({"broadMatch": "narrowMatch", "narrowMatch": "broadMatch"})


@dataclass(frozen=True)
class Skill:
    """A skill in one category, with its share of postings where that is known."""

    shown: DisplayText
    percent: Term | None
    row: Row
    also: tuple[str, ...] = ()


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
        "notes": _notes(facts, rows),
        "elsewhere": sorted(facts.rows["elsewhere"], key=lambda row: facts.name(row, "other")),
    }


def _notes(facts: Facts, rows: Sequence[Row]) -> list[tuple[Term, str]]:
    """The doubts that are noted about the data sets of these rows, each once, with the name of one data set."""
    datasets = {row["dataset"].value for row in rows if "dataset" in row}
    found = {row["note"].value: row for row in facts.rows["notes"] if row["dataset"].value in datasets}
    return [(row["words"], facts.name(row, "dataset")) for _, row in sorted(found.items())]


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


def _skills(facts: Facts) -> dict[str, Any]:
    return _categories(facts, "skills", facts.rows["skills"])


def _technology(facts: Facts) -> dict[str, Any] | None:
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
        "notes": _notes(facts, listed),
    }


def _tools(facts: Facts) -> int:
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


def _asked(facts: Facts) -> dict[str, Any] | None:
    rows = facts.rows["asked"]
    if not rows:
        return None
    tables: list[dict[str, Any]] = []
    for name, title in (("education", "Education"), ("experience", "Experience")):
        found = [row for row in rows if name in row]
        for _, group in groupby(sorted(found, key=_table), key=_table):
            of_table = sorted(
                group, key=lambda row: (int(row["fromYears"].value) if "fromYears" in row else 0, _position(row))
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
    return {"tables": tables, "notes": _notes(facts, rows)}


def _table(row: Row) -> tuple[str, ...]:
    return row["source"].value, row["area"].value, row["period"].value


def _position(row: Row) -> int:
    return int(row["position"].value) if "position" in row else 0


def _employers(facts: Facts) -> dict[str, Any] | None:
    rows = facts.rows["employers"]
    if not rows:
        return None
    tables: list[dict[str, Any]] = []
    totals = {_table(row): row for row in facts.rows["postings"]}
    for key, group in groupby(sorted(rows, key=_table), key=_table):
        ordered = sorted(group, key=lambda row: (-int(row["postings"].value), _position(row)))
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


def _employment(facts: Facts) -> dict[str, Any] | None:
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
            _position(row),
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
        rows, key=lambda row: ("kind" in row, facts.name(row, "kind"), _position(row), facts.name(row, "other"))
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
        key=lambda row: (facts.name(row, "kind"), facts.publisher(row["source"].value), _position(row)),
    )
    groups = groupby(facts.cut("beside", rows), key=lambda row: (row["kind"].value, row["source"].value))
    return {"groups": [(facts.label(kind), source, list(group)) for (kind, source), group in groups]} if rows else None


def mapped(facts: Facts) -> dict[str, Any] | None:
    """The mappings of the thing of the page, those accepted and those proposed."""
    rows = [row for row in facts.rows["mapped"] if "negated" not in row]
    if not rows:
        return None

    def words(row: Row) -> str:
        relation = row["relation"].value.rpartition("#")[2]
        turned = _TURNED.get(relation, relation) if row["direction"].value == "to" else relation
        return RELATIONS.get(turned, relation)

    by = {}
    for standing in ("accepted", "proposed"):
        found = [(row, words(row), justification(row)) for row in rows if row["standing"].value == standing]
        by[standing] = sorted(found, key=lambda each: (facts.name(each[0], "scheme"), facts.name(each[0], "other")))
    return {"by": by}


def justification(row: Row) -> str:
    """How a mapping was found, in words (the terms of SEMAPV)."""
    term = row.get("justification")
    return _JUSTIFICATIONS.get(term.value.rpartition("/")[2], "") if term is not None else "way not stated"


_JUSTIFICATIONS: Final = MappingProxyType(
    {
        "ManualMappingCuration": "judged by hand",
        "LexicalMatching": "by its names",
        "MappingChaining": "through other mappings",
        "UnspecifiedMatching": "way not stated",
    }
)


def sources(facts: Facts) -> dict[str, Any] | None:
    """The sources that speak of the thing of the page, the one with most claims first."""
    rows = sorted(facts.rows["sources"], key=lambda row: -int(row["claims"].value))
    return {"rows": rows, "claims": sum(int(row["claims"].value) for row in rows)} if rows else None


_HALF: Final = 50

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
        Section("skills", "Skills", _skills, lambda facts: len(facts.rows["skills"])),
        Section("technology", "Technology", _technology, _tools),
        Section(
            "ratings", "Skill ratings", ratings, lambda facts: len({row["skill"] for row in facts.rows["ratings"]})
        ),
        Section("asked", "Education, experience", _asked),
        Section("employers", "Employers", _employers),
        Section("employment", "Employment", _employment, lambda facts: len(facts.rows["employment"])),
        Section("work", "What they do", lambda facts: _said("work", DOING, facts)),
        Section("bring", "Requirements", lambda facts: _said("bring", BRINGING, facts)),
        Section("names", "Other names", _names, lambda facts: len(facts.rows["names"])),
        Section("related", "Related occupations", _related, lambda facts: len(facts.rows["related"])),
        Section("beside", "Other titles in the sources", _titles, lambda facts: len(facts.rows["beside"])),
        Section("mapped", "In other taxonomies", mapped),
        Section("sources", "Sources of this page", sources),
    ),
    head=_head,
)
