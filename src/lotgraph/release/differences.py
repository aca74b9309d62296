"""What became of each thing between two releases: their sorted dumps side by side, in constant memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from pathlib import Path

from lotgraph.rdf.nquads import (
    differing_lines,
    dump_of,
    parse_line,
    subject_of,
    value_of,
)
from lotgraph.release.tombstones import Tombstone, tombstones_of


class Change(Enum):
    """What became of a thing."""

    ADDED = "added"
    RETIRED = "retired"
    CHANGED = "changed"


@dataclass(frozen=True)
class Entity:
    """A thing that is not the same in two dumps: the lines about it that only one of them has.

    ``subject`` is as in the lines, with the space behind it.
    """

    subject: bytes
    change: Change
    removed: tuple[bytes, ...]
    added: tuple[bytes, ...]

    @property
    def iri(self) -> str:
        """Its IRI."""
        return value_of(self.subject[:-1].decode())


@dataclass(frozen=True)
class Property:
    """What one graph says of a thing by one property, before and after, as N-Triples terms."""

    property: str
    graph: str
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass
class Counts:
    """How many things and triples differ; right once the entities have run through it."""

    added: int = 0
    retired: int = 0
    changed: int = 0
    triples_added: int = 0
    triples_removed: int = 0

    def of(self, entities: Iterable[Entity]) -> Iterator[Entity]:
        """The entities, counted as they pass."""
        for entity in entities:
            self.added += entity.change is Change.ADDED
            self.retired += entity.change is Change.RETIRED
            self.changed += entity.change is Change.CHANGED
            self.triples_added += len(entity.added)
            self.triples_removed += len(entity.removed)
            yield entity


def differences(old: Path, new: Path) -> Iterator[Entity]:
    """The things that differ between two releases (their folders), in the order of their IRIs.

    Raises ReleaseError where a dump cannot be read or is not as lotgraph wrote it.
    """
    return compare_dumps(dump_of(old), dump_of(new))


def compare_dumps(old: Path, new: Path) -> Iterator[Entity]:
    """The things that differ between two files of sorted N-Quads."""
    with differing_lines(old, new) as (before, after):
        yield from merge_lines(before, after)


def merge_lines(old: Iterator[bytes], new: Iterator[bytes]) -> Iterator[Entity]:
    """The things that differ between two sorted sequences of lines."""
    before, after = next(old, b""), next(new, b"")
    kept = subject = b""
    removed: list[bytes] = []
    added: list[bytes] = []
    common = False
    while before or after:
        if before == after:
            if subject:
                if before.startswith(subject):
                    common = True
                else:
                    yield _entity(subject, removed, added, common=common)
                    subject = b""
            kept = before
            before, after = next(old, b""), next(new, b"")
            continue
        is_gone = bool(before) and (not after or before < after)
        line = before if is_gone else after
        if not subject or not line.startswith(subject):
            if subject:
                yield _entity(subject, removed, added, common=common)
            subject, removed, added = subject_of(line), [], []
            common = kept.startswith(subject)
        if is_gone:
            removed.append(line)
            before = next(old, b"")
        else:
            added.append(line)
            after = next(new, b"")
    if subject:
        yield _entity(subject, removed, added, common=common)


def _entity(subject: bytes, removed: list[bytes], added: list[bytes], *, common: bool) -> Entity:
    change = Change.CHANGED
    if not common and not (removed and added):
        change = Change.RETIRED if removed else Change.ADDED
    return Entity(subject, change, tuple(removed), tuple(added))


def properties(entity: Entity) -> tuple[Property, ...]:
    """The old and new values of each property that differs."""
    changes = [(quad.predicate, quad.graph, 0, quad.object) for quad in map(parse_line, entity.removed)]
    changes += [(quad.predicate, quad.graph, 1, quad.object) for quad in map(parse_line, entity.added)]
    found = []
    for (predicate, graph), group in groupby(sorted(changes), key=lambda each: each[:2]):
        values = tuple(group)
        old, new = (tuple(value for _, _, side, value in values if side == wanted) for wanted in (0, 1))
        found.append(Property(value_of(predicate), value_of(graph), old, new))
    return tuple(found)


def with_tombstones(entities: Iterable[Entity], new: Path) -> Iterator[tuple[Entity, Tombstone | None]]:
    """Each entity, a retired one with its tombstone in the release ``new``, if it has one there."""
    graves = tombstones_of(new)
    grave = next(graves, None)
    for entity in entities:
        found = None
        if entity.change is Change.RETIRED:
            # Both come in the order of their subjects as written.
            while grave is not None and f"<{grave.iri}> ".encode() < entity.subject:
                grave = next(graves, None)
            if grave is not None and grave.iri == entity.iri:
                found = grave
        yield entity, found
