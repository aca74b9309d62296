"""SSSOM/TSV: mappings as rows of text below a commented YAML header (SSSOM 1.0, “TSV”)."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lotgraph.errors import InputError, Problem

NOT = "Not"
UNSTATED_LICENCE = "https://w3id.org/sssom/license/unspecified"
COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_modifier",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "confidence",
    "subject_source",
    "subject_source_version",
    "object_source",
    "object_source_version",
    "mapping_tool",
    "mapping_tool_version",
    "mapping_date",
    "reviewer_label",
    "match_string",
    "comment",
)
_REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_ENTITIES = ("subject_id", "object_id", "subject_source", "object_source")
_STANDARD = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "sssom": "https://w3id.org/sssom/",
}
_PREFIX = re.compile(r"#\s+(['\"]?)([\w.-]+)\1:\s+(['\"]?)(\S+)\3\s*$")
_BLANK = re.compile(r"[\t\r\n]+")


@dataclass(frozen=True)
class Mappings:
    """Rows of an SSSOM file: cells by column, concepts and schemes as IRIs; ``prefixes`` are those of its header."""

    rows: tuple[Mapping[str, str], ...]
    prefixes: Mapping[str, str]

    def rejected(self) -> tuple[Mapping[str, str], ...]:
        """The rows that say that the pair is no match."""
        return tuple(row for row in self.rows if row.get("predicate_modifier") == NOT)

    def accepted(self) -> tuple[Mapping[str, str], ...]:
        """The rows that a person stands for: reviewed, or made by hand."""
        return tuple(row for row in self.rows if row.get("predicate_modifier") != NOT and _is_reviewed(row))


def _is_reviewed(row: Mapping[str, str]) -> bool:
    by_hand = row["mapping_justification"] == "semapv:ManualMappingCuration"
    return by_hand or bool(row.get("reviewer_label") or row.get("reviewer_id"))


def read_mappings(path: Path, known: Mapping[str, str]) -> Mappings:
    """Read an SSSOM/TSV file, or with the suffix ``.csv`` one that is parted by commas.

    ``known`` are prefixes that need not be in the header.  Raises InputError, which names every bad row.
    """
    file = path.as_posix()
    try:
        lines = path.read_text("utf-8-sig").splitlines(keepends=True)
    except OSError as error:
        raise InputError((Problem(file, (), "", f"cannot be read: {error.strerror}"),)) from error
    except UnicodeDecodeError as error:
        raise InputError((Problem(file, (), "", "is not UTF-8; save it as UTF-8"),)) from error
    head = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    stated = {found[2]: found[4] for found in map(_PREFIX.match, lines[:head]) if found}
    prefixes = {**_STANDARD, **known, **stated}
    table = csv.reader(lines[head:], delimiter="," if path.suffix.lower() == ".csv" else "\t", strict=True)
    try:
        header = next(table, [])
        missing = [column for column in _REQUIRED if column not in header]
        if missing:
            raise InputError((Problem(file, (head + 1,), "", f"has no column {', '.join(missing)}"),))
        rows = [_row(file, head + table.line_num, header, cells, prefixes) for cells in table if any(cells)]
    except csv.Error as error:
        raise InputError((Problem(file, (head + table.line_num,), "", f"cannot be read: {error}"),)) from error
    problems = tuple(row for row in rows if isinstance(row, Problem))
    if problems:
        raise InputError(problems)
    return Mappings(tuple(row for row in rows if not isinstance(row, Problem)), stated)


def _row(
    file: str, number: int, header: list[str], cells: list[str], prefixes: Mapping[str, str]
) -> Mapping[str, str] | Problem:
    if len(cells) != len(header):
        return Problem(file, (number,), "", f"has {len(cells)} cells, the header {len(header)}")
    row = {column: cell.strip() for column, cell in zip(header, cells, strict=True) if cell.strip()}
    for column in _REQUIRED:
        if column not in row:
            return Problem(file, (number,), column, "is empty")
    if row.get("predicate_modifier", NOT) != NOT:
        return Problem(file, (number,), "predicate_modifier", f"must be {NOT} or empty")
    for column in (entity for entity in _ENTITIES if entity in row):
        prefix, _, name = row[column].partition(":")
        if not name.startswith("//"):
            if prefix not in prefixes:
                return Problem(file, (number,), column, f"has the prefix “{prefix}”, which is not in the curie_map")
            row[column] = prefixes[prefix] + name
    return row


def written(
    rows: Iterable[Mapping[str, str]], prefixes: Mapping[str, str], mapping_set: str, licence: str
) -> Iterator[str]:
    """The lines of an SSSOM/TSV file; IRIs of subjects, objects and their sources become CURIEs."""
    found = list(rows)
    names = _prefixes((row[column] for row in found for column in _ENTITIES if row.get(column)), prefixes)
    yield "#curie_map:\n"
    for prefix, iri in sorted({**_STANDARD, **names}.items()):
        yield f"#  {prefix}: {json.dumps(iri, ensure_ascii=False)}\n"
    yield f"#license: {json.dumps(licence)}\n"
    yield f"#mapping_set_id: {json.dumps(mapping_set, ensure_ascii=False)}\n"
    columns = list(dict.fromkeys((*COLUMNS, *(column for row in found for column in row))))
    yield "\t".join(columns) + "\n"
    spaces = {iri: prefix for prefix, iri in names.items()}
    for row in found:
        yield "\t".join(_cell(row.get(column, ""), column, spaces) for column in columns) + "\n"


def _cell(text: str, column: str, spaces: Mapping[str, str]) -> str:
    if column in _ENTITIES and text:
        space = _namespace(text)
        return f"{spaces[space]}:{text[len(space) :]}"
    text = _BLANK.sub(" ", text)
    return '"' + text.replace('"', '""') + '"' if '"' in text else text


def _namespace(iri: str) -> str:
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]


def _prefixes(iris: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    """A prefix for each namespace: the known one, or the last words of the namespace."""
    names = dict(known)
    for space in sorted({_namespace(iri) for iri in iris} - set(known.values())):
        base = ".".join(re.findall(r"[A-Za-z][\w-]*", space)[-2:]).lower() or "concept"
        choices: Sequence[str] = [base, *(f"{base}{number}" for number in range(2, 1000))]
        names[next(choice for choice in choices if choice not in names and choice not in _STANDARD)] = space
    return names
