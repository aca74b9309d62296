"""What the readers of O*NET's files share: the download that is read, its records, its occupations and codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from lotgraph.sources.importers.characters import printable
from lotgraph.sources.importers.download import Record
from lotgraph.sources.importers.folder import Target

SCHEME: Final = "onet-soc"
VERSION: Final = "2019"
CODE: Final = "O*NET-SOC Code"
MISSING: Final = "n/a"
AREA: Final = "US"


class Era(Enum):
    """The releases that have the same names of files."""

    OLD = "up to 30.2"
    NEW = "30.3 and later"
    EVERY = "every release"


@dataclass
class Reading:
    """A download of O*NET while it is read, and what of it was written so far."""

    release: str
    era: Era
    target: Target
    occupations: set[str] = field(default_factory=set)
    titles: set[tuple[str, str]] = field(default_factory=set)
    zones: str = ""
    """Which job zones there are: ``5``, or ``4`` where zones 1 and 2 are one (30.2 and later); empty: not known."""

    definitions: dict[str, str] = field(default_factory=dict)
    """What the publisher says of elements, by their ids."""

    _ids_of_titles: dict[tuple[str, str], int] = field(default_factory=dict)
    _codes: dict[tuple[str, str], str] = field(default_factory=dict)
    _once: set[str] = field(default_factory=set)

    def is_known(self, record: Record, *columns: str) -> bool:
        """Whether the occupations of a record are there; else it is set aside."""
        for column in columns or (CODE,):
            if record[column].strip() not in self.occupations:
                message = f"{column} is not in Occupation Data.txt"
                self.target.report.set_aside(record.file, message, record.row, record[column])
                return False
        return True

    def set_aside(self, record: Record, reason: str, what: str = "") -> None:
        """Report a record that is not kept."""
        self.target.report.set_aside(record.file, reason, record.row, what)

    def number_title(self, occupation: str, short: str) -> int:
        """How many titles of the occupation have that short form by now, this one included."""
        number = self._ids_of_titles[occupation, short] = self._ids_of_titles.get((occupation, short), 0) + 1
        return number

    def add_scheme(self, name: str, version: str, title: str) -> None:
        """Write a scheme, once."""
        if name not in self._once:
            self._once.add(name)
            pattern = "[0-9]{2}-[0-9]{4}[.][0-9]{2}" if name == SCHEME else ""
            self.target.add("schemes", id=name, version=version, title=title, language="en", notation_pattern=pattern)

    def add_area(self) -> None:
        """Write the area that every figure is about, once."""
        if AREA not in self._once:
            self._once.add(AREA)
            self.target.add("areas", id=AREA, label="United States", part_of="")

    def note_code(self, list_: str, element: str, label: str) -> str:
        """Note a code that is used, with its first label; gives its id."""
        self._codes.setdefault((list_, element), label)
        return f"onet:{element}"

    def code_label(self, list_: str, element: str) -> str:
        """The label by which a code is noted; empty where it is not."""
        return self._codes.get((list_, element), "")

    def elements(self) -> set[str]:
        """What is noted as a code of any list."""
        return {element for _, element in self._codes}

    def write_codes(self) -> None:
        """Write the codes that are noted, with what the publisher says of them."""
        for (list_, element), label in sorted(self._codes.items()):
            cells = {"label": label or element, "definition": self.definitions.get(element, "")}
            self.target.add("codes", list=list_, id=f"onet:{element}", **cells)

    def add_figure(self, table: str, record: Record, stated: Mapping[str, str], column: str, number: str = "") -> None:
        """Write a figure about the occupation of a record, with what its survey says of it.

        ``column`` is that of the number, which is the record's own where none is given.
        """
        self.add_area()
        more = {"not_relevant": is_yes(record, "Not Relevant")} if table == "ratings" else {}
        survey, when = self._surveyed(record), collected(record)
        occupation = identifier(record[CODE].strip())
        cells = {**stated, column: number or value_of(record, "Data Value"), **survey, **more, **when}
        self.target.add(table, occupation=occupation, area=AREA, **cells)

    def _surveyed(self, record: Record) -> dict[str, str]:
        """Sample, error and bounds of a figure, as far as the file has them."""
        numbers = {"sample_size": "N", "standard_error": "Standard Error"}
        numbers |= {"lower_bound": "Lower CI Bound", "upper_bound": "Upper CI Bound"}
        stated = {name: value_of(record, column) for name, column in numbers.items()}
        for name, value in stated.items():
            if value and not is_number(value):
                self.target.report.missing(record.file, f"{numbers[name]} is no number", record.row, value)
                stated[name] = ""
        return {**stated, "suppress": is_yes(record, "Recommend Suppress")}

    def note_name(self, record: Record, names: dict[str, str], key: str, name: str) -> None:
        """Note what something is called; another name than before is reported, and the first is kept."""
        if names.setdefault(key, name) != name:
            message = "is named in another way than before; the first name is kept"
            self.target.report.disagrees(record.file, message, record.row, f"{key} {name}")


def identifier(code: str) -> str:
    """The id of an occupation: ``onet-soc-2019:15-2051.00``."""
    return f"{SCHEME}-{VERSION}:{code}"


def value_of(record: Record, column: str) -> str:
    """A cell, empty where the file says that the value is missing."""
    value = printable(record[column]).strip()
    return "" if value == MISSING else value


def is_yes(record: Record, column: str) -> str:
    """``true`` where a cell says yes."""
    return "true" if record[column].strip() == "Y" else ""


def collected(record: Record) -> dict[str, str]:
    """When and from whom the record was collected."""
    found = re.fullmatch(r"(\d\d)/(\d{4})", record["Date"].strip())
    month = f"{found[2]}-{found[1]}" if found else ""
    return {"collected": month, "collected_from": value_of(record, "Domain Source")}


def is_number(text: str) -> bool:
    """Whether it is a decimal number as O*NET writes one."""
    return bool(re.fullmatch(r"[+-]?[0-9]+(\.[0-9]{1,12})?", text))


def number_of(release: str) -> tuple[int, ...]:
    """A release as numbers, to compare it: (30, 3); empty where it is none."""
    return tuple(map(int, release.split("."))) if re.fullmatch(r"[0-9]+\.[0-9]+", release) else ()


def first_names(paths: Iterable[str], most: int = 3) -> str:
    """The first of several file names, for a message."""
    names = sorted(paths)
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")
