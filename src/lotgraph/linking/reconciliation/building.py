"""The index that a release is searched and reconciled by: one SQLite file, read by any number of processes.

Tables: ``things`` are what has a name; those with a ``type`` are entities, which can be reconciled, those with a
``kind`` can be searched for.  ``texts`` are normalised, ``names`` say which thing has them and are numbered by their
rank, the best first.  ``facts`` are what a query can ask for beside the name.  ``grams`` find the texts that are like
another (``normalisation.grams``), ``words`` the names that have a word, and those that begin with it, all by their
numbers, which ascend.  ``columns`` hold a number for each name or thing, the first for number 1; ``ranks`` the number
of the last name of each rank.  All these numbers are little-endian, of 32 bits.
"""

from __future__ import annotations

import sqlite3
import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from itertools import accumulate
from pathlib import Path
from typing import Final, NamedTuple

from lotgraph.errors import StoreError
from lotgraph.linking.reconciliation.entities import (
    DIRECT,
    RANKS,
    SEARCH_KINDS,
    SHORT,
    SHORT_OTHER,
    NamedThing,
    description_of,
    name_of,
    names_of,
    read_things,
    schemes_of,
    short_form,
)
from lotgraph.linking.reconciliation.normalisation import grams, normalise

INDEX: Final = "reconciliation.sqlite"
"""Name of the index, in the store of a release."""

VERSION: Final = 2
"""Of the layout."""

_TABLES: Final = """
create table things (id integer primary key, iri text not null unique, type text, name text not null,
    description text not null, kind text, retired integer not null);
create table texts (id integer primary key, text text not null unique);
create table names (id integer primary key, text integer not null, thing integer not null, kind integer not null,
    label text not null, language text not null);
create table properties (id integer primary key, iri text not null unique);
create table facts (thing integer not null, property integer not null, object integer, value text, printed text);
create table grams (id integer primary key, gram text not null unique, number integer not null, texts blob not null);
create table words (id integer primary key, word text not null unique, names blob not null, first blob not null);
create table columns (name text primary key, numbers blob not null) without rowid;
"""
_INDEXES: Final = """
create index names_by_text on names (text);
create index names_of on names (thing, kind);
create index facts_of on facts (thing, property);
create index facts_by_object on facts (property, object) where object is not null;
create index facts_by_value on facts (property, value) where value is not null;
"""


class _Row(NamedTuple):
    """A name in the order of the ranks: the better kind, what more is known of, what comes first by the alphabet."""

    rank: int
    lightness: int
    label: str
    thing: int
    language: str
    kind: int
    text: int


def write_index(path: Path, quads: Path, language: str, tombstones: Path | None = None) -> None:
    """Make the index of sorted N-Quads, and of what is retired.

    Things are called by their name in that language, where they have one.  Equal N-Quads give equal content; the bytes
    are those of the SQLite at hand.  Raises StoreError where the file cannot be written.
    """
    things = read_things(quads, tombstones)
    try:
        path.unlink(missing_ok=True)
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            # Nobody reads what is not finished, so nothing has to survive a crash.
            connection.executescript(f"pragma journal_mode = off; pragma synchronous = off; {_TABLES}")
            connection.execute("begin")
            _fill(connection, things, language)
            connection.execute("commit")
            connection.executescript(f"{_INDEXES} analyze; pragma user_version = {VERSION:d};")
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{path}: the index for search cannot be written: {error}") from error


def _fill(connection: sqlite3.Connection, things: Mapping[str, NamedThing], language: str) -> None:
    numbers = {iri: number for number, iri in enumerate(things, 1)}
    rows = (
        (
            numbers[iri], iri, thing.type or None, name_of(iri, thing, language),
            description_of(thing, things) if thing.kind else "", thing.kind or None, thing.retired,
        )
        for iri, thing in things.items()
    )  # fmt: skip
    connection.executemany("insert into things values (?, ?, ?, ?, ?, ?, ?)", rows)
    texts = _Texts()
    names = sorted(_names(things, numbers, texts))
    connection.executemany(
        "insert into names values (?, ?, ?, ?, ?, ?)",
        ((n, row.text, row.thing, row.kind, row.label, row.language) for n, row in enumerate(names, 1)),
    )
    connection.executemany("insert into texts values (?, ?)", enumerate(texts.numbers, 1))
    kinds = {kind for thing in things.values() if thing.type for kind, _ in thing.values if kind}
    properties = {iri: number for number, iri in enumerate((*DIRECT, *sorted(kinds)), 1)}
    connection.executemany("insert into properties values (?, ?)", [(n, iri) for iri, n in properties.items()])
    connection.executemany("insert into facts values (?, ?, ?, ?, ?)", _facts(things, numbers, properties))
    searched = frozenset(numbers[iri] for iri, thing in things.items() if thing.kind)
    found = [(number, row) for number, row in enumerate(names, 1) if row.thing in searched]
    written = {number: text for text, number in texts.numbers.items()}
    wanted = {row.text: written[row.text] for _, row in found}
    connection.executemany("insert into grams values (?, ?, ?, ?)", _grams(wanted))
    connection.executemany("insert into words values (?, ?, ?, ?)", _words(found, written))
    connection.executemany("insert into columns values (?, ?)", _columns(things, numbers, names))


class _Texts:
    """Normalised texts, numbered from 1 as they come."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self._known: dict[str, int] = {}

    def number(self, label: str) -> int:
        if label not in self._known:
            text = normalise(label)
            self._known[label] = self.numbers.setdefault(text, len(self.numbers) + 1)
        return self._known[label]


def _names(things: Mapping[str, NamedThing], numbers: Mapping[str, int], texts: _Texts) -> set[_Row]:
    rank = {kind: place for place, kind in enumerate(RANKS)}
    rows = set()
    for iri, thing in things.items():
        for kind, label, language in names_of(iri, thing):
            text = texts.number(short_form(label) if kind in (SHORT, SHORT_OTHER) else label)
            rows.add(_Row(rank[kind], -thing.weight, label, numbers[iri], language, kind, text))
    return rows


def _facts(
    things: Mapping[str, NamedThing], numbers: Mapping[str, int], properties: Mapping[str, int]
) -> Iterator[tuple[object, ...]]:
    for iri, thing in things.items():
        if thing.type:
            for property_, other in thing.objects:
                yield numbers[iri], properties[property_], numbers[other], None, None
            for kind, value in thing.values:
                if kind:
                    yield numbers[iri], properties[kind], None, normalise(value), value


def _grams(texts: Mapping[int, str]) -> Iterator[tuple[int, str, int, bytes]]:
    """The grams of texts, each with the numbers of the texts that have it."""
    known: dict[str, frozenset[str]] = {}
    found: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
    for number, text in sorted(texts.items()):
        words = text.split()
        for word in words:
            if word not in known:
                known[word] = grams(word)
        for gram in frozenset().union(*(known[word] for word in words)):
            found[gram].append(number)
    for place, (gram, numbers) in enumerate(sorted(found.items()), 1):
        yield place, gram, len(numbers), pack(numbers)


def _words(names: Iterable[tuple[int, _Row]], texts: Mapping[int, str]) -> Iterator[tuple[int, str, bytes, bytes]]:
    """The words of names, each with the names that have it, and those that begin with it.

    A name ``X (Y)`` has its words once: X alone has none.
    """
    found: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
    first: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
    for number, row in names:
        if row.kind not in (SHORT, SHORT_OTHER):
            words = texts[row.text].split()
            for word in set(words):
                found[word].append(number)
            for word in words[:1]:
                first[word].append(number)
    for place, (word, numbers) in enumerate(sorted(found.items()), 1):
        yield place, word, pack(numbers), pack(first[word])


def _columns(
    things: Mapping[str, NamedThing], numbers: Mapping[str, int], names: Iterable[_Row]
) -> Iterator[tuple[str, bytes]]:
    """The thing of each name; the kind (0: none), the first scheme and the retirement of each thing; the ranks."""
    kinds = {kind: place for place, kind in enumerate(("", *SEARCH_KINDS))}
    schemes = (next(iter(schemes_of(thing)), "") for thing in things.values())
    of_rank = Counter(row.rank for row in names)
    yield "thing", pack(array("I", (row.thing for row in names)))
    yield "kind", pack(array("I", (kinds[thing.kind] for thing in things.values())))
    yield "scheme", pack(array("I", (numbers.get(iri, 0) for iri in schemes)))
    yield "retired", pack(array("I", (thing.retired for thing in things.values())))
    yield "ranks", pack(array("I", accumulate(of_rank[rank] for rank in range(len(RANKS)))))


def pack(numbers: array[int]) -> bytes:
    """Numbers as the index holds them."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()
