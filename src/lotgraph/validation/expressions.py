r"""Expressions of SQL over terms, in the words that DuckDB and Spark share (pure).

Terms are texts as in canonical N-Triples (RDF 1.1 N-Triples, section 4), so two terms are the same where their
texts are.  A number or a time that cannot be compared gives null, as it is an error in SPARQL (SPARQL 1.1, 17.3).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

XSD: Final = "http://www.w3.org/2001/XMLSchema#"
LANG_STRING: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"

_DECIMAL = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_EXACT = r"[+-]?(?:[0-9]+(?:\.[0-9]{0,18})?|\.[0-9]{1,18})"
_FLOAT = rf"{_DECIMAL}(?:[eE][+-]?[0-9]+)?|[+-]?INF"
_ZONE = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_YEAR = r"-?(?:[1-9][0-9]{3,}|0[0-9]{3})"
_LEAP = r"-?(?:[1-9][0-9]*)?(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
_DATE = (
    rf"(?:{_YEAR}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    rf"|02-(?:0[1-9]|1[0-9]|2[0-8]))|{_LEAP}-02-29)"
)
_TIME = r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?)"
_DAYS = "(?:[0-9]+Y(?:[0-9]+M)?(?:[0-9]+D)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)"
_SECONDS = r"[0-9]+(?:\.[0-9]+)?S"
_HOURS = f"(?:[0-9]+H(?:[0-9]+M)?(?:{_SECONDS})?|[0-9]+M(?:{_SECONDS})?|{_SECONDS})"
_INTEGERS = ("integer", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger")
_BOUNDED = ("long", "int", "short", "byte", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte")

LEXICAL: Final[Mapping[str, str]] = MappingProxyType(
    {
        f"{XSD}{name}": pattern
        for name, pattern in {
            "boolean": "true|false|1|0",
            "integer": "[+-]?[0-9]+",
            "nonNegativeInteger": r"\+?[0-9]+|-0+",
            "positiveInteger": r"\+?0*[1-9][0-9]*",
            "nonPositiveInteger": "-[0-9]+|[+]?0+",
            "negativeInteger": "-0*[1-9][0-9]*",
            "decimal": _DECIMAL,
            "float": f"{_FLOAT}|NaN",
            "double": f"{_FLOAT}|NaN",
            "date": f"{_DATE}{_ZONE}?",
            "dateTime": f"{_DATE}T{_TIME}{_ZONE}?",
            "time": f"{_TIME}{_ZONE}?",
            "gYear": f"{_YEAR}{_ZONE}?",
            "gYearMonth": rf"{_YEAR}-(?:0[1-9]|1[0-2]){_ZONE}?",
            "duration": rf"-?P(?:{_DAYS}(?:T{_HOURS})?|T{_HOURS})",
            "hexBinary": "(?:[0-9a-fA-F]{2})*",
        }.items()
    }
)  # fmt: skip
"""The lexical spaces of the datatypes that are known, but for those of any text (XML Schema 1.1, part 2, 3.3, 3.4)."""

TEXTS: Final = frozenset({f"{XSD}string", LANG_STRING})
_XSD = XSD.replace(".", r"\.")
_TAIL = r'"(@[A-Za-z0-9-]+|\^\^<[^>]*>)?$'
_TAGGED = r'^"[\s\S]*"@[A-Za-z]+(-[A-Za-z0-9]+)*$'
_BACKSLASH = "\\"
_ESCAPES = (
    (r"\"", '"'),
    (r"\n", "\n"),
    (r"\r", "\r"),
    (r"\t", "\t"),
    (r"\b", "\b"),
    (r"\f", "\f"),
    (r"\/", _BACKSLASH),
)


def quote(text: str) -> str:
    """A text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def quote_all(texts: Iterable[str]) -> str:
    """Texts as the list behind ``in``; of none, one that no term is."""
    return ", ".join(map(quote, sorted(texts))) or "''"


def text_of(term: str) -> str:
    """The text of an IRI or literal (SPARQL 1.1, 17.4.2.5: STR); null for a blank node."""
    inner = f"regexp_replace(substr({term}, 2), {quote(_TAIL)}, '')"
    # Of a run of backslashes the first begins an escape, and replace goes from left to right.
    plain = _replace(inner, r"\\", r"\/")
    for escaped, character in _ESCAPES:
        plain = _replace(plain, escaped, character)
    literal = f"case when strpos({term}, {quote(_BACKSLASH)}) > 0 then {plain} else {inner} end"
    iri = f"substr({term}, 2, length({term}) - 2)"
    return f"case substr({term}, 1, 1) when '<' then {iri} when '\"' then {literal} end"


def has_datatype(term: str, datatype: str) -> str:
    """Whether a term is a literal of the datatype, with a text that this has (SHACL, 4.1.2)."""
    if datatype == LANG_STRING:
        return f"regexp_matches({term}, {quote(_TAGGED)})"
    if datatype == f"{XSD}string":
        return f"(starts_with({term}, '\"') and ends_with({term}, '\"'))"
    if datatype not in LEXICAL:
        suffix = f'"^^<{datatype}>'
        return f"(starts_with({term}, '\"') and ends_with({term}, {quote(suffix)}))"
    return f"regexp_matches({term}, {quote(_literal(LEXICAL[datatype], datatype.removeprefix(XSD)))})"


def number(term: str) -> str:
    """An exact number as a decimal of 18 places; null for anything else."""
    return f"try_cast({_lexeme(term, _EXACT, 'decimal', *_INTEGERS, *_BOUNDED)} as decimal(38, 18))"


def compare(first: str, operator: str, second: str) -> str:
    """Whether two terms stand so to each other (SPARQL 1.1, 17.3); null where that cannot be told.

    Numbers are compared exactly where both have at most 18 places and 20 digits before them, else as doubles.
    """
    return _compare((*_NUMBERS, _string, *_TIMES), first, operator, second)


def compare_to(first: str, operator: str, second: str) -> str:
    """As ``compare``, with a literal as a term that is known: only what can be compared with it is looked at."""
    ways = _NUMBERS if second.endswith(_NUMERIC) else _TIMES if "^^" in second else (_string,)
    return _compare(ways, first, operator, quote(second))


def compare_numbers(first: str, operator: str, second: str) -> str:
    """As ``compare``, of terms of which nothing but numbers are to be compared."""
    return _compare(_NUMBERS, first, operator, second)


def _compare(ways: Sequence[Callable[[str], str]], first: str, operator: str, second: str) -> str:
    return f"coalesce({', '.join(f'{way(first)} {operator} {way(second)}' for way in ways)})"


def _double(term: str) -> str:
    lexeme = _lexeme(term, _FLOAT, "decimal", *_INTEGERS, *_BOUNDED, "float", "double")
    return f"try_cast({_replace(lexeme, 'INF', 'Infinity')} as double)"


def _string(term: str) -> str:
    return f"case when {has_datatype(term, f'{XSD}string')} then {text_of(term)} end"


def _date_time(term: str) -> str:
    return f"try_cast({_lexeme(term, f'{_DATE}T{_TIME}', 'dateTime')} as timestamp)"


def _zoned_date_time(term: str) -> str:
    return f"try_cast({_lexeme(term, f'{_DATE}T{_TIME}{_ZONE}', 'dateTime')} as timestamptz)"


def _date(term: str) -> str:
    return f"try_cast({_lexeme(term, _DATE, 'date')} as date)"


def _zoned_date(term: str) -> str:
    lexeme = _lexeme(term, _DATE + _ZONE, "date")
    return f"try_cast(substr({lexeme}, 1, 10) || 'T00:00:00' || substr({lexeme}, 11) as timestamptz)"


def _replace(text: str, old: str, new: str) -> str:
    return f"replace({text}, {quote(old)}, {quote(new)})"


def _lexeme(term: str, form: str, *datatypes: str) -> str:
    """The text of a literal of one of the datatypes and of that form."""
    return f"nullif(regexp_extract({term}, {quote(_literal(form, '|'.join(datatypes)))}, 1), '')"


def _literal(form: str, datatypes: str) -> str:
    return rf'^"({form})"\^\^<{_XSD}(?:{datatypes})>$'


_NUMBERS: Final = (number, _double)
_TIMES: Final = (_date_time, _zoned_date_time, _date, _zoned_date)
_NUMERIC: Final = tuple(f"^^<{XSD}{name}>" for name in ("decimal", *_INTEGERS, *_BOUNDED, "float", "double"))
