"""Shapes into SPARQL queries that answer each breach of them (pure).

Known are the targets, paths and constraint components of SHACL that the shapes use; any other is refused, as
what is passed over would let through what the shape is there to stop.  Sections are those of SHACL (W3C
Recommendation, 20 July 2017).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rdflib import RDF, RDFS, SH, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from lotgraph.errors import LotgraphError


@dataclass(frozen=True)
class Check:
    """One constraint component of a shape as a query.

    ``query`` answers a row a breach: ``?this``, the focus node, ``?value`` where there is one, and ``?path``
    where ``path`` does not say it; ``message`` may hold the row's other variables as ``{?name}``.  Where
    ``focus`` is there, it is a query for all focus nodes, and ``query`` is asked of each, bound to ``?this``.
    """

    shape: str
    component: str
    severity: str
    message: str
    query: str
    path: str = ""
    constraint: str = ""
    focus: str = ""

    @property
    def name(self) -> str:
        """IRI of the constraint, or else of the shape."""
        return self.constraint or self.shape


def compile_shapes(shapes: Graph, hierarchy: Iterable[tuple[str, str]] = ()) -> tuple[Check, ...]:
    """The checks of all shapes that have a target, sorted.

    ``hierarchy`` is pairs of a class and one above it, by which a target or ``sh:class`` finds members of
    subclasses (2.1.3.2).  Raises LotgraphError where a shape says what is not known here.
    """
    below: dict[str, set[str]] = {}
    for lower, upper in hierarchy:
        below.setdefault(upper, set()).add(lower)
    if (None, RDF.type, SH.ConstraintComponent) in shapes:
        raise LotgraphError("the shapes cannot be applied: they declare constraint components of their own")
    found = {shape for kind in (SH.NodeShape, SH.PropertyShape) for shape in shapes.subjects(RDF.type, kind)}
    found |= {shape for target in _TARGETS for shape in shapes.subjects(target)}
    checks = (check for shape in found for check in _Shape(shapes, shape, below).checks())
    return tuple(sorted(checks, key=lambda check: (check.name, check.component, check.query)))


_TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)

_ABOUT = frozenset({SH.path, SH.message, SH.severity, SH.ignoredProperties, *_TARGETS})
"""What may stand in a shape beside its constraints."""

_TYPED = frozenset(
    {XSD.string, XSD.boolean, XSD.integer, XSD.decimal, XSD.float, XSD.double}
    | {XSD.dateTime, XSD.date, XSD.time, XSD.duration}
)
"""The datatypes that the store can tell whether a text is one of."""

_KINDS: Mapping[Node, str] = MappingProxyType(
    {SH.IRI: "isIRI(?value)", SH.Literal: "isLiteral(?value)", SH.BlankNode: "isBlank(?value)"}
)

# 5.2.1 (as pre-binding would be undefined), and the variables that only some processors bind.
_FORBIDDEN = re.compile(r"(?<![\w:?$])(MINUS|VALUES|SERVICE)\b|[?$](failure|PATH|shapesGraph|currentShape)\b")


class _Shape:
    """A shape that is being compiled."""

    def __init__(self, graph: Graph, shape: Node, below: Mapping[str, set[str]], within: str = "") -> None:
        """``within`` names the shape that a shape without a name of its own stands in."""
        self.name = within if isinstance(shape, BNode) else str(shape)
        self._graph = graph
        self._shape = shape
        self._below = below
        self._is_property = graph.value(shape, SH.path) is not None

    def checks(self) -> Iterator[Check]:
        """A check for each value of each of its parameters."""
        if RDFS.Class in self._graph.objects(self._shape, RDF.type):
            raise self._unknown("that is a class and so its own target")
        yield from self.checked(tuple(self._targets()))

    def checked(self, targets: tuple[str, ...]) -> Iterator[Check]:
        """As ``checks``, for the focus nodes of these targets: its own, or of the shape that it stands in."""
        for parameter, value in self._graph.predicate_objects(self._shape):
            if not str(parameter).startswith(str(SH)) or parameter in _ABOUT:
                continue
            if parameter == SH.sparql:
                yield self._sparql(value, targets)
                continue
            if parameter == SH.property and not self._is_property:
                yield from _Shape(self._graph, value, self._below, self.name).checked(targets)
                continue
            if parameter not in _COMPONENTS:
                raise self._unknown(f"with sh:{str(parameter).removeprefix(str(SH))}")
            component, pattern = _COMPONENTS[parameter]
            body = pattern(self, value)
            for target in targets if body else ():
                query = f"SELECT DISTINCT ?this ?path ?value WHERE {{ {target} {body} }}"
                yield self._check(component, query, self._path_iri())

    def _check(self, component: URIRef, query: str, path: str) -> Check:
        return Check(self.name, str(component), self._severity(), self._message(self._shape), query, path)

    def _sparql(self, constraint: Node, targets: tuple[str, ...]) -> Check:
        """A SPARQL constraint (5), asked of each focus node, which its subqueries are bound to as well."""
        if set(self._graph.predicates(constraint)) - {RDF.type, SH.message, SH.prefixes, SH.select}:
            raise self._unknown(f"with more than a query in <{constraint}>")
        (select,) = self._graph.objects(constraint, SH.select)
        if self._is_property or _FORBIDDEN.search(str(select)):
            raise self._unknown(f"whose query <{constraint}> has a path, a forbidden word or variable")
        declared = {
            f"PREFIX {self._graph.value(each, SH.prefix)}: <{self._graph.value(each, SH.namespace)}>"
            for ontology in self._graph.objects(constraint, SH.prefixes)
            for each in self._graph.objects(ontology, SH.declare)
        }
        return Check(
            self.name,
            str(SH.SPARQLConstraintComponent),
            self._severity(),
            self._message(constraint),
            "\n".join([*sorted(declared), str(select)]),
            constraint=str(constraint),
            focus=f"SELECT DISTINCT ?this WHERE {{ {' UNION '.join(f'{{ {target} }}' for target in targets)} }}",
        )

    def _targets(self) -> Iterator[str]:
        """Patterns that each give focus nodes as ``?this`` (2.1.3)."""
        for kind in self._graph.objects(self._shape, SH.targetClass):
            yield from (f"?this a {each} ." for each in self.classes(kind))
        for node in self._graph.objects(self._shape, SH.targetNode):
            yield f"BIND({self.term(node)} AS ?this)"
        for used in self._graph.objects(self._shape, SH.targetSubjectsOf):
            yield f"?this {self.term(used)} ?used ."
        for used in self._graph.objects(self._shape, SH.targetObjectsOf):
            yield f"?user {self.term(used)} ?this ."

    def _severity(self) -> str:
        return str(self._graph.value(self._shape, SH.severity, default=SH.Violation))

    def _message(self, node: Node) -> str:
        messages = sorted(map(str, self._graph.objects(node, SH.message)))
        if not messages:
            raise self._unknown("without a message")
        return messages[0]

    def _path_iri(self) -> str:
        path = self._graph.value(self._shape, SH.path)
        return str(path) if isinstance(path, URIRef) else ""

    def _unknown(self, what: str) -> LotgraphError:
        return LotgraphError(
            f"the shapes cannot be applied: <{self.name}> is a shape {what}, which is not known here; "
            "'lotgraph validate --reference' may know it"
        )

    def term(self, node: Node) -> str:
        """An IRI or literal as it stands in a query."""
        if isinstance(node, BNode):
            raise self._unknown("with a blank node for a value")
        return node.n3()

    def classes(self, kind: Node) -> list[str]:
        """A class and all below it, as terms."""
        found, new = set[str](), {str(kind)}
        while new:
            found |= new
            new = {lower for upper in new for lower in self._below.get(upper, ())} - found
        return [URIRef(each).n3() for each in sorted(found)]

    def path(self) -> str:
        """The path as it stands in a query (2.3.1): a property, or several of which any will do."""
        path = self._graph.value(self._shape, SH.path)
        if isinstance(path, URIRef):
            return path.n3()
        if path is not None and list(self._graph.predicates(path)) == [SH.alternativePath]:
            (steps,) = self._graph.objects(path, SH.alternativePath)
            members = list(self._graph.items(steps))
            if all(isinstance(member, URIRef) for member in members):
                return f"({'|'.join(member.n3() for member in members)})"
        raise self._unknown("with such a path")

    def values(self) -> str:
        """The pattern that gives the value nodes as ``?value`` (2.1.4); those of a node shape are its focus nodes."""
        return f"?this {self.path()} ?value ." if self._is_property else "BIND(?this AS ?value)"

    def members(self, of: Node) -> list[str]:
        """The members of a list, as terms."""
        return [self.term(member) for member in self._graph.items(of)]

    def ignored(self) -> list[str]:
        """What ``sh:ignoredProperties`` lists, as terms."""
        return [term for each in self._graph.objects(self._shape, SH.ignoredProperties) for term in self.members(each)]

    def number(self, value: Node) -> int:
        """A whole number that a parameter gives."""
        if not isinstance(value, Literal) or value.datatype != XSD.integer:
            raise self._unknown("with something else for a whole number")
        return int(value)

    def datatype(self, value: Node) -> str:
        """Whether ``?value`` is of a datatype, and a text that this datatype has (4.1.2).

        The text of a datatype that the store does not know must have a pattern as well, which tells.
        """
        same = f"DATATYPE(?value) = {self.term(value)}"
        if value == RDF.langString or (value not in _TYPED and (self._shape, SH.pattern, None) in self._graph):
            return same
        if value not in _TYPED:
            raise self._unknown(f"with the datatype {value}")
        return f"{same} && isLiteral({self.term(value)}(STR(?value)))"

    def kind(self, value: Node) -> str:
        """Whether ``?value`` is a node of a kind (4.1.3)."""
        if value not in _KINDS:
            raise self._unknown(f"with the kind of node {value}")
        return _KINDS[value]


Pattern = Callable[[_Shape, Node], str]


def _each(condition: Pattern) -> Pattern:
    """Breached by each value node for which the condition is not true: false, or an error."""
    return lambda shape, value: f"{shape.values()} FILTER(!COALESCE({condition(shape, value)}, false))"


def _class(shape: _Shape, value: Node) -> str:
    lacking = (f"FILTER NOT EXISTS {{ ?value a {each} }}" for each in shape.classes(value))
    return f"{shape.values()} {' '.join(lacking)}"


def _min_count(shape: _Shape, value: Node) -> str:
    if shape.number(value) != 1:
        return _counted(shape, f"< {shape.number(value)}")
    return f"FILTER NOT EXISTS {{ ?this {shape.path()} ?any }}"


def _max_count(shape: _Shape, value: Node) -> str:
    if shape.number(value) != 1:
        return _counted(shape, f"> {shape.number(value)}")
    return f"?this {shape.path()} ?one , ?other . FILTER(!sameTerm(?one, ?other))"


def _counted(shape: _Shape, bound: str) -> str:
    """For the counts that need counting: it takes several times as long as to look for one, or for another."""
    count = f"SELECT ?this (COUNT(DISTINCT ?any) AS ?count) WHERE {{ ?this {shape.path()} ?any }} GROUP BY ?this"
    return f"OPTIONAL {{ {{ {count} }} }} FILTER(COALESCE(?count, 0) {bound})"


def _unique_lang(shape: _Shape, value: Node) -> str:
    same = "LANG(?one) != '' && LCASE(LANG(?one)) = LCASE(LANG(?other)) && !sameTerm(?one, ?other)"
    return f"?this {shape.path()} ?one , ?other . FILTER({same})" if _is_true(value) else ""


def _closed(shape: _Shape, value: Node) -> str:
    allowed = ", ".join(shape.ignored())
    return f"?this ?path ?value . FILTER(?path NOT IN ({allowed}))" if _is_true(value) else ""


def _is_true(value: Node) -> bool:
    return isinstance(value, Literal) and value.value is True


def _compared(operator: str) -> Pattern:
    """With the value of the parameter (4.3)."""
    return _each(lambda shape, value: f"?value {operator} {shape.term(value)}")


def _paired(operator: str) -> Pattern:
    """With each value of another property of the focus node (4.5)."""
    return lambda shape, value: (
        f"{shape.values()} ?this {shape.term(value)} ?other . FILTER(!COALESCE(?value {operator} ?other, false))"
    )


def _in(shape: _Shape, value: Node) -> str:
    return " || ".join(f"sameTerm(?value, {member})" for member in shape.members(value)) or "false"


_COMPONENTS: Mapping[Node, tuple[URIRef, Pattern]] = MappingProxyType(
    {
        SH["class"]: (SH.ClassConstraintComponent, _class),
        SH.closed: (SH.ClosedConstraintComponent, _closed),
        SH.datatype: (SH.DatatypeConstraintComponent, _each(_Shape.datatype)),
        SH.disjoint: (
            SH.DisjointConstraintComponent,
            lambda shape, value: f"{shape.values()} ?this {shape.term(value)} ?value .",
        ),
        SH["in"]: (SH.InConstraintComponent, _each(_in)),
        SH.lessThan: (SH.LessThanConstraintComponent, _paired("<")),
        SH.lessThanOrEquals: (SH.LessThanOrEqualsConstraintComponent, _paired("<=")),
        SH.maxCount: (SH.MaxCountConstraintComponent, _max_count),
        SH.maxInclusive: (SH.MaxInclusiveConstraintComponent, _compared("<=")),
        SH.maxLength: (
            SH.MaxLengthConstraintComponent,
            _each(lambda shape, value: f"STRLEN(STR(?value)) <= {shape.number(value)}"),
        ),
        SH.minCount: (SH.MinCountConstraintComponent, _min_count),
        SH.minExclusive: (SH.MinExclusiveConstraintComponent, _compared(">")),
        SH.minInclusive: (SH.MinInclusiveConstraintComponent, _compared(">=")),
        SH.minLength: (
            SH.MinLengthConstraintComponent,
            _each(lambda shape, value: f"STRLEN(STR(?value)) >= {shape.number(value)}"),
        ),
        SH.nodeKind: (SH.NodeKindConstraintComponent, _each(_Shape.kind)),
        SH.pattern: (
            SH.PatternConstraintComponent,
            _each(lambda shape, value: f"REGEX(STR(?value), {shape.term(value)})"),
        ),
        SH.uniqueLang: (SH.UniqueLangConstraintComponent, _unique_lang),
    }
)
"""The components that are known: the pattern follows a target, gives what breaches them.  Empty is for nothing."""
