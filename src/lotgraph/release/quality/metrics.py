"""What is measured of a release beside its conformity: one table, each metric with the query that anyone can repeat.

Every query gives one number, ``?value``, from the default graph of the endpoint.  None names an IRI of the
data, so each holds for any publication.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_LDQD: Final = "http://www.w3.org/2016/05/ldqd#"


@dataclass(frozen=True)
class Metric:
    """One number of a release: its name in IRIs, its label, what it means, its dimension (an IRI), its query.

    ``sql`` gives the same number from a table of statements, as ``validation.constraints`` writes it.
    """

    name: str
    label: str
    definition: str
    dimension: str
    query: str
    sql: str


@dataclass(frozen=True)
class Share:
    """A part of a whole, both named by their metrics, as a decimal from 0 to 1."""

    name: str
    label: str
    definition: str
    dimension: str
    part: str
    whole: str


COMPLETENESS: Final = f"{_LDQD}completeness"
CONSISTENCY: Final = f"{_LDQD}consistency"
LICENSING: Final = f"{_LDQD}licensing"
TRUST: Final = f"{_LDQD}trustworthiness"

DIMENSIONS: Final = (
    (COMPLETENESS, "Completeness"),
    (CONSISTENCY, "Consistency"),
    (LICENSING, "Licensing"),
    (TRUST, "Trustworthiness"),
)

_LG: Final = "PREFIX lg: <https://w3id.org/lotgraph/ns#>\n"
_ALL_SOURCES: Final = (
    'select count(*) from (select node from "a lg:SourceDocument"'
    ' union all select node from "a lg:SourceTable") sources'
)
_SOURCES: Final = "  { ?source a lg:SourceDocument } UNION { ?source a lg:SourceTable }\n"

IMPORTS: Final = tuple(
    Metric(f"import-{outcome}", label, definition, COMPLETENESS, "", "")
    for outcome, label, definition in (
        ("read", "Records read", "How many records a file of a download holds."),
        ("kept", "Records kept", "How many of them came into the tables."),
        ("repaired", "Records repaired", "How many of those kept were put right, and how."),
        ("set-aside", "Records set aside", "How many of those read did not come into the tables, and why."),
        ("missing", "Values missing", "How many values the source does not give, and why."),
        ("disagrees", "Disagreements", "In how many places two files of a download disagree."),
        ("left-out", "Files left out", "A file of the download that is not read, or what of it is not."),
        ("absent", "Files absent", "A file that the download may have and has not."),
        ("unknown", "Files unknown", "A file of the download of which the import does not know what it holds."),
        ("unknown-column", "Columns unknown", "A column of a file of which the import does not know what it holds."),
    )
)
"""What became of downloads; each measured once for each file and reason, by the import."""

METRICS: Final = (
    Metric(
        "claims",
        "Claims",
        "How many things the sources say.",
        COMPLETENESS,
        f"{_LG}SELECT (COUNT(*) AS ?value) WHERE {{ ?claim lg:source ?source }}",
        'select count(*) from "lg:source"',
    ),
    Metric(
        "claims-with-locator",
        "Claims with a place",
        "Claims that give at least one place in their source. A claim of a table is a row and needs none.",
        TRUST,
        f"{_LG}SELECT (COUNT(DISTINCT ?claim) AS ?value)\n"
        "WHERE { ?claim lg:locator ?place . ?claim lg:source ?source }",
        'select count(distinct subject) from "lg:locator" join "lg:source" using (subject)',
    ),
    Metric(
        "observations",
        "Figures",
        "Claims that are one number, for an area and a period.",
        COMPLETENESS,
        f"{_LG}SELECT (COUNT(*) AS ?value) WHERE {{ ?observation lg:refArea ?area }}",
        'select count(*) from "lg:refArea"',
    ),
    Metric(
        "observations-with-area",
        "Figures with a stated area",
        "Figures whose source says which country or part of one they are about.",
        COMPLETENESS,
        f"{_LG}PREFIX schema: <https://schema.org/>\nSELECT (COUNT(*) AS ?value)\n"
        "WHERE { ?area schema:identifier ?code . ?observation lg:refArea ?area }",
        'select count(*) from "lg:refArea" stated join "schema:identifier" code on code.subject = stated.object',
    ),
    Metric(
        "observations-with-period",
        "Figures with a stated period",
        "Figures whose source says how long a time they are about.",
        COMPLETENESS,
        f"{_LG}PREFIX time: <http://www.w3.org/2006/time#>\nSELECT (COUNT(*) AS ?value)\n"
        "WHERE { ?period time:hasXSDDuration ?length . ?observation lg:refPeriod ?period }",
        'select count(*) from "lg:refPeriod" stated join "time:hasXSDDuration" length'
        " on length.subject = stated.object",
    ),
    Metric(
        "observations-with-year",
        "Figures with a stated year",
        "Figures whose source says when the time they are about ended.",
        COMPLETENESS,
        f"{_LG}PREFIX time: <http://www.w3.org/2006/time#>\nSELECT (COUNT(*) AS ?value)\n"
        "WHERE { ?period time:hasEnd ?end . ?observation lg:refPeriod ?period }",
        'select count(*) from "lg:refPeriod" stated join "time:hasEnd" ending on ending.subject = stated.object',
    ),
    Metric(
        "figures-missing",
        "Figures missing",
        "Skills that a source lists without the share that it gives for others.",
        COMPLETENESS,
        f"{_LG}PREFIX sdmx-code: <http://purl.org/linked-data/sdmx/2009/code#>\nSELECT (COUNT(*) AS ?value)\n"
        "WHERE { ?listing lg:shareStatus sdmx-code:obsStatus-M }",
        'select count(*) from "lg:shareStatus" where object = {sdmx-code:obsStatus-M}',
    ),
    Metric(
        "sources",
        "Sources",
        "Documents and tables that the claims are taken from.",
        TRUST,
        f"{_LG}SELECT (COUNT(*) AS ?value) WHERE {{\n{_SOURCES}}}",
        _ALL_SOURCES,
    ),
    Metric(
        "sources-with-licence",
        "Sources with a licence",
        "Sources whose licence is stated by its IRI.",
        LICENSING,
        f"{_LG}PREFIX dct: <http://purl.org/dc/terms/>\nSELECT (COUNT(*) AS ?value) WHERE {{\n{_SOURCES}"
        "  FILTER EXISTS { ?source dct:license ?licence }\n}",
        _ALL_SOURCES + ' where node in (select subject from "dct:license")',
    ),
    Metric(
        "sources-without-licence",
        "Sources without a stated licence",
        "Sources of which nobody states under which licence they may be used.",
        LICENSING,
        f"{_LG}PREFIX dct: <http://purl.org/dc/terms/>\nSELECT (COUNT(*) AS ?value) WHERE {{\n{_SOURCES}"
        '  FILTER EXISTS { ?source dct:rights "not stated" }\n}',
        _ALL_SOURCES + """ where node in (select subject from "dct:rights" where object = '"not stated"')""",
    ),
    Metric(
        "sources-without-capture",
        "Sources without a capture date",
        "Sources of which nobody states when they were captured.",
        TRUST,
        f"{_LG}PREFIX prov: <http://www.w3.org/ns/prov#>\nSELECT (COUNT(*) AS ?value) WHERE {{\n{_SOURCES}"
        "  FILTER NOT EXISTS { ?source prov:generatedAtTime ?time }\n}",
        _ALL_SOURCES + ' where node not in (select subject from "prov:generatedAtTime")',
    ),
)

SHARES: Final = (
    Share(
        "share-with-locator",
        "Share of claims with a place",
        "Claims with a place in their source, of all claims.",
        TRUST,
        "claims-with-locator",
        "claims",
    ),
    *(
        Share(
            f"share-with-{name}",
            f"Share of figures with a stated {name}",
            f"Figures with a stated {name}, of all figures.",
            COMPLETENESS,
            f"observations-with-{name}",
            "observations",
        )
        for name in ("area", "period", "year")
    ),
)
