"""What the text of a query tells before anything parses it: its form, and whether its answer may change.

Both are needed before a query is evaluated: the form to choose the format of the answer, the other to know
whether the answer may be kept.  Neither proves that the query is well formed.
"""

from __future__ import annotations

import re
from typing import Final

from lotgraph.formats.media import Kind

_SKIPPED: Final = re.compile(
    r"""\s++ | \#[^\r\n]*+
    | BASE\b(?:\s|\#[^\r\n]*+)*+<[^<>"{}|^`\\\s]*+>
    | PREFIX\b(?:\s|\#[^\r\n]*+)*+[^\s<>:\#{}]*+:(?:\s|\#[^\r\n]*+)*+<[^<>"{}|^`\\\s]*+>
    | VERSION\b(?:\s|\#[^\r\n]*+)*+(?:"[^"\r\n]*+"|'[^'\r\n]*+')""",
    re.IGNORECASE | re.VERBOSE,
)
_FORM: Final = re.compile(r"(?:(SELECT|ASK)|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)
_ESCAPED: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# As a whole word anywhere: to take one in a literal for a call costs only a place in the cache.
_CHANGING: Final = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE|SERVICE)\b", re.IGNORECASE)
_BLANK: Final = re.compile(r"_:|[\[(]")


def kind_of(query: str) -> Kind | None:
    """The kind of answer that the query has; None where no form of query stands behind its prologue."""
    found = _FORM.match(query, _begin(query))
    if found is None and "\\" in query:
        query = unescape(query)
        found = _FORM.match(query, _begin(query))
    if found is None:
        return None
    return Kind.RESULTS if found[1] else Kind.GRAPH


def is_lasting(query: str) -> bool:
    """Whether the same data give the same answer each time: no clock, no chance, no new name, nobody else is asked."""
    return not _CHANGING.search(unescape(query))


def has_stable_bytes(query: str) -> bool:
    """Whether the graph that answers is written with the same bytes: a template may make blank nodes, named anew."""
    return not _BLANK.search(query)


def _begin(query: str) -> int:
    position = 0
    while skipped := _SKIPPED.match(query, position):
        position = skipped.end()
    return position


def unescape(query: str) -> str:
    """The query with its numeric escapes written out, as it is read before it is parsed."""
    return _ESCAPED.sub(_character, query) if "\\" in query else query


def _character(match: re.Match[str]) -> str:
    point = int(match[1] or match[2], 16)
    return chr(point) if point <= 0x10FFFF else match[0]
