"""Fact tables to RDF: one declaration a table, as narwhals expressions.

Pure: it takes lazy frames and gives lazy frames of N-Quads terms; ``engine`` runs them.  Cells are canonical
already (``sources``), so a term is text put between the right marks.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Final

from lotgraph.build.mapping import (
    claims,
    declared,
    sources,
    taxonomies,
)
from lotgraph.build.mapping.terms import (
    OWN_IRIS,
    Block,
    Context,
    Frame,
    Triple,
    added_columns,
    join_parts,
    term,
    with_own_iris,
    with_segments,
)
from lotgraph.schema import (
    CODE_LISTS,
    CUBES,
    NOT_STATED,
    TABLES,
)
from lotgraph.schema.vocabulary import SKILL_SCHEME, mint

__all__ = [
    "OWN_IRIS",
    "Block",
    "Frame",
    "Triple",
    "added_columns",
    "blocks",
    "constants",
    "join_parts",
    "term",
    "with_own_iris",
    "with_segments",
]

_OF_TABLE: Final[Mapping[str, Callable[[Context], Iterator[Block]]]] = {
    "sources": sources.sources,
    "upstreams": sources.upstreams,
    "locators": sources.locators,
    "entries": sources.entries,
    "authors": sources.authors,
    "omissions": sources.omissions,
    "mappings": sources.mappings,
    "schemes": taxonomies.schemes,
    "levels": taxonomies.levels,
    "occupations": taxonomies.occupations,
    "skills": taxonomies.skills,
    "occupation_labels": taxonomies.occupation_labels,
    "skill_labels": taxonomies.skill_labels,
    "employers": taxonomies.employers,
    "areas": taxonomies.areas,
    "codes": taxonomies.codes,
    "skill_listings": claims.skill_listings,
    "shares": claims.shares,
    "salaries": claims.salaries,
    "scheme_facts": claims.scheme_facts,
    "statements": claims.statements,
    "quality_notes": lambda context: sources.quality_notes(context, claims.cubes(context)),
    "import_report": sources.import_report,
}
"""What the tables become that their declaration does not say alone; each gives blocks of its table."""

_OF_SEVERAL: Final = (claims.experience_bands, claims.periods, claims.data_sets)
"""What several tables have together."""


def blocks(
    frames: Mapping[str, Frame],
    base: str,
    owners: Mapping[str, Frame] | None = None,
    empty: Collection[str] = (),
) -> Iterator[Block]:
    """Every block of every table, in a fixed order.

    ``frames`` are those of ``terms.Context``; ``base`` is the publisher's base IRI; ``owners`` are those of
    ``terms.with_own_iris``.  Of tables that are ``empty`` there may be no blocks: to declare them takes time.
    """
    context = Context(frames, base, owners, empty)
    for name, declaration in _OF_TABLE.items():
        if name not in empty:
            yield from declaration(context)
    for table in TABLES:
        if table.claim and table.name not in _OF_TABLE and table.name not in empty:
            yield from declared.claims(context, table.name)
    for several in _OF_SEVERAL:
        yield from several(context)


def constants(base: str, lists: Iterable[str] = CODE_LISTS) -> Iterator[tuple[str, str]]:
    """The triples that every build has, each as (triple, graph): code lists, cubes, what stands for "not stated".

    ``lists`` are the code lists that have a code.
    """
    codes, entities = f"<{mint(base, 'graph-codes')}>", f"<{mint(base, 'graph-entities')}>"
    for name in lists:
        title = f'{term("dct:title")} "{name.replace("-", " ")}"@en'
        for rest in (f"{term('rdf:type')} {term('skos:ConceptScheme')}", title):
            yield f"<{mint(base, 'code-list', name)}> {rest}", codes
    for absent, kind, notation, label in (
        (mint(base, "area", NOT_STATED), "lg:Region", NOT_STATED, "area not stated"),
        (mint(base, "period-not-stated"), "time:ProperInterval", NOT_STATED, "period not stated"),
        (mint(base, "experience", "all"), "lg:ExperienceBand", "all", "all experience"),
    ):
        yield f"<{absent}> {term('rdf:type')} {term(kind)}", codes
        yield f'<{absent}> {term("skos:notation")} "{notation}"', codes
        yield f'<{absent}> {term("skos:prefLabel")} "{label}"@en', codes
    skills = mint(base, "scheme", SKILL_SCHEME)
    yield f"<{skills}> {term('rdf:type')} {term('skos:ConceptScheme')}", entities
    yield f'<{skills}> {term("dct:title")} "Skills named by the sources"@en', entities
    for cube, components in _structures().items():
        structure = mint(base, "structure", cube)
        yield f"<{structure}> {term('rdf:type')} {term('qb:DataStructureDefinition')}", codes
        for order, property_ in enumerate(components, start=1):
            component = mint(base, "component", cube, str(order))
            role = "qb:dimension" if order < len(components) else "qb:measure"
            yield f"<{structure}> {term('qb:component')} <{component}>", codes
            yield f"<{component}> {term(role)} {term(property_)}", codes
            yield f'<{component}> {term("qb:order")} "{order}"^^{term("xsd:integer")}', codes


def _structures() -> dict[str, tuple[str, ...]]:
    """The properties of each cube: its dimensions, in the order of an observation's IRI, and its measure."""
    found = {}
    for name, cubes in CUBES.items():
        table, claim = declared.claim_of(name)
        for cube in cubes:
            found[cube.name] = tuple(table.column(key).property for key in (*cube.dimensions, claim.values[0]))
    return found
