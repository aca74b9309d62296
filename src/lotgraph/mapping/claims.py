"""What the sources claim: titles, listings, statements and figures."""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw

from lotgraph.mapping.taxonomies import versioned
from lotgraph.mapping.terms import (
    Block,
    Context,
    Frame,
    Parts,
    Triple,
    col,
    constant,
    decimal,
    given,
    integer,
    joined,
    lit,
    only,
    segment,
    stated,
    tagged,
    text,
    typed,
)
from lotgraph.tables import CUBES
from lotgraph.vocabulary import encoded

PAID: dict[str, str] = {"PT1H": "hour", "P1D": "day", "P7D": "week", "P1M": "month"}
"""The times that are paid, beside the year, which have a cube each: an hour's pay is no other figure of a year's."""

DIMENSIONS: dict[str, tuple[str, ...]] = {
    "posting-count": ("lg:occupation", "lg:refArea", "lg:refPeriod"),
    "employer-posting-count": ("lg:occupation", "lg:refArea", "lg:refPeriod", "lg:employer"),
    "salary": ("lg:occupation", "lg:refArea", "lg:refPeriod", "lg:statistic", "lg:experienceBand"),
    **{
        f"salary-per-{time}": ("lg:occupation", "lg:refArea", "lg:refPeriod", "lg:statistic", "lg:experienceBand")
        for time in PAID.values()
    },
    "employment": ("lg:occupation", "lg:refArea", "lg:refPeriod"),
    "rating": ("lg:occupation", "lg:refArea", "lg:refPeriod", "lg:skill", "lg:ratingScale"),
    "share-by-skill": ("lg:occupation", "lg:refArea", "lg:refPeriod", "lg:skill"),
    "share-by-education": ("lg:occupation", "lg:refArea", "lg:refPeriod", "lg:educationLevel"),
    "share-by-experience": ("lg:occupation", "lg:refArea", "lg:refPeriod", "lg:experienceBand"),
}
"""Dimensions of each data cube, in the order in which an observation's IRI holds them."""

MEASURES: dict[str, str] = {
    "posting-count": "lg:postingCount",
    "employer-posting-count": "lg:postingCount",
    "salary": "lg:amount",
    **{f"salary-per-{time}": "lg:amount" for time in PAID.values()},
    "employment": "lg:employment",
    "rating": "lg:ratingValue",
    "share-by-skill": "lg:sharePercent",
    "share-by-education": "lg:sharePercent",
    "share-by-experience": "lg:sharePercent",
}

TITLES: dict[str, str] = {
    "posting-count": "Postings",
    "employer-posting-count": "Postings by employer",
    "salary": "Pay",
    **{f"salary-per-{time}": f"Pay for one {time}" for time in PAID.values()},
    "employment": "Employment",
    "rating": "Ratings of skills",
    "share-by-skill": "Share of postings by skill",
    "share-by-education": "Share of postings by level of education",
    "share-by-experience": "Share of postings by experience",
}

_PLACE = ("area", "period")


def _claim(c: Context) -> Iterator[Triple]:
    """What every claim has, whatever it claims."""
    yield Triple("lg:occupation", c.node("occupation", "occupation"), ("occupation",))
    yield Triple("lg:source", c.source)
    yield Triple("lg:viaMapping", c.node("mapping", "source", "mapping"), ("mapping",))


def _position() -> Triple:
    return Triple("lg:listPosition", integer(col("position")), ("position",))


def _heading(language: str) -> Triple:
    return Triple("lg:heading", tagged(col("heading"), col(language)), ("heading",))


def titles(c: Context) -> Iterator[Block]:
    """Titles used for an occupation."""
    frame = c.frames["titles"]
    claim = c.node("title", "source", "occupation", "id")
    yield Block(
        "titles",
        frame,
        claim,
        c.source_graph,
        (
            Triple("rdf:type", constant("lg:TitleClaim")),
            *_claim(c),
            Triple("lg:title", tagged(col("title")), ("title",)),
            Triple("lg:titleKind", c.code("title-kind", "kind"), ("kind",)),
            _position(),
        ),
    )
    yield c.located("titles", frame, claim, "occupation", "id")


def statements(c: Context) -> Iterator[Block]:
    """Prose, as a pointer and a summary."""
    frame, graph = c.frames["statements"], c.source_graph
    claim = c.node("text", "source", "occupation", "kind", "id")
    yield Block(
        "statements",
        frame,
        claim,
        graph,
        (
            Triple("rdf:type", constant("lg:TextStatement")),
            *_claim(c),
            Triple("lg:statementKind", c.code("statement-kind", "kind"), ("kind",)),
            _heading("language"),
            Triple("lg:summary", tagged(col("summary")), ("summary",)),
            _position(),
        ),
    )
    yield Block("statements", frame, claim, graph, (Triple("lg:text", tagged(col("text")), ("text",)),))
    key = ("occupation", "kind", "id")
    yield c.located("statements", frame, claim, *key)
    mentions = Triple("lg:mentionsSkill", c.node("skill", "mentions"), ("mentions",))
    yield Block("statements", c.exploded(frame, "mentions", "skills", *key), claim, graph, (mentions,))
    renamed = {"whole_of_segment": "occupation_segment", "whole_kind_segment": "kind_segment"}
    wholes = frame.select("source", part_of="id", part_of_segment="id_segment", **renamed)
    parts = frame.filter(given("part_of")).join(wholes, on=["source", "part_of"], how="inner")
    whole = c.node("text", "source", "whole_of", "whole_kind", "part_of")
    yield Block("statements", parts, claim, graph, (Triple("lg:partOfStatement", whole, ("part_of",)),))


def _related(kind: str, related: Parts, c: Context) -> Iterator[Triple]:
    yield Triple("rdf:type", constant(f"lg:{kind.capitalize()}Relation"))
    yield Triple(f"lg:related{kind.capitalize()}", related, ("related",))
    yield Triple("lg:relationKind", c.code("relation-kind", "kind"), ("kind",))


def related_occupations(c: Context) -> Iterator[Block]:
    """Occupations that a source relates to one."""
    frame, key = c.frames["related_occupations"], ("occupation", "kind", "related")
    claim, related = c.node("occupation-relation", "source", *key), c.node("occupation", "related")
    triples = (*_claim(c), *_related("occupation", related, c), _position())
    yield Block("related_occupations", frame, claim, c.source_graph, triples)
    yield c.located("related_occupations", frame, claim, *key)


def _about(c: Context, kind: str) -> Iterator[Triple]:
    """What a claim has that is about something else than an occupation."""
    yield Triple("lg:about", c.node(kind, kind), (kind,))
    yield Triple("lg:source", c.source)


def related_skills(c: Context) -> Iterator[Block]:
    """Skills that a source relates to one."""
    frame, key = c.frames["related_skills"], ("skill", "kind", "related")
    claim = c.node("skill-relation", "source", *key)
    triples = (*_about(c, "skill"), *_related("skill", c.node("skill", "related"), c))
    yield Block("related_skills", frame, claim, c.source_graph, triples)
    yield c.located("related_skills", frame, claim, *key)


def employer_facts(c: Context) -> Iterator[Block]:
    """What sources say of employers; its value is a name, so it is encoded as one."""
    frame = c.frames["employer_facts"].with_columns(value_segment=encoded(col("value"), names=True))
    key = ("employer", "kind", "value")
    claim = c.node("employer-fact", "source", *key)
    triples = (
        Triple("rdf:type", constant("lg:EmployerFact")),
        *_about(c, "employer"),
        Triple("lg:factKind", c.code("employer-fact", "kind"), ("kind",)),
        Triple("lg:value", text(col("value")), ("value",)),
        Triple("lg:valueAsPrinted", text(col("printed")), ("printed",)),
    )
    yield Block("employer_facts", frame, claim, c.source_graph, triples)
    yield c.located("employer_facts", frame, claim, *key)


def scheme_facts(c: Context) -> Iterator[Block]:
    """What sources say of schemes, in the version that is published."""
    frame = versioned(c, "scheme_facts")
    key = ("scheme", "kind", "id")
    claim = c.node("scheme-fact", "source", *key)
    triples = (
        Triple("rdf:type", constant("lg:SchemeFact")),
        Triple("lg:about", c.node("scheme-version", "scheme", "version"), ("scheme",)),
        Triple("lg:source", c.source),
        Triple("lg:factKind", c.code("scheme-fact", "kind"), ("kind",)),
        Triple("lg:number", integer(col("number")), ("number",)),
        Triple("lg:atLeast", decimal(col("at_least")), ("at_least",)),
        Triple("lg:counted", tagged(col("counted")), ("counted",)),
        Triple("lg:summary", tagged(col("summary")), ("summary",)),
        Triple("lg:valueAsPrinted", text(col("printed")), ("printed",)),
        _position(),
    )
    yield Block("scheme_facts", frame, claim, c.source_graph, triples)
    yield c.located("scheme_facts", frame, claim, *key)


def related_titles(c: Context) -> Iterator[Block]:
    """Titles beside which a source puts an occupation, which are no concepts."""
    frame, key = c.frames["related_titles"], ("occupation", "kind", "id")
    claim = c.node("related-title", "source", *key)
    triples = (
        Triple("rdf:type", constant("lg:RelatedTitle")),
        *_claim(c),
        Triple("lg:title", tagged(col("title")), ("title",)),
        Triple("lg:relationKind", c.code("relation-kind", "kind"), ("kind",)),
        Triple("lg:inferred", typed(col("inferred"), "boolean"), ("inferred",)),
        _position(),
    )
    yield Block("related_titles", frame, claim, c.source_graph, triples)
    yield c.located("related_titles", frame, claim, *key)


def figures(c: Context, table: str) -> Frame:
    """The rows of a table of figures, each with the kind and the language of its source."""
    sources = c.frames["sources"].select("source", source_kind="kind", source_language="language")
    return c.frames[table].join(sources, on="source", how="left")


def observed(c: Context, cube: str | nw.Expr, *last: str | nw.Expr) -> Parts:
    """The IRIs of the observations of cubes, from the values of their dimensions."""
    place = ("source", "occupation", stated("area"), stated("period"))
    if isinstance(cube, str):
        return c.node(f"obs-{cube}", *place, *last)
    cubes = CUBES["salaries"]
    each = (nw.when(cube == name).then(joined(c.node(f"obs-{name}", *place, *last))) for name in cubes)
    return (nw.coalesce(*each),)


def _printed(*values: str) -> Triple:
    """The figure as printed; where the source is a table its own cell is the printed form."""
    cells = (nw.when(col("source_kind") == "table").then(col(value)) for value in values)
    return Triple("lg:valueAsPrinted", text(nw.coalesce(col("printed"), *cells)), ("printed",))


def observation(c: Context, kind: str, cube: nw.Expr, measure: Triple, *instead: str) -> Iterator[Triple]:
    """What every observation has beside what every claim has (Data Cube, 6.4).

    ``measure`` is the triple of its number, made of one column; where that is empty the columns
    of ``instead`` hold what is printed.
    """
    period = nw.coalesce(joined(c.node("period", "source", "period")), joined(c.node("period-not-stated")))
    hedged = only(col("approximate") == "true", typed(lit("true"), "boolean"))
    yield Triple("rdf:type", constant(kind))
    yield Triple("rdf:type", constant("qb:Observation"))
    yield from _claim(c)
    yield Triple("qb:dataSet", c.node("dataset", "source", cube))
    yield Triple("lg:refArea", c.node("area", stated("area")), ("area",))
    yield Triple("lg:refPeriod", (period,), ("period",))
    yield measure
    yield _printed(*measure.columns, *instead)
    yield Triple("lg:approximate", hedged, ("approximate",))


def _count(c: Context, kind: str, cube: str) -> Iterator[Triple]:
    measure = Triple("lg:postingCount", integer(col("count")), ("count",))
    return observation(c, kind, lit(cube), measure)


def posting_counts(c: Context) -> Iterator[Block]:
    """Postings of all employers together."""
    table, cube = "posting_counts", "posting-count"
    frame, claim = figures(c, table), observed(c, cube)
    triples = tuple(_count(c, "lg:PostingCount", cube))
    yield Block(table, frame, claim, c.source_graph, triples)
    yield c.located(table, frame, claim, "occupation", *_PLACE)


def employer_posting_counts(c: Context) -> Iterator[Block]:
    """Postings of one employer."""
    table, cube = "employer_posting_counts", "employer-posting-count"
    frame, claim = figures(c, table), observed(c, cube, "employer")
    employer = c.node("employer", "employer")
    yield Block(
        table,
        frame,
        claim,
        c.source_graph,
        (
            *_count(c, "lg:EmployerPostingCount", cube),
            Triple("lg:employer", employer, ("employer",)),
            _position(),
        ),
    )
    yield c.located(table, frame, claim, "occupation", *_PLACE, "employer")


def salaries(c: Context) -> Iterator[Block]:
    """Pay, for a year or for a time that the source does not say; each other time that is paid has its own cube."""
    frame = figures(c, "salaries").with_columns(cube=_cube_of_salary())
    band = stated("experience", "all")
    claim = observed(c, col("cube"), "statistic", band)
    amount = Triple("lg:amount", decimal(col("amount")), ("amount",))
    yield Block(
        "salaries",
        frame,
        claim,
        c.source_graph,
        (
            *observation(c, "lg:SalaryEstimate", col("cube"), amount, "at_least"),
            Triple("lg:atLeast", decimal(col("at_least")), ("at_least",)),
            Triple("lg:relativeStandardError", decimal(col("relative_standard_error")), ("relative_standard_error",)),
            Triple("lg:statistic", c.code("statistic", "statistic"), ("statistic",)),
            Triple("lg:experienceBand", c.node("experience", band), ("experience",)),
            Triple("schema:currency", text(col("currency")), ("currency",)),
            Triple("lg:payPeriod", typed(col("pay_period"), "duration"), ("pay_period",)),
            _heading("source_language"),
            _position(),
        ),
    )
    # A place is looked up by the columns that are kept: those of the figure's IRI.
    for cube in CUBES["salaries"]:
        of = frame.filter(col("cube") == cube)
        claim = observed(c, cube, "statistic", band)
        yield c.located("salaries", of, claim, "occupation", *_PLACE, "statistic", "experience")


def _cube_of_salary() -> nw.Expr:
    own = (nw.when(col("pay_period") == time).then(lit(f"salary-per-{name}")) for time, name in PAID.items())
    return nw.coalesce(*own, lit("salary"))


def _share(c: Context, cube: nw.Expr) -> Iterator[Triple]:
    measure = Triple("lg:sharePercent", decimal(col("percent")), ("percent",))
    yield from observation(c, "lg:ShareObservation", cube, measure)
    yield Triple("lg:shareBase", c.node("code", lit("share-base"), stated("base")), ("base",))


def skill_listings(c: Context) -> Iterator[Block]:
    """Skills in a category, and the share of those whose share is known; the others have none."""
    frame = figures(c, "skill_listings")
    skill = c.node("skill", "skill")
    listing = c.node("listing", "source", "occupation", "category", "skill")
    share = observed(c, "share-by-skill", "skill")
    known, columns = given("percent"), ("percent",)
    yield Block(
        "skill_listings",
        frame,
        listing,
        c.source_graph,
        (
            Triple("rdf:type", constant("lg:SkillListing")),
            *_claim(c),
            Triple("lg:skill", skill, ("skill",)),
            Triple("lg:skillCategory", c.code("skill-category", "category"), ("category",)),
            Triple("lg:shareStatus", only(known, constant("sdmx-code:obsStatus-A")), columns),
            Triple("lg:shareStatus", only(~known, constant("sdmx-code:obsStatus-M")), columns),
            Triple("lg:share", only(known, share), columns),
            _printed("percent"),
            _position(),
        ),
    )
    yield c.located("skill_listings", frame, listing, "occupation", "category", "skill")
    shares = frame.filter(known)
    triples = (*_share(c, lit("share-by-skill")), Triple("lg:skill", skill, ("skill",)))
    yield Block("skill_listings", shares, share, c.source_graph, triples)
    yield c.located("skill_listings", shares, share, "occupation", *_PLACE, "skill")


def shares(c: Context) -> Iterator[Block]:
    """Percentages of postings; a row goes into the cube of the first dimension that it gives."""
    frame = figures(c, "shares").with_columns(cube=_cube_of_share())
    last = (segment("skill"), segment("education_level"), stated("experience", "all"))
    each = (joined(observed(c, cube, value)) for cube, value in zip(CUBES["shares"], last, strict=True))
    claim = (nw.coalesce(*each),)
    level = c.code("education-level", "education_level")
    yield Block(
        "shares",
        frame,
        claim,
        c.source_graph,
        (
            *_share(c, col("cube")),
            Triple("lg:skill", c.node("skill", "skill"), ("skill",)),
            Triple("lg:educationLevel", level, ("education_level",)),
            Triple("lg:experienceBand", c.node("experience", "experience"), ("experience",)),
            _heading("source_language"),
            _position(),
        ),
    )
    yield c.located("shares", frame, claim, "occupation", *_PLACE, "skill", "education_level", "experience")


def _cube_of_share() -> nw.Expr:
    by_skill, by_education, by_experience = CUBES["shares"]
    otherwise = nw.when(given("education_level")).then(lit(by_education)).otherwise(lit(by_experience))
    return nw.when(given("skill")).then(lit(by_skill)).otherwise(otherwise)


def cubes(c: Context) -> Frame:
    """A row for each ``source``, ``table`` and ``cube`` that there are figures of, with what names them."""
    filled = []
    for table, (first, *_) in CUBES.items():
        frame = c.frames[table]
        if table == "skill_listings":
            frame = frame.filter(given("percent"))
        several = {"shares": _cube_of_share, "salaries": _cube_of_salary}
        cube = several[table]() if table in several else lit(first)
        filled.append(frame.select("source", "source_segment", table=lit(table), cube=cube))
    return nw.concat(filled).unique()


def data_sets(c: Context) -> Iterator[Block]:
    """A data set for each source and cube (Data Cube, 7)."""
    sources = c.frames["sources"].select("source", "title")
    cube = col("cube")
    label = nw.coalesce(*(nw.when(cube == name).then(lit(title)) for name, title in TITLES.items()))
    triples = (
        Triple("rdf:type", constant("qb:DataSet")),
        Triple("qb:structure", c.node("structure", cube)),
        Triple("dct:source", c.source),
        Triple("dct:title", tagged(nw.concat_str(label, lit(": "), col("title")), "en")),
    )
    frame = cubes(c).join(sources, on="source", how="inner")
    yield Block("data_sets", frame, c.node("dataset", "source", cube), c.source_graph, triples, traced=False)


def experience_bands(c: Context) -> Iterator[Block]:
    """The bands of experience that figures are about."""
    uses = {name: c.frames[name].filter(given("experience")) for name in ("shares", "salaries")}
    named = [frame.select("experience", "experience_segment") for frame in uses.values()]
    years = col("experience")
    least = years.str.replace_all("[-+].*", "")
    most = nw.when(years.str.contains("-", literal=True)).then(years.str.replace_all("^.*-", ""))
    label = nw.coalesce(
        nw.concat_str(least, lit(" to "), most, lit(" years")), nw.concat_str(least, lit(" years or more"))
    )
    band, columns = c.node("experience", "experience"), ("experience",)
    triples = (
        Triple("rdf:type", constant("lg:ExperienceBand")),
        Triple("skos:prefLabel", tagged(label, "en")),
        Triple("schema:minValue", integer(least), columns),
        Triple("schema:maxValue", integer(most), columns),
        Triple("schema:unitCode", ('"ANN"',)),
    )
    yield Block("experience", nw.concat(named).unique(), band, c.codes, triples, traced=False)
    # Bands have no rows of their own: a message about one points at the rows that use it.
    for name, frame in uses.items():
        yield Block(name, frame, band, c.codes, triples[2:4])


def periods(c: Context) -> Iterator[Block]:
    """The periods that figures are about; an end that is not known is absent (OWL-Time, 4)."""
    columns = ("source_segment", "period", "period_segment")
    named = [c.frames[name].select(*columns) for name in CUBES]
    frame = nw.concat(named).filter(given("period")).unique()
    key, graph = ("source", "period"), c.source_graph
    ended = col("period").str.contains("/", literal=True)
    instant = c.node("period-end", *key)
    day = nw.when(ended).then(col("period").str.replace_all("^.*/", ""))
    triples = (
        Triple("rdf:type", constant("time:ProperInterval")),
        Triple("time:hasXSDDuration", typed(col("period").str.replace_all("/.*$", ""), "duration")),
        Triple("time:hasEnd", only(ended, instant)),
    )
    yield Block("periods", frame, c.node("period", *key), graph, triples, traced=False)
    last = (Triple("rdf:type", constant("time:Instant")), Triple("time:inXSDDate", typed(day, "date")))
    yield Block("periods", frame.filter(ended), instant, graph, last, traced=False)
