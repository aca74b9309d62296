"""Relations over the statements, as named subqueries of SQL (pure).

``triples`` has the columns ``subject``, ``predicate`` and ``object``; ``types`` has ``node`` and ``class``.
Everything else is made of these: sets of nodes (a column ``node``) and pairs (``focus`` and ``value``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lotgraph.validation.expressions import quote


@dataclass(frozen=True)
class Path:
    """A property path (SHACL, 2.3.1).

    ``kind`` is ``predicate`` (with the ``term``), ``inverse``, ``sequence``, ``alternative``, ``zeroOrOne``,
    ``zeroOrMore`` or ``oneOrMore``; what it is made of are its ``parts``.
    """

    kind: str
    parts: tuple[Path, ...] = ()
    term: str = ""

    @property
    def is_endless(self) -> bool:
        """Whether it may lead on and on."""
        return self.kind in ("zeroOrMore", "oneOrMore") or any(part.is_endless for part in self.parts)

    def inverse(self) -> Path:
        """The path from its other end."""
        if self.kind == "predicate":
            return Path("inverse", (self,))
        if self.kind == "inverse":
            return self.parts[0]
        parts = [part.inverse() for part in self.parts]
        return Path(self.kind, tuple(reversed(parts) if self.kind == "sequence" else parts))


@dataclass
class Relations:
    """Subqueries that refer to each other, each named once.

    ``closures`` are the pairs that a step leads to when it is taken once or more, by the name of their table: SQL
    that both engines share cannot say this, so who runs the queries makes these tables first.
    """

    closures: dict[str, str] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    def name(self, query: str) -> str:
        """The name of a subquery."""
        return self._names.setdefault(query, f"r{len(self._names)}")

    def text(self) -> str:
        """All of them, as what begins a query."""
        return "with " + ", ".join(f"{name} as ({query})" for query, name in self._names.items())

    def nodes(self, query: str) -> str:
        """The nodes that a query finds, each once."""
        return self.name(f"select distinct node from ({query}) found")

    def values(self, focus: str, path: Path | None) -> str:
        """The value nodes of each focus node: what the path leads to, or without one the node itself."""
        own = f"select node as focus, node as value from {focus}"
        if path is None:
            return self.name(own)
        if path.kind == "predicate":
            return self.name(
                f"select node as focus, object as value from {focus} join triples on subject = node"
                f" where predicate = {quote(path.term)}"
            )
        return self._follow(self.name(own), path)

    def close(self, edges: str) -> str:
        """The name of the table of a closure, of the query for single steps."""
        return self.closures.setdefault(edges, f"closure_{len(self.closures)}")

    def _follow(self, pairs: str, path: Path) -> str:
        """What the path leads to from the values of pairs."""
        if path.kind == "sequence":
            for part in path.parts:
                pairs = self._follow(pairs, part)
            return pairs
        if path.kind == "alternative":
            ways = [self._follow(pairs, part) for part in path.parts]
            return self.name(" union ".join(f"select focus, value from {way}" for way in ways))
        if path.kind == "zeroOrOne":
            further = self._follow(pairs, path.parts[0])
            return self.name(f"select focus, value from {pairs} union select focus, value from {further}")
        if path.kind in ("zeroOrMore", "oneOrMore"):
            further = self._step(pairs, f"select focus, value from {self._closure(path.parts[0])}")
            if path.kind == "oneOrMore":
                return further
            return self.name(f"select focus, value from {pairs} union select focus, value from {further}")
        return self._step(pairs, _edges(path))

    def _step(self, pairs: str, edges: str) -> str:
        return self.name(
            f"select distinct pairs.focus, edges.value from {pairs} pairs join ({edges}) edges"
            " on edges.focus = pairs.value"
        )

    def _closure(self, step: Path) -> str:
        """The table of a closure.  A step of several parts, of which none is endless, starts from every node."""
        if step.kind in ("predicate", "inverse"):
            edges = _edges(step)
        else:
            own = Relations()
            everything = own.name("select subject as node from triples union select object as node from triples")
            found = own.values(everything, step)
            edges = f"{own.text()} select focus, value from {found}"
        return self.close(edges)


def _edges(path: Path) -> str:
    """The pairs of a single step."""
    if path.kind == "inverse":
        return f"select object as focus, subject as value from triples where predicate = {quote(path.parts[0].term)}"
    return f"select subject as focus, object as value from triples where predicate = {quote(path.term)}"
