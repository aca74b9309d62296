"""What the cells of an SSSOM row mean: entities as IRIs, terms by their usual names, numbers, lists of values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from lotgraph.errors.problems import Code, Fault
from lotgraph.formats.delimited import error_value, is_spreadsheet_error
from lotgraph.formats.sssom.acceptance import (
    CARDINALITIES,
    MATCHES,
    NO_TERM,
    NOT,
)

STANDARD: Final = {
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": "https://w3id.org/sssom/",
}
"""The prefixes that every file has without saying so."""

STEPS: Final = "derived_from"
"""Column of the mappings that a chain is made of; not one of SSSOM, which the header declares."""

REQUIRED: Final = ("subject_id", "predicate_id", "object_id", "mapping_justification")
ENTITIES: Final = (
    "subject_id",
    "object_id",
    "subject_source",
    "object_source",
    "reviewer_id",
    "record_id",
    "mapping_source",
    STEPS,
)
TERMS: Final = ("predicate_id", "mapping_justification")
SEVERAL: Final = ("reviewer_id", STEPS)
"""Of the entities those of which a row may name several."""

TEXTS: Final = ("reviewer_label",)
"""Columns of texts of which a row may have several."""

_LITERAL: Final = "literal"
_KNOWN_TERMS: Final = {
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
_NAME: Final = re.compile(r"[^\s<>\"{}|\\^`]+")

Row = dict[str, str]


@dataclass(frozen=True)
class Meaning:
    """What the prefixes stand for, what the header says, and by which version of SSSOM."""

    prefixes: Mapping[str, str]
    stated: Mapping[str, str]

    @property
    def escapes(self) -> bool:
        """Whether a pipe after a backslash is one within a text: from SSSOM 1.1 on, which a set must state."""
        found = re.match(r"(\d+)\.(\d+)", self.stated.get("sssom_version", ""))
        return found is not None and (int(found[1]), int(found[2])) >= (1, 1)


def literal_side(row: Mapping[str, str], stated: Mapping[str, str]) -> str:
    """The side of a literal mapping that is a text and no concept (SSSOM 1.0, “Literal mappings”); else empty."""
    sides = (side for side in ("subject", "object") if not row.get(f"{side}_id"))
    return next((s for s in sides if _LITERAL in row.get(f"{s}_type", stated.get(f"{s}_type", ""))), "")


def predicate_refusal(predicate: str) -> str:
    """Why a predicate, as a CURIE, is not one; empty where it is, be it of SKOS or not."""
    prefix, _, name = predicate.partition(":")
    known = _KNOWN_TERMS.get(prefix)
    if (known is not None and name not in known) or not _NAME.fullmatch(name):
        return f"must be a predicate, like {MATCHES[0]} or {MATCHES[2]}"
    return ""


def read_row(cells: Mapping[str, str], meaning: Meaning) -> tuple[Row, list[Fault]]:
    """The cells of a row, none of them empty, as they are meant, and what is wrong with them."""
    row = dict(cells)
    wrong = [
        Fault(Code.SPREADSHEET_ERROR, column, error_value(f"'{cell}'"))
        for column, cell in row.items()
        if is_spreadsheet_error(cell)
    ]
    message = "is empty; it must have a value"
    wrong += [Fault(Code.MISSING_VALUE, column, message) for column in REQUIRED if column not in row]
    for column in (*ENTITIES, *TERMS):
        if column in row:
            parts = [expand_entity(part.strip(), column, meaning.prefixes) for part in values(row[column], column)]
            row[column] = "|".join(part for part, _ in parts)
            wrong += [fault for _, fault in parts if fault]
    for column in TEXTS:
        if column in row and not meaning.escapes:
            # In 1.0 a backslash is one, and what follows it parts two values.
            row[column] = row[column].replace(r"\|", r"\ |")
    if all(each.column != "predicate_id" for each in wrong) and (message := predicate_refusal(row["predicate_id"])):
        wrong.append(Fault(Code.UNKNOWN_CODE, "predicate_id", f"'{row['predicate_id']}' {message}"))
    if row.get("predicate_modifier", NOT) != NOT:
        message = f"'{row['predicate_modifier']}' must be {NOT} or empty"
        wrong.append(Fault(Code.UNKNOWN_CODE, "predicate_modifier", message))
    if row.get("mapping_cardinality", CARDINALITIES[0]) not in CARDINALITIES:
        message = f"'{row['mapping_cardinality']}' must be {', '.join(CARDINALITIES)}"
        wrong.append(Fault(Code.UNKNOWN_CODE, "mapping_cardinality", message))
    if "confidence" in row:
        number = _share(row["confidence"])
        if number is None:
            message = f"'{row['confidence']}' must be a number from 0 to 1"
            wrong.append(Fault(Code.OUT_OF_RANGE, "confidence", message))
        row["confidence"] = number or ""
    return row, wrong


def values(cell: str, column: str) -> list[str]:
    """The values of a cell: of entities of which a row may name several, each."""
    return cell.split("|") if column in SEVERAL else [cell]


def expand_entity(text: str, column: str, prefixes: Mapping[str, str]) -> tuple[str, Fault | None]:
    """The IRI of an entity, or the CURIE by which a term is commonly known; and what is wrong with it."""
    if text.startswith("<") and text.endswith(">"):
        text = text[1:-1].strip()
    prefix, colon, name = text.partition(":")
    if text == NO_TERM or text == STANDARD["sssom"] + "NoTermFound":
        return NO_TERM, None
    iri = text
    if not name.startswith("//"):
        if not colon:
            return text, Fault(Code.WRONG_FORM, column, f"'{text}' is neither an IRI nor a name with a prefix")
        if prefix not in prefixes:
            message = f"has the prefix “{prefix}”, which is not in the curie_map"
            return text, Fault(Code.UNKNOWN_PREFIX, column, message)
        iri = prefixes[prefix] + name
    if column in TERMS:
        for short, space in STANDARD.items():
            if iri.startswith(space):
                return f"{short}:{iri.removeprefix(space)}", None
    return iri, None


def _share(text: str) -> str | None:
    """A number from 0 to 1 without exponent; None where it is none."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or not 0 <= number <= 1:
        return None
    return f"{number:.12f}".rstrip("0").rstrip(".")
