"""The constraint components of SHACL Core as queries of SQL (pure).

Each gives queries with the columns ``focus``, ``path`` and ``value`` of its results; both may be null.  Sections are
those of SHACL (W3C Recommendation, 20 July 2017).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from rdflib import SH, XSD, BNode, Literal, URIRef
from rdflib.term import Node

from lotgraph.validation.expressions import (
    LEXICAL,
    TEXTS,
    compare,
    compare_to,
    has_datatype,
    quote,
    quote_all,
    text_of,
)
from lotgraph.validation.patterns import UnknownPattern, translate
from lotgraph.validation.relations import Relations

if TYPE_CHECKING:
    from lotgraph.validation.compiler import Shape

Find = Callable[["Shape", Node, Relations, str, str], Iterator[str]]
"""The queries of a component, of: the shape, its parameter's value, the relations, and the names of the focus nodes
and of the value nodes among them."""

Ask = Callable[["Shape", Node], "dict[str, Any] | None"]
"""What a rule of ``kinds`` asks for the same; None where it cannot."""


@dataclass(frozen=True)
class Component:
    """A constraint component: its name, its queries, and what rules ask for it."""

    name: str
    find: Find
    ask: Ask | None = None


_KINDS: Mapping[Node, str] = MappingProxyType(
    {
        SH.IRI: "<", SH.Literal: '"', SH.BlankNode: "_",
        SH.BlankNodeOrIRI: "<_", SH.BlankNodeOrLiteral: '"_', SH.IRIOrLiteral: '"<',
    }
)  # fmt: skip
_TAG = r'^"[\s\S]*"@([A-Za-z0-9-]+)$'


def _each(name: str, test: Callable[[Shape, Node], str]) -> Component:
    """A component that looks at each value node: of which the test is not true, or null, breaks it."""

    def find(shape: Shape, value: Node, _: Relations, __: str, values: str) -> Iterator[str]:
        expression = test(shape, value)
        yield f"select focus, null as path, value from {values} where not coalesce({expression}, false)"

    return Component(name, find, lambda shape, value: {"test": test(shape, value)})


def _class(shape: Shape, value: Node) -> str:
    """4.1.1."""
    return f"value in (select node from types where class in ({quote_all(shape.classes(value))}))"


def _datatype(shape: Shape, value: Node) -> str:
    """4.1.2."""
    if str(value) not in LEXICAL and str(value) not in TEXTS and str(value).startswith(str(XSD)):
        raise shape.unknown(f"with the datatype {value}")
    return has_datatype("value", str(value))


def _node_kind(shape: Shape, value: Node) -> str:
    """4.1.3."""
    if value not in _KINDS:
        raise shape.unknown(f"with the kind of node {value}")
    return f"substr(value, 1, 1) in ({quote_all(_KINDS[value])})"


def _range(name: str, operator: str) -> Component:
    """4.3: of what cannot be compared nothing can be told, which is a breach."""
    return _each(name, lambda shape, value: compare_to("value", operator, _bound(shape, value)))


def _bound(shape: Shape, value: Node) -> str:
    if not isinstance(value, Literal) or value.ill_typed:
        raise shape.unknown("with something else for a number or a time")
    return shape.term(value)


def _length(name: str, operator: str) -> Component:
    """4.4.1 and 4.4.2."""
    return _each(name, lambda shape, value: f"length({text_of('value')}) {operator} {_whole_number(shape, value)}")


def _whole_number(shape: Shape, value: Node | None) -> int:
    try:
        return int(str(value))
    except ValueError:
        raise shape.unknown("with something else for a whole number") from None


def _pattern(shape: Shape, value: Node) -> str:
    """4.4.3.  What is no regular expression lets nothing through."""
    try:
        pattern = translate(str(value), str(shape.graph.value(shape.node, SH.flags) or ""))
    except UnknownPattern as error:
        raise shape.unknown(f"whose pattern has {error}") from None
    return "false" if pattern is None else f"regexp_matches({text_of('value')}, {quote(pattern)})"


def _language_in(shape: Shape, value: Node) -> str:
    """4.4.4: as langMatches has it (SPARQL 1.1, 17.4.3.5), basic filtering."""
    tag = f"lower(regexp_extract(value, {quote(_TAG)}, 1))"
    ranges = [str(each).lower() for each in shape.members(value)]
    tests = [f"{tag} = {quote(each)} or starts_with({tag}, {quote(each + '-')})" for each in ranges]
    return f"({' or '.join(tests) or 'false'})"


def _in(shape: Shape, value: Node) -> str:
    """4.8.3."""
    members = shape.members(value)
    # A blank node of the shapes is no node of the data.
    return f"value in ({quote_all(shape.term(each) for each in members if not isinstance(each, BNode))})"


def _count(operator: str) -> Find:
    """4.2."""

    def find(shape: Shape, value: Node, _: Relations, focus: str, values: str) -> Iterator[str]:
        bound = _bound_of_count(shape, value)
        counted = f"select focus from {values} group by focus having not count(*) {operator} {bound}"
        yield f"select focus, null as path, null as value from ({counted}) counted"
        if operator == ">=" and bound > 0:
            yield (
                f"select node as focus, null as path, null as value from {focus}"
                f" where node not in (select focus from {values})"
            )

    return find


def _least(shape: Shape, value: Node) -> dict[str, Any] | None:
    bound = _bound_of_count(shape, value)
    return {"least": bound} if bound <= 1 else None


def _most(shape: Shape, value: Node) -> dict[str, Any]:
    return {"most": _bound_of_count(shape, value)}


def _bound_of_count(shape: Shape, value: Node) -> int:
    if shape.path is None:
        raise shape.unknown("with a count and without a path")
    return _whole_number(shape, value)


def _unique_language(shape: Shape, value: Node, _: Relations, __: str, values: str) -> Iterator[str]:
    """4.4.5.  The term counts, not its value: "1" is no "true" here."""
    if shape.path is None:
        raise shape.unknown("with sh:uniqueLang and without a path")
    if value == Literal("true", datatype=XSD.boolean):
        tagged = f"select focus, lower(regexp_extract(value, {quote(_TAG)}, 1)) as tag from {values}"
        yield (
            f"select distinct focus, null as path, null as value from ({tagged}) tagged where tag <> ''"
            " group by focus, tag having count(*) > 1"
        )


def _equals(shape: Shape, value: Node, relations: Relations, focus: str, values: str) -> Iterator[str]:
    """4.5.1: what stands on either side alone."""
    others = _others(shape, value, relations, focus)
    for one, other in ((values, others), (others, values)):
        yield (
            f"select focus, null as path, value from {one} one"
            f" where not exists (select 1 from {other} other where other.focus = one.focus and other.value = one.value)"
        )


def _disjoint(shape: Shape, value: Node, relations: Relations, focus: str, values: str) -> Iterator[str]:
    """4.5.2."""
    others = _others(shape, value, relations, focus)
    yield (
        f"select one.focus, null as path, one.value from {values} one"
        f" join {others} other on other.focus = one.focus and other.value = one.value"
    )


def _less(operator: str) -> Find:
    """4.5.3 and 4.5.4."""

    def build(shape: Shape, value: Node, relations: Relations, focus: str, values: str) -> Iterator[str]:
        if shape.path is None:
            raise shape.unknown("with a comparison and without a path")
        others = _others(shape, value, relations, focus)
        stands = compare("one.value", operator, "other.value")
        yield (
            f"select distinct one.focus, null as path, one.value from {values} one"
            f" join {others} other on other.focus = one.focus where not coalesce({stands}, false)"
        )

    return build


def _others(shape: Shape, value: Node, relations: Relations, focus: str) -> str:
    """The values of another property of each focus node."""
    if not isinstance(value, URIRef):
        raise shape.unknown("with something else for a property")
    return relations.name(
        f"select node as focus, object as value from {focus} join triples on subject = node"
        f" where predicate = {quote(shape.term(value))}"
    )


def _not(shape: Shape, value: Node, relations: Relations, _: str, values: str) -> Iterator[str]:
    """4.6.1."""
    yield _among(values, f"value not in (select node from {_failing(shape, value, relations, values)})")


def _and(shape: Shape, value: Node, relations: Relations, _: str, values: str) -> Iterator[str]:
    """4.6.2."""
    failing = [_failing(shape, each, relations, values) for each in shape.members(value)]
    if failing:
        yield _among(values, " or ".join(f"value in (select node from {each})" for each in failing))


def _or(shape: Shape, value: Node, relations: Relations, _: str, values: str) -> Iterator[str]:
    """4.6.3."""
    failing = [_failing(shape, each, relations, values) for each in shape.members(value)]
    yield _among(values, " and ".join(f"value in (select node from {each})" for each in failing) or "true")


def _xone(shape: Shape, value: Node, relations: Relations, _: str, values: str) -> Iterator[str]:
    """4.6.4."""
    failing = [_failing(shape, each, relations, values) for each in shape.members(value)]
    passed = " + ".join(f"case when value in (select node from {each}) then 0 else 1 end" for each in failing)
    yield _among(values, f"{passed or '0'} <> 1")


def _node(shape: Shape, value: Node, relations: Relations, _: str, values: str) -> Iterator[str]:
    """4.7.1."""
    yield _among(values, f"value in (select node from {_failing(shape, value, relations, values)})")


def _among(values: str, broken: str) -> str:
    return f"select focus, null as path, value from {values} where {broken}"


def _failing(shape: Shape, inner: Node, relations: Relations, values: str) -> str:
    nodes = relations.nodes(f"select value as node from {values}")
    return relations.nodes(shape.inner(inner).failing(relations, nodes))


def _qualified(parameter: URIRef, operator: str) -> Find:
    """4.7.3: how many value nodes conform to a shape, and to none of its siblings where they are disjoint."""

    def build(shape: Shape, value: Node, relations: Relations, focus: str, values: str) -> Iterator[str]:
        if shape.path is None:
            raise shape.unknown(f"with sh:{parameter.removeprefix(str(SH))} and without a path")
        bound = _whole_number(shape, value)
        for qualified in shape.graph.objects(shape.node, SH.qualifiedValueShape):
            unfit = [f"value not in (select node from {_failing(shape, qualified, relations, values)})"]
            siblings = (_failing(shape, sibling, relations, values) for sibling in _siblings(shape, qualified))
            unfit += [f"value in (select node from {failing})" for failing in siblings]
            fit = relations.name(f"select focus, value from {values} where {' and '.join(unfit)}")
            yield (
                f"select node as focus, null as path, null as value from {focus} left join {fit} fit"
                f" on fit.focus = node group by node having not count(fit.value) {operator} {bound}"
            )

    return build


def _siblings(shape: Shape, qualified: Node) -> list[Node]:
    if Literal("true", datatype=XSD.boolean) not in shape.graph.objects(shape.node, SH.qualifiedValueShapesDisjoint):
        return []
    found = {
        sibling
        for parent in shape.graph.subjects(SH.property, shape.node)
        for beside in shape.graph.objects(parent, SH.property)
        for sibling in shape.graph.objects(beside, SH.qualifiedValueShape)
    }
    return sorted(found - {qualified}, key=str)


def _closed(shape: Shape, value: Node, _: Relations, focus: str, __: str) -> Iterator[str]:
    """4.8.1."""
    allowed = _allowed(shape, value).get("allowed")
    if allowed is not None:
        yield (
            f"select subject as focus, predicate as path, object as value from triples join {focus} on node = subject"
            f" where predicate not in ({quote_all(allowed)})"
        )


def _allowed(shape: Shape, value: Node) -> dict[str, Any]:
    if shape.path is not None:
        raise shape.unknown("with sh:closed and a path")
    if not isinstance(value, Literal) or value.value is not True:
        return {}
    lists = shape.graph.objects(shape.node, SH.ignoredProperties)
    allowed = {shape.term(each) for of in lists for each in shape.members(of)}
    paths = (shape.graph.value(each, SH.path) for each in shape.graph.objects(shape.node, SH.property))
    return {"allowed": frozenset(allowed | {shape.term(path) for path in paths if isinstance(path, URIRef)})}


def _has_value(shape: Shape, value: Node, _: Relations, focus: str, values: str) -> Iterator[str]:
    """4.8.2."""
    yield (
        f"select node as focus, null as path, null as value from {focus}"
        f" where node not in (select focus from {values} where value = {quote(shape.term(value))})"
    )


COMPONENTS: Mapping[Node, Component] = MappingProxyType(
    {
        SH["and"]: Component("And", _and),
        SH["class"]: replace(_each("Class", _class), ask=lambda shape, value: {"members": shape.classes(value)}),
        SH.closed: Component("Closed", _closed, _allowed),
        SH.datatype: _each("Datatype", _datatype),
        SH.disjoint: Component("Disjoint", _disjoint),
        SH.equals: Component("Equals", _equals),
        SH.hasValue: Component("HasValue", _has_value),
        SH["in"]: _each("In", _in),
        SH.languageIn: _each("LanguageIn", _language_in),
        SH.lessThan: Component("LessThan", _less("<")),
        SH.lessThanOrEquals: Component("LessThanOrEquals", _less("<=")),
        SH.maxCount: Component("MaxCount", _count("<="), _most),
        SH.maxExclusive: _range("MaxExclusive", "<"),
        SH.maxInclusive: _range("MaxInclusive", "<="),
        SH.maxLength: _length("MaxLength", "<="),
        SH.minCount: Component("MinCount", _count(">="), _least),
        SH.minExclusive: _range("MinExclusive", ">"),
        SH.minInclusive: _range("MinInclusive", ">="),
        SH.minLength: _length("MinLength", ">="),
        SH.node: Component("Node", _node),
        SH.nodeKind: _each("NodeKind", _node_kind),
        SH["not"]: Component("Not", _not),
        SH["or"]: Component("Or", _or),
        SH.pattern: _each("Pattern", _pattern),
        SH.qualifiedMaxCount: Component("QualifiedMaxCount", _qualified(SH.qualifiedMaxCount, "<=")),
        SH.qualifiedMinCount: Component("QualifiedMinCount", _qualified(SH.qualifiedMinCount, ">=")),
        SH.uniqueLang: Component("UniqueLang", _unique_language),
        SH.xone: Component("Xone", _xone),
    }
)
"""The components that are known, by their parameters."""

PARAMETERS = frozenset({SH.flags, SH.ignoredProperties, SH.qualifiedValueShape, SH.qualifiedValueShapesDisjoint})
"""What belongs to the parameter of a component."""
