"""Which entities a query may mean, and how surely.

A score tells what was found.  1 is given to the only entity that has a name, code or IRI that is the query's text
(``normalisation``) and all that the query asks for beside it.  Where several have, each gets ``NAMESAKE``, or a
little more for a preferred label or a code, which says: it is written so, but so are others.  The X of a name ``X (Y)``
gets ``NAMESAKE`` too: the bracket tells it from another X.  Anything less is ``ALIKE`` times how alike the texts are,
from 0 to 1 (``similarity``).  A name that has all words of the query gets more than ``LETTERS``, and where there is
one, no name without them does.  For each thing that is asked for in vain a part of the score is taken away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from lotgraph.linking.reconciliation.entities import (
    BROADER,
    IN_SCHEME,
    SHORT,
    SHORT_OTHER,
)
from lotgraph.linking.reconciliation.index import Index, Name, Thing
from lotgraph.linking.reconciliation.normalisation import normalise
from lotgraph.linking.reconciliation.similarity import similarities
from lotgraph.schema.vocabulary import expand

LANGUAGE: Final = expand("dct:language")

NAMESAKE: Final = 0.95
ALIKE: Final = 0.9
LETTERS: Final = 0.75
"""The most that shared letters are worth where another name has all words of the query."""
PREFERENCE: Final = 0.03
MISSED: Final = 0.3
"""What is taken of a score where nothing of what is asked for beside the name is found."""

FILTERS: Final = (IN_SCHEME, LANGUAGE)
_WORDS: Final = 200
"""How many of the names that have all words of a query are looked at, the best first."""
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
    words: bool = False

    @property
    def short(self) -> bool:
        """Whether it is the X of a name ``X (Y)``."""
        return self.name is not None and self.name.kind in (SHORT, SHORT_OTHER)


def candidates(index: Index, query: Query) -> tuple[Candidate, ...]:
    """Entities that the query may mean, the likeliest first."""
    asked = _Asked(index, query)
    found = _by_text(index, query.text, asked.languages) if query.text.strip() else asked.entities()
    things = index.things(found).values()
    having = asked.having(found)
    judged = [(thing, found[thing.number], met) for thing in things if (met := asked.met(thing, having)) is not None]
    sure = sum(each.exact and met == 1 and not each.short for _, each, met in judged)
    worded = any(each.words for _, each, _ in judged)
    scored = (_score(thing, each, met, (sure == 1, worded)) for thing, each, met in judged)
    return tuple(sorted(scored, key=_order)[: query.limit])


def _order(candidate: Candidate) -> tuple[float, int, str, str]:
    kind = candidate.name.kind if candidate.name else 0
    return -candidate.score, kind, candidate.thing.name, candidate.thing.iri


def _score(thing: Thing, found: _Found, met: float, beside: tuple[bool, bool]) -> Candidate:
    """``beside`` says of all that is found whether one thing alone is exact, and whether a name has all words."""
    alone, worded = beside
    only = alone and found.exact and met == 1 and not found.short
    if only:
        score = 1.0
    elif found.exact:
        score = NAMESAKE + (PREFERENCE if found.name is None or found.name.kind in _BEST else 0)
    elif found.words:
        score = LETTERS + (ALIKE - LETTERS) * found.similarity
    else:
        score = min(ALIKE * found.similarity, LETTERS if worded else ALIKE)
    score *= 1 - MISSED * (1 - met)
    return Candidate(thing, round(score, 4), only, found.name, round(found.similarity, 4), found.exact, met)


def _by_text(index: Index, query: str, languages: frozenset[str]) -> dict[int, _Found]:
    """The entities whose names are like a text, by their numbers, each with the name that is most like it."""
    text = normalise(query)
    found: dict[int, _Found] = {}
    itself = index.thing(query.strip())
    if itself is not None:
        found[itself.number] = _Found(None, 1.0, exact=True)
    for name in sorted(filter(_spoken(languages), index.called(text)), key=_preference):
        found.setdefault(name.thing, _Found(name, 1.0, exact=True))
    words = frozenset(text.split())
    names = index.names(index.likely(text, quick=bool(found)))
    names += index.named_by_words(words, _WORDS)
    names = [name for name in names if _spoken(languages)(name)]
    alike = similarities(text, {name.text for name in names})
    likely = [(words <= frozenset(name.text.split()), alike[name.text], name) for name in names if name.text in alike]
    for worded, similarity, name in sorted(likely, key=lambda each: (not each[0], -each[1], *_preference(each[2]))):
        found.setdefault(name.thing, _Found(name, similarity, exact=False, words=worded))
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


class _Asked:
    """What a query asks for beside a text, each with the things and texts of the index that it may mean."""

    def __init__(self, index: Index, query: Query) -> None:
        self._index = index
        self._query = query
        self.languages = frozenset(
            value.lower() for each in query.conditions if each.property == LANGUAGE for value in each.values
        )
        rest = [each for each in query.conditions if each.property != LANGUAGE]
        texts = [frozenset(map(normalise, each.values)) for each in rest]
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
        tests = [] if self._query.strict or not self._query.types else [typed]
        tests += [thing.number in those for _, those in having]
        return sum(tests) / len(tests) if tests else 1.0

    def entities(self) -> dict[int, _Found]:
        """Entities that have something of what is asked for, where that is all that the query says."""
        counts = Counter(number for _, those in self.having() for number in those)
        best = sorted(counts, key=lambda number: (-counts[number], number))[:_MOST]
        return dict.fromkeys(best, _Found(None, 1.0, exact=True))
