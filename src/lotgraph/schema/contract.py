"""What a table, a column, a type and its written form are; and what ``source.toml`` says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

LIST_SEPARATOR = "|"
"""Between the values of one cell, where a column takes several (as in SSSOM/TSV)."""

PIPE = "\x1d"
"""What stands for a pipe within one of several texts of a cell, once it is read; in a file that is ``\\|``."""

NOT_STATED = "not-stated"
"""Last segment of the area, period and share base of a claim whose source does not say."""


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

    In the table of a claim, ``property`` is the property of the claim (a CURIE) that has the value.  ``datatype`` is
    that of its literals where the type does not tell: ``rdf:langString`` for a text in the language of the row or
    source; without one, a boolean is stated only where it is true.  ``absent`` stands for an empty cell in IRIs.
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
    property: str = ""
    datatype: str = ""
    absent: str = ""


@dataclass(frozen=True)
class Cube:
    """A data cube (Data Cube, 6): its name in IRIs, its title, and the columns of its dimensions in their order."""

    name: str
    title: str
    dimensions: tuple[str, ...]


@dataclass(frozen=True)
class Claim:
    """What a row of a table claims.  Mapping, IRIs, cubes, closed shapes and pages follow from it and the columns.

    ``type`` is the class of the claim (a CURIE), ``noun`` what it is in a message, ``shape`` the local name of its
    closed shape.  ``values`` are the columns of its number: the measure first, then those that stand in for it.
    Figures go into one of the ``cubes``; any other claim has an IRI of ``path`` and the key of its row.  Columns in
    ``without`` give the claim no property; ``also`` are properties that it may have of no single column.  ``unit``
    stands behind the number on pages.
    """

    type: str
    noun: str
    shape: str
    values: tuple[str, ...] = ()
    cubes: tuple[Cube, ...] = ()
    path: str = ""
    without: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    unit: str = ""


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
    claim: Claim | None = None

    @property
    def property_columns(self) -> tuple[Column, ...]:
        """The columns whose values are properties of the claim of a row."""
        without = self.claim.without if self.claim else ()
        return tuple(column for column in self.columns if column.property and column.name not in without)

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

CODE_LISTS: dict[str, str] = {
    "skill-category": "lg:SkillCategory",
    "education-level": "lg:EducationLevel",
    "statement-kind": "lg:StatementKind",
    "statistic": "lg:Statistic",
    "title-kind": "lg:TitleKind",
    "share-base": "lg:ShareBase",
    "skill-type": "lg:SkillType",
    "reuse-level": "lg:ReuseLevel",
    "rating-scale": "lg:RatingScale",
    "relation-kind": "lg:RelationKind",
    "employer-fact": "lg:EmployerFactKind",
    "scheme-fact": "lg:SchemeFactKind",
    "interest": "lg:Interest",
    "work-style": "lg:WorkStyle",
    "requirement": "lg:Requirement",
    "requirement-level": "lg:RequirementLevel",
    "job-zone": "lg:JobZone",
}
"""The code lists with the class of their members; the first of these are in ``ontology/codes.csv``."""
