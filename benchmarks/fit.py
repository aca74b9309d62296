"""How well skills lead back to the occupation that they were drawn from, as Markdown.

``python -m benchmarks.fit [--folders DIR]`` draws 3, 5 and 10 skills of an occupation, as they are and with one of
them replaced by a skill of another occupation, and sees at which place the occupation comes back among all that have
a list.  DIR holds the folders ``esco`` and ``onet``, as ``lotgraph import`` writes them; without it the downloads of
``--data`` are imported first.  With ``--write FILE`` the tables go into that page, between its marks.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from benchmarks import marks
from benchmarks.matching import imported
from lotgraph.linking.recommendation.likelihood import (
    SMOOTHING,
    Entry,
    Kind,
    SkillLists,
)
from lotgraph.linking.recommendation.weights import of_category

SEED = 2026
OCCUPATIONS = 1000
DRAWS = 5
"""From each occupation so often: with one draw, measures that are alike change places by chance."""
SIZES = (3, 5, 10)
PLACES = (1, 5, 10)
SMOOTHINGS = (0.05, 0.1, 0.2, 0.3, 0.5)

Matrix = Any
"""What each skill (row) brings to each occupation (column); scipy's sparse arrays have no types."""
Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Collection:
    """The lists of a source: for each occupation its skills, with the weight of each."""

    name: str
    lists: Mapping[str, Mapping[str, float]]

    @property
    def occupations(self) -> list[str]:
        """In their order: the columns of a matrix."""
        return sorted(self.lists)

    @property
    def skills(self) -> list[str]:
        """In their order: its rows."""
        return sorted({skill for each in self.lists.values() for skill in each})

    def index(self, smoothing: float = SMOOTHING, *, weighted: bool = True) -> SkillLists:
        """The lists as the site ranks by them; or as if each skill of a list were asked for alike."""
        return SkillLists(
            (
                Entry(Kind(self.name, "listed"), occupation, skill, weight if weighted else 1.0)
                for occupation, skills in self.lists.items()
                for skill, weight in skills.items()
            ),
            smoothing,
        )


@dataclass(frozen=True)
class Draws:
    """Skills that were drawn: in each row of ``skills`` those of one occupation, whose column ``right`` has."""

    skills: Matrix
    right: NDArray[np.int64]


def read_collection(name: str, folder: Path) -> Collection:
    """The skills that an imported source lists for its occupations."""
    lists: dict[str, dict[str, float]] = defaultdict(dict)
    with (folder / "skill_listings.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            known = lists[row["occupation"]]
            known[row["skill"]] = max(known.get(row["skill"], 0.0), of_category(row["category"]))
    return Collection(name, lists)


def draw(collection: Collection, chosen: Sequence[str], size: int, *, replaced: bool, seed: int) -> Draws:
    """Draw skills of each of the chosen occupations, all alike; of these one is replaced, where that is asked for."""
    chance = random.Random(f"{seed} {size} {replaced}")
    occupations = collection.occupations
    place_of = {occupation: place for place, occupation in enumerate(occupations)}
    row_of = {skill: row for row, skill in enumerate(collection.skills)}
    own = {occupation: sorted(skills) for occupation, skills in collection.lists.items()}
    right, rows = [], []
    for occupation in chosen:
        for _ in range(DRAWS):
            drawn = chance.sample(own[occupation], size)
            while replaced and drawn[0] in collection.lists[occupation]:
                drawn[0] = chance.choice(own[chance.choice(occupations)])
            right.append(place_of[occupation])
            rows.append([row_of[skill] for skill in drawn])
    shape = len(rows), len(row_of)
    places = np.repeat(np.arange(len(rows)), size), np.array(rows).ravel()
    return Draws(csr_array((np.ones(len(rows) * size), places), shape=shape), np.array(right))


def measures(collection: Collection) -> dict[str, Matrix]:
    """What is compared: each a matrix, whose rows for the skills that were drawn are summed."""
    held = _matrix(collection, lambda _occupation, _skill: 1.0)
    length, frequency = held.sum(axis=0), held.sum(axis=1)
    rows, columns = held.nonzero()
    total = len(collection.occupations)
    inverse = np.log(total / frequency)
    norm = np.sqrt(held.T @ inverse**2)
    okapi = np.log(1 + (total - frequency + 0.5) / (frequency + 0.5))
    saturated = 2.2 / (1 + 1.2 * (0.25 + 0.75 * length / length.mean()))

    def matrix(values: Vector) -> Matrix:
        return csr_array((values, (rows, columns)), shape=held.shape)

    return {
        "overlap": held,
        "cosine of inverse frequencies": matrix(inverse[rows] ** 2 / norm[columns]),
        "the same / √ length": matrix(inverse[rows] ** 2 / norm[columns] / np.sqrt(length[columns])),
        "inverse frequencies / √ length": matrix(inverse[rows] / np.sqrt(length[columns])),
        "BM25 (k1 = 1.2, b = 0.75)": matrix(okapi[rows] * saturated[columns]),
        "likelihood, each skill alike": _gains(collection, collection.index(weighted=False)),
        "**likelihood, as on the site**": _gains(collection, collection.index()),
    }


def ceiling(collection: Collection) -> Matrix:
    """The occupations that have all the skills, the shortest list first.

    Where skills are drawn alike from a list this is the order of the exact probabilities (one over the number of
    ways to draw so many from it), which nothing exceeds on average.
    """
    return _matrix(collection, lambda occupation, _skill: 100 - np.log(len(collection.lists[occupation])))


def _gains(collection: Collection, index: SkillLists) -> Matrix:
    gains = {(each, part.found): part.score for each in collection.occupations for part in index.skills(each)}
    return _matrix(collection, lambda occupation, skill: gains[occupation, skill])


def _matrix(collection: Collection, value: Callable[[str, str], float]) -> Matrix:
    row_of = {skill: row for row, skill in enumerate(collection.skills)}
    cells = [
        (value(occupation, skill), row_of[skill], column)
        for column, occupation in enumerate(collection.occupations)
        for skill in sorted(collection.lists[occupation])
    ]
    values, rows, columns = zip(*cells, strict=True)
    return csr_array((values, (rows, columns)), shape=(len(row_of), len(collection.lists)))


def hits(measure: Matrix, draws: Draws) -> tuple[Vector, float]:
    """The part of draws whose occupation is among the first 1, 5 and 10, and the mean reciprocal place.

    Of occupations with the same score each order is as likely: a hit counts by the part of orders that have it.
    """
    found, reciprocal = [], []
    for start in range(0, len(draws.right), 500):
        right = draws.right[start : start + 500]
        scores = (draws.skills[start : start + 500] @ measure).toarray()
        own = scores[np.arange(len(right)), right][:, None]
        better, alike = ((scores > own + 1e-9).sum(axis=1), (np.abs(scores - own) <= 1e-9).sum(axis=1))
        found.append(np.stack([np.clip((most - better) / alike, 0, 1) for most in PLACES], axis=1))
        reciprocal.append(1 / (better + (alike + 1) / 2))
    return np.concatenate(found).mean(axis=0), float(np.concatenate(reciprocal).mean())


def choose(collection: Collection, size: int, seed: int) -> tuple[list[str], list[str]]:
    """Occupations with at least so many skills: those that are drawn from, and those held out."""
    able = sorted(occupation for occupation, skills in collection.lists.items() if len(skills) >= size)
    chosen = set(random.Random(f"{seed} {size}").sample(able, min(OCCUPATIONS, len(able))))
    return sorted(chosen), [occupation for occupation in able if occupation not in chosen]


def report_smoothing(collection: Collection) -> Iterator[str]:
    """Which smoothing finds most occupations that are not among those judged."""
    yield f"λ by the mean reciprocal rank on the {collection.name} occupations that are not among those below:\n"
    yield f"| λ | {' | '.join(f'{size} skills | one replaced' for size in SIZES)} | mean |"
    yield f"| ---: {'| ---: ' * (2 * len(SIZES) + 1)}|"
    cells = [
        draw(collection, choose(collection, size, SEED)[1], size, replaced=replaced, seed=SEED + 1)
        for size in SIZES
        for replaced in (False, True)
    ]
    for smoothing in SMOOTHINGS:
        matrix = _gains(collection, collection.index(smoothing))
        found = [hits(matrix, each)[1] for each in cells]
        yield f"| {smoothing} | {' | '.join(f'{each:.4f}' for each in (*found, sum(found) / len(found)))} |"
    yield ""


def report(collection: Collection) -> Iterator[str]:
    """The tables of one source."""
    compared = measures(collection)
    best = ceiling(collection)
    lists = sorted(map(len, collection.lists.values()))
    yield f"### {collection.name}\n"
    yield (
        f"{len(lists):,} occupations have {sum(lists):,} skills: {lists[0]} to {lists[-1]}, {lists[len(lists) // 2]} "
        f"in the median. First / among five / among ten, {DRAWS} draws from each occupation:\n"
    )
    yield f"| | {' | '.join(f'{size} skills | one replaced' for size in SIZES)} |"
    yield f"| --- {'| --- ' * (2 * len(SIZES))}|"
    rows: dict[str, list[str]] = {name: [] for name in (*compared, "ceiling")}
    drawn_from = []
    for size in SIZES:
        chosen, _ = choose(collection, size, SEED)
        drawn_from.append(len(chosen))
        for replaced in (False, True):
            draws = draw(collection, chosen, size, replaced=replaced, seed=SEED)
            for name, matrix in compared.items():
                rows[name].append(_cell(hits(matrix, draws)[0]))
            rows["ceiling"].append("" if replaced else _cell(hits(best, draws)[0]))
    for name, cells in rows.items():
        yield f"| {name} | {' | '.join(cells)} |"
    yield f"\nOccupations that have so many skills and were drawn from: {', '.join(map(str, drawn_from))}.\n"


def _cell(found: Vector) -> str:
    return " / ".join(f"{each:.3f}" for each in found)


def main() -> None:
    """Measure, and print or write the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), metavar="DIR")
    parser.add_argument("--folders", type=Path, metavar="DIR", help="with the folders esco and onet, as imported")
    parser.add_argument("--write", type=Path, metavar="FILE", help="the page that the tables are put into")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        if not options.folders:
            imported(options.data, Path(folder))
        folders = options.folders or Path(folder)
        esco = read_collection("ESCO", folders / "esco")
        onet = read_collection("O*NET technology", folders / "onet")
    lines = [*report_smoothing(esco), *report(esco), *report(onet)]
    if options.write:
        marks.write(options.write, "fit", lines)
    else:
        print("\n".join(lines))


if __name__ == "__main__":
    main()
