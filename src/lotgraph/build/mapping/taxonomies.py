"""Taxonomies, and the skills, employers, areas and codes that sources share."""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw

from lotgraph.build.mapping.terms import (
    Block,
    Context,
    Frame,
    Parts,
    Triple,
    col,
    constant,
    integer,
    is_present,
    join_parts,
    lit,
    tagged_literal,
    text,
    when,
)
from lotgraph.schema import CODE_LISTS
from lotgraph.schema.vocabulary import SKILL_SCHEME

_CONCEPT = Triple("rdf:type", constant("skos:Concept"))
"""Beside the class of lotgraph, which only its ontology makes a class of concepts: other tools ask for concepts."""


def _tops(table: str, frame: Frame, concept: Parts, scheme: Parts, graph: Parts, column: str) -> Iterator[Block]:
    """The rows of a frame are the top concepts of their scheme (SKOS, 4.6.3), stated from both ends."""
    yield Block(table, frame, concept, graph, (Triple("skos:topConceptOf", scheme, (column,)),))
    yield Block(table, frame, scheme, graph, (Triple("skos:hasTopConcept", concept, (column,)),))


def versioned(c: Context, table: str) -> Frame:
    """The rows of a table that names a ``scheme``, with the version of that scheme."""
    versions = c.frames["schemes"].select("version", "version_segment", scheme="id").unique()
    return c.frames[table].join(versions, on="scheme", how="left")


def _notes() -> tuple[Triple, ...]:
    """What its publisher writes about a concept (SKOS, 7)."""
    return (
        Triple("skos:definition", tagged_literal(col("definition")), ("definition",)),
        Triple("dct:description", tagged_literal(col("description")), ("description",)),
        Triple("skos:scopeNote", tagged_literal(col("scope_note")), ("scope_note",)),
    )


def _skill_graph(c: Context) -> Parts:
    """The graph of a skill: that of its scheme, or where it has none that of what sources share."""
    return (nw.coalesce(join_parts(c.scheme_graph), join_parts(c.entities)),)


def schemes(c: Context) -> Iterator[Block]:
    """Versions of concept schemes (SKOS, 4; XKOS, 3)."""
    frame = c.frames["schemes"].with_columns(scheme_segment=col("id_segment"))
    scheme = c.node("scheme-version", "id", "version")
    yield Block(
        "schemes",
        frame,
        scheme,
        c.scheme_graph,
        (
            Triple("rdf:type", constant("skos:ConceptScheme")),
            Triple("dct:title", tagged_literal(col("title")), ("title",)),
            Triple("skos:altLabel", tagged_literal(col("abbreviation")), ("abbreviation",)),
            Triple("dcat:version", text(col("version")), ("version",)),
            Triple("dcat:isVersionOf", c.node("scheme", "id")),
            Triple("xkos:numberOfLevels", integer(col("number_of_levels")), ("number_of_levels",)),
            Triple("lg:notationPattern", text(col("notation_pattern")), ("notation_pattern",)),
            Triple("lg:versionPattern", text(col("version_pattern")), ("version_pattern",)),
        ),
    )
    yield c.located("schemes", frame, scheme, "id", "version")


def levels(c: Context) -> Iterator[Block]:
    """The levels of a scheme, and the list that orders them, top level first (XKOS, 4)."""
    frame = versioned(c, "levels")
    key, graph = ("scheme", "version"), c.scheme_graph
    level = c.node("level", *key, "id")
    yield Block(
        "levels",
        frame,
        level,
        graph,
        (
            Triple("rdf:type", constant("xkos:ClassificationLevel")),
            Triple("xkos:depth", integer(col("depth")), ("depth",)),
            Triple("skos:prefLabel", tagged_literal(col("label")), ("label",)),
        ),
    )
    yield c.located("levels", frame, level, "scheme", "version", "id")
    # Each level is followed by the next that there is; whether a depth is left out is for the shapes to tell.
    number = col("depth").cast(nw.Int64)
    depths = frame.select("scheme", "depth").unique().with_columns(number=number)
    below = depths.with_columns(
        below=col("depth").shift(-1).over("scheme", order_by="number"),
        top=col("number") == col("number").min().over("scheme"),
    )
    cells = frame.join(below, on=["scheme", "depth"], how="left")
    cell = c.node("level-cell", *key, col("depth"))
    rest = nw.coalesce(join_parts(c.node("level-cell", *key, col("below"))), join_parts(constant("rdf:nil")))
    scheme = c.node("scheme-version", *key)
    columns = ("depth",)
    listed = (Triple("rdf:first", level, columns), Triple("rdf:rest", (rest,), columns))
    yield Block("levels", cells, cell, graph, listed)
    first = Triple("xkos:levels", when(col("top"), cell), columns)
    yield Block("levels", cells, scheme, graph, (first,))


def occupations(c: Context) -> Iterator[Block]:
    """Concepts of a scheme, at every level."""
    frame, graph = versioned(c, "occupations"), c.scheme_graph
    occupation = c.node("occupation", "id")
    scheme = c.node("scheme-version", "scheme", "version")
    level = c.node("level", "scheme", "version", "level")
    # Another source may say what is above an occupation of which this row says nothing.
    below = frame.filter(is_present("parent")).select("id").unique()
    yield Block(
        "occupations",
        frame,
        occupation,
        graph,
        (
            Triple("rdf:type", constant("lg:Occupation")),
            _CONCEPT,
            Triple("skos:prefLabel", tagged_literal(col("label")), ("label",)),
            Triple("skos:notation", text(col("notation")), ("notation",)),
            Triple("skos:inScheme", scheme, ("scheme",)),
            Triple("skos:broader", c.node("occupation", "parent"), ("parent",)),
            *_notes(),
        ),
    )
    tops = frame.join(below, on="id", how="anti")
    yield from _tops("occupations", tops, occupation, scheme, graph, "parent")
    member = Triple("skos:member", occupation, ("level",))
    yield Block("occupations", frame, level, graph, (member,))
    yield c.located("occupations", frame, occupation, "id")


def skills(c: Context) -> Iterator[Block]:
    """Skills and groups of skills, in the scheme that they belong to, or in the one that the others form."""
    frame, graph = versioned(c, "skills"), _skill_graph(c)
    skill = c.node("skill", "id")
    is_group = nw.coalesce(col("type"), lit("")) == "group"
    own, shared = c.node("scheme-version", "scheme", "version"), c.node("scheme", lit(SKILL_SCHEME))
    scheme = (nw.coalesce(join_parts(own), join_parts(shared)),)
    yield Block(
        "skills",
        frame,
        skill,
        graph,
        (
            Triple("rdf:type", when(~is_group, constant("lg:Skill")), ("type",)),
            Triple("rdf:type", when(is_group, constant("lg:SkillGroup")), ("type",)),
            _CONCEPT,
            Triple("skos:prefLabel", tagged_literal(col("label")), ("label",)),
            Triple("skos:inScheme", scheme, ("scheme",)),
            Triple("skos:notation", text(col("notation")), ("notation",)),
            Triple("lg:skillType", when(~is_group, c.code("skill-type", "type")), ("type",)),
            Triple("lg:reuseLevel", c.code("reuse-level", "reuse_level"), ("reuse_level",)),
            *_notes(),
        ),
    )
    above = c.explode(frame, "parents", "skills", "id", "scheme", "version")
    broader = Triple("skos:broader", c.node("skill", "parents"), ("parents",))
    yield Block("skills", above, skill, graph, (broader,))
    below = frame.filter(is_present("parents")).select("id").unique()
    yield from _tops("skills", frame.join(below, on="id", how="anti"), skill, scheme, graph, "parents")


def _labels(c: Context, table: str, of: str, kind: str, graph: Parts) -> Block:
    """Alternative and hidden labels of the concepts of the table ``of`` (SKOS, 5)."""
    schemes = versioned(c, of).select("scheme_segment", "version_segment", **{kind: "id"}).unique()
    frame = c.frames[table].join(schemes, on=kind, how="inner")
    label, columns = tagged_literal(col("label")), ("label",)
    triples = (
        Triple("skos:altLabel", when(col("kind") == "alternative", label), columns),
        Triple("skos:hiddenLabel", when(col("kind") == "hidden", label), columns),
    )
    return Block(table, frame, c.node(kind, kind), graph, triples)


def occupation_labels(c: Context) -> Iterator[Block]:
    """Other labels of occupations."""
    yield _labels(c, "occupation_labels", "occupations", "occupation", c.scheme_graph)


def skill_labels(c: Context) -> Iterator[Block]:
    """Other labels of skills."""
    yield _labels(c, "skill_labels", "skills", "skill", _skill_graph(c))


def employers(c: Context) -> Iterator[Block]:
    """Employers."""
    kind = Triple("rdf:type", constant("lg:Employer"))
    label = Triple("skos:prefLabel", tagged_literal(col("label")), ("label",))
    employer = c.node("employer", "id")
    yield Block("employers", c.frames["employers"], employer, c.entities, (kind, label))


def areas(c: Context) -> Iterator[Block]:
    """Countries and regions."""
    yield Block(
        "areas",
        c.frames["areas"],
        c.node("area", "id"),
        c.codes,
        (
            Triple("rdf:type", constant("lg:Region")),
            Triple("skos:prefLabel", tagged_literal(col("label")), ("label",)),
            Triple("schema:identifier", text(col("id")), ("id",)),
            Triple("schema:containedInPlace", c.node("area", "part_of"), ("part_of",)),
        ),
    )


def codes(c: Context) -> Iterator[Block]:
    """Members of the code lists."""
    types = (
        Triple("rdf:type", when(col("list") == name, constant(curie)), ("list",)) for name, curie in CODE_LISTS.items()
    )
    frame, code, scheme = c.frames["codes"], c.node("code", "list", "id"), c.node("code-list", "list")
    yield Block(
        "codes",
        frame,
        code,
        c.codes,
        (
            *types,
            _CONCEPT,
            Triple("skos:prefLabel", tagged_literal(col("label")), ("label",)),
            Triple("skos:definition", tagged_literal(col("definition")), ("definition",)),
            Triple("skos:notation", text(col("id")), ("id",)),
            Triple("skos:inScheme", scheme, ("list",)),
        ),
    )
    # No code is below another one.
    yield from _tops("codes", frame, code, scheme, c.codes, "list")
