"""The index of a release, open to be read: exact names, likely ones, names that begin so, facts."""

from __future__ import annotations

import json
import sqlite3
import sys
from array import array
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lotgraph.errors import StoreError
from lotgraph.reconciliation.building import BROADER, VERSION
from lotgraph.reconciliation.normalisation import grams

_POSTINGS: Final = 40_000
"""How many places of texts are counted for a query, beginning with those of its rarest grams.  Measured with the
190,000 texts of ESCO and O*NET: of 200 names with a typo in each longer word 198 are found with this many,
192 with half as many, and no more with all."""

_FEWEST: Final = 4
"""Of so many grams the places are counted, however many they are."""

_LIKELY: Final = 60
"""How many of the texts that share most grams with a query are compared with it."""

_DEPTH: Final = 32
"""How far up a hierarchy is looked; also what ends a circle."""


@dataclass(frozen=True)
class Thing:
    """An entity, or what one's facts name (its type is then empty)."""

    number: int
    iri: str
    type: str
    name: str
    description: str


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

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

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
            "select texts.text, thing, kind, label, language from texts join names on names.text = texts.id"
            " join things on things.id = thing where texts.text = ? and type is not null",
            (text,),
        )
        return [Name(*row) for row in found]

    def likely(self, text: str) -> dict[int, str]:
        """Texts that may be meant by a normalised text, by their numbers: those that share most of its rarer grams."""
        asked = grams(text)
        rows = self._rows("select id, number from grams where gram in", asked)
        chosen: list[int] = []
        whole = 0
        for place, number in sorted(rows, key=lambda row: (row[1], row[0])):
            whole += number
            if whole > _POSTINGS and len(chosen) >= _FEWEST:
                break
            chosen.append(place)
        counts: Counter[int] = Counter()
        for (packed,) in self._rows("select texts from grams where id in", chosen):
            counts.update(_unpacked(packed))
        best = [number for number, _ in counts.most_common(_LIKELY)]
        return dict(self._rows("select id, text from texts where id in", best))

    def names(self, texts: Collection[int]) -> list[Name]:
        """The names of entities with the texts of those numbers."""
        rows = self._rows(
            "select texts.text, thing, kind, label, language from names join texts on texts.id = names.text"
            " join things on things.id = thing where type is not null and names.text in",
            texts,
        )
        return [Name(*row) for row in rows]

    def names_of(self, things: Collection[int]) -> list[Name]:
        """All names of things."""
        rows = self._rows(
            "select texts.text, thing, kind, label, language from names join texts on texts.id = names.text"
            " where thing in",
            things,
        )
        return [Name(*row) for row in rows]

    def beginning(self, text: str, types: Collection[str], places: range) -> list[tuple[Thing, str]]:
        """Entities with a name that begins with a normalised text, and that name: preferred and short ones first."""
        found = self._connection.execute(
            "select things.id, iri, type, name, description, label, min(kind * 1000 + length(texts.text)) as place"
            " from texts join names on names.text = texts.id join things on things.id = thing"
            " where texts.text >= ? and texts.text < ? and type in (select value from json_each(?))"
            " group by things.id order by place, name, iri limit ? offset ?",
            (text, text + chr(sys.maxunicode), json.dumps(list(types)), len(places), places.start),
        )
        return [(Thing(*row[:5]), row[5]) for row in found]

    def ancestors(self, thing: int) -> frozenset[int]:
        """All that is above a thing."""
        found = self._connection.execute(
            "with recursive above (id, depth) as (select ?, 0 union select object, depth + 1 from above"
            " join facts on facts.thing = above.id where property = (select id from properties where iri = ?)"
            " and object is not null and depth < ?)"
            " select distinct id from above where depth > 0",
            (thing, BROADER, _DEPTH),
        )
        return frozenset(row[0] for row in found)

    def descendants(self, things: Collection[int]) -> frozenset[int]:
        """All that is below one of those things."""
        found: set[int] = set()
        for _ in range(_DEPTH):
            things = self.having(BROADER, things, ()) - found
            if not things:
                break
            found.update(things)
        return frozenset(found)

    def objects(self, thing: int, property_: str) -> frozenset[int]:
        """The things that are a value of a property of a thing."""
        found = self._connection.execute(
            "select object from facts where thing = ? and object is not null"
            " and property = (select id from properties where iri = ?)",
            (thing, property_),
        )
        return frozenset(row[0] for row in found)

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

    def having(self, property_: str, objects: Collection[int], texts: Collection[str]) -> frozenset[int]:
        """Entities with one of those things or texts as a value of a property."""
        this = "select thing from facts where property = (select id from properties where iri = ?)"
        by_object = self._rows(f"{this} and object in", objects, property_)
        by_value = self._rows(f"{this} and value in", texts, property_)
        return frozenset(row[0] for row in (*by_object, *by_value))

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

    def _rows(self, query: str, values: Collection[Any], *before: Any) -> list[Any]:
        """The rows of a query that ends in ``in``, its values bound."""
        places = ", ".join("?" * len(values))
        return self._connection.execute(f"{query} ({places})", (*before, *values)).fetchall()


@contextmanager
def opened(path: Path) -> Iterator[Index]:
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
        if connection.execute("pragma user_version").fetchone()[0] != VERSION:
            raise FileNotFoundError(path)
        yield Index(connection)
    except sqlite3.Error as error:
        raise StoreError(f"{path}: the index for reconciliation cannot be read: {error}") from error
    finally:
        if connection is not None:
            connection.close()


def _unpacked(packed: bytes) -> list[int]:
    numbers = array("I", packed)
    if sys.byteorder == "big":
        numbers.byteswap()
    # A list is counted faster than an array.
    return numbers.tolist()
