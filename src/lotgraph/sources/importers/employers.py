"""The S&P 500 list: what it says of companies, as claims about employers."""

from __future__ import annotations

import re
from pathlib import Path

from lotgraph.schema.vocabulary import slug
from lotgraph.sources.importers.download import Record, clean, records
from lotgraph.sources.importers.folder import Target

_NEEDED = ("Symbol", "Security", "GICS Sector", "GICS Sub-Industry", "Headquarters Location", "CIK", "Founded")
_KINDS = {
    "register-number": "CIK",
    "symbol": "Symbol",
    "sector": "GICS Sector",
    "sub-sector": "GICS Sub-Industry",
    "seat": "Headquarters Location",
    "founded": "Founded",
    "listed-since": "Date added",
}
_CLASS = re.compile(r" \(Class [A-Z]\)$")


def read(path: Path, target: Target) -> None:
    """Read the list; several classes of shares of one company are one employer, told by its register number."""
    names: dict[str, str] = {}
    facts: list[tuple[Record, str]] = []
    for record in records(path, target, _NEEDED):
        number = record["CIK"].strip().lstrip("0")
        name = _CLASS.sub("", clean(record, "Security", target))
        if not number.isdecimal():
            target.report.set_aside(record.file, "has no register number (CIK)", record.row, record["CIK"])
        elif not name:
            target.report.set_aside(record.file, "has no name", record.row, number)
        else:
            if number in names:
                message = "is another class of shares of a company, or another row of it; they are one employer"
                target.report.repaired(record.file, message, record.row, record["Security"])
            if names.setdefault(number, name) != name:
                message = "Security is not the name of an earlier row, which is kept"
                target.report.disagrees(record.file, message, record.row, name)
            facts.append((record, number))
    ids = _write_employers(names, target)
    claimed: set[tuple[str, str, str]] = set()
    for record, number in facts:
        _write_facts(record, ids[number], claimed, target)
    target.describe(
        {
            "id": f"sp500{'-' + target.version if target.version else ''}",
            "title": "S&P 500 companies",
            "publisher": "Datasets (datahub.io)",
            "licence": "https://opendatacommons.org/licenses/pddl/1-0/",
            "attribution": "The list comes from Wikipedia.",
            "language": "en",
            "url": "https://github.com/datasets/s-and-p-500-companies",
        }
    )


def _write_employers(names: dict[str, str], target: Target) -> dict[str, str]:
    """Write the employers and give their ids, by register number.

    The id is the slug of the name, as everywhere, so that a source that names the same company means it too;
    where several have one slug, the number tells them apart.
    """
    numbers: dict[str, list[str]] = {}
    for number, name in names.items():
        numbers.setdefault(slug(name), []).append(number)
    ids = {}
    for short, same in numbers.items():
        for number in same:
            alone = short and len(same) == 1
            ids[number] = short if alone else f"cik-{number}"
            label = names[number] if alone else f"{names[number]} (CIK {number})"
            target.add("employers", id=ids[number], label=label)
    return ids


def _write_facts(record: Record, employer: str, claimed: set[tuple[str, str, str]], target: Target) -> None:
    for kind, column in _KINDS.items():
        value = printed = clean(record, column, target)
        if kind == "founded" and value:
            value = _year(record, value, target)
        if kind == "register-number":
            value = value.lstrip("0")
        if not value:
            target.report.missing(record.file, f"{column} has no value", record.row, printed)
        elif (employer, kind, value) not in claimed:
            claimed.add((employer, kind, value))
            other = printed if printed != value else ""
            target.add("employer_facts", employer=employer, kind=kind, value=value, printed=other)


def _year(record: Record, printed: str, target: Target) -> str:
    """The first year that is printed: of "2013 (1888)" the year of this company, not of what it came from."""
    found = re.match(r"[0-9]{4}(?![0-9])", printed)
    if found and found[0] != printed:
        message = "Founded holds more than a year; the first is taken, the whole is kept as printed"
        target.report.repaired(record.file, message, record.row, printed)
    return found[0] if found else ""
