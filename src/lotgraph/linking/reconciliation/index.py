"""The index of a release, open to be read: exact names, likely ones, names with a word or that begin so, facts."""

from __future__ import annotations

import json
import sqlite3
import sys
from array import array
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from lotgraph.errors import StoreError
from lotgraph.linking.reconciliation.building import VERSION
from lotgraph.linking.reconciliation.entities import BROADER, KINDS
from lotgraph.linking.reconciliation.normalisation import grams

_POSTINGS: Final = 40_000
"""How many places of texts are counted for a query, beginning with those of its rarest grams.  Measured with the
190,000 texts of ESCO and O*NET: of 200 names with a typo in each longer word 198 are found with this many,
192 with half as many, and no more with all."""

_QUICK: Final = 8_000
"""How many are counted where the query is a name, and what is like it only stands beside."""

_FEWEST: Final = 4
"""Of so many grams the places are counted, however many they are."""

_LIKELY: Final = 60
"""How many of the texts that share most grams with a query are compared with it."""

_UNSEARCHABLE: Final = 1
"""The layout of earlier versions of lotgraph, which has neither words nor columns; else it is the same."""

_HAVING: Final = MappingProxyType(
    {
        ("name", "whole"): "select thing from names join texts on texts.id = names.text where kind = ?"
        " and texts.text in (select value from json_each(?))",
        ("name", "some"): "select thing from names indexed by names_of join texts on texts.id = names.text"
        " where thing in (select value from json_each(?)) and kind = ?"
        " and texts.text in (select value from json_each(?))",
        ("object", "whole"): "select thing from facts where property = (select id from properties where iri = ?)"
        " and object in (select value from json_each(?))",
        (
            "object",
            "some",
        ): "select thing from facts indexed by facts_of where thing in (select value from json_each(?))"
        " and property = (select id from properties where iri = ?) and object in (select value from json_each(?))",
        ("value", "whole"): "select thing from facts where property = (select id from properties where iri = ?)"
        " and value in (select value from json_each(?))",
        ("value", "some"): "select thing from facts indexed by facts_of where thing in (select value from json_each(?))"
        " and property = (select id from properties where iri = ?) and value in (select value from json_each(?))",
    }
)


_BEGINNING: Final = (
    "select substr(names, 1, 4 * ?) from words where word >= ? and word < ?",
    "select substr(first, 1, 4 * ?) from words where word >= ? and word < ?",
)
_NAMES_OF_ENTITIES: Final = (
    "select texts.text, thing, names.kind, label, language from names join texts on texts.id = names.text"
    " join things on things.id = thing where type is not null and "
)


@dataclass(frozen=True)
class Thing:
    """An entity, or what one's facts name (its type is then empty)."""

    number: int
    iri: str
    type: str
    name: str
    description: str


@dataclass(frozen=True)
class Match:
    """A thing that can be searched for; ``retired`` is 1 where it is no longer published, else 0."""

    number: int
    iri: str
    kind: str
    name: str
    description: str
    retired: int


@dataclass(frozen=True)
class Name:
    """A name of a thing: the text that it is compared by, its kind (the place in ``KINDS``), as it is written."""

    text: str
    thing: int
    kind: int
    label: str
    language: str


class Index:
    """An open index; one thread reads it."""

    def __init__(self, connection: sqlite3.Connection, layout: int = VERSION) -> None:
        self._connection = connection
        self._columns: dict[str, array[int]] = {}
        self.is_searchable = layout != _UNSEARCHABLE

    def column(self, name: str) -> array[int]:
        """A number for each name, text or thing: that of number 1 stands first."""
        if name not in self._columns:
            row = self._connection.execute("select numbers from columns where name = ?", (name,)).fetchone()
            self._columns[name] = _unpack(row[0])
        return self._columns[name]

    def numbers_of_text(self, text: str) -> list[int]:
        """The numbers of the names that are, normalised, that text, the best first."""
        found = self._connection.execute(
            "select names.id from texts join names on names.text = texts.id where texts.text = ? order by names.id",
            (text,),
        )
        return [row[0] for row in found]

    def numbers_of_word(self, word: str, *, first: bool = False) -> array[int]:
        """The numbers of the names that have a word, or that begin with it, ascending."""
        row = self._connection.execute("select names, first from words where word = ?", (word,)).fetchone()
        return _unpack(row[first]) if row else array("I")

    def numbers_of_beginning(self, letters: str, most: int, *, first: bool = False) -> set[int]:
        """The numbers of the names that have a word that begins so, or that begin so themselves.

        Of each such word the best names are enough, up to so many.
        """
        rows = self._connection.execute(_BEGINNING[first], (most, letters, letters + chr(sys.maxunicode)))
        # SQLite gives nothing for a part of an empty list.
        return set(_unpack(b"".join(row[0] or b"" for row in rows)))

    def named_by_words(self, words: Collection[str], most: int) -> list[Name]:
        """The best names of entities that have all of some words, up to so many; none in an index without words."""
        if not words or not self.is_searchable:
            return []
        postings = sorted(map(self.numbers_of_word, words), key=len)
        rest = [frozenset(each) for each in postings[1:]]
        chosen = islice((name for name in postings[0] if all(name in each for each in rest)), most)
        return [Name(*row) for row in self._rows(_NAMES_OF_ENTITIES + "names.id in", list(chosen))]

    def by_number(self, numbers: Collection[int]) -> dict[int, Name]:
        """Names by their numbers."""
        rows = self._rows(
            "select names.id, texts.text, thing, names.kind, label, language from names"
            " join texts on texts.id = names.text where names.id in",
            numbers,
        )
        return {row[0]: Name(*row[1:]) for row in rows}

    def found(self, numbers: Collection[int]) -> dict[int, Match]:
        """What can be searched for, by the numbers of the things."""
        rows = self._rows("select id, iri, kind, name, description, retired from things where id in", numbers)
        return {row[0]: Match(*row) for row in rows}

    def number_of(self, iri: str) -> int:
        """The number of the thing of that IRI; 0 where there is none."""
        row = self._connection.execute("select id from things where iri = ?", (iri,)).fetchone()
        return row[0] if row else 0

    def things(self, numbers: Collection[int]) -> dict[int, Thing]:
        """Things by their numbers."""
        rows = self._rows("select id, iri, coalesce(type, ''), name, description from things where id in", numbers)
        return {row[0]: Thing(*row) for row in rows}

    def thing(self, iri: str) -> Thing | None:
        """The entity of that IRI."""
        found = self._connection.execute(
            "select id, iri, type, name, description from things where iri = ? and type is not null", (iri,)
        ).fetchone()
        return Thing(*found) if found else None

    def called(self, text: str) -> list[Name]:
        """The names of entities that are, normalised, that text."""
        found = self._connection.execute(
            "select texts.text, thing, names.kind, label, language from texts join names on names.text = texts.id"
            " join things on things.id = thing where texts.text = ? and type is not null",
            (text,),
        )
        return [Name(*row) for row in found]

    def likely(self, text: str, *, quick: bool) -> dict[int, str]:
        """Texts that may be meant by a normalised text, by their numbers: those that share most of its rarer grams.

        ``quick`` looks at fewer, where it is not all that is found.
        """
        most = _QUICK if quick else _POSTINGS
        asked = grams(text)
        rows = self._rows("select id, number from grams where gram in", asked)
        chosen: list[int] = []
        whole = 0
        for place, number in sorted(rows, key=lambda row: (row[1], row[0])):
            whole += number
            if whole > most and len(chosen) >= _FEWEST:
                break
            chosen.append(place)
        counts: Counter[int] = Counter()
        for (blob,) in self._rows("select texts from grams where id in", chosen):
            # A list is counted faster than an array.
            counts.update(_unpack(blob).tolist())
        best = [number for number, _ in counts.most_common(_LIKELY)]
        return dict(self._rows("select id, text from texts where id in", best))

    def names(self, texts: Collection[int]) -> list[Name]:
        """The names of entities with the texts of those numbers."""
        return [Name(*row) for row in self._rows(_NAMES_OF_ENTITIES + "names.text in", texts)]

    def names_of(self, things: Collection[int]) -> list[Name]:
        """All names of things."""
        rows = self._rows(
            "select texts.text, thing, names.kind, label, language from names join texts on texts.id = names.text"
            " where thing in",
            things,
        )
        return [Name(*row) for row in rows]

    def beginning(self, text: str, types: Collection[str], places: range) -> list[tuple[Thing, str]]:
        """Entities with a name that begins with a normalised text, and that name: preferred and short ones first."""
        found = self._connection.execute(
            "select things.id, iri, type, name, description, label,"
            " min(names.kind * 1000 + length(texts.text)) as place from texts join names on names.text = texts.id"
            " join things on things.id = thing"
            " where texts.text >= ? and texts.text < ? and type in (select value from json_each(?))"
            " group by things.id order by place, name, iri limit ? offset ?",
            (text, text + chr(sys.maxunicode), json.dumps(list(types)), len(places), places.start),
        )
        return [(Thing(*row[:5]), row[5]) for row in found]

    def below(self, things: Collection[int], among: Collection[int] | None = None) -> frozenset[int]:
        """The entities below one of those things, at any distance; of some, where only they are asked about."""
        if among is None:
            # A union of whole rows: a circle ends where it began.
            query = (
                "with recursive below (id) as (select value from json_each(?) union select thing from below"
                " join facts on object = id where property = (select id from properties where iri = ?))"
                " select distinct thing from below join facts on object = id"
                " where property = (select id from properties where iri = ?)"
            )
            return self._numbers(query, json.dumps([*things]), BROADER, BROADER)
        query = (
            "with recursive above (root, id) as (select each.value, object from json_each(?) as each join facts"
            " on thing = each.value where property = (select id from properties where iri = ?) union select root,"
            " object from above join facts on thing = id where property = (select id from properties where iri = ?))"
            " select distinct root from above where id in (select value from json_each(?))"
        )
        return self._numbers(query, json.dumps([*among]), BROADER, BROADER, json.dumps([*things]))

    def values(self, thing: int, property_: str) -> list[tuple[str, str]]:
        """The texts that are a value of a property of a thing: normalised, and as they are written."""
        found = self._connection.execute(
            "select value, printed from facts where thing = ? and value is not null"
            " and property = (select id from properties where iri = ?) order by printed",
            (thing, property_),
        )
        return found.fetchall()

    def meant(self, texts: Collection[str], iris: Collection[str]) -> frozenset[int]:
        """The things, entities or not, that have one of those normalised names or IRIs."""
        named = self._rows(
            "select thing from names join texts on texts.id = names.text where kind < 3 and texts.text in", texts
        )
        known = self._rows("select id from things where iri in", iris)
        return frozenset(row[0] for row in (*named, *known))

    def having(
        self, property_: str, objects: Collection[int], texts: Collection[str], among: Collection[int] | None = None
    ) -> frozenset[int]:
        """The entities with one of those things or texts as a value of a property; of some, as in ``below``."""
        # What is asked about few things is looked up by them: a taxonomy has many of them.
        alone, some = ((), "whole") if among is None else ((json.dumps([*among]),), "some")
        if property_ in KINDS:
            return self._numbers(_HAVING["name", some], *alone, KINDS.index(property_), json.dumps([*texts]))
        found = self._numbers(_HAVING["object", some], *alone, property_, json.dumps([*objects]))
        return found | self._numbers(_HAVING["value", some], *alone, property_, json.dumps([*texts]))

    def fact_kinds(self) -> list[Thing]:
        """The kinds of what is said of employers, as properties."""
        found = self._connection.execute(
            "select id, iri, '', name, description from things where iri in (select properties.iri from properties"
            " join facts on facts.property = properties.id where value is not null) order by iri"
        )
        return [Thing(*row) for row in found]

    def types(self) -> dict[str, int]:
        """How many entities there are of each class."""
        found = self._connection.execute(
            "select type, count(*) from things where type is not null group by type order by type"
        )
        return dict(found.fetchall())

    def _numbers(self, query: str, *values: Any) -> frozenset[int]:
        return frozenset(row[0] for row in self._connection.execute(query, values))

    def _rows(self, query: str, values: Collection[Any], *before: Any) -> list[Any]:
        """The rows of a query that ends in ``in``, its values bound."""
        places = ", ".join("?" * len(values))
        return self._connection.execute(f"{query} ({places})", (*before, *values)).fetchall()


@contextmanager
def open_label_index(path: Path) -> Iterator[Index]:
    """The index of a release, for one thread: opening it takes a tenth of a millisecond, so it is for one request.

    Raises StoreError where it cannot be read, FileNotFoundError where there is none of this layout.
    """
    if not path.is_file():
        raise FileNotFoundError(path)
    connection = None
    try:
        # Nothing changes it, so nothing is locked.
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        connection.execute(f"pragma mmap_size = {1 << 30:d}")
        layout = connection.execute("pragma user_version").fetchone()[0]
        if layout not in (VERSION, _UNSEARCHABLE):
            raise FileNotFoundError(path)
        yield Index(connection, layout)
    except sqlite3.Error as error:
        raise StoreError(f"{path}: the index for reconciliation cannot be read: {error}") from error
    finally:
        if connection is not None:
            connection.close()


def _unpack(blob: bytes) -> array[int]:
    numbers = array("I", blob)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
