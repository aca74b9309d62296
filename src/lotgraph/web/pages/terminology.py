"""A reference of the terms of a vocabulary, made from its own statements: pure functions.

What a term is said to be is shown as it is said; beside it stands what others say of it (which classes are below
it, which properties have it in their domain or range), and of a shape the messages of its constraints.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from lotgraph.rdf.terms import Statement, Term
from lotgraph.schema.vocabulary import compact, expand

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Index = dict[Term, dict[str, list[Term]]]

_TYPE: Final = expand("rdf:type")
_FIRST, _REST, _NIL = (expand(f"rdf:{name}") for name in ("first", "rest", "nil"))
_LABELS: Final = (expand("rdfs:label"), expand("dct:title"))
_DEFINITION: Final = expand("skos:definition")
_MESSAGE, _SEVERITY, _SPARQL = (expand(f"sh:{name}") for name in ("message", "severity", "sparql"))
_LEFT_OUT: Final = frozenset(
    {_TYPE, *_LABELS, _DEFINITION, _MESSAGE, _SEVERITY, expand("rdfs:isDefinedBy"), expand("sh:prefixes")}
)
_GROUPS: Final = MappingProxyType(
    {
        "owl:Class": "Classes",
        "owl:ObjectProperty": "Object properties",
        "owl:DatatypeProperty": "Datatype properties",
        "sh:NodeShape": "Shapes",
        "sh:PropertyShape": "Shapes",
        "sh:SPARQLConstraint": "Constraints",
    }
)
_OF_OTHERS: Final = MappingProxyType(
    {"rdfs:subClassOf": "superclass of", "rdfs:domain": "in the domain of", "rdfs:range": "in the range of"}
)
_EXPRESSIONS: Final = MappingProxyType(
    {
        expand("owl:unionOf"): ("", " or "),
        expand("owl:intersectionOf"): ("", " and "),
        expand("sh:alternativePath"): ("", " | "),
        expand("sh:inversePath"): ("^", ""),
    }
)


@dataclass(frozen=True)
class Part:
    """A piece of a value: its text, and the IRI that it names, empty for plain text; ``long``: of several lines."""

    text: str
    iri: str = ""

    @property
    def long(self) -> bool:
        """Whether it has several lines."""
        return "\n" in self.text.strip()


@dataclass(frozen=True)
class Entry:
    """One term: what it is called, what it means, and what else is said of it, by the name of the property."""

    anchor: str
    iri: str
    label: str
    kind: str
    definition: str
    rows: tuple[tuple[str, tuple[tuple[Part, ...], ...]], ...]


@dataclass(frozen=True)
class Reference:
    """The vocabulary: what it says of itself, and its terms by the heading that they stand under."""

    iri: str
    title: str
    description: str
    version: str
    groups: tuple[tuple[str, tuple[Entry, ...]], ...]


def refer(statements: Iterable[Statement], namespace: str, title: str) -> Reference:
    """The reference of the terms in a namespace; ``title`` is that of a vocabulary that says none."""
    index: Index = defaultdict(lambda: defaultdict(list))
    for each in statements:
        index[each.subject][each.predicate.value].append(each.object)
    others = _of_others(index)
    groups: dict[str, list[Entry]] = {heading: [] for heading in _GROUPS.values()}
    for subject in sorted(index):
        kinds = [compact(each.value) for each in index[subject].get(_TYPE, ())]
        kind = next((each for each in kinds if each in _GROUPS), "")
        if subject.kind == "iri" and subject.value.startswith(namespace) and kind:
            groups[_GROUPS[kind]].append(_entry(index, subject, namespace, kind, others))
    iri = namespace.rstrip("#")
    header = index.get(Term(iri, "iri"), {})

    def value_of(curie: str) -> str:
        return next((each.value for each in header.get(expand(curie), ())), "")

    return Reference(
        iri,
        value_of("dct:title") or title,
        value_of("dct:description"),
        value_of("owl:versionInfo"),
        tuple((heading, tuple(entries)) for heading, entries in groups.items() if entries),
    )


def settle(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """The statements, their blank nodes named in the order in which they come: a parser names them at random."""
    names: dict[str, str] = {}

    def named(term: Term) -> Term:
        if term.kind != "blank":
            return term
        return Term(names.setdefault(term.value, f"b{len(names)}"), "blank")

    return tuple(Statement(named(each.subject), each.predicate, named(each.object)) for each in statements)


def _entry(index: Index, subject: Term, namespace: str, kind: str, others: dict[str, dict[str, list[Term]]]) -> Entry:
    properties = index[subject]
    anchor = subject.value.removeprefix(namespace)
    label = next((each.value for name in _LABELS for each in properties.get(name, ())), anchor)
    # A shape that is judged by a query has its message there.
    constraints = (subject, *properties.get(_SPARQL, ()))
    messages = [each.value for part in constraints for each in index.get(part, {}).get(_MESSAGE, ())]
    definition = " ".join(each.value for each in properties.get(_DEFINITION, ())) or "; ".join(messages)
    rows = [
        (compact(name), tuple(_parts(index, each) for each in values))
        for name, values in sorted(properties.items())
        if name not in _LEFT_OUT
    ]
    if kind in ("sh:NodeShape", "sh:PropertyShape"):
        severities = properties.get(_SEVERITY) or [Term(expand("sh:Violation"), "iri")]
        rows.append(("sh:severity", tuple(_parts(index, each) for each in severities)))
    rows += [
        (name, tuple(_parts(index, each) for each in terms)) for name, terms in others.get(subject.value, {}).items()
    ]
    return Entry(anchor, subject.value, label, kind, definition, tuple(rows))


def _of_others(index: Index) -> dict[str, dict[str, list[Term]]]:
    """What the other terms say of a class, by its IRI."""
    found: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for subject in sorted(index):
        for curie, name in _OF_OTHERS.items():
            for value in index[subject].get(expand(curie), ()) if subject.kind == "iri" else ():
                for part in _parts(index, value):
                    if part.iri:
                        found[part.iri][name].append(subject)
    return found


def _parts(index: Index, term: Term) -> tuple[Part, ...]:
    """A value in words: an IRI by its short name, a list or an expression by its members."""
    if term.kind == "iri":
        return (Part(compact(term.value), term.value),)
    if term.kind != "blank":
        return (Part(term.value),)
    properties = index.get(term, {})
    for name, (before, between) in _EXPRESSIONS.items():
        if name in properties:
            inner = _joined([_parts(index, each) for each in _members(index, properties[name][0])], between)
            return (Part(before), *inner) if before else inner
    if _FIRST in properties:
        return _joined([_parts(index, each) for each in _members(index, term)], ", ")
    inner = _joined(
        [
            (Part(f"{compact(name)} "), *_parts(index, each))
            for name, values in sorted(properties.items())
            for each in values
        ],
        "; ",
    )
    return (Part("["), *inner, Part("]"))


def _members(index: Index, term: Term) -> Iterator[Term]:
    """The members of a list; what is no list is its own only member."""
    if _FIRST not in index.get(term, {}):
        yield term
        return
    seen: set[Term] = set()
    while term.value != _NIL and term not in seen:
        seen.add(term)
        yield from index[term].get(_FIRST, ())
        term = next(iter(index[term].get(_REST, ())), Term(_NIL, "iri"))


def _joined(parts: Sequence[tuple[Part, ...]], between: str) -> tuple[Part, ...]:
    found: list[Part] = []
    for number, each in enumerate(parts):
        if number:
            found.append(Part(between))
        found += each
    return tuple(found)
