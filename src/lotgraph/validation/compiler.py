"""Shapes into queries of SQL over the statements (pure).

Known are the core of SHACL and SPARQL constraints (``queries``); what is not known is refused, as what is passed
over would let through what the shape is there to stop.  Sections are those of SHACL (W3C Recommendation,
20 July 2017).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rdflib import OWL, RDF, RDFS, SH, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from lotgraph.errors import UnknownShapeError
from lotgraph.rdf.nquads import write_literal
from lotgraph.validation.components import COMPONENTS, PARAMETERS
from lotgraph.validation.constraint import Constraint
from lotgraph.validation.expressions import quote, quote_all
from lotgraph.validation.kinds import Rule
from lotgraph.validation.queries import Check, reason_unsupported
from lotgraph.validation.relations import Path, Relations


@dataclass(frozen=True)
class Query:
    """A query that finds what breaks constraints: rows of the constraint's number, focus node, path and value.

    ``path`` is a term, or null for that of the constraint; ``value`` is a term, or null for none.
    ``needs`` are sets of terms: only where of each set one is a class or a property of the data can it find anything.
    """

    text: str
    constraints: tuple[Constraint, ...]
    needs: frozenset[str]


@dataclass(frozen=True)
class Compiled:
    """All that shapes ask for: ``rules`` of nodes that are alike, and queries for all else.

    ``closures`` are tables that the queries read: the query for single steps, and the name of the table.
    """

    rules: tuple[Rule, ...]
    queries: tuple[Query, ...]
    checks: tuple[Check, ...]
    closures: dict[str, str]


_TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)
_OF_COMPONENTS = (SH.parameter, SH.validator, SH.nodeValidator, SH.propertyValidator)
_PATH = re.compile(r"[?$]PATH\b")
_ABOUT = frozenset(
    {SH.path, SH.message, SH.severity, SH.deactivated, SH.name, SH.description, SH.order, SH.group, SH.defaultValue,
     *_TARGETS}
)  # fmt: skip
"""What may stand in a shape beside its constraints."""


def compile_shapes(shapes: Graph, hierarchy: Iterable[tuple[str, str]]) -> Compiled:
    """What the shapes that have a target ask for.

    ``hierarchy`` is pairs of a class and one above it, by which a target or ``sh:class`` finds members of
    subclasses (2.1.3.2).  Raises UnknownShapeError where a shape says what is not known here.
    """
    below: dict[str, set[str]] = {}
    for lower, upper in hierarchy:
        below.setdefault(upper, set()).add(lower)
    # A component may be of a subclass of sh:ConstraintComponent: what makes it one is what declares it (6.2).
    if any((None, part, None) in shapes for part in _OF_COMPONENTS) or (
        (None, RDF.type, SH.ConstraintComponent) in shapes
    ):
        raise UnknownShapeError("the shapes cannot be applied: they declare constraint components of their own")
    found = {shape for kind in (SH.NodeShape, SH.PropertyShape) for shape in shapes.subjects(RDF.type, kind)}
    found |= {shape for target in _TARGETS for shape in shapes.subjects(target)}
    closures: dict[str, str] = {}
    groups: dict[str, _Group] = {}
    rules: list[Rule] = []
    checks: list[Check] = []
    for shape in sorted(found, key=str):
        reader = Shape(shapes, shape, below)
        targets = reader.targets()
        if not targets.query:
            continue
        group = groups.setdefault(targets.query, _Group(Relations(closures), targets.needs))
        for part in reader.parts(group.relations, targets.query, targets):
            if isinstance(part, Check):
                checks.append(part)
            elif isinstance(part, Rule):
                rules.append(part)
            else:
                group.found.append(part)
    return Compiled(
        tuple(rules),
        tuple(group.query() for group in groups.values() if group.found),
        tuple(sorted(checks, key=lambda each: each.constraint)),
        closures,
    )


@dataclass(frozen=True)
class Targets:
    """What focus nodes are known by (2.1.3): their classes, properties that they are subjects or objects of, or names.

    All are terms.
    """

    classes: frozenset[str]
    subjects_of: frozenset[str]
    objects_of: frozenset[str]
    nodes: frozenset[str]

    @property
    def tell_kinds(self) -> bool:
        """Whether the kind of a node tells if it is one."""
        return not self.objects_of and not self.nodes

    @property
    def needs(self) -> frozenset[str]:
        """The classes and properties of which the data have one, or there are no focus nodes; empty for none."""
        return frozenset() if self.nodes else self.classes | self.subjects_of | self.objects_of

    @property
    def query(self) -> str:
        """The query for them: a column ``node``; empty where there can be none."""
        found = [f"select {quote(each)} as node" for each in sorted(self.nodes)]
        if self.classes:
            found.append(f"select node from types where class in ({quote_all(self.classes)})")
        if self.subjects_of:
            found.append(f"select subject as node from triples where predicate in ({quote_all(self.subjects_of)})")
        if self.objects_of:
            found.append(f"select object as node from triples where predicate in ({quote_all(self.objects_of)})")
        return " union all ".join(found)


@dataclass
class Breaches:
    """The subquery (``focus``, ``path``, ``value``) for what breaks a constraint."""

    constraint: Constraint
    query: str


class _Group:
    """The constraints of all shapes with the same targets, which are found once."""

    def __init__(self, relations: Relations, needs: frozenset[str]) -> None:
        self.relations = relations
        self.needs = needs
        self.found: list[Breaches] = []

    def query(self) -> Query:
        rows = (
            f"select {number} as number, focus, path, value from ({each.query}) found"
            for number, each in enumerate(self.found)
        )
        # Subqueries are named while these are made, so that their text comes last.
        text = " union all ".join(rows)
        constraints = tuple(each.constraint for each in self.found)
        return Query(f"{self.relations.text()} {text}", constraints, self.needs)


class Shape:
    """A shape that is being compiled.

    ``within`` names the shape that one without a name of its own stands in; ``above`` are the shapes that lead to
    it, of which none may be itself (3.4.3: what recursive shapes mean is undefined).
    """

    def __init__(
        self, graph: Graph, shape: Node, below: Mapping[str, set[str]], within: str = "", above: tuple[Node, ...] = ()
    ) -> None:
        self.name = within if isinstance(shape, BNode) else str(shape)
        self.graph = graph
        self.node = shape
        self._below = below
        self._above = (*above, shape)
        if shape in above:
            raise self.unknown("that leads back to itself")
        if len(list(graph.objects(shape, SH.path))) > 1:
            raise self.unknown("with several paths")
        self.path = self._read_path(graph.value(shape, SH.path)) if (shape, SH.path, None) in graph else None

    def inner(self, shape: Node) -> Shape:
        """A shape that this one names."""
        return Shape(self.graph, shape, self._below, self.name, self._above)

    def parts(
        self, relations: Relations, focus: str, targets: Targets | None = None
    ) -> Iterator[Rule | Breaches | Check]:
        """What its parameters ask of the focus nodes, which a query finds.

        With ``targets`` these are their nodes: only then there may be SPARQL constraints, and rules.
        """
        if self._is_true(SH.deactivated):
            return
        for parameter, value in sorted(self.graph.predicate_objects(self.node), key=str):
            if not str(parameter).startswith(str(SH)) or parameter in _ABOUT:
                continue
            if parameter == SH.sparql:
                if not self._is_true(SH.deactivated, value):
                    yield self._check(value, targets)
            elif parameter == SH.property:
                yield from self._properties(value, relations, focus, targets)
            elif parameter in COMPONENTS:
                yield from self._component(parameter, value, relations, focus, targets)
            elif parameter not in PARAMETERS and not self._is_query(parameter):
                raise self.unknown(f"with sh:{str(parameter).removeprefix(str(SH))}")

    def _is_query(self, parameter: Node) -> bool:
        """Whether a parameter belongs to a SPARQL constraint that the shape is itself."""
        return parameter in {SH.select, SH.prefixes} and (self.node, SH.sparql, self.node) in self.graph

    def _properties(
        self, shape: Node, relations: Relations, focus: str, targets: Targets | None
    ) -> Iterator[Rule | Breaches | Check]:
        inner = self.inner(shape)
        if inner.path is None:
            raise self.unknown("whose sh:property has no path")
        if self.path is None:
            yield from inner.parts(relations, focus, targets)
        else:
            values = relations.values(relations.nodes(focus), self.path)
            yield from inner.parts(relations, f"select value as node from {values}")

    def _component(
        self, parameter: Node, value: Node, relations: Relations, focus: str, targets: Targets | None
    ) -> Iterator[Rule | Breaches]:
        component = COMPONENTS[parameter]
        path = self.path.term if self.path is not None and self.path.kind == "predicate" else ""
        constraint = Constraint(
            self.name,
            f"{SH}{component.name}ConstraintComponent",
            str(self.graph.value(self.node, SH.severity, default=SH.Violation)),
            self._message(self.node) or _describe(parameter, value),
            path,
        )
        if targets is not None and targets.tell_kinds and (path or self.path is None) and component.ask:
            asked = component.ask(self, value)
            if asked is not None:
                yield Rule(constraint, targets.classes, targets.subjects_of, path, **asked)
                return
        nodes = relations.nodes(focus)
        for query in component.find(self, value, relations, nodes, relations.values(nodes, self.path)):
            yield Breaches(constraint, query)

    def failing(self, relations: Relations, nodes: str) -> str:
        """The query for those of the nodes that do not conform to the shape (3.4.1): a column ``node``."""
        if self._is_true(SH.deactivated):
            return f"select node from {nodes} where 1 = 0"
        found = []
        for inner in map(self.inner, sorted(self.graph.objects(self.node, SH.property), key=str)):
            values = relations.values(nodes, self.path)
            below = relations.nodes(f"select value as node from {values}")
            failing = relations.nodes(inner.failing(relations, below))
            found.append(f"select focus as node from {values} join {failing} failing on failing.node = value")
        for parameter, value in sorted(self.graph.predicate_objects(self.node), key=str):
            if parameter == SH.sparql:
                raise self.unknown("with a query, within another shape")
            if parameter in COMPONENTS:
                parts = self._component(parameter, value, relations, f"select node from {nodes}", None)
                found += [
                    f"select focus as node from ({each.query}) found" for each in parts if not isinstance(each, Rule)
                ]
            elif str(parameter).startswith(str(SH)) and parameter not in _ABOUT | PARAMETERS | {SH.property}:
                raise self.unknown(f"with sh:{str(parameter).removeprefix(str(SH))}")
        return " union all ".join(found) or f"select node from {nodes} where 1 = 0"

    def _is_true(self, parameter: URIRef, of: Node | None = None) -> bool:
        return Literal("true", datatype=XSD.boolean) in self.graph.objects(of or self.node, parameter)

    def targets(self) -> Targets:
        """What its focus nodes are known by (2.1.3)."""
        classes = {each for kind in self.graph.objects(self.node, SH.targetClass) for each in self.classes(kind)}
        if {RDFS.Class, OWL.Class} & set(self.graph.objects(self.node, RDF.type)):
            # 2.1.3.3: an implicit class target.
            classes |= self.classes(self.node)
        of_terms = (
            frozenset(self.term(each) for each in self.graph.objects(self.node, target))
            for target in (SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)
        )
        return Targets(frozenset(classes), *of_terms)

    def _check(self, constraint: Node, targets: Targets | None) -> Check:
        if targets is None:
            raise self.unknown("with a query, within another shape")
        known = {SH.message, SH.prefixes, SH.select, SH.deactivated}
        if self._parameters(constraint) - known - (_ABOUT | {SH.sparql} if constraint == self.node else set()):
            raise self.unknown(f"with more than a query in <{constraint}>")
        (select,) = map(str, self.graph.objects(constraint, SH.select))
        path = self.path.term if self.path is not None and self.path.kind == "predicate" else ""
        query = _PATH.sub(path, select) if path else select
        if (self.path is not None and not path) or (reason := reason_unsupported(query)):
            raise self.unknown(f"whose query <{constraint}> has {'such a path' if self.path is not None else reason}")
        return Check(
            self.name,
            str(constraint),
            str(self.graph.value(self.node, SH.severity, default=SH.Violation)),
            self._message(constraint) or self._message(self.node) or "breaks a rule that is given as a query",
            select,
            "\n".join([*self._prefixes(constraint), query]),
            targets.query,
            path,
            targets.needs,
        )

    def _parameters(self, node: Node) -> set[Node]:
        return {each for each in self.graph.predicates(node) if str(each).startswith(str(SH))}

    def _prefixes(self, constraint: Node) -> list[str]:
        """5.2.1: those that its ontologies declare, and the ones that these import."""
        ontologies = {
            each for named in self.graph.objects(constraint, SH.prefixes)
            for each in self.graph.transitive_objects(named, OWL.imports)
        }  # fmt: skip
        declared = (each for ontology in ontologies for each in self.graph.objects(ontology, SH.declare))
        return sorted(
            f"PREFIX {self.graph.value(each, SH.prefix)}: <{self.graph.value(each, SH.namespace)}>" for each in declared
        )

    def _message(self, node: Node) -> str:
        return min(map(str, self.graph.objects(node, SH.message)), default="")

    def unknown(self, what: str) -> UnknownShapeError:
        """The refusal of a shape."""
        return UnknownShapeError(
            f"the shapes cannot be applied: <{self.name}> is a shape {what}, which is not known here; "
            "'lotgraph validate --reference' may know it"
        )

    def term(self, node: Node) -> str:
        """An IRI or literal as in N-Triples."""
        if isinstance(node, BNode):
            raise self.unknown("with a blank node for a value")
        if isinstance(node, Literal):
            return write_literal(str(node), node.language or "", str(node.datatype or ""))
        return f"<{node}>"

    def classes(self, kind: Node) -> frozenset[str]:
        """A class and all below it, as terms."""
        found, new = set[str](), {str(kind)}
        while new:
            found |= new
            new = {lower for upper in new for lower in self._below.get(upper, ())} - found
        return frozenset(f"<{each}>" for each in found)

    def members(self, of: Node) -> tuple[Node, ...]:
        """The members of a list; refused where it has no end or no beginning."""
        found: list[Node] = []
        seen = set()
        while of != RDF.nil:
            first, rest = (list(self.graph.objects(of, step)) for step in (RDF.first, RDF.rest))
            if of in seen or len(first) != 1 or len(rest) != 1:
                raise self.unknown("with a list that is none")
            seen.add(of)
            found.append(first[0])
            of = rest[0]
        return tuple(found)

    def _read_path(self, path: Node | None) -> Path:
        """2.3.1."""
        if isinstance(path, URIRef):
            return Path("predicate", term=f"<{path}>")
        if path is None or isinstance(path, Literal):
            raise self.unknown("with such a path")
        if (path, RDF.first, None) in self.graph:
            parts = tuple(map(self._read_path, self.members(path)))
            if len(parts) > 1 and set(self.graph.predicates(path)) == {RDF.first, RDF.rest}:
                return Path("sequence", parts)
            raise self.unknown("with such a path")
        ((step, value),) = self._only(path)
        if step == SH.alternativePath:
            return Path("alternative", tuple(map(self._read_path, self.members(value))))
        part = self._read_path(value)
        if step == SH.inversePath:
            return part.inverse()
        found = Path(str(step).removeprefix(str(SH)).removesuffix("Path"), (part,))
        if found.is_endless and part.is_endless:
            raise self.unknown("with a path of any length within another one")
        return found

    def _only(self, path: Node) -> list[tuple[Node, Node]]:
        steps = {SH.alternativePath, SH.inversePath, SH.zeroOrMorePath, SH.oneOrMorePath, SH.zeroOrOnePath}
        found = list(self.graph.predicate_objects(path))
        if len(found) != 1 or found[0][0] not in steps:
            raise self.unknown("with such a path")
        return found


def _describe(parameter: Node, value: Node) -> str:
    """The message of a shape that has none."""
    of = f" {value}" if isinstance(value, (URIRef, Literal)) else ""
    return f"must keep sh:{str(parameter).removeprefix(str(SH))}{of}"
