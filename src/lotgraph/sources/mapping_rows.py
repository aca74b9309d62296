"""Rows of SSSOM as rows of the table of mappings: which of them it can hold, in what form, under which ids."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final
from urllib.parse import unquote

from lotgraph.formats.sssom.acceptance import NO_TERM
from lotgraph.formats.sssom.rows import STEPS, TEXTS
from lotgraph.formats.sssom.text import MATCHED, Mappings, Note
from lotgraph.schema import BY_NAME, Type
from lotgraph.schema.vocabulary import mint

OWN: Final = {kind: f"{kind}:" for kind in ("occupation", "skill", "entry", "scheme")}
"""The prefixes by which the table names what is in other tables."""

NOT_STATED: Final = "not-stated"
"""The version of a taxonomy of which nobody says one."""

_LEFT: Final = ("predicate_label", "record_id")
"""Columns that say nothing that is not said already."""

_UNFIT: Final = re.compile(r"[\s|\"<>\\^`{}]+")
_IRI: Final = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20\x7f-\x9f]+")
_TERM: Final = re.compile(r"semapv:[A-Za-z]+")
_CONCEPTS: Final = ("subject_id", "object_id")
_SOURCES: Final = ("subject_source", "object_source")


def adopt_names(found: Mappings) -> Mappings:
    """The mappings that ``lotgraph match`` wrote, with the names that the tables have for what they speak of."""
    base, own, _ = found.stated.get("mapping_set_id", "").partition(MATCHED)
    if not own:
        return found
    names = {mint(base, kind, ""): f"{kind}:" for kind in ("occupation", "skill", "scheme")}

    def name(iri: str) -> str:
        kind = next((kind for start, kind in names.items() if iri.startswith(start)), "")
        return kind + unquote(iri.rpartition("/")[2]) if kind else iri

    ends = (*_CONCEPTS, *_SOURCES)
    rows = ({**row, **{end: name(row[end]) for end in ends if end in row}} for row in found.rows)
    return replace(found, rows=tuple(rows))


def fitting(found: Mappings, version: str = "") -> Mappings:
    """The rows that the table can hold; its notes say which others there were, and what was left out of a row.

    ``version`` is that of the taxonomy mapped to, where neither the rows nor the header tell it: SSSOM leaves it
    out where it likes, a publication says of each mapping what it is to.
    """
    rows: list[dict[str, str]] = []
    lines: list[int] = []
    notes = list(found.notes)
    seen: set[tuple[tuple[str, str], ...]] = set()
    for number, read in zip(found.lines, found.rows, strict=True):
        cells = tuple(sorted(read.items()))
        if why := "is there twice, in every cell" if cells in seen else _refusal(read):
            notes.append(Note(number, "set-aside", why, f"{read['subject_id']} {read['object_id']}"))
            continue
        seen.add(cells)
        row = dict(read)
        notes += [Note(number, *fault) for fault in _complete_row(row, version)]
        rows.append(row)
        lines.append(number)
    return replace(found, rows=tuple(rows), lines=tuple(lines), notes=tuple(notes))


def _refusal(row: Mapping[str, str]) -> str:
    """Why the table cannot hold the row; empty where it can."""
    for column in (*_CONCEPTS, *_SOURCES):
        value = row.get(column, "")
        if value and value != NO_TERM and not value.startswith(tuple(OWN.values())) and not _is_iri(value):
            return f"{column} is no IRI that starts with http:// or https://"
    if row["subject_id"] == row["object_id"] == NO_TERM:
        return "has a concept on neither side"
    if not _TERM.fullmatch(row["mapping_justification"]):
        return "mapping_justification is no term of semapv"
    return ""


def _is_iri(text: str) -> bool:
    return bool(_IRI.fullmatch(text)) and text.isprintable()


def _complete_row(row: dict[str, str], version: str) -> Iterator[tuple[str, str, str]]:
    """Bring the cells of a row into the form of the table; gives the outcome, the reason and the value of each."""
    if date := row.get("mapping_date", ""):
        day = _day(date)
        row["mapping_date"] = day
        if day != date:
            message = "holds more than a day, which is kept" if day else "is no day like 2026-05-31, and is left out"
            yield "repaired" if day else "missing", f"mapping_date {message}", date
    if reviewers := row.get("reviewer_id", ""):
        row["reviewer_id"] = "|".join(filter(_is_iri, reviewers.split("|")))
        if row["reviewer_id"] != reviewers:
            yield "missing", "reviewer_id is no IRI that starts with http:// or https://, and is left out", reviewers
    if not row.get("object_source_version"):
        row["object_source_version"] = version or NOT_STATED
        if not version:
            yield "missing", "object_source_version is not told; say it with --release", row["object_id"]


def _day(text: str) -> str:
    """The day of a date or of a point in time; empty where it is none."""
    found = re.fullmatch(r"([0-9]{4}-[0-9]{2}-[0-9]{2})([T ].*)?", text)
    with suppress(ValueError):
        return dt.date.fromisoformat(found[1]).isoformat() if found else ""
    return ""


def select_columns(rows: Iterable[Mapping[str, str]]) -> tuple[list[str], list[str]]:
    """The columns of the table that the rows have, ``id`` among them, and those of no table."""
    known = [column.name for column in BY_NAME["mappings"].columns]
    columns = {column for row in rows for column in row}
    return (
        [column for column in known if column in columns or column == "id"],
        sorted(columns - {*known, *_LEFT}),
    )


def name_rows(rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The rows with an ``id`` each: that of its record in another release, or else what is mapped to what.

    Where several rows have those in common, a digest of what tells them apart follows; where that is not enough,
    their number.
    """
    proposed = [
        row.get("id") or _recorded(row) or f"{_local(row['subject_id'])}--{_local(row['object_id'])}" for row in rows
    ]
    counted = Counter(proposed)
    names = [
        name if counted[name] == 1 else f"{name}--{_digest(row)}" for row, name in zip(rows, proposed, strict=True)
    ]
    given: Counter[str] = Counter()
    for place, name in enumerate(names):
        given[name] += 1
        if given[name] > 1:
            names[place] = f"{name}--{given[name]}"
    return [{**row, "id": name} for row, name in zip(rows, names, strict=True)]


def _recorded(row: Mapping[str, str]) -> str:
    _, found, name = row.get("record_id", "").partition("/id/mapping/")
    return _fit(unquote(name)) if found else ""


def _local(concept: str) -> str:
    if concept == NO_TERM:
        return "none"
    kind, _, name = concept.partition(":")
    own = name if kind in OWN else unquote(re.split("[/#]", concept.rstrip("/#"))[-1])
    return _fit(own)


def _fit(name: str) -> str:
    """A name with a hyphen for whatever an id cannot hold."""
    shown = "".join(each if each.isprintable() else " " for each in name)
    return _UNFIT.sub("-", shown).strip("-")


def _digest(row: Mapping[str, str]) -> str:
    parts = ("subject_id", "predicate_modifier", "predicate_id", "object_id", "mapping_justification", STEPS)
    return hashlib.sha256("\n".join(row.get(part, "") for part in parts).encode()).hexdigest()[:8]


def text_columns() -> frozenset[str]:
    """The columns of the table whose cells are texts."""
    return frozenset(column.name for column in BY_NAME["mappings"].columns if column.type is Type.TEXT) | set(TEXTS)
