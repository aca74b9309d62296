"""A taxonomy as a tree that is open at one concept: what stands above it, beside those, and below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lotgraph.web.kinds import SIZE, Page, Section
from lotgraph.web.kinds.taxonomy import code_order, nodes, open_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lotgraph.web.kinds import Facts
    from lotgraph.web.sections import Row

FEW: Final = 50
"""Above the concept that is open, a longer branch shows only what leads to it."""


def _head(facts: Facts) -> dict[str, Any]:
    title = facts.shown.label(facts.iri)
    own = [row for row in facts.rows["above"] if row["concept"].value == facts.iri]
    scheme = facts.label(next((row["scheme"] for row in own if "scheme" in row), None))
    return {
        "title": title.text,
        "language": title.language,
        "kicker": f"Browse{f' · {scheme.text}' if scheme else ''}",
        "page": title,
        "scheme": scheme,
        "parents": len({row["parent"].value for row in own if "parent" in row}),
        "below": len(facts.rows["tree"]),
    }


def _ordered(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (code_order(row), row["concept"].value))


class _Tree:
    """The nested nodes: a concept with several parents stands below each of them."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._above: dict[str, Row] = {}
        self._parents: dict[str, set[str]] = {}
        for row in facts.rows["above"]:
            self._above.setdefault(row["concept"].value, row)
            parents = self._parents.setdefault(row["concept"].value, set())
            parents.update({row["parent"].value} if "parent" in row else ())
        self._beside: dict[str, list[Row]] = {}
        for row in facts.rows["beside"]:
            self._beside.setdefault(row["parent"].value, []).append(row)

    def nodes(self) -> list[dict[str, Any]]:
        """From the tops that the concept stands below."""
        tops = [row for iri, row in self._above.items() if not self._parents[iri] & set(self._above)]
        return [self._opened(row, ()) for row in _ordered(tops)]

    def _opened(self, row: Row, way: tuple[str, ...]) -> dict[str, Any]:
        iri = row["concept"].value
        scheme = self._above[iri].get("scheme")
        close = way[-1] if way else scheme.value if scheme is not None else ""
        if iri == self._facts.iri and not self._facts.rows["tree"]:
            close = ""
        return {
            "shown": self._facts.shown.label(iri),
            "note": row["code"].value if "code" in row else "",
            "count": len(self._facts.rows["tree"]) if iri == self._facts.iri else len(self._beside.get(iri, ())),
            "open": open_at(close) if close else "",
            "children": [] if iri in way else self._children(iri, (*way, iri)),
        }

    def _children(self, iri: str, way: tuple[str, ...]) -> list[dict[str, Any]]:
        if iri == self._facts.iri:
            return nodes(self._facts, list(self._facts.cut("tree", _ordered(self._facts.rows["tree"]))))
        rows = _ordered(self._beside.get(iri, ()))
        if len(rows) > FEW:
            rows = [row for row in rows if row["concept"].value in self._above]
        closed = iter(nodes(self._facts, [row for row in rows if row["concept"].value not in self._above]))
        return [self._opened(row, way) if row["concept"].value in self._above else next(closed) for row in rows]


def _tree(facts: Facts) -> dict[str, Any]:
    below = len(facts.rows["tree"])
    return {"nodes": _Tree(facts).nodes(), "below": below, "cut": below > SIZE, "few": FEW}


PAGE: Final = Page(
    name="branch",
    label="Branch of a taxonomy",
    classes=frozenset(),
    sections=(
        Section("above"),
        Section("beside"),
        Section("tree", "In its taxonomy", _tree, lambda facts: len(facts.rows["tree"])),
    ),
    head=_head,
)
