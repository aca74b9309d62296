"""What a source states of the place of an occupation in the economy: its industries, how green it is."""

from __future__ import annotations

from lotgraph.schema.columns import FIGURE, as_printed, locators, of_occupation, place
from lotgraph.schema.contract import Claim, Column, Cube, Table, Type

ECONOMY: tuple[Table, ...] = (
    Table(
        "industries",
        "Industries in which the occupation is found, by their codes in a classification of industries.",
        ("occupation", "industry"),
        (
            *of_occupation(),
            Column(
                "industry",
                Type.ID,
                "its code, with that of the classification before it: `nace-2.1:62.10`",
                required=True,
                rule="S80",
                property="lg:industryCode",
            ),
            Column("iri", Type.IRI, "the IRI that the classification gives it", rule="S80", property="lg:industry"),
            locators(),
        ),
        claim=Claim("lg:IndustryClaim", "an industry", "closed-industry", path="industry"),
    ),
    Table(
        "green_shares",
        "How green the occupation is: the part of its skills that serve the environment.",
        FIGURE,
        (
            *of_occupation(),
            *place(),
            Column(
                "share",
                Type.DECIMAL,
                "the part, from 0 to 1",
                required=True,
                rule="S81",
                example="0.25",
                property="lg:greenShare",
            ),
            *as_printed("the number"),
            locators(),
        ),
        claim=Claim(
            "lg:GreenShare",
            "a green share",
            "closed-green-share",
            ("share",),
            (Cube("green-share", "Green shares", FIGURE),),
        ),
    ),
)
