"""Take the numbers of VoID from a table of statements."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from lotgraph.database import dialect, memory_errors
from lotgraph.rdf.statements import Statements
from lotgraph.release.statistics import (
    LINKS,
    ClassUse,
    Extent,
    Links,
    PropertyUse,
    Statistics,
)
from lotgraph.schema.vocabulary import expand

# Terms are counted by their hashes of 64 bits, a fifth of the time: that two of a hundred million different terms have
# the same one is unlikelier than one to a thousand.
_QUADS: Final = (
    f"select {dialect.number_of('subject')} as s, predicate as p, {dialect.number_of('object')} as o, graph as g"
    " from stated"
)
_TYPES: Final = (
    f"select {dialect.number_of('subject')} as s, object as class, graph as g from stated"
    f" where predicate = '<{expand('rdf:type')}>'"
)
_LINKS: Final = """
with homes as (select s as thing, min(g) as graph from class_of group by s),
    links as (
        select {subject} as one, {object} as other, predicate, subject, object from stated where predicate in ({links})
    )
select predicate, coalesce(origin.graph, regexp_replace(subject, '[^/#]*>$', '>')) as subjects,
    coalesce(target.graph, regexp_replace(object, '[^/#]*>$', '>')) as objects, count(*)
from links left join homes origin on one = origin.thing left join homes target on other = target.thing
group by 1, 2, 3 order by 1, 2, 3
"""


def measure(data: Statements) -> Statistics:
    """The numbers of the data.

    Raises ResourceError where memory and disk do not suffice.
    """
    with memory_errors():
        if not data.properties:
            return Statistics(Extent(), (), (), (), ())
        data.make("numbered", _QUADS)
        data.make("class_of", _TYPES)
        return Statistics(
            whole=_whole(data), graphs=_graphs(data), classes=_classes(data), properties=_properties(data),
            links=_links(data),
        )  # fmt: skip


def _whole(data: Statements) -> Extent:
    ((entities, classes),) = data.rows("select count(distinct s), count(distinct class) from class_of")
    ((triples, properties, subjects, objects),) = data.rows(
        "select count(*), count(distinct p), count(distinct s), count(distinct o) from numbered",
    )
    return Extent(triples, entities, classes, properties, subjects, objects)


def _graphs(data: Statements) -> tuple[tuple[str, Extent], ...]:
    typed = {
        graph: (entities, classes)
        for graph, entities, classes in data.rows(
            "select g, count(distinct s), count(distinct class) from class_of group by g"
        )
    }
    return tuple(
        (_iri(graph), Extent(triples, *typed.get(graph, (0, 0)), properties, subjects, objects))
        for graph, triples, properties, subjects, objects in data.rows(
            "select g, count(*), count(distinct p), count(distinct s), count(distinct o) from numbered"
            " group by g order by g",
        )
    )


def _classes(data: Statements) -> tuple[ClassUse, ...]:
    used: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for name, predicate, triples in data.rows(
        "select typed.class, p, count(*) from (select distinct s, class from class_of) typed join numbered using (s)"
        " group by 1, 2 order by 1, 2",
    ):
        used[name].append((_iri(predicate), triples))
    counted = data.rows("select class, count(distinct s) from class_of group by class order by class")
    return tuple(ClassUse(_iri(name), entities, tuple(used[name])) for name, entities in counted)


def _properties(data: Statements) -> tuple[PropertyUse, ...]:
    query = "select p, count(*), count(distinct s), count(distinct o) from numbered group by p order by p"
    return tuple(PropertyUse(_iri(name), *counts) for name, *counts in data.rows(query))


def _links(data: Statements) -> tuple[Links, ...]:
    links = [f"<{expand(f'skos:{name}')}>" for name in LINKS]
    query = _LINKS.format(
        subject=dialect.number_of("subject"),
        object=dialect.number_of("object"),
        links=", ".join(f"'{link}'" for link in links),
    )
    found = data.rows(query)
    return tuple(Links(_iri(p), _iri(subjects), _iri(objects), triples) for p, subjects, objects, triples in found)


def _iri(term: str) -> str:
    return term[1:-1]
