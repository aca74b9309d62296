"""SOC 2018: its codes and titles at four levels, from a CSV file of the structure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from lotgraph.errors.problems import Code
from lotgraph.sources.importers.characters import text_of
from lotgraph.sources.importers.download import (
    Record,
    clean,
    closing,
    records,
    refusal,
)
from lotgraph.sources.importers.folder import Target

SCHEME, VERSION = "soc", "2018"
PUBLISHER = "U.S. Bureau of Labor Statistics"
LICENCE = "Public domain (a work of the US government)"
TITLE = "Standard Occupational Classification"
CODE = re.compile(r"\d\d-\d{4}")
_LEVELS = {
    "Major": "Major group",
    "Minor": "Minor group",
    "Broad": "Broad occupation",
    "Detailed": "Detailed occupation",
}
_NOTHING = {"", "NA", "n/a"}


def identifier(code: str) -> str:
    """The id of an occupation: ``soc-2018:15-2051``."""
    return f"{SCHEME}-{VERSION}:{code}"


def read(path: Path, target: Target) -> None:
    """Read the structure, a row for each code with its level and the code above it."""
    needed = ("code", "title", "Hierarchical_structure", "parent")
    kept: dict[str, Record] = {}
    for record in records(path, target, needed):
        code = record["code"].strip()
        if not CODE.fullmatch(code):
            target.report.set_aside(record.file, "has no code of SOC", record.row, code)
        elif code in kept:
            target.report.set_aside(record.file, "is there twice", record.row, code)
        elif record["Hierarchical_structure"].strip() not in _LEVELS:
            what = record["Hierarchical_structure"]
            target.report.set_aside(record.file, "Hierarchical_structure is no level of SOC", record.row, what)
        elif not text_of(record["title"]):
            target.report.set_aside(record.file, "has no title", record.row, code)
        else:
            kept[code] = record
    parents = _parents(kept, target)
    _set_aside_loose(kept, parents, target)
    if not kept:
        raise refusal(Code.NO_DATA, path, "has no code of SOC that can be kept")
    target.add(
        "schemes",
        id=SCHEME,
        version=VERSION,
        title=TITLE,
        language="en",
        number_of_levels=len(_LEVELS),
        notation_pattern="[0-9]{2}-[0-9]{4}",
    )
    for depth, (level, label) in enumerate(_LEVELS.items(), start=1):
        target.add("levels", scheme=SCHEME, id=level.lower(), depth=depth, label=label)
    for code, record in kept.items():
        target.add(
            "occupations",
            id=identifier(code),
            scheme=SCHEME,
            level=record["Hierarchical_structure"].strip().lower(),
            label=clean(record, "title", target),
            notation=code,
            parent=identifier(parents[code]) if code in parents else "",
        )
    target.describe(
        {
            "id": f"{SCHEME}-{VERSION}",
            "title": f"{TITLE} {VERSION}",
            "publisher": PUBLISHER,
            "licence": LICENCE,
            "attribution": "",
            "language": "en",
            "coded_in": SCHEME,
            "url": "https://www.bls.gov/soc/2018/",
        }
    )


def _parents(kept: dict[str, Record], target: Target) -> dict[str, str]:
    stated = {code: record["parent"].strip() for code, record in kept.items()}
    above = {code: parent for code, parent in stated.items() if parent not in _NOTHING}
    for code, parent in list(above.items()):
        if parent not in kept:
            record = kept[code]
            target.report.disagrees(record.file, "parent is no code of the file", record.row, f"{code} {parent}")
            del above[code]
    for code, parent in closing(above.items()):
        record = kept[code]
        target.report.disagrees(record.file, "parent would put a code above itself", record.row, f"{code} {parent}")
        del above[code]
    return above


def _set_aside_loose(kept: dict[str, Record], parents: Mapping[str, str], target: Target) -> None:
    """Set aside the codes that are not below one of the next higher level, up to a major group."""
    depths = {level: depth for depth, level in enumerate(_LEVELS)}
    by_depth = sorted(kept, key=lambda code: depths[kept[code]["Hierarchical_structure"].strip()])
    for code in by_depth:
        depth, above = depths[kept[code]["Hierarchical_structure"].strip()], kept.get(parents.get(code, ""))
        high = depths[above["Hierarchical_structure"].strip()] if above else -1
        if high != depth - 1 or (above is None and code in parents):
            record = kept.pop(code)
            message = "is below no code of the next higher level"
            target.report.set_aside(record.file, message, record.row, f"{code} {record['parent']}")
