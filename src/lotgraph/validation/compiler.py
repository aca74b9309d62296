"""Shapes into what can be run: constraint components, and the queries of SPARQL constraints (pure).

Known are the targets, paths and constraint components of SHACL that the shapes use; any other is refused, as
what is passed over would let through what the shape is there to stop.  Sections are those of SHACL (W3C
Recommendation, 20 July 2017).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from types import MappingProxyType

from rdflib import RDF, RDFS, SH, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from lotgraph.errors import LotgraphError
from lotgraph.rdf.nquads import write_literal
from lotgraph.validation import components
from lotgraph.validation.components import Constraint, NodeTest, ValueTest
from lotgraph.validation.queries import Check, Targets, reason_unsupported

IsMember = Callable[[bytes, frozenset[bytes]], bool]
"""Whether a node of the data is of one of these classes."""


@dataclass(frozen=True)
class Compiled:
    """All that shapes ask for, sorted."""

    constraints: tuple[Constraint, ...]
    checks: tuple[Check, ...]


def compile_shapes(shapes: Graph, hierarchy: Iterable[tuple[str, str]], is_member: IsMember) -> Compiled:
    """What the shapes that have a target ask for.

    ``hierarchy`` is pairs of a class and one above it, by which a target or ``sh:class`` finds members of
    subclasses (2.1.3.2).  Raises LotgraphError where a shape says what is not known here.
    """
    below: dict[str, set[str]] = {}
    for lower, upper in hierarchy:
        below.setdefault(upper, set()).add(lower)
    # A component may be of a subclass of sh:ConstraintComponent: what makes it one is what declares it (6.2).
    if any((None, part, None) in shapes for part in _OF_COMPONENTS) or (
        (None, RDF.type, SH.ConstraintComponent) in shapes
    ):
        raise LotgraphError("the shapes cannot be applied: they declare constraint components of their own")
    found = {shape for kind in (SH.NodeShape, SH.PropertyShape) for shape in shapes.subjects(RDF.type, kind)}
    found |= {shape for target in _TARGETS for shape in shapes.subjects(target)}
    parts = [part for shape in found for part in _Shape(shapes, shape, below, is_member).parts()]
    constraints = (part for part in parts if isinstance(part, Constraint))
    checks = (part for part in parts if isinstance(part, Check))
    return Compiled(
        tuple(sorted(constraints, key=lambda each: (each.shape, each.component, each.path, each.message))),
        tuple(sorted(checks, key=lambda each: each.constraint)),
    )


_TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)


_ABOUT = frozenset({SH.path, SH.message, SH.severity, SH.ignoredProperties, *_TARGETS})
"""What may stand in a shape beside its constraints."""


_KINDS: Mapping[Node, bytes] = MappingProxyType({SH.IRI: b"<", SH.Literal: b'"', SH.BlankNode: b"_"})


_OF_COMPONENTS = (SH.parameter, SH.validator, SH.nodeValidator, SH.propertyValidator)


_NEEDS_PATH = frozenset({SH.lessThan, SH.lessThanOrEquals, SH.maxCount, SH.minCount, SH.uniqueLang})
"""What a node shape must not have (4.2, 4.4.5, 4.5)."""


class _Shape:
    """A shape that is being compiled.  ``within`` names the shape that one without a name of its own stands in."""

    def __init__(
        self, graph: Graph, shape: Node, below: Mapping[str, set[str]], is_member: IsMember, within: str = ""
    ) -> None:
        self.name = within if isinstance(shape, BNode) else str(shape)
        self.is_member = is_member
        self._graph = graph
        self._shape = shape
        self._below = below
        self._is_property = graph.value(shape, SH.path) is not None

    def parts(self) -> Iterator[Constraint | Check]:
        """What its parameters ask for."""
        if RDFS.Class in self._graph.objects(self._shape, RDF.type):
            raise self._unknown("that is a class and so its own target")
        yield from self._parts(self._targets())

    def _parts(self, targets: Targets) -> Iterator[Constraint | Check]:
        for parameter, value in self._graph.predicate_objects(self._shape):
            if not str(parameter).startswith(str(SH)) or parameter in _ABOUT:
                continue
            if parameter == SH.sparql:
                yield self._sparql(value, targets)
                continue
            if parameter == SH.property and not self._is_property:
                inner = _Shape(self._graph, value, self._below, self.is_member, self.name)
                yield from inner._parts(targets)
                continue
            if parameter in _NEEDS_PATH and not self._is_property:
                raise self._unknown(f"with sh:{str(parameter).removeprefix(str(SH))} and without a path")
            if parameter not in _COMPONENTS:
                raise self._unknown(f"with sh:{str(parameter).removeprefix(str(SH))}")
            name, build = _COMPONENTS[parameter]
            path = self.path() if self._is_property else ()
            about = partial(
                Constraint,
                self.name,
                f"{SH}{name}ConstraintComponent",
                self._severity(),
                self._message(self._shape),
                targets.targets,
                targets.subjects_of,
                targets.objects_of,
                targets.nodes,
                path,
            )
            yield from build(self, value, path, about)

    def _sparql(self, constraint: Node, targets: Targets) -> Check:
        if set(self._graph.predicates(constraint)) - {RDF.type, SH.message, SH.prefixes, SH.select}:
            raise self._unknown(f"with more than a query in <{constraint}>")
        (select,) = self._graph.objects(constraint, SH.select)
        if self._is_property or (reason := reason_unsupported(str(select))):
            raise self._unknown(f"whose query <{constraint}> has {'a path' if self._is_property else reason}")
        declared = {
            f"PREFIX {self._graph.value(each, SH.prefix)}: <{self._graph.value(each, SH.namespace)}>"
            for ontology in self._graph.objects(constraint, SH.prefixes)
            for each in self._graph.objects(ontology, SH.declare)
        }
        return Check(
            self.name,
            str(constraint),
            self._severity(),
            self._message(constraint),
            "\n".join([*sorted(declared), str(select)]),
            targets.query(),
        )

    def _targets(self) -> Targets:
        def terms(target: URIRef) -> frozenset[bytes]:
            return frozenset(self.term(each) for each in self._graph.objects(self._shape, target))

        kinds = (each for kind in self._graph.objects(self._shape, SH.targetClass) for each in self.classes(kind))
        return Targets(frozenset(kinds), terms(SH.targetSubjectsOf), terms(SH.targetObjectsOf), terms(SH.targetNode))

    def _severity(self) -> str:
        return str(self._graph.value(self._shape, SH.severity, default=SH.Violation))

    def _message(self, node: Node) -> str:
        messages = sorted(map(str, self._graph.objects(node, SH.message)))
        if not messages:
            raise self._unknown("without a message")
        return messages[0]

    def _unknown(self, what: str) -> LotgraphError:
        return LotgraphError(
            f"the shapes cannot be applied: <{self.name}> is a shape {what}, which is not known here; "
            "'lotgraph validate --reference' may know it"
        )

    def term(self, node: Node) -> bytes:
        """An IRI or literal as in N-Triples."""
        if isinstance(node, BNode):
            raise self._unknown("with a blank node for a value")
        if isinstance(node, Literal):
            return write_literal(str(node), node.language or "", str(node.datatype or "")).encode()
        return f"<{node}>".encode()

    def classes(self, kind: Node) -> frozenset[bytes]:
        """A class and all below it, as terms."""
        found, new = set[str](), {str(kind)}
        while new:
            found |= new
            new = {lower for upper in new for lower in self._below.get(upper, ())} - found
        return frozenset(f"<{each}>".encode() for each in found)

    def path(self) -> tuple[bytes, ...]:
        """The path (2.3.1): a property, or several of which any will do."""
        path = self._graph.value(self._shape, SH.path)
        if isinstance(path, URIRef):
            return (self.term(path),)
        if path is not None and list(self._graph.predicates(path)) == [SH.alternativePath]:
            (steps,) = self._graph.objects(path, SH.alternativePath)
            members = list(self._graph.items(steps))
            if all(isinstance(member, URIRef) for member in members):
                return tuple(sorted(self.term(member) for member in members))
        raise self._unknown("with such a path")

    def members(self, of: Node) -> frozenset[bytes]:
        """The members of a list, as terms."""
        return frozenset(self.term(member) for member in self._graph.items(of))

    def ignored(self) -> frozenset[bytes]:
        """What ``sh:ignoredProperties`` lists, as terms."""
        lists = self._graph.objects(self._shape, SH.ignoredProperties)
        return frozenset[bytes]().union(*map(self.members, lists))

    def declared(self) -> frozenset[bytes]:
        """The properties that are paths of its property shapes (4.8.1), as terms."""
        paths = (self._graph.value(each, SH.path) for each in self._graph.objects(self._shape, SH.property))
        return frozenset(self.term(path) for path in paths if isinstance(path, URIRef))

    def whole_number(self, value: Node) -> int:
        """A whole number that a parameter gives."""
        try:
            return int(str(value))
        except ValueError:
            raise self._unknown("with something else for a whole number") from None

    def bound(self, value: Node) -> Decimal:
        """A number that a parameter gives."""
        found = components.number(self.term(value))
        if found is None:
            raise self._unknown("with something else for a number")
        return found

    def datatype(self, value: Node) -> str:
        """A datatype that a parameter gives."""
        if value != RDF.langString and str(value) not in components.LEXICAL:
            raise self._unknown(f"with the datatype {value}")
        return str(value)

    def kind(self, value: Node) -> bytes:
        """What terms of a kind of node begin with (4.1.3)."""
        if value not in _KINDS:
            raise self._unknown(f"with the kind of node {value}")
        return _KINDS[value]


About = Callable[..., Constraint]


Build = Callable[[_Shape, Node, tuple[bytes, ...], About], Iterator[Constraint]]


def _each(test: Callable[[_Shape, Node], ValueTest]) -> Build:
    """A component that looks at each value node."""

    def build(shape: _Shape, value: Node, _: tuple[bytes, ...], about: About) -> Iterator[Constraint]:
        yield about(value_test=test(shape, value))

    return build


def _together(test: Callable[[_Shape, Node, tuple[bytes, ...]], NodeTest | None], *, counts: bool = False) -> Build:
    """A component that looks at all value nodes together."""

    def build(shape: _Shape, value: Node, path: tuple[bytes, ...], about: About) -> Iterator[Constraint]:
        found = test(shape, value, path)
        if found:
            # Values of several properties may be the same, which their numbers do not tell.
            yield about(node_test=found, by_count=counts and len(path) < 2)

    return build


def _class_test(shape: _Shape, value: Node) -> ValueTest:
    allowed = shape.classes(value)
    return lambda node: shape.is_member(node, allowed)


def _kind_test(shape: _Shape, value: Node) -> ValueTest:
    first = shape.kind(value)
    return lambda node: node.startswith(first)


def _in_test(shape: _Shape, value: Node) -> ValueTest:
    members = shape.members(value)
    return lambda node: components.canonical(node).encode() in members


def _least(shape: _Shape, value: Node, path: tuple[bytes, ...]) -> NodeTest:
    least = shape.whole_number(value)
    return components.counted(path, lambda number: number >= least)


def _most(shape: _Shape, value: Node, path: tuple[bytes, ...]) -> NodeTest:
    most = shape.whole_number(value)
    return components.counted(path, lambda number: number <= most)


def _closed(shape: _Shape, value: Node, _: tuple[bytes, ...]) -> NodeTest | None:
    is_closed = isinstance(value, Literal) and value.value is True
    return components.closed(shape.ignored() | shape.declared()) if is_closed else None


def _unique(_: _Shape, value: Node, path: tuple[bytes, ...]) -> NodeTest | None:
    # The term, not its value: "1" is no "true" here (4.4.5).
    return components.unique_languages(path) if value == Literal("true", datatype=XSD.boolean) else None


def _range(is_allowed: Callable[[Decimal, Decimal], bool]) -> Build:
    def test(shape: _Shape, value: Node) -> ValueTest:
        bound = shape.bound(value)
        return components.range_test(lambda number: is_allowed(number, bound))

    return _each(test)


def _length(is_allowed: Callable[[int, int], bool]) -> Build:
    def test(shape: _Shape, value: Node) -> ValueTest:
        bound = shape.whole_number(value)
        return components.length_test(lambda length: is_allowed(length, bound))

    return _each(test)


def _pair(is_allowed: Callable[[bytes, bytes], bool]) -> Build:
    return _together(lambda shape, value, path: components.paired(path, shape.term(value), is_allowed))


_COMPONENTS: Mapping[Node, tuple[str, Build]] = MappingProxyType(
    {
        SH["class"]: ("Class", _each(_class_test)),
        SH.closed: ("Closed", _together(_closed, counts=True)),
        SH.datatype: ("Datatype", _each(lambda shape, value: components.datatype_test(shape.datatype(value)))),
        SH.disjoint: ("Disjoint", _pair(operator.ne)),
        SH["in"]: ("In", _each(_in_test)),
        SH.lessThan: ("LessThan", _pair(components.compared(operator.lt))),
        SH.lessThanOrEquals: ("LessThanOrEquals", _pair(components.compared(operator.le))),
        SH.maxCount: ("MaxCount", _together(_most, counts=True)),
        SH.maxInclusive: ("MaxInclusive", _range(operator.le)),
        SH.maxLength: ("MaxLength", _length(operator.le)),
        SH.minCount: ("MinCount", _together(_least, counts=True)),
        SH.minExclusive: ("MinExclusive", _range(operator.gt)),
        SH.minInclusive: ("MinInclusive", _range(operator.ge)),
        SH.minLength: ("MinLength", _length(operator.ge)),
        SH.nodeKind: ("NodeKind", _each(_kind_test)),
        SH.pattern: ("Pattern", _each(lambda _, value: components.pattern_test(str(value)))),
        SH.uniqueLang: ("UniqueLang", _together(_unique)),
    }
)
"""The components that are known, by their parameters."""
