"""The measure: how much likelier a set of skills is in the list of an occupation than in all lists of its source.

::

    score(o) = Σ log2(1 + (1 - λ) / λ · p(s | o) / p(s)), over the skills s of the set that o asks for
    p(s | o) = weight of s in the list of o / all weights of that list; p(s) the same over all lists of its kind

This is the query likelihood of information retrieval with Jelinek-Mercer smoothing (Zhai and Lafferty, "A Study of
Smoothing Methods for Language Models", 2004, section 3): somebody draws skills from the list of one occupation, and
now and then (λ) from anywhere; which occupation was it?  If skills are drawn so, no other measure finds it more often.
A skill counts the more, the more of its list it is and the fewer other lists have it; of two lists that hold the whole
set, the shorter one counts more; a skill that an occupation does not ask for costs nothing but what it would have
brought.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

SMOOTHING: Final = 0.1
"""λ, the part of skills that may come from anywhere: that of those tried which finds most occupations that the
measure is not judged by (``benchmarks/fit.py``)."""

FORMULA: Final = (
    "score(o) = Σ log2(1 + (1 - λ) / λ · p(s | o) / p(s)), over the skills s that o asks for",
    "p(s | o) = weight of s in the list of o / all weights of that list; p(s) the same over all lists of its kind",
)
"""The measure as people read it."""


class Kind(NamedTuple):
    """Lists that are compared with each other: of one source, by its IRI, and of one manner (listed, rated)."""

    source: str
    manner: str


class Entry(NamedTuple):
    """A skill in the list of an occupation."""

    kind: Kind
    occupation: str
    skill: str
    weight: float


@dataclass(frozen=True)
class Part:
    """What one skill brings to the score of an occupation, with the four numbers that it is computed from.

    ``skill`` is the one asked for, ``found`` the one that the occupation asks for: the same, or one that it is mapped
    to.  ``of_list`` is the sum of the weights of the list of the occupation, ``of_skill`` that of the skill in all
    lists of the kind, ``of_all`` that of all these lists; ``score`` is in bits.
    """

    skill: str
    found: str
    kind: Kind
    weight: float
    of_list: float
    of_skill: float
    of_all: float
    score: float


class Ranked(NamedTuple):
    """An occupation with its score."""

    occupation: str
    score: float


@dataclass(frozen=True)
class _Posting:
    """The occupations whose lists of one kind hold a skill, in their order, with its weights there and their sum.

    ``scores`` are what it brings to each, worked out once: a page asks for thousands.
    """

    kind: int
    occupations: array[int]
    weights: array[float]
    total: float
    scores: array[float]

    def weight(self, occupation: int) -> float:
        """The weight of the skill in the list of that occupation; 0 where it is not in it."""
        place = bisect_left(self.occupations, occupation)
        is_there = place < len(self.occupations) and self.occupations[place] == occupation
        return self.weights[place] if is_there else 0.0


def gain(in_list: float, in_all: float, smoothing: float = SMOOTHING) -> float:
    """What a skill brings, by its probability in the list of the occupation and in all lists, in bits."""
    return math.log2(1 + (1 - smoothing) / smoothing * in_list / in_all)


class SkillLists:
    """The lists of skills of occupations, as an inverted index; any thread may read it.

    Of two entries with the same kind, occupation and skill the greater weight holds; one without weight is none.
    """

    def __init__(self, entries: Iterable[Entry], smoothing: float = SMOOTHING) -> None:
        self._smoothing = smoothing
        weights: dict[Kind, dict[str, dict[str, float]]] = {}
        for kind, occupation, skill, weight in entries:
            if weight > 0:
                held = weights.setdefault(kind, {}).setdefault(skill, {})
                held[occupation] = max(weight, held.get(occupation, 0.0))
        self.kinds = tuple(sorted(weights))
        self.occupations = tuple(sorted({each for of in weights.values() for held in of.values() for each in held}))
        self._places = {occupation: place for place, occupation in enumerate(self.occupations)}
        self._totals = [array("d", bytes(8 * len(self.occupations))) for _ in self.kinds]
        self._postings: dict[str, list[_Posting]] = {}
        self._skills: list[dict[str, None]] = [{} for _ in self.occupations]
        # Sorted, so that the same entries give the same sums, to the last bit, in whatever order they come.
        for number, kind in enumerate(self.kinds):
            for skill in sorted(weights[kind]):
                self._add(number, skill, dict(sorted(weights[kind][skill].items())))
        self._sums = [math.fsum(totals) for totals in self._totals]
        for posting in self._of(self._postings):
            posting.scores.extend(self._scores(posting))

    def __len__(self) -> int:
        return sum(len(posting.weights) for postings in self._postings.values() for posting in postings)

    def __contains__(self, skill: object) -> bool:
        return skill in self._postings

    def _add(self, kind: int, skill: str, weights: Mapping[str, float]) -> None:
        places = array("I", (self._places[occupation] for occupation in weights))
        posting = _Posting(kind, places, array("d", weights.values()), math.fsum(weights.values()), array("d"))
        self._postings.setdefault(skill, []).append(posting)
        for place, weight in zip(places, posting.weights, strict=True):
            self._totals[kind][place] += weight
            self._skills[place][skill] = None

    def rank(
        self, asked: Mapping[str, Collection[str]], among: Collection[str] | None = None, without: str = ""
    ) -> list[Ranked]:
        """The occupations that ask for at least one of the skills, the best first; equal ones by their IRI.

        ``asked`` has for each skill those that it may stand for (itself, what it is mapped to): the one that brings
        most counts.  ``among`` are the occupations that can be meant, where not all; ``without`` is left out.
        """
        scores: dict[int, float] = {}
        for skill in sorted(asked):
            for place, score in self._best(asked[skill]).items():
                scores[place] = scores.get(place, 0.0) + score
        found = (Ranked(self.occupations[place], score) for place, score in scores.items())
        chosen = (each for each in found if each[0] != without and (among is None or each[0] in among))
        return sorted(chosen, key=lambda ranked: (-ranked.score, ranked.occupation))

    def parts(self, occupation: str, asked: Mapping[str, Collection[str]]) -> list[Part]:
        """What each skill that the occupation asks for brings to its score, in the order of ``asked``."""
        place = self._places.get(occupation)
        if place is None:
            return []
        found = (self._part(place, skill, asked[skill]) for skill in asked)
        return [part for part in found if part is not None]

    def ordered(self, occupation: str, asked: Mapping[str, Collection[str]]) -> list[Part]:
        """The parts of the score of an occupation, those first that bring most."""
        return sorted(self.parts(occupation, asked), key=lambda part: (-part.score, part.skill))

    def skills(self, occupation: str) -> list[Part]:
        """The skills of the lists of an occupation, those first that tell most of it."""
        place = self._places.get(occupation)
        if place is None:
            return []
        return self.ordered(occupation, {skill: (skill,) for skill in self._skills[place]})

    def _best(self, skills: Collection[str]) -> dict[int, float]:
        """What a skill brings to each occupation that asks for it or for one that it may stand for."""
        best: dict[int, float] = {}
        for posting in self._of(skills):
            for place, score in zip(posting.occupations, posting.scores, strict=True):
                if score > best.get(place, 0.0):
                    best[place] = score
        return best

    def _scores(self, posting: _Posting) -> Iterator[float]:
        """What the skill brings to each of the occupations."""
        totals, in_all = self._totals[posting.kind], posting.total / self._sums[posting.kind]
        for place, weight in zip(posting.occupations, posting.weights, strict=True):
            yield gain(weight / totals[place], in_all, self._smoothing)

    def _of(self, skills: Collection[str]) -> Iterator[_Posting]:
        return (posting for skill in skills for posting in self._postings.get(skill, ()))

    def _part(self, place: int, skill: str, meant: Collection[str]) -> Part | None:
        found = [
            self._of_posting(posting, place, weight, skill, other)
            for other in meant
            for posting in self._postings.get(other, ())
            if (weight := posting.weight(place)) > 0
        ]
        # What is asked for itself, rather than what it is mapped to, where they bring the same.
        return max(found, key=lambda part: (part.score, part.found == skill, part.found), default=None)

    def _of_posting(self, posting: _Posting, place: int, weight: float, skill: str, found: str) -> Part:
        of_list, of_all = self._totals[posting.kind][place], self._sums[posting.kind]
        score = gain(weight / of_list, posting.total / of_all, self._smoothing)
        return Part(skill, found, self.kinds[posting.kind], weight, of_list, posting.total, of_all, score)
