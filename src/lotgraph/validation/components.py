"""The constraint components of SHACL Core that the shapes use, over what is said of one node (pure).

Terms are texts as in N-Triples, in UTF-8.  Sections are those of SHACL (W3C Recommendation, 20 July 2017).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from lotgraph.rdf.nquads import Value, value_in, write_literal

Statements = Mapping[bytes, Sequence[bytes]]
"""What is said of a node: the objects by predicate, each once."""

Breach = tuple[bytes, bytes]
"""The path and the value of a result; empty where it has none."""

ValueTest = Callable[[bytes], bool]
"""Whether a value node is as the constraint asks."""

NodeTest = Callable[[bytes, Statements], Iterator[Breach]]
"""What breaches the constraint at a focus node."""

XSD = "http://www.w3.org/2001/XMLSchema#"
_LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"


def literal(term: bytes) -> Value | None:
    """The literal that a term is, with the datatype that each literal has; None for another one."""
    found = value_in(term.decode())
    if found is None:
        return None
    return found._replace(datatype=_LANG_STRING if found.language else found.datatype or f"{XSD}string")


def canonical(term: bytes) -> str:
    """The term as ``nquads.write_literal`` writes it."""
    value = literal(term)
    if value is None:
        return term.decode()
    return write_literal(value.text, value.language, value.datatype)


def text_of(term: bytes) -> str | None:
    """The text of an IRI or literal (SPARQL 1.1, 17.4.2.5: STR); a blank node has none."""
    if term.startswith(b"<"):
        return term[1:-1].decode()
    value = literal(term)
    return None if value is None else value.text


_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_FLOAT = rf"{_NUMBER}(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN"
_ZONE = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_YEAR = r"(-?(?:[1-9][0-9]{3,}|0[0-9]{3}))"
_DATE = rf"{_YEAR}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_TIME = r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?)"

LEXICAL: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        f"{XSD}{name}": re.compile(pattern, re.DOTALL)
        for name, pattern in {
            "string": ".*",
            "boolean": "true|false|1|0",
            "integer": "[+-]?[0-9]+",
            "decimal": _NUMBER,
            "float": _FLOAT,
            "double": _FLOAT,
            "date": f"{_DATE}{_ZONE}",
            "dateTime": f"{_DATE}T{_TIME}{_ZONE}",
            "time": f"{_TIME}{_ZONE}",
            "gYearMonth": rf"{_YEAR}-(?:0[1-9]|1[0-2]){_ZONE}",
            "duration": r"-?P(?=.)(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?"
            r"(?:T(?=.)(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?)?",
            "hexBinary": "(?:[0-9a-fA-F]{2})*",
        }.items()
    }
)
"""The lexical spaces of the datatypes that are known (XML Schema 1.1, part 2, 3.3); dates are looked at closer."""

_NUMERIC = frozenset(f"{XSD}{name}" for name in ("integer", "decimal", "float", "double"))
_DATED = frozenset({f"{XSD}date", f"{XSD}dateTime"})
_SHORT = (4, 6, 9, 11)


def is_lexical(value: Value) -> bool:
    """Whether the text is one of the datatype's."""
    if value.datatype == _LANG_STRING:
        return True
    found = LEXICAL[value.datatype].fullmatch(value.text)
    if found is None or value.datatype not in _DATED:
        return found is not None
    year, month, day = (int(part) for part in found.groups()[:3])
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    longest = 30 if month in _SHORT else 31 if month != 2 else 28 + is_leap
    return day <= longest


def number(term: bytes) -> Decimal | None:
    """The number that a literal means; None for anything else, and for what is no number (NaN)."""
    value = literal(term)
    if value is None or value.datatype not in _NUMERIC or not is_lexical(value):
        return None
    found = Decimal(value.text.replace("INF", "Infinity"))
    return None if found.is_nan() else found


@dataclass(frozen=True)
class Constraint:
    """One constraint component of a shape.

    ``targets`` are the classes whose members are its focus nodes, ``subjects_of`` and ``objects_of`` the
    properties whose subjects or objects are, ``nodes`` the nodes themselves (2.1.3).  ``path`` is the properties
    whose values are its value nodes; where it is empty, the focus node is one.
    Of the two tests one is there.  ``by_count`` is where the second looks at no more than how many objects there
    are of each predicate.
    """

    shape: str
    component: str
    severity: str
    message: str
    targets: frozenset[bytes]
    subjects_of: frozenset[bytes]
    objects_of: frozenset[bytes]
    nodes: frozenset[bytes]
    path: tuple[bytes, ...]
    value_test: ValueTest | None = None
    node_test: NodeTest | None = None
    by_count: bool = False

    def binds(self, types: Sequence[bytes], statements: Statements) -> bool:
        """Whether a node with those types, of which that is said, is one of its focus nodes."""
        return not self.targets.isdisjoint(types) or any(used in statements for used in self.subjects_of)

    def values(self, focus: bytes, statements: Statements) -> Sequence[bytes]:
        """The value nodes of a focus node, each once."""
        if not self.path:
            return (focus,)
        if len(self.path) == 1:
            return statements.get(self.path[0], ())
        return tuple(dict.fromkeys(value for used in self.path for value in statements.get(used, ())))

    def breaches(self, focus: bytes, statements: Statements) -> Iterator[Breach]:
        """What breaches it at a focus node."""
        if self.node_test:
            yield from self.node_test(focus, statements)
        elif self.value_test:
            path = self.path[0] if len(self.path) == 1 else b""
            yield from ((path, value) for value in self.values(focus, statements) if not self.value_test(value))


def pattern_test(pattern: str) -> ValueTest:
    """4.4.3.  What is no regular expression lets nothing through."""
    try:
        known = re.compile(_anchor(pattern))
    except re.error:
        return lambda _: False

    def test(value: bytes) -> bool:
        text = text_of(value)
        return text is not None and known.search(text) is not None

    return test


def _anchor(pattern: str) -> str:
    """The pattern for Python, whose ``$`` stands before a last line feed too."""
    parts = re.findall(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", pattern, re.DOTALL)
    return "".join(r"\Z" if part == "$" else part for part in parts)


def length_test(is_allowed: Callable[[int], bool]) -> ValueTest:
    """4.4.1 and 4.4.2."""

    def test(value: bytes) -> bool:
        text = text_of(value)
        return text is not None and is_allowed(len(text))

    return test


def range_test(is_allowed: Callable[[Decimal], bool]) -> ValueTest:
    """4.3: of what is no number nothing can be told, which is a breach."""

    def test(value: bytes) -> bool:
        found = number(value)
        return found is not None and is_allowed(found)

    return test


def datatype_test(datatype: str) -> ValueTest:
    """4.1.2: of the datatype, and with a text that this has."""

    def test(value: bytes) -> bool:
        found = literal(value)
        return found is not None and found.datatype == datatype and is_lexical(found)

    return test


def unique_languages(path: tuple[bytes, ...]) -> NodeTest:
    """4.4.5."""

    def test(_: bytes, statements: Statements) -> Iterator[Breach]:
        values = {value for used in path for value in statements.get(used, ())}
        found = [value.language.lower() for value in map(literal, values) if value is not None and value.language]
        if len(found) != len(set(found)):
            yield path[0] if len(path) == 1 else b"", b""

    return test


def closed(allowed: frozenset[bytes]) -> NodeTest:
    """4.8.1."""

    def test(_: bytes, statements: Statements) -> Iterator[Breach]:
        yield from ((used, value) for used in statements if used not in allowed for value in statements[used])

    return test


def paired(path: tuple[bytes, ...], other: bytes, is_allowed: Callable[[bytes, bytes], bool]) -> NodeTest:
    """4.5: each value with each of another property; without a path, the focus node is the value."""

    def test(focus: bytes, statements: Statements) -> Iterator[Breach]:
        beside = statements.get(other, ())
        name = path[0] if len(path) == 1 else b""
        for value in {value for used in path for value in statements.get(used, ())} if path else (focus,):
            if not all(is_allowed(value, each) for each in beside):
                yield name, value

    return test


def compared(is_allowed: Callable[[Decimal, Decimal], bool]) -> Callable[[bytes, bytes], bool]:
    """Whether two terms are numbers that stand so to each other."""

    def test(value: bytes, other: bytes) -> bool:
        first, second = number(value), number(other)
        return first is not None and second is not None and is_allowed(first, second)

    return test


def counted(path: tuple[bytes, ...], is_allowed: Callable[[int], bool]) -> NodeTest:
    """4.2: how many value nodes there may be."""

    def test(_: bytes, statements: Statements) -> Iterator[Breach]:
        values = (
            statements.get(path[0], ())
            if len(path) == 1
            else {value for used in path for value in statements.get(used, ())}
        )
        if not is_allowed(len(values)):
            yield path[0] if len(path) == 1 else b"", b""

    return test
