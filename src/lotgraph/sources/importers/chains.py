"""Chains: the mappings of several source folders put one after another, with what is lost on the way."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lotgraph import __version__
from lotgraph.errors import InputError, Problem, UsageError
from lotgraph.errors.problems import Code
from lotgraph.formats.sssom.acceptance import (
    CHAINED,
    MATCHES,
    NO_TERM,
    MappingStatus,
    status_of,
)
from lotgraph.formats.sssom.chaining import (
    Link,
    Loss,
    chains,
    direct,
    loss,
)
from lotgraph.formats.sssom.chaining import Path as Chain
from lotgraph.schema.vocabulary import encode
from lotgraph.settings.resources import ontology_dir
from lotgraph.sources.folder import read_sources
from lotgraph.sources.importers.folder import Target
from lotgraph.sources.importers.report import Line
from lotgraph.sources.source import Source

_OWN_IRIS = """
    select 'occupation:' || id, iri from occupations where iri is not null
    union all select 'skill:' || id, iri from skills where iri is not null
"""
_LONGEST_ID = 100
_NOT_TAKEN = {
    MappingStatus.CANDIDATE: "is a candidate, which no chain is made of",
    MappingStatus.REJECTED: "is a rejection",
}


@dataclass(frozen=True)
class End:
    """A concept where a chain starts or ends, as the mappings name it."""

    label: str
    source: str
    version: str


@dataclass
class Step:
    """The accepted mappings of one folder, and what they name."""

    folder: Path
    sources: tuple[Source, ...]
    rows: list[dict[str, str]]
    links: list[Link]
    ends: dict[str, End]


@dataclass(frozen=True)
class Chained:
    """What became of a chain: its report, its loss, how many chains there are."""

    lines: tuple[Line, ...]
    loss: Loss
    chains: int


def chain(folders: Sequence[Path], out: Path, date: str) -> Chained:
    """Write the chains through these source folders, in this order, into a new source folder.

    A folder whose mappings lead the other way is followed backwards.  Raises UsageError for fewer than two
    folders, InputError where one cannot be read or has nothing in common with the one before.
    """
    if len(folders) < 2:
        raise UsageError("a chain needs two source folders or more, in the order of its steps")
    with Target.beside(out, "") as target:
        steps = [_step(folder, target) for folder in folders]
        try:
            turned = direct([step.links for step in steps])
        except ValueError as error:
            place = folders[int(str(error)) - 1].as_posix()
            message = "has no mapping that starts or ends where those of the folder before it end"
            raise InputError((Problem(place, (), "", message, code=Code.UNCONNECTED_MAPPINGS),)) from error
        paths = chains(turned)
        lost = loss(turned, paths)
        _report(steps, paths, target)
        _write(steps, paths, date, target)
        target.add("quality_notes", id="loss", about="mappings", note=_told(lost, len(folders)), language="en")
        _describe(steps, target)
        return Chained(target.finish(), lost, len(paths))


def _step(folder: Path, target: Target) -> Step:
    tables = read_sources((folder,), ontology_dir() / "codes.csv")
    try:
        found = tables.connection.execute('select * from mappings order by source, "row"')
        columns = [column[0] for column in found.description or ()]
        rows = [
            {name: "" if cell is None else str(cell) for name, cell in zip(columns, row, strict=True)}
            for row in found.fetchall()
        ]
        own = dict(tables.connection.execute(_OWN_IRIS).fetchall())
    finally:
        tables.connection.close()
    if not rows:
        raise InputError((Problem(folder.as_posix(), (), "", "has no mappings", code=Code.NO_DATA),))
    for source in sorted({row["source"] for row in rows}):
        target.taken(f"{source}/mappings", Path(tables.files[source, "mappings"]).read_bytes())
    step = Step(folder, tables.sources, rows, [], {})
    for row in rows:
        if _is_step(row):
            ends = [own.get(row[f"{end}_id"], row[f"{end}_id"]) for end in ("subject", "object")]
            step.links.append(Link(ends[0], row["predicate_id"], ends[1], _record(row)))
            for end, concept in zip(("subject", "object"), ends, strict=True):
                step.ends[concept] = End(row[f"{end}_label"], row[f"{end}_source"], row[f"{end}_source_version"])
    return step


def _is_step(row: Mapping[str, str]) -> bool:
    taken = status_of(row) is MappingStatus.ACCEPTED and row["predicate_id"] in MATCHES
    return taken and NO_TERM not in (row["subject_id"], row["object_id"])


def _record(row: Mapping[str, str]) -> str:
    return f"{encode(row['source'])}/{encode(row['id'])}"


def _report(steps: Iterable[Step], paths: Iterable[Chain], target: Target) -> None:
    """Say of each mapping whether it is a step of some chain, and else why not."""
    used = {record for path in paths for record in path.records}
    for step in steps:
        for row in step.rows:
            file, number = f"{row['source']}/mappings", int(row["row"])
            target.report.read(file)
            if not _is_step(row):
                said = _NOT_TAKEN.get(status_of(row), "says that there is no such concept, or is outside SKOS")
                target.report.set_aside(file, said, number, row["id"])
            elif _record(row) not in used:
                target.report.set_aside(file, "leads on to nothing, or nothing leads to it", number, row["id"])


def _write(steps: Sequence[Step], paths: Sequence[Chain], date: str, target: Target) -> None:
    objects_of, subjects_of = _partners(paths)
    ends = {concept: end for step in steps for concept, end in step.ends.items()}
    names = _names(paths)
    for path, name in zip(paths, names, strict=True):
        subject, other = ends[path.subject], ends[path.object]
        objects, subjects = objects_of[path.subject], subjects_of[path.object]
        middle = ", ".join(filter(None, (_shown(concept, ends) for concept in path.concepts[1:-1])))
        target.add(
            "mappings",
            id=name,
            subject_id=path.subject,
            subject_label=subject.label,
            predicate_id=path.predicate,
            object_id=path.object,
            object_label=other.label,
            mapping_justification=CHAINED,
            subject_source=subject.source,
            subject_source_version=subject.version,
            object_source=other.source,
            object_source_version=other.version,
            mapping_tool="lotgraph",
            mapping_tool_version=__version__,
            mapping_date=date,
            mapping_cardinality=f"{'n' if subjects > 1 else '1'}:{'n' if objects > 1 else '1'}",
            comment=f"Through {middle}. The subject reaches {objects} in {len(path.records)} steps.",
            derived_from="|".join(path.records),
        )


def _shown(concept: str, ends: Mapping[str, End]) -> str:
    code = concept.rpartition(":")[2] if not concept.startswith("http") else concept.rpartition("/")[2]
    label = ends[concept].label
    return f"{code} {label}" if label else code


def _partners(paths: Iterable[Chain]) -> tuple[Counter[str], Counter[str]]:
    """How many objects each subject reaches, and how many subjects reach each object."""
    pairs = {(path.subject, path.object) for path in paths}
    return Counter(subject for subject, _ in pairs), Counter(other for _, other in pairs)


def _names(paths: Sequence[Chain]) -> list[str]:
    """An id a chain: of the mappings that it goes through, by the concepts."""
    proposed = ["--".join(_local(concept) for concept in path.concepts) for path in paths]
    counted = Counter(proposed)
    digests = (hashlib.sha256("\n".join((*path.concepts, *path.records)).encode()).hexdigest()[:8] for path in paths)
    return [name if counted[name] == 1 else f"{name}--{digest}" for name, digest in zip(proposed, digests, strict=True)]


def _local(concept: str) -> str:
    return concept.rpartition("/")[2] if concept.startswith("http") else concept.partition(":")[2]


def _told(lost: Loss, steps: int) -> str:
    return (
        f"Chains of {steps} steps, which nobody reviewed: of {lost.subjects} subjects {lost.ends_nowhere} end nowhere "
        f"and {lost.fans_out} reach several objects, up to {lost.widest}. Each step may widen or narrow the meaning; "
        "a chain says what is left of it."
    )


def _describe(steps: Sequence[Step], target: Target) -> None:
    sources = list({source.id: source for step in steps for source in step.sources}.values())
    name = "chain--" + "--".join(source.id for source in sources)
    if len(name.encode()) > _LONGEST_ID:
        name = f"chain--{hashlib.sha256(name.encode()).hexdigest()[:16]}"
    licences = list(dict.fromkeys(source.licence for source in sources))
    said: dict[str, Any] = {
        "id": name,
        "title": "Chain: " + ", then ".join(source.title for source in sources),
        "publisher": "lotgraph",
        "licence": licences[0] if len(licences) == 1 else f"as its steps: {'; '.join(licences)}",
        "attribution": " ".join(dict.fromkeys(source.attribution for source in sources if source.attribution)),
        "language": "en",
    }
    target.describe(said, tuple(dict.fromkeys(source.publisher for source in sources)))
