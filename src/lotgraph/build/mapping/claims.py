"""What the sources claim, where a declaration does not say it all; and the data sets, periods and bands of figures."""

from __future__ import annotations

from collections.abc import Iterator

import narwhals as nw

from lotgraph.build.mapping.declared import (
    claim_of,
    claims,
    properties,
    rows,
    subjects,
)
from lotgraph.build.mapping.taxonomies import versioned
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
    segment_or,
    tagged_literal,
    typed_literal,
    when,
)
from lotgraph.schema import CUBES
from lotgraph.schema.figures import PAID

_BY_SKILL, _BY_EDUCATION, _BY_EXPERIENCE = (cube.name for cube in CUBES["shares"])


def statements(c: Context) -> Iterator[Block]:
    """Prose, as a pointer and a summary."""
    frame, graph, key = c.frames["statements"], c.source_graph, ("occupation", "kind", "id")
    yield from claims(c, "statements", without=("part_of",))
    claim = subjects(c, "statements")
    mentions = Triple("lg:mentionsSkill", c.node("skill", "mentions"), ("mentions",))
    yield Block("statements", c.explode(frame, "mentions", "skills", *key), claim, graph, (mentions,))
    renamed = {"whole_of_segment": "occupation_segment", "whole_kind_segment": "kind_segment"}
    wholes = frame.select("source", part_of="id", part_of_segment="id_segment", **renamed)
    parts = frame.filter(is_present("part_of")).join(wholes, on=["source", "part_of"], how="inner")
    whole = c.node("text", "source", "whole_of", "whole_kind", "part_of")
    yield Block("statements", parts, claim, graph, (Triple("lg:partOfStatement", whole, ("part_of",)),))


def scheme_facts(c: Context) -> Iterator[Block]:
    """What sources say of schemes, in the version that is published."""
    about = Triple("lg:about", c.node("scheme-version", "scheme", "version"), ("scheme",))
    yield from claims(c, "scheme_facts", versioned(c, "scheme_facts"), about, without=("scheme",))


def salaries(c: Context) -> Iterator[Block]:
    """Pay, for a year or for a time that the source does not say; each other time that is paid has its own cube."""
    yield from claims(c, "salaries", rows(c, "salaries").with_columns(cube=_cube_of_salary()))


def _cube_of_salary() -> nw.Expr:
    own = (nw.when(col("pay_period") == time).then(lit(f"salary-per-{name}")) for time, name in PAID.items())
    return nw.coalesce(*own, lit("salary"))


def skill_listings(c: Context) -> Iterator[Block]:
    """Skills in a category, and the share of those whose share is known; the others have none."""
    table = "skill_listings"
    frame, share = rows(c, table), _share(c, _BY_SKILL, "skill")
    known, columns = is_present("percent"), ("percent",)
    yield from claims(
        c,
        table,
        frame,
        Triple("lg:shareStatus", when(known, constant("sdmx-code:obsStatus-A")), columns),
        Triple("lg:shareStatus", when(~known, constant("sdmx-code:obsStatus-M")), columns),
        Triple("lg:share", when(known, share), columns),
    )
    figures = frame.filter(known).with_columns(cube=lit(_BY_SKILL))
    triples = properties(c, "shares", without=("education_level", "experience", "heading", "position"))
    yield Block(table, figures, share, c.source_graph, tuple(triples))
    yield c.located(table, figures, share, *CUBES[table][0].dimensions)


def shares(c: Context) -> Iterator[Block]:
    """Percentages of postings; a row goes into the cube of the first dimension that it gives."""
    frame = rows(c, "shares").with_columns(cube=_cube_of_share())
    last = ((_BY_SKILL, "skill"), (_BY_EDUCATION, "education_level"), (_BY_EXPERIENCE, segment_or("experience", "all")))
    claim = (nw.coalesce(*(join_parts(_share(c, cube, value)) for cube, value in last)),)
    yield Block("shares", frame, claim, c.source_graph, tuple(properties(c, "shares")))
    yield c.located("shares", frame, claim, *claim_of("shares")[0].key)


def _share(c: Context, cube: str, last: str | nw.Expr) -> Parts:
    return c.node(f"obs-{cube}", "source", "occupation", segment_or("area"), segment_or("period"), last)


def _cube_of_share() -> nw.Expr:
    otherwise = nw.when(is_present("education_level")).then(lit(_BY_EDUCATION)).otherwise(lit(_BY_EXPERIENCE))
    return nw.when(is_present("skill")).then(lit(_BY_SKILL)).otherwise(otherwise)


def cubes(c: Context) -> Frame:
    """A row for each ``source``, ``table`` and ``cube`` that there are figures of, with what names them."""
    filled = []
    # Of all where none has rows: a table without a row is still one.
    for table in c.filled(CUBES) or CUBES:
        first, frame = CUBES[table][0], c.frames[table]
        if table == "skill_listings":
            frame = frame.filter(is_present("percent"))
        several = {"shares": _cube_of_share, "salaries": _cube_of_salary}
        cube = several[table]() if table in several else lit(first.name)
        filled.append(frame.select("source", "source_segment", table=lit(table), cube=cube))
    return nw.concat(filled).unique()


def data_sets(c: Context) -> Iterator[Block]:
    """A data set for each source and cube (Data Cube, 7)."""
    if not c.filled(CUBES):
        return
    sources = c.frames["sources"].select("source", "title")
    cube = col("cube")
    titles = {each.name: each.title for several in CUBES.values() for each in several}
    label = nw.coalesce(*(nw.when(cube == name).then(lit(title)) for name, title in titles.items()))
    triples = (
        Triple("rdf:type", constant("qb:DataSet")),
        Triple("qb:structure", c.node("structure", cube)),
        Triple("dct:source", c.source),
        Triple("dct:title", tagged_literal(nw.concat_str(label, lit(": "), col("title")), "en")),
    )
    frame = cubes(c).join(sources, on="source", how="inner")
    yield Block("data_sets", frame, c.node("dataset", "source", cube), c.source_graph, triples, traced=False)


def experience_bands(c: Context) -> Iterator[Block]:
    """The bands of experience that figures are about."""
    uses = {name: c.frames[name].filter(is_present("experience")) for name in c.filled(("shares", "salaries"))}
    if not uses:
        return
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
        Triple("skos:prefLabel", tagged_literal(label, "en")),
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
    named = [c.frames[name].select(*columns) for name in c.filled(CUBES)]
    if not named:
        return
    frame = nw.concat(named).filter(is_present("period")).unique()
    key, graph = ("source", "period"), c.source_graph
    ended = col("period").str.contains("/", literal=True)
    instant = c.node("period-end", *key)
    day = nw.when(ended).then(col("period").str.replace_all("^.*/", ""))
    triples = (
        Triple("rdf:type", constant("time:ProperInterval")),
        Triple("time:hasXSDDuration", typed_literal(col("period").str.replace_all("/.*$", ""), "duration")),
        Triple("time:hasEnd", when(ended, instant)),
    )
    yield Block("periods", frame, c.node("period", *key), graph, triples, traced=False)
    last = (Triple("rdf:type", constant("time:Instant")), Triple("time:inXSDDate", typed_literal(day, "date")))
    yield Block("periods", frame.filter(ended), instant, graph, last, traced=False)
