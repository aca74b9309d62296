"""The shapes that follow from the declarations of claims (``lotgraph.schema``), as Turtle.

They are files of ``shapes/`` like those written by hand: what a release publishes is whole, can be read and used
with any tool, and a change of it shows in the review.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from lotgraph.schema import (
    TABLES,
    Claim,
    Column,
    Table,
)
from lotgraph.schema.columns import FIGURE

_HEAD = """\
# Made from src/lotgraph/schema by `make docs`; change it there.

@prefix lg: <https://w3id.org/lotgraph/ns#> .
@prefix lgsh: <https://w3id.org/lotgraph/shapes#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix qb: <http://purl.org/linked-data/cube#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shapes: <https://w3id.org/lotgraph/shapes> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

_CLOSED = """
lgsh:{shape} a sh:NodeShape ;
    sh:targetClass {type} ;
    sh:closed true ;
    sh:ignoredProperties ( {properties} ) ;
    sh:message "is no property of {noun}"@en .
"""

_CUBES = """
# The rule of Data Cube's IC-12, by groups: to compare each figure with each other takes the square of the time.
lgsh:S28 a sh:NodeShape ;
    sh:targetClass qb:DataSet ;
    sh:sparql lgsh:S28-unique .

lgsh:S28-unique a sh:SPARQLConstraint ;
    sh:message "{message}"@en ;
    sh:prefixes shapes: ;
    sh:select \"\"\"
SELECT DISTINCT $this ?value
WHERE {{
  {{
    SELECT $this ?occupation ?area ?period {variables}
    WHERE {{
      ?each qb:dataSet $this ; lg:occupation ?occupation ; lg:refArea ?area ; lg:refPeriod ?period .
{optional}
    }}
    GROUP BY $this ?occupation ?area ?period {variables}
    HAVING (COUNT(DISTINCT ?each) > 1)
  }}
  ?value lg:occupation ?occupation ; qb:dataSet $this ; lg:refArea ?area ; lg:refPeriod ?period .
{filters}
}}\"\"\" .

lgsh:S44 a sh:NodeShape ;
    sh:targetClass qb:DataSet ;
    sh:sparql lgsh:S44-equal .

# Two readings of what is printed: 149,840.5 and 149.840,5.  A lone comma before three last digits groups
# thousands.  A zero without a digit is left to S42, a sign to S29, S33 and S40.
lgsh:S44-equal a sh:SPARQLConstraint ;
    sh:message "must be the number that is printed"@en ;
    sh:prefixes shapes: ;
    sh:select \"\"\"
SELECT $this ?value ?path
WHERE {{
  ?value qb:dataSet $this ; lg:valueAsPrinted ?printed ; ?path ?number .
  FILTER(?path IN ({measures}) && isNumeric(?number))
  BIND(REPLACE(REPLACE(STR(?printed), "[^0-9.,]", ""), "^[.,]+|[.,]+$", "") AS ?digits)
  FILTER(?digits != "" || ?number != 0)
  BIND(IF(REGEX(?digits, "^([0-9]+|[0-9]{{1,3}}(,[0-9]{{2,3}})*,[0-9]{{3}})([.][0-9]+)?$"),
    xsd:decimal(REPLACE(?digits, ",", "")), ?none) AS ?point)
  BIND(IF(REGEX(?digits, "^([0-9]+|[0-9]{{1,3}}([.][0-9]{{3}})+)(,[0-9]+)?$") && !REGEX(?digits, ",[0-9]{{3}}$"),
    xsd:decimal(REPLACE(REPLACE(?digits, "[.]", ""), ",", ".")), ?none) AS ?comma)
  FILTER(!COALESCE(ABS(?number) = ?point, false) && !COALESCE(ABS(?number) = ?comma, false))
}}\"\"\" .
"""


def closed_shapes() -> str:
    """A closed shape for each class of claims: it has the properties of the columns and no others."""
    note = "\n# A misspelt property would pass every other rule that does not require it.\n"
    return _HEAD + note + "".join(_closed(table, claim) for table, claim in _claims())


def _claims() -> Iterator[tuple[Table, Claim]]:
    yield from ((table, table.claim) for table in TABLES if table.claim)


def _closed(table: Table, claim: Claim) -> str:
    always = ("rdf:type", "lg:source", "lg:valueAsPrinted", *(() if claim.path else ("qb:dataSet",)))
    properties = dict.fromkeys((*always, *(column.property for column in table.property_columns), *claim.also))
    lines = textwrap.wrap(" ".join(properties), 90, break_long_words=False, break_on_hyphens=False)
    return _CLOSED.format(shape=claim.shape, type=claim.type, noun=claim.noun, properties="\n        ".join(lines))


def cube_shapes() -> str:
    """The rules over all figures of a data set: no two of the same dimensions, and numbers as they are printed."""
    dimensions = {column.property: f"?{column.name}" for column in _dimensions() if column.name not in FIGURE}
    measures = dict.fromkeys(table.column(claim.values[0]).property for table, claim in _claims() if claim.cubes)
    return _HEAD + _CUBES.format(
        message="must be the only figure of its data set for the same occupation, area, period "
        "and whatever else it is about",
        variables=" ".join(dimensions.values()),
        optional="\n".join(f"      OPTIONAL {{ ?each {each} {name} }}" for each, name in dimensions.items()),
        filters="\n".join(
            f"  FILTER(!BOUND({name}) || EXISTS {{ ?value {each} {name} }})" for each, name in dimensions.items()
        ),
        measures=", ".join(measures),
    )


def _dimensions() -> Iterator[Column]:
    for table, claim in _claims():
        yield from (table.column(name) for cube in claim.cubes for name in cube.dimensions)
