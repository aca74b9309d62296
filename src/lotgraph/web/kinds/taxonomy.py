"""The page of a taxonomy: what it is, how large, in which version, what is said of it, how it joins others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask import url_for

from lotgraph.vocabulary import expand
from lotgraph.web.kinds import Page, Section
from lotgraph.web.kinds.occupation import RELATIONS

if TYPE_CHECKING:
    from lotgraph.web.kinds import Facts
    from lotgraph.web.sections import Row

_KINDS: Final = ("size", "levels", "hierarchy", "purpose", "users", "terms", "other-name")


def _head(facts: Facts) -> dict[str, Any]:
    title = facts.shown.label(facts.iri)
    about = facts.rows["about"][0] if facts.rows["about"] else {}
    short = f" · {about['abbreviation'].value}" if "abbreviation" in about else ""
    return {
        "title": title.text,
        "language": title.language,
        "kicker": f"Taxonomy{short}",
        "version": about.get("version"),
        "levels": about.get("levels"),
        "concepts": facts.rows["size"][0]["concepts"] if facts.rows["size"] else None,
        "sizes": [row for row in facts.rows["said"] if row["kindCode"].value == "size"],
        "over": [(facts.label(row["over"]), open_at(row["over"].value)) for row in facts.rows["over"]],
        "demand": url_for("browse.browse", skills=facts.iri) if facts.rows["skills"] else "",
    }


def open_at(iri: str) -> str:
    """Where the tree of a taxonomy is open at a concept, or at its top."""
    return url_for("browse.browse", open=iri)


def _said(facts: Facts) -> dict[str, Any] | None:
    rows = facts.rows["said"]
    if not rows:
        return None

    def order(row: Row) -> tuple[int, int]:
        code = row["kindCode"].value
        place = _KINDS.index(code) if code in _KINDS else len(_KINDS)
        return place, int(row["position"].value) if "position" in row else len(rows)

    groups: dict[str, list[Row]] = {}
    for row in sorted(rows, key=order):
        groups.setdefault(row["kind"].value, []).append(row)
    return {"groups": [(facts.shown.label(kind), group) for kind, group in groups.items()]}


def _levels(facts: Facts) -> dict[str, Any] | None:
    rows = sorted(facts.rows["levels"], key=lambda row: int(row["depth"].value))
    return {"rows": rows} if rows else None


def code_order(row: Row) -> tuple[Any, ...]:
    """Concepts stand by their code, number by number where it is made of numbers, then those without one."""
    code = row["code"].value if "code" in row else ""
    parts = code.replace("-", ".").split(".")
    return not code, [(not each.isdigit(), int(each) if each.isdigit() else 0, each) for each in parts], code


def nodes(facts: Facts, rows: list[Row]) -> list[dict[str, Any]]:
    """The nodes of a tree, closed, each with the number of those directly below it."""
    return [
        {
            "shown": facts.shown.label(row["concept"].value),
            "note": row["code"].value if "code" in row else "",
            "count": int(row["below"].value),
            "open": open_at(row["concept"].value) if int(row["below"].value) else "",
            "children": [],
        }
        for row in rows
    ]


def _tops(facts: Facts) -> dict[str, Any] | None:
    rows = sorted(facts.rows["tops"], key=lambda row: (code_order(row), row["concept"].value))
    if not rows:
        return None
    return {"nodes": nodes(facts, list(facts.cut("tops", rows))), "count": len(rows)}


def _joins(facts: Facts) -> dict[str, Any] | None:
    rows = facts.rows["joins"]
    if not rows:
        return None
    lines = [
        (row, RELATIONS.get(row["relation"].value.rpartition("#")[2], row["relation"].value))
        for row in sorted(rows, key=lambda row: (row["standing"].value, -int(row["mappings"].value)))
    ]
    return {"lines": facts.cut("joins", lines)}


PAGE: Final = Page(
    name="taxonomy",
    label="Taxonomy",
    classes=frozenset((expand("skos:ConceptScheme"),)),
    sections=(
        Section("about"),
        Section("size"),
        Section("over"),
        Section("skills"),
        Section("tops", "What stands at its top", _tops, lambda facts: len(facts.rows["tops"])),
        Section("levels", "Its levels", _levels),
        Section("said", "What is said of it", _said),
        Section("joins", "How it joins others", _joins, lambda facts: len(facts.rows["joins"])),
    ),
    head=_head,
)
