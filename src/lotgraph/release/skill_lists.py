"""The skills that occupations ask for, read from the tables of a release.

The tables hold what the store holds, and are read in a tenth of the time: of ESCO and O*NET 200,000 claims in a
second, where a query takes seven.
"""

from __future__ import annotations

import csv
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lotgraph.errors import ReleaseError
from lotgraph.formats.spreadsheet import unguard
from lotgraph.linking.recommendation import weights
from lotgraph.linking.recommendation.likelihood import Entry, Kind, SkillLists
from lotgraph.schema.vocabulary import mint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

LISTED: Final = "listed"
RATED: Final = "rated"
_IMPORTANCE: Final = "importance"
_TRUE: Final = "true"
_PIECE: Final = 1000


@dataclass(frozen=True)
class OccupationSkills:
    """The lists of a release, and the occupations that have one by the IRI of their scheme."""

    lists: SkillLists
    schemes: Mapping[str, frozenset[str]]


def read_skill_lists(release: Path, base: str, pause: Callable[[], None] = lambda: None) -> OccupationSkills:
    """The lists of skills in the folder of a release; ReleaseError where its tables cannot be read.

    ``pause`` is called after each piece of some milliseconds; what it raises ends the reading.
    """
    try:
        folders = sorted(path for path in (release / "tables").iterdir() if path.is_dir())
        occupations, skills = (_iris(folders, base, kind, f"{kind}s") for kind in ("occupation", "skill"))
        entries = (entry for each in folders for entry in _entries(each, base, occupations, skills))
        lists = SkillLists(_paused(entries, pause))
        schemes = _schemes(folders, base, occupations)
    except (OSError, csv.Error, KeyError, ValueError) as error:
        raise ReleaseError(f"{release / 'tables'}: the tables of the release cannot be read: {error!r}") from error
    having = frozenset(lists.occupations)
    return OccupationSkills(lists, {iri: frozenset(held & having) for iri, held in schemes.items() if held & having})


def _paused(entries: Iterable[Entry], pause: Callable[[], None]) -> Iterator[Entry]:
    for number, entry in enumerate(entries):
        if number % _PIECE == 0:
            pause()
        yield entry


def _iris(folders: list[Path], base: str, kind: str, table: str) -> dict[str, str]:
    """The IRI of each thing of a table by its id."""
    rows = (row for folder in folders for row in _rows(folder, table, "id", "iri"))
    return {name: iri or mint(base, kind, name) for name, iri in rows}


def _schemes(folders: list[Path], base: str, occupations: Mapping[str, str]) -> dict[str, set[str]]:
    """The occupations of each scheme."""
    schemes = _iris(folders, base, "scheme", "schemes")
    found: defaultdict[str, set[str]] = defaultdict(set)
    for folder in folders:
        for occupation, scheme in _rows(folder, "occupations", "id", "scheme"):
            found[schemes[scheme]].add(occupations[occupation])
    return found


def _entries(folder: Path, base: str, occupations: Mapping[str, str], skills: Mapping[str, str]) -> Iterator[Entry]:
    """What one source says of how much its occupations ask for its skills."""
    source = mint(base, "source", tomllib.loads((folder / "source.toml").read_text("utf-8"))["id"])
    kind = Kind(source, LISTED)
    for (occupation, skill), weight in _weigh_listed(folder).items():
        yield Entry(kind, occupations[occupation], skills[skill], weight)
    kind = Kind(source, RATED)
    for occupation, skill, scale, value, suppress in _rows(
        folder, "ratings", "occupation", "skill", "scale", "value", "suppress"
    ):
        if scale == _IMPORTANCE and suppress.lower() != _TRUE:
            yield Entry(kind, occupations[occupation], skills[skill], weights.of_importance(float(value)))


def _weigh_listed(folder: Path) -> dict[tuple[str, str], float]:
    """The weight of each skill that the source lists for an occupation: of its greatest share, if one is stated."""
    shares: dict[tuple[str, str], float] = {}
    others: dict[tuple[str, str], float] = {}
    for table in ("skill_listings", "shares"):
        for occupation, skill, category, percent in _rows(folder, table, "occupation", "skill", "category", "percent"):
            key = occupation, skill
            if skill and percent:
                shares[key] = max(shares.get(key, 0.0), weights.of_share(float(percent)))
            elif skill:
                others[key] = max(others.get(key, 0.0), weights.of_category(category))
    return others | shares


def _rows(folder: Path, table: str, *columns: str) -> Iterator[tuple[str, ...]]:
    """Some cells of the rows of a table of a source, empty where it has no such column; none without the table."""
    path = folder / f"{table}.csv"
    if not path.is_file():
        return
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        header = next(rows)
        places = [header.index(column) if column in header else -1 for column in columns]
        for row in rows:
            yield tuple(unguard(row[place]) if place >= 0 else "" for place in places)
