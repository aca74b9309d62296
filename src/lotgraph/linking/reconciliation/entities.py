"""What has a name in a release, read from its sorted N-Quads: entities, what their facts name, what is retired."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from lotgraph.rdf.nquads import (
    language_of,
    lines_of,
    parse_line,
    value_of,
)
from lotgraph.schema.vocabulary import expand

ENTITIES: Final = tuple(map(expand, ("lg:Occupation", "lg:Skill", "lg:SkillGroup", "lg:Employer")))
"""The classes whose members are reconciled."""

SEARCHED: Final[Mapping[str, str]] = MappingProxyType(
    dict(zip(ENTITIES, ("occupation", "skill", "skill", "employer"), strict=True))
    | {expand("lg:SourceDocument"): "source", expand("lg:SourceTable"): "source", expand("lg:Region"): "area"}
)
"""The kind of thing that the members of a class are searched for as."""

TAXONOMY: Final = "taxonomy"
"""The kind of thing that the schemes of entities are searched for as."""

SEARCH_KINDS: Final = (*dict.fromkeys(SEARCHED.values()), TAXONOMY)
"""The kinds of things that can be searched for, in the order of the facets."""

IN_SCHEME, BROADER, NOTATION = map(expand, ("skos:inScheme", "skos:broader", "skos:notation"))
PREFERRED, ALTERNATIVE, HIDDEN = map(expand, ("skos:prefLabel", "skos:altLabel", "skos:hiddenLabel"))
TITLE: Final = expand("lg:title")

KINDS: Final = (PREFERRED, NOTATION, ALTERNATIVE, TITLE, HIDDEN)
"""The properties that give a thing its names; a name's kind is its place here, or one of the next two."""

SHORT, SHORT_OTHER = len(KINDS), len(KINDS) + 1
"""The kinds of the X of a preferred label ``X (Y)``, and of the X of another name."""

RANKS: Final = (0, 1, SHORT, 2, 3, SHORT_OTHER, 4)
"""The kinds of names, the best first."""

DIRECT: Final = (IN_SCHEME, BROADER, expand("lg:skillType"), expand("lg:reuseLevel"))
"""The properties of an entity that a query can ask for."""

_TYPE, _DEFINITION, _DESCRIPTION = map(expand, ("rdf:type", "skos:definition", "dct:description"))
_SCHEME_TITLE: Final = expand("dct:title")
_OCCUPATION, _ABOUT, _FACT_KIND, _VALUE = map(expand, ("lg:occupation", "lg:about", "lg:factKind", "lg:value"))
_HELD: Final = (_OCCUPATION, _ABOUT, _FACT_KIND)
"""Said of a claim before its title or value: the lines of a subject are sorted by their properties."""

_USED: Final = frozenset(
    f"<{iri}>".encode() for iri in (_TYPE, *KINDS, *_HELD, _VALUE, _DEFINITION, _DESCRIPTION, _SCHEME_TITLE, *DIRECT)
)
_BEFORE: Final = frozenset(f"<{iri}>".encode() for iri in _HELD)
_COUNTED: Final = frozenset(
    f"<{expand(name)}>".encode()
    for name in ("lg:occupation", "lg:skill", "lg:employer", "lg:about", "lg:refArea", "lg:source", "skos:inScheme")
)
"""Each statement with one of these properties is one more that is known of its object."""

_TYPE_OF: Final = f"<{_TYPE}>".encode()
_CLASSES: Final = tuple(f"<{iri}>".encode() for iri in SEARCHED)
_SAID: Final = 200
"""Characters of a definition that describe an entity."""

_BRACKETED: Final = re.compile(r"(.*\S)\s*\([^()]*\)\s*", re.DOTALL)


class NameOf(NamedTuple):
    """One name of a thing, as it is written."""

    kind: int
    label: str
    language: str


@dataclass
class NamedThing:
    """A thing and what is said of it.

    ``type`` is the class of an entity, empty for anything else; ``kind`` what it is searched for as, empty where it is
    not; ``weight`` how many statements name it.
    """

    type: str = ""
    kind: str = ""
    retired: bool = False
    weight: int = 0
    names: list[NameOf] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    objects: list[tuple[str, str]] = field(default_factory=list)
    values: list[tuple[str, str]] = field(default_factory=list)


def read_things(quads: Path, tombstones: Path | None) -> dict[str, NamedThing]:
    """Every thing with a name by its IRI, sorted, from sorted N-Quads and from the tombstones of a release."""
    things: defaultdict[str, NamedThing] = defaultdict(NamedThing)
    counts: Counter[bytes] = Counter()
    _read(things, quads, counts)
    if tombstones is not None and tombstones.is_file():
        retired: defaultdict[str, NamedThing] = defaultdict(NamedThing)
        _read(retired, tombstones, counts)
        for iri, thing in retired.items():
            things.setdefault(iri, _name_retired(thing))
    found = _connect(things)
    for iri, thing in found.items():
        thing.weight = counts[f"<{iri}>".encode()]
    return found


def concerns(line: bytes) -> bool:
    """Whether a statement can change what is known of any thing."""
    _, property_, rest = line.split(b" ", 2)
    if property_ == _TYPE_OF:
        return rest.startswith(_CLASSES)
    return property_ in _USED or property_ in _COUNTED


def _read(things: defaultdict[str, NamedThing], path: Path, counts: Counter[bytes]) -> None:
    with lines_of(path) as lines:
        held: dict[bytes, bytes] = {}
        last = b""
        for line in lines:
            # Most lines are of no use here, and are not parsed.
            subject, property_, rest = line.split(b" ", 2)
            if property_ in _COUNTED:
                counts[rest.partition(b" ")[0]] += 1
            if property_ not in _USED or (property_ == _TYPE_OF and not rest.startswith(_CLASSES)):
                continue
            if subject != last:
                held, last = {}, subject
            if property_ in _BEFORE:
                held[property_] = line
            else:
                _take(things, held, line)


def _take(things: Mapping[str, NamedThing], held: Mapping[bytes, bytes], line: bytes) -> None:
    """Note what a statement says; ``held`` is what stands before it of the same claim."""
    quad = parse_line(line)
    subject, property_, term = quad.subject[1:-1], quad.predicate[1:-1], quad.object
    value = value_of(term)
    if property_ in (TITLE, _VALUE):
        claim = {each.predicate[1:-1]: value_of(each.object) for each in map(parse_line, held.values())}
        if property_ == TITLE:
            name = NameOf(KINDS.index(TITLE), value, language_of(term))
            things[claim.get(_OCCUPATION, "")].names.append(name)
        else:
            things[claim.get(_ABOUT, "")].values.append((claim.get(_FACT_KIND, ""), value))
    elif property_ == _TYPE:
        things[subject].kind = things[subject].kind or SEARCHED[value]
        if value in ENTITIES:
            things[subject].type = things[subject].type or value
    elif property_ in DIRECT:
        things[subject].objects.append((property_, value))
    elif property_ in KINDS:
        things[subject].names.append(NameOf(KINDS.index(property_), value, language_of(term)))
    else:
        things[subject].texts.setdefault(property_, value)


def _name_retired(thing: NamedThing) -> NamedThing:
    """What is left of a thing: it can be searched for, and means no entity of the release."""
    thing.type, thing.retired = "", True
    return thing


def _connect(things: Mapping[str, NamedThing]) -> dict[str, NamedThing]:
    """The things that can be found, and what their facts name."""
    found = {iri: thing for iri, thing in things.items() if iri and thing.kind}
    objects = {iri for thing in found.values() for _, iri in thing.objects}
    kinds = {kind for thing in found.values() for kind, _ in thing.values}
    others = {iri: things.get(iri) or NamedThing() for iri in (objects | kinds) - found.keys() - {""}}
    for iri in {iri for thing in found.values() for property_, iri in thing.objects if property_ == IN_SCHEME}:
        if iri in others:
            others[iri].kind = TAXONOMY
    return dict(sorted((found | others).items()))


def names_of(iri: str, thing: NamedThing) -> Iterator[NameOf]:
    """The names of a thing; what is no entity is called by its title and by the end of its IRI too.

    A name ``X (Y)`` gives the name X beside it.
    """
    names = [*thing.names]
    if not thing.type:
        if _SCHEME_TITLE in thing.texts:
            names.append(NameOf(0, thing.texts[_SCHEME_TITLE], ""))
        names += (NameOf(1, part, "") for part in iri.rpartition("/id/")[2].split("/")[1:])
    yield from names
    for name in names:
        match = _BRACKETED.fullmatch(name.label)
        if match and name.kind != 1:
            yield NameOf(SHORT if name.kind == 0 else SHORT_OTHER, name.label, name.language)


def short_form(label: str) -> str:
    """The X of a label ``X (Y)``; the label itself where it is none."""
    match = _BRACKETED.fullmatch(label)
    return match[1] if match else label


def name_of(iri: str, thing: NamedThing, language: str) -> str:
    """What a thing is called: its preferred label, in that language, else in English, else in another."""
    preferred = [name for name in thing.names if name.kind == 0]
    wanted = (language.lower(), "en")
    order = sorted(preferred, key=lambda name: (*(name.language.lower() != each for each in wanted), name))
    return order[0].label if order else thing.texts.get(_SCHEME_TITLE, iri)


def description_of(thing: NamedThing, things: Mapping[str, NamedThing]) -> str:
    """What tells a thing from its namesakes: its scheme, its code, what it is."""
    schemes = (things[iri].texts.get(_SCHEME_TITLE, "") for iri in schemes_of(thing))
    codes = (name.label for name in thing.names if name.kind == 1)
    where = " ".join(filter(None, (*schemes, *codes)))
    texts = thing.texts.get(_DEFINITION) or thing.texts.get(_DESCRIPTION, "")
    words = " ".join(texts.split())
    short = words if len(words) <= _SAID else f"{words[:_SAID].rpartition(' ')[0]} …"
    return ": ".join(filter(None, (where, short)))


def schemes_of(thing: NamedThing) -> list[str]:
    """The IRIs of the taxonomies that it is a part of."""
    return [iri for property_, iri in thing.objects if property_ == IN_SCHEME]
