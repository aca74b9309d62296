"""What a text finds, in one order, for people: the rules are the members of ``Level``, from top to bottom.

Within a level, the better kind of name comes first (``entities.RANKS``: preferred labels, codes, the X of a preferred
label ``X (Y)``, other labels, titles, the X of these, hidden labels), then a name that begins with the first word of
the text, then what more statements name, then the alphabet.  Likely misspellings are ordered by how alike they are
first.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from lotgraph.linking.reconciliation.entities import SEARCH_KINDS
from lotgraph.linking.reconciliation.index import Index
from lotgraph.linking.reconciliation.normalisation import normalise
from lotgraph.linking.reconciliation.similarity import similarities

_LIKELY: Final = 0.6
"""How alike a name has to be to be a likely misspelling."""
_ALL: Final = 1 << 24
"""More names than there are."""
_SPARE: Final = 3
"""So many names are read for each suggestion, as a thing has several, and may be retired."""
_SPARE_OF_KIND: Final = 60
"""So many where those of one kind alone are wanted."""
_SURE: Final = 0.8
"""How alike a text has to be for its results to be shown in place of those of what was typed."""


class Level(Enum):
    """Why a thing is found, the best reason first."""

    EXACT = "its name or code is the text"
    WORDS = "the words of the text are words of its name"
    BEGINNING = "words of its name begin as the last word of the text does, and it has the others"
    LIKELY = "its name is like the text"


@dataclass(frozen=True)
class Hit:
    """A thing that was found: its number, the reason, and the number of the name that was found."""

    thing: int
    level: Level
    name: int


@dataclass(frozen=True)
class Narrowed:
    """What the results are narrowed to: a kind (empty: any), the number of a taxonomy (0: any), retired things too."""

    kind: str = ""
    scheme: int = 0
    retired: bool = False


@dataclass(frozen=True)
class Results:
    """All that a text finds, in order.

    ``kinds`` and ``schemes`` count what choosing a kind or taxonomy would leave, ``retired`` how many retired things
    are left out.  ``meant`` is the text whose results these are, empty where it is what was typed.
    """

    hits: Sequence[Hit]
    kinds: MappingProxyType[str, int]
    schemes: MappingProxyType[int, int]
    retired: int
    meant: str = ""


def search(index: Index, text: str, narrowed: Narrowed, *, literal: bool = False) -> Results:
    """What a text finds; ``literal``: only what is called so, nothing that is like it."""
    asked = normalise(text)
    hits = _find_names(index, asked, index.number_of(text.strip()))
    likely = [] if literal else list(_likely(index, asked, quick=bool(hits), retired=narrowed.retired))
    meant = None
    if likely and not hits and likely[0][0] >= _SURE:
        best = likely[0][1].name
        meant = index.by_number([best])[best]
    # What stands already has a better reason.
    more = _find_names(index, meant.text) if meant else {}
    hits = _first((*hits.values(), *(hit for _, hit in likely), *more.values()))
    return _narrow(index, hits.values(), narrowed, meant.label if meant else "")


def suggest(index: Index, text: str, most: int, kind: str = "") -> list[Hit]:
    """The first things that a text finds that somebody is typing; likely ones only where there are no others.

    ``kind`` is one of SEARCH_KINDS; empty: of any kind.
    """
    asked = normalise(text)
    wanted = SEARCH_KINDS.index(kind) + 1 if kind else 0
    kind_of, retired_of = index.column("kind"), index.column("retired")

    def choose(hits: Iterable[Hit]) -> list[Hit]:
        return [hit for hit in hits if not retired_of[hit.thing - 1] and wanted in (0, kind_of[hit.thing - 1])]

    spare = _SPARE_OF_KIND if kind else _SPARE
    found = choose(_find_names(index, asked, index.number_of(text.strip()), most * spare).values())
    if not found:
        found = choose(_first(hit for _, hit in _likely(index, asked, quick=True, retired=False)).values())
    return found[:most]


def _find_names(index: Index, asked: str, itself: int = 0, most: int = _ALL) -> dict[int, Hit]:
    """The things that are called so, by a whole name, its words or their beginnings, the best first; up to ``most``."""
    hits: dict[int, Hit] = {}
    if itself and index.column("kind")[itself - 1]:
        hits[itself] = Hit(itself, Level.EXACT, 0)
    thing_of, kind_of = index.column("thing"), index.column("kind")
    for level, names in _levels(index, asked, most) if asked else ():
        for name in names:
            thing = thing_of[name - 1]
            if thing not in hits and kind_of[thing - 1]:
                hits[thing] = Hit(thing, level, name)
                if len(hits) >= most:
                    return hits
    return hits


def _levels(index: Index, asked: str, most: int) -> Iterator[tuple[Level, Iterable[int]]]:
    """The numbers of the names of each level but the last, the best first."""
    yield Level.EXACT, index.numbers_of_text(asked)
    *others, last = dict.fromkeys(asked.split())
    whole: set[int] | None = None
    for postings in sorted((index.numbers_of_word(word) for word in others), key=len):
        whole = set(postings) if whole is None else whole.intersection(postings)
    words = index.numbers_of_word(last)
    start = asked.partition(" ")[0]
    first = set(index.numbers_of_word(start, first=True))
    yield Level.WORDS, _order(index, words if whole is None else whole.intersection(words), first)
    if whole is None:
        first = index.numbers_of_beginning(start, most, first=True)
        yield Level.BEGINNING, _order(index, index.numbers_of_beginning(last, most), first)
    elif whole:
        yield Level.BEGINNING, _order(index, whole & index.numbers_of_beginning(last, _ALL), first)


def _order(index: Index, names: Iterable[int], first: Container[int]) -> Iterator[int]:
    """The numbers of names by their ranks, within a rank those that begin with the first word of the text first."""
    numbers = sorted(names)
    start = 0
    for last in index.column("ranks"):
        end = bisect_right(numbers, last)
        yield from (number for number in numbers[start:end] if number in first)
        yield from (number for number in numbers[start:end] if number not in first)
        start = end


def _likely(index: Index, asked: str, *, quick: bool, retired: bool) -> Iterator[tuple[float, Hit]]:
    """What has a name that is like the text, and how much, the likeliest first; ``retired``: retired things too."""
    texts = index.likely(asked, quick=quick).values() if asked else ()
    found = similarities(asked, (text for text in texts if text != asked))
    thing_of, kind_of, retired_of = (index.column(name) for name in ("thing", "kind", "retired"))
    for text in sorted(found, key=lambda text: (-found[text], text)):
        for name in index.numbers_of_text(text) if found[text] >= _LIKELY else ():
            thing = thing_of[name - 1]
            if kind_of[thing - 1] and (retired or not retired_of[thing - 1]):
                yield found[text], Hit(thing, Level.LIKELY, name)


def _first(hits: Iterable[Hit]) -> dict[int, Hit]:
    """Each thing once, where it stands first."""
    found: dict[int, Hit] = {}
    for hit in hits:
        found.setdefault(hit.thing, hit)
    return found


def _narrow(index: Index, hits: Iterable[Hit], narrowed: Narrowed, meant: str) -> Results:
    kind_of, scheme_of, retired_of = (index.column(name) for name in ("kind", "scheme", "retired"))
    wanted = SEARCH_KINDS.index(narrowed.kind) + 1 if narrowed.kind else 0
    kinds: Counter[int] = Counter()
    schemes: Counter[int] = Counter()
    left, retired = [], 0
    for hit in hits:
        place = hit.thing - 1
        kind, scheme = kind_of[place], scheme_of[place]
        of_kind = wanted in (0, kind)
        of_scheme = narrowed.scheme in (0, scheme)
        if retired_of[place] and not narrowed.retired:
            retired += of_kind and of_scheme
            continue
        kinds[kind] += of_scheme
        if scheme:
            schemes[scheme] += of_kind
        if of_kind and of_scheme:
            left.append(hit)
    named = {kind: kinds[place] for place, kind in enumerate(SEARCH_KINDS, 1)}
    return Results(left, MappingProxyType(named), MappingProxyType(+schemes), retired, meant)
