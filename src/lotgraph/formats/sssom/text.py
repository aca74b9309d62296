"""SSSOM/TSV: mappings as rows of text below a commented YAML header (SSSOM 1.0 and 1.1, “TSV”)."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from lotgraph.errors import InputError, Problem
from lotgraph.errors.problems import Code
from lotgraph.formats.delimited import Header as Columns
from lotgraph.formats.delimited import Records, encoding_refusal, long_cells
from lotgraph.formats.sssom.acceptance import MappingStatus, status_of
from lotgraph.formats.sssom.header import Header, HeaderError, read_header
from lotgraph.formats.sssom.rows import (
    ENTITIES,
    REQUIRED,
    STANDARD,
    STEPS,
    TERMS,
    TEXTS,
    Meaning,
    expand_entity,
    literal_side,
    read_row,
    values,
)

SUFFIX = ".sssom.tsv"
METADATA = (".sssom.yml", ".sssom.yaml", ".yml", ".yaml")
"""What the name of a file of metadata ends in that stands beside the rows (SSSOM 1.0, “External metadata mode”)."""

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
MATCHED = "mapping-set/"
"""What follows the base in the name of a set that ``lotgraph match`` wrote."""

_PROPAGATED = (
    "subject_source",
    "subject_source_version",
    "object_source",
    "object_source_version",
    "mapping_tool",
    "mapping_tool_version",
    "mapping_date",
)
"""What the header says for every row, unless a row says it itself (SSSOM 1.0, “Propagation”)."""

_UNLICENSED = f"is missing in the header; add the line #license: and an IRI, or {UNSTATED_LICENCE}"
_QUOTED = re.compile(r"[\t\r\n\"]")


@dataclass(frozen=True)
class Note:
    """What is to be said of a row that is no fault: its line, an outcome of an import, the reason, an example."""

    line: int
    outcome: str
    reason: str
    what: str = ""


@dataclass(frozen=True)
class Mappings:
    """Rows of an SSSOM file: cells by column, concepts and schemes as IRIs.

    ``prefixes`` and ``stated`` are those of its header, ``lines`` the line of each row; ``notes`` say which rows
    were left out, and what of the others.  In cells with several texts a pipe after a backslash is one within a text.
    """

    rows: tuple[Mapping[str, str], ...]
    prefixes: Mapping[str, str]
    stated: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[int, ...] = ()
    notes: tuple[Note, ...] = ()

    def rejected(self) -> tuple[Mapping[str, str], ...]:
        """The rows that say that the pair is no match."""
        return tuple(row for row in self.rows if status_of(row) is MappingStatus.REJECTED)

    def accepted(self) -> tuple[Mapping[str, str], ...]:
        """The rows that a person stands for: reviewed, or made by hand."""
        return tuple(row for row in self.rows if status_of(row) is MappingStatus.ACCEPTED)


def metadata_beside(path: Path) -> Path | None:
    """The file with the metadata of an SSSOM file, where one stands beside it."""
    stem = path.name.removesuffix(path.suffix).removesuffix(".sssom")
    found = (path.with_name(f"{stem}{suffix}") for suffix in METADATA)
    return next((each for each in found if each.is_file()), None)


def read_mappings(path: Path, known: Mapping[str, str]) -> Mappings:
    """Read an SSSOM/TSV file, or one with another delimiter, with the metadata beside it, if there are any.

    ``known`` are prefixes that need not be in the header.  Raises InputError, which names every bad row.
    """
    file = path.as_posix()
    lines = _lines(path, file)
    head = next((number for number, line in enumerate(lines) if not line.startswith(("#", '"#'))), len(lines))
    header = _header(path, lines[:head])
    meaning = Meaning({**STANDARD, **known, **header.prefixes}, header.stated)
    problems = []
    if not header.stated.get("license"):
        problems.append(Problem(file, (1,), "license", _UNLICENSED, code=Code.MISSING_VALUE))
    rows: list[dict[str, str]] = []
    numbers: list[int] = []
    notes: list[Note] = []
    for number, cells, message in _records(file, head, lines):
        if message:
            problems.append(Problem(file, (number,), "", message, code=Code.CELL_COUNT))
            continue
        if side := literal_side(cells, header.stated):
            label = cells.get(f"{side}_label", "")
            notes.append(Note(number, "set-aside", f"maps a text, not a concept ({side}_type)", label))
            continue
        row, wrong = read_row(cells, meaning)
        problems += [Problem(file, (number,), each.column, each.text, code=each.code) for each in wrong]
        rows.append(row)
        numbers.append(number)
    problems += _propagate(file, header, rows, meaning.prefixes)
    if problems:
        raise InputError(tuple(problems))
    return Mappings(tuple(rows), header.prefixes, header.stated, tuple(numbers), tuple(notes))


def _header(path: Path, lines: Sequence[str]) -> Header:
    """What the lines above the table say, and the file beside it where they say nothing."""
    try:
        header = read_header("".join(map(_uncomment, lines)))
    except HeaderError as error:
        raise InputError((Problem(path.as_posix(), (error.line,), "", str(error), code=Code.YAML_SYNTAX),)) from error
    beside = metadata_beside(path)
    if beside is None:
        return header
    try:
        return header.over(read_header("".join(_lines(beside, beside.as_posix()))))
    except HeaderError as error:
        problem = Problem(beside.as_posix(), (error.line,), "", str(error), code=Code.YAML_SYNTAX)
        raise InputError((problem,)) from error


def _uncomment(line: str) -> str:
    """A line of the header as YAML; a spreadsheet quotes it and fills it up with empty cells."""
    bare = re.sub(r"(\t+|[,;]{2,})$", "", line.rstrip("\r\n"))
    if bare.startswith('"#'):
        bare = bare[1:].removesuffix('"').replace('""', '"')
    return bare[1:] + "\n"


def _records(file: str, head: int, lines: Sequence[str]) -> Iterator[tuple[int, dict[str, str], str]]:
    """The line of each row, its cells by column, and why it is none.

    Raises InputError where the rows cannot be told, or have not the columns that each set must have.
    """
    expected = {*COLUMNS, *REQUIRED}
    with long_cells():
        try:
            found = Records(lines[head:], expected)
        except ValueError as error:
            raise InputError((Problem(file, (head + 1,), "", str(error), code=Code.UNCLEAR_DELIMITER),)) from error
        stream = iter(found)
        columns = Columns.of(next(stream, []))
        missing = [column for column in REQUIRED if column not in columns.names]
        if missing and not found.error:
            message = f"has no column {', '.join(missing)}"
            raise InputError((Problem(file, (head + 1,), "", message, code=Code.MISSING_COLUMN),))
        width = len(columns.names)
        for cells in stream:
            number = head + found.line
            if not any(map(str.strip, cells)):
                continue
            if not width <= len(cells) <= columns.widest or any(map(str.strip, cells[width:])):
                yield number, {}, f"has {len(cells)} cell{'s' if len(cells) > 1 else ''}, the header has {width}"
                continue
            named = zip(columns.names, cells, strict=False)
            yield number, {column: cell.strip() for column, cell in named if cell.strip()}, ""
    if found.error:
        raise InputError((Problem(file, (head + found.line,), "", found.error, code=Code.CSV_SYNTAX),))


def _lines(path: Path, file: str) -> list[str]:
    try:
        content = path.read_bytes()
        if fault := encoding_refusal(content[:8]):
            raise InputError((Problem(file, (1,), "", fault.text, code=fault.code),))
        # Other characters that part lines may stand within a cell.
        return list(io.StringIO(content.decode("utf-8-sig").replace("\r\n", "\n"), newline="\n"))
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise InputError((Problem(file, (), "", message, code=Code.UNREADABLE_FILE),)) from error
    except UnicodeDecodeError as error:
        row = error.object[: error.start].count(b"\n") + 1
        message = "is not UTF-8; save it as UTF-8"
        raise InputError((Problem(file, (row,), "", message, code=Code.NOT_UTF_8),)) from error


def _propagate(
    file: str, header: Header, rows: Sequence[dict[str, str]], prefixes: Mapping[str, str]
) -> Iterator[Problem]:
    for column in _PROPAGATED:
        value = header.stated.get(column, "")
        if not value or any(row.get(column) for row in rows):
            continue
        if column in ENTITIES:
            value, wrong = expand_entity(value, column, prefixes)
            if wrong:
                yield Problem(file, (1,), column, wrong.text, code=wrong.code)
        for row in rows:
            row[column] = value


def write_lines(
    rows: Iterable[Mapping[str, str]],
    prefixes: Mapping[str, str],
    mapping_set: str,
    licence: str,
    stated: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[str]:
    """The lines of an SSSOM/TSV file, with what else is ``stated`` of it; IRIs of subjects and the like become CURIEs.

    Rows that are written and read again are the same.
    """
    found = list(rows)
    names = _prefixes(_iris(found), prefixes)
    spaces = {iri: prefix for prefix, iri in names.items()}
    columns = list(dict.fromkeys((*COLUMNS, *(column for row in found for column in row))))
    yield "#curie_map:\n"
    for prefix, iri in sorted({**STANDARD, **names}.items()):
        yield f"#  {prefix}: {json.dumps(iri, ensure_ascii=False)}\n"
    if STEPS in columns:
        yield "#extension_definitions:\n"
        yield f"#  - slot_name: {STEPS}\n"
        yield '#    property: "http://www.w3.org/ns/prov#wasDerivedFrom"\n'
        yield '#    type_hint: "linkml:Uriorcurie"\n'
    message = {"license": licence, "mapping_set_id": mapping_set, **stated}
    if any(r"\|" in row.get(column, "") for row in found for column in TEXTS):
        message["sssom_version"] = "1.1"
    yield from (f"#{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in sorted(message.items()))
    yield "\t".join(columns) + "\n"
    for row in found:
        yield "\t".join(_cell(row.get(column, ""), column, spaces) for column in columns) + "\n"


def _iris(rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    for row in rows:
        for column in (*ENTITIES, *TERMS):
            yield from (iri for iri in values(row.get(column, ""), column) if "://" in iri)


def _cell(text: str, column: str, spaces: Mapping[str, str]) -> str:
    if column in (*ENTITIES, *TERMS):
        return "|".join(_curie(value, spaces) for value in values(text, column))
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def _curie(text: str, spaces: Mapping[str, str]) -> str:
    if "://" not in text:
        return text
    space = _namespace(text)
    return f"{spaces[space]}:{text[len(space) :]}"


def _namespace(iri: str) -> str:
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]


def _prefixes(iris: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    """A prefix for each namespace: the known one, or the last words of the namespace."""
    names = dict(known)
    for space in sorted({_namespace(iri) for iri in iris} - set(known.values())):
        base = ".".join(re.findall(r"[A-Za-z][\w-]*", space)[-2:]).lower() or "concept"
        choices: Sequence[str] = [base, *(f"{base}{number}" for number in range(2, 1000))]
        names[next(choice for choice in choices if choice not in names and choice not in STANDARD)] = space
    return names
