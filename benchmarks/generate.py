"""Synthetic fact tables in the shape of an occupational taxonomy and what is said of it, from a seed.

``python -m benchmarks.generate DIR --scale 0.01`` writes three source folders that ``lotgraph build`` takes;
the same scale and seed give the same bytes.  At scale 1 they make about two million triples: 1,900
occupations in four levels, 33,000 skills, 20,000 employers, 51 areas.  All but the areas grow with the scale, so
10 makes 20 million and 50 makes 100 million; rows are written as they are drawn.  Every name is put together from
lists of plain words, every figure is drawn: nothing here is of any real source.
"""

from __future__ import annotations

import argparse
import csv
import random
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from math import prod
from pathlib import Path

SEED = 20260531
LEVELS = ("career-area", "occupation-group", "occupation", "specialized-occupation")
_NODES = (25, 125, 450, 1_300)
_SKILLS, _EMPLOYERS, _AREAS = 33_000, 20_000, 51
_LISTED, _HIRING, _PAID_IN, _TITLED = 30, 24, 20, 3
"""Skills, employers, areas with pay and titles of each specialised occupation."""

WORDS = Path(__file__).with_name("words.toml")
"""What names are put together from."""


@dataclass(frozen=True)
class Size:
    """How much of everything there is."""

    nodes: tuple[int, ...]
    skills: int
    employers: int

    @classmethod
    def of(cls, scale: float) -> Size:
        """Scale 1 is the full size; at any scale there is enough for every query to have an answer."""
        nodes = tuple(max(least, round(count * scale)) for least, count in zip((2, 4, 8, 16), _NODES, strict=True))
        return cls(nodes, max(200, round(_SKILLS * scale)), max(100, round(_EMPLOYERS * scale)))


@dataclass(frozen=True)
class Words:
    """The lists of ``words.toml``."""

    fields: Sequence[str]
    things: Sequence[str]
    manners: Sequence[str]
    roles: Sequence[str]
    stems: Sequence[str]
    ends: Sequence[str]
    trades: Sequence[str]
    forms: Sequence[str]

    @classmethod
    def read(cls) -> Words:
        """Read the file."""
        return cls(**tomllib.loads(WORDS.read_text("utf-8")))


@dataclass(frozen=True)
class Node:
    """An occupation of the taxonomy; its code begins with that of its parent, which is empty for the top level."""

    code: str
    depth: int
    label: str
    parent: str


def write(target: Path, scale: float = 1.0, seed: int = SEED) -> tuple[Path, ...]:
    """Write the source folders below ``target``, and give them."""
    size, words, chance = Size.of(scale), Words.read(), random.Random(seed)
    nodes = tuple(occupations(size, words))
    special = [node for node in nodes if node.depth == len(LEVELS)]
    areas = [f"US-{first}{second}" for first, second in islice(product("ABCDEFGH", repeat=2), _AREAS - 1)]
    skills = [f"{index:05d}" for index in range(size.skills)]
    employers = [f"{index:05d}" for index in range(size.employers)]
    taxonomy, postings, survey = (target / name for name in ("taxonomy", "postings", "survey"))
    _source(taxonomy, "taxonomy", "Example taxonomy", "Example Standards Office", coded=False)
    _taxonomy_tables(taxonomy, nodes, areas, code_pattern(size))
    _source(postings, "postings", "Example postings", "Example Postings Index", coded=True)
    _entities(postings, skills, employers, words)
    _listings(postings, special, skills, chance)
    _shares(postings, special, chance)
    _counts(postings, special, areas, employers, chance)
    _source(survey, "survey", "Example pay survey", "Example Pay Board", coded=False)
    _survey(survey, special, areas, chance)
    _table(survey, "titles", "occupation mapping id title kind", _titles(special, words))
    return taxonomy, postings, survey


def _source(folder: Path, name: str, title: str, publisher: str, *, coded: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    said = {"id": name, "title": title, "publisher": publisher, "licence": "not stated", "language": "en"}
    if coded:
        said["coded_in"] = "lot"
    (folder / "source.toml").write_text("".join(f'{key} = "{value}"\n' for key, value in said.items()), "utf-8")


def _table(folder: Path, name: str, header: str, rows: Iterable[Sequence[object]]) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header.split())
        out.writerows(rows)


def _digits(size: Size) -> list[int]:
    """How many digits each level adds to the codes."""
    above = (1, *size.nodes)
    return [max(2, len(str(-(-count // over)))) for count, over in zip(size.nodes, above, strict=False)]


def occupations(size: Size, words: Words) -> Iterator[Node]:
    """The nodes level by level, each level spread evenly over the one above."""
    lists = (words.fields, words.things, words.roles)
    above = [""]
    for depth, (count, digits) in enumerate(zip(size.nodes, _digits(size), strict=True), start=1):
        codes = []
        for index, label in enumerate(_labels(count, *lists[: 2 if depth < 3 else 3])):
            parent = above[index % len(above)]
            codes.append(f"{parent}{index // len(above) + 1:0{digits}d}")
            yield Node(codes[-1], depth, label, parent)
        above = codes


def _labels(count: int, *words: Sequence[str]) -> Iterator[str]:
    """So many different names, each of one word of every list, numbered once all are taken; neighbours share few."""
    total = prod(map(len, words))
    # A step without a divisor in common with the total visits every combination once.
    step = 7_919
    for index in range(count):
        place, parts = index * step % total, []
        for each in words:
            place, chosen = divmod(place, len(each))
            parts.append(each[chosen])
        yield " ".join(parts) if index < total else f"{' '.join(parts)} {index // total + 1}"


def code_pattern(size: Size) -> str:
    """What the codes of all levels look like."""
    digits = _digits(size)
    if set(digits) == {2}:
        return "^([0-9]{2}){1,4}$"
    deeper = ""
    for each in reversed(digits[1:]):
        deeper = f"([0-9]{{{each}}}{deeper})?"
    return f"^[0-9]{{{digits[0]}}}{deeper}$"


def _taxonomy_tables(folder: Path, nodes: Sequence[Node], areas: Sequence[str], pattern: str) -> None:
    scheme = ("lot", "1.0.0", "Example occupation taxonomy", 4, pattern, r"^[0-9]+\.[0-9]+\.[0-9]+$")
    _table(folder, "schemes", "id version title number_of_levels notation_pattern version_pattern", [scheme])
    levels = (("lot", name, depth, name.replace("-", " ").capitalize()) for depth, name in enumerate(LEVELS, start=1))
    _table(folder, "levels", "scheme id depth label", levels)
    occupations = ((n.code, "lot", LEVELS[n.depth - 1], n.label, n.code, n.parent) for n in nodes)
    _table(folder, "occupations", "id scheme level label notation parent", occupations)
    regions = ((area, f"Region {area[3:]}", "US") for area in areas)
    _table(folder, "areas", "id label part_of", [("US", "Whole country", ""), *regions])


def _entities(folder: Path, skills: Sequence[str], employers: Sequence[str], words: Words) -> None:
    labels = _labels(len(skills), words.manners, words.fields, words.things)
    _table(folder, "skills", "id label", zip(skills, labels, strict=True))
    stems = [stem + end for stem, end in product(words.stems, words.ends)]
    names = _labels(len(employers), stems, words.trades, words.forms)
    _table(folder, "employers", "id label", zip(employers, names, strict=True))


def _listings(folder: Path, special: Sequence[Node], skills: Sequence[str], chance: random.Random) -> None:
    """Some skills are listed for nearly every occupation, most for a few; a third has no known share."""
    categories = ("baseline", "defining", "necessary", "distinguishing")

    def rows() -> Iterator[tuple[object, ...]]:
        for node in special:
            chosen = {int(len(skills) * chance.random() ** 3): None for _ in range(_LISTED)}
            for position, index in enumerate(chosen, start=1):
                percent = f"{chance.uniform(0.5, 99):.2f}" if chance.random() < 0.7 else ""
                category = categories[(index * 7 + int(node.code[-2:])) % len(categories)]
                yield node.code, skills[index], category, percent, "US", "P1Y", "all-postings", position

    _table(folder, "skill_listings", "occupation skill category percent area period base position", rows())


def _shares(folder: Path, special: Sequence[Node], chance: random.Random) -> None:
    def rows() -> Iterator[tuple[object, ...]]:
        for node in special:
            for level in ("associate", "bachelor", "master"):
                yield node.code, level, f"{chance.uniform(1, 90):.2f}", "US", "P1Y"

    _table(folder, "shares", "occupation education_level percent area period", rows())


def _counts(
    folder: Path, special: Sequence[Node], areas: Sequence[str], employers: Sequence[str], chance: random.Random
) -> None:
    """Postings by area, which add up to those of the country; those of the employers are a part of these."""
    totals: list[tuple[object, ...]] = []
    hiring: list[tuple[object, ...]] = []
    for node in special:
        counts = [chance.randint(10, 2_000) for _ in areas]
        totals.append((node.code, "US", "P1Y", sum(counts)))
        totals.extend((node.code, area, "P1Y", count) for area, count in zip(areas, counts, strict=True))
        chosen = {int(len(employers) * chance.random() ** 2): None for _ in range(_HIRING)}
        share = sum(counts) // (2 * _HIRING)
        for position, index in enumerate(chosen, start=1):
            hiring.append((node.code, "US", "P1Y", employers[index], chance.randint(1, share), position))
    _table(folder, "posting_counts", "occupation area period count", totals)
    _table(folder, "employer_posting_counts", "occupation area period employer count position", hiring)


def _survey(folder: Path, special: Sequence[Node], areas: Sequence[str], chance: random.Random) -> None:
    """A source with entries of its own, each mapped to an occupation and reviewed; its pay and titles."""
    entries = ((node.code, node.label) for node in special)
    _table(folder, "entries", "id label", entries)
    mappings = (
        (
            node.code,
            f"entry:{node.code}",
            "skos:exactMatch",
            f"occupation:{node.code}",
            "semapv:LexicalMatching",
            "1.0.0",
            "Example reviewer",
        )
        for node in special
    )
    header = "id subject_id predicate_id object_id mapping_justification object_source_version reviewer_label"
    _table(folder, "mappings", header, mappings)

    def pay() -> Iterator[tuple[object, ...]]:
        for node in special:
            middle = chance.randint(30_000, 180_000)
            for area in ("US", *chance.sample(areas, _PAID_IN - 1)):
                amount = round(middle * chance.uniform(0.8, 1.25))
                yield node.code, node.code, area, "P1Y", "median", amount, "USD", "P1Y"

    header = "occupation mapping area period statistic amount currency pay_period"
    _table(folder, "salaries", header, pay())


def _titles(special: Sequence[Node], words: Words) -> Iterator[tuple[object, ...]]:
    for node in special:
        for number, manner in enumerate(islice(words.manners, _TITLED), start=1):
            yield node.code, node.code, str(number), f"{manner} {node.label}", "also-known-as"


def main() -> None:
    """Write the sources into a folder."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("target", type=Path, metavar="DIR", help="folder to write the source folders into")
    parser.add_argument("--scale", type=float, default=1.0, help="1 gives about two million triples (default)")
    parser.add_argument("--seed", type=int, default=SEED, help=f"of the random numbers (default: {SEED})")
    options = parser.parse_args()
    for folder in write(options.target, options.scale, options.seed):
        print(folder)


if __name__ == "__main__":
    main()
