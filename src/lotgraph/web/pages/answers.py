"""The beginning of an answer as the rows of a table: pure functions over its lines.

Results are read as SPARQL 1.1 Query Results TSV, graphs as N-Triples: in either, a line is a row and a term is
written as in Turtle.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lotgraph.formats.media import Kind
from lotgraph.rdf.terms import Term
from lotgraph.schema.vocabulary import expand

if TYPE_CHECKING:
    from lotgraph.evaluation.contract import Head

FORMATS: Final = ("tsv", "ntriples")
"""The names of the formats that are read here: of results, of a graph."""

ROWS: Final = 100
"""As many rows are shown."""

BYTES: Final = 256 * 1024
"""As much of an answer is read."""

_STRING: Final = expand("xsd:string")
_TRIPLE: Final = ("subject", "predicate", "object")
_TERM: Final = re.compile(
    r"""<(?P<iri>[^<>"{}|^`\x00-\x20]*)> | _:(?P<blank>\S+)
    | "(?P<text>(?:[^"\\]|\\.)*)" (?:@(?P<language>[A-Za-z0-9-]+) | \^\^<(?P<datatype>[^<>]*)>)?""",
    re.VERBOSE,
)
_NUMBERS: Final = (
    (re.compile(r"[+-]?[0-9]+"), expand("xsd:integer")),
    (re.compile(r"[+-]?[0-9]*\.[0-9]+"), expand("xsd:decimal")),
    (re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+"), expand("xsd:double")),
    (re.compile("true|false"), expand("xsd:boolean")),
)
_ESCAPED: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPES: Final = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


@dataclass(frozen=True)
class Table:
    """The first rows of an answer; ``boolean`` is the answer of an ASK.  ``more``: the answer has further rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    more: bool = False
    boolean: bool | None = None


def table(head: Head, beginning: bytes, *, complete: bool) -> Table:
    """The rows of the beginning of an answer; what comes after the last end of a line is left out if it goes on."""
    # The rest of a character that was cut is in the line that is left out.
    lines = beginning.decode("utf-8", "replace").split("\n")
    cut = lines.pop()
    if complete and cut:
        lines.append(cut)
    if head.kind is Kind.GRAPH:
        rows = [_triple(line) for line in lines[: ROWS + 1]]
        return Table(_TRIPLE, tuple(rows[:ROWS]), more=len(rows) > ROWS or not complete)
    first, *rest = lines or [""]
    if first in ("true", "false"):
        return Table((), (), boolean=first == "true")
    columns = tuple(name.removeprefix("?") for name in first.split("\t")) if first else ()
    rows = [tuple(map(_term, line.split("\t"))) if columns else () for line in rest[: ROWS + 1]]
    return Table(columns, tuple(rows[:ROWS]), more=len(rows) > ROWS or not complete)


def _triple(line: str) -> tuple[Term | None, ...]:
    subject, _, rest = line.removesuffix(" .").partition(" ")
    predicate, _, other = rest.partition(" ")
    return _term(subject), _term(predicate), _term(other)


def _term(text: str) -> Term | None:
    """A term; what is written in no way that is known here, such as a triple, is shown as it is."""
    if not text:
        return None
    match = _TERM.fullmatch(text)
    if match is None:
        datatype = next((iri for pattern, iri in _NUMBERS if pattern.fullmatch(text)), _STRING)
        return Term(text, "literal", datatype=datatype)
    if match["iri"] is not None:
        return Term(_plain(match["iri"]), "iri")
    if match["blank"] is not None:
        return Term(f"_:{match['blank']}", "blank")
    language = match["language"] or ""
    return Term(_plain(match["text"]), "literal", datatype=match["datatype"] or _STRING, language=language)


def _plain(text: str) -> str:
    """The text with its escapes written out (SPARQL 1.1, 19.7; N-Triples, STRING_LITERAL_QUOTE)."""
    return _ESCAPED.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    if match[3]:
        return _ESCAPES.get(match[3], match[3])
    point = int(match[1] or match[2], 16)
    return chr(point) if point <= 0x10FFFF else match[0]
