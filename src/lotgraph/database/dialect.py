"""What DuckDB says in words of its own; all other SQL is such as Spark can say too (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def remove_all(text: str, pattern: str) -> str:
    """A text without whatever matches the pattern, which holds no quote."""
    return f"regexp_replace({text}, '{pattern}', '', 'g')"


def encode(text: str) -> str:
    """A text as in an IRI (SPARQL 1.1, 17.4.3.11: ENCODE_FOR_URI)."""
    return f"url_encode({text})"


def enumeration(name: str, values: Iterable[str]) -> str:
    """The statement that makes a type of few values, which takes a byte or two for each instead of its text."""
    listed = ", ".join("'" + value.replace("'", "''") + "'" for value in sorted(values)) or "''"
    return f"create type {name} as enum ({listed})"


def given_rows(kinds: Sequence[str]) -> str:
    """The query for rows that are bound as one list for each column, of columns of these types."""
    return f"select {', '.join(f'unnest(?::{kind}[])' for kind in kinds)}"


def code(value: str) -> str:
    """The number of a value of an enumeration."""
    return f"enum_code({value})::bigint"


def number_of(term: str) -> str:
    """A number of 64 bits that hardly two terms have in common."""
    return f"hash({term})"


def flags(code: str, first: int, last: int) -> str:
    """The numbers of a group from one to another, as bits of one whole number."""
    return f"bit_or(case when {code} between {first} and {last} then 1::bigint << ({code} - {first}) else 0 end)"
