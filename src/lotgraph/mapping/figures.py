"""Figures that are about no posting: employment, and ratings of skills."""

from __future__ import annotations

from collections.abc import Iterator

from lotgraph.mapping.claims import figures, observation, observed
from lotgraph.mapping.terms import Block, Context, Triple, col, decimal, integer, lit, only, text, typed

_PLACE = ("area", "period")


def employment(c: Context) -> Iterator[Block]:
    """People in employment, and what part of all jobs that is."""
    frame, claim = figures(c, "employment"), observed(c, "employment")
    measure = Triple("lg:employment", integer(col("employment")), ("employment",))
    triples = (
        *observation(c, "lg:EmploymentCount", lit("employment"), measure),
        Triple("lg:relativeStandardError", decimal(col("relative_standard_error")), ("relative_standard_error",)),
        Triple("lg:jobsPerThousand", decimal(col("per_thousand")), ("per_thousand",)),
        Triple("lg:locationQuotient", decimal(col("location_quotient")), ("location_quotient",)),
    )
    yield Block("employment", frame, claim, c.source_graph, triples)
    yield c.located("employment", frame, claim, "occupation", *_PLACE)


def ratings(c: Context) -> Iterator[Block]:
    """Ratings of skills on a scale, with what their publisher says of their worth."""
    frame, claim = figures(c, "ratings"), observed(c, "rating", "skill", "scale")
    measure = Triple("lg:ratingValue", decimal(col("value")), ("value",))
    true = typed(lit("true"), "boolean")
    triples = (
        *observation(c, "lg:SkillRating", lit("rating"), measure),
        Triple("lg:skill", c.node("skill", "skill"), ("skill",)),
        Triple("lg:ratingScale", c.code("rating-scale", "scale"), ("scale",)),
        Triple("lg:sampleSize", integer(col("sample_size")), ("sample_size",)),
        Triple("lg:standardError", decimal(col("standard_error")), ("standard_error",)),
        Triple("lg:lowerBound", decimal(col("lower_bound")), ("lower_bound",)),
        Triple("lg:upperBound", decimal(col("upper_bound")), ("upper_bound",)),
        Triple("lg:suppress", only(col("suppress") == "true", true), ("suppress",)),
        Triple("lg:notRelevant", only(col("not_relevant") == "true", true), ("not_relevant",)),
        Triple("lg:collected", typed(col("collected"), "gYearMonth"), ("collected",)),
        Triple("lg:collectedFrom", text(col("collected_from")), ("collected_from",)),
    )
    yield Block("ratings", frame, claim, c.source_graph, triples)
    yield c.located("ratings", frame, claim, "occupation", *_PLACE, "skill", "scale")
