"""What an earlier release published and a later one does not, and which of it one retirement covers.

A row that retires a source covers all that has the source in its IRI.  A row that retires a thing covers the claims
about it, what only they used (places, periods, data sets, the source's own entries), and what stands below it in its
own IRI, as the levels of a scheme do.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lotgraph.errors import ReleaseError
from lotgraph.release.tombstones import Tombstone
from lotgraph.schema.vocabulary import OF_A_SOURCE

_USED: Final = frozenset(("dataset", "entry", "loc", "period"))
"""The kinds of things that are there for claims."""

_CLAIMS: Final = frozenset(OF_A_SOURCE) - _USED - {"source"}


@dataclass(frozen=True)
class Lost:
    """One thing that is gone: its tombstone, without a reason yet, and the things that its statements named."""

    tombstone: Tombstone
    named: frozenset[str]


Losses = Mapping[str, Lost]
"""What is gone, by its IRI."""


def source_of(base: str, iri: str) -> str:
    """The IRI of the source that a thing's own IRI holds; empty where it holds none."""
    kind, rest = _split_kind(base, iri)
    return f"{base}id/source/{rest.partition('/')[0]}" if kind in OF_A_SOURCE and iri.startswith(base) else ""


def find_covered(base: str, lost: Losses, retired: Collection[str]) -> dict[str, str]:
    """What rows for those things cover, each with the thing that it is retired with; each of them covers itself."""
    found = {iri: iri for iri in lost if iri in retired}
    for iri, each in lost.items():
        if iri in found:
            continue
        kind, _ = _split_kind(base, iri)
        about = each.named if kind in _CLAIMS else frozenset[str]()
        above = next((whole for whole in _above(iri) if whole in retired), "")
        if source_of(base, iri) in retired:
            found[iri] = source_of(base, iri)
        elif above or not about.isdisjoint(retired):
            found[iri] = above or min(about.intersection(retired))
    new = dict(found)
    while new:
        # What is named by what is covered; it is gone, so that nothing else names it.
        new = {
            part: whole
            for iri, whole in new.items()
            for part in lost[iri].named
            if part in lost and part not in found and _split_kind(base, part)[0] in _USED
        }
        found |= new
    return found


def heads(base: str, lost: Losses) -> tuple[str, ...]:
    """The fewest things whose rows cover all that is lost, sorted."""
    sources = {source for iri in lost if (source := source_of(base, iri)) in lost}
    things = {
        iri
        for iri in lost
        if _split_kind(base, iri)[0] not in _CLAIMS | _USED and not any(whole in lost for whole in _above(iri))
    }
    found = sources | things
    while rest := lost.keys() - find_covered(base, lost, found).keys():
        # Claims about what is published still, and what no claim used.
        found |= {iri for iri in rest if _split_kind(base, iri)[0] in _CLAIMS} or rest
    return tuple(sorted(found))


def write_rows(path: Path, iris: Collection[str]) -> None:
    """Write rows of ``retirements.csv`` for a person to complete: without a reason, they are refused.

    Raises ReleaseError where the file cannot be written.
    """
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(("iri", "reason", "successor"))
            rows.writerows((iri, "", "") for iri in iris)
    except OSError as error:
        raise ReleaseError(f"{path}: cannot be written: {error.strerror or error}") from error


def counterpart(base: str, iri: str, retired: str, successor: str) -> str:
    """The IRI that a thing would have under the successor of what it is retired with; empty for what has none.

    A place is in one document, and has none.
    """
    kind, rest = _split_kind(base, iri)
    if kind == "loc" or not successor.startswith(f"{base}id/"):
        return ""
    old, new = (each.rpartition("/")[2] for each in (retired, successor))
    if retired.startswith(f"{base}id/source/"):
        _, parted, dimensions = rest.partition("/")
        return f"{base}id/{kind}/{new}{parted}{dimensions}"
    segments = [new if segment == old else segment for segment in rest.split("/")]
    found = f"{base}id/{kind}/{'/'.join(segments)}" if new else ""
    # What does not have the retired thing in its own IRI has no other one under the successor.
    return "" if found == iri else found


def _split_kind(base: str, iri: str) -> tuple[str, str]:
    kind, _, rest = iri.removeprefix(f"{base}id/").partition("/")
    return kind, rest


def _above(iri: str) -> Iterator[str]:
    """The IRIs that this one begins with, cut at each slash, the longest first."""
    while "/" in (iri := iri.rpartition("/")[0]):
        yield iri
