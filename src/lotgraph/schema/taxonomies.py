"""Taxonomies: schemes, their levels, occupations and skills, and what these are called."""

from __future__ import annotations

from lotgraph.schema.columns import (
    about_occupation,
    about_skill,
    described,
    language,
    locators,
    other_label,
    own_iri,
)
from lotgraph.schema.contract import (
    Column,
    Reference,
    Table,
    Type,
)

TAXONOMIES: tuple[Table, ...] = (
    Table(
        "schemes",
        "Classifications of occupations or of skills: one row a scheme, in the one version that this build publishes.",
        ("id",),
        (
            Column("id", Type.ID, "short key of the scheme", required=True),
            Column("version", Type.TEXT, "its version, as its publisher writes it", required=True, rule="S10"),
            Column("title", Type.TEXT, "its name", required=True),
            language(),
            Column("abbreviation", Type.TEXT, "its short name"),
            Column("number_of_levels", Type.INTEGER, "how many levels it has", rule="S09", example="4"),
            Column("notation_pattern", Type.TEXT, "regular expression that each of its codes matches", rule="S02"),
            Column("version_pattern", Type.TEXT, "regular expression that each of its versions matches", rule="S10"),
            own_iri("the scheme, all its versions together,"),
            locators(),
        ),
        shared=True,
    ),
    Table(
        "levels",
        "The levels of a scheme, from the top (depth 1) down.",
        ("scheme", "id"),
        (
            Column("scheme", Type.ID, "the scheme", required=True, references=Reference("schemes")),
            Column("id", Type.ID, "short key of the level", required=True),
            Column("depth", Type.INTEGER, "1 for the top level, 2 for the next", required=True, example="2"),
            Column("label", Type.TEXT, "its name", required=True),
            language(),
            locators(),
        ),
        shared=True,
    ),
    Table(
        "occupations",
        "The nodes of a scheme, at every level. Without an id, the notation is taken, "
        "else `SCHEME-LEVEL--` and the slug of the label.",
        ("id",),
        (
            Column("id", Type.ID, "key of the occupation"),
            Column("scheme", Type.ID, "the scheme it belongs to", required=True, references=Reference("schemes")),
            Column("level", Type.ID, "its level, where the scheme has levels", rule="S03"),
            Column("label", Type.TEXT, "its preferred label", required=True, rule="S01"),
            language(),
            Column("notation", Type.TEXT, "its code, where the source prints one; never derived", rule="S02"),
            Column("parent", Type.ID, "the occupation above it", references=Reference("occupations"), rule="S06"),
            own_iri("it"),
            *described(),
            locators(),
        ),
        shared=True,
        slug_of="label",
    ),
    Table(
        "skills",
        "Skills, shared by all sources. Without an id, the slug of the label is taken.",
        ("id",),
        (
            Column("id", Type.ID, "key of the skill"),
            Column("label", Type.TEXT, "its preferred label", required=True, rule="S52"),
            language(),
            Column(
                "scheme", Type.ID, "the scheme it belongs to; empty: that of lotgraph", references=Reference("schemes")
            ),
            Column("notation", Type.TEXT, "its code, where its publisher gives one"),
            Column(
                "type",
                Type.ID,
                "skill or knowledge; `group` where it only groups others",
                codes="skill-type",
                rule="S67",
            ),
            Column("reuse_level", Type.ID, "how far across occupations it is of use", codes="reuse-level", rule="S67"),
            Column("parents", Type.ID, "the skills and groups above it", references=Reference("skills"), many=True),
            own_iri("it"),
            *described(),
        ),
        shared=True,
        slug_of="label",
    ),
    Table(
        "occupation_labels",
        "Other labels of occupations.",
        ("occupation", "kind", "label", "language"),
        (about_occupation("occupation", "the occupation"), *other_label()),
    ),
    Table(
        "skill_labels",
        "Other labels of skills.",
        ("skill", "kind", "label", "language"),
        (about_skill("skill", "the skill"), *other_label()),
    ),
)
