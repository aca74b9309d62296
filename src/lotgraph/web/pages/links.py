"""What joins a thing to others: its mappings in words, and the sources that speak of it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lotgraph.web.pages.kinds import Facts
    from lotgraph.web.pages.sections import Row


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
