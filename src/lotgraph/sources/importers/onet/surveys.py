"""What O*NET's surveys say of those in an occupation and of what it asks for: interests, work styles, requirements.

None of it is a skill: each is a claim of its own kind, and what it is about is a code of a list of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from lotgraph.sources.importers.characters import is_id
from lotgraph.sources.importers.download import Record, clean
from lotgraph.sources.importers.onet.reading import (
    CODE,
    Era,
    Reading,
    collected,
    identifier,
    is_number,
    number_of,
    value_of,
)


class Scale(NamedTuple):
    """A scale of O*NET: its code in lotgraph, its lowest and highest value (Scales Reference)."""

    code: str
    least: int
    most: int


SCALES: Final = {
    "IM": Scale("importance", 1, 5),
    "LV": Scale("level", 0, 7),
    "OI": Scale("occupational-interest", 1, 7),
    "IH": Scale("high-point", 0, 6),
    "DS": Scale("display-rank", 0, 100),
    "WI": Scale("impact", -3, 3),
    "DR": Scale("distinctiveness", 0, 10),
    "RL": Scale("", 0, 100),
    "RW": Scale("", 0, 100),
    "PT": Scale("", 0, 100),
    "OJ": Scale("", 0, 100),
}
"""The scales that are read; those without a code are percentages of answers."""

_ANSWERS: Final = ("RL", "RW", "PT", "OJ")
_INTERESTS: Final = ("Realistic", "Investigative", "Artistic", "Social", "Enterprising", "Conventional")
"""The interests of Holland in the order in which high points number them, from 1; their elements are 1.B.1.a to f."""

_PLACES: Final = {"1.B.1.g": "1", "1.B.1.h": "2", "1.B.1.i": "3"}
"""The place that a high point has among them, by its element."""


def rated(records: Iterable[Record], reading: Reading, scales: tuple[str, ...]) -> Iterator[tuple[Record, str, Scale]]:
    """The records with a number on one of the scales, once for each occupation, element, scale and category.

    Gives the record, its element and its scale; the others are set aside.
    """
    seen: set[tuple[str, ...]] = set()
    for record in records:
        element, scale = record["Element ID"].strip(), record["Scale ID"].strip()
        if not reading.is_known(record):
            continue
        category = value_of(record, "Category") if scale in _ANSWERS else ""
        key = (record[CODE].strip(), element, scale, category)
        if scale not in scales:
            reading.set_aside(record, "Scale ID is none that is known", scale)
        elif not is_number(value_of(record, "Data Value")):
            reading.set_aside(record, "Data Value is no number", record["Data Value"])
        elif not SCALES[scale].least <= Decimal(value_of(record, "Data Value")) <= SCALES[scale].most:
            message = f"Data Value is not on its scale, from {SCALES[scale].least} to {SCALES[scale].most}"
            reading.set_aside(record, message, f"{scale} {record['Data Value']}")
        elif not is_id(element):
            reading.set_aside(record, "Element ID cannot be an id", element)
        elif key in seen:
            reading.set_aside(record, "is there twice", " ".join(key).strip())
        else:
            seen.add(key)
            yield record, element, SCALES[scale]


def read_interests(records: Iterable[Record], reading: Reading) -> None:
    """Ratings of interests; a high point becomes the place of the interest that it names."""
    for record, element, scale in rated(records, reading, ("OI", "IH", "DS")):
        if scale is SCALES["IH"]:
            _read_high_point(record, element, reading)
        else:
            interest = reading.note_code("interest", element, clean(record, "Element Name", reading.target))
            reading.add_figure("interests", record, {"interest": interest, "scale": scale.code}, "value")


def _read_high_point(record: Record, element: str, reading: Reading) -> None:
    number = Decimal(value_of(record, "Data Value"))
    if element not in _PLACES:
        reading.set_aside(record, "Element ID is no high point that is known", element)
    elif number == 0:
        reading.set_aside(record, "says that the occupation has no such high point", f"{record[CODE]} {element}")
    elif number != int(number):
        reading.set_aside(record, "Data Value is the number of no interest", record["Data Value"])
    else:
        place = int(number) - 1
        interest = reading.note_code("interest", f"1.B.1.{'abcdef'[place]}", _INTERESTS[place])
        cells = {"interest": interest, "scale": SCALES["IH"].code}
        reading.add_figure("interests", record, cells, "value", _PLACES[element])


def read_work_styles(records: Iterable[Record], reading: Reading) -> None:
    """Ratings of work styles: their importance, or (30.1 and later) their impact and distinctiveness."""
    for record, element, scale in rated(records, reading, ("IM", "WI", "DR")):
        style = reading.note_code("work-style", element, clean(record, "Element Name", reading.target))
        reading.add_figure("work_styles", record, {"work_style": style, "scale": scale.code}, "value")


def read_requirements(records: Iterable[Record], reading: Reading) -> None:
    """Education, experience and training: shares of those asked by level, and ratings of their importance."""
    for record, element, scale in rated(records, reading, ("IM", *_ANSWERS)):
        name = clean(record, "Element Name", reading.target)
        if scale.code:
            requirement = reading.note_code("requirement", element, name)
            reading.add_figure(
                "requirement_ratings", record, {"requirement": requirement, "scale": scale.code}, "value"
            )
            continue
        level = _level(record)
        if not level:
            reading.set_aside(record, "Category is no number", record["Category"])
            continue
        if not reading.code_label("requirement-level", level):
            message = "no file says what its category is called"
            reading.target.report.missing(record.file, message, record.row, level)
        cells = {
            "requirement": reading.note_code("requirement", element, name),
            "requirement_level": reading.note_code("requirement-level", level, ""),
        }
        reading.add_figure("respondent_shares", record, cells, "percent")


def _level(record: Record) -> str:
    """The level that a category stands for: ``RL-6``; empty where the category is no number."""
    category = value_of(record, "Category")
    return f"{record['Scale ID'].strip()}-{category}" if category.isdecimal() else ""


def read_categories(records: Iterable[Record], reading: Reading) -> None:
    """What the levels of requirements are called."""
    for record in records:
        level, label = _level(record), clean(record, "Category Description", reading.target)
        if record["Scale ID"].strip() not in _ANSWERS:
            reading.set_aside(record, "Scale ID is none that is known", record["Scale ID"])
        elif not level or not label:
            reading.set_aside(record, "Category is no number" if label else "has no description", record["Category"])
        elif reading.code_label("requirement-level", level):
            reading.set_aside(record, "is there twice", level)
        else:
            reading.note_code("requirement-level", level, label)


def read_zone_names(records: Iterable[Record], reading: Reading) -> None:
    """What the job zones are called, and which of them there are."""
    for record in records:
        zone, name = record["Job Zone"].strip(), clean(record, "Name", reading.target)
        if zone not in {"1", "2", "3", "4", "5"} or not name:
            reading.set_aside(record, "is no job zone with a name", zone)
            continue
        if zone in {"1", "2"}:
            reading.zones = "4" if "1-2" in name else "5"
        element = _zone(zone, reading)
        reading.note_code("job-zone", element, name)
        parts = (value_of(record, column) for column in ("Experience", "Education", "Job Training"))
        reading.definitions[element] = " ".join(filter(None, parts))


def _zone(zone: str, reading: Reading) -> str:
    """The element that stands for a zone; since 30.2, zones 1 and 2 are one, which the files number 2."""
    if not reading.zones:
        are_four = reading.era is Era.NEW or number_of(reading.release) >= (30, 2)
        reading.zones = "4" if are_four else "5"
    return f"job-zone-{'1-2' if reading.zones == '4' and zone == '2' else zone}"


def read_zones(records: Iterable[Record], reading: Reading) -> None:
    """The job zone of each occupation."""
    seen: set[str] = set()
    for record in records:
        zone, code = record["Job Zone"].strip(), record[CODE].strip()
        if not reading.is_known(record):
            continue
        if zone not in {"1", "2", "3", "4", "5"}:
            reading.set_aside(record, "Job Zone is none that is known", zone)
        elif code in seen:
            reading.set_aside(record, "is there twice", code)
        else:
            seen.add(code)
            element = _zone(zone, reading)
            label = reading.code_label("job-zone", element) or f"Job Zone {element.removeprefix('job-zone-')}"
            job_zone = reading.note_code("job-zone", element, label)
            reading.target.add("job_zones", occupation=identifier(code), job_zone=job_zone, **collected(record))


def read_definitions(records: Iterable[Record], reading: Reading) -> None:
    """What the publisher says of the interests, work styles and requirements."""
    wanted = reading.elements()
    for record in records:
        element = record["Element ID"].strip()
        if element in wanted:
            reading.definitions[element] = value_of(record, "Description")
        else:
            reading.set_aside(
                record, "is about no interest, work style or requirement that another file rates", element
            )
