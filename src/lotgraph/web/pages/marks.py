"""Source marks: the short sign on a figure that names its source and place, and leads there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lotgraph.rdf.terms import Term
    from lotgraph.release.folder import SourceOf
    from lotgraph.web.pages.kinds import Facts
    from lotgraph.web.pages.presentation import Presentation
    from lotgraph.web.pages.sections import Row
    from lotgraph.web.publication import OpenRelease

_DIGEST: Final = re.compile(r"-[0-9a-f]{8}$|-v?[0-9.]+$")
_LONGEST: Final = 5


@dataclass(frozen=True)
class Mark:
    """The sign, and where it leads."""

    text: str
    href: str


class Marks:
    """The marks of one release: NC 1246 is what stands at character 1246 of the source NC.

    A claim of a table has no place; its mark leads to the claim itself.
    """

    def __init__(self, release: OpenRelease, shown: Presentation) -> None:
        self._signs = _signs(release.about.sources)
        self._shown = shown

    def sign(self, source: str) -> str:
        """The letters of a source."""
        return self._signs.get(source, "?")

    def of(self, row: Row) -> Mark:
        """The mark of a row by its ``claim``, its ``source`` and the place ``at``, where that is known."""
        source, at = row["source"].value, row.get("at")
        sign = self.sign(source)
        if at is None:
            return Mark(sign, self._shown.lead(row["claim"].value))
        return Mark(f"{sign} {at.value}", self.place(source, at))

    def place(self, source: str, at: Term) -> str:
        """The row of a document's page at which that character is claimed of."""
        href = self._shown.lead(source)
        return f"{href}{'&' if '?' in href else '?'}at={at.value}#c{at.value}"


@lru_cache(maxsize=8)
def _signs(sources: tuple[SourceOf, ...]) -> dict[str, str]:
    signs: dict[str, str] = {}
    for each in sources:
        sign = _sign(each)
        taken = set(signs.values())
        numbered = (f"{sign}{number}" for number in range(2, len(sources) + 2))
        signs[each.iri] = sign if sign not in taken else next(one for one in numbered if one not in taken)
    return signs


def _sign(source: SourceOf) -> str:
    """The capitals of a document's publisher's first word, of a table the beginning of its id."""
    stem = re.sub(r"[^A-Z]", "", _DIGEST.sub("", source.id).upper())
    if source.kind == "table":
        return stem[:_LONGEST] or "T"
    capitals = re.sub(r"[^A-Z]", "", source.publisher.partition(" ")[0])
    return capitals if 1 < len(capitals) <= _LONGEST else stem[:2] or "D"


def notes_on(facts: Facts, rows: Sequence[Row]) -> list[tuple[Term, str]]:
    """The doubts that are noted about the data sets of these rows, each once, with the name of one data set."""
    datasets = {row["dataset"].value for row in rows if "dataset" in row}
    found = {row["note"].value: row for row in facts.rows["notes"] if row["dataset"].value in datasets}
    return [(row["words"], facts.name(row, "dataset")) for _, row in sorted(found.items())]
