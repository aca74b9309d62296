"""Lines of sorted N-Quads as bytes (N-Quads 1.1, 2), without the cost of parsing each: terms stay as written."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple, cast

import zstandard

from lotgraph.errors import ReleaseError
from lotgraph.rdf.terms import Term
from lotgraph.schema.vocabulary import ESCAPES, expand

_DUMP = "dumps/lotgraph.nq"
_BUFFER = 1 << 20
_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?', re.DOTALL)
_STRING, _LANG_STRING = expand("xsd:string"), expand("rdf:langString")
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


class Quad(NamedTuple):
    """The terms of a line, as they are written; ``graph`` is empty in a line of N-Triples."""

    subject: str
    predicate: str
    object: str
    graph: str = ""


def dump_of(release: Path) -> Path:
    """The dump of all data graphs of a release as N-Quads, packed or not.  Raises ReleaseError where it has none."""
    for suffix in ("", ".gz", ".zst"):
        path = release / f"{_DUMP}{suffix}"
        if path.is_file():
            return path
    raise ReleaseError(f"{release}: has no dump {_DUMP}, which releases are compared by; build it with that format")


@contextmanager
def lines_of(path: Path) -> Iterator[Iterator[bytes]]:
    """The lines of a file of sorted N-Quads, unpacked by its suffix, in constant memory.

    Raises ReleaseError where it cannot be read, or a line stands before one that it should follow.
    """
    try:
        file = _open(path)
    except OSError as error:
        raise _unreadable(path, error) from error
    with file:
        yield _in_order(path, file)


def _open(path: Path) -> IO[bytes]:
    if path.suffix == ".gz":
        return cast("IO[bytes]", gzip.open(path))
    if path.suffix == ".zst":
        return io.BufferedReader(zstandard.open(path), _BUFFER)
    return path.open("rb", buffering=_BUFFER)


def _in_order(path: Path, file: IO[bytes]) -> Iterator[bytes]:
    last = b""
    try:
        for line in file:
            if line <= last:
                out_of_place = f"{_shorten(line)} stands too late"
                raise ReleaseError(f"{path}: is not sorted, so it was changed since lotgraph wrote it: {out_of_place}")
            yield line
            last = line
    except (OSError, EOFError, zlib.error, zstandard.ZstdError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> ReleaseError:
    return ReleaseError(f"{path}: cannot be read: {getattr(error, 'strerror', '') or error}")


def subject_of(line: bytes) -> bytes:
    """The subject of a line, and the space behind it: what all lines of that subject begin with."""
    return line[: line.find(b" ") + 1]


def parse_line(line: bytes) -> Quad:
    """The terms of a line.  Raises ReleaseError where it is not one of N-Quads."""
    try:
        subject, predicate, rest = line.decode().split(" ", 2)
        rest, end = rest.removesuffix(" .\n"), rest[-3:]
        if end != " .\n":
            raise ValueError
    except ValueError:
        raise ReleaseError(f"a line of the dump is not N-Quads: {_shorten(line)}") from None
    before, _, last = rest.rpartition(" ")
    # An IRI that comes last is the graph, unless it is all that is left or the end of a literal.
    named = before and last[:1] == "<" and '"' not in last
    return Quad(subject, predicate, before, last) if named else Quad(subject, predicate, rest)


def write_literal(text: str, language: str = "", datatype: str = "") -> str:
    """A literal as a canonical term (RDF Dataset Canonicalization 1.0, 5)."""
    for character, escaped in ESCAPES:
        text = text.replace(character, escaped)
    if language:
        return f'"{text}"@{language}'
    return f'"{text}"' if datatype in {"", _STRING} else f'"{text}"^^<{datatype}>'


class Value(NamedTuple):
    """What a literal says: its text, and its datatype or its language, as far as the term names them."""

    text: str
    language: str = ""
    datatype: str = ""


def value_in(term: str) -> Value | None:
    """The literal that a term is; None where it is none."""
    found = _LITERAL.fullmatch(term) if term[:1] == '"' else None
    if found is None:
        return None
    text, language, datatype = found.groups()
    text = _ESCAPED.sub(_unescape, text) if "\\" in text else text
    return Value(text, language or "", datatype or "")


def read_term(text: str) -> Term:
    """A term as it stands in a line."""
    if text[:1] == "<":
        return Term(text[1:-1], "iri")
    value = value_in(text)
    if value is None:
        return Term(text[2:], "blank")
    return Term(value.text, "literal", value.datatype or (_LANG_STRING if value.language else _STRING), value.language)


def write_term(term: Term) -> str:
    """A term as it stands in a line."""
    if term.kind == "literal":
        return write_literal(term.value, term.language, term.datatype)
    return f"<{term.value}>" if term.kind == "iri" else f"_:{term.value}"


def value_of(term: str) -> str:
    """What a term says: an IRI without its brackets, the text of a literal."""
    if term[:1] == "<":
        return term[1:-1]
    found = value_in(term)
    return found.text if found else term


def language_of(term: str) -> str:
    """The language tag of a literal; empty where it has none."""
    return "" if term[-1:] in '">' else term.rpartition("@")[2]


def _unescape(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _PLAIN.get(match[3], match[3])


def _shorten(line: bytes) -> str:
    return line[:100].decode(errors="replace").rstrip()
