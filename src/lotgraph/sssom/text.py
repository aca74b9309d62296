"""SSSOM/TSV: mappings as rows of text below a commented YAML header (SSSOM 1.0, “TSV”)."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import MappingProxyType

from lotgraph.errors import InputError, Problem
from lotgraph.sssom.header import Header, read_header
from lotgraph.sssom.standing import CARDINALITIES, MATCHES, NO_TERM, NOT, Standing, standing

SUFFIX = ".sssom.tsv"
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
STANDARD = {
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": "https://w3id.org/sssom/",
}
"""The prefixes that every file has without saying so."""

MATCHED = "mapping-set/"
"""What follows the base in the name of a set that ``lotgraph match`` wrote."""

STEPS = "derived_from"
"""Column of the mappings that a chain is made of; not one of SSSOM, which the header declares."""

_REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_ENTITIES = (
    "subject_id",
    "object_id",
    "subject_source",
    "object_source",
    "reviewer_id",
    "record_id",
    "mapping_source",
    STEPS,
)
_TERMS = ("predicate_id", "mapping_justification")
_SEVERAL = ("reviewer_id", STEPS)
"""Of the entities those of which a row may name several."""

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
_KNOWN_TERMS = {
    "skos": {
        *(match.removeprefix("skos:") for match in MATCHES),
        *("broader", "narrower", "related", "broaderTransitive", "narrowerTransitive"),
        *("semanticRelation", "mappingRelation"),
    },
    "owl": {
        *("sameAs", "differentFrom", "equivalentClass", "equivalentProperty", "disjointWith", "inverseOf"),
        *("complementOf", "propertyDisjointWith", "versionInfo"),
    },
    "rdfs": {"subClassOf", "subPropertyOf", "seeAlso", "isDefinedBy", "domain", "range", "member"},
    "rdf": {"type"},
}
_NAME = re.compile(r"[^\s<>\"{}|\\^`]+")
_QUOTED = re.compile(r"[\t\r\n\"]")


@dataclass(frozen=True)
class Mappings:
    """Rows of an SSSOM file: cells by column, concepts and schemes as IRIs.

    ``prefixes`` and ``stated`` are those of its header, ``lines`` the line of each row.
    """

    rows: tuple[Mapping[str, str], ...]
    prefixes: Mapping[str, str]
    stated: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[int, ...] = ()

    def rejected(self) -> tuple[Mapping[str, str], ...]:
        """The rows that say that the pair is no match."""
        return tuple(row for row in self.rows if standing(row) is Standing.REJECTED)

    def accepted(self) -> tuple[Mapping[str, str], ...]:
        """The rows that a person stands for: reviewed, or made by hand."""
        return tuple(row for row in self.rows if standing(row) is Standing.ACCEPTED)


def predicate_refusal(predicate: str) -> str:
    """Why a predicate, as a CURIE, is not one; empty where it is, be it of SKOS or not."""
    prefix, _, name = predicate.partition(":")
    known = _KNOWN_TERMS.get(prefix)
    if (known is not None and name not in known) or not _NAME.fullmatch(name):
        return f"must be a predicate, like {MATCHES[0]} or {MATCHES[2]}"
    return ""


def read_mappings(path: Path, known: Mapping[str, str]) -> Mappings:
    """Read an SSSOM/TSV file, or with the suffix ``.csv`` one that is parted by commas.

    ``known`` are prefixes that need not be in the header.  Raises InputError, which names every bad row.
    """
    file = path.as_posix()
    lines = _lines(path, file)
    head = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    header = read_header(lines[:head])
    prefixes = {**STANDARD, **known, **header.prefixes}
    table = csv.reader(lines[head:], delimiter="," if path.suffix.lower() == ".csv" else "\t", strict=True)
    problems = [] if header.stated.get("license") else [Problem(file, (1,), "license", _UNLICENSED)]
    rows: list[dict[str, str]] = []
    numbers: list[int] = []
    try:
        columns = [name.strip() for name in next(table, [])]
        missing = [column for column in _REQUIRED if column not in columns]
        if missing:
            problems.append(Problem(file, (head + 1,), "", f"has no column {', '.join(missing)}"))
            raise InputError(tuple(problems))
        for cells in table:
            if any(map(str.strip, cells)):
                number = head + table.line_num
                row, wrong = _row(columns, cells, prefixes)
                problems += [Problem(file, (number,), column, said) for column, said in wrong]
                rows.append(row)
                numbers.append(number)
    except csv.Error as error:
        raise InputError((Problem(file, (head + table.line_num,), "", f"cannot be read: {error}"),)) from error
    problems += _propagate(file, header, rows, prefixes)
    if problems:
        raise InputError(tuple(problems))
    return Mappings(tuple(rows), header.prefixes, header.stated, tuple(numbers))


def _lines(path: Path, file: str) -> list[str]:
    try:
        content = path.read_bytes()
        if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            raise InputError((Problem(file, (1,), "", "is UTF-16; save it as UTF-8"),))
        # Other characters that part lines may stand within a cell.
        return re.findall(r"[^\n]*\n|[^\n]+", content.decode("utf-8-sig").replace("\r\n", "\n"))
    except OSError as error:
        raise InputError((Problem(file, (), "", f"cannot be read: {error.strerror}"),)) from error
    except UnicodeDecodeError as error:
        row = error.object[: error.start].count(b"\n") + 1
        raise InputError((Problem(file, (row,), "", "is not UTF-8; save it as UTF-8"),)) from error


def _row(
    header: Sequence[str], cells: Sequence[str], prefixes: Mapping[str, str]
) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The cells of a row by column, as they are meant, and what is wrong with them."""
    if len(cells) != len(header):
        return {}, [("", f"has {len(cells)} cell{'s' if len(cells) > 1 else ''}, the header has {len(header)}")]
    row = {column: cell.strip() for column, cell in zip(header, cells, strict=True) if cell.strip()}
    wrong = [(column, "is empty; it must have a value") for column in _REQUIRED if column not in row]
    for column in (*_ENTITIES, *_TERMS):
        if column in row:
            parts = [_expanded(part.strip(), column, prefixes) for part in _values(row[column], column)]
            row[column] = "|".join(part for part, _ in parts)
            wrong += [(column, said) for _, said in parts if said]
    if not any(column == "predicate_id" for column, _ in wrong) and (said := predicate_refusal(row["predicate_id"])):
        wrong.append(("predicate_id", f"'{row['predicate_id']}' {said}"))
    if row.get("predicate_modifier", NOT) != NOT:
        wrong.append(("predicate_modifier", f"'{row['predicate_modifier']}' must be {NOT} or empty"))
    if row.get("mapping_cardinality", CARDINALITIES[0]) not in CARDINALITIES:
        wrong.append(("mapping_cardinality", f"'{row['mapping_cardinality']}' must be {', '.join(CARDINALITIES)}"))
    if "confidence" in row:
        number = _share(row["confidence"])
        if number is None:
            wrong.append(("confidence", f"'{row['confidence']}' must be a number from 0 to 1"))
        row["confidence"] = number or ""
    return row, wrong


def _values(cell: str, column: str) -> list[str]:
    return cell.split("|") if column in _SEVERAL else [cell]


def _expanded(text: str, column: str, prefixes: Mapping[str, str]) -> tuple[str, str]:
    """The IRI of an entity, or the CURIE by which a term is commonly known; and what is wrong with it."""
    prefix, colon, name = text.partition(":")
    if text == NO_TERM or text == STANDARD["sssom"] + "NoTermFound":
        return NO_TERM, ""
    iri = text
    if not name.startswith("//"):
        if not colon:
            return text, f"'{text}' is neither an IRI nor a name with a prefix"
        if prefix not in prefixes:
            return text, f"has the prefix “{prefix}”, which is not in the curie_map"
        iri = prefixes[prefix] + name
    if column in _TERMS:
        for short, space in STANDARD.items():
            if iri.startswith(space):
                return f"{short}:{iri.removeprefix(space)}", ""
    return iri, ""


def _share(text: str) -> str | None:
    """A number from 0 to 1 without exponent; None where it is none."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or not 0 <= number <= 1:
        return None
    return f"{number:.12f}".rstrip("0").rstrip(".")


def _propagate(
    file: str, header: Header, rows: Sequence[dict[str, str]], prefixes: Mapping[str, str]
) -> Iterator[Problem]:
    for column in _PROPAGATED:
        value = header.stated.get(column, "")
        if not value or any(row.get(column) for row in rows):
            continue
        if column in _ENTITIES:
            value, wrong = _expanded(value, column, prefixes)
            if wrong:
                yield Problem(file, (1,), column, wrong)
        for row in rows:
            row[column] = value


def written(
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
    said = {"license": licence, "mapping_set_id": mapping_set, **stated}
    yield from (f"#{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in sorted(said.items()))
    yield "\t".join(columns) + "\n"
    for row in found:
        yield "\t".join(_cell(row.get(column, ""), column, spaces) for column in columns) + "\n"


def _iris(rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    for row in rows:
        for column in (*_ENTITIES, *_TERMS):
            yield from (iri for iri in _values(row.get(column, ""), column) if "://" in iri)


def _cell(text: str, column: str, spaces: Mapping[str, str]) -> str:
    if column in (*_ENTITIES, *_TERMS):
        return "|".join(_curie(value, spaces) for value in _values(text, column))
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
