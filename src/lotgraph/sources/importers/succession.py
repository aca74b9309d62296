"""What an earlier release of a publisher's database named, and a later one no longer does: rows that retire it.

A build over a publication drops nothing without a row in ``retirements``.  Most of what a new release of a database
drops is there again under another name, which the publisher's own codes and labels tell.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from lotgraph.errors import UsageError
from lotgraph.formats.spreadsheet import unguard
from lotgraph.schema.vocabulary import mint
from lotgraph.sources.importers.folder import Target


class Earlier(NamedTuple):
    """The release over which a folder will be built: what it was called by the user, its tables, its base IRI."""

    place: Path
    tables: Path
    base: str


class Named(NamedTuple):
    """A thing of a source: the kind and dimensions of its IRI, its label, and what it is compared within."""

    kind: str
    dimensions: tuple[str, ...]
    label: str
    within: str


_TABLES: Final = ("schemes", "skills", "occupations", "codes")
"""The tables of what a source shares with others, and that has an IRI without the source in it."""


def retire(target: Target, earlier: Earlier, family: str, source: str, title: str, merged: Mapping[str, str]) -> None:
    """Write rows that retire what sources of the family have in an earlier release and ``target`` does not have.

    The family are the sources whose id is ``FAMILY-`` and a version; ``source`` is the new one, ``title`` how a reader
    calls it; ``merged`` are ids that went into another one.  Raises UsageError where the release has no source of the
    family.
    """
    base = earlier.base
    sources = sorted(
        path for path in earlier.tables.glob(f"{family}-*") if re.fullmatch(rf"{family}-[0-9][^-]*", path.name)
    )
    if not sources:
        raise UsageError(f"--after {earlier.place}: its current release has no source {family}-VERSION to retire")
    now = {(each.kind, each.dimensions): each for table in _TABLES for each in _named(table, target.rows(table))}
    heirs = {(each.kind, each.within, each.label.casefold()): each for each in now.values()}
    for path in sources:
        if path.name != source:
            _retire(target, mint(base, "source", path.name), f"{title} took its place", mint(base, "source", source))
        for table in _TABLES:
            for gone in _named(table, _rows(path / f"{table}.csv")):
                if (gone.kind, gone.dimensions) in now:
                    continue
                renamed = (*gone.dimensions[:-1], merged.get(gone.dimensions[-1], ""))
                heir = now.get((gone.kind, renamed)) or heirs.get((gone.kind, gone.within, gone.label.casefold()))
                reason = f"{title} has it under another name" if heir else f"is no longer in {title}"
                reason = f"{title} took its place" if table == "schemes" and heir else reason
                successor = mint(base, heir.kind, *heir.dimensions) if heir else ""
                _retire(target, mint(base, gone.kind, *gone.dimensions), reason, successor)


def _retire(target: Target, iri: str, reason: str, successor: str) -> None:
    target.add("retirements", iri=iri, reason=reason, successor=successor)


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _named(table: str, rows: Iterable[Mapping[str, str]]) -> Iterator[Named]:
    """The things of a table; those with an IRI of their publisher's are for their publisher to retire."""
    for row in rows:
        own = {name: unguard(cell) for name, cell in row.items()}
        if own.get("iri"):
            continue
        if table == "schemes":
            # The versions of a scheme succeed each other, whatever their titles.
            yield Named("scheme-version", (own["id"], own["version"]), own["id"], "")
        elif table == "codes":
            yield Named("code", (own["list"], own["id"]), own["label"], own["list"])
        else:
            within = f"{own['scheme']} {own.get('type', '')}"
            yield Named(table.removesuffix("s"), (own["id"],), own["label"], within)
