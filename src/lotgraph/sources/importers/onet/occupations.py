"""The occupations of O*NET, their tasks and titles, and the occupations that are related to them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from lotgraph.schema.vocabulary import slug
from lotgraph.sources.importers.characters import is_id
from lotgraph.sources.importers.download import Record, clean
from lotgraph.sources.importers.onet.reading import (
    CODE,
    MISSING,
    SCHEME,
    VERSION,
    Reading,
    identifier,
    value_of,
)

RELATED: Final = "Related O*NET-SOC Code"
_TIERS: Final = {
    "Primary-Short": "primary-short",
    "Primary-Long": "primary-long",
    "Supplemental": "supplemental",
}
_TASKS: Final = {"Core": "core-task", "Supplemental": "supplemental-task", MISSING: "task", "": "task"}


def read_occupations(records: Iterable[Record], reading: Reading) -> None:
    """The occupations, which all else is about."""
    reading.add_scheme(SCHEME, VERSION, "O*NET-SOC taxonomy")
    for record in records:
        code, label = record[CODE].strip(), clean(record, "Title", reading.target)
        if not re.fullmatch(r"\d\d-\d{4}\.\d\d", code):
            reading.set_aside(record, "has no code of O*NET-SOC", code)
        elif code in reading.occupations:
            reading.set_aside(record, "is there twice", code)
        elif not label:
            reading.set_aside(record, "has no title", code)
        else:
            reading.occupations.add(code)
            reading.target.add(
                "occupations",
                id=identifier(code),
                scheme=SCHEME,
                label=label,
                notation=code,
                description=value_of(record, "Description"),
            )


def read_tasks(records: Iterable[Record], reading: Reading) -> None:
    """The tasks of occupations."""
    seen: set[str] = set()
    for record in records:
        task, kind = record["Task ID"].strip(), record["Task Type"].strip()
        if not reading.is_known(record):
            continue
        if task in seen or not is_id(task):
            reading.set_aside(record, "is there twice" if task in seen else "has no Task ID that can be an id", task)
        elif kind not in _TASKS:
            reading.set_aside(record, "Task Type is none that is known", kind)
        elif not (text := clean(record, "Task", reading.target)):
            reading.set_aside(record, "has no text", task)
        else:
            seen.add(task)
            occupation = identifier(record[CODE].strip())
            reading.target.add("statements", id=task, occupation=occupation, kind=_TASKS[kind], text=text)


def read_alternate_titles(records: Iterable[Record], reading: Reading) -> None:
    """Titles that workers or employers use (up to 30.2)."""
    _read_titles(records, reading, "Alternate Title")


def read_job_titles(records: Iterable[Record], reading: Reading) -> None:
    """Titles that workers or employers use (30.3 and later)."""
    _read_titles(records, reading, "Job Title")


def read_reported_titles(records: Iterable[Record], reading: Reading) -> None:
    """Titles that people who were asked gave, most of which are among the others."""
    _read_titles(records, reading, "Reported Job Title", repeated="is among the other titles of the occupation")


def _read_titles(records: Iterable[Record], reading: Reading, column: str, repeated: str = "is there twice") -> None:
    seen = reading.titles
    for record in records:
        occupation, title = record[CODE].strip(), clean(record, column, reading.target)
        if not reading.is_known(record):
            continue
        if not title:
            reading.set_aside(record, "has no title", occupation)
        elif (occupation, title) in seen:
            reading.set_aside(record, repeated, f"{occupation} {title}")
        else:
            short = value_of(record, "Short Title") if column != "Reported Job Title" else ""
            for text, kind in ((title, "alternative-title"), (short, "abbreviation")):
                if text and (occupation, text) not in seen:
                    seen.add((occupation, text))
                    _write_title(occupation, text, kind, reading)


def _write_title(occupation: str, text: str, kind: str, reading: Reading) -> None:
    """Write a title, whose id is its slug, with a number from the second on of a slug within an occupation."""
    short = slug(text) or "title"
    number = reading.number_title(occupation, short)
    name = short if number == 1 else f"{short}--{number}"
    reading.target.add("titles", id=name, occupation=identifier(occupation), title=text, kind=kind)


def read_related(records: Iterable[Record], reading: Reading) -> None:
    """Occupations that are related to others, in tiers."""
    seen: set[tuple[str, str]] = set()
    for record in records:
        ends = (record[CODE].strip(), record[RELATED].strip())
        tier, index = record["Relatedness Tier"].strip(), record["Index"].strip()
        if not reading.is_known(record, CODE, RELATED):
            continue
        if tier not in _TIERS:
            reading.set_aside(record, "Relatedness Tier is none that is known", tier)
        elif ends in seen or ends[0] == ends[1]:
            message = "is there twice" if ends in seen else "relates an occupation to itself"
            reading.set_aside(record, message, " ".join(ends))
        else:
            seen.add(ends)
            position = index if index.isdecimal() and int(index) else ""
            occupation, related = map(identifier, ends)
            cells = {"related": related, "kind": _TIERS[tier], "position": position}
            reading.target.add("related_occupations", occupation=occupation, **cells)
