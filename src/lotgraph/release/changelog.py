"""The difference of two releases as RDF Patch, as JSON and as text, each streamed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from lotgraph.rdf.nquads import value_of
from lotgraph.release.differences import (
    Change,
    Counts,
    Entity,
    differences,
    properties,
    with_tombstones,
)
from lotgraph.release.folder import Release
from lotgraph.release.tombstones import Tombstone
from lotgraph.schema.vocabulary import compact

Told = tuple[Entity, Tombstone | None]

_MARKS = {Change.ADDED: "+", Change.RETIRED: "-", Change.CHANGED: "~"}


def list_changes(old: Path, new: Path, counts: Counts) -> Iterator[Told]:
    """The things that differ between two releases (their folders), counted as they pass, with their tombstones."""
    return with_tombstones(counts.of(differences(old, new)), new)


def patch(entities: Iterable[Entity], old: Release, new: Release) -> Iterator[bytes]:
    """An RDF Patch (https://afs.github.io/rdf-patch/) that turns the N-Quads of one release into the other's."""
    yield f"H id <{new.base}changes/{old.version}/{new.version}> .\n".encode()
    for name, release in (("from", old), ("to", new)):
        yield f"H {name} <{release.base}releases/{release.version}/> .\n".encode()
    yield b"TX .\n"
    for entity in entities:
        for mark, lines in ((b"D ", entity.removed), (b"A ", entity.added)):
            yield b"".join(mark + line for line in lines)
    yield b"TC .\n"


def describe_change(entity: Entity, tombstone: Tombstone | None) -> dict[str, Any]:
    """A thing that differs, for JSON; values are N-Triples terms."""
    entry: dict[str, Any] = {"iri": entity.iri, "change": entity.change.value}
    if tombstone is not None:
        entry |= {"reason": value_of(tombstone.reason), "replaced_by": list(tombstone.replaced_by)}
    return entry | {"properties": [asdict(each) for each in properties(entity)]}


def json_lines(entities: Iterable[Told], old: Release, new: Release, counts: Counts) -> Iterator[bytes]:
    """One JSON object: the two versions, the entities, and at its end the ``counts`` that they ran through."""
    yield f'{{"from": {json.dumps(old.version)},\n"to": {json.dumps(new.version)},\n"entities": ['.encode()
    comma = ""
    for entity, tombstone in entities:
        yield f"{comma}\n{json.dumps(describe_change(entity, tombstone), ensure_ascii=False)}".encode()
        comma = ","
    yield f'\n],\n"counts": {json.dumps(asdict(counts))}}}\n'.encode()


def text(entities: Iterable[Told], counts: Counts) -> Iterator[str]:
    """A line for each thing, a line for each value that a changed one lost or got, and the numbers at the end."""
    for entity, tombstone in entities:
        ends = f" -> {', '.join(tombstone.replaced_by)}" if tombstone and tombstone.replaced_by else ""
        why = f" ({value_of(tombstone.reason)})" if tombstone else ""
        yield f"{_MARKS[entity.change]} {entity.iri}{ends}{why}\n"
        if entity.change is Change.CHANGED:
            for each in properties(entity):
                name = compact(each.property)
                yield from (f"    - {name} {value}\n" for value in each.old)
                yield from (f"    + {name} {value}\n" for value in each.new)
    yield summary(counts) + "\n"


def summary(counts: Counts) -> str:
    """The numbers in one line."""
    return (
        f"{counts.added:,} added, {counts.retired:,} retired, {counts.changed:,} changed; "
        f"{counts.triples_added:,} triples more, {counts.triples_removed:,} triples less"
    )
