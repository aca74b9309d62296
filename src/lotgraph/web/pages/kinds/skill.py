"""The page of a skill: who asks for it and how often, what it is called, and where it stands in taxonomies."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from lotgraph.schema.vocabulary import expand
from lotgraph.web.pages import numbers
from lotgraph.web.pages.kinds import Page, Section
from lotgraph.web.pages.links import mapped, sources
from lotgraph.web.pages.skills import ratings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lotgraph.rdf.terms import Term
    from lotgraph.web.pages.kinds import Facts
    from lotgraph.web.pages.sections import Row

_NAMES: Final = MappingProxyType({"prefLabel": "Name", "altLabel": "Other name", "hiddenLabel": "To search by"})
_DIRECTIONS: Final = MappingProxyType(
    {
        "broader": "Broader, in its taxonomy",
        "narrower": "Narrower, in its taxonomy",
        "related": "Related, as a source says",
        "related from": "Skills that a source relates to it",
    }
)


def _head(facts: Facts) -> dict[str, Any]:
    about = facts.rows["about"]
    title = facts.shown.label(facts.iri)

    def one(name: str) -> Term | None:
        return next((row[name] for row in about if name in row), None)

    scheme, version, code = facts.label(one("scheme")), one("version"), one("code")
    kicker = ["Skill"]
    if scheme is not None:
        kicker.append(f"{scheme.text}{f', version {version.value}' if version else ''}")
    if code is not None:
        kicker.append(f"code {code.value}")
    kicker += [shown.text for name in ("type", "reuse") if (shown := facts.label(one(name)))]
    words = [facts.shown.choose(row[name] for row in about if name in row) for name in ("description", "definition")]
    rows = facts.rows["occupations"]
    categories = Counter(facts.name(row, "category") for row in rows)
    return {
        "title": title.text,
        "language": title.language,
        "kicker": " · ".join(kicker),
        "description": next(filter(None, words), None),
        "highest": next((row for row in _order(facts) if "percent" in row), None),
        "count": len({row["occupation"].value for row in (*rows, *facts.rows["ratings"])}),
        "categories": sorted(categories.items(), key=lambda each: (-each[1], each[0])),
    }


def _order(facts: Facts) -> list[Row]:
    """Those with a share first, the highest at the top; then by category and name."""

    def order(row: Row) -> tuple[Any, ...]:
        share = -Decimal(row["percent"].value) if "percent" in row else Decimal(1)
        return share, facts.name(row, "category"), facts.name(row, "occupation").casefold(), row["claim"].value

    return sorted(facts.rows["occupations"], key=order)


def _occupations(facts: Facts) -> dict[str, Any]:
    ordered = _order(facts)
    shares = [row for row in ordered if "percent" in row]
    return {
        "rows": facts.cut("occupations", ordered),
        "listings": len(ordered),
        "count": len({row["occupation"].value for row in ordered}),
        "stated": len(shares),
        "decimals": numbers.decimals(row["percent"].value for row in shares),
        "rated": bool(facts.rows["ratings"]),
    }


def _names(facts: Facts) -> dict[str, Any] | None:
    kinds = tuple(_NAMES)

    def kind(row: Row) -> str:
        return row["property"].value.rpartition("#")[2]

    def order(row: Row) -> tuple[Any, ...]:
        name = row["name"]
        return kinds.index(kind(row)), name.language != "en", name.language, name.value.casefold()

    rows = sorted(facts.rows["names"], key=order)
    if len(rows) < _MORE_THAN_ITS_TITLE:
        return None
    return {
        "groups": [(_NAMES[name], list(group)) for name, group in groupby(facts.cut("names", rows), key=kind)],
        "count": len(rows),
        "languages": len({row["name"].language for row in rows}),
    }


_MORE_THAN_ITS_TITLE: Final = 2


def _related(facts: Facts) -> dict[str, Any] | None:
    directions = tuple(_DIRECTIONS)

    def order(row: Row) -> tuple[Any, ...]:
        return (
            directions.index(row["direction"].value),
            facts.name(row, "kind"),
            facts.name(row, "other").casefold(),
            row["other"].value,
        )

    def group_of(row: Row) -> tuple[str, str]:
        return row["direction"].value, facts.name(row, "kind")

    rows: Sequence[Row] = sorted(facts.rows["related"], key=order)
    if not rows:
        return None
    return {
        "groups": [
            (_DIRECTIONS[direction] + (f": {kind}" if kind else ""), list(group))
            for (direction, kind), group in groupby(facts.cut("related", rows), key=group_of)
        ],
        "count": len(rows),
    }


PAGE: Final = Page(
    name="skill",
    label="Skill",
    classes=frozenset((expand("lg:Skill"),)),
    sections=(
        Section("about"),
        Section("occupations", "Who asks for it", _occupations, lambda facts: len(facts.rows["occupations"])),
        Section(
            "ratings",
            "How much it is needed",
            lambda facts: ratings(facts, "occupation"),
            lambda facts: len({row["occupation"] for row in facts.rows["ratings"]}),
        ),
        Section("names", "Names", _names, lambda facts: len(facts.rows["names"])),
        Section("related", "Broader, narrower, related", _related, lambda facts: len(facts.rows["related"])),
        Section("mapped", "In other taxonomies", mapped),
        Section("sources", "Sources of this page", sources),
    ),
    head=_head,
)
