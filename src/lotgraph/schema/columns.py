"""Columns that several tables have."""

from __future__ import annotations

from lotgraph.schema.contract import (
    NOT_STATED,
    Column,
    Reference,
    Type,
)

FIGURE = ("occupation", "area", "period")
"""The dimensions that every figure has."""


def language() -> Column:
    """The language of the texts of a row."""
    return Column("language", Type.LANGUAGE, "language of the text in this row; by default the source's `language`")


def locators() -> Column:
    """Where the document says so."""
    return Column(
        "locators",
        Type.SPAN,
        "where the document says so; each span is a row of `locators`",
        references=Reference("locators", "span", "source"),
        many=True,
        rule="S18",
        property="lg:locator",
    )


def of_occupation() -> tuple[Column, ...]:
    """The occupation of a claim, and the mapping by which it is that."""
    return (
        Column(
            "occupation",
            Type.ID,
            "the occupation that the claim is about",
            required=True,
            references=Reference("occupations"),
            rule="S15",
            property="lg:occupation",
        ),
        Column(
            "mapping",
            Type.ID,
            "the mapping by which the source's own entry is taken for that occupation; "
            "not needed where the source codes by the occupation's own scheme (`coded_in`)",
            references=Reference("mappings", scope="source"),
            rule="S20",
            property="lg:viaMapping",
        ),
    )


def own_iri(what: str) -> Column:
    """The IRI that its publisher gives a thing."""
    return Column("iri", Type.IRI, f"the IRI that its publisher gives {what}; empty: one is made of the id")


def described() -> tuple[Column, ...]:
    """What its publisher writes about a concept."""
    return (
        Column("definition", Type.TEXT, "its definition, as its publisher words it"),
        Column("description", Type.TEXT, "its description, as its publisher words it"),
        Column("scope_note", Type.TEXT, "what it includes and what not, as its publisher words it"),
    )


def about_skill(name: str, meaning: str, property_: str = "") -> Column:
    """A skill, which must be there."""
    return Column(name, Type.ID, meaning, required=True, references=Reference("skills"), property=property_)


def about_occupation(name: str, meaning: str, property_: str = "") -> Column:
    """An occupation, which must be there."""
    return Column(name, Type.ID, meaning, required=True, references=Reference("occupations"), property=property_)


def other_label() -> tuple[Column, ...]:
    """A label beside the preferred one."""
    return (
        Column("kind", Type.ID, "`alternative`, or `hidden`: for finding only, as misspellings are", required=True),
        Column(
            "label", Type.TEXT, "the label; not one that the same thing has as another kind", required=True, rule="S61"
        ),
        language(),
    )


def relation_kind() -> Column:
    """In what way two things are related."""
    return Column(
        "kind", Type.ID, "in what way", required=True, codes="relation-kind", rule="S63", property="lg:relationKind"
    )


def place() -> tuple[Column, ...]:
    """The area and the period of a figure."""
    return (
        Column(
            "area",
            Type.ID,
            "country or region that the figure is about; empty: the source does not say",
            references=Reference("areas"),
            rule="S25",
            property="lg:refArea",
            absent=NOT_STATED,
        ),
        Column(
            "period",
            Type.PERIOD,
            "time that the figure is about",
            rule="S26",
            property="lg:refPeriod",
            absent=NOT_STATED,
        ),
    )


def as_printed(what: str) -> tuple[Column, ...]:
    """A figure as it is printed."""
    return (
        Column(
            "printed",
            Type.TEXT,
            f"{what} exactly as the source prints it; a document needs it, a table may leave it out",
            rule="S44",
            property="lg:valueAsPrinted",
        ),
        Column(
            "approximate",
            Type.BOOLEAN,
            "`true` where the source hedges (“about”, “approximately”)",
            property="lg:approximate",
        ),
    )


def position() -> Column:
    """The place in a printed list."""
    return Column(
        "position",
        Type.INTEGER,
        "place in the printed list, from 1; not a rank",
        rule="S19",
        example="3",
        property="lg:listPosition",
    )


def heading() -> Column:
    """What is printed beside a figure."""
    return Column(
        "heading",
        Type.TEXT,
        "label printed beside it (“Veteran”, “Model Evaluation”)",
        property="lg:heading",
        datatype="rdf:langString",
    )


def standard_error() -> Column:
    """The standard error of a figure, in percent."""
    return Column(
        "relative_standard_error",
        Type.DECIMAL,
        "standard error in percent of the figure",
        rule="S65",
        example="2.1",
        property="lg:relativeStandardError",
    )


def surveyed(what: str) -> tuple[Column, ...]:
    """How sure a figure of a survey is, and whether its source recommends it."""
    return (
        Column("sample_size", Type.INTEGER, "how many were asked", rule="S64", example="31", property="lg:sampleSize"),
        Column(
            "standard_error",
            Type.DECIMAL,
            f"standard error of {what}",
            rule="S64",
            example="0.12",
            property="lg:standardError",
        ),
        Column(
            "lower_bound",
            Type.DECIMAL,
            "lower bound of its 95 % confidence interval",
            example="3.5",
            property="lg:lowerBound",
        ),
        Column(
            "upper_bound",
            Type.DECIMAL,
            "upper bound of its 95 % confidence interval",
            example="4",
            property="lg:upperBound",
        ),
        Column("suppress", Type.BOOLEAN, "`true` where the source recommends not to use it", property="lg:suppress"),
    )


def collected() -> tuple[Column, ...]:
    """When and from whom something was collected."""
    return (
        Column(
            "collected",
            Type.TEXT,
            "year and month in which it was collected: `2023-08`",
            rule="S64",
            property="lg:collected",
            datatype="xsd:gYearMonth",
        ),
        Column("collected_from", Type.TEXT, "who was asked, as the source names them", property="lg:collectedFrom"),
    )


def rated_on(rule: str) -> tuple[Column, ...]:
    """A rating and its scale."""
    return (
        Column(
            "scale", Type.ID, "the scale", required=True, codes="rating-scale", rule=rule, property="lg:ratingScale"
        ),
        Column(
            "value",
            Type.DECIMAL,
            "the rating",
            required=True,
            rule=rule,
            example="3.75",
            property="lg:ratingValue",
        ),
    )


SHARE_BASE = Column(
    "base",
    Type.ID,
    "what the percentage is a part of: all postings, only those that state it, or not said",
    codes="share-base",
    rule="S45",
    property="lg:shareBase",
    absent=NOT_STATED,
)
