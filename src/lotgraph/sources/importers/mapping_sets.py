"""SSSOM files: the mappings of others, and those that ``lotgraph match`` proposed and a person reviewed."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from lotgraph.errors.problems import Code
from lotgraph.formats.sssom.acceptance import MATCHES
from lotgraph.formats.sssom.text import (
    SUFFIX,
    UNSTATED_LICENCE,
    Mappings,
    metadata_beside,
    read_mappings,
)
from lotgraph.schema.vocabulary import slug
from lotgraph.sources.importers.characters import printable
from lotgraph.sources.importers.download import is_iri, refusal
from lotgraph.sources.importers.folder import Target
from lotgraph.sources.mapping_rows import (
    OWN,
    adopt_names,
    fitting,
    name_rows,
    select_columns,
    text_columns,
)

_ENDS: Final = ("subject_id", "object_id")


def read(path: Path, target: Target) -> None:
    """Read an SSSOM/TSV file; each row stays what it is: accepted, a candidate or rejected.

    The version of the target, if it is said, is that of the taxonomy mapped to.  Raises InputError, which names
    every bad row, or says why no row is kept.
    """
    whole = adopt_names(read_mappings(path, {}))
    found = fitting(whole, target.version)
    if not found.rows and not found.notes:
        raise refusal(Code.NO_DATA, path, "has no row")
    for each in filter(None, (path, metadata_beside(path))):
        target.taken(each.name, each.read_bytes())
    _report(path, found, len(found.rows) + sum(note.outcome == "set-aside" for note in found.notes), target)
    columns, left = select_columns(found.rows)
    if left:
        target.report.left_out(path.name, f"the columns {', '.join(left)}")
    target.stands_alone = not any(row[end].startswith(tuple(OWN.values())) for row in found.rows for end in _ENDS)
    texts, kept = text_columns(), 0
    for row, number in zip(name_rows(found.rows), found.lines, strict=True):
        if row["predicate_id"] not in MATCHES:
            message = "predicate_id is no mapping predicate of SKOS"
            target.report.set_aside(path.name, message, number, row["predicate_id"])
            continue
        cells = {column: row.get(column, "") for column in columns}
        for column in texts & cells.keys():
            cells[column] = target.printable(cells[column], column, path.name, number)
        target.add("mappings", **cells)
        kept += 1
    if not kept:
        aside = [line for line in target.report.lines() if line.outcome == "set-aside"]
        why = "; ".join(f"{line.count:,} set aside: {line.reason} ({line.example})" for line in aside)
        raise refusal(Code.NO_DATA, path, f"has no row that can be kept: {why}")
    _describe(path, found, target)


def _report(path: Path, found: Mappings, rows: int, target: Target) -> None:
    for _ in range(rows):
        target.report.read(path.name)
    for note in found.notes:
        target.report.note(path.name, note.outcome, note.reason, note.line, note.what)


def _describe(path: Path, found: Mappings, target: Target) -> None:
    stated = {key: " ".join(printable(value).split()) for key, value in found.stated.items()}
    name = path.name.removesuffix(SUFFIX).removesuffix(path.suffix)
    licence = stated.get("license", "").removeprefix("<").removesuffix(">")
    is_stated = licence != UNSTATED_LICENCE and (is_iri(licence) or not licence.lower().startswith("http"))
    who = (stated.get(key, "").replace("|", ", ") for key in ("creator_label", "author_label", "mapping_provider"))
    target.describe(
        {
            "id": slug(name)[:90].strip("-") or "mappings",
            "title": stated.get("mapping_set_title", "") or f"Mappings {slug(name)}".strip(),
            "publisher": next(filter(None, who), "not stated"),
            "licence": licence if licence and is_stated else "not stated",
            "attribution": "",
            "language": "en",
        }
    )
