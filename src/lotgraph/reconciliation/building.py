"""The index that a release is reconciled by: one SQLite file, made of its N-Quads, read by any number of processes.

Tables: ``things`` are entities (those with a type) and what their facts name; ``texts`` are normalised, ``names``
say which thing has them; ``facts`` are what a query can ask for beside the name; ``grams`` find the texts that are
like another (``normalisation.grams``), each with the places of its texts, as little-endian numbers of 32 bits.
"""

from __future__ import annotations

import sqlite3
import sys
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from lotgraph.errors import StoreError
from lotgraph.nquads import language_of, lines_of, parsed, value_of
from lotgraph.reconciliation.normalisation import grams, normalised
from lotgraph.vocabulary import expand

INDEX: Final = "reconciliation.sqlite"
"""Name of the index, in the store of a release."""

VERSION: Final = 1
"""Of the layout; an index of another one is not read."""

ENTITIES: Final = tuple(map(expand, ("lg:Occupation", "lg:Skill", "lg:SkillGroup", "lg:Employer")))
"""The classes whose members are found."""

IN_SCHEME, BROADER, NOTATION = map(expand, ("skos:inScheme", "skos:broader", "skos:notation"))
PREFERRED, ALTERNATIVE, HIDDEN = map(expand, ("skos:prefLabel", "skos:altLabel", "skos:hiddenLabel"))
TITLE: Final = expand("lg:title")

KINDS: Final = (PREFERRED, NOTATION, ALTERNATIVE, TITLE, HIDDEN)
"""The properties that give a thing its names, the best first; a name's kind is its place here."""

_TYPE, _DEFINITION, _DESCRIPTION = map(expand, ("rdf:type", "skos:definition", "dct:description"))
_SCHEME_TITLE: Final = expand("dct:title")
_DIRECT: Final = (IN_SCHEME, BROADER, expand("lg:skillType"), expand("lg:reuseLevel"))
_OCCUPATION, _ABOUT, _FACT_KIND, _VALUE = map(expand, ("lg:occupation", "lg:about", "lg:factKind", "lg:value"))
_HELD: Final = (_OCCUPATION, _ABOUT, _FACT_KIND)
"""Said of a claim before its title or value: the lines of a subject are sorted by their properties."""

_USED: Final = frozenset(
    f"<{iri}>".encode() for iri in (_TYPE, *KINDS, *_HELD, _VALUE, _DEFINITION, _DESCRIPTION, _SCHEME_TITLE, *_DIRECT)
)
_BEFORE: Final = frozenset(f"<{iri}>".encode() for iri in _HELD)
_TYPE_OF: Final = f"<{_TYPE}>".encode()
_ENTITY: Final = tuple(f"<{iri}>".encode() for iri in ENTITIES)
_SAID: Final = 200
"""Characters of a definition that describe an entity."""

_TABLES: Final = """
create table things (id integer primary key, iri text not null unique, type text, name text not null,
    description text not null);
create table texts (id integer primary key, text text not null unique);
create table names (text integer not null, thing integer not null, kind integer not null, label text not null,
    language text not null, primary key (text, thing, kind, label, language)) without rowid;
create table properties (id integer primary key, iri text not null unique);
create table facts (thing integer not null, property integer not null, object integer, value text, printed text);
create table grams (id integer primary key, gram text not null unique, number integer not null, texts blob not null);
"""
_INDEXES: Final = """
create index names_of on names (thing, kind);
create index facts_of on facts (thing, property);
create index facts_by_object on facts (property, object) where object is not null;
create index facts_by_value on facts (property, value) where value is not null;
"""


class _Name(NamedTuple):
    kind: int
    label: str
    language: str


@dataclass
class _Thing:
    type: str = ""
    names: list[_Name] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    objects: list[tuple[str, str]] = field(default_factory=list)
    values: list[tuple[str, str]] = field(default_factory=list)


def write_index(path: Path, quads: Path, language: str) -> None:
    """Make the index of sorted N-Quads.  Things are called by their name in that language, where they have one.

    Equal N-Quads give equal content; the bytes are those of the SQLite at hand.  Raises StoreError where the file
    cannot be written.
    """
    things = _things(quads)
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
        raise StoreError(f"{path}: the index for reconciliation cannot be written: {error}") from error


def _things(quads: Path) -> dict[str, _Thing]:
    """What the N-Quads say of entities, and of what their facts name."""
    things: defaultdict[str, _Thing] = defaultdict(_Thing)
    with lines_of(quads) as lines:
        held: dict[bytes, bytes] = {}
        last = b""
        for line in lines:
            # Most lines are of no use here, and are not parsed.
            subject, property_, rest = line.split(b" ", 2)
            if property_ not in _USED or (property_ == _TYPE_OF and not rest.startswith(_ENTITY)):
                continue
            if subject != last:
                held, last = {}, subject
            if property_ in _BEFORE:
                held[property_] = line
            else:
                _take(things, held, line)
    return _named(things)


def _take(things: Mapping[str, _Thing], held: Mapping[bytes, bytes], line: bytes) -> None:
    """Note what a statement says; ``held`` is what stands before it of the same claim."""
    quad = parsed(line)
    subject, property_, term = quad.subject[1:-1], quad.predicate[1:-1], quad.object
    value = value_of(term)
    if property_ in (TITLE, _VALUE):
        claim = {each.predicate[1:-1]: value_of(each.object) for each in map(parsed, held.values())}
        if property_ == TITLE:
            name = _Name(KINDS.index(TITLE), value, language_of(term))
            things[claim.get(_OCCUPATION, "")].names.append(name)
        else:
            things[claim.get(_ABOUT, "")].values.append((claim.get(_FACT_KIND, ""), value))
    elif property_ == _TYPE:
        things[subject].type = things[subject].type or value
    elif property_ in _DIRECT:
        things[subject].objects.append((property_, value))
    elif property_ in KINDS:
        things[subject].names.append(_Name(KINDS.index(property_), value, language_of(term)))
    else:
        things[subject].said.setdefault(property_, value)


def _named(things: Mapping[str, _Thing]) -> dict[str, _Thing]:
    """The entities, and what their facts name."""
    entities = {iri: thing for iri, thing in things.items() if iri and thing.type}
    objects = {iri for thing in entities.values() for _, iri in thing.objects}
    kinds = {kind for thing in entities.values() for kind, _ in thing.values}
    others = {iri: things.get(iri, _Thing()) for iri in (objects | kinds) - entities.keys() - {""}}
    return dict(sorted((entities | others).items()))


def _fill(connection: sqlite3.Connection, things: Mapping[str, _Thing], language: str) -> None:
    numbers = {iri: number for number, iri in enumerate(things, 1)}
    names = {iri: _name(iri, thing, language) for iri, thing in things.items()}
    rows = (
        (numbers[iri], iri, thing.type or None, names[iri], _description(thing, things) if thing.type else "")
        for iri, thing in things.items()
    )
    connection.executemany("insert into things values (?, ?, ?, ?, ?)", rows)
    texts = _Texts()
    called = (
        (texts.number(name.label), numbers[iri], *name) for iri, thing in things.items() for name in _all(iri, thing)
    )
    connection.executemany("insert into names values (?, ?, ?, ?, ?)", sorted(set(called)))
    connection.executemany("insert into texts values (?, ?)", enumerate(texts.numbers, 1))
    said = {kind for thing in things.values() if thing.type for kind, _ in thing.values if kind}
    properties = {iri: number for number, iri in enumerate((*_DIRECT, *sorted(said)), 1)}
    connection.executemany("insert into properties values (?, ?)", [(n, iri) for iri, n in properties.items()])
    connection.executemany("insert into facts values (?, ?, ?, ?, ?)", _facts(things, numbers, properties))
    wanted = {texts.number(name.label) for thing in things.values() if thing.type for name in thing.names}
    connection.executemany("insert into grams values (?, ?, ?, ?)", _grams(texts.numbers, wanted))


class _Texts:
    """Normalised texts, numbered from 1 as they come."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self._known: dict[str, int] = {}

    def number(self, label: str) -> int:
        if label not in self._known:
            text = normalised(label)
            self._known[label] = self.numbers.setdefault(text, len(self.numbers) + 1)
        return self._known[label]


def _all(iri: str, thing: _Thing) -> Iterator[_Name]:
    """The names of a thing; what is no entity is called by its title and by the end of its IRI too."""
    yield from thing.names
    if not thing.type:
        if _SCHEME_TITLE in thing.said:
            yield _Name(0, thing.said[_SCHEME_TITLE], "")
        yield from (_Name(1, part, "") for part in iri.rpartition("/id/")[2].split("/")[1:])


def _name(iri: str, thing: _Thing, language: str) -> str:
    """What a thing is called: its preferred label, in that language, else in English, else in another."""
    preferred = [name for name in thing.names if name.kind == 0]
    wanted = (language.lower(), "en")
    order = sorted(preferred, key=lambda name: (*(name.language.lower() != each for each in wanted), name))
    return order[0].label if order else thing.said.get(_SCHEME_TITLE, iri)


def _description(thing: _Thing, things: Mapping[str, _Thing]) -> str:
    """What tells an entity from its namesakes: its scheme, its code, what it is."""
    schemes = (things[iri].said.get(_SCHEME_TITLE, "") for property_, iri in thing.objects if property_ == IN_SCHEME)
    codes = (name.label for name in thing.names if name.kind == 1)
    where = " ".join(filter(None, (*schemes, *codes)))
    said = thing.said.get(_DEFINITION) or thing.said.get(_DESCRIPTION, "")
    words = " ".join(said.split())
    short = words if len(words) <= _SAID else f"{words[:_SAID].rpartition(' ')[0]} …"
    return ": ".join(filter(None, (where, short)))


def _facts(
    things: Mapping[str, _Thing], numbers: Mapping[str, int], properties: Mapping[str, int]
) -> Iterator[tuple[object, ...]]:
    for iri, thing in things.items():
        if thing.type:
            for property_, other in thing.objects:
                yield numbers[iri], properties[property_], numbers[other], None, None
            for kind, value in thing.values:
                if kind:
                    yield numbers[iri], properties[kind], None, normalised(value), value


def _grams(texts: Mapping[str, int], wanted: Iterable[int]) -> Iterator[tuple[int, str, int, bytes]]:
    """The grams of the texts of entities, each with the numbers of the texts that have it."""
    chosen = set(wanted)
    known: dict[str, frozenset[str]] = {}
    found: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
    for text, number in texts.items():
        if number in chosen:
            words = text.split()
            for word in words:
                if word not in known:
                    known[word] = grams(word)
            for gram in frozenset().union(*(known[word] for word in words)):
                found[gram].append(number)
    for place, (gram, numbers) in enumerate(sorted(found.items()), 1):
        if sys.byteorder == "big":
            numbers.byteswap()
        yield place, gram, len(numbers), numbers.tobytes()
