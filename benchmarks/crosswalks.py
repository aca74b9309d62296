"""Official mappings and the reviewed pairs, from the downloads: no more than the benchmark of matching needs.

Files and their columns are the publishers' own.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from lotgraph.linking.matching.concepts import Chain

_STEPS = "crosswalks"
Row = Mapping[str, str]


def rows(path: Path) -> Iterator[Row]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def official(data: Path) -> Chain:
    """The official mappings: ISCO-08 to SOC 2010, O*NET-SOC 2010 to 2019."""
    isco = (
        (row["isco2008"].strip().zfill(4), row["soc2010"].strip())
        for row in rows(data / _STEPS / "isco2008_soc2010.csv")
    )
    soc = (
        (row["O*NET-SOC 2010 Code"], row["O*NET-SOC 2019 Code"])
        for row in rows(data / _STEPS / "2010_to_2019_Crosswalk.csv")
    )
    return Chain((*isco, *soc))


def reviewed(data: Path) -> dict[str, frozenset[str]]:
    """The reviewed pairs: the IRIs of ESCO occupations, and the O*NET-SOC 2019 codes of which any is right."""
    return {
        row["esco_uri"]: frozenset(row["onet_soc_2019"].split("|")) for row in rows(data / _STEPS / "esco-onet-dev.csv")
    }
