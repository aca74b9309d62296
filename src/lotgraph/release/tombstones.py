"""What is left of things that are no longer published: why, since when, what replaced them, what they were.

A release has them as the named graph ``graph/retired``, and as ``tables/tombstones.nt``, from which the next
build carries them on: sorted N-Triples, the same triples but for the graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from lotgraph.rdf.nquads import (
    Quad,
    lines_of,
    parse_line,
    subject_of,
    value_of,
)
from lotgraph.schema.vocabulary import expand

TOMBSTONES: Final = "tombstones.nt"
"""Name of their file, among the tables of a release."""

KEPT: Final = tuple(map(expand, ("rdf:type", "skos:prefLabel", "skos:notation", "skos:inScheme")))
"""What stays known of a retired thing."""

_DEPRECATED = expand("owl:deprecated")
_REPLACED = expand("dct:isReplacedBy")
_NOTE = expand("skos:historyNote")
_LAST = expand("lg:lastRelease")
_SUCCEEDED = expand("lg:succeededBy")
_WITH = expand("lg:retiredWith")
_TRUE = f'"true"^^<{expand("xsd:boolean")}>'


@dataclass(frozen=True)
class Tombstone:
    """One retired thing.

    ``reason`` is an N-Triples literal; ``successors`` are those that were named, ``replaced_by`` what is
    published today behind them; ``retired_with`` is the source that it was retired with, if it was; ``was`` are
    pairs of a property and an N-Triples term.
    """

    iri: str
    last_release: str
    reason: str
    successors: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    retired_with: str = ""
    was: tuple[tuple[str, str], ...] = ()

    def values(self, curie: str) -> tuple[str, ...]:
        """What is kept of a property, as text: labels, notations and so on."""
        wanted = expand(curie)
        return tuple(value_of(term) for name, term in self.was if name == wanted)


def keep_statements(quads: Iterable[Quad]) -> tuple[tuple[str, str], ...]:
    """What stays known of a thing of which all this was said."""
    statements = {(value_of(quad.predicate), quad.object) for quad in quads}
    return tuple(sorted(pair for pair in statements if pair[0] in KEPT))


def triples(tombstone: Tombstone) -> Iterator[str]:
    """What a tombstone says, as N-Triples without their dot."""
    statements = [(_DEPRECATED, _TRUE), (_NOTE, tombstone.reason), (_LAST, f'"{tombstone.last_release}"')]
    statements += [(_REPLACED, f"<{iri}>") for iri in tombstone.replaced_by]
    statements += [(_SUCCEEDED, f"<{iri}>") for iri in tombstone.successors]
    statements += [(_WITH, f"<{tombstone.retired_with}>")] if tombstone.retired_with else []
    for predicate, term in (*statements, *tombstone.was):
        yield f"<{tombstone.iri}> <{predicate}> {term}"


def of_quads(quads: Iterable[Quad]) -> Tombstone:
    """The tombstone that all statements about one retired thing make."""
    quads = tuple(quads)

    def values(predicate: str) -> tuple[str, ...]:
        return tuple(sorted(quad.object for quad in quads if value_of(quad.predicate) == predicate))

    def iris(predicate: str) -> tuple[str, ...]:
        return tuple(map(value_of, values(predicate)))

    return Tombstone(
        iri=value_of(quads[0].subject),
        last_release=value_of("".join(values(_LAST)[:1])),
        reason="".join(values(_NOTE)[:1]),
        successors=iris(_SUCCEEDED),
        replaced_by=iris(_REPLACED),
        retired_with="".join(iris(_WITH)[:1]),
        was=keep_statements(quads),
    )


def read_tombstones(path: Path) -> Iterator[Tombstone]:
    """The tombstones of a file, in the order of their subjects; none where there is no such file.

    Raises ReleaseError where it was changed by hand into something else.
    """
    if path.is_file():
        with lines_of(path) as lines:
            for _, group in groupby(lines, key=subject_of):
                yield of_quads(map(parse_line, group))


def tombstones_of(release: Path) -> Iterator[Tombstone]:
    """The tombstones of a release."""
    return read_tombstones(release / "tables" / TOMBSTONES)
