"""Nodes that are alike: of the same classes, with the same properties.

Data have many nodes and few kinds of them (characteristic sets: Neumann and Moerkotte, ICDE 2011).  What a shape
asks of its focus nodes is decided once for a kind, as far as it can be, and only what is left is looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lotgraph.database import dialect
from lotgraph.rdf.statements import Statements
from lotgraph.validation.constraint import Breach, Constraint
from lotgraph.validation.expressions import quote_all

_BITS: Final = 62
"""How many terms are bits of one whole number."""

_VALUES: Final = (
    "select kind, predicate, subject as focus, object as value from triples join nodes on node = subject"
    " union all select kind, '' as predicate, node as focus, node as value from nodes"
)


@dataclass(frozen=True)
class Kind:
    """Nodes of the same classes, with the same properties, which are terms.

    ``nodes`` is how many there are, ``triples`` how many triples of each property begin with them.
    """

    number: int
    nodes: int
    classes: frozenset[str]
    triples: Mapping[str, int]


@dataclass(frozen=True)
class Rule:
    """A constraint on nodes that their kind tells: by ``classes`` or by the properties ``subjects_of``.

    It is about the values of one property, or about the node itself where ``predicate`` is empty.  One of these says
    what it asks: ``test``, an expression over ``value``; ``members``, the classes that a value is to be in;
    ``least`` or ``most``, how many values there may be (of the first only 1); ``allowed``, the only properties.
    """

    constraint: Constraint
    classes: frozenset[str]
    subjects_of: frozenset[str]
    predicate: str = ""
    test: str = ""
    members: frozenset[str] | None = None
    least: int = 0
    most: int | None = None
    allowed: frozenset[str] | None = None

    def binds(self, kind: Kind) -> bool:
        """Whether nodes of the kind are its focus nodes."""
        return not (self.classes.isdisjoint(kind.classes) and self.subjects_of.isdisjoint(kind.triples))


def find_kinds(data: Statements) -> tuple[Kind, ...]:
    """Make the table ``nodes``: each subject (``node``) and the number of its kind (``kind``); gives the kinds."""
    properties, classes = sorted(data.properties), sorted(data.classes)
    terms = [*properties, *classes]
    codes = [(name, number) for number, name in enumerate(classes, len(properties))]
    data.fill("class_codes", {"class": "varchar", "code": "bigint"}, codes)
    coded = (
        f"select subject as node, {dialect.code('predicate')} as code from triples"
        " union all select node, code from types join class_codes using (class)"
    )
    starts = range(0, max(len(terms), 1), _BITS)
    flags = [f"flags_{start}" for start in starts]
    columns = (f"{dialect.flags('code', start, start + _BITS - 1)} as flags_{start}" for start in starts)
    data.make("flagged", f"select node, {', '.join(columns)} from ({coded}) coded group by node")
    named = ", ".join(flags)
    numbered = f"select {named}, count(*) as size, row_number() over (order by {named}) as kind from flagged"
    data.make("kinds", f"{numbered} group by {named}")
    data.make("nodes", f"select node, kind from flagged join kinds using ({named})")
    counted: dict[int, dict[str, int]] = {}
    for kind, predicate, count in data.rows(
        "select kind, predicate, count(*) from triples join nodes on node = subject group by kind, predicate"
    ):
        counted.setdefault(kind, {})[predicate] = count
    return tuple(
        Kind(kind, size, _classes(values, terms) & data.classes, counted[kind])
        for kind, size, *values in data.rows(f"select kind, size, {named} from kinds order by kind")
    )


def _classes(flags: Sequence[int], terms: Sequence[str]) -> frozenset[str]:
    return frozenset(term for number, term in enumerate(terms) if flags[number // _BITS] >> (number % _BITS) & 1)


def find_breaches(data: Statements, rules: Iterable[Rule]) -> Iterator[Breach]:
    """What breaks the rules."""
    kinds = find_kinds(data)
    bound = [(rule, kind) for rule in rules for kind in kinds if rule.binds(kind)]
    yield from _missing(data, bound)
    yield from _unknown_properties(data, bound)
    yield from _too_many(data, bound)
    yield from _unfit(data, bound)
    yield from _no_members(data, bound)


_Bound = Sequence[tuple[Rule, Kind]]


def _missing(data: Statements, bound: _Bound) -> Iterator[Breach]:
    for rule, kind in bound:
        if rule.least and rule.predicate not in kind.triples:
            for (focus,) in data.rows(f"select node from nodes where kind = {kind.number}"):
                yield Breach(rule.constraint, focus)


def _unknown_properties(data: Statements, bound: _Bound) -> Iterator[Breach]:
    for rule, kind in bound:
        unknown = frozenset() if rule.allowed is None else kind.triples.keys() - rule.allowed
        if unknown:
            for focus, path, value in data.rows(
                "select subject, predicate, object from triples join nodes on node = subject"
                f" where kind = {kind.number} and predicate in ({quote_all(unknown)})"
            ):
                yield Breach(rule.constraint, focus, path, value)


def _too_many(data: Statements, bound: _Bound) -> Iterator[Breach]:
    """Where there are as many triples as nodes, each node has one: it has the property, or is of another kind."""
    looked_at = [
        (kind.number, rule.predicate, rule.most, number)
        for number, (rule, kind) in enumerate(bound)
        if rule.most is not None and kind.triples.get(rule.predicate, 0) > (kind.nodes if rule.most else 0)
    ]
    if looked_at:
        columns = {"kind": "bigint", "predicate": "varchar", "most": "bigint", "number": "bigint"}
        data.fill("limits", columns, looked_at)
        for number, focus in data.rows(
            "select number, subject from triples join nodes on node = subject join limits using (kind, predicate)"
            " group by number, subject, most having count(*) > most"
        ):
            yield Breach(bound[number][0].constraint, focus)


def _unfit(data: Statements, bound: _Bound) -> Iterator[Breach]:
    """Each expression is looked at once for each value, however many rules have it."""
    tests: dict[str, int] = {}
    rules: dict[tuple[int, str, int], list[Constraint]] = {}
    for rule, kind in bound:
        if rule.test and (not rule.predicate or rule.predicate in kind.triples):
            key = (kind.number, rule.predicate, tests.setdefault(rule.test, len(tests)))
            rules.setdefault(key, []).append(rule.constraint)
    if rules:
        data.fill("tests", {"kind": "bigint", "predicate": "varchar", "test": "bigint"}, list(rules))
        cases = " ".join(f"when {number} then {test}" for test, number in tests.items())
        for kind_number, predicate, test, focus, value in data.rows(
            f"select kind, predicate, test, focus, value from ({_VALUES}) given join tests using (kind, predicate)"
            f" where not coalesce(case test {cases} end, false)"
        ):
            for constraint in rules[kind_number, predicate, test]:
                yield Breach(constraint, focus, "", value)


def _no_members(data: Statements, bound: _Bound) -> Iterator[Breach]:
    sets: dict[frozenset[str], int] = {}
    rules: dict[tuple[int, str, int], list[Constraint]] = {}
    for rule, kind in bound:
        if rule.members is not None and (not rule.predicate or rule.predicate in kind.triples):
            key = (kind.number, rule.predicate, sets.setdefault(rule.members, len(sets)))
            rules.setdefault(key, []).append(rule.constraint)
    if rules:
        data.fill("ranges", {"kind": "bigint", "predicate": "varchar", "members": "bigint"}, list(rules))
        columns = {"members": "bigint", "class": "varchar"}
        data.fill("range_classes", columns, [(number, name) for names, number in sets.items() for name in names])
        for kind_number, predicate, members, focus, value in data.rows(
            f"select kind, predicate, members, focus, value from ({_VALUES}) given"
            " join ranges using (kind, predicate) where not exists (select 1 from types"
            " join range_classes on range_classes.class = types.class"
            " where types.node = given.value and range_classes.members = ranges.members)"
        ):
            for constraint in rules[kind_number, predicate, members]:
                yield Breach(constraint, focus, "", value)
