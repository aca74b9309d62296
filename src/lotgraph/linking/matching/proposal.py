"""Two source folders in, one SSSOM file of candidates for a person to review out."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from lotgraph import __version__
from lotgraph.errors import InputError, UsageError
from lotgraph.formats.sssom.text import (
    MATCHED,
    UNSTATED_LICENCE,
    Mappings,
    read_mappings,
    write_lines,
)
from lotgraph.linking.matching.concepts import Chain, Side
from lotgraph.linking.matching.reading import (
    KINDS,
    PROPOSED,
    find_mapping_folders,
    is_none,
    own_prefixes,
    read_chain,
    read_side,
)

if TYPE_CHECKING:
    from lotgraph.linking.matching.ranking import Candidate

Row = Mapping[str, str]
_LIBRARIES = frozenset({"numpy", "scipy", "sklearn"})


@dataclass(frozen=True)
class MatchRequest:
    """What is to be matched, and how; ``kind`` is occupations or skills, ``date`` the day of the mappings.

    Earlier mappings are those of both folders, of ``via``, and of the source folders beside the two, but not of these
    where ``only_via`` is said.
    """

    subjects: Path
    objects: Path
    kind: str
    top: int
    date: str
    via: tuple[Path, ...] = ()
    reviewed: Path | None = None
    only_via: bool = False
    all_levels: bool = False
    licence: str = ""


@dataclass(frozen=True)
class Proposed:
    """How many rows were written of each kind, and of how many subjects."""

    subjects: int
    candidates: int
    accepted: int
    rejected: int
    beside: tuple[str, ...]
    """Names of the folders beside the two whose mappings were followed."""


def propose(asked: MatchRequest, out: Path, base: str) -> Proposed:
    """Match, and write candidates beside the rows that a person decided already.

    Raises UsageError where the libraries of ``lotgraph[match]`` are missing or the file cannot be written, and
    InputError where a folder or a file of mappings cannot be used; then nothing is written.
    """
    try:
        from lotgraph.linking.matching.ranking import rank  # noqa: PLC0415 - only this needs the extra
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in _LIBRARIES:
            raise
        message = f"matching needs {error.name}; install it with: python -m pip install 'lotgraph[match]'"
        raise UsageError(message) from error

    prefixes = own_prefixes(base)
    known = read_mappings(asked.reviewed, prefixes) if asked.reviewed else Mappings((), {})
    earlier = read_chain(asked.via, base)
    beside = {} if asked.only_via else _read_beside(asked, base)
    kind = KINDS[asked.kind]
    subjects, objects = (
        read_side(folder, kind, base, all_levels=asked.all_levels) for folder in (asked.subjects, asked.objects)
    )
    accepted, rejected = known.accepted(), known.rejected()
    decided: dict[str, set[str]] = defaultdict(set)
    for row in (*accepted, *rejected):
        decided[row["subject_id"]].add(row["object_id"])
    without = {row["subject_id"] for row in accepted if is_none(row)}
    gone = {subject: frozenset(others) for subject, others in decided.items()}
    via = Chain((*earlier, *subjects.links, *objects.links, *chain.from_iterable(beside.values())))
    found = rank(subjects.concepts, objects.concepts, via, asked.top, gone)
    candidates = [
        _row(candidate, subjects, objects, asked.date) for candidate in found if candidate.subject.id not in without
    ]
    rows = _order_rows(accepted, candidates, rejected)
    names = f"{asked.subjects.resolve().name}--{asked.objects.resolve().name}"
    lines = write_lines(
        rows, {**prefixes, **known.prefixes}, f"{base}{MATCHED}{names}", asked.licence or UNSTATED_LICENCE
    )
    _write(out, lines)
    return Proposed(len(subjects.concepts), len(candidates), len(accepted), len(rejected), tuple(beside))


def _read_beside(asked: MatchRequest, base: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """The mappings of source folders beside the two; one that cannot be read was not asked for, and is left out."""
    found = {}
    for folder in find_mapping_folders((asked.subjects, asked.objects, *asked.via)):
        with suppress(InputError):
            if links := read_chain((folder,), base):
                found[folder.name] = links
    return found


def _row(candidate: Candidate, subjects: Side, objects: Side, date: str) -> Row:
    same = candidate.same_labels
    return {
        "subject_id": candidate.subject.id,
        "subject_label": candidate.subject.label,
        "predicate_id": "skos:closeMatch",
        "object_id": candidate.object.id,
        "object_label": candidate.object.label,
        "mapping_justification": PROPOSED,
        "confidence": f"{candidate.confidence:.4f}",
        "subject_source": subjects.source,
        "subject_source_version": subjects.version,
        "object_source": objects.source,
        "object_source_version": objects.version,
        "mapping_tool": "lotgraph",
        "mapping_tool_version": __version__,
        "mapping_date": date,
        "match_string": "|".join(same),
        "comment": "; ".join(_reasons(candidate)),
    }


def _reasons(candidate: Candidate) -> Iterator[str]:
    if candidate.same_labels:
        yield f"same labels: {', '.join(candidate.same_labels)}"
    if candidate.words:
        yield f"shared words: {', '.join(candidate.words)}"
    yield from candidate.place


def _order_rows(accepted: Iterable[Row], candidates: Iterable[Row], rejected: Iterable[Row]) -> list[Row]:
    """By subject: what was accepted, then the candidates as ranked, then what was rejected."""
    ranked = [
        (row["subject_id"], place, row) for place, rows in enumerate((accepted, candidates, rejected)) for row in rows
    ]
    return [row for _, _, row in sorted(ranked, key=lambda entry: entry[:2])]


def _write(out: Path, lines: Iterable[str]) -> None:
    """Write a file whole or not at all."""
    try:
        with NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=out.parent, prefix=f".{out.name}.", delete=False
        ) as file:
            try:
                file.writelines(lines)
                file.close()
                Path(file.name).chmod(0o666 & ~_umask())
                Path(file.name).replace(out)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise UsageError(f"{out}: cannot be written: {error.strerror}") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
