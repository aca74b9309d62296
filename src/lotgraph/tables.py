"""The contract of the fact tables: every column, its type, its key, its meaning, said once.

A source is a folder with one ``source.toml`` and some of the tables named here, each a
``NAME.csv`` (UTF-8, RFC 4180, a header row) or a ``NAME.parquet``.  Reading checks the tables against this
module, the mapping turns them into RDF, and ``docs/tables.md`` is generated from it.
Pure data: nothing here reads a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

LIST_SEPARATOR = "|"
"""Between the values of one cell, where a column takes several (as in SSSOM/TSV)."""

PIPE = "\x1d"
"""What stands for a pipe within one of several texts of a cell, once it is read; in a file that is ``\\|``."""


class Type(Enum):
    """How the text of a cell is read; each value is the wording used in messages and docs."""

    TEXT = "text"
    ID = "id"
    INTEGER = "whole number"
    DECIMAL = "decimal number"
    BOOLEAN = "true or false"
    LANGUAGE = "language tag"
    DATE = "date"
    DURATION = "duration"
    PERIOD = "period"
    BAND = "experience band"
    SPAN = "span"
    SHA256 = "SHA-256"
    CONCEPT = "concept"
    IRI = "IRI"


@dataclass(frozen=True)
class Form:
    """The written form of a type: ``pattern`` is an RE2 expression that the whole cell must match."""

    pattern: str
    example: str
    meaning: str


_DURATION = r"P([0-9]{1,4}Y([0-9]{1,4}M)?([0-9]{1,4}D)?|[0-9]{1,4}M([0-9]{1,4}D)?|[0-9]{1,4}D|[0-9]{1,4}W)"

_LANGUAGE = r"([a-z]{2,3}(-[a-z]{3}){0,3}|[a-z]{4,8})"
_VARIANT = r"([a-z0-9]{5,8}|[0-9][a-z0-9]{3})"
LANGUAGE_TAG = (
    rf"(?i:{_LANGUAGE}(-[a-z]{{4}})?(-([a-z]{{2}}|[0-9]{{3}}))?(-{_VARIANT})*"
    r"(-[0-9a-wy-z](-[a-z0-9]{2,8})+)*(-x(-[a-z0-9]{1,8})+)?|x(-[a-z0-9]{1,8})+"
    r"|i-(ami|bnn|default|enochian|hak|klingon|lux|mingo|navajo|pwn|tao|tay|tsu)"
    r"|en-gb-oed|sgn-(be-fr|be-nl|ch-de)|zh-min|zh-min-nan|no-(bok|nyn)|art-lojban|cel-gaulish)"
)
"""A well-formed language tag (RFC 5646, 2.1; BCP 47), of private use and grandfathered ones too, in Python and RE2."""

FORMS: dict[Type, Form] = {
    Type.TEXT: Form(r"(?s).+", "Machine Learning Engineer", "any text without control characters"),
    Type.ID: Form(
        r"[^\p{C}\p{Z}|\"<>\\^`{}]+( [^\p{C}\p{Z}|\"<>\\^`{}]+)*",
        "python-programming-language",
        'a short stable key, without any of `"<>\\^{}|`, backquotes and outer spaces; it becomes part of an IRI',
    ),
    Type.INTEGER: Form(r"[+-]?[0-9]{1,18}", "27644", "digits only, no separators"),
    Type.DECIMAL: Form(
        r"[+-]?([0-9]{1,24}(\.[0-9]{0,12})?|\.[0-9]{1,12})",
        "149840.5",
        "a point for decimals, no separators, no exponent",
    ),
    Type.BOOLEAN: Form(r"(?i)(true|false)", "true", "`true` or `false`"),
    Type.LANGUAGE: Form(LANGUAGE_TAG, "en", "a BCP 47 language tag"),
    Type.DATE: Form(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", "2026-05-31", "year-month-day"),
    Type.DURATION: Form(
        rf"{_DURATION}|P([0-9]{{1,4}}D)?T[0-9]{{1,4}}H",
        "P1Y",
        "an ISO 8601 duration: `P1Y` a year, `P6M` six months, `P1W` a week, `PT1H` an hour",
    ),
    Type.PERIOD: Form(
        rf"({_DURATION})"
        r"(/[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))?",
        "P1Y/2026-05-31",
        "a duration, with its last day where that is known (ISO 8601); empty: the source does not say",
    ),
    Type.BAND: Form(r"[0-9]{1,3}(-[0-9]{1,3}|\+)", "3-5", "years of experience: `3-5`, or `9+` without a maximum"),
    Type.SPAN: Form(
        r"[0-9]{1,12}-[0-9]{1,12}",
        "1246-1254",
        "where it stands in the document: first Unicode code point, counted from 0, and the one after the last",
    ),
    Type.SHA256: Form(r"[0-9a-f]{64}", "3800fd2e…", "64 lower-case hexadecimal digits"),
    Type.CONCEPT: Form(
        r"(https?://[^\p{C}\p{Z}<>\"{}|\\^`]+"
        r"|sssom:NoTermFound"
        r"|(occupation|skill|entry|scheme):[^\p{C}\p{Z}|\"<>\\^`{}]+( [^\p{C}\p{Z}|\"<>\\^`{}]+)*)",
        "occupation:23112013",
        "`occupation:`, `skill:`, `entry:` or `scheme:` and an id of that table, or the full IRI of what another "
        "publisher names",
    ),
    Type.IRI: Form(
        r"https?://[^\p{C}\p{Z}<>\"{}|\\^`]+",
        "https://data.example.org/id/skill/python",
        "a full http or https IRI, percent-encoded as it was published",
    ),
}


@dataclass(frozen=True)
class Reference:
    """A column whose values must stand in another table.

    ``scope`` says where: in the same source, or anywhere among the sources of the build.
    """

    table: str
    column: str = "id"
    scope: str = "build"


@dataclass(frozen=True)
class Column:
    """One column.  ``rule`` names the shape that guards it, where reading already refuses what the shape would.

    ``instead`` is the column that must have a value where this one has none; ``example`` is a value of the column,
    where that of its type would mislead.
    """

    name: str
    type: Type
    meaning: str
    required: bool = False
    references: Reference | None = None
    codes: str | None = None
    many: bool = False
    rule: str | None = None
    instead: str | None = None
    example: str = ""


@dataclass(frozen=True)
class Table:
    """One table.  ``key`` columns together name a row once, within a source or (``shared``) within a build.

    ``slug_of`` is the column from which an ``id`` is proposed where the table has none.
    Equal rows of a shared table may stand in several sources; they are one row.
    """

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    shared: bool = False
    slug_of: str | None = None

    def column(self, name: str) -> Column:
        """The column of that name; KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


@dataclass(frozen=True)
class Key:
    """A key of ``source.toml``."""

    name: str
    example: str
    meaning: str
    required: bool = False


SOURCE_KEYS: tuple[Key, ...] = (
    Key("id", '"survey-2026"', "a short key of your own, which becomes part of IRIs; it never changes", required=True),
    Key("title", '"Employer survey 2026"', "what the source is called", required=True),
    Key("publisher", '"Example Workforce Board"', "who publishes the source", required=True),
    Key("licence", '"not stated"', 'a name, an IRI, or "not stated"', required=True),
    Key("language", '"en"', "the language of its texts, a BCP 47 tag", required=True),
    Key(
        "kind",
        '"document"',
        '"table" (where nothing is said) for tables of your own or a download; "document" for the capture of a page, '
        "in which each fact points to its place",
    ),
    Key("sha256", '"3800fd2e…"', "SHA-256 of what was captured; a document needs it, a table gets that of its rows"),
    Key("document", '"page.txt"', "name of the captured file; where it is at hand, its digest and spans are checked"),
    Key("captured", "2026-06-30T12:00:00Z", "when it was captured, with the offset from UTC; left out: not known"),
    Key("upstream", '["Lightcast"]', "who provided the data to the publisher: not independent evidence"),
    Key("coded_in", '"lot"', "the scheme whose codes the source itself uses; its claims then need no mapping"),
    Key("url", '"https://example.org/page"', "where it was found"),
    Key("attribution", '"Uses the survey of the Board"', "the words in which the publisher asks to be named"),
)
"""What ``source.toml`` says of a source."""


def _language() -> Column:
    return Column("language", Type.LANGUAGE, "language of the text in this row; by default the source's `language`")


def _locators() -> Column:
    return Column(
        "locators",
        Type.SPAN,
        "where the document says so; each span is a row of `locators`",
        references=Reference("locators", "span", "source"),
        many=True,
        rule="S18",
    )


def _occupation() -> tuple[Column, ...]:
    return (
        Column(
            "occupation",
            Type.ID,
            "the occupation that the claim is about",
            required=True,
            references=Reference("occupations"),
            rule="S15",
        ),
        Column(
            "mapping",
            Type.ID,
            "the mapping by which the source's own entry is taken for that occupation; "
            "not needed where the source codes by the occupation's own scheme (`coded_in`)",
            references=Reference("mappings", scope="source"),
            rule="S20",
        ),
    )


def _iri(what: str) -> Column:
    return Column("iri", Type.IRI, f"the IRI that its publisher gives {what}; empty: one is made of the id")


def _described() -> tuple[Column, ...]:
    return (
        Column("definition", Type.TEXT, "its definition, as its publisher words it"),
        Column("description", Type.TEXT, "its description, as its publisher words it"),
        Column("scope_note", Type.TEXT, "what it includes and what not, as its publisher words it"),
    )


def _about_skill(name: str, meaning: str) -> Column:
    return Column(name, Type.ID, meaning, required=True, references=Reference("skills"))


def _about_occupation(name: str, meaning: str) -> Column:
    return Column(name, Type.ID, meaning, required=True, references=Reference("occupations"))


def _label() -> tuple[Column, ...]:
    return (
        Column("kind", Type.ID, "`alternative`, or `hidden`: for finding only, as misspellings are", required=True),
        Column(
            "label", Type.TEXT, "the label; not one that the same thing has as another kind", required=True, rule="S61"
        ),
        _language(),
    )


def _relation_kind() -> Column:
    return Column("kind", Type.ID, "in what way", required=True, codes="relation-kind", rule="S63")


def _place() -> tuple[Column, ...]:
    return (
        Column(
            "area",
            Type.ID,
            "country or region that the figure is about; empty: the source does not say",
            references=Reference("areas"),
            rule="S25",
        ),
        Column("period", Type.PERIOD, "time that the figure is about", rule="S26"),
    )


def _print(what: str) -> tuple[Column, ...]:
    return (
        Column(
            "printed",
            Type.TEXT,
            f"{what} exactly as the source prints it; a document needs it, a table may leave it out",
            rule="S44",
        ),
        Column("approximate", Type.BOOLEAN, "`true` where the source hedges (“about”, “approximately”)"),
    )


def _position() -> Column:
    return Column("position", Type.INTEGER, "place in the printed list, from 1; not a rank", rule="S19", example="3")


def _heading() -> Column:
    return Column("heading", Type.TEXT, "label printed beside it (“Veteran”, “Model Evaluation”)")


def _error() -> Column:
    return Column(
        "relative_standard_error", Type.DECIMAL, "standard error in percent of the figure", rule="S65", example="2.1"
    )


_BASE = Column(
    "base",
    Type.ID,
    "what the percentage is a part of: all postings, only those that state it, or not said",
    codes="share-base",
    rule="S45",
)

CODE_LISTS: tuple[str, ...] = (
    "skill-category",
    "education-level",
    "statement-kind",
    "statistic",
    "title-kind",
    "share-base",
    "skill-type",
    "reuse-level",
    "rating-scale",
    "relation-kind",
    "employer-fact",
)
"""The code lists; their first members are in ``ontology/codes.csv``, laid out as the table ``codes``."""

_CODE_LISTS = f"{', '.join(f'`{name}`' for name in CODE_LISTS[:-1])} or `{CODE_LISTS[-1]}`"

TABLES: tuple[Table, ...] = (
    Table(
        "schemes",
        "Classifications of occupations or of skills: one row a scheme, in the one version that this build publishes.",
        ("id",),
        (
            Column("id", Type.ID, "short key of the scheme", required=True),
            Column("version", Type.TEXT, "its version, as its publisher writes it", required=True, rule="S10"),
            Column("title", Type.TEXT, "its name", required=True),
            _language(),
            Column("abbreviation", Type.TEXT, "its short name"),
            Column("number_of_levels", Type.INTEGER, "how many levels it has", rule="S09", example="4"),
            Column("notation_pattern", Type.TEXT, "regular expression that each of its codes matches", rule="S02"),
            Column("version_pattern", Type.TEXT, "regular expression that each of its versions matches", rule="S10"),
            _iri("the scheme, all its versions together,"),
            _locators(),
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
            _language(),
            _locators(),
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
            _language(),
            Column("notation", Type.TEXT, "its code, where the source prints one; never derived", rule="S02"),
            Column("parent", Type.ID, "the occupation above it", references=Reference("occupations"), rule="S06"),
            _iri("it"),
            *_described(),
            _locators(),
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
            _language(),
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
            _iri("it"),
            *_described(),
        ),
        shared=True,
        slug_of="label",
    ),
    Table(
        "occupation_labels",
        "Other labels of occupations.",
        ("occupation", "kind", "label", "language"),
        (_about_occupation("occupation", "the occupation"), *_label()),
    ),
    Table(
        "skill_labels",
        "Other labels of skills.",
        ("skill", "kind", "label", "language"),
        (_about_skill("skill", "the skill"), *_label()),
    ),
    Table(
        "employers",
        "Employers, shared by all sources. Without an id, the slug of the label is taken.",
        ("id",),
        (
            Column("id", Type.ID, "key of the employer"),
            Column("label", Type.TEXT, "its name", required=True, rule="S52"),
            _language(),
        ),
        shared=True,
        slug_of="label",
    ),
    Table(
        "areas",
        "Countries and regions that figures are about, shared by all sources.",
        ("id",),
        (
            Column("id", Type.ID, "ISO 3166 code: `US`, `US-NC`", required=True),
            Column("label", Type.TEXT, "its name", required=True),
            _language(),
            Column("part_of", Type.ID, "the area that contains it", references=Reference("areas")),
        ),
        shared=True,
    ),
    Table(
        "codes",
        f"Members that this source adds to a code list: {_CODE_LISTS}. The lists start with the codes of lotgraph.",
        ("list", "id"),
        (
            Column("list", Type.ID, f"the list: {_CODE_LISTS}", required=True),
            Column("id", Type.ID, "key of the code", required=True),
            Column("label", Type.TEXT, "its name", required=True),
            _language(),
            Column("definition", Type.TEXT, "what it means"),
        ),
        shared=True,
    ),
    Table(
        "aliases",
        "Other names by which this source calls a skill, employer, occupation or area; "
        "a cell that holds the name is read as the id.",
        ("table", "name"),
        (
            Column("table", Type.ID, "`skills`, `employers`, `occupations` or `areas`", required=True),
            Column("name", Type.ID, "the name as this source writes it", required=True),
            Column("id", Type.ID, "the id that it stands for", required=True),
            Column("decided_by", Type.TEXT, "who decided that they are the same", required=True),
        ),
    ),
    Table(
        "locators",
        "Places in the captured document. A source that is a table needs none.",
        ("span",),
        (
            Column("span", Type.SPAN, "first code point and the one after the last", required=True, rule="S21"),
            Column("sha256", Type.SHA256, "SHA-256 of the UTF-8 bytes of that span", required=True, rule="S22"),
        ),
    ),
    Table(
        "entries",
        "The source's own entry for an occupation: the page, the row, the heading.",
        ("id",),
        (
            Column("id", Type.ID, "key of the entry"),
            Column("label", Type.TEXT, "its name as printed", required=True),
            _language(),
            _locators(),
        ),
        slug_of="label",
    ),
    Table(
        "mappings",
        "Which concept is taken for which of another taxonomy, or is not. The columns are those of SSSOM, and in the "
        "place of this table there may be a file `mappings.sssom.tsv`. A row with the modifier `Not` is a rejection; "
        "any other holds where a person stands for it (a reviewer, or `semapv:ManualMappingCuration`), else it is a "
        "candidate.",
        ("id",),
        (
            Column("id", Type.ID, "key of the mapping", required=True),
            Column("subject_id", Type.CONCEPT, "what is mapped", required=True),
            Column("subject_label", Type.TEXT, "its label"),
            Column(
                "predicate_id",
                Type.ID,
                "`skos:exactMatch`, `skos:closeMatch`, `skos:broadMatch`, `skos:narrowMatch` or `skos:relatedMatch`; a "
                "row with another predicate (`owl:equivalentClass`) is reported and not published",
                required=True,
                rule="S59",
            ),
            Column("predicate_modifier", Type.ID, "`Not`: somebody looked, and the predicate does not hold"),
            Column(
                "object_id",
                Type.CONCEPT,
                "what it is mapped to, or `sssom:NoTermFound`: somebody looked, and there is nothing",
                required=True,
            ),
            Column("object_label", Type.TEXT, "its label"),
            Column(
                "mapping_justification",
                Type.ID,
                "`semapv:ManualMappingCuration`, `semapv:LexicalMatching` or another term of semapv",
                required=True,
            ),
            Column("confidence", Type.DECIMAL, "from 0 to 1", rule="S68", example="0.95"),
            Column("subject_source", Type.CONCEPT, "the taxonomy of the subject: `scheme:` and its id, or its IRI"),
            Column("subject_source_version", Type.TEXT, "version of the subject's source"),
            Column("object_source", Type.CONCEPT, "the taxonomy mapped to, the same way"),
            Column("object_source_version", Type.TEXT, "version of the taxonomy mapped to", rule="S60"),
            Column("mapping_tool", Type.TEXT, "the program that made it"),
            Column("mapping_tool_version", Type.TEXT, "version of that program"),
            Column("mapping_date", Type.DATE, "when it was made"),
            Column("reviewer_id", Type.IRI, "IRI of the person who reviewed it", many=True),
            Column("reviewer_label", Type.TEXT, "who reviewed it; a `|` within a name is written `\\|`", many=True),
            Column(
                "mapping_cardinality",
                Type.ID,
                "`1:1`, `1:n`, `n:1`, `n:n`, `1:0`; empty: counted over the accepted mappings of the source between "
                "the two taxonomies",
                rule="S69",
            ),
            Column("match_string", Type.TEXT, "the labels that are the same"),
            Column("comment", Type.TEXT, "why"),
            Column(
                "derived_from",
                Type.ID,
                "of a chain the mappings that it is made of, in their order: the id of their source, `/` and their id, "
                "each percent-encoded",
                many=True,
            ),
        ),
    ),
    Table(
        "titles",
        "Titles used for the occupation. Without an id, the slug of the title is taken.",
        ("occupation", "id"),
        (
            Column("id", Type.ID, "key of the title within the occupation"),
            *_occupation(),
            Column("title", Type.TEXT, "the title", required=True),
            _language(),
            Column("kind", Type.ID, "what sort of title it is", required=True, codes="title-kind", rule="S58"),
            _position(),
            _locators(),
        ),
        slug_of="title",
    ),
    Table(
        "skill_listings",
        "Skills that the source lists for the occupation, each in a category; an empty percent is unknown, never 0.",
        ("occupation", "category", "skill"),
        (
            *_occupation(),
            Column("skill", Type.ID, "the skill", required=True, references=Reference("skills"), rule="S46"),
            Column(
                "category",
                Type.ID,
                "the role that the source gives it",
                required=True,
                codes="skill-category",
                rule="S47",
            ),
            Column(
                "percent",
                Type.DECIMAL,
                "percent of postings that ask for it, 99.48 and not 0.9948; empty: unknown",
                rule="S40",
                example="70.53",
            ),
            _BASE,
            *_place(),
            *_print("the percentage"),
            _position(),
            _locators(),
        ),
    ),
    Table(
        "shares",
        "Percent of postings that ask for a skill, or a level of education, or a range of experience: "
        "one of the three a row.",
        ("occupation", "area", "period", "skill", "education_level", "experience"),
        (
            *_occupation(),
            *_place(),
            Column("skill", Type.ID, "the skill", references=Reference("skills"), rule="S41"),
            Column("education_level", Type.ID, "or the level of education", codes="education-level", rule="S41"),
            Column("experience", Type.BAND, "or the years of experience", rule="S41"),
            Column(
                "percent",
                Type.DECIMAL,
                "percent, 99.48 and not 0.9948; where it is unknown there is no row",
                required=True,
                rule="S40",
                example="70.53",
            ),
            _BASE,
            *_print("the percentage"),
            _heading(),
            _position(),
            _locators(),
        ),
    ),
    Table(
        "posting_counts",
        "Postings seen for the occupation, of all employers together.",
        ("occupation", "area", "period"),
        (
            *_occupation(),
            *_place(),
            Column("count", Type.INTEGER, "number of postings", required=True, rule="S29"),
            *_print("the number"),
            _locators(),
        ),
    ),
    Table(
        "employer_posting_counts",
        "Postings of one employer.",
        ("occupation", "area", "period", "employer"),
        (
            *_occupation(),
            *_place(),
            Column("employer", Type.ID, "the employer", required=True, references=Reference("employers"), rule="S30"),
            Column("count", Type.INTEGER, "number of postings", required=True, rule="S29"),
            *_print("the number"),
            _position(),
            _locators(),
        ),
    ),
    Table(
        "salaries",
        "Pay: one statistic for an occupation, an area, a period, a range of experience and the time that is paid.",
        ("occupation", "area", "period", "statistic", "experience", "pay_period"),
        (
            *_occupation(),
            *_place(),
            Column(
                "statistic",
                Type.ID,
                "average, median or a percentile",
                required=True,
                codes="statistic",
                rule="S35",
            ),
            Column("experience", Type.BAND, "years of experience; empty: all together", rule="S36"),
            Column("amount", Type.DECIMAL, "the amount", rule="S33", instead="at_least"),
            Column("at_least", Type.DECIMAL, "or, where the source cuts high pay off, what it is at least", rule="S33"),
            Column("currency", Type.ID, "ISO 4217 code: `USD`", required=True, rule="S34"),
            Column("pay_period", Type.DURATION, "`P1Y` a year, `PT1H` an hour; empty: not said", rule="S37"),
            _error(),
            *_print("the amount"),
            _heading(),
            _position(),
            _locators(),
        ),
    ),
    Table(
        "employment",
        "People in employment in the occupation.",
        ("occupation", "area", "period"),
        (
            *_occupation(),
            *_place(),
            Column("employment", Type.INTEGER, "how many", required=True, rule="S65"),
            _error(),
            Column("per_thousand", Type.DECIMAL, "of a thousand jobs in the area", rule="S65", example="1.25"),
            Column(
                "location_quotient",
                Type.DECIMAL,
                "that part over the same part of the country",
                rule="S65",
                example="1.07",
            ),
            *_print("the number"),
            _locators(),
        ),
    ),
    Table(
        "ratings",
        "How important a skill is for the occupation, or at what level it is needed, on a scale of the source.",
        ("occupation", "area", "period", "skill", "scale"),
        (
            *_occupation(),
            *_place(),
            _about_skill("skill", "the skill"),
            Column("scale", Type.ID, "the scale", required=True, codes="rating-scale", rule="S64"),
            Column("value", Type.DECIMAL, "the rating", required=True, rule="S64", example="3.75"),
            Column("sample_size", Type.INTEGER, "how many rated it", rule="S64", example="31"),
            Column("standard_error", Type.DECIMAL, "standard error of the rating", rule="S64", example="0.12"),
            Column("lower_bound", Type.DECIMAL, "lower bound of its 95 % confidence interval", example="3.5"),
            Column("upper_bound", Type.DECIMAL, "upper bound of its 95 % confidence interval", example="4"),
            Column("suppress", Type.BOOLEAN, "`true` where the source recommends not to use it"),
            Column("not_relevant", Type.BOOLEAN, "`true` where most say that the skill has no bearing"),
            Column("collected", Type.TEXT, "year and month in which it was collected: `2023-08`", rule="S64"),
            Column("collected_from", Type.TEXT, "who was asked, as the source names them"),
            *_print("the rating"),
            _locators(),
        ),
    ),
    Table(
        "related_occupations",
        "Occupations that the source relates to an occupation.",
        ("occupation", "kind", "related"),
        (
            *_occupation(),
            _about_occupation("related", "the other occupation"),
            _relation_kind(),
            _position(),
            _locators(),
        ),
    ),
    Table(
        "related_skills",
        "Skills that the source relates to a skill.",
        ("skill", "kind", "related"),
        (
            _about_skill("skill", "the skill"),
            _about_skill("related", "the other skill"),
            _relation_kind(),
            _locators(),
        ),
    ),
    Table(
        "employer_facts",
        "What the source says of an employer: its register number, sector, seat or founding year.",
        ("employer", "kind", "value"),
        (
            Column("employer", Type.ID, "the employer", required=True, references=Reference("employers"), rule="S62"),
            Column("kind", Type.ID, "what is said of it", required=True, codes="employer-fact", rule="S62"),
            Column("value", Type.TEXT, "the value", required=True, rule="S62"),
            Column("printed", Type.TEXT, "the value as printed, where that is not the same"),
            _locators(),
        ),
    ),
    Table(
        "statements",
        "What the source says in prose: a pointer, and a short summary in own words or the words themselves.",
        ("occupation", "kind", "id"),
        (
            Column("id", Type.ID, "key of the statement, for instance its line in the document", required=True),
            *_occupation(),
            Column("kind", Type.ID, "what sort of statement", required=True, codes="statement-kind", rule="S54"),
            Column(
                "part_of",
                Type.ID,
                "id of the statement that it is a part of",
                references=Reference("statements", scope="source"),
            ),
            Column("heading", Type.TEXT, "heading as printed", rule="S56"),
            Column("summary", Type.TEXT, "own words, at most 160 characters", rule="S55"),
            Column("text", Type.TEXT, "the very words, where the source's licence allows to repeat them", rule="S66"),
            _language(),
            Column(
                "mentions",
                Type.ID,
                "skills that it names",
                references=Reference("skills"),
                many=True,
            ),
            _position(),
            _locators(),
        ),
    ),
    Table(
        "quality_notes",
        "What a reader must know of a set of figures before using it.",
        ("id",),
        (
            Column("id", Type.ID, "key of the note", required=True),
            Column(
                "about",
                Type.ID,
                "the fact table of this source whose figures it is about, or `mappings`",
                required=True,
            ),
            Column("note", Type.TEXT, "the note", required=True),
            _language(),
        ),
    ),
    Table(
        "retirements",
        "IRIs that an earlier release published and this one no longer does; without a row here, a build that would "
        "drop one fails. The row may stay for good: what is retired stays so in every later release.",
        ("iri",),
        (
            Column(
                "iri",
                Type.IRI,
                "what is retired; the IRI of a source retires everything that has the source in its IRI",
                required=True,
            ),
            Column("reason", Type.TEXT, "why, as its page tells those who still use it", required=True),
            _language(),
            Column(
                "successor",
                Type.IRI,
                "what to use instead, published or itself retired; of a source another source, whose claims succeed "
                "those that have the same dimensions",
                many=True,
            ),
        ),
        shared=True,
    ),
    Table(
        "import_report",
        "What became of the records of a download. Of each file, those read are those kept and those set aside.",
        ("id",),
        (
            Column("id", Type.ID, "key of the row", required=True),
            Column("file", Type.TEXT, "the file of the download", required=True),
            Column(
                "outcome",
                Type.ID,
                "`read`, `kept`, `repaired` (of those kept), `set-aside`, `missing` (cells without a value), "
                "`disagrees`, `left-out` (the whole file), `absent` (the file) or `unknown` (a file of which the "
                "import does not know what it holds)",
                required=True,
            ),
            Column("count", Type.INTEGER, "how many", required=True),
            Column("reason", Type.TEXT, "why"),
            Column("example", Type.TEXT, "the row of one of them, and what it holds"),
        ),
    ),
)

BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}

ALIASED: tuple[str, ...] = ("skills", "employers", "occupations", "areas")
"""The tables whose ids an alias may stand for."""

CUBES: dict[str, tuple[str, ...]] = {
    "posting_counts": ("posting-count",),
    "employer_posting_counts": ("employer-posting-count",),
    "salaries": ("salary", "salary-per-hour", "salary-per-day", "salary-per-week", "salary-per-month"),
    "skill_listings": ("share-by-skill",),
    "shares": ("share-by-skill", "share-by-education", "share-by-experience"),
    "employment": ("employment",),
    "ratings": ("rating",),
}
"""The data cubes that each table's figures go into."""

OUTCOMES: tuple[str, ...] = (
    *("read", "kept", "repaired", "set-aside", "missing", "disagrees", "left-out", "absent", "unknown"),
)
"""What can become of the records of a download."""
