"""Fact tables to RDF: one declaration a table, as narwhals expressions.

Pure: it takes lazy frames and gives lazy frames of N-Quads terms; ``engine`` runs them.  Cells are canonical
already (``sources``), so a term is text put between the right marks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from lotgraph.mapping import claims, figures, sources, taxonomies
from lotgraph.mapping.terms import (
    OWN_IRIS,
    Block,
    Context,
    Frame,
    Triple,
    added,
    joined,
    term,
    with_own_iris,
    with_segments,
)
from lotgraph.tables import CODE_LISTS
from lotgraph.vocabulary import NOT_STATED, SKILL_SCHEME, mint

__all__ = [
    "OWN_IRIS",
    "Block",
    "Frame",
    "Triple",
    "added",
    "blocks",
    "constants",
    "joined",
    "term",
    "with_own_iris",
    "with_segments",
]

_DECLARATIONS = (
    sources.sources,
    sources.upstreams,
    sources.locators,
    sources.entries,
    sources.authors,
    sources.omissions,
    sources.mappings,
    taxonomies.schemes,
    taxonomies.levels,
    taxonomies.occupations,
    taxonomies.skills,
    taxonomies.occupation_labels,
    taxonomies.skill_labels,
    taxonomies.employers,
    taxonomies.areas,
    taxonomies.codes,
    claims.experience_bands,
    claims.periods,
    claims.titles,
    claims.skill_listings,
    claims.shares,
    claims.posting_counts,
    claims.employer_posting_counts,
    claims.salaries,
    figures.employment,
    figures.ratings,
    claims.related_occupations,
    claims.related_skills,
    claims.employer_facts,
    claims.scheme_facts,
    claims.related_titles,
    claims.statements,
    claims.data_sets,
)


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
    context = Context(frames, base, owners)
    for declaration in _DECLARATIONS:
        # One that is named as a table gives blocks of that table alone.
        if declaration.__name__ not in empty:
            yield from declaration(context)
    if "quality_notes" not in empty:
        yield from sources.quality_notes(context, claims.cubes(context))
    if "import_report" not in empty:
        yield from sources.import_report(context)


def constants(base: str) -> Iterator[tuple[str, str]]:
    """The triples that every build has, each as (triple, graph): code lists, cubes, what stands for "not stated"."""
    codes, entities = f"<{mint(base, 'graph-codes')}>", f"<{mint(base, 'graph-entities')}>"
    for name in CODE_LISTS:
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
    for cube, dimensions in claims.DIMENSIONS.items():
        structure = mint(base, "structure", cube)
        yield f"<{structure}> {term('rdf:type')} {term('qb:DataStructureDefinition')}", codes
        for order, dimension in enumerate((*dimensions, claims.MEASURES[cube]), start=1):
            component = mint(base, "component", cube, str(order))
            role = "qb:dimension" if order <= len(dimensions) else "qb:measure"
            yield f"<{structure}> {term('qb:component')} <{component}>", codes
            yield f"<{component}> {term(role)} {term(dimension)}", codes
            yield f'<{component}> {term("qb:order")} "{order}"^^{term("xsd:integer")}', codes
