"""What a source states of the people in an occupation and of the preparation that it asks for, as surveys find it."""

from __future__ import annotations

from lotgraph.schema.columns import (
    FIGURE,
    as_printed,
    collected,
    locators,
    of_occupation,
    place,
    rated_on,
    surveyed,
)
from lotgraph.schema.contract import (
    Claim,
    Column,
    Cube,
    Table,
    Type,
)


def _about(name: str, meaning: str, property_: str, rule: str) -> Column:
    """What a figure is about: a code of the list that is named as the column."""
    return Column(name, Type.ID, meaning, required=True, codes=name.replace("_", "-"), rule=rule, property=property_)


def _rating(name: str, meaning: str, about: Column, claim: str, noun: str, title: str) -> Table:
    """Ratings of what a code stands for, on the scales of the source."""
    key, list_ = (*FIGURE, about.name, "scale"), about.codes or ""
    return Table(
        name,
        meaning,
        key,
        (
            *of_occupation(),
            *place(),
            about,
            *rated_on(about.rule or ""),
            *surveyed("the rating"),
            *collected(),
            *as_printed("the rating"),
            locators(),
        ),
        claim=Claim(
            claim,
            noun,
            f"closed-{list_}-rating",
            ("value",),
            (Cube(f"{list_}-rating", title, key),),
        ),
    )


SURVEYS: tuple[Table, ...] = (
    _rating(
        "interests",
        "How far the occupation suits an interest of those who choose it, on a scale of the source.",
        _about("interest", "the interest", "lg:interest", "S82"),
        "lg:InterestRating",
        "a rating of an interest",
        "Ratings of interests",
    ),
    _rating(
        "work_styles",
        "How much a way of working helps in the occupation, on a scale of the source.",
        _about("work_style", "the way of working", "lg:workStyle", "S83"),
        "lg:WorkStyleRating",
        "a rating of a work style",
        "Ratings of work styles",
    ),
    _rating(
        "requirement_ratings",
        "How important a requirement is for the occupation, such as a certificate, on a scale of the source.",
        _about("requirement", "the requirement", "lg:requirement", "S84"),
        "lg:RequirementRating",
        "a rating of a requirement",
        "Ratings of requirements",
    ),
    Table(
        "respondent_shares",
        "Percent of the people asked who say that the occupation requires a level: of education, experience or "
        "training. It is no share of postings.",
        (*FIGURE, "requirement", "requirement_level"),
        (
            *of_occupation(),
            *place(),
            _about("requirement", "what is required", "lg:requirement", "S84"),
            _about("requirement_level", "the level of it that they say", "lg:requirementLevel", "S85"),
            Column(
                "percent",
                Type.DECIMAL,
                "percent of those asked; where it is unknown there is no row",
                required=True,
                rule="S85",
                example="41.2",
                property="lg:respondentPercent",
            ),
            *surveyed("the percentage"),
            *collected(),
            *as_printed("the percentage"),
            locators(),
        ),
        claim=Claim(
            "lg:RespondentShare",
            "a share of those asked",
            "closed-respondent-share",
            ("percent",),
            (
                Cube(
                    "respondent-share",
                    "Share of those asked by required level",
                    (*FIGURE, "requirement", "requirement_level"),
                ),
            ),
            unit="%",
        ),
    ),
    Table(
        "job_zones",
        "The zone in which the source puts the occupation by the preparation that it needs.",
        ("occupation", "job_zone"),
        (
            *of_occupation(),
            _about("job_zone", "the zone", "lg:jobZone", "S86"),
            *collected(),
            locators(),
        ),
        claim=Claim("lg:JobZoneClaim", "a job zone", "closed-job-zone", path="job-zone"),
    ),
)
