"""The formats that answers and dumps come in, and which of them a request asks for: pure functions.

``FORMATS`` is the one table of names, media types and suffixes.  Negotiation is that of RFC 9110, 12.5.1;
a malformed part of an Accept header is passed over, as if it had not been sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final


class Kind(Enum):
    """What a format can hold; each value is the wording used in messages."""

    RESULTS = "results of SELECT or ASK"
    GRAPH = "a graph"
    DATASET = "a dataset"


@dataclass(frozen=True)
class Format:
    """One format.  ``aliases`` are media types by which it is asked for too, and then sent.

    ``w3c`` is its name among the formats that a SPARQL service gives (http://www.w3.org/ns/formats/), ``file_type``
    that in the file types of the EU (DCAT-AP 3, 6.1), ``rdflib`` that of rdflib's serializer.
    """

    name: str
    label: str
    media_type: str
    suffix: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    w3c: str = ""
    file_type: str = ""
    rdflib: str = ""

    @property
    def media_types(self) -> tuple[str, ...]:
        """Every media type it can be sent as, its own first."""
        return (self.media_type, *self.aliases)


_JSON: Final = ("application/json",)
_SPARQL: Final = "application/sparql-results"

FORMATS: Final[tuple[Format, ...]] = (
    Format("json", "JSON", f"{_SPARQL}+json", ".srj", Kind.RESULTS, _JSON, "SPARQL_Results_JSON"),
    Format("xml", "XML", f"{_SPARQL}+xml", ".srx", Kind.RESULTS, (), "SPARQL_Results_XML"),
    Format("csv", "CSV", "text/csv", ".csv", Kind.RESULTS, (), "SPARQL_Results_CSV"),
    Format("tsv", "TSV", "text/tab-separated-values", ".tsv", Kind.RESULTS, (), "SPARQL_Results_TSV", "TSV"),
    Format("turtle", "Turtle", "text/turtle", ".ttl", Kind.GRAPH, (), "Turtle", "RDF_TURTLE", "turtle"),
    Format("ntriples", "N-Triples", "application/n-triples", ".nt", Kind.GRAPH, (), "N-Triples", "RDF_N_TRIPLES", "nt"),
    Format("rdfxml", "RDF/XML", "application/rdf+xml", ".rdf", Kind.GRAPH, (), "RDF_XML", "RDF_XML", "xml"),
    Format("jsonld", "JSON-LD", "application/ld+json", ".jsonld", Kind.GRAPH, _JSON, "JSON-LD", "JSON_LD", "json-ld"),
    Format("nquads", "N-Quads", "application/n-quads", ".nq", Kind.DATASET, file_type="RDF_N_QUADS"),
    Format("trig", "TriG", "application/trig", ".trig", Kind.DATASET, file_type="RDF_TRIG"),
)
"""In the order in which the server prefers them, where a request has no preference."""

DUMPED: Final[tuple[str, ...]] = tuple(each.name for each in FORMATS if each.kind is not Kind.RESULTS)
"""The names of the formats that dumps come in."""

HTML: Final = "text/html"
TEXT: Final = "text/plain"
PROBLEM: Final = "application/problem+json"

_FILES: Final[tuple[tuple[str, str], ...]] = (
    *((each.suffix, each.media_type) for each in FORMATS),
    (".json", "application/json"),
    (".toml", "application/toml"),
    (".parquet", "application/vnd.apache.parquet"),
    (".rq", "application/sparql-query"),
    (".md", "text/markdown"),
    (".gz", "application/gzip"),
    (".zst", "application/zstd"),
)


NO_XML: Final = (
    "The answer holds a character that XML cannot hold, such as U+0001; ask for it in another format: "
    "application/sparql-results+json or text/csv for results, text/turtle for a graph."
)

# XML 1.0, 2.2: neither written as they are nor as a reference.
_NO_XML: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


def fits_xml(text: bytes) -> bool:
    """Whether XML can hold every character of a text in UTF-8."""
    return _NO_XML.search(text) is None


def of_kind(kind: Kind) -> tuple[Format, ...]:
    """The formats that hold that."""
    return tuple(each for each in FORMATS if each.kind is kind)


def find_formats(word: str) -> tuple[Format, ...]:
    """The formats that go by that name, suffix or media type: none, one, or one a kind."""
    word = word.strip().lower()
    return tuple(each for each in FORMATS if word in (each.name, each.suffix, each.suffix[1:], *each.media_types))


def of_file(name: str) -> str:
    """Media type of a published file, by its suffix; plain text where the suffix says nothing."""
    return next((media_type for suffix, media_type in _FILES if name.endswith(suffix)), TEXT)


def choose(accept: str | None, formats: Sequence[Format]) -> tuple[Format, str] | None:
    """The format that an Accept header asks for, and the media type to send it as; None: not one of these."""
    # Aliases come after all the proper types, so that they are taken only where nothing else will do.
    offers = [each.media_type for each in formats]
    offers += [alias for each in formats for alias in each.aliases]
    chosen = negotiate(accept, offers)
    if chosen is None:
        return None
    return next((each, chosen) for each in formats if chosen in each.media_types)


def negotiate(accept: str | None, offers: Sequence[str]) -> str | None:
    """The media type of ``offers``, best first, that the header prefers; None where it takes none of them.

    Without a header, or where no part of it can be read, every type is welcome.
    """
    ranges = tuple(_ranges(accept or ""))
    if not ranges:
        return offers[0]
    # Of types of one quality, that which the header names most closely: "text/csv, */*" prefers CSV.
    best = max(offers, key=lambda offer: tuple(reversed(_match(offer, ranges))))
    return best if _match(best, ranges)[1] > 0 else None


@dataclass(frozen=True)
class _Range:
    """One media range.  ``bare``: without parameters."""

    type: str
    subtype: str
    bare: bool
    quality: float

    def specificity(self, offer: str) -> int:
        """How closely it names the media type; 0 where it does not match.

        No type offered here has parameters, so a range that asks for one (``charset``, ``profile``) is
        taken for the type itself, unless the type is named without them too.
        """
        kind, _, subtype = offer.partition("/")
        if (self.type, self.subtype) == (kind, subtype):
            return 4 if self.bare else 3
        if (self.type, self.subtype) == (kind, "*"):
            return 2
        return 1 if (self.type, self.subtype) == ("*", "*") else 0


@dataclass(frozen=True)
class Element:
    """One element of a header with q-values (RFC 9110, 12.4.2).  ``bare``: without other parameters before it."""

    value: str
    bare: bool
    quality: float


_WORD: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_PART: Final = r'(?:[^{0}"]|"(?:\\.|[^"\\])*"?)+'
_ELEMENTS: Final = re.compile(_PART.format(","))
_PARAMETERS: Final = re.compile(_PART.format(";"))
_MEDIA_RANGE: Final = re.compile(rf"({_WORD})/({_WORD})")
_QUALITY: Final = re.compile(r"[0-9]+\.?[0-9]*|\.[0-9]+")


def elements(header: str) -> Iterator[Element]:
    """The elements of a header with q-values, as they are sent; one with a malformed q-value is passed over."""
    for element in _ELEMENTS.findall(header):
        value, *parameters = [part.strip() for part in _PARAMETERS.findall(element)] or [""]
        quality, bare = _weight(parameters)
        if quality is not None:
            yield Element(value, bare, quality)


def _ranges(accept: str) -> Iterator[_Range]:
    for element in elements(accept):
        # Java's own client sends a lone star for "anything".
        match = _MEDIA_RANGE.fullmatch("*/*" if element.value == "*" else element.value)
        if match is None or (match[1] == "*" and match[2] != "*"):
            continue
        yield _Range(match[1].lower(), match[2].lower(), element.bare, element.quality)


def _weight(parameters: Sequence[str]) -> tuple[float | None, bool]:
    """The q-value (None where it is malformed), and whether no other parameter stands before it."""
    for position, parameter in enumerate(parameters):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            value = value.strip()
            quality = min(float(value), 1.0) if _QUALITY.fullmatch(value) else None
            return quality, position == 0
    return 1.0, not parameters


def _match(offer: str, ranges: Sequence[_Range]) -> tuple[int, float]:
    """The most specific range that matches a media type: how specific it is, and its quality; zeros where none does."""
    return max(
        ((each.specificity(offer), each.quality) for each in ranges if each.specificity(offer)),
        default=(0, 0.0),
    )
