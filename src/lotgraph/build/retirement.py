"""Nothing disappears: what an earlier release published is published still, or retired with a reason.

The same rows, tombstones and data give the same tombstones, whether a build is the first to retire something
or makes an old release again from its own tables.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from lotgraph.build.engine import Dataset, GraphFile
from lotgraph.errors import InputError, Problem
from lotgraph.errors.problems import Code
from lotgraph.rdf.nquads import (
    dump_of,
    lines_of,
    parse_line,
    subject_of,
    write_literal,
)
from lotgraph.release.differences import Change, compare_dumps
from lotgraph.release.folder import read_release
from lotgraph.release.losses import (
    Losses,
    Lost,
    counterpart,
    find_covered,
    heads,
    write_rows,
)
from lotgraph.release.tombstones import (
    TOMBSTONES,
    Tombstone,
    keep_statements,
    read_tombstones,
    tombstones_of,
    triples,
)
from lotgraph.schema import LIST_SEPARATOR
from lotgraph.schema.vocabulary import mint
from lotgraph.sources.facts import FactTables

_NAMED = 5
"""How many IRIs a message names; --write-retirements names all."""

Tombstones = dict[str, Tombstone]


@dataclass(frozen=True)
class Retirement:
    """One row of the table ``retirements``; ``source`` is that of the file it stands in."""

    source: str
    row: int
    iri: str
    reason: str
    successors: tuple[str, ...]


@dataclass(frozen=True)
class Retired:
    """What is retired in a release, in the order of the IRIs, and what its makers should know of it."""

    tombstones: tuple[Tombstone, ...]
    warnings: tuple[Problem, ...]


def retire(
    tables: FactTables,
    quads: Path,
    base: str,
    inputs: Iterable[Path],
    earlier: Path | None,
    rows_out: Path | None = None,
) -> Retired:
    """What is retired in a release with the data ``quads`` (sorted N-Quads).

    Tombstones are carried on from the release ``earlier``, and from the file that a release keeps among its
    tables, where that is one of the source folders ``inputs``.  Raises InputError where something would disappear
    (and writes the rows that are missing into ``rows_out``, to be completed) or a row of ``retirements`` cannot be
    followed, ReleaseError where the earlier release cannot be read.
    """
    graves = {grave.iri: grave for folder in inputs for grave in read_tombstones(folder / TOMBSTONES)}
    lost: Losses = {}
    if earlier is not None:
        graves |= {grave.iri: grave for grave in tombstones_of(earlier)}
        beside = _recorded_mappings(tables, base)
        lost = {each.tombstone.iri: each for each in _find_losses(earlier, quads) if each.tombstone.iri not in beside}
    rows = tuple(_rows(tables))
    gone = {iri: each.tombstone for iri, each in lost.items()}
    heads_of = find_covered(base, lost, {row.iri for row in rows})
    wanted = {*graves, *(row.iri for row in rows), *(iri for row in rows for iri in row.successors)}
    wanted |= {iri for grave in graves.values() for iri in grave.successors}
    wanted |= set(_counterparts(base, rows, heads_of | {iri: grave.retired_with for iri, grave in graves.items()}))
    live = _live(quads, wanted)
    revived = sorted(iri for iri in graves if iri in live and iri not in {row.iri for row in rows})
    for iri in live & graves.keys():
        del graves[iri]
    missing = {iri: each for iri, each in lost.items() if iri not in heads_of and iri not in graves}
    problems = [
        *_check_rows(rows, base, live, {*graves, *gone}, tables),
        *_unexplained_removals(missing, base, earlier, rows_out),
    ]
    if problems:
        raise InputError(tuple(sorted(problems)))
    done = _apply_rows(rows, base, live, gone | graves, heads_of)
    return Retired(_resolve_successors(done, live, rows, tables, base), tuple(_warn(rows, done, revived, tables)))


def write_tombstones(found: Retired, dataset: Dataset, base: str, work: Path, tables: Path) -> Dataset:
    """Write the tombstones beside the data and among the tables; gives the dataset with their graph."""
    lines = sorted(f"{triple} " for grave in found.tombstones for triple in triples(grave))
    if not lines:
        return dataset
    iri = mint(base, "graph-retired")
    (tables / TOMBSTONES).write_bytes("".join(f"{line}.\n" for line in lines).encode())
    path = work / "retired.nq"
    path.write_bytes(b"".join(sorted(f"{line}<{iri}> .\n".encode() for line in lines)))
    return replace(dataset, beside=(*dataset.beside, GraphFile(iri, path, len(lines))))


def _rows(tables: FactTables) -> Iterator[Retirement]:
    found = tables.connection.execute(
        'select source, "row", iri, reason, language, successor from retirements order by source, "row"'
    )
    seen = set()
    for source, row, iri, reason, language, successor in found.fetchall():
        # Equal rows may stand in several sources.
        if iri not in seen:
            successors = tuple(sorted(successor.split(LIST_SEPARATOR))) if successor else ()
            yield Retirement(source, row, iri, write_literal(reason, language), successors)
        seen.add(iri)


def _find_losses(earlier: Path, quads: Path) -> Iterator[Lost]:
    """What the earlier release published and the data no longer have."""
    about = read_release(earlier)
    prefix = f"<{about.base}id/"
    for entity in compare_dumps(dump_of(earlier), quads):
        if entity.change is Change.RETIRED and entity.subject.startswith(prefix.encode()):
            removed = tuple(map(parse_line, entity.removed))
            named = frozenset(quad.object[1:-1] for quad in removed if quad.object.startswith(prefix))
            yield Lost(Tombstone(entity.iri, about.version, "", was=keep_statements(removed)), named)


def _recorded_mappings(tables: FactTables, base: str) -> set[str]:
    """The mappings: one that is no longer accepted leaves the data, and its record stays beside them."""
    found = tables.connection.execute("select source, id from mappings")
    return {mint(base, "mapping", source, name) for source, name in found.fetchall()}


def _live(quads: Path, wanted: Collection[str]) -> set[str]:
    """Those of the IRIs that are subjects in the data."""
    found: set[str] = set()
    subject = b"\n"
    if not wanted:
        return found
    with lines_of(quads) as lines:
        for line in lines:
            if not line.startswith(subject):
                subject = subject_of(line)
                if (iri := subject[1:-2].decode()) in wanted:
                    found.add(iri)
    return found


def _is_source(base: str, iri: str) -> bool:
    return iri.startswith(f"{base}id/source/")


def _counterparts(base: str, rows: Iterable[Retirement], heads_of: Mapping[str, str]) -> Iterator[str]:
    """What may succeed the things that are retired with another one."""
    successors = {row.iri: row.successors for row in rows}
    for iri, head in heads_of.items():
        for other in successors.get(head, ()):
            if iri != head and (found := counterpart(base, iri, head, other)):
                yield found


def _check_rows(
    rows: Iterable[Retirement], base: str, live: Collection[str], retired: Collection[str], tables: FactTables
) -> Iterator[Problem]:
    """What is wrong with the rows themselves."""
    for row in rows:
        file = tables.file(row.source, "retirements")
        if row.iri in live:
            text = f"<{row.iri}> is published by this build; remove the row, or what publishes it"
            yield Problem(file, (row.row,), "iri", text, code=Code.RETIRED_AND_PUBLISHED)
        if row.iri in live or row.iri not in retired:
            continue
        # What became of another publisher's is for them to say.
        for successor in (iri for iri in row.successors if iri.startswith(base)):
            if successor not in live and successor not in retired:
                text = f"<{successor}> is neither published nor retired; name one that is, or leave it empty"
                yield Problem(file, (row.row,), "successor", text, code=Code.WRONG_SUCCESSOR)
            elif _is_source(base, row.iri) and not _is_source(base, successor):
                text = f"<{successor}> is no source; a source is succeeded by a source"
                yield Problem(file, (row.row,), "successor", text, code=Code.WRONG_SUCCESSOR)


def _unexplained_removals(missing: Losses, base: str, earlier: Path | None, rows_out: Path | None) -> Iterator[Problem]:
    """What would disappear without a word."""
    if not missing:
        return
    lost = sorted(missing)
    needed = heads(base, missing)
    first = ", ".join(f"<{iri}>" for iri in needed[:_NAMED]) + (", …" if len(needed) > _NAMED else "")
    text = f"has {len(lost):,} IRIs that this build would drop"
    if any(not iri.startswith(base) for iri in lost):
        named = ", ".join(f"<{iri}>" for iri in lost[:_NAMED]) + (", …" if len(lost) > _NAMED else "")
        text += f": {named}; they do not begin with the base IRI {base}; keep the base, or publish elsewhere with --out"
    else:
        number = "1 row retires them" if len(needed) == 1 else f"{len(needed):,} rows retire them"
        text += (
            f"; publish them again, or write rows with iri, reason and successor into retirements.csv of a source: "
            f"{number}: {first}"
        )
        if rows_out is None:
            text += "; --write-retirements FILE writes these rows, to be completed"
        else:
            write_rows(rows_out, needed)
            text += f"; {rows_out} has these rows now: complete them with reasons and successors"
    yield Problem(str(earlier), (), "", text, code=Code.DROPPED_IRIS)


def _apply_rows(
    rows: Iterable[Retirement], base: str, live: Collection[str], graves: Tombstones, heads_of: Mapping[str, str]
) -> Tombstones:
    """The tombstones by what the rows say today; a row for one thing goes before one that covers it."""
    by_iri = {row.iri: row for row in rows}
    done: Tombstones = {}
    for iri, grave in graves.items():
        head = grave.retired_with or heads_of.get(iri, "")
        if iri in by_iri:
            own = by_iri[iri]
            done[iri] = replace(grave, reason=own.reason, successors=own.successors, retired_with="")
        elif head in by_iri:
            whole = by_iri[head]
            there = (counterpart(base, iri, head, other) for other in whole.successors)
            successors = tuple(sorted(other for other in there if other in live or other in graves))
            done[iri] = replace(grave, reason=whole.reason, successors=successors, retired_with=head)
        else:
            done[iri] = grave
    return done


def _resolve_successors(
    graves: Tombstones, live: Collection[str], rows: Iterable[Retirement], tables: FactTables, base: str
) -> tuple[Tombstone, ...]:
    """The tombstones with what is published today behind their successors."""
    chains = {iri: [other for other in grave.successors if other in graves] for iri, grave in graves.items()}
    ends: dict[str, tuple[str, ...]] = {}
    try:
        for iri in TopologicalSorter(chains).static_order():
            found = {end for other in graves[iri].successors for end in _ends(other, live, ends, base)}
            ends[iri] = tuple(sorted(found))
    except CycleError as error:
        circle = tuple(reversed(error.args[1]))
        raise InputError((_circular(circle, rows, tables),)) from None
    return tuple(replace(graves[iri], replaced_by=ends[iri]) for iri in sorted(graves))


def _ends(iri: str, live: Collection[str], ends: Mapping[str, tuple[str, ...]], base: str) -> tuple[str, ...]:
    """What is published today behind a successor; another publisher's is taken as it is."""
    return (iri,) if iri in live or not iri.startswith(base) else ends.get(iri, ())


def _circular(circle: tuple[str, ...], rows: Iterable[Retirement], tables: FactTables) -> Problem:
    shown = " → ".join(f"<{iri}>" for iri in circle)
    row = next((row for row in rows if row.iri in circle and set(row.successors) & set(circle)), None)
    text = f"leads in a circle: {shown}; one of them must have a successor that is published, or none"
    if row is None:
        return Problem(TOMBSTONES, (), "", text, code=Code.WRONG_SUCCESSOR)
    file = tables.file(row.source, "retirements")
    return Problem(file, (row.row,), "successor", text, code=Code.WRONG_SUCCESSOR)


def _warn(rows: Iterable[Retirement], done: Tombstones, revived: list[str], tables: FactTables) -> Iterator[Problem]:
    for row in rows:
        if row.iri not in done:
            text = f"<{row.iri}> was never published here, so there is nothing to retire"
            file = tables.file(row.source, "retirements")
            yield Problem(file, (row.row,), "iri", text, code=Code.NEVER_PUBLISHED)
    if revived:
        first = ", ".join(f"<{iri}>" for iri in revived[:_NAMED]) + (", …" if len(revived) > _NAMED else "")
        text = f"{len(revived):,} retired IRIs are published again: {first}"
        yield Problem(TOMBSTONES, (), "", text, code=Code.PUBLISHED_AGAIN)
