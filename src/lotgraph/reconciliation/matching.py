"""Which entities a query may mean, and how surely.

A score tells what was found.  1 is given to the only entity that has a name, code or IRI that is the query's text
(``normalisation``) and all that the query asks for beside it.  Where several have, each gets ``NAMESAKE``, or a
little more for a preferred label or a code, which says: it is written so, but so are others.  Anything less is
``ALIKE`` times how alike the texts are, from 0 to 1: the part of their letters that stand in the same order, or of
their groups of three letters where the words stand in another, whichever is more.  For each thing that is asked for
in vain a part of the score is taken away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from lotgraph.reconciliation.building import BROADER, IN_SCHEME
from lotgraph.reconciliation.index import Index, Name, Thing
from lotgraph.reconciliation.normalisation import grams, normalised
from lotgraph.vocabulary import expand

LANGUAGE: Final = expand("dct:language")

NAMESAKE: Final = 0.95
ALIKE: Final = 0.9
PREFERENCE: Final = 0.03
MISSED: Final = 0.3
"""What is taken of a score where nothing of what is asked for beside the name is found."""

FILTERS: Final = (IN_SCHEME, LANGUAGE)
_LEAST: Final = 0.3
"""How alike a name has to be to be worth telling."""
_READ: Final = 15
"""How many of the likely texts are compared letter by letter, which takes the most time."""
_MOST: Final = 200
"""How many entities are looked at where a query has no text: those that have most of what it asks for."""
_BEST: Final = frozenset({0, 1})


@dataclass(frozen=True)
class Condition:
    """A property, and the values (texts or IRIs) of which an entity shall have one."""

    property: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Query:
    """What is asked: a text (or none), classes (none: all), whether they filter or only weigh, what else, how many."""

    text: str
    types: tuple[str, ...]
    strict: bool
    conditions: tuple[Condition, ...]
    limit: int


@dataclass(frozen=True)
class Candidate:
    """An entity that may be meant.

    ``name`` is the one that was found (None: it was found by what else is asked for); ``similarity`` that of its
    text; ``exact`` whether it is the text; ``met`` the part of what else was asked for that it has.
    """

    thing: Thing
    score: float
    match: bool
    name: Name | None
    similarity: float
    exact: bool
    met: float


@dataclass(frozen=True)
class _Found:
    """The best name of an entity for a query."""

    name: Name | None
    similarity: float
    exact: bool


def candidates(index: Index, query: Query) -> tuple[Candidate, ...]:
    """Entities that the query may mean, the likeliest first."""
    asked = _Asked(index, query)
    found = _by_text(index, query.text, asked.languages) if query.text.strip() else asked.entities()
    things = index.things(found).values()
    having = asked.having(found)
    judged = [(thing, found[thing.number], met) for thing in things if (met := asked.met(thing, having)) is not None]
    sure = sum(each.exact and met == 1 for _, each, met in judged)
    scored = (_scored(thing, each, met, sure) for thing, each, met in judged)
    return tuple(sorted(scored, key=_order)[: query.limit])


def _order(candidate: Candidate) -> tuple[float, int, str, str]:
    kind = candidate.name.kind if candidate.name else 0
    return -candidate.score, kind, candidate.thing.name, candidate.thing.iri


def _scored(thing: Thing, found: _Found, met: float, sure: int) -> Candidate:
    only = found.exact and met == 1 and sure == 1
    if only:
        score = 1.0
    elif found.exact:
        score = NAMESAKE + (PREFERENCE if found.name is None or found.name.kind in _BEST else 0)
    else:
        score = ALIKE * found.similarity
    score *= 1 - MISSED * (1 - met)
    return Candidate(thing, round(score, 4), only, found.name, round(found.similarity, 4), found.exact, met)


def _by_text(index: Index, query: str, languages: frozenset[str]) -> dict[int, _Found]:
    """The entities whose names are like a text, by their numbers, each with the name that is most like it."""
    text = normalised(query)
    found: dict[int, _Found] = {}
    itself = index.thing(query.strip())
    if itself is not None:
        found[itself.number] = _Found(None, 1.0, exact=True)
    for name in sorted(filter(_spoken(languages), index.called(text)), key=_preference):
        found.setdefault(name.thing, _Found(name, 1.0, exact=True))
    likely = index.likely(text, quick=bool(found))
    alike = _similarities(text, likely.values())
    names = filter(_spoken(languages), index.names([number for number, each in likely.items() if each in alike]))
    for name in sorted(names, key=lambda name: (-alike[name.text], *_preference(name))):
        found.setdefault(name.thing, _Found(name, alike[name.text], exact=False))
    return found


def _preference(name: Name) -> tuple[int, int, str, str]:
    """The better kind of name first, then the shorter one."""
    return name.kind, len(name.label), name.label, name.language


def _spoken(languages: frozenset[str]) -> Callable[[Name], bool]:
    """Whether a name is in one of those languages, or one of their dialects; codes are in none."""

    def spoken(name: Name) -> bool:
        tag = name.language.lower()
        return not languages or not tag or tag in languages or tag.partition("-")[0] in languages

    return spoken


def _similarities(text: str, others: Iterable[str]) -> dict[str, float]:
    """How alike the texts are that are most alike by their groups of letters."""
    own = grams(text)
    shared = {other: _shared(own, grams(other)) for other in others}
    best = sorted(shared, key=lambda other: (-shared[other], other))[:_READ]
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(text)
    found = {}
    for other in best:
        matcher.set_seq1(other)
        found[other] = max(shared[other], matcher.ratio())
    return {other: alike for other, alike in found.items() if alike >= _LEAST}


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    """The Dice coefficient of two sets."""
    return 2 * len(one & other) / (len(one) + len(other) or 1)


class _Asked:
    """What a query asks for beside a text, each with the things and texts of the index that it may mean."""

    def __init__(self, index: Index, query: Query) -> None:
        self._index = index
        self._query = query
        self.languages = frozenset(
            value.lower() for each in query.conditions if each.property == LANGUAGE for value in each.values
        )
        rest = [each for each in query.conditions if each.property != LANGUAGE]
        texts = [frozenset(map(normalised, each.values)) for each in rest]
        self._asked = [
            (each.property, meant, index.meant(meant, each.values)) for each, meant in zip(rest, texts, strict=True)
        ]

    def having(self, among: Collection[int] | None = None) -> list[tuple[str, frozenset[int]]]:
        """Each property with the entities (of some, or of all) that have what is asked for."""
        return [
            (
                property_,
                self._index.below(objects, among)
                if property_ == BROADER
                else self._index.having(property_, objects, texts, among),
            )
            for property_, texts, objects in self._asked
        ]

    def met(self, thing: Thing, having: list[tuple[str, frozenset[int]]]) -> float | None:
        """What part of all that is asked for an entity has; None where it is none that the query can mean."""
        typed = not self._query.types or thing.type in self._query.types
        filtered = any(property_ in FILTERS and thing.number not in those for property_, those in having)
        if not thing.type or filtered or (self._query.strict and not typed):
            return None
        # A class that does not filter weighs as a property does.
        said = [] if self._query.strict or not self._query.types else [typed]
        said += [thing.number in those for _, those in having]
        return sum(said) / len(said) if said else 1.0

    def entities(self) -> dict[int, _Found]:
        """Entities that have something of what is asked for, where that is all that the query says."""
        counts = Counter(number for _, those in self.having() for number in those)
        best = sorted(counts, key=lambda number: (-counts[number], number))[:_MOST]
        return dict.fromkeys(best, _Found(None, 1.0, exact=True))
