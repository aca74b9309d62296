"""The page of a skill: which occupations ask for it, how much, who says so, and what it is in other taxonomies."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from lotgraph.vocabulary import expand
from lotgraph.web import numbers
from lotgraph.web.kinds import Page, Section
from lotgraph.web.kinds.occupation import mapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lotgraph.store import Term
    from lotgraph.web.kinds import Facts
    from lotgraph.web.sections import Row

_WAYS: Final = {
    "above": "Above it",
    "below": "Below it",
    "needs": "Skills that it needs or profits from",
    "needed": "Skills that need or profit from it",
}


def _head(facts: Facts) -> dict[str, Any]:
    about = facts.rows["about"]
    title = facts.shown.label(facts.iri)
    first = about[0] if about else {}
    kicker = ["Skill"]
    if "scheme" in first:
        version = f", version {first['version'].value}" if "version" in first else ""
        kicker.append(f"{facts.name(first, 'scheme')}{version}")
    if "code" in first:
        kicker.append(f"code {first['code'].value}")
    asked = facts.rows["asked"]
    shares = [row for row in asked if "percent" in row]
    return {
        "title": title.text,
        "language": title.language,
        "kicker": " · ".join(kicker),
        "description": _best(facts, "description") or _best(facts, "definition") or _best(facts, "scope"),
        "type": facts.label(first.get("type")),
        "reuse": facts.label(first.get("reuse")),
        "occupations": len({row["occupation"].value for row in (*asked, *facts.rows["rated"])}),
        "sources": len({row["source"].value for row in (*asked, *facts.rows["rated"], *facts.rows["said"])}),
        "most": max(shares, key=lambda row: Decimal(row["percent"].value)) if shares else None,
        "names": sorted({row["name"].value for row in facts.rows["names"]}, key=lambda each: (len(each), each))[:3],
    }


def _best(facts: Facts, name: str) -> Term | None:
    return facts.shown.choose(row[name] for row in facts.rows["about"] if name in row)


def _asked(facts: Facts) -> dict[str, Any] | None:
    rows = facts.rows["asked"]
    if not rows:
        return None
    shown = facts.cut("asked", sorted(rows, key=_order))
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["category"].value] = counts.get(row["category"].value, 0) + 1
    return {
        "rows": shown,
        "shares": any("percent" in row for row in rows),
        "decimals": numbers.decimals(row["percent"].value for row in shown if "percent" in row),
        "categories": sorted(
            ((facts.shown.label(category), count) for category, count in counts.items()), key=lambda each: -each[1]
        ),
        "count": len(rows),
    }


def _order(row: Row) -> tuple[Any, ...]:
    share = -Decimal(row["percent"].value) if "percent" in row else Decimal(1)
    return share, row["category"].value, _code(row), row["occupation"].value


def _code(row: Row) -> str:
    return row["code"].value if "code" in row else ""


def _ratings(rows: Sequence[Row]) -> dict[str, dict[str, Row]]:
    """The ratings of each occupation by the scale, the most important first."""
    found: dict[str, dict[str, Row]] = {}
    for row in rows:
        found.setdefault(row["occupation"].value, {})[row["scaleCode"].value] = row

    def order(rated: tuple[str, dict[str, Row]]) -> tuple[Any, ...]:
        row = rated[1].get("importance") or next(iter(rated[1].values()))
        return -Decimal(row["rating"].value), _code(row)

    return dict(sorted(found.items(), key=order))


def _rated(facts: Facts) -> dict[str, Any] | None:
    rows = facts.rows["rated"]
    if not rows:
        return None
    scales = sorted({(row["scaleCode"].value, row["scale"].value) for row in rows})
    lines = [(facts.label(occupation), rated) for occupation, rated in _cut(facts, rows)]
    return {"scales": [(code, facts.shown.label(scale)) for code, scale in scales], "lines": lines}


def _cut(facts: Facts, rows: Sequence[Row]) -> Sequence[tuple[str, dict[str, Row]]]:
    return facts.cut("rated", list(_ratings(rows).items()))


def _said(facts: Facts) -> dict[str, Any] | None:
    rows = sorted(
        facts.rows["said"],
        key=lambda row: (facts.publisher(row["source"].value), int(row["at"].value) if "at" in row else 0),
    )
    return {"rows": facts.cut("said", rows)} if rows else None


def _names(facts: Facts) -> dict[str, Any] | None:
    rows = sorted(facts.rows["names"], key=lambda row: (row["name"].language, row["name"].value.casefold()))
    return {"rows": facts.cut("names", rows), "count": len(rows)} if rows else None


def _near(facts: Facts) -> dict[str, Any] | None:
    rows = facts.rows["near"]
    if not rows:
        return None
    ordered = sorted(rows, key=lambda row: (list(_WAYS).index(row["way"].value), facts.name(row, "other").casefold()))
    shown = facts.cut("near", ordered)
    groups = [(title, [row for row in shown if row["way"].value == way]) for way, title in _WAYS.items()]
    return {"groups": [(title, group) for title, group in groups if group]}


PAGE: Final = Page(
    name="skill",
    label="Skill",
    classes=frozenset(map(expand, ("lg:Skill", "lg:SkillGroup"))),
    sections=(
        Section("about"),
        Section("asked", "Who asks for it", _asked, lambda facts: len(facts.rows["asked"])),
        Section("rated", "How it is rated", _rated, lambda facts: len(_ratings(facts.rows["rated"]))),
        Section("said", "Where sources speak of it", _said, lambda facts: len(facts.rows["said"])),
        Section("near", "Skills near it", _near, lambda facts: len(facts.rows["near"])),
        Section("names", "Other names", _names, lambda facts: len(facts.rows["names"])),
        Section("mapped", "In other taxonomies", mapped),
    ),
    head=_head,
)
