"""The downloads of ESCO and O*NET as concepts: no more than matching needs, and no check of anything.

Files and their columns are the publishers' own.  What the product reads are source folders.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from lotgraph.matching.concepts import Chain, Concept

_ESCO, _ONET, _STEPS = "esco-v1.1.1", "onet-29.3", "crosswalks"
_CODE = "O*NET-SOC Code"
Row = Mapping[str, str]


def rows(path: Path) -> Iterator[Row]:
    """The rows of a CSV or tab-separated file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t" if path.suffix == ".txt" else ",")


def _grouped(found: Iterable[Row], by: str, *columns: str) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for row in found:
        groups[row[by]] += [row[column] for column in columns if row[column] not in {"", "n/a"}]
    return groups


def esco(data: Path) -> tuple[Concept, ...]:
    """The occupations of ESCO, each below its ISCO groups."""
    folder = data / _ESCO
    skills = {row["conceptUri"]: row["preferredLabel"] for row in rows(folder / "classification-en" / "skills_en.csv")}
    relations = _grouped(rows(folder / "relations" / "occupationSkillRelations.csv"), "occupationUri", "skillUri")
    return tuple(
        Concept(
            id=row["conceptUri"],
            label=row["preferredLabel"].strip(),
            other_labels=tuple(row["altLabels"].split("\n")),
            description=row["description"],
            evidence=tuple(skills[skill] for skill in relations[row["conceptUri"]] if skill in skills),
            notation=row["code"],
            ancestors=tuple(frozenset({row["iscoGroup"][:digits]}) for digits in (4, 3, 2, 1)),
        )
        for row in rows(folder / "classification-en" / "occupations_en.csv")
    )


def onet(data: Path) -> tuple[Concept, ...]:
    """The occupations of O*NET-SOC 2019, each below its SOC code and major group."""
    folder = data / _ONET
    titles = _grouped(rows(folder / "Alternate Titles.txt"), _CODE, "Alternate Title", "Short Title")
    tasks = _grouped(rows(folder / "Task Statements.txt"), _CODE, "Task")
    return tuple(
        Concept(
            id=f"onet:{row[_CODE]}",
            label=row["Title"],
            other_labels=tuple(titles[row[_CODE]]),
            description=row["Description"],
            evidence=tuple(tasks[row[_CODE]]),
            notation=row[_CODE],
            ancestors=(frozenset({row[_CODE][:7]}), frozenset({row[_CODE][:2]})),
        )
        for row in rows(folder / "Occupation Data.txt")
    )


def official(data: Path) -> Chain:
    """The official mappings: ISCO-08 to SOC 2010, that to O*NET-SOC 2019."""
    isco: dict[str, set[str]] = defaultdict(set)
    for row in rows(data / _STEPS / "isco2008_soc2010.csv"):
        isco[row["isco2008"].strip().zfill(4)].add(row["soc2010"].strip())
    soc: dict[str, set[str]] = defaultdict(set)
    for row in rows(data / _STEPS / "2010_to_2019_Crosswalk.csv"):
        soc[row["O*NET-SOC 2010 Code"][:7]].add(row["O*NET-SOC 2019 Code"])
    return Chain(tuple({start: frozenset(to) for start, to in step.items()} for step in (isco, soc)))


def reviewed(data: Path) -> dict[str, frozenset[str]]:
    """The reviewed pairs: ESCO occupations and the O*NET-SOC 2019 codes of which any is right."""
    return {
        row["esco_uri"]: frozenset(f"onet:{code}" for code in row["onet_soc_2019"].split("|"))
        for row in rows(data / _STEPS / "esco-onet-dev.csv")
    }
