"""Chains of mappings: what follows from one mapping after another, and what is lost on the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

INVERSE: Mapping[str, str] = {"skos:broadMatch": "skos:narrowMatch", "skos:narrowMatch": "skos:broadMatch"}
_LASTING = frozenset({"skos:broadMatch", "skos:narrowMatch"})


@dataclass(frozen=True)
class Link:
    """One mapping as a step: from a concept to another, by a predicate; ``record`` names the mapping itself."""

    subject: str
    predicate: str
    object: str
    record: str

    def reversed(self) -> Link:
        """The link, followed backwards."""
        predicate = INVERSE.get(self.predicate, self.predicate)
        return Link(self.object, predicate, self.subject, self.record)


@dataclass(frozen=True)
class Path:
    """A chain: its concepts from the first to the last, what they come to together, and the mappings."""

    concepts: tuple[str, ...]
    predicate: str
    records: tuple[str, ...]

    @property
    def subject(self) -> str:
        """Where it starts."""
        return self.concepts[0]

    @property
    def object(self) -> str:
        """Where it ends."""
        return self.concepts[-1]


@dataclass(frozen=True)
class Loss:
    """What became of the subjects of the first step.

    ``ends_nowhere`` are those that no chain starts from; ``fans_out`` those that reach several objects, and
    ``widest`` the most that one of them reaches.
    """

    subjects: int
    ends_nowhere: int
    fans_out: int
    widest: int
    objects: int


def compose(first: str, second: str) -> str:
    """The predicate that two in a row come to; whatever does not last is a relation, and no more."""
    if first == "skos:exactMatch":
        return second
    if second == "skos:exactMatch":
        return first
    return first if first == second and first in _LASTING else "skos:relatedMatch"


def direct(steps: Sequence[Sequence[Link]]) -> tuple[tuple[Link, ...], ...]:
    """The steps, each turned the way in which the chain goes on.

    Raises ValueError with the number of the step, from 1, that has nothing in common with the one before.
    """
    shared = {end for link in steps[1] for end in (link.subject, link.object)}
    done = [_turn(steps[0], forward=len(_objects(steps[0]) & shared) >= len(_subjects(steps[0]) & shared))]
    for number, step in enumerate(steps[1:], start=2):
        reached = _objects(done[-1])
        ahead, back = len(_subjects(step) & reached), len(_objects(step) & reached)
        if not ahead and not back:
            raise ValueError(number)
        done.append(_turn(step, forward=ahead >= back))
    return tuple(done)


def _turn(step: Iterable[Link], *, forward: bool) -> tuple[Link, ...]:
    return tuple(step) if forward else tuple(link.reversed() for link in step)


def _subjects(step: Iterable[Link]) -> set[str]:
    return {link.subject for link in step}


def _objects(step: Iterable[Link]) -> set[str]:
    return {link.object for link in step}


def chains(steps: Sequence[Sequence[Link]]) -> tuple[Path, ...]:
    """Every way from a subject of the first step to an object of the last, in their order."""
    paths = [Path((link.subject, link.object), link.predicate, (link.record,)) for link in steps[0]]
    for step in steps[1:]:
        onward: dict[str, list[Link]] = defaultdict(list)
        for link in step:
            onward[link.subject].append(link)
        paths = [_grown(path, link) for path in paths for link in onward.get(path.object, ())]
    return tuple(paths)


def _grown(path: Path, link: Link) -> Path:
    predicate = compose(path.predicate, link.predicate)
    return Path((*path.concepts, link.object), predicate, (*path.records, link.record))


def loss(steps: Sequence[Sequence[Link]], paths: Iterable[Path]) -> Loss:
    """What the chains lose of the subjects of the first step."""
    subjects = _subjects(steps[0])
    reached: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        reached[path.subject].add(path.object)
    return Loss(
        subjects=len(subjects),
        ends_nowhere=len(subjects - reached.keys()),
        fans_out=sum(len(objects) > 1 for objects in reached.values()),
        widest=max(map(len, reached.values()), default=0),
        objects=len({each for objects in reached.values() for each in objects}),
    )
