"""What a source says of occupations, skills, employers and schemes.

Each table declares what a row of it claims and of which property each column is the value; the mapping, the IRIs,
the closed shapes and the pages of claims are made from that.
"""

from __future__ import annotations

from lotgraph.schema.columns import (
    about_occupation,
    about_skill,
    language,
    locators,
    of_occupation,
    position,
    relation_kind,
)
from lotgraph.schema.contract import (
    Claim,
    Column,
    Reference,
    Table,
    Type,
)
from lotgraph.schema.economy import ECONOMY
from lotgraph.schema.figures import FIGURES
from lotgraph.schema.surveys import SURVEYS

CLAIMS: tuple[Table, ...] = (
    Table(
        "titles",
        "Titles used for the occupation. Without an id, the slug of the title is taken.",
        ("occupation", "id"),
        (
            Column("id", Type.ID, "key of the title within the occupation"),
            *of_occupation(),
            Column("title", Type.TEXT, "the title", required=True, property="lg:title", datatype="rdf:langString"),
            language(),
            Column(
                "kind",
                Type.ID,
                "what sort of title it is",
                required=True,
                codes="title-kind",
                rule="S58",
                property="lg:titleKind",
            ),
            position(),
            locators(),
        ),
        slug_of="title",
        claim=Claim("lg:TitleClaim", "a title", "closed-title", path="title", also=("lg:heading",)),
    ),
    *FIGURES,
    *SURVEYS,
    *ECONOMY,
    Table(
        "related_occupations",
        "Occupations that the source relates to an occupation.",
        ("occupation", "kind", "related"),
        (
            *of_occupation(),
            about_occupation("related", "the other occupation", "lg:relatedOccupation"),
            relation_kind(),
            position(),
            locators(),
        ),
        claim=Claim(
            "lg:OccupationRelation",
            "a relation of occupations",
            "closed-occupation-relation",
            path="occupation-relation",
        ),
    ),
    Table(
        "related_skills",
        "Skills that the source relates to a skill.",
        ("skill", "kind", "related"),
        (
            about_skill("skill", "the skill", "lg:about"),
            about_skill("related", "the other skill", "lg:relatedSkill"),
            relation_kind(),
            locators(),
        ),
        claim=Claim("lg:SkillRelation", "a relation of skills", "closed-skill-relation", path="skill-relation"),
    ),
    Table(
        "employer_facts",
        "What the source says of an employer: its register number, sector, seat or founding year.",
        ("employer", "kind", "value"),
        (
            Column(
                "employer",
                Type.ID,
                "the employer",
                required=True,
                references=Reference("employers"),
                rule="S62",
                property="lg:about",
            ),
            Column(
                "kind",
                Type.ID,
                "what is said of it",
                required=True,
                codes="employer-fact",
                rule="S62",
                property="lg:factKind",
            ),
            Column("value", Type.TEXT, "the value", required=True, rule="S62", property="lg:value"),
            Column(
                "printed", Type.TEXT, "the value as printed, where that is not the same", property="lg:valueAsPrinted"
            ),
            locators(),
        ),
        claim=Claim("lg:EmployerFact", "a fact about an employer", "closed-fact", path="employer-fact"),
    ),
    Table(
        "scheme_facts",
        "What the source says of a scheme: its size, its levels, its rules, what it is for and who uses it.",
        ("scheme", "kind", "id"),
        (
            Column("id", Type.ID, "key of the fact, for instance its line in the document", required=True),
            Column(
                "scheme",
                Type.ID,
                "the scheme",
                required=True,
                references=Reference("schemes"),
                rule="S73",
                property="lg:about",
            ),
            Column(
                "kind",
                Type.ID,
                "what is said of it",
                required=True,
                codes="scheme-fact",
                rule="S73",
                property="lg:factKind",
            ),
            Column("number", Type.INTEGER, "how many, where it is a number", rule="S74", property="lg:number"),
            Column("at_least", Type.DECIMAL, "or how many at least (“over 1,800”)", rule="S74", property="lg:atLeast"),
            Column(
                "counted", Type.TEXT, "what is counted, as printed", property="lg:counted", datatype="rdf:langString"
            ),
            Column(
                "summary",
                Type.TEXT,
                "or what is said, in own words, at most 160 characters",
                rule="S74",
                property="lg:summary",
                datatype="rdf:langString",
            ),
            language(),
            Column("printed", Type.TEXT, "the number or the name as printed", property="lg:valueAsPrinted"),
            position(),
            locators(),
        ),
        claim=Claim(
            "lg:SchemeFact", "a fact about a scheme", "closed-scheme-fact", ("number", "at_least"), path="scheme-fact"
        ),
    ),
    Table(
        "related_titles",
        "Titles beside which the source puts the occupation and which are no concept of a scheme here. Without an id, "
        "the slug of the title is taken.",
        ("occupation", "kind", "id"),
        (
            Column("id", Type.ID, "key of the title"),
            *of_occupation(),
            Column(
                "title",
                Type.TEXT,
                "the title, as printed",
                required=True,
                rule="S75",
                property="lg:title",
                datatype="rdf:langString",
            ),
            language(),
            relation_kind(),
            Column(
                "inferred",
                Type.BOOLEAN,
                "`true` where the source does not part the title from those beside it",
                property="lg:inferred",
                datatype="xsd:boolean",
            ),
            position(),
            locators(),
        ),
        slug_of="title",
        claim=Claim("lg:RelatedTitle", "a related title", "closed-related-title", path="related-title"),
    ),
    Table(
        "statements",
        "What the source says in prose: a pointer, and a short summary in own words or the words themselves.",
        ("occupation", "kind", "id"),
        (
            Column("id", Type.ID, "key of the statement, for instance its line in the document", required=True),
            *of_occupation(),
            Column(
                "kind",
                Type.ID,
                "what sort of statement",
                required=True,
                codes="statement-kind",
                rule="S54",
                property="lg:statementKind",
            ),
            Column(
                "part_of",
                Type.ID,
                "id of the statement that it is a part of",
                references=Reference("statements", scope="source"),
                property="lg:partOfStatement",
            ),
            Column(
                "heading", Type.TEXT, "heading as printed", rule="S56", property="lg:heading", datatype="rdf:langString"
            ),
            Column(
                "summary",
                Type.TEXT,
                "own words, at most 160 characters",
                rule="S55",
                property="lg:summary",
                datatype="rdf:langString",
            ),
            Column(
                "text",
                Type.TEXT,
                "the very words, where the source's licence allows to repeat them",
                rule="S66",
                property="lg:text",
                datatype="rdf:langString",
            ),
            language(),
            Column(
                "mentions",
                Type.ID,
                "skills that it names",
                references=Reference("skills"),
                many=True,
                property="lg:mentionsSkill",
            ),
            position(),
            locators(),
        ),
        claim=Claim("lg:TextStatement", "a statement", "closed-statement", path="text"),
    ),
)
